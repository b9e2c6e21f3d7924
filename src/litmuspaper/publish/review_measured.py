"""How far a check can be trusted, as it stands beside its findings: what was measured, and what was not."""

from typing import Any

from litmuspaper.types import Finding, Measured, Review

HEAD = "How far to trust this check"
_KEYS = (
    "planted",
    "found",
    "recall_low",
    "recall_high",
    "twins",
    "twin_alarms",
    "table_planted",
    "table_found",
    "papers",
    "unseen_papers",
    "tables_of",
)


def measured_of(review: Review, finding: Finding) -> Measured | None:
    """What was measured of a finding's audit; None where the review brings nothing."""
    return next((one for one in review.measured if one.audit == finding.audit), None)


def measure_record(review: Review, finding: Finding) -> dict[str, Any] | None:
    """What was measured of a finding's audit and verdict as plain values; null is not measured.

    Args:
        review: the review that the finding is from.
        finding: any of its findings.

    Returns:
        Counts of planted errors, papers without one and real papers, with their bounds; None where nothing is known.
    """
    one = measured_of(review, finding)
    if one is None:
        return None
    judged = one.of(finding.verdict)
    alarms = None if one.judged is None else judged.alarms if judged else 0
    return {
        **{key: getattr(one, key) for key in _KEYS},
        "alarms": alarms,
        "real": judged.real if judged else None,
        "false": judged.false if judged else None,
        "unsure": judged.unsure if judged else None,
        "fixed": judged.fixed if judged else None,
        "unseen": judged.unseen if judged else None,
        "unseen_real": judged.unseen_real if judged else None,
        "precision_low": judged.low if judged else None,
        "precision_high": judged.high if judged else None,
        "date": one.date,
        "version": one.version,
    }


def measure_words(review: Review, finding: Finding) -> str:
    """The same as one or two sentences, without the head."""
    one = measured_of(review, finding)
    if one is None:
        return "not measured."
    return f"{_planted(one)} {_judged(one, finding)}"


def _planted(one: Measured) -> str:
    if one.planted is None:
        return "recall not measured."
    clean = ""
    if one.twins is not None and one.twin_alarms is not None:
        clean = f" ({one.twin_alarms} alarm{'s' * (one.twin_alarms != 1)} on {one.twins} without one)"
    real = f" and {one.table_found} of {one.table_planted} in tables of real ones" if one.table_planted else ""
    return f"found {one.found} of {one.planted} errors planted in made-up papers{clean}{real}."


def _judged(one: Measured, finding: Finding) -> str:
    if one.judged is None or one.papers is None:
        return "Precision on real papers: not measured."
    where = f"{one.papers} real papers" + (f" and the tables of {one.tables_of} more" if one.tables_of else "")
    where += f", all but {one.unseen_papers} used to build it" if one.unseen_papers else ", used to build it"
    judged = one.of(finding.verdict)
    fixed = f"; {judged.fixed} more ended when it was mended" if judged and judged.fixed else ""
    if judged and judged.unseen:
        fixed += f"; at first sight of those {one.unseen_papers}, {judged.unseen_real} of {judged.unseen} were real"
    if judged is None or judged.low is None or judged.high is None:
        return f"Precision on real papers: not measured; {where}, give no alarm like this{fixed}."
    parts = [f"{count} {name}" for name in ("real", "false", "unsure") if (count := getattr(judged, name))]
    many = f"{judged.alarms} alarm{'s' * (judged.alarms != 1)} like this"
    bounds = f"{_short(judged.low)}\u2013{_short(judged.high)}"
    return f"On {where}: {many}, {', '.join(parts)} (95 % interval {bounds}){fixed}."


def _short(share: float) -> str:
    """Two digits without the leading zero, as shares are printed here; only 0 and 1 themselves look like them."""
    return f"{min(max(share, 0.01), 0.99):.2f}".removeprefix("0") if 0 < share < 1 else f"{share:g}"
