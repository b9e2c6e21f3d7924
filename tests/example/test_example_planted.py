"""The paper of examples/planted: every planted error is found and nothing else, and the README's commands run."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from litmuspaper.cli import group

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PLANTED = json.loads((EXAMPLES / "planted/planted.json").read_text(encoding="utf-8"))
RAISED = ("contradicted", "not-reproducible", "question")
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in _BLOCK.findall(README) for line in block.splitlines() if line]


def litmus(*args):
    result = CliRunner().invoke(group, args, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    out = tmp_path_factory.mktemp("pages")
    litmus("paper", str(EXAMPLES / "planted"), "--out", str(out))
    (page,) = out.rglob("review.json")
    return page.parent


@pytest.fixture(scope="module")
def findings(pages):
    return json.loads((pages / "review.json").read_text(encoding="utf-8"))["findings"]


def of(error, findings):
    return [
        one
        for one in findings
        if one["audit"] == error["audit"]
        and any(error["printed"] in said for said in (*one["printed"], *(span["text"] for span in one["spans"])))
    ]


@pytest.mark.parametrize("error", PLANTED, ids=lambda error: error["kind"])
def test_every_planted_error_is_found(error, findings):
    (one,) = of(error, findings)
    assert one["verdict"] == error["verdict"]


def test_nothing_else_is_raised(findings):
    told = [one for error in PLANTED for one in of(error, findings)]
    assert [one["message"] for one in findings if one["verdict"] in RAISED and one not in told] == []
    assert len({error["kind"] for error in PLANTED}) == len(PLANTED) == len(told)


def test_what_is_planted_stands_in_the_paper(pages):
    tex = (EXAMPLES / "planted/main.tex").read_text(encoding="utf-8")
    assert tex.startswith("% Invented example")
    (hidden,) = [error for error in PLANTED if error["audit"] == "hidden_instructions"]
    page = (pages / "index.html").read_text(encoding="utf-8")
    assert hidden["printed"] in page
    assert hidden["printed"] not in (pages / "review.md").read_text(encoding="utf-8").partition("## Findings")[0]


def test_the_errors_undone_leave_nothing_to_tell(tmp_path):
    tex = (EXAMPLES / "planted/main.tex").read_text(encoding="utf-8")
    for wrong, right in (
        ("60 & 58 & 120", "60 & 60 & 120"),
        ("74.0 & 73.8", "74.0 & 72.8"),
        (r"82.8} & 84.6", r"82.8} & \textbf{84.6}"),
        (r"82.4 & \textbf{84.0}", "82.4 & 84.0"),
        (
            "WalkScore consistently outperforms the other\nscorers, in every school.",
            "WalkScore is ahead in two schools.",
        ),
        ("Rater rules & 73.8", "Rater rules & 73.3"),
        ("$p = .031$", "$p = .131$"),
        ("[0.71, 1.64]", "[1.11, 2.98]"),
        (r"(34\%)", r"(23\%)"),
        ("three tasks", "four tasks"),
        ("86.7 judgements", "83.4 judgements"),
        ("; Table~9 lists it for each of them", ""),
        (r" \cite{wexcombe2020plan}", ""),
        ("2213.04567", "2212.04567"),
    ):
        assert wrong in tex
        tex = tex.replace(wrong, right)
    tex = re.sub(r"\\textcolor\{white\}\{.*?\}", "", tex, flags=re.DOTALL)
    (tmp_path / "main.tex").write_text(tex, encoding="utf-8")
    assert json.loads(litmus("audit", str(tmp_path), "--json"))["findings"] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_examples_run(command, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    program, *args = shlex.split(command)
    assert program == ".venv/bin/litmus"
    said = litmus(*[str(tmp_path) if arg == "out" else arg for arg in args])
    if "--logs" in args:
        assert said.count("run_logs, not reproducible") == 2
        for number in ("77.3", "76.282", "73.8", "73.333"):
            assert number in said
    if "--listing" in args:
        announced = re.search(r"takes (\d+) invented papers", README)[1] if "example/day.jsonl" in command else "4"
        assert f"{announced} announced = " in said
    if "--out" in args:
        assert [*tmp_path.rglob("index.html")]
