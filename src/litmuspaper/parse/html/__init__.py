"""HTML as LaTeXML and others write it becomes one document."""

from litmuspaper.parse.html.document import parse_html

__all__ = ["parse_html"]
