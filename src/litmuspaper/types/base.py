"""What every noun is made of."""

import re

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def one_line(text: str) -> str:
    """The text on one line: control characters are spaces, invisible ones are gone, runs of space are one."""
    return " ".join(_INVISIBLE.sub("", _CONTROL.sub(" ", text)).split())
