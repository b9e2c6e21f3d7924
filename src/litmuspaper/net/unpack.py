"""Decompression in bounded pieces, so that a small input cannot fill the memory in one step."""

import bz2
import lzma
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Literal

Packing = Literal["gzip", "bzip2", "xz"]
MAGIC: dict[bytes, Packing] = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}
PIECE_BYTES = 1 << 16
# `xz -9` needs 65 MiB; a header can ask for 4 GiB.
_XZ_MEMORY_BYTES = 66 << 20


class BrokenPacking(ValueError):
    """Compressed bytes that cannot be read; inside this room only, never shown to a user."""


class EndsEarly(BrokenPacking):
    """Compressed bytes that stop before their end."""


def unpacked(chunks: Iterable[bytes], packing: Packing) -> Iterator[bytes]:
    """Decompress a stream, one stream after another, to its checksum.

    Args:
        chunks: the compressed bytes.
        packing: how they are compressed.

    Yields:
        Pieces of at most `PIECE_BYTES`.

    Raises:
        BrokenPacking: the bytes are not of that kind, or a checksum is wrong.
        EndsEarly: the bytes stop before their end.
    """
    decoder: Any = None
    ended = True
    for chunk in chunks:
        data = chunk
        while data:
            if ended:
                # Zeros after a stream are padding of tapes and of xz.
                data = data.lstrip(b"\0") if decoder is not None else data
                if not data:
                    break
                decoder, ended = _decoder(packing), False
            try:
                yield from _pieces(decoder, data)
            except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
                raise BrokenPacking(f"the compressed data is broken: {error}") from error
            ended = decoder.eof
            data = decoder.unused_data if ended else b""
    if not ended:
        raise EndsEarly(f"the {packing} data ends early")


def _decoder(packing: Packing) -> Any:
    if packing == "gzip":
        return zlib.decompressobj(wbits=31)
    if packing == "bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)


def _pieces(decoder: Any, data: bytes) -> Iterator[bytes]:
    piece = decoder.decompress(data, PIECE_BYTES)
    # zlib hands back what it did not take, the others keep it; with neither left and no output it is done.
    while piece or getattr(decoder, "unconsumed_tail", b""):
        yield piece
        if decoder.eof:
            return
        piece = decoder.decompress(getattr(decoder, "unconsumed_tail", b""), PIECE_BYTES)
