"""A file, folder or archive to the parser that fits, by their bytes; a name decides only between equals."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from litmuspaper.errors import ArchiveError, ParseError
from litmuspaper.net.archive import read_archive
from litmuspaper.parse.merge.beside import MAIN_NAMES, companions
from litmuspaper.parse.withdrawn import refuse_notice
from litmuspaper.types import Document

FORMATS = ("tex", "html", "pdf", "jats", "text")
MAX_BYTES = 200_000_000
MAX_FILES = 10_000
MAX_FOLDER_BYTES = 80_000_000
_ARCHIVES = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\3\4", b"PK\5\6")
_TEX = re.compile(
    rb"\\documentclass|\\documentstyle|\\begin\s*\{document\}|^\s*\\(?:section|input|chapter)\b", re.MULTILINE
)
_MAIN_TEX = re.compile(rb"^[^%\n]*\\(?:documentclass|documentstyle)\b", re.MULTILINE)
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<(?:body|article\s+class|section|h[1-6]|div|p)(?:\s[^<>]*)?>", re.IGNORECASE
)
_JATS = re.compile(
    rb"<!DOCTYPE\s+article\b|<(?:\w+:)?article[\s>][^<]*(?:article-type|dtd-version|xmlns)|<pmc-articleset|<front>\s*<(?:journal|article)-meta"
)
_INCLUDED = re.compile(
    rb"\\(?:input|include|subfile|bibliography|addbibresource|usepackage|documentclass)\b(?:\[[^\]]*\])?\s*\{?\s*([^}\s%]{1,200})"
)
_OTHER = {b"%!PS": "a PostScript file", b"{\\rtf": "an RTF file", b"\x89PNG": "an image", b"\xff\xd8\xff": "an image"}
_OTHER |= {
    b"GIF8": "an image",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
_XML = {b"<?xml": "an XML file that is neither JATS nor HTML"}
_GIVE = "Give a paper as LaTeX (file, folder or archive), HTML, PDF, JATS XML or text"


class Reading(NamedTuple):
    """A document, the format it was read as, and what its parser noted."""

    document: Document
    format: str
    notes: tuple[str, ...] = ()


def read_paper(source: Path, form: str = "auto") -> Reading:
    """Read the one paper that a file, folder or archive holds.

    Args:
        source: the file, folder or archive.
        form: one of `FORMATS`, or `auto`: decided by the bytes.

    Returns:
        The document and the format it was read as.

    Raises:
        ParseError: there is no such file, it holds no paper, or its parser cannot read it.
        ArchiveError: an archive is unsafe or broken.
    """
    if form not in ("auto", *FORMATS):
        raise ParseError(f"no format is called {form!r}", next_step=f"Choose one of {', '.join(FORMATS)}")
    try:
        files = _files_of(source)
        return read_files(files, form)
    except (ParseError, ArchiveError) as error:
        error.where = " ".join(part for part in (str(source), error.where) if part)
        raise


def read_files(files: Mapping[str, bytes], form: str = "auto") -> Reading:
    """Read the one paper among files that are in memory already.

    Args:
        files: content by name, as `read_archive` gives it.
        form: one of `FORMATS`, or `auto`: where the same paper is there in several formats, all are read and merged.

    Returns:
        The document and the format it was read as, such as `tex`, or `html+tex` where two were merged. A ParseError
        is passed on where none of the files is a paper, its parser cannot read it, or the paper was withdrawn.
    """
    refuse_notice(files)
    kinds = {name: format_of(data) for name, data in files.items()}
    chosen = form if form != "auto" else _choose(files, kinds)
    beside = companions(files, kinds, chosen) if form == "auto" else []
    if not beside:
        return _read(files, kinds, chosen)
    return _read_all(files, kinds, chosen, beside)


def _read(files: Mapping[str, bytes], kinds: Mapping[str, str | None], form: str, name: str | None = None) -> Reading:
    """Read one format of the paper, from the file of that name or the likeliest one."""
    if form == "tex":
        reading = _read_tex(files)
    else:
        name = name or _best(files, [name for name, kind in kinds.items() if kind == form] or list(files))
        reading = Reading(_parser(form)(files[name]), form)
    if not reading.document.text.strip():
        raise ParseError("no text was found in it", next_step=_GIVE)
    return reading


def _read_all(
    files: Mapping[str, bytes], kinds: Mapping[str, str | None], first: str, beside: list[tuple[str, str]]
) -> Reading:
    """Read all formats of the paper and merge them; one that cannot be read is noted, not fatal."""
    from litmuspaper.parse.merge import SOURCES, read_merged

    readings: list[Reading] = []
    notes: list[str] = []
    trouble: ParseError | None = None
    for form, name in ((first, None), *beside):
        try:
            readings.append(_read(files, kinds, form, name))
        except ParseError as error:
            trouble = trouble or error
            notes.append(f"{SOURCES[form]} could not be read: {error.what}")
    if not readings:
        raise trouble or ParseError("no paper is in it", next_step=_GIVE)
    merged = read_merged([reading.document for reading in readings])
    notes = [*(note for reading in readings for note in reading.notes), *notes, *merged.notes]
    return Reading(merged.document, merged.document.parser, tuple(notes))


def format_of(data: bytes) -> str | None:
    """The format of a file's bytes, one of `FORMATS`; None where it is none of them."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if not head or any(head.startswith(mark) for mark in (*_OTHER, *_ARCHIVES)):
        return None
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")[2:]
    if head.startswith(b"<") and _JATS.search(head) and not re.search(rb"<html[\s>]", head, re.IGNORECASE):
        return "jats"
    if _MAIN_TEX.search(data[:200_000]):
        return "tex"
    if head.startswith(b"<") and _HTML.search(head):
        return "html"
    if _TEX.search(head):
        return "tex"
    if len(_HTML.findall(head)) >= 3:
        return "html"
    if head.startswith(b"<?xml"):
        return None
    odd = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return "text" if odd <= 0.02 * len(head) else None


