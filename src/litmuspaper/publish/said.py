"""The digest as the templates take it: sibling statements under one heading, each with its kind and place."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from litmuspaper.publish.quotes import heading

_SIBLING = {"result": "results"}  # what the abstract says of the results stands with what the text says


@dataclass(frozen=True, slots=True)
class Said:
    """One statement.

    `anchor` is set where its place in the abstract can be linked to, `where` says where it stands, and `also` names the
    other fields that it tells.
    """

    name: str
    text: Markup
    kind: str
    quoted: bool
    anchor: str
    where: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidGroup:
    """What stands under one heading; `kind` is empty where its statements are of several kinds."""

    heading: str
    kind: str
    anchor: str
    items: tuple[Said, ...]


def grouped_said(said: Iterable[Said]) -> list[SaidGroup]:
    """Statements of sibling fields under one heading, in the order in which the first of them stands."""
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(_SIBLING.get(one.name, one.name), []).append(one)
    return [
        SaidGroup(
            heading=heading(name if len(items) > 1 else items[0].name),
            kind=items[0].kind if len({one.kind for one in items}) == 1 else "",
            anchor=next((one.anchor for one in items if one.anchor), ""),
            items=tuple(items),
        )
        for name, items in groups.items()
    ]
