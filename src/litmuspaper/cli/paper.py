"""`litmus paper`: one paper becomes a page with its digest, its audits and what was read."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

_ENDINGS = re.compile(r"(?:\.(?:tar|tgz|gz|bz2|xz|zip|tex|html?|xhtml|pdf|xml|nxml|txt|md))+$", re.IGNORECASE)
_COMMON = frozenset("main paper article index ms manuscript fulltext".split())

if TYPE_CHECKING:
    from litmuspaper.models.llm.asking import Asking
    from litmuspaper.publish.review_words import Made
    from litmuspaper.types import Document, Prose


@click.command("paper")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--logs", type=click.Path(path_type=Path), help="Folder of the runs' JSON and CSV logs, one folder a run."
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder of pages.")
@click.option("--llm", is_flag=True, help="Have your language model sum it up and say what to look at first.")
@click.option("--dry-run", is_flag=True, help="With --llm: print what it would ask and cost; write and ask nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print review.json instead of a summary.")
def command(source: str, logs: Path | None, out: Path, llm: bool, dry_run: bool, as_json: bool) -> None:
    """Check one paper's own numbers and write its page.

    SOURCE is a LaTeX file, a folder or archive of LaTeX, an HTML page, a PDF, a JATS file, plain text, or an arXiv
    identifier, whose files are then fetched. Nothing in it is run, and nothing that it names is read or fetched.
    """
    if dry_run and not llm:
        raise click.UsageError("--dry-run tells what --llm would ask: give both")
    from litmuspaper.cli.language_model import asking
    from litmuspaper.config import load_settings
    from litmuspaper.day.prose import write
    from litmuspaper.publish.review import publish_review

    model = asking(load_settings(), True) if llm else None
    made = _made(source, logs)
    if model and dry_run:
        click.echo(_cost(made, model))
        return
    prose = write(made.document, made.review, made.claims, model) if model else None
    files = publish_review(
        made.document,
        made.review,
        made.digest,
        out,
        source=made.source,
        logs=made.logs,
        notes=made.notes,
        claims=made.claims,
        prose=prose,
    )
    if as_json:
        (record,) = (path for path in files if path.name == "review.json")
        click.echo(record.read_bytes(), nl=False)
        return
    (page,) = (path for path in files if path.name == "index.html")
    for line in [*_summary(made), *(_written(prose) if prose else [])]:
        click.echo(line)
    click.echo(f"Page: {page}")


def _made(source: str, logs: Path | None) -> "Made":
    """The paper read, audited and digested."""
    from litmuspaper.cli.audit import read_logs
    from litmuspaper.cli.source import read_source
    from litmuspaper.digest import digest
    from litmuspaper.publish.review_words import Made
    from litmuspaper.review import review
    from litmuspaper.review.claims import claims

    given = read_logs(logs) if logs else None
    reading = read_source(source)
    document = _named(reading.document, Path(source))
    return Made(
        document=document,
        review=review(document, given),
        digest=digest(document),
        source=Path(source).resolve().name if Path(source).exists() else source,
        logs=logs.resolve().name if logs else "",
        notes=reading.notes,
        claims=tuple(claims(document)),
    )


def _cost(made: "Made", model: "Asking") -> str:
    """What having the paper summed up would take, on one line."""
    from litmuspaper.cli.language_model import at_most
    from litmuspaper.day.prose import SPEAKS, forecasts, is_an_order

    if is_an_order(made.document):
        return f"Nothing would be asked: {SPEAKS}."
    return at_most(forecasts(made.document, made.review, made.claims, model), model)


def _written(prose: "Prose") -> list[str]:
    """What the model gave, in a line or two."""
    from litmuspaper.publish.review_prose import told_apart

    told = f"{prose.model} wrote {len(prose.summary)} sentences of summary and {len(prose.look_at)} on what to look at"
    return [f"{told}.", *told_apart(prose)]


def _named(document: "Document", source: Path) -> "Document":
    """The document with an id for its folder of pages: its own, or the source's name."""
    if document.paper.id:
        return document
    path = source.resolve()
    # A folder such as 2601.00001 keeps its dots; a file loses its endings.
    name = path.name if path.is_dir() else _ENDINGS.sub("", path.name)
    # Every other paper is called main.tex: its folder tells it from them.
    id = path.parent.name if name.lower() in _COMMON and path.parent.name else name
    return document.model_copy(update={"paper": document.paper.model_copy(update={"id": id})})


def _summary(made: "Made") -> list[str]:
    """The title, what was read, and how many findings there are of each verdict."""
    from litmuspaper.publish.review_words import ABSTRACT_ONLY, counts, only_abstract, what_was_read
    from litmuspaper.types import one_line

    told = "; ".join(f"{count} {words}" for _, count, words in counts(made.review)) or "nothing could be checked"
    if only_abstract(made.document):
        told = ABSTRACT_ONLY
    title = one_line(made.document.paper.title) or "(no title found)"
    return [title, one_line(" ".join(what_was_read(made))), told]
