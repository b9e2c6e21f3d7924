"""Which TeX file is read, and what becomes of its inputs, macros and comments. Fixtures are written by us."""

import re

import pytest

from litmuspaper.errors import ParseError
from litmuspaper.parse.files import read_files
from litmuspaper.parse.record import coverage
from litmuspaper.parse.tex import parse_tex, read_tex
from litmuspaper.parse.tex.files import Flat, decode, find_main, uncomment
from litmuspaper.parse.tex.macros import MAX_MADE, Expander

MAIN = "\\documentclass{article}\\begin{document}%s\\end{document}"


def doc(body: str) -> bytes:
    return (MAIN % body).encode()


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"a.tex": doc("x"), "b.tex": b"\\section{y}"}, "a.tex"),
        ({"supplement.tex": doc("x" * 500), "paper.tex": doc("\\maketitle x")}, "paper.tex"),
        ({"one.tex": doc("\\input{two}"), "two.tex": doc("x" * 900)}, "one.tex"),
        ({"x/main.tex": doc("x" * 50), "root.tex": doc("x")}, "root.tex"),
        ({"fig.tex": b"\\documentclass{standalone}\\begin{document}x\\end{document}", "z.tex": doc("x")}, "z.tex"),
        ({"00README.XXX": b"b.tex toplevelfile\n", "a.tex": doc("x" * 99), "b.tex": doc("x")}, "b.tex"),
        (
            {
                "00README.json": b'{"sources":[{"filename":"b.tex","usage":"toplevel"}]}',
                "a.tex": doc("x"),
                "b.tex": doc("x"),
            },
            "b.tex",
        ),
        ({"source": doc("x")}, "source"),
        ({"old.tex": b"\\documentstyle[12pt]{article}\\begin{document}x\\end{document}", "n.tex": b"y"}, "old.tex"),
        ({"rebuttal.tex": doc("x" * 99), "ms.tex": doc("x"), "ms.bbl": b""}, "ms.tex"),
        ({"a.tex": b"% \\documentclass{article}\n\\section{x}", "b.tex": doc("x")}, "b.tex"),
    ],
)
def test_the_main_file_is_found(files: dict[str, bytes], main: str) -> None:
    assert find_main(files) == main


def test_inputs_stand_in_their_places_and_loops_end() -> None:
    document, reading = read_tex(
        {
            "main.tex": doc("A \\input{sec/b} \\include{c.tex} \\input d \n\\subimport{sec/}{e}\\input{gone} Z"),
            "sec/b.tex": b"B \\input{main}\\input{sec/b}\n",
            "c.tex": b"C \\endinput never",
            "d.tex": b"D",
            "sec/e.tex": b"E \\input{f}",
            "sec/f.tex": doc("F"),
        }
    )
    assert document.text.split() == ["A", "B", "C", "D", "E", "F", "Z"]
    assert reading.missing == ("gone",)
    assert len(reading.notes) == 3


def test_of_two_documents_the_one_that_was_not_read_is_named() -> None:
    one, other = doc("\\title{Lamps}\\maketitle One."), doc("\\title{Winds}\\maketitle Another.")
    figure = b"\\documentclass{standalone}\\title{x}\\begin{document}x\\end{document}"
    _, reading = read_tex({"paper.tex": one, "winds.tex": other, "fig.tex": figure, "part.tex": b"\\section{x}"})
    assert reading.notes == ("another document lies beside it, not read: winds.tex",)


def test_comments_go_and_verbatim_stays() -> None:
    flat = Flat()
    text = uncomment("a\\% b % gone\nc%\nd\n% gone\n\ne \\verb|%x| \\begin{verbatim}\n%kept\n\\end{verbatim}\n", flat)
    assert "gone" not in text
    assert re.sub(r"\n+", "|", text).startswith("a\\% b cd|e ")
    assert flat.aside == ["%x", "\n%kept\n"]
    assert uncomment("\\url{a.example/b%20c} d % e", Flat()) == "\\url{a.example/b%20c} d "
    assert uncomment("\\alpha%\nb", Flat()) == "\\alpha b"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve".encode(), "naïve"),
        (b"\xef\xbb\xbfna\xc3\xafve", "naïve"),
        ("naïve".encode("latin-1"), "naïve"),
        ("naïve".encode("utf-16"), "naïve"),
        ("naive text".encode("utf-16-le"), "naive text"),
        (b"na\xc3\xafve\nna\xefve", "naïve\nnaïve"),
        (b"a\x00b\x02c\r\nd\re", "abc\nd\ne"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\newcommand{\a}{X}\a\ y \a{} y", r"X\ y X{} y"),
        (r"\newcommand\a[2]{#2#1}\a{1}2", "21"),
        (r"\newcommand{\a}[2][d]{#1#2}\a{1}\a[e]{2}", "d1e2"),
        (r"\def\a#1#2{#2#1}\a{1}{2}", "21"),
        (r"\def\a#1:#2.{#2-#1}\a x:y.", "y-x"),
        (r"\let\b\textbf\b{x}", r"\textbf{x}"),
        (r"\newcommand{\a}{A}\let\b=\a\renewcommand{\a}{B}\a\b", "BA"),
        (r"\providecommand{\a}{1}\providecommand{\a}{2}\a", "1"),
        (r"\DeclareMathOperator*{\argmin}{arg\,min}\argmin", r"\operatorname{arg\,min}"),
        (r"\newcommand{\B}{\textbf}\B{x}", r"\textbf{x}"),
        (r"\newcommand{\p}[1]{<#1>}\newcommand{\q}{\p}\q{x}y", "<x>y"),
        (r"\newenvironment{e}[1]{[#1}{]}\begin{e}{x}y\end{e}", " [x y ] "),
        (r"\iffalse a\else b\fi\iftrue c\fi", " bc"),
        (r"\newif\ifd\ifd a\else b\fi\dtrue\ifd c\fi", "bc"),
        (r"\ifx\undefined\zz a\else b\fi", "a"),
        (r"\NewDocumentCommand{\a}{s O{d} m}{\IfBooleanTF{#1}{*}{}#2#3}\a{1}\a*[e]{2}", "d1*e2"),
        (r"\newcommand{\section}[1]{gone}\section{x}", r"\section{x}"),
        (r"\newcommand{\a}{\a x}\a", r"\a"),
        (r"\newcommand{\x}{X}\\x \x", r"\\x X"),
        (r"\DeclarePairedDelimiter\n{\lVert}{\rVert}\n*{x}", r"\lVert x\rVert "),
        (r"\newcommand{\al}{\alpha}$\al x$", r"$\alpha x$"),
    ],
)
def test_macros_are_expanded(source: str, text: str) -> None:
    assert Expander().expand(source).split() == text.split()


