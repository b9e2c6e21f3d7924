"""The table audits measured: planted errors and their clean twins, best marks on SciGen, and a sweep over real papers.

    litmus bench audits [--papers N]
    python bench/audits.py plants [--shared ../shared [--write bench/planted.jsonl]]
    python bench/audits.py scigen ../shared/bench/audits/scigen [--show]
    python bench/audits.py judged
    python bench/audits.py table
    python bench/audits.py sweep FOLDER... [--show]

The first plants errors of all kinds in made-up papers. `plants` plants those of tables in the invented papers of the
example, and with --shared in the parsed papers of the development half and in SciGen's tables. `judged`
merges the judgements of this folder into the package; `table` writes what is measured into docs/audits.md. `scigen`
runs the audit of best marks and, beside it, the gate that the catalogue measured. What the alarms are worth was judged
by hand (judged.jsonl, docs/audits.md).
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from litmuspaper.bench.audits import Counted, Measurement, count_plant, is_found
from litmuspaper.bench.draft import Draft, build, from_document
from litmuspaper.bench.record import as_text, read_real
from litmuspaper.bench.table_errors import table_plants
from litmuspaper.errors import ParseError
from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.parse.tex import parse_tex
from litmuspaper.parse.text import parse_text
from litmuspaper.review.audits import AUDITS
from litmuspaper.review.measured import packaged
from litmuspaper.review.numbers import read_number
from litmuspaper.types import Document, Finding, Paper

TABLE_AUDITS = AUDITS[: AUDITS.index("cost_ratio") + 1]
HERE = Path(__file__).parents[1]
MARK = re.compile(r"\s*\[(?:BOLD|ITALIC|EMPTY|CONTINUE)\]\s*")


def audited(document: Document, names: tuple[str, ...] = TABLE_AUDITS) -> list[Finding]:
    """All findings of the table audits."""
    return [f for name in names for f in import_module(f"litmuspaper.review.audits.{name}").audit(document)]


def measure_plants(drafts: list[Draft]) -> Measurement:
    """Errors found by kind, and contradictions on the papers without one."""
    rng = random.Random(7)
    out = Measurement({name: Counted(name) for name in AUDITS})
    false, seconds = [], []
    for draft in drafts:
        start = time.process_time()
        alarms = [f for f in audited(build(draft)) if f.verdict == "contradicted"]
        seconds.append(time.process_time() - start)
        false += [(draft.name, f.audit, f.message[:300]) for f in alarms]
        for plant in table_plants(draft, rng):
            # What is told of the untouched cell too is no find.
            if isinstance(plant.where, str) or not is_found(replace(plant, draft=draft)):
                count_plant(plant, out)
    planted = found = 0
    for name, one in out.audits.items():
        planted, found = planted + one.plants.total(), found + one.found.total()
        for kind, n in one.plants.items():
            print(f"{name:18s} {kind:22s} planted {n:4d}  found {one.found[kind]:4d} ({one.found[kind] / n:.3f})")
    print(f"all: {found}/{planted} = {found / max(planted, 1):.3f}")
    names = {name for name, *_ in false}
    print(f"twins with a contradiction: {len(names)}/{len(drafts)} = {len(names) / max(len(drafts), 1):.4f}")
    print(f"CPU s a paper: median {sorted(seconds)[len(seconds) // 2]:.3f}, most {max(seconds):.3f}")
    for one in false[:20]:
        print("  contradicted:", *one)
    return out


def write_planted(path: Path, measured: list[Measurement]) -> None:
    """What was found of errors planted in real tables, for `litmus bench audits --write`."""
    lines = [json.dumps({"header": True, "date": datetime.now(UTC).date().isoformat()})]
    for name in AUDITS:
        planted = sum(one.audits[name].plants.total() for one in measured)
        found = sum(one.audits[name].found.total() for one in measured)
        lines += [json.dumps({"audit": name, "planted": planted, "found": found})] if planted else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def merge_judged() -> None:
    """Put the judgements of this folder into `measured.json` again, without planting anything."""
    made = packaged()
    made["real"], on_real = read_real(HERE / "bench")
    made["audits"] = {name: {**one, **on_real[name]} for name, one in made["audits"].items()}
    (HERE / "src/litmuspaper/review/measured.json").write_text(as_text(made), encoding="utf-8")


def measured_table(made: dict[str, Any]) -> str:
    """The table of docs/audits.md: what `measured.json` says of every audit."""
    lines = [
        "| audit | planted errors found | clean papers with an alarm | errors in real tables found "
        "| alarms on real papers |",
        "|---|---|---|---|---|",
    ]
    for name, one in made["audits"].items():
        planted = (
            f"{one['found']} of {one['planted']} {_range(one['recall_low'], one['recall_high'])}"
            if one["planted"]
            else "not measured"
        )
        clean = "not measured" if one["twins"] is None else f"{one['twin_alarms']} of {one['twins']}"
        tables = f"{one['table_found']} of {one['table_planted']}" if one["table_planted"] else ""
        alarms = "; ".join(map(_judged, one["judged"])) or "no alarm"
        lines.append(f"| `{name}` | {planted} | {clean} | {tables} | {alarms} |")
    return "\n".join(lines)


def _judged(one: dict[str, Any]) -> str:
    """The alarms of one kind: how many are real, what is mended, and what unseen papers showed at first."""
    kinds = {"contradicted": "contradictions", "not-reproducible": "not reproducible", "question": "questions"}
    alarms = one["real"] + one["false"] + one["unsure"]
    said = f"{one['real']} of {alarms} real" if alarms else "no alarm"
    said += f", {one['unsure']} unsure" * bool(one["unsure"])
    said += f" {_range(one['low'], one['high'])}" if alarms else ""
    said += f", {one['fixed']} mended" * bool(one["fixed"])
    said += f", first sight {one['unseen_real']} of {one['unseen']}" * bool(one["unseen"])
    return f"{kinds[one['verdict']]}: {said}"


def _range(low: float, high: float) -> str:
    # An end below 1 is never shown as 1.
    ends = ("1" if end == 1 else f"{min(end, 0.99):.2f}".removeprefix("0") for end in (low, high))
    return f"({'-'.join(ends)})"


def write_table() -> None:
    """Put the table into docs/audits.md in the place of the one that stands there."""
    page = HERE / "docs/audits.md"
    text = page.read_text(encoding="utf-8")
    start = text.index("| audit | planted errors found |")
    made = measured_table(packaged())
    page.write_text(text[:start] + made + text[text.index("\n\n", start) :], encoding="utf-8")


def parsed(folders: list[Path]) -> Iterator[tuple[str, Document]]:
    """Papers of folders: TeX sources, or Markdown and text files."""
    for folder in folders:
        files = (
            [folder]
            if folder.is_file()
            else sorted(folder.glob("*.md"))
            if any(folder.glob("*.md")) and not any(folder.rglob("*.tex"))
            else []
        )
        try:
            if files:
                for file in files:
                    yield file.name, parse_text(file.read_bytes())
            else:
                yield (
                    folder.name,
                    parse_tex({str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}),
                )
        except ParseError as error:
            print("not parsed:", folder.name, error.what)


def scigen(folder: Path) -> Iterator[tuple[str, Document]]:
    """SciGen's tables (Moosavi et al. 2021), each caption once, as documents with bold marks."""
    seen = set()
    for file in sorted(folder.glob("*.json")):
        for key, one in json.loads(file.read_text()).items():
            if (one["paper_id"], one["table_caption"]) in seen:
                continue
            seen.add((one["paper_id"], one["table_caption"]))
            builder = Builder()
            builder.paragraph(one["text"].replace("[CONTINUE]", " "))
            builder.table(
                [_drafts(row) for row in (one["table_column_names"], *one["table_content_values"])],
                None,
                one["table_caption"],
            )
            paper = Paper.model_construct(id=one["paper_id"], title=one["paper"], abstract="")
            yield f"{file.stem}:{key} {one['paper_id']}", builder.document(paper, "scigen")


