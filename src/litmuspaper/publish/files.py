"""Writing below one folder: whole files or none, and names that no paper can choose."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from litmuspaper.errors import PublishError

_NEW_STYLE = re.compile(r"[0-9](?:[a-z0-9-]|\.(?=[a-z0-9])){0,63}|[a-z]{4,20}[.-][0-9]{1,12}")
_OLD_STYLE = re.compile(r"[a-z-]{2,20}(?:\.[A-Z]{2})?/[0-9]{7}")
_UNSAFE = re.compile(r"[^a-z0-9]+")
GENERATOR = '<meta name="generator" content="Litmus'


def write_atomic(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Args:
        path: the file; its folder is made where it is missing.
        content: the bytes, or text that is written as UTF-8.

    Returns:
        The same path.

    Raises:
        PublishError: the folder or the file cannot be written.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".litmus-", suffix=".part")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp gives 0600; a published page is for a web server to read too.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise PublishError(
            f"cannot be written: {error.strerror or error}",
            where=str(path),
            next_step="Free some space, or give a folder that you may write with --out",
        ) from error
    return path


def file_name(paper_id: str) -> str:
    """A file name for a paper's page: its own id where that is plain, else a slug and part of its sha256.

    Two ids never share a name, on a file system that ignores case too.

    Args:
        paper_id: the source's identifier, any text.

    Returns:
        A name of letters, digits, `.`, `_` and `-`, ending in `.html`.
    """
    if _NEW_STYLE.fullmatch(paper_id):
        return f"{paper_id}.html"
    if _OLD_STYLE.fullmatch(paper_id):
        return f"{paper_id.replace('/', '_')}.html"
    digest = hashlib.sha256(paper_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    slug = _UNSAFE.sub("-", paper_id.lower()).strip("-")[:40]
    return f"x-{slug or 'paper'}-{digest}.html"


def remove_others(folder: Path, keep: set[Path]) -> None:
    """Remove the pages of an earlier run that this run did not write; files that Litmus did not make stay.

    Args:
        folder: the folder of one day's papers.
        keep: the files of this run.

    Raises:
        PublishError: an old page cannot be removed.
    """
    for path in sorted(folder.glob("*.html")):
        if path in keep or path.is_symlink() or not path.is_file():
            continue
        try:
            if GENERATOR in path.read_text(encoding="utf-8", errors="replace")[:2000]:
                path.unlink()
        except OSError as error:
            raise PublishError(
                f"an old page cannot be removed: {error.strerror or error}",
                where=str(path),
                next_step="Remove it by hand, or give a folder that you may write with --out",
            ) from error
