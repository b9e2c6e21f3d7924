"""Rules, pictures and drawings of a PDF page: what is on it besides text."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_THIN_PT = 2.0
_MAX_OBJECTS = 20_000
_FAR_PT = 1e6
_MAX_DEPTH = 3
_MAX_SEGMENTS = 400
# Kinds of page objects, as fpdf_edit.h numbers them.
_PATH, _IMAGE, _SHADING, _FORM = 2, 3, 4, 5


class Box(NamedTuple):
    """A rectangle; y downwards once turned."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Square points."""
        return max(0.0, self.width) * max(0.0, self.height)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether the point lies inside, or outside by no more than the margin."""
        return self.x0 - margin <= x <= self.x1 + margin and self.y0 - margin <= y <= self.y1 + margin

    def turned(self, angle: int) -> "Box":
        """The same rectangle when text that runs at `angle` is made to run to the right, y downwards."""
        if angle == 90:
            return Box(self.y0, self.x0, self.y1, self.x1)
        if angle == 270:
            return Box(-self.y1, -self.x1, -self.y0, -self.x0)
        if angle == 180:
            return Box(-self.x1, self.y0, -self.x0, self.y1)
        return Box(self.x0, -self.y1, self.x1, -self.y0)

    def shifted(self, x: float, y: float) -> "Box":
        """The rectangle with another origin."""
        return Box(self.x0 - x, self.y0 - y, self.x1 - x, self.y1 - y)


Turn = Callable[[Box], Box]


@dataclass
class Drawn:
    """Horizontal and vertical rules, pictures (images and embedded drawings), curves, and filled grounds."""

    across: list[Box] = field(default_factory=list)
    down: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    curves: list[Box] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)

    def has_ground(self, x: float, y: float) -> bool:
        """Whether something darker than paper lies behind a point, so that white text on it can be read."""
        return any(g.holds(x, y, 1.0) for g in self.grounds) or any(p.holds(x, y) for p in self.pictures)


def drawn(pdfium: Any, page: Any, box: Box, angle: int, turned_box: Box) -> Drawn:
    """All that is drawn on a page, in reading coordinates.

    Args:
        pdfium: the raw bindings.
        page: an open page.
        box: the page in its own coordinates.
        angle: the direction of most text.
        turned_box: the page in reading coordinates.

    Returns:
        Rules and areas; at most 20,000 objects of a page are looked at.
    """
    out = Drawn()

    def turn(one: Box) -> Box:
        return one.turned(angle).shifted(turned_box.x0, turned_box.y0)

    count = min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)
    for n in range(count):
        _object(pdfium, pdfium.FPDFPage_GetObject(page, n), out, turn, 0.6 * box.area, 0)
    return out


def _object(pdfium: Any, one: Any, out: Drawn, turn: Turn, wrapper_area: float, depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(one) if one else 0
    if kind not in (_PATH, _IMAGE, _SHADING, _FORM):
        return
    bounds = _bounds(pdfium, one)
    if bounds is None:
        return
    place = turn(bounds)
    if kind == _PATH:
        _path(pdfium, one, place, out, turn)
    elif kind == _SHADING:
        out.grounds.append(place)
    elif kind == _IMAGE or place.area < wrapper_area:
        out.pictures.append(place)
    elif depth < _MAX_DEPTH:
        _wrapper(pdfium, one, out, turn, wrapper_area, depth)


def _wrapper(pdfium: Any, form: Any, out: Drawn, turn: Turn, wrapper_area: float, depth: int) -> None:
    """What a form draws that holds (almost) the whole page."""
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form, ctypes.byref(m))

    def placed(one: Box) -> Box:
        xs = [m.a * x + m.c * y + m.e for x in (one.x0, one.x1) for y in (one.y0, one.y1)]
        ys = [m.b * x + m.d * y + m.f for x in (one.x0, one.x1) for y in (one.y0, one.y1)]
        return turn(Box(min(xs), min(ys), max(xs), max(ys)))

    count = min(pdfium.FPDFFormObj_CountObjects(form), _MAX_OBJECTS // (depth + 2))
    for n in range(count):
        _object(pdfium, pdfium.FPDFFormObj_GetObject(form, n), out, placed, wrapper_area, depth + 1)


def _bounds(pdfium: Any, one: Any) -> Box | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(one, *(ctypes.byref(e) for e in edges)):
        return None
    box = Box(*(e.value for e in edges))
    return box if all(abs(e) < _FAR_PT for e in box) else None


def _path(pdfium: Any, one: Any, place: Box, out: Drawn, turn: Turn) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(one, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    if place.height < _THIN_PT and place.width >= 2:
        out.across.append(place)
        return
    if place.width < _THIN_PT and place.height >= 2:
        out.down.append(place)
        return
    if fill.value and not _is_white(pdfium, one):
        out.grounds.append(place)
    lines = _straight(pdfium, one, turn)
    if lines is None:
        out.curves.append(place)
    elif stroke.value:
        out.across += [b for b in lines if b.height < 0.5 <= b.width]
        out.down += [b for b in lines if b.width < 0.5 <= b.height]


def _is_white(pdfium: Any, one: Any) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(one, *(ctypes.byref(c) for c in colour))
    return min(c.value for c in colour[:3]) >= 245 or colour[3].value < 10


def _straight(pdfium: Any, one: Any, turn: Turn) -> list[Box] | None:
    """The edges of a path made of upright and level lines only; None for any other."""
    count = pdfium.FPDFPath_CountSegments(one)
    if not 2 <= count <= _MAX_SEGMENTS:
        return None
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(one, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[Box] = []
    start = here = (0.0, 0.0)
    for n in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(one, n)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return None
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        ends = []
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        else:
            ends.append((here, point))
        if pdfium.FPDFPathSegment_GetClose(segment):
            ends.append((point, start))
        for a, b in ends:
            if abs(a[0] - b[0]) > 0.5 and abs(a[1] - b[1]) > 0.5:
                return None
            lines.append(turn(Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))))
        here = point
    return [b for b in lines if all(abs(e) < _FAR_PT for e in b)]
