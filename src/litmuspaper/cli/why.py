"""`litmus why`: what moved a paper in the ranking."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from litmuspaper.library.store import Library
    from litmuspaper.select.moves import Move, Moves


@click.command("why")
@click.argument("id", metavar="ID")
@click.option("--profile", type=click.Path(path_type=Path), help="Profile (TOML, JSON or plain text).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(id: str, profile: Path | None, as_json: bool) -> None:
    """Show what moves a paper up or down: your criteria, your taste, and your thumbs by word and by paper.

    Shares are in logits: 0.7 doubles the odds of being wanted, -0.7 halves them.
    """
    import json
    from dataclasses import asdict
    from datetime import UTC, datetime

    from litmuspaper.cli.reader import known_paper, reader_profile
    from litmuspaper.config import load_settings
    from litmuspaper.day.candidates import labelled_papers
    from litmuspaper.library.store import Library
    from litmuspaper.parse import parse
    from litmuspaper.select.moves import moves
    from litmuspaper.select.ranking import select

    home = load_settings().root
    wanted = reader_profile(profile, home)
    with Library.open(home, read_only=True) as library:
        paper = known_paper(library, id)
        labelled, ages = labelled_papers(library, datetime.now(UTC).date())
        document = parse(paper)
        (verdict,) = select([document], wanted, labelled, ages).verdicts
        found = moves(document, wanted, labelled, ages)
        if as_json:
            told = {"id": paper.id, "relevance": verdict.relevance, "score": verdict.score, **asdict(found)}
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
            return
        click.echo(f"{paper.id}  {paper.title}\nrelevance {verdict.relevance}: {verdict.reason}")
        click.echo(_in_words(found, library, len(labelled)))


def _in_words(found: "Moves", library: "Library", labels: int) -> str:
    lines = [f"{found.criteria:+6.2f}  your criteria"]
    lines += [f"{found.taste:+6.2f}  your taste"] if found.taste else []
    if not labels:
        return "\n".join([*lines, *_whole(found), "No labels yet: nothing else moves it."])
    lines += [f"{found.learned:+6.2f}  your {labels} labels, which by words are"]
    lines += [_line(move, move.name) for move in found.words if abs(move.logits) >= 0.005]
    rest = [
        (found.other_words, "other words"),
        (found.meaning, "its meaning as a whole"),
        (found.trust, "how far your labels trust your criteria here"),
        (found.base, "how often you like papers"),
        *_both(found),
    ]
    lines += [f"      {value:+6.2f}  {name}" for value, name in rest if abs(value) >= 0.005]
    lines.append("        and by labelled papers are")
    for move in found.papers:
        paper = library.paper(move.name) or library.work(move.name)
        if abs(move.logits) >= 0.005:
            lines.append(_line(move, f"{move.name}  {paper.title if paper else ''}"))
    rest = [(found.other_papers, "other labelled papers"), (found.background, "papers of the background")]
    rest += _both(found)
    lines += [f"      {value:+6.2f}  {name}" for value, name in rest if abs(value) >= 0.005]
    lines += _whole(found)
    lines.append("`litmus label --remove ID` takes one label away, `litmus label --reset` all.")
    return "\n".join(lines)


def _both(found: "Moves") -> list[tuple[float, str]]:
    """What both splits have in common."""
    return [
        (found.usual, "what the usual paper of your field would gain, taken off"),
        (found.bound, "beyond what labels may do at most"),
    ]


def _whole(found: "Moves") -> list[str]:
    beyond = f"{found.together:+6.2f}  what these do together: they move each of your criteria, and criteria add up"
    return [*([beyond] if abs(found.together) >= 0.005 else []), f"{found.whole:+6.2f}  in all: the logit of the score"]


def _line(move: "Move", name: str) -> str:
    return f"      {move.logits:+6.2f}  {name}"
