"""Asking a language model: from the cache, within the budget, written down, read strictly, and once more if need be."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from litmuspaper.errors import BadAnswer, NetworkError, Refused, Throttled
from litmuspaper.models.llm.answers import Unusable, read_answer
from litmuspaper.models.llm.budget import Budget
from litmuspaper.models.llm.cache import Cache
from litmuspaper.models.llm.ledger import Call, Calls, Outcome
from litmuspaper.models.llm.message import BYTES_PER_TOKEN, Answer, Message, Model, estimate_tokens, key

T = TypeVar("T", bound=BaseModel)

TRIES = 2
SILENT = 3  # questions in a row without an answer, after which nothing more is asked
LONGEST_WAIT_S = 30.0
WAIT_S = 1.0
_HOPELESS = (401, 402, 403, 404)
_ONCE_MORE = "Your last answer could not be used: {why}. Answer again, with one JSON object of the form asked for."


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """What a question gave: the value, or None with the reason in words of ours."""

    value: T | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a question would take: nothing where its answer is kept already."""

    kept: bool
    tokens_in: int
    tokens_out_at_most: int


class Asking:
    """A language model with its cache, ledger and budget.

    Args:
        model: who is asked.
        folder: holds `calls.jsonl` and `answers/`; `llm/` of the library's folder.
        budget: of the day.
        wait: sleeps so many seconds.
    """

    def __init__(self, model: Model, folder: Path, budget: Budget, wait: Callable[[float], None] = time.sleep) -> None:
        self.model = model
        self._budget = budget
        self._cache = Cache(folder / "answers")
        self._ledger = Calls(folder / "calls.jsonl")
        self._date = datetime.now(UTC).date().isoformat()
        self._made = {call.call: call for call in self._ledger.calls(self._date)}
        self._wait = wait
        self._silent = 0
        self.stopped = ""
        """Why nothing more is asked; empty while it is."""

    def forecast(self, messages: Sequence[Message], schema: type[BaseModel]) -> Forecast:
        """What a question would take if it were asked now; nothing is asked."""
        kept = self._kept(key(self.model.name, messages, schema)) is not None
        return Forecast(kept, 0 if kept else estimate_tokens(messages, schema), 0 if kept else self.model.max_tokens)

    def cost_eur(self, tokens_in: int, tokens_out: int) -> float | None:
        """What so many tokens cost; None where no price is configured."""
        return self._budget.price.of(tokens_in, tokens_out) if self._budget.price else None

    def ask(self, messages: Sequence[Message], schema: type[T], check: Callable[[T], str], purpose: str) -> Told[T]:
        """Ask, and once more where the answer cannot be used.

        Args:
            messages: what is asked, and the data.
            schema: what the answer has to be.
            check: what is wrong with a value, empty where nothing is.
            purpose: what it is for, for the ledger.

        Returns:
            The value, or why there is none. A `LibraryError` is passed on: what cannot be written down is not asked.
        """
        question, why = list(messages), ""
        for last in (False, True):
            try:
                call, came = self._get(question, schema, purpose)
            except _NoAnswer as error:
                why = error.why
                if last or error.wait_s is None:
                    self._count_silence(error)
                    break
                self._wait(error.wait_s)
                continue
            value, why = _read(came, schema, check)
            self._end(call, came, "unusable" if value is None else "used", why)
            if value is not None:
                return Told(value)
            question = [*messages, Message("user", _ONCE_MORE.format(why=why))]
        return Told(None, why)

    def _get(self, messages: Sequence[Message], schema: type[BaseModel], purpose: str) -> tuple[Call, Answer]:
        """The answer, kept or asked for, with its line of the ledger; `_NoAnswer` where there is none."""
        call = Call(
            call=uuid.uuid4().hex,
            date=self._date,
            model=self.model.name,
            purpose=purpose,
            prompt=key(self.model.name, messages, schema),
            outcome="cached",
            tokens_in=0,
            tokens_out=0,
            cost_eur=self.cost_eur(0, 0),
            ms=0,
        )
        if kept := self._kept(call.prompt):
            return call, kept
        if self.stopped:
            raise _NoAnswer(self.stopped)
        tokens_in, tokens_out = estimate_tokens(messages, schema), self.model.max_tokens
        if refusal := self._budget.refusal(list(self._made.values()), tokens_in, tokens_out):
            self.stopped = refusal
            self._write(replace(call, outcome="over budget", why=refusal))
            raise _NoAnswer(refusal)
        call = self._costed(replace(call, outcome="begun"), tokens_in, tokens_out)
        self._write(call)
        return self._call(call, messages, schema)

    def _kept(self, prompt: str) -> Answer | None:
        kept = self._cache.get(prompt)
        # An answer cut at a lower limit than today's may come whole now.
        return None if kept and kept.stop == "length" and kept.tokens_out < self.model.max_tokens else kept

    def _call(self, call: Call, messages: Sequence[Message], schema: type[BaseModel]) -> tuple[Call, Answer]:
        begun = time.monotonic()
        try:
            answer = self.model.complete(messages, schema)
        except NetworkError as error:
            ended = replace(call, outcome="failed", ms=_ms_since(begun), why=error.what)
            # A server that answered with an error has not worked; one that went silent may have.
            refused = isinstance(error, Throttled) or (isinstance(error, BadAnswer) and error.status is not None)
            self._write(self._costed(ended, 0, 0) if refused else ended)
            raise self._no_answer(error) from error
        self._silent = 0
        answer = replace(
            answer,
            tokens_in=answer.tokens_in or call.tokens_in,
            tokens_out=answer.tokens_out or ceil(len(answer.text.encode("utf-8", "replace")) / BYTES_PER_TOKEN),
        )
        self._cache.put(call.prompt, answer)
        return replace(call, ms=_ms_since(begun)), answer

    def _no_answer(self, error: NetworkError) -> "_NoAnswer":
        if isinstance(error, BadAnswer) and error.status in _HOPELESS:
            self.stopped = error.what
            return _NoAnswer(error.what)
        if isinstance(error, Refused):
            return _NoAnswer(error.what)
        wait_s = (error.retry_after_s if isinstance(error, Throttled) else None) or WAIT_S
        return _NoAnswer(error.what, wait_s if wait_s <= LONGEST_WAIT_S else None, is_silence=True)

    def _count_silence(self, error: "_NoAnswer") -> None:
        self._silent += error.is_silence
        if error.is_silence and self._silent >= SILENT:
            self.stopped = f"{error.why}, {SILENT} times in a row"

    def _end(self, call: Call, answer: Answer, outcome: Outcome, why: str) -> None:
        if call.outcome == "cached":
            self._write(replace(call, why=why))
        else:
            self._write(self._costed(replace(call, outcome=outcome, why=why), answer.tokens_in, answer.tokens_out))

    def _costed(self, call: Call, tokens_in: int, tokens_out: int) -> Call:
        return replace(call, tokens_in=tokens_in, tokens_out=tokens_out, cost_eur=self.cost_eur(tokens_in, tokens_out))

    def _write(self, call: Call) -> None:
        self._ledger.add(call)
        self._made[call.call] = call


class _NoAnswer(Exception):
    """No answer came; `wait_s` is how long to wait before another try, None where that is no use."""

    def __init__(self, why: str, wait_s: float | None = None, *, is_silence: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.wait_s = wait_s
        self.is_silence = is_silence


def _read(answer: Answer, schema: type[T], check: Callable[[T], str]) -> tuple[T | None, str]:
    try:
        value = read_answer(answer, schema)
    except Unusable as error:
        return None, str(error)
    why = check(value)
    return (None if why else value), why


def _ms_since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
