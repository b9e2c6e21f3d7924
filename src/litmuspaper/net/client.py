"""The client: every request of Litmus goes through `Client.get`."""

import contextlib
import email.utils
import logging
import random
import time
from collections.abc import Collection, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

from litmuspaper import __version__
from litmuspaper.errors import BadAnswer, NetworkError, Refused, Throttled, Unreachable
from litmuspaper.net.answer import Answer, media_type_and_charset
from litmuspaper.net.cache import Cache, Kept
from litmuspaper.net.pace import Pace
from litmuspaper.net.policy import NEXT_STEP, UNSAFE, Policy, shown

if TYPE_CHECKING:
    import ssl

    import httpx2

    from litmuspaper.net.wire import Reply

__all__ = ["Answer", "Client"]

REDIRECTS = 5
BACKOFF_S = 1.0
_LONGEST_BACKOFF_S = 10.0
_MOVED = (301, 302, 303, 307, 308)

# Retries are no news to a user whose program has no logging; with logging set up they are seen.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class Client:
    """Asks politely and within limits: paced, retried, checked, bounded in time and size.

    Args:
        home: folder of the request clock (`pace/`) and of the conditional cache (`http/`).
        contact: an e-mail or web address put in the User-Agent, as arXiv asks.
        timeout_s: limit of one attempt, from the name to the last byte, redirects included.
        max_bytes: limit of one body, unpacked.
        attempts: how often an address is asked before giving up. All attempts and the waits between them,
            without the turns waited for, take at most `attempts * timeout_s`.
        policy: which addresses may be asked; public ones by default.
        pace: the request clock; arXiv 3 s and other hosts 1 s by default.
    """

    def __init__(
        self,
        home: Path,
        *,
        contact: str = "",
        timeout_s: float = 20.0,
        max_bytes: int = 64 << 20,
        attempts: int = 3,
        policy: Policy | None = None,
        pace: Pace | None = None,
    ) -> None:
        plain = "".join(sign for sign in contact if " " <= sign <= "~" and sign not in "()")
        self._agent = f"litmuspaper/{__version__}" + (f" (+{plain})" if plain else "")
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._attempts = max(1, attempts)
        self._policy = policy or Policy()
        self._pace = pace or Pace(home / "pace", {})
        self._cache = Cache(home / "http")
        self._tls: ssl.SSLContext | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing stays open between requests; here so that the client can be used like any other."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        accept: Collection[str] = (),
        max_bytes: int | None = None,
    ) -> Answer:
        """Ask for a page, again where that may help, and give the stored one where it has not changed.

        Args:
            url: an absolute http or https address.
            params: added to the address's query.
            accept: the media types that can be used; any where it is empty.
            max_bytes: another limit of the body than the client's own.

        What cannot be had raises a `NetworkError`: `Unreachable`, `Refused`, `Throttled` or `BadAnswer`; each says
        the address and what to do next.

        Returns:
            The answer; an empty body is given as it is.
        """
        import stamina

        parsed = self._policy.parse(url)
        if params:
            parsed = self._policy.parse(str(parsed.copy_merge_params(dict(params))))
        budget = _Budget(self._attempts * self._timeout_s)
        limit = self._max_bytes if max_bytes is None else max_bytes
        again = stamina.RetryingCaller(attempts=self._attempts, timeout=None).on(budget.wait_after)
        # A closure, since stamina would put arguments, and so a key in an address, into its log.
        return again(lambda: self._follow(str(parsed), frozenset(accept), limit, budget))

    def reachable(self, url: str, within_s: float) -> bool:
        """Whether a host answers at all, decided in time and without a second try.

        Args:
            url: an address of the host; any status that comes back counts as an answer.
            within_s: limit of the whole, the wait for the host's turn included.

        Returns:
            False where no answer came in time, for whatever reason.
        """
        budget = _Budget(within_s)
        try:
            parsed = self._ready(url)
            with self._pace.turn(parsed.host, budget.left_s()):
                self._ask(parsed, {}, budget.left_s(), None)
        except NetworkError:
            return False
        return True

    def _follow(self, url: str, accept: frozenset[str], max_bytes: int, budget: "_Budget") -> Answer:
        """One attempt: the address and those it redirects to, each policed, paced and looked up on its own."""
        left_s = min(self._timeout_s, budget.left_s())
        first, wanted = url, _accept_header(accept)
        for _ in range(REDIRECTS + 1):
            parsed = self._ready(url)
            kept = self._cache.get(url, wanted)
            headers = {"Accept": wanted, "Accept-Encoding": "gzip", **(kept.conditions() if kept else {})}
            with budget.paused(self._pace, parsed.host):
                begun = time.monotonic()
                reply = self._ask(parsed, headers, left_s, max_bytes)
                left_s -= time.monotonic() - begun
            if reply.status not in _MOVED:
                return self._answer(url, reply, kept, accept)
            url = _target(url, reply)
            if left_s <= 0:
                raise Unreachable(
                    f"no answer came within {self._timeout_s:g} s", where=shown(first), next_step=NEXT_STEP
                )
        raise Refused(f"more than {REDIRECTS} redirects", where=shown(first), next_step="Give the final address")

    def _ready(self, url: str) -> "httpx2.URL":
        """The address, checked, and all that takes time loaded, so that a turn holds nothing but its request."""
        from litmuspaper.net import wire

        parsed = self._policy.parse(url)
        if parsed.scheme == "https" and self._tls is None:
            self._tls = wire.secure_context()
        return parsed

    def _ask(self, url: "httpx2.URL", headers: Mapping[str, str], within_s: float, max_bytes: int | None) -> "Reply":
        from litmuspaper.net import wire

        return wire.exchange(
            url,
            {"User-Agent": self._agent, **headers},
            policy=self._policy,
            limits=wire.Limits(within_s, max_bytes),
            tls=self._tls,
        )

    def _answer(self, url: str, reply: "Reply", kept: Kept | None, accept: frozenset[str]) -> Answer:
        """Judge a reply that is no redirect."""
        if reply.status == HTTPStatus.NOT_MODIFIED and kept is not None:
            media_type, charset = media_type_and_charset(kept.headers.get("content-type", ""))
            answer = Answer(url, 200, media_type, kept.body, True, charset)
        elif 200 <= reply.status < 300 and reply.status != HTTPStatus.PARTIAL_CONTENT:
            media_type, charset = media_type_and_charset(reply.headers.get("content-type", ""))
            answer = Answer(url, reply.status, media_type, reply.body, False, charset)
        else:
            raise _status_error(url, reply)
        if accept and answer.body and not answer.is_one_of(accept):
            raise BadAnswer(
                f"the server sent {answer.seems()} where {' or '.join(sorted(accept))} was expected",
                where=shown(url),
                next_step="Open the address in a browser; a login or an error page may stand in the way",
            )
        if reply.status == HTTPStatus.OK:
            self._cache.put(url, _accept_header(accept), reply.headers, reply.body)
        return answer


