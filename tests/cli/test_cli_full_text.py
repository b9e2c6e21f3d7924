"""`litmus day` with full texts: at hand, asked for, stopped; the papers are invented, written by us."""

import json

import pytest

from litmuspaper.cli import full_texts as module

DAY = ("day", "--profile", "criteria.txt", "--listing", "day.jsonl")
TEX = (
    r"\documentclass{article}\title{Alpha mattes of hair from one image}\begin{document}\maketitle"
    r"\begin{abstract}We predict the alpha matte of hair. It beats trimaps by 9\%.\end{abstract}"
    r"\section{Results}It was quicker, t(20) = 1.10, p < .001.\end{document}"
)


@pytest.fixture
def texts(here):
    folder = here / "texts"
    folder.mkdir()
    (folder / "2601.00001v1.tex").write_text(TEX, encoding="utf-8")
    return folder


def test_a_text_at_hand_gives_the_paper_its_page_and_the_day_its_link(litmus, here, texts):
    done = litmus(*DAY, "--texts", "texts")
    assert done.code == 0, done.err
    assert "Full text read (the LaTeX source, 2601.00001v1.tex): 1 contradiction" in done.out
    assert "Full text not read: the papers came from a file and arXiv was not asked" in done.out
    rows = {
        row["id"]: row["full_text"] for row in json.loads((here / "out/2026-01-05/day.json").read_text())["selected"]
    }
    assert rows["2601.00001"]["contradicted"] == 1
    assert not rows["2601.00002"]["read"]
    assert (here / "out/2601.00001/index.html").is_file()
    day = (here / "out/2026-01-05/index.html").read_text(encoding="utf-8")
    assert day.count('href="../2601.00001/index.html"') == 1
    assert '"../2601.00002' not in day
    page = (here / "out/2026-01-05/papers/2601.00001.html").read_text(encoding="utf-8")
    assert 'href="../../2601.00001/index.html"' in page
    told = (here / "out/2026-01-05/day.md").read_text(encoding="utf-8")
    assert "**Numbers checked** (computed): Full text read" in told
    assert "the full text of 1 of 2 selected" in told


def test_the_same_texts_give_the_same_bytes(litmus, here, texts):
    litmus(*DAY, "--texts", "texts")
    first = {path: path.read_bytes() for path in (here / "out").rglob("*") if path.is_file()}
    litmus(*DAY, "--texts", "texts")
    assert {path: path.read_bytes() for path in (here / "out").rglob("*") if path.is_file()} == first


def test_without_its_page_the_day_has_no_link_to_it(litmus, here, texts):
    litmus(*DAY, "--texts", "texts")
    (here / "out/2601.00001/index.html").unlink()
    litmus(*DAY, "--no-fetch")
    assert "../2601.00001/index.html" not in (here / "out/2026-01-05/index.html").read_text(encoding="utf-8")


def test_asked_for_without_a_network_the_day_stands_and_says_so(litmus, here, no_network):
    done = litmus(*DAY, "--fetch")
    assert done.code == 0
    assert "Full text not read: arXiv did not answer within 8 s." in done.out


def test_ctrl_c_keeps_the_day_with_what_was_read(litmus, here, texts, monkeypatch, day_of):
    real = module._publish

    def stop(one, out):
        real(one, out)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_publish", stop)
    done = litmus(*DAY, "--texts", "texts")
    assert done.code == 130
    how = {row["id"]: row["full_text"]["how"] for row in day_of("out")["selected"]}
    assert how["2601.00001"] == "stopped before it was read"
    assert litmus("doctor").code == 0


def test_the_example_day_reads_the_papers_that_have_a_text(litmus, here, no_network):
    done = litmus("day")
    assert "Full text read (the LaTeX source, invented.0046): " in done.out
    assert "Full text not read: the paper is invented" in done.out
    assert (here / "out/invented.0046/review.json").is_file()


def test_a_folder_that_is_none_is_a_usage_error(litmus):
    assert litmus(*DAY, "--texts", "nowhere").code == 2
