"""Every noun of Litmus: frozen models, no input or output.

A noun arrives with the room that makes it. Offsets are Unicode code points, half-open.
"""

from litmuspaper.types.base import Noun, one_line
from litmuspaper.types.day import Change, Day, Digest, Kind, MadeBy, Rejected, Revision, Selected, Statement
from litmuspaper.types.document import Document, Section, Span
from litmuspaper.types.paper import Announcement, AnnounceType, Author, Check, Failure, FeedState, Paper
from litmuspaper.types.reader import Criterion, FollowedAuthor, Label, Profile, Ranking, Verdict

__all__ = [
    "AnnounceType",
    "Announcement",
    "Author",
    "Change",
    "Check",
    "Criterion",
    "Day",
    "Digest",
    "Document",
    "Failure",
    "FeedState",
    "FollowedAuthor",
    "Kind",
    "Label",
    "MadeBy",
    "Noun",
    "Paper",
    "Profile",
    "Ranking",
    "Rejected",
    "Revision",
    "Section",
    "Selected",
    "Span",
    "Statement",
    "Verdict",
    "one_line",
]
