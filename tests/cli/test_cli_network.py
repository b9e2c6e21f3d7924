"""A machine without a network: the reader's own profile, the example's, and days asked for by date."""

import time

import pytest

from litmuspaper.collect.mailings import eastern_date
from litmuspaper.config import Settings
from litmuspaper.errors import Unreachable
from litmuspaper.types import Announcement, Paper

PROFILE = 'categories = ["cs.CV", "cs.LG"]\n[[criteria]]\nname = "Matting"\nrelevant = "Alpha mattes of hair."\n'


@pytest.fixture
def own(here):
    (here / "profile.toml").write_text(PROFILE, encoding="utf-8")


def test_the_reader_s_own_day_fails_loudly_and_still_has_its_page(litmus, here, own, no_network, day_of):
    done = litmus("day")
    assert done.code == 3
    first, second, *_ = done.out.splitlines()
    assert first.startswith("ATTENTION: FAILED. ")
    assert "rss.arxiv.org" in first
    assert second == "0 announced = 0 selected + 0 rejected + 0 failed"
    day = day_of("out", str(eastern_date()))
    assert (day["state"], day["announced"]) == ("failed", 0)
    for name in ("index.html", "day.md"):
        text = (here / "out" / str(eastern_date()) / name).read_text(encoding="utf-8")
        assert "could not be fetched" in text.lower()
    status = litmus("status")
    assert "failed" in status.out


def test_the_example_day_stands_in_within_ten_seconds(litmus, no_network, day_of):
    begun = time.monotonic()
    done = litmus("day")
    assert time.monotonic() - begun < 10
    assert Settings().reach_s < 10
    assert done.code == 0
    assert "arXiv did not answer within 8 s: the embedded example day is shown." in done.err
    assert "This day is invented" in done.out
    day = day_of("out")
    assert (day["source"], day["state"], len(day["failed"])) == ("example", "example", 0)
    assert day["announced"] == len(day["selected"]) + len(day["rejected"]) > 50


def test_json_stays_json_when_the_example_stands_in(litmus, here, no_network):
    done = litmus("day", "--json")
    assert done.out == (here / "out/2026-01-05/day.json").read_text(encoding="utf-8")


def test_a_day_by_date_says_what_really_went_wrong(litmus, own, no_network, day_of):
    done = litmus("day", "--date", "2026-01-06")
    assert done.code == 3
    assert done.out.startswith("ATTENTION: FAILED. ")
    assert "arxiv.org" in done.out.splitlines()[0]
    assert "a weekend, a holiday" not in done.out
    assert day_of("out", "2026-01-06")["state"] == "failed"


def test_a_profile_without_categories_cannot_be_fetched(litmus, here):
    (here / "profile.toml").write_text('[[criteria]]\nname = "Matting"\n', encoding="utf-8")
    done = litmus("day")
    assert (done.code, done.out) == (2, "")
    assert 'Add a line such as categories = ["cs.CV", "cs.LG"], or give --listing FILE' in done.err


class Answers:
    """A source of prepared announcements in the place of one of arXiv's."""

    def __init__(self, *announcements):
        self.announcements = announcements

    def __call__(self, client, categories, **options):
        return self

    def fetch(self, since):
        for one in self.announcements:
            if isinstance(one, Exception):
                raise one
            if since is None or one.date >= since:
                yield one


def heard(day, *ids, source="arxiv_feed", state="fresh", message="Told."):
    papers = tuple(Paper(id=id, title="Alpha mattes", abstract="Alpha mattes of hair.") for id in ids)
    return Announcement(source=source, date=day, state=state, message=message, papers=papers)


@pytest.fixture
def arxiv(monkeypatch):
    """Puts prepared announcements in the place of arXiv's feed and its OAI list."""
    from litmuspaper import plugins

    def answer(feed, oai=()):
        sources = {"arxiv_feed": Answers(*feed), "arxiv_oai": Answers(*oai)}
        real = plugins.load
        monkeypatch.setattr(plugins, "load", lambda group, name: sources.get(name) or real(group, name))

    return answer


def test_a_feed_that_fails_later_that_day_takes_nothing_away(litmus, here, own, arxiv, day_of):
    today = eastern_date()
    arxiv([heard(today, "a", "b")])
    assert litmus("day").code == 0
    page = (here / "out" / str(today) / "index.html").read_bytes()
    for worse in (
        Unreachable("no answer came", where="rss.arxiv.org"),
        heard(today, state="failed", message="No usable answer."),
        heard(today, "a", state="truncated", message="One is missing."),
        heard(today, state="stale", message="Yesterday's batch."),
    ):
        arxiv([worse])
        done = litmus("day")
        assert done.code == 3
        assert done.err.startswith("ATTENTION: ")
        assert f"What an earlier run made of {today} is kept." in done.err
        assert (here / "out" / str(today) / "index.html").read_bytes() == page
        assert len(day_of("out", str(today))["selected"]) == 2
    assert litmus("doctor").code == 0
    arxiv([heard(today, "a", "b", "c")])
    assert litmus("day").code == 0
    assert day_of("out", str(today))["announced"] == 3


def test_what_was_shown_stays_known_after_a_failure(litmus, own, arxiv, day_of):
    from datetime import timedelta

    today = eastern_date()
    arxiv([heard(today, "a")])
    litmus("day")
    arxiv([heard(today, state="failed")])
    litmus("day")
    arxiv([heard(today + timedelta(days=1), "a")])
    assert litmus("day").code == 0
    day = day_of("out", str(today + timedelta(days=1)))
    assert day["selected"] == []
    assert day["rejected"][0]["reason"].startswith(f"shown to you already on {today}")


def test_missed_days_come_from_the_list_and_the_newest_from_the_feed(litmus, here, own, arxiv):
    from datetime import date

    days = [date(2026, 1, n) for n in (5, 6, 7)]
    arxiv(
        [heard(days[2], "c")],
        [heard(day, id, source="arxiv_oai", state="unchecked") for day, id in zip(days, "abx", strict=True)],
    )
    assert litmus("day", "--since", "2026-01-05").code == 0
    sources = {path.parent.name: '"arxiv_oai"' in path.read_text() for path in here.glob("out/*/day.json")}
    assert sources == {"2026-01-05": True, "2026-01-06": True, "2026-01-07": False}
    assert litmus("day", "--date", "2026-01-06", "--out", "one").code == 0
    assert [path.parent.name for path in here.glob("one/*/day.json")] == ["2026-01-06"]
    done = litmus("day", "--date", "2026-01-04", "--out", "none")
    assert done.code == 3
    assert "arXiv gave no announcement dated 2026-01-04: a weekend, a holiday" in done.out


def test_a_feed_that_fails_does_not_hide_the_day_that_the_list_has(litmus, own, arxiv, day_of):
    from datetime import date

    arxiv(
        [Unreachable("no answer came", where="rss.arxiv.org")],
        [heard(date(2026, 1, 6), "a", source="arxiv_oai", state="unchecked")],
    )
    assert litmus("day", "--date", "2026-01-06").code == 0
    assert day_of("out", "2026-01-06")["announced"] == 1


def test_a_fault_in_a_source_is_a_failed_day_with_the_line_to_report(litmus, own, arxiv):
    arxiv([ZeroDivisionError("odd")])
    done = litmus("day")
    assert done.code == 3
    assert "broke off unexpectedly (ZeroDivisionError: odd)" in done.out
