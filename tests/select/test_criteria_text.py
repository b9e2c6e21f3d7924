"""Criteria as people write them; the texts here are ours, in the shapes that readers use."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.errors import ConfigError
from litmuspaper.select.criteria_text import read_criteria

SHARED = Path(__file__).parents[2] / "../shared"

BLOCKS = """# Somebody's papers
1. a paper that is listed above the prompt

## Paper selection prompt
Seabird counting

Relevant: Papers that count birds
from the air. Look for "aerial census".

Not relevant: Counting cars.

Soil acoustics

Relevant: Listening to worms.

In suggesting papers, remember that your friend enjoys clever field work.
"""

LIST = """## Relevant Topics
Use these when you choose. A paper must fit one of them.

1. Seabird counting
   - Relevant: Papers that count birds
     from the air.
   - Irrelevant: Counting cars.

2. Soil acoustics
- Keep: Listening to worms.
- Filter: Loudspeakers.

Other remarks that are no criterion.

## Scoring Criteria
1. ten is best
"""


def test_blocks_with_a_name_on_a_line_of_its_own() -> None:
    criteria, taste = read_criteria(BLOCKS)
    assert [c.name for c in criteria] == ["Seabird counting", "Soil acoustics"]
    assert criteria[0].relevant == 'Papers that count birds from the air. Look for "aerial census".'
    assert criteria[0].not_relevant == "Counting cars."
    assert taste == "In suggesting papers, remember that your friend enjoys clever field work."


def test_a_numbered_list_with_labels_below() -> None:
    criteria, _ = read_criteria(LIST)
    assert [(c.name, c.relevant, c.not_relevant) for c in criteria] == [
        ("Seabird counting", "Papers that count birds from the air.", "Counting cars."),
        ("Soil acoustics", "Listening to worms.", "Loudspeakers."),
    ]


def test_a_plain_list_and_a_single_sentence() -> None:
    criteria, _ = read_criteria("1. Counting birds from the air;\n2. Listening to worms in soil.\n")
    assert [c.name for c in criteria] == ["Counting birds from the air", "Listening to worms in soil"]
    (only,), _ = read_criteria("I look for papers that count seabirds from the air.")
    assert only.relevant == "I look for papers that count seabirds from the air."


@pytest.mark.parametrize("text", ["", "\n\n", "# Relevant Topics\n\n", "Your friend enjoys everything."])
def test_no_criterion_is_an_error_that_shows_how(text: str) -> None:
    with pytest.raises(ConfigError, match="Relevant:"):
        read_criteria(text, "mine.txt")


@given(st.text(max_size=400))
def test_any_text_gives_named_criteria_or_the_error(text: str) -> None:
    try:
        criteria, _ = read_criteria(text)
    except ConfigError:
        return
    assert all(c.name and "\n" not in c.name + c.relevant + c.not_relevant for c in criteria)


@pytest.mark.shared
@pytest.mark.parametrize("seed", ["000_2bf01afcec19f946.txt", "001_0dfa91d70f91cadc.txt"])
def test_the_block_at_the_foot_of_the_seeds_loads_as_it_stands(seed: str) -> None:
    path = SHARED / "seeds" / seed
    if not path.exists():
        pytest.skip("the seeds of ../shared are not beside this clone")
    criteria, taste = read_criteria(path.read_text(encoding="utf-8"))
    assert [c.name.split(" (")[0] for c in criteria] == [
        "Unified Image/Video Generation and Segmentation",
        "Unified Diffusion Models",
        "Image Matting",
        "Video Matting",
    ]
    assert all(c.relevant and c.not_relevant for c in criteria)
    assert "friend enjoys research on statistical machine learning" in taste
