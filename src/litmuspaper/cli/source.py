"""SOURCE on the command line: a file, a folder, an archive, or an arXiv identifier."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litmuspaper.parse.files import Reading

_IDENTIFIER = re.compile(
    r"(?:arxiv:|https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|src)/)?"
    r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)


def read_source(source: str, form: str = "auto") -> "Reading":
    """Read the paper that SOURCE names; a file of that name wins over an identifier.

    Args:
        source: a path, or an identifier such as `2509.09427v2`, `arXiv:hep-th/9901001` or the address of its page.
        form: as for `parse.files.read_paper`.

    Returns:
        The document, with the identifier and the abstract page where it came from arXiv. A ParseError, SourceError
        or ArchiveError is passed on where it cannot be had or read.
    """
    from litmuspaper.parse.files import read_paper

    path = Path(source)
    if path.exists() or not _IDENTIFIER.fullmatch(source.strip()):
        return read_paper(path, form)
    return _from_arxiv(source.strip().removesuffix(".pdf"), form)


def _from_arxiv(name: str, form: str) -> "Reading":
    from litmuspaper.collect.arxiv_paper import ABS, split_id
    from litmuspaper.collect.eprint import fetch_eprint
    from litmuspaper.config import load_settings
    from litmuspaper.net.client import Client
    from litmuspaper.parse.files import read_files

    settings = load_settings()
    with Client(
        settings.root, contact=settings.contact, timeout_s=settings.timeout_s, max_bytes=settings.max_bytes
    ) as client:
        files = fetch_eprint(client, name)
    reading = read_files(files, form)
    id, version = split_id(name) or (name, None)
    paper = reading.document.paper.model_copy(update={"id": id, "version": version, "url": ABS + id})
    return reading._replace(document=reading.document.model_copy(update={"paper": paper}))