def test_macro_bombs_end_and_the_paper_is_still_read() -> None:
    names = "bcdefghijklmnopqrstu"
    bomb = "\\def\\a{xxxxxxxxxx}" + "".join(
        f"\\def\\{n}{{{f'{chr(92)}{m}' * 9}}}" for m, n in zip("a" + names, names, strict=False)
    )
    expander = Expander()
    assert len(expander.expand(bomb + "\\u end")) < 2 * MAX_MADE
    document, reading = read_tex({"main.tex": doc("Before. " + bomb + " \\u After.")})
    assert document.text.startswith("Before.")
    assert "After." in document.text
    assert reading.notes


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"paper.pdf": b"%PDF-1.5"},
        {"main.tex": b""},
        {"main.tex": doc("")},
        {"main.tex": doc("\\input{main}")},
        {"main.tex": b"x" * 50_000_000},
        {"main.tex": doc("\\input{a}"), "a.tex": b"\\input{b}" * 2000, "b.tex": b"word " * 20_000},
    ],
    ids=["none", "pdf", "empty", "no text", "loop", "50 MB line", "doubling"],
)
def test_what_cannot_be_read_says_so(files: dict[str, bytes]) -> None:
    with pytest.raises(ParseError) as caught:
        parse_tex(files)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("body", "others", "missing"),
    [
        ("x \\input{../shared/results}", {}, ("../shared/results",)),
        ("x \\include{sections/results} \\input{sections/results}", {}, ("sections/results",)),
        ("x \\cite{a}\\bibliography{refs}", {}, ("refs.bib",)),
        ("x \\cite{a}\\bibliography{refs}", {"refs.bib": b" \n"}, ("refs.bib",)),
        ("x \\cite{a}\\bibliography{a,IEEEabrv,b}", {"a.bib": b"@misc{a, title={T}}"}, ("b.bib",)),
        ("x \\cite{a}\\bibliography{refs}", {"main.bbl": b""}, ("refs.bib", "main.bbl")),
        ("x \\cite{a}\\bibliography{refs}", {"main.bbl": b"\\bibitem{a} A. Tern. A title. 2020."}, ()),
        ("x \\cite{a}\\bibliography{refs}", {"main.bbl": b"", "refs.bib": b"@misc{a, title={T}}"}, ()),
        ("x \\cite{a}\\bibliography{\\jobname}", {}, ()),
        ("x \\iffalse \\input{old} \\fi \\IfFileExists{extra.tex}{\\input{extra}}{} \\input glyphtounicode", {}, ()),
        ("x \\InputIfFileExists{local.cfg}{}{} % \\input{note}", {}, ()),
        ("x \\newcommand{\\part}[1]{\\input{parts/#1}}", {}, ()),
        ("x\\end{document} \\input{after}", {}, ()),
    ],
)
def test_files_that_the_source_names_and_that_are_not_there_are_known(body, others, missing):
    document, reading = read_tex({"main.tex": doc(body), **others})
    assert document.missing == reading.missing == missing
    assert len(reading.notes) == len(missing)
    assert all(name in note for name, note in zip(missing, reading.notes, strict=True))


def test_what_is_missing_is_noted_in_words_and_in_the_coverage():
    files = {"main.tex": doc("\\section{A} Some words. \\input{gone} \\cite{a} \\bibliography{refs}"), "refs.bib": b""}
    reading = read_files(files)
    assert reading.notes == ("\\input of gone: not found, left out", "bibliography refs.bib: empty")
    assert coverage(reading.document, reading.notes)["missing"] == ["gone", "refs.bib"]


def test_thousands_of_missing_inputs_are_bounded():
    body = "".join(f"\\input{{gone{n}}} " for n in range(3_000))
    document, reading = read_tex({"main.tex": doc(f"x {body}")})
    assert len(document.missing) == len(reading.notes) == 200
