"""`litmus screen` on records of our own writing in the formats of reference managers."""

import csv
import json

import pytest

RIS = "".join(
    f"TY  - JOUR\nID  - r{n:02d}\nTI  - {title} {n}\nAB  - {text}\nUR  - https://example.org/{n}\nER  - \n\n"
    for n, (title, text) in enumerate(
        [("Tides in estuary", "We measure salt and the tide.")] * 10 + [("Soil of plot", "We dig on a slope.")] * 20
    )
)
LABELS = "id,label,made\nr00,included,2026-01-02\nr10,excluded,2026-01-03\nstranger,1,\nr11,perhaps,\n"


@pytest.fixture
def files(here):
    (here / "records.ris").write_text(RIS + "no record\n", encoding="utf-8")
    (here / "labels.csv").write_text(LABELS, encoding="utf-8")
    return here


def test_what_is_like_the_relevant_comes_first_and_nothing_is_lost(litmus, files):
    done = litmus("screen", "records.ris", "--labels", "labels.csv", "--out", "order.jsonl", "--next", 3)
    assert done.code == 0
    assert "30 records, 2 read: 1 relevant, 1 not" in done.out
    assert "Read on" in done.out
    assert "line" in done.err
    assert "1 labels name no record, such as 'stranger'" in done.err
    assert "'perhaps' is no label" in done.err
    rows = [json.loads(line) for line in (files / "order.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(row["id"] for row in rows) == [f"r{n:02d}" for n in range(30)]
    assert {row["id"] for row in rows[:9]} == {f"r{n:02d}" for n in range(1, 10)}
    assert [row["rank"] for row in rows] == [*range(1, 29), None, None]
    assert [(row["id"], row["label"], row["read"]) for row in rows[-2:]] == [
        ("r00", 1, "2026-01-02"),
        ("r10", 0, "2026-01-03"),
    ]


def test_the_export_keeps_the_records_own_lines_and_reads_back(litmus, files):
    litmus("screen", "records.ris", "--labels", "labels.csv", "--export", "out.ris")
    text = (files / "out.ris").read_text(encoding="utf-8")
    assert "UR  - https://example.org/7" in text
    assert "N1  - litmus_rank 1; litmus_score" in text
    again = litmus("screen", "out.ris", "--next", 0)
    assert "30 records, 2 read: 1 relevant, 1 not" in again.out


def test_a_csv_export_has_provenance_and_no_formula(litmus, files):
    (files / "r.csv").write_text(
        "id,title,abstract,label\n1,=1+1,We dig.,1\n2,Soil,We dig.,0\n3,Tide,,\n", encoding="utf-8"
    )
    assert litmus("screen", "r.csv", "--export", "out.csv").code == 0
    with (files / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [(row["id"], row["litmus_rank"], row["litmus_label"]) for row in rows] == [
        ("3", "1", ""),
        ("1", "", "1"),
        ("2", "", "0"),
    ]
    assert rows[1]["title"] == "'=1+1"
    assert all(row["litmus_made_by"].startswith("litmus ") for row in rows)


def test_criteria_are_enough_to_start_with(litmus, files):
    done = litmus("screen", "records.ris", "--profile", "criteria.txt", "--next", 1)
    assert done.code == 0
    assert "0 read" in done.out


def test_it_says_when_it_may_stop(litmus, files):
    labels = "id,label\n" + "".join(f"r{n:02d},{int(n < 10)}\n" for n in range(29))
    (files / "all.csv").write_text(labels, encoding="utf-8")
    assert "You may stop" in litmus("screen", "records.ris", "--labels", "all.csv").out
    (files / "all.csv").write_text(labels + "r29,0\n", encoding="utf-8")
    assert "Everything is read" in litmus("screen", "records.ris", "--labels", "all.csv").out


def test_with_nothing_to_go_by_or_nothing_usable_it_says_what_to_give(litmus, files):
    done = litmus("screen", "records.ris")
    assert done.code == 2
    assert "--profile FILE or --labels FILE" in done.err
    (files / "bad.csv").write_text("id,title\n1\n", encoding="utf-8")
    assert litmus("screen", "bad.csv", "--profile", "criteria.txt").code == 3
    assert litmus("screen", "records.ris", "--labels", "labels.csv", "--export", "no/such/x.csv").code == 5
