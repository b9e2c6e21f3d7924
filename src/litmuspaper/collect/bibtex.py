"""BibTeX entries as fields of plain text; one broken entry never swallows the ones behind it.

The grammar is that of btxdoc (Patashnik 1988): `@kind{key, name = value, ...}`, a value in braces or quotes, a number
or the name of an @string, joined by #.
"""

import re
import unicodedata
from collections.abc import Iterator

from litmuspaper.types import Failure, one_line

# An entry starts a line: so a brace that was never closed ends with its own entry.
_START = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.MULTILINE)
_NAME = re.compile(r"[\s,]*([A-Za-z][\w.:+/-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,{}#\"]+")
_SIGN = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTED = re.compile(r"\\.|[{}\"]", re.DOTALL)
_ACCENT = re.compile(r"\{?\\([\"'`^~=.]|[uvHcrkbd](?![A-Za-z]))\s*(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))\}?")
_SIGNS = "\"'`^~=.uvHcrkbd"
_COMBINING = "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u030a\u0328\u0331\u0323"
_MARKS = dict(zip(_SIGNS, _COMBINING, strict=True))
_LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "aa": "å", "AA": "Å"}
_LETTER = re.compile(r"\{?\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![A-Za-z])\s*\}?")
_MONTHS = dict.fromkeys("jan feb mar apr may jun jul aug sep oct nov dec".split(), "")


class _Broken(ValueError):
    """Where an entry breaks off."""


def bibtex_entries(text: str) -> Iterator[tuple[str, dict[str, str] | Failure]]:
    """The entries of a BibTeX file.

    Args:
        text: the file.

    Yields:
        Where each entry starts, such as `line 17`, and its fields by their names in lower case with `key` and `kind`;
        a Failure where it is broken. @comment, @preamble and @string are none.
    """
    starts = [*_START.finditer(text)]
    macros: dict[str, str] = dict(_MONTHS)
    line, counted = 1, 0
    for number, start in enumerate(starts):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        kind = start[1].lower()
        if kind in ("comment", "preamble"):
            continue
        where = f"line {line}"
        key = "" if kind == "string" else text[start.end() : end].split(",", 1)[0].strip()
        body = start.end() + (0 if kind == "string" else text[start.end() : end].find(",") + 1)
        try:
            fields = _fields(text[body:end], macros)
        except _Broken as fault:
            yield where, Failure(id=where, error=f"{where}: the entry {one_line(key)[:60]!r} {fault}")
            continue
        if kind == "string":
            macros.update(fields)
        else:
            yield where, {"key": one_line(key), "kind": kind, **fields}


def _fields(body: str, macros: dict[str, str]) -> dict[str, str]:
    """Names and values up to the brace that closes the entry."""
    fields: dict[str, str] = {}
    at = 0
    if "=" not in body:
        raise _Broken("has no fields")
    while match := _NAME.match(body, at):
        value, at = _value(body, match.end(), macros)
        fields.setdefault(match[1].lower(), value)
    rest = body[at:].lstrip(", \t\r\n")
    if not rest.startswith(("}", ")")):
        raise _Broken("breaks off: a brace or a comma is missing" if rest else "is not closed")
    return fields


def _value(body: str, at: int, macros: dict[str, str]) -> tuple[str, int]:
    """A value from this place on as plain text, and the place behind it."""
    parts: list[str] = []
    while True:
        if body[at : at + 1] == "{":
            end = _closing(body, at)
            parts.append(plain_text(body[at + 1 : end]))
            at = end + 1
        elif body[at : at + 1] == '"':
            end = _quote(body, at)
            parts.append(plain_text(body[at + 1 : end]))
            at = end + 1
        elif match := _BARE.match(body, at):
            parts.append(macros.get(match[0].lower(), match[0]))
            at = match.end()
        else:
            raise _Broken("has a field without a value")
        while body[at : at + 1].isspace():
            at += 1
        if body[at : at + 1] != "#":
            return one_line("".join(parts)), at
        at += 1
        while body[at : at + 1].isspace():
            at += 1


def _closing(body: str, at: int) -> int:
    depth = 0
    for sign in _SIGN.finditer(body, at):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0 and sign[0] == "}":
            return sign.start()
    raise _Broken("is not closed")


def _quote(body: str, at: int) -> int:
    depth = 0
    for sign in _QUOTED.finditer(body, at + 1):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0 and sign[0] == '"':
            return sign.start()
    raise _Broken("is not closed")


def plain_text(value: str) -> str:
    """A value without TeX's braces and accents; formulas stay as they are written."""
    if "\\" in value:
        value = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", (m[2] or m[3]) + _MARKS[m[1]]), value)
        value = _LETTER.sub(lambda m: _LETTERS[m[1]], value)
        value = re.sub(r"\\([&%_#$ ])", r"\1", value)
    if "$" in value:
        return value
    return value.replace("{", "").replace("}", "").replace("~", " ")
