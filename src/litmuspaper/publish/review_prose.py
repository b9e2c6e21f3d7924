"""What a language model wrote of a paper: each sentence beside what it rests on, and held against it once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litmuspaper.publish.markdown import escape
from litmuspaper.publish.marks import render
from litmuspaper.publish.review_view import Quote, Reading
from litmuspaper.types import Prose, Written

WARNING = (
    "Every number, name and direction in it was held against what stands beside it. That is no proof of the sentence."
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """An id that a sentence speaks of, with its place on the page."""

    id: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownWritten:
    """A model's sentence as plain text, with the paper's own words or the ids that it rests on."""

    text: str
    quotes: tuple[Quote, ...]
    about: tuple[Pointed, ...]


@dataclass(frozen=True, slots=True)
class ShownProse:
    """A model's sentences for the template; `left_out` counts those that failed, here or before."""

    model: str
    prompts: str
    summary: tuple[ShownWritten, ...]
    look_at: tuple[ShownWritten, ...]
    left_out: int
    notes: tuple[str, ...]


def sound(prose: Prose, reading: Reading, findings: int, claims: int) -> Prose:
    """The sentences that may be shown: every span holds, every id is there, and each rests on something.

    Args:
        prose: what a model wrote.
        reading: the document that it quotes.
        findings: how many findings the page has.
        claims: how many claims.

    Returns:
        The same without the others, which are counted among those left out.
    """
    ids = {*(f"F{n + 1}" for n in range(findings)), *(f"C{n + 1}" for n in range(claims))}
    summary = tuple(one for one in prose.summary if one.spans and all(map(reading.holds, one.spans)))
    look_at = tuple(one for one in prose.look_at if one.about and set(one.about) <= ids)
    dropped = len(prose.summary) - len(summary) + len(prose.look_at) - len(look_at)
    return prose.model_copy(update={"summary": summary, "look_at": look_at, "left_out": prose.left_out + dropped})


def shown_prose(prose: Prose | None, reading: Reading, findings: int, claims: int) -> ShownProse | None:
    """A model's sentences for the template; None where no model was asked.

    Args:
        prose: what a model wrote; None where none was asked.
        reading: the document that it quotes.
        findings: how many findings the page has.
        claims: how many claims.

    Returns:
        The sentences that are sound.
    """
    if prose is None:
        return None
    good = sound(prose, reading, findings, claims)
    return ShownProse(
        model=good.model,
        prompts=good.prompts[:12],
        summary=tuple(_shown(one, reading) for one in good.summary),
        look_at=tuple(_shown(one, reading) for one in good.look_at),
        left_out=good.left_out,
        notes=good.notes,
    )


def prose_record(prose: Prose | None, reading: Reading, findings: int, claims: int) -> dict[str, Any] | None:
    """The same as plain values for `review.json`."""
    return None if prose is None else sound(prose, reading, findings, claims).model_dump(mode="json")


def prose_markdown(prose: Prose | None, reading: Reading, findings: int, claims: int) -> list[str]:
    """The same as lines of Markdown; no line where no model was asked."""
    if prose is None:
        return []
    good = sound(prose, reading, findings, claims)
    lines = [f"## In the model's words ({escape(good.model)})", "", WARNING, ""]
    for one in good.summary:
        lines += [f"- {escape(one.text)}", ""]
        for span in one.spans:
            lines += [f"  > “{escape(span.text)}”  ", f"  > (paper says: {escape(reading.place(span).where)})", ""]
    lines += ["What to look at first:", ""] if good.look_at else []
    lines += [f"- {escape(one.text)} ({', '.join(one.about)})" for one in good.look_at]
    lines += [""] if good.look_at else []
    lines += [f"*{escape(line)}*\n" for line in told_apart(good)]
    return lines


def told_apart(prose: Prose | ShownProse) -> list[str]:
    """What was left out and why there is less, as sentences."""
    count = prose.left_out
    dropped = ["One sentence of the model left out: what it rests on does not hold it."]
    if count > 1:
        dropped = [f"{count} sentences of the model left out: what they rest on does not hold them."]
    return [*(dropped if count else []), *(f"{note[:1].upper()}{note[1:]}." for note in prose.notes)]


def _shown(one: Written, reading: Reading) -> ShownWritten:
    return ShownWritten(
        text=one.text,
        quotes=tuple(Quote(reading.quoted(span), render(reading.place(span).where)) for span in one.spans),
        about=tuple(_pointed(one.about)),
    )


def _pointed(about: Sequence[str]) -> list[Pointed]:
    return [Pointed(id, f"#{id.lower()}") for id in about]
