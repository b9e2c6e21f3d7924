"""The paper's own row of its main table, in numbers that stand in its cells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from litmuspaper.digest.places import Kind, kind_of
from litmuspaper.types import Cell, Document, Span, Statement, Table

MOST_COLUMNS = 5
FEWEST_CELLS = 2  # a row with one number may be a table that was read badly
MOST_CELLS = 4_000
LONGEST = 90  # characters of a caption or a cell; half of it of a column's name
_VALUE = r"[+−-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?: ?[·×] ?10\^?[−-]?\d+)?"
_NUMBER = re.compile(
    rf"[<>≈~*†‡]* ?{_VALUE} ?(?:%|[a-zA-Z]{{1,2}}\b)?(?: ?± ?{_VALUE} ?%?)?(?: ?\({_VALUE} ?%?\))?[ *†‡↑↓]*"
)
_MARKUP = re.compile(
    r"\\(?:mathbf|mathcal|operatorname|textsc|textrm|textbf|underline|mathrm|text|bf|boldsymbol|textit|emph|mathit)\b|"
    r"[${}~]|\\[,;! ]"
)
_SIGNS = {
    "\\pm": "±",
    "\\%": "%",
    "\\uparrow": "↑",
    "\\downarrow": "↓",
    "\\times": "×",
    "\\cdot": "·",
    "\\dagger": "†",
    "\\&": "&",
}
_OWN = re.compile(
    r"\bours?\b|\(ours?\)|\bproposed\b|\bthis (?:work|paper|study)\b|\bour (?:method|model|approach)\b", re.I
)
_PART = re.compile(r"w/o|without|\bno\b|ablat|[-–−] |\bonly\b|baseline|variant|\+", re.IGNORECASE)
_MAIN = re.compile(r"compar|main|overall|result|performance|state[- ]of[- ]the[- ]art|test|quantitative|score", re.I)
_ASIDE = re.compile(
    r"ablat|hyper-?param|statistic|notation|dataset details|runtime|complexity|variations|settings", re.I
)
_OFFERED = re.compile(
    r"\b(?:propose|introduce|present|develop|call(?:ed)?|named|dubbed|termed)s? (?:(?:the|an?|it) )?"
    r"(?P<name>[A-Z][\w²-]{2,}(?: \d\w*)?)(?=,| \(| [–—]|:| which| that|\.)"
)
_BRACKETED = re.compile(r"\((?P<name>[A-Z][\w²-]*[A-Z0-9²][\w²-]*)\)")
_SAYS = re.compile(r"\w")
_COINED = re.compile(r"[A-Za-z].*[A-Z0-9²]|[A-Z]{2,}")


@dataclass(frozen=True)
class _Line:
    """A row of a table with a label and the numbers of its columns."""

    label: str
    cells: tuple[tuple[str, Cell, str], ...]  # (header, cell, number as printed)


def main_results(document: Document, idea: str) -> tuple[Statement, ...]:
    """The row of the paper's own method in the table that compares it with others.

    Args:
        document: its tables are read, each cell as printed.
        idea: the sentence that offers the paper's idea, which may name it; empty where there is none.

    Returns:
        One computed statement whose spans are the cells, or none where no table has a row of the paper's own.
    """
    name = own_name(document.paper.title) or offered_name(idea)
    best: tuple[float, Table, _Line] | None = None
    for number, table in enumerate(document.tables):
        if not 2 <= len(table.rows) or sum(map(len, table.rows)) > MOST_CELLS:
            continue
        lines = _lines(table)
        often = Counter(line.label for line in lines)
        own = [
            line
            for line in lines
            if len(line.cells) >= FEWEST_CELLS and often[line.label] == 1 and _is_own(line.label, name)
        ]
        if not own:
            continue
        score = _worth(table, _kind_at(document, table.start)) - 0.05 * number
        if best is None or score > best[0]:
            best = (score, table, max(reversed(own), key=lambda line: bool(_OWN.search(line.label))))
    if best is None or best[0] <= 0:
        return ()
    return (_statement(best[1], best[2]),)


def own_name(title: str) -> str:
    """What a title calls the thing it offers: the one or two words before its colon, where they look coined."""
    head = title.partition(":")[0].strip()
    coined = bool(_COINED.search(head[1:])) or len(head.split()) == 1
    return head if ":" in title and 2 < len(head) <= 30 and len(head.split()) <= 2 and coined else ""


def offered_name(idea: str) -> str:
    """What a sentence that offers something calls it: a name after the verb, or in brackets; empty where none."""
    found = _OFFERED.search(idea) or _BRACKETED.search(idea)
    return found["name"] if found else ""


def _is_own(label: str, name: str) -> bool:
    if _PART.search(label.replace("(ours)", "").replace(name, "") if name else label):
        return False
    return bool(_OWN.search(label)) or bool(name and name.lower() in label.lower())


def _worth(table: Table, kind: Kind) -> float:
    score = 1.0 if _MAIN.search(table.caption) else 0.4
    score += 0.6 if kind == "results" else 0.0
    return score - (1.6 if _ASIDE.search(table.caption) or kind == "ablation" else 0.0)


def _kind_at(document: Document, at: int) -> Kind:
    inside = [section for section in document.sections if section.start <= at < section.end]
    return kind_of(max(inside, key=lambda one: one.start).title) if inside else "other"


def plain(text: str) -> str:
    """A cell's text without marks of type and maths."""
    for tex, sign in _SIGNS.items():
        text = text.replace(tex, sign)
    return re.sub(r"\s*([_^])\s*", r"\1", " ".join(_MARKUP.sub(" ", text).split())).strip("_^ ")


