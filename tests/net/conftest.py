"""A server on loopback that misbehaves on request, and a client that may talk to it. All written by us."""

import socket
import socketserver
import threading
import time
from dataclasses import dataclass, field

import pytest

from litmuspaper.net import client as client_module
from litmuspaper.net.client import Client
from litmuspaper.net.pace import Pace
from litmuspaper.net.policy import Policy


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    at: float
    number: int
    alone: bool


@dataclass
class FaultServer:
    """`behaviours` maps a path to a function of the socket and the request.

    What the function gives is sent: bytes as they are, a tuple as the arguments of `reply`, None not at all.
    """

    port: int = 0
    behaviours: dict = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    open_now: int = 0

    def url(self, path="/", host="127.0.0.1", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self):
        return [request.path for request in self.requests]

    def serve(self, sock):
        sock.settimeout(20)
        raw = b""
        while b"\r\n\r\n" not in raw:
            piece = sock.recv(65536)
            if not piece:
                return
            raw += piece
            if raw[0] == 0x16:  # a TLS handshake
                sock.sendall(reply(b"plain http only", 400))
                return
        head = raw.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:])}
        plain = path.partition("?")[0]
        with self.lock:
            self.open_now += 1
            number = sum(r.path.partition("?")[0] == plain for r in self.requests) + 1
            request = Request(path, headers, time.monotonic(), number, self.open_now == 1)
            self.requests.append(request)
        try:
            behaviour = self.behaviours.get(plain) or self.behaviours.get("*")
            if behaviour is None:
                sock.sendall(reply(b"", status=404))
            else:
                answer = behaviour(sock, request)
                if answer is not None:
                    sock.sendall(answer if isinstance(answer, bytes) else reply(*answer))
        finally:
            with self.lock:
                self.open_now -= 1


def reply(body, status=200, headers=None, length=None):
    """One HTTP/1.1 answer as bytes; underscores in header names stand for hyphens."""
    headers = headers or {}
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


@pytest.fixture(autouse=True)
def _loopback(socket_enabled):
    """These tests are about sockets; the server they talk to is on loopback."""


@pytest.fixture
def server():
    state = FaultServer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            try:
                state.serve(self.request)
            except OSError:
                pass  # the client is gone, which is what most faults end in

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as tcp:
        state.port = tcp.server_address[1]
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield state
        state.closing.set()
        tcp.shutdown()
        thread.join(5)


@pytest.fixture
def make_client(tmp_path, monkeypatch):
    """A client of two quick attempts that may talk to loopback, without pace unless one is given."""
    monkeypatch.setattr(client_module, "BACKOFF_S", 0.02)

    def make(**options):
        options.setdefault("timeout_s", 5.0)
        options.setdefault("attempts", 2)
        options.setdefault("policy", Policy(allow_private=True))
        options.setdefault("pace", Pace(tmp_path / "pace", {"*": 0.0}))
        return Client(tmp_path / "home", **options)

    return make


@pytest.fixture
def full_port():
    """A port whose queue of connections is full, so that a new one is neither taken nor refused."""
    waiting = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
            waiting.append(one)
        time.sleep(0.05)
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()
