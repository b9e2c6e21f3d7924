"""What may pass is asked again, not before the server wishes, and not beyond the limit."""

import gzip
import time
from email.utils import formatdate

import pytest

from litmuspaper.errors import Throttled

GZIP = gzip.compress(bytes(range(256)) * 40)


def answer(body, status=200, length=None, **headers):
    return body, status, headers, length


@pytest.mark.parametrize(
    "first",
    [
        lambda: answer(b"", 500),
        lambda: answer(b"", 503),
        lambda: answer(b"", 429),
        lambda: answer(b"", 429, Retry_After="soon"),
        lambda: answer(b"", 429, Retry_After="-5"),
        lambda: answer(b"", 429, Retry_After="0"),
        lambda: answer(b"", 429, Retry_After=formatdate(0, usegmt=True)),
        lambda: answer(GZIP[:40], Content_Encoding="gzip"),
        lambda: answer(b"short", length=99),
        lambda: b"",
    ],
)
def test_passing_fault_is_asked_again(server, make_client, first):
    server.behaviours["/"] = lambda sock, request: first() if request.number == 1 else answer(b"good")
    assert make_client().get(server.url()).body == b"good"
    assert len(server.requests) == 2


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_retry_after_is_waited_out(server, make_client, kind):
    def behave(sock, request):
        rest = "1" if kind == "seconds" else formatdate(time.time() + 2, usegmt=True)
        return answer(b"", 429, Retry_After=rest) if request.number == 1 else answer(b"good")

    server.behaviours["/"] = behave
    assert make_client(timeout_s=3).get(server.url()).body == b"good"
    assert 0.9 < server.requests[1].at - server.requests[0].at < 3


@pytest.mark.parametrize("rest", ["3600", "9" * 5000, formatdate(4e9, usegmt=True)])
def test_retry_after_beyond_the_limit_is_told_at_once(server, make_client, rest):
    server.behaviours["/"] = lambda *_: answer(b"", 503, Retry_After=rest)
    begun = time.monotonic()
    with pytest.raises(Throttled) as caught:
        make_client().get(server.url())
    assert time.monotonic() - begun < 1
    assert len(server.requests) == 1
    assert caught.value.retry_after_s >= 3600
