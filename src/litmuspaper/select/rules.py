"""What no score can overrule: the reader's categories, words that must or must never occur, authors they follow."""

import re
import unicodedata
from collections.abc import Sequence

from litmuspaper.types import Author, FollowedAuthor, Paper, Span


def find_word(paper: Paper, phrases: Sequence[str]) -> Span | None:
    """The first place in title or abstract where one of the phrases stands as whole words, whatever its case."""
    for phrase in phrases:
        wanted = r"\s+".join(re.escape(part) for part in phrase.split())
        if not wanted:
            continue
        pattern = re.compile(rf"(?<!\w){wanted}(?!\w)", re.IGNORECASE)
        for field, text in (("title", paper.title), ("abstract", paper.abstract)):
            if found := pattern.search(text):
                return Span.model_validate(
                    {"start": found.start(), "end": found.end(), "text": found.group(), "field": field}
                )
    return None


def outside(paper: Paper, categories: Sequence[str]) -> bool:
    """Whether a paper with categories has none that the reader named; an archive such as `cs` holds all of its own."""
    if not categories or not paper.categories:
        return False
    return not any(own == wanted or own.startswith(f"{wanted}.") for own in paper.categories for wanted in categories)


def followed(paper: Paper, authors: Sequence[FollowedAuthor]) -> tuple[Author, FollowedAuthor] | None:
    """The first author of the paper whom the reader follows.

    An ORCID or arXiv author id decides where both sides have one; elsewhere the full name does.
    """
    for author in paper.authors:
        for wanted in authors:
            ids = [(author.orcid, wanted.orcid), (author.arxiv_id, wanted.arxiv_id)]
            known = [(has, wants) for has, wants in ids if has and wants]
            same = any(has == wants for has, wants in known) if known else _same_name(author.name, wanted.name)
            if same:
                return author, wanted
    return None


def _same_name(one: str, other: str) -> bool:
    """Equal up to accents, case and punctuation; initials match the names that they begin."""
    left, right = _name_parts(one), _name_parts(other)
    if len(left) != len(right) or not left or left[-1] != right[-1]:
        return False
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(left, right, strict=True))


def _name_parts(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    if "," in plain:
        last, _, first = plain.partition(",")
        plain = f"{first} {last}"
    return re.findall(r"[^\W\d_]+", plain.casefold())
