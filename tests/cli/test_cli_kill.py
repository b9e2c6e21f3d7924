"""The process of a day killed at any moment: the next run ends as if nothing had happened."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from litmuspaper import example

DAY = ("day", "--listing", "day.jsonl")


def pages(folder):
    """The files that a reader sees; drafts of the killed process aside."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".litmus-"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def delays_s():
    """From before the library opens to after the last page; more moments with LITMUS_KILLS=100."""
    number = int(os.environ.get("LITMUS_KILLS", "6"))
    return [0.25 + 0.5 * n / number for n in range(number)]


def test_a_day_killed_at_any_moment_ends_as_if_nothing_had_happened(litmus, start, here, delays_s):
    shutil.copy(example.listing(), here / "day.jsonl")
    shutil.copy(example.profile(), here / "profile.toml")
    assert litmus(*DAY, "--out", "undisturbed").code == 0
    whole = pages(here / "undisturbed")
    for delay_s in delays_s:
        shutil.rmtree(Path(os.environ["LITMUS_HOME"]))
        shutil.rmtree(here / "out", ignore_errors=True)
        with start(*DAY) as begun:
            time.sleep(delay_s)
            begun.send_signal(signal.SIGKILL)
        left = pages(here / "out") if (here / "out").exists() else {}
        assert left.items() <= whole.items(), f"a part of a page after {delay_s} s"
        assert litmus(*DAY).code == 0
        assert pages(here / "out") == whole
        assert litmus("doctor").code == 0
