"""Plain text: an invented paper with the faults of real ones, written by us, and seed 002 where it is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.errors import ParseError
from litmuspaper.parse.text import parse_text

SEED = Path(__file__).parents[2] / "../shared/seeds/002_4a79dc9201f9424b.txt"
# Tables without marks of their own, captions behind them, a word and a citation cut by floats, as seed 002 has them.
PAPER = """
Lamps in Lakes: A Law of Falling Light

Jane Doe¹, Richard Roe^{1,*}

¹Institute of Lamps, jane@example.org

Abstract

We measure how light falls off with depth. Our law beats all others.

Code — <https://example.org/lamps>

Introduction

Light falls off with depth (Doe and Roe 2019; Poe et al. 2020a). It was seen early (Poe, Low, and

*Corresponding author: Jane Doe.

Figure 1: A lamp in a lake.

High 2018) by others, and gives a high-

quality measure of depth. The measure is of high-quality.

Our contributions are these:

- A law.
- A measure (Poe et al. 2020b, 2021).

Method

The Law of Light

The law is given by Eq. (1):

$$I = I_0 e^{-kz}, \\quad (1)$$

where $k$ is a constant of the lake. It costs $5 and $10.

Results

Method\tLight \\uparrow\tDepth \\downarrow
Ours\t0.851\t<u>4.2</u>
Theirs (Doe and Roe 2019)\t<u>0.840</u>\t5.0

Table 1: Light and depth; underline is the second best.

Lake\tN
Deep\t1,234

Table 2: Lakes.

References

- Doe, J.; and Roe, R. 2019. Lamps under water. *Journal of Lamps*, 3(2): 1–9.
- Poe, L.; Low, M.; and High, N. 2018. Early light. In *Proceedings of Light*, 1–5.
- Poe, L.; Doe, J.; Roe, R.; and Low, M. 2020a. Late light. *arXiv preprint arXiv:2001.01234*.

- Poe, L.; Doe, J.; Roe, R.; and High, N. 2020b. Later light. *Light*.
- Poe, L.; Doe, J.; Roe, R.; and High, N. 2021. Last light. *Light*.
"""
MARKDOWN = """# LAMPS IN LAKES

**Jane Doe**
Institute of Lamps

ABSTRACT

We measure how light
falls off with depth.

1 INTRODUCTION

