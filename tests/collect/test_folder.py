import json
import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litmuspaper.collect import folder
from litmuspaper.collect.folder import Folder
from litmuspaper.errors import SourceError

DAY = date(2026, 8, 12)
ROW = {"id": "2608.90001", "title": "Knots in Kelp", "abstract": "They hold."}


def only(path, **more):
    (one,) = Folder(path, date=DAY).fetch(**more)
    return one


def test_papers_of_every_kind_are_read(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(ROW) + "\n{broken\n")
    (tmp_path / "b.json").write_text(json.dumps([{**ROW, "id": "b1"}, {**ROW, "id": "b2", "abstract": ""}]))
    (tmp_path / "2608.90003v2.txt").write_text("Knots\n\nThey hold.\nIndeed.\n")
    (tmp_path / "note.md").write_text(
        "# On Moths\n\nAda Roe\n\n## Abstract\n\nMoths are counted.\n\n## 1 Introduction\n\nNo."
    )
    one = only(tmp_path)
    assert one.date == DAY
    papers = {paper.id: paper for paper in one.papers}
    assert set(papers) == {"2608.90001", "b1", "2608.90003", "note"}
    assert (papers["2608.90003"].title, papers["2608.90003"].abstract) == ("Knots", "They hold. Indeed.")
    assert papers["2608.90003"].version == 2
    assert (papers["note"].title, papers["note"].abstract) == ("On Moths", "Moths are counted.")
    assert one.failures[0].error.startswith("a.jsonl, line 2: not a row of JSON")
    assert "b.json, row 2: the row has no abstract" in one.failures[1].error
    assert all(paper.announced == DAY for paper in one.papers)


@pytest.mark.parametrize("name", ["paper.pdf", "paper.tex", "source.tar.gz", "README", "x.docx"])
def test_a_file_of_another_kind_is_a_failure_that_says_so(tmp_path, name):
    (tmp_path / name).write_bytes(b"%PDF-1.7")
    one = only(tmp_path)
    (failure,) = one.failures
    assert failure.id == name
    assert "no title and abstract are read from files of this kind" in failure.error
    assert ".txt" in failure.error
    assert "--texts" in failure.error


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Title\n\nA secret.")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.txt").symlink_to(secret)
    (inner / "b.jsonl").symlink_to("/dev/zero")
    one = only(inner)
    assert one.papers == ()
    assert all("it is a link" in failure.error for failure in one.failures)
    assert len(one.failures) == 2


def test_pipes_folders_and_long_files_do_no_harm(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "MAX_FILE_BYTES", 100)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "long.txt").write_text("T\n\n" + "x" * 200)
    (tmp_path / ".hidden.txt").write_text("T\n\nA")
    one = only(tmp_path)
    assert one.papers == ()
    errors = {failure.id: failure.error for failure in one.failures}
    assert set(errors) == {"pipe.txt", "dir.txt", "long.txt"}
    assert "longer than 100 bytes" in errors["long.txt"]


def test_the_same_id_in_two_files_is_a_failure(tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(ROW))
    one = only(tmp_path)
    assert (len(one.papers), one.failures[0].error) == (1, "b.json: the id 2608.90001 stands a second time")


def test_an_empty_folder_is_quiet_and_a_missing_one_an_error(tmp_path):
    assert only(tmp_path).state == "quiet"
    with pytest.raises(SourceError, match="cannot be read"):
        only(tmp_path / "missing")


def test_since_leaves_out_earlier_papers(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{**ROW, "announced": "2026-08-01"}, {**ROW, "id": "b"}]))
    assert [paper.id for paper in only(tmp_path, since=DAY).papers] == ["b"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".json", ".txt", ".md"]), st.binary(max_size=300))
def test_any_bytes_give_papers_or_failures(tmp_path, suffix, body):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(body)
    try:
        one = only(tmp_path)
        assert one.announced >= (suffix != ".json")
    finally:
        path.unlink()
