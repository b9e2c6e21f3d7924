"""The ranking: every paper gets a verdict with its reason; those that meet a criterion get their quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from litmuspaper.models.encoder import Encoder, find_encoder
from litmuspaper.models.table import Bags, Floats, Table, load_table
from litmuspaper.models.words import paper_words
from litmuspaper.select.evidence import Evidence, find_evidence
from litmuspaper.select.feedback import taste_logits
from litmuspaper.select.reading import closer
from litmuspaper.select.rules import find_word, followed, outside
from litmuspaper.select.score import Scores, relevance, score
from litmuspaper.select.target import Lexicon, Target, lexicon, make_targets
from litmuspaper.select.taught import logit, taught
from litmuspaper.types import Criterion, Document, Profile, Ranking, Span, Verdict

VERSION = "2"
FOLLOWED = "Followed author"
NEAR = 4  # from this relevance on a paper is said to come near a criterion
_LEAD = 1.0  # the unwanted text leads by so many standard deviations: worth saying


@dataclass(frozen=True)
class _Scored:
    """One paper with all that its verdict needs."""

    document: Document
    target: Target
    score: float
    relevance: int
    missing: bool
    unwanted: bool


def select(
    documents: Sequence[Document],
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]] = (),
    ages_days: Sequence[float] = (),
    *,
    pool: bool = False,
) -> Ranking:
    """Rank papers by the reader's own words.

    Args:
        documents: the announced papers, title and abstract at least; ids must differ.
        profile: the reader's criteria, rules and cutoffs.
        labelled: papers with the reader's thumbs, True for up.
        ages_days: how old each of these is on the day that is ranked; older ones count less.
        pool: the papers are a pool to search, not a day; the encoder, where there is one, reads more of them.

    Returns:
        A verdict for every document, best first (ties by id). A verdict's criterion is None and its evidence
        empty where nothing matches. How many are selected is not limited here: see `limit`.
    """
    table = load_table()
    encoder = find_encoder()
    made_by = f"selection {VERSION}, table {table.sha256[:12]}" + (f", {encoder.name}" if encoder else "")
    if not documents:
        return Ranking(verdicts=(), made_by=made_by)
    names, scores, targets = _score(documents, profile, labelled, ages_days, table, encoder, pool=pool)
    overall = relevance(scores.overall)
    order = sorted(range(len(documents)), key=lambda n: (-float(scores.overall[n]), documents[n].paper.id))
    verdicts = []
    for n in order:
        best = int(scores.best[n])
        scored = _Scored(
            document=documents[n],
            target=targets[best],
            score=six_digits(float(scores.overall[n])),
            relevance=int(overall[n]),
            missing=bool(scores.missing[n, best]),
            unwanted=bool(scores.parts[n, best, 2] > _LEAD),
        )
        verdicts.append(_verdict(scored, profile, names))
    verdicts.sort(key=lambda verdict: (-verdict.score, verdict.id))
    return Ranking(verdicts=tuple(verdicts), made_by=made_by)


def six_digits(chance: float) -> float:
    """A chance by six digits of how far it is from 0 or from 1, whichever is nearer."""
    return float(f"{chance:.6g}") if chance <= 0.5 else 1 - float(f"{1 - chance:.6g}")


def prepare(
    documents: Sequence[Document], criteria: Sequence[Criterion], table: Table
) -> tuple[Lexicon, list[Target], Bags, Floats]:
    """What scoring needs: the words' numbers, the criteria as targets, and the papers' bags and unit vectors (n, d)."""
    texts = [paper_words(document.paper) for document in documents]
    names = lexicon(criteria, texts, table)
    bags = table.bags(texts, names.extra)
    return names, make_targets(criteria, names), bags, table.embed(bags)


def _score(
    documents: Sequence[Document],
    profile: Profile,
    labelled: Sequence[tuple[Document, bool]],
    ages_days: Sequence[float],
    table: Table,
    encoder: Encoder | None,
    *,
    pool: bool,
) -> tuple[Lexicon, Scores, list[Target]]:
    names, targets, bags, vectors = prepare(documents, profile.criteria, table)
    read = closer(documents, targets, score(bags, vectors, targets, names), names, encoder, pool=pool)
    learned = taste_logits(vectors, profile.taste, table)
    if labelled:
        known = logit(score(bags, vectors, targets, names, learned, read).overall)
        papers = [document.paper for document in documents]
        learned = learned + taught(labelled, ages_days, targets, names).logits(papers, vectors, known)
    return names, score(bags, vectors, targets, names, learned, read), targets


def _verdict(scored: _Scored, profile: Profile, names: Lexicon) -> Verdict:
    """The verdict of one paper: the reader's rules first, then the score."""
    paper = scored.document.paper
    if profile.never and (word := find_word(paper, profile.never)):
        return _refused(scored, f"has “{word.text}”, which your profile never wants", (word,))
    if match := followed(paper, profile.authors):
        author, wanted = match
        sure = any((author.orcid and wanted.orcid, author.arxiv_id and wanted.arxiv_id))
        return _chosen_for_author(scored, author.name, "" if sure else " (by name)")
    if outside(paper, profile.categories):
        return _refused(scored, f"in none of your categories ({', '.join(profile.categories)})", ())
    if profile.must and not find_word(paper, profile.must):
        return _refused(scored, f"has none of the words that your profile asks for: {', '.join(profile.must)}", ())
    cutoff = scored.target.criterion.cutoff or profile.cutoff
    if scored.relevance < min(NEAR, cutoff):
        return _refused(scored, _why_not(scored), ())
    evidence = find_evidence(scored.document, scored.target, names)
    if not evidence.spans:
        return _refused(scored, f"near “{scored.target.criterion.name}” in meaning, but no sentence says so", ())
    if scored.relevance < cutoff:
        return _near(scored, evidence, cutoff)
    return _chosen(scored, evidence)


