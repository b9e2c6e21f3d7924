"""An unchanged page is not sent again, and a damaged store is never believed."""

import gzip

import pytest

from litmuspaper.errors import BadAnswer
from litmuspaper.net.cache import Cache

BODY = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>"


@pytest.fixture
def page(server):
    """A page with an ETag that answers "not modified" to whoever knows it."""

    def behave(sock, request):
        if request.headers.get("if-none-match") == '"v1"':
            return b"", 304
        return gzip.compress(BODY), 200, {"ETag": '"v1"', "Content-Encoding": "gzip", "Content-Type": "text/xml"}

    server.behaviours["/"] = behave
    return server


def stored(tmp_path):
    return list((tmp_path / "home" / "http").iterdir())


def test_an_unchanged_page_comes_from_the_store(page, make_client):
    first = make_client().get(page.url(), accept={"text/xml"})
    second = make_client().get(page.url(), accept={"text/xml"})
    assert (first.from_cache, second.from_cache) == (False, True)
    assert (second.body, second.status, second.media_type, second.url) == (BODY, 200, "text/xml", first.url)
    assert second.text() == first.text()
    assert "é" in second.text()


def test_last_modified_serves_too(server, make_client):
    day = "Fri, 12 Sep 2025 04:00:00 GMT"

    def behave(sock, request):
        return (b"", 304) if request.headers.get("if-modified-since") == day else (b"x", 200, {"Last-Modified": day})

    server.behaviours["/"] = behave
    assert [make_client().get(server.url()).from_cache for _ in range(2)] == [False, True]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[:-1] + b"?",
        lambda raw: raw + b"more",
        lambda raw: b"",
        lambda raw: b"[]\n" + BODY,
        lambda raw: b'{"etag": "\\"v1\\""}\n' + BODY,
        lambda raw: b"[" * 100_000,
        lambda raw: b"\xff\xfe\n",
    ],
)
def test_a_damaged_entry_is_dropped_and_the_page_fetched(page, make_client, tmp_path, damage):
    make_client().get(page.url())
    (file,) = stored(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    got = make_client().get(page.url())
    assert (got.from_cache, got.body) == (False, BODY)
    assert "if-none-match" not in page.requests[-1].headers
    assert make_client().get(page.url()).from_cache


def test_other_addresses_and_types_have_their_own_entry(page, make_client):
    client = make_client()
    client.get(page.url())
    client.get(page.url("/?page=2"))
    client.get(page.url(), accept={"text/xml"})
    assert all("if-none-match" not in request.headers for request in page.requests)


def test_a_redirected_page_is_stored_under_its_own_address(page, make_client):
    page.behaviours["/old"] = lambda *_: (b"", 302, {"Location": "/"})
    make_client().get(page.url("/old"))
    assert make_client().get(page.url()).from_cache
    assert make_client().get(page.url("/old")).from_cache


@pytest.mark.parametrize(
    "headers", [{}, {"ETag": '"a"', "Cache-Control": "private, no-store"}, {"ETag": '"' + "a" * 5000 + '"'}]
)
def test_what_cannot_or_must_not_be_asked_again_is_not_kept(server, make_client, tmp_path, headers):
    server.behaviours["/"] = lambda *_: (b"x", 200, headers)
    make_client().get(server.url())
    assert not (tmp_path / "home" / "http").exists()


def test_a_page_of_the_wrong_type_is_not_kept(page, make_client, tmp_path):
    with pytest.raises(BadAnswer):
        make_client().get(page.url(), accept={"application/pdf"})
    assert not (tmp_path / "home" / "http").exists()


def test_a_store_that_cannot_be_written_costs_nothing_but_itself(page, make_client, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "http").write_text("in the way")
    assert make_client().get(page.url()).body == BODY


def test_nothing_half_written_stays(page, make_client, tmp_path, monkeypatch):
    import os

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert make_client().get(page.url()).body == BODY
    assert stored(tmp_path) == []


def test_the_oldest_go_first(tmp_path):
    import os

    cache = Cache(tmp_path, limit_bytes=10_000)
    for n in range(10):
        cache.put(f"http://a/{n}", "*/*", {"etag": "x"}, b"a" * 2000)
        for file in tmp_path.iterdir():
            os.utime(file, (file.stat().st_mtime - 10,) * 2)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 10_000
    assert cache.get("http://a/9", "*/*").body == b"a" * 2000
    assert cache.get("http://a/0", "*/*") is None
    cache.put("http://a/big", "*/*", {"etag": "x"}, b"a" * 3000)
    assert cache.get("http://a/big", "*/*") is None
