"""SOURCE may be an arXiv identifier; the paper here is invented, written by us, and nothing is asked outside."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from litmuspaper.cli import group
from litmuspaper.errors import ParseError
from litmuspaper.net.client import Client

TEX = (
    rb"\documentclass{article}\title{Salt Wedges}\begin{document}\maketitle"
    rb"\begin{abstract}We measure salt.\end{abstract}\section{Tides}They turn.\end{document}"
)


@pytest.fixture
def arxiv(monkeypatch):
    asked = []

    def get(self, url, **kwargs):
        asked.append(url)
        return SimpleNamespace(url=url, status=200, body=TEX)

    monkeypatch.setattr(Client, "get", get)
    return asked


@pytest.mark.parametrize("name", ["2601.00001v2", "arXiv:2601.00001", "https://arxiv.org/abs/2601.00001v1"])
def test_an_identifier_is_fetched_and_read(arxiv, name):
    done = CliRunner().invoke(group, ["parse", name, "--json"])
    assert done.exit_code == 0, done.output
    read = json.loads(done.output)
    assert [section["title"] for section in read["sections"]] == ["Tides"]
    assert [url.split("/")[-2] for url in arxiv] == ["src", "html"]
    assert all("2601.00001" in url for url in arxiv)


def test_its_page_has_its_identifier(arxiv, tmp_path):
    done = CliRunner().invoke(group, ["paper", "2601.00001v2", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "2601.00001" / "index.html").is_file()


def test_a_file_of_that_name_wins_and_other_names_ask_nobody(arxiv, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2601.00001").write_bytes(TEX.replace(b"Tides", b"Files"))
    assert "Files" in CliRunner().invoke(group, ["parse", "2601.00001"]).output
    assert isinstance(CliRunner().invoke(group, ["parse", "nowhere.tex"]).exception, ParseError)
    assert arxiv == []
