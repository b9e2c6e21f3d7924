"""How well and how fast the parsers read real papers: tables, marks, sections, references, CPU seconds.

    python bench/parsing.py ../shared [parser ...]

A parser is tex, html, pdf, or some of them with `+` between: then the paper is read from all and merged, and how right
tables are by their confidence is printed too.

Truth are the LaTeX sources' own tables (bench/papers/*/truth.json) with the definitions of tools/score.py. That
truth has lost the signs %, + and -, which score.py keeps, so cells are also counted with these left out on both
sides. Titles of .bbl entries are held against the .bib entries of the same keys. A sentence of the LaTeX or the HTML
without formula and citation is intact where its letters stand in the text one after the other.
"""

import collections
import importlib
import importlib.util
import itertools
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from litmuspaper.errors import ParseError
from litmuspaper.parse.merge import merge
from litmuspaper.parse.record import as_json
from litmuspaper.types import Document

# Where a paper's folder keeps its input.
INPUTS = {"tex": "src", "html": "latexml087.html", "pdf": "compiled.pdf"}
PARSERS = ("tex", "html", "pdf", "tex+html", "tex+pdf", "html+pdf", "tex+html+pdf")
SIGNS = re.compile(r"[%+-]")
LEVELS = {"chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3}
ADDED = ("references", "bibliography")


def folder(path: Path) -> dict[str, bytes]:
    """A folder's files by name."""
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def reader(name: str, paper: Path) -> Callable[[], Document] | None:
    """Reads one paper by the parsers named, its files in memory; None where it lacks one of them."""
    inputs = {one: paper / INPUTS[one] for one in name.split("+")}
    if not all(path.exists() for path in inputs.values()):
        return None
    data = {one: folder(path) if path.is_dir() else path.read_bytes() for one, path in inputs.items()}
    parsers = {one: getattr(importlib.import_module(f"litmuspaper.parse.{one}"), f"parse_{one}") for one in inputs}
    return lambda: merge([parsers[one](found) for one, found in data.items()])


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


def letters(text: str) -> str:
    """A text's letters alone, small."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text).lower())


def intact(document: Document, others: list[Document]) -> dict[str, int]:
    """How many plain sentences of other readings there are, and how many stand whole in the document."""
    text, counts = letters(document.text), collections.Counter[str]()
    for other in others:
        cited = [(one.start, one.end) for one in other.citations]
        for one in other.sentences:
            plain = "$" not in one.text and not any(start < one.end and one.start < end for start, end in cited)
            if plain and len(said := letters(one.text)) > 40:
                counts.update(sentences=1, whole=said in text)
    return counts


def tied(parsed: dict[str, Any]) -> dict[str, int]:
    """How many keys of citations there are, and how many of them an entry of the list has."""
    listed = {reference["key"] for reference in parsed["references"]}
    keys = [key for citation in parsed["citations"] for key in citation["keys"]]
    return {"keys": len(keys), "tied": sum(key in listed for key in keys)}


def rights(truth: dict[str, Any], parsed: dict[str, Any], norm: Callable[[str], str]) -> Iterator[tuple[float, float]]:
    """Of each table that two sources have: its confidence, and the share of its cells that are in the true one.

    The share is of the larger count of cells, without signs, as confidence is.
    """
    bare = lambda text: SIGNS.sub("", norm(text))  # noqa: E731
    bags = [collections.Counter(said for row in table for cell in row if (said := bare(cell[0]))) for table in truth]
    for table in parsed["tables"]:
        own = collections.Counter(said for row in table["rows"] for cell in row if (said := bare(cell["text"])))
        common = [((own & bag).total(), bag.total()) for bag in bags]
        most, size = max(common, default=(0, 0))
        if table["confidence"] is not None and most >= 0.5 * size > 0:
            yield table["confidence"], most / max(size, own.total())


def tell_rights(name: str, found: list[tuple[float, float]]) -> None:
    """Print how right tables are, by their confidence."""
    for low, high in ((1.0, 1.01), (0.9, 1.0), (0.0, 0.9)):
        shares = [right for sure, right in found if low <= sure < high]
        if shares:
            print(
                f"{name} confidence {'1' if low == 1 else f'{low:.1f} to {high:.1f}'}: {len(shares)} tables, "
                f"{100 * sum(shares) / len(shares):.1f} % of cells right, {sum(s >= 0.995 for s in shares)} wholly"
            )


def measure(name: str, papers: list[Path], score: ModuleType) -> None:
    """Print the figures of one parser, or of several merged, over all papers."""
    kept, bare, seconds = collections.Counter(), collections.Counter(), []
    found = collections.Counter()
    sure: list[tuple[float, float]] = []
    norm = score.norm
    for paper in papers:
        read = reader(name, paper)
        if read is None:
            continue
        start = time.process_time()
        try:
            document = read()
        except ParseError as error:
            print(f"  {paper.name}: {error}")
            continue
        seconds.append(time.process_time() - start)
        parsed, truth = json.loads(json.dumps(as_json(document))), json.loads((paper / "truth.json").read_text())
        sure += rights(truth["tables"], parsed, norm)
        score.norm = norm
        kept.update(score.tables(truth, parsed))
        score.norm = lambda text: SIGNS.sub("", norm(text))
        one = score.tables(truth, parsed)
        bare.update(one)
        common, true, got = sections(truth, parsed, norm)
        found.update(common=common, true=true, got=got, refs=len(parsed["references"]), truth_refs=len(truth["bib"]))
        found.update(tied(parsed))
        sources = [own for form in ("tex", "html") if (own := reader(form, paper))]
        found.update(intact(document, [own() for own in sources]))
        print(
            f"  {paper.name:34} {seconds[-1]:6.3f} s  tables {one.get('found', 0)}/{one.get('tables', 0)}  "
            f"cells {one.get('exact', 0)}/{one.get('cells', 0)}  sections {common}/{true}/{got}  "
            f"references {len(parsed['references'])}/{len(truth['bib'])}  {document.parser}"
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
        f"{share(found['common'], found['got']):.1f} %; references {found['refs']} of {found['truth_refs']}, "
        f"citations tied to them {found['tied']} of {found['keys']}; "
        f"sentences intact {found['whole']} of {found['sentences']}; "
        f"CPU {sum(seconds) / max(1, len(seconds)):.3f} s a paper, most {max(seconds, default=0):.3f} s"
    )
    tell_rights(name, sure)


SECTION = re.compile(r"\\section\*?\{")
FLOAT = re.compile(r"\\begin\{table(\*?)\}.*?\\end\{table\1\}", re.DOTALL)
PAGE_FLOAT = re.compile(rb'<figure[^>]*class="ltx_table.*?</figure>', re.DOTALL)


def heal(papers: list[Path]) -> None:
    """Print how often a section or table cut out of one source, one at a time, comes back from the other."""
    from litmuspaper.parse.html import parse_html
    from litmuspaper.parse.tex import parse_tex

    counts: collections.Counter[str] = collections.Counter()
    for paper in papers:
        files, page = folder(paper / "src"), (paper / "latexml087.html").read_bytes()
        flat, web = (paper / "flat.tex").read_text(errors="replace"), parse_html(page)
        rest = {name: data for name, data in files.items() if not name.endswith(".tex")}
        whole = parse_tex({**rest, "flat.tex": flat.encode()})
        starts = [found.start() for found in SECTION.finditer(flat)] + [len(flat)]
        cuts = [("section of LaTeX", flat[:a] + flat[b:], page) for a, b in itertools.pairwise(starts)]
        cuts += [("table of LaTeX", flat[: m.start()] + flat[m.end() :], page) for m in FLOAT.finditer(flat)]
        cuts += [("table of HTML", flat, page[: m.start()] + page[m.end() :]) for m in PAGE_FLOAT.finditer(page)]
        for what, tex, html in cuts:
            made = merge([parse_tex({**rest, "flat.tex": tex.encode()}), parse_html(html)])
            order = [[t.caption for t in one.tables] for one in (made, whole, web)]
            counts[f"{what}, cut"] += 1
            if "table" in what:
                counts[f"{what}, back"] += len(order[0]) == len(order[1]) and order[0] in order[1:]
            else:
                titles = [s.title for s in made.sections]
                counts[f"{what}, back"] += titles in ([s.title for s in one.sections] for one in (whole, web))
    print("; ".join(f"{what}: {n}" for what, n in sorted(counts.items())))


def main() -> None:
    """Measure the parsers named, or all."""
    shared = Path(sys.argv[1])
    papers = sorted(path.parent for path in (shared / "bench/papers").glob("*/truth.json"))
    score = scorer(shared)
    for name in sys.argv[2:] or PARSERS:
        measure(name, papers, score)
    heal(papers)
    alnum = lambda text: re.sub(r"[\W_]", "", text or "").lower()  # noqa: E731
    folders = [paper / "src" for paper in papers] + sorted((shared / "bench/audits/papers_with_logs").glob("*/latex"))
    pairs = [pair for path in folders if path.is_dir() for pair in title_pairs(folder(path))]
    right = sum(alnum(true) == alnum(got) for true, got in pairs)
    print(f".bbl titles exact: {right}/{len(pairs)} = {100 * right / max(1, len(pairs)):.1f} %")
    for true, got in [pair for pair in pairs if alnum(pair[0]) != alnum(pair[1])][:10]:
        print(f"  {true!r} read as {got!r}")


if __name__ == "__main__":
    main()
