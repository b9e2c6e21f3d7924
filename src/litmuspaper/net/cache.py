"""Answers kept for conditional requests (RFC 9110, section 13): asked again, an unchanged page is not sent again.

One file an address, named by the address's hash, so that no address and no key in it is ever written: a line of
JSON, then the body. A file whose body does not match its sha256 is dropped. The cache is a help, never a need:
where it cannot be written, nothing is kept.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HEADERS = ("etag", "last-modified", "content-type")
_LONGEST_HEADER = 1024
CACHE_BYTES = 256 << 20


@dataclass(frozen=True)
class Kept:
    """A stored answer: its body and the headers `etag`, `last-modified` and `content-type`."""

    headers: Mapping[str, str]
    body: bytes

    def conditions(self) -> dict[str, str]:
        """The headers that ask whether the answer has changed."""
        names = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return {condition: self.headers[name] for condition, name in names if self.headers.get(name)}


class Cache:
    """Stored answers of one folder.

    Args:
        folder: made when the first answer is kept.
        limit_bytes: size of all answers together; the oldest go first.
    """

    def __init__(self, folder: Path, limit_bytes: int = CACHE_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def get(self, url: str, accept: str) -> Kept | None:
        """The stored answer, None where there is none or it is damaged."""
        path = self._path(url, accept)
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            stored = json.loads(head)
            headers = {name: stored[name] for name in _HEADERS if isinstance(stored.get(name), str)}
            if stored["sha256"] == hashlib.sha256(body).hexdigest():
                return Kept(headers, body)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            pass
        with contextlib.suppress(OSError):
            path.unlink()
        return None

    def put(self, url: str, accept: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep an answer that can be asked for by condition; anything else is left.

        Args:
            url: the address that gave the answer.
            accept: the media types that were asked for.
            headers: the answer's headers.
            body: the answer's body, unpacked.
        """
        kept = {name: headers[name] for name in _HEADERS if headers.get(name)}
        conditional = "etag" in kept or "last-modified" in kept
        wanted = "no-store" not in headers.get("cache-control", "").lower()
        if not conditional or not wanted or len(body) > self._limit_bytes // 4:
            return
        if any(len(value) > _LONGEST_HEADER or not value.isprintable() for value in kept.values()):
            return
        head = json.dumps({**kept, "sha256": hashlib.sha256(body).hexdigest()}).encode()
        with contextlib.suppress(OSError):
            self._write(self._path(url, accept), head + b"\n" + body)
            self._prune()

    def _path(self, url: str, accept: str) -> Path:
        return self._folder / hashlib.sha256(f"{url}\n{accept}".encode()).hexdigest()

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix="new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # No fsync: after a power cut the sha256 finds a torn file, and the page is asked for again.
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def _prune(self) -> None:
        files = [(file.stat(), file.path) for file in os.scandir(self._folder) if file.is_file()]
        size = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda pair: pair[0].st_mtime):
            if size <= self._limit_bytes:
                return
            os.unlink(path)
            size -= stat.st_size
