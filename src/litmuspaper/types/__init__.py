"""Every noun of Litmus: frozen models, no input or output.

A noun arrives with the room that makes it. Offsets are Unicode code points, half-open.
"""

from litmuspaper.types.base import Noun, one_line
from litmuspaper.types.claim import Arm, Claim, Rank, SampleSize
from litmuspaper.types.day import (
    Change,
    Day,
    Digest,
    FullText,
    Kind,
    MadeBy,
    Neighbour,
    Rejected,
    Revision,
    Selected,
    Statement,
)
from litmuspaper.types.document import (
    Cell,
    Citation,
    Document,
    Equation,
    Figure,
    Reference,
    Section,
    Span,
    Table,
)
from litmuspaper.types.outcome import Cost, Outcome, PrintedNumber, Row, Settled, Status, Summary, Tested
from litmuspaper.types.paper import Announcement, AnnounceType, Author, Check, Failure, FeedState, Paper
from litmuspaper.types.reader import Breadth, Criterion, FollowedAuthor, Label, Profile, Ranking, Verdict
from litmuspaper.types.review import Finding, Judged, Judgement, Measured, Review, Severity

__all__ = [
    "AnnounceType",
    "Announcement",
    "Arm",
    "Author",
    "Breadth",
    "Cell",
    "Change",
    "Check",
    "Citation",
    "Claim",
    "Cost",
    "Criterion",
    "Day",
    "Digest",
    "Document",
    "Equation",
    "Failure",
    "FeedState",
    "Figure",
    "Finding",
    "FollowedAuthor",
    "FullText",
    "Judged",
    "Judgement",
    "Kind",
    "Label",
    "MadeBy",
    "Measured",
    "Neighbour",
    "Noun",
    "Outcome",
    "Paper",
    "PrintedNumber",
    "Profile",
    "Rank",
    "Ranking",
    "Reference",
    "Rejected",
    "Review",
    "Revision",
    "Row",
    "SampleSize",
    "Section",
    "Selected",
    "Settled",
    "Severity",
    "Span",
    "Statement",
    "Status",
    "Summary",
    "Table",
    "Tested",
    "Verdict",
    "one_line",
]
