"""A small sentence encoder: unit vectors of texts and of their word pieces, by onnxruntime on one thread.

Optional (extra `embed`): without it, or without its weights, everything works by the embedded table alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from litmuspaper.config import load_settings
from litmuspaper.errors import ConfigError
from litmuspaper.models import weights as stored
from litmuspaper.models.weights import Weights

Floats = npt.NDArray[np.float32]
DIMENSIONS = 384
MOST_TOKENS = 256
GROUP = "litmuspaper.models"
NEEDED = ("onnxruntime", "tokenizers")
_INSTALL = "Install it: pip install 'litmuspaper[embed]'"


@dataclass(frozen=True)
class Reading:
    """One text as the encoder read it, cut at 256 tokens.

    `whole` is its unit vector (384,); `tokens` (t, 384) are unit rows, each word piece as it is understood in this
    text, and `places` their half-open offsets.
    """

    whole: Floats
    tokens: Floats
    places: tuple[tuple[int, int], ...]

    def stretches(self, spans: Sequence[tuple[int, int]]) -> Floats:
        """Unit vectors (n, 384) of stretches, such as sentences; zero where one lies beyond the cut."""
        starts = np.array([start for start, _ in self.places], np.int64)
        out = np.zeros((len(spans), DIMENSIONS), np.float32)
        for row, (start, end) in enumerate(spans):
            inside = (starts >= start) & (starts < end)
            if inside.any():
                out[row] = _unit(self.tokens[inside].mean(axis=0))
        return out


class Encoder:
    """An encoder that is ready.

    Every text is read by itself: padding a batch saves no time on one thread, and a text's vector must not depend on
    its company by even one bit.

    Args:
        weights: the checked files.
    """

    def __init__(self, weights: Weights) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(weights.model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = _tokenizer(weights.tokenizer)
        self.sha256 = stored.SHA256[weights.model.name]
        self.name = f"encoder {stored.NAME} {self.sha256[:12]}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors (n, 384) of texts, each cut at 256 tokens."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            out[row] = self.read(text).whole
        return out

    def read(self, text: str) -> Reading:
        """Read one text: its vector and those of its word pieces."""
        entry = self._tokenizer.encode(text)
        tokens = np.array([entry.ids], np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
        hidden = np.asarray(self._session.run(None, feed)[0][0], np.float32)  # (t, 384)
        real = np.array(entry.special_tokens_mask) == 0
        return Reading(
            whole=_unit(hidden.mean(axis=0)),
            tokens=hidden[real] / np.maximum(np.linalg.norm(hidden[real], axis=1, keepdims=True), 1e-9),
            places=tuple(place for place, keep in zip(entry.offsets, real, strict=True) if keep),
        )


def find_encoder() -> Encoder | None:
    """The encoder that the settings ask for.

    Returns:
        None where it is off, or where it is left to Litmus (`auto`) and a package or the weights are missing. A
        ConfigError is passed on where a file is not the pinned one.

    Raises:
        ConfigError: a folder is named in the settings, but the packages or its files are missing.
    """
    wish, missing = load_settings().encoder, missing_packages()
    if wish == "off" or (wish == "auto" and missing):
        return None
    if missing:
        raise ConfigError(f"the encoder needs {' and '.join(missing)}", where="encoder", next_step=_INSTALL)
    found = find_weights()
    return load_encoder(found) if found else None


def missing_packages() -> list[str]:
    """Which packages of the extra `embed` are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def find_weights() -> Weights | None:
    """The weights that the settings lead to, not yet checked.

    Returns:
        None where it is left to Litmus (`auto`, `off`) and none are here.

    Raises:
        ConfigError: a folder is named in the settings, but its files are missing.
    """
    settings = load_settings()
    wish = settings.encoder
    if wish in ("auto", "off"):
        places = [stored.folder(settings.root), *_plugged_in()]
        return next((files for place in places if (files := stored.at_hand(place))), None)
    found = stored.at_hand(Path(wish).expanduser())
    if found is None:
        raise ConfigError(
            f"no {stored.MODEL} with {stored.TOKENIZER} or {stored.VOCABULARY} in {wish}",
            where="encoder",
            next_step='Name the folder that holds them, or set encoder = "auto"',
        )
    return found


@cache
def load_encoder(weights: Weights) -> Encoder:
    """Check the files and make them ready, once a process."""
    return Encoder(stored.checked(weights))


def _plugged_in() -> list[Path]:
    """Folders that installed packages offer: entry points `encoder` of the group are functions that give a path."""
    return [Path(point.load()()) for point in entry_points(group=GROUP) if point.name == "encoder"]


def _tokenizer(path: Path) -> Any:
    """The model's own tokenizer, or the same one from its vocabulary (BERT's WordPiece in lower case)."""
    # Typed where it is installed and missing where it is not: to the type checker it is the same by name.
    tokenizers: Any = import_module("tokenizers")
    if path.name == stored.TOKENIZER:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    else:
        tokenizer = tokenizers.BertWordPieceTokenizer(str(path), lowercase=True)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
