"""Labels: the newest counts, an import never overrules a thumb, and nothing is lost on the way."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.library import schema
from litmuspaper.library.store import Library
from litmuspaper.types import Label

OLD, NEW = date(2026, 1, 1), date(2026, 2, 1)


def test_of_two_labels_on_one_paper_the_newest_counts(library):
    library.label(Label(id="a", relevant=True, made=NEW))
    library.label(Label(id="a", relevant=False, made=OLD))
    assert library.labels() == [Label(id="a", relevant=True, made=NEW)]
    library.label(Label(id="a", relevant=False, made=NEW))
    assert library.labels() == [Label(id="a", relevant=False, made=NEW)]


def test_an_import_never_overrules_a_thumb_but_a_thumb_an_import(library):
    library.label(Label(id="a", relevant=False, made=OLD), Label(id="b", relevant=True, made=OLD, origin="import:ris"))
    library.label(Label(id="a", relevant=True, made=NEW, origin="import:bibtex"))
    library.label(Label(id="b", relevant=False, made=NEW))
    assert [(label.id, label.relevant, label.origin) for label in library.labels()] == [
        ("a", False, "thumb"),
        ("b", False, "thumb"),
    ]


def test_imported_works_teach_until_they_are_announced(library, make):
    work = make.paper(id="2603.00009", title="As imported")
    library.label(Label(id="2603.00009", relevant=True, made=OLD, origin="import:bibtex"), works=[work])
    library.label(Label(id="stranger", relevant=True, made=NEW))
    assert [(paper.title, label.id) for paper, label in library.labelled()] == [("As imported", "2603.00009")]
    assert library.with_text(["2603.00009", "stranger"]) == {"2603.00009"}
    assert library.paper("2603.00009") is None
    library.record(make.announcement(make.paper(id="2603.00009", title="As announced")))
    assert [paper.title for paper, _ in library.labelled()] == ["As announced"]
    assert library.check() == []


def test_labels_are_taken_away_with_what_came_with_them(library, make):
    library.label(Label(id="a", relevant=True, made=OLD), Label(id="b", relevant=False), works=[make.paper(id="a")])
    assert library.unlabel(["a", "nobody"]) == ["a"]
    assert [label.id for label in library.labels()] == ["b"]
    assert library.work("a") is None


def test_of_too_many_the_newest_are_taken_and_neither_thumb_crowds_out_the_other(library, make):
    days = [date(2026, 1, 1 + n) for n in range(20)]
    labels = [Label(id=f"up{n:02d}", relevant=True, made=day) for n, day in enumerate(days)]
    library.label(*labels, Label(id="down", relevant=False, made=OLD), works=[make.paper(id=one.id) for one in labels])
    library.label(Label(id="down", relevant=False, made=OLD), works=[make.paper(id="down")])
    found = [label.id for _, label in library.labelled(at_most=6)]
    assert found == ["up19", "up18", "up17", "down"]


def test_a_library_of_the_second_version_keeps_its_labels(root, make, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "SCRIPTS", schema.SCRIPTS[:2])
        with Library.open(root) as library:
            library.record(make.announcement(make.paper()))
            with library._writing() as db:
                db.execute("INSERT INTO labels (id, relevant) VALUES ('2603.00001', 1)")
    with Library.open(root) as library:
        assert library.labels() == [Label(id="2603.00001", relevant=True)]
        assert [paper.id for paper, _ in library.labelled()] == ["2603.00001"]
        library.label(Label(id="2603.00001", relevant=False, made=OLD))
        assert [label.relevant for label in library.labels()] == [False]
        assert library.check() == []
    assert (root / "library.db.v2.bak").exists()


def test_a_changed_record_of_a_work_is_found(library, make):
    library.label(Label(id="a", relevant=True), works=[make.paper(id="a")])
    with library._writing() as db:
        db.execute("UPDATE works SET paper = '{}'")
    assert ["the work a" in problem.what for problem in library.check()] == [True]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            Label,
            id=st.sampled_from("abc"),
            relevant=st.booleans(),
            made=st.dates(OLD, NEW),
            origin=st.sampled_from(["thumb", "file"]),
        ),
        max_size=12,
    )
)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
def test_whatever_the_order_one_label_a_paper_is_left_and_none_is_newer(tmp_path_factory, labels):
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        library.label(*labels)
        kept = {label.id: label for label in library.labels()}
    assert kept.keys() == {label.id for label in labels}
    for label in labels:
        assert kept[label.id].made >= label.made
