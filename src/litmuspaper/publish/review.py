"""A review becomes a page: `where/ID/index.html`, `review.json` and `review.md`, with the site's own assets.

    where/ID/index.html       the findings with their tables, what holds, what was not assessed, the references
    where/ID/review.json      the same for programs
    where/ID/review.md        the same for a terminal
    where/assets/             the style sheet and the script of all pages

The same document, review and digest give the same bytes: no clock is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from litmuspaper import __version__
from litmuspaper.publish.chart import Part
from litmuspaper.publish.files import file_name, write_atomic
from litmuspaper.publish.links import doi_link, safe_link
from litmuspaper.publish.marks import render
from litmuspaper.publish.pages import html_page, write_assets
from litmuspaper.publish.review_claims import shown_claims
from litmuspaper.publish.review_json import as_text, command, record, text_sha256
from litmuspaper.publish.review_markdown import markdown
from litmuspaper.publish.review_prose import WARNING, shown_prose, told_apart
from litmuspaper.publish.review_settled import BY_TITLE, HEADING, LEGEND, by_title, shown_settled
from litmuspaper.publish.review_view import Reading, shown_abstract, shown_digest, shown_findings
from litmuspaper.publish.review_words import (
    FOLD,
    Made,
    by_audit,
    counts,
    grouped,
    only_abstract,
    what_was_read,
)
from litmuspaper.publish.settled import settled
from litmuspaper.publish.tex import plain
from litmuspaper.types import Claim, Digest, Document, Judgement, Paper, Prose, Reference, Review

LEAST_SHARE = 1.5
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")


@dataclass(frozen=True, slots=True)
class ShownReference:
    """An entry of the reference list; `raw` only where it stands in the document's text."""

    number: int
    raw: Markup | None
    key: str
    doi: str | None
    doi_link: str | None
    arxiv: str | None
    arxiv_link: str | None


def publish_review(
    document: Document,
    review: Review,
    digest: Digest,
    where: Path,
    *,
    source: str = "",
    logs: str = "",
    notes: Sequence[str] = (),
    claims: Sequence[Claim] = (),
    prose: Prose | None = None,
) -> list[Path]:
    """Write the page of one paper below a folder, each file whole or not at all.

    Args:
        document: what was read.
        review: what the audits say of it.
        digest: what it says of itself.
        where: the folder of all pages; made where it is missing.
        source: the name of the file or folder that the document was read from, for the command in the footer.
        logs: the name of the folder of its runs' logs, where the review has read them.
        notes: what the parser says was missing or left out.
        claims: the paper's comparative claims, with what would settle them.
        prose: what a language model wrote of it; None where none was asked.

    Returns:
        The files written: the assets, then index.html, review.json and review.md.
    """
    folder = where / page_folder(document)
    found = tuple(settled(document.paper, where))
    made = Made(document, review, digest, source, logs, tuple(notes), tuple(claims), prose, found)
    written = write_assets(where)
    written.append(write_atomic(folder / "index.html", review_page(made)))
    written.append(write_atomic(folder / "review.json", as_text(record(made))))
    return [*written, write_atomic(folder / "review.md", markdown(made))]


def page_folder(document: Document) -> str:
    """The name of a paper's folder: from its id, or its title where it has none."""
    return file_name(document.paper.id or document.paper.title).removesuffix(".html")


def review_page(made: Made) -> str:
    """The page of one paper as HTML."""
    document, review, digest = made.document, made.review, made.digest
    reading = Reading(document)
    shown = shown_findings(review, reading)
    said, unsaid = shown_digest(digest, reading)
    claimed, unclaimed = shown_claims(made.claims, reading)
    references = _references(document.references, document.text)
    prose = shown_prose(made.prose, reading, len(shown), len(claimed))
    return html_page(
        "review.html",
        root="../",
        paper=document.paper,
        heading=plain(document.paper.title) or "A paper without a title",
        link=safe_link(document.paper.url),
        label_id=label_id(document.paper),
        read=what_was_read(made),
        only_abstract=only_abstract(document),
        counts=counts(review),
        bar=_bar(counts(review)),
        first=shown[:FOLD],
        rest=shown[FOLD:],
        said=said,
        unsaid=unsaid,
        abstract=shown_abstract(digest, reading),
        claims=claimed,
        prose=prose,
        told_apart=told_apart(prose) if prose else [],
        warning=WARNING,
        experiments=shown_settled(made.experiments),
        lab=(HEADING, LEGEND, BY_TITLE if by_title(made.experiments) else ""),
        unclaimed=unclaimed,
        verified=by_audit(review.verified),
        not_assessed=grouped(review, document),
        verified_count=len(review.verified),
        not_assessed_count=len(review.not_assessed),
        references=references,
        identified=sum(bool(one.doi or one.arxiv) for one in references),
        version=__version__,
        parser=document.parser,
        sha256=text_sha256(document),
        command=command(made),
    )


def label_id(paper: Paper) -> str:
    """The id under which a reader's thumb on a paper counts.

    Args:
        paper: as it was read.

    Returns:
        The id without a version; empty where the paper was never announced: the name of somebody's file is no id.
    """
    arxiv = _ARXIV.fullmatch(paper.id)
    if arxiv:
        return arxiv[1]
    return paper.id if paper.announced or paper.url else ""


def _references(references: Sequence[Reference], text: str) -> list[ShownReference]:
    return [
        ShownReference(
            number=number,
            raw=render(one.raw) if one.raw and one.raw in text else None,
            key=one.key,
            doi=one.doi,
            doi_link=doi_link(one.doi),
            arxiv=one.arxiv,
            arxiv_link=safe_link(f"https://arxiv.org/abs/{one.arxiv}") if one.arxiv else None,
        )
        for number, one in enumerate(references, 1)
    ]


def _bar(found: Sequence[tuple[Judgement, int, str]]) -> list[Part]:
    """The verdicts in proportion, each wide enough to be seen."""
    total = sum(count for _, count, _ in found)
    shares = [(verdict, count, max(LEAST_SHARE, 100 * count / total)) for verdict, count, _ in found]
    scale = 100 / sum(share for *_, share in shares) if shares else 0.0
    parts, x = [], 0.0
    for verdict, count, share in shares:
        parts.append(Part(verdict, count, round(x, 3), round(share * scale, 3)))
        x += share * scale
    return parts
