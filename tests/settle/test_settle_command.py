"""`litmus settle`: what it prints and writes, how it is interrupted, and the claim file of CONTRIBUTING.md."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VOID = {"meta", "link", "br"}


class Tags(HTMLParser):
    """Every tag is closed, and no address leads out but to arXiv."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        self.ids += [value for name, value in attrs if name == "id"]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_startendtag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_claim_file_of_ones_own_gives_a_report_in_three_forms(litmus, claim_file, tmp_path):
    claim_file(body="print('not for stdout')")
    done = litmus("my_claim.py", "--out", "reports")
    assert done.code == 0, done.err
    assert "supported at scale cpu" in done.out
    assert "not for stdout" not in done.out
    folder = tmp_path / "reports" / "my_claim-cpu"
    assert {path.name for path in folder.iterdir()} == {
        *("index.html", "settle.json", "settle.md", "plans.jsonl", "cells.jsonl", "rows.jsonl")
    }
    record = json.loads((folder / "settle.json").read_text(encoding="utf-8"))
    assert (record["verdict"], len(record["rows"]), record["command"]) == (
        *("supported", 16, "litmus settle my_claim.py --scale cpu"),
    )
    assert str(tmp_path) not in "".join(path.read_text(encoding="utf-8") for path in folder.glob("settle.*"))
    assert "**Supported at scale cpu.**" in (folder / "settle.md").read_text(encoding="utf-8")
    page = (folder / "index.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert len(tags.ids) == len(set(tags.ids))
    assert {link for link in tags.links if ":" in link} == {"data:,", "https://arxiv.org/abs/2601.00001"}
    for link in tags.links:
        assert ":" in link or link.startswith("#") or (folder / link).exists(), link
    assert page.count('class="dot"') == 8 + 16  # the differences, and both arms
    again = litmus("my_claim.py", "--out", "reports", "--json")
    assert json.loads(again.out)["cost"]["kept"] == 16


def test_hostile_words_stay_words(litmus, claim_file, tmp_path):
    bad = "<script>alert(1)</script> [x](javascript:1) |"
    claim_file(**{"A made-up claim": bad, "The method scores": bad, '"other": "points"': f'"other": "{bad}"'})
    assert litmus("my_claim.py", "--seeds", 2).code == 0
    page = (tmp_path / "out/my_claim-cpu/index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    told = (tmp_path / "out/my_claim-cpu/settle.md").read_text(encoding="utf-8")
    assert "<script>" not in told
    assert "[x](" not in told


def test_all_that_can_go_wrong_is_on_the_page(litmus, claim_file, tmp_path):
    claim_file(body="if gain: raise ValueError('no <b>gain</b>')")
    done = litmus("my_claim.py")
    assert (done.code, "inconclusive at scale cpu: pairs are missing" in done.out) == (0, True)
    page = (tmp_path / "out/my_claim-cpu/index.html").read_text(encoding="utf-8")
    assert "method: 8 cells, error (ValueError: no &lt;b&gt;gain&lt;/b&gt;" in page
    assert "8 without a number" in page


def test_the_systems_are_listed(litmus):
    done = litmus("--list")
    assert (done.code, "localsgd" in done.out, "2509.10439" in done.out) == (0, True, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nonsense",), "no system 'nonsense'"),
        (("none.py",), "is no file"),
        (("localsgd", "--scale", "huge"), "has no scale 'huge'"),
        (("localsgd", "--seeds", "0"), "not in the range"),
    ],
)
def test_what_cannot_be_run_is_exit_code_2(litmus, arguments, told):
    done = litmus(*arguments)
    assert (done.code, told in done.err) == (2, True)


def test_control_c_keeps_what_is_done_and_the_same_command_goes_on(claim_file, litmus, tmp_path):
    claim_file(body="time.sleep(0.1)")
    program = [sys.executable, "-c", "from litmuspaper.cli import main; main()", "settle", "my_claim.py"]
    with subprocess.Popen(program, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as begun:
        cells = tmp_path / "out/my_claim-cpu/cells.jsonl"
        until = time.monotonic() + 30
        while not (cells.exists() and cells.read_bytes().count(b"\n") >= 2):
            assert time.monotonic() < until
            time.sleep(0.02)
        os.kill(begun.pid, signal.SIGINT)
        _, err = begun.communicate(timeout=20)
    assert begun.returncode == 130
    assert re.search(r"\d+ of 16 cells are kept; the same command goes on", err)
    assert "Traceback" not in err
    assert 2 <= json.loads(litmus("my_claim.py", "--json").out)["cost"]["kept"] < 16


def test_the_claim_file_of_contributing_runs(litmus, tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (tmp_path / "my_claim.py").write_text(re.search(r"```python my_claim.py\n(.*?)```", text, re.DOTALL)[1])
    done = litmus("my_claim.py", "--scale", "smoke")
    assert (done.code, "supported at scale smoke" in done.out) == (0, True), done.err
