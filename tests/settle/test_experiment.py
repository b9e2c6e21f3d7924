"""A claim file through the whole experiment: rows for everything, the same bytes however it was run."""

import json
import math
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from litmuspaper import engine
from litmuspaper.errors import ConfigError, PublishError
from litmuspaper.settle.load import load
from litmuspaper.settle.store import Store
from litmuspaper.settle.streams import KEYS, integer, stream, streams, tuning_seeds
from litmuspaper.types import Row


def kept(tmp_path, out="out", name="my_claim-cpu"):
    folder = tmp_path / out / name
    return [(folder / file).read_bytes() for file in ("plans.jsonl", "rows.jsonl")]


def test_a_claim_is_settled_with_a_row_for_every_cell(claim_file, settled):
    outcome = settled(claim_file())
    assert outcome.verdict == "supported"
    assert outcome.verdict_text == "supported at scale cpu: the interval lies above the margin of 0.1"
    assert [(row.arm, row.seed) for row in outcome.rows] == [(a, s) for a in ("method", "rival") for s in range(8)]
    assert outcome.cost.cells == 16
    assert outcome.tests[0].effect == pytest.approx(1, abs=0.3)


def test_workers_and_resuming_change_no_byte(claim_file, settled, tmp_path):
    path = claim_file()
    one = settled(path, "one", workers=1)
    two = settled(path, "two", workers=2)
    cells = tmp_path / "one" / "my_claim-cpu" / "cells.jsonl"
    lines = cells.read_bytes().splitlines(keepends=True)
    (tmp_path / "three" / "my_claim-cpu").mkdir(parents=True)
    broken = b"".join(lines[:5]) + lines[7] + b"no json\n" + lines[6][:40]  # as a killed process leaves it
    (tmp_path / "three" / "my_claim-cpu" / "cells.jsonl").write_bytes(broken)
    three = settled(path, "three")
    again = settled(path, "three")
    assert kept(tmp_path, "one") == kept(tmp_path, "two") == kept(tmp_path, "three")
    assert (one.cost.kept, three.cost.kept, again.cost.kept) == (0, 6, 16)
    same = [made.model_dump(exclude={"cost"}) for made in (one, two, three, again)]
    assert all(made == same[0] for made in same)


def test_a_further_arm_shifts_no_other(claim_file, settled):
    before = settled(claim_file("first"))
    more = {'"rival": {"gain": 0.0}': '"rival": {"gain": 0.0}, "third": {"gain": 0.5}'}
    after = settled(claim_file("second", **more))
    values = {(row.arm, row.seed): row.metrics for row in after.rows}
    assert all(values[row.arm, row.seed] == row.metrics for row in before.rows)


def test_trouble_in_an_arm_is_a_row_and_never_ends_the_run(claim_file, settled):
    body = """
        if gain and seed == 0: return {"score": float("nan"), "other": 2}
        if gain and seed == 1: raise ZeroDivisionError("by nought")
        if gain and seed == 2: os.kill(os.getpid(), 9)
        if gain and seed == 3: time.sleep(60)
        if gain and seed == 4: return 5
        if gain and seed == 5: raise MemoryError
    """
    outcome = settled(claim_file(body=body, **{"limit_s=30": "limit_s=2"}), workers=2)
    rows = [row for row in outcome.rows if row.arm == "method"]
    assert [row.status for row in rows] == [
        "not finite",
        "error",
        "killed",
        "time limit",
        "error",
        "error",
        "done",
        "done",
    ]
    assert rows[0].not_finite == ("score: nan",)
    assert rows[0].metrics == {"other": 2.0}
    assert rows[1].error == "ZeroDivisionError: by nought (my_claim.py, line 21)"
    assert rows[3].error == "took longer than 2 s"
    assert {row.status for row in outcome.rows if row.arm == "rival"} == {"done"}
    assert (outcome.verdict, len(outcome.tests[0].missing)) == ("inconclusive", 6)


def test_too_few_seeds_run_and_say_so(claim_file, settled):
    outcome = settled(claim_file(), seeds=5)
    assert outcome.verdict_text == "inconclusive at scale cpu: too few seeds (5; a verdict takes 6)"
    assert outcome.power.startswith("5 seeds are too few")


def test_changed_code_data_and_plans_are_said_and_their_rows_not_mixed(claim_file, settled, tmp_path):
    (tmp_path / "data.csv").write_text("1\n")
    more = 'files=("data.csv",),'
    assert settled(claim_file(more=more)).changes == ()
    fewer = settled(claim_file(more=more), seeds=7)
    assert fewer.cost.kept == 14
    assert "seeds 8 instead of 7" in fewer.changes[0]
    (tmp_path / "data.csv").write_text("2\n")
    changed = settled(claim_file(more=more))
    assert changed.cost.kept == 0
    assert len(changed.changes) == 2
    assert "other code or data, whose rows are not used" in changed.changes[0]
    (tmp_path / "data.csv").unlink()
    with pytest.raises(ConfigError, match="its data cannot be read"):
        settled(claim_file(more=more))


