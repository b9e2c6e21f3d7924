"""What the room asks of a client: `litmuspaper.net.Client` has it, a replay in tests too."""

from collections.abc import Collection, Mapping
from typing import Protocol


class Answer(Protocol):
    """What came back."""

    @property
    def body(self) -> bytes:
        """The body, unpacked."""


class Getter(Protocol):
    """Fetches an address within the pace and the limits of `litmuspaper.net`."""

    def get(self, url: str, *, params: Mapping[str, str] | None = None, accept: Collection[str] = ()) -> Answer:
        """The answer to a GET; every trouble is a NetworkError."""


XML_TYPES = ("application/xml", "text/xml", "application/atom+xml", "application/rss+xml")
HTML_TYPES = ("text/html", "application/xhtml+xml")
