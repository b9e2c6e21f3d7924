"""Settings of this machine: `litmus.toml` in the working folder, then LITMUS_* variables, which win.

What a reader cares about is not here but in their profile (`select/profile.py`).
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from litmuspaper.errors import ConfigError


class Settings(BaseModel):
    """Every setting; each can be given as LITMUS_NAME too, which wins over the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(Path("~/.litmus"), description="folder of the library, the request clock and the web cache")
    contact: str = Field("", description="e-mail or address put in the User-Agent, as arXiv asks")
    timeout_s: float = Field(20.0, gt=0, le=600, description="limit for one request, connection to last byte")
    reach_s: float = Field(8.0, gt=0, le=60, description="how long to try before arXiv counts as out of reach")
    max_mb: float = Field(64.0, gt=0, description="limit for the body of one answer, unpacked")
    encoder: str = Field("auto", min_length=1, description="`auto`, `off`, or a folder with the encoder's files")
    llm: bool = Field(False, description="judge the best candidates with the language model on every day")
    model: str = Field("", description="the language model as `provider:name`")
    base_url: str = Field("", description="where the model is asked, if not at the provider's own address")
    llm_timeout_s: float = Field(60.0, gt=0, le=600, description="limit for one question to the model")
    answer_tokens: int = Field(2000, ge=100, le=100_000, description="most tokens of one answer, thoughts included")
    budget_tokens: int = Field(300_000, ge=0, description="most tokens a day (UTC) that the model may take; 0: none")
    budget_eur: float | None = Field(None, ge=0, description="most euros a day; needs the two prices")
    price_in_eur: float | None = Field(None, ge=0, description="euros per million tokens of question")
    price_out_eur: float | None = Field(None, ge=0, description="euros per million tokens of answer")

    @property
    def max_bytes(self) -> int:
        """`max_mb` in bytes."""
        return int(self.max_mb * (1 << 20))

    @property
    def root(self) -> Path:
        """`home` with `~` replaced."""
        return self.home.expanduser()


def load_settings(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings that hold in a folder.

    Args:
        folder: where `litmus.toml` is looked for; the working folder by default.
        environ: the environment; the process's own by default.

    Returns:
        The settings; the defaults where nothing is set.

    Raises:
        ConfigError: the file is not TOML, or a name or a value is not one that Litmus knows.
    """
    env = os.environ if environ is None else environ
    path = (folder or Path()) / "litmus.toml"
    values: dict[str, object] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise ConfigError(f"not readable as TOML: {error}", where=str(path)) from error
    for name in Settings.model_fields:
        if value := env.get(f"LITMUS_{name.upper()}"):
            values[name] = value
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"setting {name!r}: {first['msg']}",
            where=str(path) if path.is_file() else "LITMUS_* variables",
            next_step=f"Settings are: {', '.join(Settings.model_fields)}",
        ) from error