def _drafts(row: list[str]) -> list[CellDraft]:
    if len(row) > 1 and len(set(row)) == 1 and not re.search(r"\d", row[0]):
        return [CellDraft(MARK.sub(" ", row[0]).strip(), "[BOLD]" in row[0], False, 1, len(row))]
    return [CellDraft(MARK.sub(" ", text).strip(), "[BOLD]" in text, False) for text in row]


def gate(document: Document) -> bool:
    """The catalogue's own gate: one bold number in at least three columns, at least 75 % of them extreme, one not."""
    rows = [[(read_number(c.text), c.bold) for c in row] for row in document.tables[0].rows[1:]]
    width = max((len(r) for r in rows), default=0)
    best = 0.0
    turned = [[r[c] for r in rows if c < len(r)] for c in range(width)]
    for lines in (turned, rows):
        marks = []
        for line in lines:
            numbers = [(n.value, bold) for n, bold in line if n]
            bold = [v for v, b in numbers if b]
            if len(numbers) >= 2 and len(bold) == 1:
                marks.append(bold[0] in (max(numbers)[0], min(numbers)[0]))
        if len(marks) >= 3 and sum(marks) >= 0.75 * len(marks):
            best = max(best, sum(marks) / len(marks))
    return 0 < best < 1


def measure_scigen(folder: Path, show: bool) -> None:
    """Alarms of the audit and of the gate on tables with bold numbers."""
    counts: Counter[str] = Counter()
    for name, document in scigen(folder):
        told = audited(document, ("best_mark",))
        alarm, gated = any(f.verdict == "contradicted" for f in told), gate(document)
        counts.update(tables=1, alarms=alarm, gate=gated, both=alarm and gated)
        counts.update(f.verdict for f in told)
        if show and (alarm or gated):
            print(f"{name} {'audit' if alarm else ''} {'gate' if gated else ''}: {document.tables[0].caption[:120]}")
            print("   ", " | ".join(f.message[:500] for f in told if f.verdict == "contradicted"))
    print(dict(counts))


