"""Thumbs from the served pages, over a real server on loopback: what is kept, and who is refused."""

import http.client
import itertools
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.cli.serve import make_server
from litmuspaper.cli.served_labels import MAX_BODY_BYTES, ServedLabels
from litmuspaper.errors import LibraryError
from litmuspaper.library.store import Library
from litmuspaper.types import Label, Paper

pytestmark = pytest.mark.enable_socket
PAGE = b"<!doctype html><title>x</title>"


class Site:
    """A running server, and a client that says exactly what it is told to say."""

    def __init__(self, port, labels):
        self.port, self.labels, self.root = port, labels, labels.root
        self.host = f"127.0.0.1:{port}"

    def headers(self, **changed):
        own = {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Content-Type": "application/json",
            "Litmus-Token": self.labels.token,
        } | {name.replace("_", "-"): value for name, value in changed.items()}
        return {name: value for name, value in own.items() if value is not None}

    def send(self, method, path, headers, body=b""):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                for one in value if isinstance(value, list) else [value]:
                    connection.putheader(name, one)
            connection.endheaders(body)
            answer = connection.getresponse()
            data = answer.read()
            is_json = answer.headers.get_content_type() == "application/json"
            return answer.status, answer.headers, json.loads(data) if is_json and data else data
        finally:
            connection.close()

    def post(self, body, path="/label", **changed):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.headers(**({"Content_Length": str(len(data))} | changed))
        return self.send("POST", path, headers, data)

    def told(self, **changed):
        headers = {"Host": self.host} | {name.replace("_", "-"): value for name, value in changed.items()}
        return self.send("GET", "/labels.json", headers)

    def kept(self):
        if not (self.root / "library.db").exists():
            return {}
        with Library.open(self.root, read_only=True) as library:
            return {label.id: label for label in library.labels()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("site")
    (where / "index.html").write_bytes(PAGE)
    return where


@pytest.fixture
def site(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("litmuspaper.cli.served_labels.WAIT_S", 2.0)
    labels = ServedLabels(tmp_path / "library")
    with make_server(folder, 0, labels) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield Site(server.server_address[1], labels)
        server.shutdown()
        thread.join()


def test_a_thumb_is_kept_told_changed_and_taken_back(site):
    assert site.told()[2] == {"token": site.labels.token, "labels": {}}
    for relevant in (True, False):
        status, _, said = site.post({"id": "2601.00001", "relevant": relevant})
        assert (status, said) == (200, {"id": "2601.00001", "relevant": relevant, "known": False})
        label = site.kept()["2601.00001"]
        assert (label.relevant, label.origin) == (relevant, "page")
        assert abs(label.made - datetime.now(UTC).date()) <= timedelta(days=1)
        assert site.told()[2]["labels"] == {"2601.00001": relevant}
    for _ in range(2):
        assert site.post({"id": "2601.00001", "relevant": None})[::2] == (200, {"id": "2601.00001", "relevant": None})
        assert site.kept() == {}


def test_the_command_line_and_the_page_share_their_thumbs(site, litmus, monkeypatch):
    monkeypatch.setenv("LITMUS_HOME", str(site.root))
    assert litmus("like", "2601.00001").code == 0
    site.post({"id": "2601.00002", "relevant": False})
    assert site.told()[2]["labels"] == {"2601.00001": True, "2601.00002": False}
    assert "1  page" in litmus("label").out
    litmus("label", "--remove", "2601.00002")
    assert site.told()[2]["labels"] == {"2601.00001": True}


def test_a_thumb_from_a_page_is_not_overruled_by_an_import(site):
    site.post({"id": "x", "relevant": False})
    with Library.open(site.root) as library:
        library.label(Label(id="x", relevant=True, made=date(2999, 1, 1), origin="import:ris"))
    assert site.told()[2]["labels"] == {"x": False}


def test_the_server_tells_what_the_library_holds_not_what_was_asked(site):
    with Library.open(site.root) as library:
        library.label(Label(id="x", relevant=True, made=date(2999, 1, 1)))
    assert site.post({"id": "x", "relevant": False})[2] == {"id": "x", "relevant": True, "known": False}


def test_a_thumb_that_can_teach_already_is_told_apart(site):
    with Library.open(site.root) as library:
        paper = Paper(id="2601.00001", title="Salt", abstract="The tide moves salt.")
        library.label(Label(id=paper.id, relevant=True, origin="import:ris"), works=[paper])
    assert site.post({"id": "2601.00001", "relevant": False})[2] == {"id": "2601.00001", "relevant": False}


def test_answers_are_not_stored_and_no_other_site_may_read_them(site):
    for status, headers, _ in (site.told(), site.post({"id": "x", "relevant": True}), site.post(b"")):
        assert status in (200, 400)
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not [name for name in headers if name.lower().startswith("access-control")]
    assert site.send("GET", "/", {"Host": site.host})[1]["Cache-Control"] == "no-cache"


FOREIGN = [
    "http://evil.test",
    "null",
    "http://localhost:1",
    "https://127.0.0.1:PORT",
    "http://127.0.0.1:PORT.evil.test",
]
MANNERS = {
    "with all else right": {},
    "as a form": {"Content_Type": "application/x-www-form-urlencoded", "Litmus_Token": None},
    "as plain text": {"Content_Type": "text/plain", "Litmus_Token": None},
    "as a file": {"Content_Type": "multipart/form-data; boundary=x", "Litmus_Token": None},
    "without a type": {"Content_Type": None, "Litmus_Token": None},
    "without a token": {"Litmus_Token": None},
    "as the browser marks it": {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "cors"},
    "claiming to be of the same site": {"Sec_Fetch_Site": "same-origin"},
}


@pytest.mark.parametrize("manner", MANNERS)
def test_no_other_site_can_post(site, manner):
    """Eight manners from five origins."""
    for origin in FOREIGN:
        status, _, said = site.post(
            {"id": "x", "relevant": True}, Origin=origin.replace("PORT", str(site.port)), **MANNERS[manner]
        )
        assert status == 403, origin
        assert "only the pages of this server" in said["error"]
    assert site.kept() == {}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Origin": None}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": ["http://127.0.0.1:PORT", "http://evil.test"]}, 403),
        ({"Origin": "http://localhost:PORT"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Litmus_Token": None}, 403),
        ({"Litmus_Token": "x"}, 403),
        ({"Litmus_Token": "\xe9"}, 403),
        ({"Content_Type": None}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "text/plain; a=application/json"}, 415),
        ({"Content_Type": ["application/json", "text/plain"]}, 415),
        ({"Host": "evil.test"}, 421),
        ({"Host": "evil.test:PORT", "Origin": "http://evil.test:PORT"}, 421),
        ({"Host": "127.0.0.1.evil.test:PORT", "Origin": "http://127.0.0.1.evil.test:PORT"}, 421),
        ({"Host": "localhost", "Origin": "http://localhost"}, 421),
        ({"Host": "localhost:1", "Origin": "http://localhost:1"}, 421),
        ({"Host": "[::1]:PORT", "Origin": "http://[::1]:PORT"}, 421),
        ({"Host": "0.0.0.0:PORT", "Origin": "http://0.0.0.0:PORT"}, 421),
        ({"Host": None}, 421),
        ({"Host": ["127.0.0.1:PORT", "evil.test"]}, 421),
    ],
)
def test_each_check_refuses_by_itself(site, changed, status):
    def here(value):
        many = isinstance(value, list)
        return [here(one) for one in value] if many else value and value.replace("PORT", str(site.port))

    answer, _, said = site.post({"id": "x", "relevant": True}, **{name: here(value) for name, value in changed.items()})
    assert (answer, list(said)) == (status, ["error"])
    assert site.kept() == {}


