"""Full texts of selected papers; every paper, text and answer here is invented, written by us."""

from types import SimpleNamespace

import pytest

from litmuspaper import example
from litmuspaper.collect.full_text import FullTexts
from litmuspaper.day import run_day
from litmuspaper.day.full_text import STOPPED, Reviewed, at_hand, read_full, with_rows
from litmuspaper.errors import BadAnswer, SourceError, Throttled, Unreachable

TITLE = "Salt wedges in a shallow estuary"
TEX = (
    r"\documentclass{article}\title{%s}\begin{document}\maketitle\begin{abstract}We measure salt.\end{abstract}"
    r"\section{Tides}They turned late, t(20) = 1.10, p < .001.\end{document}"
)
REFUSAL = "nobody was asked"


def source(title=TITLE):
    return (TEX % title).encode()


@pytest.fixture
def row(make, library):
    """The row of a followed author's paper."""

    def chosen(id="2601.00001", title=TITLE, **more):
        paper = make.paper(id, title, "We measure salt. It moves.", by=make.ADA, **more)
        (one,) = run_day(make.announcement(paper), make.profile(), library).selected
        return one

    return chosen


class Arxiv:
    """Answers with what it was given, by the kind of address; counts what it was asked."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def get(self, url, **_):
        self.asked.append(url)
        answer = self.answers.get(url.split("/")[3])
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            raise BadAnswer("404 Not Found", where=url, status=404)
        return SimpleNamespace(url=url, status=200, body=answer)


def nowhere(_):
    return None


def test_a_text_at_hand_is_read_and_its_checks_are_counted(row, library, tmp_path):
    (tmp_path / "2601.00001v1.tex").write_bytes(source("Another version of Salt wedges in a shallow estuary"))
    (tmp_path / "2601.00001v2.tex").write_bytes(source())
    read = read_full(row(), FullTexts(library, None, REFUSAL), at_hand(tmp_path))
    assert isinstance(read, Reviewed)
    full = read.row.full_text
    assert (full.read, full.how, full.parser) == (True, "2601.00001v2.tex", "tex")
    assert full.contradicted == 1
    assert full.gravest in [one.message for one in read.review.findings if one.verdict == "contradicted"]
    assert (read.document.paper.id, read.document.paper.title) == ("2601.00001", TITLE)


def test_every_embedded_source_is_read_for_its_paper(library):
    from litmuspaper.collect.listing import Listing

    papers = [paper for day in Listing(example.listing()).fetch() for paper in day.papers if example.source(paper.id)]
    assert len(papers) == 6
    for paper in papers:
        one = SimpleNamespace(id=paper.id, paper=paper, model_copy=lambda update: SimpleNamespace(**update))
        assert read_full(one, FullTexts(library, None), example.source).row.full_text.read


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("2601.00001.tex", source("Lamps that dim by themselves"), "another paper's: “Lamps that dim by themselves”"),
        ("2601.00001.pdf", b"%PDF-1.7 cut short", "PDF"),
        ("2601.00001.tex", b"", "nothing in it is a paper"),
        ("2601.00002.tex", source(), REFUSAL),
    ],
)
def test_a_text_that_cannot_be_used_leaves_the_paper_selected_and_says_why(row, library, tmp_path, name, content, why):
    (tmp_path / name).write_bytes(content)
    chosen = row()
    read = read_full(chosen, FullTexts(library, None, REFUSAL), at_hand(tmp_path))
    assert not read.full_text.read
    assert why in read.full_text.how
    assert read.model_copy(update={"full_text": None}) == chosen


def test_a_fault_of_our_own_ends_nothing(row, library, tmp_path, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    monkeypatch.setattr("litmuspaper.day.full_text.review", broken)
    (tmp_path / "2601.00001.tex").write_bytes(source())
    read = read_full(row(), FullTexts(library, None, REFUSAL), at_hand(tmp_path))
    assert read.full_text.how == "it could not be read (ZeroDivisionError); please report it with this paper"


def test_old_identifiers_are_files_with_an_underscore(tmp_path):
    (tmp_path / "hep-th_9901001.pdf").write_bytes(b"%PDF")
    (tmp_path / "2601.00001").mkdir()
    find = at_hand(tmp_path)
    assert find("hep-th/9901001").name == "hep-th_9901001.pdf"
    assert find("2601.00001").is_dir()
    assert find("../secret") is None
    assert at_hand(None)("2601.00001") is None
    with pytest.raises(SourceError, match="cannot be read"):
        at_hand(tmp_path / "missing")


def test_a_version_is_fetched_once_and_then_read_without_a_network(row, library):
    arxiv = Arxiv(src=source())
    chosen = row(version=2)
    first = read_full(chosen, FullTexts(library, arxiv), nowhere)
    assert all("2601.00001v2" in url for url in arxiv.asked)
    asked = len(arxiv.asked)
    again = read_full(chosen, FullTexts(library, arxiv), nowhere)
    without = read_full(chosen, FullTexts(library, None, REFUSAL), nowhere)
    assert first.row == again.row == without.row
    assert first.row.full_text.how == "from arXiv"
    assert len(arxiv.asked) == asked
    assert library.check() == []
    assert read_full(row(version=3), FullTexts(library, None, REFUSAL), nowhere).full_text.how == REFUSAL


def test_a_kept_file_that_was_damaged_is_fetched_again(row, library):
    chosen = row()
    read_full(chosen, FullTexts(library, Arxiv(src=source())), nowhere)
    for blob in (library.root / "blobs").glob("??/*"):
        blob.write_bytes(b"damaged")
    assert not read_full(chosen, FullTexts(library, None, REFUSAL), nowhere).full_text.read
    assert read_full(chosen, FullTexts(library, Arxiv(src=source())), nowhere).row.full_text.read
    assert library.check() == []


@pytest.mark.parametrize("trouble", [Unreachable("no answer"), Throttled("slow down", retry_after_s=60)])
def test_a_network_that_failed_is_not_asked_for_the_next_paper(row, library, trouble):
    arxiv = Arxiv(src=trouble, html=trouble, pdf=trouble)
    texts = FullTexts(library, arxiv)
    assert trouble.what in read_full(row("2601.00001"), texts, nowhere).full_text.how
    asked = len(arxiv.asked)
    assert "not asked again" in read_full(row("2601.00002"), texts, nowhere).full_text.how
    assert len(arxiv.asked) == asked


def test_a_withdrawn_paper_says_so_and_the_next_one_is_still_asked_for(row, library):
    arxiv = Arxiv()
    texts = FullTexts(library, arxiv)
    assert "no source, HTML or PDF" in read_full(row("2601.00001"), texts, nowhere).full_text.how
    arxiv.answers["src"] = source()
    assert read_full(row("2601.00002"), texts, nowhere).row.full_text.read


def test_papers_that_are_not_of_arxiv_are_not_asked_for(row, library):
    arxiv = Arxiv(src=source())
    assert read_full(row("a.poem"), FullTexts(library, arxiv), nowhere).full_text.how == "it has no arXiv identifier"
    assert arxiv.asked == []


def test_figures_of_a_submission_are_not_kept(row, library):
    import io
    import tarfile

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in (("main.tex", source()), ("plot.png", b"\x89PNG"), ("plot.pdf", b"%PDF-1.5")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    chosen = row()
    assert read_full(chosen, FullTexts(library, Arxiv(src=packed.getvalue())), nowhere).row.full_text.read
    assert set(library.text(chosen.paper)) == {"main.tex"}


def test_a_day_that_was_stopped_says_which_texts_were_not_read(make, library, tmp_path):
    papers = [make.paper(f"2601.0000{n}", TITLE, "We measure salt.", by=make.ADA) for n in (1, 2)]
    (tmp_path / "2601.00001.tex").write_bytes(source())
    day = run_day(make.announcement(*papers), make.profile(), library)
    first = read_full(day.selected[0], FullTexts(library, None), at_hand(tmp_path)).row
    told = with_rows(day, [first])
    assert [row.full_text.how for row in told.selected] == ["2601.00001.tex", STOPPED]
    assert told.made_by.read == "title and abstract; the full text of 1 of 2 selected"
    assert with_rows(day, []).announced == day.announced
