"""Files that docstrings, comments and pages name are there: a reader who follows a name finds something."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "litmuspaper"
FOLDERS = ("src", "tests", "bench", "docs", "examples")
ROOMS = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
HERE = {path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()} | set(ROOT.glob("*.md"))
CODE = sorted(path for folder in ("src", "bench", "tests") for path in (ROOT / folder).rglob("*.py"))
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")})
_NAMED = re.compile(r"(?<![\w/.<>{}:-])((?:[\w-]+/)*[\w-]+\.(?:py|md|npz|jsonl?))(?![\w/])")
_SHOWN = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def said_in(path: Path) -> str:
    """The docstrings and comments of a Python file, or a page without the blocks that it shows."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return _SHOWN.sub("", text)
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join([*docstrings, *(token.string for token in tokens if token.type == tokenize.COMMENT)])


def is_there(name: str, path: Path) -> bool:
    """Whether a file is there under that name: from the top, from the package, or somewhere where it has no folder."""
    if "/" in name:
        return ROOT / name in HERE or PACKAGE / name in HERE or path.parent / name in HERE
    return any(file.name == name for file in HERE)


def is_ours(name: str, path: Path) -> bool:
    """Whether a name speaks of the repository: a path of it, or in our code a Python file by its name alone."""
    first, slash, _ = name.partition("/")
    if Path(name).stem.isupper():  # a place to fill in: NAME.py
        return False
    if slash:
        return first in FOLDERS or first in ROOMS
    return name.endswith(".py") and path.is_relative_to(PACKAGE)


@pytest.mark.parametrize("path", [*CODE, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_are_named_are_there(path):
    named = {name for name in _NAMED.findall(said_in(path)) if is_ours(name, path)}
    assert sorted(name for name in named if not is_there(name, path)) == []


def test_every_bench_is_described():
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Benches")[2]
    assert [path.name for path in sorted((ROOT / "bench").glob("*.py")) if f"`{path.name}`" not in told] == []
