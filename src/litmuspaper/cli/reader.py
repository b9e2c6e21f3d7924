"""What commands about the reader's own papers share: the profile, and the papers of the library by their ids."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litmuspaper.library.store import Library
    from litmuspaper.types import Paper, Profile


def reader_profile(path: Path | None, home: Path) -> "Profile":
    """The given profile, or profile.toml here or in the library's home.

    Args:
        path: what `--profile` says.
        home: the library's folder.

    Returns:
        The profile.

    Raises:
        ConfigError: there is none.
    """
    from litmuspaper.errors import ConfigError
    from litmuspaper.select.profile import load_profile

    for candidate in (path,) if path else (Path("profile.toml"), home / "profile.toml"):
        if path or candidate.is_file():
            return load_profile(candidate)
    raise ConfigError("there is no profile.toml here", next_step="Give --profile FILE; `litmus init` writes one")


def known_paper(library: "Library", given: str) -> "Paper":
    """The paper of an id as announced.

    Args:
        library: the reader's.
        given: an id, with or without a version, or its address.

    Returns:
        The paper.

    Raises:
        ConfigError: the library has no such paper.
    """
    from litmuspaper.collect.label_file import plain_id
    from litmuspaper.errors import ConfigError

    for id in dict.fromkeys((given, plain_id(given))):
        if paper := library.paper(id) or library.work(id):
            return paper
    raise ConfigError(
        "no such paper in the library", where=given, next_step="Give the id of a paper of one of your days"
    )
