"""`litmus doctor`: is the library still what was stored?"""

import click


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Check the library: its structure, its files, its ledgers and every quotation.

    It only reads, so it may run while a day is being written. Exit code 4 where there are problems.
    """
    import json
    from dataclasses import asdict

    from litmuspaper.config import load_settings
    from litmuspaper.errors import LibraryError
    from litmuspaper.library.store import Library
    from litmuspaper.types import one_line

    root = load_settings().root
    if not (root / "library.db").exists() and not (root / "library.db-wal").exists():
        empty = {"home": str(root), "library": False, "problems": []}
        click.echo(json.dumps(empty) if as_json else f"There is no library in {root} yet: nothing to check.")
        return
    with Library.open(root, read_only=True) as library:
        found = library.check()
        # Counting a damaged database may fail; then the problems say more.
        counts = None if found else library.counts()
    if as_json:
        report = {"home": str(root), "library": True, "problems": [asdict(problem) for problem in found]}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for problem in found:
            click.echo(one_line(f"{problem.where}: {problem.what}. {problem.next_step}."))
        click.echo(
            f"{root}: {counts.papers} papers, {counts.days} days, {counts.blobs} files: all is as it was stored."
            if counts
            else f"{root}: {len(found)} problem{'s' if len(found) > 1 else ''}."
        )
    if found:
        context.exit(LibraryError.exit_code)
