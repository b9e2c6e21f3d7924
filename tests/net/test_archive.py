"""Hostile, broken and ordinary archives, all built here."""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.errors import ArchiveError
from litmuspaper.net.archive import read_archive

PAPER = {"main.tex": b"\\documentclass{article}", "figures/a.eps": b"%!PS", "sections/intro.tex": b"Hello" * 300}


def tar(members, form=tarfile.PAX_FORMAT, mode="w"):
    """A tar of (name, content or type, link) entries; content of bytes makes a file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                info.type, info.linkname = content
                archive.addfile(info)
    return out.getvalue()


def zipped(members, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def zip_mode(mode):
    info = zipfile.ZipInfo("a.tex")
    info.external_attr = mode << 16
    return zipped([(info, b"main.tex")])


def encrypted_zip():
    """The flag of an encrypted member in both headers; what is stored does not matter."""
    raw = bytearray(zipped([("a.tex", b"secret")]))
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    return bytes(raw)


def raw_tar(name=b"a.tex", size=b"00000000005\0", kind=b"0", body=b"hello"):
    """One tar member with a size field of one's own, its checksum right."""
    block = bytearray(512)
    block[0 : len(name)] = name
    block[100:108] = b"0000644\0"
    block[124 : 124 + len(size)] = size
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[257:265] = b"ustar\x0000"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + body + bytes(-len(body) % 512) + bytes(1024)


def lying_zip():
    """A member that says it has 6 bytes and unpacks to 50 million."""
    raw = bytearray(zipped([("a.tex", b"\0" * 50_000_000)]))
    for signature, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        start = raw.index(signature) + at
        raw[start : start + 4] = (6).to_bytes(4, "little")
    return bytes(raw)


