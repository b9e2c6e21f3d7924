"""The main job: one announced day through the rooms, with its ledger.

Every announced paper ends as selected, rejected (with its score and reason) or failed (with its error), and
announced = selected + rejected + failed is checked at the end of every run.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import litmuspaper
from litmuspaper.collect.revisions import changes
from litmuspaper.day.advice import cutoff_by_labels, width_of_criteria
from litmuspaper.day.candidates import labelled_papers, rank_papers, read_papers, showable, without_repeats
from litmuspaper.day.novelty import with_neighbours
from litmuspaper.day.outcomes import Outcomes
from litmuspaper.errors import LitmusError
from litmuspaper.library.store import Library
from litmuspaper.select import limit
from litmuspaper.types import Announcement, Day, MadeBy, Paper, Profile, Revision

if TYPE_CHECKING:
    from litmuspaper.models.llm.asking import Asking


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
    outcomes = Outcomes(failed=list(announcement.failures))
    documents = list(read_papers(announcement.papers if papers is None else papers, outcomes))
    by_id = {document.paper.id: document for document in documents}
    shown = library.shown(by_id, announcement.date)
    labelled, ages_days = labelled_papers(library, announcement.date)
    verdicts, made_by = rank_papers(documents, profile, labelled, ages_days, outcomes)
    if model:
        from litmuspaper.day import judged

        verdicts = judged.judge_top(verdicts, showable(verdicts, by_id, profile, shown), profile, model)
        made_by = f"{made_by}; {judged.made_by(model)}"
    wanted = [without_repeats(verdict, by_id[verdict.id].paper, profile, shown) for verdict in verdicts]
    for verdict in limit(wanted, profile.at_most):
        outcomes.settle(by_id[verdict.id], verdict)
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
        failed=outcomes.named_apart(),
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


def profile_hash(profile: Profile) -> str:
    """The sha256 of a profile's canonical JSON."""
    return hashlib.sha256(profile.model_dump_json().encode()).hexdigest()


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
