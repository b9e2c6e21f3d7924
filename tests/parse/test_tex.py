"""TeX sources become documents. The fixtures are written by us; the example sources are our own invented papers."""

# ruff: noqa: E501 - TeX reads best on one line

import re
from itertools import pairwise
from pathlib import Path

import pytest

from litmuspaper import example
from litmuspaper.parse.record import as_json
from litmuspaper.parse.tex import parse_tex, read_tex
from litmuspaper.types import Document, Table

SOURCES = sorted((Path(example.__file__).parent / "sources").glob("*/main.tex"))


def parse(body: str, preamble: str = "", **files: str) -> Document:
    main = f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    return parse_tex({"main.tex": main.encode(), **{name: text.encode() for name, text in files.items()}})


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def check_places(document: Document) -> None:
    for span in document.sentences:
        assert document.text[span.start : span.end] == span.text
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                assert document.text[cell.start : cell.end] == cell.text
                assert table.start <= cell.start <= cell.end <= table.end
                assert cell.bold is not None
                assert cell.underline is not None
        assert document.text[: table.end].endswith(table.caption)
    for figure in document.figures:
        assert document.text[: figure.end].endswith(figure.caption)
    for section in document.sections:
        if section.title not in ("title", "abstract"):
            assert document.text.startswith(section.title, section.start + len(f"{section.number} "[: -1 or None])) or (
                section.title in document.text[section.start : section.end]
            )
        assert 0 <= section.start <= section.end <= len(document.text)
    for equation in document.equations:
        assert equation.tex in document.text[equation.start : equation.end]
    for citation in document.citations:
        assert 0 <= citation.start <= citation.end <= len(document.text)
        assert citation.keys
    for one, two in pairwise(document.sentences):
        assert one.end <= two.start


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.parent.name)
def test_our_example_papers_are_read_whole(path: Path) -> None:
    document, reading = read_tex({"main.tex": path.read_bytes()})
    check_places(document)
    source = path.read_text(encoding="utf-8")
    assert reading.main == "main.tex"
    assert not reading.missing
    assert document.paper.title
    assert len(document.paper.abstract) > 300
    assert len(document.paper.authors) >= 2
    assert len(document.tables) == source.count("\\begin{tabular}")
    assert [table.label for table in document.tables] == [f"Table {n + 1}" for n in range(len(document.tables))]
    assert len(document.references) == source.count("\\bibitem")
    assert all(reference.title and reference.year and reference.authors for reference in document.references)
    known = {reference.key for reference in document.references}
    assert {key for citation in document.citations for key in citation.keys} <= known
    bold = sum(cell.bold for table in document.tables for row in table.rows for cell in row)
    assert bold == source.count("\\textbf{")
    underlined = sum(cell.underline for table in document.tables for row in table.rows for cell in row)
    assert underlined == source.count("\\underline{")
    assert "\\" not in re.sub(r"(\$\$?)[^$]*\1", "", document.text)


def test_numbers_and_references_are_those_that_latex_prints() -> None:
    document = parse(r"""
\section{One}\label{one} See Section~\ref{two-a}, \cref{t}, Eq.~\eqref{e} and \autoref{a}; nothing at \ref{none}.
\section*{Aside}
\section{Two}
\subsection{Below}\label{two-a}
\begin{equation} a = b \label{d} \end{equation}
\begin{align} c &= d \label{e} \\ x &= y \nonumber \\ &= z \end{align}
\begin{table}\label{t}\caption{A table.}\begin{tabular}{c}1\\2\end{tabular}\end{table}
\appendix
\section{More}\label{a}
""")
    own = [(s.number, s.title, s.level) for s in document.sections]
    assert own == [("1", "One", 1), (None, "Aside", 1), ("2", "Two", 1), ("2.1", "Below", 2), ("A", "More", 1)]
    assert "See Section 2.1, Table 1, Eq. (2) and Appendix A; nothing at ??." in document.text
    assert [(e.number, e.display) for e in document.equations] == [("1", True), ("2", True), ("3", True)]
    check_places(document)


