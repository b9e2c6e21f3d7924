"""PDFs: characters, fonts and rules become one document."""

from litmuspaper.parse.pdf.document import parse_pdf

__all__ = ["parse_pdf"]
