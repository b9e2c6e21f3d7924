"""One writer at a time, and an error that names the other."""

import errno
import fcntl
import os
import threading
import time

import pytest

from litmuspaper.errors import LibraryBusy, LibraryError
from litmuspaper.library.store import Library


def test_a_second_writer_is_told_who_is_writing(root, make):
    with Library.open(root) as first:
        with pytest.raises(LibraryBusy, match=f"process {os.getpid()} .since 2"):
            Library.open(root, wait_s=0.1)
        first.save_day(make.day())
    with Library.open(root, wait_s=0) as second:
        assert second.days() == [make.DAY]


def test_a_second_writer_waits_for_the_first(root):
    first = Library.open(root)
    begun = time.monotonic()
    timer = threading.Timer(0.2, first._lock.release)
    timer.start()
    with Library.open(root, wait_s=20):
        assert time.monotonic() - begun >= 0.15
    timer.join()
    first.close()


def test_readers_need_no_lock(root, make):
    with Library.open(root) as writer, Library.open(root, read_only=True) as reader:
        assert reader.days() == []
        writer.save_day(make.day())
        assert reader.days() == [make.DAY]


def test_a_lock_file_left_behind_is_no_lock(root):
    root.mkdir()
    (root / "library.lock").write_text('{"pid": 1, "since": "2020-01-01T00:00:00+00:00"}')
    with Library.open(root, wait_s=0) as library:
        assert library.days() == []


def test_a_file_system_without_locks_is_named_as_the_reason(root, monkeypatch):
    def refuse(descriptor, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(LibraryError, match=r"refuses locks.*LITMUS_HOME"):
        Library.open(root)


def test_a_failed_opening_gives_the_lock_back(root):
    root.mkdir()
    (root / "library.db").write_bytes(b"")
    for _ in range(2):
        with pytest.raises(LibraryError, match="empty"):
            Library.open(root, wait_s=0)
