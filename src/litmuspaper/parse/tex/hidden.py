r"""Text that LaTeX sets white, transparent or tiny, found in the source and taken out of it.

White on a coloured ground is seen: where a ground may be near (boxes, coloured rows, drawings) the text stays.
"""

import re
from itertools import islice

from litmuspaper.parse.tex.scan import Source
from litmuspaper.parse.tex.shapes import TABULARS

_COLOUR = re.compile(r"\\(textcolor|color)\s*(?:\[([A-Za-z]{2,5})\]\s*)?\{\s*([^{}]{1,60}?)\s*\}")
_DEFINED = re.compile(r"\\definecolor\s*\{([^{}]{1,60})\}\s*\{([A-Za-z]{2,5})\}\s*\{([^{}]{1,60})\}")
_LET = re.compile(r"\\colorlet\s*\{([^{}]{1,60})\}\s*\{([^{}]{1,60})\}")
_SMALL = re.compile(
    r"\\(?:fontsize\s*\{\s*(?:0*\.\d+|[01](?:\.\d*)?|0+)\s*(?:pt)?\s*\}\s*\{[^{}]{0,20}\}|transparent\s*\{\s*0*\.?0*\s*\})"
)
_SHRUNK = re.compile(r"\\(?:scalebox\s*\{\s*0*\.0\d*\s*\}|texttransparent\s*\{\s*0*\.?0*\s*\})\s*(?=\{)")
_PHANTOM = re.compile(r"\\[hv]?phantom\s*(?=\{)")
_TRIGGER = re.compile(r"\\(?:textcolor|color|fontsize|transparent|texttransparent|scalebox|[hv]?phantom)(?![A-Za-z])")
_STEP = re.compile(
    r"\\(begin|end)\s*\{[^{}]{0,60}\}|\\(color\s*(?:\[[A-Za-z]{2,5}\]\s*)?\{[^{}]{1,60}\}|normalcolor(?![A-Za-z]))|\\.|([{}])",
    re.DOTALL,
)
_PAGE = re.compile(r"\\pagecolor\s*(?:\[([A-Za-z]{2,5})\]\s*)?\{\s*([^{}]{1,60}?)\s*\}")
_BOX = re.compile(r"\\(f?colorbox|tcbox|tikz)(?![A-Za-z])\s*(?:\[([^\]]{0,200})\])?")
_COLOURED = re.compile(r"\\(?:cellcolor|rowcolors?|columncolor|SetRow|SetCell)(?![A-Za-z])")
_GROUNDS = frozenset(
    "tikzpicture tcolorbox mdframed pgfpicture shaded shaded* framed colorbox adjustbox tblr frame snugshade".split()
)
# xcolor's `white!97!black`: per cents of the first colour.
_MIXED = re.compile(r"white!(?:9[6-9]|100)(?:![A-Za-z]{1,30})?|[A-Za-z]{1,30}![0-4](?:!white)?")
_WORD = re.compile(r"[A-Za-z]{2,}")
_LONGEST = 20_000
_NEAR = 400
_MOST = 500
_LEAST_PHANTOM = 4


def conceal(source: Source) -> tuple[Source, list[str]]:
    r"""Take out what LaTeX would set white on white, transparent, or smaller than 2 pt.

    Args:
        source: a source whose macros are expanded.

    Returns:
        The source without it, the same one where there is none; and what was taken out, as bare words, with that of
        `\phantom`s of four words or more, which print nothing either.
    """
    text = source.text
    if not _TRIGGER.search(text):
        return source, []
    told = _phantoms(source)
    pieces, at = [], 0
    for start, end in sorted(_white(source) + _tiny(source)):
        if start >= at and end > start:
            pieces.append(text[at:start])
            told.append((start, end))
            at = end
    words = [_words(text[start:end]) for start, end in sorted(told)]
    return (Source("".join([*pieces, text[at:]])) if pieces else source), words


