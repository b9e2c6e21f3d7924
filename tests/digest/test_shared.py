"""Which sentences name a paper's data, metrics and baselines. The sentences are ours."""

import pytest

from litmuspaper.digest.places import Placed
from litmuspaper.digest.shared import Named, named
from litmuspaper.types import Span


def placed(*texts: str) -> list[Placed]:
    return [Placed(Span(start=0, end=len(text), text=text), "setup", 0.1, 0.5, True) for text in texts]


@pytest.fixture(scope="module")
def names() -> Named:
    sentences = placed(
        "We test TernNet on the DuneSet and Skerry Birds datasets and on one corpus, ShoreText.",
        "The accuracy of TernNet on the TernNet benchmark is not told.",
    )
    return named(sentences, "TernNet")


def test_names_stand_beside_a_word_for_data(names: Named) -> None:
    assert names.data == {"DuneSet", "Skerry Birds", "ShoreText"}


def test_a_sentence_tells_the_data_that_it_names(names: Named) -> None:
    assert names.told("data", "On DuneSet and ShoreText it is best.") == {"DuneSet", "ShoreText"}
    assert names.told("data", "On DuneSet2 it is best.") == frozenset()


def test_a_metric_is_told_by_its_name_alone(names: Named) -> None:
    assert names.told("metrics", "It reaches an F1 of 4.1 and an accuracy of 3.0.") == {"f1", "accuracy"}
    assert names.told("metrics", "It is best by all metrics and by cross-correlation.") == frozenset()


def test_a_baseline_is_another_name_after_the_comparison(names: Named) -> None:
    assert names.told("baselines", "On DuneSet TernNet outperforms GridNet in F1.") == {"GridNet"}
    assert names.told("baselines", "GridNet is fast, and TernNet finds more birds.") == frozenset()
