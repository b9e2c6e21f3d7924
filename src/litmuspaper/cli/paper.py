"""`litmus paper`: one paper becomes a page with its digest, its audits and what was read."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

_ENDINGS = re.compile(r"(?:\.(?:tar|tgz|gz|bz2|xz|zip|tex|html?|xhtml|pdf|xml|nxml|txt|md))+$", re.IGNORECASE)
_COMMON = frozenset("main paper article index ms manuscript fulltext".split())

if TYPE_CHECKING:
    from litmuspaper.publish.review_words import Made
    from litmuspaper.types import Document


@click.command("paper")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--logs", type=click.Path(path_type=Path), help="Folder of the runs' JSON and CSV logs, one folder a run."
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder of pages.")
@click.option("--json", "as_json", is_flag=True, help="Print review.json instead of a summary.")
def command(source: str, logs: Path | None, out: Path, as_json: bool) -> None:
    """Check one paper's own numbers and write its page.

    SOURCE is a LaTeX file, a folder or archive of LaTeX, an HTML page, a PDF, a JATS file, plain text, or an arXiv
    identifier, whose files are then fetched. Nothing in it is run, and nothing that it names is read or fetched.
    """
    from litmuspaper.cli.audit import read_logs
    from litmuspaper.cli.source import read_source
    from litmuspaper.digest import digest
    from litmuspaper.publish.review import publish_review
    from litmuspaper.publish.review_words import Made
    from litmuspaper.review import review
    from litmuspaper.review.claims import claims

    given = read_logs(logs) if logs else None
    reading = read_source(source)
    document = _named(reading.document, Path(source))
    made = Made(
        document=document,
        review=review(document, given),
        digest=digest(document),
        source=Path(source).resolve().name if Path(source).exists() else source,
        logs=logs.resolve().name if logs else "",
        notes=reading.notes,
        claims=tuple(claims(document)),
    )
    files = publish_review(
        document,
        made.review,
        made.digest,
        out,
        source=made.source,
        logs=made.logs,
        notes=made.notes,
        claims=made.claims,
    )
    if as_json:
        (record,) = (path for path in files if path.name == "review.json")
        click.echo(record.read_bytes(), nl=False)
        return
    (page,) = (path for path in files if path.name == "index.html")
    for line in _summary(made):
        click.echo(line)
    click.echo(f"Page: {page}")


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
