"""Which model is asked, where, and with which key."""

import pytest

from litmuspaper.config import Settings
from litmuspaper.errors import ConfigError, Refused
from litmuspaper.models.llm import endpoint as endpoint_module
from litmuspaper.models.llm.endpoint import endpoint
from litmuspaper.net.endpoint import checked_address

KEYS = {"OPENAI_API_KEY": "sk-open", "ANTHROPIC_API_KEY": "sk-ant", "GEMINI_API_KEY": "sk-gem"}


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(endpoint_module, "_require", lambda provider: None)
    return lambda environ=None, **settings: endpoint(Settings(**settings), KEYS if environ is None else environ)


@pytest.mark.parametrize(
    ("model", "key", "url"),
    [
        ("openai:gpt-x", "sk-open", "https://api.openai.com/v1"),
        ("anthropic:claude-x", "sk-ant", "https://api.anthropic.com"),
        ("google:gemini-x", "sk-gem", "https://generativelanguage.googleapis.com"),
        ("ollama:qwen3:8b", "", "http://localhost:11434/v1"),
    ],
)
def test_each_provider_has_its_own_place_and_key(model, key, url, made):
    one = made(model=model)
    assert (one.name, one.key, one.base_url) == (model, key, url)


def test_a_provider_s_key_never_goes_to_another_server(made):
    one = made(model="openai:x", base_url="https://gateway.example/v1")
    assert one.key == ""
    assert one.name == "openai:x at https://gateway.example/v1"
    own = {**KEYS, "LITMUS_MODEL_KEY": "mine"}
    assert made(own, model="openai:x", base_url="https://gateway.example/v1").key == "mine"
    assert made(own, model="openai:x").key == "mine"


def test_the_key_stands_in_no_text_of_the_model(made):
    one = made(model="openai:x")
    assert "sk-open" not in repr(one) + str(one) + one.name


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "no language model is configured"),
        ({"model": "gpt-x"}, "cannot be used"),
        ({"model": "nobody:x"}, "cannot be used"),
        ({"model": "openai:"}, "cannot be used"),
        ({"model": "openai:x", "base_url": "ftp://x.example"}, "is not http"),
        ({"model": "openai:x", "base_url": "https://me:secret@x.example/v1"}, "user name"),
        ({"model": "openai:x", "base_url": "http://x.example/v1"}, "plain http"),
        ({"model": "openai:x", "base_url": "http://8.8.8.8/v1"}, "plain http"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_asked(settings, says, made):
    with pytest.raises(ConfigError, match=says) as told:
        made(**settings)
    assert "secret" not in str(told.value)
    assert told.value.next_step


def test_without_a_key_the_variable_is_named(made):
    with pytest.raises(ConfigError, match="Set LITMUS_MODEL_KEY or ANTHROPIC_API_KEY"):
        made({}, model="anthropic:x")


def test_without_the_extra_the_way_to_it_is_named(monkeypatch):
    import builtins

    real = builtins.__import__
    monkeypatch.setattr("importlib.import_module", lambda name: real("no_such_module_of_ours"))
    with pytest.raises(ConfigError, match="litmuspaper\\[llm\\]"):
        endpoint(Settings(model="ollama:x"), {})


@pytest.mark.parametrize(
    "url", ["http://localhost:11434/v1/", "http://127.0.0.1/v1", "http://[::1]:1/v1", "http://box/v1"]
)
def test_plain_http_is_for_this_machine_and_the_local_network(url):
    assert checked_address(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["", "x", "http://", "https://a b", "file:///etc/passwd", "http://0x7f.1/", "https://x:0/"]
)
def test_odd_addresses_are_refused(url):
    with pytest.raises(Refused):
        checked_address(url)


def test_a_key_in_the_settings_is_refused_and_not_repeated():
    from pydantic import ValidationError

    with pytest.raises(ValidationError, match="Extra inputs"):
        Settings.model_validate({"api_key": "sk-canary"})
