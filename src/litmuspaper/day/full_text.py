"""The full texts of a day's selected papers: read where they can be had, with the reason where they cannot."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from litmuspaper.collect.full_text import FullTexts
from litmuspaper.digest import digest
from litmuspaper.errors import LitmusError, SourceError
from litmuspaper.parse.files import Reading, read_files, read_paper
from litmuspaper.review import review
from litmuspaper.review.claims import claims
from litmuspaper.types import Claim, Day, Digest, Document, FullText, Paper, Review, Selected

STOPPED = "stopped before it was read"
_GRAVE = ("contradicted", "not-reproducible")
_LEAST_TITLE = 0.5
_ENDINGS = (".tar.gz", ".tgz", ".tar", ".zip", ".gz", ".tex", ".html", ".nxml", ".xml", ".pdf", ".txt", ".md")
_WORD = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A selected paper whose full text was read, with all that its own page shows."""

    row: Selected
    document: Document
    review: Review
    digest: Digest
    claims: tuple[Claim, ...]
    notes: tuple[str, ...]


def read_full(row: Selected, texts: FullTexts, folders: Callable[[str], Path | None]) -> Reviewed | Selected:
    """Read one selected paper's full text, audit it, and say so in its row.

    Args:
        row: the paper's row of the ledger.
        texts: where fetched texts come from.
        folders: a text at hand by the paper's id; None where there is none. It goes before what would be fetched.

    Returns:
        The paper with its review; the row alone, with the reason, where no text could be had or read. What one
        paper's text holds never ends the day.
    """
    try:
        reading, origin = _reading(row.paper, texts, folders(row.id))
        document = _belonging(reading.document, row.paper)
        found, told = review(document), digest(document)
        claimed = tuple(claims(document))
    except LitmusError as error:
        return _not_read(row, error.what)
    except Exception as error:  # whatever a paper's text holds, the day goes on
        return _not_read(row, f"it could not be read ({type(error).__name__}); please report it with this paper")
    verdicts = [one.verdict for one in found.findings]
    full = FullText(
        read=True,
        how=origin,
        parser=document.parser,
        contradicted=verdicts.count("contradicted"),
        not_reproducible=verdicts.count("not-reproducible"),
        questions=verdicts.count("question"),
        verified=len(found.verified),
        not_assessed=len(found.not_assessed),
        claims=len(claimed),
        gravest=next((one.message for one in found.findings if one.verdict in _GRAVE), None),
    )
    shown = row.model_copy(update={"full_text": full})
    return Reviewed(shown, document, found, told, claimed, reading.notes)


def with_rows(day: Day, rows: Iterable[Selected]) -> Day:
    """The day with what its rows say of full texts; papers that were not come to say that they were not read."""
    told = {row.id: row for row in rows}
    selected = tuple(told.get(row.id) or _not_read(row, STOPPED) for row in day.selected)
    count = sum(1 for row in selected if row.full_text and row.full_text.read)
    read = f"title and abstract; the full text of {count} of {len(selected)} selected" if selected else None
    made_by = day.made_by.model_copy(update={"read": read}) if read else day.made_by
    return day.model_copy(update={"selected": selected, "made_by": made_by})


def at_hand(folder: Path | None) -> Callable[[str], Path | None]:
    """Texts in a reader's own folder, named by the papers' ids.

    Args:
        folder: holds `2509.09427/`, `2509.09427v2.tar.gz`, `hep-th_9901001.pdf` and the like; None where there is none.

    Returns:
        The path for an id, the highest version where there are several.

    Raises:
        SourceError: the folder cannot be read.
    """
    try:
        paths = sorted(folder.iterdir(), key=_version) if folder else []
    except OSError as error:
        raise SourceError(
            f"the folder of full texts cannot be read: {error.strerror or error}",
            where=str(folder),
            next_step="Give a folder that exists and that you may read",
        ) from error
    known = {_stem(path)[0]: path for path in paths if not path.name.startswith(".")}
    return lambda id: known.get(id.replace("/", "_"))


def _version(path: Path) -> tuple[int, str]:
    return _stem(path)[1], path.name


def _stem(path: Path) -> tuple[str, int]:
    name = path.name
    if not path.is_dir():
        for ending in _ENDINGS:
            if name.lower().endswith(ending):
                name = name[: -len(ending)]
                break
    bare = re.fullmatch(r"(.+\d)v(\d{1,4})", name)
    return (bare[1], int(bare[2])) if bare else (name, 0)


def _reading(paper: Paper, texts: FullTexts, path: Path | None) -> tuple[Reading, str]:
    if path is not None:
        return read_paper(path), path.name
    text = texts.get(paper)
    return read_files(text.files), text.origin


def _belonging(document: Document, paper: Paper) -> Document:
    """The document under the announced paper's identity.

    Args:
        document: as it was read.
        paper: as it was announced.

    Returns:
        The document with the announced paper's id, version, links and dates, and its own title and abstract.

    Raises:
        SourceError: its title says that it is another paper.
    """
    own = document.paper
    theirs, ours = _words(own.title), _words(paper.title)
    if theirs and ours and len(theirs & ours) < _LEAST_TITLE * min(len(theirs), len(ours)):
        raise SourceError(f"the text found is another paper's: “{own.title[:120]}”", where=paper.id)
    known = paper.model_copy(
        update={"title": own.title, "abstract": own.abstract, "authors": own.authors or paper.authors}
    )
    return document.model_copy(update={"paper": known})


def _words(title: str) -> set[str]:
    return set(_WORD.findall(title.lower()))


def _not_read(row: Selected, why: str) -> Selected:
    return row.model_copy(update={"full_text": FullText(read=False, how=why)})
