"""Only public http and https addresses are asked, in whatever form the others are written."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.errors import LitmusError, Refused, Unreachable
from litmuspaper.net.policy import Policy, forbidden, shown

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.8.9.1/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.5.5/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.2.1/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001::1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://localhost/",
    "http://LOCALHOST./",
]
UNUSUAL = [
    "http://2130706433/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://127.0.0.0x1/",
    "http://8.8.8.8.8/",
    "http://1.2.3.256/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://%31%32%37.0.0.1/",
    "http://a%00.org/",
    "http://a b.org/",
    "http://a.org /",
    "http://a.org\t/",
    "http://a.org\r\nHost: b/",
    "http://a.org\\@b.org/",
    "http://user@a.org/",
    "http://user:password@a.org/",
    "http://@a.org/",
    "http://:@a.org/",
    "http://a.org:0/",
    "http://a.org:99999/",
    "http://a.org:port/",
    "http:///path",
    "http://",
    "http:a.org",
    "//a.org/",
    "/path",
    "a.org",
    "",
    "file:///etc/passwd",
    "ftp://a.org/",
    "gopher://a.org/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "ws://a.org/",
    "http+unix://socket/",
    "http://a.org/" + "a" * 9000,
]
PUBLIC = ["http://8.8.8.8/", "https://1.1.1.1:8443/x?y=z", "http://[2606:4700::1111]/", "http://[64:ff9b::808:808]/"]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused(url):
    with pytest.raises(Refused):
        Policy().check(url)


@pytest.mark.parametrize("url", UNUSUAL)
@pytest.mark.parametrize("allow_private", [False, True])
def test_unusual_addresses_are_refused_before_any_name_is_resolved(url, allow_private, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    with pytest.raises(Refused) as caught:
        Policy(allow_private=allow_private).parse(url)
    assert "password@" not in str(caught.value)


@pytest.mark.parametrize("url", PUBLIC)
def test_public_addresses_pass(url):
    Policy().check(url)


def test_private_addresses_pass_where_they_are_allowed():
    Policy(allow_private=True).check("http://127.0.0.1:8000/")


def resolver(monkeypatch, table):
    """Names resolve as the table says; each list is used up from the left. Numbers resolve to themselves."""
    real, asked = socket.getaddrinfo, []

    def ask(host, port, *args, **options):
        name = host.decode() if isinstance(host, bytes) else host
        if name not in table:
            return real(host, port, *args, **options)
        asked.append(name)
        addresses = table[name].pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    return asked


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    resolver(monkeypatch, {"two.example": [["8.8.8.8", "10.0.0.1"]]})
    with pytest.raises(Refused, match=r"two\.example leads to 10\.0\.0\.1, a private address"):
        Policy().check("http://two.example/")


def test_a_name_that_leads_nowhere(monkeypatch):
    resolver(monkeypatch, {"none.example": [[]]})
    with pytest.raises(Unreachable, match="does not resolve"):
        Policy().check("http://none.example/")


class OnlyServer(Policy):
    """The strict policy, with one name let through to the fault server."""

    def addresses(self, host, port, within_s=10.0):
        return ["127.0.0.1"] if host == "server.example" else super().addresses(host, port, within_s)


@pytest.mark.parametrize("target", [*PRIVATE, *UNUSUAL[:20]])
def test_redirects_to_private_addresses_are_refused(server, make_client, target):
    target = target.replace("127.0.0.1/", f"127.0.0.1:{server.port}/").replace("lhost/", f"lhost:{server.port}/")
    location = target.replace("\r\n", "%0d%0a").encode("utf-8").decode("latin-1")
    server.behaviours["/start"] = lambda *_: (b"", 302, {"Location": location})
    with pytest.raises(LitmusError) as caught:
        make_client(policy=OnlyServer()).get(server.url("/start", host="server.example"))
    assert isinstance(caught.value, Refused)
    assert server.paths() == ["/start"]


def test_a_redirect_from_https_to_http_is_refused():
    import httpx2

    from litmuspaper.net.client import _target
    from litmuspaper.net.wire import Reply

    moved = Reply(302, httpx2.Headers({"Location": "http://a.org/"}), b"")
    with pytest.raises(Refused, match="from https to http"):
        _target("https://a.org/", moved)
    assert _target("http://a.org/", moved) == "http://a.org/"


def test_a_name_that_changes_its_address_gains_nothing(server, make_client, monkeypatch):
    """DNS rebinding: the name is resolved once a request, and the checked address is the one connected to."""
    asked = resolver(monkeypatch, {"flip.example": [["127.0.0.1"], ["192.0.2.1"]]})
    server.behaviours["/"] = lambda *_: (b"x",)
    assert make_client().get(server.url(host="flip.example")).body == b"x"
    assert asked == ["flip.example"]
    assert server.requests[0].headers["host"] == f"flip.example:{server.port}"


def test_a_name_that_turns_private_is_refused_at_the_connection(server, make_client, monkeypatch):
    resolver(monkeypatch, {"flip.example": [["8.8.8.8"], ["127.0.0.1"]]})
    Policy().check(server.url(host="flip.example"))
    with pytest.raises(Refused, match=r"leads to 127\.0\.0\.1, a loopback address"):
        make_client(policy=Policy()).get(server.url(host="flip.example"))
    assert server.requests == []


def test_an_address_that_does_not_answer_leaves_time_for_the_next(server, make_client, monkeypatch):
    resolver(monkeypatch, {"two.example": [["127.0.0.2", "127.0.0.1"]]})
    server.behaviours["/"] = lambda *_: (b"x",)
    assert make_client().get(server.url(host="two.example")).body == b"x"


def test_a_resolver_that_hangs_is_left(make_client, monkeypatch):
    import threading
    import time

    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(10) and [])
    begun = time.monotonic()
    assert make_client().reachable("http://slow.example/", 0.3) is False
    assert time.monotonic() - begun < 0.3 + 1
    over.set()


@given(st.ip_addresses())
def test_what_is_let_through_is_global(ip):
    if forbidden(str(ip)) is None and ip not in ipaddress.ip_network("64:ff9b::/96"):
        assert ip.is_global
        assert not any((ip.is_private, ip.is_loopback, ip.is_multicast, ip.is_reserved))


NETWORKS = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"]
NETWORKS += ["192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4"]
private_ips = st.sampled_from(NETWORKS).flatmap(lambda net: st.ip_addresses(v=4, network=net))


@given(private_ips, st.integers(0, 7))
def test_no_form_of_a_private_address_passes(ip, form):
    number = int(ip)
    host = [
        str(ip),
        str(number),
        hex(number),
        f"0{number:o}",
        f"[::ffff:{ip}]",
        f"[64:ff9b::{ip}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
        ".".join(f"0{byte:o}" for byte in ip.packed),
    ][form]
    with pytest.raises(Refused):
        Policy().check(f"http://{host}/")


pieces = st.sampled_from(
    ["http://", "https:", "//", "@", ":", "127.0.0.1", "[::1]", "a.org", "/", "?", "#", "%", "\\", "é"]
)


@given(st.one_of(st.text(), st.lists(st.one_of(pieces, st.text(max_size=4)), max_size=8).map("".join)))
def test_any_text_is_parsed_or_refused(text):
    try:
        parsed = Policy().parse(text)
    except Refused as error:
        assert error.next_step  # noqa: PT017
        return
    assert parsed.scheme in ("http", "https")
    assert parsed.raw_host
    assert not parsed.userinfo


def test_secrets_are_not_shown():
    told = shown("https://me:word@a.org/p?q=1&api_key=K1&access_token=K2&resumption=ok&X-Signature=K3#f")
    assert told == "https://a.org/p?q=1&api_key=***&access_token=***&resumption=ok&X-Signature=***#f"
    assert "word" not in shown("https://me:wo@rd@a.org/")
