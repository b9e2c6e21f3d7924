"""`measured.json`: every audit carries what was measured of it, and nothing that was not."""

import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from litmuspaper.bench.interval import clopper_pearson
from litmuspaper.bench.record import as_text, read_judged, read_real
from litmuspaper.errors import ConfigError
from litmuspaper.review import review
from litmuspaper.review.audits import AUDITS
from litmuspaper.review.measured import measures, packaged
from litmuspaper.types import Measured, Review

BENCH = Path(__file__).parents[2] / "bench"
JUDGED = BENCH / "judged.jsonl"


def test_every_audit_is_there_with_numbers_or_with_an_explicit_null():
    made = packaged()
    assert [*made["audits"]] == [*AUDITS]
    keys = {"planted", "found", "recall_low", "recall_high", "twins", "twin_alarms", "kinds"}
    keys |= {"table_planted", "table_found", "judged"}
    for one in made["audits"].values():
        assert set(one) == keys
        assert (one["planted"] is None) == (one["found"] is None) == (not one["kinds"])
        assert (one["twins"] is None) == (one["twin_alarms"] is None)


def test_the_counts_agree_with_their_kinds_and_intervals():
    for one in packaged()["audits"].values():
        if one["planted"] is None:
            continue
        assert one["planted"] == sum(count for count, _ in one["kinds"].values())
        assert one["found"] == sum(found for _, found in one["kinds"].values()) <= one["planted"]
        assert (one["recall_low"], one["recall_high"]) == pytest.approx(
            clopper_pearson(one["found"], one["planted"]), abs=1e-4
        )


@pytest.mark.skipif(not JUDGED.exists(), reason="the judgements are in the repository, not in the package")
def test_the_judged_alarms_are_those_of_the_judgements():
    _, *rows = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines() if line.strip()]
    said = [(row["audit"], row["verdict"], "fixed" if row.get("fixed") else row["judgement"]) for row in rows]
    counts = Counter(said)
    told = Counter()
    for name, one in packaged()["audits"].items():
        for judged in one["judged"] or ():
            for judgement in ("real", "false", "unsure", "fixed"):
                told[name, judged["verdict"], judgement] += judged[judgement]
    assert +told == counts
    real, on_real = read_real(BENCH)
    assert packaged()["real"] == real
    for name, one in packaged()["audits"].items():
        assert {key: one[key] for key in on_real[name]} == on_real[name]


@pytest.mark.skipif(not JUDGED.exists(), reason="the page is in the repository, not in the package")
def test_the_page_of_audits_shows_what_was_measured():
    spec = importlib.util.spec_from_file_location("bench_audits", BENCH / "audits.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = (BENCH.parent / "docs/audits.md").read_text(encoding="utf-8")
    table = script.measured_table(packaged())
    assert table.count("\n") == len(AUDITS) + 1
    assert f"\n{table}\n" in page, "run `python bench/audits.py table`"
    measured = packaged()["audits"].values()
    planted, found = (sum(one[key] or 0 for one in measured) for key in ("planted", "found"))
    assert f"Of {planted:,} planted errors {found:,} are found" in " ".join(page.split())


def test_the_record_reads_back_as_it_was_written():
    assert json.loads(as_text(packaged())) == packaged()


def test_a_review_brings_the_measures_of_its_findings_only(example):
    document = example.plain("We found an effect, t(14) = 2.0, p < .03.")
    found = review(document)
    assert {one.audit for one in found.measured} == {one.audit for one in found.findings} == {"test_statistics"}
    assert found.measured[0] == measures()["test_statistics"]
    assert review(example.plain("Calm water.")).measured == ()


def test_a_review_of_an_earlier_version_is_still_read(example):
    old = review(example.plain("Calm water.")).model_dump(mode="json")
    del old["measured"]
    assert Review.model_validate(old).measured == ()
    assert Measured(audit="sums", date="2026-01-01", version="0").of("question") is None


HEAD = '{"header": true, "papers": 3, "scigen_papers": 2, "date": "2026-01-05"}'
ROW = '{"audit": "sums", "paper": "a", "verdict": "contradicted", "judgement": "unsure", "why": ""}'


def test_unsure_alarms_count_as_not_real(tmp_path):
    (tmp_path / "judged.jsonl").write_text("\n".join([HEAD, ROW, ROW.replace("unsure", "real")]), encoding="utf-8")
    real, alarms = read_judged(tmp_path / "judged.jsonl")
    assert real == {"papers": 3, "unseen_papers": 0, "tables_of": 2, "date": "2026-01-05"}
    (one,) = alarms["sums"]
    assert (one["real"], one["false"], one["unsure"]) == (1, 0, 1)
    assert (one["low"], one["high"]) == pytest.approx(clopper_pearson(1, 2), abs=1e-4)
    assert alarms["f1"] == []


def test_alarms_that_were_mended_are_counted_apart(tmp_path):
    mended = ROW.replace('"why"', '"fixed": true, "why"')
    (tmp_path / "judged.jsonl").write_text("\n".join([HEAD, mended, mended]), encoding="utf-8")
    _, alarms = read_judged(tmp_path / "judged.jsonl")
    nothing = {"real": 0, "false": 0, "unsure": 0, "low": None, "high": None}
    assert alarms["sums"] == [{"verdict": "contradicted", **nothing, "fixed": 2, "unseen": 0, "unseen_real": 0}]


@pytest.mark.parametrize("bad", ["{", "[]", ROW.replace("unsure", "maybe"), ROW.replace("sums", "no_such"), "{}"])
def test_a_broken_judgement_is_an_error_that_names_the_file(tmp_path, bad):
    (tmp_path / "judged.jsonl").write_text(f"{HEAD}\n{bad}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"judged\.jsonl"):
        read_judged(tmp_path / "judged.jsonl")
