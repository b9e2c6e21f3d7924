"""What `litmus` says of itself, how light it starts, and how it ends."""

import re
import sys

import click
import pytest

from litmuspaper import __version__
from litmuspaper.cli import COMMANDS, group

HEAVY = ("numpy", "pydantic", "torch", "httpx2", "jinja2", "sqlite3", "selectolax", "stamina", "nh3", "defusedxml")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["day", "--help"], ["rank", "--help"]])
def test_help_imports_nothing_heavy(process, arguments):
    script = (
        "import sys\nfrom litmuspaper.cli import main\n"
        "try:\n    main()\nfinally:\n"
        f"    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = process(*arguments, program=[sys.executable, "-c", script])
    assert (done.code, done.err) == (0, "[]\n")


def test_the_group_lists_every_command_and_its_exit_codes(litmus):
    text = litmus("--help").out
    for name, line in COMMANDS.items():
        assert re.search(rf"^  {name}\s+{re.escape(line)}$", text, re.MULTILINE)
    assert "2 usage or configuration, 3 the day cannot be trusted" in " ".join(text.split())
    assert litmus("--version").out == f"litmus {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_documents_it_and_each_option(litmus, name):
    done = litmus(name, "--help")
    assert done.code == 0
    command = group.get_command(click.Context(group), name)
    first = " ".join(command.help.split("\n\n")[0].split())
    assert first in " ".join(done.out.split())
    assert "Raises:" not in done.out
    for option in command.params:
        assert any(one in done.out for one in (*option.opts, option.human_readable_name.upper()))
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts} says nothing"


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["nonsense"], 2), (["--nonsense"], 2)])
def test_no_command_or_an_unknown_one_is_a_usage_error(litmus, arguments, code):
    done = litmus(*arguments)
    assert done.code == code
    assert "Usage: litmus" in done.err


def test_an_interruption_says_that_nothing_is_lost(litmus, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("litmuspaper.library.store.Library.open", interrupted)
    done = litmus("day", "--profile", "criteria.txt", "--listing", "day.jsonl")
    assert (done.code, done.err.strip()) == (130, "litmus: interrupted; what was acknowledged is kept")


def test_the_console_script_is_the_same_command():
    from importlib.metadata import entry_points

    from litmuspaper.cli import main

    (script,) = entry_points(group="console_scripts", name="litmus")
    assert script.load() is main
