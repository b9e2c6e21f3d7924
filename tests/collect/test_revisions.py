from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.collect import revisions
from litmuspaper.collect.revisions import changes
from litmuspaper.types import Paper


def paper(title, abstract="a"):
    return Paper(id="1", title=title, abstract=abstract)


def test_what_changed_is_shown_word_by_word():
    old = paper("Knots in Kelp", "We prove that all knots hold in kelp.")
    new = paper("Knots in Kelp", "We prove that most knots hold in kelp and rope.")
    (change,) = changes(old, new)
    assert change.field == "abstract"
    assert change.runs == (
        ("same", "We prove that"),
        ("removed", "all"),
        ("added", "most"),
        ("same", "knots hold in"),
        ("removed", "kelp."),
        ("added", "kelp and rope."),
    )


def test_the_same_words_are_no_change():
    assert changes(paper("A  b"), paper("A b")) == ()


words = st.lists(st.sampled_from(["kelp", "knot", "holds", "$x$", "the", "a"]), min_size=1).map(" ".join)


@given(words, words, words, words)
def test_the_runs_give_back_both_versions(a, b, c, d):
    for change in changes(paper(a, b), paper(c, d)):
        old, new = {"title": (a, c), "abstract": (b, d)}[change.field]
        assert " ".join(text for kind, text in change.runs if kind != "added") == old
        assert " ".join(text for kind, text in change.runs if kind != "removed") == new
        assert all(text for _, text in change.runs)


def test_an_endless_abstract_is_not_compared_word_by_word(monkeypatch):
    monkeypatch.setattr(revisions, "MAX_WORDS", 3)
    (change,) = changes(paper("t", "a b c d"), paper("t", "a b c e"))
    assert change.runs == (("removed", "a b c d"), ("added", "a b c e"))
