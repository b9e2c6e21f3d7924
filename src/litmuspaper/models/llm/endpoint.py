"""A configured language model, asked through pydantic-ai (extra `llm`): no tool is ever offered to it."""

import asyncio
import os
import warnings
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from litmuspaper.config import Settings
from litmuspaper.errors import BadAnswer, ConfigError, NetworkError, Refused, Throttled, Unreachable
from litmuspaper.models.llm.message import Answer, Message, Stop
from litmuspaper.net.policy import shown

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model as Spoken

KEY = "LITMUS_MODEL_KEY"
PLACES: Mapping[str, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
    "ollama": "http://localhost:11434/v1",
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "ollama": (),
}
_STOPS: Mapping[str, Stop] = {"stop": "stop", "length": "length", "content_filter": "refused"}


@dataclass
class Endpoint:
    """One model at one address; the key is in no text that this gives."""

    provider: str
    model: str
    base_url: str
    timeout_s: float
    key: str = field(repr=False)
    max_tokens: int = 2000
    # A server that does not know schemas is asked without one from then on; the messages say the form too.
    _by_schema: bool = True

    @property
    def name(self) -> str:
        """Provider, model, and the address where it is not the provider's own."""
        own = self.base_url == PLACES[self.provider]
        return f"{self.provider}:{self.model}" + ("" if own else f" at {shown(self.base_url)}")

    def complete(self, messages: Sequence[Message], schema: type[BaseModel]) -> Answer:
        """Ask once, within the time limit; retries are the caller's.

        Args:
            messages: what is asked, and the data.
            schema: what the answer has to be; given to the server where it takes schemas.

        Returns:
            The answer as it came. What cannot be had raises a `NetworkError` without the server's own words.
        """
        return self._once(messages, schema)

    def _once(self, messages: Sequence[Message], schema: type[BaseModel]) -> Answer:
        try:
            with warnings.catch_warnings():
                # The libraries warn of models to be dropped one day, and of settings that a model does not take.
                warnings.simplefilter("ignore", DeprecationWarning)
                warnings.simplefilter("ignore", UserWarning)
                return _awaited(lambda: self._ask(messages, schema))
        except NetworkError:
            raise
        except Exception as error:  # every provider's library has errors of its own
            raise self._explained(error) from None

    async def _ask(self, messages: Sequence[Message], schema: type[BaseModel]) -> Answer:
        from pydantic_ai.direct import model_request
        from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart
        from pydantic_ai.models import ModelRequestParameters
        from pydantic_ai.output import OutputObjectDefinition
        from pydantic_ai.settings import ModelSettings

        from litmuspaper.net.endpoint import endpoint_client

        host = urlsplit(self.base_url).hostname or ""
        kinds = {"system": SystemPromptPart, "user": UserPromptPart}
        async with endpoint_client(host, self.timeout_s) as client:
            spoken = _spoken(self, client)
            wanted = ModelRequestParameters()
            if self._by_schema and spoken.profile.get("supports_json_schema_output", False):
                form = OutputObjectDefinition(json_schema=schema.model_json_schema(), name=schema.__name__, strict=True)
                wanted = ModelRequestParameters(output_mode="native", output_object=form)
            parts: list[Any] = [kinds[message.role](content=message.text) for message in messages]
            settings = ModelSettings(max_tokens=self.max_tokens, temperature=0.0, request_timeout=self.timeout_s)
            response = await model_request(
                spoken,
                [ModelRequest(parts=parts)],
                model_settings=settings,
                model_request_parameters=wanted,
                instrument=False,
            )
        return _answer(response)

    def _explained(self, error: Exception) -> NetworkError:
        """What happened, in words of ours: a server's own may hold the key or the paper."""
        where = shown(self.base_url)
        status = getattr(error, "status_code", None)
        inner: BaseException | None = error
        while inner is not None:
            if isinstance(inner, NetworkError):
                return inner
            inner = inner.__cause__ or inner.__context__
        kind = type(error).__name__
        if status in (429, 503, 529):
            after_s = getattr(error, "retry_after", None)
            return Throttled(f"the model's server answered {status}", where=where, retry_after_s=after_s)
        if status in (400, 422) and self._by_schema:
            self._by_schema = False
        if status is not None:
            step = f"Check the key ({KEY}) and the model's name" if status in (401, 403, 404) else "Try again later"
            return BadAnswer(f"the model's server answered {status}", where=where, next_step=step, status=status)
        if "Timeout" in kind or isinstance(error, TimeoutError):
            return Unreachable(f"the model gave no answer within {self.timeout_s:g} s", where=where)
        if "Connection" in kind:
            return Unreachable("no connection to the model's server", where=where, next_step="Check base_url")
        return BadAnswer(f"the model's server sent what is no answer ({kind})", where=where)


