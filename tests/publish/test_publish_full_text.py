"""What a page says of a paper's full text: a figure carries its kind, and so only where the text was read."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from litmuspaper.publish import publish
from litmuspaper.types import FullText

READ = FullText(
    read=True,
    how="2509.00001.tar.gz",
    parser="tex",
    contradicted=1,
    verified=4,
    gravest="Table 1 prints 5.2, its rows give 5.1.",
)
NOT_READ = FullText(read=False, how="arXiv did not answer within 8 s")


@pytest.fixture
def folder(day, tmp_path):
    told = (READ, NOT_READ)
    rows = tuple(row.model_copy(update={"full_text": full}) for row, full in zip(day.selected[:2], told, strict=True))
    publish(day.model_copy(update={"selected": rows}), tmp_path)
    return tmp_path / day.date.isoformat()


def told_on(path):
    return LexborHTMLParser(path.read_text(encoding="utf-8")).css(".checked")


def test_only_what_was_computed_is_called_so_on_the_pages(folder):
    single = [node for path in sorted((folder / "papers").glob("*.html")) for node in told_on(path)]
    on_day = told_on(folder / "index.html")
    assert len(single) == len(on_day) == 2
    for node in (*single, *on_day):
        said = " ".join(node.text().split())
        if said.startswith("Full text not read"):
            assert said == "Full text not read: arXiv did not answer within 8 s."
            assert node.css(".kind") == []
        else:
            assert said.startswith(
                "Full text read (the LaTeX source, 2509.00001.tar.gz): 1 contradiction, 4 checks that hold."
            )
            assert [kind.text() for kind in node.css(".kind")] == ["computed"]


def test_only_what_was_computed_is_called_so_in_markdown(folder):
    lines = (folder / "day.md").read_text(encoding="utf-8").splitlines()
    (read,) = [line for line in lines if "Full text read" in line]
    (unread,) = [line for line in lines if "Full text not read" in line]
    assert read.startswith("- **Numbers checked** (computed): Full text read")
    assert unread == "- Full text not read: arXiv did not answer within 8 s."
