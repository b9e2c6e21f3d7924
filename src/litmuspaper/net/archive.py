"""Archives read into memory, never onto the disk, and nothing in them trusted.

Read are tar (plain, gzip, bzip2, xz), zip, and one gzipped file, as arXiv serves a paper of a single file. Refused
as a whole, with a reason, is an archive that has a name leading out of its folder, a link, device, pipe or sparse
file, two names that one file system may take for one (equal, equal but for case, or equal after Unicode NFC), an
encrypted member, more than the allowed files or bytes, or broken data. Archives inside an archive stay as bytes.

Python's `tarfile` reads only single header blocks here: its own loop over an archive has had faults with negative
sizes and long headers that hang or fill the memory. Formats: POSIX.1-2017 pax, GNU tar manual, PKWARE APPNOTE.
"""

import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NoReturn

from litmuspaper.errors import ArchiveError
from litmuspaper.net.unpack import MAGIC, PIECE_BYTES, BrokenPacking, Packing, unpacked

MAX_FILES = 10_000
MAX_BYTES = 80_000_000
MAX_FILE_BYTES = 32 << 20
_BLOCK = 512
_LONGEST_NAME = 1024
_LONGEST_PART = 255
_HEADER_BYTES = 1 << 16
_TAIL_BYTES = 1 << 20
_ENCRYPTED = 0x1 | 0x40
_KINDS = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}
_FOREIGN = {
    b"%PDF": "a PDF",
    b"%!PS": "a PostScript file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "a zstandard file",
    b"<": "a page of markup",
}


def read_archive(
    data: bytes | Path,
    *,
    max_files: int = MAX_FILES,
    max_bytes: int = MAX_BYTES,
    max_file_bytes: int = MAX_FILE_BYTES,
) -> dict[str, bytes]:
    """Read an archive's files into memory.

    Args:
        data: the archive, or the file that holds it.
        max_files: most entries, folders and extended headers counted too.
        max_bytes: most bytes of the archive itself, and again of all its files together.
        max_file_bytes: most bytes of one file.

    Returns:
        Content by name, with `/` between folders, in the archive's order. A single gzipped file is named as its
        header says, else `source.tex`, `.pdf`, `.ps` or `.html` by its first bytes.

    Raises:
        ArchiveError: the archive is unsafe, too large or broken; nothing of it is given.
    """
    packed, where = (_bytes_of(data, max_bytes), str(data)) if isinstance(data, Path) else (data, "")
    files = _Files(max_files, max_bytes, max_file_bytes)
    try:
        if len(packed) > max_bytes:
            _refuse(f"larger than {max_bytes:,} bytes")
        if packed.startswith((b"PK\3\4", b"PK\5\6")):
            _read_zip(packed, files)
        else:
            packing = next((kind for magic, kind in MAGIC.items() if packed.startswith(magic)), None)
            _read_stream(packed, packing, files)
        files.finish()
    except BrokenPacking as error:
        raise ArchiveError(str(error), where=where, next_step=_AGAIN) from error
    except ArchiveError as error:
        error.where = " ".join(part for part in (where, error.where) if part)
        raise
    return files.found


_AGAIN = "Fetch it again; if it stays so, the archive itself is at fault"


def _refuse(what: str, member: str = "") -> NoReturn:
    raise ArchiveError(f"the archive is refused: {what}", where=repr(member[:120]) if member else "", next_step=_AGAIN)


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    try:
        if not path.is_file():
            raise ArchiveError("not a file", where=str(path), next_step="Name the archive's file")
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise ArchiveError(f"cannot be read: {error.strerror}", where=str(path), next_step=_AGAIN) from error