def endpoint(settings: Settings, environ: Mapping[str, str] | None = None) -> Endpoint:
    """The language model that the settings name.

    Args:
        settings: `model` as `provider:name`, `base_url` where it is not the provider's own place.
        environ: where the key is looked for; the process's own environment by default. With a `base_url` only
            `LITMUS_MODEL_KEY` is sent, so that a provider's key never goes to another server.

    Returns:
        The model, nothing asked yet.

    Raises:
        ConfigError: no model, an unknown provider, no key, an address that is not allowed, or the extra is missing.
    """
    from litmuspaper.net.endpoint import checked_address

    env = os.environ if environ is None else environ
    provider, _, model = settings.model.partition(":")
    if provider not in PLACES or not model.strip():
        raise ConfigError(
            f"the model {settings.model[:80]!r} cannot be used"
            if settings.model
            else "no language model is configured",
            where="model in litmus.toml",
            next_step=f'Give model = "provider:name"; providers are {", ".join(PLACES)}',
        )
    own = not settings.base_url
    variables = (KEY, *(KEYS[provider] if own else ()))
    key = next((env[name].strip() for name in variables if env.get(name, "").strip()), "")
    if not key and own and KEYS[provider]:
        raise ConfigError(
            f"no key for {provider}",
            where="the environment",
            next_step=f"Set {' or '.join(variables)}; never in a file",
        )
    try:
        base_url = checked_address(settings.base_url or PLACES[provider])
    except Refused as error:
        raise ConfigError(error.what, where="base_url in litmus.toml", next_step=error.next_step) from error
    made = Endpoint(provider, model.strip(), base_url, settings.llm_timeout_s, key, settings.answer_tokens)
    _require(provider)
    return made


def _require(provider: str) -> None:
    from importlib import import_module

    try:
        import_module(f"pydantic_ai.models.{'openai' if provider == 'ollama' else provider}")
    except ImportError as error:
        raise ConfigError(
            "the extra for language models is not installed",
            where="model in litmus.toml",
            next_step="pip install 'litmuspaper[llm]'",
        ) from error


def _spoken(endpoint: Endpoint, client: Any) -> "Spoken":
    """The provider's protocol, over our client, without retries of its own."""
    key = endpoint.key or "none"
    if endpoint.provider == "anthropic":
        from anthropic import AsyncAnthropic
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        claude = AsyncAnthropic(base_url=endpoint.base_url, api_key=key, http_client=client, max_retries=0)
        return AnthropicModel(endpoint.model, provider=AnthropicProvider(anthropic_client=claude))
    if endpoint.provider == "google":
        from pydantic_ai.models.google import GoogleModel
        from pydantic_ai.providers.google import GoogleProvider

        gemini = GoogleProvider(api_key=key, http_client=client, base_url=endpoint.base_url)
        return GoogleModel(endpoint.model, provider=gemini)
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.ollama import OllamaProvider
    from pydantic_ai.providers.openai import OpenAIProvider

    spoken = AsyncOpenAI(
        base_url=endpoint.base_url, api_key=key, http_client=client, max_retries=0, organization="", project=""
    )
    if endpoint.provider == "openai" and endpoint.base_url == PLACES["openai"]:
        return OpenAIChatModel(endpoint.model, provider=OpenAIProvider(openai_client=spoken))
    provider = (
        OllamaProvider(openai_client=spoken) if endpoint.provider == "ollama" else OpenAIProvider(openai_client=spoken)
    )
    # Servers that speak OpenAI's protocol know the older name of the limit of tokens; not all know the newer one.
    profile = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
    return OpenAIChatModel(endpoint.model, provider=provider, profile=profile)


def _answer(response: "ModelResponse") -> Answer:
    from pydantic_ai.messages import TextPart, ThinkingPart

    alone = all(isinstance(part, TextPart | ThinkingPart) for part in response.parts)
    text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
    stop: Stop = _STOPS.get(response.finish_reason or "", "other") if alone else "other"
    return Answer(text, stop, max(0, response.usage.input_tokens), max(0, response.usage.output_tokens))


def _awaited(ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """What a coroutine gives; in a thread of its own where this one runs a loop already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(ask())
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(ask())).result()
