"""Papers and days written by us for the library's tests."""

from datetime import date

import pytest

from litmuspaper.library.store import Library
from litmuspaper.types import (
    Announcement,
    Author,
    Criterion,
    Day,
    Digest,
    Failure,
    MadeBy,
    Paper,
    Profile,
    Rejected,
    Selected,
    Span,
    Statement,
)

DAY = date(2026, 3, 2)


def paper(id="2603.00001", title="Matting of hair with trimaps", abstract="We cut out hair. It works.", **more):
    return Paper(id=id, title=title, abstract=abstract, authors=(Author(name="Zoë Ångström"),), **more)


def announcement(*papers, when=DAY, source="listing", state="fresh", failures=(), message="complete"):
    return Announcement(
        source=source, date=when, state=state, message=message, papers=tuple(papers), failures=tuple(failures)
    )


def day(*papers, when=DAY, source="listing", profile="p", rejected=(), failed=(), state="fresh"):
    """A ledger that selects the papers, each with its first word as evidence and its first sentence as idea."""
    selected = tuple(
        Selected(
            id=item.id,
            title=item.title,
            relevance=8,
            score=0.5,
            criterion="Matting",
            reason="says so",
            evidence=(Span(start=0, end=7, text=item.title[:7], field="title"),),
            digest=Digest(
                idea=Statement(
                    text=item.abstract[3:9],
                    kind="paper-says",
                    spans=(Span(start=3, end=9, text=item.abstract[3:9], field="abstract"),),
                )
            ),
            paper=item,
        )
        for item in papers
    )
    return Day(
        date=when,
        source=source,
        state=state,
        message="complete",
        profile=Profile(criteria=(Criterion(name="Matting"),)),
        selected=selected,
        rejected=tuple(
            Rejected(id=item.id, title=item.title, relevance=2, score=0.1, reason="nothing matches")
            for item in rejected
        ),
        failed=tuple(Failure(id=id, error="no title") for id in failed),
        made_by=MadeBy(litmus="0", selection="lexical", profile=profile),
    )


class Make:
    """The makers, as one fixture."""

    DAY = DAY
    paper = staticmethod(paper)
    announcement = staticmethod(announcement)
    day = staticmethod(day)


@pytest.fixture
def make():
    return Make


@pytest.fixture
def root(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def library(root):
    with Library.open(root) as opened:
        yield opened
