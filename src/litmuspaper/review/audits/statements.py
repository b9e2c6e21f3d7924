"""X12: which statements the text that was read holds: limitations, code, data, seeds, compute and others.

What is not found is said to be not found in the parsed text; that is no claim that the paper lacks it.
"""

import re

from litmuspaper.review.prose import finding, not_assessed, sentence_at, verified, without_references
from litmuspaper.review.studies import fits_models, is_computed, is_long, is_observed
from litmuspaper.types import Document, Finding, Span

AUDIT = "statements"
_FEW = r"(?:\d+|two|three|four|five|six|eight|ten|twenty|several|multiple)"
_KINDS = {
    "limitations": r"\b(?:a|one|another|main|major|key|potential|important|current|"
    r"notable)\s+(?:\w+\s+)?limitations?\s+(?:of|is|are|in|to)\b|\bour "
    r"(?:\w+\s+){0,3}limitations?\b"
    r"|\blimitations? (?:of|in|to) (?:our|this|the (?:proposed|present|current)|"
    r"[A-Z][\w-]+)|\b(?:our|this) (?:\w+ ){1,3}(?:is|are) limited (?:to|by|in)\b|"
    r"^Limitations?\b|\bthreats? to validity\b",
    "code": r"\b(?:releas|publish|shar|provid)\w*\s+(?:the|our|all)\s+(?:\w+\s+)?(?:source\s+)?codes?\b|"
    r"\b(?:codes?|implementation|source)\b[^.]{0,80}\b(?:available|released?|"
    r"open[- ]sourced?|github|gitlab|https?:|upon|(?:provided|included|attached|given) (?:in|with|as) (?:\w+ )?"
    r"supplement\w*)\b|github\.com|gitlab\.com|"
    r"\bopen[- ]source\b[^.]{0,30}\bour\b|\b(?:e-?mail|contact|ask)\b[^.]{0,60}\bcodes?\b|"
    r"\bcodes?\b[^.]{0,60}\b(?:up)?on (?:\w+ )?request\b",
    "data": r"\bdata(?:sets?)?\b[^.]{0,60}\b(?:available|released?|public(?:ly)?|download\w*|"
    r"https?:)|\bpublic(?:ly available)? (?:data|benchmark)|zenodo|figshare|"
    r"huggingface\.co",
    "random seeds": r"\b(?:random|different|independent|fixed)\s+seeds?\b|\bseeds?\b[^.]{0,25}\b(?:\d+|"
    r"averaged|runs)|"
    r"\b(?:over|across|of|with)\s+(?:\w+|\d+)\s+(?:random\s+)?seeds?\b|\b(?:independent|repeated) runs\b|"
    r"\b(?:\d+|two|three|four|five|ten|twenty|several|multiple)\s+(?:\w+\s+){0,2}(?:runs|"
    r"trials|repetitions|repeats|simulations|seeds|(?:random|different|independent) splits)\b|"
    rf"\b(?:repeat|re-?train|re-?run|train|run)\w*\b[^.]{{0,60}}\b{_FEW}\s+times\b|"
    rf"\b(?:averag\w*|means?|deviations?)\b[^.]{{0,40}}\b(?:over|of|across|from)\s+{_FEW}\s+(?:\w+\s+)?"
    r"(?:runs|iterations|repetitions|trials|seeds|re-?runs|executions|"
    r"(?:synthetic|simulated|random) (?:\w+\s+)?\w+s)\b|"
    rf"\bover\s+{_FEW}\s+(?:iterations|runs|repetitions|trials)\s+with\s+standard\b",
    "compute": r"\b(?:GPUs?|TPUs?|CPUs?|V100|A100|H100|RTX|GTX|Titan|cluster|workstation|core-hours|cards?)\b",
    "ethics or broader impact": r"\bethic\w*|\bbroader impacts?\b|\bsocietal impacts?\b|\bIRB\b|\binformed consent\b",
}
_OWN_DATA = re.compile(
    r"\bwe (?:collect|introduce|curate|gather|record|release|"
    r"present)\w*\b[^.,;]{0,60}\b(?:data ?sets?|corpus)\b|"
    r"\bour (?:new|own|proposed|collected) (?:data ?sets?|corpus)\b|\b(?:this|these|the) data (?:was|were) collected\b|"
    r"\b(?:we|was|were) collected\b[^.]{0,40}\b(?:data|participants|patients|users)\b|"
    r"\bdata ?sets? (?:was |were )?(?:obtained|acquired|collected) (?:from|at|in) an?\b",
    re.IGNORECASE,
)
_EMPIRICAL = re.compile(
    r"\b(?:experiments?|results|trained|training|evaluat\w+|baselines?|dataset|accuracy)\b", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|"
    r"anonymous\.4open\.science|zenodo\.org|huggingface\.co)/[^\s>)\]}]+"
)
_DATASET = re.compile(r"\b([A-Z][\w-]*(?:\s[A-Z][\w-]*)?)\s+(?:MRI\s+)?[Dd]ataset\b")


