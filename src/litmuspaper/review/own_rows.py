"""Which rows of a paper's tables are its own: by label, by its names, by what the caption says, by missing citations.

A table whose methods stand in columns is turned. Where two ways would have to be guessed between, no row is told.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from litmuspaper.review.grid import Grid
from litmuspaper.review.numbers import plain
from litmuspaper.review.own_names import method_names, names_own
from litmuspaper.review.roles import is_removal, role
from litmuspaper.review.tables import Block, blocks
from litmuspaper.types import Document

LEAST_CITED = 3
_CITATION = re.compile(
    r"\[\d+[^\]]*\]|\((?:[A-Z][^()]*,? )?\d{4}[a-z]?\)|\b[A-Z][\w'’-]+ (?:et al\.?|(?:and|&) [A-Z][\w-]+),?|"
    r"\b\d{4}[a-z]?\)?$|"
    r"\[[A-Z][^\]]*\d{4}[^\]]*\]|\\cite"
)
_GENERIC = re.compile(
    r"^(?:random|baseline|majority|chance|human|average|mean|no |none|base|original|vanilla|standard|raw|input|lstm|"
    r"mlp|svm|cnn|pca)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:last|bottom|final) (?:row|line|block|column)s?\b[^.]{0,40}\bour\w*|\bour\w*\b[^.;]{0,60}\b(?:last|"
    r"bottom|final) "
    r"(?:row|line|column)\b",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"(?P<a>[†‡*★⋆§])\s?(?:denotes?|marks?|indicates?|means?|:|=|is|are)?\s*(?:our|ours|the proposed)\b|"
    r"\bour (?:methods?|models?|results?|variants?)\b[^.;]{0,40}\b(?:marked|denoted|indicated) (?:with|by) (?:an? )?"
    r"(?P<b>[†‡*★⋆§])",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\bour (?:methods?|models?|approach(?:es)?) (?:is|are) (?:in|shown in|set in) bold", re.IGNORECASE)

_memo: tuple[Document, tuple[Block, ...]] | None = None


def claim_blocks(document: Document) -> tuple[Block, ...]:
    """The blocks of a document's tables with the paper's own rows told, methods in rows; the last document's are kept.

    Args:
        document: the paper.

    Returns:
        The blocks of `tables.blocks` in their order; those with the paper's own method among the columns are turned.
    """
    global _memo
    if _memo is not None and _memo[0] is document:
        return _memo[1]
    names = method_names(document)
    made = tuple(_told(block, names) for block in blocks(document))
    _memo = (document, made)
    return made


def _told(block: Block, names: frozenset[str]) -> Block:
    block = _grouped(_without_gains(block))
    if has_own(block):
        return _named(block, names)
    for view in (block, _without_full(block.transposed)):
        for rule in (_named, _captioned):
            found = rule(view, names)
            if has_own(found):
                return found
    for view in _relabelled(block):
        if has_own(found := _named(view, names)):
            return found
    found = _uncited(block)
    return found if has_own(found) else block


def _relabelled(block: Block) -> Iterator[Block]:
    """The block with another column of words for labels, its labels for groups: two methods in turns."""
    if block.turned:
        return
    grid, numeric = Grid(block.table), {c.index for c in block.columns}
    for c in range(grid.width):
        texts = [plain(grid.text(r.index, c)) for r in block.rows]
        words = {t for t in texts if re.search(r"[A-Za-z]{2}", t)}
        if c in numeric or len(words) < 2 or len(words) > len(texts) // 2 or not all(texts):
            continue
        if all(t == r.label for t, r in zip(texts, block.rows, strict=True)):
            continue
        keys = [
            r.label if r.group in ("", t) else f"{r.label} {r.group}" for r, t in zip(block.rows, texts, strict=True)
        ]
        pairs = zip(block.rows, texts, keys, strict=True)
        yield replace(block, rows=tuple(replace(r, label=t, group=k, role=role(t)) for r, t, k in pairs))


def _grouped(block: Block) -> Block:
    """The block with a column of words for groups, where labels come again and that column tells them apart."""
    labels = [r.label for r in block.rows]
    if block.turned or any(r.group for r in block.rows) or min((labels.count(x) for x in labels), default=1) < 2:
        return block
    grid, numeric = Grid(block.table), {c.index for c in block.columns}
    for c in range(grid.width):
        texts = [plain(grid.text(r.index, c)) for r in block.rows]
        if (
            c not in numeric
            and all(texts)
            and len(set(zip(labels, texts, strict=True))) == len(labels) > len(set(texts))
        ):
            rows = (replace(r, group=t) for r, t in zip(block.rows, texts, strict=True))
            return replace(block, rows=tuple(rows))
    return block


def _without_gains(block: Block) -> Block:
    """A row of an improved variant is a method, not a row of gains."""
    gains = {
        i for i, r in enumerate(block.rows) if r.role == "gain" and re.match(r"\W*improved \w", r.label, re.IGNORECASE)
    }
    rows = tuple(replace(r, role="plain") if i in gains else r for i, r in enumerate(block.rows))
    return replace(block, rows=rows) if gains else block


def _without_full(turned: Block) -> Block:
    """A turned block in which a column named all or full is an average, not the full method."""
    rows = tuple(replace(r, role="plain") if r.role == "full" and not _says_ours(r.label) else r for r in turned.rows)
    return replace(turned, rows=rows)


def has_own(block: Block) -> bool:
    """Whether a block has a row of the paper's own and another to hold it against."""
    roles = [row.role for row in block.rows]
    return any(r in ("ours", "full") for r in roles) and any(r == "plain" for r in roles)


