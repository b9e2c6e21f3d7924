"""Tables set as TeX sets them (gaps, struts, booktabs, hline), written by us, read cell for cell."""

import importlib.util
import random
from pathlib import Path

import pytest

from litmuspaper.parse.pdf import parse_pdf

_SPEC = importlib.util.spec_from_file_location("pdf_writer", Path(__file__).with_name("test_pdf_writer.py"))
w = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(w)

PROSE = (
    "The counts of each colony were taken on the same evening by two keepers who did not speak of them. "
    "Each keeper had a lamp, a slate and a map of the rocks on which the birds breed in most summers. "
)


def set_table(sheet, x, y, rows, how):
    """Sets rows of (text, bold, underlined, columns) as LaTeX's tabular does; returns the y below."""
    size, style = how["size"], how["style"]
    lefts = ends_of(rows, x, how)
    right, pitch = lefts[-1], how.get("stretch", 1.0) * 1.2 * size
    booktabs = style == "booktabs"
    base = y - (0.2 * size if booktabs else 0)
    sheet.rule(x, y, right, 0.8)
    for n, row in enumerate(rows):
        base -= 0.7 * pitch
        set_row(sheet, base, row, lefts, how, grouped=n < how["heads"] - 1, depth=0.3 * pitch)
        base -= 0.3 * pitch
        if n == how["heads"] - 1 or n == len(rows) - 1 or style == "grid":
            base -= 0.18 * size if booktabs else 0
            sheet.rule(x, base, right, 0.5)
            base -= 0.28 * size if booktabs else 0
        elif n < how["heads"] - 1:
            base -= 0.35 * size
    for place in lefts if style == "grid" else ():
        sheet.line(place, y, place, base)
    return base


def ends_of(rows, x, how):
    """Where the columns begin and the last one ends."""
    natural = [0.0] * sum(c[3] for c in rows[0])
    for wanted in (1, 2):
        for row in rows:
            at = 0
            for text, bold, _, span in row:
                if span == wanted:
                    have = sum(natural[at : at + span]) + 2 * how["gap"] * (span - 1)
                    natural[at + span - 1] += max(0.0, wide(text, how["size"], bold) - have)
                at += span
    lefts = [x]
    for one in natural:
        lefts.append(lefts[-1] + one + 2 * how["gap"])
    return lefts


def set_row(sheet, base, row, lefts, how, *, grouped, depth):
    """One row; below a header over several columns a partial rule, below an underlined cell a thin one."""
    size, gap = how["size"], how["gap"]
    at = 0
    for text, bold, under, span in row:
        left, end, used = lefts[at] + gap, lefts[at + span] - gap, wide(text, size, bold)
        start = {"l": left, "r": end - used}.get("c" if span > 1 else how["align"][at], (left + end - used) / 2)
        put(sheet, start, base, text, "B" if bold else "R", size)
        if under:
            low = 0.21 * size if any(c in "gjpqy()," for c in text) else 0
            sheet.rule(start, base - low - 1.6, start + used, 0.4)
        if grouped and span > 1:
            sheet.rule(left - gap / 2, base - depth - 0.18 * size, end + gap / 2, 0.3)
        at += span


def put(sheet, x, y, text, font, size):
    """Words one by one, as TeX prints them, without characters for spaces."""
    for word in text.split():
        sheet.text(x, y, word, font, size)
        x += w.width(word, size) + w.width(" ", size) * 1.15


def wide(text, size, bold):
    words = text.split()
    return sum(w.width(t, size) for t in words) + max(0, len(words) - 1) * w.width(" ", size) * 1.15


def page(rows, how, number=1):
    sheet = w.Sheet()
    y = sheet.paragraph(54, 740, 558, PROSE)
    sheet.paragraph(54, y - 20, 558, f"Table {number}: Counts of birds.", size=9)
    y = set_table(sheet, 60, y - 40, rows, how)
    sheet.paragraph(54, y - 30, 558, PROSE)
    return parse_pdf(w.pdf([sheet]))


def plain(*texts):
    return [(t, False, False, 1) for t in texts]


def seen(document):
    (table,) = document.tables
    return [[(c.text, bool(c.bold), bool(c.underline), c.col_span) for c in row] for row in table.rows]


BASE = {"size": 9, "gap": 6, "style": "booktabs", "heads": 1, "align": "lrrrrrrrrr"}


@pytest.mark.parametrize("style", ["booktabs", "hline", "grid"])
@pytest.mark.parametrize("gap", [2.5, 6])
def test_each_style_of_rules(style, gap):
    rows = [
        plain("Method", "Auk", "Puffin", "Gull"),
        plain("Cliff count", "12.1", "8.05", "140"),
        [("Ours, twice", True, False, 1), ("13.4", True, False, 1), ("8.11", False, True, 1), ("152", True, True, 1)],
        plain("Boat", "-", "7.9", "1,311"),
    ]
    document = page(rows, BASE | {"style": style, "gap": gap})
    assert seen(document) == rows
    assert document.tables[0].label == "Table 1"
    assert document.tables[0].caption == "Counts of birds."


