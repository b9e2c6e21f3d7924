"""PDF to Document: what a reader sees, in the order in which it is read."""

import time

from litmuspaper.errors import ParseError
from litmuspaper.parse.build import Builder
from litmuspaper.parse.pdf_blocks import blocks_of, equation_number, measures
from litmuspaper.parse.pdf_captions import Caption, pair_captions
from litmuspaper.parse.pdf_chars import Page, read_page
from litmuspaper.parse.pdf_flow import in_flow, joined_text, note_marks, vocabulary
from litmuspaper.parse.pdf_front import Front, arxiv_stamp, read_front
from litmuspaper.parse.pdf_headings import settle_levels
from litmuspaper.parse.pdf_layout import reading_order
from litmuspaper.parse.pdf_open import opened
from litmuspaper.parse.pdf_weight import Widths, settle_bold
from litmuspaper.parse.pdf_write import Writer
from litmuspaper.types import Document, Paper

LIMIT_S = 30.0
_CHARS_OF_A_SCAN = 25


def parse_pdf(data: bytes) -> Document:
    """Read a PDF.

    Text that no reader sees is left out (`hidden_text` gives it). Marks of cells are None where a font tells neither
    by its name nor by its widths. Formulas are the raw characters, not TeX.

    Args:
        data: the file; at most 200 MB and 500 pages are read.

    Returns:
        The document; its paper has arXiv's identifier where the first page is stamped with one, else an empty one.

    Raises:
        ParseError: the file is empty, broken, encrypted, too long, has no text layer, or took more than 30 s.
    """
    pages = _pages(data)
    lines = reading_order(pages)
    usual = measures(lines)
    usual.rules = {n: page.drawn.across for n, page in enumerate(pages)}
    blocks = blocks_of(lines, usual)
    settle_levels([b.heading for b in blocks if b.heading])
    known = vocabulary(line for line in lines if line.region is None)
    captions = pair_captions(blocks, known)
    flow = in_flow(blocks)
    front = read_front(flow, known)
    writer = Writer(known, captions, note_marks(blocks))
    return writer.document(_paper(front, pages[0]), front, flow)


def _pages(data: bytes) -> list[Page]:
    widths = Widths()
    pages: list[Page] = []
    end = time.monotonic() + LIMIT_S
    with opened(data) as document:
        for n in range(len(document)):
            pages.append(read_page(document, n, widths))
            if time.monotonic() > end:
                raise ParseError(
                    f"reading the PDF took more than {LIMIT_S:.0f} s; {n + 1} of {len(document)} pages were read",
                    next_step="Give another format of the paper, or fewer pages",
                )
    _check_text(pages)
    weights = widths.weights()
    for page in pages:
        settle_bold(page.words, weights)
    return pages


def _check_text(pages: list[Page]) -> None:
    letters = sum(len(w.text) for page in pages for w in page.words)
    pictured = sum(bool(page.drawn.pictures) for page in pages)
    if not letters or (letters < _CHARS_OF_A_SCAN * len(pages) and pictured >= 0.5 * len(pages)):
        raise ParseError(
            "the PDF has no text layer, its pages are pictures or empty",
            next_step="Run text recognition over it (for example `ocrmypdf`) and give the result",
        )


def _paper(front: Front, first: Page) -> Paper:
    stamp = arxiv_stamp(first)
    identifier, version, category = stamp or ("", None, None)
    return Paper(
        id=identifier,
        version=version,
        title=front.title,
        abstract=front.abstract,
        authors=front.authors,
        categories=(category,) if category else (),
    )
