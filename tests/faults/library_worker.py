"""The process that is killed, starved and raced in the library's fault tests; also their invented days.

    python library_worker.py kill ROOT     for each line "START DELAY_S" on stdin: fork a child that works through
                                           the steps from START on without end, kill it after the delay, and print
                                           what it had acknowledged, as JSON; a negative START migrates instead
    python library_worker.py crash ROOT SIZE_BYTES    work through the steps, and be ended by the system in the midst
                                           of the first write that makes a file larger than the size
    python library_worker.py starve ROOT SIZE_BYTES   work through the steps where no file may grow beyond the size
    python library_worker.py work ROOT [WAIT_S] [FIRST] [LAST]   work through the steps once

A step's acknowledgement is printed after the library's method returned, never before.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from litmuspaper.errors import LitmusError
from litmuspaper.library import schema
from litmuspaper.library.store import Library
from litmuspaper.types import (
    Announcement,
    Criterion,
    Day,
    Digest,
    Failure,
    Label,
    MadeBy,
    Paper,
    Profile,
    Rejected,
    Selected,
    Span,
)

STEPS = 30
MIGRATION = "ALTER TABLE labels ADD COLUMN note TEXT NOT NULL DEFAULT ''; CREATE TABLE more AS SELECT * FROM papers"
PAPERS_A_DAY = 12


def when(number: int) -> date:
    """The date of a step."""
    return date(2026, 1, 5) + timedelta(days=number)


def paper(number: int, row: int) -> Paper:
    """An invented paper; every third day announces some ids of the day before again as version 2."""
    again = number % 3 == 2 and row < 4
    id = f"26{(number - 1 if again else number):02d}.{row:05d}"
    words = " ".join(f"word{(number * 31 + row * 7 + n) % 997}" for n in range(150))
    return Paper(id=id, title=f"Paper {id}", abstract=words, version=2 if again else 1, announced=when(number))


def announcement(number: int) -> Announcement:
    """All that is announced in a step."""
    papers = tuple(paper(number, row) for row in range(PAPERS_A_DAY))
    failures = (Failure(id=f"bad.{number}", error="no title"),)
    return Announcement(
        source="listing", date=when(number), state="fresh", message="complete", papers=papers, failures=failures
    )


def day(number: int) -> Day:
    """The ledger of a step."""
    heard = announcement(number)
    first, *others = heard.papers
    return Day(
        date=heard.date,
        source="listing",
        state="fresh",
        message="complete",
        profile=Profile(criteria=(Criterion(name="Words"),)),
        selected=(
            Selected(
                id=first.id,
                title=first.title,
                relevance=7,
                score=0.7,
                criterion="Words",
                reason="it has them",
                evidence=(Span(start=0, end=5, text=first.abstract[:5], field="abstract"),),
                digest=Digest(),
                paper=first,
            ),
        ),
        rejected=tuple(Rejected(id=item.id, title=item.title, relevance=1, score=0.1, reason="no") for item in others),
        failed=heard.failures,
        made_by=MadeBy(litmus="0", selection="none", profile="p"),
    )


def blob(number: int) -> bytes:
    """The raw bytes of a step."""
    return f"raw {number} ".encode() * 2000


def label(number: int) -> Label:
    """The thumb of a step."""
    return Label(id=paper(number, PAPERS_A_DAY - 1).id, relevant=number % 2 == 0)


def work(library: Library, number: int, acknowledge: Callable[[str], None]) -> None:
    """One step; each acknowledgement names what may never be lost again."""
    library.record(announcement(number))
    acknowledge(f"record {number}")
    library.put(blob(number))
    acknowledge(f"blob {number}")
    library.save_day(day(number))
    acknowledge(f"day {number}")
    library.label(label(number))
    acknowledge(f"label {number}")


def _say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def _killed_child(root: Path, start: int, delay_s: float) -> list[str]:
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        if start < 0:
            schema.SCRIPTS = (*schema.SCRIPTS, MIGRATION)
        with Library.open(root, wait_s=20) as library:
            number = max(start, 0)
            while True:
                work(library, number, lambda text: os.write(theirs, f"{text}\n".encode()) and None)
                number += 1
    os.close(theirs)
    time.sleep(delay_s)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with open(ours, encoding="ascii") as pipe:
        acknowledged = pipe.read().splitlines()
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise SystemExit(f"the child was not killed: {status}")
    return acknowledged


def main(mode: str, folder: str, *rest: str) -> None:
    """Do what the mode says."""
    root = Path(folder)
    if mode == "kill":
        for line in sys.stdin:
            start, delay_s = line.split()
            _say(json.dumps(_killed_child(root, int(start), float(delay_s))))
        return
    wait_s, first, last = 20.0, 0, STEPS
    if mode in ("starve", "crash"):
        # Python ignores SIGXFSZ, so that a write beyond the limit fails with EFBIG; by default the signal kills.
        if mode == "crash":
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(rest[0]), resource.RLIM_INFINITY))
    elif rest:
        wait_s, first, last = float(rest[0]), *(int(value) for value in rest[1:] or ("0", str(STEPS)))
    try:
        with Library.open(root, wait_s=wait_s) as library:
            for number in range(first, last):
                work(library, number, _say)
    except LitmusError as error:
        _say(f"error {type(error).__name__} {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
