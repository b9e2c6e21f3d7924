"""JATS, the XML of journals, becomes one document."""

from litmuspaper.parse.jats.document import parse_jats

__all__ = ["parse_jats"]