def test_both_names_of_this_machine_may_post(site):
    for host in (f"localhost:{site.port}", f"LOCALHOST:{site.port}", site.host):
        own = {"Host": host, "Origin": f"http://{host.lower()}", "Content_Type": "application/json; charset=utf-8"}
        assert site.post({"id": host, "relevant": True}, Sec_Fetch_Site="same-origin", **own)[0] == 200


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Host": "evil.test"}, 421),
        ({"Host": "localhost"}, 421),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
    ],
)
def test_the_token_is_told_to_no_other_site(site, changed, status):
    answer, _, said = site.told(**changed)
    assert answer == status
    assert site.labels.token not in str(said)


def test_each_run_has_a_token_of_its_own_that_no_print_shows(tmp_path):
    one, two = ServedLabels(tmp_path), ServedLabels(tmp_path)
    assert one.token != two.token
    assert len(one.token) >= 32
    assert one.token not in repr(one)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{",
        b"[" * MAX_BODY_BYTES,
        b'{"id": "x"}',
        b'{"relevant": true}',
        b'{"id": "x", "relevant": true, "origin": "thumb"}',
        b'{"id": "x", "relevant": 1}',
        b'{"id": "x", "relevant": "true"}',
        b'{"id": "x", "relevant": NaN}',
        b'{"id": 1, "relevant": true}',
        b'{"id": ["x"], "relevant": true}',
        b'{"id": null, "relevant": true}',
        b'{"id": "", "relevant": true}',
        b'{"id": " x", "relevant": true}',
        b'{"id": "a\\u0000b", "relevant": true}',
        b'{"id": "a\\nb", "relevant": true}',
        b'{"id": "\\ud800", "relevant": true}',
        b'{"id": "\\u202e", "relevant": true}',
        json.dumps({"id": "x" * 501, "relevant": True}).encode(),
    ],
)
def test_a_body_that_is_no_thumb_changes_nothing(site, body):
    status, _, said = site.post(body)
    assert status == 400
    assert len(said["error"]) < 80
    assert site.kept() == {}


