"""parse: a paper's files become one Document with stable offsets.

What is read today is the announcement itself: title and abstract.
"""

from litmuspaper.parse.abstract import parse_abstract as parse

__all__ = ["parse"]
