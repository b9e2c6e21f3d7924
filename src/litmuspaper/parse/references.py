"""One entry of a reference list, read as far as its own printed form allows; what is not clear stays None.

The forms of natbib, ACL, AAAI, IEEE, LNCS, APA, AMS, Vancouver, Elsevier and REVTeX are told apart by what follows
the author list: a year, a quoted or emphasised title, a colon, a sentence, or a journal's name.
"""

import re
from collections.abc import Sequence
from typing import TypedDict

from litmuspaper.parse.names import author_list, split_names

LONGEST_RAW = 4000
# No paper's list is longer; what stands behind is kept as printed.
MOST_READ = 400_000
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\]+")
_ARXIV = re.compile(
    r"(?:arxiv(?:\.org)?\s*[:/.]?\s*(?:preprint\s*)?(?:e-?prints?,?\s*)?(?:arxiv\s*:\s*)?(?:(?:abs|pdf)\s?/)?|\babs/|\[)"
    r"\s*(?P<new>\d{4}\.\d{4,5})(?:v\d+)?(?!\d)|\b(?P<old>(?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|"
    r"nucl-(?:ex|th)|quant-ph|math|physics|nlin|cs|q-bio|stat|cmp-lg|chao-dyn|solv-int|alg-geom)(?:\.[A-Z]{2})?/\d{7})\b",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:URL:?\s*)?<?https?://[^\s>]+>?|\bwww\.[^\s]+", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.:/–-])(?:1[89]|20)\d\d(?=[a-z]?(?![\d/–-]|\.\d))")
_LABEL = re.compile(r"\A\s*(?:\[[^\]\n]{1,40}\]|\(\d{1,4}\)|\d{1,4}\.(?=\s)|\d{1,3}(?=\s+[^\W\d_])|[-•*](?=\s))\s*")
_AFTER_AUTHORS = re.compile(r"[\s.,]*\(?(?P<year>(?:1[89]|20)\d\d)[a-z]?(?:,\s\w+(?:\s\d+)?)?\)?\s*[.,:]?\s*")
_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]{3,400}?)[,.]?[”\"]|``(?P<tex>.{3,400}?)[,.]?''")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,2})(?=\S)(.{2,400}?)(?<=\S)\1(?![\w*])")
_VENUE = re.compile(
    r"(?:[Ii]n:?\s|Proc\b|Proceedings|Journal|Trans\b|Transactions|IEEE|ACM|arXiv|CoRR|Ph\.?D|Master|Tech|Lect|Adv\b"
    r"|Phys|J\.|Ann\.|Annals|Nature|Science|Nucl|Commun|Math\.|Rev\.|Mod\.|Int\.|Eur\.|Astro|ApJ|MNRAS|A&A|AJ\b|PASP"
    r"|[A-Z][\w.]*(?:\s[A-Z&][\w.]*){0,6}\.?\s(?:\*\*)?\d+|(?:[A-Z][a-z]*\.\s?){2,})"
)
_VENUE_END = re.compile(
    r"[,.]?\s*\(?\b(?:vol(?:ume|\.)|pp?\.|pages?\b|no\.|number\b|issue\b|chapter\b|article\b|doi\b|DOI\b|ISBN|ISSN|URL\b"
    r"|accessed\b)|\s*\[|,\s*\d|[,.]?\s+\d+\s*[(:,–-]|\s\d+[.,;]|\s\d+$|,\s*\(?(?:1[89]|20)\d\d\b|\s\((?:1[89]|20)\d\d\)"
    r"|[.;]\s+(?=[A-Z\d])|,\s*(?:abs/|arXiv:)"
)
_SHORT_WORDS = frozenset(
    "Proc Conf Int Trans Comput Commun Astron Theor Bull Electron Technol Robot Autom Syst".split()
)
_SENTENCE = re.compile(r"[.?!](?=[”\"'’)]*(?:\s+|$))")
_ABBREVIATED = frozenset("vs st dr mr mrs no vol eds ed cf al i.e e.g jr sr fig eq approx inc resp".split())


class ReferenceFields(TypedDict, total=False):
    """What could be read of an entry, as `Reference` takes it."""

    title: str | None
    authors: tuple[str, ...]
    year: int | None
    venue: str | None
    doi: str | None
    arxiv: str | None


