"""`litmus init`: whatever is answered, what is written can be loaded."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from litmuspaper.cli.init import command
from litmuspaper.select.profile import load_profile
from litmuspaper.types import one_line

ODD = st.one_of(
    st.sampled_from(['"', "'", "\\", '"""', "\\u0041", "\\x", "#", "]]", "=", "{{x}}", "é \u2028 \x7f \x85", " ", ","]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30),
)
ANSWERS = st.lists(ODD, max_size=4).map("".join)


def test_the_defaults_are_a_profile_that_a_day_takes(litmus, here):
    done = litmus("init", "--defaults")
    assert (done.code, done.out) == (
        0,
        "profile.toml is written. Edit it at will, then: litmus day --profile profile.toml\n",
    )
    day = litmus("day", "--listing", "day.jsonl")
    assert (day.code, day.err) == (0, "")
    assert "3 announced" in day.out


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.tuples(ANSWERS, ANSWERS, ANSWERS, ANSWERS))
@example(answers=("", "...", "", ""))
@example(answers=("\u200b", "\u200b", "\u200b", "\u200b\x00"))
@example(answers=(",", "  a  ", "  ", "   "))
@example(answers=('cs.CV", "x', 'He said "no" \\ [[criteria]]', "'''", '"\\"'))
def test_any_four_answers_make_a_profile(tmp_path, answers):
    out = tmp_path / "profile.toml"
    # An answer that says nothing is asked for again, so that a last word always comes.
    given_answers = "\n".join([*answers, *["word"] * 4]) + "\n"
    done = CliRunner().invoke(command, ["--out", str(out), "--force"], input=given_answers.encode())
    assert done.exit_code == 0, done.output
    profile = load_profile(out)
    (criterion,) = profile.criteria
    assert criterion.name == one_line(criterion.name) != ""
    assert criterion.relevant == one_line(criterion.relevant)
    if one_line(answers[1]):
        assert criterion.relevant == one_line(answers[1])
        assert criterion.not_relevant == one_line(answers[2])


def test_the_answers_stand_where_they_belong_among_comments(here):
    answers = "cs.CV, eess.IV\nAlpha mattes of hair.\nHard masks\nMatting\n"
    done = CliRunner().invoke(command, [], input=answers)
    assert done.exit_code == 0
    assert [f"{n}/4" in done.output for n in range(1, 5)] == [True] * 4
    text = Path("profile.toml").read_text(encoding="utf-8")
    assert text.count("#") > 8
    values = tomllib.loads(text)
    assert values["categories"] == ["cs.CV", "eess.IV"]
    assert values["criteria"] == [
        {"name": "Matting", "relevant": "Alpha mattes of hair.", "not_relevant": "Hard masks"}
    ]


def test_enter_takes_what_is_offered(here):
    done = CliRunner().invoke(command, [], input="\nAlpha mattes of hair, fur and more things.\n\n\n")
    assert done.exit_code == 0
    profile = load_profile(Path("profile.toml"))
    assert profile.categories
    assert profile.criteria[0].name == "Alpha mattes of hair, fur and"
    assert profile.criteria[0].not_relevant == ""


def test_no_answers_write_no_file(process, here):
    done = process("init", input="cs.CV\n")
    assert done.code == 130
    assert not (here / "profile.toml").exists()


def test_a_file_that_exists_is_kept(litmus, here):
    (here / "profile.toml").write_text("mine", encoding="utf-8")
    done = litmus("init", "--defaults")
    assert done.code == 2
    assert done.err == "litmus: profile.toml: exists already. Give --out another name, or --force for a file\n"
    assert (here / "profile.toml").read_text(encoding="utf-8") == "mine"
    assert litmus("init", "--defaults", "--out", "other.toml").code == 0
    assert litmus("init", "--defaults", "--force").code == 0
    assert load_profile(here / "profile.toml") == load_profile(here / "other.toml")


def test_a_link_to_the_profile_stays_a_link(litmus, here):
    (here / "dotfiles").mkdir()
    (here / "dotfiles/mine.toml").write_text("old", encoding="utf-8")
    (here / "profile.toml").symlink_to("dotfiles/mine.toml")
    assert litmus("init", "--defaults", "--force").code == 0
    assert (here / "profile.toml").is_symlink()
    assert load_profile(here / "dotfiles/mine.toml").criteria


@pytest.mark.parametrize("out", [".", "/dev/null"])
def test_what_is_no_file_is_never_replaced(litmus, out):
    assert litmus("init", "--defaults", "--force", "--out", out).code == 2
    assert not Path("/dev/null").is_file()


def test_a_place_that_cannot_be_written(litmus):
    done = litmus("init", "--defaults", "--out", "day.jsonl/profile.toml")
    assert done.code == 5
    assert "day.jsonl/profile.toml: cannot be written: " in done.err


def test_a_full_disk_keeps_the_old_profile(litmus, here, monkeypatch):
    import errno
    import os

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (here / "profile.toml").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("litmuspaper.publish.files.os.fsync", full)
    done = litmus("init", "--defaults", "--force")
    assert done.code == 5
    assert "No space left on device" in done.err
    assert (here / "profile.toml").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in here.glob(".*")] == []