FOLDER = (tarfile.DIRTYPE, "")
HOSTILE = {
    "path traversal": (lambda: tar([("../../.ssh/authorized_keys", b"x")]), "leads out"),
    "traversal in the middle": (lambda: tar([("a/../../b", b"x")]), "leads out"),
    "traversal of a folder": (lambda: tar([("..", FOLDER), ("a.tex", b"x")]), "leads out"),
    "traversal in zip": (lambda: zipped([("../a.tex", b"x")]), "leads out"),
    "traversal by backslash": (lambda: tar([("..\\a.tex", b"x")]), "backslash"),
    "absolute": (lambda: tar([("/etc/passwd", b"x")]), "absolute"),
    "absolute in zip": (lambda: zipped([("/etc/passwd", b"x")]), "absolute"),
    "drive letter": (lambda: tar([("C:/a.tex", b"x")]), "absolute"),
    "symbolic link": (lambda: tar([("a.tex", (tarfile.SYMTYPE, "/etc/passwd"))]), "a symbolic link"),
    "symbolic link in zip": (lambda: zip_mode(0o120777), "a symbolic link"),
    "hard link": (lambda: tar([("b", b"x"), ("a.tex", (tarfile.LNKTYPE, "b"))]), "a hard link"),
    "character device": (lambda: tar([("a", (tarfile.CHRTYPE, ""))]), "a device"),
    "block device": (lambda: tar([("a", (tarfile.BLKTYPE, ""))]), "a device"),
    "device in zip": (lambda: zip_mode(0o060644), "a device"),
    "pipe": (lambda: tar([("a", (tarfile.FIFOTYPE, ""))]), "a pipe"),
    "sparse, GNU": (lambda: raw_tar(kind=b"S"), "a sparse file"),
    "sparse, pax": (
        lambda: raw_tar(b"x", b"00000000026\0", b"x", b"22 GNU.sparse.major=1\n")[:-1024] + raw_tar(),
        "a sparse file",
    ),
    "unknown kind": (lambda: raw_tar(kind=b"Q"), "unknown kind"),
    "10 GB stated": (lambda: raw_tar(size=b"112402762000"), "larger than 33,554,432 bytes"),
    "zeros, one file": (lambda: gzip.compress(tar([("a", bytes(40_000_000))])), "larger than 33,554,432 bytes"),
    "zeros, many files": (
        lambda: gzip.compress(tar([(f"{n}", bytes(30_000_000)) for n in range(3)]), 1),
        "more than 80,000,000 bytes",
    ),
    "zeros, single file": (lambda: gzip.compress(b"%" * 40_000_000, 1), "larger than 33,554,432 bytes"),
    "zeros in zip": (lambda: zipped([("a.tex", bytes(40_000_000))]), "larger than 33,554,432 bytes"),
    "zip that lies of its size": (lying_zip, "broken zip"),
    "zeros behind the end": (lambda: gzip.compress(tar([("a", b"x")]) + bytes(9_000_000)), "after the archive's end"),
    "xz that asks for 1.5 GB": (
        lambda: (
            lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 3 << 29}])
            if sys.maxsize > 2**32
            else b"\xfd7zXZ\0"
        ),
        "compressed data is broken",
    ),
    "100 000 entries": (lambda: tar([(f"{n}", b"") for n in range(10_001)]), "more than 10,000 entries"),
    "100 000 folders": (lambda: tar([(f"{n}", FOLDER) for n in range(10_001)]), "more than 10,000 entries"),
    "100 000 entries in zip": (lambda: zipped([(f"{n}", b"") for n in range(10_001)]), "more than 10,000 entries"),
    "duplicate names": (lambda: tar([("a.tex", b"1"), ("a.tex", b"2")]), "two files of one name"),
    "duplicate by dots": (lambda: tar([("a.tex", b"1"), (".//./a.tex", b"2")]), "two files of one name"),
    "case-fold clash": (lambda: tar([("Main.tex", b"1"), ("main.TEX", b"2")]), "is taken for 'Main.tex'"),
    "case-fold clash, sharp s": (lambda: tar([("straße", b"1"), ("STRASSE", b"2")]), "is taken for"),
    "NFC clash": (lambda: tar([("\u00e9.tex", b"1"), ("e\u0301.tex", b"2")]), "is taken for"),
    "NFC clash in zip": (lambda: zipped([("\u00e9.tex", b"1"), ("e\u0301.tex", b"2")]), "is taken for"),
    "file and folder": (lambda: tar([("a", b"1"), ("a/b", b"2")]), "both a file and a folder"),
    "long name": (lambda: tar([("a/" * 600 + "b", b"x")]), "too long"),
    "long part": (lambda: tar([("a" * 300, b"x")]), "too long"),
    "long name, GNU": (lambda: tar([("a" * 5000, b"x")], tarfile.GNU_FORMAT), "too long"),
    "extended header of 1 MB": (lambda: tar([("a" * 1_000_000, b"x")]), "extended header that is too long"),
    "control character": (lambda: tar([("a\n.tex", b"x")]), "control character"),
    "NUL in zip": (lambda: zipped([("a.texQ.png", b"x")]).replace(b"texQ", b"tex\0"), "control character"),
    "negative size": (lambda: raw_tar(size=b"\xff" * 12), "negative|no number"),
    "negative extended size": (lambda: raw_tar(size=b"\xff" * 12, kind=b"x"), "extended header"),
    "huge extended size": (
        lambda: raw_tar(b"x", b"00000000023\0", b"x", b"19 size=9999999999\n")[:-1024] + raw_tar(),
        "larger than",
    ),
    "size that is no number": (
        lambda: raw_tar(b"x", b"00000000014\0", b"x", b"12 size=-10\n")[:-1024] + raw_tar(),
        "no number",
    ),
    "broken extended header": (
        lambda: raw_tar(b"x", b"00000000014\0", b"x", b"99 path=abc\n")[:-1024] + raw_tar(),
        "broken extended header",
    ),
    "truncated tar": (lambda: tar([("a", b"x" * 5000)])[:3000], "truncated"),
    "truncated between files": (lambda: tar([("a", b"x"), ("b", b"y")])[:1024], "end mark is missing"),
    "truncated tar.gz": (lambda: gzip.compress(tar([("a", os.urandom(5000))]))[:3000], "ends early"),
    "truncated by the checksum": (lambda: gzip.compress(tar([("a", b"x")]))[:-8], "ends early"),
    "truncated tar.bz2": (lambda: bz2.compress(tar([("a", os.urandom(5000))]))[:3000], "ends early"),
    "truncated tar.xz": (lambda: lzma.compress(tar([("a", os.urandom(5000))]))[:3000], "ends early"),
    "truncated zip": (lambda: zipped([("a", os.urandom(5000))])[:3000], "broken zip"),
    "wrong checksum": (lambda: gzip.compress(tar([("a", b"x")]))[:-8] + bytes(8), "compressed data is broken"),
    "wrong checksum in zip": (
        lambda: zipped([("a", b"hello")]).replace(zlib.crc32(b"hello").to_bytes(4, "little"), b"1234"),
        "broken zip",
    ),
    "broken second header": (lambda: tar([("a", b"x")])[:1024] + b"?" * 512, "broken tar header"),
    "encrypted zip": (encrypted_zip, "an encrypted member"),
    "zip of another method": (
        lambda: zipped([("a", b"x")]).replace(b"\x08\0", b"\x63\0"),
        "neither stored nor deflated",
    ),
    "empty tar": (lambda: tar([]), "without files"),
    "only folders": (lambda: tar([("a", FOLDER)]), "without files"),
    "empty zip": (lambda: zipped([]), "without files"),
    "nothing": (lambda: b"", "an empty file"),
    "not an archive": (lambda: b"\\documentclass{article}" * 50, "not an archive"),
    "a PDF": (lambda: b"%PDF-1.7\n" + bytes(600), "a PDF, not an archive"),
    "an HTML page": (lambda: b"<!DOCTYPE html><title>Not found</title>", "a page of markup, not an archive"),
    "too large itself": (lambda: b"x" * 80_000_001, "larger than 80,000,000 bytes"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_archive_is_refused_by_name(case):
    build, words = HOSTILE[case]
    with pytest.raises(ArchiveError, match=words) as caught:
        read_archive(build())
    assert caught.value.next_step


FORMS = {
    "tar": lambda: tar(PAPER.items()),
    "tar, ustar": lambda: tar(PAPER.items(), tarfile.USTAR_FORMAT),
    "tar, GNU": lambda: tar(PAPER.items(), tarfile.GNU_FORMAT),
    "tar.gz": lambda: gzip.compress(tar(PAPER.items())),
    "tar.gz without an end mark": lambda: gzip.compress(tar(PAPER.items())[:4096]),
    "tar.gz in two members": lambda: gzip.compress(tar(PAPER.items())[:700]) + gzip.compress(tar(PAPER.items())[700:]),
    "tar.gz with padding": lambda: gzip.compress(tar(PAPER.items())) + bytes(2000),
    "tar.bz2": lambda: bz2.compress(tar(PAPER.items())),
    "tar.xz": lambda: lzma.compress(tar(PAPER.items())),
    "zip": lambda: zipped(PAPER.items()),
    "with folders": lambda: tar([("./", FOLDER), ("figures/", FOLDER), *((f"./{k}", v) for k, v in PAPER.items())]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("on_disk", [False, True])
def test_ordinary_archive_is_read(form, on_disk, tmp_path):
    data = FORMS[form]()
    if on_disk:
        (tmp_path / "paper").write_bytes(data)
    got = read_archive(tmp_path / "paper" if on_disk else data)
    assert got == PAPER
    assert list(got) == list(PAPER)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("name", ["d" * 90 + "/" + "n" * 90 + ".tex", "späße/é.tex"])
def test_long_and_foreign_names_are_kept(form, name):
    assert read_archive(tar([(name, b"x"), ("b", b"y")], form)) == {name: b"x", "b": b"y"}


def test_a_name_in_latin_1_is_read():
    assert read_archive(raw_tar(b"caf\xe9.tex")) == {"café.tex": b"hello"}


def test_archives_inside_stay_closed():
    inner = gzip.compress(bytes(1000))
    assert read_archive(tar([("inner.tar.gz", inner)])) == {"inner.tar.gz": inner}


def named_gzip(name):
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=out) as file:
        file.write(b"\\documentclass{article}")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (gzip.compress(b"\\documentclass{article}"), "source.tex"),
        (gzip.compress(b"%PDF-1.5"), "source.pdf"),
        (gzip.compress(b"%!PS-Adobe"), "source.ps"),
        (gzip.compress(b"<!DOCTYPE html>"), "source.html"),
        (gzip.compress(b""), "source.tex"),
        (bz2.compress(b"a" * 2000), "source.tex"),
        (named_gzip("2509.09427.tex"), "2509.09427.tex"),
        (gzip.compress(b"x").replace(b"\x08\0", b"\x08\x08", 1)[:10] + b"../../evil.tex\0", None),
    ],
)
def test_a_single_compressed_file(data, name):
    if name is None:
        data += gzip.compress(b"x")[10:]
        name = "evil.tex"
    assert list(read_archive(data)) == [name]


