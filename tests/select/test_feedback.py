"""What thumbs teach: in the right direction, each paper by itself, explained to the last part. Papers written by us."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.parse import parse
from litmuspaper.select import moves as explained
from litmuspaper.select import ranking as rankings
from litmuspaper.select import select
from litmuspaper.select.asking import ask
from litmuspaper.select.learner import Features, fit
from litmuspaper.select.moves import moves
from litmuspaper.select.operating_point import LEAST_LABELS, in_words, operating_point, wilson
from litmuspaper.select.taught import taught
from litmuspaper.types import Criterion, Paper, Profile

PROFILE = Profile(
    criteria=(
        Criterion(
            name="Robot grasping",
            relevant="Robots that grasp objects with a hand or a gripper: grasp planning and learned grasps.",
        ),
    )
)
TOUCH = ["tactile", "slip", "fingertip", "pressure", "contact", "skin"]
VISION = ["camera", "segmentation", "depth", "point cloud", "image", "viewpoint"]


def paper(number: int, kind: list[str]):
    one, two = kind[number % len(kind)], kind[(number + 1) % len(kind)]
    return parse(
        Paper(
            id=f"{kind[0]}{number:02d}",
            title=f"Learning by {one} in trial {number}",
            abstract=f"Robots learn from {one} and from {two}. We report what {two} adds to the learned skill.",
        )
    )


UP = [paper(n, TOUCH) for n in range(6)]
DOWN = [paper(n, VISION) for n in range(6)]
NEW = [paper(n, TOUCH) for n in (7, 8)] + [paper(n, VISION) for n in (7, 8)]
SOIL = parse(Paper(id="soil", title="Nitrogen in Alpine Soils", abstract="We sampled forty plots. Nitrogen fell."))
SEVERAL = Profile(
    criteria=(
        *PROFILE.criteria,
        Criterion(
            name="Touch", relevant="Tactile sensing of slip and pressure by fingertips.", not_relevant="Cameras."
        ),
        Criterion(name="Soil", relevant="Nitrogen in the soil of alpine meadows."),
    ),
    taste="I like careful experiments with a gripper.",
)
LABELS = [*((one, True) for one in UP), *((one, False) for one in DOWN)]


def scores(documents, labelled=(), ages=()):
    return {verdict.id: verdict.score for verdict in select(documents, PROFILE, labelled, ages).verdicts}


def test_thumbs_move_what_is_like_them_up_and_down():
    before, after = scores(NEW), scores(NEW, LABELS)
    assert after["tactile07"] > before["tactile07"]
    assert after["camera07"] < before["camera07"]
    assert min(after["tactile07"], after["tactile08"]) > max(after["camera07"], after["camera08"])


def test_a_paper_s_score_needs_no_other_paper():
    together = scores(NEW, LABELS)
    alone = {id: score for one in NEW for id, score in scores([one], LABELS).items()}
    assert together == pytest.approx(alone, abs=2e-6)


def test_old_labels_count_less_and_very_old_ones_nothing():
    fresh, old = scores(NEW, LABELS), scores(NEW, LABELS, [360.0] * len(LABELS))
    ancient, none = scores(NEW, LABELS, [180.0 * 60] * len(LABELS)), scores(NEW)
    for id in ("tactile07", "camera07"):
        assert abs(old[id] - none[id]) < abs(fresh[id] - none[id])
    assert ancient == pytest.approx(none, abs=1e-4)


def test_only_thumbs_up_lift_their_like_and_leave_the_rest_of_the_world_where_it_was():
    soil = parse(Paper(id="soil", title="Nitrogen in Alpine Soils", abstract="We sampled forty plots. Nitrogen fell."))
    before, after = scores([*NEW, soil]), scores([*NEW, soil], LABELS[:6])
    assert after["tactile07"] > before["tactile07"]
    assert after["soil"] == pytest.approx(before["soil"], abs=0.001)


def test_contradictory_labels_cancel_and_break_nothing():
    twin = parse(UP[0].paper.model_copy(update={"id": "twin"}))
    clash, none = scores(NEW, [(UP[0], True), (twin, False)]), scores(NEW)
    assert all(0 <= score <= 1 for score in clash.values())
    assert clash["tactile07"] == pytest.approx(none["tactile07"], abs=0.15)


def assert_adds_up(found, document, profile, labelled, ages=()):
    """Both splits give what was learned, and all parts the score that is shown."""
    both = found.usual + found.bound
    by_word = sum(move.logits for move in found.words) + found.other_words + found.meaning + found.trust + found.base
    by_paper = sum(move.logits for move in found.papers) + found.other_papers + found.background
    assert by_word + both == pytest.approx(found.learned, abs=1e-3)
    assert by_paper + both == pytest.approx(found.learned, abs=1e-3)
    (verdict,) = select([document], profile, labelled, ages).verdicts
    whole = found.criteria + found.taste + found.learned + found.together
    assert whole == found.whole
    assert 1 / (1 + np.exp(-whole)) == pytest.approx(verdict.score, rel=1e-4, abs=1e-8)


def test_the_parts_of_a_move_add_up_both_ways():
    found = moves(NEW[0], PROFILE, LABELS, at_most=3)
    assert_adds_up(found, NEW[0], PROFILE, LABELS)
    assert found.learned > 0
    assert found.papers[0].name.startswith("tactile")
    assert len(found.words) == len(found.papers) == 3
    # The labelled papers' pulls alone explain the weights: what is left is the background's own pull, a small one.
    assert abs(found.background) < 0.5 * abs(found.learned)


def test_what_the_usual_paper_would_gain_and_the_bound_are_parts_too(monkeypatch):
    """Likes alone can lift a whole field; then its usual paper's gain is taken off every score."""
    for usual in (0.7, -9.0):
        for room in (rankings, explained):
            monkeypatch.setattr(room, "taught", lambda *given, usual=usual: replace(taught(*given), usual=usual))
        found = moves(NEW[0], SEVERAL, LABELS[:6])
        assert found.usual == -usual
        assert (found.bound < -1) is (usual < 0)
        assert abs(found.together) > 0.01
        assert_adds_up(found, NEW[0], SEVERAL, LABELS[:6])


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from([*UP, *DOWN, *NEW, SOIL]), st.booleans()), max_size=12),
    st.sampled_from([*NEW, SOIL]),
    st.sampled_from([PROFILE, SEVERAL]),
    st.integers(0, 900),
    st.integers(1, 6),
)
def test_for_any_labels_the_parts_add_up_to_the_score(labelled, document, profile, age, at_most):
    ages = [float(age + n) for n in range(len(labelled))]
    found = moves(document, profile, labelled, ages, at_most)
    assert len(found.words) <= at_most
    assert_adds_up(found, document, profile, labelled, ages)