def sweep(folders: list[Path], show: bool) -> None:
    """Verdicts of every table audit over real papers."""
    counts: Counter[tuple[str, str]] = Counter()
    papers = tables = 0
    for name, document in parsed(folders):
        papers += 1
        tables += len(document.tables)
        for f in audited(document):
            counts[f.audit, f.verdict] += 1
            if show and f.verdict not in ("verified", "not-assessed"):
                print(f"[{name}] {f.audit} {f.verdict}/{f.severity}: {f.message[:400]}")
    print(f"{papers} papers, {tables} tables")
    for audit in TABLE_AUDITS:
        print(f"  {audit:20s}", {v: n for (a, v), n in sorted(counts.items()) if a == audit})


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["plants", "scigen", "sweep", "judged", "table"])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--write", type=Path, help="where to write what was found of errors planted in real tables")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    if args.what == "plants":
        own = [
            f for f in sorted((HERE / "src/litmuspaper/example/sources").iterdir()) if not (f / "planted.json").exists()
        ]
        real = sorted(args.shared.glob("bench/papers/*/src")) if args.shared else []
        print("## invented papers of the example")
        measure_plants([from_document(d, name) for name, d in parsed(own)])
        if real:
            print("## real papers")
            measured = measure_plants([from_document(d, str(f.parent.name)) for f in real for _, d in parsed([f])])
        if args.shared:
            print("## SciGen's tables (their own errors are in the twins too)")
            tables = measure_plants([from_document(d, name) for name, d in scigen(args.shared / "bench/audits/scigen")])
            if args.write:
                write_planted(args.write, [measured, tables])
    elif args.what == "judged":
        merge_judged()
    elif args.what == "table":
        write_table()
    elif args.what == "scigen":
        measure_scigen(args.folders[0], args.show)
    else:
        sweep(args.folders, args.show)


if __name__ == "__main__":
    main()
