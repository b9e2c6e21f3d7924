"""Whatever the bytes, there is a document whose places hold, or a ParseError, in bounded time."""

# ruff: noqa: E501 - TeX reads best on one line

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper import example
from litmuspaper.errors import ParseError
from litmuspaper.parse.tex import parse_tex
from litmuspaper.types import Document

SOURCES = [path.read_bytes() for path in sorted((Path(example.__file__).parent / "sources").glob("*/main.tex"))]
HEAD, TAIL = b"\\documentclass{article}\\begin{document}Text. ", b"\\end{document}"
# What TeX is made of, to be put together at random.
WORDS = (
    "\\begin{table} \\end{table} \\begin{tabular}{lc} \\end{tabular} \\begin{align} \\end{align} \\caption{c} \\label{l} "
    "\\ref{l} & \\\\ { } $ $$ \\[ \\] \\( \\) % [ ] \\multirow{2}{*}{x} \\multicolumn{2}{c}{y} \\textbf{ \\bf \\cite{k} "
    "\\section{s} \\section*{ \\footnote{n} \\item \\begin{itemize} \\end{itemize} \\def\\x#1{#1#1} \\x \\x{\\x} "
    "\\newcommand{\\y}[1][d]{\\x{#1}} \\y \\verb|a| \\iffalse \\else \\fi \\input{main} \\' \\\"o ~ -- ^ _ # \\ \\, "
    "\\begin{thebibliography}{9} \\end{thebibliography} \\bibitem{k} \\newblock \\title{t} \\author{a \\and \\appendix "
    "\\begin{figure} \\end{figure} \\subfloat[ \\captionof{table}{c} \\hline \\num{1e3} \\begin{verbatim} \x00 \xe9 \ud7ff"
).split(" ")


def check_places(document: Document) -> None:
    for span in document.sentences:
        assert document.text[span.start : span.end] == span.text
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                assert document.text[cell.start : cell.end] == cell.text
    for noun in (*document.sections, *document.tables, *document.figures, *document.equations, *document.citations):
        assert 0 <= noun.start <= noun.end <= len(document.text)
    for equation in document.equations:
        assert equation.tex in document.text[equation.start : equation.end]


def read(data: bytes) -> Document | None:
    try:
        document = parse_tex({"main.tex": data})
    except ParseError:
        return None
    check_places(document)
    return document


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    read(data)
    read(HEAD + data + TAIL)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_order_of_tex(body: str) -> None:
    read(HEAD + body.encode() + TAIL)


@pytest.mark.parametrize("seed", range(24))
def test_our_papers_with_pieces_lost_doubled_or_changed(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice(SOURCES))
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            del data[at : at + chance.randint(1, 40)]
        elif kind == 1:
            data[at:at] = data[at : at + chance.randint(1, 200)]
        elif kind == 2:
            data[at] = chance.randrange(256)
        else:
            data[at:at] = chance.choice(
                [b"{", b"}", b"$", b"\\", b"&", b"\\\\", b"%", b"\\begin{table}", b"\\end{document}"]
            )
    start = time.process_time()
    read(bytes(data))
    assert time.process_time() - start < 30


@pytest.mark.parametrize(
    "body",
    [
        b"{" * 50_000,
        b"}" * 50_000,
        b"\\begin{tabular}{c} a & b " * 5_000,
        b"\\begin{tabular}{cc} a & b \\\\ c & d \\\\ e & f \\\\ " * 800 + b"\\end{tabular}" * 800,
        b"\\begin{center}" * 10_000,
        b"$a " * 20_001,
        b"\\cite[" * 20_000,
        b"\\iftrue " * 10_000,
        b"\\footnote{a " * 5_000 + b"}" * 5_000,
        b"\\textbf{a " * 10_000 + b"}" * 10_000,
        b"\\'{" * 10_000 + b"}" * 10_000,
        b"\\section{x}\n" * 5_000,
        b"\\bibinfo{title}{" * 5_000,
        b"\\newcommand{\\d}[1]{#1#1#1#1}" + b"\\d{" * 100 + b"xxxxxxxx" + b"}" * 100,
        b"\\multirow{999}{*}{x} & \\multicolumn{999}{c}{y} \\\\ " * 2_000,
        b"\\begin{figure}" + b"\\subfloat[x]{" * 4_000 + b"}" * 4_000 + b"\\end{figure}",
    ],
    ids=lambda body: body[:16].decode(),
)
def test_deep_and_unbalanced_sources_end_soon(body: bytes) -> None:
    start = time.process_time()
    read(HEAD + body + TAIL)
    assert time.process_time() - start < 30
