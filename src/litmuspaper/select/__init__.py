"""select: the reader's own words rank the papers; each choice has a quoted reason, each refusal a reason too."""

from litmuspaper.select.ranking import limit, select

__all__ = ["limit", "select"]
