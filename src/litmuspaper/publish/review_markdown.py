"""`review.md`: a review for a terminal or a forge, what the paper says escaped as in `day.md`."""

from litmuspaper import __version__
from litmuspaper.publish.links import doi_link
from litmuspaper.publish.markdown import escape
from litmuspaper.publish.quotes import KINDS, headings, once, told
from litmuspaper.publish.review_claims import numbered_claims, seeds_needed
from litmuspaper.publish.review_json import command, text_sha256
from litmuspaper.publish.review_measured import HEAD, measure_words
from litmuspaper.publish.review_prose import prose_markdown
from litmuspaper.publish.review_settled import settled_markdown
from litmuspaper.publish.review_view import Reading, beside_quotes, is_sound, places_of, printed_of
from litmuspaper.publish.review_words import (
    ABSTRACT_ONLY,
    SEVERITIES,
    VERDICTS,
    Made,
    audit_name,
    by_audit,
    by_severity,
    counts,
    grouped,
    only_abstract,
    what_was_read,
)
from litmuspaper.publish.words import names, sentence
from litmuspaper.types import Digest, Document, Finding, Review

QUOTES_SHOWN = 12


def markdown(made: Made) -> str:
    """The review as Markdown."""
    document, review, digest = made.document, made.review, made.digest
    reading = Reading(document)
    shown = len(numbered_claims(made.claims, document))
    lines = [*_head(made), *_digest(digest, reading)]
    lines += prose_markdown(made.prose, reading, len(review.findings), shown)
    lines += [*_findings(review, reading), *settled_markdown(made.experiments), *_claims(made, reading)]
    lines += _rest(made)
    lines += _references(document)
    lines += ["---", f"Made by Litmus {__version__}; parser: {escape(document.parser)}; sha256 of the text:"]
    lines += [f"`{text_sha256(document)}`. Every number again: `{command(made).replace('`', '')}`", ""]
    return "\n".join(lines)


def _head(made: Made) -> list[str]:
    document = made.document
    paper = document.paper
    about = [names(paper.authors, 20), paper.id]
    lines = [f"# {escape(paper.title) or 'A paper without a title'}", ""]
    lines += [escape(" · ".join(part for part in about if part)), ""]
    lines += [" ".join(escape(line) for line in what_was_read(made)), ""]
    told = "; ".join(f"{count} {words}" for _, count, words in counts(made.review))
    if only_abstract(document):
        told = f"{ABSTRACT_ONLY[:1].upper()}{ABSTRACT_ONLY[1:]}"
    return [*lines, f"**{told or 'Nothing was checked'}.**", ""]


def _digest(digest: Digest, reading: Reading) -> list[str]:
    lines = []
    for name, also, said in once(told(digest)):
        if is_sound(said, reading):
            text = f"“{escape(said.text)}”" if said.kind == "paper-says" else escape(said.text)
            lines.append(f"- **{headings(name, also)}** ({KINDS[said.kind]}): {text}")
    return ["## What it says", "", *lines, ""] if lines else []


def _findings(review: Review, reading: Reading) -> list[str]:
    lines = ["## Findings", ""] if review.findings else []
    for number, finding in enumerate(by_severity(review.findings), 1):
        lines += _finding(number, finding, reading, review)
    return lines


def _finding(number: int, finding: Finding, reading: Reading, review: Review) -> list[str]:
    places, left_out = places_of(finding, reading)
    printed, unprinted = printed_of(finding, reading)
    lines = [f"### {number}. {escape(audit_name(finding.audit))}", ""]
    lines += [f"**{VERDICTS[finding.verdict]}** ({SEVERITIES[finding.severity]}). {escape(finding.message)}", ""]
    rows = (
        ("Printed (paper says)", " · ".join(beside_quotes(printed, places))),
        ("Recomputed (computed)", finding.recomputed),
        ("Tolerance (computed)", finding.tolerance),
        ("What would clear it", finding.clears_if),
        (HEAD, measure_words(review, finding)),
    )
    lines += [f"- {name}: {escape(value)}" for name, value in rows if value]
    lines.append("")
    for place in places[:QUOTES_SHOWN]:
        where = f"{place.where}, characters {place.span.start}-{place.span.end}"
        lines += [f"> “{escape(place.span.text)}”  ", f"> (paper says: {escape(where)})", ""]
    if len(places) > QUOTES_SHOWN:
        lines += [f"and {len(places) - QUOTES_SHOWN} more places: see review.json.", ""]
    if left_out + unprinted:
        count = left_out + unprinted
        lines += [f"*{count} quote{'s' if count != 1 else ''} left out: not found in the paper's own words.*", ""]
    return lines


def _claims(made: Made, reading: Reading) -> list[str]:
    lines = []
    for number, claim in numbered_claims(made.claims, made.document):
        lines += [f"> “{escape(claim.sentence.text)}”  ", f"> (paper says: {reading.place(claim.sentence).where})", ""]
        lines += [f"- C{number}. **{claim.support}** (computed): {escape(sentence(claim.reason))}"]
        refuted = [f"- What would refute it (our inference): {escape(sentence(claim.refuted_by))}"]
        lines += refuted if claim.cells else []
        lines += [f"- Seeds (computed): {escape(seeds_needed(claim))}"] if claim.samples else []
        lines.append("")
    return ["## Claims and what would settle them", "", *lines] if lines else []


def _rest(made: Made) -> list[str]:
    review = made.review
    lines: list[str] = []
    if review.verified:
        lines += [f"## Verified true ({len(review.verified)})", ""]
        for name, findings in by_audit(review.verified):
            lines += [f"- **{escape(name)}**: {' '.join(escape(one.message) for one in findings)}"]
        lines.append("")
    if review.not_assessed:
        lines += [f"## Not assessed ({len(review.not_assessed)})", ""]
        lines += [
            f"- {escape(reason)}: {escape(', '.join(names))}" for reason, names in grouped(made.review, made.document)
        ]
        lines.append("")
    return lines


def _references(document: Document) -> list[str]:
    if not document.references:
        return []
    lines = [f"## References ({len(document.references)})", ""]
    for number, reference in enumerate(document.references, 1):
        text = reference.raw if reference.raw in document.text else ""
        ids = [
            f"doi:{reference.doi}" if doi_link(reference.doi) else "",
            reference.arxiv and f"arXiv:{reference.arxiv}",
        ]
        lines.append(f"{number}. {escape(' · '.join(part for part in (text or reference.key, *ids) if part))}")
    return [*lines, ""]
