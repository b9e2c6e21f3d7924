"""Words between rules become rows of cells.

Rows are baselines; columns are the gaps that run through all rows (in the manner of T-Recs, Kieninger 1998);
a header that lies over several columns is one cell with a span.
"""

from itertools import pairwise

from litmuspaper.parse.build import CellDraft
from litmuspaper.parse.pdf.objects import Box
from litmuspaper.parse.pdf.rows import NUMBER, Chunk, Row, chunks_of, cut_at_posts, posts_of, rows_of
from litmuspaper.parse.pdf.spans import merge_rows
from litmuspaper.parse.pdf.words import Word


def grid(words: list[Word], across: list[Box], down: list[Box], box: Box) -> list[list[CellDraft]]:
    """The rows of cells of one table.

    Args:
        words: what stands in it.
        across: the level rules in it, those of its frame too.
        down: the upright rules in it.
        box: its area.

    Returns:
        Rows of equal reach: spans added, every row covers the same number of columns.
    """
    rows = rows_of(words)
    if len(rows) < 2:
        return []
    for row in rows:
        row.chunks = chunks_of(row.words)
    full = sorted(r.y0 for r in across if r.width > 0.75 * box.width)
    posts = posts_of(down, box)
    cut_at_posts(rows, posts)
    cores = _columns(_body(rows, full, box), posts)
    if len(cores) < 2:
        return []
    cores = _with_header_columns(rows, cores)
    for row in rows:
        below = [r for r in across if r.width <= 0.75 * box.width and 0 < r.y0 - row.y < 1.1 * row.size]
        row.chunks = [part for chunk in row.chunks for part in _parted(chunk, cores, below)]
    _place(rows, cores, [r for r in across if r.width <= 0.75 * box.width])
    rows = _settle(rows, full)
    parts = [r for r in across if r.width <= 0.75 * box.width]
    return merge_rows(_drafts(rows, len(cores)), [r.y for r in rows], cores, full, parts)


def _body(rows: list[Row], full: list[float], box: Box) -> list[Row]:
    """The rows below the header: below the first full rule inside the table, or all but the first."""
    first, last = rows[0].y, rows[-1].y
    inner = [y for y in full if first < y < last]
    body = [r for r in rows if inner and r.y > inner[0]] if inner else rows[1:]
    several = [r for r in body if len(r.chunks) > 1]
    return several or [r for r in rows if len(r.chunks) > 1] or rows


def _columns(body: list[Row], posts: list[float]) -> list[tuple[float, float]]:
    """Stretches of x that hold text: but for places where more than twice as many rows are parted as lie across."""
    events: list[tuple[float, int, int]] = []
    for row in body:
        for chunk in row.chunks:
            events += [(chunk.x0, 1, 0), (chunk.x1 - 0.05, -1, 0)]
        for left, right in zip(row.chunks, row.chunks[1:], strict=False):
            events += [(left.x1, 0, 1), (right.x0, 0, -1)]
    events.sort()
    cores: list[tuple[float, float]] = []
    across = parted = 0
    start: float | None = None
    for n, (x, step, part) in enumerate(events):
        across, parted = across + step, parted + part
        if n + 1 < len(events) and events[n + 1][0] == x:
            continue
        covered = across > 0.45 * parted
        if covered and start is None:
            start = x
        elif not covered and start is not None:
            cores.append((start, x))
            start = None
    merged: list[tuple[float, float]] = []
    for x0, x1 in cores:
        cut = any(merged and merged[-1][1] - 1 < p < x0 + 1 for p in posts)
        if merged and x0 - merged[-1][1] < 0.8 and not cut:
            merged[-1] = (merged[-1][0], x1)
        else:
            merged.append((x0, x1))
    return _with_sparse(body, merged)


