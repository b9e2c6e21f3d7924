"""Full texts that were fetched: which files a version of a paper has, by the hashes of their bytes."""

import json
import sqlite3
from collections.abc import Mapping

from litmuspaper.errors import LibraryDamaged
from litmuspaper.types import Paper


def keep(db: sqlite3.Connection, paper: Paper, hashes: Mapping[str, str]) -> None:
    """Store the files' names and hashes in place of an earlier fetch, inside the caller's transaction.

    A name may be anything that an archive holds, a lone surrogate too: JSON's escapes keep it.
    """
    db.execute(
        "INSERT INTO texts (id, version, files) VALUES (?, ?, ?) "
        "ON CONFLICT (id, version) DO UPDATE SET files = excluded.files",
        (paper.id, paper.version or 0, json.dumps(dict(sorted(hashes.items())))),
    )


def files(db: sqlite3.Connection, paper: Paper) -> dict[str, str]:
    """The sha256 of each kept file by name.

    Args:
        db: the database.
        paper: its id and version count.

    Returns:
        Empty where that version has none.

    Raises:
        LibraryDamaged: what is stored is not what `keep` writes.
    """
    row = db.execute("SELECT files FROM texts WHERE id = ? AND version = ?", (paper.id, paper.version or 0)).fetchone()
    if row is None:
        return {}
    try:
        found = json.loads(row[0])
        if all(isinstance(one, str) for one in (*found, *found.values())):
            return dict(found)
    except (ValueError, TypeError, AttributeError):
        pass
    raise LibraryDamaged(
        f"the list of files of {paper.id} cannot be read",
        next_step="Delete its row from the table texts; it is fetched again then",
    )