def test_text_is_readable_and_formulas_stay() -> None:
    document = parse(
        "M\\\"uller's ``na\\\"{\\i}ve'' \\emph{id\\'ea}~--- $\\R^2$ costs 5\\,\\% \\& \\textsc{more}\\footnote{A note.} "
        "on pages 3--5.% a comment\n\n% only a comment\nSecond \\textbf{paragraph} with \\url{https://a.example/x_y} "
        "and \\verb|\\raw{x}|.\n\\begin{itemize}\\item First\\item Second\\end{itemize}",
        preamble="\\newcommand{\\R}{\\mathbb{R}}",
    )
    lines = [line for line in document.text.split("\n") if line]
    assert lines == [
        "Müller’s “naïve” idéa — $\\mathbb{R}^2$ costs 5 % & more on pages 3–5.",
        "Footnote: A note.",
        "Second paragraph with https://a.example/x_y and \\raw{x}.",
        "- First",
        "- Second",
    ]


def test_a_float_inside_a_paragraph_comes_after_it() -> None:
    document = parse(
        "The sentence begins\n\\begin{figure}\\includegraphics{x.pdf}\\caption{A picture of \\textit{it}.}\\end{figure}\n"
        "and ends here $$a+b$$ at last."
    )
    assert "The sentence begins and ends here $$a+b$$ at last." in [s.text for s in document.sentences]
    assert [(f.label, f.caption) for f in document.figures] == [("Figure 1", "A picture of it.")]


def test_citations_are_shown_by_author_and_year_with_their_keys() -> None:
    document = parse(
        r"Shown by \citet{a} and others \citep[see][p.~3]{a,b}; not \cite{c}."
        r"\begin{thebibliography}{9}\bibitem[Tern and Roe(2019)]{a} Jane Tern and Kim Roe. \newblock A study of terns. "
        r"\newblock \emph{Journal of Birds}, 2019.\bibitem{b} A.~Gull, B. Auk, and C. Skua. \newblock {Three} sea birds. "
        r"\newblock In \emph{Proceedings of Birds}, 2020.\end{thebibliography}"
    )
    assert "Shown by Tern and Roe (2019) and others (see Tern and Roe, 2019; Gull et al., 2020, p. 3); not [c]." in (
        document.text
    )
    assert [c.keys for c in document.citations] == [("a",), ("a", "b"), ("c",)]
    first, second = document.references
    assert (first.title, first.year, first.authors) == ("A study of terns", 2019, ("Jane Tern", "Kim Roe"))
    assert (second.title, second.venue) == ("Three sea birds", "Proceedings of Birds")
    assert document.text[document.citations[0].start : document.citations[0].end] == "Tern and Roe (2019)"


@pytest.mark.parametrize(
    ("front", "authors"),
    [
        (r"\author{Ada Tern\thanks{Equal.} \and Bo Auk$^{1,2}$ \\ University of Birds}", ["Ada Tern", "Bo Auk"]),
        (r"\author{Ada Tern, Bo Auk and Cy Gull \\ \texttt{a@b.example}}", ["Ada Tern", "Bo Auk", "Cy Gull"]),
        (r"\author[1]{Ada Tern}\author[2,*]{Bo Auk}\affil[1]{Bird Institute}", ["Ada Tern", "Bo Auk"]),
        (
            r"\author{\IEEEauthorblockN{Ada Tern} \IEEEauthorblockA{Bird Lab}\and \IEEEauthorblockN{Bo Auk}}",
            ["Ada Tern", "Bo Auk"],
        ),
        (r"\author{Ada Tern \\ Bird Lab \\ \texttt{a@b.c} \And Bo Auk \\ Sea University}", ["Ada Tern", "Bo Auk"]),
        (r"\author{Ada Tern\inst{1}\orcid{0000} \and Bo Auk\inst{2}}\institute{Bird Lab}", ["Ada Tern", "Bo Auk"]),
    ],
)
def test_authors_of_the_common_classes(front: str, authors: list[str]) -> None:
    document = parse("\\maketitle Text.", preamble=f"\\title{{On \\emph{{Birds}}\\thanks{{Funded.}}}}\n{front}")
    assert [author.name for author in document.paper.authors] == authors
    assert document.paper.title == "On Birds"


