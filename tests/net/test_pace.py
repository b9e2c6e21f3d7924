"""No host is asked faster than its interval, by however many processes."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from litmuspaper.errors import ConfigError, Throttled
from litmuspaper.net.pace import Pace

ARXIV_HOSTS = ["arxiv.org", "export.arxiv.org", "rss.arxiv.org", "oaipmh.arxiv.org", "www.arxiv.org", "ArXiv.org."]

ASK = """
import sys
from pathlib import Path
from litmuspaper.net.client import Client
from litmuspaper.net.pace import Pace
from litmuspaper.net.policy import Policy
home, url, times, interval_s = sys.argv[1:]
pace = Pace(Path(home) / "pace", {"*": float(interval_s)})
with Client(Path(home), timeout_s=30, policy=Policy(allow_private=True), pace=pace) as client:
    print("ready", flush=True)
    for _ in range(int(times)):
        client.get(url)
"""


def asking(home, url, times, interval_s):
    command = [sys.executable, "-c", ASK, str(home), url, str(times), str(interval_s)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_processes_share_one_clock(server, tmp_path):
    """Counted at the server: never two requests closer than the interval, never two at once."""
    server.behaviours["*"] = lambda sock, request: time.sleep(0.01) or (b"x",)
    crowd = [asking(tmp_path, server.url(f"/{n}"), 3, 0.15) for n in range(4)]
    for one in crowd:
        one.communicate(timeout=40)
        assert one.returncode == 0
    times = sorted(request.at for request in server.requests)
    assert len(times) == 12
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.149
    assert all(request.alone for request in server.requests)


def test_a_killed_process_leaves_no_lock_and_its_time(server, tmp_path):
    server.behaviours["/hang"] = lambda sock, request: server.closing.wait(20)
    server.behaviours["/"] = lambda *_: (b"x",)
    hanging = asking(tmp_path, server.url("/hang"), 1, 0.5)
    while not server.requests:
        time.sleep(0.01)
    os.kill(hanging.pid, signal.SIGKILL)
    hanging.communicate(timeout=10)
    after = asking(tmp_path, server.url(), 1, 0.5)
    after.communicate(timeout=20)
    assert after.returncode == 0
    # The stamp of the killed request is from before its connection.
    assert server.requests[1].at - server.requests[0].at > 0.4


def test_threads_of_one_process_take_turns(tmp_path):
    inside, seen = [], []

    def ask():
        with Pace(tmp_path, {"*": 0.02}).turn("a.org"):
            inside.append(1)
            seen.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert seen == [1] * 6


def test_arxiv_has_one_clock_and_three_seconds(tmp_path):
    pace = Pace(tmp_path, {})
    assert {pace.group(host) for host in ARXIV_HOSTS} == {"arxiv.org"}
    assert {pace.interval_s(host) for host in ARXIV_HOSTS} == {3.0}
    for other in ("notarxiv.org", "arxiv.org.evil.com", "a.org"):
        assert pace.group(other) == other
        assert pace.interval_s(other) == 1.0


@pytest.mark.parametrize("given", [{"arxiv.org": 0.1}, {"export.arxiv.org": 0.0}, {"*": 0.0}, {"ARXIV.org.": 1.0}])
def test_arxiv_cannot_be_made_faster(tmp_path, given):
    pace = Pace(tmp_path, given)
    assert {(pace.group(host), pace.interval_s(host)) for host in ARXIV_HOSTS} == {("arxiv.org", 3.0)}


def test_intervals_by_host(tmp_path):
    pace = Pace(tmp_path, {"arxiv.org": 5.0, "b.org": 2.0, "api.b.org": 4.0, "*": 0.5})
    hosts = ("rss.arxiv.org", "b.org", "www.b.org", "v2.api.b.org", "c.org")
    assert [pace.interval_s(host) for host in hosts] == [5.0, 2.0, 2.0, 4.0, 0.5]


@pytest.mark.parametrize(
    "content",
    [b"9999999999.0", b"1e300", b"inf", b"nan", b"garbage", b"\xff\0" * 40, b"12 34", "٣".encode(), b" "],
    ids=["future", "far future", "inf", "nan", "garbage", "binary", "two", "other digits", "blank"],
)
def test_a_clock_that_cannot_be_right_waits_one_interval_at_most(tmp_path, content):
    (tmp_path / "a.org.clock").write_bytes(content)
    begun = time.monotonic()
    with Pace(tmp_path, {"*": 0.15}).turn("a.org"):
        waited = time.monotonic() - begun
    assert waited < 0.15 + 1
    if content != "٣".encode():  # that one is a time long ago
        assert waited >= 0.15
    assert abs(float((tmp_path / "a.org.clock").read_text()) - time.time()) < 5


def test_a_turn_that_others_hold_is_given_up_in_time(tmp_path):
    pace = Pace(tmp_path, {"*": 0.0})
    with pace.turn("a.org"):
        begun = time.monotonic()
        with pytest.raises(Throttled, match=r"no turn to ask a\.org came within 0\.2 s"), pace.turn("a.org", 0.2):
            pass
        assert 0.2 <= time.monotonic() - begun < 0.2 + 1
        with pace.turn("b.org", 0.2):
            pass


def test_a_wait_that_is_longer_than_allowed_is_not_begun(tmp_path):
    pace = Pace(tmp_path, {"*": 30.0})
    with pace.turn("a.org"):
        pass
    begun = time.monotonic()
    with pytest.raises(Throttled), pace.turn("a.org", 1.0):
        pass
    assert time.monotonic() - begun < 0.9, "it waited, though the turn could not come in time"


def test_an_error_in_the_turn_still_counts_as_a_request(tmp_path):
    pace = Pace(tmp_path, {"*": 0.2})
    with pytest.raises(KeyError), pace.turn("a.org"):
        raise KeyError
    begun = time.monotonic()
    with pace.turn("a.org"):
        assert time.monotonic() - begun >= 0.19


@pytest.mark.parametrize("host", ["::1", "../../etc/passwd", "a" * 300, "", "ü.org", "."])
def test_no_host_names_a_file_outside_the_folder(tmp_path, host):
    with Pace(tmp_path / "pace", {"*": 0.0}).turn(host):
        pass
    assert len(list((tmp_path / "pace").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["pace"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="request clock") as caught, Pace(tmp_path / "file" / "x", {}).turn("a.org"):
        pass
    assert "LITMUS_HOME" in caught.value.next_step


def test_reachable_waits_for_its_turn(server, make_client, tmp_path):
    server.behaviours["/"] = lambda *_: (b"x",)
    client = make_client(pace=Pace(tmp_path / "p", {"*": 0.3}))
    assert client.reachable(server.url(), 2.0)
    assert client.reachable(server.url(), 2.0)
    assert server.requests[1].at - server.requests[0].at >= 0.299
    assert client.reachable(server.url(), 0.1) is False
    assert len(server.requests) == 2


def test_redirects_and_retries_take_turns_too(server, make_client, tmp_path):
    server.behaviours["/a"] = lambda sock, r: (b"", 302, {"Location": "/b"})
    server.behaviours["/b"] = lambda sock, r: (b"", 500) if r.number == 1 else (b"x",)
    make_client(pace=Pace(tmp_path / "p", {"*": 0.15})).get(server.url("/a"))
    assert server.paths() == ["/a", "/b", "/a", "/b"]
    times = [request.at for request in server.requests]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.149
