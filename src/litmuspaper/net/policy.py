"""Which addresses may be asked: public ones over http and https, checked by name and by resolved address.

A name is resolved once, here, and the connection goes to the address that was checked (see `wire.py`), so a name
that changes its address between the check and the connection gains nothing. Proxies set in the environment are
not used: behind a proxy the address is chosen elsewhere and cannot be checked.
"""

import contextlib
import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litmuspaper.errors import Refused, Unreachable

if TYPE_CHECKING:
    import httpx2

NEXT_STEP = "Check the network and try again"
_PUBLIC_ONLY = "Litmus asks only public http and https addresses"
_LONGEST_URL = 8192
UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_USER = re.compile(r"[^/?#]*//[^/?#]*@")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SECRET = re.compile(r"(?i)([?&][^=&#]*(?:key|token|secret|passw|auth|sign)[^=&#]*=)[^&#]*")

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")  # RFC 3056
# Cloud services' own addresses that lie in public ranges: Azure's wire server.
_METADATA = {ipaddress.ip_address("168.63.129.16")}


@dataclass(frozen=True)
class Policy:
    """What may be asked.

    Args:
        allow_private: let private and loopback addresses through; for tests against a server of one's own.
    """

    allow_private: bool = False

    def check(self, url: str) -> None:
        """Raise `Refused` where an address must not be asked, `Unreachable` where its host does not resolve."""
        parsed = self.parse(url)
        self.addresses(parsed.raw_host.decode("ascii"), parsed.port or 443)

    def parse(self, url: str) -> "httpx2.URL":
        """The address in parts, its form checked; nothing is resolved.

        Args:
            url: an absolute address.

        Returns:
            The same object that the connection is made from, so that no second reading of the text can differ.

        Raises:
            Refused: another scheme than http or https, a user name or password, a host in an unusual form, or
                not an address at all.
        """
        import httpx2

        if len(url) > _LONGEST_URL or UNSAFE.search(url):
            raise Refused("the address is too long, or has a space, a control character or a backslash", **_at(url))
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError) as error:
            raise Refused("not an address that can be read", **_at(url)) from error
        if parsed.scheme not in ("http", "https"):
            raise Refused(f"the scheme {parsed.scheme!r} is not http or https", **_at(url))
        if parsed.userinfo or _USER.match(url):
            raise Refused("the address holds a user name or a password", **_at(url))
        if parsed.port is not None and not 0 < parsed.port < 65536:
            raise Refused(f"there is no port {parsed.port}", **_at(url))
        host = parsed.raw_host.decode("ascii", "replace")
        if not _usual(host):
            raise Refused(f"the host {host!r} is in a form that is not allowed", **_at(url))
        return parsed

    def addresses(self, host: str, port: int, within_s: float = 10.0) -> list[str]:
        """Resolve a host once and check every address it leads to.

        Args:
            host: a name or an IP address.
            port: where the connection would go.
            within_s: how long the name may take to resolve.

        Returns:
            The addresses, in the resolver's order, at least one.

        Raises:
            Refused: one of them is not public.
            Unreachable: there is none, or none in time.
        """
        if not self.allow_private and f".{host.rstrip('.')}".endswith(".localhost"):  # RFC 6761
            raise Refused(f"{host} is this machine", where=host, next_step=_PUBLIC_ONLY)
        found = _resolve(host, port, within_s)
        if not found:
            late = "" if found is not None else f" within {within_s:.3g} s"
            raise Unreachable(f"the name {host} does not resolve{late}", where=host, next_step=NEXT_STEP)
        for address in found:
            if not self.allow_private and (reason := forbidden(address)):
                what = f"{host} is {reason}" if address == host else f"{host} leads to {address}, {reason}"
                raise Refused(what, where=host, next_step=_PUBLIC_ONLY)
        return found


def forbidden(address: str) -> str | None:
    """Why an IP address must not be asked.

    Args:
        address: an IP address as the resolver writes it.

    Returns:
        What kind of address it is; None where it is a public one.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip in _METADATA:
        return "a cloud service's own address"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return "an IPv4 address written as IPv6"
        if ip in _NAT64 or ip in _SIX_TO_FOUR:
            shift = 0 if ip in _NAT64 else 80
            return forbidden(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
    for kind in ("unspecified", "loopback", "link_local", "multicast", "private", "reserved"):
        if getattr(ip, f"is_{kind}"):
            return f"a {kind.replace('_', '-')} address" if kind != "unspecified" else "an unspecified address"
    return None if ip.is_global else "an address outside the public ranges"


def shown(url: str) -> str:
    """The address as it may stand in a message or a log: no user name, no password, no key in the query."""
    plain = re.sub(r"(?<=//)[^/?#]*@", "", UNSAFE.sub(" ", url[:500]))
    return _SECRET.sub(r"\1***", plain)


def _usual(host: str) -> bool:
    """A name, a dotted IPv4 address of four decimal numbers, or an IPv6 address without a zone."""
    if ":" in host:
        try:
            return bool(ipaddress.IPv6Address(host)) and "%" not in host
        except ValueError:
            return False
    if not _HOST.fullmatch(host):
        return False
    # A host that ends in a number is an IPv4 address (url.spec.whatwg.org, "ends in a number"); resolvers
    # take 2130706433, 0x7f.1 and 0177.0.0.1 for 127.0.0.1.
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            return False
    return True


def _resolve(host: str, port: int, within_s: float) -> list[str] | None:
    """The addresses that the system's resolver gives; none where it fails, None where it is late.

    It has no time limit of its own, so it is asked in a thread that can be left behind.
    """
    answer: list[str] = []

    def ask() -> None:
        # UnicodeError: a label that is too long for the resolver's own encoding of names.
        with contextlib.suppress(OSError, UnicodeError):
            for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                answer.append(str(where[0]))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, within_s))
    return None if thread.is_alive() else list(dict.fromkeys(answer))


def _at(url: str) -> dict[str, str]:
    return {"where": shown(url), "next_step": _PUBLIC_ONLY}
