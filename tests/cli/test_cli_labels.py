"""The reader's thumbs on the command line: given, imported, listed, explained, taken away and brought back."""

import json

import pytest

BIB = """@article{a, title = {Alpha mattes of fur}, abstract = {We predict mattes of fur.}, eprint = {2512.00001}}
@article{b, title = {never closed
@article{c, title = {Lamps}, doi = {10.1/x}}
"""


@pytest.fixture
def reader(litmus, here):
    """A library with one day, and the profile found in this folder."""
    criteria = '[[criteria]]\nname = "Image matting"\nrelevant = "An alpha matte of hair or fur from an image."\n'
    (here / "profile.toml").write_text(criteria, encoding="utf-8")
    assert litmus("day", "--listing", "day.jsonl", "--out", "out").code == 0
    return litmus


def listed(litmus):
    done = litmus("label", "--list")
    assert done.code == 0
    return {row["id"]: row for row in map(json.loads, done.out.splitlines())}


def test_thumbs_are_kept_under_the_announced_id_and_strangers_are_said_so(reader):
    done = reader("like", "https://arxiv.org/abs/2601.00001v3", "2601.99999")
    assert done.code == 0
    assert "+ 2601.00001  Alpha mattes of hair" in done.out
    assert "2601.99999: the label is kept" in done.err
    assert reader("unlike", "arXiv:2601.00003").code == 0
    rows = listed(reader)
    assert {id: row["relevant"] for id, row in rows.items()} == {
        "2601.00001": True,
        "2601.99999": True,
        "2601.00003": False,
    }
    assert rows["2601.00001"]["made"]
    assert "2 thumbs up, 1 down" in reader("label").out
    assert reader("like").code == 2


def test_the_newest_thumb_counts(reader):
    reader("like", "2601.00001")
    reader("unlike", "2601.00001")
    assert listed(reader)["2601.00001"]["relevant"] is False


def test_an_import_tells_what_it_left_out_and_how_many_can_teach(reader, here):
    (here / "library.bib").write_text(BIB, encoding="utf-8")
    reader("unlike", "2512.00001")
    done = reader("like", "--import", "library.bib")
    assert done.code == 0
    assert "2 thumbs up" in done.out
    assert "1 of them have a title and no abstract" in done.out
    assert "line 2: the entry 'b' is not closed" in done.err or "line 2" in done.err
    rows = listed(reader)
    assert rows["2512.00001"]["relevant"] is False
    assert rows["doi:10.1/x"]["origin"] == "import:bibtex"
    assert reader("doctor").code == 0


def test_a_list_of_ids_without_texts_says_that_it_cannot_teach_yet(reader, here):
    (here / "ids.txt").write_text("2512.00001\n2601.00001\n", encoding="utf-8")
    done = reader("like", "--import", "ids.txt")
    assert "1 of them have no text in the library" in done.out


def test_a_reset_writes_a_copy_first_that_brings_everything_back(reader, here):
    (here / "library.bib").write_text(BIB, encoding="utf-8")
    reader("like", "--import", "library.bib")
    reader("unlike", "2601.00003")
    before = listed(reader)
    done = reader("label", "--reset")
    assert "3 labels taken away" in done.out
    copy = done.out.split("--file ")[1].split("` brings")[0]
    assert listed(reader) == {}
    assert "no labels to take away" in reader("label", "--reset").out
    assert reader("label", "--file", copy).code == 0
    assert listed(reader) == before


def test_labels_are_removed_one_by_one(reader):
    reader("like", "2601.00001", "2601.00002")
    done = reader("label", "--remove", "2601.00001v1", "--remove", "nobody")
    assert "1 labels taken away" in done.out
    assert "nobody: had no label" in done.err
    assert [*listed(reader)] == ["2601.00002"]


def test_why_shows_what_moved_a_paper(reader):
    assert "No labels yet" in reader("why", "2601.00001").out
    reader("like", "2601.00001")
    reader("unlike", "2601.00003")
    done = reader("why", "2601.00001")
    assert done.code == 0
    assert "your 2 labels" in done.out
    assert "2601.00001  Alpha mattes" in done.out
    told = json.loads(reader("why", "2601.00002", "--json").out)
    parts = sum(move["logits"] for move in told["papers"]) + told["other_papers"] + told["background"]
    assert parts == pytest.approx(told["learned"], abs=1e-3)
    assert reader("why", "2601.99999").code == 2


def test_ask_names_unlabelled_papers(reader):
    reader("like", "2601.00001")
    done = reader("ask", "-n", 2, "--json")
    assert {json.loads(line)["id"] for line in done.out.splitlines()} == {"2601.00002", "2601.00003"}


def test_thumbs_change_the_next_day_and_the_same_run_gives_the_same_day(reader, here):
    def day(name):
        done = reader("day", "--listing", "day.jsonl", "--out", name, "--json")
        rows = json.loads(done.out)
        return {row["id"]: row["score"] for part in ("selected", "rejected") for row in rows[part]}

    before = day("one")
    reader("like", "2601.00002")
    after = day("two")
    assert after["2601.00002"] > before["2601.00002"]
    assert day("three") == after


def test_commands_without_a_library_or_a_profile_say_what_to_do(litmus):
    assert "no labels yet" in litmus("label").out
    assert litmus("why", "2601.00001").code in (2, 4)
    done = litmus("ask")
    assert done.code in (2, 4)
    assert "profile.toml" in done.err or "litmus" in done.err


def test_a_day_tells_what_the_cutoff_costs_by_twenty_labels_of_ones_own(reader, here, make):
    kinds = [("Alpha mattes of hair", "We predict the alpha matte of hair."), ("A theorem", "Every ring commutes.")]
    rows = [make.row(f"2602.{n:05d}", f"{kinds[n % 2][0]} {n}", f"{kinds[n % 2][1]} Case {n}.") for n in range(22)]
    make.write_rows(here / "many.jsonl", rows)
    done = reader("day", "--listing", "many.jsonl", "--out", "out")
    assert "By your own" not in done.out
    reader("like", *(f"2602.{n:05d}" for n in range(0, 20, 2)))
    reader("unlike", *(f"2602.{n:05d}" for n in range(1, 20, 2)))
    done = reader("day", "--listing", "day.jsonl", "--out", "out")
    assert "By your own 20 labels (cross-validated), from your cutoff of 6 on" in done.out
