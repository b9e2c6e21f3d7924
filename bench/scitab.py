"""How often a verdict by rank and arithmetic agrees with SciTab's label, and how many claims get one.

SciTab holds claims over tables of papers with a label: supports, refutes, not enough info (Lu et al. 2023). A claim
that gets no verdict counts against coverage only. A verdict on a claim labelled "not enough info" is wrong.

    python bench/scitab.py ../shared/bench/audits/scitab/sci_tab.json [--show] [--half 0|1] [--authors SCIGEN.json ...]

With `--authors` the sentences in which the authors of other papers describe a table (SciGen) are put to that table
too. They were published as true, so that each refuted one is a false alarm or a contradiction to be read.
"""

import argparse
import json
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.review.mentions import row_mentions, tokens
from litmuspaper.review.numbers import numbers_in
from litmuspaper.review.table_claim import decide
from litmuspaper.review.tables import read_table
from litmuspaper.types import Table

COMPARES = frozenset(
    "outperform outperforms outperformed outperforming surpass surpasses surpassed beat beats exceed exceeds superior "
    "better improve improves improved improvement improvements improving underperform underperforms underperformed "
    "worse inferior higher larger greater lower smaller best highest worst lowest poorest drop drops dropped decline "
    "declines decrease decreases decreased loss degrades hurts gain gains increase increases increased boost rise not "
    "no never neither nor cannot fail fails failed unable hardly barely n't don't doesn't didn't".split()
)
SENTENCE = re.compile(r"(?<=[a-z)\d%])\. +(?=[A-Z])")
MARK = re.compile(r"\[(?:BOLD|ITALIC|EMPTY|UNDERLINE)\]\s*|\b1-\d\[0\.5pt/2pt\](?:\d+-\d+\[0\.5pt/2pt\])?\s*")


def table_of(row: dict[str, Any]) -> Table:
    """SciTab's table as one of ours; its marks say bold."""
    lines = [row["table_column_names"], *row["table_content_values"]]
    drafts = [[CellDraft(MARK.sub("", cell).strip(" *"), bold="[BOLD]" in cell) for cell in line] for line in lines]
    label, _, caption = row["table_caption"].partition(":")
    return Builder().table(drafts, label, caption)


def sentence_of(row: dict[str, Any]) -> str:
    """SciTab's claim without its marks of a line or a passage left out."""
    text = re.sub(r"([a-z,]) ?\[CONTINUE\] (?=[a-z(])", r"\1 ", row["claim"])
    text = re.sub(r"[,.]? ?\[CONTINUE\] (?=[A-Z])", ". ", text)
    return text.replace("[CONTINUE]", " ").strip(" .") + "."


def is_within_reach(claim: str, table: Table) -> bool:
    """Whether a claim names a row or column of its table and compares it or prints a number with decimals."""
    words = tokens(claim)
    if not COMPARES & set(words) and not any(n.decimals for _, _, n in numbers_in(claim)):
        return False
    return any(row_mentions(b, words) for found in read_table(table) for b in (found, found.transposed))


def print_authors(files: list[Path], without: set[str], *, show: bool) -> None:
    """Print how many of the authors' own sentences are supported and refuted, papers of SciTab left out."""
    told: Counter[str] = Counter()
    for file in files:
        for row in json.loads(file.read_text()).values():
            if row["paper_id"] in without:
                continue
            table = table_of(row)
            for sentence in SENTENCE.split(sentence_of({"claim": row["text"]})):
                decision = decide(f"{sentence}.", table)
                told[decision.answer or "" if decision else "none"] += 1
                if show and decision and decision.answer == "refutes":
                    print(f"refuted: {sentence}\n    {decision.reason}\n    {row['table_column_names']}")
    print(f"authors' sentences {told.total()}  supported {told['supports']}  refuted {told['refutes']}")


def main() -> None:
    """Print accuracy and coverage, over all claims and by label."""
    options = argparse.ArgumentParser()
    options.add_argument("file", type=Path)
    options.add_argument("--show", action="store_true", help="print the claims that are answered wrongly")
    options.add_argument("--half", type=int, choices=(0, 1), help="papers of one half only, by a checksum of their id")
    options.add_argument("--authors", type=Path, nargs="*", default=[], help="files of SciGen")
    given = options.parse_args()
    rows = json.loads(given.file.read_text())
    papers = {row["paper_id"] for row in rows}
    if given.half is not None:
        rows = [row for row in rows if zlib.crc32(row["paper_id"].encode()) % 2 == given.half]
    told: Counter[tuple[str, str]] = Counter()
    by_rule: Counter[tuple[str, bool]] = Counter()
    within = 0
    for row in rows:
        table = table_of(row)
        decision = decide(sentence_of(row), table)
        within += is_within_reach(row["claim"], table)
        answer = decision.answer if decision else "none"
        told[answer, row["label"]] += 1
        if decision:
            by_rule["+".join(sorted(set(decision.rules))), answer == row["label"]] += 1
        if given.show and decision and answer != row["label"]:
            print(
                f"{answer} for {row['label']}: {row['claim']}\n    {decision.reason}\n    {row['table_column_names']}"
            )
    given_n = sum(n for (answer, _), n in told.items() if answer != "none")
    right = told["supports", "supports"] + told["refutes", "refutes"]
    print(f"claims {len(rows)}  verdicts {given_n}  coverage {given_n / len(rows):.3f}")
    print(f"claims that name a row and compare or print a number {within}  coverage {given_n / max(1, within):.3f}")
    print(f"accuracy {right}/{given_n} = {right / max(1, given_n):.3f}")
    for answer in ("supports", "refutes"):
        by = {label: told[answer, label] for label in ("supports", "refutes", "not enough info")}
        print(f"  answered {answer}: {by}")
    for rule in sorted({name for name, _ in by_rule}):
        print(f"  by {rule}: {by_rule[rule, True]} of {by_rule[rule, True] + by_rule[rule, False]}")
    if given.authors:
        print_authors(given.authors, papers, show=given.show)


if __name__ == "__main__":
    main()
