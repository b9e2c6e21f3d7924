"""T15: whether the result tables say how sure their numbers are, and whether bold wins exceed the printed spread."""

import re

from litmuspaper.review.evidence import cell_spans, joined
from litmuspaper.review.marks import convention
from litmuspaper.review.metrics import metric_of
from litmuspaper.review.numbers import Number
from litmuspaper.review.prose import finding, not_assessed, place, prose, verified
from litmuspaper.review.studies import is_fragment
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Document, Finding

AUDIT = "uncertainty"
LEAST_NUMBERS = 8
_SAID = re.compile(
    r"±|\\pm\b|\bstandard (?:deviations?|errors?)\b|\bconfidence intervals?\b|\berror bars?\b|\b(?:random |"
    r"different |independent )?seeds\b|"
    r"\b(?:averaged?|mean) (?:over|of|across) (?:\w+ ){0,3}(?:runs|seeds|trials|repetitions|folds|"
    r"initiali[sz]ations)\b|"
    r"\bstatistically significan\w*|\bt-tests?\b|\bwilcoxon\b|\bbootstrap\w*|"
    r"\bpermutation tests?\b|\b95\s?\\?%? ?(?:per cent )?CI\b|"
    r"\b(?:three|four|five|ten|\d+) (?:random |independent |different )?(?:runs|seeds|trials|repetitions)\b|"
    # A bare `p = .5` is a probability; a p-value has its test beside it, or is below a level.
    r"\bcross-validation\b|\bp\s?(?:[<≤]|\\leq?\b|\\lt\b)\s?(?:0?\.(?:0\d*|10*)(?!\d)|\d[\d.]*\s?(?:e-|×|\\times)|10\s?\^)|"
    r"\bp-values?\s?(?:of|is|was|are|were|below|under|[<=≤:])|"
    r"\bsignifican\w*\b[^.]{0,80}\bp\s?=\s?0?\.\d|\bp\s?=\s?0?\.\d+[^.]{0,40}\bsignifican|"
    r"(?:\b[tFzrUWH]|χ2?|χ²|\\chi\^2)\s?(?:\([^()]{1,30}\))?\s?=\s?[-−]?[\d.]+\$?[,;]\s?\$?p\s?=\s?0?\.\d",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\b(?:results?|performance|comparison|accuracy|evaluation|ablation|scores?|dice|f1|bleu|error)\b", re.IGNORECASE
)


def audit(document: Document) -> list[Finding]:
    """Result tables without spread, seeds or tests anywhere; and wins within the printed spread."""
    results = [b for b in blocks(document) if _is_result(b)]
    if not results:
        return not_assessed(AUDIT, "no table of results was found")
    names = list(dict.fromkeys(b.name for b in results))
    numbers = [e for b in results for row in b.entries for e in row if e and e.number]
    if len(numbers) < LEAST_NUMBERS:
        return not_assessed(AUDIT, f"the result tables hold fewer than {LEAST_NUMBERS} numbers")
    spread = [e for e in numbers if e.number and e.number.spread is not None]
    if spread:
        with_spread = len(
            {
                b.name
                for b in results
                for row in b.entries
                for e in row
                if e and e.number and e.number.spread is not None
            }
        )
        out = [
            verified(
                AUDIT,
                f"{with_spread} of {len(names)} result tables print a spread, in {len(spread)} of "
                f"{len(numbers)} cells.",
                cell_spans(spread),
            )
        ]
        return [*out, *_narrow(results)]
    said = _SAID.search(prose(document)) or next((m for b in results if (m := _SAID.search(b.table.caption))), None)
    if said is not None:
        at = document.text.find(said[0])
        return [
            verified(
                AUDIT,
                f"No result table prints a spread, but the text speaks of it: “{said[0]}”.",
                (place(document, at, at + len(said[0])),),
            )
        ]
    if is_fragment(document):
        return not_assessed(AUDIT, "no table prints a spread, and too little text was read to say that it has none")
    return [
        finding(
            AUDIT,
            "question",
            "warning",
            f"None of {len(names)} result tables ({', '.join(names)}) gives a spread, an interval, a number "
            f"of runs or a test for any of its {len(numbers)} numbers, "
            "and the text does not either: small gaps cannot be told from chance.",
            spans=cell_spans(numbers[:6]),
            recomputed=f"0 of {len(numbers)} numeric cells with a spread",
            clears_if="the number of runs and the spread are given, or the metric is said to be deterministic",
        )
    ]


def _is_result(block: Block) -> bool:
    return (
        any(c.direction or metric_of(c.path) for c in block.columns)
        or any(r.role in ("ours", "full") for r in block.rows)
        or _CAPTION.search(block.table.caption) is not None
    ) and any(not e.number.whole for row in block.entries for e in row if e and e.number)


def _is_spread(text: str, number: Number) -> bool:
    """Whether what stands beside a number is its spread; in bare brackets a larger number is another value."""
    if number.spread is None:
        return False
    return "±" in text or "\\pm" in text or "+/-" in text or number.spread < abs(number.value)


def _narrow(results: list[Block]) -> list[Finding]:
    """Bold wins whose distance to the second is within the larger printed spread of the two."""
    small, total, cells = [], 0, []
    for block in results:
        view, marked = convention(block)
        for m in marked:
            rest = [p for p in m.places if p is not m.bold]
            second = max(rest, key=lambda p: p.number.value * m.sense)
            spreads = [p.number.spread for p in (m.bold, second) if _is_spread(p.entry.cell.text, p.number)]
            if len(spreads) < 2 or not m.right:
                continue
            total += 1
            if abs(m.bold.number.value - second.number.value) < max(s for s in spreads if s is not None):
                small.append(
                    f"{view.name}, {view.columns[m.j].name}: {m.bold.entry.cell.text} against {second.entry.cell.text}"
                )
                cells += [m.bold.entry, second.entry]
    if not small:
        return []
    return [
        finding(
            AUDIT,
            "question",
            "info",
            f"{len(small)} of {total} bold wins are smaller than the printed spread: {joined(small, 6)}.",
            spans=cell_spans(cells),
            recomputed=f"{len(small)} of {total}",
            tolerance="the larger of the two printed spreads",
            clears_if="a paired test over the same runs supports the wins",
        )
    ]
