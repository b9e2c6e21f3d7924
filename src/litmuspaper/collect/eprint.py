"""The files of one arXiv paper: its source, else its HTML, else its PDF; asked for politely and never served on."""

from litmuspaper.collect.arxiv_paper import split_id
from litmuspaper.collect.client import Getter
from litmuspaper.errors import ArchiveError, BadAnswer, SourceError
from litmuspaper.net.archive import read_archive

SOURCE = "https://arxiv.org/src/"
HTML = "https://arxiv.org/html/"
PDF = "https://arxiv.org/pdf/"


def fetch_eprint(client: Getter, name: str) -> dict[str, bytes]:
    """The files of a paper by its arXiv identifier.

    Args:
        client: fetches the answers, at arXiv's pace.
        name: an identifier such as `2509.09427`, `2509.09427v2` or `hep-th/9901001`.

    Returns:
        Content by name, for `parse.files.read_files`: the submission's source where there is one (a submission
        may be a PDF), else the HTML page, else the PDF.

    Raises:
        SourceError: it is no identifier, or arXiv gives none of the three, as for a withdrawn paper. Unreachable
            and Throttled are passed on.
    """
    known = split_id(name)
    if not known:
        raise SourceError("no arXiv identifier", where=name, next_step="Write it as in 2509.09427 or hep-th/9901001")
    full = f"{known[0]}v{known[1]}" if known[1] else known[0]
    troubles = []
    for address, file in ((SOURCE, ""), (HTML, "paper.html"), (PDF, "paper.pdf")):
        try:
            body = client.get(address + full).body
            if files := {file: body} if file and body else _unpacked(body):
                return files
        except (BadAnswer, ArchiveError) as error:
            troubles.append(error.what)
    raise SourceError(
        f"arXiv gives no source, HTML or PDF of it ({'; '.join(troubles) or 'empty answers'})",
        where=full,
        next_step="It may be withdrawn; look at its abstract page, or give a file",
    )


def _unpacked(body: bytes) -> dict[str, bytes]:
    """The submission's files; one that is no archive is the paper itself."""
    if body.startswith(b"%PDF-"):
        return {"paper.pdf": body}
    if b"\\documentclass" in body[:100_000] or b"\\documentstyle" in body[:100_000]:
        if not body.startswith((b"\x1f\x8b", b"BZh", b"PK")) and body[257:262] != b"ustar":
            return {"source.tex": body}
    return read_archive(body) if body else {}
