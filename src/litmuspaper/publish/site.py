"""The static site: an index of all days, a page a day, a page a selected paper, one style sheet, one script.

Every page works without JavaScript, asks nothing of any other host and forbids it to itself by its own policy.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from litmuspaper.publish.chart import columns, cutoff_x, ledger_bar
from litmuspaper.publish.files import remove_others, write_atomic
from litmuspaper.publish.links import safe_link
from litmuspaper.publish.marks import render
from litmuspaper.publish.past import Unreadable, days_below
from litmuspaper.publish.view import paper_view
from litmuspaper.publish.words import (
    STATES,
    banners,
    criteria_counts,
    ledger,
    long_date,
    met,
    near_misses,
    none_selected,
    sentence,
)
from litmuspaper.types import Day

ASSETS = ("litmus.css", "litmus.js")


def write(day: Day, where: Path) -> list[Path]:
    """Write the day's pages, its papers' pages, the index and the assets.

    Args:
        day: the day's ledger.
        where: the folder of all days.

    Returns:
        The files written, assets first.
    """
    written = [write_atomic(where / "assets" / name, _asset(name)) for name in ASSETS]
    folder = where / day.date.isoformat()
    papers = [paper_view(row, number) for number, row in enumerate(day.selected, 1)]
    common = {"day": day, "papers": papers}
    pages = []
    for index, paper in enumerate(papers):
        before = papers[index - 1] if index else None
        after = papers[index + 1] if index + 1 < len(papers) else None
        html = _page("paper.html", root="../../", paper=paper, before=before, after=after, **common)
        pages.append(write_atomic(folder / "papers" / paper.page, html))
    counts = criteria_counts(day)
    html = _page(
        "day.html",
        root="../",
        bar=ledger_bar(len(day.selected), len(day.rejected), len(day.failed)),
        columns=columns(day),
        cutoff_x=cutoff_x(day.profile.cutoff),
        near=near_misses(day),
        met=met,
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
    return _page("index.html", root="", rows=rows, title=day.profile.title)


def _page(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("litmuspaper.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(tex=_tex, sentence=sentence, safe_link=safe_link, long_date=long_date)
    environment.globals.update(states=STATES, ledger=ledger)
    return environment


def _tex(text: str) -> Markup:
    return render(text)


@lru_cache(maxsize=4)
def _asset(name: str) -> bytes:
    return (files("litmuspaper.publish") / "assets" / name).read_bytes()
