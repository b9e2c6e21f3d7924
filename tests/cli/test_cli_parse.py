"""`litmus parse`: an outline for readers, the whole structure as JSON; the paper is invented, written by us."""

import json

import pytest
from click.testing import CliRunner

from litmuspaper.cli import group
from litmuspaper.errors import ParseError

PAPER = """Lamps in Lakes

Jane Doe, Richard Roe

Abstract

We measure how light falls off with depth.

Introduction

Light falls off (Doe 2019). The law is

$$I = e^{-z} \\quad (1)$$

Method\tLight
Ours\t<u>0.9</u>

Table 1: Light by method.

References

- Doe, J. 2019. Lamps under water. *Journal of Lamps*, 3: 1-9.
"""


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(PAPER)
    return path


def run(*arguments):
    return CliRunner().invoke(group, ["parse", *map(str, arguments)])


def test_the_outline_says_what_was_read(paper):
    done = run(paper)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[:2] == ["Lamps in Lakes", "Jane Doe, Richard Roe"]
    assert lines[2].startswith("read as text:")
    assert "  Introduction" in lines
    assert "  Table 1: 2 x 2, bold not told, underlined 1. Light by method." in lines
    assert "References: 1, of which 1 with authors, year and title" in lines
    assert "  doe2019: J. Doe 2019. Lamps under water" in lines
    assert max(map(len, lines)) <= 100


def test_json_holds_every_noun_with_its_place(paper):
    data = json.loads(run(paper, "--json").output)
    text = data["text"]
    assert data["parser"] == "text"
    assert data["meta"]["title"] == "Lamps in Lakes"
    (cell,) = [c for row in data["tables"][0]["rows"] for c in row if c["underline"]]
    assert cell["text"] == text[cell["start"] : cell["end"]] == "0.9"
    assert cell["bold"] is None
    assert [(e["number"], e["display"]) for e in data["equations"]] == [("1", True)]
    assert data["references"][0]["year"] == 2019
    assert data["citations"][0]["keys"] == ["doe2019"]
    assert data["coverage"]["tables"] == 1
    assert run(paper, "--json").output == run(paper, "--json").output


def test_a_format_can_be_forced_and_only_a_known_one(paper):
    assert "read as html" in run(paper, "--format", "html").output
    done = run(paper, "--format", "word")
    assert done.exit_code == 2
    assert "jats" in done.output


def test_what_cannot_be_read_says_what_to_do(tmp_path):
    done = run(tmp_path / "nothing.pdf")
    assert isinstance(done.exception, ParseError)
    assert done.exception.exit_code == 3
    assert done.exception.next_step
