"""What the review's template shows: every word of the paper checked against its text, then rendered or escaped."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from litmuspaper.publish.marks import Mark, excerpt, render
from litmuspaper.publish.quotes import KINDS, heading, once, told
from litmuspaper.publish.review_grid import Grid, Placed, grid_of, holds_whole
from litmuspaper.publish.review_measured import measure_words
from litmuspaper.publish.review_tables import Renderer, ShownTable, with_maths
from litmuspaper.publish.review_words import COLOURS, SEVERITIES, VERDICTS, audit_name, by_severity
from litmuspaper.publish.said import Said, SaidGroup, grouped_said
from litmuspaper.publish.tex import plain
from litmuspaper.publish.words import sentence
from litmuspaper.types import Digest, Document, Finding, Review, Span, Statement

MOST_CELLS = 20_000
MOST_TABLES = 3
LONG = 60
BRIEF = 150
LONGEST = 20_000
ENDS = (".", "!", "?", ":", ";", "\u201d")
CUT = Markup('<span class="cut">\u2026</span>')


@dataclass(frozen=True, slots=True)
class Place:
    """A checked span and where a reader finds it."""

    span: Span
    where: str
    table: int | None = None
    placed: Placed | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch for the template."""

    text: Markup
    where: Markup


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding for the template; `dropped` counts quotes that are not the paper's words."""

    finding: Finding
    number: int
    name: str
    verdict: str
    severity: str
    colour: int
    brief: str
    message: Markup
    printed: tuple[Markup, ...]
    recomputed: Markup | None
    tolerance: Markup | None
    clears_if: Markup | None
    quotes: tuple[Quote, ...]
    cells: tuple[Quote, ...]
    tables: tuple[ShownTable, ...]
    dropped: int
    measure: str


class Reading:
    """One document as findings are shown against it: its places, its tables, each laid out once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._grids: dict[int, Grid | None] = {}
        self._renderer = Renderer()
        self._starts = [table.start for table in document.tables]

    def holds(self, span: Span) -> bool:
        """Whether the span's text stands in its field where it says; an empty one says nothing."""
        paper = self.document.paper
        source = {"title": paper.title, "abstract": paper.abstract, "text": self.document.text}[span.field]
        return bool(span.text) and source[span.start : span.end] == span.text

    def place(self, span: Span) -> Place:
        """Where a checked span stands: a cell of a table, a section, or the field itself."""
        if span.field != "text":
            return Place(span, span.field)
        number = self._table_at(span)
        if number is not None:
            grid = self.grid(number)
            label = self.document.tables[number].label or f"table {number + 1} of the text"
            placed = None if grid is None else _cell_at(grid, span)
            if grid is not None and placed is not None:
                return Place(span, f"{label}: {grid.place(placed)}", number, placed)
            return Place(span, label, number)
        return Place(span, self._section(span))

    def grid(self, number: int) -> Grid | None:
        """The grid of a table; None where it is too large, empty, or not what the text says."""
        if number not in self._grids:
            table = self.document.tables[number]
            size = sum(map(len, table.rows))
            is_shown = 0 < size <= MOST_CELLS and holds_whole(table, self.document)
            self._grids[number] = grid_of(table) if is_shown else None
        return self._grids[number]

    def table(self, number: int, concerned: Sequence[Placed]) -> ShownTable | None:
        """A table with cells marked; its caption is shown only where it stands in the text."""
        grid = self.grid(number)
        if grid is None:
            return None
        table = self.document.tables[number]
        caption = table.caption if table.caption in self.document.text[table.start : table.end] else ""
        return self._renderer.show(grid, caption, concerned)

    def quoted(self, span: Span) -> Markup:
        """A checked span as HTML, grown to whole formulas inside its own paragraph; dots where it breaks a sentence."""
        paper = self.document.paper
        source = {"title": paper.title, "abstract": paper.abstract, "text": self.document.text}[span.field]
        start = source.rfind("\n\n", 0, span.start)
        start = 0 if start < 0 else start + 2
        end = source.find("\n\n", span.end)
        end = len(source) if end < 0 else end
        before = source[max(start, span.start - 9) : span.start].rstrip()
        after = source[span.end : min(end, span.end + 9)].strip()
        if "\\" in span.text and "$" not in span.text:
            html = with_maths(span.text)
        elif end - start > LONGEST:
            html = render(span.text)
        else:
            html = excerpt(source[start:end], span.start - start, span.end - start)
        lead = CUT if before and not before.endswith(ENDS) else ""
        tail = CUT if after and not span.text.endswith(ENDS) else ""
        return Markup("{}{}{}").format(lead, html, tail)

    def _table_at(self, span: Span) -> int | None:
        number = bisect_right(self._starts, span.start) - 1
        if number >= 0 and span.end <= self.document.tables[number].end:
            return number
        return None

    def _section(self, span: Span) -> str:
        inside = [s for s in self.document.sections if s.start <= span.start and span.end <= s.end]
        if not inside:
            return "text"
        last = max(inside, key=lambda section: (section.start, section.level))
        if last.title in ("title", "abstract"):
            return last.title
        title = last.title if len(last.title) <= LONG else f"{last.title[:LONG].rstrip()}…"
        return f"section {last.number} {title}" if last.number else f"section {title}"


