"""`litmus audit`: a listing for readers, JSON for programs; the papers are invented, written by us."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from litmuspaper import example
from litmuspaper.cli import group
from litmuspaper.errors import ParseError

PLANTED = Path(example.__file__).parent / "sources/invented.0046/main.tex"
KEYS = {"audit", "verdict", "severity", "message", "spans", "printed", "recomputed", "tolerance", "clears_if"}
PAPER = r"""\documentclass{article}\title{Lamps in lakes}\begin{document}\maketitle
\section{Results} Table~\ref{t} has the losses.
\begin{table}\caption{Loss of two runs.}\label{t}\begin{tabular}{lrr}
Run & Eval Loss & Train Loss \\ First & 0.531 & 0.412 \\
Second & 0.498 & 0.377 \\ \end{tabular}\end{table}\end{document}"""


def run(*arguments):
    return CliRunner().invoke(group, ["audit", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "main.tex"
    path.write_text(PAPER, encoding="utf-8")
    return path


@pytest.fixture
def runs(tmp_path):
    for name, values in (("first", (0.5312, 0.4119)), ("second", (0.4984, 0.3901))):
        (tmp_path / "runs" / name).mkdir(parents=True)
        text = json.dumps({"eval_loss": values[0], "train_loss": values[1]})
        (tmp_path / "runs" / name / "final.json").write_text(text, encoding="utf-8")
    return tmp_path / "runs"


def test_the_listing_has_findings_with_their_evidence():
    done = run(PLANTED)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Cairnslice")
    assert lines[1].startswith("Findings: 7 contradictions, 2 questions; checked and true: ")
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert [head.split(" (")[0] for head in heads[2:]][:2] == ["Errors", "Warnings"]
    text = " ".join(done.stdout.split())
    assert "sums, contradiction: A total is not the sum of its parts" in text
    assert "printed: 651" in text
    assert "recomputed: 641" in text
    assert "clears if:" in text
    assert "“Between 80 and 400 slices the memory of Cairnslice varies by less than 0.1 GB (Table ??).”" in text
    assert "Checked and true" in text
    assert "Not assessed" in text
    assert "Read as tex: title, abstract" in text
    assert max(map(len, lines)) <= 110


def test_json_has_the_documented_shape_and_its_places_count_in_the_parsed_text():
    told = json.loads(run(PLANTED, "--json").stdout)
    assert {"coverage", "findings", "verified", "not_assessed"} <= set(told)
    assert told["coverage"]["parser"] == "tex"
    assert told["coverage"]["tables"] == 4
    parsed = json.loads(CliRunner().invoke(group, ["parse", str(PLANTED), "--json"]).stdout)
    for one in told["findings"] + told["verified"] + told["not_assessed"]:
        assert set(one) == KEYS | ({"measured"} if one in told["findings"] else set())
        for span in one["spans"]:
            assert set(span) == {"start", "end", "text"}
            assert parsed["text"][span["start"] : span["end"]] == span["text"]
    assert {one["verdict"] for one in told["verified"]} == {"verified"}
    assert {one["verdict"] for one in told["not_assessed"]} == {"not-assessed"}


def test_tables_are_held_against_logs(paper, runs):
    told = json.loads(run(paper, "--logs", runs, "--json").stdout)
    (one,) = [one for one in told["findings"] if one["audit"] == "run_logs"]
    assert one["printed"] == ["0.377"]
    assert "0.39010 in second" in one["recomputed"]
    assert any("First: 2 of 2 from first" in one["message"] for one in told["verified"])
    assert "2 files of logs" in told["coverage"]["read"]


@pytest.mark.parametrize("make", [lambda path: path / "none", lambda path: path / "main.tex", lambda path: path])
def test_logs_that_are_none(paper, tmp_path, make):
    with pytest.raises(ParseError) as caught:
        run(paper, "--logs", make(tmp_path))
    assert caught.value.exit_code == 3
    assert "--logs" in caught.value.next_step


def test_a_source_that_is_none(tmp_path):
    with pytest.raises(ParseError) as caught:
        run(tmp_path / "none.tex")
    assert caught.value.exit_code == 3


def test_it_asks_nothing_of_the_network(paper, no_network):
    assert run(paper).exit_code == 0
