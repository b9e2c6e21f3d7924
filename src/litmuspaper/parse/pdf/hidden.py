"""Text that a PDF holds and no reader sees: white, tiny, invisible or outside the page."""

import time

from litmuspaper.parse.pdf.chars import read_page
from litmuspaper.parse.pdf.open import opened

_LIMIT_S = 30.0


def hidden_text(data: bytes) -> list[str]:
    """The hidden text of a PDF, one string a line, in the order of the pages.

    Hidden is what is painted white on white, smaller than 2 pt, in an invisible mode (unless it is the text layer of
    a scanned page), transparent, or off the page. It never stands in the text of the document. Reading stops
    after 30 s; a file that cannot be read raises the ParseError of `parse_pdf`.

    Args:
        data: the PDF file.

    Returns:
        Lines without white space around them; empty where nothing is hidden.
    """
    out: list[str] = []
    end = time.monotonic() + _LIMIT_S
    with opened(data) as document:
        for n in range(len(document)):
            if time.monotonic() > end:
                break
            out += [t for line in read_page(document, n).hidden if (t := line.strip())]
    return out
