"""The reference list of a JATS article: tagged parts first, the printed string where nothing is tagged."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from litmuspaper.parse.build import Builder
from litmuspaper.parse.prose import Prose, clean
from litmuspaper.parse.references import MOST_READ, ReferenceFields, identifiers, read_reference

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation")
_WHOLE_WORKS = frozenset(
    ["book", "thesis", "report", "software", "data", "web", "webpage", "website", "preprint", "other"]
)
_DASH = re.compile(r"\s*[-–—‐−]\s*")


class ReferenceList:
    """The references of an article, by the ids that its citations use."""

    def __init__(self, article: Element) -> None:
        self.entries: list[tuple[str, str, ReferenceFields]] = []
        self.order: dict[str, int] = {}
        self.spent = 0
        for back in article.findall("back"):
            for entry in back.iter("ref"):
                self._read(entry)
        self.names = list(self.order)
        self._last: tuple[int, int, str] | None = None

    def keys(self, rid: str, prose: Prose) -> list[str]:
        """The keys that a citation means; a dash between two citations stands for those between them."""
        keys = rid.split()
        if self._last and keys and self._last[0] == id(prose) and prose.length - self._last[1] < 40:
            tail = "".join(prose.pieces[-12:])
            between = tail[max(len(tail) - (prose.length - self._last[1]), 0) :]
            first, last = self.order.get(self._last[2], -1), self.order.get(keys[0], -1)
            if _DASH.match(between) and 0 <= first < last <= first + 60:
                keys = [*self.names[first + 1 : last], *keys]
        if keys:
            self._last = (id(prose), prose.length, keys[-1])
        return keys

    def write(self, builder: Builder) -> None:
        """Append the list under its own heading."""
        if not self.entries:
            return
        builder.open_section("References", 1)
        for key, raw, fields in self.entries:
            builder.reference(key, raw, **fields)
        builder.add("\n")

    def _read(self, entry: Element) -> None:
        found = next((e for name in _CITATIONS for e in entry.iter(name)), None)
        if found is None:
            return
        key = entry.get("id") or found.get("id") or f"ref{len(self.entries) + 1}"
        label = " ".join((entry.findtext("label") or "").split())
        if key not in self.order:
            self.order[key] = len(self.entries)
        raw = _raw(found)
        self.spent += len(raw)
        fields = _fields(found, raw) if self.spent < MOST_READ else ReferenceFields()
        self.entries.append((key, f"{label} {raw}".strip() if label else raw, fields))


def _raw(found: Element) -> str:
    """The entry as printed; one that is only tagged is put together in the usual order."""
    if found.tag != "element-citation" and any((e.tail or "").strip() for e in found.iter()):
        return clean("".join(_printed(found))).strip()
    names = ", ".join(_names(found))
    said = {e.tag: clean("".join(e.itertext())).strip() for e in found if e.tag not in ("person-group", "pub-id")}
    pages = "–".join(said[name] for name in ("fpage", "lpage") if said.get(name))
    parts = [
        names,
        said.get("article-title") or said.get("chapter-title", ""),
        said.get("source", ""),
        said.get("year", ""),
    ]
    where = f"{said.get('volume', '')}:{pages}".strip(":")
    ids = [f"{e.get('pub-id-type')}:{(e.text or '').strip()}" for e in found.iter("pub-id")]
    known = ". ".join(part.rstrip(".") for part in (*parts, where, *ids) if part)
    return known or clean("".join(found.itertext())).strip()


def _printed(found: Element) -> Iterator[str]:
    """The text of an entry; names stand in elements with no space between."""
    before = ""
    stack: list[Element | str] = [found]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
            before = part[-1:] or before
            continue
        if part.tag in ("given-names", "surname", "suffix", "etal") and before.isalnum():
            yield " "
        if part.text:
            yield part.text
            before = part.text[-1:]
        for child in reversed(part):
            stack += [child.tail or "", child]


def _names(found: Element) -> list[str]:
    groups = [g for g in found.iter("person-group") if g.get("person-group-type", "author") in ("author", "")]
    people = groups or [found]
    names = []
    for person in (e for group in people for e in group.iter() if e.tag in ("name", "string-name", "collab")):
        given, family = person.findtext("given-names") or "", person.findtext("surname")
        suffix = person.findtext("suffix") or ""
        said = " ".join((given, family, suffix)) if family else "".join(person.itertext())
        if tidy := " ".join(clean(said).split()).strip(" ."):
            names.append(tidy if not family else " ".join(clean(said).split()))
    return names


def _text(found: Element, *names: str) -> str | None:
    for name in names:
        for part in found.iter(name):
            if said := clean("".join(part.itertext())).strip():
                return said
    return None


def _fields(found: Element, raw: str) -> ReferenceFields:
    ids = {e.get("pub-id-type", ""): (e.text or "").strip() for e in found.iter("pub-id")}
    title = _text(found, "article-title", "chapter-title", "part-title", "data-title")
    source = _text(found, "source")
    year = re.search(r"\d{4}", _text(found, "year") or "")
    if title is None and found.get("publication-type", found.get("citation-type")) in _WHOLE_WORKS:
        # A book's own title stands in `source`.
        title, source = source, _text(found, "publisher-name")
    tagged = bool(title or source)
    read = identifiers(raw) if tagged and year else read_reference(raw)
    return ReferenceFields(
        title=title.rstrip(" .") if title else None if tagged else read.get("title"),
        authors=tuple(_names(found)) or (() if tagged else read.get("authors", ())),
        year=int(year[0]) if year else read.get("year"),
        venue=source if tagged else read.get("venue"),
        doi=ids.get("doi") or read.get("doi"),
        arxiv=ids.get("arxiv") or read.get("arxiv"),
    )
