"""`litmus rank`: the day's own ranking over any candidates."""

import gzip
import json
import os
import threading

import pytest

KEYS = ["id", "score", "relevance", "criterion", "evidence", "reason"]
TOML = """taste = "Plain laws."
[[criteria]]
name = "Image matting"
relevant = "Papers that predict an alpha matte of hair or fur from an image or a video."
not_relevant = "Segmentation with hard masks."
"""
ONE = {
    "id": "c7",
    "name": "Image matting",
    "relevant": "Papers that predict an alpha matte of hair or fur from an image or a video.",
    "not_relevant": "Segmentation with hard masks.",
    "taste": None,
}


@pytest.fixture
def candidates(here, make):
    rows = [{"id": one, "title": title, "abstract": abstract} for one, title, abstract in make.ROWS]
    return make.write_rows(here / "candidates.jsonl", rows)


@pytest.fixture
def rank(litmus, candidates):
    def run(*more, criteria="criteria.txt", file=candidates):
        done = litmus("rank", "--criteria", criteria, "--candidates", file, *more)
        return done, [json.loads(line) for line in done.out.splitlines() if line.startswith("{")]

    return run


@pytest.fixture(params=["text", "toml", "json object", "json list", "json profile"])
def criteria(request, here, make):
    """The same criterion in each form that is read."""
    name, text = {
        "text": ("c.txt", make.CRITERIA),
        "toml": ("c.toml", TOML),
        "json object": ("c.json", json.dumps(ONE)),
        "json list": ("c.json", json.dumps([ONE, {**ONE, "id": "c8", "name": "Fur"}])),
        "json profile": ("c.json", json.dumps({"criteria": [{"name": "Image matting", "relevant": ONE["relevant"]}]})),
    }[request.param]
    (here / name).write_text(text, encoding="utf-8")
    return name


def test_criteria_in_every_form(rank, make, criteria):
    done, rows = rank(criteria=criteria)
    assert (done.code, done.err) == (0, "")
    assert sorted(row["id"] for row in rows) == [one[0] for one in make.ROWS]
    papers = {id: {"title": title, "abstract": abstract} for id, title, abstract in make.ROWS}
    for row in rows:
        assert list(row) == KEYS
        assert 0 <= row["score"] <= 1
        assert row["relevance"] in range(1, 11)
        assert row["reason"]
        for span in row["evidence"]:
            assert list(span) == ["field", "start", "end", "text"]
            assert papers[row["id"]][span["field"]][span["start"] : span["end"]] == span["text"]
    assert rows == sorted(rows, key=lambda row: (-row["score"], row["id"]))
    (hair,) = [row for row in rows if row["id"] == "2601.00001"]
    assert hair["criterion"] == "Image matting"
    assert hair["evidence"]


def test_a_file_gets_the_same_lines(rank, here):
    done, _ = rank()
    written, _ = rank("--out", "ranked.jsonl")
    assert (here / "ranked.jsonl").read_text(encoding="utf-8") == done.out
    assert written.out == "3 ranked, 0 left out: ranked.jsonl\n"


def test_the_output_may_be_a_pipe(rank, here):
    os.mkfifo(here / "pipe")
    read = []
    thread = threading.Thread(target=lambda: read.append((here / "pipe").read_text(encoding="utf-8")))
    thread.start()
    rank("--out", "pipe")
    thread.join(20)
    assert len(read[0].splitlines()) == 3


def test_the_order_of_the_candidates_does_not_matter(rank, here, make):
    lines = (here / "candidates.jsonl").read_text(encoding="utf-8").splitlines()
    turned = make.write_rows(here / "turned.jsonl", lines[::-1])
    assert rank(file=turned)[0].out == rank()[0].out


def test_it_is_the_day_s_own_ranking(rank, litmus, day_of):
    litmus("day", "--profile", "criteria.txt", "--listing", "day.jsonl")
    day = day_of("out")
    scores = {row["id"]: (row["score"], row["relevance"]) for row in (*day["selected"], *day["rejected"])}
    assert {row["id"]: (row["score"], row["relevance"]) for row in rank()[1]} == scores


def test_labels_move_papers_and_a_later_line_wins(rank, here):
    (here / "l.jsonl").write_text('{"id": "2601.00003", "relevant": true}\n\n{"id": "2601.00002", "relevant": 0}\n')
    up = {row["id"]: row["score"] for row in rank("--labels", "l.jsonl")[1]}
    (here / "l.jsonl").write_text(
        '{"id": "2601.00003", "relevant": true}\n{"id": "2601.00002", "relevant": 0}\n'
        '{"id": "2601.00003", "relevant": false}\n{"id": "2601.00002", "relevant": 1}'
    )
    down = {row["id"]: row["score"] for row in rank("--labels", "l.jsonl")[1]}
    assert up["2601.00003"] > down["2601.00003"]
    assert up["2601.00002"] < down["2601.00002"]


