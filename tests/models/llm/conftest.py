"""A reader, three papers, a model that answers from a script, and a server on loopback that lies. All written by us."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from litmuspaper.errors import NetworkError
from litmuspaper.models.llm.asking import Asking
from litmuspaper.models.llm.budget import Budget
from litmuspaper.models.llm.message import Answer
from litmuspaper.parse import parse
from litmuspaper.types import Criterion, Paper, Profile, Verdict

CRITERIA = (
    Criterion(name="Tides in estuaries", relevant="how the tide moves salt and sediment in an estuary"),
    Criterion(name="Sea-level records", relevant="long records of sea level from gauges"),
)
PAPERS = (
    Paper(
        id="2601.00001",
        title="Salt wedges in a shallow estuary",
        abstract=(
            "We measure how the tide moves salt in a shallow estuary. The wedge retreats by 2.4 km at spring tide. "
            "Mixing reduces the salt flux by 31% while the discharge is low."
        ),
    ),
    Paper(
        id="2601.00002",
        title="A century of tide gauges",
        abstract="We digitise a record of sea level from 1911 on. The trend is 1.7 mm per year, with no acceleration.",
    ),
    Paper(
        id="2601.00003",
        title="Sorting networks of small depth",
        abstract="We search for sorting networks. A new bound improves the depth for 17 channels to 10 layers.",
    ),
)


@pytest.fixture
def profile():
    return Profile(criteria=CRITERIA, cutoff=6)


@pytest.fixture
def documents():
    return {paper.id: parse(paper) for paper in PAPERS}


@pytest.fixture
def verdicts():
    """The embedded verdicts: the first paper is selected, the others are not."""
    return [
        Verdict(id=paper.id, score=score, relevance=relevance, reason=f"embedded {relevance}", selected=relevance > 5)
        for paper, score, relevance in zip(PAPERS, (0.05, 0.004, 0.0001), (7, 4, 1), strict=True)
    ]


def opinion(**changes):
    """A good answer for the first paper as an object, with changes."""
    good = {
        "criterion": "Tides in estuaries",
        "relevance": 9,
        "reason": "The paper measures how the tide moves salt.",
        "quote": "how the tide moves salt in a shallow estuary",
    }
    return good | changes


@dataclass
class Scripted:
    """A model whose answers are given; the last one is given again and again."""

    script: list
    name: str = "scripted:1"
    max_tokens: int = 500
    asked: list = field(default_factory=list)

    def complete(self, messages, schema):
        self.asked.append(messages)
        answer = self.script[min(len(self.asked), len(self.script)) - 1]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Answer):
            return answer
        return Answer(answer if isinstance(answer, str) else json.dumps(answer), "stop", 100, 50)


@pytest.fixture
def scripted():
    return Scripted


@pytest.fixture
def good():
    return opinion


@pytest.fixture
def make_asking(tmp_path):
    def make(model, budget=None, folder="llm"):
        return Asking(model, tmp_path / folder, budget or Budget(None, None, None), wait=lambda seconds: None)

    return make


@dataclass
class Liar:
    """An OpenAI-like server: `behave(handler, body)` writes the whole answer."""

    port: int = 0
    behave: object = None
    bodies: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    paths: list = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"


def completion(text, finish="stop", **message):
    """A chat completion in OpenAI's form."""
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
        ],
        "usage": {"prompt_tokens": 120, "completion_tokens": 40, "total_tokens": 160},
    }


def send(handler, body, status=200, content_type="application/json", length=None, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(raw) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(raw)


@pytest.fixture
def liar(socket_enabled):
    state = Liar()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.bodies.append(body)
            state.paths.append(self.path)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                state.behave(self, body)
            except OSError:
                pass  # the client is gone, which is what most faults end in

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield state
    state.closing.set()
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def talk():
    """How a server writes: `completion`, `send`, and a slow drip."""

    class Talk:
        pass

    def drip(handler, state, body):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        for byte in json.dumps(body).encode():
            if state.closing.is_set():
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.05)

    Talk.completion, Talk.send, Talk.drip, Talk.NetworkError = (
        staticmethod(completion),
        staticmethod(send),
        staticmethod(drip),
        NetworkError,
    )
    return Talk