def test_headers_over_several_columns():
    rows = [
        [("", False, False, 1), ("North", False, False, 2), ("South coast", False, False, 2)],
        plain("Method", "Auk", "Gull", "Auk", "Gull"),
        plain("Cliff count", "12.1", "140", "11.0", "133"),
        plain("Boat", "10.2", "131", "9.9", "120"),
    ]
    (table,) = page(rows, BASE | {"heads": 2}).tables
    got = [[(c.text, c.row_span, c.col_span) for c in row] for row in table.rows]
    assert got[0] == [("Method", 2, 1), ("North", 1, 2), ("South coast", 1, 2)]
    assert got[1] == [("Auk", 1, 1), ("Gull", 1, 1), ("Auk", 1, 1), ("Gull", 1, 1)]
    assert [[c[0] for c in row] for row in got[2:]] == [[c[0] for c in row] for row in rows[2:]]


def test_the_label_of_a_group_of_rows_stands_where_the_group_begins():
    sheet = w.Sheet()
    sheet.paragraph(54, 720, 500, "Table 3: Two summers.", size=9)
    y = 700
    sheet.rule(60, y, 260, 0.8)
    for n, text in enumerate(("Summer", "Bird", "Count")):
        sheet.text(64 + 70 * n, y - 10, text, size=9)
    y -= 15
    for label, counts in (("Early", (12, 15)), ("Late", (9, 11, 14))):
        sheet.rule(60, y, 260)
        top = y - 10
        for n, count in enumerate(counts):
            y -= 11
            sheet.text(134, y, ("Auk", "Gull", "Tern")[n], size=9)
            sheet.text(204, y, str(count), size=9)
        sheet.text(64, (top + y) / 2, label, size=9)
        y -= 5
    sheet.rule(60, y, 260, 0.8)
    (table,) = parse_pdf(w.pdf([sheet])).tables
    assert [[(c.text, c.row_span) for c in row] for row in table.rows] == [
        [("Summer", 1), ("Bird", 1), ("Count", 1)],
        [("Early", 2), ("Auk", 1), ("12", 1)],
        [("Gull", 1), ("15", 1)],
        [("Late", 3), ("Auk", 1), ("9", 1)],
        [("Gull", 1), ("11", 1)],
        [("Tern", 1), ("14", 1)],
    ]


def test_empty_cells_stay_empty():
    rows = [
        plain("Year", "Auk", "Gull", "Tern"),
        plain("1999", "", "12", ""),
        plain("2000", "4", "", "17"),
        plain("2001", "", "13", "18"),
        plain("2002", "5", "", ""),
    ]
    assert seen(page(rows, BASE)) == rows


def test_spread_and_words_beside_numbers():
    rows = [
        plain("Kind of bird", "Weight", "Seen in summer"),
        plain("Arctic tern", "0.1 (0.02)", "every year"),
        plain("Great black gull", "1.7 (0.20)", "most years"),
        plain("Auk", "0.7 (0.11)", "never"),
    ]
    assert seen(page(rows, BASE | {"align": "lll"})) == rows


def test_a_wrapped_cell_is_one_cell():
    sheet = w.Sheet()
    sheet.paragraph(54, 700, 500, "Table 2: What was seen.", size=9)
    sheet.rule(54, 680, 400)
    sheet.text(58, 668, "Place")
    sheet.text(160, 668, "Notes of the keeper")
    sheet.rule(54, 662, 400)
    y = 650
    for place, notes in (
        ("Harbour", "Gulls on all roofs, two terns on the mast of the old ferry, and no auk in the whole week."),
        ("Lighthouse", "Nothing but fog until noon, then forty puffins that came in from the sea in one line."),
    ):
        sheet.text(58, y, place)
        y = sheet.paragraph(160, y, 396, notes) - 4
        sheet.rule(54, y + 10, 400)
    (table,) = parse_pdf(w.pdf([sheet])).tables
    assert [[c.text for c in row] for row in table.rows] == [
        ["Place", "Notes of the keeper"],
        ["Harbour", "Gulls on all roofs, two terns on the mast of the old ferry, and no auk in the whole week."],
        ["Lighthouse", "Nothing but fog until noon, then forty puffins that came in from the sea in one line."],
    ]


def test_two_tables_one_below_the_other_stay_apart():
    sheet = w.Sheet()
    rows = [plain("Bird", "Count"), plain("Auk", "12"), plain("Gull", "15")]
    y = 740
    for n in (1, 2):
        y = set_table(sheet, 60, y, rows, BASE)
        y = sheet.paragraph(54, y - 20, 300, f"Table {n}: Birds of colony {n}.", size=9) - 12
    document = parse_pdf(w.pdf([sheet]))
    assert [(t.label, len(t.rows)) for t in document.tables] == [("Table 1", 3), ("Table 2", 3)]


