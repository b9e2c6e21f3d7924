"""The commands that teach Litmus, as a reader may paste them into a terminal: no paper's id can be more than a word."""

import re

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")


def thumb_command(verb: str, paper_id: str) -> str | None:
    """The command for a thumb on one paper, its id quoted for any shell that follows POSIX, fish too.

    Args:
        verb: `like` or `unlike`.
        paper_id: the source's identifier, any text.

    Returns:
        The command; None for an id that cannot be pasted safely: with a backslash, which fish reads within quotes, or
        with characters that are not printed.
    """
    if _PLAIN.fullmatch(paper_id):
        return f"litmus {verb} {paper_id}"
    if not paper_id or "\\" in paper_id or not paper_id.isprintable():
        return None
    # "--" ends the options: an id may begin with a dash.
    dashes = "-- " if paper_id.startswith("-") else ""
    quoted = "'" + paper_id.replace("'", "'\"'\"'") + "'"
    return f"litmus {verb} {dashes}{quoted}"
