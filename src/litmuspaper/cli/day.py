"""`litmus day`: from the announced papers to a page that can be trusted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.config import Settings
    from litmuspaper.net.client import Client
    from litmuspaper.types import Announcement, Day, Profile

ARXIV = "https://rss.arxiv.org/"
OF_ARXIV = ("arxiv_feed", "arxiv_oai")
UNTRUSTED = ("failed", "stale", "truncated")
FAILURES_SHOWN = 5


@dataclass(frozen=True)
class _Request:
    """The command line of one run."""

    profile: "Profile"
    is_example: bool  # the profile is the embedded one, so the embedded day may stand in for arXiv
    listing: Path | None
    folder: Path | None
    source: str | None
    date: Date | None
    since: Date | None
    texts: Path | None
    fetch: bool | None  # None: as the source suggests
    llm: bool | None  # None: as the settings say
    summaries: bool


def _as_date(ctx: click.Context, param: click.Parameter, value: str | None) -> Date | None:
    try:
        return Date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a date like 2026-01-05") from error


@click.command("day")
@click.option("--profile", "profile_path", type=click.Path(path_type=Path), help="Profile (TOML, JSON or plain text).")
@click.option(
    "--listing", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take the papers of a JSONL file."
)
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Take the papers in a folder."
)
@click.option("--source", metavar="NAME[:ARG]", help="Take the papers of a plug-in source, built with ARG.")
@click.option("--date", callback=_as_date, metavar="DATE", help="This day (default: the newest).")
@click.option("--since", callback=_as_date, metavar="DATE", help="Every day from this one on: what was missed.")
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of full texts at hand, named by the papers' ids.",
)
@click.option(
    "--fetch/--no-fetch",
    default=None,
    help="Ask arXiv for the full texts of the selected papers, or not (default: for arXiv's own days).",
)
@click.option(
    "--llm/--no-llm",
    default=None,
    help="Have the best candidates judged by your language model, or not (default: the setting llm).",
)
@click.option(
    "--summaries", is_flag=True, help="With --llm: have it sum up each selected paper whose full text is read."
)
@click.option("--dry-run", is_flag=True, help="With --llm: print what it would ask and cost; keep and ask nothing.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder of pages.")
@click.option("--json", "as_json", is_flag=True, help="Print day.json instead of a summary.")
def command(
    profile_path: Path | None,
    listing: Path | None,
    folder: Path | None,
    source: str | None,
    date: Date | None,
    since: Date | None,
    texts: Path | None,
    fetch: bool | None,
    llm: bool | None,
    summaries: bool,
    dry_run: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Take one day's announced papers through the rooms and write its pages.

    Without --listing, --folder or --source the papers are arXiv's, of the profile's categories. Without --profile
    the file profile.toml of this folder or of the library's home is taken, and failing both the embedded example
    reader; for that reader the embedded example day stands in where arXiv cannot be reached.
    """
    if sum(map(bool, (listing, folder, source))) > 1:
        raise click.UsageError("--listing, --folder and --source are different sources: give one")
    if date and since:
        raise click.UsageError("--date asks for one day and --since for all from it on: give one")
    from litmuspaper.config import load_settings

    settings = load_settings()
    if (dry_run or summaries) and not (settings.llm if llm is None else llm):
        raise click.UsageError("--dry-run and --summaries are about the language model: give --llm too")
    profile, is_example = _profile(profile_path, settings)
    request = _Request(profile, is_example, listing, folder, source, date, since, texts, fetch, llm, summaries)
    if dry_run:
        _forecast(request, settings)
        return
    trusted = True
    for day, trouble in _run(request, settings, out, quiet=as_json):
        if as_json:
            click.echo((out / day.date.isoformat() / "day.json").read_bytes(), nl=False)
        else:
            click.echo(_summary(day, out))
        if trouble:
            click.echo(f"ATTENTION: {trouble} What an earlier run made of {day.date} is kept.", err=True)
        trusted = trusted and _is_trusted(day) and not trouble
    if not trusted:
        raise SystemExit(3)


