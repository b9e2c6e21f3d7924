"""Broken papers for one parser, for as long as asked: what else than a document or a ParseError comes out?

    python bench/fuzz.py tex --minutes 60 --corpus FOLDER --keep FOLDER

Inputs are papers of the corpus (and the embedded example's) whose bytes are cut, doubled, moved, mixed with another's
and strewn with the format's own words. A child process parses them one after the other, so that a crash or a hang ends
one input only; SIGTERM ends the run with the figures so far. Every document is held against its promises: spans quote
the text, cells lie where they say, JSON can be written. The figures are printed as one JSON object; inputs that broke a
promise are kept.
"""

import argparse
import json
import multiprocessing
import random
import re
import resource
import signal
import time
import traceback
import xml.etree.ElementTree as ElementTree
import zlib
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from litmuspaper import example
from litmuspaper.errors import ParseError
from litmuspaper.parse.files import read_files
from litmuspaper.parse.record import as_json
from litmuspaper.review import review
from litmuspaper.types import Document

HANG_S = 60
SLOW_S = 30
MAX_BYTES = 400_000
MEMORY_BYTES = 6_000_000_000
REVIEWED = 50  # one input in so many goes through the audits too
ENDINGS = {
    "tex": (".tex",),
    "html": (".html", ".htm", ".xhtml"),
    "pdf": (".pdf",),
    "jats": (".nxml", ".xml"),
    "text": (".txt", ".md"),
}
COMMON = "\0 \ufeff \u202e \U000e0041 é ß \xa0 % & < > \" ' { } [ ] ( ) \\ $ # ~ ^ _ \n\n\n \t \r".split(" ")
WORDS = {
    "tex": r"""\begin{document} \end{document} \begin{tabular}{lc} \end{tabular} \begin{table} \end{table} & \\ \hline
    \multicolumn{9}{c}{ \multirow{99}{*}{ \newcommand{\a}[2]{ #1 #2 \def\b{\b\b} \b \input{main} \include{x} \cite{a,b}
    \bibitem{a} \textbf{ \section{ \caption{ \label{ \ref{ \verb| \csname \endcsname \expandafter \if \else \fi \let\x\y
    \catcode`\%=12 $$ \( \[ \begin{equation} \newenvironment{e}{ \url{ \footnote{ \hspace{ 1e-3 \pm \href{ \endinput
    \begin{verbatim} ^^M""",
    "html": """<table> </table> <tr> <td|colspan=1000|rowspan=1000> </td> <math|alttext='x'> </math> <h2> <p> </p> <!--
    --> <section|class=ltx_section> <script> <style> <![CDATA[ ]]> &#0; &#x110000; &amp; <cite|class=ltx_cite> <figure>
    <a|href='#bib.1'> <li|class=ltx_bibitem> <figcaption> <svg> <template> <b> <span|style='color:white'> <body>
    </html>""",
    "pdf": """obj endobj stream endstream xref trailer startxref %%EOF << >> /Type /Page /Pages /Kids /Count /Contents
    /Length /FlateDecode /Font /MediaBox BT ET Tj TJ Tf Td re f q Q cm 0 -1 1e99 4294967296 /Parent R /Encrypt /ObjStm
    |1|0|0|1|0|0|cm| |0|0|9|9|re|f| |(x)|Tj| |1e30|0|Td| |0|Tf|""",
    "jats": """<article> </article> <front> <body> <sec> <title> <p> </p> <table-wrap> <table> <tr> <td|colspan='1000'>
    <ref-list> <ref|id='a'> <mixed-citation> <xref|rid='a'> <disp-formula> <tex-math> <!DOCTYPE|x|[<!ENTITY|a|'b'>]> &a;
    <![CDATA[ ]]> <!-- --> <?xml|version='1.0'?> <label> <caption> <bold>""",
    "text": """# ## Table|1: Figure|2. <u> </u> [1] [2,3-9] (Smith|et|al.,|2020) References - 12.5|±|0.3 1,234.5 1.234,5
    Abstract 3.1|Method | ``` $x$ **b** e.g. -\\n --- |a|b|""",
}


def corpus(form: str, folders: list[Path]) -> list[bytes]:
    """The papers of a format under the folders, large ones by a stretch of them."""
    found: list[bytes] = []
    embedded = Path(example.listing()).parent / "sources"
    for folder in [*folders, embedded]:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in ENDINGS[form] and path.is_file() and path.stat().st_size:
                found.append(path.read_bytes())
    # The first format to have no paper would else be fuzzed with nothing but its words.
    return found or [b" ".join(_words(form))]


