"""Who may import whom, how large a file may grow, and that the linters really bite."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "litmuspaper"
FILES = sorted(PACKAGE.rglob("*.py"))
EVERYTHING = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}

NOTHING: set[str] = set()
BASE = {"types", "errors"}
JUDGES = BASE | {"library", "models"}
ALLOWED = {
    "__init__": NOTHING,
    "types": NOTHING,
    "errors": NOTHING,
    "config": BASE,
    "plugins": BASE,
    "stats": NOTHING,
    "engine": BASE,
    "net": BASE,
    "example": NOTHING,
    "library": BASE | {"config", "net"},
    "models": BASE | {"config", "net"},
    "collect": BASE | {"net", "config", "library"},
    "parse": BASE | {"net", "config", "library"},
    "select": JUDGES,
    "digest": JUDGES,
    "review": JUDGES | {"stats"},
    "settle": BASE | {"stats", "engine", "plugins"},
    "publish": BASE | {"net"},
    "day": JUDGES | {"collect", "parse", "select", "digest", "review", "publish"},
    "bench": BASE | {"parse", "review"},
    "cli": EVERYTHING,
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            names |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module == "litmuspaper"
                else {node.module}
            )
    ours = {name.split(".")[1] for name in names if name and name.startswith("litmuspaper.")}
    return ours & EVERYTHING - {room(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_rooms_that_lie_before_its_own(path: Path) -> None:
    assert room(path) in ALLOWED, f"{room(path)} is a new room: say here what it may import"
    assert imported_rooms(path) <= ALLOWED[room(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 60, f"{node.name} is longer than 60 lines"


def test_nothing_is_unfinished_or_tied_to_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    unfinished = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "raise " + "NotImplemented")))
    machine = re.compile("/" + r"(?:work|farm|root|home/\w+)/")
    for name in tracked:
        path = ROOT / name
        if path.suffix not in {".py", ".md", ".toml", ".sh", ".html", ".js", ".css", ""} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not machine.search(text), f"{name} names a path of one machine"
        assert not (name.startswith("src/") and unfinished.search(text)), f"{name} is unfinished"


@pytest.mark.parametrize(
    ("tool", "bad"),
    [
        (["ruff", "check", "--no-cache"], "import os\n\n\ndef f(x):\n    return eval(x)\n"),
        (["mypy", "--strict", "--no-incremental", "--cache-dir=/dev/null"], "def f(x: int) -> str:\n    return x\n"),
        (
            ["pydoclint", "-q", "--style=google", "--skip-checking-short-docstrings=False"],
            'def f(x: int) -> int:\n    """F.\n\n    Args:\n        y: no such.\n    """\n    raise ValueError(x)\n',
        ),
    ],
    ids=["ruff", "mypy", "pydoclint"],
)
def test_the_linters_fail_on_a_bad_file(tool: list[str], bad: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(bad)
    program = Path(sys.executable).with_name(tool[0])
    if not program.exists():
        pytest.skip(f"{tool[0]} is not installed")
    config = ["--config", str(ROOT / "pyproject.toml")] if tool[0] == "ruff" else []
    done = subprocess.run(
        [program, *tool[1:], *config, path], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode != 0, done.stdout + done.stderr


def test_public_names_load_and_are_listed() -> None:
    import litmuspaper

    for name in litmuspaper.__all__:
        assert getattr(litmuspaper, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = litmuspaper.nonsense
