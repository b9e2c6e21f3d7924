"""A full disk, a read-only one, and bytes that changed: a clear error, nothing lost, and the next run completes."""

import errno
import os
import shutil
import subprocess

import pytest

from litmuspaper.errors import LibraryDamaged, LibraryError
from litmuspaper.library import blobs
from litmuspaper.library.store import Library


def acknowledgements(process):
    lines = process.communicate(timeout=60)[0].splitlines()
    return [line for line in lines if not line.startswith("error")], [x for x in lines if x.startswith("error")]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own; `mount` needs root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("mounting a small disk needs root and mount(8)")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode().strip()}")
    yield folder, lambda option: subprocess.run([mount, "-o", f"remount,{option}", str(folder)], check=True)
    subprocess.run([umount, str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_the_next_run_completes(
    small_disk, start, worker, missing, undisturbed, state_of
):
    disk, remount = small_disk
    root = disk / "home"
    acknowledged, errors = acknowledgements(start("work", root))
    assert acknowledged, "the disk was full before anything was written"
    assert len(errors) == 1
    assert "the disk is full; nothing acknowledged was lost" in errors[0]
    assert f"Free space in {root} and run again" in errors[0]
    with Library.open(root, read_only=True) as library:
        assert missing(library, acknowledged) == []
    remount("size=20m")
    with Library.open(root) as library:
        assert library.check() == []
        assert missing(library, acknowledged) == []
    again, errors = acknowledgements(start("work", root))
    assert (len(again), errors) == (4 * worker.STEPS, [])
    with Library.open(root) as library:
        assert state_of(library) == undisturbed


def test_a_read_only_disk_is_readable_and_says_why_it_cannot_be_written(small_disk, worker):
    disk, remount = small_disk
    root = disk / "home"
    with Library.open(root) as library:
        worker.work(library, 0, lambda text: None)
    remount("ro")
    with pytest.raises(LibraryError, match=r"cannot be written here.*writable.*LITMUS_HOME"):
        Library.open(root)
    with Library.open(root, read_only=True) as library:
        assert library.day(worker.when(0)) == worker.day(0)
        assert library.check() == []
    with pytest.raises(LibraryError, match="cannot be written here"):
        Library.open(disk / "new")
    remount("rw")


@pytest.mark.parametrize("size_bytes", [*range(0, 20_000, 3_000), 45_000, 100_000, 200_000, 320_000])
def test_no_write_beyond_a_limit_at_any_size(tmp_path, start, missing, worker, size_bytes):
    root = tmp_path / "home"
    acknowledged, errors = acknowledgements(start("starve", root, size_bytes))
    assert len(errors) == 1
    assert errors[0].startswith("error LibraryError")
    with Library.open(root) as library:
        assert library.check() == []
        assert missing(library, acknowledged) == []
        worker.work(library, 0, lambda text: None)


def test_a_disk_that_fails_under_a_file_of_bytes(tmp_path, monkeypatch):
    def fail(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Library.open(tmp_path / "home") as library:
        with monkeypatch.context() as patch:
            patch.setattr(blobs.os, "fsync", fail)
            with pytest.raises(LibraryError, match="the disk is full"):
                library.put(b"raw")
        assert [path for path in (tmp_path / "home" / "blobs").rglob("*") if path.is_file()] == []
        assert library.bytes_of(library.put(b"raw")) == b"raw"


@pytest.fixture
def filled(tmp_path, worker):
    root = tmp_path / "home"
    with Library.open(root) as library:
        for number in range(10):
            worker.work(library, number, lambda text: None)
    return root


def outcome(root):
    """`sound`, `found` by the doctor, or the `error` that refused to open."""
    try:
        with Library.open(root, read_only=True) as library:
            return "found" if library.check() else "sound"
    except LibraryDamaged as error:
        return "error" if "litmus doctor" in error.next_step else "an error without advice"


def test_a_page_of_rubbish_anywhere_is_found(filled):
    file = filled / "library.db"
    whole = file.read_bytes()
    assert outcome(filled) == "sound"
    for start in range(0, len(whole), 4096 * 7):
        file.write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        assert outcome(filled) in ("found", "error"), f"page {start // 4096 + 1}"
    file.write_bytes(whole)
    assert outcome(filled) == "sound"


def test_a_file_cut_short_is_found(filled):
    file = filled / "library.db"
    whole = file.read_bytes()
    for size in (0, 1, 99, 100, 4095, 4096, 20_000, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        file.write_bytes(whole[:size])
        assert outcome(filled) in ("found", "error"), f"{size} of {len(whole)} bytes"
        with pytest.raises(LibraryDamaged):
            raise_or_use(filled)


def raise_or_use(root):
    """Open for writing; a cut file that opens must at least be found by the check."""
    with Library.open(root) as library:
        if library.check():
            raise LibraryDamaged("found by the check")


def test_a_journal_without_its_database_is_not_started_over(filled):
    (filled / "library.db").rename(filled / "library.db.away")
    (filled / "library.db-wal").write_bytes(b"journal")
    with pytest.raises(LibraryDamaged, match="its journal is still here"):
        Library.open(filled)
    assert not (filled / "library.db").exists()
