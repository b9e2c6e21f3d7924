"""`litmus paper`: from a file on the disk to a page, and what it says when that fails."""

import gzip
import io
import json
import shutil
import tarfile
from importlib.resources import files
from pathlib import Path

import pytest

SOURCES = Path(str(files("litmuspaper.example") / "sources"))
SEED = Path(__file__).parents[2] / "../shared/seeds/002_4a79dc9201f9424b.txt"
PLAIN = """Lamps in deep water

Ada Brook

Abstract

We ask how lamps dim in deep water. We propose a law of two terms.

1 Introduction

Lamps dim. We say how.
"""


def page_of(out):
    return Path(out.rpartition("Page: ")[2].strip())


def test_a_folder_becomes_a_page_that_finds_the_planted_errors(litmus, here):
    done = litmus("paper", SOURCES / "invented.0046")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("Cairnslice")
    assert lines[1].startswith("Read from the LaTeX source: 17 sections")
    assert "contradiction" in lines[2]
    page = page_of(done.out)
    assert page == Path("out/invented.0046/index.html")
    record = json.loads(page.with_name("review.json").read_text(encoding="utf-8"))
    planted = json.loads((SOURCES / "invented.0046/planted.json").read_text(encoding="utf-8"))["planted"]
    told = " ".join(one["message"] for one in record["findings"])
    for wrong in ("651", "70.8", "79.0", "15.1", "62.5"):
        assert any(wrong in one["printed"] for one in planted)
        assert wrong in told
    text = page.read_text(encoding="utf-8")
    assert "litmus audit invented.0046 --json" in text
    assert page.with_name("review.md").is_file()
    assert Path("out/assets/litmus.css").is_file()


def test_json_prints_the_record_that_was_written_and_twice_the_same(litmus, here):
    one = litmus("paper", SOURCES / "invented.0046", "--out", "a", "--json")
    other = litmus("paper", SOURCES / "invented.0046", "--out", "b", "--json")
    assert one.out == other.out
    assert one.out == Path("a/invented.0046/review.json").read_text(encoding="utf-8")
    record = json.loads(one.out)
    assert {"coverage", "findings", "verified", "not_assessed", "digest", "references", "made_by"} < set(record)
    pages = [Path(name, "invented.0046/index.html").read_bytes() for name in ("a", "b")]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("name", ["invented.0004", "invented.0009", "invented.0022", "invented.0028", "invented.0033"])
def test_the_clean_papers_have_no_contradiction(litmus, here, name):
    done = litmus("paper", SOURCES / name, "--json")
    verdicts = [one["verdict"] for one in json.loads(done.out)["findings"]]
    assert "contradicted" not in verdicts


def test_a_main_file_is_named_by_its_folder_and_another_file_by_itself(litmus, here):
    folder = here / "2601.00001"
    folder.mkdir()
    shutil.copy(SOURCES / "invented.0004/main.tex", folder / "main.tex")
    shutil.copy(SOURCES / "invented.0009/main.tex", here / "2601.00002.tex")
    assert page_of(litmus("paper", folder / "main.tex").out) == Path("out/2601.00001/index.html")
    assert page_of(litmus("paper", folder).out) == Path("out/2601.00001/index.html")
    assert page_of(litmus("paper", "2601.00002.tex").out) == Path("out/2601.00002/index.html")


def test_an_archive_loses_its_endings(litmus, here):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(SOURCES / "invented.0004/main.tex", "main.tex")
    Path("2601.00003.tar.gz").write_bytes(gzip.compress(packed.getvalue()))
    assert page_of(litmus("paper", "2601.00003.tar.gz").out) == Path("out/2601.00003/index.html")


def test_plain_text_without_a_table_gives_a_page_that_says_what_is_missing(litmus, here):
    Path("lamps.txt").write_text(PLAIN, encoding="utf-8")
    done = litmus("paper", "lamps.txt")
    assert done.code == 0
    assert "Not found: tables" in done.out
    assert "0 tables" not in page_of(done.out).read_text(encoding="utf-8")


def test_logs_are_read_beside_the_paper_and_the_command_names_them(litmus, here):
    (here / "runs/one").mkdir(parents=True)
    (here / "runs/one/final_info.json").write_text(json.dumps({"dice": {"means": {"small": 61.9, "large": 79.0}}}))
    page = page_of(litmus("paper", SOURCES / "invented.0046", "--logs", "runs").out).read_text(encoding="utf-8")
    assert "litmus audit invented.0046 --logs runs --json" in page
    assert "Read beside it: 1 files of logs." in page
    done = litmus("paper", SOURCES / "invented.0046", "--logs", "nowhere")
    assert done.code == 3
    assert "--logs" in done.err


def test_a_title_cannot_steer_the_terminal(litmus, here):
    source = "\\documentclass{article}\\title{Red \x1b[31mlamps}\\begin{document}\\maketitle Lamps dim.\\end{document}"
    Path("lamps.tex").write_text(source, encoding="utf-8")
    assert "\x1b" not in litmus("paper", "lamps.tex").out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.tex", None),
        ("empty.pdf", b""),
        ("broken.pdf", b"%PDF-1.4\nnothing"),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_code_3(litmus, here, name, content):
    if content is not None:
        Path(name).write_bytes(content)
    done = litmus("paper", name)
    assert done.code == 3
    assert done.out == ""
    assert done.err.startswith(f"litmus: {name}")
    assert len(done.err.splitlines()) == 1
    assert not Path("out").exists()


def test_a_folder_that_cannot_be_written_is_exit_code_5(litmus, here):
    Path("taken").write_text("a file", encoding="utf-8")
    done = litmus("paper", SOURCES / "invented.0004", "--out", "taken")
    assert done.code == 5
    assert "cannot be written" in done.err


def test_help_imports_nothing_heavy_and_a_source_is_required(litmus, here):
    assert litmus("paper").code == 2
    assert "SOURCE" in litmus("paper", "--help").out


@pytest.mark.shared
def test_the_seed_s_findings_stand_on_its_page(litmus, here):
    if not SEED.exists():
        pytest.skip("shared/seeds is not beside the checkout")
    done = litmus("paper", SEED, "--json")
    record = json.loads(done.out)
    told = " ".join(one["message"] for one in record["findings"])
    for figure in ("4.219", "7.7734", "strictly best in 18", "Eq. (8)"):
        assert figure in told
    spans = [span for one in record["findings"] for span in one["spans"]]
    assert len(spans) > 50
    assert all(one["left_out"] == 0 for one in record["findings"])
