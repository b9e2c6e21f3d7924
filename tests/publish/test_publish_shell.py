"""The commands on the pages: pasted into a terminal, a paper's id is one word and nothing else."""

import shlex
import subprocess

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.cli.like import command as like
from litmuspaper.config import load_settings
from litmuspaper.library.store import Library
from litmuspaper.publish.shell import thumb_command

ODD = [
    "it's",
    "'; touch x; '",
    "$(touch x)",
    "`touch x`",
    "a b  c",
    "-rf",
    "--import",
    "~root",
    "=ls",
    "a;b|c&d>e",
    "!!",
    "*",
    "#",
    '"',
    "ä/ё/قياس",
    "'",
    "''",
]


def test_a_plain_id_stands_as_it_is():
    assert thumb_command("like", "2601.00001") == "litmus like 2601.00001"
    assert thumb_command("unlike", "hep-th/9901001") == "litmus unlike hep-th/9901001"


@pytest.mark.parametrize("id", ODD)
def test_a_shell_gives_litmus_the_odd_id_as_one_word(id, tmp_path):
    program = 'litmus() { printf \'%s\\n\' "$#" "$@"; }\n' + thumb_command("like", id)
    done = subprocess.run(["sh", "-c", program], capture_output=True, encoding="utf-8", cwd=tmp_path, check=True)
    dashes = ["--"] if id.startswith("-") else []
    assert done.stdout.splitlines() == [str(2 + len(dashes)), "like", *dashes, id]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("id", ["", "a\\b", "a\nb", "a\x1bb", "a\x00b", "a\u202eb", "\ud800"])
def test_what_cannot_be_pasted_safely_has_no_command(id):
    assert thumb_command("like", id) is None


@given(st.text(min_size=1, max_size=40))
def test_any_command_is_one_line_of_words_that_end_with_the_id(id):
    command = thumb_command("like", id)
    if command is not None:
        assert command.isprintable()
        words = shlex.split(command)
        assert (words[:2], words[-1], set(words[2:-1]) <= {"--"}) == (["litmus", "like"], id, True)


def test_the_command_line_takes_an_id_that_looks_like_an_option():
    words = shlex.split(thumb_command("like", "--import"))
    assert CliRunner().invoke(like, words[2:], catch_exceptions=False).exit_code == 0
    with Library.open(load_settings().root, read_only=True) as library:
        assert [label.id for label in library.labels()] == ["--import"]
