"""`litmus day` over files: options, outputs, and what a second run changes."""

import gzip
import json
import shutil
from datetime import date

import pytest

from litmuspaper.collect.mailings import eastern_date
from litmuspaper.library.store import Library

DAY = ("day", "--profile", "criteria.txt", "--listing", "day.jsonl")


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_listing_with_criteria_as_plain_text_becomes_pages(process, here, day_of):
    done = process(*DAY)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("2026-01-05 from listing, unchecked: day.jsonl: 3 rows")
    day = day_of("out")
    counts = [len(day[name]) for name in ("selected", "rejected", "failed")]
    assert lines[-2] == "3 announced = {} selected + {} rejected + {} failed".format(*counts)
    assert lines[-1] == "Page: out/2026-01-05/index.html"
    for name in ("index.html", "feed.xml", "2026-01-05/index.html", "2026-01-05/day.md", "2026-01-05/day.json"):
        assert (here / "out" / name).stat().st_size > 100
    for row in day["selected"]:
        for span in row["evidence"]:
            assert row[span["field"]][span["start"] : span["end"]] == span["text"]


def test_json_is_the_file_and_nothing_else(litmus, here):
    done = litmus(*DAY, "--json")
    assert done.code == 0
    assert done.out == (here / "out/2026-01-05/day.json").read_text(encoding="utf-8")
    assert json.loads(done.out)["announced"] == 3


def test_a_second_run_changes_no_byte(litmus, here):
    litmus(*DAY)
    before = tree(here / "out")
    assert litmus(*DAY).code == 0
    assert tree(here / "out") == before
    shutil.rmtree(here / "out")
    litmus(*DAY)
    assert tree(here / "out") == before
    litmus(*DAY, "--out", "elsewhere/deep")
    assert tree(here / "elsewhere/deep") == before


@pytest.fixture
def three(here, make):
    rows = [
        make.row(f"p.{n}", *make.ROWS[n % 3][1:], announced=f"2026-01-{5 + n:02d}", authors=["Ada Roe"])
        for n in range(3)
    ]
    return make.write_rows(here / "three.jsonl", rows)


@pytest.mark.parametrize(
    ("options", "dates"),
    [
        ([], ["2026-01-07"]),
        (["--date", "2026-01-06"], ["2026-01-06"]),
        (["--since", "2026-01-06"], ["2026-01-06", "2026-01-07"]),
        (["--since", "2025-01-01"], ["2026-01-05", "2026-01-06", "2026-01-07"]),
    ],
)
def test_which_days_of_a_listing_are_taken(litmus, here, three, options, dates):
    assert litmus("day", "--profile", "criteria.txt", "--listing", three, *options).code == 0
    assert sorted(path.parent.name for path in here.glob("out/*/day.json")) == dates
    shown = (here / "out/index.html").read_text(encoding="utf-8")
    assert all(f"{date}/index.html" in shown for date in dates)


def test_several_days_as_json_come_one_after_the_other(litmus, here, three):
    out = litmus("day", "--profile", "criteria.txt", "--listing", three, "--since", "2026-01-01", "--json").out
    files = [path.read_text(encoding="utf-8") for path in sorted(here.glob("out/*/day.json"))]
    assert out == "".join(files)


def test_a_day_that_the_listing_does_not_have_is_loud(litmus, day_of):
    done = litmus(*DAY, "--date", "2026-01-08")
    assert done.out.startswith("ATTENTION: ")
    assert "the file also has rows of 2026-01-05" in done.out
    assert day_of("out", "2026-01-08")["announced"] == 0


def test_papers_dropped_into_a_folder(litmus, here, make, day_of):
    (here / "drop").mkdir()
    (here / "drop/one.txt").write_text("Alpha mattes\n\nWe predict the alpha matte of hair.\n", encoding="utf-8")
    make.write_rows(here / "drop/two.jsonl", [make.row(*make.ROWS[1])])
    done = litmus("day", "--profile", "criteria.txt", "--folder", "drop", "--date", "2026-01-05")
    assert done.code == 0
    day = day_of("out")
    assert (day["source"], day["announced"]) == ("folder", 2)


def test_the_profile_of_the_folder_then_the_home_s_then_the_example(litmus, here, tmp_path, monkeypatch):
    home = tmp_path / "own home"
    home.mkdir()
    monkeypatch.setenv("LITMUS_HOME", str(home))
    listing = ("day", "--listing", "day.jsonl")
    first = litmus(*listing)
    assert "the example reader's is used. `litmus init` writes your own" in first.err
    (home / "profile.toml").write_text('[[criteria]]\nname = "Of the home"', encoding="utf-8")
    assert litmus(*listing).err == ""
    with Library.open(home) as library:
        assert library.day(date(2026, 1, 5)).profile.criteria[0].name == "Of the home"
    (here / "profile.toml").write_text('[[criteria]]\nname = "Of the folder"', encoding="utf-8")
    assert litmus(*listing).err == ""
    with Library.open(home) as library:
        assert library.day(date(2026, 1, 5)).profile.criteria[0].name == "Of the folder"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--listing", "day.jsonl", "--folder", "."], "are different sources: give one"),
        (["--date", "2026-01-05", "--since", "2026-01-05"], "--date asks for one day and --since for all"),
        (["--date", "5 January"], "'5 January' is not a date like 2026-01-05"),
        (["--since", "2026-02-30"], "'2026-02-30' is not a date like 2026-01-05"),
        (["--listing", "nowhere.jsonl"], "'nowhere.jsonl' does not exist"),
        (["--folder", "nowhere"], "'nowhere' does not exist"),
        (["--folder", "day.jsonl"], "'day.jsonl' is a file"),
        (["--source", "nowhere"], "Installed: arxiv_api, arxiv_feed, arxiv_oai, folder, listing"),
        (["--source", "arxiv_feed"], "cannot be made"),
        (["--listing", "."], "'.' is a directory"),
        (["--speed"], "No such option"),
        (["extra"], "unexpected extra argument"),
    ],
)
def test_a_command_line_that_makes_no_sense_changes_nothing(litmus, here, options, told):
    done = litmus("day", *options)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert not (here / "out").exists()


