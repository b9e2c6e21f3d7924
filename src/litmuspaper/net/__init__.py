"""The only place that opens sockets: pace, address policy, one client, safe archives and clean HTML.

The names below are loaded when they are asked for, so that a day without a network pays nothing for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litmuspaper.net.archive import read_archive as read_archive
    from litmuspaper.net.clean import safe_html as safe_html
    from litmuspaper.net.clean import safe_url as safe_url
    from litmuspaper.net.client import Answer as Answer
    from litmuspaper.net.client import Client as Client
    from litmuspaper.net.pace import Pace as Pace
    from litmuspaper.net.policy import Policy as Policy

_WHERE = {
    "Answer": "client",
    "Client": "client",
    "Pace": "pace",
    "Policy": "policy",
    "read_archive": "archive",
    "safe_html": "clean",
    "safe_url": "clean",
}

__all__ = [*_WHERE]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'litmuspaper.net' has no attribute {name!r}")
    return getattr(import_module(f"litmuspaper.net.{_WHERE[name]}"), name)
