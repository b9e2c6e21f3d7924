"""Each fault of HTTP ends in the right error, in time, after the right number of requests."""

import gzip
import http.client
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time

import pytest

from litmuspaper.errors import BadAnswer, Refused, Throttled, Unreachable

XML = b"<?xml version='1.0'?><feed/>"
ATOM_ERROR = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Error</title></entry></feed>"


def answer(body, status=200, length=None, **headers):
    return body, status, headers, length


def hang(server):
    def behave(sock, request):
        server.closing.wait(20)

    return behave


def drip(server, first, piece, every_s=0.05):
    """Send a beginning, then a piece again and again; it ends only when the client goes."""

    def behave(sock, request):
        sock.sendall(first)
        while not server.closing.wait(every_s):
            sock.sendall(piece)

    return behave


def chunked(body, end=b"0\r\n\r\n", **headers):
    head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
    head += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return head.encode() + b"\r\n" + b"%x\r\n" % len(body) + body + b"\r\n" + end


def reset(sock, request):
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


HEAD = b"HTTP/1.1 200 OK\r\n"
GZIP = gzip.compress(b"x" * 5000 + bytes(range(256)) * 40)

# name: (behaviour of the server, error, words of the message, requests made with two attempts)
FAULTS = {
    "read timeout": (hang, Unreachable, "no answer came within", 2),
    "slow header": (lambda s: drip(s, HEAD, b"X-A: b\r\n"), Unreachable, "no answer came within", 2),
    "slow body": (lambda s: drip(s, HEAD + b"Content-Length: 99999\r\n\r\n", b"a"), Unreachable, "did not end", 2),
    "slow gzip": (
        lambda s: drip(s, HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
        Unreachable,
        "did not end",
        2,
    ),
    "endless 100 Continue": (
        lambda s: drip(s, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        Unreachable,
        "no answer came within",
        2,
    ),
    "closed without an answer": (lambda s: lambda sock, r: b"", Unreachable, "without an answer", 2),
    "reset in the body": (lambda s: reset, BadAnswer, "broke before the answer's end", 2),
    "429 for good": (lambda s: lambda *_: answer(b"", 429), Throttled, "429 Too Many Requests", 2),
    "503 for good": (lambda s: lambda *_: answer(b"", 503), Throttled, "503 Service Unavailable", 2),
    "500 for good": (lambda s: lambda *_: answer(b"", 500), BadAnswer, "500 Internal Server Error", 2),
    "502 for good": (lambda s: lambda *_: answer(b"", 502), BadAnswer, "502 Bad Gateway", 2),
    "404, a missing page": (lambda s: lambda *_: answer(b"", 404), BadAnswer, "404 Not Found", 1),
    "410": (lambda s: lambda *_: answer(b"", 410), BadAnswer, "410 Gone", 1),
    "an unknown status": (lambda s: lambda *_: answer(b"", 499), BadAnswer, "answered 499", 1),
    "206 unasked": (lambda s: lambda *_: answer(b"part", 206), BadAnswer, "206 Partial", 1),
    "304 without a stored answer": (lambda s: lambda *_: answer(b"", 304), BadAnswer, "nothing is stored", 1),
    "redirect to itself": (lambda s: lambda *_: answer(b"", 301, Location="/fault"), Refused, "5 redirects", 6),
    "10 000 redirects": (
        lambda s: lambda sock, r: answer(b"", 302, Location=f"/fault?{r.number}"),
        Refused,
        "more than 5 redirects",
        6,
    ),
    "redirect to nowhere": (lambda s: lambda *_: answer(b"", 302), BadAnswer, "says not where to", 1),
    "redirect to a file": (
        lambda s: lambda *_: answer(b"", 302, Location="file:///etc/passwd"),
        Refused,
        "not http or https",
        1,
    ),
    "redirect with a password": (
        lambda s: lambda *_: answer(b"", 302, Location=f"http://a:b@127.0.0.1:{s.port}/"),
        Refused,
        "user name or a password",
        1,
    ),
    "redirect to a long address": (
        lambda s: lambda *_: answer(b"", 302, Location="/" + "a" * 20_000),
        Refused,
        "too long",
        1,
    ),
    "truncated gzip": (
        lambda s: lambda *_: answer(GZIP[:-9], Content_Encoding="gzip"),
        BadAnswer,
        "ends early",
        2,
    ),
    "broken gzip": (
        lambda s: lambda *_: answer(b"\x1f\x8b\x08\x00" + b"\xff" * 60, Content_Encoding="gzip"),
        BadAnswer,
        "compressed data is broken",
        1,
    ),
    "gzip bomb": (
        lambda s: lambda *_: answer(gzip.compress(b"\0" * 30_000_000), Content_Encoding="gzip"),
        Refused,
        "larger than 0.9537 MiB",
        1,
    ),
    "an encoding not asked for": (
        lambda s: lambda *_: answer(b"x", Content_Encoding="br"),
        BadAnswer,
        "was not asked for",
        1,
    ),
    "endless body": (lambda s: drip(s, HEAD + b"\r\n", b"a" * 200_000, 0.001), Refused, "larger than", 1),
    "endless chunks": (
        lambda s: drip(s, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"30d40\r\n" + b"a" * 200_000 + b"\r\n", 0.001),
        Refused,
        "larger than",
        1,
    ),
    "length too long": (lambda s: lambda *_: answer(b"short", length=500), BadAnswer, "broke before", 2),
    "chunks without an end": (lambda s: lambda *_: chunked(b"half", end=b""), BadAnswer, "broke before", 2),
    "a bad chunk": (lambda s: lambda *_: chunked(b"half", end=b"zz\r\n"), BadAnswer, "broke before", 2),
    "two lengths": (
        lambda s: lambda *_: HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        BadAnswer,
        "did not answer in HTTP",
        1,
    ),
    "not HTTP": (lambda s: lambda *_: b"SSH-2.0-OpenSSH_9.9\r\n\r\n", BadAnswer, "did not answer in HTTP", 1),
    "header bomb": (
        lambda s: lambda *_: HEAD + b"X: " + b"a" * 3_000_000 + b"\r\n\r\n",
        BadAnswer,
        "did not answer in HTTP",
        1,
    ),
    "many headers": (
        lambda s: lambda *_: HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(100_000)) + b"\r\n",
        BadAnswer,
        "did not answer in HTTP",
        1,
    ),
    "wrong type": (
        lambda s: lambda *_: answer(b"\x89PNG", Content_Type="image/png"),
        BadAnswer,
        r"the server sent image/png where application/atom\+xml or text/xml was expected",
        1,
    ),
    "no type": (lambda s: lambda *_: answer(XML), BadAnswer, "sent no media type where", 1),
    "HTML for XML": (
        lambda s: lambda *_: answer(b"<html>login</html>", Content_Type="text/html; charset=utf-8"),
        BadAnswer,
        "the server sent text/html where",
        1,
    ),
    "HTML under the name of XML": (
        lambda s: lambda *_: answer(b"\n<!DOCTYPE html><p>login", Content_Type="text/xml"),
        BadAnswer,
        "the server sent text/html where",
        1,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_ends_in_its_error(server, make_client, fault):
    behaviour, error, words, requests = FAULTS[fault]
    server.behaviours["/fault"] = behaviour(server)
    # Only what must run out of time gets little of it, so that a busy machine changes nothing.
    timeout_s = 0.35 if error is Unreachable else 5.0
    begun = time.monotonic()
    with make_client(max_bytes=1_000_000, timeout_s=timeout_s) as client, pytest.raises(error, match=words) as caught:
        client.get(server.url("/fault"), accept={"text/xml", "application/atom+xml"})
    assert time.monotonic() - begun < 2 * timeout_s + 1
    assert len(server.requests) == requests
    assert caught.value.where
    assert caught.value.next_step


GIVEN = {
    "an empty 200": (lambda: answer(b""), b""),
    "an empty 200 of another type": (lambda: answer(b"", Content_Type="text/html"), b""),
    "an Atom error entry": (lambda: answer(ATOM_ERROR, Content_Type="text/xml"), ATOM_ERROR),
    "length too short": (lambda: answer(XML + b"more", length=len(XML), Content_Type="text/xml"), XML),
    "type in capitals": (lambda: answer(XML, Content_Type="Text/XML;Charset=UTF-8"), XML),
    "gzip": (lambda: answer(gzip.compress(XML), Content_Encoding="gzip", Content_Type="text/xml"), XML),
    "gzip in two members": (
        lambda: answer(
            gzip.compress(XML[:9]) + gzip.compress(XML[9:]), Content_Encoding="x-gzip", Content_Type="text/xml"
        ),
        XML,
    ),
    "no length": (lambda: HEAD + b"Content-Type: text/xml\r\n\r\n" + XML, XML),
    "chunks": (lambda: chunked(XML, Content_Type="text/xml"), XML),
}


@pytest.mark.parametrize("case", GIVEN)
def test_answer_is_given_as_it_is(server, make_client, case):
    make, body = GIVEN[case]
    server.behaviours["/"] = lambda *_: make()
    got = make_client().get(server.url(), accept={"text/xml"})
    assert (got.status, got.body, got.from_cache) == (200, body, False)


def test_redirect_is_followed_and_told(server, make_client):
    server.behaviours["/old"] = lambda *_: answer(b"", 302, Location="../new?a=1#part")
    server.behaviours["/new"] = lambda *_: answer(b"here")
    got = make_client().get(server.url("/old"), params={"q": "a b&c", "r": "é"})
    assert (got.body, got.url) == (b"here", server.url("/new?a=1"))
    assert server.paths() == ["/old?q=a+b%26c&r=%C3%A9", "/new?a=1"]


def test_connection_that_is_never_taken(make_client, full_port):
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1 within"):
        make_client(attempts=1, timeout_s=0.5).get(f"http://127.0.0.1:{full_port}/")
    assert time.monotonic() - begun < 0.5 + 1


def test_refused_connection(make_client):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="Connection refused"):
            make_client().get(f"http://127.0.0.1:{taken.getsockname()[1]}/")


def test_tls_where_plain_http_is_spoken(server, make_client):
    with pytest.raises(Unreachable, match=r"no secure connection to 127\.0\.0\.1"):
        make_client().get(server.url(scheme="https"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_tls_certificate_that_nobody_signed(tmp_path, make_client):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    made += ["-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    tries = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            for _ in range(2):
                try:
                    taken, _ = listener.accept()
                except OSError:
                    return
                tries.append(1)
                with taken:
                    try:
                        context.wrap_socket(taken, server_side=True).close()
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1 is not trusted"):
            make_client(timeout_s=3).get(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        assert len(tries) == 1


def test_a_handshake_that_never_ends(make_client):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            make_client(attempts=1, timeout_s=0.5).get(f"https://127.0.0.1:{silent.getsockname()[1]}/")
        assert time.monotonic() - begun < 0.5 + 1


def test_agent_names_the_program_and_the_contact(server, make_client):
    server.behaviours["/"] = lambda *_: answer(b"")
    make_client(contact="a@b.org\r\nX-Evil: 1").get(server.url())
    sent = server.requests[0].headers
    assert sent["user-agent"].startswith("litmuspaper/")
    assert sent["user-agent"].endswith("(+a@b.orgX-Evil: 1)")
    assert "x-evil" not in sent
    assert sent["accept-encoding"] == "gzip"


def test_a_proxy_in_the_environment_is_not_used(server, make_client, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    server.behaviours["/"] = lambda *_: answer(b"direct")
    assert make_client().get(server.url()).body == b"direct"


def test_a_key_in_the_address_reaches_no_error_and_no_log(server, make_client, caplog, tmp_path):
    caplog.set_level(0)
    server.behaviours["/"] = lambda sock, request: answer(b"", 500) if request.number < 3 else answer(b"", ETag='"a"')
    told = ""
    for params in ({"api_key": "canary"}, {"access_token": "canary", "page": "2"}):
        try:
            make_client().get(server.url(), params=params)
        except BadAnswer as error:
            told += f"{error} {error!r}"
    assert "api_key=***" in told
    assert "canary" not in told + caplog.text
    assert any("canary" in path for path in server.paths())
    stored = [file.read_bytes() + file.name.encode() for file in (tmp_path / "home" / "http").iterdir()]
    assert stored
    assert not any(b"canary" in content for content in stored)


class TestReachable:
    @pytest.mark.parametrize("status", [200, 301, 404, 429, 500])
    def test_any_answer_counts(self, server, make_client, status):
        server.behaviours["/"] = lambda *_: answer(b"x" * 1000, status)
        assert make_client().reachable(server.url(), 2.0) is True
        assert len(server.requests) == 1

    def test_no_answer_is_decided_in_time_and_once(self, server, make_client):
        server.behaviours["/"] = hang(server)
        begun = time.monotonic()
        assert make_client(timeout_s=60).reachable(server.url(), 0.4) is False
        assert time.monotonic() - begun < 0.4 + 1
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:1/", "ftp://127.0.0.1/", "not an address", "", "http://name.invalid/"]
    )
    def test_never_raises(self, make_client, url):
        assert make_client().reachable(url, 2.0) is False

    def test_a_body_that_never_comes_is_not_waited_for(self, server, make_client):
        server.behaviours["/"] = drip(server, HEAD + b"Content-Length: 9999\r\n\r\n", b"a", 0.3)
        begun = time.monotonic()
        assert make_client().reachable(server.url(), 3.0) is True
        assert time.monotonic() - begun < 2, "it waited for the body"


def test_the_server_of_these_tests_speaks_http(server):
    """The fault server is real: another client reads its good answers."""
    server.behaviours["/"] = lambda *_: answer(b"plain")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"plain"
    connection.close()
