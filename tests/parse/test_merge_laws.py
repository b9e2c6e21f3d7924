"""Laws of merging: whatever two readings hold, the offsets of what comes out are true, and nothing is there twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder
from litmuspaper.parse.merge import merge, read_merged
from litmuspaper.parse.prose import Box, Prose, write_front, write_table
from litmuspaper.types import Paper

WORDS = "lamp lake light depth water salt fish night moon boat raft diver hour metre colour glass".split()
FORMATS = ("tex", "html", "pdf", "jats", "text")

sentences = st.lists(st.sampled_from(WORDS), min_size=6, max_size=14).map(
    lambda some: " ".join(some).capitalize() + "."
)
cells = st.lists(
    st.lists(st.sampled_from(["0.1", "12", "3.5", "Lamp", "", "$x$", "−7"]), min_size=1, max_size=4), max_size=5
)
blocks = st.one_of(
    st.tuples(st.just("section"), st.sampled_from(["Method", "Results", "Fish", "End"]), st.integers(1, 3)),
    st.tuples(
        st.just("paragraph"),
        st.lists(sentences, min_size=1, max_size=3).map(" ".join),
        st.sampled_from(["", "a = b", "c"]),
    ),
    st.tuples(st.just("table"), st.sampled_from([None, "Table 1", "Table 2"]), cells, sentences),
    st.tuples(st.just("figure"), st.sampled_from([None, "Figure 1", "Figure 2"]), sentences),
)
papers = st.lists(blocks, max_size=9)
variants = st.tuples(st.sampled_from(FORMATS), st.integers(0, 2**9 - 1), st.booleans(), st.booleans())


def prose(text, formula="", keys=()):
    made = Prose()
    made.add(text)
    if keys:
        start, _ = made.add(" [1]")
        made.cite(start, keys)
    if formula:
        made.formula(formula, "1", display=True)
    return made


def document(paper, variant):
    """One reading of a paper: by a parser, with some blocks lost, with or without title and references."""
    parser, lost, fronted, listed = variant
    builder = Builder()
    title, abstract = write_front(
        builder, "Lamps in Lakes" if fronted else "", prose("We hang lamps." if fronted else "")
    )
    for n, block in enumerate(paper):
        if lost >> n & 1:
            continue
        if block[0] == "section":
            builder.open_section(block[1], block[2])
        elif block[0] == "paragraph":
            prose(block[1], block[2] and block[2] + parser[0], [f"{parser}-roe"] if listed else ["roe"]).write(builder)
        elif block[0] == "table":
            rows = [[Box(prose(cell), None if parser == "html" else n % 2 == 0) for cell in row] for row in block[2]]
            write_table(builder, rows, block[1], prose(block[3]))
        else:
            builder.figure(block[1], block[2])
    if listed:
        builder.open_section("References", 1)
        key = f"{parser}-roe"
        builder.reference(key, "R. Roe. Light under the surface of small lakes. 2019.", title="Light under the surface")
    return builder.document(Paper(id="", title=title, abstract=abstract, source=parser), parser, [f"hidden {parser}"])


def promises(made):
    """What every document promises of its places."""
    end = 0
    for span in made.sentences:
        assert made.text[span.start : span.end] == span.text
        assert span.start >= end
        end = span.end
    for table in made.tables:
        for cell in (cell for row in table.rows for cell in row):
            assert made.text[cell.start : cell.end] == cell.text
            assert table.start <= cell.start <= cell.end <= table.end
    for one in made.equations:
        assert made.text[one.start : one.end].strip("$") == one.tex
    for one in (*made.figures, *made.tables):
        assert made.text[one.start : one.end].endswith(one.caption)
    for one in made.citations:
        assert made.text[one.start : one.end] == "[1]"
    for section in made.sections:
        said = getattr(made.paper, section.title, section.title)
        assert made.text.startswith(said, section.start)
        assert section.start < section.end <= len(made.text)
    for reference in made.references:
        assert f"{reference.raw}\n" in made.text


def _plain(text):
    return text.partition("$")[0]


@settings(max_examples=150, deadline=None)
@given(papers, variants, variants, variants)
def test_offsets_are_true_whatever_is_merged(paper, first, second, third):
    readings = [document(paper, variant) for variant in (first, second, third)]
    for one in readings:
        promises(one)
    made = read_merged(readings)
    promises(made.document)
    assert made == read_merged(readings)
    names = made.document.parser.split("+")
    skeletons = [one for one in readings if one.parser == names[0]]
    assert any(all(_plain(said.text) in made.document.text for said in one.sentences) for one in skeletons)
    assert any(len(one.tables) <= len(made.document.tables) for one in skeletons)
    assert set(made.document.hidden) == {f"hidden {name}" for name in names}
    assert [section.title for section in made.document.sections].count("References") <= 1


@settings(max_examples=60, deadline=None)
@given(papers, variants)
def test_a_document_merged_with_itself_stays_and_its_tables_are_sure(paper, variant):
    own = document(paper, variant)
    made = merge([own, own])
    promises(made)
    assert made.text == own.text
    assert [table.rows for table in made.tables] == [table.rows for table in own.tables]
    if variant[2]:  # by its title it is known to be the same paper
        for table in made.tables:
            assert table.confidence in (1.0, None)
            assert (
                table.confidence == 1.0 or not any(cell.text for row in table.rows for cell in row) or not table.label
            )
    assert [(c.start, c.keys) for c in made.citations] == [(c.start, c.keys) for c in own.citations]
    assert made.sections == own.sections
