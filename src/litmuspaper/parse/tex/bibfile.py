"""A small reader of .bib files: fields exactly as they stand, broken entries passed over.

Format: BibTeX (Patashnik 1988, btxdoc): braces or quotation marks around values, # between parts, @string.
"""

import re

from litmuspaper.parse.tex.bib import MAX_ENTRIES, Entry, clean, composed

_OPENING = re.compile(r"@\s*([A-Za-z]+)\s*[{(]\s*")
_FIELD = re.compile(r"\s*([A-Za-z][\w:-]*)\s*=\s*")
_USED = frozenset("title subtitle year date journal journaltitle booktitle publisher school url".split())
_MONTHS = dict.fromkeys("jan feb mar apr may jun jul aug sep oct nov dec".split(), "")


def read_bib(text: str, wanted: set[str] | None = None) -> dict[str, Entry]:
    """The entries of a .bib file; broken ones are passed over.

    Args:
        text: the file.
        wanted: the keys to read; all by default.

    Returns:
        Entries by key.
    """
    strings: dict[str, str] = dict(_MONTHS)
    entries: dict[str, Entry] = {}
    lowered = {key.lower() for key in wanted} if wanted is not None else None
    at = 0
    while (found := _OPENING.search(text, at)) and len(entries) < MAX_ENTRIES:
        kind, at = found[1].lower(), found.end()
        if kind in ("comment", "preamble"):
            continue
        if kind == "string":
            values, at = _bib_fields(text, at, strings)
            strings |= {name.lower(): value for name, value in values.items()}
            continue
        comma = re.compile(r"([^\s,{}=]{1,200})\s*,").match(text, at)
        if not comma:
            continue
        key, at = comma[1], comma.end()
        if lowered is not None and key.lower() not in lowered:
            continue
        values, at = _bib_fields(text, at, strings)
        entries.setdefault(key, _bib_entry(key, values))
    return entries


def _bib_fields(text: str, at: int, strings: dict[str, str]) -> tuple[dict[str, str], int]:
    values: dict[str, str] = {}
    while found := _FIELD.match(text, at):
        parts: list[str] = []
        at = found.end()
        while True:
            value, at = _bib_value(text, at, strings)
            parts.append(value)
            joined = re.compile(r"\s*#\s*").match(text, at)
            if not joined:
                break
            at = joined.end()
        values.setdefault(found[1].lower(), "".join(parts))
        comma = re.compile(r"\s*,").match(text, at)
        at = comma.end() if comma else at
    return values, at


def _bib_value(text: str, at: int, strings: dict[str, str]) -> tuple[str, int]:
    if at >= len(text):
        return "", at
    if text[at] not in '{"':
        bare = re.compile(r"[^\s,{}#\"]*").match(text, at)
        said = bare[0] if bare else ""
        return strings.get(said.lower(), said), at + len(said)
    depth, stop = 0, text[at]
    for here in range(at + 1, min(len(text), at + 20_000)):
        char = text[here]
        if char == "\\":
            continue
        if char == "{":
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif (char == "}" and stop == "{") or (char == '"' and stop == '"' and not depth):
            return text[at + 1 : here], here + 1
    return "", at + 1


def _bib_entry(key: str, values: dict[str, str]) -> Entry:
    names = []
    for person in re.split(r"\s+and\s+", values.get("author") or values.get("editor", "")):
        parts = [clean(part) for part in person.split(",")] if not person.startswith("{") else [clean(person)]
        if len(parts) >= 2:
            parts = [f"{parts[-1]} {parts[0]}" if len(parts) == 2 else f"{parts[2]} {parts[0]} {parts[1]}"]
        if name := " ".join(parts[0].split()):
            names.append(name)
    cleaned = {name: clean(value) for name, value in values.items() if name in _USED}
    cleaned |= {name: values[name].strip() for name in ("doi", "eprint") if name in values}
    return composed(key, tuple(names[:500]), cleaned)
