"""The profile's files, and errors that name the line and the options."""

import json
from pathlib import Path

import pytest

from litmuspaper import example
from litmuspaper.errors import ConfigError
from litmuspaper.select.profile import load_profile

GOOD = """title = "Birds"
cutoff = 5
never = ["car"]
[[criteria]]
name = "Seabirds"
relevant = "Counting seabirds from the air."
cutoff = 7
[[authors]]
name = "Ada Tern"
orcid = "0000-0001"
"""


def write(folder: Path, text: str, name: str = "profile.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_holds_what_it_says(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, GOOD))
    assert (profile.title, profile.cutoff, profile.never) == ("Birds", 5, ("car",))
    assert (profile.criteria[0].name, profile.criteria[0].cutoff) == ("Seabirds", 7)
    assert profile.authors[0].orcid == "0000-0001"


def test_the_embedded_example_profile_loads() -> None:
    profile = load_profile(example.profile())
    assert len(profile.criteria) == 4
    assert profile.categories


def test_criteria_can_stand_in_a_plain_text_beside_the_profile(tmp_path: Path) -> None:
    write(tmp_path, "Worms\n\nRelevant: Listening to worms.\n\nMy friend enjoys field work.\n", "criteria.txt")
    profile = load_profile(write(tmp_path, 'criteria_file = "criteria.txt"\n' + GOOD))
    assert [c.name for c in profile.criteria] == ["Seabirds", "Worms"]
    assert profile.taste == "My friend enjoys field work."


@pytest.mark.parametrize(
    "value",
    [
        {"id": "c1", "name": "Worms", "relevant": "Listening.", "not_relevant": "Cars.", "taste": None},
        [{"name": "Worms", "relevant": "Listening.", "not_relevant": "Cars."}],
        {"criteria": [{"name": "Worms", "relevant": "Listening.", "not_relevant": "Cars."}]},
    ],
    ids=["one criterion", "a list", "a profile"],
)
def test_json_in_the_shapes_that_others_write(value: object, tmp_path: Path) -> None:
    (criterion,) = load_profile(write(tmp_path, json.dumps(value), "criteria.json")).criteria
    assert (criterion.name, criterion.relevant, criterion.not_relevant) == ("Worms", "Listening.", "Cars.")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD.replace("relevant =", "relevnt ="), "line 6", "Keys here are: name, relevant, not_relevant, cutoff"),
        (GOOD.replace("cutoff = 5", "cutof = 5"), "line 2", "criteria_file"),
        (GOOD.replace("orcid", "orkid"), "line 10", "Keys here are: name, orcid, arxiv_id"),
        (GOOD.replace("cutoff = 5", 'cutoff = "high"'), "line 2", "integer"),
        (GOOD.replace("cutoff = 7", "cutoff = 11"), "line 7", "less than or equal to 10"),
        (GOOD.replace('never = ["car"]', 'never = "car"'), "line 3", "tuple"),
        (GOOD.replace('never = ["car"]', 'must = ["Car"]\nnever = ["car"]'), "line 4", "both must and never"),
        (GOOD.split("[[criteria]]")[0], "", "no criteria"),
        ("criteria = []\n", "", "no criteria"),
        (GOOD + '[[criteria]]\nname = "Seabirds"\n', "", "two criteria are named 'Seabirds'"),
        ("title = \n", "", "not TOML"),
        ("criteria_file = 3\n", "line 1", "name of a file"),
        ('criteria_file = "absent.txt"\n', "absent.txt", "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_options(text: str, line: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_profile(write(tmp_path, text))
    assert line in str(caught.value)
    assert says in str(caught.value)
    assert caught.value.exit_code == 2


def test_files_that_are_no_profiles(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="litmus init"):
        load_profile(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "caf\xe9"')
    with pytest.raises(ConfigError, match="UTF-8"):
        load_profile(tmp_path / "latin.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * (2 << 20))
    with pytest.raises(ConfigError, match="1 MiB"):
        load_profile(tmp_path / "huge.toml")
    for text in ("[[[", "3", '["x"]', "[" * 100_000):
        with pytest.raises(ConfigError):
            load_profile(write(tmp_path, text, "criteria.json"))
