r"""Reference lists: \bibitem entries as BibTeX styles write them, and biblatex's own list.

What a style marks (\bibinfo{title}, biblatex's fields) is taken as it stands; other entries are read by their
printed form (`references.py`), with the blocks that \newblock parts and with emphasis kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from litmuspaper.parse.names import split_names, surname
from litmuspaper.parse.references import identifiers, read_reference
from litmuspaper.parse.tex.inline import Inline
from litmuspaper.parse.tex.refs import Context
from litmuspaper.parse.tex.scan import Source

MAX_ENTRIES = 5_000
_LONGEST = 20_000
_ITEM = re.compile(r"\\bibitem(?![A-Za-z])")
_LABEL_YEAR = re.compile(r"\(((?:1[6-9]|20)\d\d)[a-z]?\)")
_BIBINFO = re.compile(r"\\bib(?:info|field)\s*\{\s*(\w+)\s*\}\s*(?=\{)|\\show(articletitle|title)\s*(?=\{)")
_BLOCK = re.compile(r"\\newblock(?![A-Za-z])")
_EMPHASIS = re.compile(r"\\(?:emph|textit|textsl)\s*(?=\{)|\{\s*\\(?:em|it|sl|itshape)(?![A-Za-z])")
_NOISE = re.compile(
    r"%Type[^\n]*|\\(?:BibitemOpen|BibitemShut\s*\{[^{}]*\}|bibAnnoteFile?|EOS|urlprefix|URLprefix|DOIprefix|ArXivprefix"
    r"|Pubmedprefix|natexlab\s*\{[^{}]*\}|em(?=ph\{\\em)|unskip|relax|BibitemStop|penalty\s*-?\d*)(?![A-Za-z])"
)
_AAS = re.compile(r"(.*?)[,(\s]+((?:19|20)\d\d)[a-z]?\)?, (\S.*)")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_BIBLATEX = re.compile(r"\\entry\s*\{([^{}]+)\}")
_FIELD = re.compile(r"\\(?:field|list|strng)\s*\{(\w+)\}\s*(?:\{\d+\}\s*)?(?=\{)")
_NAME = re.compile(r"family=\{((?:[^{}]|\{[^{}]*\})*)\}|given=\{((?:[^{}]|\{[^{}]*\})*)\}")


@dataclass(frozen=True)
class Entry:
    """One entry of a reference list; the fields of `Reference`."""

    key: str
    raw: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv: str | None = None

    def name(self) -> tuple[str, str] | None:
        """How a citation prints it: the surnames and the year; None without authors."""
        if not self.authors:
            return None
        surnames = [surname(author) for author in self.authors[:3]]
        if len(self.authors) > 2 or surnames[-1] == "others":
            return f"{surnames[0]} et al.", str(self.year or "")
        return " and ".join(surnames), str(self.year or "")


def clean(tex: str) -> str:
    """TeX of an entry as readable text on one line."""
    return " ".join(Inline(Source(tex), Context()).plain(0, len(tex)).split())


def read_list(text: str) -> list[Entry]:
    """The entries of a thebibliography, or of a biblatex list.

    Args:
        text: the environment's content, or a .bbl file.

    Returns:
        The entries in printed order.
    """
    if "\\entry{" in text and "\\bibitem" not in text:
        return list(_biblatex(text))
    starts = list(_ITEM.finditer(text))[:MAX_ENTRIES]
    source = Source(text)
    entries = []
    for n, found in enumerate(starts):
        stop = starts[n + 1].start() if n + 1 < len(starts) else len(text)
        label = source.bracket(found.end(), stop)
        key = source.group(label[2] if label else found.end(), stop)
        if key and text[key[0] - 1 : key[0]] == "{":
            said = text[label[0] : label[1]] if label else ""
            entries.append(read_item(text[key[0] : key[1]].strip(), text[key[2] : stop], said))
    return entries


def read_item(key: str, body: str, label: str = "") -> Entry:
    r"""One \bibitem.

    Args:
        key: its key.
        body: what stands after the key.
        label: the optional argument, such as natbib's `Tern et al.(2020)`.

    Returns:
        The entry.
    """
    body = _NOISE.sub(" ", body[:_LONGEST].split("\\end{thebibliography}")[0])
    raw = clean(body) or key
    marked = _with_emphasis(body)
    blocks = [clean(block).strip() for block in _BLOCK.split(marked)]
    fields = read_reference(clean(marked), [block for block in blocks if block.strip(" .*")])
    fields |= identifiers(raw)
    if len(blocks) < 3 and (aas := _AAS.match(blocks[0][:2_000])) and _is_aas(label, aas, blocks):
        fields["title"] = aas[3].strip(" .") if len(blocks) == 2 and len(aas[3].split()) > 2 else None
        fields["year"] = int(aas[2])
        if not fields["title"]:
            fields["venue"] = (
                re.sub(r"^[Ii]n:?\s+|,?\s+\d.*|, (?:ed|Vol|vol)s?\..*", "", aas[3].split(",")[0]).strip(" .*") or None
            )
    named = _named(body)
    year = _LABEL_YEAR.search(clean(label)) if label else None
    printed_year = _YEAR.search(named.get("year", ""))
    said = [name for name in (named.get("author") or named.get("person", "")).split("\n") if name]
    authors = tuple(name for one in said for name in split_names(one) or (_turned(one),))
    return Entry(
        key=key,
        raw=raw,
        title=_title(named.get("title")) or _title(fields.get("title")),
        authors=authors or fields.get("authors", ()),
        year=int(year[1]) if year else int(printed_year[0]) if printed_year else fields.get("year"),
        venue=named.get("journal") or named.get("booktitle") or named.get("series") or fields.get("venue"),
        doi=fields.get("doi"),
        arxiv=fields.get("arxiv"),
    )


def _is_aas(label: str, found: re.Match[str], blocks: list[str]) -> bool:
    """Whether an entry has the form of the astronomers' styles: authors, year, journal, volume, page."""
    return (
        bool(label) and "." in found[1] and not re.search(r"[“\"*]", found[1]) and (len(blocks) == 1 or bool(found[3]))
    )


