"""`litmus unlike`: thumbs down."""

import click


@click.command("unlike")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
def command(ids: tuple[str, ...]) -> None:
    """Give papers a thumb down: what is like them will rank lower.

    To take a label away instead, use `litmus label --remove ID`.
    """
    from litmuspaper.cli.like import thumbs

    thumbs(ids, relevant=False)