def _number(text: str) -> str:
    """The number that a cell prints, with its sign, unit and spread; empty where it prints anything else."""
    bare = plain(text)
    return bare if len(bare) <= LONGEST and _NUMBER.fullmatch(bare) else ""


def _lines(table: Table) -> list[_Line]:
    """The rows below a header, each number under the texts above it; a header that comes again counts anew."""
    lines: list[_Line] = []
    heads: list[list[Cell | None]] = []
    title, in_body = "", False
    for row in _grid(table):
        numbers = ["" if cell is None else _number(cell.text) for cell in row]
        texts = dict.fromkeys(text for cell in row if cell and _SAYS.search(text := plain(cell.text)))
        if not any(numbers[1:]) or (not lines and _is_header(row, numbers)):
            if in_body and len(texts) == 1:
                title = next(iter(texts))
                continue
            heads = [*([] if in_body else heads), row]
            title, in_body = "" if in_body else title, False
            continue
        in_body = True
        lines.append(_line(row, numbers, _names(heads, len(row)), title))
    return lines


def _line(row: Sequence[Cell | None], numbers: Sequence[str], names: Sequence[str], title: str) -> _Line:
    lead = next(n for n, number in enumerate(numbers) if number)
    before = [plain(cell.text) for cell in row[:lead] if cell]
    label = ", ".join(dict.fromkeys(text for text in (title, *before) if _SAYS.search(text)))
    # A column without a name says nothing, and two of one name cannot be told apart in a sentence.
    often = Counter(names)
    cells = tuple(
        (names[n], cell, numbers[n])
        for n, cell in enumerate(row)
        if cell
        and numbers[n]
        and 0 < len(names[n]) <= LONGEST // 2
        and often[names[n]] == 1
        and (n == 0 or row[n - 1] is not cell)
    )
    return _Line(label, cells)


def _is_header(row: Sequence[Cell | None], numbers: Sequence[str]) -> bool:
    """Whether a row above all others heads columns by whole numbers, such as years or sizes."""
    blank = not row or row[0] is None or not plain(row[0].text)
    return blank and all("." not in number for number in numbers[1:])


def _names(heads: Sequence[Sequence[Cell | None]], width: int) -> list[str]:
    """The names of the columns: their headers from the top down.

    An upper header with empty places and no merged cells may have lost where its words begin: it is left out.
    """
    kept = []
    for n, row in enumerate(heads):
        filled = all(cell is not None and plain(cell.text) for cell in row[1:])
        if n == len(heads) - 1 or filled or any(cell is not None and cell.col_span > 1 for cell in row):
            kept.append(["" if cell is None else plain(cell.text) for cell in row])
    return [" ".join(dict.fromkeys(row[n] for row in kept if n < len(row) and row[n])) for n in range(width)]


def _grid(table: Table) -> list[list[Cell | None]]:
    """The rows with merged cells repeated in every place that they cover."""
    grid: list[list[Cell | None]] = [[] for _ in table.rows]
    held: dict[tuple[int, int], Cell] = {}
    for r, row in enumerate(table.rows):
        line = grid[r]
        for cell in row:
            while (r, len(line)) in held:
                line.append(held[r, len(line)])
            for _ in range(min(cell.col_span, 60)):
                for below in range(1, min(cell.row_span, 60)):
                    held[r + below, len(line)] = cell
                line.append(cell)
        while (r, len(line)) in held:
            line.append(held[r, len(line)])
    return grid


def _statement(table: Table, line: _Line) -> Statement:
    shown = line.cells[:MOST_COLUMNS]
    told = ", ".join(f"{head} {number}" if head else number for head, _, number in shown)
    more = len(line.cells) - len(shown)
    rest = f" and {more} more number{'s' if more > 1 else ''}" if more else ""
    spans = tuple(Span(start=cell.start, end=cell.end, text=cell.text) for _, cell, _ in shown)
    caption = plain(table.caption.partition(".")[0])
    named = f"{table.label or 'A table'} ({caption})" if 0 < len(caption) <= LONGEST else table.label or "A table"
    return Statement(text=f"{named}, {line.label}: {told}{rest}.", kind="computed", spans=spans)
