"""Litmus, the litmus test for the literature.

A paper walks through rooms in one direction: collect, parse, select, digest, publish.
The public names below are loaded only when they are asked for, so `import litmuspaper` costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Announcement": "types",
    "Criterion": "types",
    "Day": "types",
    "Document": "types",
    "LitmusError": "errors",
    "Paper": "types",
    "Profile": "types",
    "Ranking": "types",
    "Span": "types",
    "collect": "collect",
    "digest": "digest",
    "load_profile": "select.profile",
    "parse": "parse",
    "publish": "publish",
    "run_day": "day",
    "select": "select",
}

__all__ = ["__version__", *sorted(_PUBLIC)]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'litmuspaper' has no attribute {name!r}")
    return getattr(import_module(f"litmuspaper.{_PUBLIC[name]}"), name)