def test_a_plug_in_publisher_gets_the_day_too(litmus, here, monkeypatch):
    from litmuspaper import plugins

    real_names, real_load = plugins.names, plugins.load

    def write(day, where):
        (where / "extra.txt").write_text(f"{day.announced}", encoding="utf-8")

    monkeypatch.setattr(plugins, "names", lambda group: [*real_names(group), "extra"])
    monkeypatch.setattr(plugins, "load", lambda group, name: write if name == "extra" else real_load(group, name))
    assert litmus(*DAY).code == 0
    assert (here / "out/extra.txt").read_text(encoding="utf-8") == "3"


def test_a_file_that_breaks_off_takes_nothing_from_what_an_earlier_run_made(litmus, here, make, day_of):
    rows = [make.row(f"p.{n}", "Lamps in lakes", "The light of lamps falls off with depth.") for n in range(2000)]
    whole = gzip.compress(make.write_rows(here / "x", rows).read_bytes())
    (here / "day.jsonl.gz").write_bytes(whole)
    listing = ("day", "--profile", "criteria.txt", "--listing", "day.jsonl.gz")
    assert litmus(*listing).code == 0
    before = tree(here / "out")
    (here / "day.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    done = litmus(*listing)
    assert done.code == 3
    assert "2000 announced" in done.out
    assert "ATTENTION: day.jsonl.gz:" in done.err
    assert "The file is not whole" in done.err
    assert "What an earlier run made of 2026-01-05 is kept." in done.err
    assert tree(here / "out") == before
    # Another reader has no such day yet and gets what there is, marked as cut short.
    (here / "other.txt").write_text("Rings\nRelevant: theorems on rings", encoding="utf-8")
    done = litmus("day", "--profile", "other.txt", "--listing", "day.jsonl.gz", "--out", "other")
    assert done.code == 3
    assert done.out.startswith("ATTENTION: TRUNCATED. ")
    assert 0 < day_of("other")["announced"] < 2000


def test_the_progress_bar_stays_off_where_there_is_no_terminal(process, here, make):
    make.write_rows(here / "day.jsonl", [make.row(f"p.{n}", "Lamps", "Lamps in lakes.") for n in range(80)])
    assert process(*DAY).err == ""


def test_the_progress_bar_on_a_terminal_loses_no_paper(litmus, here, make, monkeypatch):
    import sys

    make.write_rows(here / "day.jsonl", [make.row(f"p.{n}", "Lamps", "Lamps in lakes.") for n in range(80)])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    done = litmus(*DAY)
    assert "80 announced" in done.out
    assert "reading papers" in done.err


def test_a_reader_that_goes_away_in_the_middle_is_no_error(start, here, make):
    rows = [make.row(f"p.{n}", "Rings", "Every such ring is commutative. " * 20) for n in range(1500)]
    make.write_rows(here / "day.jsonl", rows)
    with start(*DAY, "--json") as begun:
        assert begun.stdout.readline() == "{\n"
        begun.stdout.close()
        err = begun.stderr.read()
    assert (begun.returncode, err) == (0, "")


def test_a_terminal_that_lacks_letters_shows_what_it_can(process, here, make, monkeypatch):
    make.write_rows(
        here / "day.jsonl", [make.row("a", "Alpha mattes of 狐 hair", "We predict the alpha matte of hair.")]
    )
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    done = process(*DAY)
    assert (done.code, done.err) == (0, "")
    assert "Alpha mattes of ? hair" in done.out
    assert process(*DAY, "--json").out == (here / "out/2026-01-05/day.json").read_text(encoding="utf-8")
    ranked = process("rank", "--criteria", "criteria.txt", "--candidates", "day.jsonl")
    assert json.loads(ranked.out)["reason"].startswith("meets “")


def test_rows_without_a_date_are_of_today_in_arxiv_s_time_zone(litmus, here, make, day_of):
    make.write_rows(here / "bare.jsonl", [{"id": "a", "title": "Lamps", "abstract": "Lamps in lakes."}])
    assert litmus("day", "--profile", "criteria.txt", "--listing", "bare.jsonl").code == 0
    assert day_of("out", str(eastern_date()))["announced"] == 1