def _turned(name: str) -> str:
    """`Tern, A.` with the given names first."""
    family, comma, given = name.strip(" ,").partition(",")
    return f"{given.strip()} {family}" if comma else family


def _title(title: str | None) -> str | None:
    bare = (title or "").replace("*", "").strip(" ,“”")
    return (bare[:-1] if bare.endswith(".") and not bare.endswith("..") else bare) or None


def _with_emphasis(body: str) -> str:
    """The entry with asterisks around what is emphasised, as `read_reference` takes it."""
    source, pieces, at = Source(body), list[str](), 0
    for found in _EMPHASIS.finditer(body):
        start = found.end() if body[found.start()] == "\\" else found.start()
        close = source.closing.get(start)
        if close is None or found.start() < at:
            continue
        inside = start + 1 if body[found.start()] == "\\" else found.end()
        said = re.sub(r"\\/|\s*,?\s*$", "", body[inside:close]).strip()
        pieces += [body[at : found.start()], f"*{said}*" if said else ""]
        at = close + 1
    return "".join(pieces) + body[at:]


def _named(body: str) -> dict[str, str]:
    r"""What \bibinfo{name}{...} marks, cleaned; authors one a line."""
    if "\\bib" not in body and "\\show" not in body:
        return {}
    source, named = Source(body), dict[str, str]()
    for found in _BIBINFO.finditer(body):
        group = source.group(found.end(), len(body))
        if not group:
            continue
        name = "title" if found[2] else found[1]
        value = clean(re.sub(r"\\bibinfo\s*\{\w+\}", "", body[group[0] : group[1]]))
        if name in ("author", "person") and not found[0].startswith("\\bibfield"):
            named[name] = f"{named.get(name, '')}\n{value}"
        elif not found[0].startswith("\\bibfield"):
            named.setdefault(name, value)
    return named


def _biblatex(text: str) -> Iterator[Entry]:
    r"""The list that Biber writes for biblatex: \entry{key}{type}{} ... \field{title}{...} ... \endentry."""
    for found in list(_BIBLATEX.finditer(text))[:MAX_ENTRIES]:
        stop = text.find("\\endentry", found.end(), found.end() + _LONGEST)
        body = text[found.end() : stop if stop >= 0 else found.end() + _LONGEST]
        source, named = Source(body), dict[str, str]()
        for item in _FIELD.finditer(body):
            group = source.group(item.end(), len(body))
            if group:
                named.setdefault(item[1], clean(body[group[0] : group[1]]))
        for verb in re.finditer(r"\\verb\s*\{(doi|eprint|url)\}\s*\\verb\s+(\S+)", body):
            named[verb[1]] = verb[2]
        yield composed(found[1].strip(), _biblatex_names(source), named)


def _biblatex_names(source: Source) -> tuple[str, ...]:
    start = source.text.find("\\name{author}")
    if start < 0:
        return ()
    group = source.bracket(start, start)
    at = start + len("\\name{author}")
    for _ in range(3):  # how many, options, the names themselves
        group = source.group(at, len(source.text))
        if not group:
            return ()
        at = group[2]
    names: list[list[str]] = []
    for found in _NAME.finditer(source.text, *(group or (0, 0))[:2]):
        if found[1] is not None:
            names.append([clean(found[1])])
        elif names and found[2] is not None:
            names[-1].insert(0, clean(found[2]))
    return tuple(" ".join(name) for name in names[:500])


def composed(key: str, names: tuple[str, ...], named: dict[str, str]) -> Entry:
    """An entry from exact fields.

    Args:
        key: its key.
        names: the authors.
        named: fields by BibTeX's and biblatex's names, cleaned.

    Returns:
        The entry; its raw text is put together from the fields.
    """
    venue = next(
        (named[k] for k in ("journaltitle", "journal", "booktitle", "publisher", "school") if named.get(k)), None
    )
    year = _YEAR.search(named.get("year", "") or named.get("date", ""))
    title = named.get("title") or None
    if title and named.get("subtitle"):
        title = f"{title}: {named['subtitle']}"
    eprint = f"arXiv:{named['eprint']}" if named.get("eprint") else ""
    said = identifiers(" ".join([named.get("doi", ""), eprint, venue or "", named.get("url", "")]))
    shown = ", ".join(names[:3]) + (" et al." if len(names) > 3 else "")
    raw = ". ".join(part for part in (shown, title, venue, year[0] if year else "", said.get("doi")) if part)
    return Entry(
        key, raw or key, title, names, int(year[0]) if year else None, venue, said.get("doi"), said.get("arxiv")
    )
