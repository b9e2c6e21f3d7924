"""T16: a claimed ratio of costs (2x faster, a quarter of the memory) is a ratio of two numbers in a cost column.

The text rarely says which two, so that a ratio that no pair gives is a question, never a contradiction.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans
from litmuspaper.review.numbers import Interval, Number, numbers_in, plain, shown
from litmuspaper.review.prose import finding, not_assessed, place, verified
from litmuspaper.review.tables import Block, Entry, blocks, both_ways
from litmuspaper.types import Document, Finding, Span

AUDIT = "cost_ratio"
_KINDS = {
    "time": (
        r"faster|speed-?up|speedup|quicker|slower|less time",
        r"time|latency|runtime|\(s\)|\(ms\)|sec|hours|fps|throughput|speed",
    ),
    "memory": (r"(?:less|lower|smaller|of the) (?:peak )?memory|memory", r"memory|gb|mb|vram"),
    "size": (
        r"fewer parameters|smaller (?:model|network)|(?:less|fewer|of the) parameters|parameters",
        r"param|#p|size",
    ),
    "flops": (r"fewer flops|less comput\w+|fewer macs|flops", r"flop|macs"),
}
_TIMES = re.compile(r"(?<![\w.–-])(?P<k>\d{1,4}(?:\.\d{1,2})?)\s?(?:×|x\b|\\times|times\b|-fold\b)", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:up to|more than|over|about|nearly|almost|around|approximately|roughly|at least|≈|~|orders?|than)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Claim:
    span: Span
    kind: str
    ratio: Number
    vague: bool


def audit(document: Document) -> list[Finding]:
    """Ratios claimed in sentences against the cost columns of the tables."""
    claims = _claims(document)
    if not claims:
        return not_assessed(AUDIT, "no sentence claims a ratio of time, memory, parameters or operations")
    held, open_, cells = [], [], []
    seen = 0
    for claim in claims:
        columns = [
            (b, j)
            for b in both_ways(blocks(document))
            for j, c in enumerate(b.columns)
            if re.search(_KINDS[claim.kind][1], plain(c.name), re.IGNORECASE)
        ]
        if not columns:
            continue
        seen += 1
        pair = next((p for b, j in columns if (p := _pair(b, j, claim))), None)
        if pair:
            held.append(claim)
            cells += pair
        elif not claim.vague:
            open_.append(claim)
    out: list[Finding] = []
    if held:
        out.append(
            verified(
                AUDIT,
                f"{len(held)} claimed ratios of cost are ratios of two printed numbers.",
                (*(c.span for c in held), *cell_spans(cells)),
            )
        )
    for claim in open_:
        out.append(
            finding(
                AUDIT,
                "question",
                "info",
                f"“{claim.span.text.strip()}”: no two numbers of a column of {claim.kind} have the ratio "
                f"{claim.ratio.printed}.",
                spans=(claim.span,),
                printed=(claim.ratio.printed,),
                tolerance="half a unit of every last printed digit",
                recomputed=f"ratio sought: {shown(claim.ratio.value, 2)}",
                clears_if="the two costs are given with their hardware and batch size",
            )
        )
    return out or not_assessed(
        AUDIT,
        "no table has a column of the cost that the text compares" if not seen else "the claimed ratios are vague",
    )


def _claims(document: Document) -> list[_Claim]:
    out = []
    for sentence in document.sentences:
        for found in _TIMES.finditer(sentence.text):
            after = sentence.text[found.end() : found.end() + 40]
            kind = next(
                (k for k, (words, _) in _KINDS.items() if re.match(rf"\s*(?:\w+ )?(?:{words})", after, re.IGNORECASE)),
                None,
            )
            numbers = numbers_in(found["k"])
            if kind and numbers and numbers[0][2].value > 1:
                vague = _VAGUE.search(sentence.text[: found.start()]) is not None
                out.append(_Claim(place(document, sentence.start, sentence.end), kind, numbers[0][2], vague))
    return out


def _pair(block: Block, j: int, claim: _Claim) -> list[Entry] | None:
    """Two numbers of a column with the claimed ratio, or one more than it (2x faster may mean either)."""
    numbers = [(e, n) for _, e, n in block.column(j) if n.interval.low > 0]
    one = Interval(Fraction(1), Fraction(1))
    for a, x in numbers:
        for b, y in numbers:
            if x.value > y.value:
                ratio = x.interval / y.interval
                if (
                    ratio.meets(claim.ratio.interval)
                    or (ratio - one).meets(claim.ratio.interval)
                    or (claim.vague and ratio.high >= claim.ratio.interval.low)
                ):
                    return [a, b]
    return None
