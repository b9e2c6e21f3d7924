"""Tables against the logs of the runs."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.parse.tex import parse_tex
from litmuspaper.review.audits.run_logs import audit_logs
from litmuspaper.review.logs import means, read_runs
from litmuspaper.types import Paper

PAPERS = Path(__file__).parents[2] / "../shared/bench/audits/papers_with_logs"


def document(rows, caption="Results.", label="Table 1"):
    builder = Builder()
    builder.table([[CellDraft(cell) for cell in row] for row in rows], label, caption)
    return builder.document(Paper(id="", title="", abstract=""), "tex")


def logs(**runs):
    return {f"{name}/final_info.json": json.dumps(values).encode() for name, values in runs.items()}


def of(circle, moons, **more):
    """A log of two datasets, each with a loss and a divergence."""
    return {
        name: {"means": {"eval_loss": loss, "kl_divergence": kl}, "stderrs": {"eval_loss_stderr": 0.0123, **more}}
        for name, (loss, kl) in (("circle", circle), ("moons", moons))
    }


RUNS = logs(run_0=of((0.43412, 0.35149), (0.61449, 0.08551)), run_1=of((0.40321, 0.31234), (0.60049, 0.09876)))
HEAD = ["Run", "Dataset", "Evaluation Loss", "KL Divergence"]
RIGHT = [
    ["Baseline", "Circle", "0.434", "0.351"],
    ["Baseline", "Moons", "0.614", "0.086"],
    ["Ours", "Circle", "0.403", "0.312"],
    ["Ours", "Moons", "0.600", "0.099"],
]


def raised(found):
    return [one for one in found if one.verdict not in ("verified", "not-assessed")]


def test_a_table_that_the_logs_give_is_verified_arm_by_arm():
    (one,) = audit_logs(document([HEAD, *RIGHT]), RUNS)
    assert one.verdict == "verified"
    assert "Baseline: 4 of 4 from run_0" in one.message
    assert "Ours: 4 of 4 from run_1" in one.message


def test_a_number_that_no_log_holds():
    wrong = [*RIGHT[:3], ["Ours", "Moons", "0.600", "0.079"]]
    made = document([HEAD, *wrong])
    (one,) = raised(audit_logs(made, RUNS))
    assert (one.verdict, one.severity, one.printed) == ("not-reproducible", "error", ("0.079",))
    assert "0.09876 in run_1" in one.recomputed
    assert made.text[one.spans[0].start : one.spans[0].end] == "0.079"


def test_a_last_digit_is_for_information():
    near = [["Baseline", "Circle", "0.435", "0.351"], *RIGHT[1:]]
    (one,) = raised(audit_logs(document([HEAD, *near]), RUNS))
    assert one.severity == "info"


def test_an_arm_that_mixes_runs():
    mixed = [*RIGHT[:2], ["Ours", "Circle", "0.403", "0.312"], ["Ours", "Moons", "0.600", "0.086"]]
    (one,) = raised(audit_logs(document([HEAD, *mixed]), RUNS))
    assert one.verdict == "question"
    assert "0.086 from run_0" in one.recomputed


def test_declared_means_over_datasets_and_an_order_that_flips():
    head = ["Method", "Eval Loss (mean)", "KL Divergence (mean)"]
    right = [["Baseline", "0.5243", "0.2185"], ["Ours", "0.5019", "0.2056"]]
    assert not raised(audit_logs(document([head, *right]), RUNS))
    flipped = [["Baseline", "0.5243", "0.2010"], ["Ours", "0.5019", "0.2090"]]
    messages = [one.message for one in raised(audit_logs(document([head, *flipped]), RUNS))]
    assert any("order 1 pairs of cells the other way" in message for message in messages)


def test_spreads_are_held_against_logged_errors():
    head = ["Run", "Dataset", "Evaluation Loss"]
    right = [["Baseline", "Circle", "0.434 ± 0.012"], ["Baseline", "Moons", "0.614 ± 0.012"]]
    assert not raised(audit_logs(document([head, *right]), RUNS))
    wrong = [["Baseline", "Circle", "0.434 ± 0.005"], ["Baseline", "Moons", "0.614 ± 0.012"]]
    (one,) = raised(audit_logs(document([head, *wrong]), RUNS))
    assert one.printed == ("± 0.005",)


def test_the_mean_of_seeds_is_tried():
    seeds = logs(**{f"seed_{n}": {"eval_loss": 0.5 + n * n / 100, "train_loss": 0.4 - n * n / 50} for n in range(3)})
    rows = [["Method", "Eval Loss", "Train Loss"], ["Ours", "0.517 ± 0.021", "0.367 ± 0.042"]]
    (one,) = audit_logs(document(rows), seeds)
    assert one.verdict == "verified"
    assert "from the mean of seed_0 to seed_2" in one.message


def test_csv_logs_and_percentages():
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([["dataset", "accuracy"], ["Circle", "0.9312"], ["Moons", "0.8755"]])
    given_logs = {"run_0/results.csv": file.getvalue().encode()}
    rows = [["Dataset", "Accuracy"], ["Circle", "93.1"], ["Moons", "87.6"]]
    assert [one.verdict for one in audit_logs(document(rows), given_logs)] == ["verified"]


def test_a_table_of_other_things_is_not_assessed():
    rows = [["Layer", "Parameters"], ["First", "120"], ["Second", "240"]]
    (one,) = audit_logs(document(rows), RUNS)
    assert one.verdict == "not-assessed"
    assert [one.verdict for one in audit_logs(document(rows), {})] == ["not-assessed"]


def test_broken_logs_are_named_and_end_nothing():
    broken = {**RUNS, "run_2/a.json": b"{", "run_3/b.json": b"[" * 5000 + b"]" * 5000, "run_4/c.csv": b"a,b\n\0\0"}
    found = audit_logs(document([HEAD, *RIGHT]), broken)
    assert any("could not be read: run_2/a.json, run_3/b.json, run_4/c.csv" in one.message for one in found)
    assert any(one.verdict == "verified" for one in found)


@pytest.mark.parametrize(
    ("label", "key", "same"),
    [
        ("KL Divergence", "kl_divergence", True),
        ("Training Time (s)", "training_time", True),
        ("95% Val Acc", "step_val_acc_95_mean", True),
        ("Mod Subtraction", "x_minus_y", True),
        ("Circle", "circle", True),
        ("Circle", "moons", False),
        ("Baseline", "eval_loss", False),
        ("Train Loss", "final_val_loss_mean", False),
    ],
)
def test_labels_and_names(label, key, same):
    assert means(label, key) is same


@given(st.dictionaries(st.sampled_from(["run_0/a.json", "b.csv", "c.txt"]), st.binary(max_size=300)))
def test_any_bytes_are_read_or_named(files):
    runs, unread = read_runs(files)
    assert {run.name for run in runs} <= {"run_0", "b"}
    assert set(unread) <= set(files)


EXPECTED = {
    "adaptive_dual_scale_denoising": (60, []),
    "data_augmentation_grokking": (15, []),
    "gan_diffusion": (64, []),
    "layerwise_lr_grokking": (
        12,
        ["5270.0", "0.0106", "0.9995", "0.9624", "0.1648", "0.9625", "0.1648", "0.9625", "0.1648"],
    ),
    "mdl_grokking_correlation": (24, []),
}


@pytest.mark.shared
@pytest.mark.skipif(not PAPERS.exists(), reason="the shared data is not beside this checkout")
@pytest.mark.parametrize("name", EXPECTED)
def test_papers_with_their_logs(name):
    """The layer-wise paper's own row mixes two runs; its ablation shows another task under the task's name."""
    made = parse_tex({"template.tex": (PAPERS / name / "latex/template.tex").read_bytes()})
    files = {str(f.relative_to(PAPERS / name)): f.read_bytes() for f in PAPERS.glob(f"{name}/run_*/*.json")}
    found = audit_logs(made, files)
    good = sum(len(one.spans) for one in found if one.verdict == "verified")
    assert (good, [said for one in raised(found) for said in one.printed]) == EXPECTED[name]
