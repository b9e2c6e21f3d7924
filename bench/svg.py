"""What the pictures of M2-CoFS are drawn with: SVG by hand, 800 wide, on a ground of its own, for light and dark.

All places are pixels. `m2cofs_pictures.py` is what to run.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import numpy as np

Points = Sequence[tuple[float, float]]

WIDTH = 800
STYLE = """
text { font: 13px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: #1e1c18; }
.sub { font-size: 75%; }
.title { font-size: 17px; font-weight: 600; } .head { font-weight: 600; } .soft { fill: #5c564b; }
.ground { fill: #fbf9f4; } .band { fill: #f0ebdf; } .rule { stroke: #d8d1c1; } .edge { stroke: #8c8577; fill: none; }
.f { --c: #2c56a8; } .s { --c: #b4491f; } .u { --c: #1d6b3e; } .n { --c: #5c564b; }
.full { fill: var(--c); stroke: none; } .open { fill: none; stroke: var(--c); stroke-width: 1.5; }
.thin { fill: none; stroke: var(--c); stroke-width: .8; opacity: .3; }
.way { fill: none; stroke: var(--c); stroke-width: 1; opacity: .45; }
.thick { fill: none; stroke: var(--c); stroke-width: 2.5; stroke-linejoin: round; }
.moved { fill: none; stroke: var(--c); stroke-width: 2; stroke-dasharray: 2 4; }
text.f, text.s, text.u { fill: var(--c); }
@media (prefers-color-scheme: dark) {
text { fill: #e8e4da; } .soft { fill: #aaa498; } .ground { fill: #151619; } .band { fill: #202227; }
.rule { stroke: #36383d; } .edge { stroke: #7d786e; }
.f { --c: #8cb1f4; } .s { --c: #f0a07c; } .u { --c: #8ed2a5; } .n { --c: #aaa498; }
}"""


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words, with what stands in _{} as a subscript."""
    parts = re.split(r"_\{(.*?)\}", words)
    made = escape(parts[0])
    for below, after in zip(parts[1::2], parts[2::2], strict=True):
        made += f'<tspan dy="3" class="sub">{escape(below)}</tspan>'
        made += f'<tspan dy="-3">{escape(after)}</tspan>' if after else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{made}</text>'


def lines(x: float, y: float, words: str, columns: int, kind: str = "") -> tuple[list[str], float]:
    """Words in lines of so many letters, and the y below them."""
    cut = [""]
    for word in words.split():
        longer = f"{cut[-1]} {word}".strip()
        cut[-1:] = [longer] if len(re.sub(r"[_{}]", "", longer)) <= columns else [cut[-1], word]
    return [text(x, y + 18 * n, line, kind) for n, line in enumerate(cut)], y + 18 * len(cut)


def line(points: Points, kind: str) -> str:
    """A line through points."""
    return f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def document(height: float, title: str, parts: Sequence[str]) -> str:
    """The whole picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}">\n<style>{STYLE}\n</style>\n'
        f'<rect class="ground" width="{WIDTH}" height="{height:.0f}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def setting(told: Mapping[str, Any], seeds: int) -> str:
    """How the runs were made, in a sentence."""
    volume, crop = ("×".join(map(str, told[key])) for key in ("volume", "crop"))
    steps = told["steps"]
    return (
        f"Our own runs, small: {seeds} seeds, {told['patients']} simulated patients of {volume} voxels, "
        f"crops of {crop}, width {told['width']}, {steps['I']} + {steps['II']} + {steps['III']} steps "
        "of Stages I, II and III."
    )


def said(x: float, y: float, rows: Sequence[tuple[str, str]]) -> tuple[list[str], float]:
    """What the paper says, in our words, beside what these runs show; and the y below."""
    middle = x + 255
    made = [text(x, y, "The paper says (our words)", "head"), text(middle, y, "These runs show", "head")]
    y += 8
    for theirs, ours in rows:
        made.append(f'<line class="rule" x1="{x}" x2="{WIDTH - x}" y1="{y:.1f}" y2="{y:.1f}"/>')
        left, one = lines(x, y + 18, theirs, 35, "soft")
        right, other = lines(middle, y + 18, ours, 72)
        made, y = [*made, *left, *right], max(one, other) - 6
    return made, y + 18


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median and range."""
    return f"{np.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"
