"""Records as reference managers and screening programs write them: files of our own writing in their formats."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.collect.bibtex import bibtex_entries
from litmuspaper.collect.csv_rows import csv_rows
from litmuspaper.collect.label_file import plain_id, read_labels
from litmuspaper.collect.records import read_records
from litmuspaper.collect.ris import ris_records
from litmuspaper.errors import SourceError
from litmuspaper.types import Failure

BIB = r"""
@string{pml = "Proc. of Learning"}
@comment{nothing here}
@article{mueller25,
  title = {The {FS-Diff} of M{\"u}ller \& S{\o}n: 5\% more},
  author = {M{\"u}ller, Anna and Li, Bo},
  abstract = "We do {things} at low cost.",
  eprint = {2509.09427v2}, archivePrefix = {arXiv}, journal = pml # { 3}}
@article{broken, title = {never closed, author = {X}
@inproceedings{second, title = {A Second Paper}, doi = {10.1000/ABC}, year = 2020}
@misc{empty}
"""
RIS = """TY  - JOUR
ID  - r1
TI  - Tides in a Lagoon
AU  - Roe, A.
AB  - We measure the tide
twice a day.
N1  - ASReview_relevant
ER  -

a stray line
TY  - JOUR
TI  - No End
TY  - JOUR
AB  -
ER  -
TY  - JOUR
ID  - r4
T1  - Excluded One
KW  - excluded
ER  -
"""
CSV = """Key,Title,Abstract Note,DOI,Extra
A,One,"two
lines, here",10.1/X,arXiv:2509.11111 [cs]
B,"Broken,row
C,Three,abs,,
D,too,few
E,"Five ""q"" s",abs,,
"""
CSL = [
    {"id": "z1", "type": "article", "title": "First", "abstract": "Told.", "URL": "http://arxiv.org/abs/2509.00001v3"},
    {"id": "z2", "type": "note", "title": "left aside"},
    {"id": "z3", "type": "article-journal", "title": "Third", "DOI": "10.5/Q", "author": [{"family": "Li"}]},
    "not an item",
]
BETTER_BIBTEX = {
    "items": [
        {"itemType": "preprint", "title": "P", "abstractNote": "N.", "archiveID": "arXiv:2509.00002"},
        {"itemType": "attachment", "title": "file.pdf"},
        {"itemType": "journalArticle", "title": "Q", "creators": [{"firstName": "A", "lastName": "Roe"}]},
    ]
}


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return path

    return write


def test_bibtex_gives_title_abstract_and_arxiv_id_and_names_broken_entries(file):
    found = read_records(file("library.bib", BIB))
    assert [record.paper.id for record in found.records] == ["2509.09427", "doi:10.1000/abc"]
    first = found.records[0].paper
    assert first.title == "The FS-Diff of Müller & Søn: 5% more"
    assert first.abstract == "We do things at low cost."
    assert [author.name for author in first.authors] == ["Müller, Anna", "Li, Bo"]
    assert found.records[0].fields["journal"] == "Proc. of Learning 3"
    assert [failure.error for failure in found.failures] == [
        "line 9: the entry 'broken' is not closed",
        "line 11: the entry 'empty}' has no fields",
    ]


def test_ris_keeps_labels_and_tells_what_stands_outside_or_breaks_off(file):
    found = read_records(file("records.ris", RIS), ids_as_given=True)
    assert [(record.paper.title, record.label) for record in found.records] == [
        ("Tides in a Lagoon", True),
        ("No End", None),
        ("Excluded One", False),
    ]
    assert found.records[0].paper.abstract == "We measure the tide twice a day."
    assert [failure.id for failure in found.failures] == ["line 10", "line 13"]


def test_a_broken_row_of_csv_swallows_no_other(file):
    found = read_records(file("zotero.csv", CSV))
    assert [record.paper.title for record in found.records] == ["One", "Three", 'Five "q" s']
    assert found.records[0].paper.id == "2509.11111"
    assert found.records[0].paper.abstract == "two lines, here"
    assert [failure.id for failure in found.failures] == ["line 4", "line 6"]


def test_zotero_json_in_both_shapes(file):
    found = read_records(file("csl.json", CSL))
    assert [record.paper.id for record in found.records] == ["2509.00001", "doi:10.5/q"]
    assert len(found.failures) == 1
    found = read_records(file("bbt.json", BETTER_BIBTEX))
    assert found.records[0].paper.id == "2509.00002"
    assert found.records[0].paper.abstract == "N."
    assert [author.name for author in found.records[1].paper.authors] == ["A Roe"]


def test_json_that_breaks_off_gives_what_stands_before(file):
    text = json.dumps(CSL)
    found = read_records(file("cut.json", text[: text.index('"Third"')]))
    assert [record.paper.title for record in found.records] == ["First"]
    assert "not JSON from here on" in found.failures[0].error


def test_a_list_of_ids_takes_versions_addresses_and_comments(file):
    text = "2509.00001v2\n# mine\nhttps://arxiv.org/pdf/2509.00002v1.pdf  # good\nhep-th/9901001\nnonsense\n"
    found = read_records(file("ids.txt", text))
    assert [record.paper.id for record in found.records] == ["2509.00001", "2509.00002", "hep-th/9901001"]
    assert [failure.error for failure in found.failures] == ["line 5: 'nonsense' is no arXiv id"]


def test_a_record_with_an_abstract_alone_is_not_lost(file):
    found = read_records(file("r.csv", "id,title,abstract\n1,,We measure.\n2,,\n"), ids_as_given=True)
    assert [record.paper.abstract for record in found.records] == ["We measure."]
    assert [failure.error for failure in found.failures] == ["line 3: the record has neither title nor abstract"]


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_records(tmp_path / "none.ris")


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("2509.09427v2", "2509.09427"),
        ("arXiv:2509.09427", "2509.09427"),
        ("https://arxiv.org/pdf/2509.09427v1.pdf", "2509.09427"),
        ("https://arxiv.org/abs/hep-th/9901001?context=hep", "hep-th/9901001"),
        ("10.48550/arXiv.2509.09427", "2509.09427"),
        ("W12345", "W12345"),
        ("see 2509.09427", "see 2509.09427"),
    ],
)
def test_ids_are_those_of_the_announcement(given, plain):
    assert plain_id(given) == plain


def test_labels_of_a_file_the_last_of_one_id_counts_and_bad_rows_are_named(file, day):
    text = "id,label,made\n2509.00001v1,included,2026-01-05\nb,0,\n2509.00001,excluded,\nc,maybe,\nd,,\n,1,\n"
    found = read_labels(file("labels.csv", text), day)
    assert [(label.id, label.relevant) for label in found.labels] == [("b", False), ("2509.00001", False)]
    assert [failure.id for failure in found.failures] == ["line 5", "line 7"]
    lines = '{"id": "a", "relevant": true, "made": "2026-01-05", "origin": "thumb"}\nnot json\n{"id": "x"}\n'
    found = read_labels(file("labels.jsonl", lines), day)
    assert [(one.id, str(one.made), one.origin) for one in found.labels] == [("a", "2026-01-05", "thumb")]
    assert [failure.id for failure in found.failures] == ["line 2", "line 3"]


@pytest.fixture
def day():
    from datetime import date

    return date(2026, 2, 1)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from('@{}"#=,a\n\\%TY  -ER"1;'), max_size=200))
def test_no_text_breaks_a_reader(text):
    for read in (bibtex_entries, ris_records, csv_rows):
        for where, row in read(text):
            assert where
            assert isinstance(row, dict | Failure)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=("Cs",)), max_size=20),
            st.text(alphabet='a,"\n;', max_size=12),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_a_csv_writer_wrote_is_read_back(rows):
    import csv
    import io

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([("one", "two"), *rows])
    found = [row for _, row in csv_rows(buffer.getvalue())]
    assert [(row["one"], row["two"]) for row in found] == rows
