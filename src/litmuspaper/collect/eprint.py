"""The files of one arXiv paper: its source and its HTML, else its PDF; asked for politely and never served on."""

from litmuspaper.collect.arxiv_paper import split_id
from litmuspaper.collect.client import Getter
from litmuspaper.errors import ArchiveError, BadAnswer, NetworkError, SourceError
from litmuspaper.net.archive import read_archive

SOURCE = "https://arxiv.org/src/"
HTML = "https://arxiv.org/html/"
PDF = "https://arxiv.org/pdf/"
PAPER_HTML = "paper.html"
PAPER_PDF = "paper.pdf"


def fetch_eprint(client: Getter, name: str) -> dict[str, bytes]:
    """The files of a paper by its arXiv identifier.

    Args:
        client: fetches the answers, at arXiv's pace.
        name: an identifier such as `2509.09427`, `2509.09427v2` or `hep-th/9901001`.

    Returns:
        Content by name, for `parse.files.read_files`: the submission's source with the HTML page beside it, as
        `paper.html`, where arXiv has both; else the one of them; else the PDF. A submission may be a PDF itself; of
        such there is no HTML, and none is asked for. That is two requests a paper, three where neither is there.

    Raises:
        SourceError: it is no identifier, or arXiv gives none of the three, as for a withdrawn paper. Unreachable
            and Throttled are passed on, but for the page where the source has come.
    """
    known = split_id(name)
    if not known:
        raise SourceError("no arXiv identifier", where=name, next_step="Write it as in 2509.09427 or hep-th/9901001")
    full = f"{known[0]}v{known[1]}" if known[1] else known[0]
    troubles: list[str] = []
    files = _asked(client, SOURCE + full, "", troubles)
    if [*files] == [PAPER_PDF]:
        return files
    if files:
        return files | _page_beside(client, HTML + full)
    for address, file in ((HTML, PAPER_HTML), (PDF, PAPER_PDF)):
        if files := _asked(client, address + full, file, troubles):
            return files
    raise SourceError(
        f"arXiv gives no source, HTML or PDF of it ({'; '.join(troubles) or 'empty answers'})",
        where=full,
        next_step="It may be withdrawn; look at its abstract page, or give a file",
    )


def _asked(client: Getter, address: str, file: str, troubles: list[str]) -> dict[str, bytes]:
    """What an address gives, as one file of a name or unpacked; nothing, with the trouble noted, where it fails."""
    try:
        body = client.get(address).body
        return {file: body} if file and body else _unpacked(body)
    except (BadAnswer, ArchiveError) as error:
        troubles.append(error.what)
        return {}


def _page_beside(client: Getter, address: str) -> dict[str, bytes]:
    """The HTML page of a paper whose source is there; the paper can do without it."""
    try:
        body = client.get(address).body
    except NetworkError:
        return {}
    return {PAPER_HTML: body} if b"<html" in body[:4096].lower() else {}


def _unpacked(body: bytes) -> dict[str, bytes]:
    """The submission's files; one that is no archive is the paper itself."""
    if body.startswith(b"%PDF-"):
        return {PAPER_PDF: body}
    if b"\\documentclass" in body[:100_000] or b"\\documentstyle" in body[:100_000]:
        if not body.startswith((b"\x1f\x8b", b"BZh", b"PK")) and body[257:262] != b"ustar":
            return {"source.tex": body}
    return read_archive(body) if body else {}
