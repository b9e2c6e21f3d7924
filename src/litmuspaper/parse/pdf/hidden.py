"""Text that a PDF holds and no reader sees: white, tiny, invisible or outside the page."""

from collections.abc import Sequence
from typing import Any

from litmuspaper.parse.hidden import addressed, pieces
from litmuspaper.parse.pdf.chars import Page

_SAID = ("Title", "Subject", "Keywords")


def hidden_in(pages: Sequence[Page], said: str = "") -> tuple[str, ...]:
    """The hidden text of pages that are read already.

    Hidden is what is painted white on white, smaller than 2 pt, in an invisible mode (unless it is the text layer of
    a scanned page), transparent, or off the page. It never stands in the text of the document.

    Args:
        pages: in their order.
        said: what the file says of itself, of which only what speaks to a machine is taken.

    Returns:
        The hidden lines of each page in one piece, for an instruction may run over several.
    """
    return pieces([*(" ".join(page.hidden) for page in pages if page.hidden), *addressed(said)])


def described(document: Any) -> str:
    """Title, subject and keywords of an open `pypdfium2.PdfDocument`, a line each; no reader sees them."""
    return "\n".join(" ".join(document.get_metadata_value(key).split()) for key in _SAID)