class _Files:
    """The files found so far, and the limits on them."""

    def __init__(self, max_files: int, max_bytes: int, max_file_bytes: int) -> None:
        self.found: dict[str, bytes] = {}
        self.max_files = max_files
        self.max_bytes = max_bytes
        self.max_file_bytes = max_file_bytes
        self._entries = 0
        self._size = 0
        self._seen: dict[str, str] = {}

    def count(self) -> None:
        """One more entry of any kind."""
        self._entries += 1
        if self._entries > self.max_files:
            _refuse(f"more than {self.max_files:,} entries")

    def expect(self, raw_name: str, size_bytes: int) -> str:
        """Check a file's name and size before its content is read; gives the name to use."""
        name = _safe_name(raw_name)
        if not name:
            _refuse("a file without a name", raw_name)
        if size_bytes < 0:
            _refuse("a negative size", raw_name)
        if size_bytes > self.max_file_bytes:
            _refuse(f"a file larger than {self.max_file_bytes:,} bytes", raw_name)
        self._size += size_bytes
        if self._size > self.max_bytes:
            _refuse(f"more than {self.max_bytes:,} bytes of files", raw_name)
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        if key in self._seen:
            other = self._seen[key]
            _refuse("two files of one name" if other == name else f"a name that is taken for {other!r}", name)
        self._seen[key] = name
        return name

    def finish(self) -> None:
        """Refuse an archive without files, and a file whose name is also a folder's."""
        if not self.found:
            _refuse("an archive without files")
        for key, name in self._seen.items():
            parts = key.split("/")
            if any("/".join(parts[:n]) in self._seen for n in range(1, len(parts))):
                _refuse("a name that is both a file and a folder", name)


def _safe_name(raw: str) -> str:
    """The name with `/` between its parts and no `.` parts; empty for the archive's own folder."""
    # Names of old archives are not always UTF-8; what is not is read as Latin-1.
    try:
        name = raw.encode("utf-8", "strict").decode("utf-8")
    except UnicodeEncodeError:
        name = raw.encode("utf-8", "surrogateescape").decode("latin-1")
    if re.search(r"[\x00-\x1f\x7f]", name):
        _refuse("a control character in a name", name)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        _refuse("an absolute name", name)
    if "\\" in name:
        _refuse("a backslash in a name", name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        _refuse("a name that leads out of the archive", name)
    if len(name) > _LONGEST_NAME or any(len(part.encode()) > _LONGEST_PART for part in parts):
        _refuse("a name that is too long", name)
    return "/".join(parts)


class _Stream:
    """Bytes taken from a source piece by piece."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def take(self, size_bytes: int) -> bytes:
        """That many bytes, fewer at the end."""
        parts, missing = [], size_bytes
        while missing > 0:
            piece = self._rest or next(self._pieces, b"")
            if not piece:
                break
            parts.append(piece[:missing])
            self._rest = piece[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    def exactly(self, size_bytes: int, member: str) -> bytes:
        """That many bytes; an archive that has fewer is truncated."""
        content = self.take(size_bytes)
        if len(content) < size_bytes:
            _refuse("it is truncated", member)
        return content

    def give_back(self, content: bytes) -> None:
        self._rest = content + self._rest


def _read_stream(packed: bytes, packing: Packing | None, files: _Files) -> None:
    plain = (packed[at : at + PIECE_BYTES] for at in range(0, len(packed), PIECE_BYTES))
    stream = _Stream(unpacked(plain, packing) if packing else plain)
    first = stream.take(_BLOCK)
    stream.give_back(first)
    if len(first) == _BLOCK and (not first.strip(b"\0") or _header(first)):
        _read_tar(stream, files, checked=packing is not None)
    elif packing:
        _read_single(stream, packed if packing == "gzip" else b"", files)
    else:
        kind = next((name for magic, name in _FOREIGN.items() if packed.lstrip().startswith(magic)), "not an archive")
        _refuse("an empty file" if not packed else kind if kind == "not an archive" else f"{kind}, not an archive")


def _read_single(stream: _Stream, packed: bytes, files: _Files) -> None:
    """One compressed file."""
    content = stream.take(files.max_file_bytes + 1)
    files.count()
    ending = {b"%pdf": "pdf", b"%!ps": "ps", b"<htm": "html", b"<!do": "html"}.get(content[:4].lower(), "tex")
    name = _gzip_name(packed) or f"source.{ending}"
    files.found[files.expect(name, len(content))] = content


def _gzip_name(packed: bytes) -> str:
    """The file's name in a gzip header (RFC 1952, FNAME), empty where it has none that can be used."""
    if len(packed) < 10 or not packed[3] & 0x08:
        return ""
    start = 10
    if packed[3] & 0x04:
        start += 2 + int.from_bytes(packed[10:12], "little")
    raw = packed[start : start + _LONGEST_PART].partition(b"\0")[0].decode("latin-1")
    try:
        return _safe_name(raw.replace("\\", "/").rpartition("/")[2])
    except ArchiveError:
        return ""


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError, IndexError, struct.error):
        return None


