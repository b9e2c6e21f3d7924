"""Papers, announcements and readers written by us, and the laws that every day must keep."""

from datetime import date
from types import SimpleNamespace

import pytest

from litmuspaper.library.store import Library
from litmuspaper.publish import publish
from litmuspaper.types import Announcement, Author, Criterion, FollowedAuthor, Paper, Profile

MONDAY = date(2026, 1, 5)
MATTING = Criterion(
    name="Image matting",
    relevant="Papers that predict an alpha matte of hair or fur from an image or a video, with or without trimaps.",
    not_relevant="Segmentation with hard masks.",
)
LAMPS = Criterion(name="Light under water", relevant="How the light of lamps falls off with depth in lakes.")
ADA = Author(name="Ada Roe", arxiv_id="roe_a_1")


def paper(id="2601.00001", title="A plain title", abstract="A plain abstract.", *, by=None, **more):
    return Paper(id=id, title=title, abstract=abstract, authors=(by,) if by else (), **more)


def announcement(*papers, when=MONDAY, source="listing", state="unchecked", failures=(), message="As told."):
    return Announcement(
        source=source, date=when, state=state, message=message, papers=tuple(papers), failures=tuple(failures)
    )


def profile(**more):
    """A reader who follows Ada Roe: her papers are selected whatever the weights of the selection."""
    more.setdefault("authors", (FollowedAuthor(name="Ada Roe", arxiv_id="roe_a_1"),))
    return Profile(criteria=(MATTING, LAMPS), **more)


def keep_laws(heard, day):
    """What holds for every day, whatever was announced."""
    rows = [*day.selected, *day.rejected, *day.failed]
    ids = [row.id for row in rows]
    assert day.announced == heard.announced == len(rows)
    assert len(set(ids)) == len(ids), "an id stands in one row"
    assert {one.id for one in (*heard.papers, *heard.failures)} <= set(ids), "nothing is missing"
    for row in day.selected:
        assert row.criterion
        assert row.reason
        assert row.evidence
        said = [span for _, statement in row.digest if statement for span in statement.spans]
        for span in (*row.evidence, *said):
            assert span.field in ("title", "abstract")
            assert getattr(row.paper, span.field)[span.start : span.end] == span.text
            assert span.text or not row.title
    assert all(row.reason for row in day.rejected)
    assert all(row.error for row in day.failed)
    assert [*day.selected] == sorted(day.selected, key=lambda row: (-row.score, row.id))
    assert [*day.rejected] == sorted(day.rejected, key=lambda row: (-row.score, row.id))
    assert [row.id for row in day.failed] == sorted(row.id for row in day.failed)
    assert [row.id for row in day.revisions] == sorted(row.id for row in day.revisions)


def published(day, where):
    """The day's files by their names, as bytes."""
    publish(day, where)
    return {str(path.relative_to(where)): path.read_bytes() for path in sorted(where.rglob("*")) if path.is_file()}


def state(library):
    """Everything the library holds."""
    tables = ("papers", "announcements", "sightings", "days", "outcomes", "labels", "blobs")
    with library.reading() as db:
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in tables}


@pytest.fixture
def make():
    return SimpleNamespace(
        MONDAY=MONDAY,
        MATTING=MATTING,
        ADA=ADA,
        paper=paper,
        announcement=announcement,
        profile=profile,
        keep_laws=keep_laws,
        published=published,
        state=state,
    )


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as opened:
        yield opened
