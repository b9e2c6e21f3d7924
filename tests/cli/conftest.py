"""The command `litmus` in this process and in one of its own, and files written by us for it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from litmuspaper.cli import main
from litmuspaper.net import client as client_module

PROGRAM = [sys.executable, "-c", "from litmuspaper.cli import main; main()"]
CRITERIA = """Image matting
Relevant: Papers that predict an alpha matte of hair or fur from an image or a video.
Not relevant: Segmentation with hard masks.

Light under water
Relevant: How the light of lamps falls off with depth in lakes.

My friend enjoys plain laws.
"""
ROWS = [
    (
        "2601.00001",
        "Alpha mattes of hair from one image",
        "We predict the alpha matte of hair. It beats trimaps by 9%.",
    ),
    ("2601.00002", "Lamps in lakes", "How the light of lamps falls off with depth in lakes. We propose a law."),
    ("2601.00003", "A theorem on rings", "Every such ring is commutative. The proof is short."),
]


def row(id, title, abstract, announced="2026-01-05", **more):
    return {"id": id, "title": title, "abstract": abstract, "announced": announced, **more}


def write_rows(path, rows):
    """A file of JSON lines; a text among the rows is written as it is."""
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The working folder, with criteria and a listing in it."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "criteria.txt").write_text(CRITERIA, encoding="utf-8")
    write_rows(folder / "day.jsonl", [row(*one) for one in ROWS])
    return folder


@pytest.fixture
def litmus(here, capsys):
    """Runs the command in this process; gives its exit code and what it wrote."""

    def run(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        written = capsys.readouterr()
        return SimpleNamespace(code=ended.value.code or 0, out=written.out, err=written.err)

    return run


@pytest.fixture
def start(here):
    """Starts the command as a process of its own."""

    def begin(*arguments, program=PROGRAM, **more):
        return subprocess.Popen(
            [*program, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONWARNINGS": "error"},
            **more,
        )

    return begin


@pytest.fixture
def process(start):
    """Runs the command as a process of its own to its end."""

    def run(*arguments, input="", **more):
        begun = start(*arguments, **more)
        out, err = begun.communicate(input, timeout=60)
        return SimpleNamespace(code=begun.returncode, out=out, err=err)

    return run


@pytest.fixture
def no_network(monkeypatch):
    """A machine that cannot resolve a name, and requests that need not wait for their turn."""

    def refuse(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(client_module, "BACKOFF_S", 0.01)
    monkeypatch.setattr("litmuspaper.net.pace.ARXIV_INTERVAL_S", 0.0)


@pytest.fixture
def make():
    return SimpleNamespace(row=row, write_rows=write_rows, CRITERIA=CRITERIA, ROWS=ROWS)


@pytest.fixture
def day_of():
    """The day.json of a folder of pages."""
    return lambda out, date="2026-01-05": json.loads((Path(out) / date / "day.json").read_text(encoding="utf-8"))
