"""When was a paper in an OAI list announced? The list does not say; its version dates and ids tell nearly always.

A record's datestamp is its last modification of any kind: a journal reference added to a paper of 2019 stamps it
today. So the day is taken from the newest version's submission: the earliest mailing after the deadline that it
made. For a first version this is a lower bound, since moderation can hold a paper back; but arXiv gives out ids
in the order of announcement, so a paper is announced no earlier than any paper with a smaller id. The running
maximum of the bounds over the ids is the day.
"""

import re
from collections.abc import Iterable
from datetime import date as Date

from litmuspaper.collect.mailings import mailing_for
from litmuspaper.collect.oai_format import Record
from litmuspaper.types import Paper

_NEW_STYLE = re.compile(r"([0-9]{4})\.([0-9]{4,5})")


def announced_days(records: Iterable[Record]) -> dict[str, Date]:
    """The day on which each record's newest version was announced, by id.

    Args:
        records: records of one list, deleted ones and failures left aside here.

    Returns:
        A day for each paper; never later than its datestamp, which is the day where a version has no date.
    """
    days: dict[str, Date] = {}
    firsts: list[tuple[tuple[int, int], str, Date, Date]] = []
    for record in records:
        paper = record.content
        if not isinstance(paper, Paper):
            continue
        bound = mailing_for(record.last) if record.last else record.stamped
        match = _NEW_STYLE.fullmatch(paper.id)
        if paper.announce_type == "new" and match:
            firsts.append(((int(match[1]), int(match[2])), paper.id, bound, record.stamped))
        else:
            days[paper.id] = min(bound, record.stamped)
    reached = Date.min
    for _, name, bound, stamped in sorted(firsts):
        reached = max(reached, min(bound, stamped))
        days[name] = min(reached, stamped)
    return days
