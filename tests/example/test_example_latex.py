"""The six LaTeX papers of the example day: they match their rows, and their tables add up.

One of them holds six planted errors, and the same checks find those that tables can show. All written by us.
"""

import itertools
import json
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from litmuspaper import example

ROWS = {row["id"]: row for row in map(json.loads, example.listing().read_text(encoding="utf-8").splitlines())}
PLANTED = "invented.0046"
CLEAN = ["invented.0004", "invented.0009", "invented.0022", "invented.0028", "invented.0033"]
# The row of the ablation that stands for the whole method, and where the same row stands in a main table.
FULL_ROW = {
    "invented.0004": ("TarnNorm (full)", "tab:dice", "TarnNorm (ours)"),
    "invented.0009": ("Shoalweight (full)", "tab:coverage", "Shoalweight (ours)"),
    "invented.0022": ("Ledgerline (full)", "tab:gap", "Ledgerline (ours)"),
    "invented.0028": ("All (full tuning)", "tab:tuned", "From scratch"),
    "invented.0033": ("Grainlift (full)", "tab:overlap", "Grainlift (ours)"),
    PLANTED: ("Cairnslice (full)", "tab:dice", "Cairnslice (ours)"),
}


def text_of(paper_id):
    folder = example.source(paper_id)
    assert folder is not None
    return (folder / "main.tex").read_text(encoding="utf-8")


def argument(tex, command):
    """The braced argument of the command's first use."""
    start = tex.index(command + "{") + len(command) + 1
    depth, end = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(tex[end], 0)
        end += 1
    return tex[start : end - 1]


def tables(tex):
    """(label, caption, header, groups of rows) of every table; a group ends at a rule."""
    found = []
    for body in re.findall(r"\\begin\{table\}.*?\\end\{table\}", tex, re.S):
        grid = re.search(r"\\toprule\n(.*?)\\\\\n\\midrule\n(.*?)\\bottomrule", body, re.S)
        groups = [
            [[cell.strip() for cell in row.split("&")] for row in group.split("\\\\") if row.strip()]
            for group in grid[2].split("\\midrule")
        ]
        head = [cell.strip() for cell in grid[1].split("&")]
        found.append((argument(body, "\\label"), argument(body, "\\caption"), head, groups))
    return found


def number(cell):
    return Decimal(re.search(r"-?\d[\d,]*(\.\d+)?", cell)[0].replace(",", ""))


def rounded_mean(cells):
    values = [number(cell) for cell in cells]
    return (sum(values) / len(values)).quantize(values[0], ROUND_HALF_UP)


def wrong_means(tex):
    return [
        (label, row[0])
        for label, _, head, groups in tables(tex)
        if head[-1] == "Mean"
        for row in itertools.chain(*groups)
        if rounded_mean(row[1:-1]) != number(row[-1])
    ]


def wrong_totals(tex):
    wrong = []
    for label, _, head, groups in tables(tex):
        if groups[-1][-1][0] != "Total":
            continue
        for column, cell in enumerate(groups[-1][-1]):
            integer = all(re.fullmatch(r"[\d,]+", row[column]) for row in groups[0])
            if cell and integer and sum(number(row[column]) for row in groups[0]) != number(cell):
                wrong.append((label, head[column]))
    return wrong


def distance_from_best(caption):
    if "Higher is better" in caption:
        return lambda value: -value
    if "Lower is better" in caption:
        return lambda value: value
    target = Decimal(re.search(r"[Cc]losest to (\d+) is best", caption)[1])
    return lambda value: abs(value - target)


def wrong_marks(tex):
    """Columns whose bold and underlined cells are not the best and, where one is best, the second."""
    wrong = []
    for label, caption, head, groups in tables(tex):
        if not any("\\textbf" in cell for row in groups[0] for cell in row):
            continue
        key = distance_from_best(caption)
        for column in range(1, len(head)):
            cells = [row[column] for row in groups[0]]
            ranks = sorted({key(number(cell)) for cell in cells})
            best = [key(number(cell)) == ranks[0] for cell in cells]
            second = [sum(best) == 1 and key(number(cell)) == ranks[1] for cell in cells]
            printed = [("\\textbf" in cell, "\\underline" in cell) for cell in cells]
            if printed != list(zip(best, second, strict=True)):
                wrong.append((label, head[column]))
    return wrong