def audit(document: Document) -> list[Finding]:
    """Look for the statements that readers of empirical work need."""
    text = without_references(document)
    if not is_long(text) or len(_EMPIRICAL.findall(text)) < 8:
        return not_assessed(AUDIT, "too little text of empirical work was read")
    places = {kind: re.search(pattern, text, re.IGNORECASE | re.MULTILINE) for kind, pattern in _KINDS.items()}
    titles = " \n".join(s.title for s in document.sections)
    headed = {"limitations"} if re.search(r"\blimitation|\bthreats\b", titles, re.IGNORECASE) else set()
    found: list[Finding] = []
    missing = [kind for kind in _needed(text) if not places[kind] and kind not in headed]
    if missing:
        found.append(
            finding(
                AUDIT,
                "question",
                "warning" if {"limitations", "random seeds"} <= set(missing) else "info",
                f"Not found in the parsed text: {', '.join(_LABELS[kind] for kind in missing)}",
                clears_if="it stands in an appendix, a checklist or a part that was not parsed",
            )
        )
    there = [kind for kind in _KINDS if places[kind] or kind in headed]
    if there:
        spans = tuple(sentence_at(document, match.start()) for kind in there if (match := places[kind]))
        found.append(verified(AUDIT, f"Found in the parsed text: {', '.join(_LABELS[kind] for kind in there)}", spans))
    return found + _code_link(document, text) + _unnamed_dataset(document)


def _needed(text: str) -> list[str]:
    """The statements that this kind of study owes its readers."""
    computed = is_computed(text)
    owed = {
        "limitations": computed or is_observed(text),
        "code": computed,
        "data": _OWN_DATA.search(text) is not None,
        "random seeds": fits_models(text),
        "compute": computed and fits_models(text),
    }
    return [kind for kind, asked in owed.items() if asked]


_LABELS = {
    "limitations": "a statement of limitations",
    "code": "where the code is",
    "data": "where the data are",
    "random seeds": "random seeds or repeated runs",
    "compute": "the hardware",
    "ethics or broader impact": "ethics or broader impact",
}


def _code_link(document: Document, text: str) -> list[Finding]:
    links = list(_LINK.finditer(text))
    if not links:
        return []
    spans = tuple(Span(start=m.start(), end=m.end(), text=m[0]) for m in links[:3])
    return [verified(AUDIT, f"A link to code or data is printed: {links[0][0].rstrip('.,')}", spans)]


def _unnamed_dataset(document: Document) -> list[Finding]:
    """Tables of results that name none of the datasets that the headers of other tables name."""
    names = {
        m[1].split()[0] for t in document.tables for row in t.rows for c in row for m in [_DATASET.search(c.text)] if m
    }
    if len(names) < 2:
        return []
    silent = []
    for table in document.tables:
        said = f"{table.caption} {' '.join(c.text for row in table.rows for c in row)}"
        numeric = sum(bool(re.fullmatch(r"[\d.]+", c.text)) for row in table.rows for c in row)
        near = " ".join(
            s.text for s in document.sentences if table.label and re.search(rf"{re.escape(table.label)}\b", s.text)
        )
        if numeric >= 6 and not any(name in said or name in near for name in names):
            silent.append(table)
    if not silent:
        return []
    labels = ", ".join(t.label or "a table" for t in silent)
    spans = tuple(sentence_at(document, document.text.find(t.caption, t.start)) for t in silent if t.caption)
    message = f"{labels} names no dataset, while other tables tell {' and '.join(sorted(names))} apart"
    return [finding(AUDIT, "question", "info", message, spans=spans, clears_if="the text says which dataset it is")]
