"""`review.json`: a review for other programs.

    {id, title, authors, version, url,
     coverage: {parser, abstract_only, sections, sentences, tables, cells, figures, equations, citations, references,
                read, not_read, notes},
     model: {model, prompts, summary: [{text, spans}], look_at: [{text, about}], left_out, notes} | null,
     digest: {task | gap | idea | method | result: {text, kind, spans},
              data | metrics | baselines | results | ablations | limits | links: [{text, kind, spans}]},
     findings: [{audit, name, verdict, severity, message, spans: [{field, start, end, text, where}], printed,
                 recomputed, tolerance, clears_if, left_out,
                 measured: {planted, found, ..., alarms, real, false, unsure, ...} | null}],
     claims: [{sentence, source, arms, metric, direction, printed, ranks, cells, support, reason, refuted_by, samples,
               seeds_needed, kinds}],
     experiments: [{name, paper, sentence, verdict, verdict_text, scale, seeds, cells, cpu_s,
                    primary: {says, reason, pairs, level, effect, low, high, p} | null, further, data, command, page,
                    known_by, report}],
     verified: [...], not_assessed: [...],
     references: [{key, raw, title, authors, year, venue, doi, arxiv}],
     made_by: {litmus, parser, text_sha256, command}}

Every span of the field `text` counts code points of the text whose sha256 stands in `made_by`.
"""

import hashlib
import json
import shlex
from typing import Any

from litmuspaper import __version__
from litmuspaper.publish.quotes import told
from litmuspaper.publish.review_claims import numbered_claims
from litmuspaper.publish.review_measured import measure_record
from litmuspaper.publish.review_prose import prose_record
from litmuspaper.publish.review_settled import settled_record
from litmuspaper.publish.review_view import Reading, is_sound, places_of, printed_of
from litmuspaper.publish.review_words import NOT_READ, Made, audit_name, by_severity, coverage, only_abstract
from litmuspaper.types import Digest, Document, Finding, one_line


def text_sha256(document: Document) -> str:
    """The sha256 of the document's text as UTF-8, in hexadecimal."""
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def command(made: Made) -> str:
    """The command line that recomputes every number of a review; `SOURCE` where the paper's file is not known."""
    source, logs = one_line(made.source), one_line(made.logs)
    named = shlex.quote(source) if source else "SOURCE"
    return f"litmus audit {named}{f' --logs {shlex.quote(logs)}' if logs else ''} --json"


def as_text(value: object) -> str:
    """A value as JSON text that always has a UTF-8 form."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    # A lone surrogate has no UTF-8 form: JSON's own escape keeps it.
    return "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text) + "\n"


def record(made: Made) -> dict[str, Any]:
    """The review as plain values, in the shape of this file's docstring."""
    document, review, digest = made.document, made.review, made.digest
    paper = document.paper
    reading = Reading(document)
    shown = len(numbered_claims(made.claims, document))
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": [author.name for author in paper.authors],
        "version": paper.version,
        "url": paper.url,
        "coverage": {
            "parser": document.parser,
            "abstract_only": only_abstract(document),
            **coverage(document),
            "read": list(review.read),
            "not_read": list(NOT_READ),
            "notes": list(made.notes),
        },
        "model": prose_record(made.prose, reading, len(review.findings), shown),
        "digest": _digest(digest, reading),
        "findings": [
            {**_finding(one, reading), "measured": measure_record(review, one)} for one in by_severity(review.findings)
        ],
        "claims": [claim.model_dump(mode="json") for claim in made.claims if reading.holds(claim.sentence)],
        "experiments": settled_record(made.experiments),
        "verified": [_finding(one, reading) for one in review.verified],
        "not_assessed": [_finding(one, reading) for one in review.not_assessed],
        "references": [reference.model_dump(mode="json") for reference in document.references],
        "made_by": {
            "litmus": __version__,
            "parser": document.parser,
            "text_sha256": text_sha256(document),
            "command": command(made),
        },
    }


def _digest(digest: Digest, reading: Reading) -> dict[str, Any]:
    """The fields that say something: a statement, or a list of them where there may be several."""
    found: dict[str, Any] = {}
    for name, said in told(digest):
        if is_sound(said, reading):
            one = {"text": said.text, "kind": said.kind, "spans": [span.model_dump() for span in said.spans]}
            if isinstance(getattr(digest, name), tuple):
                found.setdefault(name, []).append(one)
            else:
                found[name] = one
    return found


def _finding(finding: Finding, reading: Reading) -> dict[str, Any]:
    places, left_out = places_of(finding, reading)
    printed, unprinted = printed_of(finding, reading)
    return {
        "audit": finding.audit,
        "name": audit_name(finding.audit),
        "verdict": finding.verdict,
        "severity": finding.severity,
        "message": finding.message,
        "spans": [{**place.span.model_dump(), "where": place.where} for place in places],
        "printed": printed,
        "recomputed": finding.recomputed,
        "tolerance": finding.tolerance,
        "clears_if": finding.clears_if,
        "left_out": left_out + unprinted,
    }
