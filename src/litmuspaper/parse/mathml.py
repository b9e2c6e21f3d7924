"""MathML to TeX, as far as a reader and an audit of numbers need it (MathML Core, presentation elements)."""

from xml.etree.ElementTree import Element

DEEPEST = 60
_NAMES = {
    "−": "-",
    "\u2061": "",
    "\u2062": "",
    "\u2063": "",
    "\u2064": "",
    "×": r"\times ",
    "±": r"\pm ",
    "·": r"\cdot ",
}
_SCRIPTS = {
    "msup": ("^",),
    "msub": ("_",),
    "msubsup": ("_", "^"),
    "mover": ("^",),
    "munder": ("_",),
    "munderover": ("_", "^"),
}


def to_tex(element: Element, depth: int = 0) -> str:
    """The formula as TeX without dollar signs.

    Args:
        element: `math` or any element in it, tags without namespaces.
        depth: how deep it lies; below `DEEPEST` only its text is taken.

    Returns:
        TeX; elements that are not known give the TeX of what they hold.
    """
    name = element.tag
    if depth > DEEPEST:
        return "".join(element.itertext())
    if name in ("mi", "mn", "mo", "mtext", "ms"):
        text = " ".join("".join(element.itertext()).split())
        return rf"\text{{{text}}}" if name == "mtext" and len(text) > 1 else _NAMES.get(text, text)
    if name in ("annotation", "annotation-xml"):
        return ""
    parts = [to_tex(child, depth + 1) for child in element]
    if name == "mfrac" and len(parts) == 2:
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
    if name in ("msqrt", "mroot"):
        index = f"[{parts[1]}]" if name == "mroot" and len(parts) == 2 else ""
        return rf"\sqrt{index}{{{parts[0] if index else ''.join(parts)}}}"
    if name in _SCRIPTS and len(parts) == len(_SCRIPTS[name]) + 1:
        return parts[0] + "".join(
            f"{mark}{{{part}}}" for mark, part in zip(_SCRIPTS[name], parts[1:], strict=True) if part
        )
    if name == "mfenced":
        return f"{element.get('open', '(')}{','.join(parts)}{element.get('close', ')')}"
    if name == "mtr":
        return " & ".join(parts)
    if name == "mtable":
        return r" \\ ".join(parts)
    return (element.text or "").strip() + "".join(parts)
