"""`litmus bench`."""

import json

import pytest
from click.testing import CliRunner

from litmuspaper.cli import group, main
from litmuspaper.review.audits import AUDITS


def run(*arguments):
    done = CliRunner().invoke(group, ["bench", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_without_a_name_the_benches_are_listed():
    assert run().startswith("audits ")


def test_each_audit_has_a_line_and_the_file_holds_the_same(tmp_path):
    file = tmp_path / "measured.json"
    lines = run("audits", "--papers", "2", "--write", str(file)).splitlines()
    assert [line.split()[0] for line in lines[1 : len(AUDITS) + 1]] == [*AUDITS]
    made = json.loads(file.read_text(encoding="utf-8"))
    assert made["command"] == "litmus bench audits --papers 2 --seed 0"
    assert sum(one["planted"] or 0 for one in made["audits"].values()) == 14
    assert made["audits"]["retractions"]["planted"] is None
    assert " of 14 planted errors found" in "\n".join(lines)


def test_json_and_another_seed():
    told = json.loads(run("audits", "--papers", "1", "--seed", "5", "--json"))
    assert {"version", "date", "command", "real", "audits", "cpu_s", "audit_cpu_s", "missed", "false_alarms"} == set(
        told
    )
    assert told["command"].endswith("--seed 5")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing"], 2, "Take one of: audits"),
        (["audits", "--papers", "1", "--write", "no/such/folder/x.json"], 5, "Give --write a file you may write"),
        (["audits", "--papers", "0"], 2, "--papers"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, code, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["bench", *arguments])
    assert ended.value.code == code
    assert said in capsys.readouterr().err