class _Budget:
    """Time for all attempts of one `get`, without the turns waited for."""

    def __init__(self, total_s: float) -> None:
        self._end = time.monotonic() + total_s
        self._failures = 0

    def left_s(self) -> float:
        return max(0.001, self._end - time.monotonic())

    @contextlib.contextmanager
    def paused(self, pace: Pace, host: str) -> Iterator[None]:
        """Hold the host's turn; the wait for it costs nothing."""
        begun = time.monotonic()
        with pace.turn(host):
            self._end += time.monotonic() - begun
            yield

    def wait_after(self, error: Exception) -> float | bool:
        """Seconds to wait before asking again, False where that is no use or no time is left.

        A server's Retry-After is waited out in full or not at all: to ask earlier would only be refused again.
        """
        from litmuspaper.net.wire import CutShort, NotTrusted

        server_fault = isinstance(error, BadAnswer) and (error.status or 0) >= 500
        passing = isinstance(error, (Unreachable, Throttled, CutShort)) or server_fault
        if not passing or isinstance(error, NotTrusted):
            return False
        wait_s = min(_LONGEST_BACKOFF_S, BACKOFF_S * 2**self._failures) * random.uniform(0.5, 1.0)  # noqa: S311
        self._failures += 1
        if isinstance(error, Throttled) and error.retry_after_s is not None:
            wait_s = error.retry_after_s
        return wait_s if time.monotonic() + wait_s < self._end else False


def _accept_header(accept: frozenset[str]) -> str:
    return ", ".join([*sorted(accept), "*/*;q=0.1"]) if accept else "*/*"


def _target(url: str, reply: "Reply") -> str:
    """Where a redirect leads, without its fragment."""
    location = reply.headers.get("location", "").strip()
    if not location:
        raise BadAnswer("a redirect that says not where to", where=shown(url), next_step=NEXT_STEP, status=reply.status)
    try:
        # urljoin would drop what is unsafe; left in, the policy refuses it.
        target = location if UNSAFE.search(location) else urljoin(url, location).partition("#")[0]
    except ValueError:
        target = location
    if url.startswith("https:") and target.lower().startswith("http:"):
        raise Refused("a redirect from https to http", where=shown(url), next_step="Give the final address")
    return target


def _status_error(url: str, reply: "Reply") -> NetworkError:
    status, where = reply.status, shown(url)
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        after_s = retry_after_s(reply.headers.get("retry-after", ""))
        when = f" and asks for {after_s:.0f} s of rest" if after_s is not None else ""
        return Throttled(
            f"the server answered {name}{when}", where=where, next_step="Try again later", retry_after_s=after_s
        )
    if status == HTTPStatus.NOT_MODIFIED:
        return BadAnswer(
            "the server says 'not modified', but nothing is stored", where=where, next_step=NEXT_STEP, status=status
        )
    next_step = "Try again later" if status >= 500 else "Check the address"
    return BadAnswer(f"the server answered {name}", where=where, next_step=next_step, status=status)


def retry_after_s(value: str) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3: seconds or a date).

    Args:
        value: the header's text.

    Returns:
        Seconds from now, never below 0; None where the header says nothing usable.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
