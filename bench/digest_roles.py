"""How often the digest's sentences play the role that they are quoted for, on CSAbstruct's development half.

CSAbstruct labels each sentence background, objective, method, result or other (Cohan et al. 2019). A task may be
background or objective, a gap background, an idea objective or method.

    python bench/digest_roles.py ../shared/bench/role_csabstruct/dev.jsonl.gz
"""

import gzip
import json
import sys
from collections import Counter

from litmuspaper.digest import digest
from litmuspaper.types import Document, Paper, Section, Span

FITTING = {
    "task": {"background", "objective"},
    "gap": {"background"},
    "idea": {"objective", "method"},
    "method": {"method"},
    "result": {"result"},
}


def document(sentences: list[str]) -> Document:
    """An abstract whose sentence boundaries are CSAbstruct's own."""
    text = " ".join(sentences)
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(start=at, end=at + len(sentence), text=sentence))
        at += len(sentence) + 1
    paper = Paper(id="x", title="", abstract=text)
    section = Section(title="abstract", start=0, end=len(text))
    return Document(paper=paper, text=text, sections=(section,), sentences=tuple(spans), parser="bench")


def main() -> None:
    """Print, for each role, how often it is given and how often its sentence has a fitting label."""
    with gzip.open(sys.argv[1], "rt") as file:
        rows = [json.loads(line) for line in file]
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        doc = document(row["sentences"])
        label = {sentence.start: name for sentence, name in zip(doc.sentences, row["labels"], strict=True)}
        for role, statement in digest(doc).statements():
            if statement:
                given[role] += 1
                right[role] += label[statement.spans[0].start] in FITTING[role]
    for role in FITTING:
        print(f"{role:7s} given {given[role] / len(rows):.2f}  fitting {right[role] / max(1, given[role]):.3f}")


if __name__ == "__main__":
    main()
