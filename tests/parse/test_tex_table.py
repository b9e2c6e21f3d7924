"""Tables of TeX cell by cell. Every fixture is written by us in the forms that papers use."""

# ruff: noqa: E501 - TeX reads best on one line

import pytest

from litmuspaper.parse.tex import parse_tex
from litmuspaper.types import Cell, Document, Table


def document(body: str, preamble: str = "") -> Document:
    main = f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\nText.\n\n{body}\n\\end{{document}}\n"
    return parse_tex({"main.tex": main.encode()})


def table(body: str, preamble: str = "") -> Table:
    found = document(body, preamble).tables
    assert len(found) == 1
    return found[0]


def rows(body: str, preamble: str = "") -> list[list[str]]:
    return [[cell.text for cell in row] for row in table(body, preamble).rows]


def cell(tex: str, preamble: str = "") -> Cell:
    return table(f"\\begin{{tabular}}{{lc}} name & {tex} \\\\ other & 1 \\\\ \\end{{tabular}}", preamble).rows[0][1]


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"$0.81 \pm 0.02$", "0.81 ± 0.02"),
        (r"0.81{\scriptsize$\pm$0.02}", "0.81 ± 0.02"),
        (r"$0.81_{\pm 0.02}$", "0.81 ± 0.02"),
        (r"0.81$_{\uparrow 0.1}$", "0.81 ↑0.1"),
        (r"$\mathcal{L}$", r"$\mathcal{L}$"),
        (r"$1.0\cdot10^{-20}$", "1.0·10^−20"),
        (r"$-0.5$", "−0.5"),
        (r"Acc $\uparrow$", "Acc ↑"),
        (r"$2\times$", "2×"),
        (r"$\checkmark$", "✓"),
        (r"\cmark", "✓"),
        (r"\ding{55}", "✗"),
        (r"44.4\%", "44.4%"),
        (r"\num{1.2e3}", "1.2×10^3"),
        (r"\SI{5}{\milli\second}", "5 ms"),
        (r"\textcolor{red}{0.5}", "0.5"),
        (r"\cellcolor{gray!20}0.5", "0.5"),
        (r"\cellcolor[HTML]{EFEFEF} 0.5", "0.5"),
        (r"\makecell[l]{Two\\lines}", "Two lines"),
        (r"\shortstack{Two\\lines}", "Two lines"),
        (r"\thead{Two \\ lines}", "Two lines"),
        (r"\begin{tabular}[c]{@{}c@{}}Two\\ lines\end{tabular}", "Two lines"),
        (r"\rotatebox[origin=c]{90}{Side}", "Side"),
        (r"\rotatebox{90}{Side}", "Side"),
        (r"\resizebox{1cm}{!}{Big}", "Big"),
        (r"\parbox[t]{2cm}{Set}", "Set"),
        (r"Net~\cite{a}", "Net"),
        (r"90$^{\text{th}}$", "90th"),
        (r"$\alpha=0.5$", "α=0.5"),
        (r"$O(n \log n)$", "O(n log n)"),
        (r"$R^2$", "R^2"),
        (r"$\frac{1}{2}$", "1/2"),
        (r"Ours$^\dagger$", "Ours†"),
        (r"Ours\textsuperscript{*}", "Ours*"),
        (r"--", "–"),
        (r"a \& b", "a & b"),
        (r"{\it x} \textsc{y}", "x y"),
        (r"\multicolumn{1}{c|}{0.7}", "0.7"),
        (r"$\approx$ 3", "≈ 3"),
        (r"0.7 (\textcolor{blue}{$\downarrow$ 0.1})", "0.7 (↓ 0.1)"),
        (r"\diagbox{a}{b}", "a / b"),
        (r"12\,345", "12\u2009345"),
        (r"$>$100", ">100"),
    ],
)
def test_a_cell_reads_as_printed(tex: str, text: str) -> None:
    got = cell(tex)
    assert got.text == text
    assert (got.bold, got.underline) == (False, False)