def test_labels_of_other_papers_are_counted(rank, here):
    (here / "l.jsonl").write_text('{"id": "x", "relevant": true}\n{"id": "y", "relevant": false}\n')
    done, rows = rank("--labels", "l.jsonl")
    assert (done.code, len(rows)) == (0, 3)
    assert done.err == "2 labels name no candidate, such as 'x'\n"


def test_labels_of_any_version_are_labels_of_the_paper(rank, here):
    (here / "l.jsonl").write_text('{"id": "2601.00003v2", "relevant": true}\n')
    done, rows = rank("--labels", "l.jsonl")
    assert done.err == ""
    plain = {row["id"]: row["score"] for row in rank()[1]}
    assert {row["id"]: row["score"] for row in rows}["2601.00003"] > plain["2601.00003"]


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        '{"id": "a"}',
        '{"relevant": true}',
        '{"id": "a", "relevant": "false"}',
        '{"id": "a", "relevant": null}',
        '{"id": "a", "relevant": 2}',
        '{"id": "a", "relevant": []}',
        '["a", true]',
        "7",
        "null",
        "[" * 200_000,
    ],
)
def test_a_line_that_is_no_label_is_named(rank, here, line):
    (here / "l.jsonl").write_text(f'{{"id": "2601.00001", "relevant": true}}\n{line}\n', encoding="utf-8")
    done, _ = rank("--labels", "l.jsonl")
    assert (done.code, done.out) == (2, "")
    assert done.err == 'litmus: l.jsonl, line 2: not a label. Each line is {"id": "...", "relevant": true}\n'


def test_rows_that_cannot_be_used_are_named_and_left_out(rank, here, make):
    lines = (here / "candidates.jsonl").read_text(encoding="utf-8").splitlines()
    bad = [
        lines[0],
        "broken",
        '{"id": "x", "abstract": "No title."}',
        lines[0].replace('"id"', '"announced": "2026-01-01", "id"'),
    ]
    done, rows = rank(file=make.write_rows(here / "bad.jsonl", bad))
    assert (done.code, len(rows)) == (0, 1)
    told = done.err.splitlines()
    assert len(told) == 3
    assert any(line.startswith("left out: line 2: not a row of JSON") for line in told)
    assert any("has no title" in line for line in told)
    assert any(line.startswith("left out: 2601.00001: stands a second time") for line in told)


def test_records_keep_their_ids_and_may_lack_an_abstract(rank, make, here):
    rows = [
        {"id": "2509.09427v2", "title": "Alpha mattes for hair", "abstract": "A matting network."},
        {"id": "arXiv:2509.09428", "title": "Matting of foreground objects with trimaps", "abstract": None},
        {"id": 17, "title": "Rings", "abstract": ""},
    ]
    done, found = rank(file=make.write_rows(here / "records.jsonl", rows))
    assert (done.code, done.err) == (0, "")
    assert {row["id"] for row in found} == {"2509.09427v2", "arXiv:2509.09428", "17"}


def test_candidates_that_break_off_are_ranked_as_far_as_they_go_and_the_rest_is_missed_loudly(rank, here, make):
    rows = [{"id": f"p.{n}", "title": f"Ring {n * n}", "abstract": f"Ring {n} of {n**3}."} for n in range(2000)]
    whole = gzip.compress(make.write_rows(here / "x", rows).read_bytes())
    (here / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    done, found = rank(file="cut.jsonl.gz")
    assert done.code == 3
    assert 0 < len(found) < 2000
    assert "ATTENTION: TRUNCATED. " in done.err


@pytest.mark.parametrize("text", ["", "\n\n", "broken\n", '{"id": "x"}\n'])
def test_no_candidate_at_all(rank, here, text):
    (here / "none.jsonl").write_text(text)
    done, _ = rank(file="none.jsonl")
    assert done.code == 3
    assert "no candidate can be used" in done.err
    assert "Each line is {id, title, abstract}" in done.err


def test_files_that_are_not_there(litmus, rank):
    assert rank(file="nowhere.jsonl")[0].code == 3
    assert "the listing is no file" in rank(file="nowhere.jsonl")[0].err
    for option, done in (("criteria", rank(criteria="nowhere.txt")[0]), ("labels", rank("--labels", "nowhere")[0])):
        assert (done.code, done.out) == (2, ""), option
        assert "nowhere" in done.err
        assert "cannot be read" in done.err
    assert litmus("rank").code == 2


def test_an_output_that_cannot_be_written(rank):
    done, _ = rank("--out", "nowhere/ranked.jsonl")
    assert done.code == 5
    assert "cannot be written: No such file or directory. Give --out another place" in done.err
