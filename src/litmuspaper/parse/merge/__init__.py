"""Several readings of one paper become one document, block by block."""

from litmuspaper.parse.merge.document import merge, read_merged
from litmuspaper.parse.merge.same import is_same_paper
from litmuspaper.parse.merge.tables import NAMES as SOURCES

__all__ = ["SOURCES", "is_same_paper", "merge", "read_merged"]
