"""One text for one value: what is stored, hashed and compared."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def canonical(noun: BaseModel, leave_out: frozenset[str] = frozenset()) -> str:
    """The noun as JSON with sorted keys; the same noun always gives the same text.

    Args:
        noun: any noun of `litmuspaper.types`.
        leave_out: names of its own fields that are not stored.

    Returns:
        One line of JSON.
    """
    value: Any = noun.model_dump(mode="json", exclude=set(leave_out))
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> bytes:
    """The sha256 of a stored text."""
    return hashlib.sha256(text.encode()).digest()
