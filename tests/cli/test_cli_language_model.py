"""`litmus day --llm`: what it needs, what it says beforehand, and that without it nothing changes."""

import json
import shlex
from pathlib import Path

import pytest

from litmuspaper.cli.language_model import asking
from litmuspaper.config import Settings
from litmuspaper.errors import ConfigError
from litmuspaper.models.llm import endpoint

DAY = "day --profile criteria.txt --listing day.jsonl --date 2026-01-05"


@pytest.fixture
def run(litmus, monkeypatch):
    for name in ("LITMUS_MODEL", "LITMUS_MODEL_KEY", "OPENAI_API_KEY", "LITMUS_LLM"):
        monkeypatch.delenv(name, raising=False)
    return lambda line: litmus(*shlex.split(line))


def test_without_a_model_the_way_to_one_is_said(run, here):
    done = run(f"{DAY} --llm")
    assert done.code == 2
    assert 'Give model = "provider:name"' in done.err
    assert not (here / "out").exists()


def test_a_dry_run_needs_the_model_to_be_wanted(run, here):
    assert run(f"{DAY} --dry-run").code == 2
    assert run(f"{DAY} --dry-run --no-llm").code == 2


def test_a_dry_run_says_what_would_be_asked_and_keeps_nothing(run, here, monkeypatch):
    monkeypatch.setattr(endpoint, "_require", lambda provider: None)
    Path("litmus.toml").write_text('model = "ollama:qwen3"\nprice_in_eur = 1.0\nprice_out_eur = 2\n')
    done = run(f"{DAY} --llm --dry-run")
    assert done.code == 0, done.err
    assert done.out.startswith("2026-01-05: ollama:qwen3 would be asked 3 questions (0 more have answers kept)")
    assert "at most 0.01" in done.out
    assert not (here / "out").exists()
    assert not run("status --json").out.count("2026-01-05")


def test_without_llm_a_configured_model_changes_no_byte(run, here):
    assert run(f"{DAY} --out plain").code == 0
    Path("litmus.toml").write_text('model = "openai:x"\nbase_url = "https://gateway.example/v1"\n')
    assert run(f"{DAY} --out other").code == 0
    Path("litmus.toml").write_text('model = "openai:x"\nllm = true\n')
    assert run(f"{DAY} --out third --no-llm").code == 0
    files = [path.relative_to("plain") for path in Path("plain").rglob("*") if path.is_file()]
    assert files
    for name in files:
        assert (Path("plain") / name).read_bytes() == (Path("other") / name).read_bytes()
        assert (Path("plain") / name).read_bytes() == (Path("third") / name).read_bytes()


def test_a_model_out_of_reach_costs_no_paper(run, here, monkeypatch, socket_enabled):
    pytest.importorskip("pydantic_ai.models.openai", reason="the extra llm is not installed")
    monkeypatch.setattr("litmuspaper.models.llm.asking.WAIT_S", 0.0)
    Path("litmus.toml").write_text('model = "openai:x"\nbase_url = "http://127.0.0.1:9/v1"\nllm_timeout_s = 1\n')
    done = run(f"{DAY} --llm --out out")
    assert done.code == 0, done.err
    made = json.loads(Path("out/2026-01-05/day.json").read_text())
    assert made["announced"] == 3
    for row in made["selected"] + made["rejected"]:
        assert "not judged by openai:x at http://127.0.0.1:9/v1: " in row["reason"]


def test_a_budget_in_euros_needs_prices():
    with pytest.raises(ConfigError, match="needs the model's prices"):
        asking(Settings(model="ollama:x", budget_eur=1.0), True)
