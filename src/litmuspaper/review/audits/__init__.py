"""The audits: one a file, each a pure function `audit(document)` from a document to what it found.

`AUDITS` names the modules in the order of the catalogue (T tables, X text and equations, R references), which is the
order in which they run.
"""

AUDITS: tuple[str, ...] = (
    "scale_outlier",  # T1
    "unit_label",  # T2
    "best_mark",  # T3
    "second_mark",  # T4
    "claim_rank",  # T5
    "ablation_full_row",  # T6
    "average_column",  # T7
    "gains",  # T8
    "sums",  # T9
    "duplicate_rows",  # T10
    "f1",  # T11
    "order_relations",  # T12
    "decimals",  # T13
    "uncertainty",  # T15
    "cost_ratio",  # T16
)
