"""What a selected paper's full text gave, in the words that every format says alike."""

from pathlib import Path

from litmuspaper.publish.files import file_name
from litmuspaper.publish.review_words import parser_words
from litmuspaper.types import FullText, Selected


def in_words(full: FullText) -> str:
    """One sentence: what was read and what its audits gave, or why it was not read."""
    if not full.read:
        return f"Full text not read: {full.how}."
    counted = (
        (full.contradicted, "contradiction", "contradictions"),
        (full.not_reproducible, "not reproducible from the displayed digits", "not reproducible"),
        (full.questions, "question", "questions"),
        (full.verified, "check that holds", "checks that hold"),
        (full.claims, "claim", "claims"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
    found = ", ".join(said) or "nothing that could be checked"
    return f"Full text read ({parser_words(full.parser or 'text')}, {full.how}): {found}."


def review_folder(row: Selected) -> str | None:
    """The name of the folder of the paper's own page below the folder of all days; None where none was read."""
    return file_name(row.id).removesuffix(".html") if row.full_text and row.full_text.read else None


def review_page(row: Selected, where: Path) -> str | None:
    """The paper's own page as an address below the folder of all days, where it was written there."""
    folder = review_folder(row)
    return f"{folder}/index.html" if folder and (where / folder / "index.html").is_file() else None
