"""How commands with arguments are written into running text: notes, citations, numbers, cells, marks."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from litmuspaper.parse.tex.refs import citation, reference
from litmuspaper.parse.tex.rich import Mark, Rich, Style
from litmuspaper.parse.tex.shapes import CITES, EQUATIONS, REFS, SKIPPED, TABULARS
from litmuspaper.parse.tex.symbols import DINGS
from litmuspaper.parse.tex.units import number, unit

if TYPE_CHECKING:
    from litmuspaper.parse.tex.inline import Inline

Handler = Callable[["Inline", str, int, int, Rich, Style], int]


def _footnote(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    at = inline.source.pass_over(at, end, "o")
    group = inline.source.group(at, end)
    if not group:
        return at
    if name == "footnote":
        out.notes.append((group[0], group[1]))
    return group[2]


def _begin(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    """An environment in running text: tables on one line, formulas as such, others as their content."""
    start = inline.source.text.rfind("\\begin", max(0, at - 20), at)
    found = inline.source.environments.get(start)
    if not found or found.end > end:
        return inline.source.pass_over(inline.group_text(at, end)[1], end, "o")
    base = found.name.rstrip("*")
    if base in EQUATIONS:
        inline.maths(found.inside, found.stop, out, style, display=True)
    elif found.name not in SKIPPED and base not in SKIPPED:
        shape = TABULARS.get(found.name, "o" if base not in ("minipage", "varwidth") else "ooom")
        out.add(" ")
        inside = inline.source.pass_over(found.inside, found.stop, shape)
        inline.nested(inside, found.stop, out, style)
        out.add(" ")
    return found.end


def _end(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    return inline.group_text(at, end)[1]


def _multicolumn(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    count, at = inline.group_text(at, end)
    out.col_span = max(out.col_span, _count(count))
    return inline.group_text(at, end)[1]


def _multirow(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    at = inline.source.pass_over(at, end, "o")
    count, at = inline.group_text(at, end)
    out.row_span = _count(count)
    return inline.source.pass_over(at, end, "omo")


def _set_cell(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    option = inline.source.bracket(at, end)
    if option:
        said = inline.source.text[option[0] : option[1]]
        for key, value in re.findall(r"\b([rc])\s*=\s*(\d+)", said):
            if key == "c":
                out.col_span = _count(value)
            else:
                out.row_span = _count(value)
        at = option[2]
    return inline.source.pass_over(at, end, "m")


def _count(said: str) -> int:
    found = re.search(r"-?\d{1,4}", said)
    count = int(found[0]) if found else 1
    return max(-1000, min(1000, count)) or 1


def _superscript(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    group = inline.source.group(at, end)
    if not group:
        return at
    inner = Rich()
    inline.nested(group[0], group[1], inner, style)
    said = inner.text()
    power = out.last().isdigit() and re.fullmatch(r"[-−–+]?\d+", said)
    out.add(f"^{said}" if power else said, style)
    return group[2]


def _ding(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    said, at = inline.group_text(at, end)
    out.add(DINGS.get(int(said), "") if said.isdecimal() and len(said) < 5 else "", style)
    return at


def _texorpdf(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    """What is printed, or in a heading the author's own plain form of it."""
    group = inline.source.group(at, end)
    plain = inline.source.group(group[2], end) if group else None
    if not group or not plain:
        return group[2] if group else at
    chosen = plain if inline.reduced and plain[0] < plain[1] else group
    inline.nested(chosen[0], chosen[1], out, style)
    return plain[2]


def _replaced(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    r"""\replaced{new}{old} of the changes package: the new words."""
    group = inline.source.group(inline.source.pass_over(at, end, "o"), end)
    if not group:
        return at
    inline.nested(group[0], group[1], out, style)
    return inline.source.pass_over(group[2], end, "m")


def _address(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    said, at = inline.group_text(at, end)
    out.add(said.replace("\\", "").strip(), style)
    return at


def _joined(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    r"""\diagbox{a}{b} and its kin: a / b."""
    at = inline.source.pass_over(at, end, "o")
    for n in range(2):
        group = inline.source.group(at, end)
        if not group:
            break
        out.add(" / " if n else "", style)
        inline.nested(group[0], group[1], out, style)
        at = group[2]
    return at


def _xspace(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    """A space unless punctuation follows; the expander has left what follows untouched."""
    if re.match(r"[A-Za-z0-9(\\$“]", inline.source.text[at : at + 1]) and not out.spaced:
        out.add(" ", style)
    return at


def _acronym(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    said, at = inline.group_text(inline.source.pass_over(at, end, "so"), end)
    out.add(said, style)
    return at


def _cite(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    """A citation; in a cell it prints nothing and is noted for the cell as a whole."""
    said, keys, after = citation(inline.source, inline.context, name, at, end)
    if inline.cell:
        out.cited += keys
    elif said:
        place = out.add(said, style)
        out.marks.append(Mark("cite", *place, keys))
    return after


def _ref(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    said, after = reference(inline.source, inline.context, name, at, end)
    out.add(said, style)
    return after


def _number(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    said, at = inline.group_text(inline.source.pass_over(at, end, "o"), end)
    out.add(number(said), style)
    if name in ("SI", "qty"):
        units, at = inline.group_text(inline.source.pass_over(at, end, "o"), end)
        printed = unit(units)
        out.add(printed if printed[:1] in "%°" else f" {printed}", style)
    return at


def _unit(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    said, at = inline.group_text(inline.source.pass_over(at, end, "o"), end)
    out.add(unit(said), style)
    return at


def _ion(inline: "Inline", name: str, at: int, end: int, out: Rich, style: Style) -> int:
    r"""\ion{N}{2} of AASTeX: N II."""
    element, at = inline.group_text(at, end)
    charge, at = inline.group_text(at, end)
    numerals = {str(n): r for n, r in enumerate("0 I II III IV V VI VII VIII IX X XI XII".split())}
    out.add(f"{element.strip()} {numerals.get(charge.strip(), charge.strip())}", style)
    return at


HANDLERS: dict[str, Handler] = {
    **{name: _cite for name in CITES},
    **{name: _ref for name in REFS},
    **{"num": _number, "SI": _number, "qty": _number, "tablenum": _number, "si": _unit, "unit": _unit, "ion": _ion},
    **{name: _footnote for name in ("footnote", "thanks")},
    **{"begin": _begin, "end": _end, "multicolumn": _multicolumn, "multirow": _multirow, "SetCell": _set_cell},
    **{"multirowcell": _multirow, "multirowthead": _multirow, "Block": _acronym},
    **{
        "textsuperscript": _superscript,
        "ding": _ding,
        "texorpdfstring": _texorpdf,
        "replaced": _replaced,
        "xspace": _xspace,
    },
    **{name: _address for name in ("url", "path", "nolinkurl", "doi", "detokenize")},
    **{name: _joined for name in ("diagbox", "backslashbox", "slashbox")},
    **{name: _acronym for name in ("ac", "acp", "acs", "acl", "acf", "gls", "glspl", "Gls", "Ac", "acro", "Glspl")},
}