def test_limits_can_be_set():
    data = tar([("a", b"12345"), ("b", b"12345")])
    assert len(read_archive(data, max_files=2, max_file_bytes=5)) == 2
    for limit in ({"max_files": 1}, {"max_file_bytes": 4}, {"max_bytes": 9}):
        with pytest.raises(ArchiveError):
            read_archive(data, **limit)


def test_an_error_names_the_archive_and_the_member(tmp_path):
    (tmp_path / "paper.tar").write_bytes(tar([("../x", b"")]))
    with pytest.raises(ArchiveError) as caught:
        read_archive(tmp_path / "paper.tar")
    assert str(tmp_path / "paper.tar") in caught.value.where
    assert "'../x'" in caught.value.where
    with pytest.raises(ArchiveError, match="not a file"):
        read_archive(tmp_path)
    with pytest.raises(ArchiveError, match="not a file"):
        read_archive(tmp_path / "missing")


# VmHWM is the process's own peak; getrusage would count the parent's, which a new process starts with.
MEASURE = """
import sys
from pathlib import Path
from litmuspaper.errors import ArchiveError
from litmuspaper.net.archive import read_archive
try:
    kept = read_archive(Path(sys.argv[1]))
except ArchiveError:
    pass
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="reads Linux's own count of memory")
@pytest.mark.parametrize("case", ["bomb", "largest allowed"])
def test_memory_stays_below_300_mb(tmp_path, case):
    path = tmp_path / "archive"
    if case == "bomb":
        with gzip.open(path, "wb", 1) as file:
            for _ in range(200):
                file.write(b"%" * 1_000_000)
    else:
        noise = os.urandom(1_000_000)
        path.write_bytes(tar([(f"{n}", noise * 26) for n in range(3)]))
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, check=True, timeout=60)
    assert int(done.stdout) < 300_000  # kilobytes


damage = st.tuples(st.integers(0, 10**6), st.integers(0, 255))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.lists(damage, min_size=1, max_size=8), st.integers(0, 10**6))
def test_any_damage_is_an_archive_error_or_no_harm(form, damages, cut):
    raw = bytearray(FORMS[form]())
    for at, value in damages:
        raw[at % len(raw)] = value
    if cut % 3 == 0:
        raw = raw[: cut % (len(raw) + 1)]
    try:
        got = read_archive(bytes(raw), max_bytes=1_000_000, max_file_bytes=500_000)
    except ArchiveError as error:
        assert error.what  # noqa: PT017
        return
    assert got
    assert all(not name.startswith("/") and ".." not in name.split("/") for name in got)


@given(st.binary(max_size=3000))
def test_any_bytes_are_an_archive_error_or_files(data):
    for head in (b"", b"\x1f\x8b\x08", b"PK\3\4", b"BZh9", b"\xfd7zXZ\0"):
        try:
            assert read_archive(head + data)
        except ArchiveError as error:
            assert error.next_step  # noqa: PT017
