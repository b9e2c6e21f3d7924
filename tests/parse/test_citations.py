"""Citations in running text, on texts written by us."""

import pytest

from litmuspaper.parse.citations import Citations
from litmuspaper.types import Reference


@pytest.mark.parametrize(
    "page",
    ["É" * 100_000, "ß\u202eé " * 40_000, "Roe, " * 30_000, "A.B" * 50_000, "de " * 50_000, "(Roe 2019, " * 20_000],
    ids=["capitals", "odd letters", "names", "initials", "particles", "open brackets"],
)
def test_a_page_of_what_looks_like_names_is_left_soon(page):
    # Found by fuzzing: such pages took minutes. A hang is what fails here.
    finder = Citations([Reference(key="roe2019", raw="Roe 2019", authors=("A. Roe",), year=2019)], numbered=False)
    assert finder.find(f"{page} as Roe (2019) says")[-1][2] == ("roe2019",)
