"""The claims of a review: the paper's sentence, what its own tables say of it, and what would settle it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from litmuspaper.publish.marks import render
from litmuspaper.publish.quotes import KINDS
from litmuspaper.publish.review_tables import with_maths
from litmuspaper.publish.review_view import Quote, Reading
from litmuspaper.publish.words import sentence
from litmuspaper.types import Claim, Document

LEAST_PAIRS = 6  # the fewest whose exact sign-flip test can reach .05 on both sides: 2 / 2^6


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim for the template; `tone` is held, open or unheld, `number` is its own on the page."""

    number: int
    quote: Quote
    support: str
    tone: str
    kinds: dict[str, str]
    reason: Markup
    refuted_by: Markup | None
    seeds: Markup | None
    seeds_kind: str


def shown_claims(claims: Sequence[Claim], reading: Reading) -> tuple[list[ShownClaim], int]:
    """The claims whose sentence stands in the text, and how many do not.

    Args:
        claims: the paper's comparative claims.
        reading: the document that they quote.

    Returns:
        Claims that the tables do not hold first, then those that they do, then those that could not be held against
        any, each in the order of the text; and the number left out.
    """
    good = [_shown(claim, reading, number) for number, claim in _numbered(claims, reading)]
    return good, len(claims) - len(good)


def numbered_claims(claims: Sequence[Claim], document: Document) -> list[tuple[int, Claim]]:
    """The claims that a page of the document shows, with the numbers that they have there."""
    return list(_numbered(claims, Reading(document)))


def _numbered(claims: Sequence[Claim], reading: Reading) -> Iterator[tuple[int, Claim]]:
    return enumerate(in_order([claim for claim in claims if reading.holds(claim.sentence)]), 1)


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """The claims as a reader wants them: first what the paper's own tables do not hold, last what none could tell."""
    return sorted(claims, key=lambda claim: ("unheld", "held", "open").index(tone(claim)))


def _shown(claim: Claim, reading: Reading, number: int) -> ShownClaim:
    place = reading.place(claim.sentence)
    where = f"{place.where}, characters {claim.sentence.start}\u2013{claim.sentence.end}"
    seeds = seeds_needed(claim)
    return ShownClaim(
        number=number,
        quote=Quote(reading.quoted(claim.sentence), render(where)),
        support=claim.support,
        tone=tone(claim),
        kinds={part: KINDS[kind] for part, kind in claim.kinds.items()},
        reason=with_maths(sentence(claim.reason)),
        refuted_by=with_maths(sentence(claim.refuted_by)) if claim.cells else None,
        seeds=with_maths(seeds) if seeds else None,
        seeds_kind=KINDS[claim.samples[0].kind] if claim.samples else "",
    )


def tone(claim: Claim) -> str:
    """Whether the paper's own tables hold the claim: held, unheld, or open where none could be counted."""
    return {"s": "held", "n": "unheld"}[claim.support[0]] if claim.support != "not assessed" else "open"


def seeds_needed(claim: Claim) -> str:
    """How many seeds a re-run needs, with what is assumed; empty where no margin is printed."""
    if not claim.samples:
        return ""
    size = claim.samples[0]
    margin = f"the printed margin of {size.margin} ({size.column})"
    if size.seeds is None:
        return f"More seeds than could be run would be needed to see {margin}."
    return (
        f"{size.seeds} paired seeds to see {margin} with a power of 0.8, if the differences spread by {size.spread} "
        f"({size.spread_from}); {size.seeds_at_half_spread} at half of it, {size.seeds_at_double_spread} at twice."
        + (f" A verdict takes {LEAST_PAIRS} pairs at least." if size.seeds < LEAST_PAIRS else "")
    )
