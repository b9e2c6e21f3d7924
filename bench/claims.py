"""The claims of real papers measured: how many a reader's list has, how many are found, and what they are tied to.

    python bench/claims.py ../shared [--all] [--show found|missed|wrong|ties]
    python bench/claims.py ../shared --single [--show found]

With `--single` each claim is also put to single tables by `review/table_claim.py`, to see what that would add.

The judgements (bench/claims_judged.jsonl) hold places and hashes of sentences, no text: `claim` is 2 for a result that
the paper claims by comparison, 1 for one between others or of data, 0 for a sentence that is none; `tie` says whether
the rows and columns that a claim was held against were right, loose (right rows, too many or too few columns) or
wrong; `table` whether a parsed table of the paper bears on it (not told for ICLR papers, whose tables are lost in
their text); `kept` marks papers that were judged before the rules were written and not looked at again.
"""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from litmuspaper.parse.files import read_paper
from litmuspaper.review import claims as module
from litmuspaper.review.claim_scope import in_scope
from litmuspaper.review.claims import claims
from litmuspaper.review.own_names import method_names
from litmuspaper.review.own_rows import claim_blocks
from litmuspaper.review.table_claim import decide
from litmuspaper.types import Claim, Document

JUDGED = Path(__file__).with_name("claims_judged.jsonl")
FOLDERS = {"papers": "bench/papers", "jats": "bench/papers/jats", "pdf": "bench/papers/pdf_only"}
FOLDERS |= {"blei": "bench/audits/latex_blei", "logs": "bench/audits/papers_with_logs", "iclr": "bench/audits/iclr_md"}
ENDINGS = {"iclr": (".md",), "pdf": (".pdf",), "jats": (".nxml", ".xml")}
SAME_WORDS = 0.6


def source(shared: Path, paper: str) -> Path:
    """The file or folder of a judged paper."""
    kind, _, name = paper.partition("/")
    if kind == "seed002":
        return next((shared / "seeds").glob("002*"))
    if kind == "edeflare":
        return shared / "bench/audits/latex_edeflare"
    folder = shared / FOLDERS[kind]
    if kind == "papers":
        return folder / name / "src"
    return next(
        (folder / f"{name}{e}" for e in ENDINGS.get(kind, ()) if (folder / f"{name}{e}").exists()), folder / name
    )


def key(text: str) -> str:
    """A sentence without case and punctuation, as a hash."""
    return hashlib.sha1(re.sub(r"[^a-z0-9]", "", text.lower()).encode(), usedforsecurity=False).hexdigest()[:12]


def tie(claim: Claim) -> str:
    """What a claim was held against, as a hash: tables, columns and rows."""
    ranks = sorted(f"{r.table}|{r.column}|{r.own}|{r.own_cell.text}|{r.rival}" for r in claim.ranks)
    return hashlib.sha1("\n".join(ranks).encode(), usedforsecurity=False).hexdigest()[:12]


def judgements() -> dict[str, dict[str, dict[str, object]]]:
    """The judged sentences of each paper by their hash."""
    out: dict[str, dict[str, dict[str, object]]] = defaultdict(dict)
    for line in JUDGED.read_text().splitlines():
        row = json.loads(line)
        out[row["paper"]][row["hash"]] = row
    return out


def said_again(document: Document, found: list[Claim], judged: dict[str, dict[str, object]]) -> Iterator[str]:
    """Judged claims that a found one says in mostly the same words and numbers."""
    kept = [(words(c.sentence.text), set(re.findall(r"\d[\d.]*", c.sentence.text))) for c in found]
    own = {key(c.sentence.text) for c in found}
    for sentence in document.sentences:
        code = key(sentence.text)
        if code in judged and judged[code]["claim"] == 2 and code not in own:
            one, numbers = words(sentence.text), set(re.findall(r"\d[\d.]*", sentence.text))
            if any(numbers == n and len(one & w) >= SAME_WORDS * max(1, len(one | w)) for w, n in kept):
                yield code