def _phantoms(source: Source) -> list[tuple[int, int]]:
    ends = ((found.end(), source.closing.get(found.end(), -1)) for found in _PHANTOM.finditer(source.text))
    return [(a, b) for a, b in ends if a < b < a + _LONGEST and len(_WORD.findall(source.text, a, b)) >= _LEAST_PHANTOM]


def _white(source: Source) -> list[tuple[int, int]]:
    text, names = source.text, {"white"}
    for found in _DEFINED.finditer(text):
        if _is_white(found[2], found[3], names):
            names.add(found[1].strip().lower())
    for found in _LET.finditer(text):
        if found[2].strip().lower() in names:
            names.add(found[1].strip().lower())
    cuts: list[tuple[int, int]] = []
    whites = (found for found in _COLOUR.finditer(text) if _is_white(found[2] or "", found[3], names))
    grounds: list[tuple[int, int]] | None = None
    for found in islice(whites, _MOST):
        grounds = _grounds(source, names) if grounds is None else grounds
        if any(start <= found.start() < end for start, end in grounds):
            continue
        if found[1] == "color":
            cuts.append((found.end(), _scope_end(text, found.end())))
        elif group := source.group(found.end(), len(text)):
            cuts.append(group[:2])
    return cuts


def _is_white(model: str, value: str, names: set[str]) -> bool:
    """Whether a colour cannot be told from paper; models as in the xcolor manual."""
    if not model:
        return value.lower() in names or _MIXED.fullmatch(value) is not None
    if model == "HTML":
        return bool(re.fullmatch(r"(?:[fF][a-fA-F5-9]){3}", value))
    try:
        parts = [float(part) for part in value.split(",")]
    except ValueError:
        return False
    least = {"rgb": 0.96, "gray": 0.96, "RGB": 245.0}.get(model)
    if model == "cmyk":
        return max(parts) <= 0.04
    return least is not None and min(parts) >= least


def _grounds(source: Source, names: set[str]) -> list[tuple[int, int]]:
    """Where a coloured ground lies or may lie."""
    text = source.text
    if any(not _is_white(page[1] or "", page[2], names) for page in _PAGE.finditer(text)):
        return [(0, len(text))]
    found = [
        (part.start, part.end)
        for part in islice(source.environments.values(), 20 * _MOST)
        if part.name in _GROUNDS or (part.name.rstrip("*") in TABULARS and _COLOURED.search(text, part.start, part.end))
    ]
    for box in islice(_BOX.finditer(text), 4 * _MOST):
        end = source.pass_over(box.end(), len(text), {"fcolorbox": "mmm", "colorbox": "mm"}.get(box[1], "m"))
        fill = source.group(box.end(), len(text)) if box[1] == "colorbox" else None
        if fill and _is_white(box[2] or "", text[fill[0] : fill[1]].strip(), names):
            continue
        found.append((box.start(), end if box[1] != "tikz" else end + _NEAR))
    return found


def _tiny(source: Source) -> list[tuple[int, int]]:
    text = source.text
    cuts = [(found.end(), _scope_end(text, found.end())) for found in islice(_SMALL.finditer(text), _MOST)]
    shrunk = (source.group(found.end(), len(text)) for found in islice(_SHRUNK.finditer(text), _MOST))
    return cuts + [group[:2] for group in shrunk if group]


def _scope_end(text: str, at: int) -> int:
    """Where a colour or size that begins at a place ends: its group, its environment or the next colour."""
    depth = 0
    for found in _STEP.finditer(text, at, min(len(text), at + _LONGEST)):
        if found[2] and depth == 0:
            return found.start()
        if found[3] or found[1]:
            depth += 1 if found[3] == "{" or found[1] == "begin" else -1
            if depth < 0:
                return found.start()
    return at


def _words(tex: str) -> str:
    """A stretch of TeX as bare words."""
    return re.sub(r"\\[A-Za-z@]+\*?|[{}\\~$&]", " ", tex)
