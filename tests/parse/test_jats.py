"""JATS: an invented article in the format of PubMed Central, written by us, and real ones where they are."""

# ruff: noqa: E501 -- the article keeps its lines as publishers do

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.errors import ParseError
from litmuspaper.parse.jats import parse_jats

SHARED = Path(__file__).parents[2] / "../shared/bench/papers/jats"
DOCTYPE = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2 20190208//EN" "JATS-archivearticle1.dtd">'
ARTICLE = f"""<?xml version="1.0" encoding="UTF-8"?>
{DOCTYPE}
<article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" article-type="research-article">
<front><journal-meta><journal-title-group><journal-title>Journal of Lamps</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="doi">10.1000/lamps.1</article-id>
<title-group><article-title>Lamps in <italic>lakes</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Doe</surname><given-names>Jane Q.</given-names></name>
<contrib-id contrib-id-type="orcid">https://orcid.org/0000-0001-2345-6789</contrib-id></contrib></contrib-group>
<abstract><title>Abstract</title><sec><title>Aim</title><p>To measure light.</p></sec><sec><title>Results</title><p>It falls.</p></sec></abstract>
</article-meta></front>
<body><sec><label>1</label><title>Introduction</title>
<p>Light falls [<xref ref-type="bibr" rid="b1">1</xref>–<xref ref-type="bibr" rid="b3">3</xref>] by 10<sup>−3</sup> in water<sup><xref ref-type="bibr" rid="b2">2</xref></sup>.</p>
<sec><title>1.1 The law</title><p>It is <inline-formula><mml:math><mml:msup><mml:mi>e</mml:mi><mml:mi>x</mml:mi></mml:msup></mml:math></inline-formula>:
<disp-formula id="e1"><label>(1)</label><tex-math>\\documentclass{{article}}\\begin{{document}}$$I = I_0 e^{{-kz}}$$\\end{{document}}</tex-math></disp-formula> so it is.</p></sec></sec>
<sec><title>Results</title><p>See the table.</p>
<table-wrap id="t1"><label>Table 1.</label><caption><title>Light</title><p>by lake.</p></caption><table><thead><tr><th rowspan="2">Lake</th><th colspan="2">Light</th></tr>
<tr><th>mean</th><th>best</th></tr></thead><tbody><tr><td>Deep</td><td>0.5</td><td><bold>0.9</bold></td></tr>
<tr><td>Flat</td><td><underline>0.7</underline></td><td>1,234 [<xref ref-type="bibr" rid="b3">3</xref>]</td></tr></tbody></table>
<table-wrap-foot><p>Means of three.</p></table-wrap-foot></table-wrap>
<fig id="f1"><label>Fig 1</label><caption><p>A lamp.</p></caption><graphic xlink:href="x"/></fig></sec></body>
<back><ack><p>We thank the lake.</p></ack><ref-list><title>References</title>
<ref id="b1"><label>1</label><element-citation publication-type="journal"><person-group person-group-type="author"><name><surname>Roe</surname><given-names>R</given-names></name><name><surname>Poe</surname><given-names>L</given-names></name></person-group><article-title>Early light</article-title><source>Light</source><year>2001</year><volume>3</volume><fpage>1</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.1000/abc</pub-id></element-citation></ref>
<ref id="b2"><label>2</label><mixed-citation publication-type="book"><string-name><given-names>J.</given-names> <surname>Doe</surname></string-name>, <source>Lamps</source> (<publisher-name>Press</publisher-name>, <year>1999</year>).</mixed-citation></ref>
<ref id="b3"><label>3</label><mixed-citation publication-type="other">Low M, High N. Late light. Light. 2005;4:7–9.</mixed-citation></ref>
</ref-list></back></article>"""


def check_places(document):
    text = document.text
    for sentence in document.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                assert text[cell.start : cell.end] == cell.text
    for section in document.sections:
        if section.title not in ("title", "abstract"):
            assert section.title in text[section.start : section.end]
    for formula in document.equations:
        assert text[formula.start : formula.end].strip("$") == formula.tex
    for noun in (*document.citations, *document.figures):
        assert 0 <= noun.start < noun.end <= len(text)


@pytest.fixture(scope="module")
def article():
    return parse_jats(ARTICLE.encode())


def test_front_matter(article):
    paper = article.paper
    assert (paper.id, paper.doi, paper.title, paper.journal_ref) == (
        "10.1000/lamps.1",
        "10.1000/lamps.1",
        "Lamps in lakes",
        "Journal of Lamps",
    )
    assert [(a.name, a.orcid) for a in paper.authors] == [("Jane Q. Doe", "0000-0001-2345-6789")]
    assert paper.abstract == "Aim: To measure light. Results: It falls."
    check_places(article)


def test_sections_with_numbers_from_labels_or_titles(article):
    assert [(s.level, s.number, s.title) for s in article.sections[2:]] == [
        (1, "1", "Introduction"),
        (2, "1.1", "The law"),
        (1, None, "Results"),
        (1, None, "Acknowledgements"),
        (1, None, "References"),
    ]


