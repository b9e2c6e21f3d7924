"""Citations and cross references as a reader sees them: (Tern et al., 2020), Table 3, (4).

What is not known is shown by its key in brackets, a label that is nowhere as ??, as LaTeX prints it.
"""

import re
from dataclasses import dataclass, field

from litmuspaper.parse.tex.scan import Source

MISSING = "??"
_MANY = frozenset(["cites", "parencites", "textcites", "autocites"])
_INSIDE = frozenset("citet Citet textcite Textcite citeN citeA citeasnoun newcite shortciteN".split())
_BARE = frozenset("citealp citealt Citealp Citealt citeNP citenum citenp onlinecite".split())
_NAMED = frozenset("cref Cref autoref vref Vref fref Fref thref".split())


@dataclass
class Context:
    """What references and citations resolve to: `numbers` and `kinds` by label, `names` by citation key."""

    numbers: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)


def citation(source: Source, context: Context, name: str, at: int, end: int) -> tuple[str, tuple[str, ...], int]:
    """One citation.

    Args:
        source: the text.
        context: the names behind the keys.
        name: the citing command.
        at: the place after it.
        end: where to stop.

    Returns:
        What it prints, its keys, and the place after it.
    """
    at = source.pass_over(at, end, "s")
    texts: list[str] = []
    all_keys: list[str] = []
    notes: list[str] = []
    for _ in range(40 if name in _MANY else 1):
        options: list[str] = []
        while len(options) < 2 and (option := source.bracket(at, end)):
            options.append(_bare(source.text[option[0] : option[1]]))
            at = option[2]
        group = source.group(at, end)
        if not group or source.text[group[0] - 1 : group[0]] != "{":
            break
        at = group[2]
        keys = [key.strip() for key in source.text[group[0] : group[1]].split(",") if key.strip()]
        all_keys += keys
        notes += options
        texts.append(_printed(context, name, keys, options))
    return "; ".join(text for text in texts if text), tuple(all_keys), at


def _bare(text: str) -> str:
    return " ".join(re.sub(r"\\[A-Za-z@]+\*?|[{}\\]", " ", text.replace("~", " ").replace("--", "–")).split())


def _printed(context: Context, name: str, keys: list[str], options: list[str]) -> str:
    before, after = (options[0], options[1]) if len(options) == 2 else ("", options[0] if options else "")
    if name == "nocite" or not keys:
        return ""
    if name in ("citeauthor", "Citeauthor", "citefullauthor"):
        return ", ".join(context.names.get(key, (f"[{key}]", ""))[0] for key in keys)
    if name in ("citeyear", "citeyearpar", "citeyearNP"):
        years = ", ".join(context.names.get(key, ("", ""))[1] or f"[{key}]" for key in keys)
        return f"({years})" if name == "citeyearpar" else years
    known = [context.names.get(key) for key in keys]
    if name in _INSIDE and all(known):
        inner = f", {after}" if after else ""
        return ", ".join(f"{who} ({year}{inner})" if year else who for who, year in filter(None, known))
    parts = [
        f"{found[0]}, {found[1]}" if found and found[1] else (found[0] if found else key)
        for found, key in zip(known, keys, strict=True)
    ]
    text = "; ".join(parts)
    text = f"{before} {text}" if before else text
    text = f"{text}, {after}" if after else text
    if name in _BARE:
        return text
    return f"({text})" if name in ("citep", "Citep", "parencite", "Parencite") and any(known) else f"[{text}]"


def reference(source: Source, context: Context, name: str, at: int, end: int) -> tuple[str, int]:
    """What a cross reference prints, and the place after it.

    Args:
        source: the text.
        context: numbers, kinds and titles by label.
        name: the referring command.
        at: the place after it.
        end: where to stop.

    Returns:
        The printed text and the place after the command's arguments.
    """
    at = source.pass_over(at, end, "s")
    group = source.group(at, end)
    if not group:
        return "", at
    labels = [label.strip() for label in source.text[group[0] : group[1]].split(",") if label.strip()]
    if name == "pageref":
        return "", group[2]
    if name == "nameref":
        return " and ".join(context.titles.get(label, MISSING) for label in labels), group[2]
    if name in _NAMED:
        return " and ".join(_named(context, label) for label in labels), group[2]
    numbers = [context.numbers.get(label, MISSING) for label in labels]
    if name == "eqref":
        numbers = [f"({number})" for number in numbers]
    return " and ".join(numbers), group[2]


def _named(context: Context, label: str) -> str:
    number, kind = context.numbers.get(label, MISSING), context.kinds.get(label, "")
    if kind == "Equation":
        return f"Equation ({number})"
    return f"{kind} {number}" if kind else number
