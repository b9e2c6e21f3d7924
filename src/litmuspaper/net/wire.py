"""One request over one connection: to a checked address, within a time limit, with a bounded body.

The address is resolved, checked and connected to in one place, and TLS still checks the name. A deadline covers
everything from the name to the last byte, so a server that sends one byte a second cannot hold the caller. There
is no keep-alive: arXiv asks for one connection at a time, and an idle one would count.
"""

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpcore2
import httpx2

from litmuspaper.errors import BadAnswer, NetworkError, Refused, Unreachable
from litmuspaper.net.policy import NEXT_STEP, Policy, shown
from litmuspaper.net.unpack import BrokenPacking, EndsEarly, unpacked


class CutShort(BadAnswer):
    """The body ended before its own end; worth another try."""


class NotTrusted(Unreachable):
    """The server's certificate does not hold; asking again changes nothing."""


@dataclass(frozen=True)
class Reply:
    """What came back on one request; the body is read and unpacked only where the status is 200 to 299."""

    status: int
    headers: httpx2.Headers
    body: bytes


@dataclass(frozen=True)
class Limits:
    """How much one request may take.

    Args:
        within_s: seconds from the name's resolution to the last byte.
        max_bytes: size of the body, as sent and unpacked; None leaves the body unread.
    """

    within_s: float
    max_bytes: int | None


def secure_context() -> ssl.SSLContext:
    """The system's trusted certificates, or those that SSL_CERT_FILE or SSL_CERT_DIR name."""
    return httpx2.create_ssl_context()


def exchange(
    url: httpx2.URL, headers: Mapping[str, str], *, policy: Policy, limits: Limits, tls: ssl.SSLContext | None
) -> Reply:
    """Ask once.

    Raises `Unreachable` (no connection, or none in time), `Refused` (an address or a size that is not allowed) or
    `BadAnswer` (bytes that are not HTTP, or that stop early).

    Args:
        url: the address, as `Policy.parse` gave it.
        headers: sent beside `Host` and `Connection`.
        policy: what the host may lead to.
        limits: the time and the size.
        tls: trusted certificates; needed for https.

    Returns:
        The reply, redirects and error statuses included.
    """
    deadline = _Deadline(limits.within_s)
    # A fragment is never sent; a plain request needs nothing else than these two headers.
    request = httpx2.Request("GET", url, headers={**headers, "Connection": "close"})
    connection = httpcore2.HTTPConnection(
        origin=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/").origin,
        ssl_context=tls,
        network_backend=_Pinned(policy, deadline),
    )
    with connection:
        return _talk(connection, request, limits)


@dataclass
class _State:
    in_body: bool = False


def _talk(connection: httpcore2.HTTPConnection, request: httpx2.Request, limits: Limits) -> Reply:
    state, url = _State(), request.url
    try:
        return _read(connection, request, limits.max_bytes, state)
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise _explained(error, url, limits.within_s, state) from error
    except BrokenPacking as error:
        kind = CutShort if isinstance(error, EndsEarly) else BadAnswer
        what = f"the answer's body cannot be unpacked: {error}"
        raise kind(what, where=shown(str(url)), next_step=NEXT_STEP) from error


def _read(connection: httpcore2.HTTPConnection, request: httpx2.Request, max_bytes: int | None, state: _State) -> Reply:
    url = request.url
    response = connection.handle_request(
        httpcore2.Request(
            method="GET",
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
        )
    )
    headers = httpx2.Headers(response.headers)
    if max_bytes is None or not 200 <= response.status < 300:
        return Reply(response.status, headers, b"")
    state.in_body = True
    coding = headers.get("content-encoding", "").strip().lower()
    chunks = _counted(cast("Iterable[bytes]", response.stream), max_bytes, url)
    if coding in ("gzip", "x-gzip"):
        chunks = _counted(unpacked(chunks, "gzip"), max_bytes, url)
    elif coding not in ("", "identity"):
        raise BadAnswer(
            f"the body is coded as {coding[:40]!r}, which was not asked for",
            where=shown(str(url)),
            next_step="Try again later",
        )
    return Reply(response.status, headers, b"".join(chunks))


def _counted(chunks: Iterable[bytes], max_bytes: int, url: httpx2.URL) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise Refused(
                f"the answer is larger than {max_bytes / (1 << 20):.4g} MiB",
                where=shown(str(url)),
                next_step="Raise max_mb in litmus.toml if this answer is really wanted",
            )
        yield chunk


def _explained(error: Exception, url: httpx2.URL, within_s: float, state: _State) -> NetworkError:
    """What happened, in words; the transport's own exceptions do not leave this file."""
    where, host, cause = shown(str(url)), url.host, error.__cause__
    if isinstance(error, httpcore2.ConnectTimeout):
        return Unreachable(f"no connection to {host} within {within_s:.3g} s", where=where, next_step=NEXT_STEP)
    if isinstance(error, httpcore2.TimeoutException):
        what = "the answer did not end" if state.in_body else "no answer came"
        return Unreachable(f"{what} within {within_s:.3g} s from {host}", where=where, next_step=NEXT_STEP)
    if isinstance(cause, ssl.SSLCertVerificationError):
        what = f"{host} is not trusted: {cause.verify_message}"
        return NotTrusted(what, where=where, next_step="Check the network, the clock and SSL_CERT_FILE")
    if isinstance(cause, ssl.SSLError):
        what = f"no secure connection to {host}: {cause.reason or 'TLS failed'}"
        return Unreachable(what, where=where, next_step=NEXT_STEP)
    if state.in_body:
        return CutShort("the connection broke before the answer's end", where=where, next_step=NEXT_STEP)
    if isinstance(error, httpcore2.ProtocolError) and "without sending" not in str(error):
        return BadAnswer(f"{host} did not answer in HTTP: {error}"[:200], where=where, next_step="Try again later")
    reason = getattr(cause, "strerror", None) or "it was closed without an answer"
    return Unreachable(f"no connection to {host}: {reason}", where=where, next_step=NEXT_STEP)


class _Deadline:
    def __init__(self, within_s: float) -> None:
        self._end = time.monotonic() + within_s

    def left_s(self) -> float:
        """Seconds left; never zero, which would mean a socket that does not block."""
        return max(0.001, self._end - time.monotonic())

    def passed(self) -> bool:
        return time.monotonic() >= self._end


class _Pinned(httpcore2.NetworkBackend):
    """Connects to the addresses that the policy has checked, and to no other."""

    def __init__(self, policy: Policy, deadline: _Deadline) -> None:
        self._policy = policy
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        found = self._policy.addresses(host, port, self._deadline.left_s())
        failure: Exception | None = None
        for n, address in enumerate(found):
            # An address that does not answer must leave time for the next one (IPv6 without a route).
            share_s = self._deadline.left_s() / (len(found) - n)
            try:
                stream = httpcore2.SyncBackend().connect_tcp(address, port, share_s, None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return _Timed(stream, self._deadline)
        raise failure or httpcore2.ConnectError("no address")


class _Timed(httpcore2.NetworkStream):
    """A stream whose every operation ends at the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.passed():
            raise httpcore2.ReadTimeout("deadline")
        return self._stream.read(max_bytes, self._deadline.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._deadline.passed():
            raise httpcore2.WriteTimeout("deadline")
        self._stream.write(buffer, self._deadline.left_s())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left_s()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
