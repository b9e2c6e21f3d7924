"""What changed between two versions of a paper, word by word, in title and abstract."""

from difflib import SequenceMatcher
from typing import Literal

from litmuspaper.types import Change, Paper

# difflib takes quadratic time; no title or abstract of a real paper comes near this many words.
MAX_WORDS = 5_000

_FIELDS: tuple[Literal["title", "abstract"], ...] = ("title", "abstract")


def changes(old: Paper, new: Paper) -> tuple[Change, ...]:
    """The fields that differ, each as runs of words that stayed, went or came.

    The runs `same` and `removed`, joined by spaces, are the old words; `same` and `added` are the new ones.

    Args:
        old: the version held.
        new: the version that replaces it.

    Returns:
        A change for each of title and abstract whose words differ; empty where neither does.
    """
    return tuple(
        Change(field=field, runs=_runs(before, after))
        for field in _FIELDS
        if (before := getattr(old, field).split()) != (after := getattr(new, field).split())
    )


def _runs(before: list[str], after: list[str]) -> tuple[tuple[Literal["same", "removed", "added"], str], ...]:
    """The runs from one list of words to the other."""
    if max(len(before), len(after)) > MAX_WORDS:
        return (("removed", " ".join(before)), ("added", " ".join(after)))
    runs: list[tuple[Literal["same", "removed", "added"], str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(("same", " ".join(before[a:b])))
        if kind in ("delete", "replace"):
            runs.append(("removed", " ".join(before[a:b])))
        if kind in ("insert", "replace"):
            runs.append(("added", " ".join(after[c:d])))
    return tuple(runs)
