"""The reference lists of several readings: which is kept, which entries are the same, what they add to each other."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from litmuspaper.parse.merge.same import Words, letters, words
from litmuspaper.parse.merge.tables import ORDER
from litmuspaper.types import Document, Reference

_FIELDS = ("title", "authors", "year", "venue", "doi", "arxiv")
MOST_MATCHED = 5_000
MOST_ALIKE = 40  # a word of more entries does not tell them apart


def chosen_list(own: int, others: Sequence[int], documents: Sequence[Document]) -> int | None:
    """Whose reference list is kept.

    Args:
        own: which document is the skeleton.
        others: the others, the better ones first.
        documents: all readings.

    Returns:
        The first of `ORDER` that has four fifths of the entries of the longest list outside PDFs and plain text, and
        nine tenths of what the skeleton cites of its own list; None where no document has a list.
    """
    having = sorted((n for n in (own, *others) if documents[n].references), key=lambda n: _rank(documents[n]))
    sure = max((len(documents[n].references) for n in having if documents[n].parser not in ("pdf", "text")), default=0)
    for n in having:
        if 5 * len(documents[n].references) >= 4 * sure and (n == own or _holds(documents[n], documents[own])):
            return n
    return own if own in having else next(iter(having), None)


def _rank(document: Document) -> int:
    return ORDER.index(document.parser) if document.parser in ORDER else len(ORDER)


def _holds(document: Document, skeleton: Document) -> bool:
    cited = {key for citation in skeleton.citations for key in citation.keys}
    own = [reference for reference in skeleton.references if reference.key in cited]
    return 10 * len(same_entries(own, document.references)) >= 9 * len(own)


def same_entries(some: Sequence[Reference], others: Sequence[Reference], *, by_place: bool = True) -> dict[int, int]:
    """Which entries of two lists are the same work, each once.

    They are by title, else by most of their words, else, where `by_place`, by standing between the same neighbours or
    being left alone in both lists: enough to tie a citation, not to take an entry's fields for another's.
    """
    bags = [frozenset(words(reference.raw)) for reference in others[:MOST_MATCHED]]
    found: dict[int, int] = {}
    taken: set[int] = set()

    def match(n: int, candidates: Iterable[int], least: float) -> None:
        own = frozenset(words(some[n].raw))
        shares = [(len(own & bags[m]) / max(1, len(own | bags[m])), -m) for m in candidates if m not in taken]
        share, m = max(shares, default=(-1.0, 0))
        if share >= least and _may_be(some[n], others[-m]):
            found[n] = -m
            taken.add(-m)

    titles, by_word = _by_title(others[:MOST_MATCHED]), _by_word(bags)
    entries = range(min(len(some), MOST_MATCHED))
    for n in entries:
        match(n, titles.get(letters(some[n].title or ""), ()), 0.0)
    for n in entries:
        if n not in found:
            rare = [holding for word in set(words(some[n].raw)) if len(holding := by_word.get(word, ())) <= MOST_ALIKE]
            votes = Counter(m for holding in rare for m in holding)
            match(n, sorted(votes, key=lambda m: (-votes[m], m))[:3], 0.5)
    ends = {-1: -1, len(entries): len(bags)}
    for n in entries if by_place else ():
        known = ends | found if n in (0, len(entries) - 1) else found
        m = known.get(n - 1, -2) + 1
        if n not in found and m >= 0 and known.get(n + 1) == m + 1:
            match(n, [m], 0.0)
    left, free = [n for n in entries if n not in found], [m for m in range(len(bags)) if m not in taken]
    if by_place and len(left) == len(free) == 1:
        match(left[0], free, 0.0)
    return found


def _by_title(entries: Sequence[Reference]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for m, entry in enumerate(entries):
        if len(title := letters(entry.title or "")) > 15:
            found.setdefault(title, []).append(m)
    return found


def _by_word(bags: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for m, bag in enumerate(bags):
        for word in bag:
            found.setdefault(word, []).append(m)
    return found


def _may_be(one: Reference, other: Reference) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= 1


def filled(own: Document, others: Sequence[Document]) -> tuple[Reference, ...]:
    """The entries of a list, with fields that could not be read there but could be elsewhere."""
    entries = list(own.references)
    for other in sorted(others, key=_rank):
        for n, m in same_entries(entries, other.references, by_place=False).items():
            more = {
                name: said
                for name in _FIELDS
                if not getattr(entries[n], name) and (said := getattr(other.references[m], name))
            }
            if more:
                entries[n] = entries[n].model_copy(update=more)
    return tuple(entries)


def keys_of(document: Document, listed: Document) -> dict[str, str]:
    """The keys of a document's entries as the kept list names them; keys of entries that it lacks are left out."""
    same = same_entries(document.references, listed.references)
    return {document.references[n].key: listed.references[m].key for n, m in same.items()}


def keys_by_place(
    document: Document, own: Words, listed: Document, theirs: Words, loose: Collection[str]
) -> dict[str, str]:
    """Keys that no entry has, told by the citations at the same places of the document whose list is kept.

    Args:
        document: cites the keys.
        own: its words.
        listed: the document of the list.
        theirs: its words.
        loose: the keys in question.

    Returns:
        The key of the list for each, where most sentences that stand in both with as many citations say so.
    """
    there: dict[int, int] = {}
    for n, (_, _, found) in enumerate(theirs.sentences):
        for run in found:
            there.setdefault(run, n)
    mine, others = _cited_in(document, own), _cited_in(listed, theirs)
    votes: dict[str, Counter[str]] = {}
    for n, keys in mine.items():
        if not any(key in loose for group in keys for key in group):
            continue
        places = Counter(place for run in own.sentences[n][2] if (place := there.get(run)) is not None)
        said = others.get(max(places, key=lambda place: (places[place], -place)), []) if places else []
        if [len(group) for group in said] == [len(group) for group in keys]:
            for group, same in zip(keys, said, strict=True):
                for key, other in zip(group, same, strict=True):
                    votes.setdefault(key, Counter())[other] += 1
    return {key: best for key in loose if key in votes and (best := _most(votes[key]))}


def _cited_in(document: Document, words: Words) -> dict[int, list[tuple[str, ...]]]:
    """The keys of the citations in each sentence, by the sentence's place among those with words."""
    found: dict[int, list[tuple[str, ...]]] = {}
    starts = [sentence[0] for sentence in words.sentences]
    for citation in sorted(document.citations, key=lambda one: one.start):
        n = bisect_right(starts, citation.start) - 1
        if n >= 0 and citation.start < words.sentences[n][1]:
            found.setdefault(n, []).append(citation.keys)
    return found


def _most(votes: Counter[str]) -> str | None:
    key, count = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    return key if 2 * count > votes.total() else None


def rekeyed(document: Document, keys: Mapping[str, str]) -> Document:
    """The document with its citations by other keys."""
    if not keys:
        return document
    citations = tuple(
        citation.model_copy(update={"keys": new})
        if (new := tuple(dict.fromkeys(keys.get(key, key) for key in citation.keys))) != citation.keys
        else citation
        for citation in document.citations
    )
    return document.model_copy(update={"citations": citations})


def stretch(document: Document) -> tuple[int, int] | None:
    """Where the lines of the reference list stand, None where there are none.

    A list that does not stand in one stretch of lines, a line an entry, is not known by its place.
    """
    if not document.references:
        return None
    block = "".join(f"{reference.raw}\n" for reference in document.references)
    start = document.text.rfind(block)
    return (start, start + len(block)) if start >= 0 else None
