"""`litmus doctor`: is the library still what was stored, and the encoder what was pinned?"""

import click


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Check the library: its structure, its files, its ledgers and every quotation; and the encoder's files.

    It only reads, so it may run while a day is being written. Exit code 4 where there are problems.
    """
    import json
    from dataclasses import asdict

    from litmuspaper.cli.encoder import in_words, state
    from litmuspaper.config import load_settings
    from litmuspaper.errors import LibraryError
    from litmuspaper.library.store import Library
    from litmuspaper.types import one_line

    root = load_settings().root
    encoder = state()
    has_library = (root / "library.db").exists() or (root / "library.db-wal").exists()
    found, counts = [], None
    if has_library:
        with Library.open(root, read_only=True) as library:
            found = library.check()
            # Counting a damaged database may fail; then the problems say more.
            counts = None if found else library.counts()
    if as_json:
        report = {
            "home": str(root),
            "library": has_library,
            "problems": [asdict(problem) for problem in found],
            "encoder": {"on": encoder.on, "why": encoder.why},
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for problem in found:
            click.echo(one_line(f"{problem.where}: {problem.what}. {problem.next_step}."))
        if not has_library:
            click.echo(f"There is no library in {root} yet: nothing to check.")
        elif counts:
            held = f"{counts.papers} papers, {counts.days} days, {counts.blobs} files"
            click.echo(f"{root}: {held}: all is as it was stored.")
        else:
            click.echo(f"{root}: {len(found)} problem{'s' if len(found) > 1 else ''}.")
        click.echo(one_line(f"{in_words(encoder)}; `litmus encoder` says more."))
    if found or encoder.is_wrong:
        context.exit(LibraryError.exit_code)
