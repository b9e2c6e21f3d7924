"""Laws of the table audits on any paper: no error, spans that quote the text, the same answer twice, a bounded time."""

import time
from importlib import import_module

from hypothesis import given, settings
from hypothesis import strategies as st

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.audits import AUDITS
from litmuspaper.types import Document, Finding, Paper

TABLE_AUDITS = AUDITS[: AUDITS.index("cost_ratio") + 1]
TEXTS = st.sampled_from(
    [
        "",
        "—",
        "0.5",
        "0.51",
        "12",
        "81.2 ± 0.3",
        "84.1 (+2.3)",
        "1,024",
        "1e-3",
        "99999999999",
        "-0.0",
        "Ours",
        "w/o x",
        "Full",
        "Total",
        "Mean",
        "Gain (%)",
        "Dice (%) ↑",
        "P",
        "R",
        "F1",
        "top-1",
        "top-5",
        "HD95 ↓",
        "Time (s)",
        "Oracle",
        "↑0.4",
        "<0.001",
    ]
)
MARK = st.sampled_from([None, True, False])
CELL = st.builds(CellDraft, TEXTS, MARK, MARK, st.integers(1, 3), st.integers(1, 3))
PLAIN = st.builds(CellDraft, TEXTS, MARK, MARK)
TABLE = st.lists(st.lists(CELL | PLAIN, max_size=6), max_size=7)
SENTENCE = st.sampled_from(
    [
        "Ours consistently outperforms all baselines on all metrics.",
        "It improves from 0 to 5 (3%).",
        "It rises by 0.0%, from 0.0 to 1.",
        "As Table 1 shows, both parts are indispensable.",
        "It is 3x faster.",
        "It drops 5% (from 10 to 9.5) and 2% (from 3 to 2).",
    ]
)


def build(tables: list[list[list[CellDraft]]], sentences: list[str]) -> Document:
    builder = Builder()
    builder.open_section("Method", 1)
    for sentence in sentences:
        builder.paragraph(sentence)
    for n, rows in enumerate(tables, 1):
        builder.table(rows, f"Table {n}", "Ablation results. Higher is better." if n % 2 else "Results.")
    return builder.document(Paper.model_construct(id="x", title="Net: a net", abstract=""), "test")


def audited(document: Document) -> list[Finding]:
    return [f for name in TABLE_AUDITS for f in import_module(f"litmuspaper.review.audits.{name}").audit(document)]


@settings(max_examples=300, deadline=None)
@given(st.lists(TABLE, max_size=3), st.lists(SENTENCE, max_size=3))
def test_any_paper_is_audited(tables: list[list[list[CellDraft]]], sentences: list[str]) -> None:
    document = build(tables, sentences)
    found = audited(document)
    assert {f.audit for f in found} == set(TABLE_AUDITS)
    assert all(document.text[s.start : s.end] == s.text for f in found for s in f.spans)
    assert all((f.message and f.verdict != "contradicted") or f.spans for f in found)
    assert found == audited(document.model_copy())


def test_thirty_full_tables_take_a_bounded_time() -> None:
    rows = [[CellDraft("Method"), *[CellDraft(f"Acc {n} ↑") for n in range(12)], CellDraft("Mean")]]
    rows += [
        [CellDraft(f"M{r}"), *[CellDraft(f"{50 + r}.{n}", n == r, False) for n in range(12)], CellDraft(f"{50 + r}.5")]
        for r in range(10)
    ]
    document = build([rows] * 30, [])
    start = time.process_time()
    audited(document)
    assert time.process_time() - start < 60
