"""The words of a review that its page, its Markdown and its JSON say alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from litmuspaper.publish.settled import Settled
from litmuspaper.publish.words import sentence
from litmuspaper.types import Claim, Digest, Document, Finding, Judgement, Prose, Review, Severity

FOLD = 7
ABSTRACT_ONLY = "not assessed: only the abstract was read"
NOT_READ = ("the pixels of figures", "code", "supplementary files")

VERDICTS: dict[Judgement, str] = {
    "contradicted": "contradiction",
    "not-reproducible": "not reproducible from the displayed digits",
    "question": "question",
    "verified": "verified true",
    "not-assessed": "not assessed",
}
_COUNTED: dict[Judgement, tuple[str, str]] = {
    "contradicted": ("contradiction", "contradictions"),
    "not-reproducible": ("not reproducible from the displayed digits", "not reproducible from the displayed digits"),
    "question": ("question", "questions"),
    "verified": ("check holds", "checks hold"),
    "not-assessed": ("not assessed", "not assessed"),
}
SEVERITIES: dict[Severity, str] = {"error": "error", "warning": "warning", "question": "question", "info": "note"}
# The colour of each severity on the scale of relevance, which runs from blue to red.
COLOURS: dict[Severity, int] = {"error": 10, "warning": 7, "question": 3, "info": 1}
_PARSERS = {
    "tex": "the LaTeX source",
    "html": "the HTML page",
    "pdf": "the PDF",
    "jats": "the JATS file",
    "text": "plain text",
    "abstract": "title and abstract",
}
_NAMES = {
    "ablation_full_row": "The full model in the ablation and in the main table",
    "abstract_numbers": "Numbers of the abstract in the tables",
    "acronyms": "Acronyms and what they stand for",
    "average_column": "Averages",
    "best_mark": "The best value in bold",
    "citations": "Citations and the reference list",
    "claim_rank": "Claims of being best",
    "confidence_intervals": "Confidence intervals",
    "cost_ratio": "Ratios of cost",
    "counts": "Things counted in words",
    "decimals": "Digits after the point",
    "duplicate_references": "References that stand twice",
    "duplicate_rows": "Rows that repeat",
    "equation_numbers": "Numbers of equations",
    "f1": "F1 from precision and recall",
    "float_references": "References to tables and figures",
    "gains": "Gains and percentages",
    "granularity": "Shares of a counted whole",
    "hidden_instructions": "Hidden instructions",
    "hyperparameters": "Settings of training",
    "identifiers": "Identifiers of references",
    "impossible_values": "Values that cannot be",
    "method_citations": "One method, one source",
    "novelty_words": "Claims of being first",
    "order_relations": "Orders that must hold",
    "reference_profile": "The reference list as a whole",
    "reference_years": "Years of references",
    "residue": "Traces of writing tools",
    "retractions": "Retracted works",
    "scale_outlier": "A value off its column's scale",
    "second_mark": "The second best underlined",
    "split_sums": "Parts of the data",
    "stale_baselines": "Age of the baselines",
    "statements": "Statements that readers look for",
    "sums": "Totals",
    "symbols": "Symbols in formulas",
    "test_statistics": "Test statistics and p-values",
    "uncertainty": "Spread of the results",
    "unit_label": "Units in headers",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What a review's page, Markdown and JSON are made from.

    `source` and `logs` are the names of the paper and of the folder of its runs' logs, empty where they are not
    known; `notes` is what the parser says was missing or left out; `claims` are the paper's comparative claims;
    `prose` is what a language model wrote, None where none was asked; `experiments` are our own on its claims.
    """

    document: Document
    review: Review
    digest: Digest
    source: str = ""
    logs: str = ""
    notes: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    prose: Prose | None = None
    experiments: tuple[Settled, ...] = ()


def parser_words(parser: str) -> str:
    """What a parser reads, in plain words; `html+tex` is a paper merged from both."""
    *some, last = (_PARSERS.get(one, one) for one in parser.split("+"))
    return f"{', '.join(some)} and {last}" if some else last


