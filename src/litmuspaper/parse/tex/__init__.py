"""LaTeX sources: files, macros, tables, formulas and references become one document."""

from litmuspaper.parse.tex.document import parse_tex, read_tex

__all__ = ["parse_tex", "read_tex"]
