"""Real papers of ../shared: their tables cell by cell against the truth that was made from the same sources."""

import collections
import json
import re
import time
import unicodedata
from pathlib import Path

import pytest

from litmuspaper.parse.record import as_json
from litmuspaper.parse.tex import read_tex

PAPERS = Path(__file__).parents[2] / "../shared/bench/papers"
FOUND = sorted(path.parent for path in PAPERS.glob("*/truth.json")) if PAPERS.is_dir() else []

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOUND, reason="needs the papers of ../shared/bench/papers"),
]


def norm(text: str) -> str:
    """As the truth was normalised: letters, digits and full stops."""
    return re.sub(r"[^a-z0-9.]", "", unicodedata.normalize("NFKD", text).lower())


def test_cells_marks_sections_and_speed_over_all_papers() -> None:
    counts: collections.Counter[str] = collections.Counter()
    started = time.process_time()
    for paper in FOUND:
        source = paper / "src"
        files = {str(p.relative_to(source)): p.read_bytes() for p in source.rglob("*") if p.is_file()}
        document, reading = read_tex(files)
        data = as_json(document, reading.notes)
        truth = json.loads((paper / "truth.json").read_text())
        for kind, which in (("cells", 0), ("bold", 1)):
            true = collections.Counter(
                norm(cell[0])
                for table in truth["tables"]
                for row in table
                for cell in row
                if norm(cell[0]) and (not which or cell[which])
            )
            got = collections.Counter(
                norm(cell["text"])
                for table in data["tables"]
                for row in table["rows"]
                for cell in row
                if not which or cell["bold"]
            )
            counts.update({kind: sum(true.values()), f"{kind} found": sum((true & got).values())})
        counts.update(references=len(truth["bib"]), found_references=len(data["references"]))
    seconds = time.process_time() - started
    assert counts["cells found"] >= 0.97 * counts["cells"]
    assert counts["bold found"] >= 0.95 * counts["bold"]
    assert counts["found_references"] == counts["references"]
    assert seconds / len(FOUND) < 5
