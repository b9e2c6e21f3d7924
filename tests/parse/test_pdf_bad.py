"""Bad PDFs, written by us: each gives a ParseError that says what to do, or a document; nothing hangs or leaks."""

import importlib.util
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litmuspaper.errors import ParseError
from litmuspaper.parse.pdf import parse_pdf

_SPEC = importlib.util.spec_from_file_location("pdf_writer", Path(__file__).with_name("test_pdf_writer.py"))
w = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(w)

WHOLE = w.pdf(w.paper())
PLAIN = w.pdf(w.paper(), compress=False)


def one_line(text="A line of words on a page.", **how):
    sheet = w.Sheet()
    sheet.text(72, 700, text)
    return w.pdf([sheet], **how)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<html>no paper here</html>", "not a PDF"),
        (b"%PDF-1.4\n", "damaged"),
        (WHOLE[:200], "damaged"),
        (w.pdf([]), "no pages"),
        (w.pdf([w.Sheet()]), "no text layer"),
    ],
)
def test_what_cannot_be_read_says_so_and_what_to_do(data, words):
    with pytest.raises(ParseError) as caught:
        parse_pdf(data)
    assert words in caught.value.what
    assert caught.value.next_step


def test_an_encrypted_file_asks_for_a_copy_without_a_password():
    key = "41" * 32
    locked = one_line(trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<00><00>]")
    with pytest.raises(ParseError) as caught:
        parse_pdf(locked)
    assert "encrypted" in caught.value.what
    assert "password" in caught.value.next_step


def test_a_scan_is_told_from_a_paper():
    sheet = w.Sheet()
    sheet.raw("q 600 0 0 780 6 6 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q")
    sheet.text(72, 20, "7")
    with pytest.raises(ParseError, match="no text layer"):
        parse_pdf(w.pdf([sheet, sheet]))


def test_the_text_layer_of_a_recognised_scan_is_read():
    sheet = w.Sheet()
    sheet.raw("q 600 0 0 780 6 6 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q")
    sheet.paragraph(72, 700, 500, "Recognised words lie unseen over the picture of the page. " * 4)
    sheet.pieces = [p.replace("BT ", "BT 3 Tr ") for p in sheet.pieces]
    read = parse_pdf(w.pdf([sheet]))
    assert "Recognised words lie unseen over the picture" in read.text
    assert read.hidden == ()


def test_five_thousand_pages_are_refused_at_once():
    sheet = w.Sheet()
    sheet.text(72, 700, "page")
    data = w.pdf([sheet] * 5000)
    start = time.process_time()
    with pytest.raises(ParseError, match="5000 pages"):
        parse_pdf(data)
    assert time.process_time() - start < 10


def test_a_huge_page_and_wild_numbers_are_bounded():
    sheet = w.Sheet(box=(0, 0, 1e9, 1e9))
    sheet.text(72, 700, "Words on a page without end, set in plain type.")
    sheet.text(1e8, 1e8, "very far away")
    sheet.raw("BT /R 1e30 Tf 72 600 Td (large) Tj ET 0 0 1e12 1e-9 re f 1e20 0 0 1e20 0 0 cm 0 0 1 1 re f")
    document = parse_pdf(w.pdf([sheet]))
    assert "Words on a page without end" in document.text
    assert "very far away" not in document.text


def test_a_table_of_three_hundred_columns_is_bounded():
    sheet = w.Sheet(box=(0, 0, 6200, 792))
    sheet.rule(50, 700, 6150)
    sheet.rule(50, 686, 6150)
    for row in range(4):
        for column in range(300):
            sheet.text(52 + 20 * column, 690 - 12 * row, str(column % 90 + 10), size=9)
    sheet.rule(50, 640, 6150)
    start = time.process_time()
    (table,) = parse_pdf(w.pdf([sheet])).tables
    assert {len(row) for row in table.rows} == {300}
    assert time.process_time() - start < 20


def test_ten_thousand_rules_are_bounded():
    sheet = w.Sheet()
    sheet.text(72, 700, "Some words beside very many rules.")
    for n in range(10_000):
        sheet.rule(50 + n % 7, 20 + 0.07 * n, 400 + n % 5, 0.02)
    start = time.process_time()
    assert "very many rules" in parse_pdf(w.pdf([sheet])).text
    assert time.process_time() - start < 20


def test_loops_in_the_cross_references_end():
    start = WHOLE.rindex(b"startxref")
    looped = WHOLE[:start].replace(b"trailer\n<<", b"trailer\n<< /Prev %d " % WHOLE.index(b"xref\n")) + WHOLE[start:]
    assert "Tern counts are taken from cliffs" in parse_pdf(looped).text


def test_a_page_tree_that_holds_itself_ends():
    looped = PLAIN.replace(b"/Kids [", b"/Kids [2 0 R ")
    check(looped)


def test_a_hundred_files_leave_no_handle_open():
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("this system does not list its open files under /proc")
    data = one_line()
    parse_pdf(data)
    before, size = len(list(descriptors.iterdir())), resident()
    for _ in range(100):
        parse_pdf(data)
        with pytest.raises(ParseError):
            parse_pdf(data[: len(data) // 3])
    assert len(list(descriptors.iterdir())) <= before
    assert resident() - size < 20_000_000


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_a_name_of_any_length_and_odd_characters_are_text():
    data = one_line("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 40)
    assert "ABCDEF" in parse_pdf(data).text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=30),
    st.booleans(),
)
def test_changed_bytes_give_a_document_or_a_parse_error(changes, plain):
    data = bytearray(PLAIN if plain else WHOLE)
    for place, value in changes:
        data[place % len(data)] = value
    check(bytes(data))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(PLAIN)), st.integers(0, len(PLAIN)), st.binary(max_size=40))
def test_cut_and_spliced_files_give_a_document_or_a_parse_error(cut, again, noise):
    check(PLAIN[:cut] + noise + PLAIN[again:])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(
    st.sampled_from(["text", "rule", "line", "matrix"]),
    st.floats(-2000, 2000, width=32), st.floats(-2000, 2000, width=32), st.floats(-50, 700, width=32),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)), max_size=80))  # fmt: skip
def test_any_page_gives_a_document_whose_places_hold(drawn):
    sheet = w.Sheet()
    sheet.text(72, 400, "One line of words that is always there.")
    for kind, x, y, z, text in drawn:
        if kind == "text":
            sheet.text(x, y, text, "RBI"[len(text) % 3], max(0.1, abs(z) / 20))
        elif kind == "rule":
            sheet.rule(x, y, x + z, 0.5)
        elif kind == "line":
            sheet.line(x, y, x + z, y + z / 7)
        else:
            sheet.raw(f"1 0 {z / 700:.4f} 1 {x / 100:.4f} 0 cm")
    check(w.pdf([sheet]))


def check(data):
    """A document whose places hold, or a ParseError that says what to do, within bounded time."""
    start = time.process_time()
    document = error = None
    try:
        document = parse_pdf(data)
    except ParseError as caught:
        error = caught
    assert time.process_time() - start < 10
    if document is None:
        assert error.what
        assert error.next_step
        return
    for sentence in document.sentences:
        assert document.text[sentence.start : sentence.end] == sentence.text
    for table in document.tables:
        for row in table.rows:
            assert all(document.text[c.start : c.end] == c.text for c in row)
