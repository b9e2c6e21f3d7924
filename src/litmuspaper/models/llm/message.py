"""What goes to a language model and what comes back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Literal, Protocol

from pydantic import BaseModel

Stop = Literal["stop", "length", "refused", "other"]
BYTES_PER_TOKEN = 3.5
FRAME_TOKENS = 64
"""What a provider's own frame around the messages may take."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `user` carries data, `system` what is asked."""

    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's answer as it came: nothing of it is checked.

    `stop` says why it ended: by itself, at the limit of tokens, by a refusal, or otherwise.
    """

    text: str
    stop: Stop
    tokens_in: int
    tokens_out: int


class Model(Protocol):
    """A language model; what cannot be had raises a `NetworkError`."""

    @property
    def name(self) -> str:
        """Provider and name, such as `ollama:qwen3`, and where it was asked if that is not the provider's own place."""

    @property
    def max_tokens(self) -> int:
        """The most tokens of one answer."""

    def complete(self, messages: Sequence[Message], schema: type[BaseModel]) -> Answer:
        """Ask for an answer that is one JSON object of the schema."""


def schema_text(schema: type[BaseModel]) -> str:
    """A schema's JSON Schema in canonical form."""
    return json.dumps(schema.model_json_schema(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def key(model: str, messages: Sequence[Message], schema: type[BaseModel]) -> str:
    """The sha256 of model, messages and schema: the same question has the same key."""
    whole = [model, [asdict(message) for message in messages], schema_text(schema)]
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def estimate_tokens(messages: Sequence[Message], schema: type[BaseModel]) -> int:
    """What a question takes at the most likely: its UTF-8 bytes, the schema's too, by 3.5, and the frame."""
    size = sum(len(message.text.encode("utf-8", "surrogatepass")) for message in messages)
    return ceil((size + len(schema_text(schema).encode())) / BYTES_PER_TOKEN) + FRAME_TOKENS
