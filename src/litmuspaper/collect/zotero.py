"""Items of Zotero's JSON: CSL JSON (a list), Better BibTeX JSON (`{"items": [...]}`), and what Zotero's API answers."""

import json
from collections.abc import Iterator, Mapping

from litmuspaper.types import Failure

_NO_WORK = frozenset({"attachment", "note", "annotation"})


def json_items(text: str) -> Iterator[tuple[str, Mapping[str, object] | Failure]]:
    """The items of a JSON file, read one by one, so that a file that breaks off gives all before that place.

    Args:
        text: the file.

    Yields:
        Where each item starts, such as `line 17`, and the item; a Failure for what is none. Attachments and notes
        are left aside.
    """
    decoder = json.JSONDecoder()
    at = _first_item(text)
    listed = text[at - 1 : at] == "["
    line, counted = 1, 0
    while True:
        while at < len(text) and text[at] in ", \t\r\n\ufeff":
            at += 1
        if at >= len(text) or text[at] in "]}":
            if at >= len(text) and listed:
                yield "the end", Failure(id="the end", error="the end: the list of items is not closed")
            return
        line += text.count("\n", counted, at)
        counted = at
        where = f"line {line}"
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield where, Failure(id=where, error=f"{where}: not JSON from here on ({error})"[:300])
            return
        item = item.get("data", item) if isinstance(item, Mapping) else item
        if not isinstance(item, Mapping):
            yield where, Failure(id=where, error=f"{where}: not an item of a reference manager")
        elif item.get("itemType", item.get("type")) not in _NO_WORK:
            yield where, {**item, "authors": item.get("author") or item.get("creators") or item.get("authors")}


def _first_item(text: str) -> int:
    """Where the list's first item stands: behind the first bracket, or behind that of `items`."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if text[start : start + 1] == "{":
        at = text.find('"items"')
        if at < 0:
            return start
        bracket = text.find("[", at)
        return bracket + 1 if bracket >= 0 else len(text)
    return start + 1 if text[start : start + 1] == "[" else start