def _named(block: Block, names: frozenset[str]) -> Block:
    own = {i for i, row in enumerate(block.rows) if row.role == "plain" and not is_removal(row.label)}
    return _as_own(block, {i for i in own if _says_ours(block.rows[i].label) or names_own(block.rows[i].label, names)})


def _says_ours(label: str) -> bool:
    return re.search(r"\bours?\b|\bproposed\b", plain(label), re.IGNORECASE) is not None


def _captioned(block: Block, _: frozenset[str]) -> Block:
    caption, plain_rows = block.table.caption, [i for i, r in enumerate(block.rows) if r.role == "plain"]
    if not plain_rows:
        return block
    if _LAST.search(caption):
        return _as_own(block, {plain_rows[-1]})
    if marked := _MARKED.search(caption):
        mark = marked["a"] or marked["b"]
        return _as_own(block, {i for i in plain_rows if mark in block.rows[i].label})
    if _BOLD.search(caption) and not block.turned:
        return _as_own(block, {i for i in plain_rows if _label_is_bold(block, i)})
    return block


def _label_is_bold(block: Block, i: int) -> bool:
    cells = block.table.rows[block.rows[i].index] if block.rows[i].index < len(block.table.rows) else ()
    return any(cell.bold is True and plain(cell.text) == plain(block.rows[i].label) for cell in cells)


def _uncited(block: Block) -> Block:
    """The one first or last row without a citation, where all others, at least three, have one."""
    rows = [(i, plain(r.label)) for i, r in enumerate(block.rows) if r.role == "plain"]
    bare = [(i, label) for i, label in rows if not _CITATION.search(label)]
    if len(bare) != 1 or len(rows) - 1 < LEAST_CITED or bare[0][0] not in (rows[0][0], rows[-1][0]):
        return block
    i, label = bare[0]
    return block if not label or _GENERIC.match(label) or not re.search(r"[A-Za-z]{2}", label) else _as_own(block, {i})


def _as_own(block: Block, own: set[int]) -> Block:
    if not own:
        return block
    rows = tuple(replace(row, role="ours") if i in own else row for i, row in enumerate(block.rows))
    return replace(block, rows=rows)
