"""A small sentence encoder: unit vectors of texts and of stretches of them, by onnxruntime on one thread.

Optional (extra `embed`): without it, or without its weights, everything works by the embedded table alone.
"""

from collections.abc import Sequence
from functools import cache
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
        """Unit vectors (n, 384) of texts, each cut at 256 tokens; the order of the texts does not matter."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, entry in enumerate(self._tokenizer.encode_batch([*texts])):
            out[row] = _unit(self._hidden(entry.ids).mean(axis=0))
        return out

    def read(self, text: str, stretches: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
        """The vectors of a text and of stretches of it, in one reading.

        Args:
            text: the whole, cut at 256 tokens.
            stretches: half-open offsets in it, such as its sentences.

        Returns:
            The whole's unit vector (384,), and one unit vector a stretch (n, 384): the mean over its tokens as they
            are understood in the whole (late pooling); zero where it lies beyond the cut.
        """
        entry = self._tokenizer.encode(text)
        hidden = self._hidden(entry.ids)  # (tokens, 384)
        starts = np.array([start for start, _ in entry.offsets])
        real = np.array(entry.special_tokens_mask) == 0
        out = np.zeros((len(stretches), DIMENSIONS), np.float32)
        for row, (start, end) in enumerate(stretches):
            inside = real & (starts >= start) & (starts < end)
            if inside.any():
                out[row] = _unit(hidden[inside].mean(axis=0))
        return _unit(hidden.mean(axis=0)), out

    def _hidden(self, ids: Sequence[int]) -> Floats:
        """The last layer, shape (tokens, 384)."""
        tokens = np.array([ids], np.int64)
        feed = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        return np.asarray(self._session.run(None, feed)[0][0], np.float32)


def find_encoder() -> Encoder | None:
    """The encoder that the settings ask for.

    Returns:
        None where it is off, or where it is left to Litmus (`auto`) and a package or the weights are missing. A
        ConfigError is passed on where a file is not the pinned one.

    Raises:
        ConfigError: a folder is named in the settings, but the packages or its files are missing.
    """
    settings = load_settings()
    wish = settings.encoder
    if wish == "off":
        return None
    missing = [name for name in NEEDED if find_spec(name) is None]
    if wish == "auto":
        places = [stored.folder(settings.root), *_plugged_in()]
        found = next((files for place in places if (files := stored.at_hand(place))), None)
        return load_encoder(found) if found and not missing else None
    if missing:
        raise ConfigError(f"the encoder needs {' and '.join(missing)}", where="encoder", next_step=_INSTALL)
    found = stored.at_hand(Path(wish).expanduser())
    if found is None:
        raise ConfigError(
            f"no {stored.MODEL} with {stored.TOKENIZER} or {stored.VOCABULARY} in {wish}",
            where="encoder",
            next_step='Name the folder that holds them, or set encoder = "auto"',
        )
    return load_encoder(found)


@cache
def load_encoder(weights: Weights) -> Encoder:
    """Check the files and make them ready, once a process."""
    return Encoder(stored.checked(weights))


def _plugged_in() -> list[Path]:
    """Folders that installed packages offer: entry points `encoder` of the group are functions that give a path."""
    return [Path(point.load()()) for point in entry_points(group=GROUP) if point.name == "encoder"]


def _tokenizer(path: Path) -> Any:
    """The model's own tokenizer, or the same one from its vocabulary (BERT's WordPiece in lower case)."""
    import tokenizers

    if path.name == stored.TOKENIZER:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    else:
        from tokenizers.implementations import BertWordPieceTokenizer

        tokenizer = BertWordPieceTokenizer(str(path), lowercase=True)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
