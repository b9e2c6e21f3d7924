"""Metrics of fused images: values worked out by hand, laws that every image obeys, and what bad images give."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from litmuspaper.errors import ConfigError
from litmuspaper.settle import metrics
from litmuspaper.settle.metrics import METRICS, fidelity, gradients, information, measure, trivial
from litmuspaper.settle.metrics.__main__ import command
from litmuspaper.settle.streams import stream
from litmuspaper.stats import ncie_floor


def blobs(seed, *shape):
    """Smooth bright and dark places with some noise, as 8-bit grey levels."""
    drawn = stream(seed, "data")
    rough = drawn.normal(size=shape)
    smooth = rough
    for axis in range(len(shape)):
        for _ in range(6):
            smooth = (np.roll(smooth, 1, axis) + smooth + np.roll(smooth, -1, axis)) / 3
    return metrics.minmax8(8 * smooth + 0.2 * rough)


@pytest.fixture(scope="module")
def triple():
    a, b = blobs(1, 180, 190), blobs(2, 180, 190)
    return a, b, blobs(3, 180, 190) // 4 + (a // 8 * 3 + b // 8 * 3)


# By hand.


def test_information_of_two_levels():
    a = np.array([[0, 0, 255, 255]] * 4)
    b = a.T.copy()
    assert metrics.mi(a, b, a) == pytest.approx(1)  # B shares nothing with A
    assert metrics.mi(a, a, a) == pytest.approx(2)
    assert metrics.mi(a, a, a, base=math.e) == pytest.approx(2 * math.log(2))
    assert metrics.q_mi(a, b, a) == pytest.approx(1)
    assert metrics.en(a) == pytest.approx(1)
    assert metrics.cross_entropy(a, b, a) == pytest.approx(0)
    # I(A,A) at order q: four cells of the joint histogram, two of them 1/2 over products of 1/4.
    own = (1 - 2 * 0.5**1.85 / 0.25**0.85) / (1 - 1.85)
    assert metrics.q_te_cvejic(a, b, a) == pytest.approx(own)
    shared = (1 - 2 * 0.5**0.43137 / 0.25 ** (0.43137 - 1)) / (1 - 0.43137)
    assert metrics.q_te(a, b, a) == pytest.approx(shared / 2)  # Shannon's entropies are 1, I(A,B) is 0


def test_q_ncie_starts_at_its_floor_and_copies_do_not_reach_one():
    a = np.repeat(np.arange(16), 16).reshape(16, 16)
    b = a.T.copy()
    assert ncie_floor() == pytest.approx(0.8018796, abs=1e-7)
    assert metrics.q_ncie(a, b, np.zeros_like(a)) == pytest.approx(ncie_floor(), abs=1e-12)
    # Of A, A and B each has 4 bits: the correlation of equal images is 4/8, of the others 0.
    parts = np.array([1.5, 0.5, 1]) / 3
    assert metrics.q_ncie(a, b, a) == pytest.approx(1 + (parts * np.log2(parts)).sum() / 8)


def test_transposed_marginals_are_another_number_unless_the_histograms_agree(triple):
    a, b, f = triple
    for metric in (metrics.q_te, metrics.q_te_cvejic):
        assert metric(a, b, f) != pytest.approx(metric(a, b, f, marginals="toolbox"), rel=0.05)
        assert metric(a, a[::-1], a) == pytest.approx(metric(a, a[::-1], a, marginals="toolbox"))


def test_edges_kept_at_best_and_on_flat_background():
    a = blobs(4, 40, 40)
    best = 1 / (1 + math.exp(-5)) / (1 + math.exp(-5))
    assert metrics.q_g(a, a, a) == pytest.approx(best)
    flat = np.zeros((40, 40))
    assert metrics.q_g(flat, flat, flat) == pytest.approx(best)
    assert math.isnan(metrics.qabf(flat, flat, flat))
    top = 0.9994 * 0.9879 / (1 + math.exp(-22 * 0.2))
    assert metrics.qabf(a, a, a, equal="ratio") == pytest.approx(top / (1 + math.exp(-7.5)))
    assert metrics.qabf(a, a, a) == pytest.approx(top, rel=1e-5)
    assert metrics.nabf(a, a, a) == 0


def test_opposite_edges_count_as_kept_locally_and_globally_by_their_line():
    ramp = np.tile(np.arange(0.0, 64.0), (64, 1))
    inside = [gradients.edges(x) for x in (ramp, 63 - ramp)]
    assert np.allclose(inside[0].x[2:-2, 2:-2], 8)
    assert np.allclose(inside[1].x[2:-2, 2:-2], -8)
    kept = gradients.preserved(*inside)[2:-2, 2:-2]
    assert kept.min() > 0.97


def test_visual_information_of_copies_and_of_more_contrast():
    a, b = (blobs(seed, 64, 80) // 2 for seed in (5, 6))
    assert metrics.vif_p(a, a, a) == pytest.approx(2)
    assert metrics.vif_p(a, b, a) == pytest.approx(1 + fidelity.vifp((b.astype(float),), a.astype(float))[0])
    assert metrics.vif_p(a, a, 2 * a) > 2
    assert metrics.vif_p_mean(a, b, a) == metrics.vif_p(a, b, a) / 2
    small = metrics.vif_p(a / 255, b / 255, trivial(a, b)["mean"] / 255)
    assert small > 1.3 * metrics.vif_p(a, b, trivial(a, b)["mean"])  # the trap of levels from 0 to 1


def test_ssim_is_the_formula_of_wang_at_every_window(triple):
    a, _, f = (x[:20, :21].astype(float) for x in triple)
    taps = np.outer(*[fidelity.gaussian(11, 1.5)] * 2)
    total = []
    for i in range(10):
        for j in range(11):
            x, y = a[i : i + 11, j : j + 11], f[i : i + 11, j : j + 11]
            mx, my = (taps * x).sum(), (taps * y).sum()
            vx, vy, both = (taps * x * x).sum() - mx**2, (taps * y * y).sum() - my**2, (taps * x * y).sum() - mx * my
            c1, c2 = 6.5025, 58.5225
            total.append((2 * mx * my + c1) * (2 * both + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2)))
    assert fidelity.ssim_pair(a, f) == pytest.approx(np.mean(total), abs=1e-9)


def test_ssim_of_copies(triple):
    a = triple[0]
    assert metrics.ssim(a, a, a) == pytest.approx(1)
    assert metrics.ms_ssim(a, a, a) == pytest.approx(1)


def test_what_an_eye_sees_of_copies_and_of_a_checkerboard():
    a = blobs(5, 60, 75)
    assert metrics.q_cb(a, a, a) == pytest.approx(1)
    assert metrics.q_cv(a, a, a) == pytest.approx(0)
    fine = a.astype(float)
    fine[::2, ::2] = fine[1::2, 1::2] = 255 - fine[1::2, 1::2].mean()
    assert metrics.q_cb(a, a, fine) < 0.7
    assert metrics.q_cv(a, a, fine) > 10
    # One wave along a row of 64 pixels: 4 periods are half the filter's edge of 8.
    wave = np.tile(np.cos(2 * np.pi * 4 * np.arange(64) / 64), (64, 1))
    low, high = metrics.minmax8(wave).astype(float), 255 - metrics.minmax8(wave).astype(float)
    seen = 2.6 * (0.0192 + 0.144) * math.exp(-(0.144**1.1))  # the filter at 1 of its edge of 8
    assert metrics.q_cv(low, low, high) == pytest.approx(seen**2 * ((low - high) ** 2).mean(), rel=0.02)


def test_a_benchmark_s_forms_are_those_of_its_code():
    a, b, f = (blobs(seed, 60, 70) for seed in (1, 2, 3))
    found = measure(a, b, f, known=metrics.VIFB)
    assert len(found) == 13
    assert found["Mutinf"] == pytest.approx(sum(information.joint(x, f).mi for x in (a, b)) * math.log(2))
    assert found["Ssim"] == pytest.approx(2 * metrics.ssim(a, b, f))
    assert found["Variance"] == pytest.approx(metrics.sd(f))
    roots = [math.sqrt(((x.astype(float) - f) ** 2).sum()) / (60 * 70) for x in (a, b)]
    assert found["Rmse"] == pytest.approx(sum(roots) / 2)
    assert found["Psnr"] == pytest.approx(20 * math.log10(255 / math.sqrt(sum(roots) / 2)))
    assert found["Psnr"] > metrics.psnr(a, b, f) + 20  # so its decibels are no decibels of a squared error


def test_errors_in_decibel_and_levels():
    a = np.full((12, 12), 100)
    assert metrics.psnr(a, a + 20, a + 10) == pytest.approx(10 * math.log10(255**2 / 100))
    assert metrics.rmse(a, a + 20, a + 5) == pytest.approx((5 + 15) / 2)
    assert metrics.psnr(a, a, a) == math.inf


def test_textures_of_a_ramp():
    ramp = np.tile(np.arange(0, 40, 2), (10, 1))  # (10, 20), 2 a step
    assert metrics.sd(ramp) == pytest.approx(np.std(np.arange(0, 40, 2)))
    assert metrics.sf(ramp) == pytest.approx(math.sqrt(4 * 19 / 20))
    assert metrics.ag(ramp) == pytest.approx(math.sqrt(2))
    assert metrics.ag(ramp, differences="central") == pytest.approx(math.sqrt(2) * 200 / (9 * 19))
    assert metrics.ei(ramp) == pytest.approx((16 * 18 + 8 * 2) / 20)  # the repeated border halves the outer steps


def test_correlations_of_the_differences():
    a, b = blobs(7, 30, 30).astype(float) // 2, blobs(8, 30, 30).astype(float) // 2
    assert metrics.scd(a, b, a + b) == pytest.approx(2)
    assert metrics.cc(a, a, 255 - a) == pytest.approx(-1)
    assert metrics.scd(a, b, a) == pytest.approx(np.corrcoef((a - b).ravel(), a.ravel())[0, 1])  # F - A is constant


def test_the_trivial_fusions():
    a, b = np.array([[0, 255], [3, 9]]), np.array([[255, 255], [4, 0]])
    made = trivial(a, b)
    assert list(made) == ["copy-A", "copy-B", "max", "mean"]
    assert made["mean"].tolist() == [[128, 255], [4, 5]]  # no sum runs over, a half goes upwards
    assert made["max"].tolist() == [[255, 255], [4, 9]]


# Laws.

images = arrays(np.uint8, (12, 13), elements=st.integers(0, 255))


@settings(max_examples=40, deadline=None)
@given(images, images, images)
def test_every_value_lies_in_its_range_and_the_sources_may_be_swapped(a, b, f):
    there, back = measure(a, b, f), measure(b, a, f)
    for name, value in there.items():
        metric = METRICS[name]
        assert value == pytest.approx(back[name], rel=1e-9, abs=1e-9, nan_ok=True), name
        assert math.isnan(value) or metric.low - 1e-9 <= value <= metric.high + 1e-9, (name, value)


@settings(max_examples=25, deadline=None)
@given(images, images)
def test_grey_levels_may_be_renamed_for_the_information(a, f):
    """A map of levels that loses none, and keeps the ends, changes no measure that only counts."""
    swap = np.arange(256)
    swap[1:255] = stream(9, "data").permutation(swap[1:255])
    joint, mapped = information.joint(a, f), information.joint(swap[a].astype(np.uint8), f)
    assert joint.mi == pytest.approx(mapped.mi)
    assert information.tsallis(joint, 1.85, "correct") == pytest.approx(information.tsallis(mapped, 1.85, "correct"))


def test_every_metric_is_measured_on_an_image(triple):
    found = measure(*triple)
    assert set(found) == set(METRICS)
    assert all(math.isfinite(value) for value in found.values())
    own = {"MI": metrics.mi, "Q_MI": metrics.q_mi, "Q_TE": metrics.q_te, "Q_TE_cvejic": metrics.q_te_cvejic}
    own |= {"Q_NCIE": metrics.q_ncie, "Q_G": metrics.q_g, "Qabf": metrics.qabf, "Nabf": metrics.nabf}
    own |= {"VIF_P": metrics.vif_p, "SSIM": metrics.ssim, "MS_SSIM": metrics.ms_ssim, "PSNR": metrics.psnr}
    own |= {
        "RMSE": metrics.rmse,
        "CC": metrics.cc,
        "SCD": metrics.scd,
        "Q_CB": metrics.q_cb,
        "Q_CV": metrics.q_cv,
        "CE": metrics.cross_entropy,
    }
    for name, metric in own.items():
        assert metric(*triple) == pytest.approx(found[name], abs=1e-12), name
    assert measure(*triple, names=["MI", "SF"]) == {"MI": found["MI"], "SF": found["SF"]}


def test_a_volume_counts_all_its_levels_and_averages_over_its_slices(triple):
    a, b, f = (np.stack([x[:60, :60], x[60:120, :60], np.zeros((60, 60), np.uint8)]) for x in triple)
    found = measure(a, b, f)
    rows = [measure(*slices) for slices in zip(a[:2], b[:2], f[:2], strict=True)]
    for name in ("Q_G", "Qabf", "VIF_P", "SSIM"):  # the empty slice has nothing to fuse
        assert found[name] == pytest.approx(np.mean([row[name] for row in rows])), name
    assert found["MI"] == pytest.approx(metrics.mi(a.reshape(3 * 60, 60), b.reshape(180, 60), f.reshape(180, 60)))
    assert found["SD"] == pytest.approx(f.std())
    assert math.isnan(found["MS_SSIM"])  # too small
    stacked = metrics.measure_all(a[:2], b[:2], f[:2], ["Q_G", "EN"])
    assert stacked["Q_G"].tolist() == [row["Q_G"] for row in rows]
    assert stacked["EN"].shape == (2,)


# Bad images.


def test_constant_images_are_no_error_and_say_so_by_nan():
    a, flat = blobs(1, 50, 50), np.full((50, 50), 7)
    found = measure(a, flat, a)
    assert found["Q_MI"] == pytest.approx(1)
    assert {name for name, value in found.items() if math.isnan(value)} == {
        "VIF_P",
        "VIF_P_mean",
        "MS_SSIM",
        "Q_CB",
        "CC",
        "SCD",
    }
    nothing = measure(flat, flat, flat)
    assert {name for name in ("Q_MI", "Q_TE", "CC", "VIF_P") if math.isnan(nothing[name])} == {
        "Q_MI",
        "Q_TE",
        "CC",
        "VIF_P",
    }
    assert nothing["Q_NCIE"] == pytest.approx(ncie_floor())


@pytest.mark.parametrize(
    ("a", "b", "what"),
    [
        (np.zeros((4, 5)), np.zeros((5, 4)), "different shapes: 4x5, 5x4"),
        (np.zeros((4, 5, 2, 2)), np.zeros((4, 5, 2, 2)), "no image"),
        (np.full((4, 5), np.nan), np.zeros((4, 5)), "no finite numbers"),
        (np.full((4, 5), 0.5), np.zeros((4, 5)), "from 0.5 to 0.5 are no grey levels"),
        (np.full((4, 5), 300), np.zeros((4, 5)), "no grey levels"),
    ],
)
def test_what_is_no_pair_of_grey_images_is_refused(a, b, what):
    with pytest.raises(ConfigError, match=what):
        measure(a, b, b)


def test_an_unknown_metric_names_those_that_there_are():
    with pytest.raises(ConfigError, match="Q_NCIE, Q_G"):
        measure(*[np.zeros((4, 4))] * 3, names=["Q_X"])


def test_images_too_small_for_a_window_are_refused_by_name():
    small = np.zeros((10, 10))
    with pytest.raises(ConfigError, match="41 pixels a side"):
        metrics.vif_p(small, small, small)
    with pytest.raises(ConfigError, match="11 pixels a side"):
        metrics.ssim(small, small, small)


def test_every_metric_and_option_is_described():
    page = Path(__file__).parents[3] / "docs/fusion-metrics.md"
    told = page.read_text(encoding="utf-8")
    for name in (*METRICS, *(option.opts[0] for option in command.params if option.opts[0].startswith("--"))):
        assert f"`{name}" in told, name
    assert f"{ncie_floor():.5f}"[1:] in told
