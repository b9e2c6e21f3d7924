"""T14: a share of n things is k/n for a whole number k, which only some printed values can be (GRIM).

Brown and Heathers, The GRIM test, Social Psychological and Personality Science 8 (2017): with n below half of what the
printed digits can tell apart, most values cannot occur. Averages over runs, classes or people are no such shares.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from litmuspaper.review.evidence import cell_spans, joined, place_of
from litmuspaper.review.numbers import Number, plain
from litmuspaper.review.prose import finding, not_assessed, verified
from litmuspaper.review.shares import AVERAGED, EQUAL, STATED, Share, stated_shares
from litmuspaper.review.tables import Block, Entry, blocks
from litmuspaper.types import Document, Finding, Span

AUDIT = "granularity"
LEAST_CELLS = 3
HOLD_SHARE = Fraction(3, 5)
_SHARE = re.compile(
    r"^(?:test |overall |top-?[15] |exact )?(?:accuracy|acc\.?|correct|error rate|success rate|pass rate|hit rate|"
    r"response rate|solved|exact match|em|proportion|share|percent(?:age)? correct|% ?correct|correct ?%)$",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"^(?:#|no\.? of|number of|num\.?)?\s*(?:n|items|test items|participants|subjects|patients|questions|"
    r"respondents|trials|test examples|test images)$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*[\[(]\s*%\s*[\])]|[↑↓*†]|\\%|%$")
_DOCUMENT_AVERAGES = re.compile(
    r"\b(?:averag\w+|mean) (?:over|of|across) (?:\w+ ){0,4}(?:runs|seeds|trials|repetitions|folds|splits)\b|"
    r"\bcross-validat\w+|\b(?:\w+|\d+) (?:random )?seeds\b",
    re.IGNORECASE,
)


def audit(document: Document) -> list[Finding]:
    """Shares in tables whose caption or column says n, and in sentences that say it with them."""
    out: list[Finding] = []
    good: list[Share] = []
    reasons: dict[str, None] = {}
    averaged = _DOCUMENT_AVERAGES.search(document.text)
    for name, shares, why in _tables(document):
        small = [share for share in shares if share.fine]
        right = [share for share in small if share.fits]
        if why or averaged or not small:
            reasons[why or (f"the text speaks of “{averaged[0]}”" if averaged else _too_many(name, shares))] = None
        elif len(small) < LEAST_CELLS or len(right) < HOLD_SHARE * len(small):
            reasons[f"{name}: too few of its shares are multiples of 1/n to say that n is what they are shares of"] = (
                None
            )
        else:
            good += right
            out += [_alarm(share) for share in small if not share.fits]
    for share in stated_shares(document):
        if not share.fine:
            reasons["n is too large for the printed digits to leave values out"] = None
        elif share.fits:
            good.append(share)
        else:
            out.append(_alarm(share))
    if good:
        message = f"{len(good)} printed shares are k/n for a whole number k: {joined([s.where for s in good], 4)}"
        out.append(verified(AUDIT, message, tuple(dict.fromkeys(span for s in good for span in s.spans))[:24]))
    return out or not_assessed(AUDIT, "; ".join(reasons) or "no share is printed beside the number of things it is of")


def _too_many(name: str, shares: list[Share]) -> str:
    return f"{name}: n = {max(s.n for s in shares)} is too large for the printed digits to leave values out"


def _alarm(share: Share) -> Finding:
    printed = f"{share.number.printed}{' %' if share.percent else ''}"
    cut = share.fits_cut
    return finding(
        AUDIT,
        "not-reproducible" if cut else "contradicted",
        "info" if cut else "warning",
        f"{share.where} prints {printed}, which is no whole number out of {share.n}"
        + (" by rounding; it is one with its digits cut" if cut else ""),
        spans=share.spans,
        printed=(share.number.printed,),
        recomputed=share.near,
        tolerance="half a unit of the last printed digit",
        clears_if="the share is of another number of things, or an average",
    )


def _tables(document: Document) -> Iterator[tuple[str, list[Share], str]]:
    """For each table with shares and an n: its name, its shares, and why they cannot be judged."""
    by_name: dict[str, list[Block]] = {}
    for block in blocks(document):
        by_name.setdefault(block.name, []).append(block)
    for name, own in by_name.items():
        shares = [share for block in own for view in (block, block.transposed) for share in _of_block(view)]
        unique = {(s.spans[0].start, s.n): s for s in shares}
        if not unique:
            continue
        texts = [own[0].table.caption, *(part for b in own for c in b.columns for part in c.path)]
        averaged = next((found[0] for text in texts if (found := AVERAGED.search(plain(text)))), "")
        spread = any(e.number.spread is not None for b in own for row in b.entries for e in row if e and e.number)
        why = f"{name} speaks of “{averaged}”" if averaged else f"{name} prints spreads: averages" if spread else ""
        yield name, [*unique.values()], why


def _of_block(view: Block) -> Iterator[Share]:
    caption = _sizes(view.table.caption)
    size = next((j for j, c in enumerate(view.columns) if _SIZE.match(_bare(c.leaf))), None)
    for j, column in enumerate(view.columns):
        if not _SHARE.match(_bare(column.leaf)):
            continue
        cells = view.column(j)
        percent = "%" in plain(column.name) or any(number.value > 1 for *_, number in cells)
        for i, entry, number in cells:
            n = _count(view.number(i, size)) if size is not None else caption
            if n and view.rows[i].role not in ("gain", "total", "average") and not number.signed:
                yield Share(number, n, percent, place_of(view, i, j), _spans(view, i, size, entry))


def _spans(view: Block, i: int, size: int | None, entry: Entry) -> tuple[Span, ...]:
    return cell_spans((entry,)) + (cell_spans((view.entries[i][size],)) if size is not None else ())


def _bare(header: str) -> str:
    return _UNIT.sub("", plain(header)).strip(" .:")


def _count(number: Number | None) -> int:
    return int(number.value) if number and number.whole and not number.percent and number.value > 1 else 0


def _sizes(text: str) -> int:
    """The one n that a caption states; 0 where it states none or several."""
    found = {int(m[1].replace(",", "")) for pattern in (EQUAL, STATED) for m in pattern.finditer(text)}
    return found.pop() if len(found) == 1 else 0