@pytest.mark.parametrize(
    ("tex", "bold", "underline"),
    [
        (r"\textbf{0.9}", True, False),
        (r"{\bf 0.9}", True, False),
        (r"\bf 0.9", True, False),
        (r"\bfseries 0.9", True, False),
        (r"$\mathbf{0.9}$", True, False),
        (r"$\bm{0.9}$", True, False),
        (r"$\boldsymbol{0.9 \pm 0.1}$", True, False),
        (r"\boldmath$0.9$", True, False),
        (r"\textbf{0.9} $\pm$ 0.1", True, False),
        (r"0.9 (\textbf{+0.1})", False, False),
        (r"\underline{0.9}", False, True),
        (r"\uline{0.9}", False, True),
        (r"\ul{0.9}", False, True),
        (r"$\underline{0.9}$", False, True),
        (r"\underline{\textbf{0.9}}", True, True),
        (r"\textbf{\underline{0.9}}", True, True),
        (r"\textcolor{red}{\textbf{0.9}}", True, False),
        (r"\multicolumn{1}{c}{\textbf{0.9}}", True, False),
        (r"\makecell{\textbf{0.9}\\(0.1)}", True, False),
        (r"\textbf{Ours} (small)", True, False),
        (r"Method \textbf{x}", False, False),
        (r"\best{0.9}", True, False),
        (r"\second{0.9}", False, True),
        (r"{\textbf 0.9}", True, False),
    ],
)
def test_marks_are_true_or_false(tex: str, bold: bool, underline: bool) -> None:
    got = cell(tex)
    assert (got.bold, got.underline) == (bold, underline)


def test_marks_by_the_papers_own_macros() -> None:
    preamble = (
        "\\newcommand{\\win}[1]{\\textbf{#1}}\\def\\next#1{\\underline{#1}}\\newcommand{\\B}{\\bfseries}"
        "\\newcommand{\\res}[2]{#1$\\pm$#2}\\useunder{\\uline}{\\ulx}{}\\newcommand{\\bst}[2][x]{\\textbf{#2}}"
    )
    assert cell("\\win{0.9}", preamble).bold
    assert cell("\\next{0.9}", preamble).underline
    assert cell("\\B 0.9", preamble).bold
    assert cell("\\bst{0.9}", preamble).bold
    both = cell("\\win{\\res{0.9}{0.1}}", preamble)
    assert (both.text, both.bold) == ("0.9 ± 0.1", True)


def test_merged_cells_stand_once_where_they_begin() -> None:
    got = table(r"""\begin{tabular}{l|cc}
\toprule
\multirow{2}{*}{Method} & \multicolumn{2}{c}{Scores} \\ \cmidrule(lr){2-3}
 & A & B \\ \midrule
\multirow{3}*{Ours} & 1 & 2 \\
 & 3 & 4 \\
 & 5 & 6 \\
\bottomrule
\end{tabular}""")
    shape = [[(c.text, c.row_span, c.col_span) for c in row] for row in got.rows]
    assert shape == [
        [("Method", 2, 1), ("Scores", 1, 2)],
        [("A", 1, 1), ("B", 1, 1)],
        [("Ours", 3, 1), ("1", 1, 1), ("2", 1, 1)],
        [("3", 1, 1), ("4", 1, 1)],
        [("5", 1, 1), ("6", 1, 1)],
    ]


def test_a_cell_that_spans_upwards_stands_at_its_top() -> None:
    got = table(r"\begin{tabular}{lc} & 1 \\ & 2 \\ \multirow{-3}{*}{Ours} & 3 \\ x & 4 \end{tabular}")
    assert [[(c.text, c.row_span) for c in row] for row in got.rows] == [
        [("Ours", 3), ("1", 1)],
        [("2", 1)],
        [("3", 1)],
        [("x", 1), ("4", 1)],
    ]


@pytest.mark.parametrize(
    "body",
    [
        r"\begin{table}[t]\centering\resizebox{\textwidth}{!}{\begin{tabular}{lc}a&1\\b&2\\\end{tabular}}\caption{Cap.}\label{t}\end{table}",
        r"\begin{table*}\caption{Cap.}\begin{adjustbox}{width=\textwidth}\begin{tabular}{lc}\hline a&1\\\hline b&2\\\hline\end{tabular}\end{adjustbox}\end{table*}",
        r"\begin{wraptable}{r}{0.5\textwidth}\caption{Cap.}\begin{tabularx}{\linewidth}{lX}a&1\\b&2\end{tabularx}\end{wraptable}",
        r"\begin{longtable}{lc}\caption{Cap.}\label{x}\\ \hline\endfirsthead a&1\\ \endhead \multicolumn{2}{r}{Continued}\\ \endfoot \hline\endlastfoot a&1\\ b&2\\ \end{longtable}",
        r"\begin{table}\caption{Cap.}\begin{tabular*}{\textwidth}{@{\extracolsep{\fill}}lc}a&1\\[2pt]b&2\\*\end{tabular*}\end{table}",
        r"\begin{sidewaystable}\begin{threeparttable}\caption{Cap.}\begin{tabular}{lc}a&1\\\rowcolor{gray!10}b&2\\\end{tabular}\begin{tablenotes}\item x\end{tablenotes}\end{threeparttable}\end{sidewaystable}",
        r"\begin{table}\caption{Cap.}$\begin{array}{lc}\text{a}&1\\\text{b}&2\end{array}$\end{table}",
        r"\begin{deluxetable}{lc}\tablecaption{Cap.}\startdata a & 1 \\ b & 2 \enddata\end{deluxetable}",
        r"\begin{table}\caption{Cap.}\scalebox{0.8}{\begin{tabular}{p{2cm}m{1cm}}a&1\tabularnewline b&2\tabularnewline\end{tabular}}\end{table}",
        r"\begin{table}\caption[Short.]{Cap.}\begin{tblr}{colspec={lc}}a&1\\b&2\end{tblr}\end{table}",
        r"\begin{minipage}{5cm}\begin{tabular}{lc}a&1\\b&2\end{tabular}\captionof{table}{Cap.}\end{minipage}",
    ],
)
def test_the_same_table_in_every_environment(body: str) -> None:
    got = table(body)
    assert [[c.text for c in row] for row in got.rows] == [["a", "1"], ["b", "2"]]
    if "captionof" not in body:
        assert (got.label, got.caption) == ("Table 1", "Cap.")


