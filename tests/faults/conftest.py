"""The worker process of the library's fault tests, as a module and as a command."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("library_worker.py")
TABLES = {
    "papers": "id, announced, version, digest, paper",
    "announcements": "date, source, digest, state, body",
    "sightings": "id, date, source",
    "days": "date, source, profile, announced, selected, rejected, failed, digest, day",
    "outcomes": "id, date, outcome",
    "labels": "id, relevant",
    "blobs": "sha256, size_bytes",
}


@pytest.fixture(scope="session")
def worker():
    spec = importlib.util.spec_from_file_location("library_worker", WORKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start():
    """Start a worker process; those that still run are ended with the test."""
    begun = []

    def begin(*args, **more):
        command = [sys.executable, str(WORKER), *map(str, args)]
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, **more)
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def state(library):
    """Everything stored but the row numbers, and the names of the files."""
    with library.reading() as db:
        rows = {
            name: sorted(map(repr, db.execute(f"SELECT {columns} FROM {name}"))) for name, columns in TABLES.items()
        }
    files = sorted(path.name for path in (library.root / "blobs").rglob("*") if path.is_file())
    return rows, files


@pytest.fixture(scope="session")
def undisturbed(worker, tmp_path_factory):
    """The final state of a run that nothing disturbed."""
    from litmuspaper.library.store import Library

    with Library.open(tmp_path_factory.mktemp("undisturbed") / "home") as library:
        for number in range(worker.STEPS):
            worker.work(library, number, lambda text: None)
        return state(library)


@pytest.fixture(scope="session")
def missing(worker):
    """Which of the acknowledged things a library does not hold."""

    def look(library, acknowledged):
        lost = []
        for text in sorted(set(acknowledged)):
            kind, number = text.split()
            number = int(number)
            if kind == "record":
                heard = worker.announcement(number)
                ids = [item.id for item in (*heard.papers, *heard.failures)]
                there = len(library.earlier(ids, worker.when(number + 1))) == len(ids) and all(
                    library.version_before(item.id, worker.when(number + 1)) == item for item in heard.papers
                )
            elif kind == "day":
                there = library.day(worker.when(number)) == worker.day(number)
            elif kind == "blob":
                import hashlib

                data = worker.blob(number)
                there = library.bytes_of(hashlib.sha256(data).hexdigest()) == data
            else:
                there = worker.label(number) in library.labels()
            if not there:
                lost.append(text)
        return lost

    return look


@pytest.fixture(scope="session")
def state_of():
    return state
