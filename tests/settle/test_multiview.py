"""Views: where they come from, how they are spoilt, and what a clustering is worth."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.errors import ConfigError
from litmuspaper.settle import multiview

scipy_io = pytest.importorskip("scipy.io", reason="needs scipy: pip install 'litmuspaper[lab]'")
pytest.importorskip("sklearn.cluster", reason="needs scikit-learn: pip install 'litmuspaper[lab]'")

NGS = Path(__file__).parents[2] / "../shared/bench/NGs.mat"


def written(path, **matrices):
    """A file of our own in the format of the authors' NGs.mat: X a column cell of matrices, Y a column."""
    cell = np.empty((3, 1), dtype=object)
    for number in range(3):
        cell[number, 0] = (np.arange(12 * (4 + number)).reshape(12, -1) % 7).astype(np.uint8)
    made = {"X": cell, "Y": np.repeat([1, 2, 5], 4)[:, None].astype(np.uint8)} | matrices
    scipy_io.savemat(path, {name: value for name, value in made.items() if value is not None})
    return str(path)


def test_a_file_gives_its_views_and_classes_counted_from_zero(tmp_path):
    views, labels = multiview.file_views(written(tmp_path / "ours.mat"))
    assert [view.shape for view in views] == [(12, 4), (12, 5), (12, 6)]
    assert views[0][1].tolist() == [4, 5, 6, 0]
    assert labels.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def one_cell(*matrices):
    cell = np.empty((len(matrices), 1), dtype=object)
    for number, one in enumerate(matrices):
        cell[number, 0] = one
    return cell


@pytest.mark.parametrize(
    ("matrices", "told"),
    [
        ({"X": None}, "has no X and Y, but Y"),
        ({"Y": None}, "has no X and Y, but X"),
        ({"X": np.ones((12, 4))}, "X is not a cell"),
        ({"X": one_cell(np.ones((12, 4)))}, "X is not a cell of two views"),
        ({"X": one_cell(np.ones((12, 4)), np.ones((11, 4)))}, "view 2 has 11 samples, but Y has 12"),
        ({"X": one_cell(np.ones((12, 4)), np.full((12, 4), np.nan))}, "view 2 is no matrix of finite numbers"),
        ({"X": one_cell(np.array(["a word"]), np.ones((12, 4)))}, "view 1 is no matrix"),
        ({"X": one_cell(np.ones((12, 4)) * 1j, np.ones((12, 4)))}, "view 1 is no matrix"),
        ({"Y": np.ones((12, 1))}, "Y does not name two classes"),
        ({"Y": np.arange(12)}, "Y does not name two classes"),
    ],
)
def test_a_file_of_another_kind_is_told_apart(tmp_path, matrices, told):
    with pytest.raises(ConfigError, match=told) as caught:
        multiview.file_views(written(tmp_path / "other.mat", **matrices))
    assert "cell X" in str(caught.value.next_step)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00" * 300, b"MATLAB 7.3 MAT-file" + b" " * 200])
def test_a_file_that_is_no_matlab_file_is_a_question_of_configuration(tmp_path, content):
    path = tmp_path / "table.mat"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        multiview.file_views(str(path))


def test_a_broken_file_and_a_missing_one_are_told(tmp_path):
    whole = Path(written(tmp_path / "whole.mat")).read_bytes()
    for cut in range(1, len(whole), len(whole) // 12):
        path = tmp_path / f"{cut}.mat"
        path.write_bytes(whole[:cut])
        with pytest.raises(ConfigError):
            multiview.file_views(str(path))
    with pytest.raises(ConfigError, match="cannot be read"):
        multiview.file_views(str(tmp_path / "none.mat"))


def test_the_digits_have_three_views_of_one_scale():
    views, labels = multiview.views(0, 300)
    assert [view.shape for view in views] == [(300, 64)] * 3
    assert [float(np.mean(view**2)) for view in views] == pytest.approx([1.0] * 3)
    again, same = multiview.views(0, 300)
    assert (labels == same).all()
    assert all((a == b).all() for a, b in zip(views, again, strict=True))
    assert (labels != multiview.views(1, 300)[1]).any()


def test_the_histogram_of_an_edge_counts_its_direction():
    views, _ = multiview.digit_views()
    pixels, gradients = views[0].reshape(-1, 8, 8), views[2].reshape(-1, 4, 4, 4)
    down, right = np.gradient(pixels, axis=(1, 2))
    assert gradients.sum(axis=(1, 2, 3)) == pytest.approx(np.hypot(down, right).sum(axis=(1, 2)))


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(["noise", "zeros"]), fraction=st.floats(0, 1))
def test_one_view_a_sample_is_lost_and_more_samples_include_fewer(seed, kind, fraction):
    draw = np.random.default_rng(seed)
    clean = [draw.normal(size=(60, 4)), draw.normal(size=(60, 3)) + 5]
    lost = np.array(
        [(a != b).any(axis=1) for a, b in zip(clean, multiview.spoilt(clean, seed, kind, fraction), strict=True)]
    )
    assert lost.sum(axis=0).max(initial=0) <= 1
    more = multiview.spoilt(clean, seed, "zeros", 1.0)
    assert all((more[v][lost[v]] == 0).all() for v in range(2))
    if fraction == 0:
        assert not lost.any()


def test_noise_has_the_mean_and_the_spread_of_its_feature():
    clean = [np.random.default_rng(one).normal(3 * one, 2, (6000, 2)) for one in range(2)]
    made = multiview.spoilt(clean, 0, "noise", 1.0)
    changed = (made[1] != clean[1]).any(axis=1)
    assert changed.mean() == pytest.approx(0.5, abs=0.03)
    assert made[1][changed].mean(axis=0) == pytest.approx([3, 3], abs=0.15)
    assert made[1][changed].std(axis=0) == pytest.approx([2, 2], abs=0.1)


def test_the_accuracy_matches_clusters_and_classes_at_best():
    labels = np.array([0, 0, 0, 1, 1, 2])
    assert multiview.accuracy(labels, np.array([5, 5, 5, 3, 3, 9])) == 1
    assert multiview.accuracy(labels, np.array([1, 1, 0, 0, 0, 2])) == pytest.approx(5 / 6)
    assert multiview.accuracy(labels, np.zeros(6, int)) == pytest.approx(3 / 6)
    assert multiview.accuracy(labels, np.arange(6)) == pytest.approx(3 / 6)  # each cluster has one class at most


def test_clusters_apart_are_found_and_numbers_that_are_none_are_told():
    labels = np.repeat([0, 1, 2], 20)
    z = np.random.default_rng(0).normal(size=(60, 2)) + 30 * labels[:, None]
    assert multiview.clustering(z, labels, 0) == pytest.approx({"acc": 1, "purity": 1, "nmi": 1, "ari": 1})
    halved = multiview.clustering(np.array([[0.0], [0.0], [9.0], [9.0]]), np.array([0, 1, 0, 1]), 0)
    assert halved["acc"] == halved["purity"] == 0.5
    assert halved["nmi"] == pytest.approx(0, abs=1e-9)
    z[0, 0] = np.inf
    assert all(np.isnan(one) for one in multiview.clustering(z, labels, 0).values())


@pytest.mark.shared
@pytest.mark.skipif(not NGS.is_file(), reason="needs ../shared/bench/NGs.mat, the authors' data")
def test_the_authors_file_has_three_views_of_five_hundred():
    views, labels = multiview.file_views(str(NGS))
    assert [view.shape for view in views] == [(500, 2000)] * 3
    assert np.bincount(labels).tolist() == [100] * 5
