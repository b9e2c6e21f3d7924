"""How well and how fast the parsers read real papers: tables, marks, sections, references, CPU seconds.

    python bench/parsing.py ../shared [parser ...]

Truth are the LaTeX sources' own tables (bench/papers/*/truth.json) with the definitions of tools/score.py. That
truth has lost the signs %, + and -, which score.py keeps, so cells are also counted with these left out on both
sides. Titles of .bbl entries are held against the .bib entries of the same keys.
"""

import collections
import importlib
import importlib.util
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from litmuspaper.errors import ParseError
from litmuspaper.parse.record import as_json
from litmuspaper.types import Document

# Parser, function, and where a paper's folder keeps its input.
PARSERS = {"tex": "src", "html": "latexml087.html", "pdf": "compiled.pdf"}
SIGNS = re.compile(r"[%+-]")
LEVELS = {"chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3}
ADDED = ("references", "bibliography")


def folder(path: Path) -> dict[str, bytes]:
    """A folder's files by name."""
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def parser(name: str) -> Callable[[Any], Document] | None:
    """The function of a parser; None where there is no such file yet."""
    try:
        return getattr(importlib.import_module(f"litmuspaper.parse.{name}"), f"parse_{name}")  # type: ignore[no-any-return]
    except ModuleNotFoundError:
        return None


def scorer(shared: Path) -> ModuleType:
    """tools/score.py as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools/score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no tools/score.py in {shared}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def title_pairs(files: dict[str, bytes]) -> Iterator[tuple[str, str | None]]:
    """Titles by .bib and by .bbl of the same entries."""
    from litmuspaper.parse.tex.bib import read_list
    from litmuspaper.parse.tex.bibfile import read_bib
    from litmuspaper.parse.tex.files import Flat, decode, uncomment

    lists = [decode(data) for name, data in files.items() if name.endswith(".bbl")]
    books = [decode(data) for name, data in files.items() if name.endswith(".bib")]
    for name, data in files.items():
        if name.endswith(".tex"):
            flat = Flat()
            uncomment(decode(data), flat)
            books += [text for own, text in flat.files.items() if own.endswith(".bib")]
    exact = {key: entry for text in books for key, entry in read_bib(text).items()}
    for text in lists:
        for entry in read_list(uncomment(text, Flat())):
            if entry.key in exact and (title := exact[entry.key].title):
                yield title, entry.title


def sections(truth: dict[str, Any], parsed: dict[str, Any], norm: Callable[[str], str]) -> tuple[int, int, int]:
    """Sections in common, in truth, and parsed, by level and title in order."""
    bare = lambda text: re.sub(r"[^a-z0-9]", "", norm(text))  # noqa: E731
    true = collections.Counter((LEVELS.get(level, 9), bare(title)) for level, title in truth["sections"])
    got = collections.Counter((s["level"], bare(s["title"])) for s in parsed["sections"])
    for level_title in [key for key in got if key[1] in ADDED and key not in true]:
        del got[level_title]
    return sum((true & got).values()), sum(true.values()), sum(got.values())


def measure(name: str, papers: list[Path], score: ModuleType) -> None:
    """Print the figures of one parser over all papers."""
    read = parser(name)
    if not read:
        print(f"{name}: no such parser")
        return
    kept, bare, seconds = collections.Counter(), collections.Counter(), []
    found = collections.Counter()
    norm = score.norm
    for paper in papers:
        source = paper / PARSERS[name]
        if not source.exists():
            continue
        data = folder(source) if source.is_dir() else source.read_bytes()
        start = time.process_time()
        try:
            document = read(data)
        except ParseError as error:
            print(f"  {paper.name}: {error}")
            continue
        seconds.append(time.process_time() - start)
        parsed, truth = json.loads(json.dumps(as_json(document))), json.loads((paper / "truth.json").read_text())
        score.norm = norm
        kept.update(score.tables(truth, parsed))
        score.norm = lambda text: SIGNS.sub("", norm(text))
        one = score.tables(truth, parsed)
        bare.update(one)
        common, true, got = sections(truth, parsed, norm)
        found.update(common=common, true=true, got=got, refs=len(parsed["references"]), truth_refs=len(truth["bib"]))
        print(
            f"  {paper.name:34} {seconds[-1]:6.3f} s  tables {one.get('found', 0)}/{one.get('tables', 0)}  "
            f"cells {one.get('exact', 0)}/{one.get('cells', 0)}  sections {common}/{true}/{got}  "
            f"references {len(parsed['references'])}/{len(truth['bib'])}"
        )
    score.norm = norm
    share = lambda a, b: 100 * a / b if b else float("nan")  # noqa: E731
    for label, counts in (("score.py", kept), ("without %+-", bare)):
        print(
            f"{name} {label}: tables {counts['found']}/{counts['tables']}  "
            f"cells {share(counts['exact'], counts['cells']):.1f} %  "
            f"bold {share(counts['bold_hit'], counts['bold']):.1f} %  "
            f"underline {share(counts['underline_hit'], counts['underline']):.1f} %"
        )
    print(
        f"{name}: sections recall {share(found['common'], found['true']):.1f} %, precision "
        f"{share(found['common'], found['got']):.1f} %; references {found['refs']} of {found['truth_refs']}; "
        f"CPU {sum(seconds) / max(1, len(seconds)):.3f} s a paper, most {max(seconds, default=0):.3f} s"
    )


def main() -> None:
    """Measure the parsers named, or all."""
    shared = Path(sys.argv[1])
    papers = sorted(path.parent for path in (shared / "bench/papers").glob("*/truth.json"))
    score = scorer(shared)
    for name in sys.argv[2:] or PARSERS:
        measure(name, papers, score)
    letters = lambda text: re.sub(r"[\W_]", "", text or "").lower()  # noqa: E731
    folders = [paper / "src" for paper in papers] + sorted((shared / "bench/audits/papers_with_logs").glob("*/latex"))
    pairs = [pair for path in folders if path.is_dir() for pair in title_pairs(folder(path))]
    right = sum(letters(true) == letters(got) for true, got in pairs)
    print(f".bbl titles exact: {right}/{len(pairs)} = {100 * right / max(1, len(pairs)):.1f} %")
    for true, got in [pair for pair in pairs if letters(pair[0]) != letters(pair[1])][:10]:
        print(f"  {true!r} read as {got!r}")


if __name__ == "__main__":
    main()
