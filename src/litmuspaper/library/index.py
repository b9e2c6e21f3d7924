"""Search by words: SQLite's FTS5 where the build has it, else a plain scan.

The index holds no text of its own. It follows `papers` by key, so it is caught up in one statement, also after a
build without FTS5 has written.
"""

import re
import sqlite3

from litmuspaper.types import one_line

_CREATE = """
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    title, abstract, authors, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
)
"""
_CATCH_UP = """
INSERT INTO words (rowid, title, abstract, authors)
SELECT key, json_extract(paper, '$.title'), json_extract(paper, '$.abstract'),
       (SELECT group_concat(json_extract(value, '$.name'), ' ') FROM json_each(paper, '$.authors'))
FROM papers WHERE key > (SELECT coalesce(max(id), 0) FROM words_docsize) ORDER BY key
"""
# The weights say that a word in the title counts more than one in the abstract.
_MATCH = """
SELECT papers.id FROM words JOIN papers ON papers.key = words.rowid
WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0, 3.0), papers.key DESC
"""
_SCAN = """
SELECT id, json_extract(paper, '$.title') || ' ' || json_extract(paper, '$.abstract') || ' ' ||
       coalesce((SELECT group_concat(json_extract(value, '$.name'), ' ') FROM json_each(paper, '$.authors')), '')
FROM papers ORDER BY key DESC
"""


def in_build(db: sqlite3.Connection) -> bool:
    """Whether this build of SQLite has FTS5."""
    return db.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None


def usable(db: sqlite3.Connection) -> bool:
    """Whether there is an index and this build can read it."""
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'words' AND type = 'table'").fetchone()
    return made is not None and in_build(db)


def prepare(db: sqlite3.Connection) -> None:
    """Make the index where it is missing and bring it up to date."""
    if not in_build(db):
        return
    if not usable(db):
        db.execute(_CREATE)
    if behind(db):
        db.execute(_CATCH_UP)


def catch_up(db: sqlite3.Connection) -> None:
    """Index the papers that were stored since the last time."""
    if usable(db):
        db.execute(_CATCH_UP)


def behind(db: sqlite3.Connection) -> bool:
    """Whether papers are missing from the index."""
    (papers,) = db.execute("SELECT coalesce(max(key), 0) FROM papers").fetchone()
    (indexed,) = db.execute("SELECT coalesce(max(id), 0) FROM words_docsize").fetchone()
    return bool(papers != indexed)


def find(db: sqlite3.Connection, text: str, limit: int) -> list[str]:
    """The ids of the papers that have all the words, best first.

    Args:
        db: the database.
        text: what the reader typed; nothing in it is read as query syntax.
        limit: how many at most.

    Returns:
        Ids, each once; none where the text has no word.
    """
    parts = [part for part in one_line(text).split() if any(char.isalnum() for char in part)]
    if not parts or limit < 1:
        return []
    found: dict[str, None] = {}
    for id in _matches(db, parts) if usable(db) else _scan(db, parts):
        found[id] = None
        if len(found) == limit:
            break
    return list(found)


def _matches(db: sqlite3.Connection, parts: list[str]) -> list[str]:
    # A quoted part is a phrase (`FS-Diff` is `fs` followed by `diff`); the last one may be unfinished.
    query = " ".join('"' + part.replace('"', '""') + '"' for part in parts) + " *"
    return [id for (id,) in db.execute(_MATCH, (query,))]


def _scan(db: sqlite3.Connection, parts: list[str]) -> list[str]:
    starts = [re.compile(r"(?<!\w)" + re.escape(part), re.IGNORECASE) for part in parts]
    return [id for id, text in db.execute(_SCAN) if all(start.search(text) for start in starts)]
