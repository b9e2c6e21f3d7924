"""What identifies a system's code."""

import os
import subprocess
import sys

CLAIM = """
from first import parts
from second import parts as more
from litmuspaper.settle import Experiment, Scale, Test

CLAIM = Experiment(
    paper="ours", title="t", sentence="s", arms={"a": {}, "b": {}}, metrics={"m": "a number"},
    tests=(Test(metric="m", method="a", rival="b", higher_is_better=True),), refuted_by="r",
    scales={"cpu": Scale(name="cpu")},
)


def run(*, seed, scale):
    return {"m": 0.0}
"""


def test_two_files_of_one_name_have_one_hash_in_every_process(tmp_path):
    (tmp_path / "claim.py").write_text(CLAIM, encoding="utf-8")
    for folder, text in (("first", "A = 1\n"), ("second", "B = 2\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "parts.py").write_text(text, encoding="utf-8")
    ask = "import sys; from litmuspaper.settle.load import load; print(load(sys.argv[1]).code_sha256)"
    told = {
        subprocess.run(
            [sys.executable, "-c", ask, str(tmp_path / "claim.py")],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(told) == 1