def missing_labels(tex):
    return set(re.findall(r"\\(?:eq)?ref\{([^}]*)\}", tex)) - set(re.findall(r"\\label\{([^}]*)\}", tex))


def full_rows(paper_id):
    tex, (full, main_label, main_row) = text_of(paper_id), FULL_ROW[paper_id]
    by_label = {label: list(itertools.chain(*groups)) for label, _, _, groups in tables(tex)}
    (ablation,) = [row for row in by_label["tab:ablation"] if row[0] == full]
    (main,) = [row for row in by_label[main_label] if row[0] == main_row]
    return [number(cell) for cell in ablation[1:]], [number(cell) for cell in main[1:]]


@pytest.mark.parametrize("paper_id", [*CLEAN, PLANTED])
def test_the_paper_is_complete_and_matches_its_row(paper_id):
    tex, row = text_of(paper_id), ROWS[paper_id]
    assert tex.startswith("% Invented example, written for Litmus; not a real paper.")
    assert " ".join(argument(tex, "\\title").split()) == row["title"]
    abstract = re.search(r"\\begin\{abstract\}(.*?)\\end\{abstract\}", tex, re.S)[1]
    assert " ".join(abstract.split()) == row["abstract"]
    assert argument(tex, "\\author").split(" \\and ") == row["authors"]
    for heading in ("Introduction", "Related work", "Limitations", "Conclusion"):
        assert f"\\section{{{heading}}}" in tex
    assert len(tables(tex)) >= 4
    assert len(tex.split()) > 1700
    assert "% All references below are invented." in tex


@pytest.mark.parametrize("paper_id", [*CLEAN, PLANTED])
def test_braces_environments_and_citations_close(paper_id):
    tex = re.sub(r"(?<!\\)%.*", "", text_of(paper_id))
    assert len(re.findall(r"(?<!\\)\{", tex)) == len(re.findall(r"(?<!\\)\}", tex))
    stack = []
    for verb, name in re.findall(r"\\(begin|end)\{([^}]*)\}", tex):
        if verb == "begin":
            stack.append(name)
        else:
            assert stack.pop() == name
    assert not stack
    cited = {key.strip() for group in re.findall(r"\\cite\{([^}]*)\}", tex) for key in group.split(",")}
    assert cited == set(re.findall(r"\\bibitem\{([^}]*)\}", tex))


@pytest.mark.parametrize("paper_id", CLEAN)
def test_a_clean_paper_adds_up(paper_id):
    tex = text_of(paper_id)
    assert any(head[-1] == "Mean" for _, _, head, _ in tables(tex))
    assert wrong_means(tex) == []
    assert wrong_totals(tex) == []
    assert wrong_marks(tex) == []
    assert missing_labels(tex) == set()
    ablation, main = full_rows(paper_id)
    assert ablation == main


def test_the_planted_paper_holds_its_six_errors_and_no_other_in_its_tables():
    tex = text_of(PLANTED)
    assert wrong_means(tex) == [("tab:dice", "Overlapping patches")]
    assert wrong_totals(tex) == [("tab:data", "Tumours")]
    assert wrong_marks(tex) == [("tab:dice", "Large")]
    assert missing_labels(tex) == {"tab:slices"}
    ablation, main = full_rows(PLANTED)
    assert [a != m for a, m in zip(ablation, main, strict=True)] == [True, False, False, True]
    assert "improves by 15.1 per cent, from 55.2 to 61.9" in tex
    assert round((61.9 - 55.2) / 55.2 * 100, 1) == 12.1


def test_the_list_of_planted_errors_points_at_its_places():
    folder = example.source(PLANTED)
    planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))["planted"]
    assert len(planted) == len({error["kind"] for error in planted}) == 6
    tex = text_of(PLANTED)
    for error in planted:
        assert tex.count(error["find"]) == 1
        assert error["printed"] != error["right"]
        assert error["place"]
        assert error["why"]
    assert not [paper_id for paper_id in CLEAN if (example.source(paper_id) / "planted.json").exists()]
