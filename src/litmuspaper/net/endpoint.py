"""The way to a language model: one host that the reader named, no redirect, a bounded answer.

The providers' own libraries speak the protocols; the sockets are opened here. The address is the reader's own, so it
may be this machine or the local network (Ollama); a key never goes to a public host without TLS, and never anywhere
else than to that host. Proxies and other settings of the environment are not used.
"""

import ipaddress
from collections.abc import AsyncIterator
from typing import cast

import httpx2

from litmuspaper.errors import Refused
from litmuspaper.net.policy import Policy, forbidden, shown

MAX_BYTES = 4 << 20
_NEXT_STEP = "Check base_url in litmus.toml"


def checked_address(url: str) -> str:
    """A configured address, its form checked; nothing is resolved.

    Args:
        url: as the reader wrote it.

    Returns:
        The address without a slash at its end.

    Raises:
        Refused: it is no http or https address, or it is plain http to a public address.
    """
    parsed = Policy(allow_private=True).parse(url)
    host = parsed.raw_host.decode("ascii")
    try:
        public = forbidden(str(ipaddress.ip_address(host))) is None
    except ValueError:
        # A name is looked up when it is asked; one without a dot is of the local network.
        public = "." in host.rstrip(".") and not host.rstrip(".").endswith(
            (".localhost", ".local", ".internal", ".lan")
        )
    if parsed.scheme == "http" and public:
        raise Refused(
            "plain http to a public host: papers and key could be read on the way",
            where=shown(url),
            next_step="Give an https address; http is for this machine and the local network",
        )
    return str(parsed).rstrip("/")


def endpoint_client(host: str, within_s: float, max_bytes: int = MAX_BYTES) -> httpx2.AsyncClient:
    """A client for one host.

    Args:
        host: the only host that it asks.
        within_s: limit of each step of a request; the whole is the caller's to bound.
        max_bytes: limit of one answer, unpacked.

    Returns:
        The client; close it.
    """
    return httpx2.AsyncClient(
        transport=_Bounded(host, max_bytes),
        timeout=within_s,
        follow_redirects=False,
        trust_env=False,
    )


class _Bounded(httpx2.AsyncBaseTransport):
    """A transport that asks one host and stops reading at a limit."""

    def __init__(self, host: str, max_bytes: int) -> None:
        self._host = host
        self._max_bytes = max_bytes
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host != self._host:
            raise Refused(f"another host than {self._host} was to be asked", where=request.url.host)
        # Unpacked bytes cannot be counted below the client, so none are taken packed.
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            await response.aclose()
            raise Refused("the answer is packed, which was not asked for", where=self._host, next_step=_NEXT_STEP)
        stream = cast("httpx2.AsyncByteStream", response.stream)
        response.stream = _Counted(stream, self._max_bytes, self._host)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, max_bytes: int, host: str) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._host = host

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > self._max_bytes:
                what = f"the answer is larger than {self._max_bytes / (1 << 20):.4g} MiB"
                raise Refused(what, where=self._host, next_step=_NEXT_STEP)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