def _cell_at(grid: Grid, span: Span) -> Placed | None:
    """The cell that holds a span: the last that begins at or before it, as cells stand in the order of the text."""
    number = bisect_right(grid.cells, span.start, key=lambda one: one.cell.start) - 1
    if number >= 0 and span.end <= grid.cells[number].cell.end:
        return grid.cells[number]
    return None


def places_of(finding: Finding, reading: Reading) -> tuple[list[Place], int]:
    """The places of a finding's spans that hold, and how many do not.

    Args:
        finding: any finding.
        reading: the document that it speaks of.

    Returns:
        Places in the order of the spans, and the number of spans left out.
    """
    good = [reading.place(span) for span in finding.spans if reading.holds(span)]
    return good, len(finding.spans) - len(good)


def printed_of(finding: Finding, reading: Reading) -> tuple[list[str], int]:
    """The strings that a finding says the paper prints, as far as it does, each once, and how many it does not."""
    texts = (reading.document.text, *reading.document.hidden)
    good = [one for one in finding.printed if one and any(one in text for text in texts)]
    return [*dict.fromkeys(good)], len(finding.printed) - len(good)


def beside_quotes(printed: Sequence[str], places: Sequence[Place]) -> list[str]:
    """What is printed, without sentences that are quoted whole anyway."""
    quoted = {place.span.text for place in places if place.placed is None}
    return [one for one in printed if one not in quoted or len(one) < LONG]


def shown_findings(review: Review, reading: Reading) -> list[Shown]:
    """The findings of a review, gravest first, ready for the template.

    Args:
        review: what the audits say.
        reading: the document that they speak of.

    Returns:
        One value a finding.
    """
    return [_shown(finding, number, reading, review) for number, finding in enumerate(by_severity(review.findings), 1)]


def _shown(finding: Finding, number: int, reading: Reading, review: Review) -> Shown:
    places, dropped = places_of(finding, reading)
    printed, unprinted = printed_of(finding, reading)
    by_table: dict[int, list[Placed]] = {}
    for place in places:
        if place.table is not None and place.placed is not None:
            by_table.setdefault(place.table, []).append(place.placed)
    tables = [reading.table(n, concerned) for n, concerned in [*by_table.items()][:MOST_TABLES]]
    quotes = [place for place in places if place.placed is None]
    cells = [place for place in places if place.placed is not None]
    return Shown(
        finding=finding,
        number=number,
        name=audit_name(finding.audit),
        verdict=VERDICTS[finding.verdict],
        severity=SEVERITIES[finding.severity],
        colour=COLOURS[finding.severity],
        brief=_brief(finding.message),
        message=render(sentence(finding.message)),
        printed=tuple(with_maths(one) for one in beside_quotes(printed, places)),
        recomputed=_optional(finding.recomputed),
        tolerance=_optional(finding.tolerance),
        clears_if=_optional(sentence(finding.clears_if)),
        quotes=tuple(Quote(reading.quoted(place.span), render(_where(place))) for place in quotes),
        cells=tuple(Quote(with_maths(place.span.text), with_maths(place.where)) for place in cells),
        tables=tuple(table for table in tables if table is not None),
        dropped=dropped + unprinted,
        measure=measure_words(review, finding),
    )


def _brief(message: str) -> str:
    """The first words of a message as plain text, for the list of findings."""
    text = " ".join(plain(sentence(message)).split())
    return text if len(text) <= BRIEF else f"{text[:BRIEF].rsplit(' ', 1)[0].rstrip(',;: ')}\u2026"


def _optional(text: str | None) -> Markup | None:
    return render(text) if text else None


def _where(place: Place) -> str:
    return f"{place.where}, characters {place.span.start}\u2013{place.span.end}"


def shown_digest(digest: Digest, reading: Reading) -> tuple[list[SaidGroup], int]:
    """The digest's statements whose spans hold, and how many do not.

    Args:
        digest: the paper's digest.
        reading: the document that it quotes.

    Returns:
        Statements under their headings in reading order, and the number left out.
    """
    found, dropped = [], 0
    anchored: set[str] = set()
    for name, also, said in once(told(digest)):
        if not is_sound(said, reading):
            dropped += 1
            continue
        whole = said.spans[0] if len(said.spans) == 1 and said.spans[0].text == said.text else None
        text = render(said.text) if whole is None else reading.quoted(whole)
        is_first = name not in anchored and any(span.field == "abstract" for span in said.spans)
        anchored |= {name} if is_first else set()
        where = reading.place(said.spans[0]).where if whole is not None and whole.field == "text" else ""
        quoted, anchor = said.kind == "paper-says", f"q-{name}" * is_first
        found.append(Said(name, text, KINDS[said.kind], quoted, anchor, where, tuple(map(heading, also))))
    return grouped_said(found), dropped


def is_sound(said: Statement, reading: Reading) -> bool:
    """Whether a statement's spans hold, and a quote is the paper's own text."""
    if not all(map(reading.holds, said.spans)):
        return False
    if said.kind != "paper-says":
        return True
    is_whole = any(span.text == said.text for span in said.spans)
    return bool(said.spans) and (is_whole or said.text in reading.document.text)


def shown_abstract(digest: Digest, reading: Reading) -> Markup:
    """The abstract with the places of the digest's quotes set off."""
    marks = [
        Mark(span.start, span.end, "span", f"said said-{name}", f"q-{name}")
        for name, _, said in once(told(digest))
        for span in said.spans
        if span.field == "abstract" and reading.holds(span)
    ]
    return render(reading.document.paper.abstract, marks)
