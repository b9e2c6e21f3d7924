"""Addresses that a page may send a reader to."""

import re
from urllib.parse import quote, urlsplit

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\"'<>\\^`{|}\u2000-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def safe_link(url: str | None) -> str | None:
    """The address where it is a plain http or https one with a host and no user name, else None."""
    if not url or len(url) > 2000 or _FORBIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        return url if usable and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


def doi_link(doi: str | None) -> str | None:
    """The resolver's address of a DOI, None where it does not look like one."""
    if not doi or not re.fullmatch(r"10\.\d{4,9}/\S{1,200}", doi):
        return None
    return safe_link("https://doi.org/" + quote(doi, safe="/.:;()-_"))
