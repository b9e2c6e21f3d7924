"""CPU seconds and memory of whole processes: `litmus --help`, a small day, a full arXiv day, a ranking, an import.

Without arguments the papers are the embedded example day's, repeated under new identifiers; with a listing and a
criteria file they are real.

    python bench/speed.py [--listing FILE.jsonl --criteria FILE]
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import distribution, requires
from pathlib import Path

from litmuspaper import example

RUNS = 5


def cpu(arguments: list[str], home: str) -> tuple[float, float]:
    """CPU seconds (user and system) and peak MiB of one run of `litmus`."""
    program = [sys.executable, "-c", "from litmuspaper.cli import main; main()", *arguments]
    pid = os.fork()
    if pid == 0:
        with open(os.devnull, "w") as nothing:
            subprocess.run(
                program, env={**os.environ, "LITMUS_HOME": home}, stdout=nothing, stderr=nothing, check=False
            )
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=open(Path(home) / "used", "w"))
        os._exit(0)
    os.waitpid(pid, 0)
    seconds, mebibytes = (Path(home) / "used").read_text().split()
    return float(seconds), float(mebibytes)


def show(name: str, arguments: list[str]) -> None:
    """Print the median of RUNS runs, each with a fresh library."""
    found = []
    for _ in range(RUNS + 1):
        with tempfile.TemporaryDirectory() as home:
            found.append(cpu([part.replace("{home}", home) for part in arguments], home))
    seconds, mebibytes = zip(*found[1:], strict=True)
    print(f"{name:48s} {statistics.median(seconds):6.3f} CPU s {max(mebibytes):7.0f} MiB")


def repeated(rows: list[dict[str, object]], count: int, path: Path) -> Path:
    """A listing of `count` papers: the rows again and again under new identifiers."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            row = {**rows[n % len(rows)], "id": f"repeated.{n:05d}"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def base_install() -> tuple[int, float]:
    """Distributions that a plain `pip install litmuspaper` brings, itself included, and their size in MB."""
    from packaging.requirements import Requirement

    todo, seen, size = ["litmuspaper"], set(), 0
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        files = [Path(str(file.locate())) for file in distribution(name).files or []]
        size += sum(path.stat().st_size for path in files if path.is_file() and path.suffix != ".pyc")
        needs = [Requirement(text) for text in requires(name) or []]
        todo += [need.name.lower() for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    return len(seen), size / 1e6


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--listing", type=Path)
    parser.add_argument("--criteria", type=Path)
    args = parser.parse_args()
    listing, profile = args.listing or example.listing(), args.criteria or example.profile()
    rows = [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        small = repeated(rows, 142, Path(folder) / "small.jsonl")
        full = repeated(rows, 1500, Path(folder) / "full.jsonl")
        show("litmus --help", ["--help"])
        for name, path in (("a day of 142 papers", small), ("a day of 1,500 papers", full)):
            day = ["day", "--listing", str(path), "--profile", str(profile), "--out", "{home}/out"]
            show(f"litmus day, {name}, process start included", day)
        rank = ["rank", "--criteria", str(profile), "--candidates", str(full), "--out", "{home}/ranked.jsonl"]
        show("litmus rank, 1,500 candidates", rank)
    count, size = base_install()
    print(f"base install: {count} distributions, {size:.0f} MB")


if __name__ == "__main__":
    main()
