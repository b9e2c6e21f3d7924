"""Litmus, the litmus test for the literature.

A paper walks through rooms in one direction: collect, parse, select, digest, publish.
Each room is a package with one public function of its own name: `litmuspaper.select.select`.
The public names below are loaded only when they are asked for, so `import litmuspaper` costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Announcement": "types",
    "Criterion": "types",
    "Day": "types",
    "Digest": "types",
    "Document": "types",
    "Label": "types",
    "LitmusError": "errors",
    "Paper": "types",
    "Profile": "types",
    "Ranking": "types",
    "Span": "types",
    "Verdict": "types",
    "load_profile": "select.profile",
    "run_day": "day",
}

__all__ = ["__version__", *sorted(_PUBLIC)]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'litmuspaper' has no attribute {name!r}")
    return getattr(import_module(f"litmuspaper.{_PUBLIC[name]}"), name)