def test_a_body_must_be_short_and_say_how_long_it_is(site):
    whole = json.dumps({"id": "x", "relevant": True}).encode()
    padded = whole + b" " * (MAX_BODY_BYTES - len(whole))
    assert site.post(padded + b" ")[0] == 413
    assert site.post(padded + b" " * 50_000)[0] == 413
    for length in ("-1", "+5", "1e3", "0x10", "1" * 30, "", ["41", "41"]):
        assert site.post(whole, Content_Length=length)[0] == 411, length
    assert site.post(whole, Transfer_Encoding="chunked")[0] == 411
    assert site.kept() == {}
    assert site.post(padded)[0] == 200


def test_a_body_that_breaks_off_changes_nothing(site):
    whole = json.dumps({"id": "x", "relevant": True}).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in site.headers(Content_Length=str(len(whole))).items())
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as begun:
        begun.sendall(f"POST /label HTTP/1.1\r\n{head}\r\n".encode() + whole[:-5])
        begun.shutdown(socket.SHUT_WR)
        assert b" 400 " in begun.recv(4096)
    assert site.kept() == {}


def test_a_library_that_is_being_written_gives_503_with_words_and_keeps_what_it_had(site, monkeypatch):
    site.post({"id": "x", "relevant": True})
    monkeypatch.setattr("litmuspaper.cli.served_labels.WAIT_S", 0.1)
    with Library.open(site.root) as writer:
        status, headers, said = site.post({"id": "x", "relevant": False})
        assert (status, headers["Retry-After"]) == (503, "5")
        assert "is writing the library" in said["error"]
        assert "Press again" in said["error"]
        assert site.told()[2]["labels"] == {"x": True}
        writer.label(Label(id="y", relevant=True))
    assert {id: label.relevant for id, label in site.kept().items()} == {"x": True, "y": True}
    assert site.post({"id": "x", "relevant": False})[0] == 200


def test_a_writer_that_ends_soon_is_waited_for(site):
    with ThreadPoolExecutor(1) as pool, Library.open(site.root):
        answer = pool.submit(site.post, {"id": "x", "relevant": True})
        with pytest.raises(TimeoutError):
            answer.result(timeout=0.3)
    assert answer.result()[0] == 200


def test_thumbs_at_once_are_all_kept(site):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: site.post({"id": f"2601.{n:05}", "relevant": n % 2 == 0})[0], range(24)))
    assert answers == [200] * 24
    assert len(site.kept()) == 24


def test_a_damaged_library_is_said_and_the_pages_still_come(site):
    site.root.mkdir()
    (site.root / "library.db").write_bytes(b"no database " * 400)
    for status, _, said in (site.told(), site.post({"id": "x", "relevant": True})):
        assert status == 500
        assert said["error"]
    assert site.send("GET", "/", {"Host": site.host})[2] == PAGE


def test_a_full_disk_is_said(site, monkeypatch):
    def refuse(*_):
        raise LibraryError("the disk is full", where="library.db", next_step="Free some space")

    monkeypatch.setattr(Library, "label", refuse)
    assert site.post({"id": "x", "relevant": True})[::2] == (
        500,
        {"error": "library.db: the disk is full. Free some space"},
    )


def test_other_paths_and_methods_are_refused_as_ever(site):
    for path in ("/", "/label/", "/labels.json", "/label?x=1", "/index.html"):
        assert site.post({"id": "x", "relevant": True}, path=path)[0] == 501, path
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        for path in ("/label", "/labels.json"):
            assert site.send(method, path, site.headers())[0] == 501
    assert site.send("GET", "/label", {"Host": site.host})[0] == 404
    assert site.send("HEAD", "/labels.json", {"Host": site.host})[2] == b""


def test_without_a_library_there_is_nothing_to_ask(folder):
    with make_server(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        bare = Site(server.server_address[1], ServedLabels(folder))
        assert bare.told()[0] == 404
        assert bare.post({"id": "x", "relevant": True})[0] == 501
        server.shutdown()
        thread.join()
    assert not (folder / "library.db").exists()


@settings(max_examples=60)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=60).map(str.encode), st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "relevant", "x"]), inner),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_any_body_is_a_thumb_or_a_refusal(tmp_path_factory, body):
    answer = ServedLabels(tmp_path_factory.getbasetemp() / "any").kept(body)
    assert answer.status in (200, 400)
    assert answer.body


def test_an_order_of_presses_ends_where_the_last_one_says(site):
    for presses in itertools.permutations((True, False, None)):
        for relevant in presses:
            assert site.post({"id": "x", "relevant": relevant})[2]["relevant"] is relevant
        assert site.told()[2]["labels"] == ({} if presses[-1] is None else {"x": presses[-1]})