def read_reference(raw: str, blocks: Sequence[str] = ()) -> ReferenceFields:
    r"""Read the fields of one entry.

    Args:
        raw: the entry as printed; its label, `*emphasis*` and line breaks may stand in it.
        blocks: its parts where the source tells them apart (`\newblock`, `ltx_bibblock`): authors, title, the rest.

    Returns:
        The fields that could be read; never a guess from elsewhere.
    """
    text = _plain(raw)
    fields = identifiers(text)
    bare = _ARXIV_TAIL.sub("", _URL.sub("", _DOI_TAIL.sub("", text)))
    parts = [_LABEL.sub("", _plain(block), count=1) if n == 0 else _plain(block) for n, block in enumerate(blocks)]
    parts = [part for part in parts if part]
    if len(parts) >= 2 and not _QUOTED.search(bare):
        fields |= _from_blocks(parts)
    else:
        fields |= _from_text(_LABEL.sub("", bare, count=1))
    if fields.get("year") is None:
        fields["year"] = _last_year(bare)
    return fields


_DOI_TAIL = re.compile(
    r"(?:\b(?:doi|DOI)\s*:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?(?:https?://doi\.org/)?10\.\d{4,9}/\S+"
)
_ARXIV_TAIL = re.compile(r"(?<=arXiv)[:\s]\s*\d{4}\.\d{4,5}(?:v\d+)?(?:\s*\[[\w.-]+\])?", re.IGNORECASE)


def _plain(raw: str) -> str:
    """One line, Markdown links as their text, TeX's spaces as spaces."""
    text = raw[:LONGEST_RAW].replace("~", " ").replace("\\&", "&")
    text = re.sub(r"\[([^\]\[]{1,300})\]\((?:https?|mailto)[^()\s]{1,400}\)", r"\1", text)
    return " ".join(text.split())


def identifiers(text: str) -> ReferenceFields:
    """The DOI and the arXiv id that stand in an entry, as printed, well-formed or not."""
    fields = ReferenceFields()
    if doi := _DOI.search(text):
        found = doi.group().rstrip(".,;:'’”*_")
        while found.endswith((")", "]")) and found.count("(") + found.count("[") < found.count(")") + found.count("]"):
            found = found[:-1].rstrip(".,;")
        fields["doi"] = found
    if arxiv := _ARXIV.search(text):
        fields["arxiv"] = arxiv["new"] or arxiv["old"]
    elif (said := fields.get("doi")) and (own := re.match(r"10\.48550/arxiv\.(.+)", said, re.IGNORECASE)):
        fields["arxiv"] = own[1]
    return fields


def _from_blocks(blocks: list[str]) -> ReferenceFields:
    """Authors, title and the rest stand apart already; natbib's years end the first block."""
    first = re.sub(r",?\s*\(?((?:1[89]|20)\d\d)[a-z]?\)?\s*\.?$", "", blocks[0])
    fields = ReferenceFields(authors=split_names(first))
    if year := re.search(r"\b((?:1[89]|20)\d\d)[a-z]?\)?\.?$", blocks[0]):
        fields["year"] = int(year[1])
    if not fields["authors"] and len(author_list(blocks[0])[0]) == 0 and not year and len(blocks) == 2:
        return _from_text(" ".join(blocks))
    fields["title"] = _title(blocks[1])
    rest = " ".join(blocks[2:])
    fields["venue"] = _venue(rest)
    return fields


def _from_text(text: str) -> ReferenceFields:
    quoted = _QUOTED.search(text)
    if quoted and _is_quoted_title(text[: quoted.start()], quoted):
        title = quoted["title"] or quoted["tex"]
        rest = text[quoted.end() :]
        names = split_names(text[: quoted.start()].rstrip(" ,.:"))
        return ReferenceFields(authors=names, title=_title(title), venue=_venue(rest))
    names, at = author_list(text)
    dated = _AFTER_AUTHORS.match(text, at) if at else _organisation(text)
    if dated:
        if not names and at == 0:
            names = _one_author(text[: dated.start()])
        title, end = _first_sentence(text, dated.end())
        fields = ReferenceFields(authors=names, year=int(dated["year"]))
        if _is_venue_only(title) or not title:
            return fields | {"title": None, "venue": _venue(text[dated.end() :])}
        return fields | {"title": _title(title), "venue": _venue(text[end:])}
    whole = bool(names) and not re.match(r"\s*(?:and|&)\s", text[at:])
    if whole and text[:at].rstrip().endswith((".", ":", "al")):
        title, end = _first_sentence(text, at)
        if _is_venue_only(title):
            return ReferenceFields(authors=names, title=None, venue=_venue(text[at:]))
        return ReferenceFields(authors=names, title=_title(title), venue=_venue(text[end:]))
    return _by_commas(text)