def test_a_range_of_citations_means_those_between_too(article):
    places = [(article.text[c.start : c.end], c.keys) for c in article.citations]
    assert places == [("1", ("b1",)), ("3", ("b2", "b3")), ("2", ("b2",)), ("3", ("b3",))]
    assert "10^{−3} in water [2]." in article.text


def test_formulas_as_tex_with_numbers(article):
    assert [(e.tex, e.number, e.display) for e in article.equations] == [
        ("e^{x}", None, False),
        ("I = I_0 e^{-kz}", "1", True),
    ]


def test_tables_keep_spans_and_marks(article):
    (table,) = article.tables
    assert (table.label, table.caption) == ("Table 1", "Light by lake.")
    assert [[(c.text, c.row_span, c.col_span) for c in row] for row in table.rows[:2]] == [
        [("Lake", 2, 1), ("Light", 1, 2)],
        [("mean", 1, 1), ("best", 1, 1)],
    ]
    assert [[(c.bold, c.underline) for c in row] for row in table.rows[2:]] == [
        [(False, False), (False, False), (True, False)],
        [(False, False), (False, True), (False, False)],
    ]
    assert "Means of three." in article.text


def test_an_article_without_any_underline_does_not_say_that_there_is_none():
    document = parse_jats(ARTICLE.replace("<underline>", "").replace("</underline>", "").encode())
    assert {c.underline for row in document.tables[0].rows for c in row} == {None}


def test_references_tagged_and_printed(article):
    first, second, third = article.references
    assert (first.key, first.title, first.authors, first.year, first.venue, first.doi) == (
        "b1",
        "Early light",
        ("R Roe", "L Poe"),
        2001,
        "Light",
        "10.1000/abc",
    )
    assert (second.title, second.authors, second.year, second.venue) == ("Lamps", ("J. Doe",), 1999, "Press")
    assert (third.title, third.authors, third.year) == ("Late light", ("M Low", "N High"), 2005)
    for reference in article.references:
        assert reference.raw in article.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<article><body>",
        b"<html><body>no</body></html>",
        b"not xml at all",
        b'<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]><article>&c;</article>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><article>&x;</article>',
        b"<article><body>" + b"<sec>" * 5000 + b"</sec>" * 5000 + b"</body></article>",
        b'<?xml version="1.0" encoding="utf-7"?><article/>',
        b"<article>\0</article>",
        b"<article>" + b" " * 25_000_000 + b"</article>",
    ],
    ids=["empty", "cut", "html", "text", "bomb", "external", "deep", "encoding", "nul", "25MB"],
)
def test_what_is_no_article_is_refused_with_a_reason(data):
    with pytest.raises(ParseError) as caught:
        parse_jats(data)
    assert caught.value.next_step


def test_utf_16_and_a_namespace_of_its_own():
    document = parse_jats(ARTICLE.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert document.paper.title == "Lamps in lakes"
    spaced = ARTICLE.replace("<article xmlns", '<article xmlns="https://jats.nlm.nih.gov/" xmlns')
    assert len(parse_jats(spaced.encode()).references) == 3


def test_wide_tables_and_wild_spans():
    row = "<tr>" + "<td>1</td>" * 1000 + "</tr>"
    wild = '<tr><td colspan="999999999" rowspan="-3">a</td></tr>'
    body = f"<body><table-wrap><table>{row * 20}{wild}</table></table-wrap></body>"
    document = parse_jats(f"<article>{body}</article>".encode())
    assert len(document.tables[0].rows[0]) == 1000
    assert document.tables[0].rows[-1][0].row_span == 1
    check_places(document)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_an_error(data):
    for piece in (data, b"<article><body><p>" + data + b"</p></body></article>"):
        try:
            check_places(parse_jats(piece))
        except ParseError:
            continue


TAGS = st.sampled_from(
    "sec title p table-wrap table tr td bold sup xref fig caption label disp-formula list list-item ref".split()
)
TREES = st.recursive(
    st.text("ab <&1.", max_size=6).map(lambda t: t.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(lambda x: f"<{x[0]}>{''.join(x[1])}</{x[0]}>"),
    max_leaves=25,
)


@settings(max_examples=80, deadline=None)
@given(TREES)
def test_elements_in_any_order_keep_every_noun_in_its_place(tree):
    check_places(parse_jats(f"<article><body>{tree}</body><back><ref-list>{tree}</ref-list></back></article>".encode()))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["PMC5828200.nxml", "PMC7417471.nxml", "pntd.0008301.nxml", "ptag100.xml"])
def test_real_articles(name):
    path = SHARED / name
    if not path.is_file():
        pytest.skip("../shared is not there")
    document = parse_jats(path.read_bytes())
    check_places(document)
    assert document.paper.title
    assert len(document.sections) > 10
    assert all(reference.authors for reference in document.references)
    # ptag100 prints no titles of articles.
    if name != "ptag100.xml":
        known = sum(bool(r.authors and r.year and r.title) for r in document.references)
        assert known >= 0.97 * len(document.references)
