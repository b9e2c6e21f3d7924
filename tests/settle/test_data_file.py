"""`--data`: what a user's own data change, what the report says of them, and what it does not say."""

import json
import os

import pytest

from litmuspaper.errors import ConfigError
from litmuspaper.settle.load import load

READS = "if data: gain = gain * float(open(data).read())"


@pytest.fixture
def takes(claim_file):
    """A claim file whose `run` takes data: a number that its gain is multiplied with."""
    return lambda body=READS, new="data=None": claim_file(body=body, **{"gain, shift=0.0)": f"gain, shift=0.0, {new})"})


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "a secret place"
    folder.mkdir()
    (folder / "My Numbers.2.txt").write_text("3")
    return folder / "My Numbers.2.txt"


def test_a_users_data_reach_run_and_have_a_folder_of_their_own(takes, settled, data, tmp_path, monkeypatch):
    own = settled(takes())
    monkeypatch.chdir(data.parent)
    given = settled(takes(), data=data.relative_to(data.parent))
    assert given.tests[0].effect == pytest.approx(3 * own.tests[0].effect, rel=0.2)
    assert given.data.name == "My Numbers.2.txt"
    assert len(given.data.sha256) == 64
    assert own.data is None
    assert given.plan_sha256 != own.plan_sha256
    assert own.code_sha256 == given.code_sha256
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"my_claim-cpu", "my_claim-cpu-my-numbers-2"}
    assert given.cost.kept == 0
    assert given.changes == ()


def test_data_that_changed_are_told_and_their_rows_not_used(takes, settled, data):
    before = settled(takes(), data=data)
    assert settled(takes(), data=data).cost.kept == 16
    data.write_text("4")
    after = settled(takes(), data=data)
    assert after.cost.kept == 0
    assert (
        f"data {before.data.sha256[:12]} instead of {after.data.sha256[:12]}, whose rows are not used"
        in (after.changes[0])
    )
    data.write_text("3")
    assert settled(takes(), data=data).cost.kept == 16


def test_data_that_change_under_way_end_the_run(takes, settled, data):
    def change(ended, total, row):
        if ended == 2:
            data.write_text("40")

    with pytest.raises(ConfigError, match="the data changed while the experiment ran"):
        settled(takes(), data=data, progress=change)


def test_nothing_written_says_where_the_data_lie(takes, settled, data, tmp_path):
    body = (
        "if seed == 0 and gain: open(data + 'x')\nif seed == 1: raise ValueError(f'{data} in {os.path.dirname(data)}')"
    )
    outcome = settled(takes(body), data=data)
    told = "".join(path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert "My Numbers.2.txt" in told
    assert "a secret place" not in told + outcome.model_dump_json()


def test_the_report_and_the_command_name_the_file(takes, data, litmus, tmp_path):
    takes()
    done = litmus("my_claim.py", "--data", data)
    assert done.code == 0, done.err
    folder = tmp_path / "out" / "my_claim-cpu-my-numbers-2"
    assert str(folder.name) in done.out
    record = json.loads((folder / "settle.json").read_text())
    assert record["command"] == "litmus settle my_claim.py --scale cpu --data 'My Numbers.2.txt'"
    assert record["data"]["name"] == "My Numbers.2.txt"
    for name in ("index.html", "settle.md"):
        page = (folder / name).read_text()
        assert record["data"]["sha256"] in page
        assert "a secret place" not in page


def test_a_hostile_name_of_a_file_stays_a_name(takes, data, litmus, tmp_path):
    takes()
    bad = data.with_name("<script>alert(1)<\u2215script> `x`\n[x](javascript:1)|.csv")
    data.rename(bad)
    done = litmus("my_claim.py", "--data", bad)
    assert done.code == 0, done.err
    (folder,) = (tmp_path / "out").glob("my_claim-*")
    assert folder.name == "my_claim-cpu-script-alert-1-script-x-x-javascript-1"
    assert "<script>" not in (folder / "index.html").read_text()
    told = (folder / "settle.md").read_text()
    assert "[x](" not in told.rpartition("---")[0]
    assert told.splitlines()[-1].startswith("Again: `litmus settle my_claim.py --scale cpu --data ")
    odd = os.fsdecode(os.fsencode(bad.parent) + b"/odd-\xff.csv")
    os.rename(bad, odd)
    done = litmus("my_claim.py", "--data", odd)
    assert (done.code, (tmp_path / "out/my_claim-cpu-odd/index.html").exists()) == (0, True), done.err


def test_what_is_no_data_file_is_told_before_anything_runs(takes, claim_file, settled, data, tmp_path):
    with pytest.raises(ConfigError, match=r"none\.txt: is no file\. Give the path of a data file"):
        settled(takes(), data=tmp_path / "none.txt")
    with pytest.raises(ConfigError, match="is a folder"):
        settled(takes(), data=tmp_path)
    with pytest.raises(ConfigError, match=r"takes no data\. Leave --data out"):
        settled(claim_file(), data=data)
    with pytest.raises(ConfigError, match="takes no data"):
        settled(
            claim_file("fixed", **{"gain, shift=0.0)": "gain, data=0)", '"gain": 1.0': '"gain": 1.0, "data": 1'}),
            data=data,
        )
    with pytest.raises(ConfigError, match=r"needs a data file\. Name it with --data PATH"):
        settled(takes(new="data"))
    assert load(str(takes(new="data"))).name == "my_claim"
    assert not (tmp_path / "out").exists()


SUMS = (
    "if folder: gain = gain * sum(float(open(f'{folder}/{name}').read()) for name in __import__('os').listdir(folder))"
)


def test_a_system_that_takes_a_folder_gets_all_that_lies_in_it(takes, settled, data):
    (data.parent / "more.txt").write_text("2")
    own = settled(takes(SUMS, 'folder=""'))
    given = settled(takes(SUMS, 'folder=""'), data=data.parent)
    assert given.tests[0].effect == pytest.approx(5 * own.tests[0].effect, rel=0.2)
    assert given.data.name == "a secret place"
    assert settled(takes(SUMS, 'folder=""'), data=data.parent).cost.kept == 16
    (data.parent / "more.txt").rename(data.parent / "another.txt")  # the name counts
    assert settled(takes(SUMS, 'folder=""'), data=data.parent).cost.kept == 0
    (data.parent / "another.txt").write_text("1")
    assert settled(takes(SUMS, 'folder=""'), data=data.parent).data.sha256 != given.data.sha256


def test_data_that_the_system_cannot_use_end_the_run_with_its_sentence(takes, settled, data):
    body = "import litmuspaper.errors as e; data and (_ for _ in ()).throw(e.ConfigError('has no numbers', where=data))"
    with pytest.raises(ConfigError, match=r"the data cannot be used: My Numbers\.2\.txt: has no numbers$") as told:
        settled(takes(body), data=data)
    assert "a secret place" not in str(told.value)
    assert settled(takes(body)).tests[0].differences  # without the data nothing is wrong


def test_a_file_where_a_folder_is_needed_is_told(takes, settled, data):
    with pytest.raises(ConfigError, match=r"is no folder\. Give the path of a data folder"):
        settled(takes(SUMS, 'folder=""'), data=data)
