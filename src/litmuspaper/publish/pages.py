"""What every HTML page is made with: one template environment, one head, one set of assets."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from litmuspaper.publish.files import write_atomic
from litmuspaper.publish.links import safe_link
from litmuspaper.publish.marks import render
from litmuspaper.publish.shell import thumb_command
from litmuspaper.publish.words import STATES, ledger, long_date, sentence

ASSETS = ("litmus.css", "litmus.js")


def html_page(template: str, **values: object) -> str:
    """A page of `templates/`, everything in it escaped that is not made by `marks.render`."""
    return _environment().get_template(template).render(**values)


def write_assets(where: Path) -> list[Path]:
    """Write the style sheet and the script that all pages share; returns the files."""
    return [write_atomic(where / "assets" / name, _asset(name)) for name in ASSETS]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("litmuspaper.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # `render` takes marks as a second value, which no template may give.
    environment.filters.update(
        tex=lambda text: render(text), sentence=sentence, safe_link=safe_link, long_date=long_date
    )
    environment.globals.update(states=STATES, ledger=ledger, thumb_command=thumb_command)
    return environment


@lru_cache(maxsize=4)
def _asset(name: str) -> bytes:
    return (files("litmuspaper.publish") / "assets" / name).read_bytes()