def words(text: str) -> set[str]:
    """The words of a sentence, in lower case."""
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


def measure(shared: Path, show: str) -> None:
    """The figures over the papers that the rules were written on, and over those kept aside."""
    totals: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for paper, judged in judgements().items():
        document = read_paper(source(shared, paper)).document
        found = claims(document)
        again = set(said_again(document, found, judged))
        total = totals[any(bool(row.get("kept")) for row in judged.values())]
        total["papers"] += 1
        total["claims"] += sum(row["claim"] == 2 for row in judged.values())
        total["found"] += len(found)
        total["said again"] += len(again)
        tabled = {code for code, row in judged.items() if row.get("table")}
        total["with a table"] += len(tabled)
        total["with a table, tied"] += sum(key(c.sentence.text) in tabled and bool(c.ranks) for c in found)
        for claim in found:
            row = judged.get(key(claim.sentence.text))
            total[f"found, judged {row['claim']}" if row else "found, not judged"] += 1
            total[claim.support.split(" in ")[0]] += 1
            if claim.ranks:
                ties = row.get("ties", {}) if row else {}
                told = ties.get(tie(claim), "not judged") if isinstance(ties, dict) else "not judged"
                total[f"tie {told}"] += 1
                if show == "ties" or (show == "wrong" and told != "right"):
                    print(paper, told, tie(claim), key(claim.sentence.text), claim.support, claim.sentence.text[:160])
            if show == "found":
                print(paper, row["claim"] if row else "?", claim.source, claim.sentence.text[:200])
        if show == "missed":
            hit = {key(c.sentence.text) for c in found} | again
            for sentence in document.sentences:
                if judged.get(key(sentence.text), {}).get("claim") == 2 and key(sentence.text) not in hit:
                    print(paper, sentence.text[:200])
    for kept, total in totals.items():
        report("kept aside" if kept else "written on", total)


def measure_single(shared: Path, *, show: bool) -> None:
    """What single tables say of the claims, beside what the paper's own rules say."""
    totals: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for paper, judged in judgements().items():
        document = read_paper(source(shared, paper)).document
        found, names = claim_blocks(document), frozenset(name.lower() for name in method_names(document))
        total = totals[any(bool(row.get("kept")) for row in judged.values())]
        for claim in claims(document) if found else ():
            tables = {id(b.table): b.table for b in in_scope(document, found, claim.sentence)}.values()
            told = [one for table in tables if (one := decide(claim.sentence.text, table, names))]
            answers = " and ".join(sorted({one.answer or "" for one in told})) or "no answer"
            total[f"{claim.support.split(' in ')[0]}: {answers}"] += 1
            if show and told:
                print(f"{paper}: {claim.support}; {answers}: {claim.sentence.text[:200]}\n    {told[0].reason[:200]}")
    for kept, total in totals.items():
        print("kept aside" if kept else "written on")
        for item, n in sorted(total.items()):
            print(f"  {item:50s} {n}")


def report(name: str, total: Counter[str]) -> None:
    """One block of figures."""
    hits = total["found, judged 2"] + total["said again"]
    known = total["found"] - total["found, not judged"]
    print(f"{name}: {total['papers']} papers, {total['claims']} claims by a reader, {total['found']} found")
    print(
        f"  recall {hits / max(1, total['claims']):.3f}  precision {1 - total['found, judged 0'] / max(1, known):.3f}"
    )
    for item, n in sorted(total.items()):
        print(f"  {item:32s} {n}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--all", action="store_true", help="without the limit on the claims of one paper")
    parser.add_argument("--show", default="", choices=["", "found", "missed", "wrong", "ties"])
    parser.add_argument("--single", action="store_true", help="what single tables say of each claim")
    arguments = parser.parse_args()
    if arguments.all:
        module.MOST_CLAIMS = 10_000
    if arguments.single:
        measure_single(arguments.shared, show=bool(arguments.show))
    else:
        measure(arguments.shared, arguments.show)


if __name__ == "__main__":
    main()