def audit_name(audit: str) -> str:
    """What an audit looks at, in plain words; its own name with spaces where none are known."""
    plain = audit.replace("_", " ").replace("-", " ").strip()
    return _NAMES.get(audit, plain[:1].upper() + plain[1:])


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Findings, gravest first; equals stay in the order of the review."""
    order = list(SEVERITIES)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def only_abstract(document: Document) -> bool:
    """Whether nothing but a title and an abstract was read."""
    own = [section for section in document.sections if section.title not in ("title", "abstract")]
    nouns = (document.tables, document.figures, document.references)
    return not own and not any(nouns) and len(document.text) <= _front_length(document)


def _front_length(document: Document) -> int:
    return len(document.paper.title) + len(document.paper.abstract) + 200


def counts(review: Review) -> list[tuple[Judgement, int, str]]:
    """How many findings there are of each verdict that occurs, with its words; nothing is counted as zero."""
    every = [*review.findings, *review.verified, *review.not_assessed]
    found: list[tuple[Judgement, int, str]] = []
    for verdict, (one, many) in _COUNTED.items():
        count = sum(finding.verdict == verdict for finding in every)
        if count:
            found.append((verdict, count, one if count == 1 else many))
    return found


def coverage(document: Document) -> dict[str, int]:
    """How many of each noun the parser found."""
    return {
        "sections": sum(section.title not in ("title", "abstract") for section in document.sections),
        "sentences": len(document.sentences),
        "tables": len(document.tables),
        "cells": sum(len(row) for table in document.tables for row in table.rows),
        "figures": len(document.figures),
        "equations": len(document.equations),
        "citations": len(document.citations),
        "references": len(document.references),
    }


def what_was_read(made: Made) -> list[str]:
    """Sentences that say what the audits could look at, and what they could not."""
    document = made.document
    notes = [*made.notes, *(f"read beside it: {one}" for one in made.review.read if one.endswith("files of logs"))]
    if only_abstract(document):
        return ["Read: title and abstract.", *map(sentence, notes), "Not read: everything else of the paper."]
    found = coverage(document)
    named = {"figures": "captions of figures"}
    some = [f"{count} {_noun(named.get(name, name), count)}" for name, count in found.items() if count]
    none = [named.get(name, name) for name, count in found.items() if not count and name not in ("cells", "sentences")]
    read = f"Read from {parser_words(document.parser)}: {', '.join(some)}."
    lines = [read]
    if none:
        lines.append(f"Not found: {', '.join(none)}.")
    if document.tables:
        lines.append(_marks(document))
    return [*lines, *map(sentence, notes), f"Not read: {', '.join(NOT_READ)}."]


def _noun(plural: str, count: int) -> str:
    head, _, rest = plural.partition(" ")
    return plural if count != 1 else f"{head.removesuffix('s')} {rest}".strip()


def _marks(document: Document) -> str:
    cells = [cell for table in document.tables for row in table.rows for cell in row]
    known = {
        "bold": any(cell.bold is not None for cell in cells),
        "underlined": any(cell.underline is not None for cell in cells),
    }
    seen = [name for name, is_known in known.items() if is_known]
    unseen = [name for name, is_known in known.items() if not is_known]
    parts = [f"which cells are {' or '.join(seen)} is known"] if seen else []
    if unseen:
        parts.append(f"which are {' or '.join(unseen)} the source does not tell")
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def grouped(review: Review, document: Document) -> list[tuple[str, list[str]]]:
    """What was not assessed: each reason with the audits that it held back, in the order of the review."""
    groups: dict[str, list[str]] = {}
    for finding in review.not_assessed:
        # What an audit misses in an abstract the paper may well have: there is only one reason.
        reason = "Only the abstract was read" if only_abstract(document) else finding.message
        names = groups.setdefault(reason, [])
        if (name := audit_name(finding.audit)) not in names:
            names.append(name)
    return [*groups.items()]


def by_audit(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """What was verified, by the audit that did it."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(audit_name(finding.audit), []).append(finding)
    return [*groups.items()]
