"""`python -m litmuspaper.models`: fetch the encoder's weights into the library's folder, once."""

import sys

import click

from litmuspaper.config import load_settings
from litmuspaper.errors import LitmusError
from litmuspaper.models.weights import fetch
from litmuspaper.net import Client


def main() -> int:
    """Fetch, say where the files lie, and give the exit code."""
    settings = load_settings()
    try:
        # 21 MB may take longer than a page.
        with Client(settings.root, contact=settings.contact, timeout_s=max(300.0, settings.timeout_s)) as client:
            click.echo(f"the encoder lies in {fetch(client, settings.root)}")
    except LitmusError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
