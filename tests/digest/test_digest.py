"""The digest quotes whole sentences of the abstract and says nothing where there is nothing to quote."""

from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.digest import digest
from litmuspaper.parse import parse
from litmuspaper.types import Digest, Paper

ABSTRACT = (  # written by us
    "Counting seabirds from aerial images is essential for conservation. "
    "However, existing detectors fail where birds overlap. "
    "In this paper, we propose TernNet, a detector that separates touching birds. "
    "Specifically, the encoder predicts a distance map and a watershed step splits it. "
    "Experiments on two colonies show that TernNet reduces the counting error by 18%."
)


def of(abstract: str) -> Digest:
    return digest(parse(Paper(id="x", title="Counting Terns", abstract=abstract)))


def test_each_role_finds_its_sentence() -> None:
    told = of(ABSTRACT)
    assert told.task is not None
    assert told.task.text.startswith("Counting seabirds")
    assert told.gap is not None
    assert told.gap.text.startswith("However")
    assert told.idea is not None
    assert "we propose TernNet" in told.idea.text
    assert told.method is not None
    assert told.method.text.startswith("Specifically")
    assert told.result is not None
    assert "18%" in told.result.text


def test_what_is_not_said_is_absent() -> None:
    told = of("Terns nest on open sand.")
    assert told.gap is None
    assert told.method is None
    assert told.result is None
    assert of("") == Digest()


@given(st.lists(st.sampled_from([*ABSTRACT.split(". "), "x", "We prove that a $b. C$ is so", "But, no"]), max_size=9))
def test_every_statement_is_a_quote_and_no_sentence_is_quoted_twice(parts: list[str]) -> None:
    abstract = ". ".join(parts)
    told = of(abstract)
    places = []
    for _, statement in told.statements():
        (span,) = statement.spans
        assert span.field == "abstract"
        assert abstract[span.start : span.end] == span.text == statement.text
        assert statement.kind == "paper-says"
        places.append(span.start)
    assert len(places) == len(set(places))
