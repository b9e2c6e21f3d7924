"""Calls are kept, counted and stopped in time, whatever the model does."""

import json
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from litmuspaper.errors import BadAnswer, LibraryError, Throttled, Unreachable
from litmuspaper.models.llm.asking import Asking
from litmuspaper.models.llm.budget import Budget, Price
from litmuspaper.models.llm.cache import Cache
from litmuspaper.models.llm.ledger import Calls
from litmuspaper.models.llm.message import Answer, Message, estimate_tokens, key


class Colour(BaseModel):
    name: str


class Shape(BaseModel):
    name: str
    corners: int


GREEN = '{"name": "green"}'
QUESTION = (Message("system", "Which colour?"), Message("user", "grass"))


def ask(asking, text="grass"):
    return asking.ask((Message("user", text),), Colour, lambda value: "", "test")


def test_the_same_question_is_asked_once(scripted, make_asking):
    model = scripted([GREEN])
    assert ask(make_asking(model)).value == Colour(name="green")
    assert ask(make_asking(model)).value == Colour(name="green")
    assert len(model.asked) == 1


def test_an_answer_of_no_use_is_kept_too_so_that_a_second_run_is_the_same(scripted, make_asking):
    model = scripted(["no", GREEN])
    first, second = ask(make_asking(model)), ask(make_asking(model))
    assert first == second
    assert len(model.asked) == 2


def test_an_answer_cut_at_its_limit_is_asked_anew_only_under_a_higher_one(scripted, make_asking):
    model = scripted([Answer('{"name": "gre', "length", 100, 500), Answer("{", "length", 100, 500), GREEN])
    assert ask(make_asking(model)).value is None
    assert ask(make_asking(model)).value is None
    assert len(model.asked) == 2
    model.max_tokens = 1000
    assert ask(make_asking(model)).value == Colour(name="green")


def test_another_model_schema_or_word_is_another_question():
    keys = {
        key("a", QUESTION, Colour),
        key("b", QUESTION, Colour),
        key("a", QUESTION, Shape),
        key("a", QUESTION[::-1], Colour),
        key("a", (*QUESTION, Message("user", "")), Colour),
        key("a", (Message("system", "Which colour?"), Message("user", "grass ")), Colour),
    }
    assert len(keys) == 6
    assert key("a", QUESTION, Colour) == key("a", QUESTION, Colour)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key": "other"}', b"\xff\xfe", b'{"key": 1, "text": 2}'])
def test_a_damaged_answer_is_asked_anew(damage, tmp_path):
    cache, name = Cache(tmp_path), "ab" + "0" * 62
    cache.put(name, Answer(GREEN, "stop", 1, 2))
    assert cache.get(name) == Answer(GREEN, "stop", 1, 2)
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(damage)
    assert cache.get(name) is None