def test_without_labels_only_the_criteria_move_a_paper():
    found = moves(NEW[0], PROFILE, [])
    assert (found.learned, found.words, found.papers) == (0.0, (), ())


def test_asked_about_are_unlabelled_papers_unlike_each_other():
    soil = parse(Paper(id="soil", title="Nitrogen in Alpine Soils", abstract="We sampled forty plots. Nitrogen fell."))
    asked = [verdict.id for verdict in ask([*UP, *NEW, soil], PROFILE, LABELS[:6], count=2)]
    assert len(asked) == len(set(asked)) == 2
    assert not set(asked) & {document.paper.id for document in UP}
    assert not any(one.startswith("tactile") for one in asked)
    assert ask([], PROFILE, LABELS) == []
    assert ask(UP, PROFILE, LABELS) == []


def test_an_operating_point_needs_twenty_labels_of_both_kinds():
    more = [
        *LABELS,
        *((paper(n, TOUCH), True) for n in range(10, 14)),
        *((paper(n, VISION), False) for n in range(10, 14)),
    ]
    assert len(more) == LEAST_LABELS
    assert operating_point(PROFILE, more[:-1]) is None
    assert operating_point(PROFILE, [(document, True) for document, _ in more]) is None
    advice = operating_point(PROFILE, more)
    assert advice.now.cutoff == PROFILE.cutoff
    assert advice.now.relevant == 10
    assert advice.better.f1 >= advice.now.f1
    assert advice == operating_point(PROFILE, more)
    assert "By your own 20 labels" in in_words(advice)
    assert in_words(None) == ""


def test_wilson_s_interval_is_the_known_one():
    share = wilson(8, 10)
    assert (round(share.low, 3), round(share.high, 3)) == (0.49, 0.943)
    assert wilson(0, 0) is None


def test_the_learner_finds_the_minimum():
    rng = np.random.default_rng(0)
    rows, ids = np.repeat(np.arange(30, dtype=np.int32), 4), rng.integers(0, 12, 120).astype(np.int32)
    dense = rng.normal(size=(30, 2)).astype(np.float32)
    features = Features(30, 12, rows, ids, rng.normal(size=120).astype(np.float32), dense)
    relevant, weight = (rng.random(30) < 0.4).astype(np.float32), rng.random(30).astype(np.float32)
    found = fit(features, relevant, weight, 0.3)
    slope = features.back(weight * (1 / (1 + np.exp(-features.dot(found) - 0.3)) - relevant)) + found
    assert np.abs(slope).max() < 1e-2
    again = fit(features, relevant, weight, 0.3, start=found + 0.1)
    assert again == pytest.approx(found, abs=1e-2)
    some = np.array([5, 0, 29])
    assert features.take(some).dot(found) == pytest.approx(features.dot(found)[some])