def _profile(path: Path | None, settings: "Settings") -> tuple["Profile", bool]:
    from litmuspaper import example
    from litmuspaper.select.profile import load_profile

    for candidate in (path,) if path else (Path("profile.toml"), settings.root / "profile.toml"):
        if path or candidate.is_file():
            return load_profile(candidate), False
    click.echo("No profile.toml here: the example reader's is used. `litmus init` writes your own.", err=True)
    return load_profile(example.profile()), True


def _run(request: _Request, settings: "Settings", out: Path, *, quiet: bool) -> Iterator[tuple["Day", str]]:
    """Every day asked for, kept and published before the next begins; with the trouble, if an earlier run's stands."""
    from litmuspaper.cli.full_texts import Wanted, bar, with_full_texts
    from litmuspaper.cli.language_model import asking
    from litmuspaper.day import run_day
    from litmuspaper.library.store import Library
    from litmuspaper.plugins import PUBLISHERS, load, names
    from litmuspaper.publish import FORMATS, publish

    with Library.open(settings.root) as library, _announcements(request, settings) as announcements:
        model = asking(settings, request.llm)
        if model and not quiet:
            click.echo(f"The best candidates are put to {model.model.name}, one at a time.", err=True)
        for announcement in announcements:
            day = _better(library.day(announcement.date), announcement, request.profile)
            trouble = announcement.message if day else ""
            if day is None:
                writer = model if request.summaries else None
                wanted = Wanted(request.texts, request.fetch, announcement.source in OF_ARXIV, out, quiet, writer)
                finish = partial(with_full_texts, wanted=wanted, settings=settings, library=library)
                with bar(announcement.papers, "reading papers", quiet=quiet) as papers:
                    day = run_day(announcement, request.profile, library, papers, finish, model)
            publish(day, out)
            for name in sorted(set(names(PUBLISHERS)) - set(FORMATS)):
                load(PUBLISHERS, name)(day, out)
            yield day, trouble


def _forecast(request: _Request, settings: "Settings") -> None:
    """Print what judging each day asked for would take; nothing is kept and no model is asked."""
    from litmuspaper.cli.language_model import asking, in_words
    from litmuspaper.day.candidates import candidates
    from litmuspaper.day.judged import cost
    from litmuspaper.library.store import Library

    with Library.open(settings.root) as library, _announcements(request, settings) as announcements:
        model = asking(settings, request.llm)
        for announcement in announcements:
            if model:
                found = cost(*candidates(announcement, request.profile, library), request.profile, model)
                click.echo(f"{announcement.date}: {in_words(found, model, summaries=request.summaries)}")


def _better(held: "Day | None", announcement: "Announcement", profile: "Profile") -> "Day | None":
    """The day as an earlier run made it, where an answer that cannot be trusted would only take papers away."""
    is_worse = announcement.state in UNTRUSTED and held is not None and held.announced > announcement.announced
    return held if is_worse and held is not None and held.profile == profile else None


@contextmanager
def _announcements(request: _Request, settings: "Settings") -> Iterator[Iterable["Announcement"]]:
    """What the source announced; the network client lives as long as it is read."""
    from litmuspaper.collect import collect
    from litmuspaper.collect.folder import Folder
    from litmuspaper.collect.listing import Listing

    if request.listing:
        yield collect(Listing(request.listing, date=request.date), request.since)
    elif request.folder:
        yield collect(Folder(request.folder, date=request.date), request.since)
    elif request.source:
        yield _from_plugin(request.source, request)
    else:
        from litmuspaper.net.client import Client

        with Client(
            settings.root,
            contact=settings.contact,
            timeout_s=settings.timeout_s,
            max_bytes=settings.max_bytes,
        ) as client:
            yield _from_arxiv(request, settings, client)