def test_code_that_changes_under_way_ends_the_run_and_mixes_no_rows(claim_file, settled, tmp_path):
    path = claim_file(body="if gain and seed == 3: os.kill(os.getpid(), 9)")
    with pytest.raises(ConfigError, match="changed while the experiment ran"):
        settled(path, progress=lambda ended, total, row: claim_file() if ended == 2 else None)
    lines = (tmp_path / "out/my_claim-cpu/cells.jsonl").read_text().splitlines()
    assert [json.loads(line)["row"]["status"] for line in lines] == ["done"] * 6 + ["killed"]


def test_a_worker_takes_the_arms_of_a_seed_one_after_another_and_the_rows_keep_their_order(
    claim_file, settled, tmp_path
):
    more = 'tuning=Tuning(grid={"shift": (0.0, 1.0)}, arms=("method",), metric="score", higher_is_better=True),'
    told = []
    outcome = settled(claim_file(more=more), progress=lambda ended, total, row: told.append((ended, total, row)))
    tuning, tests = ([row for *_, row in told if row.role == role] for role in ("tuning", "test"))
    assert [row for *_, row in told] == tuning + tests
    first = tuning[0].seed
    assert [(row.seed, row.settings["shift"]) for row in tuning] == [
        (first + n, shift) for n in range(3) for shift in (0.0, 1.0)
    ]
    assert [(row.seed, row.arm) for row in tests] == [(n, arm) for n in range(8) for arm in ("method", "rival")]
    assert [(ended, total) for ended, total, _ in told] == [(n, 22) for n in range(1, 23)]
    assert [(row.arm, row.seed) for row in outcome.rows[6:]] == [
        (arm, n) for arm in ("method", "rival") for n in range(8)
    ]


def test_a_neighbour_that_the_file_imports_is_part_of_its_code(claim_file, tmp_path):
    path = claim_file(**{"import os, time": "import os, time, neighbour_of_tests"})
    (tmp_path / "neighbour_of_tests.py").write_text("x = 1\n")
    before = load(str(path)).code_sha256
    (tmp_path / "neighbour_of_tests.py").write_text("x = 2\n")
    assert load(str(path)).code_sha256 != before


def test_tuning_gives_every_arm_the_same_grid_on_seeds_of_its_own(claim_file, settled):
    grid = '{"shift": (3.0, 0.0, 1.0)}'
    more = f'tuning=Tuning(grid={grid}, arms=("method", "rival"), metric="score", higher_is_better=True),'
    outcome = settled(claim_file(more=more))
    tuning = [row for row in outcome.rows if row.role == "tuning"]
    assert outcome.tuned == {"method": {"shift": 0.0}, "rival": {"shift": 0.0}}
    assert len(tuning) == 2 * 3 * 3
    assert not {row.seed for row in tuning} & {row.seed for row in outcome.rows if row.role == "test"}
    assert all(row.settings["shift"] == 0.0 for row in outcome.rows if row.role == "test")
    failing = claim_file("failing", body='if shift == 0: raise ValueError("no")', more=more)
    assert settled(failing).tuned["method"] == {"shift": 1.0}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('rival="rival"', 'rival="revival"', "names the arm 'revival', but the arms are method, rival"),
        ('Test(metric="score"', 'Test(metric="skore"', "names the metric 'skore'"),
        ('"gain": 1.0', '"gian": 1.0', "the arm 'method': missing a required argument: 'gain'"),
        ("margin=0.1", "margin=-1", "margin -1"),
        ('"cpu": Scale(name="cpu"', '"cpu": Scale(name="gpu"', "the scale 'cpu' needs that name"),
        ("CLAIM = ", "CLAIMS = ", "has no CLAIM"),
        ("def run(", "def walk(", "has no CLAIM"),
        ("def run(", "def run)(", "is not Python"),
        ("import os", "import no_such_module_of_ours", "ends with ModuleNotFoundError"),
    ],
)
def test_a_claim_file_that_does_not_hold_together_is_told_before_anything_runs(claim_file, old, new, told, tmp_path):
    path = claim_file(**{old: new})
    with pytest.raises(ConfigError, match=told):
        load(str(path))
    assert not (tmp_path / "out").exists()


def test_what_is_missing_is_named_with_its_command(claim_file):
    with pytest.raises(ConfigError, match=r"needs no_such_thing.*pip install 'litmuspaper\[lab\]'"):
        load(str(claim_file(more='needs=("no_such_thing",), extra="lab",')))
    with pytest.raises(ConfigError, match=r"no system 'nonsense'.*localsgd"):
        load("nonsense")
    with pytest.raises(ConfigError, match="is no file"):
        load("nonsense.py")


