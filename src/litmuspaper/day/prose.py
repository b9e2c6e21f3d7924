"""One paper put to a language model for words: a summary, and what to look at first; what fails a gate is left out."""

import hashlib
from collections.abc import Callable, Sequence

from litmuspaper.day.judged import speaks_to_a_machine
from litmuspaper.errors import LitmusError
from litmuspaper.models.llm import look_at, summary
from litmuspaper.models.llm.asking import Asking, Forecast
from litmuspaper.models.llm.gated import Gated
from litmuspaper.models.llm.look_at import Item
from litmuspaper.models.llm.message import schema_text
from litmuspaper.publish.review_claims import numbered_claims
from litmuspaper.publish.review_words import VERDICTS, audit_name, by_severity
from litmuspaper.types import Claim, Document, Finding, Prose, Review

_HIDDEN = "hidden_instructions"
SPEAKS = "its visible text gives orders to a machine, so the language model was not asked"


def write(document: Document, review: Review, claims: Sequence[Claim], model: Asking) -> Prose:
    """Have a paper summed up and its findings pointed to.

    Args:
        document: the paper; only its visible text is sent, without names.
        review: what the audits say of it.
        claims: its comparative claims.
        model: who is asked.

    Returns:
        The sentences that passed every gate; with none of them, why. Nothing that a paper, a model or a disk does
        ends the run.
    """
    told = Prose(model=model.model.name, prompts=prompts_hash())
    if is_an_order(document):
        return told.model_copy(update={"notes": (SPEAKS,)})
    summed = _safely(lambda: summary.summarise(document, model), model)
    pointed = _safely(lambda: look_at.look_at(items(document, review, claims), model), model)
    notes = [
        f"no {what}: {found.why}"
        for what, found in (("summary", summed), ("word on what to look at first", pointed))
        if found.why and not found.kept
    ]
    return told.model_copy(
        update={
            "summary": summed.kept,
            "look_at": pointed.kept,
            "left_out": summed.left_out + pointed.left_out,
            "notes": tuple(notes),
        }
    )


def forecasts(document: Document, review: Review, claims: Sequence[Claim], model: Asking) -> list[Forecast]:
    """What `write` would take, a forecast for each question; nothing is asked."""
    if is_an_order(document):
        return []
    pointed = look_at.forecast(items(document, review, claims), model)
    return [summary.forecast(document, model), *([pointed] if pointed else [])]


def items(document: Document, review: Review, claims: Sequence[Claim]) -> list[Item]:
    """The findings and claims by the numbers that the paper's page gives them."""
    # What that audit says quotes words that no reader sees.
    told = [pair for pair in enumerate(by_severity(review.findings), 1) if pair[1].audit != _HIDDEN]
    found = [Item(f"F{n}", _finding(one)) for n, one in told]
    said = [Item(f"C{n}", _claim(one)) for n, one in numbered_claims(claims, document) if one.cells]
    most = look_at.MOST_ITEMS
    # Neither crowds out the other.
    kept = max(most - len(said), most // 2)
    return [*found[:kept], *said[: most - len(found[:kept])]]


def is_an_order(document: Document) -> bool:
    """Whether what a reader sees of the paper gives orders to a machine; then it is not sent."""
    return speaks_to_a_machine(f"{document.paper.title}\n{document.paper.abstract}", document.text)


def prompts_hash() -> str:
    """The sha256 of what is asked and of the answers' forms, the same for every paper."""
    asked = f"{summary.ASKED}\n{schema_text(summary.Answered)}\n{look_at.ASKED}\n{schema_text(look_at.Pointers)}"
    return hashlib.sha256(asked.encode()).hexdigest()


def _safely(ask: Callable[[], Gated], model: Asking) -> Gated:
    try:
        return ask()
    except LitmusError as error:
        model.stopped = model.stopped or error.what
        return Gated(why=error.what)
    except Exception as error:  # whatever a paper or an answer holds, the page is written
        return Gated(why=type(error).__name__)


def _finding(one: Finding) -> str:
    parts = [f"{VERDICTS[one.verdict]}. {audit_name(one.audit)}. {one.message}"]
    parts += [f"Recomputed: {one.recomputed}"] if one.recomputed else []
    parts += [f"What would clear it: {one.clears_if}"] if one.clears_if else []
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts)


def _claim(one: Claim) -> str:
    return f"{one.sentence.text} Its own tables: {one.support}. {one.reason}."
