"""The main job: one announced day through the rooms, with its ledger.

Every announced paper ends as selected, rejected (with its score and reason) or failed (with its error), and
announced = selected + rejected + failed is checked at the end of every run.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import litmuspaper
from litmuspaper.collect.revisions import changes
from litmuspaper.day.advice import cutoff_by_labels, width_of_criteria
from litmuspaper.day.novelty import with_neighbours
from litmuspaper.digest import digest
from litmuspaper.errors import LitmusError
from litmuspaper.library.store import Library
from litmuspaper.parse import parse
from litmuspaper.select import limit, select
from litmuspaper.types import (
    Announcement,
    Day,
    Document,
    Failure,
    MadeBy,
    Paper,
    Profile,
    Rejected,
    Revision,
    Selected,
    Verdict,
)

if TYPE_CHECKING:
    from litmuspaper.models.llm.asking import Asking

LABELS = 4_000  # the newest thumbs from which a day learns, half of them up and half down at most


@dataclass
class _Outcomes:
    """The ledger's three columns while the day is under way."""

    selected: list[Selected] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def run_day(
    announcement: Announcement,
    profile: Profile,
    library: Library,
    papers: Iterable[Paper] | None = None,
    finish: Callable[[Day], Day] | None = None,
    model: "Asking | None" = None,
) -> Day:
    """Take one day's announcement through the rooms and keep its ledger in the library.

    Args:
        announcement: what a source announced.
        profile: what the reader cares about.
        library: the reader's state; the announcement and the ledger are stored there.
        papers: the announcement's own papers once more where a progress bar watches over them.
        finish: what is added to the rows of the day before it is kept, such as what the full texts gave.
        model: a language model that judges the best candidates; none by default.

    Returns:
        The day, in which every announced paper has one row under an id of its own. The same announcement, profile,
        labels and earlier days give the same day. A LibraryError is passed on; nothing acknowledged is lost then.
    """
    library.record(announcement)
    outcomes = _Outcomes(failed=list(announcement.failures))
    documents = list(_read(announcement.papers if papers is None else papers, outcomes))
    by_id = {document.paper.id: document for document in documents}
    shown = library.shown(by_id, announcement.date)
    labelled, ages_days = _labelled(library, announcement.date)
    verdicts, made_by = _rank(documents, profile, labelled, ages_days, outcomes)
    if model:
        from litmuspaper.day import judged

        verdicts = judged.judge_top(verdicts, _showable(verdicts, by_id, profile, shown), profile, model)
        made_by = f"{made_by}; {judged.made_by(model)}"
    wanted = [_without_repeats(verdict, by_id[verdict.id].paper, profile, shown) for verdict in verdicts]
    for verdict in limit(wanted, profile.at_most):
        _settle(by_id[verdict.id], verdict, outcomes)
    if model:
        outcomes.selected = judged.with_digests(outcomes.selected, model)
    day = Day(
        date=announcement.date,
        source=announcement.source,
        state=announcement.state,
        message=announcement.message,
        profile=profile,
        selected=tuple(sorted(outcomes.selected, key=lambda row: (-row.score, row.id))),
        rejected=tuple(sorted(outcomes.rejected, key=lambda row: (-(row.score or 0), row.id))),
        failed=_named_apart(outcomes),
        revisions=tuple(_revisions(announcement, library)),
        checks=announcement.checks,
        breadths=width_of_criteria(profile),
        cutoff_advice=cutoff_by_labels(profile, labelled, ages_days),
        made_by=MadeBy(litmus=litmuspaper.__version__, selection=made_by, profile=profile_hash(profile)),
    )
    day = day.model_copy(update={"selected": tuple(with_neighbours(day.selected, day.date, library))})
    if finish:
        day = finish(day)
    _check(day, announcement)
    library.save_day(day)
    return day


def candidates(
    announcement: Announcement, profile: Profile, library: Library
) -> tuple[Sequence[Verdict], dict[str, Document]]:
    """The embedded verdicts of a day and the documents that a model may be asked about; nothing is kept."""
    outcomes = _Outcomes()
    documents = list(_read(announcement.papers, outcomes))
    by_id = {document.paper.id: document for document in documents}
    shown = library.shown(by_id, announcement.date)
    verdicts, _ = _rank(documents, profile, *_labelled(library, announcement.date), outcomes)
    return verdicts, _showable(verdicts, by_id, profile, shown)


def _showable(
    verdicts: Sequence[Verdict], by_id: dict[str, Document], profile: Profile, shown: dict[str, date]
) -> dict[str, Document]:
    """The documents that would not be left out as a repeat if they were selected."""
    return {
        one.id: by_id[one.id]
        for one in verdicts
        if _without_repeats(one.model_copy(update={"selected": True}), by_id[one.id].paper, profile, shown).selected
    }


def profile_hash(profile: Profile) -> str:
    """The sha256 of a profile's canonical JSON."""
    return hashlib.sha256(profile.model_dump_json().encode()).hexdigest()


def _read(papers: Iterable[Paper], outcomes: _Outcomes) -> Iterator[Document]:
    """Each paper's document; one that cannot be read becomes a failure and ends nothing."""
    seen: set[str] = set()
    for paper in papers:
        if paper.id in seen:
            outcomes.failed.append(Failure(id=paper.id, title=paper.title, error="announced a second time that day"))
            continue
        seen.add(paper.id)
        try:
            yield parse(paper)
        except Exception as error:  # whatever one paper holds, the day goes on
            outcomes.failed.append(Failure(id=paper.id, title=paper.title, error=_in_words("read", error)))


