"""`litmus serve` gives the site to this machine and to nobody else."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

from litmuspaper.cli.serve import command, first_pages, make_server
from litmuspaper.errors import ConfigError, PublishError
from litmuspaper.publish import publish


@pytest.fixture(scope="module")
def site(example, tmp_path_factory):
    where = tmp_path_factory.mktemp("served") / "site"
    publish(example.a_day(), where)
    (where.parent / "secret.html").write_text("secret", encoding="utf-8")
    (where / "link.html").symlink_to(where.parent / "secret.html")
    (where / "linked").symlink_to(where.parent)
    (where / ".hidden.html").write_text("secret", encoding="utf-8")
    (where / "notes.txt").write_text("secret", encoding="utf-8")
    with make_server(where, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def ask(port, path="/", method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html?x=1", "text/html; charset=utf-8"),
        ("/2025-09-12/", "text/html; charset=utf-8"),
        ("/2025-09-12/day.json", "application/json; charset=utf-8"),
        ("/2025-09-12/day.md", "text/plain; charset=utf-8"),
        ("/assets/litmus.css", "text/css; charset=utf-8"),
        ("/assets/litmus.js", "text/javascript; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
    ],
)
def test_each_file_comes_with_its_type_and_the_security_headers(site, path, media):
    status, headers, body = ask(site, path)
    assert status == 200
    assert headers["Content-Type"] == media
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert int(headers["Content-Length"]) == len(body) > 0
    status, headers, nothing = ask(site, path, "HEAD")
    assert (status, nothing) == (200, b"")
    assert int(headers["Content-Length"]) == len(body)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/%2e%2e%2fsecret.html",
        "/..%5csecret.html",
        "/..\\secret.html",
        "/2025-09-12/../../secret.html",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/link.html",
        "/linked/secret.html",
        "/.hidden.html",
        "/notes.txt",
        "/assets/",
        "/2025-09-12",
        "/2025-09-12/papers/",
        "/index.html%00.css",
        "/%ff",
        "/C:/x.html",
        "/nowhere.html",
        "/" + "a" * 5000 + ".html",
    ],
)
def test_nothing_else_is_given(site, path):
    status, headers, body = ask(site, path)
    assert status == 404
    assert b"secret" not in body
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:80", "127.0.0.1.evil.test", "localhost:1", "", "localhost@evil.test", "0.0.0.0", "[::1]"],
)
def test_another_site_s_name_that_leads_here_is_refused(site, host):
    status, _, body = ask(site, Host=host)
    assert status == 421
    assert b"Light" not in body


def test_both_names_of_this_machine_are_answered(site):
    for host in ("localhost", "127.0.0.1", f"LOCALHOST:{site}", f"127.0.0.1:{site}"):
        assert ask(site, Host=host)[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"])
def test_only_get_and_head_are_answered(site, method):
    assert ask(site, "/", method)[0] == 501


def test_only_the_loopback_address_listens(site):
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in sorted(others | {"127.0.0.2"}):
        with pytest.raises(OSError, match=r"refused|timed out|unreachable|Cannot assign"):
            socket.create_connection((address, site), timeout=2)


def test_a_taken_port_and_an_empty_folder_say_what_to_do(site, tmp_path):
    with pytest.raises(ConfigError, match=r"no index\.html.*litmus day"):
        make_server(tmp_path, 0)
    (tmp_path / "2601.00001").mkdir()
    (tmp_path / "2601.00001/index.html").write_text("x", encoding="utf-8")
    make_server(tmp_path, 0).server_close()
    assert first_pages(tmp_path) == ["2601.00001/"]
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    assert first_pages(tmp_path) == [""]
    with pytest.raises(PublishError, match=rf"another program uses this port.*--port {site + 1}"):
        make_server(tmp_path, site)
    result = CliRunner().invoke(command, [str(tmp_path), "--port", "99999"])
    assert result.exit_code == 2


def test_ctrl_c_ends_it_quietly(tmp_path):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    code = "import sys; from litmuspaper.cli.serve import command; command([sys.argv[1], '--port', '0'])"
    # A shell that starts a test run in the background may have SIGINT ignored, and children inherit that.
    with subprocess.Popen(
        [
            sys.executable,
            "-u",
            "-c",
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); " + code,
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    ) as process:
        line = process.stdout.readline()
        assert line.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert errors == ""