def test_theorems_and_lists_carry_their_printed_heads() -> None:
    document = parse(
        "\\section{A}\\begin{thm}[Birds] All fly.\\end{thm}\\begin{lem}\\label{l} Some swim.\\end{lem}"
        "\\begin{proof} By Lemma~\\ref{l}. \\end{proof}\\begin{enumerate}\\item One\\item Two\\end{enumerate}",
        preamble="\\newtheorem{thm}{Theorem}[section]\\newtheorem{lem}[thm]{Lemma}",
    )
    for line in ("Theorem 1.1 (Birds). All fly.", "Lemma 1.2. Some swim.", "Proof. By Lemma 1.2.", "1. One", "2. Two"):
        assert line in document.text.split("\n")


@pytest.mark.parametrize(
    ("document_class", "numbers", "label"),
    [
        ("article", ["1", "1.1", "2", "A"], "Table 1"),
        ("IEEEtran", ["I", "I-A", "II", "A"], "Table I"),
        ("report", ["0.1", "0.1.1", "0.2", "A"], "Table 1"),
    ],
)
def test_numbers_follow_the_class(document_class: str, numbers: list[str], label: str) -> None:
    document = parse_tex(
        {
            "main.tex": (
                rf"\documentclass{{{document_class}}}\begin{{document}}\section{{One}}\subsection{{Two}}\section{{Three}}"
                r"\begin{table}\caption{C}\begin{tabular}{cc}1&2\\3&4\end{tabular}\end{table}\appendix"
                r"\section{Four}\end{document}"
            ).encode()
        }
    )
    assert [section.number for section in document.sections][:3] == numbers[:3]
    assert document.tables[0].label == label


def test_algorithms_appendix_tables_and_unknown_macros() -> None:
    document = parse(
        r"\begin{algorithm}\caption{Climb}\begin{algorithmic}[1]\Require $x$\State $x \gets 1$\For{each $y$}"
        r"\State go\EndFor\end{algorithmic}\end{algorithm}\twocolumn[\title{T}\begin{abstract}A.\end{abstract}]"
        r"\appendix\renewcommand{\thetable}{S\arabic{table}}\setcounter{table}{0}\begin{table}\caption{C}"
        r"\begin{tabular}{cc}a&81.2\mystd{0.5}\\b&\deleted{1}2\end{tabular}\end{table}",
    )
    assert "Algorithm 1: Climb. Require: $x$ $x \\gets 1$ for each $y$ go" in document.text
    assert [table.label for table in document.tables] == ["Table S1"]
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [["a", "81.2 0.5"], ["b", "2"]]
    assert "]" not in document.text


def test_as_json_has_the_agreed_shape() -> None:
    document = parse(
        "\\begin{abstract}An abstract of some words.\\end{abstract}\\section{One} Text. "
        "\\begin{table}\\caption{C}\\begin{tabular}{cc}a&\\textbf{1.0}\\\\b&2\\end{tabular}\\end{table}",
        preamble="\\title{T of it}",
    )
    data = as_json(document, ["a note"])
    assert set(data) == {
        *("text", "meta", "sections", "tables", "figures", "equations", "citations", "references", "sentences"),
        *("parser", "coverage"),
    }
    assert data["meta"]["title"] == "T of it"
    start, end = data["meta"]["places"]["abstract"]
    assert data["text"][start:end] == data["meta"]["abstract"] == "An abstract of some words."
    assert [section["title"] for section in data["sections"]] == ["One"]
    cell = data["tables"][0]["rows"][0][1]
    assert (cell["text"], cell["bold"], cell["underline"], cell["row_span"], cell["col_span"]) == (
        "1.0",
        True,
        False,
        1,
        1,
    )
    assert data["coverage"]["tables"] == 1
    assert data["coverage"]["notes"] == ["a note"]
    assert data["parser"] == "tex"
