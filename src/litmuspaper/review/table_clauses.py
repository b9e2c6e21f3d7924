"""A sentence cut into clauses, with what explains or frames them set apart.

What a sentence concludes from its numbers ("which shows the advantage of", "because") cannot be read off a table.
It is left out of the verdict and kept, so that a page can say that it was not judged.
"""

import re
from dataclasses import dataclass

_ASIDE = re.compile(r"\((?:[^()\d]* ){3,}[^()]*\)|\((?:cf\.?|see|e\.g\.|i\.e\.)[^()]*\)?", re.IGNORECASE)
_SAY = (
    r"(?:show|indicat|suggest|confirm|highlight|demonstrat|prov(?:es|ing)|underscor|impl(?:y|ies)|verif|reveal|"
    r"illustrat|reflect|validat|attest)"
)
_CONCLUSION = re.compile(
    rf",? (?:which|and this|this|thus|thereby|hence)(?: \w+)? {_SAY}\w*\b.*$|, (?:thus |thereby |further |clearly )?"
    rf"{_SAY}\w*ing\b.*$|, (?:so|thus|hence|therefore|thereby|leading)\b.*$|, (?:confirming|proving|validating)\b.*$",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r",? (?:because|since|due to|owing to|thanks to|despite|in spite of|as (?:those|they|it|we|this|expected|shown|"
    r"evidenced|can be seen|discussed|described)|even though|given that)\b[^,;]*",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"^(?:[^,]{0,40}, )?(?:from the above table, )?(?:(?:as|in|from) table \w+[^,]*, )?"
    r"(?:(?:we|one|it) (?:can |could |also |further |clearly )*(?:be )?(?:observe|see|seen|note|find|found|notice|"
    r"conclude|observed|noticed)\w*(?: (?:in|from) [^,]{0,40}?)?(?: that|,)|"
    rf"(?:table \w+|(?:the|these|this|our)? ?(?:results?|table|experiments?|scores?)(?: in (?:the )?table(?: \w+)?)?"
    rf"(?: \([^)]*\))?)(?: (?:also|further|clearly|above|empirically))* {_SAY}\w* that) ",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r";|(?<=[a-z)\d%])[.:] (?=[A-Z])|,? \b(?:while|whereas|although|though|but|however)\b,?|"
    r",(?= which (?:is|are|was|were|\w+ly)?\b)|,(?= (?:\w+ly )?(?:outperforming|surpassing|beating|exceeding)\b)|"
    r" and(?= (?:also |only |even )?(?:\w+ly )?(?:performs?|achieves?|obtains?|gives?|yields?|requires?|reaches|"
    r"improves?|shows?|is|are|does|do|has|have)\b)|"
    r",(?= (?:and )?(?:even |only |also )+\w+ly outperforms\b)| and(?= (?:only |also |even )?(?:\w+ly )?outperforms\b)",
    re.IGNORECASE,
)


_OPENING = re.compile(
    r"^(?:while|whereas|although|though) (?P<first>[^,]+(?:, [^,]+ and [^,]+)?), (?P<second>.+)$", re.IGNORECASE
)


_RECORD = re.compile(
    r"\b(?:achiev|obtain|reach|set|yield|establish|attain)\w* (?:a |the )?(?:new )?state[- ]of[- ]the[- ]art "
    r"(?=results?|performances?|scores?|accurac|on\b|in\b)|\bis the most accurate ",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parts:
    """The clauses of a sentence that a table may decide, and what was left out of them."""

    clauses: tuple[str, ...]
    left: tuple[str, ...]


def read_clauses(sentence: str) -> Parts:
    """Cut a sentence at its conjunctions and set conclusions, causes and frames apart."""
    left = list[str]()

    def out(found: re.Match[str]) -> str:
        left.append(found[0].strip(" ,"))
        return " "

    sentence = _RECORD.sub("achieves the best ", sentence)
    text = _ASIDE.sub(" ", re.sub(r"\s+", " ", sentence).strip())
    clauses = list[str]()
    for sent in re.split(r"(?<=[a-z)\d%])[.:] (?=[A-Z])", text):
        cut = _CAUSE.sub(out, _CONCLUSION.sub(out, sent))
        if opening := _OPENING.match(cut):
            clauses += [opening["first"], opening["second"]]
            continue
        clauses += [c.strip(" ,") for piece in _SPLIT.split(_FRAME.sub("", cut)) if (c := _FRAME.sub("", piece))]
    return Parts(tuple(c for c in clauses if c), tuple(left))
