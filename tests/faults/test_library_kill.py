"""kill -9 at any moment loses nothing acknowledged, and the next run ends where an undisturbed one does.

25 kills by default; the environment variable LITMUS_KILLS asks for more, LITMUS_SEED for other moments.
"""

import json
import os
import random
import signal

import pytest

from litmuspaper.errors import LibraryVersion
from litmuspaper.library import schema
from litmuspaper.library.store import Library

KILLS = int(os.environ.get("LITMUS_KILLS", "25"))
SEED = int(os.environ.get("LITMUS_SEED", "20260302"))


def kill_and_look(process, root, first, moments, missing):
    """One kill: what was acknowledged, after it was found whole."""
    # The short delays hit the opening, the longer ones the transactions and the checkpoints.
    delay_s = moments.choice([moments.uniform(0, 0.02), moments.uniform(0.01, 0.2)])
    process.stdin.write(f"{first} {delay_s}\n")
    process.stdin.flush()
    acknowledged = json.loads(process.stdout.readline())
    with Library.open(root, wait_s=0) as library:
        problems, lost = library.check(), missing(library, acknowledged)
    assert (problems, lost) == ([], []), f"killed after {delay_s:.4f} s from step {first} (LITMUS_SEED={SEED})"
    return acknowledged


@pytest.mark.parametrize("campaign", range(-(-KILLS // 25)))
def test_killed_at_random_moments(tmp_path, worker, start, missing, state_of, campaign):
    root, moments = tmp_path / "home", random.Random(SEED + campaign)
    process = start("kill", root)
    acknowledged, step = [], 0
    for _ in range(min(25, KILLS)):
        # The next child begins with the step that the kill may have cut in two, as the next run of a day does.
        acknowledged += kill_and_look(process, root, step, moments, missing)
        step = max((int(text.split()[1]) for text in acknowledged), default=0)
    assert step > 5, "the kills came too early to say anything"
    with Library.open(root) as library, Library.open(tmp_path / "undisturbed") as undisturbed:
        assert missing(library, acknowledged) == []
        for number in range(step, step + 2):
            worker.work(library, number, lambda text: None)
        for number in range(step + 2):
            worker.work(undisturbed, number, lambda text: None)
        assert library.check() == []
        assert state_of(library) == state_of(undisturbed)


def test_killed_while_the_library_is_made(tmp_path, start, missing):
    root, moments = tmp_path / "home", random.Random(SEED)
    process = start("kill", root)
    for number in range(max(10, KILLS // 2)):
        process.stdin.write(f"0 {moments.uniform(0, 0.03)}\n")
        process.stdin.flush()
        acknowledged = json.loads(process.stdout.readline())
        with Library.open(root, wait_s=0) as library:
            assert library.check() == []
            assert missing(library, acknowledged) == []
        root.rename(tmp_path / f"home{number}")


def test_killed_while_the_library_is_migrated(tmp_path, worker, start, undisturbed, state_of):
    root, moments = tmp_path / "home", random.Random(SEED)
    with Library.open(root) as library:
        for number in range(worker.STEPS):
            worker.work(library, number, lambda text: None)
    older = (root / "library.db").read_bytes()
    process = start("kill", root)
    # The last one has time enough to end what it began.
    for delay_s in [*(moments.uniform(0, 0.015) for _ in range(max(12, KILLS // 2))), 1.0]:
        process.stdin.write(f"-1 {delay_s}\n")
        process.stdin.flush()
        json.loads(process.stdout.readline())
        try:
            Library.open(root, wait_s=0).close()
        except LibraryVersion:
            # What the reader does who goes back to the older Litmus.
            for name in ("library.db-wal", "library.db-shm"):
                (root / name).unlink(missing_ok=True)
            (root / f"library.db.v{len(schema.SCRIPTS)}.bak").replace(root / "library.db")
        with Library.open(root, wait_s=0) as library:
            assert library.check() == []
            # Files that only the newer library knew may be left over.
            assert state_of(library)[0] == undisturbed[0]
        for path in root.glob("library.db?*"):
            path.unlink()
        (root / "library.db").write_bytes(older)


@pytest.mark.parametrize("size_bytes", [*range(0, 24_000, 2_000), 45_000, 100_000, 200_000, 320_000])
def test_ended_within_a_write(tmp_path, worker, start, missing, size_bytes):
    root = tmp_path / "home"
    process = start("crash", root, size_bytes)
    acknowledged = process.communicate(timeout=60)[0].splitlines()
    assert process.returncode == -signal.SIGXFSZ
    with Library.open(root, wait_s=0) as library:
        assert library.check() == []
        assert missing(library, acknowledged) == []
        worker.work(library, 0, lambda text: None)
