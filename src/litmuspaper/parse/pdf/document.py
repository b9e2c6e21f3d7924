"""PDF to Document: what a reader sees, in the order in which it is read."""

import time

from litmuspaper.errors import ParseError
from litmuspaper.parse.pdf.blocks import blocks_of, measures
from litmuspaper.parse.pdf.captions import pair_captions
from litmuspaper.parse.pdf.chars import Page, read_page
from litmuspaper.parse.pdf.flow import in_flow, note_marks, vocabulary
from litmuspaper.parse.pdf.front import Front, arxiv_stamp, read_front
from litmuspaper.parse.pdf.headings import settle_levels
from litmuspaper.parse.pdf.hidden import described, hidden_in
from litmuspaper.parse.pdf.layout import reading_order
from litmuspaper.parse.pdf.open import opened
from litmuspaper.parse.pdf.weight import Widths, settle_bold
from litmuspaper.parse.pdf.write import Writer
from litmuspaper.types import Document, Paper

LIMIT_S = 30.0
_CHARS_OF_A_SCAN = 25
_NO_TEXT = "the PDF has no text layer, its pages are pictures or empty"
_RECOGNISE = "Run text recognition over it (for example `ocrmypdf`) and give the result"


def parse_pdf(data: bytes) -> Document:
    """Read a PDF.

    Text that no reader sees is left out and kept as `hidden`. Marks of cells are None where a font tells neither
    by its name nor by its widths. Formulas are the raw characters, not TeX.

    Args:
        data: the file; at most 200 MB and 500 pages are read.

    Returns:
        The document; its paper has arXiv's identifier where the first page is stamped with one, else an empty one.

    Raises:
        ParseError: the file is empty, broken, encrypted, too long, has no text layer, or took more than 30 s.
    """
    end = time.monotonic() + LIMIT_S
    pages, said = _pages(data, end)
    if not _has_text(pages):
        raise ParseError(_NO_TEXT, next_step=_RECOGNISE)
    lines = reading_order(pages, lambda done: _in_time(end, done, len(pages)))
    usual = measures(lines)
    usual.rules = {n: page.drawn.across for n, page in enumerate(pages)}
    blocks = blocks_of(lines, usual)
    settle_levels([b.heading for b in blocks if b.heading])
    known = vocabulary(line for line in lines if line.region is None)
    captions = pair_captions(blocks, known)
    flow = in_flow(blocks)
    marks = note_marks(blocks)
    front = read_front(flow, known, marks)
    writer = Writer(known, captions, marks)
    document = writer.document(_paper(front, pages[0]), front, flow)
    if not document.text.strip():
        raise ParseError(_NO_TEXT, next_step=_RECOGNISE)
    return document.model_copy(update={"hidden": hidden_in(pages, said), "dated": _dated(pages[0])})


def _pages(data: bytes, end: float) -> tuple[list[Page], str]:
    widths = Widths()
    pages: list[Page] = []
    with opened(data) as document:
        for n in range(len(document)):
            pages.append(read_page(document, n, widths))
            _in_time(end, n + 1, len(document))
        said = described(document)
    weights = widths.weights()
    for page in pages:
        settle_bold(page.words, weights)
    return pages, said


def _in_time(end: float, done: int, count: int) -> None:
    if time.monotonic() > end:
        raise ParseError(
            f"reading the PDF took more than {LIMIT_S:.0f} s; {done} of {count} pages were done",
            next_step="Give another format of the paper, or fewer pages",
        )


def _has_text(pages: list[Page]) -> bool:
    letters = sum(len(w.text) for page in pages for w in page.words)
    pictured = sum(bool(page.drawn.pictures) for page in pages)
    scanned = letters < _CHARS_OF_A_SCAN * len(pages) and pictured >= 0.5 * len(pages)
    return letters > 0 and not scanned


def _dated(first: Page) -> tuple[str, ...]:
    """The whole of arXiv's stamp on a first page: its day is that of this version."""
    return tuple(word.text for word in first.turned if word.text.replace(" ", "").startswith("arXiv:"))[:1]


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
