"""Real arXiv days with the criteria of a real reader: the laws hold, and nothing comes twice."""

import json
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "../shared"
DATES = ("2025-09-11", "2025-09-12", "2025-09-15")
ANNOUNCED = {"2025-09-11": 106, "2025-09-12": 142, "2025-09-15": 139}

pytestmark = pytest.mark.shared


@pytest.fixture
def criteria():
    found = sorted((SHARED / "seeds").glob("000_*.txt"))
    if not found or not (SHARED / "examples").is_dir():
        pytest.skip("the real days and criteria of ../shared are not here")
    return found[0]


def test_three_real_days_in_a_row(litmus, here, criteria):
    shown, pages = set(), {}
    for again in range(2):
        for date in DATES:
            listing = SHARED / f"examples/arxiv-{date}.jsonl"
            done = litmus("day", "--profile", criteria, "--listing", listing)
            assert (done.code, done.err) == (0, "")
            body = (here / "out" / date / "day.json").read_bytes()
            assert pages.setdefault(date, body) == body
            if again:
                continue
            day = json.loads(body)
            rows = [*day["selected"], *day["rejected"], *day["failed"]]
            papers = {one["id"]: one for one in map(json.loads, listing.read_text(encoding="utf-8").splitlines())}
            assert day["announced"] == ANNOUNCED[date] == len(rows) == len({row["id"] for row in rows})
            assert {row["id"] for row in rows} == papers.keys()
            assert day["failed"] == []
            for row in day["selected"]:
                said = [span for told in row["digest"].values() for span in told["spans"]]
                for span in (*row["evidence"], *said):
                    field = " ".join(papers[row["id"]][span["field"]].split())
                    assert field[span["start"] : span["end"]] == span["text"]
            ids = {row["id"] for row in day["selected"]}
            assert not ids & shown
            shown |= ids
    assert litmus("doctor").code == 0
