"""Citations in running text, tied to the entries of the reference list by name and year, or by number."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from litmuspaper.parse.names import surname
from litmuspaper.types import Reference

Found = tuple[int, int, tuple[str, ...]]
_YEARS = r"(?:1[89]|20)\d\d[a-z]?(?:\s*,\s*(?:(?:1[89]|20)\d\d[a-z]?|[a-z](?![\w.])))*"
# Possessive and bounded: a page of capitals is no name, and is left as fast as it was looked at.
_NAME = (
    r"(?<!\w)(?:(?:van|von|de|der|den|del|di|da|la|le|dos|ter|ten|al|el)\s+){0,3}+[^\W\d_a-z][\w'’´`¨ˇ˜.-]{0,60}+"
    r"(?:\s[^\W\d_a-z][\w'’-]{1,60}+)?"
)
_NAMES = rf"{_NAME}(?:(?:,\s+(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*){_NAME}){{0,4}}(?:,?\s+et\.?\s+al\.?)?"
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{0,900}?(?:1[89]|20)\d\d[^()\[\]]{0,900})[)\]]")
_PIECE = re.compile(rf"(?P<names>{_NAMES}),?\s*(?P<years>{_YEARS})")
_NARRATIVE = re.compile(rf"(?P<names>{_NAMES}(?:[’']s)?)\s*[(\[](?P<years>{_YEARS})(?=[)\],;])[^()\[\]]{{0,60}}[)\]]")
_NUMERIC = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_NO_NAME = re.compile(
    r"[A-Z]?\w*ly|However|Hence|Later|Also|See|Note|Following|While|Although|In|As|By|Both|For|The|Thus|Then"
)
_MONTHS = frozenset("january february march april may june july august september october november december".split())


@dataclass(frozen=True)
class _Entry:
    key: str
    surnames: tuple[str, ...]
    year: int | None
    suffix: str


def reference_key(authors: Sequence[str], year: int | None, suffix: str, label: str | None, taken: set[str]) -> str:
    """The key of an entry: its printed label, else first family name and year; unique among those taken."""
    base = label or f"{_folded(surname(authors[0])) if authors else 'ref'}{year or ''}{suffix}"
    key, n = base, 1
    while key in taken:
        n += 1
        key = f"{base}-{n}"
    return key


class Citations:
    """Finds the citations of one paper."""

    def __init__(self, references: Sequence[Reference], *, numbered: bool) -> None:
        self.numbered = numbered
        self.keys = {reference.key for reference in references}
        self.entries: dict[str, list[_Entry]] = {}
        for reference in references:
            names = tuple(_folded(surname(name)) for name in reference.authors)
            said = re.search(rf"\b{reference.year}([a-z])\b", reference.raw) if reference.year else None
            entry = _Entry(reference.key, names, reference.year, said[1] if said else "")
            self.entries.setdefault(names[0] if names else "", []).append(entry)

    def find(self, text: str) -> list[Found]:
        """Places and keys; a key that no reference has stands for a work that is cited and not listed."""
        if self.numbered:
            return list(self._numbers(text))
        found = list(self._bracketed(text))
        for match in _NARRATIVE.finditer(text):
            keys, first = self._resolve(match["names"], match["years"])
            start = max(match.start(), text.rfind(first, match.start(), match.end()) if first else 0)
            if keys and not any(a <= match.start() and match.end() <= b for a, b, _ in found):
                found.append((start, match.end(), tuple(keys)))
        return sorted(found)

    def _numbers(self, text: str) -> Iterator[Found]:
        for match in _NUMERIC.finditer(text):
            keys: list[str] = []
            for part in re.split(r"\s*[,;]\s*", match[1]):
                first, _, last = re.sub(r"\s*[–-]\s*", "-", part).partition("-")
                span = range(int(first), int(last or first) + 1)
                keys += [str(n) for n in span] if 0 < len(span) <= 60 else [first]
            # `[0, 1]` is an interval; a work's number is never 0, and some of a citation's works are listed.
            if "0" not in keys and any(key in self.keys for key in keys):
                yield match.start(), match.end(), tuple(dict.fromkeys(keys))

    def _bracketed(self, text: str) -> Iterator[Found]:
        for match in _BRACKETED.finditer(text):
            keys = [
                key
                for part in match[1].split(";")
                for piece in _PIECE.finditer(part)
                for key in self._resolve(piece["names"], piece["years"])[0]
            ]
            if keys:
                yield match.start(), match.end(), tuple(dict.fromkeys(keys))

    def _resolve(self, names: str, years: str) -> tuple[list[str], str]:
        """The keys that names and years mean, and the first name that belongs to them."""
        others = re.search(r",?\s+et\.?\s+al", names) is not None
        bare = re.sub(r",?\s+et\.?\s+al\.?.*$|[’']s$", "", names)
        parts = [n for n in re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*", bare) if n.strip()]
        # `Recently, Doe and Roe (2019)`: what stands before a known first author is no name.
        known = next((n for n, part in enumerate(parts) if _folded(surname(part)) in self.entries), None)
        parts = parts[known:] if known else parts
        while parts and known is None and _NO_NAME.fullmatch(parts[0]):
            parts = parts[1:]
        said = [_folded(surname(part)) for part in parts]
        if not said or not said[0] or said[0] in _MONTHS:
            return [], ""
        year, keys = "", []
        for part in re.split(r"\s*,\s*", years):
            year = part[:4] if part[0].isdigit() else year
            suffix = part[4:] if part[0].isdigit() else part
            key = self._match(said, int(year), suffix, others=others)
            if key:
                keys.append(key)
            elif others or len(said) > 1:
                keys.append(f"{said[0]}{year}{suffix}")
        return keys, parts[0].strip()

    def _match(self, said: list[str], year: int, suffix: str, *, others: bool) -> str | None:
        known = [e for e in self.entries.get(said[0], []) if e.year == year and (e.suffix == suffix or not suffix)]
        exact = [e for e in known if e.suffix == suffix] or known
        if len(exact) > 1 and not others:
            exact = [e for e in exact if list(e.surnames) == said] or exact
        if len(exact) > 1 and others:
            # `Tang et al.` beside `Tang, Li, and Ma`: the longer list is the one that is cut short.
            exact = sorted(exact, key=lambda entry: -len(entry.surnames))
        return exact[0].key if exact else None


def _folded(name: str) -> str:
    """A family name in plain lower-case letters, so that accents, which texts lose, do not divide."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("ø", "o").replace("ß", "ss"))
    return re.sub(r"[^a-z]", "", plain.encode("ascii", "ignore").decode().lower())
