"""The language model of the settings, for the commands that may use one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litmuspaper.config import Settings
    from litmuspaper.day.judged import Cost
    from litmuspaper.models.llm.asking import Asking, Forecast

_ASKED_TOKENS = 1500  # what is asked and the forms of both answers


def asking(settings: "Settings", wanted: bool | None) -> "Asking | None":
    """The configured model with its cache, ledger and budget below the library's folder.

    Args:
        settings: of this machine.
        wanted: what the command line says; None where it says nothing.

    Returns:
        The model; None where it is not wanted.

    Raises:
        ConfigError: it is wanted and cannot be used.
    """
    if not (settings.llm if wanted is None else wanted):
        return None
    from litmuspaper.errors import ConfigError
    from litmuspaper.models.llm.asking import Asking
    from litmuspaper.models.llm.budget import Budget, Price
    from litmuspaper.models.llm.endpoint import endpoint

    prices = (settings.price_in_eur, settings.price_out_eur)
    price = Price(*(one or 0.0 for one in prices)) if None not in prices else None
    if settings.budget_eur is not None and price is None:
        raise ConfigError(
            "a budget in euros needs the model's prices",
            where="budget_eur in litmus.toml",
            next_step="Set price_in_eur and price_out_eur, or budget_tokens alone",
        )
    budget = Budget(settings.budget_tokens or None, settings.budget_eur, price)
    return Asking(endpoint(settings), settings.root / "llm", budget)


def in_words(cost: "Cost", model: "Asking", *, summaries: bool = False) -> str:
    """What judging a day would take, on one line; with `summaries`, what each of these would take at most."""
    from litmuspaper.models.llm.look_at import LONGEST_ITEM, MOST_ITEMS
    from litmuspaper.models.llm.message import BYTES_PER_TOKEN
    from litmuspaper.models.llm.summary import LONGEST_TEXT

    name = model.model.name
    most = (LONGEST_TEXT + MOST_ITEMS * LONGEST_ITEM) / BYTES_PER_TOKEN + _ASKED_TOKENS + 2 * model.model.max_tokens
    each = (
        f" Each summary is two questions more, about {round(most, -2):,.0f} tokens at most in all." if summaries else ""
    )
    euros = "no price configured" if cost.eur_at_most is None else f"at most {cost.eur_at_most:.4f} EUR"
    return (
        f"{name} would be asked {cost.questions} questions ({cost.kept} more have answers kept): about "
        f"{cost.tokens_in:,} tokens of question and at most {cost.tokens_out_at_most:,} of answer, {euros}. "
        "A question whose answer cannot be used is asked once more. Each selected paper whose digest has gaps is one "
        "question more."
        f"{each}"
    )


def at_most(told: "Sequence[Forecast]", model: "Asking") -> str:
    """What some questions would take if none had to be asked twice, on one line."""
    asked = [one for one in told if not one.kept]
    tokens_in = sum(one.tokens_in for one in asked)
    tokens_out = sum(one.tokens_out_at_most for one in asked)
    eur = model.cost_eur(tokens_in, tokens_out)
    euros = "no price configured" if eur is None else f"at most {eur:.4f} EUR"
    return (
        f"{model.model.name} would be asked {len(asked)} questions ({len(told) - len(asked)} more have answers kept): "
        f"about {tokens_in:,} tokens of question and at most {tokens_out:,} of answer, {euros}. "
        "A question whose answer cannot be used is asked once more."
    )
