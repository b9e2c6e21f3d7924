"""A day's candidates: the announced papers read and ranked, and which of them the reader was shown before."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from litmuspaper.day.outcomes import Outcomes, in_words
from litmuspaper.library.store import Library
from litmuspaper.parse import parse
from litmuspaper.select import select
from litmuspaper.types import Announcement, Document, Failure, Paper, Profile, Verdict

LABELS = 4_000  # the newest thumbs from which a day learns, half of them up and half down at most


def candidates(
    announcement: Announcement, profile: Profile, library: Library
) -> tuple[Sequence[Verdict], dict[str, Document]]:
    """The embedded verdicts of a day and the documents that a model may be asked about; nothing is kept."""
    outcomes = Outcomes()
    documents = list(read_papers(announcement.papers, outcomes))
    by_id = {document.paper.id: document for document in documents}
    shown = library.shown(by_id, announcement.date)
    verdicts, _ = rank_papers(documents, profile, *labelled_papers(library, announcement.date), outcomes)
    return verdicts, showable(verdicts, by_id, profile, shown)


def read_papers(papers: Iterable[Paper], outcomes: Outcomes) -> Iterator[Document]:
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
            outcomes.fail(paper, "read", error)


def rank_papers(
    documents: list[Document],
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float],
    outcomes: Outcomes,
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
                outcomes.fail(document.paper, "ranked", error)
            else:
                verdicts += ranking.verdicts
                made_by = ranking.made_by
        return verdicts, made_by or f"not ranked: {in_words('ranked', whole)}"


def labelled_papers(library: Library, today: date) -> tuple[list[tuple[Document, bool]], list[float]]:
    """The newest thumbs with their ages in days; papers as they were before today: a back-fill stays the same."""
    found = library.labelled(today, LABELS)
    ages = [float((today - label.made).days) if label.made else 0.0 for _, label in found]
    return [(parse(paper), label.relevant) for paper, label in found], ages


def without_repeats(verdict: Verdict, paper: Paper, profile: Profile, shown: dict[str, date]) -> Verdict:
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


def showable(
    verdicts: Sequence[Verdict], by_id: dict[str, Document], profile: Profile, shown: dict[str, date]
) -> dict[str, Document]:
    """The documents that would not be left out as a repeat if they were selected."""
    return {
        one.id: by_id[one.id]
        for one in verdicts
        if without_repeats(one.model_copy(update={"selected": True}), by_id[one.id].paper, profile, shown).selected
    }