def _with_sparse(body: list[Row], cores: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Adds columns filled in so few rows that the gaps of the others hid them."""
    extra: list[tuple[float, float]] = []
    for row in body:
        for chunk in row.chunks:
            if any(chunk.x0 < b and chunk.x1 > a for a, b in [*cores, *extra]):
                continue
            extra.append((chunk.x0, chunk.x1))
    return sorted([*cores, *extra])


def _with_header_columns(rows: list[Row], cores: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Adds a column for a header that stands over none, where the column below it is empty."""
    out = list(cores)
    for row in rows:
        for chunk in row.chunks:
            if any(chunk.x0 < b + 0.5 and chunk.x1 > a - 0.5 for a, b in out):
                continue
            others = [c for c in row.chunks if c is not chunk]
            near = min(out, key=lambda c: abs((c[0] + c[1]) - (chunk.x0 + chunk.x1)))
            if any(c.x0 < near[1] and c.x1 > near[0] for c in others):
                out.append((chunk.x0, chunk.x1))
    return sorted(out)


def _parted(chunk: Chunk, cores: list[tuple[float, float]], below: list[Box]) -> list[Chunk]:
    """Cuts a chunk that lies over several columns where its words stand in them one by one."""
    over = [c for c in cores if chunk.x0 < c[1] - 0.3 and chunk.x1 > c[0] + 0.3]
    ruled = any(
        r.x0 - 2 < (chunk.x0 + chunk.x1) / 2 < r.x1 + 2 and r.width > 0.8 * (chunk.x1 - chunk.x0) for r in below
    )
    if len(over) < 2 or ruled or len(chunk.words) < len(over):
        return [chunk]
    parts: list[list[Word]] = [[] for _ in over]
    for word in chunk.words:
        touched = [n for n, (a, b) in enumerate(over) if word.x0 < b + 0.5 and word.x1 > a - 0.5]
        if len(touched) > 1:
            return [chunk]
        middle = (word.x0 + word.x1) / 2
        at = touched[0] if touched else min(range(len(over)), key=lambda n: abs(over[n][0] + over[n][1] - 2 * middle))
        parts[at].append(word)
    if not all(parts) or not all(_aligned(p, c) for p, c in zip(parts[1:], over[1:], strict=True)):
        return [chunk]
    return [Chunk(p) for p in parts]


def _aligned(words: list[Word], core: tuple[float, float]) -> bool:
    """Whether words begin, end or are centred with their column."""
    x0, x1 = words[0].x0, words[-1].x1
    return abs(x0 - core[0]) < 1.5 or abs(x1 - core[1]) < 1.5 or abs(x0 + x1 - core[0] - core[1]) < 4


def _place(rows: list[Row], cores: list[tuple[float, float]], parts: list[Box]) -> None:
    """Gives every chunk its first and last column."""
    for row in rows:
        below = [p for p in parts if 0 < p.y0 - row.y < 1.1 * row.size]
        for chunk in row.chunks:
            over = [n for n, (a, b) in enumerate(cores) if chunk.x0 < b - 0.3 and chunk.x1 > a + 0.3]
            if not over:
                middle = chunk.x0 + chunk.x1
                over = [min(range(len(cores)), key=lambda n: abs(cores[n][0] + cores[n][1] - middle))]
            for rule in below:
                under = [n for n, (a, b) in enumerate(cores) if rule.x0 - 2 < (a + b) / 2 < rule.x1 + 2]
                if len(under) > 1 and rule.x0 - 2 < (chunk.x0 + chunk.x1) / 2 < rule.x1 + 2:
                    alone = sum(rule.x0 - 2 < (c.x0 + c.x1) / 2 < rule.x1 + 2 for c in row.chunks) == 1
                    over = sorted({*over, *under}) if alone else over
            chunk.columns = (over[0], over[-1])
        row.chunks = _by_place(row.chunks)


def _by_place(chunks: list[Chunk]) -> list[Chunk]:
    """Chunks of one row that stand in the same column, as one."""
    out: list[Chunk] = []
    for chunk in chunks:
        if out and out[-1].columns == chunk.columns:
            out[-1].words += chunk.words
        else:
            out.append(chunk)
    return out


def _settle(rows: list[Row], full: list[float]) -> list[Row]:
    """Joins lines between rows (labels of merged rows, wrapped cells) to the row they belong to."""
    pitches = sorted(b.y - a.y for a, b in pairwise(rows))
    pitch = pitches[len(pitches) // 2] if pitches else 0.0
    out: list[Row] = []
    for row in rows:
        above = out[-1] if out else None
        if above and not any(above.y < y < row.y for y in full):
            free = not _clash(above, row)
            near = row.y - above.last < 0.8 * pitch
            if (near and free) or _continues(above, row, rows):
                _merge(above, row)
                continue
        out.append(row)
    return out


def _clash(one: Row, other: Row) -> bool:
    taken = {n for c in one.chunks for n in range(c.columns[0], c.columns[1] + 1)}
    return any(n in taken for c in other.chunks for n in range(c.columns[0], c.columns[1] + 1))


def _continues(above: Row, row: Row, rows: list[Row]) -> bool:
    """Whether a row is the next line of the cells above: words only, and its first word had no room there."""
    if len(row.chunks) > 2 or row.y - above.last > 1.6 * row.size:
        return False
    overs = [next((c for c in above.chunks if c.columns == chunk.columns), None) for chunk in row.chunks]
    pairs = [(over, chunk) for over, chunk in zip(overs, row.chunks, strict=True) if over is not None]
    if not pairs or (len(above.chunks) <= len(row.chunks) and max(len(o.words) for o, _ in pairs) < 5):
        return False
    return all(_no_room(over, chunk, rows, row.size) for over, chunk in pairs)


def _no_room(over: Chunk, chunk: Chunk, rows: list[Row], size: float) -> bool:
    if NUMBER.match(chunk.words[0].text) and len(chunk.words) == 1:
        return False
    lines = [c for r in rows for c in r.chunks if c.columns == chunk.columns]
    right, first = max(c.x1 for c in lines), chunk.words[0]
    end = max(w.x1 for w in over.words if w.y == over.words[-1].y)
    filled = len(over.words) > 1 and end + 0.25 * size + (first.x1 - first.x0) > right
    return filled and abs(over.x0 - chunk.x0) < 12


def _merge(above: Row, row: Row) -> None:
    for chunk in row.chunks:
        over = next((c for c in above.chunks if c.columns[0] == chunk.columns[0]), None)
        if over is not None:
            over.words += chunk.words
        else:
            above.chunks.append(chunk)
    above.chunks.sort(key=lambda c: c.columns)
    above.last = row.y


def _drafts(rows: list[Row], width: int) -> list[list[CellDraft]]:
    out = []
    for row in rows:
        cells: list[CellDraft] = []
        at = 0
        merged: dict[int, Chunk] = {}
        for chunk in row.chunks:
            first = chunk.columns[0]
            if first in merged:
                merged[first].words += chunk.words
            else:
                merged[first] = Chunk(list(chunk.words), chunk.columns)
        for first, chunk in sorted(merged.items()):
            while at < first:
                cells.append(CellDraft("", None, None))
                at += 1
            last = max(chunk.columns[1], at)
            following = min((f for f in merged if f > first), default=width)
            last = min(last, following - 1)
            cells.append(_draft(chunk, last - at + 1))
            at = last + 1
        cells += [CellDraft("", None, None)] * (width - at)
        out.append(cells)
    return out


def _draft(chunk: Chunk, span: int) -> CellDraft:
    words = chunk.words
    letters = sum(w.letters for w in words)
    if letters:
        bold, unsure = sum(w.bold for w in words), sum(w.unsure for w in words)
        mark = None if unsure > letters / 2 else bold > letters / 2
    else:
        mark = words[0].style.bold
    under = sum(w.letters for w in words if w.underlined) > letters / 2 if letters else False
    text = " ".join(w.text for w in words)
    return CellDraft(text, mark, under, 1, max(1, span))