def mutated(form: str, papers: list[bytes], rng: random.Random) -> bytes:
    """One broken paper."""
    if form == "jats" and rng.random() < 0.8 and (moved := _moved(rng.choice(papers), rng)):
        return moved
    if form == "pdf" and rng.random() < 0.7:
        return _rewritten(rng.choice(papers), papers, rng)
    data = bytearray(_stretch(rng.choice(papers), form, rng))
    _change(form, data, papers, rng)
    return bytes(data)


def _change(form: str, data: bytearray, papers: list[bytes], rng: random.Random) -> None:
    """Cut, double, move and mix bytes in place."""
    words = _words(form)
    for _ in range(rng.choice((0, 1, 1, 2, 4, 8, 16, 64))):
        at = rng.randrange(len(data) + 1)
        length = rng.choice((1, 2, 8, 64, 512, 4096))
        kind = rng.randrange(9)
        if kind == 0:
            data[at : at + length] = b""
        elif kind == 1:
            data[at:at] = data[at : at + length] * rng.choice((1, 2, 30))
        elif kind == 2:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 3:
            data[at:at] = rng.choice(words) * rng.choice((1, 1, 1, 3, 200))
        elif kind == 4:
            data[at:at] = b"".join(rng.choice(words) for _ in range(rng.randrange(1, 30)))
        elif kind == 5:
            other = rng.choice(papers)
            start = rng.randrange(len(other))
            data[at:at] = other[start : start + length]
        elif kind == 6:
            to = rng.randrange(len(data) + 1)
            piece = data[at : at + length]
            data[at : at + length] = b""
            data[to:to] = piece
        elif kind == 7:
            data[at : at + length] = bytes(rng.randrange(256) for _ in range(min(length, 64)))
        elif rng.random() < 0.2:
            del data[at:]
        del data[MAX_BYTES * 2 :]


def broken(document: Document) -> str:
    """Which promise a document breaks; empty where it keeps all."""
    text = document.text
    text.encode()
    for span in document.sentences:
        if text[span.start : span.end] != span.text:
            return "a sentence does not quote the text"
    end = 0
    for span in document.sentences:
        if span.start < end:
            return "sentences overlap"
        end = span.end
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row):
            if text[cell.start : cell.end] != cell.text:
                return "a cell does not lie where it says"
    places = (*document.sections, *document.figures, *document.equations, *document.citations, *document.tables)
    if any(not 0 <= one.start <= one.end <= len(text) for one in places):
        return "a place is outside of the text"
    json.dumps(as_json(document), ensure_ascii=False).encode()
    return ""


