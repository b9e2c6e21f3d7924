"""When was a paper in an OAI list announced? The list does not say; its datestamps, version dates and ids do.

A datestamp is a record's last modification of any kind: a journal reference added to a paper of 2019 stamps it
today. But it is never earlier than the announcement, and arXiv gives out ids in the order of announcement, in the
month of announcement. So a first version was announced

- no later than the least datestamp among its own and all larger ids, nor than its id's month;
- no earlier than the mailing whose deadline it made, nor than that of any smaller id.

Where a record's own datestamp is that least one, it has not been touched since, and the datestamp is the day:
holidays and papers held back by moderation come out right. Where it is not, the record was touched later, and the
day is the second bound. The newest of several versions counts by the deadline that it made.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date as Date
from datetime import timedelta

from litmuspaper.collect.mailings import mailing_for
from litmuspaper.collect.oai_format import Record
from litmuspaper.types import Paper

# What is announced on a month's last evening is mailed, and stamped, in the next; a weekend may lie between.
_SLACK = timedelta(days=4)
_NEW_STYLE = re.compile(r"([0-9]{2})(0[1-9]|1[0-2])\.([0-9]{4,5})")


def announced_days(records: Iterable[Record]) -> dict[str, Date]:
    """The day on which each record's newest version was announced, by id.

    Args:
        records: those of one or several lists; the bounds are good from some days after the first datestamp on.

    Returns:
        A day for each paper, never later than its datestamp; failures and deleted records have none.
    """
    days: dict[str, Date] = {}
    firsts: list[tuple[tuple[int, int, int], str, Date, Date]] = []
    for record in records:
        paper = record.content
        if not isinstance(paper, Paper):
            continue
        bound = min(mailing_for(record.last) if record.last else record.stamped, record.stamped)
        match = _NEW_STYLE.fullmatch(paper.id)
        if paper.announce_type == "new" and match:
            firsts.append(((int(match[1]), int(match[2]), int(match[3])), paper.id, bound, record.stamped))
        else:
            days[paper.id] = bound
    firsts.sort()
    latest: list[Date] = []
    least = Date.max
    for (year, month, _), _, _, stamped in reversed(firsts):
        closed = Date(2000 + year, month, monthrange(2000 + year, month)[1]) + _SLACK
        least = min(least, stamped, closed)
        latest.append(least)
    reached = Date.min
    for (_, name, bound, stamped), limit in zip(firsts, reversed(latest), strict=True):
        reached = max(reached, bound)
        days[name] = stamped if stamped == limit else min(reached, stamped)
    return days
