"""The builder's law: every noun is where it says it is."""

from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.types import Document, Paper

PAPER = Paper(id="x", title="T", abstract="A")
TEXT = st.text(max_size=40)


def check_places(document: Document) -> None:
    for sentence in document.sentences:
        assert document.text[sentence.start : sentence.end] == sentence.text
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                assert document.text[cell.start : cell.end] == cell.text
                assert table.start <= cell.start <= cell.end <= table.end
    for section in document.sections:
        assert section.title in document.text[section.start : section.end]


@given(st.lists(st.tuples(st.sampled_from("pst"), TEXT), max_size=8))
def test_everything_is_where_it_says(steps: list[tuple[str, str]]) -> None:
    builder = Builder()
    for kind, text in steps:
        if kind == "p":
            start, end = builder.paragraph(text)
            builder.cite(["key"], start, end)
        elif kind == "s":
            builder.open_section(text, 1 + len(text) % 3, "1" if text else None)
        else:
            builder.table([[CellDraft(text), CellDraft("1.0", bold=True)]], "Table 1", text)
    check_places(builder.document(PAPER, "test"))


def test_sections_end_where_the_next_of_their_level_begins() -> None:
    builder = Builder()
    builder.open_section("One", 1, "1")
    builder.open_section("Below", 2, "1.1")
    builder.paragraph("Text of it.")
    builder.open_section("Two", 1, "2")
    builder.reference("a", "A. Tern, 2020.", year=2020)
    document = builder.document(PAPER, "test")
    one, below, two = document.sections
    assert one.end == below.end == two.start
    assert two.end == len(document.text)
    assert document.references[0].year == 2020
