"""`litmus doctor` and `litmus status`, as a reader sees them."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from litmuspaper.cli import doctor, status
from litmuspaper.errors import LibraryDamaged
from litmuspaper.library.store import Library
from litmuspaper.types import Label


@pytest.fixture
def run(root, tmp_path, monkeypatch):
    monkeypatch.setenv("LITMUS_HOME", str(root))
    monkeypatch.chdir(tmp_path)
    return lambda command, *args: CliRunner().invoke(command, list(args))


@pytest.fixture
def filled(root, make):
    with Library.open(root) as library:
        library.record(make.announcement(make.paper()))
        library.save_day(make.day(make.paper(), failed=["c"]))
        library.put(b"raw")
        library.label(Label(id="2603.00001", relevant=True))


@pytest.mark.parametrize("command", [doctor.command, status.command])
@pytest.mark.parametrize("args", [[], ["--json"]])
def test_before_the_first_day_both_say_so_and_make_nothing(run, root, command, args):
    result = run(command, *args)
    assert result.exit_code == 0
    assert str(root) in result.output
    if args:
        assert json.loads(result.output)["library"] is False
    assert not root.exists()


def test_doctor_on_a_sound_library(run, filled):
    result = run(doctor.command)
    assert (result.exit_code, "1 papers, 1 days, 1 files: all is as it was stored" in result.output) == (0, True)
    assert json.loads(run(doctor.command, "--json").output)["problems"] == []


def test_doctor_prints_each_problem_with_what_to_do_and_exits_with_4(run, filled, root):
    (file,) = [path for path in (root / "blobs").rglob("*") if path.is_file()]
    file.unlink()
    result = run(doctor.command)
    assert result.exit_code == 4
    assert result.output.splitlines() == [
        f"{file}: a stored file is missing. Bring it back from a backup.",
        f"{root}: 1 problem.",
        'The sentence encoder is off: the setting encoder is "off"; `litmus encoder` says more.',
    ]
    as_json = run(doctor.command, "--json")
    assert as_json.exit_code == 4
    assert json.loads(as_json.output)["problems"] == [
        {"where": str(file), "what": "a stored file is missing", "next_step": "Bring it back from a backup"}
    ]


@pytest.mark.parametrize("command", [doctor.command, status.command])
def test_a_library_that_does_not_open_is_the_groups_to_report(run, filled, root, command):
    (root / "library.db").write_bytes(b"")
    assert isinstance(run(command).exception, LibraryDamaged)


def test_doctor_runs_while_a_day_is_written(run, root, filled):
    with Library.open(root):
        assert run(doctor.command).exit_code == 0


def test_status_in_words(run, filled, root):
    lines = run(status.command).output.splitlines()
    assert lines[:5] == [
        f"home      {root}",
        "holds     1 papers, 1 days, 1 files",
        "labels    1 relevant, 0 not",
        "last day  2026-03-02 listing, fresh: 2 announced = 1 selected + 0 rejected + 1 failed",
        "feed      2026-03-02 listing: fresh - complete",
    ]


def test_status_as_json(run, filled, root, make):
    report = json.loads(run(status.command, "--json").output)
    today = datetime.now(UTC).date()
    assert report["missed"] == [day.isoformat() for day in status.missed_weekdays(make.DAY, today)]
    assert (report["papers"], report["days"], report["labels"]) == (1, 1, {"relevant": 1, "irrelevant": 0})
    assert report["last_days"][0]["announced"] == 2


@pytest.mark.parametrize(
    ("last", "today", "missed"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 3), 0),
        (date(2026, 3, 2), date(2026, 3, 4), 1),
        (date(2026, 3, 6), date(2026, 3, 9), 0),
        (date(2026, 3, 6), date(2026, 3, 10), 1),
        (date(2026, 3, 2), date(2026, 4, 1), 21),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
        (date(2024, 2, 28), date(2024, 3, 2), 2),
    ],
)
def test_missed_weekdays_are_those_between(last, today, missed):
    days = status.missed_weekdays(last, today)
    assert len(days) == missed
    assert all(last < day < today and day.weekday() < 5 for day in days)
    assert days == sorted(set(days))
    assert timedelta(0) not in {today - day for day in days}


@pytest.mark.parametrize("state", ["failed", "example"])
def test_a_day_that_brought_nothing_real_is_still_missed(state, make):
    from types import SimpleNamespace

    ledgers = [
        SimpleNamespace(state=state, date=date(2026, 1, 7)),
        SimpleNamespace(state="fresh", date=date(2026, 1, 5)),
    ]
    assert status._missed(ledgers, date(2026, 1, 8)) == [date(2026, 1, 6), date(2026, 1, 7)]
    assert status._missed(ledgers[:1], date(2026, 1, 8)) == []