def _is_quoted_title(before: str, quoted: re.Match[str]) -> bool:
    """Whether quotes hold the title, not a word in it."""
    head = before.rstrip()
    words = len((quoted["title"] or quoted["tex"]).split())
    return not head or head.endswith(",") or words > 3 or bool(split_names(head.rstrip(" .:")))


def _organisation(text: str) -> re.Match[str] | None:
    """A year behind a short head that is no list of persons, as in `OpenAI. 2023. Title`."""
    found = re.match(r"[^.,:(]{2,90}", text)
    return _AFTER_AUTHORS.match(text, found.end()) if found else None


def _one_author(head: str) -> tuple[str, ...]:
    bare = head.strip(" .,")
    return (bare,) if bare and bare[0].isupper() and len(bare.split()) <= 10 else ()


def _by_commas(text: str) -> ReferenceFields:
    """`J. Doe, R. Roe, Title of the work, Journal 12 (2019) 1-9`, with or without the title."""
    names, at = _comma_names(text)
    if not names:
        return _without_names(text)
    emphasised = _EMPHASIS.match(text, at)
    if emphasised and (len(emphasised[2].split()) > 2 or re.match(r",\s+\D", text[emphasised.end() :])):
        return ReferenceFields(authors=names, title=_title(emphasised[2]), venue=_venue(text[emphasised.end() :]))
    sentence, stop = _first_sentence(text, at)
    end = at
    for comma in re.finditer(r",\s+", text[: at + len(sentence)]):
        if comma.start() >= at and _starts_venue(text[comma.end() :]):
            end, stop = comma.start(), comma.end()
            break
    else:
        end = at + len(sentence)
    if _starts_venue(text[at:]) or (stop >= len(text) and end >= len(text.rstrip(". "))):
        return ReferenceFields(authors=names, title=None, venue=_venue(text[at:]))
    return ReferenceFields(authors=names, title=_title(text[at:end]), venue=_venue(text[stop:]))


def _starts_venue(text: str) -> bool:
    return bool(_VENUE.match(text) or re.match(r"\W*\d|accessed\b|available\b", text))


def _comma_names(text: str) -> tuple[tuple[str, ...], int]:
    """Names with initials, divided by commas, and where the next thing begins."""
    names: list[str] = []
    at = 0
    for piece in re.finditer(r"(?:and\s+|&\s*)?([^,]{3,60}?)(?:,\s*|\s+and\s+|\s+&\s+)", text):
        if piece.start() != at:
            break
        suffix = bool(names) and re.fullmatch(r"Jr\.?|Sr\.?|et al\.?", piece[1])
        cut_short = re.search(r"(?:^|[\s-])[^\W\d_]\.", piece[1]) or (names and _full_name(text, piece))
        if not suffix and not (cut_short and split_names(piece[1])):
            break
        at = piece.end()
        if not suffix:
            names.append(piece[1].strip())
    if not names:
        head, comma, _ = text.partition(",")
        both = split_names(head) if " and " in head else ()
        return (both, len(head) + len(comma)) if len(both) == 2 else ((), 0)
    return tuple(names), at


def _full_name(text: str, piece: re.Match[str]) -> bool:
    """Whether two capital words after names are one more name: a title of several words follows."""
    following = text[piece.end() :].partition(",")[0]
    return len(piece[1].split()) == 2 and len(following.split()) >= 3 and not _starts_venue(following)


def _without_names(text: str) -> ReferenceFields:
    title, end = _first_sentence(text, 0)
    following, last = _first_sentence(text, end)
    if end < len(text) and len(title.split()) <= 12 and following and not _starts_venue(following):
        # An organisation, then a title.
        return ReferenceFields(authors=_one_author(title), title=_title(following), venue=_venue(text[last:]))
    return ReferenceFields(title=_title(title) if end < len(text) else None, venue=_venue(text[end:]))


