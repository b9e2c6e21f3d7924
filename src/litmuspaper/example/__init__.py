"""The embedded example day: what `make day` shows where arXiv cannot be reached.

Papers, authors, data sets and numbers are invented for Litmus. None of them is real.
"""

from pathlib import Path

NOTICE = "This day is invented: its papers, authors, data sets and numbers were written for Litmus and are not real."

_HERE = Path(__file__).parent


def listing() -> Path:
    """The announced papers of the invented day, one JSON object a line."""
    return _HERE / "day.jsonl"


def profile() -> Path:
    """The example reader's profile, commented."""
    return _HERE / "profile.toml"


def expected() -> Path:
    """Our own labels of the day: which papers meet a criterion, and which only look as if they did."""
    return _HERE / "expected.json"


def source(paper_id: str) -> Path | None:
    """The folder with a paper's LaTeX.

    Args:
        paper_id: an identifier of the day, such as `invented.0004`.

    Returns:
        The folder that holds its `main.tex`; None for a paper without LaTeX.
    """
    known = {folder.name: folder for folder in sorted((_HERE / "sources").glob("*")) if folder.is_dir()}
    return known.get(paper_id)