def _choose(files: Mapping[str, bytes], kinds: Mapping[str, str | None]) -> str:
    if any(kind == "tex" and _MAIN_TEX.search(files[name][:200_000]) for name, kind in kinds.items()):
        return "tex"
    found = set(kinds.values())
    if len(files) == 1 and (only := next(iter(found))):
        return only
    chosen = next((form for form in ("html", "jats", "tex", "pdf") if form in found), None)
    texts = [name for name, kind in kinds.items() if kind == "text" and re.search(r"\.(?:txt|md|text)$|/?[^.]+$", name)]
    if chosen or texts:
        return chosen or "text"
    if not any(data.strip() for data in files.values()):
        raise ParseError("it is empty, nothing in it is a paper that can be read", next_step=_GIVE)
    known = (_OTHER | _XML).items()
    said = next((what for data in files.values() for mark, what in known if data.startswith(mark)), "")
    raise ParseError(f"{said or 'nothing in it'} is {'not ' if said else ''}a paper that can be read", next_step=_GIVE)


def _best(files: Mapping[str, bytes], names: list[str]) -> str:
    """The paper's own file among several: one named so, else the largest; a supplement comes last."""
    return max(
        names,
        key=lambda name: (
            bool(MAIN_NAMES.search(name)),
            not re.search(r"suppl|appendix|readme|licen[cs]e|cover|fig", name, re.IGNORECASE),
            len(files[name]),
            name,
        ),
    )


def _parser(form: str) -> Callable[[bytes], Document]:
    if form == "html":
        from litmuspaper.parse.html import parse_html

        return parse_html
    if form == "pdf":
        from litmuspaper.parse.pdf import parse_pdf

        return parse_pdf
    if form == "jats":
        from litmuspaper.parse.jats import parse_jats

        return parse_jats
    from litmuspaper.parse.text import parse_text

    return parse_text


def _read_tex(files: Mapping[str, bytes]) -> Reading:
    from litmuspaper.parse.tex import read_tex

    document, reading = read_tex(files)
    return Reading(document, "tex", tuple(reading.notes))


def _files_of(source: Path) -> dict[str, bytes]:
    """The files that a source holds; an archive is opened, a TeX file brings what it includes."""
    try:
        if source.is_dir():
            return _folder(source)
        if not source.is_file():
            gone = "neither a file nor a folder" if source.exists() else "there is no such file or folder"
            raise ParseError(gone, next_step=_GIVE)
        if source.stat().st_size > MAX_BYTES:
            raise ParseError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", next_step=_GIVE)
        data = source.read_bytes()
        if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
            files = read_archive(data)
            if "word/document.xml" in files:
                raise ParseError("a Word file is not read", next_step="Save it as PDF or HTML, and give that")
            return files
        if format_of(data) == "tex":
            return {source.name: data} | _included(source, data)
    except OSError as error:
        raise ParseError(f"it cannot be read: {error.strerror or error}", next_step="Check its rights") from error
    return {source.name: data}


def _folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder, links and hidden ones left out."""
    files: dict[str, bytes] = {}
    size = 0
    for path in _walk(folder):
        length = path.stat().st_size
        if length > MAX_FOLDER_BYTES:
            continue
        size += length
        if len(files) >= MAX_FILES or size > MAX_FOLDER_BYTES:
            raise ParseError(
                f"the folder holds more than {MAX_FILES:,} files or {MAX_FOLDER_BYTES // 1_000_000} MB",
                next_step="Give the folder of one paper",
            )
        files[path.relative_to(folder).as_posix()] = path.read_bytes()
    if not files:
        raise ParseError("the folder holds no file", next_step=_GIVE)
    return files


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(base, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _included(source: Path, data: bytes) -> dict[str, bytes]:
    """The files beside a TeX file that it includes, from its own folder only."""
    root = source.parent.resolve()
    found: dict[str, bytes] = {}
    waiting = [data]
    for ending in (".bbl", ".bib"):
        _take(root / source.with_suffix(ending).name, root, found)
    while waiting and len(found) < 500:
        for match in _INCLUDED.finditer(waiting.pop()):
            for name in match[1].decode("utf-8", "replace").split(","):
                for ending in ("", ".tex", ".bib", ".sty", ".cls"):
                    new = _take(root / f"{name.strip()}{ending}", root, found)
                    if new is not None:
                        waiting.append(new)
    found.pop(source.name, None)
    return found


def _take(path: Path, root: Path, found: dict[str, bytes]) -> bytes | None:
    """Read a file of the folder once; nothing outside it, nothing through a link."""
    try:
        inside = path.resolve()
        if not inside.is_relative_to(root) or not inside.is_file() or inside.stat().st_size > MAX_FOLDER_BYTES:
            return None
        name = inside.relative_to(root).as_posix()
        if name in found:
            return None
        found[name] = inside.read_bytes()
        return found[name]
    except (OSError, ValueError):
        return None