def test_a_folder_that_cannot_be_written_and_one_that_is_held_are_told(claim_file, settled, tmp_path):
    (tmp_path / "out").write_text("a file stands here")
    with pytest.raises(PublishError, match="cannot be written"):
        settled(claim_file())
    with Store(tmp_path / "held" / "my_claim-cpu").opened(), pytest.raises(PublishError, match="another process"):
        settled(claim_file(), "held")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps to a limit of data")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_cell_that_takes_more_than_its_share_of_memory_is_a_row(claim_file, settled, monkeypatch, workers):
    monkeypatch.setattr(engine, "memory_mib", lambda: 1000)
    body = f"if seed == 0: bytearray({int(1.5e9 if workers == 1 else 0.8e9)} if gain else 300_000_000)"
    outcome = settled(claim_file(body=body), workers=workers)
    (row,) = [row for row in outcome.rows if row.status != "done"]
    assert (row.arm, row.seed, row.status) == ("method", 0, "error")
    assert row.error.startswith("out of memory: MemoryError: ")
    assert "pairs are missing (seed 0, method: out of memory" in outcome.verdict_text


def test_a_script_without_a_main_part_is_told_and_costs_no_cell(claim_file, tmp_path):
    claim_file()
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom litmuspaper.settle.experiment import settle\n"
        "settle('my_claim.py', 'cpu', Path('out'))\n"
    )
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].startswith("litmuspaper.errors.ConfigError: ")
    assert "a worker could not start. What it said stands above" in done.stderr.splitlines()[-1]
    assert (tmp_path / "out/my_claim-cpu/cells.jsonl").read_bytes() == b""


def test_cells_that_are_delivered_twice_end_as_one_row(claim_file, settled, tmp_path, monkeypatch):
    settled(claim_file(), "once")
    once, told = engine.map, []

    def twice(*arguments, **options):
        for done in once(*arguments, **options):
            yield done
            yield replace(done, status="error", value=None, error="again")

    monkeypatch.setattr(engine, "map", twice)
    outcome = settled(claim_file(), "twice", progress=lambda ended, total, row: told.append((ended, total)))
    assert kept(tmp_path, "once") == kept(tmp_path, "twice")
    assert told == [(ended, 16) for ended in range(1, 17)]
    assert outcome.cost.cells == 16


FULL = """
import resource, sys
from litmuspaper.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
main(["settle", "my_claim.py", "--out", "full"])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="sizes of files can be limited on Unix alone")
@pytest.mark.parametrize("size", [700, 2000, 2300, 4000])
def test_a_full_disk_is_told_and_what_was_run_is_kept(claim_file, settled, tmp_path, size):
    path = claim_file()
    settled(path)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(size)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 5, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert "what was run is kept" in done.stderr
    assert "Traceback" not in done.stderr
    cells = tmp_path / "full" / "my_claim-cpu" / "cells.jsonl"
    whole = cells.read_bytes().count(b"\n")
    again = settled(path, "full")
    assert again.cost.kept == whole
    assert kept(tmp_path, "out") == kept(tmp_path, "full")
    assert {one.name for one in cells.parent.iterdir()} == {"cells.jsonl", "plans.jsonl", "rows.jsonl"}


def test_streams_depend_on_the_seed_and_their_name_alone():
    first = {name: stream(3, name).random() for name in KEYS}
    assert len(set(first.values())) == len(KEYS)
    drawn = streams(3)
    drawn.data.random(1000)
    assert drawn.noise.random() == first["noise"]
    assert stream(3, "noise", 1).random() != first["noise"] != stream(4, "noise").random()
    assert len({integer(seed, "init") for seed in range(50)}) == 50
    assert all(0 <= integer(seed, "init") < 2**63 for seed in range(50))
    assert min(tuning_seeds(3)) > 10_000


def test_the_record_is_plain_json(claim_file, settled, tmp_path):
    settled(
        claim_file(
            body='if seed == 0: return {"score": math_inf, "other": -math_inf}',
            **{"import os": "math_inf = float('inf')\nimport os"},
        )
    )
    for line in kept(tmp_path)[1].splitlines():
        row = json.loads(line, parse_constant=lambda name: pytest.fail(name))
        assert all(math.isfinite(value) for value in row["metrics"].values())


def test_a_cell_that_is_delivered_twice_stays_as_it_was(tmp_path):
    row = {"role": "test", "arm": "a", "seed": 0, "settings": {}, "status": "done"}
    with Store(tmp_path / "twice").opened() as store:
        for value in (1.0, 2.0):
            store.add("key", Row(**row, metrics={"x": value}), 0.1)
    with Store(tmp_path / "twice").opened() as store:
        assert store.rows["key"].metrics == {"x": 1.0}
    assert (tmp_path / "twice" / "cells.jsonl").read_bytes().count(b"\n") == 1