def _first_sentence(text: str, start: int) -> tuple[str, int]:
    """The sentence from `start`, and the offset behind it."""
    while start < len(text) and text[start] in " .,":
        start += 1
    opening = _EMPHASIS.match(text, start)
    if opening and opening.end() > start + 8 and re.match(r"[.,]?(?:\s|$)", text[opening.end() :]):
        return opening[2], opening.end()
    for end in _SENTENCE.finditer(text, start):
        if not _goes_on(text, start, end):
            kept = end.start() + (end.group() in "?!")
            return text[start:kept], end.end()
    return text[start:], len(text)


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether a full stop in a title ends an abbreviation, not the title."""
    rest = text[end.end() :].lstrip("”\"'’) ")
    if end.group() != ".":
        return bool(rest) and rest[0].islower() and not re.match(r"arxiv|in\s|biorxiv", rest, re.IGNORECASE)
    word = text[start : end.start()].rpartition(" ")[2].lstrip("(\"'“*_").lower()
    if word in _ABBREVIATED or (rest and rest[0].islower() and len(word) <= 2):
        return True
    initial = re.search(r"(?:^|\s)[A-Z]$", text[start : end.start()]) is not None
    return initial and (end.start() - start < 3 or re.match(r"[A-Z]\.|[A-Z][a-z]+ [a-z]", rest) is not None)


def _is_venue_only(title: str) -> bool:
    """Whether what stands in the title's place is a journal and its volume."""
    bare = title.strip("*_ ")
    return bool(re.match(r"(?:[A-Z][\w&]*\.?,?\s?){1,7},?\s?(?:\*\*)?\d+\b(?!\w)", bare)) and bool(
        _VENUE.match(bare) and re.search(r"\d+\W*$|\(\d{4}\)|,\s*\d", bare)
    )


def _title(text: str) -> str | None:
    bare = _EMPHASIS.sub(r"\2", text).strip(" ,;:*_")
    bare = re.sub(r"\s*\[(?:Internet|Online|J|C|M|EB/OL)\]", "", bare)
    bare = re.sub(r"(?:,\s*(?:vol(?:ume|\.)\s*\w+(?:\s+of\s.*)?|(?:1[89]|20)\d\d[a-z]?))+\.?$", "", bare)
    bare = re.sub(r"\s*\((?:1[89]|20)\d\d[a-z]?\)\.?$", "", bare)
    bare = bare[:-1] if bare.endswith(".") and not bare.endswith("...") else bare
    bare = bare.strip(' ,;“”"').removeprefix("``").removesuffix("''")
    return bare if sum(letter.isalpha() for letter in bare) >= 2 else None


def _venue(text: str) -> str | None:
    rest = _URL.sub("", _DOI_TAIL.sub("", text)).strip(" .,;:")
    rest = re.sub(r"^(?:\(?(?:1[89]|20)\d\d[a-z]?\)?[.,:;]?\s*)", "", rest)
    rest = re.sub(rf"^(?:{_MONTH}\s*)?[Ii]n:?\s+(?=[*_A-Z\d])|^{_MONTH}$", "", rest)
    emphasised = _EMPHASIS.match(rest)
    if emphasised:
        rest = emphasised[2]
    # Editors and the like stand between `In` and the book's name.
    rest = re.sub(r"^.{3,200}?[,(]\s?(?:[Ee]ds?\.?|[Ee]ditors?)\)?[.,:]\s*", "", rest)
    end = _VENUE_END.search(rest)
    while end and (end.start() < 3 or _is_shortened(rest, end)):
        end = _VENUE_END.search(rest, end.end())
    bare = _ARXIV_TAIL.sub("", rest[: end.start()] if end else rest).strip(' .,;:*_“”"')
    bare = re.sub(r"^(?:In|in)\s+|(?<=.)\s+arXiv$", "", bare)
    bare = bare if bare.count("(") == bare.count(")") else bare.strip("() ")
    bare = re.sub(rf",?\s*(?:-\s)?(?:[Vv]olume|[Vv]ol)$|\s+{_MONTH}$|, ser$", "", bare)
    return bare if sum(letter.isalpha() for letter in bare) >= 2 and len(bare) <= 250 else None


_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?(?:\s\d\d?)?)"


def _is_shortened(text: str, end: re.Match[str]) -> bool:
    """Whether a full stop inside a venue ends a shortened word: `Int. Conf. on Robotics`, `Phys. Rev. D`."""
    if not end.group().startswith("."):
        return False
    word = text[: end.start()].rpartition(" ")[2].rpartition("/")[2]
    return word in _SHORT_WORDS or (len(word) <= 5 and word[:1].isupper() and not word.isupper()) or len(word) == 1


def _last_year(text: str) -> int | None:
    bracketed = re.findall(r"\(((?:1[89]|20)\d\d)[a-z]?\)", text)
    found = bracketed or _YEAR.findall(text)
    return int(found[-1]) if found else None
