"""A minute's worth of the long fuzzing runs in `bench/fuzz.py`: a document that keeps its promises, or a ParseError."""

import importlib.util
import random
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "bench" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz():
    spec = importlib.util.spec_from_file_location("litmus_bench_fuzz", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("form", ["tex", "html", "jats", "pdf", "text"])
@pytest.mark.parametrize("start", [0, 1_000, 2_000])
def test_broken_papers_give_a_sound_document_or_a_parse_error(fuzz, form, start):
    papers = fuzz.corpus(form, [])
    outcomes = {}
    for seed in range(start, start + 40):
        data = fuzz.mutated(form, papers, random.Random(seed))
        outcomes[seed] = fuzz._outcome(form, data, reviewed=seed % 10 == 0)
    assert {one for one in outcomes.values() if one not in ("document", "ParseError")} == set(), outcomes
