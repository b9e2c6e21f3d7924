"""Markup and links from outside, made harmless before they are shown."""

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    import nh3

_TAGS = frozenset(
    "a abbr b blockquote br cite code dd del dfn dl dt em h3 h4 h5 h6 hr i ins kbd li ol p pre q s samp small "
    "strong sub sup table tbody td th thead tr u ul var".split()
)
_DROPPED_WHOLE = frozenset(
    "script style template title noscript iframe noembed noframes object svg math textarea select xmp".split()
)
_SCHEMES = ("http", "https", "mailto")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]")
_MAIL = re.compile(r"(?i)mailto:[^@\s?]+@[^@\s?]+(\?.*)?")
# Everything that RFC 3986 lets stand in an address, less the quote; the rest is percent-encoded.
_STANDS = "%/:?#[]@!$&()*+,;=~-._"
_LONGEST_URL = 4096
# The cleaner's time grows with the square of the nesting: 20,000 open tags take it half a second, 100,000 take 11 s.
_MOST_TAGS = 20_000


def safe_html(markup: str) -> str:
    """Markup of running text only: no script, style, image, form, frame, class, id, event or foreign scheme.

    What stood in a removed tag stays as text, except in tags whose content is no text (script, style, svg ...).
    Markup of more than 20,000 tags is no running text and comes back escaped, shown as it was written.

    Args:
        markup: HTML of any origin.

    Returns:
        Well-formed HTML that can stand in a page; links open without a referrer.
    """
    text = markup.replace("\0", "").encode("utf-8", "replace").decode()
    return escape(text) if text.count("<") > _MOST_TAGS else _cleaner().clean(text)


def safe_url(url: str | None) -> str | None:
    """The address if a reader may be sent there.

    Args:
        url: an address of any origin.

    Returns:
        The address, with what RFC 3986 does not allow percent-encoded; None where it is not an absolute http,
        https or mailto address, holds a user name, or hides characters that do not show.
    """
    text = (url or "").strip(" \t\r\n\f")
    if not text or len(text) > _LONGEST_URL or _INVISIBLE.search(text) or "\\" in text:
        return None
    scheme = text.partition(":")[0].lower()
    if scheme not in _SCHEMES:
        return None
    if scheme == "mailto":
        return quote(text, safe=_STANDS) if _MAIL.fullmatch(text) else None
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.username is None and text[len(scheme) :].startswith("://")
        parts.port  # noqa: B018 (raises where the port is no number)
    except ValueError:
        return None
    return quote(text, safe=_STANDS) if usable else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    return safe_url(value) if name == "href" else value


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes={"*": set(), "a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        attribute_filter=_attribute,
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
        url_schemes=set(_SCHEMES),
        url_relative="deny",
    )
