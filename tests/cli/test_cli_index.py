"""`litmus index`: earlier papers come into the library without a ledger; the rows are written by us."""


def test_papers_are_taken_and_no_day_is_made(litmus, here, make):
    make.write_rows(
        here / "old.jsonl",
        [make.row(f"2501.0000{n}", "Lamps", "They shine.", announced="2025-01-0" + str(n)) for n in (1, 2, 3)]
        + ["broken"],
    )
    done = litmus("index", "old.jsonl")
    assert done.code == 0
    assert "old.jsonl: 3 papers, 1 rows not usable" in done.out
    assert "not usable: line 4" in done.err
    assert "The library holds 3 papers, 0 before." in done.out
    status = litmus("status").out
    assert "3 papers" in status
    assert "2025-01" not in status


def test_a_file_that_is_missing_is_a_usage_error(litmus):
    assert litmus("index", "nowhere.jsonl").code == 2
    assert litmus("index").code == 2
