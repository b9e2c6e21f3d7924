"""A notice that a paper was withdrawn is not the paper: what is left of it holds nothing that can be judged.

The files of a withdrawn version hold a sentence that says so, at arXiv often after a line `%auto-ignore`.
"""

import re
from collections.abc import Mapping

from litmuspaper.errors import ParseError

_MOST_BYTES = 2_000  # a notice is a sentence or two; a paper about withdrawn papers is longer
_NOTICE = re.compile(
    rb"\b(?:paper|article|manuscript|preprint|submission|work|report)\s+(?:has|have|had|is|was|were)\b"
    rb"(?:\s+\w+){0,3}?\s+withdrawn\b|\bwithdrawn\s+by\s+(?:the\s+|its\s+)?(?:authors?|arxiv|submitter)\b",
    re.IGNORECASE,
)


def refuse_notice(files: Mapping[str, bytes]) -> None:
    """Pass over files that hold a paper.

    Args:
        files: content by name.

    Raises:
        ParseError: they hold nothing but a notice that the paper was withdrawn.
    """
    if sum(len(data) for data in files.values()) > _MOST_BYTES:
        return
    if any(_NOTICE.search(data) for data in files.values()):
        raise ParseError(
            "this is a notice that the paper was withdrawn, not the paper",
            next_step="Give an earlier version, such as 2601.00001v1, or the paper's own file",
        )
