"""What a server gave, and how its bytes become text."""

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_HTML = re.compile(
    rb"^(\xef\xbb\xbf)?\s*(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python also has codecs that are no character sets (zip, rot13, idna, unicode_escape): a server chooses none of them.
_SETS = re.compile(
    r"ascii|utf-(8|16|32)(-sig|-le|-be)?|iso8859-\d+|cp\d+|koi8-[ru]|gb2312|gbk|gb18030|big5|big5hkscs|hz|"
    r"shift_jis|euc_jp|euc_kr|iso2022_jp|mac-roman|tis-620"
)


@dataclass(frozen=True)
class Answer:
    """One answer.

    Args:
        url: the address after redirects.
        status: the HTTP status.
        media_type: in lower case, without parameters; empty where the server named none.
        body: the content, unpacked.
        from_cache: the server answered "not modified", and the stored body is given.
        charset: as the server's header names it; empty where it does not.
    """

    url: str
    status: int
    media_type: str
    body: bytes
    from_cache: bool
    charset: str = ""

    def text(self) -> str:
        """The body as text: the header's charset, else a byte order mark's or the XML declaration's, else UTF-8.

        Returns:
            The text; bytes that do not fit the charset become U+FFFD, so this never raises.
        """
        for encoding in (self.charset, self._marked(), "utf-8"):
            name = _known(encoding)
            if name:
                return self.body.decode(name, "replace").removeprefix("\ufeff")
        return self.body.decode("utf-8", "replace")

    def is_one_of(self, accept: Collection[str]) -> bool:
        """Whether the body is of one of these media types; HTML under another name is not."""
        if self.media_type not in {kind.lower() for kind in accept}:
            return False
        return "html" in self.media_type or self.seems() != "text/html"

    def seems(self) -> str:
        """The media type for a message: text/html where the body plainly is HTML."""
        return "text/html" if _HTML.match(self.body[:4096]) else self.media_type or "no media type"

    def _marked(self) -> str:
        for mark, encoding in _BOMS:
            if self.body.startswith(mark):
                return encoding
        declared = _DECLARED.match(self.body[:512])
        return declared[1].decode("ascii") if declared else ""


def media_type_and_charset(content_type: str) -> tuple[str, str]:
    """The two parts of a Content-Type header that matter here.

    Args:
        content_type: the header's text.

    Returns:
        The media type in lower case and the charset as named; empty strings where they are missing.
    """
    media_type, _, parameters = content_type.partition(";")
    charset = re.search(r"""(?i)(?:^|;)\s*charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", parameters)
    return media_type.strip().lower(), charset[1] if charset else ""


def _known(encoding: str) -> str:
    """Python's name of a character set, empty where it is none."""
    try:
        name = codecs.lookup(encoding).name if encoding else ""
    except (LookupError, ValueError):
        return ""
    return name if _SETS.fullmatch(name) else ""
