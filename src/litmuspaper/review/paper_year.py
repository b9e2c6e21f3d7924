"""The year of a paper, from what says it: metadata, arXiv's identifier, its own front matter; never a guess."""

import re
from dataclasses import dataclass

from litmuspaper.types import Document

FRONT_CHARS = 9_000
LONGEST_LINE = 600
SHORT_LINE = 200
QUOTED = 80
MOST_YEARS = 3
_YEAR = re.compile(r"(?<![\d.])((?:19[5-9]|20[0-4])\d)(?![\d])")
_NEW_ID = re.compile(r"(\d\d)(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?")
_OLD_ID = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/(\d\d)(?:0[1-9]|1[0-2])\d{3}(?:v\d+)?")
_STAMP = re.compile(r"arXiv:\s?\d{4}\.\d{4,5}(?:v\d+)?\s*\[[\w.-]{2,20}\]\s*\d{1,2}\s*[A-Z][a-z]{2}\s*(?:19|20)\d\d")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SAID = re.compile(
    r"^[^\w©(]{0,3}(?:"
    r"(?:©|\(c\)|Copyright\b)"
    r"|(?:Published|Presented|Under review|In review|Accepted|To appear)\s+(?:as\s+an?\s+[\w -]{3,40}\s+)?"
    r"(?:at|in|by|to|on)\s"
    r"|(?:\d+(?:st|nd|rd|th)|[A-Z][\w-]+)\s+(?:Annual\s+|International\s+)*(?:Conference|Workshop|Symposium)\s+on\s"
    r"|(?:In\s+)?Proceedings\s+of\s"
    r"|(?:Received|Submitted|Accepted|Published|Dated|Draft\s+version|This\s+version|Compiled)\b[\s:]+(?:on\s+|online:?\s+)?"
    rf"(?:\d{{1,2}}\s+)?(?:{_MONTHS}|[A-Z][a-z]{{2}}\.?)\b"
    r"|\(?Dated:?\s|Preprint submitted to\s"
    r"|[A-Z][\w&.:, -]{2,60}\s\d{1,4}\s\((?:19|20)\d\d\)\s\d{1,6}\s?[–-]\s?\d"
    r")[^\n]*",
    re.MULTILINE,
)
_RIGHTS = re.compile(r"\W{0,3}(?:©|\(c\)|Copyright\b)", re.IGNORECASE)
# Its day may be that on which the file was set.
_TYPESET = re.compile(
    rf"\W*(?:\\?date\b|Dated|Draft|This version|Compiled|Preprint submitted|\d{{1,2}}\b|{_MONTHS})", re.IGNORECASE
)
_DAY = re.compile(
    rf"^[^\w\n]{{0,3}}(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?\s+((?:19|20)\d\d)\W{{0,3}}$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PaperYear:
    """When a paper was written: not before `first` and not after `last`, by what `source` names; None: not known."""

    first: int | None
    last: int | None
    source: str

    @property
    def told(self) -> str:
        """The year in words, with what says it."""
        years = [year for year in dict.fromkeys((self.first, self.last)) if year is not None]
        return f"{' to '.join(map(str, years))} by {self.source}"


def paper_year(document: Document) -> PaperYear | None:
    """The year of a paper.

    Args:
        document: the paper as parsed.

    Returns:
        The years between which everything that says one places it; None where nothing does. A printed day may be that
        of its typesetting, so that it bounds from above alone; an identifier says when the first version came, so that
        it bounds from above for a first version alone; a conference's own year may be the one after the writing.
    """
    found = [*_by_metadata(document), *_by_front(document)]
    if not found:
        return None
    first = min((one.first for one in found if one.first is not None), default=None)
    last = max((one.last for one in found if one.last is not None), default=None)
    sources = dict.fromkeys(one.source for one in found)
    return PaperYear(first, last, " and ".join([*sources][:2]))


def not_older_than(document: Document) -> int | None:
    """A year before which a paper was not written, None where nothing says one.

    Args:
        document: the paper as parsed.

    Returns:
        The first year that the paper itself says, or the newest that at least two entries of its list have: one alone
        may be misread.
    """
    years = sorted((r.year for r in document.references if r.year), reverse=True)
    own = paper_year(document)
    known = [years[1]] if len(years) > 1 else []
    return max([*known, *([own.first] if own and own.first else [])], default=None)


def _by_metadata(document: Document) -> list[PaperYear]:
    paper = document.paper
    if day := paper.announced or paper.submitted:
        return [PaperYear((paper.submitted or day).year, day.year, "its metadata")]
    if year := _year_of_id(paper.id):
        return [PaperYear(year, year if paper.version == 1 else None, f"its arXiv identifier {paper.id}")]
    return []


def _year_of_id(identifier: str) -> int | None:
    if new := _NEW_ID.fullmatch(identifier):
        return 2000 + int(new[1])
    if old := _OLD_ID.fullmatch(identifier):
        return int(old[1]) + (1900 if int(old[1]) > 50 else 2000)
    return None


def _by_front(document: Document) -> list[PaperYear]:
    """What the front matter says: beside the text, as arXiv's stamp, in a line of its own."""
    found = [one for said in document.dated if (one := _read(said))]
    front = document.text[: _front_end(document)]
    opening = min((s.start for s in document.sections if s.title not in ("title", "abstract")), default=0)
    lines = [match[0] for match in _STAMP.finditer(front)]
    lines += [match[0] for match in _DAY.finditer(front, 0, min(opening, len(front)))]
    # A line of front matter is short; a paragraph that begins alike is not one. Only rights are told at length.
    said = (match[0].strip() for match in _SAID.finditer(front))
    lines += [line[:LONGEST_LINE] for line in said if len(line) <= SHORT_LINE or _RIGHTS.match(line)]
    return [*found, *(one for line in lines if (one := _read(line.strip())))]


def _read(said: str) -> PaperYear | None:
    """One line of front matter; None where it names no year, or years that are far apart."""
    years = sorted(int(year) for year in _YEAR.findall(said))
    if not years or years[-1] - years[0] > MOST_YEARS:
        return None
    quoted = f"“{said[:QUOTED]}{'…' * (len(said) > QUOTED)}”"
    if said.startswith("style "):
        return PaperYear(years[0] - 1, None, f"its conference's {said}")
    if _STAMP.match(said):
        return PaperYear(years[-1], years[-1], quoted)
    if _TYPESET.match(said):
        return PaperYear(None, years[-1], quoted)
    return PaperYear(years[0] - 1, years[-1], quoted)


def _front_end(document: Document) -> int:
    """Where the front matter ends at the latest: it never reaches into the reference list."""
    listed = (s.start for s in document.sections if s.title.lower() in ("references", "bibliography"))
    return min(FRONT_CHARS, next(listed, FRONT_CHARS))