def _read_tar(stream: _Stream, files: _Files, *, checked: bool) -> None:
    """Every member of a tar; `checked` says that a checksum of the packing vouches for its end."""
    extended: dict[str, str] = {}
    while block := stream.take(_BLOCK):
        if not block.strip(b"\0"):
            break
        header = _header(block)
        if header is None:
            _refuse("it is truncated" if len(block) < _BLOCK else "a broken tar header")
        files.count()
        if header.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, b"X"):
            extended |= _extended(header, stream)
            continue
        _read_member(header, extended, stream, files)
        extended = {}
    else:
        if not checked:
            _refuse("it is truncated: its end mark is missing")
    # To the packing's own checksum; only padding may stand here.
    if len(stream.take(_TAIL_BYTES)) == _TAIL_BYTES:
        _refuse("more data after the archive's end")


def _read_member(header: tarfile.TarInfo, extended: dict[str, str], stream: _Stream, files: _Files) -> None:
    name = extended.get("path", header.name)
    if any(key.startswith("GNU.sparse.") for key in extended):
        _refuse("a sparse file", name)
    if header.type == tarfile.DIRTYPE:
        _safe_name(name)
        return
    if header.type not in tarfile.REGULAR_TYPES or header.type in _KINDS:
        _refuse(_KINDS.get(header.type, f"an entry of unknown kind {header.type!r}"), name)
    size = extended.get("size", str(header.size))
    if not re.fullmatch(r"[0-9]{1,15}", size):
        _refuse("a size that is no number", name)
    safe = files.expect(name, int(size))
    files.found[safe] = stream.exactly(int(size), name)
    stream.exactly(-int(size) % _BLOCK, name)


def _extended(header: tarfile.TarInfo, stream: _Stream) -> dict[str, str]:
    """What a GNU long name or a pax header says of the next member; only `path`, `size` and sparse keys matter."""
    if not 0 <= header.size <= _HEADER_BYTES:
        _refuse("an extended header that is too long", header.name)
    content = stream.exactly(header.size, header.name)
    stream.exactly(-header.size % _BLOCK, header.name)
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": content.partition(b"\0")[0].decode("utf-8", "surrogateescape")}
    if header.type in (tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE):
        return {}
    said: dict[str, str] = {}
    while content:
        length = re.match(rb"([1-9][0-9]{0,5}) ", content)
        record = content[: int(length[1])] if length else b""
        whole = length is not None and len(record) == int(length[1]) > len(length[0])
        if length is None or not whole or not record.endswith(b"\n") or b"=" not in record:
            _refuse("a broken extended header", header.name)
        key, _, value = record[len(length[0]) : -1].partition(b"=")
        said[key.decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        content = content[int(length[1]) :]
    return said


def _read_zip(packed: bytes, files: _Files) -> None:
    # Every entry of the directory begins so; to count first keeps a directory of millions out of memory.
    if packed.count(b"PK\1\2") > files.max_files:
        _refuse(f"more than {files.max_files:,} entries")
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            for info in archive.infolist():
                files.count()
                _read_zipped(archive, info, files)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, struct.error, zlib.error) as error:
        raise ArchiveError(f"a broken zip: {error}"[:200], next_step=_AGAIN) from error
    except (OSError, ValueError, LookupError, OverflowError) as error:
        raise ArchiveError(f"a broken zip: {type(error).__name__}", next_step=_AGAIN) from error


def _read_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, files: _Files) -> None:
    name = info.orig_filename
    mode = info.external_attr >> 16
    if info.flag_bits & _ENCRYPTED:
        _refuse("an encrypted member", name)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        _refuse("a symbolic link" if stat.S_ISLNK(mode) else "a device or a pipe", name)
    if name.endswith("/"):
        _safe_name(name)
        return
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        _refuse("a member that is neither stored nor deflated", name)
    safe = files.expect(name, info.file_size)
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        _refuse("a member of another size than stated", name)
    files.found[safe] = content