def test_a_cache_that_cannot_be_written_costs_nothing_but_itself(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    Cache(tmp_path / "file").put("ab" * 32, Answer(GREEN, "stop", 1, 2))
    assert Cache(tmp_path / "file").get("ab" * 32) is None


def test_each_call_is_one_row_with_what_it_took(scripted, make_asking, tmp_path):
    price = Price(1.0, 10.0)
    asking = make_asking(scripted([GREEN]), Budget(None, None, price))
    ask(asking)
    (call,) = Calls(tmp_path / "llm/calls.jsonl").calls()
    assert (call.model, call.purpose, call.outcome) == ("scripted:1", "test", "used")
    assert (call.tokens_in, call.tokens_out) == (100, 50)
    assert call.cost_eur == pytest.approx((100 + 500) / 1e6)
    assert len(call.prompt) == 64
    lines = (tmp_path / "llm/calls.jsonl").read_text().splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["begun", "used"]


def test_a_killed_call_counts_with_all_that_it_may_take(scripted, make_asking, tmp_path):
    class Killed(BaseException):
        pass

    class Model(scripted):
        def complete(self, messages, schema):
            raise Killed

    with pytest.raises(Killed):
        ask(make_asking(Model([GREEN])))
    path = tmp_path / "llm/calls.jsonl"
    with path.open("a") as file:
        file.write('{"call": "half a li')  # what a power cut leaves
    (call,) = Calls(path).calls()
    assert (call.outcome, call.tokens_out) == ("begun", 500)
    model = scripted([GREEN])
    told = ask(make_asking(model, Budget(call.tokens_in + call.tokens_out + 400, None, None)), "other grass")
    assert told.value is None
    assert "budget of" in told.why
    assert model.asked == []
    assert len(Calls(path).calls()) == 2  # the torn line swallowed nothing


def test_nothing_is_asked_where_nothing_can_be_written_down(scripted, tmp_path):
    model = scripted([GREEN])
    (tmp_path / "llm").mkdir()
    asking = Asking(model, tmp_path / "llm", Budget(None, None, None))
    (tmp_path / "llm/calls.jsonl").mkdir()
    with pytest.raises(LibraryError, match="ledger of model calls"):
        ask(asking)
    assert model.asked == []


def test_the_budget_stops_before_the_call_and_stays_stopped(scripted, make_asking):
    model = scripted([GREEN])
    need = estimate_tokens((Message("user", "grass 0"),), Colour) + model.max_tokens
    asking = make_asking(model, Budget(need + 150, None, None))
    told = [ask(asking, f"grass {n}") for n in range(5)]
    assert [one.value is not None for one in told] == [True, True, False, False, False]
    assert len(model.asked) == 2
    assert [call.outcome for call in asking._ledger.calls()] == ["used", "used", "over budget"]


def test_yesterday_s_calls_do_not_count(scripted, make_asking, tmp_path):
    ask(make_asking(scripted([GREEN])))
    path = tmp_path / "llm/calls.jsonl"
    today = datetime.now(UTC).date().isoformat()
    path.write_text(path.read_text().replace(today, "2026-01-05"))
    need = estimate_tokens((Message("user", "other"),), Colour) + 500
    assert ask(make_asking(scripted([GREEN]), Budget(need, None, None)), "other").value


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 40_000), st.floats(0, 0.02))
def test_the_budget_is_never_passed(tmp_path_factory, seed, tokens, eur):
    chance = random.Random(seed)

    class Model:
        name, max_tokens = "m", 500

        def complete(self, messages, schema):
            fault = chance.random()
            if fault < 0.2:
                raise Unreachable("no answer in time")
            if fault < 0.3:
                raise Throttled("429")
            most = estimate_tokens(messages, schema)
            text = GREEN if fault < 0.8 else "no"
            return Answer(text, "stop", chance.randint(0, most), chance.randint(0, 500))

    price = Price(0.5, 2.0)
    folder = tmp_path_factory.mktemp("llm")
    for _ in range(3):
        asking = Asking(Model(), folder, Budget(tokens or None, eur, price), wait=lambda seconds: None)
        for _ in range(8):
            ask(asking, "x" * chance.randint(0, 5000))
    calls = Calls(folder / "calls.jsonl").calls()
    paid = [call for call in calls if call.outcome not in ("cached", "over budget")]
    assert not tokens or sum(call.tokens_in + call.tokens_out for call in paid) <= tokens
    assert sum(call.cost_eur for call in paid) <= eur + 1e-12


def test_a_model_that_stays_silent_is_not_asked_for_ever(scripted, make_asking):
    model = scripted([Unreachable("the model gave no answer within 60 s")])
    asking = make_asking(model)
    told = [ask(asking, f"grass {n}") for n in range(6)]
    assert all(one.value is None for one in told)
    assert len(model.asked) == 6  # three questions, each twice
    assert told[-1].why == "the model gave no answer within 60 s, 3 times in a row"


def test_a_model_that_is_silent_now_and_then_is_asked_on(scripted, make_asking):
    silent = Unreachable("no answer")
    model = scripted([silent, silent, GREEN, silent, silent, GREEN])
    asking = make_asking(model)
    assert [ask(asking, f"grass {n}").value is not None for n in range(4)] == [False, True, False, True]


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_wrong_key_or_name_is_tried_once(status, scripted, make_asking):
    model = scripted([BadAnswer("the model's server answered", status=status)])
    asking = make_asking(model)
    ask(asking, "one"), ask(asking, "two")
    assert len(model.asked) == 1


@pytest.mark.parametrize(("rest_s", "tries", "waits"), [(7.0, 2, [7.0]), (None, 2, [1.0]), (3600.0, 1, [])])
def test_a_short_rest_is_waited_out_and_a_long_one_is_not(rest_s, tries, waits, scripted, tmp_path):
    slept = []
    model = scripted([Throttled("429", retry_after_s=rest_s)])
    asking = Asking(model, tmp_path, Budget(None, None, None), wait=slept.append)
    assert ask(asking).value is None
    assert (len(model.asked), slept) == (tries, waits)


def test_a_forecast_asks_nothing(scripted, make_asking):
    model = scripted([GREEN])
    asking = make_asking(model)
    before = asking.forecast((Message("user", "grass"),), Colour)
    assert (before.kept, before.tokens_out_at_most, model.asked) == (False, 500, [])
    ask(asking)
    after = asking.forecast((Message("user", "grass"),), Colour)
    assert (after.kept, after.tokens_in, after.tokens_out_at_most) == (True, 0, 0)
