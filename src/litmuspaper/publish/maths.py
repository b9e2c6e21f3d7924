r"""TeX formulas as MathML, made here so that a page needs no script; the source is shown where that fails.

`latex2mathml` gives an element tree; only the elements and attributes named below are written out again, so that
nothing it passes through (`\href`, `\style`, markup in `\text`) can reach the page.
"""

import html
import re
import unicodedata
from functools import lru_cache
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape

LONGEST = 600
DEEPEST = 16
MOST_ELEMENTS = 800

_ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace ms msub msup msubsup munder mover munderover mfrac msqrt mroot "
    "mstyle mtable mtr mtd mpadded mphantom menclose mmultiscripts mprescripts".split()
)
_ATTRIBUTES = frozenset(
    "accent accentunder columnalign depth display displaystyle fence form height largeop linethickness lspace "
    "maxsize minsize movablelimits rspace scriptlevel separator stretchy symmetric voffset width".split()
)
_VALUE = re.compile(r"[a-z0-9 .+%-]{1,24}", re.IGNORECASE)
# Commands that define, load or paint: they can grow without bound or reach outside the formula.
_REFUSED = re.compile(
    r"\\(?:def|edef|gdef|xdef|let|newcommand|renewcommand|providecommand|DeclareMathOperator|input|include|"
    r"href|url|style|class|cssId|unicode|color|textcolor|colorbox|fcolorbox|require|rule|special)(?![A-Za-z])"
)
_UPRIGHT = re.compile(r"\\(?:mathrm|textrm|textnormal)\s*\{([A-Za-z0-9 .,:/-]*)\}")
_ENTITY = re.compile(r"&#x?[0-9A-Fa-f]{1,6};")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# MathML Core knows no mathvariant but "normal": the letters themselves must change.
_VARIANTS = {
    "bold": "MATHEMATICAL BOLD",
    "italic": "MATHEMATICAL ITALIC",
    "bold-italic": "MATHEMATICAL BOLD ITALIC",
    "double-struck": "MATHEMATICAL DOUBLE-STRUCK",
    "script": "MATHEMATICAL SCRIPT",
    "fraktur": "MATHEMATICAL FRAKTUR",
    "sans-serif": "MATHEMATICAL SANS-SERIF",
    "monospace": "MATHEMATICAL MONOSPACE",
}


@lru_cache(maxsize=4096)
def formula(tex: str, display: bool = False) -> Markup | None:
    """A formula as MathML.

    Args:
        tex: TeX source without its dollar signs.
        display: whether it stands on its own line.

    Returns:
        One `math` element, None where the source is too large, unknown or broken.
    """
    if not tex.strip() or len(tex) > LONGEST or _depth(tex) > DEEPEST or _REFUSED.search(tex):
        return None
    source = _UPRIGHT.sub(lambda m: rf"\text{{{m[1].replace(' ', '')}}}", _CONTROL.sub(" ", tex))
    # Imported here: a day without a formula does not pay for it.
    from latex2mathml.converter import convert_to_element

    try:
        tree = convert_to_element(source, display="block" if display else "inline")
    except Exception:  # the converter raises its own errors, IndexError, KeyError and more on broken TeX
        return None
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        return None
    written = _written(tree)
    return None if written is None else Markup(written)  # noqa: S704 -- every part was escaped or is listed above


def _depth(tex: str) -> int:
    depth = deepest = 0
    for char in tex:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest + tex.count(r"\left") + tex.count(r"\begin") + tex.count(r"\sqrt")


def _written(element: Element) -> str | None:
    tag = element.tag
    if tag not in _ELEMENTS:
        return None
    text = _ENTITY.sub(lambda m: html.unescape(m[0]), element.text or "")
    if tag in ("mi", "mo", "mn", "mtext"):
        if re.match(r"\\[A-Za-z]", text) or "$" in text:
            return None  # an unknown command, or a formula inside \mbox
        tag, text = _character(tag, _CONTROL.sub(" ", text), element.get("mathvariant"))
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    if tag == "mo" and text == "/":
        attributes += ' lspace="0" rspace="0"'  # TeX sets the slash as a letter, without space
    if tag == "mi" and element.get("mathvariant") == "normal":
        attributes += ' mathvariant="normal"'
    children = [_written(child) for child in element]
    inside = "".join(child for child in children if child is not None)
    if None in children or (element.tail or "").strip():
        return None
    return f"<{tag}{attributes}>{escape(text)}{inside}</{tag}>"


def _character(tag: str, text: str, variant: str | None) -> tuple[str, str]:
    """The element and text that draw well: operators as `mo`, styled letters as their own characters."""
    if text == "~" and tag in ("mi", "mo"):
        return "mo", "\u223c"
    if tag == "mi" and len(text) == 1 and unicodedata.category(text) == "Sm":
        return "mo", text
    if variant in _VARIANTS and tag in ("mi", "mn"):
        return tag, "".join(_styled(char, _VARIANTS[variant]) for char in text)
    return tag, text


def _styled(char: str, prefix: str) -> str:
    kind = "CAPITAL" if char.isupper() else "SMALL" if char.islower() else "DIGIT"
    name = unicodedata.name(char, "").removeprefix("GREEK ").removeprefix("LATIN ")
    name = re.sub(r"^(CAPITAL|SMALL) LETTER |^DIGIT ", "", name)
    # Unicode had some of these letters before it had the blocks: SCRIPT CAPITAL L, BLACK-LETTER CAPITAL C.
    older = prefix.removeprefix("MATHEMATICAL ").replace("FRAKTUR", "BLACK-LETTER")
    for candidate in (f"{prefix} {kind} {name}", f"{older} {kind} {name}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    return char
