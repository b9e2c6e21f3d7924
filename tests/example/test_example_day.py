"""The embedded example day is well formed: rows, labels, profile and LaTeX agree. All of it written by us."""

import json
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

from litmuspaper import example
from litmuspaper.types import AnnounceType, Author, Paper, Profile, one_line

ROWS = [json.loads(line) for line in example.listing().read_text(encoding="utf-8").splitlines()]
BY_ID = {row["id"]: row for row in ROWS}
LABELS = json.loads(example.expected().read_text(encoding="utf-8"))
PROFILE = Profile.model_validate(tomllib.loads(example.profile().read_text(encoding="utf-8")))
NAMES = {criterion.name for criterion in PROFILE.criteria}


def test_the_day_has_sixty_two_papers_with_ids_of_their_own():
    assert len(ROWS) == len(BY_ID) == 62
    assert all(re.fullmatch(r"invented\.\d{4}", row["id"]) for row in ROWS)
    assert len({row["announced"] for row in ROWS}) == 1
    assert len({row["title"] for row in ROWS}) == 62


@pytest.mark.parametrize("row", ROWS, ids=list(BY_ID))
def test_a_row_is_a_paper_on_clean_single_lines(row):
    kept = {key: value for key, value in row.items() if key != "authors"}
    paper = Paper(**kept, authors=tuple(Author(name=name) for name in row["authors"]))
    for text in (paper.title, paper.abstract, paper.comment or "", *row["authors"]):
        assert text == one_line(text) == unicodedata.normalize("NFC", text)
        assert text.count("$") % 2 == 0
        assert text.count("{") == text.count("}")
    assert 1 <= len(row["authors"]) <= 12
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*(\.[A-Za-z-]+)?", category) for category in row["categories"])
    assert 90 <= len(paper.abstract.split()) <= 220
    assert len(re.findall(r"[.?!](?=\s|$)", paper.abstract)) >= 4


def test_the_day_shows_every_kind_of_announcement_that_the_page_must_handle():
    types = [row["announce_type"] for row in ROWS]
    assert set(types) <= set(AnnounceType.__args__)
    assert types.count("replace") == 1
    assert types.count("cross") == 1
    assert [row["version"] for row in ROWS if "version" in row] == [2]
    assert any("<script>" in row["title"] for row in ROWS)
    assert len({row["categories"][0].partition(".")[0] for row in ROWS}) >= 12


def test_no_author_appears_twice_and_the_followed_one_has_a_paper():
    names = [name for row in ROWS for name in row["authors"]]
    assert len(names) == len(set(names))
    (followed,) = PROFILE.authors
    assert [row["id"] for row in ROWS if followed.name in row["authors"]] == LABELS["followed"]


def test_the_profile_has_four_criteria_with_both_texts():
    assert len(PROFILE.criteria) == len(NAMES) == 4
    assert all(len(c.relevant.split()) >= 20 and len(c.not_relevant.split()) >= 10 for c in PROFILE.criteria)


def test_labels_name_papers_and_criteria_that_exist_and_do_not_overlap():
    relevant, look_alikes = LABELS["relevant"], LABELS["look_alikes"]
    groups = [set(relevant), set(look_alikes), set(LABELS["followed"]), set(LABELS["left_out_by_never"])]
    assert set().union(*groups) <= set(BY_ID)
    assert sum(map(len, groups)) == len(set().union(*groups))
    assert set(look_alikes.values()) == NAMES
    assert NAMES - set(relevant.values()) == set(LABELS["unmet_criteria"])
    assert all(2 <= list(relevant.values()).count(name) <= 4 for name in set(relevant.values()))
    assert "our own labels" in LABELS["about"].lower()


def test_never_words_hit_the_labelled_papers_only():
    hit = [
        row["id"] for row in ROWS if any(word in f"{row['title']} {row['abstract']}".lower() for word in PROFILE.never)
    ]
    assert hit == LABELS["left_out_by_never"]


def test_no_paper_of_the_day_is_about_matting_an_image():
    assert not [row["id"] for row in ROWS if re.search(r"alpha matte|trimap|image matting", row["abstract"], re.I)]


def test_the_paths_exist_and_the_notice_says_invented():
    assert isinstance(example.listing(), Path)
    assert example.profile().is_file()
    assert "invented" in example.NOTICE
    assert example.source("invented.0001") is None
    assert example.source("../example") is None
