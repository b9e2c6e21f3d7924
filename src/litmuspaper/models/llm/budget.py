"""How much may be asked of a paid model in a day (UTC): checked before each call, never after."""

from dataclasses import dataclass

from litmuspaper.models.llm.ledger import Call

PER = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Euros per million tokens of question and answer, as the reader configured them."""

    question_eur: float
    answer_eur: float

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost, in euros."""
        return round((tokens_in * self.question_eur + tokens_out * self.answer_eur) / PER, 9)


@dataclass(frozen=True, slots=True)
class Budget:
    """The day's limits; None is no limit. A limit in euros needs a price."""

    tokens: int | None
    eur: float | None
    price: Price | None

    def refusal(self, made: list[Call], tokens_in: int, tokens_out: int) -> str:
        """Why a call must not be made, empty where it may.

        Args:
            made: the day's calls so far; those not ended count with all that they may take.
            tokens_in: what the question takes, estimated.
            tokens_out: the most that the answer may take.

        Returns:
            The reason, with the limit and what was used of it.
        """
        used = sum(call.tokens_in + call.tokens_out for call in made if call.outcome != "cached")
        if self.tokens is not None and used + tokens_in + tokens_out > self.tokens:
            return f"the day's budget of {self.tokens:,} tokens is used up ({used:,})"
        if self.eur is not None and self.price is not None:
            spent = sum(self.price.of(call.tokens_in, call.tokens_out) for call in made if call.outcome != "cached")
            if spent + self.price.of(tokens_in, tokens_out) > self.eur:
                return f"the day's budget of {self.eur:g} EUR is used up ({spent:.4f})"
        return ""
