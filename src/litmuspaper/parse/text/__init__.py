"""Plain text, as converters leave it, becomes one document."""

from litmuspaper.parse.text.document import parse_text

__all__ = ["parse_text"]
