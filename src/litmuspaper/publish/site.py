"""The static site: an index of all days, a page a day, a page a selected paper, one style sheet, one script.

Every page works without JavaScript, asks nothing of any other host and forbids it to itself by its own policy.
"""

from pathlib import Path

from litmuspaper.publish.chart import columns, cutoff_x, ledger_bar
from litmuspaper.publish.files import remove_others, write_atomic
from litmuspaper.publish.full_text import review_page
from litmuspaper.publish.pages import html_page, write_assets
from litmuspaper.publish.past import Unreadable, days_below
from litmuspaper.publish.view import paper_view
from litmuspaper.publish.words import (
    banners,
    criteria_counts,
    met,
    near_misses,
    none_selected,
    width,
)
from litmuspaper.types import Day


def write(day: Day, where: Path) -> list[Path]:
    """Write the day's pages, its papers' pages, the index and the assets.

    Args:
        day: the day's ledger.
        where: the folder of all days.

    Returns:
        The files written, assets first.
    """
    written = write_assets(where)
    folder = where / day.date.isoformat()
    papers = [paper_view(row, number, review_page(row, where)) for number, row in enumerate(day.selected, 1)]
    common = {"day": day, "papers": papers}
    pages = []
    for index, paper in enumerate(papers):
        before = papers[index - 1] if index else None
        after = papers[index + 1] if index + 1 < len(papers) else None
        html = html_page("paper.html", root="../../", paper=paper, before=before, after=after, **common)
        pages.append(write_atomic(folder / "papers" / paper.page, html))
    counts = criteria_counts(day)
    html = html_page(
        "day.html",
        root="../",
        bar=ledger_bar(len(day.selected), len(day.rejected), len(day.failed)),
        columns=columns(day),
        cutoff_x=cutoff_x(day.profile.cutoff),
        near=near_misses(day),
        met=met,
        width=width,
        none_selected=none_selected,
        counts=counts,
        others=len(papers) - sum(counts),
        told=banners(day.state, day.announced, len(day.failed)),
        **common,
    )
    written += [*pages, write_atomic(folder / "index.html", html)]
    remove_others(folder / "papers", set(pages))
    return [*written, write_atomic(where / "index.html", _index(day, where))]


def _index(day: Day, where: Path) -> str:
    rows = []
    for past in days_below(where, day):
        if isinstance(past, Unreadable):
            rows.append({"day": past, "bar": [], "readable": False, "told": []})
            continue
        bar = ledger_bar(len(past.selected), len(past.rejected), len(past.failed))
        rows.append(
            {"day": past, "bar": bar, "readable": True, "told": banners(past.state, past.announced, len(past.failed))}
        )
    return html_page("index.html", root="", rows=rows, title=day.profile.title)
