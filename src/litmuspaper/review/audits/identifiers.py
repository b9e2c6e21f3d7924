"""R2: arXiv ids, DOIs, ISBNs, ISSNs and ORCID iDs of the reference list are well formed.

arXiv's scheme: arxiv.org/help/arxiv_identifier. ISBN-10 and ISSN: modulus 11; ISBN-13: modulus 10 (ISO 2108, ISO 3297);
ORCID: ISO 7064 MOD 11-2. DOI: the DOI Handbook, 2.2.
"""

import re
from datetime import date

from litmuspaper.review.prose import finding, not_assessed, sentence_at, verified
from litmuspaper.types import Document, Finding, Reference

AUDIT = "identifiers"
_ARXIV = re.compile(
    r"ar[xX]iv(?:\s*preprint)?(?:\s*:\s*|\s+ar[xX]iv\s*:\s*|\.org/(?:abs|pdf)/)\s*(\d{3,5}\.\d{3,6})(?!\d)",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:\bdoi\s*[:=]\s*|doi\.org/)(?:https?://(?:dx\.)?doi\.org/)?(?=\S)([^\s,;]+)", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?\s*:?\s*((?:97[89][-\s]?)?\d(?:[-\s]?\d){8}[-\s]?[\dXx])(?!\d)")
_ISSN = re.compile(r"\bISSN\s*:?\s*(\d{4}-\d{3}[\dXx])\b")
_ORCID = re.compile(r"\b(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\b")
_CUT_DOI = re.compile(r"1|10|10\.\d*/?|https?:?.*")
# What a macro or a label leaves before a DOI: `doi:10.1101/1`, `rm10.1101/1`.
_AHEAD = re.compile(r"^[A-Za-z]{1,6}:?\s*(?=10\.\d{4})")
_DOI_FORM = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")


def audit(document: Document) -> list[Finding]:
    """Check the form and the check digits of every identifier in the reference list."""
    if not document.references:
        return not_assessed(AUDIT, "no reference list was found")
    found: list[Finding] = []
    good = 0
    latest = document.paper.submitted or document.paper.announced
    for reference in document.references:
        for kind, printed, fault in _identifiers(reference, latest):
            if fault:
                found.append(_finding(document, reference, kind, printed, fault))
            else:
                good += 1
    if good:
        found.append(verified(AUDIT, f"{good} identifiers in the reference list are well formed"))
    return found or not_assessed(AUDIT, "the reference list prints no arXiv id, DOI, ISBN, ISSN or ORCID iD")


def _identifiers(reference: Reference, latest: date | None) -> list[tuple[str, str, str]]:
    """Kind, printed form and fault (nothing where there is none) of every identifier of an entry."""
    raw = reference.raw
    out = []
    ids = dict.fromkeys([*_ARXIV.findall(raw), *([reference.arxiv] if reference.arxiv else [])])
    out += [("arXiv id", one, arxiv_fault(re.sub(r"(?i)^arxiv:", "", one), latest)) for one in ids]
    dois = dict.fromkeys([reference.doi] if reference.doi else [m.rstrip(".)]}'\"") for m in _DOI.findall(raw)])
    # A line break of the page cuts `10.1109/ CVPR.2018`.
    whole = [_AHEAD.sub("", one) for one in dois if not _CUT_DOI.fullmatch(one)]
    out += [
        ("DOI", one, "" if _DOI_FORM.fullmatch(one) else "a DOI begins with 10., four to nine digits and a slash")
        for one in whole
    ]
    out += [("ISBN", one, "" if _isbn(one) else "its check digit is wrong") for one in _ISBN.findall(raw)]
    out += [
        ("ISSN", one, "" if _mod11(one.replace("-", "")) else "its check digit is wrong") for one in _ISSN.findall(raw)
    ]
    if "orcid" in raw.lower():
        out += [("ORCID iD", one, "" if _orcid(one) else "its check digit is wrong") for one in _ORCID.findall(raw)]
    return out


def arxiv_fault(printed: str, latest: date | None = None) -> str:
    """What is wrong with an arXiv id; nothing where it can exist.

    Args:
        printed: the id, with or without a version.
        latest: the day of the paper that cites it, None where it is not known.

    Returns:
        A clause such as `its month is 22`.
    """
    bare = re.sub(r"v\d+$", "", printed.strip())
    if "/" in bare:
        old = re.fullmatch(r"[a-z-]+(?:\.[A-Za-z-]{2,})?/(\d\d)(\d\d)\d{3}", bare)
        return (
            "" if old and 1 <= int(old[2]) <= 12 else "an old id is an archive, a slash, year, month and three digits"
        )
    new = re.fullmatch(r"(\d\d)(\d\d)\.(\d+)", bare)
    if not new:
        return "an id has four digits before the point"
    year, month, digits = int(new[1]), int(new[2]), len(new[3])
    if not 1 <= month <= 12:
        return f"its month is {new[2]}"
    if (year, month) < (7, 4):
        return "ids of this form begin with 0704"
    expected = 5 if year >= 15 else 4
    if digits != expected:
        return f"an id of 20{new[1]} has {expected} digits after the point"
    if latest and (2000 + year, month) > (latest.year, latest.month):
        return f"it is later than the paper, which is of {latest.isoformat()}"
    return ""


def _finding(document: Document, reference: Reference, kind: str, printed: str, fault: str) -> Finding:
    start = document.text.rfind(reference.raw)
    spans = (sentence_at(document, start),) if start >= 0 else ()
    return finding(
        AUDIT,
        "contradicted",
        "warning" if kind != "arXiv id" else "error",
        f"{kind} {printed} of entry {reference.key} cannot exist: {fault}",
        spans=spans,
        printed=(printed,),
        clears_if="the reference list was parsed wrongly",
    )


def _isbn(printed: str) -> bool:
    digits = re.sub(r"[-\s]", "", printed).upper()
    if len(digits) == 10:
        return _mod11(digits)
    return (
        digits.isdigit() and len(digits) == 13 and sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10 == 0
    )


def _mod11(digits: str) -> bool:
    """ISBN-10 and ISSN: weights from the length down to 1, an X is ten."""
    values = [10 if d in "xX" else int(d) for d in digits]
    return sum(value * (len(values) - n) for n, value in enumerate(values)) % 11 == 0


def _orcid(printed: str) -> bool:
    total = 0
    for digit in printed.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == printed[-1]
