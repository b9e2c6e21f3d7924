"""The files of one arXiv paper; every paper here is invented, written by us."""

import gzip
import io
import tarfile

import pytest

from litmuspaper.collect.eprint import HTML, PDF, SOURCE, fetch_eprint
from litmuspaper.errors import SourceError, Throttled, Unreachable

TEX = b"\\documentclass{article}\\begin{document}\\section{One}Text.\\end{document}"
PAGE = b"<!DOCTYPE html><html><body><h1>T</h1></body></html>"


def tar(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize("name", ["2601.00001v2", "arXiv:2601.00001v2", "https://arxiv.org/abs/2601.00001v2"])
def test_the_source_comes_first_and_is_unpacked(name, make):
    client = make.Replay({SOURCE + "2601.00001v2": tar({"main.tex": TEX, "sec/one.tex": b"x"})})
    assert fetch_eprint(client, name) == {"main.tex": TEX, "sec/one.tex": b"x"}
    assert [url for url, _ in client.asked] == [SOURCE + "2601.00001v2", HTML + "2601.00001v2"]


def test_the_page_comes_with_the_source_and_no_pdf_is_asked_for(make):
    client = make.Replay({SOURCE + "2601.00001": tar({"main.tex": TEX}), HTML + "2601.00001": PAGE})
    assert fetch_eprint(client, "2601.00001") == {"main.tex": TEX, "paper.html": PAGE}
    assert len(client.asked) == 2


@pytest.mark.parametrize(
    "page",
    [Unreachable("no connection"), Throttled("slow down"), b"", b"%PDF-1.4"],
    ids=["down", "busy", "empty", "pdf"],
)
def test_a_source_in_hand_is_not_lost_to_the_trouble_of_its_page(page, make):
    client = make.Replay({SOURCE + "2601.00001": tar({"main.tex": TEX}), HTML + "2601.00001": page})
    assert fetch_eprint(client, "2601.00001") == {"main.tex": TEX}


@pytest.mark.parametrize(
    ("body", "name"),
    [(gzip.compress(TEX), None), (TEX, "source.tex"), (b"%PDF-1.7 ...", "paper.pdf")],
    ids=["gzipped", "plain", "pdf"],
)
def test_a_submission_of_one_file(body, name, make):
    files = fetch_eprint(make.Replay({SOURCE + "hep-th/9901001": body}), "hep-th/9901001")
    assert len(files) == 1
    assert name is None or [*files] == [name]


def test_of_a_submission_that_is_a_pdf_no_page_is_asked_for(make):
    client = make.Replay({SOURCE + "2601.00001": b"%PDF-1.7 ..."})
    fetch_eprint(client, "2601.00001")
    assert len(client.asked) == 1


def test_html_then_pdf_stand_in_for_a_source_that_is_missing_or_broken(make):
    assert fetch_eprint(make.Replay({HTML + "2601.00001": PAGE}), "2601.00001") == {"paper.html": PAGE}
    broken = {SOURCE + "2601.00001": b"\x1f\x8bnothing", PDF + "2601.00001": b"%PDF-1.4"}
    assert fetch_eprint(make.Replay(broken), "2601.00001") == {"paper.pdf": b"%PDF-1.4"}


def test_a_paper_that_cannot_be_had_says_so(make):
    with pytest.raises(SourceError, match="withdrawn"):
        fetch_eprint(make.Replay({}), "2601.00001")
    with pytest.raises(SourceError, match="withdrawn"):
        fetch_eprint(make.Replay({SOURCE + "2601.00001": b"", HTML + "2601.00001": b""}), "2601.00001")
    with pytest.raises(SourceError, match="no arXiv identifier"):
        fetch_eprint(make.Replay({}), "paper")
    down = {SOURCE + "2601.00001": Unreachable("no connection", where=SOURCE)}
    with pytest.raises(Unreachable):
        fetch_eprint(make.Replay(down), "2601.00001")
