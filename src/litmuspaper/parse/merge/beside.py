"""Which other files beside a paper's first one may be the same paper in another format."""

import re
from collections.abc import Mapping, Sequence
from posixpath import basename, splitext

MAX_COMPANION_BYTES = 30_000_000
MAIN_NAMES = re.compile(
    r"(?:^|/)(?:main|paper|article|index|fulltext|full|ms|manuscript|compiled)\.\w+$", re.IGNORECASE
)
_ASIDE = re.compile(r"suppl|appendix|readme|licen[cs]e|cover|fig|poster|slides|response|rebuttal", re.IGNORECASE)
_TEXTS = (".txt", ".md", ".text")


def companions(files: Mapping[str, bytes], kinds: Mapping[str, str | None], first: str) -> list[tuple[str, str]]:
    """The files that may hold the same paper as what is read first.

    Args:
        files: content by name.
        kinds: the format of each by its bytes.
        first: the format that is read first.

    Returns:
        At most one file of each other format, as format and name. Figures that a LaTeX source includes, supplements,
        files of more than `MAX_COMPANION_BYTES` and fragments of LaTeX are none.
    """
    sources = [files[name] for name, kind in kinds.items() if kind == "tex"]
    stems = {splitext(basename(name))[0] for name, kind in kinds.items() if kind in ("tex", "html", "pdf", "jats")}
    found = []
    for form in ("html", "pdf", "jats", "text"):
        if form == first:
            continue
        names = [
            name
            for name, kind in kinds.items()
            if kind == form and len(files[name]) <= MAX_COMPANION_BYTES and not _ASIDE.search(basename(name))
        ]
        if form == "text":
            names = [name for name in names if name.lower().endswith(_TEXTS) and _is_named(name, stems)]
        if form == "pdf":
            names = [name for name in names if not _is_included(name, sources)]
        if names:
            found.append((form, max(names, key=lambda name: (bool(MAIN_NAMES.search(name)), len(files[name]), name))))
    return found


def _is_named(name: str, stems: set[str]) -> bool:
    return bool(MAIN_NAMES.search(name)) or splitext(basename(name))[0] in stems


def _is_included(name: str, sources: Sequence[bytes]) -> bool:
    """Whether a LaTeX source names the file, with or without its ending: a figure."""
    if MAIN_NAMES.search(name):
        return False
    stem = re.escape(splitext(basename(name))[0].encode())
    named = re.compile(rb"[{/,]\s*" + stem + rb"(?:\.pdf)?\s*[},]")
    return any(named.search(source) for source in sources)