Light falls off [1, 3-4]. See [the page](https://example.org/a) and the interval [0, 1].
**Bold words** are words.

-----

2 RESULTS

Table 1. Light by lake.

|Lake|Light|
|---|---|
|Deep|**0.9**|
|Flat|0.5|

2.1 MORE RESULTS

More light.

REFERENCES

[1] J. Doe. Lamps. In Proc. of Light, 2019.

[2] R. Roe. Lakes.
In Proc. of Light, 2020.

[3] L. Poe. Law. 2021.

[4] M. Low. Measure. 2021.

A PROOFS

All is proved.
"""


def check_places(document):
    text = document.text
    for sentence in document.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    for table in document.tables:
        assert 0 <= table.start <= table.end <= len(text)
        for row in table.rows:
            for cell in row:
                assert text[cell.start : cell.end] == cell.text
    for section in document.sections:
        if section.title not in ("title", "abstract"):
            assert section.title in text[section.start : section.end]
    for formula in document.equations:
        assert formula.tex.split()[0] in text[formula.start : formula.end]
    for noun in (*document.citations, *document.figures):
        assert 0 <= noun.start < noun.end <= len(text)
    assert [s.start for s in document.sentences] == sorted(s.start for s in document.sentences)


@pytest.fixture(scope="module")
def paper():
    return parse_text(PAPER.encode())


def test_title_authors_abstract_and_sections(paper):
    assert paper.paper.title == "Lamps in Lakes: A Law of Falling Light"
    assert [author.name for author in paper.paper.authors] == ["Jane Doe", "Richard Roe"]
    assert paper.paper.abstract == "We measure how light falls off with depth. Our law beats all others."
    assert [(s.level, s.title) for s in paper.sections] == [
        (1, "title"),
        (1, "abstract"),
        (1, "Introduction"),
        (1, "Method"),
        (2, "The Law of Light"),
        (1, "Results"),
        (1, "References"),
    ]
    check_places(paper)


def test_paragraphs_and_citations_that_floats_cut_are_whole_again(paper):
    assert "(Poe, Low, and High 2018) by others, and gives a high-quality measure" in paper.text
    listed = {reference.key for reference in paper.references}
    cited = {key for citation in paper.citations for key in citation.keys}
    assert cited == listed == {"doe2019", "poe2018", "poe2020a", "poe2020b", "poe2021"}


def test_tables_take_the_captions_that_follow_them_and_keep_marks(paper):
    first, second = paper.tables
    assert (first.label, first.caption) == ("Table 1", "Light and depth; underline is the second best.")
    assert [[cell.text for cell in row] for row in first.rows][1] == ["Ours", "0.851", "4.2"]
    assert [cell.underline for cell in first.rows[1]] == [False, False, True]
    assert {cell.bold for row in first.rows for cell in row} == {None}
    assert (second.label, [[c.text for c in row] for row in second.rows]) == (
        "Table 2",
        [["Lake", "N"], ["Deep", "1,234"]],
    )
    assert [(figure.label, figure.caption) for figure in paper.figures] == [("Figure 1", "A lamp in a lake.")]


def test_formulas_have_their_numbers_and_prices_are_none(paper):
    assert [(e.tex, e.number, e.display) for e in paper.equations] == [
        ("I = I_0 e^{-kz},", "1", True),
        ("k", None, False),
    ]


def test_references_are_read(paper):
    first = paper.references[0]
    assert (first.title, first.authors, first.year, first.venue) == (
        "Lamps under water",
        ("J. Doe", "R. Roe"),
        2019,
        "Journal of Lamps",
    )
    assert paper.references[2].arxiv == "2001.01234"


def test_markdown_with_numbered_headings_and_numbered_citations():
    document = parse_text(MARKDOWN.encode())
    assert document.paper.title == "LAMPS IN LAKES"
    assert [author.name for author in document.paper.authors] == ["Jane Doe"]
    assert document.paper.abstract == "We measure how light falls off with depth."
    assert [(s.number, s.title, s.level) for s in document.sections[2:]] == [
        ("1", "INTRODUCTION", 1),
        ("2", "RESULTS", 1),
        ("2.1", "MORE RESULTS", 2),
        (None, "References", 1),
        ("A", "PROOFS", 1),
    ]
    assert [citation.keys for citation in document.citations] == [("1", "3", "4")]
    assert [reference.key for reference in document.references] == ["1", "2", "3", "4"]
    assert "See the page and the interval [0, 1]. Bold words are words." in document.text
    (table,) = document.tables
    assert (table.label, table.caption) == ("Table 1", "Light by lake.")
    assert [[cell.bold for cell in row] for row in table.rows] == [[False, False], [False, True], [False, False]]
    check_places(document)


def test_text_without_structure_is_paragraphs():
    document = parse_text(b"one two three. four five.\n\nsix seven.\n")
    assert document.text.strip() == "one two three. four five.\n\nsix seven."
    assert (document.paper.title, document.tables, document.references) == ("", (), ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", PAPER),
        ("utf-8-sig", PAPER),
        ("utf-16", PAPER),
        ("utf-16-le", PAPER),
        ("cp1252", PAPER.replace("¹", "1").replace("—", "-")),
    ],
)
def test_encodings(encoding, text):
    document = parse_text(text.encode(encoding, "replace"))
    assert document.paper.title == "Lamps in Lakes: A Law of Falling Light"
    assert len(document.references) == 5


@pytest.mark.parametrize(
    "data",
    [b"", b" \n\n", b"\0" * 100, bytes(range(256)) * 50, b"x" * 9_000_000],
    ids=["empty", "blank", "nul", "binary", "9MB"],
)
def test_what_is_no_text_is_refused_with_a_reason(data):
    with pytest.raises(ParseError) as caught:
        parse_text(data)
    assert caught.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        "\t".join(map(str, range(1000))) + "\n" + "\t".join(map(str, range(1000))),
        "# a\n" * 20_000,
        "\\begin{equation}\n" * 20_000,
        "(Doe 2019, " * 20_000,
        "References\n\n" + "- Doe, J.; " * 20_000,
        "$$\n" * 20_000,
        "**a" * 50_000,
        "a b c d e f g h i\n\n" * 10_000,
    ],
    ids=["columns", "headings", "maths", "citations", "names", "dollars", "stars", "fragments"],
)
def test_bombs_end_soon(text):
    check_places(parse_text(text.encode()))


@pytest.mark.parametrize("cut", range(0, len(PAPER), 97))
def test_a_truncated_paper_is_still_a_document(cut):
    if PAPER[:cut].strip():
        check_places(parse_text(PAPER[:cut].encode()))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_document_or_an_error(data):
    try:
        document = parse_text(data)
    except ParseError:
        return
    check_places(document)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PAPER.splitlines() + MARKDOWN.splitlines()), max_size=40))
def test_lines_of_papers_in_any_order_keep_every_noun_in_its_place(lines):
    text = "\n".join(lines)
    if text.strip():
        check_places(parse_text(text.encode()))


@pytest.mark.shared
def test_seed_002():
    if not SEED.is_file():
        pytest.skip("../shared is not there")
    document = parse_text(SEED.read_bytes())
    check_places(document)
    assert document.paper.title.startswith("Breaking Task Boundaries: A Unified Model")
    assert len([s for s in document.sections if s.title not in ("title", "abstract")]) == 16
    assert [(t.label, len(t.rows), {len(r) for r in t.rows}) for t in document.tables] == [
        ("Table 1", 18, {15}),
        ("Table 2", 9, {18}),
        ("Table 3", 7, {6}),
    ]
    assert [sum(bool(c.underline) for row in t.rows for c in row) for t in document.tables] == [14, 4, 0]
    assert {c.bold for t in document.tables for row in t.rows for c in row} == {None}
    assert [e.number for e in document.equations if e.display] == [str(n) for n in range(1, 21)]
    assert len(document.references) == 51
    assert {k for c in document.citations for k in c.keys} == {r.key for r in document.references}
