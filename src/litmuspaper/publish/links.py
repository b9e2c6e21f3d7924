"""Addresses that a page may send a reader to."""

import re

from litmuspaper.net.clean import safe_url

_DOI = re.compile(r"10\.\d{4,9}/\S{1,200}")


def safe_link(url: str | None) -> str | None:
    """The address where a reader may be sent there by http or https, else None."""
    address = safe_url(url)
    return address if address is not None and address.lower().startswith(("http://", "https://")) else None


def doi_link(doi: str | None) -> str | None:
    """The resolver's address of a DOI, None where it does not look like one."""
    return safe_link(f"https://doi.org/{doi}") if doi and _DOI.fullmatch(doi) else None