def child(form: str, folders: list[Path], seed: int, pipe: Connection) -> None:
    """Parse broken papers until the parent ends it; tell of each (seed, outcome, CPU seconds)."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the parent ends it
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    papers = corpus(form, folders)
    while True:
        pipe.send(("begin", seed, 0.0, 0))
        data = mutated(form, papers, random.Random(seed))
        began = time.process_time()
        outcome = _outcome(form, data, reviewed=seed % REVIEWED == 0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        pipe.send((outcome, seed, time.process_time() - began, peak))
        seed += 1


def _outcome(form: str, data: bytes, *, reviewed: bool) -> str:
    try:
        document = read_files({f"paper{ENDINGS[form][0]}": data}, form).document
        if trouble := broken(document):
            return f"BROKEN: {trouble}"
        if reviewed:
            bad = [one.audit for one in review(document).not_assessed if "please report it" in one.message]
            return f"BROKEN: audit {bad[0]} failed" if bad else "document"
    except ParseError:
        return "ParseError"
    except BaseException as error:  # whatever else comes out is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"BROKEN: {type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    return "document"


def run(form: str, folders: list[Path], seed: int, cpu_s: float, keep: Path) -> dict[str, object]:
    """Fuzz one parser for so many CPU seconds of its own.

    Returns:
        Counts by outcome, CPU seconds, the slowest input's and the peak memory.
    """
    counts: Counter[str] = Counter()
    spent, slowest, slowest_seed, peak, next_seed = 0.0, 0.0, seed, 0, seed
    papers = corpus(form, folders)
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    while spent < cpu_s and not stopped:
        for outcome, at, took, memory in _child_outcomes(form, folders, next_seed):
            next_seed = at + 1
            spent += took
            peak = max(peak, memory)
            if took > slowest:
                slowest, slowest_seed = took, at
            counts["slow" if took > SLOW_S else outcome] += 1
            if outcome not in ("document", "ParseError") or took > SLOW_S:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{form}-{at}.bin").write_bytes(mutated(form, papers, random.Random(at)))
                print(f"{form} {at}: {outcome} ({took:.1f} s)", flush=True)
            if spent >= cpu_s or stopped:
                break
    return {
        "parser": form,
        "papers": len(papers),
        "inputs": counts.total(),
        "cpu_s": round(spent),
        "outcomes": dict(counts.most_common()),
        "slowest_s": round(slowest, 2),
        "slowest_seed": slowest_seed,
        "peak_mb": peak // 1_000_000,
    }


def _child_outcomes(form: str, folders: list[Path], seed: int) -> Iterator[tuple[str, int, float, int]]:
    """What one child tells until it dies or hangs."""
    mine, its = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=child, args=(form, folders, seed, its), daemon=True)
    process.start()
    its.close()
    now = seed
    try:
        while True:
            if not mine.poll(HANG_S * 3):
                yield f"BROKEN: no end within {HANG_S * 3} s", now, float(HANG_S), 0
                return
            outcome, now, took, memory = mine.recv()
            if outcome != "begin":
                yield outcome, now, took, memory
    except EOFError:
        process.join()
        yield f"BROKEN: the process died ({process.exitcode})", now, 0.0, 0
    finally:
        process.kill()
        process.join()


def _words(form: str) -> list[bytes]:
    return [word.replace("|", " ").encode() for word in [*WORDS[form].split(), *COMMON] if word]


def _stretch(paper: bytes, form: str, rng: random.Random) -> bytes:
    """The paper, or where it is large or by chance a stretch of it; a PDF is only cut at its end."""
    if form == "pdf":
        return paper
    if len(paper) <= MAX_BYTES and rng.random() < 0.3:
        return paper
    length = min(len(paper), rng.choice((200, 2_000, 20_000, 100_000)))
    start = rng.randrange(len(paper) - length + 1)
    return paper[start : start + length]


def _moved(paper: bytes, rng: random.Random) -> bytes:
    """An XML file that is still well-formed: elements moved, doubled, renamed and emptied; nothing where it is none."""
    try:
        root = ElementTree.fromstring(paper)
    except ElementTree.ParseError:
        return b""
    for _ in range(rng.choice((1, 4, 16, 64))):
        every = list(root.iter())
        one, other = rng.choice(every), rng.choice(every)
        kind = rng.randrange(6)
        if kind == 0:
            one.tag = other.tag
        elif kind == 1:
            one.clear()
        elif kind == 2 and not any(inner is one for inner in other.iter()) and len(every) < 20_000:
            one.insert(rng.randrange(len(one) + 1), other)
        elif kind == 3:
            one.text = (one.text or "") + "".join(word.decode() for word in _words("text")[:-1] if word.isascii())
        elif kind == 4:
            one.set(
                rng.choice(("colspan", "rowspan", "id", "rid", "ref-type")), rng.choice(("-1", "1e9", "999", "x", ""))
            )
        elif len(one):
            one.remove(rng.choice(list(one)))
    return ElementTree.tostring(root)[: MAX_BYTES * 4].replace(b"\0", b"")


def _rewritten(paper: bytes, papers: list[bytes], rng: random.Random) -> bytes:
    """A PDF whose structure holds and whose pages' contents are broken: changed inside of the compressed streams."""
    streams = list(re.finditer(rb"stream\r?\n(.*?)endstream", paper, re.DOTALL))
    data = bytearray(paper)
    for match in rng.sample(streams, min(len(streams), rng.choice((1, 1, 3, 10)))):
        try:
            content = bytearray(zlib.decompress(match[1]))
        except zlib.error:
            continue
        _change("pdf", content, papers, rng)
        room = match.end(1) - match.start(1)
        # Cut until it fits in the place of the old one, so that every offset of the file stays true.
        while len(packed := zlib.compress(bytes(content), 9)) > room:
            del content[len(content) * room // (len(packed) + 8) :]
        data[match.start(1) : match.end(1)] = packed.ljust(room, b"\n")
    return bytes(data)


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("form", choices=sorted(ENDINGS))
    parser.add_argument("--minutes", type=float, default=60, help="CPU minutes of the parser itself")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="where inputs that broke a promise go")
    given = parser.parse_args()
    print(json.dumps(run(given.form, given.corpus, given.seed, given.minutes * 60, given.keep)))


if __name__ == "__main__":
    main()
