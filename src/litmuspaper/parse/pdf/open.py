"""Opens a PDF with pdfium, and says in our own errors what is wrong with it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litmuspaper.errors import ParseError

MAX_PAGES = 500
MAX_BYTES = 200_000_000
# pdfium keeps global state and must not be entered by two threads (its own documentation).
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """An open document, closed on every way out.

    Args:
        data: the PDF file.

    Yields:
        A `pypdfium2.PdfDocument`.

    Raises:
        ParseError: it is empty, too large, encrypted, broken, or has no page or more than 500.
    """
    _check_bytes(data)
    import pypdfium2  # type: ignore[import-untyped]

    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except (pypdfium2.PdfiumError, ValueError, OSError) as error:
            what, step = _reason(error)
            raise ParseError(what, next_step=step) from error
        try:
            _check_pages(len(document))
            yield document
        except pypdfium2.PdfiumError as error:
            what, step = _reason(error)
            raise ParseError(what, next_step=step) from error
        finally:
            document.close()


def _check_bytes(data: bytes) -> None:
    if not data.strip():
        raise ParseError("the PDF is empty", next_step="Download the file again")
    if len(data) > MAX_BYTES:
        raise ParseError(
            f"the PDF has {len(data):,} bytes, at most {MAX_BYTES:,} are read", next_step="Give a smaller file"
        )
    if b"%PDF" not in data[:1024]:
        raise ParseError("the file is not a PDF", next_step="Check its type, or download it again")


def _check_pages(count: int) -> None:
    if count < 1:
        raise ParseError("the PDF has no pages", next_step="Download the file again")
    if count > MAX_PAGES:
        raise ParseError(
            f"the PDF has {count} pages, at most {MAX_PAGES} are read",
            next_step="Give the paper alone, not the volume it stands in",
        )


def _reason(error: Exception) -> tuple[str, str]:
    """What is wrong with the file, and what to do about it."""
    if "password" in str(error).lower() or "security" in str(error).lower():
        return (
            "the PDF is encrypted and asks for a password",
            "Save a copy without a password (for example `qpdf --decrypt`) and give that",
        )
    return "the PDF is damaged or has no pages, it cannot be opened", "Download the file again"
