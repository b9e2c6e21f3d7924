"""The room and the real client together, against a server on loopback. All papers are invented, written by us."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from litmuspaper.collect import arxiv_feed
from litmuspaper.collect.arxiv_feed import ArxivFeed
from litmuspaper.net.client import Client
from litmuspaper.net.pace import Pace
from litmuspaper.net.policy import Policy

WEDNESDAY = date(2026, 8, 12)


@pytest.fixture
def server(make, socket_enabled):
    day = [make.Invented(f"2608.9{n:04d}") for n in range(5)]
    answers = {
        "/atom/cs.AI": (make.atom(WEDNESDAY, day), "application/atom+xml; charset=utf-8"),
        "/list/cs.AI/new": (make.list_page(WEDNESDAY, day), "text/html; charset=utf-8"),
        "/list/cs.CV/new": (b"{}", "application/json"),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body, kind = answers.get(self.path, (b"gone", "text/plain"))
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


@pytest.fixture
def client(tmp_path, server, monkeypatch):
    monkeypatch.setattr(arxiv_feed, "FEED", server)
    monkeypatch.setattr(arxiv_feed, "LIST", f"{server}/list")
    pace = Pace(tmp_path / "pace", {"127.0.0.1": 0.0})
    return Client(tmp_path, timeout_s=5, attempts=1, policy=Policy(allow_private=True), pace=pace)


def test_a_day_over_http_is_fresh(client):
    (one,) = ArxivFeed(client, ["cs.AI"], today=WEDNESDAY).fetch()
    assert (one.state, one.announced) == ("fresh", 5)


def test_missing_addresses_and_wrong_types_end_in_words(client):
    (one,) = ArxivFeed(client, ["cs.CV"], today=WEDNESDAY).fetch()
    assert (one.state, one.announced) == ("failed", 0)
    assert "404" in one.message
    assert "application/json" in one.message
