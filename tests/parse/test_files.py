"""A file, folder or archive finds its parser by its bytes; all papers here are invented, written by us."""

import gzip
import io
import os
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.errors import ArchiveError, ParseError
from litmuspaper.parse.files import FORMATS, format_of, read_files, read_paper

TEX = rb"""% a comment
\documentclass{article}
\title{Lamps in lakes}
\begin{document}\maketitle
\section{Introduction}
Light falls off with depth. \input{more}
\end{document}"""
MORE = b"More light falls here."
HTML = b"<!DOCTYPE html><html><body><h1>Lamps</h1><p>Light falls off with depth.</p></body></html>"
JATS = b'<?xml version="1.0"?><article article-type="research-article"><body><p>Light falls off.</p></body></article>'
TEXT = b"Lamps in lakes\n\nAbstract\n\nLight falls off with depth < 3 m.\n"


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (TEX, "tex"),
        (HTML, "html"),
        (b"\xef\xbb\xbf  " + HTML, "html"),
        (HTML.decode().encode("utf-16"), "html"),
        (JATS, "jats"),
        (b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "x.dtd"><article><front/></article>', "jats"),
        (b"%PDF-1.5\n%x", "pdf"),
        (b"junk\n%PDF-1.5", "pdf"),
        (TEXT, "text"),
        (b"A paper about \\section and <p> in words.", "text"),
        (b"", None),
        (b"%!PS-Adobe", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (bytes(range(256)), None),
    ],
)
def test_the_bytes_tell_the_format(data, kind):
    assert format_of(data) == kind


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [("a.pdf", HTML, "html"), ("a.html", JATS, "jats"), ("a.xml", TEXT, "text"), ("a", TEX, "tex")],
)
def test_a_wrong_name_does_not_mislead(tmp_path, name, data, form):
    (tmp_path / name).write_bytes(data)
    reading = read_paper(tmp_path / name)
    assert (reading.format, reading.document.parser) == (form, form)
    assert "Light falls off" in reading.document.text


@pytest.mark.parametrize("pack", [tar, zipped], ids=["tar.gz", "zip"])
def test_archives_of_tex(tmp_path, pack):
    (tmp_path / "source").write_bytes(pack({"main.tex": TEX, "more.tex": MORE, "fig.pdf": b"%PDF-1.4"}))
    reading = read_paper(tmp_path / "source")
    assert reading.format == "tex"
    assert "More light falls here." in reading.document.text


def test_one_gzipped_tex_file_as_arxiv_serves_it(tmp_path):
    (tmp_path / "2601.00001").write_bytes(gzip.compress(TEX))
    assert read_paper(tmp_path / "2601.00001").format == "tex"


def test_a_folder_is_its_tex_even_beside_a_pdf_and_hidden_files_and_links_are_left_out(tmp_path):
    folder = tmp_path / "paper"
    folder.mkdir()
    for name, data in {"main.tex": TEX, "more.tex": MORE, "main.pdf": b"%PDF-1.4", ".hidden.tex": TEX}.items():
        (folder / name).write_bytes(data)
    (tmp_path / "secret.txt").write_text("secret words")
    os.symlink(tmp_path / "secret.txt", folder / "link.tex")
    reading = read_paper(folder)
    assert reading.format == "tex"
    assert "secret" not in reading.document.text


def test_a_tex_file_brings_what_it_includes_from_its_own_folder_only(tmp_path):
    (tmp_path / "outside.tex").write_bytes(b"secret words")
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "main.tex").write_bytes(
        TEX.replace(rb"\input{more}", rb"\input{more}\input{../outside}\input{/etc/hostname}")
    )
    (folder / "more.tex").write_bytes(MORE)
    (folder / "other.tex").write_bytes(TEX.replace(b"Lamps", b"Other"))
    reading = read_paper(folder / "main.tex")
    assert "More light falls here." in reading.document.text
    assert "secret" not in reading.document.text
    assert reading.document.paper.title == "Lamps in lakes"


def test_among_several_pages_the_papers_own_is_read():
    files = {"supplement.html": HTML.replace(b"Light", b"No" * 900), "index.html": HTML, "readme.txt": TEXT}
    assert "Light falls off" in read_files(files).document.text


def test_a_format_can_be_forced(tmp_path):
    (tmp_path / "a.html").write_bytes(HTML)
    assert read_paper(tmp_path / "a.html", "text").format == "text"
    with pytest.raises(ParseError, match="no format is called"):
        read_paper(tmp_path / "a.html", "word")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b" \n", "empty"),
        (b"%!PS-Adobe", "PostScript"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "Word"),
        (zipped({"word/document.xml": b"<w/>"}), "Word"),
        (b"<html><body><script>x</script></body></html>", "no text"),
        (b'<?xml version="1.0"?><article/>', "neither JATS nor HTML"),
        (b"This paper has been withdrawn by the author, due to an error in Table 2.\n", "withdrawn"),
        (b"\\documentclass{article}\\begin{document}The article was withdrawn.\\end{document}", "withdrawn"),
        (
            gzip.compress(b"%auto-ignore\r\nThis submission has been\r\nwithdrawn by arXiv administrators.\r\n"),
            "withdrawn",
        ),
    ],
    ids=["empty", "blank", "postscript", "doc", "docx", "textless", "xml", "withdrawn", "in TeX", "as arXiv serves it"],
)
def test_what_is_no_paper_is_refused_with_its_name_and_what_to_do(tmp_path, data, said):
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(ParseError, match=said) as caught:
        read_paper(tmp_path / "a")
    assert str(tmp_path / "a") in str(caught.value)
    assert caught.value.next_step


def test_missing_files_empty_folders_and_unsafe_archives(tmp_path):
    with pytest.raises(ParseError, match="no such file"):
        read_paper(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ParseError, match="holds no file"):
        read_paper(tmp_path / "empty")
    (tmp_path / "evil.tar.gz").write_bytes(tar({"../evil.tex": TEX}))
    with pytest.raises(ArchiveError, match="the archive is refused: a name that leads out") as caught:
        read_paper(tmp_path / "evil.tar.gz")
    assert str(tmp_path / "evil.tar.gz") in caught.value.where
    assert "evil.tex" in caught.value.where


def test_what_is_no_file_is_not_said_to_be_missing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ParseError, match="neither a file nor a folder"):
        read_paper(tmp_path / "pipe")


def test_a_paper_that_speaks_of_withdrawing_is_read(tmp_path):
    words = (
        b"We ask why a paper was withdrawn. " + b"Authors of sixty journals told us of their reasons at length. " * 60
    )
    (tmp_path / "a.txt").write_bytes(b"On withdrawing\n\nAbstract\n\n" + words)
    assert "was withdrawn" in read_paper(tmp_path / "a.txt").document.text


@given(st.binary(max_size=300))
def test_any_bytes_have_a_format_or_none(data):
    assert format_of(data) in (*FORMATS, None)
