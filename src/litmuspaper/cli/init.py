"""`litmus init`: four questions become a commented profile."""

from pathlib import Path

import click

_CATEGORIES = "cs.LG, cs.CV"


@click.command("init")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("profile.toml"), show_default=True, help="File to write."
)
@click.option("--defaults", is_flag=True, help="Ask nothing: write the example reader's profile.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(out: Path, defaults: bool, force: bool) -> None:
    """Write a commented profile, by asking four questions or with --defaults."""
    from litmuspaper.errors import ConfigError
    from litmuspaper.publish.files import write_atomic

    if out.exists() and not (force and out.is_file()):
        raise ConfigError("exists already", where=str(out), next_step="Give --out another name, or --force for a file")
    text = _example() if defaults else _asked()
    write_atomic(out.resolve(), text)
    click.echo(f"{out} is written. Edit it at will, then: litmus day --profile {out}")


def _example() -> str:
    from litmuspaper import example

    return example.profile().read_text(encoding="utf-8")


def _asked() -> str:
    """The profile of four answers."""
    categories = click.prompt("1/4  arXiv categories, with commas between them", default=_CATEGORIES)
    wanted = click.prompt(
        "2/4  What are you looking for? A sentence or two, in the words such papers use", value_proc=_not_blank
    )
    unwanted = click.prompt(
        "3/4  What looks alike but is not wanted? (Enter for nothing)", default="", show_default=False
    )
    name = click.prompt("4/4  A short name for it", default=_short(wanted), value_proc=_not_blank)
    listed = ", ".join(_quoted(part.strip()) for part in categories.split(",") if part.strip())
    return f"""# What you care about. `litmus day` reads this file; every line can be changed.

title = "My papers"

# The arXiv categories whose announcements are read each day.
categories = [{listed}]
cross_lists = true      # papers of other categories that are listed in these too
replacements = false    # new versions of earlier papers

# Every paper gets a relevance from 1 to 10; this is the least that is shown, and how many at most.
cutoff = 6
at_most = 20

# What a friend would say of your taste; it decides between papers that are equally close.
taste = ""

# Words that must occur (one of them is enough), and words that must never occur.
must = []
never = []

# One block for each interest. `not_relevant` names what looks alike but does not belong.
[[criteria]]
name = {_quoted(name)}
relevant = {_quoted(wanted)}
not_relevant = {_quoted(unwanted)}
# cutoff = 7            # a cutoff of its own

# Authors whose papers are always shown; an id tells namesakes apart.
# [[authors]]
# name = "Given Family"
# orcid = "0000-0000-0000-0000"
# arxiv_id = "family_g_1"
"""


def _not_blank(answer: str) -> str:
    """The answer; one that says nothing is asked for again."""
    from litmuspaper.types import one_line

    if not one_line(answer):
        raise click.UsageError("Please write at least a word.")
    return one_line(answer)


def _short(text: str) -> str:
    return " ".join(text.split()[:6]).rstrip(".,;:") or "My interest"


def _quoted(text: str) -> str:
    """The text as a TOML basic string; JSON's escapes are TOML's."""
    import json

    from litmuspaper.types import one_line

    return json.dumps(one_line(text), ensure_ascii=False)
