"""A replay client and builders of answers in arXiv's formats. All papers in them are invented, written by us."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest

from litmuspaper.collect.mailings import in_words
from litmuspaper.errors import BadAnswer, SourceError

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "../shared"
ATOM = (
    '<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns="http://www.w3.org/2005/Atom"><title>updates on arXiv.org</title>'
)


@dataclass
class Replay:
    """Gives stored answers by address; a list is given one by one, an exception is raised."""

    answers: dict
    asked: list = field(default_factory=list)

    def get(self, url, *, params=None, accept=(), max_bytes=None):
        self.asked.append((url, dict(params or {})))
        for key in (url + "?" + "&".join(f"{k}={v}" for k, v in (params or {}).items()), url):
            if key in self.answers:
                answer = self.answers[key]
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if callable(answer):
                    answer = answer(dict(params or {}))
                if isinstance(answer, Exception):
                    raise answer
                return SimpleNamespace(url=url, status=200, media_type="", body=answer, from_cache=False)
        raise BadAnswer("status 404", where=url, next_step="Try later", status=404)


@dataclass(frozen=True)
class Invented:
    """One invented entry."""

    id: str
    kind: str = "new"
    categories: tuple = ("cs.AI",)
    title: str = "An Invented Title"
    abstract: str = "An invented abstract."
    version: int = 1


def atom(day: date, entries: Iterable[Invented]) -> bytes:
    """An Atom feed of rss.arxiv.org."""
    parts = [ATOM, f"<updated>{day}T04:00:19.866337+00:00</updated>"]
    for one in entries:
        full = f"{one.id}v{one.version}"
        parts.append(
            f"<entry><id>oai:arXiv.org:{full}</id><title>{escape(one.title)}</title>"
            f"<summary>arXiv:{full} Announce Type: {one.kind} \nAbstract: {escape(one.abstract)}</summary>"
            + "".join(f'<category term="{name}"/>' for name in one.categories)
            + f"<published>{day}T00:00:00-04:00</published><arxiv:announce_type>{one.kind}</arxiv:announce_type>"
            "<dc:creator>Ada Roe, Bo Poe</dc:creator></entry>"
        )
    return ("".join(parts) + "</feed>").encode()


def list_page(day: date, entries: Iterable[Invented], *, totals: dict | None = None) -> bytes:
    """arXiv's page /list/X/new."""
    head = in_words(day).replace(" ", ", ", 1)
    parts = [f"<html><body><h3>Showing new listings for {head}</h3>"]
    words = {"new": "New submissions", "cross": "Cross submissions", "replace": "Replacement submissions"}
    entries = list(entries)
    for kind, heading in words.items():
        here = [one for one in entries if one.kind.replace("replace-cross", "replace") == kind]
        if not here:
            continue
        total = (totals or {}).get(kind, len(here))
        parts.append(f"<dl id='articles'><h3>{heading} (showing {len(here)} of {total} entries)</h3>")
        for one in here:
            subjects = "; ".join(f"Some Field ({name})" for name in one.categories)
            parts.append(
                f'<dt><a name=\'item1\'>[1]</a><a href ="/abs/{one.id}" title="Abstract" id="{one.id}">'
                f"arXiv:{one.id}</a></dt><dd><div class='meta'><div class='list-title mathjax'>"
                f"<span class='descriptor'>Title:</span>\n {escape(one.title)}\n</div>"
                '<div class=\'list-authors\'><a href="/search">Ada Roe</a>, <a href="/search">Bo Poe</a></div>'
                "<div class='list-subjects'><span class='descriptor'>Subjects:</span>"
                f'<span class="primary-subject">{subjects}</span></div>'
                f"<p class='mathjax'>{escape(one.abstract)}</p></div></dd>"
            )
        parts.append("</dl>")
    if not entries:
        parts.append("<p>No updates today.</p>")
    return ("".join(parts) + "</body></html>").encode()


def api(entries: Iterable[Invented], *, total: int | None = None) -> bytes:
    """An answer of export.arxiv.org/api/query."""
    entries = list(entries)
    body = "".join(
        f"<entry><id>http://arxiv.org/abs/{one.id}v{one.version}</id><title>{escape(one.title)}</title>"
        f"<summary>{escape(one.abstract)}</summary><published>2026-08-10T09:15:00Z</published>"
        f'<arxiv:primary_category term="{one.categories[0]}"/>'
        + "".join(f'<category term="{name}"/>' for name in one.categories)
        + "<author><name>Ada Roe</name></author></entry>"
        for one in entries
    )
    count = len(entries) if total is None else total
    space = 'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    return (
        f"{ATOM.replace('<feed', f'<feed {space}')}<opensearch:totalResults>{count}</opensearch:totalResults>"
        f"{body}</feed>"
    ).encode()


def tame(read):
    """What `read` gives, or None where it gave up with a SourceError that says what to do."""
    try:
        return read()
    except SourceError as error:
        advice = error.next_step
    assert advice
    return None


@pytest.fixture(scope="session")
def make():
    """Builders: `make.atom`, `make.list_page`, `make.api`, `make.Invented`, `make.Replay`, `make.tame`, `make.file`."""
    return SimpleNamespace(
        atom=atom,
        list_page=list_page,
        api=api,
        Invented=Invented,
        Replay=Replay,
        tame=tame,
        file=lambda name: (HERE / "fixtures" / name).read_bytes(),
    )


@pytest.fixture(scope="session")
def captures():
    """The folder of real captures, beside the repository."""
    folder = SHARED / "bench/captures"
    if not folder.is_dir():
        pytest.skip("the real captures of ../shared are not here")
    return folder


@pytest.fixture(scope="session")
def examples():
    """The folder of real days, beside the repository."""
    folder = SHARED / "examples"
    if not folder.is_dir():
        pytest.skip("the real days of ../shared are not here")
    return folder
