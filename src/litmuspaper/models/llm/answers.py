"""A model's text read as one JSON object of a schema: exactly that, or not at all."""

import json
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from litmuspaper.models.llm.message import Answer

_T = TypeVar("_T", bound=BaseModel)
_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*?)\n?```", re.DOTALL)
_THOUGHT = re.compile(r"<think>.*?</think>\s*", re.DOTALL)
MOST_CHARACTERS = 20_000


class Unusable(ValueError):
    """An answer that cannot be used; its text says why, in words of ours."""


def read_answer(answer: Answer, schema: type[_T]) -> _T:
    """Read an answer.

    A fence of Markdown around the whole of it is taken off, and so is a thought in front of it; prose beside the
    object, a second object, a key given twice, NaN and a number in quotes are not forgiven.

    Args:
        answer: as it came.
        schema: what it has to be.

    Returns:
        The object.

    Raises:
        Unusable: it is something else.
    """
    if answer.stop == "length":
        raise Unusable("the answer was cut at the limit of tokens")
    if answer.stop == "refused":
        raise Unusable("the model refused to answer")
    if answer.stop != "stop":
        raise Unusable("the answer did not end by itself")
    text = _bare(answer.text)
    if not text:
        raise Unusable("the answer is empty")
    if len(text) > MOST_CHARACTERS:
        raise Unusable(f"the answer is longer than {MOST_CHARACTERS:,} characters")
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unusable("the answer is not one JSON object") from error
    try:
        return schema.model_validate(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:40]
        raise Unusable(f"the answer has not the form asked for ({where or 'the whole'}: {first['type']})") from error


def _bare(text: str) -> str:
    plain = _THOUGHT.sub("", text.strip(), count=1) if text.lstrip().startswith("<think>") else text.strip()
    fenced = _FENCED.fullmatch(plain)
    return (fenced[1] if fenced else plain).strip()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise Unusable("the answer has a key twice")
    return dict(pairs)


def _constant(name: str) -> NoReturn:
    raise Unusable(f"the answer holds {name}, which is no number")
