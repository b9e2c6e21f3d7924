"""The top candidates judged by a language model, where the reader has one and asks for it.

The rule. Of the papers that the reader's own rules leave in, those with the highest embedded score are put to the
model, one at a time. Where its judgement passes the gates, its relevance takes the place of the embedded one: the
paper's score moves into that relevance's band of the scale, and within the band the embedded score decides. Where
there is no judgement, whatever the cause, the embedded verdict stands and says why. No paper is added or lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from litmuspaper.errors import LitmusError
from litmuspaper.models.llm.asking import Asking
from litmuspaper.models.llm.digest import fill
from litmuspaper.models.llm.gate import compared
from litmuspaper.models.llm.judge import Judged, forecast, judge, prompt_hash
from litmuspaper.review.orders import orders
from litmuspaper.select.ranking import FOLLOWED, NEAR
from litmuspaper.select.rules import find_word, outside
from litmuspaper.select.score import STEPS
from litmuspaper.types import Document, Paper, Profile, Selected, Verdict

TOP = 50


@dataclass(frozen=True, slots=True)
class Cost:
    """What judging a day would take: new questions, answers at hand, tokens and euros (None: no price configured)."""

    questions: int
    kept: int
    tokens_in: int
    tokens_out_at_most: int
    eur_at_most: float | None


def judge_top(
    verdicts: Sequence[Verdict], documents: Mapping[str, Document], profile: Profile, model: Asking, top: int = TOP
) -> list[Verdict]:
    """Have the best candidates judged.

    Args:
        verdicts: the embedded ones.
        documents: by id, of the papers that may be shown; one that is not here is not asked about.
        profile: the reader's criteria, rules and cutoffs.
        model: who is asked.
        top: how many at most.

    Returns:
        A verdict for each given one, best first.
    """
    chosen = {verdict.id for verdict in _candidates(verdicts, documents, profile, top)}
    judged = [
        _verdict(verdict, documents[verdict.id].paper, profile, model) if verdict.id in chosen else verdict
        for verdict in sorted(verdicts, key=lambda verdict: (-verdict.score, verdict.id))
    ]
    return sorted(judged, key=lambda verdict: (-verdict.score, verdict.id))


def with_digests(rows: Sequence[Selected], model: Asking) -> list[Selected]:
    """The selected papers with what their digests lacked, where the model found it and it holds; else as they were."""
    told = []
    for row in rows:
        digest = row.digest
        if not _speaks_to_a_machine(row.paper):
            try:
                digest = fill(row.paper, row.digest, model)
            except LitmusError as error:
                model.stopped = model.stopped or error.what
            except Exception:  # whatever a paper or an answer holds, the day goes on without it
                digest = row.digest
        told.append(row if digest is row.digest else row.model_copy(update={"digest": digest}))
    return told


def cost(
    verdicts: Sequence[Verdict], documents: Mapping[str, Document], profile: Profile, model: Asking, top: int = TOP
) -> Cost:
    """What `judge_top` would take at most if nothing had to be asked twice; nothing is asked."""
    told = [
        forecast(documents[one.id].paper, profile.criteria, profile.taste, model)
        for one in _candidates(verdicts, documents, profile, top)
        if not _speaks_to_a_machine(documents[one.id].paper)
    ]
    tokens_in = sum(one.tokens_in for one in told)
    tokens_out = sum(one.tokens_out_at_most for one in told)
    kept = sum(one.kept for one in told)
    return Cost(len(told) - kept, kept, tokens_in, tokens_out, model.cost_eur(tokens_in, tokens_out))


def made_by(model: Asking, top: int = TOP) -> str:
    """What the ledger says of the model: its name, how many papers, and the sha256 of what it is asked."""
    return f"the top {top} judged by {model.model.name}, prompt {prompt_hash()[:12]}"


def _candidates(
    verdicts: Sequence[Verdict], documents: Mapping[str, Document], profile: Profile, top: int
) -> Iterator[Verdict]:
    left = top
    for verdict in sorted(verdicts, key=lambda verdict: (-verdict.score, verdict.id)):
        document = documents.get(verdict.id)
        if left and document and not _decided(verdict, document.paper, profile):
            left -= 1
            yield verdict


def _decided(verdict: Verdict, paper: Paper, profile: Profile) -> bool:
    """Whether one of the reader's own rules has decided already."""
    return bool(
        (verdict.criterion or "").startswith(FOLLOWED)
        or (profile.never and find_word(paper, profile.never))
        or outside(paper, profile.categories)
        or (profile.must and not find_word(paper, profile.must))
    )


def speaks_to_a_machine(*texts: str) -> bool:
    """Whether what a reader sees gives orders to a machine, also in letters that only look like others."""
    return any(next(orders(form), None) for text in texts for form in (text, compared(text).text))


def _speaks_to_a_machine(paper: Paper) -> bool:
    return speaks_to_a_machine(f"{paper.title}\n{paper.abstract}")


def _verdict(verdict: Verdict, paper: Paper, profile: Profile, model: Asking) -> Verdict:
    if _speaks_to_a_machine(paper):
        return _unjudged(verdict, "its text speaks to a machine, so the language model was not asked")
    try:
        told = judge(paper, profile.criteria, profile.taste, model)
    except LitmusError as error:
        told = error.what
        model.stopped = model.stopped or error.what
    except Exception as error:  # whatever a paper or an answer holds, the day goes on
        told = type(error).__name__
    if isinstance(told, str):
        return _unjudged(verdict, f"not judged by {model.model.name}: {told}")
    return _judged(verdict, told, profile, model.model.name)


def _unjudged(verdict: Verdict, why: str) -> Verdict:
    return verdict.model_copy(update={"reason": f"{verdict.reason}; {why}"})


def _judged(verdict: Verdict, told: Judged, profile: Profile, name: str) -> Verdict:
    by = f"{told.relevance} by {name}, {verdict.relevance} by its words"
    cutoffs = {one.name: one.cutoff or profile.cutoff for one in profile.criteria}
    cutoff = cutoffs.get(told.criterion or "", profile.cutoff)
    selected = told.criterion is not None and told.relevance >= cutoff
    if not selected and told.relevance < NEAR:
        told = Judged(None, told.relevance, None, "")
    if told.criterion is None:
        reason = f"meets no criterion: {by}"
    elif selected:
        reason = f"meets “{told.criterion}”: {by}"
    else:
        reason = f"comes near “{told.criterion}”, below your cutoff of {cutoff}: {by}"
    reason += f"; in the model's words: {told.said}" if told.said else ""
    return verdict.model_copy(
        update={
            "score": _score(told.relevance, verdict.score),
            "relevance": told.relevance,
            "criterion": told.criterion,
            "evidence": (told.span,) if told.span else (),
            "reason": reason,
            "selected": selected,
        }
    )


def _score(relevance: int, embedded: float) -> float:
    """A place in the relevance's band of the scale, by the embedded score."""
    bounds = (0.0, *STEPS, 1.0)
    low, high = bounds[relevance - 1], bounds[relevance]
    return round(low + (high - low) * (0.05 + 0.9 * min(1.0, max(0.0, embedded))), 9)
