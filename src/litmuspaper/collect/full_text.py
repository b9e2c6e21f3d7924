"""The full text of an announced paper: from the library, else from arXiv where it may be asked."""

from collections.abc import Mapping
from typing import NamedTuple

from litmuspaper.collect.arxiv_paper import split_id
from litmuspaper.collect.client import Getter
from litmuspaper.collect.eprint import fetch_eprint
from litmuspaper.errors import LibraryDamaged, SourceError, Throttled, Unreachable
from litmuspaper.library.store import Library
from litmuspaper.types import Paper

ARXIV = "from arXiv"
# What a parser reads; pictures, films and fonts of a submission are neither kept nor read.
_READ = (".tex", ".ltx", ".bbl", ".bib", ".sty", ".cls", ".html", ".htm", ".xml", ".nxml", ".txt", ".md", ".pdf")


class Text(NamedTuple):
    """The files of a paper by name, and where they came from, in words."""

    files: Mapping[str, bytes]
    origin: str


class FullTexts:
    """Full texts one after the other; once the network has failed it is not asked again.

    Args:
        library: keeps what was fetched, for this reader alone.
        client: asks arXiv at its pace; None where it may not be asked.
        refusal: the reason given where there is no client.
    """

    def __init__(self, library: Library, client: Getter | None, refusal: str = "") -> None:
        self._library = library
        self._client = client
        self._refusal = refusal

    def get(self, paper: Paper) -> Text:
        """The files of a paper's full text.

        Args:
            paper: as it was announced.

        Returns:
            The files, from the library where that version was fetched before.

        Raises:
            SourceError: there are none, with the reason.
        """
        try:
            if kept := self._library.text(paper):
                return Text(kept, ARXIV)
        except LibraryDamaged:
            pass  # `litmus doctor` tells of it; what was fetched once can be fetched again
        if self._client is None:
            raise SourceError(self._refusal, where=paper.id)
        if split_id(paper.id) is None:
            raise SourceError("it has no arXiv identifier", where=paper.id)
        try:
            files = _readable(fetch_eprint(self._client, f"{paper.id}v{paper.version}" if paper.version else paper.id))
        except (Unreachable, Throttled) as error:
            self._client, self._refusal = None, f"arXiv was not asked again after: {error.what}"
            raise SourceError(error.what, where=paper.id) from error
        if files:
            self._library.keep_text(paper, files)
        return Text(files, ARXIV)


def _readable(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that a parser can use; all of them where none is known by its ending."""
    wanted = {name: data for name, data in files.items() if name.lower().endswith(_READ)} or dict(files)
    papers = {name for name in wanted if not name.lower().endswith(".pdf")}
    # The PDFs beside a source are its figures.
    return {name: data for name, data in wanted.items() if not papers or name in papers or name == "paper.pdf"}
