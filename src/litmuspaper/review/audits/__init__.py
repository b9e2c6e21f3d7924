"""The audits: one a file, each a pure function `audit(document)` from a document to what it found.

`AUDITS` names the modules in the order of the catalogue (T tables, X text and equations, R references, L logs),
which is the order in which they run.
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
    "granularity",  # T14
    "uncertainty",  # T15
    "cost_ratio",  # T16
    "abstract_numbers",  # X1
    "counts",  # X2
    "split_sums",  # X3
    "float_references",  # X4
    "equation_numbers",  # X5
    "symbols",  # X6
    "acronyms",  # X7
    "test_statistics",  # X8
    "confidence_intervals",  # X9
    "impossible_values",  # X10
    "novelty_words",  # X11
    "statements",  # X12
    "hyperparameters",  # X13
    "hidden_instructions",  # X14
    "residue",  # X15
    "stale_baselines",  # X16
    "citations",  # R1
    "identifiers",  # R2
    "duplicate_references",  # R3
    "reference_years",  # R4
    "method_citations",  # R5
    "reference_profile",  # R6
    "retractions",  # R7
    "run_logs",  # L1
)