def test_two_tables_in_one_float_share_its_caption_or_have_their_own() -> None:
    one = document(
        r"\begin{table}\caption{Both.}\begin{tabular}{cc}1&2\\3&4\end{tabular}\begin{tabular}{cc}5&6\\7&8\end{tabular}\end{table}"
    )
    assert [(t.label, t.caption) for t in one.tables] == [("Table 1", "Both."), ("Table 1", "Both.")]
    two = document(
        r"\begin{table}\begin{minipage}{3cm}\caption{First.}\begin{tabular}{cc}1&2\\3&4\end{tabular}\end{minipage}"
        r"\begin{minipage}{3cm}\begin{tabular}{cc}5&6\\7&8\end{tabular}\caption{Second.}\end{minipage}\end{table}"
    )
    assert [(t.label, t.caption) for t in two.tables] == [("Table 1", "First."), ("Table 2", "Second.")]
    parts = document(
        r"\begin{table}\caption{All.}\begin{subtable}{3cm}\begin{tabular}{cc}1&2\\3&4\end{tabular}\caption{Left}\end{subtable}"
        r"\begin{subtable}{3cm}\begin{tabular}{cc}5&6\\7&8\end{tabular}\caption{Right}\end{subtable}\end{table}"
    )
    assert [(t.label, t.caption) for t in parts.tables] == [("Table 1a", "Left. All."), ("Table 1b", "Right. All.")]


def test_numbers_of_siunitx_columns_and_bold_columns() -> None:
    assert rows(
        r"\begin{tabular}{l S[table-format=1.2] >{\bfseries}c} {Name} & {Score} & B \\ a & 1.2e3 & 2 \\ b & 0.5 +- 0.1 & 3 \\\end{tabular}"
    ) == [["Name", "Score", "B"], ["a", "1.2×10^3", "2"], ["b", "0.5 ± 0.1", "3"]]
    got = table(r"\begin{tabular}{l*{2}{>{\bfseries}c}} a & 1 & 2 \\ b & 3 & 4 \end{tabular}")
    assert [[c.bold for c in row] for row in got.rows] == [[False, True, True]] * 2


def test_citations_in_cells_are_noted_for_the_cell() -> None:
    got = document(r"\begin{tabular}{lc} Net \citep{a,b} & 1 \\ Other~\cite{c} & 2 \end{tabular}")
    cells = [row[0] for row in got.tables[0].rows]
    assert [c.text for c in cells] == ["Net", "Other"]
    assert [(c.keys, c.start, c.end) for c in got.citations] == [
        (("a", "b"), cells[0].start, cells[0].end),
        (("c",), cells[1].start, cells[1].end),
    ]


def test_tables_that_only_place_things_are_none() -> None:
    pictures = r"\begin{figure}\begin{tabular}{cc}\includegraphics{a}&\includegraphics{b}\\(a) One&(b) Two\end{tabular}\caption{F}\end{figure}"
    assert not document(pictures).tables
    beside = document(
        r"\begin{table}\caption{C}\begin{tabular}{cc}\begin{tabular}{cc}1&2\\3&4\\5&6\end{tabular}&"
        r"\begin{tabular}{cc}a&b\\c&d\\e&f\end{tabular}\end{tabular}\end{table}"
    )
    assert [[c.text for c in t.rows[0]] for t in beside.tables] == [["1", "2"], ["a", "b"]]


def test_a_table_of_a_thousand_columns() -> None:
    body = " & ".join(str(n) for n in range(1000))
    got = rows(f"\\begin{{tabular}}{{*{{1000}}{{c}}}} {body} \\\\ {body} \\end{{tabular}}")
    assert [len(row) for row in got] == [1000, 1000]
    assert got[1][999] == "999"
