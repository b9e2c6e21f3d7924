"""Bytes of unknown encoding to text."""

import re
import unicodedata

from litmuspaper.errors import ParseError

MAX_BYTES = 24_000_000
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KNOWN = frozenset(
    "utf-8 utf8 utf-16 utf-16le utf-16be us-ascii ascii iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-7 iso-8859-9 "
    "iso-8859-15 latin-1 latin1 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 koi8-r gb2312 gbk "
    "gb18030 big5 shift_jis euc-jp iso-2022-jp euc-kr".split()
)


def check_size(data: bytes, what: str, most_bytes: int = MAX_BYTES) -> None:
    """Refuse a file that is empty or too large to be one paper.

    Args:
        data: the file.
        what: what it should be, for the message.
        most_bytes: more is refused.

    Raises:
        ParseError: it is empty or too large.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise ParseError(f"the {what} is empty", next_step="Fetch it again")
    if len(data) > most_bytes:
        raise ParseError(
            f"the {what} is larger than {most_bytes // 1_000_000} MB",
            next_step="Give one paper; cut out what is not its text",
        )


def decode(data: bytes) -> str:
    r"""The text of a file: by its byte order mark, what it declares, UTF-8, and at last Windows-1252.

    Args:
        data: any bytes; what no encoding explains becomes a replacement sign, nothing is refused.

    Returns:
        The text with `\n` at the ends of lines and no byte order mark.
    """
    return _lines(_decoded(data))


_ACCENTS = {"¨": "\u0308", "´": "\u0301", "ˇ": "\u030c", "˘": "\u0306"}
_LOOSE_ACCENT = re.compile(
    r"(?<=[^\W\d_])([¨´ˇ˘])([a-zıA-Z])|(?<![^\W\d_])([¨´ˇ˘])([AEIOUCSZaeiou])(?=[a-z])|([cCsS])¸"
)


def join_accents(text: str) -> str:
    """Accents that a PDF's text layer set before their letters, on them again: `N¨urnberg`, `Franc¸ois`."""

    def joined(match: re.Match[str]) -> str:
        if match[5]:
            return unicodedata.normalize("NFC", match[5] + "\u0327")
        accent, letter = match[1] or match[3], match[2] or match[4]
        return unicodedata.normalize("NFC", letter.replace("ı", "i") + _ACCENTS[accent])

    return _LOOSE_ACCENT.sub(joined, text)


def _decoded(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) if name == "utf-8" else 0 :].decode(name, "replace")
    if data[:400].count(b"\0") > 40:
        even, odd = data[:400:2].count(b"\0"), data[1:400:2].count(b"\0")
        if max(even, odd) > 3 * min(even, odd):
            return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    declared = _CHARSET.search(data[:2048])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    for guess in ("utf-8", name if name in _KNOWN else "utf-8"):
        try:
            return data.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
    # A few broken bytes in UTF-8 are not a sign of another encoding.
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")


def _mostly_utf8(data: bytes) -> bool:
    sample = data[:1_000_000].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    return broken * 20 < sum(letter > "\x7f" for letter in sample)


def _lines(text: str) -> str:
    return re.sub(r"\r\n?|\u2028|\u2029|\x85", "\n", text)