def _chosen(scored: _Scored, evidence: Evidence) -> Verdict:
    reason = f"meets “{scored.target.criterion.name}”: it speaks of {', '.join(evidence.words)}"
    if scored.unwanted:
        reason += "; it also comes near what you do not want"
    return _make(scored, reason, scored.target.criterion.name, evidence.spans, selected=True)


def _near(scored: _Scored, evidence: Evidence, cutoff: int) -> Verdict:
    name = scored.target.criterion.name
    reason = f"comes near “{name}” ({', '.join(evidence.words)}), below your cutoff of {cutoff}"
    if scored.unwanted:
        reason += "; closer to what you do not want"
    return _make(scored, reason, name, evidence.spans, selected=False)


def _chosen_for_author(scored: _Scored, author: str, how: str) -> Verdict:
    """A followed author's paper is always shown; the quote is its title, since no criterion earned it."""
    paper = scored.document.paper
    title = Span(field="title", start=0, end=len(paper.title), text=paper.title)
    return Verdict(
        id=paper.id,
        score=scored.score,
        relevance=scored.relevance,
        criterion=f"{FOLLOWED}: {author}",
        evidence=(title,),
        reason=f"by {author}, whom you follow{how}",
        selected=True,
    )


def _why_not(scored: _Scored) -> str:
    name = scored.target.criterion.name
    if scored.missing:
        return f"nearest is “{name}”, but none of its own words occurs ({', '.join(scored.target.own_words[:4])})"
    if scored.unwanted:
        return f"nearest is “{name}”, but it is closer to what you do not want"
    return f"meets no criterion; the nearest is “{name}”"


def _refused(scored: _Scored, reason: str, spans: tuple[Span, ...]) -> Verdict:
    return _make(scored, reason, None, spans, selected=False)


def _make(scored: _Scored, reason: str, criterion: str | None, spans: tuple[Span, ...], *, selected: bool) -> Verdict:
    return Verdict(
        id=scored.document.paper.id,
        score=scored.score,
        relevance=scored.relevance,
        criterion=criterion,
        evidence=spans,
        reason=reason,
        selected=selected,
    )


def limit(verdicts: Sequence[Verdict], at_most: int) -> list[Verdict]:
    """The same verdicts, best first, with no more than `at_most` selected.

    It comes after everything else that may leave a paper out, so that none of those takes another's place.
    Followed authors' papers do not count: the reader asked for all of them.
    """
    kept: list[Verdict] = []
    left = at_most
    for verdict in sorted(verdicts, key=lambda verdict: (-verdict.score, verdict.id)):
        counts = verdict.selected and not (verdict.criterion or "").startswith(FOLLOWED)
        if counts and left == 0:
            reason = f"{verdict.reason}; not shown, since your profile wants at most {at_most} a day"
            verdict = verdict.model_copy(update={"selected": False, "reason": reason})
        left -= counts and verdict.selected
        kept.append(verdict)
    return kept
