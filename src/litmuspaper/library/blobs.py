"""Raw bytes, stored once, each in a file named by its sha256."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from litmuspaper.errors import LibraryError

_SHA256 = re.compile(r"[0-9a-f]{64}")


def path_of(root: Path, sha256: str) -> Path:
    """Where the bytes of that sha256 are kept.

    Args:
        root: the library's folder.
        sha256: 64 lower-case hexadecimal digits.

    Returns:
        A path below `root/blobs`, whether the file exists or not.

    Raises:
        LibraryError: it is not a sha256.
    """
    if not _SHA256.fullmatch(sha256):
        raise LibraryError(f"{sha256[:80]!r} is not a sha256", where=str(root / "blobs"))
    return root / "blobs" / sha256[:2] / sha256[2:]


def holds(path: Path, sha256: str) -> bool:
    """Whether the file is there and its bytes have that sha256."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def write(root: Path, data: bytes) -> str:
    """Store the bytes; they are on the disk when this returns. A damaged file of the same name is made good."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(root, sha256)
    if not holds(path, sha256):
        drafts = _drafts(root)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Each new folder's name has to be durable too, or a power cut takes the file with it.
            sync_folder(path.parent.parent)
            sync_folder(root)
        drafts.mkdir(exist_ok=True)
        write_atomically(path, data, drafts)
    return sha256


def write_atomically(path: Path, data: bytes, drafts: Path | None = None) -> None:
    """Write a file so that, whatever happens, it holds either all of the data or what it held before.

    Args:
        path: the file.
        data: all of its bytes.
        drafts: the folder on the same disk for the unfinished file; the file's own folder by default.
    """
    descriptor, draft = tempfile.mkstemp(dir=drafts or path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a rename survives a power cut only after this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_drafts(root: Path) -> None:
    """Remove what a killed writer left unfinished; only the one writer may call this."""
    if _drafts(root).is_dir():
        for draft in _drafts(root).iterdir():
            draft.unlink()


def _drafts(root: Path) -> Path:
    return root / "blobs" / "drafts"