def _rank(
    documents: list[Document],
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float],
    outcomes: _Outcomes,
) -> tuple[Sequence[Verdict], str]:
    """All verdicts; where ranking them together breaks, each by itself: only the culprit fails."""
    try:
        ranking = select(documents, profile, labelled, ages_days)
        return ranking.verdicts, ranking.made_by
    except Exception as whole:
        verdicts: list[Verdict] = []
        made_by = ""
        for document in documents:
            try:
                ranking = select([document], profile, labelled, ages_days)
            except Exception as error:
                paper = document.paper
                outcomes.failed.append(Failure(id=paper.id, title=paper.title, error=_in_words("ranked", error)))
            else:
                verdicts += ranking.verdicts
                made_by = ranking.made_by
        return verdicts, made_by or f"not ranked: {_in_words('ranked', whole)}"


def _labelled(library: Library, today: date) -> tuple[list[tuple[Document, bool]], list[float]]:
    """The newest thumbs with their ages in days; papers as they were before today: a back-fill stays the same."""
    found = library.labelled(today, LABELS)
    ages = [float((today - label.made).days) if label.made else 0.0 for _, label in found]
    return [(parse(paper), label.relevant) for paper, label in found], ages


def _without_repeats(verdict: Verdict, paper: Paper, profile: Profile, shown: dict[str, date]) -> Verdict:
    """Not selected again: what the reader was shown on an earlier day, new versions and cross-lists not asked for."""
    if not verdict.selected:
        return verdict
    is_replacement = paper.announce_type in ("replace", "replace-cross")
    reason = ""
    if is_replacement and not profile.replacements:
        version = f" (v{paper.version})" if paper.version else ""
        seen = f", shown to you on {shown[paper.id]}" if paper.id in shown else ""
        reason = f"a new version{version} of an earlier paper{seen}; your profile asks for new papers only"
    elif paper.announce_type in ("cross", "replace-cross") and not profile.cross_lists:
        reason = "a cross-list from another category; your profile asks for primary ones only"
    elif paper.id in shown and not is_replacement:
        reason = f"shown to you already on {shown[paper.id]}"
    if not reason:
        return verdict
    return verdict.model_copy(update={"selected": False, "criterion": None, "reason": f"{reason}; {verdict.reason}"})


def _named_apart(outcomes: _Outcomes) -> tuple[Failure, ...]:
    """The failures by id, each under an id that no other row has: a paper that came twice is numbered."""
    names = {row.id for row in outcomes.selected} | {row.id for row in outcomes.rejected}
    again: Counter[str] = Counter()
    rows = []
    for failure in sorted(outcomes.failed, key=lambda row: (row.id, row.error)):
        name = failure.id
        while name in names:
            again[failure.id] += 1
            name = f"{failure.id} ({again[failure.id] + 1})"
        names.add(name)
        rows.append(failure.model_copy(update={"id": name}))
    return tuple(sorted(rows, key=lambda row: row.id))


def _settle(document: Document, verdict: Verdict, outcomes: _Outcomes) -> None:
    """Put one verdict in its column."""
    paper = document.paper
    if not verdict.selected:
        outcomes.rejected.append(
            Rejected(
                id=paper.id,
                title=paper.title,
                relevance=verdict.relevance,
                score=verdict.score,
                reason=verdict.reason,
                criterion=verdict.criterion,
                url=paper.url,
            )
        )
        return
    try:
        told = digest(document)
    except Exception as error:
        outcomes.failed.append(Failure(id=paper.id, title=paper.title, error=_in_words("digested", error)))
        return
    outcomes.selected.append(
        Selected(
            id=paper.id,
            title=paper.title,
            relevance=verdict.relevance,
            score=verdict.score,
            criterion=verdict.criterion or "",
            reason=verdict.reason,
            evidence=verdict.evidence,
            digest=told,
            paper=paper,
        )
    )


def _revisions(announcement: Announcement, library: Library) -> Iterator[Revision]:
    """What new versions changed in title and abstract, where the library holds an earlier one; by id."""
    replaced = [p for p in announcement.papers if p.announce_type in ("replace", "replace-cross")]
    for paper in sorted({p.id: p for p in replaced}.values(), key=lambda p: p.id):
        old = library.version_before(paper.id, announcement.date)
        if old is None:
            continue
        yield Revision(
            id=paper.id,
            title=paper.title,
            from_version=old.version,
            to_version=paper.version,
            changes=changes(old, paper),
        )


def _check(day: Day, announcement: Announcement) -> None:
    """The ledger's law: no paper is missing, none stands in it twice."""
    if day.announced != announcement.announced:
        raise LitmusError(
            f"the ledger does not add up: {announcement.announced} announced, but {len(day.selected)} selected + "
            f"{len(day.rejected)} rejected + {len(day.failed)} failed",
            where=f"{day.source} {day.date}",
            next_step="This is a fault in Litmus: please report it with the announcement that caused it",
        )


def _in_words(verb: str, error: Exception) -> str:
    what = str(error) if isinstance(error, LitmusError) else f"{type(error).__name__}: {error}"
    return f"could not be {verb}: {what}"[:500]
