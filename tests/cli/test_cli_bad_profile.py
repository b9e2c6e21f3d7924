"""Profiles that cannot be meant: the line, what is wrong, and the options."""

import json

import pytest

HEAD = 'title = "Mine"\n\n[[criteria]]\nname = "Matting"\nrelevant = "Alpha mattes."\n'


@pytest.fixture
def refused(litmus, here):
    """Runs a day with this profile, which must be refused; gives the message."""

    def run(text, name="mine.toml"):
        (here / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        done = litmus("day", "--profile", name, "--listing", "day.jsonl")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("litmus: ")
        assert done.err.count("\n") == 1
        assert not (here / "out").exists()
        ranked = litmus("rank", "--criteria", name, "--candidates", "day.jsonl")
        assert (ranked.code, ranked.out, ranked.err) == (2, "", done.err)
        return done.err

    return run


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("colour = 3\n" + HEAD, 1, "unknown key 'colour'. Keys here are: title, criteria, taste, categories"),
        (
            HEAD + 'wanted = "x"\n',
            6,
            "unknown key 'criteria.1.wanted'. Keys here are: name, relevant, not_relevant, cutoff",
        ),
        (
            HEAD + '[[authors]]\nname = "A"\nid = "x"\n',
            8,
            "unknown key 'authors.1.id'. Keys here are: name, orcid, arxiv_id",
        ),
        ("cutoff = 11\n" + HEAD, 1, "cutoff: input should be less than or equal to 10"),
        ("cutoff = 0\n" + HEAD, 1, "cutoff: input should be greater than or equal to 1"),
        (HEAD + "cutoff = 11\n", 6, "criteria.1.cutoff: input should be less than or equal to 10"),
        ('\ncutoff = "six"\n' + HEAD, 2, "cutoff: input should be a valid integer"),
        ("at_most = 0\n" + HEAD, 1, "at_most: input should be greater than or equal to 1"),
        ('categories = "cs.CV"\n' + HEAD, 1, "categories: input should be a valid"),
        ('must = ["Hair"]\nnever = ["hair"]\n' + HEAD, 2, "'hair' stands in both must and never. Keep one"),
        ("[[criteria]]\nrelevant = 'x'\n", 1, "criteria.1.name: field required"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_it_may_be(refused, text, line, told):
    message = refused(text)
    assert f"mine.toml, line {line}: " in message
    assert told in message


@pytest.mark.parametrize("text", ["", 'title = "x"\n', "criteria = []\n", "taste = 'My friend enjoys laws.'\n"])
def test_no_criteria(refused, text):
    message = refused(text)
    assert "no criteria: nothing could ever be selected" in message
    assert 'Add a [[criteria]] table with name and relevant, or criteria_file = "my-criteria.txt"' in message


def test_a_broken_file_names_its_line(refused):
    assert "not TOML" in (message := refused("title = \n" + HEAD))
    assert "line 1" in message
    assert "not JSON" in (message := refused('{"criteria": [', "mine.json"))
    assert "line 1" in message
    assert "not UTF-8" in refused(b"title = \xff\n")
    assert "larger than 1 MiB" in refused("#" * (1 << 20) + "\n" + HEAD)
    assert "no criterion was found" in refused("", "mine.txt")


def test_json_that_is_no_profile(refused):
    assert "cutoff: input should be less than or equal to 10" in refused(
        json.dumps({"criteria": [{"name": "a"}], "cutoff": 11}), "mine.json"
    )
    for value in ([], [1], 7, None, "text"):
        refused(json.dumps(value), "mine.json")


def test_a_criteria_file_that_is_not_there(refused):
    message = refused('criteria_file = "nowhere.txt"\n')
    assert "nowhere.txt" in message
    assert "cannot be read" in message


def test_a_profile_that_is_a_folder(litmus):
    done = litmus("day", "--profile", ".", "--listing", "day.jsonl")
    assert done.code == 2
    assert "cannot be read" in done.err


def test_settings_that_are_unknown_name_the_settings(litmus, here, monkeypatch):
    (here / "litmus.toml").write_text("colour = 1\n", encoding="utf-8")
    done = litmus("day", "--listing", "day.jsonl")
    assert done.code == 2
    assert "Settings are: home, contact, timeout_s, reach_s, max_mb" in done.err
    (here / "litmus.toml").unlink()
    monkeypatch.setenv("LITMUS_REACH_S", "soon")
    assert "setting 'reach_s'" in litmus("day", "--listing", "day.jsonl").err
