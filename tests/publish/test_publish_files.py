import errno
import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.errors import PublishError
from litmuspaper.publish import FORMATS, publish
from litmuspaper.publish.files import file_name, write_atomic
from litmuspaper.publish.json import write as write_json


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_publish_writes_every_format_and_names_each_file(day, tmp_path):
    written = publish(day, tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in written) == [
        "2025-09-12/day.json",
        "2025-09-12/day.md",
        "2025-09-12/index.html",
        "2025-09-12/papers/2509.00001.html",
        "2025-09-12/papers/2509.00003.html",
        "2025-09-12/papers/hep-th_9901001.html",
        "assets/litmus.css",
        "assets/litmus.js",
        "feed.xml",
        "index.html",
    ]
    assert set(tree(tmp_path)) == {str(path.relative_to(tmp_path)) for path in written}


def test_the_same_day_gives_the_same_bytes(day, example, tmp_path):
    publish(day, tmp_path / "a")
    publish(example.a_day(), tmp_path / "b")
    before = tree(tmp_path / "a")
    publish(day, tmp_path / "a")
    assert tree(tmp_path / "a") == before == tree(tmp_path / "b")


def test_days_in_any_order_give_the_same_bytes(day, example, tmp_path):
    quiet = example.an_empty_day()
    for name, order in (("a", (day, quiet)), ("b", (quiet, day))):
        for each in order:
            publish(each, tmp_path / name)
        publish(quiet, tmp_path / name)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_pages_of_papers_no_longer_selected_go_and_a_stranger_s_file_stays(day, tmp_path):
    publish(day, tmp_path)
    stranger = tmp_path / "2025-09-12/papers/mine.html"
    stranger.write_text("<p>my own notes", encoding="utf-8")
    publish(day.model_copy(update={"selected": day.selected[:1]}), tmp_path)
    left = sorted(path.name for path in (tmp_path / "2025-09-12/papers").iterdir())
    assert left == ["2509.00001.html", "mine.html"]


def test_an_unknown_format_is_named_with_the_options(day, tmp_path):
    with pytest.raises(PublishError, match=r"no format 'pdf'.*json, markdown, site, atom"):
        publish(day, tmp_path, ("json", "pdf"))
    assert not list(tmp_path.iterdir())


def test_day_json_has_exactly_the_documented_shape(day, tmp_path):
    [path] = write_json(day, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "قياس" in text
    read = json.loads(text)
    assert list(read) == (
        "date source state message announced selected rejected failed revisions "
        "checks cutoff_advice breadths made_by".split()
    )
    assert read["announced"] == 9 == sum(len(read[part]) for part in ("selected", "rejected", "failed"))
    first = read["selected"][0]
    assert list(first)[:10] == "id title relevance score criterion reason evidence novelty neighbours digest".split()
    assert {"abstract", "authors", "categories", "url"} <= set(first)
    assert set(first["digest"]) == {"task", "result"}
    assert set(first["digest"]["task"]) == {"text", "kind", "spans"}
    for row in read["selected"]:
        for span in row["evidence"]:
            assert list(span) == ["field", "start", "end", "text"]
            assert row[span["field"]][span["start"] : span["end"]] == span["text"]
    assert all(
        set(row) == {"id", "title", "relevance", "score", "reason", "criterion", "url"} for row in read["rejected"]
    )
    assert read["failed"] == [
        {"id": "2509.00008", "error": "no abstract", "title": "A title alone"},
        {"id": "2509.00009", "error": "line 9 is not JSON"},
    ]


def test_day_json_round_trips_to_the_same_nouns(day, tmp_path):
    from litmuspaper.types import Check, Failure, MadeBy, Rejected, Revision

    read = json.loads(write_json(day, tmp_path)[0].read_text(encoding="utf-8"))
    assert tuple(Rejected.model_validate(row) for row in read["rejected"]) == day.rejected
    assert tuple(Failure.model_validate(row) for row in read["failed"]) == day.failed
    assert tuple(Revision.model_validate(row) for row in read["revisions"]) == day.revisions
    assert tuple(Check.model_validate(row) for row in read["checks"]) == day.checks
    assert MadeBy.model_validate(read["made_by"]) == day.made_by


@given(st.lists(st.text(max_size=60), unique=True, max_size=8))
def test_file_names_are_safe_and_never_shared(ids):
    names = [file_name(paper_id) for paper_id in ids]
    assert len({name.lower() for name in names}) == len(ids)
    for name in names:
        assert re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]{0,90}\.html", name)
        assert ".." not in name


def test_file_names_of_known_ids_are_readable():
    assert file_name("2509.09427") == "2509.09427.html"
    assert file_name("hep-th/9901001") == "hep-th_9901001.html"
    assert file_name("../../etc/passwd").startswith("x-etc-passwd-")
    assert file_name("invented.0001") == "invented.0001.html"
    assert file_name("con").startswith("x-con-")


@pytest.mark.parametrize("call", ["mkstemp", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(call, day, tmp_path, monkeypatch):
    publish(day, tmp_path)
    before = tree(tmp_path)

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    module = {"mkstemp": "tempfile", "fsync": "os", "replace": "os"}[call]
    monkeypatch.setattr(f"{module}.{call}", full)
    changed = day.model_copy(update={"message": "another"})
    with pytest.raises(PublishError, match=r"day\.json.*No space left.*Free some space") as caught:
        publish(changed, tmp_path)
    assert caught.value.exit_code == 5
    monkeypatch.undo()
    assert tree(tmp_path) == before


def test_a_file_in_the_folder_s_place_is_an_error_not_a_crash(day, tmp_path):
    (tmp_path / "out").write_text("not a folder", encoding="utf-8")
    with pytest.raises(PublishError, match="out"):
        publish(day, tmp_path / "out")


def test_write_atomic_never_follows_a_link_out_of_the_folder(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("keep", encoding="utf-8")
    (tmp_path / "page.html").symlink_to(outside)
    write_atomic(tmp_path / "page.html", "new")
    assert outside.read_text(encoding="utf-8") == "keep"
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "new"


def test_formats_are_the_entry_points():
    from litmuspaper.plugins import PUBLISHERS, load, names

    assert sorted(FORMATS) == names(PUBLISHERS)
    assert all(callable(load(PUBLISHERS, name)) for name in FORMATS)
