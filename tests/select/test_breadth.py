"""How wide criteria are, and what is said of those that are too wide, met by nobody, or in another language."""

import pytest

from litmuspaper.select.breadth import WIDE, breadths
from litmuspaper.types import Criterion, Profile


def of(*criteria, **more):
    return breadths(Profile(criteria=criteria, **more))


def test_a_criterion_with_words_of_its_own_needs_no_advice():
    (found,) = of(Criterion(name="Image matting", relevant="Papers that predict an alpha matte of hair or fur."))
    assert (found.criterion, found.advice) == ("Image matting", "")
    assert 0 < found.share < WIDE


@pytest.mark.parametrize("name", ["Large language models", "Deep learning models", "Data"])
def test_a_very_wide_one_is_told_with_what_could_be_chosen_from_it(name):
    (found,) = of(Criterion(name=name))
    assert "very wide" in found.advice
    assert "say which of these you want" in found.advice
    offered = found.advice.split("Among them are ")[1].split(":")[0].split(", ")
    assert len(offered) == len(set(offered)) == 8
    assert not set(offered) & set(name.lower().split())


def test_another_language_is_told_by_its_unknown_words():
    (found,) = of(Criterion(name="Bildverarbeitung", relevant="Arbeiten, die eine Maske für Haare berechnen"))
    assert "unknown to Litmus (bildverarbeitung, " in found.advice


def test_a_criterion_that_nobody_meets_gets_words_nearby():
    (found,) = of(Criterion(name="Gardens of bridges", relevant="Bridges above gardens with birds.", cutoff=10))
    assert found.share == 0
    assert "no paper of 4,000 meets it" in found.advice


def test_the_cutoff_decides_and_the_order_is_the_profile_s():
    many = [Criterion(name=f"Light in lakes {n}", relevant="Lamps in lakes.", cutoff=n % 10 + 1) for n in range(50)]
    found = of(*many)
    assert [one.criterion for one in found] == [one.name for one in many]
    shares = [one.share for one in found[:10]]
    assert shares[0] == 1
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("name", ["é", "...", "the of and", "\U0001f600", "x" * 3000])
def test_odd_names_are_answered(name):
    assert of(Criterion(name=name))[0].criterion == name
