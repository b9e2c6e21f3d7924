"""Answers kept, so that the same question is asked and paid once; the whole folder may be deleted."""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from litmuspaper.models.llm.message import Answer


class Cache:
    """Answers by the sha256 of model, messages and schema.

    What came is kept, also where it turned out to be of no use: a second run meets the same answers. What did not
    come is not kept.

    Args:
        folder: made when the first answer comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Answer | None:
        """The answer kept under a key; None where there is none or its file is damaged."""
        try:
            value = json.loads(self._path(key).read_text(encoding="utf-8"))
            if value.pop("key") != key:
                return None
            answer = Answer(**value)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return answer if isinstance(answer.text, str) and isinstance(answer.stop, str) else None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; a full or read-only disk costs only the cache."""
        path = self._path(key)
        body = json.dumps({"key": key, **asdict(answer)}, ensure_ascii=True)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=path.parent)
            try:
                with open(descriptor, "w", encoding="utf-8") as file:
                    file.write(body)
                os.replace(draft, path)
            finally:
                Path(draft).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.json"
