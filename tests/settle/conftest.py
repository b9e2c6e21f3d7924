"""Claim files of our own writing, and what runs them."""

import textwrap
from types import SimpleNamespace

import pytest

from litmuspaper.cli import main
from litmuspaper.settle.experiment import settle

CLAIM = """
import os, time
from litmuspaper.settle import Experiment, Scale, Test, Tuning, streams

CLAIM = Experiment(
    paper="2601.00001",
    title="A made-up claim",
    sentence="The method scores higher than the rival.",
    arms={{"method": {{"gain": 1.0}}, "rival": {{"gain": 0.0}}}},
    metrics={{"score": "points", "other": "points"}},
    tests=(Test(metric="score", method="method", rival="rival", higher_is_better=True, margin=0.1),),
    refuted_by="An interval below 0.1.",
    scales={{"cpu": Scale(name="cpu", seeds=8, limit_s=30)}},
    {more}
)


def run(*, seed, scale, gain, shift=0.0):
    drawn = streams(seed)
    {body}
    return {{"score": drawn.data.normal() + gain + 0.1 * drawn.noise.normal() * (1 + gain) - shift, "other": 1.0}}
"""


@pytest.fixture
def claim_file(tmp_path):
    """Writes a claim file; `body` is put into its run, `more` into its claim."""

    def write(name="my_claim", body="pass", more="", **replaced):
        text = CLAIM.format(body=textwrap.indent(textwrap.dedent(body), "    ").strip(), more=more)
        for old, new in replaced.items():
            text = text.replace(old, new)
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def settled(tmp_path):
    """Runs a claim file at scale cpu in a folder of its own."""
    return lambda path, out="out", **options: settle(str(path), "cpu", tmp_path / out, **options)


@pytest.fixture
def litmus(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["settle", *map(str, arguments)])
        written = capfd.readouterr()
        return SimpleNamespace(code=ended.value.code or 0, out=written.out, err=written.err)

    return run
