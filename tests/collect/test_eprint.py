"""The files of one arXiv paper; every paper here is invented, written by us."""

import gzip
import io
import tarfile

import pytest

from litmuspaper.collect.eprint import HTML, PDF, SOURCE, fetch_eprint
from litmuspaper.errors import SourceError, Unreachable

TEX = b"\\documentclass{article}\\begin{document}\\section{One}Text.\\end{document}"


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
    assert len(client.asked) == 1


@pytest.mark.parametrize(
    ("body", "name"),
    [(gzip.compress(TEX), None), (TEX, "source.tex"), (b"%PDF-1.7 ...", "paper.pdf")],
    ids=["gzipped", "plain", "pdf"],
)
def test_a_submission_of_one_file(body, name, make):
    files = fetch_eprint(make.Replay({SOURCE + "hep-th/9901001": body}), "hep-th/9901001")
    assert len(files) == 1
    assert name is None or [*files] == [name]


def test_html_then_pdf_stand_in_for_a_source_that_is_missing_or_broken(make):
    page = b"<html><body><h1>T</h1></body></html>"
    assert fetch_eprint(make.Replay({HTML + "2601.00001": page}), "2601.00001") == {"paper.html": page}
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
