"""Thumbs from the pages that `litmus serve` shows: told to these pages alone, and taken from them alone.

Another site's page cannot read `labels.json` (same-origin policy), so it has no token; it cannot send JSON with a
header of its own (no answer to a preflight); it cannot hide where it comes from (Origin, Sec-Fetch-Site), nor come in
under its own name (Host). Each of these is checked by itself.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus
from pathlib import Path

from litmuspaper.errors import LibraryBusy, LibraryError

TOLD_AT = "/labels.json"
KEPT_AT = "/label"
TOKEN_HEADER = "Litmus-Token"  # noqa: S105 (a header's name)
MAX_BODY_BYTES = 4096
MAX_ID_LENGTH = 500
WAIT_S = 3.0


@dataclass(frozen=True)
class Answer:
    """What the page is told: a status and an object; `error` in it says in words what is wrong."""

    status: HTTPStatus
    content: Mapping[str, object]

    @property
    def body(self) -> bytes:
        """The object as JSON."""
        return json.dumps(self.content).encode()


@dataclass(frozen=True)
class ServedLabels:
    """The labels of one library, as one run of the server tells and keeps them.

    `root` is the library's folder; `token` is new with every run.
    """

    root: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def told(self) -> Answer:
        """Every thumb of the reader by the paper's id, and the token that a thumb from the page must bring."""
        from litmuspaper.library.store import Library

        labels: dict[str, bool] = {}
        try:
            if (self.root / "library.db").exists():
                with Library.open(self.root, read_only=True) as library:
                    labels = {label.id: label.relevant for label in library.labels()}
        except LibraryError as error:
            return _wrong(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        return Answer(HTTPStatus.OK, {"token": self.token, "labels": labels})

    def kept(self, body: bytes) -> Answer:
        """Keep the thumb that a page sent, or take it back, and tell what the library then holds.

        Args:
            body: JSON of `id` and `relevant`: true, false, or null to take the thumb back.

        Returns:
            `id` and `relevant` as they are now, and `known`, false, where the library has no text of that paper yet,
            so that the thumb cannot teach. 503 where another process writes the library: then nothing changed.
        """
        from litmuspaper.library.store import Library
        from litmuspaper.types import Label

        try:
            id, relevant = _thumb(body)
        except ValueError as fault:
            return _wrong(HTTPStatus.BAD_REQUEST, str(fault))
        try:
            with Library.open(self.root, wait_s=WAIT_S) as library:
                if relevant is None:
                    library.unlabel([id])
                else:
                    today = datetime.now(UTC).date()
                    library.label(Label(id=id, relevant=relevant, made=today, origin="page"))
                # Asked anew: a label with a later day, of a clock that ran ahead, is not overruled.
                now = next((label.relevant for label in library.labels() if label.id == id), None)
                unknown = now is not None and not library.with_text([id])
        except LibraryBusy as error:
            return _wrong(HTTPStatus.SERVICE_UNAVAILABLE, f"{error.what}. Press again when it has finished")
        except LibraryError as error:
            return _wrong(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        return Answer(HTTPStatus.OK, {"id": id, "relevant": now} | ({"known": False} if unknown else {}))

    def refused(self, headers: Message, port: int, *, posted: bool) -> Answer | None:
        """Why a request is not one of the pages of this server; None where it is.

        Args:
            headers: the request's headers.
            port: the port that the server listens on.
            posted: whether the request would change something: then it must say where it comes from.

        Returns:
            The answer that refuses it.
        """
        host = _only(headers, "Host").lower()
        if host not in _own_names(port):
            return _wrong(HTTPStatus.MISDIRECTED_REQUEST, "this server answers only to localhost")
        origin = _only(headers, "Origin")
        if (origin or posted) and origin != f"http://{host}":
            return _wrong(HTTPStatus.FORBIDDEN, "only the pages of this server may ask")
        if _only(headers, "Sec-Fetch-Site") not in ("", "same-origin", *(() if posted else ("none",))):
            return _wrong(HTTPStatus.FORBIDDEN, "only the pages of this server may ask")
        if not posted:
            return None
        media = _only(headers, "Content-Type").partition(";")[0].strip().lower()
        if media != "application/json":
            return _wrong(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a thumb comes as application/json")
        if not secrets.compare_digest(_only(headers, TOKEN_HEADER).encode(), self.token.encode()):
            return _wrong(HTTPStatus.FORBIDDEN, "the token is not of this run of litmus serve: load the page again")
        return None


def body_length(headers: Message) -> int | None:
    """How many bytes the body has, None where the request does not say it in the one plain way."""
    length = _only(headers, "Content-Length")
    is_plain = length.isascii() and length.isdigit() and len(length) < 16 and "Transfer-Encoding" not in headers
    return int(length) if is_plain else None


def _thumb(body: bytes) -> tuple[str, bool | None]:
    """The id and the thumb in a body; a ValueError says what is wrong."""
    try:
        given = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    if not isinstance(given, dict) or set(given) != {"id", "relevant"}:
        raise ValueError("the body is not an object of id and relevant")
    id, relevant = given["id"], given["relevant"]
    if not isinstance(id, str) or not 0 < len(id) <= MAX_ID_LENGTH or not id.isprintable() or id != id.strip():
        raise ValueError(f"id is no text of 1 to {MAX_ID_LENGTH} printed characters")
    if not (relevant is None or isinstance(relevant, bool)):
        raise ValueError("relevant is neither true nor false nor null")
    return id, relevant


def _own_names(port: int) -> set[str]:
    names = ("127.0.0.1", "localhost")
    return {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())


def _only(headers: Message, name: str) -> str:
    """A header's value, empty where it is missing, a comma where it comes twice: nothing that is asked for has one."""
    found = headers.get_all(name) or []
    return str(found[0]).strip() if len(found) == 1 else "," * (len(found) > 1)


def _wrong(status: HTTPStatus, words: str) -> Answer:
    return Answer(status, {"error": words})
