"""The error tree. Every error says what happened, where, and what to do next.

    LitmusError
    ├── ConfigError            a setting, a profile or a criteria file cannot be used          exit 2
    │   └── PluginError        a source, parser or publisher of that name is not installed
    ├── SourceError            a source's answer cannot be used                                exit 3
    │   └── NetworkError       the answer did not come
    │       ├── Unreachable    no connection, or none in time
    │       ├── Refused        our own policy forbids the address, the redirect or the size
    │       ├── Throttled      the server asks us to slow down (429, 503)
    │       └── BadAnswer      an error status, a wrong type, a truncated body
    ├── ParseError             a paper's file cannot be read                                    exit 3
    ├── ArchiveError           an archive is unsafe or broken                                   exit 3
    ├── LibraryError           the reader's state cannot be read or written                     exit 4
    │   ├── LibraryBusy        another process is writing it
    │   ├── LibraryVersion     it was written by a newer Litmus
    │   └── LibraryDamaged     its bytes are not what was stored
    └── PublishError           the output cannot be written                                     exit 5

Exit codes of `litmus`: 0 done (a quiet day too), 2 usage or configuration, 3 the day cannot be trusted
(no answer, a stale or truncated feed; the page is still written and says so), 4 library, 5 output,
130 interrupted, 1 anything unforeseen.
"""

from typing import ClassVar


class LitmusError(Exception):
    """Any error that Litmus foresees.

    Args:
        what: what happened, in one sentence without a full stop.
        where: the file, line, address or id concerned; empty where there is none.
        next_step: what the user can do about it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        """The three parts on one line, those that are empty left out."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.next_step}" if self.next_step else head


class ConfigError(LitmusError):
    """A setting, a profile or a criteria file cannot be used."""

    exit_code = 2


class PluginError(ConfigError):
    """A source, parser or publisher of that name is not installed."""


class SourceError(LitmusError):
    """A source's answer cannot be used."""

    exit_code = 3


class NetworkError(SourceError):
    """An answer did not come."""


class Unreachable(NetworkError):
    """No connection, or none in time."""


class Refused(NetworkError):
    """Our own policy forbids the address, the redirect or the size."""


class Throttled(NetworkError):
    """The server asks us to slow down.

    Args:
        what: what happened.
        where: the address.
        next_step: what the user can do.
        retry_after_s: the server's own wish in seconds, None where it gave none.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.retry_after_s = retry_after_s


class BadAnswer(NetworkError):
    """An error status, a wrong type or a truncated body.

    Args:
        what: what happened.
        where: the address.
        next_step: what the user can do.
        status: the HTTP status, None where the fault lies in the body.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str = "", status: int | None = None) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.status = status


class ParseError(LitmusError):
    """A paper's file cannot be read."""

    exit_code = 3


class ArchiveError(LitmusError):
    """An archive is unsafe or broken."""

    exit_code = 3


class LibraryError(LitmusError):
    """The reader's state cannot be read or written."""

    exit_code = 4


class LibraryBusy(LibraryError):
    """Another process is writing the library."""


class LibraryVersion(LibraryError):
    """The library was written by a newer Litmus."""


class LibraryDamaged(LibraryError):
    """The library's bytes are not what was stored."""


class PublishError(LitmusError):
    """The output cannot be written."""

    exit_code = 5
