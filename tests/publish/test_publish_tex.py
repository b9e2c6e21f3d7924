import time

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.publish.marks import Mark, excerpt, render
from litmuspaper.publish.maths import formula
from litmuspaper.publish.tex import pieces, plain

TEXISH = st.text(alphabet="ab1 $\\{}()[]^_'\"`~-<>&%éx.:/emphtfrc", max_size=80)


def text_of(html):
    return "".join(ElementTree.fromstring(f"<p>{html}</p>").itertext())


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"na\"ive \'{e}tude {\'e}t\'e", "naïve étude été"),
        (r"\c{c}a Erd\H{o}s \v{S}koda \L{}ukasz stra\ss e fa\c cade", "ça Erdős Škoda Łukasz straße façade"),
        (r"``quoted'' text --- a -- b", "“quoted” text — a – b"),
        (r"5\% of A\&B, a\_b, \$5", "5% of A&B, a_b, $5"),
        (r"Fig.~1 but ~10 and x.edu/~ann", "Fig.\u00a01 but ~10 and x.edu/~ann"),
        (r"\emph{very} {\bf bold} \textsc{Small} {0,1}", "very bold Small {0,1}"),
        (r"costs $5 and $10 each", "costs $5 and $10 each"),
        (r"\unknown{x} stays", r"\unknown{x} stays"),
        (r"the set {a, b} and }stray", "the set {a, b} and }stray"),
    ],
)
def test_tex_of_plain_text_reads_as_intended(source, shown):
    assert plain(source) == shown
    assert text_of(render(source)) == shown


def test_a_simple_formula_is_plain_text_where_no_mark_up_can_be():
    assert plain(r"it closes $56\%$ of $n = 3$ and $\sqrt{x}$") == r"it closes 56% of n = 3 and $\sqrt{x}$"


@pytest.mark.parametrize(
    ("source", "has"),
    [
        (r"$\mathrm{D}^{\mathrm{3}}$-Predictor", "<msup><mtext>D</mtext>"),
        (r"$\sim$5 $M_\odot$", "<mo>∼</mo>"),
        (r"\(x<y\)", "<mo>&lt;</mo>"),
        (r"\[\frac{1}{2}\]", 'display="block"'),
        (r"$\bm{\theta}$", "<mi>𝜽</mi>"),
        (r"$p \pm q$", "<mo>±</mo>"),
        (r"$\mathscr{L}$", "<mi>ℒ</mi>"),
    ],
)
def test_formulas_become_mathml(source, has):
    html = str(render(source))
    assert has in html
    assert "$" not in html


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{",
        "x_a_b",
        r"\nosuchcommand x",
        r"\def\a{\a\a}\a",
        r"\def\a{\b\b}\def\b{\c\c}\def\c{xx}\a",
        r"\href{javascript:alert(1)}{x}",
        r"\style{x}{y}",
        "{" * 40 + "x" + "}" * 40,
        "x" * 700,
        r"\left(" * 30 + r"\right)" * 30,
        "",
    ],
)
def test_what_cannot_be_drawn_is_shown_as_its_source(tex):
    assert formula(tex) is None
    if tex:
        assert "<math" not in render(f"a ${tex}$ b")


@given(TEXISH)
def test_pieces_cover_the_text_without_gap(source):
    found = pieces(source)
    assert "".join(source[piece.start : piece.end] for piece in found) == source
    assert [piece.start for piece in found[1:]] == [piece.end for piece in found[:-1]]


@given(TEXISH, st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=5))
def test_any_spans_give_well_formed_html_with_the_same_text(source, spans):
    marks = [Mark(min(a, b), max(a, b), "mark", f"m{n}", f"id-{n}") for n, (a, b) in enumerate(spans)]
    html = render(source, marks)
    assert text_of(html) == text_of(render(source))
    root = ElementTree.fromstring(f"<p>{html}</p>")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@given(st.text(alphabet="abc d", min_size=1, max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_a_mark_covers_exactly_its_span(source, start, length):
    end = start + length
    html = render(source, [Mark(start, end, "mark")])
    marked = "".join("".join(m.itertext()) for m in ElementTree.fromstring(f"<p>{html}</p>").iter("mark"))
    assert marked == source[start:end]
    assert text_of(excerpt(source, start, end)) == source[start:end]


def test_a_span_that_ends_inside_a_formula_covers_all_of_it():
    source = r"the law $x+y$ holds"
    html = str(render(source, [Mark(4, 10, "mark")]))
    assert html.startswith("the <mark>law <math")
    assert html.endswith("</math></mark> holds")
    assert "<math" in str(excerpt(source, 4, 10))


def test_overlapping_marks_keep_one_id_each():
    html = render("abcdef", [Mark(0, 4, "span", "q", "one"), Mark(2, 6, "mark", "e", "two")])
    assert str(html) == (
        '<span class="q" id="one">ab<mark class="e" id="two">cd</mark></span><mark class="e">ef</mark>'
    )


def test_addresses_are_links_without_the_full_stop():
    html = str(render("Code: https://example.org/lamps_(v2)."))
    assert '<a href="https://example.org/lamps_(v2)" rel="noreferrer noopener">' in html
    assert html.endswith("</a>.")


@pytest.mark.parametrize(
    "hostile",
    [
        "$" * 20_000,
        r"\(" * 10_000,
        r"\emph{" * 5_000,
        "{" * 20_000,
        "$x_" * 5_000,
        r"\'" * 10_000,
        "~" * 20_000,
        r"$\sqrt" * 3_000,
        "$" + "{" * 500 + "$",
        r"$\begin{matrix}" * 500 + "$",
        "https://" * 3_000,
        "`" * 20_000,
    ],
)
def test_hostile_tex_takes_no_time(hostile):
    before = time.process_time()
    html = render(hostile, [Mark(3, 9, "mark")])
    assert time.process_time() - before < 20
    ElementTree.fromstring(f"<p>{html}</p>")