def test_an_algorithm_between_rules_is_no_table():
    sheet = w.Sheet()
    sheet.rule(54, 700, 300, 0.8)
    sheet.text(54, 688, "Algorithm 1 Counting twice", "B")
    sheet.rule(54, 682, 300)
    for n, line in enumerate(("1: count from the cliff", "2: count from the boat", "3: return both counts")):
        sheet.text(54, 670 - 12 * n, line)
    sheet.rule(54, 630, 300)
    document = parse_pdf(w.pdf([sheet]))
    assert document.tables == ()
    assert "count from the boat" in document.text


def test_the_rule_of_a_running_head_makes_no_table():
    sheets = []
    for place in ("harbour", "lighthouse", "skerry"):
        sheet = w.Sheet()
        sheet.text(54, 760, "Seabird Letters")
        sheet.rule(54, 752, 558)
        sheet.paragraph(54, 720, 558, f"At the {place} this was done as follows. {PROSE * 3} So ends the {place}.")
        sheet.rule(54, 60, 558)
        sheets.append(sheet)
    document = parse_pdf(w.pdf(sheets))
    assert document.tables == ()
    assert document.text.count("two keepers who did not speak") == 9


@pytest.mark.parametrize("above", [True, False])
def test_a_table_without_rules_is_found_by_its_caption(above):
    sheet = w.Sheet()
    y = sheet.paragraph(54, 740, 558, PROSE)
    if above:
        y = sheet.paragraph(54, y - 18, 558, "Table 4: Birds of three summers.", size=9) - 8
    for row in (("Year", "Auk", "Gull"), ("1999", "12", "140"), ("2000", "14", "133"), ("2001", "9", "150")):
        for n, text in enumerate(row):
            sheet.text(80 + 90 * n, y, text, size=9)
        y -= 11
    if not above:
        y = sheet.paragraph(54, y - 8, 558, "Table 4: Birds of three summers.", size=9)
    sheet.paragraph(54, y - 20, 558, PROSE)
    (table,) = parse_pdf(w.pdf([sheet])).tables
    assert (table.label, table.caption) == ("Table 4", "Birds of three summers.")
    assert [[c.text for c in row] for row in table.rows] == [
        ["Year", "Auk", "Gull"],
        ["1999", "12", "140"],
        ["2000", "14", "133"],
        ["2001", "9", "150"],
    ]


def made_up(seed):
    """Rows and a setting by chance: numbers, words, empty cells, marks."""
    chance = random.Random(seed)
    columns, count = chance.randint(2, 8), chance.randint(3, 12)
    names = ["Cliff", "Boat count", "Ours", "Drone (two)", "Auk et al.", "No lamp", "Base", "With map, slate"]

    def cell():
        kind = chance.random()
        text = f"{chance.uniform(0, 100):.{chance.randint(0, 3)}f}" if kind < 0.85 else chance.choice(["-", "", "n/a"])
        mark = chance.random()
        return (text, bool(text) and mark < 0.15, bool(text) and 0.1 < mark < 0.25 and text != "-", 1)

    head = [(chance.choice(["Auk", "Gull", "Tern", "Skua (m)", "nDCG", "F1", "Mean"]), chance.random() < 0.2, False, 1)]
    head = [
        ("Method", False, False, 1),
        *[(f"{chance.choice('ABCDE')}{n}", False, False, 1) for n in range(1, columns)],
    ]
    rows = [head] + [
        [(chance.choice(names), False, False, 1), *[cell() for _ in range(columns - 1)]] for _ in range(count)
    ]
    how = BASE | {
        "size": chance.choice([7, 8, 9, 10]),
        "gap": chance.choice([3, 4, 6]),
        "style": chance.choice(["booktabs", "hline", "grid"]),
        "align": "l" + "".join(chance.choice("rc") for _ in range(columns)),
        "stretch": chance.choice([1.0, 1.0, 1.2]),
    }
    return rows, how


def test_tables_made_by_chance_are_read_cell_for_cell():
    """At least 97 % of the cells, 95 % of the bold and of the underlined ones; see the figures in the message."""
    cells = exact = bold = bold_hit = under = under_hit = 0
    for seed in range(60):
        rows, how = made_up(seed)
        document = page(rows, how)
        got = [[(c.text, c.bold, c.underline) for c in row] for t in document.tables[:1] for row in t.rows]
        for n, row in enumerate(rows):
            for m, (text, is_bold, is_under, _) in enumerate(row):
                one = got[n][m] if n < len(got) and m < len(got[n]) else ("?", None, None)
                cells, exact = cells + 1, exact + (one[0] == text)
                bold, bold_hit = bold + is_bold, bold_hit + (is_bold and one[1] is True)
                under, under_hit = under + is_under, under_hit + (is_under and one[2] is True)
    figures = f"{exact}/{cells} cells, {bold_hit}/{bold} bold, {under_hit}/{under} underlined"
    assert exact >= 0.97 * cells, figures
    assert bold_hit >= 0.95 * bold, figures
    assert under_hit >= 0.95 * under, figures
