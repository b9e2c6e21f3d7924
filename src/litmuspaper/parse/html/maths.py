"""Displayed formulas of LaTeXML pages: tables whose rows are lines of one formula or of several."""

from litmuspaper.parse.build import Builder
from litmuspaper.parse.html.inline import formula
from litmuspaper.parse.html.nodes import Node, classes, each, number_of
from litmuspaper.parse.prose import Prose


def write_equations(builder: Builder, node: Node) -> None:
    """Append the formulas of one display, each with the number that is printed beside it."""
    lines = [(_tex(row), _number(row)) for row in each(node, ".ltx_eqn_row, tr")]
    if not lines:
        lines = [(_tex(node), _number(node))]
    lines = [(tex, number) for tex, number in lines if tex]
    numbers = [number for _, number in lines if number]
    if len(numbers) <= 1 and lines:
        # One number counts the whole display, whichever line it stands beside.
        lines = [(r" \\ ".join(tex for tex, _ in lines), numbers[0] if numbers else None)]
    for tex, number in lines:
        prose = Prose()
        prose.formula(tex, number, display=True)
        prose.write(builder)


def _tex(row: Node) -> str:
    found, inside = [], set[int]()
    for node in each(row, "math, .ltx_Math, .ltx_DisplayMath, .katex, .mjpage"):
        if node.mem_id in inside:
            continue
        inside |= {part.mem_id for part in node.traverse()}
        if tex := formula(node, classes(node)):
            found.append(tex)
    return " ".join(found)


def _number(row: Node) -> str | None:
    tag = row.css_first(".ltx_tag_equation, .ltx_tag_equationgroup, .ltx_eqn_eqno .ltx_tag")
    return number_of(tag.text(deep=True)) if tag is not None else None
