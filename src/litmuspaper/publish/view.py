"""What the templates show: every text of a paper already rendered or escaped, every quote already checked."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from litmuspaper.publish.files import file_name
from litmuspaper.publish.full_text import in_words
from litmuspaper.publish.links import doi_link, safe_link
from litmuspaper.publish.marks import Mark, excerpt, render
from litmuspaper.publish.quotes import KINDS, evidence, heading, holds, once, source_of, statements
from litmuspaper.publish.said import Said, SaidGroup, grouped_said
from litmuspaper.publish.tex import pieces, plain
from litmuspaper.publish.words import long_date, sentence
from litmuspaper.types import Neighbour, Paper, Selected, Span, Statement

AUTHORS_ON_CARD = 12


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch and where it stands."""

    text: Markup
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NearView:
    """An earlier paper near this one; `there` is its own sentence, `here` and `adds` are this paper's."""

    title: Markup
    link: str | None
    announced: str
    shared: tuple[str, ...]
    here: Markup
    there: Markup
    adds: Markup | None
    new_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperView:
    """A selected paper as the templates take it.

    `given` is the first address that the authors name, `full_text` what its own numbers gave or why they were not
    read, `review` the address of the page that shows them.
    """

    row: Selected
    number: int
    page: str
    heading: str
    title: Markup
    title_only: Markup
    authors: tuple[str, ...]
    more_authors: int
    reason: Markup
    quotes: tuple[Quote, ...]
    dropped: int
    digest: tuple[SaidGroup, ...]
    abstract: Markup
    marked: Markup
    link: str | None
    doi: str | None
    given: str | None
    given_host: str
    full_text: str
    gravest: Markup | None
    review: str | None
    near: tuple[NearView, ...]


def paper_view(row: Selected, number: int, review: str | None = None) -> PaperView:
    """Prepare one selected paper.

    Args:
        row: the ledger's row.
        number: its place in the selection, from 1.
        review: the address of the page of its own numbers below the folder of all days, where it was written.

    Returns:
        What the card and the paper's own page show.
    """
    paper = row.paper
    good, dropped = evidence(row)
    said = once(statements(row.digest, paper))
    why = [Mark(span.start, span.end, "mark") for span in good if span.field == "abstract"]
    places = [
        Mark(span.start, span.end, "span", f"said said-{name}", f"q-{name}")
        for name, _, statement in said
        for span in statement.spans
        if span.field == "abstract" and holds_inside(span, paper)
    ]
    in_title = [Mark(span.start, span.end, "mark") for span in good if span.field == "title"]
    names = tuple(author.name for author in paper.authors)
    full = row.full_text
    given = next((piece.link for piece in pieces(f"{paper.abstract} {paper.comment or ''}") if piece.link), None)
    return PaperView(
        row=row,
        number=number,
        page=file_name(row.id),
        heading=plain(row.title),
        title_only=render(row.title),
        title=render(row.title, in_title if row.title == paper.title else ()),
        authors=names[:AUTHORS_ON_CARD],
        more_authors=max(0, len(names) - AUTHORS_ON_CARD),
        reason=_reason(row),
        quotes=tuple(_quote(span, paper) for span in good),
        dropped=dropped,
        digest=tuple(grouped_said(_said(name, statement, paper, also) for name, also, statement in said)),
        abstract=render(paper.abstract, why),
        marked=render(paper.abstract, why + places),
        link=safe_link(paper.url),
        doi=doi_link(paper.doi),
        given=given,
        given_host=_host(given),
        full_text=in_words(full) if full else "",
        gravest=render(sentence(full.gravest)) if full and full.gravest else None,
        review=review,
        near=tuple(_near(one, paper) for one in row.neighbours if holds(one.here, paper)),
    )


def _reason(row: Selected) -> Markup:
    """The reason with the criterion's name set off; it leads where the reason does not say it."""
    text = sentence(row.reason)
    at = text.find(row.criterion)
    if at < 0:
        return Markup('<span class="criterion">{}</span>. {}').format(row.criterion, render(text))
    return render(text, [Mark(at, at + len(row.criterion), "span", "criterion")])


def _host(link: str | None) -> str:
    """The part of an address that says whose it is."""
    return (urlsplit(link).hostname or "").removeprefix("www.") if link else ""


def holds_inside(span: Span, paper: Paper) -> bool:
    """Whether the span's offsets lie within its own field."""
    source = source_of(span, paper)
    return source is not None and span.start < span.end <= len(source)


def _near(one: Neighbour, paper: Paper) -> NearView:
    adds = one.adds if one.adds is not None and holds(one.adds, paper) else None
    return NearView(
        title=render(one.title),
        link=safe_link(one.url),
        announced=long_date(one.announced) if one.announced else "on an earlier day",
        shared=one.shared,
        here=render(one.here.text),
        there=render(one.there.text),
        adds=None if adds is None else render(adds.text),
        new_words=one.new_words if adds is not None else (),
    )


def _quote(span: Span, paper: Paper) -> Quote:
    return Quote(_quoted(span, paper), span.field, span.start, span.end)


def _quoted(span: Span, paper: Paper) -> Markup:
    source = source_of(span, paper)
    return render(span.text) if source is None else excerpt(source, span.start, span.end)


def _said(name: str, said: Statement, paper: Paper, also: tuple[str, ...]) -> Said:
    in_abstract = any(span.field == "abstract" and holds_inside(span, paper) for span in said.spans)
    whole = said.spans[0] if len(said.spans) == 1 and said.spans[0].text == said.text else None
    text = _quoted(whole, paper) if whole is not None else render(said.text)
    anchor = f"q-{name}" if in_abstract else ""
    return Said(name, text, KINDS[said.kind], said.kind == "paper-says", anchor, also=tuple(map(heading, also)))
