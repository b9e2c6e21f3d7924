"""Each provider's own protocol, spoken to a server on loopback that answers in its form. Answers of our own writing."""

import pytest
from pydantic import BaseModel

from litmuspaper.errors import Throttled
from litmuspaper.models.llm.endpoint import Endpoint
from litmuspaper.models.llm.message import Message


class Colour(BaseModel):
    colour: str


GREEN = '{"colour": "green"}'
QUESTION = (Message("system", "Which colour?"), Message("user", "grass"))
CLAUDE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": GREEN}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 21, "output_tokens": 8},
}
GEMINI = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": GREEN}]}, "finishReason": "STOP", "index": 0}],
    "usageMetadata": {"promptTokenCount": 21, "candidatesTokenCount": 8, "totalTokenCount": 29},
    "modelVersion": "gemini-2.5-flash",
}
WIRES = {
    "openai": ("gpt-4o-mini", "/v1", "/v1/chat/completions", None, "length"),
    "ollama": ("qwen3", "/v1", "/v1/chat/completions", None, "length"),
    "anthropic": ("claude-sonnet-4-5", "", "/v1/messages", CLAUDE, "max_tokens"),
    "google": (
        "gemini-2.5-flash",
        "",
        "/v1beta/models/gemini-2.5-flash:generateContent",
        GEMINI,
        "MAX_TOKENS",
    ),
}


def made(provider, liar):
    module = "openai" if provider == "ollama" else provider
    pytest.importorskip(f"pydantic_ai.models.{module}", reason="the extra llm is not installed", exc_type=ImportError)
    model, root = WIRES[provider][:2]
    return Endpoint(provider, model, f"http://127.0.0.1:{liar.port}{root}", 20.0, "sk-canary")


@pytest.mark.parametrize("provider", WIRES)
def test_a_provider_is_asked_in_its_own_protocol_without_tools(provider, liar, talk):
    endpoint = made(provider, liar)
    liar.behave = lambda handler, body: talk.send(handler, WIRES[provider][3] or talk.completion(GREEN))
    answer = endpoint.complete(QUESTION, Colour)
    assert (answer.text, answer.stop) == (GREEN, "stop")
    assert answer.tokens_in > 0 < answer.tokens_out
    path = WIRES[provider][2]
    assert liar.paths[0].partition("?")[0] == path
    assert any("sk-canary" in value for value in liar.headers[0].values())
    (body,) = liar.bodies
    assert not body.get("tools")
    assert "sk-canary" not in str(body) + liar.paths[0]


@pytest.mark.parametrize("provider", WIRES)
def test_an_answer_cut_at_the_limit_is_known_as_such(provider, liar, talk):
    endpoint = made(provider, liar)
    stop = WIRES[provider][4]
    cut = {
        "anthropic": CLAUDE | {"stop_reason": stop},
        "google": GEMINI | {"candidates": [GEMINI["candidates"][0] | {"finishReason": stop}]},
    }.get(provider, talk.completion(GREEN, stop))
    liar.behave = lambda handler, body: talk.send(handler, cut)
    assert endpoint.complete(QUESTION, Colour).stop == "length"


@pytest.mark.parametrize("provider", WIRES)
def test_a_busy_server_is_asked_once_a_call(provider, liar, talk):
    endpoint = made(provider, liar)
    liar.behave = lambda handler, body: talk.send(handler, {"error": {"message": "sk-canary"}}, 429)
    with pytest.raises(Throttled) as told:
        endpoint.complete(QUESTION, Colour)
    assert len(liar.bodies) == 1
    assert "sk-canary" not in str(told.value)
