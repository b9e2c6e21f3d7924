"""`litmus near`: papers near one paper."""

import json

import pytest


@pytest.fixture
def candidates(here, make):
    rows = [{"id": one, "title": title, "abstract": abstract} for one, title, abstract in make.ROWS]
    return make.write_rows(here / "candidates.jsonl", rows)


@pytest.fixture
def near(litmus, candidates):
    def run(paper, *more):
        done = litmus("near", paper, "--candidates", candidates, *more)
        return done, [json.loads(line) for line in done.out.splitlines() if line.startswith("{")]

    return run


@pytest.mark.parametrize("facet", [[], ["--facet", "problem"], ["--facet", "method"], ["--facet", "result"]])
def test_every_other_candidate_comes_once_with_two_quotes(near, make, facet):
    id = make.ROWS[0][0]
    done, rows = near(id, *facet)
    assert (done.code, done.err) == (0, "")
    assert sorted(row["id"] for row in rows) == sorted(one[0] for one in make.ROWS[1:])
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    papers = {id: {"title": title, "abstract": abstract} for id, title, abstract in make.ROWS}
    for row in rows:
        for span, paper in ((row["here"], papers[id]), (row["there"], papers[row["id"]])):
            assert paper[span["field"]][span["start"] : span["end"]] == span["text"]


def test_a_paper_of_a_file_and_an_output_file(near, here):
    asked = {"id": "mine", "title": "Alpha mattes of hair", "abstract": "We predict alpha mattes of hair."}
    (here / "mine.json").write_text(json.dumps(asked) + "\n")
    done, rows = near("mine.json", "--out", "near.jsonl")
    assert (done.code, rows) == (0, [])
    assert "ranked" in done.out
    assert json.loads((here / "near.jsonl").read_text().splitlines()[0])["here"]["text"].startswith(("We", "Alpha"))


def test_a_paper_that_nobody_has_is_told_with_what_to_do(near):
    done, rows = near("9901.00001")
    assert (done.code, rows) == (2, [])
    assert "is no candidate and no file" in done.err
    assert "Traceback" not in done.err


def test_a_paper_that_is_the_only_candidate_is_said_to_have_none_beside_it(litmus, make, here):
    only = make.write_rows(here / "only.jsonl", [{"id": "c1", "title": "Tides", "abstract": "We measure tides."}])
    done = litmus("near", "c1", "--candidates", only)
    assert (done.code, done.out) == (0, "")
    assert "no candidate but c1 itself" in done.err