def _from_plugin(source: str, request: _Request) -> Iterable["Announcement"]:
    """The announcements of a source that another package brings, from the first day wanted on."""
    from litmuspaper.collect import collect
    from litmuspaper.errors import ConfigError
    from litmuspaper.plugins import SOURCES, load

    name, _, argument = source.partition(":")
    kind = load(SOURCES, name)
    try:
        made = kind(argument) if argument else kind()
    except TypeError as error:
        raise ConfigError(
            f"the source {name!r} cannot be made: {error}",
            where="--source",
            next_step="Give what it needs behind a colon, as in listing:FILE; arXiv's own come without --source",
        ) from error
    for announcement in collect(made, request.date or request.since):
        if request.date in (None, announcement.date):
            yield announcement


def _from_arxiv(request: _Request, settings: "Settings", client: "Client") -> Iterable["Announcement"]:
    """The announcement of arXiv: the newest from its feed, earlier days from its OAI-PMH interface."""
    from litmuspaper.collect import collect
    from litmuspaper.errors import ConfigError
    from litmuspaper.plugins import SOURCES, load

    profile = request.profile
    if not profile.categories:
        raise ConfigError(
            "the profile names no arXiv category",
            next_step='Add a line such as categories = ["cs.CV", "cs.LG"], or give --listing FILE',
        )
    if request.is_example and not client.reachable(ARXIV, settings.reach_s):
        click.echo(f"arXiv did not answer within {settings.reach_s:g} s: the embedded example day is shown.", err=True)
        yield from _example_day()
        return
    feed = load(SOURCES, "arxiv_feed")(client, profile.categories, cross_lists=profile.cross_lists)
    first = request.date or request.since
    newest = list(collect(feed))
    if first is None:
        yield from newest
        return
    oai = load(SOURCES, "arxiv_oai")(client, profile.categories, cross_lists=profile.cross_lists)
    served = {announcement.date for announcement in newest if announcement.state not in UNTRUSTED}
    missed = (found for found in collect(oai, first) if found.date not in served)
    yield from _of_date((*missed, *newest), request.date)


def _of_date(found: Iterable["Announcement"], date: Date | None) -> Iterator["Announcement"]:
    """The announcements of the date, or a failed one that says why there is none, so that the day has its page."""
    from litmuspaper.types import Announcement

    message = f"arXiv gave no announcement dated {date}: a weekend, a holiday, or a day before its records."
    count = 0
    for announcement in found:
        if date in (None, announcement.date):
            count += 1
            yield announcement
        elif announcement.state == "failed":
            message = announcement.message
    if date and not count:
        yield Announcement(source="arxiv_oai", date=date, state="failed", message=message)


def _example_day() -> Iterator["Announcement"]:
    from litmuspaper import example
    from litmuspaper.collect import collect
    from litmuspaper.collect.listing import Listing

    for announcement in collect(Listing(example.listing())):
        yield announcement.model_copy(update={"source": "example", "state": "example", "message": example.NOTICE})


def _is_trusted(day: "Day") -> bool:
    """Whether the source gave the whole day and at least one paper of it could be judged."""
    return day.state not in UNTRUSTED and (not day.announced or len(day.failed) < day.announced)


def _summary(day: "Day", out: Path) -> str:
    """The ledger in words, loud where the day cannot be trusted."""
    from litmuspaper.publish.full_text import in_words

    lines = []
    if not (day.announced and _is_trusted(day)):
        lines.append(f"ATTENTION: {day.state.upper()}. {day.message}")
    else:
        lines.append(f"{day.date} from {day.source}, {day.state}: {day.message}")
    for row in day.selected:
        lines += [f"  {row.relevance:2d}  {row.title}", f"      {row.reason}"]
        lines += [f"      {in_words(row.full_text)}"] if row.full_text else []
    lines += [f"  failed: {row.id}: {row.error}" for row in day.failed[:FAILURES_SHOWN]]
    if not day.selected and day.rejected:
        lines.append("  Nothing new met your criteria; the page shows what came nearest.")
    lines.append(
        f"{day.announced} announced = {len(day.selected)} selected + {len(day.rejected)} rejected "
        f"+ {len(day.failed)} failed"
    )
    lines += [day.cutoff_advice] if day.cutoff_advice else []
    lines.append(f"Page: {out / day.date.isoformat() / 'index.html'}")
    return "\n".join(lines)
