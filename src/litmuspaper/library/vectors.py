"""Vectors of papers, kept beside the database: what can be computed again, so a damaged file is made anew.

One folder a maker of vectors (its hash is the name): `marks` holds the marks of the records' contents, `vectors` the
rows in half precision. Both only grow; a row counts once both have it.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.int64]
Halves = npt.NDArray[np.float16]


class Vectors:
    """The vectors that one maker has made.

    Args:
        root: the library's folder.
        maker: a name for the maker and its version, letters and digits.
        width: numbers a vector.
    """

    def __init__(self, root: Path, maker: str, width: int) -> None:
        self._folder = root / "vectors" / maker
        self._width = width

    def read(self) -> tuple[Marks, Halves]:
        """The marks (n,) and the vectors (n, width), mapped from the disk; rows without a partner are passed over."""
        try:
            marks = np.fromfile(self._folder / "marks", np.int64)
            size = (self._folder / "vectors").stat().st_size // (2 * self._width)
            count = min(len(marks), size)
            if count == 0:
                return self._none()
            vectors = np.memmap(self._folder / "vectors", np.float16, "r", shape=(count, self._width))
        except (OSError, ValueError):
            return self._none()
        return marks[:count], vectors

    def append(self, marks: Marks, vectors: npt.NDArray[np.float32]) -> None:
        """Add rows; a half-written row of an earlier run is cut off first. An OSError of the disk is passed on.

        Args:
            marks: shape (n,).
            vectors: shape (n, width).
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        count = len(self.read()[0])
        # The vectors first: a mark never stands without its vector.
        for name, row_bytes, data in (
            ("vectors", 2 * self._width, np.ascontiguousarray(vectors, np.float16)),
            ("marks", 8, np.ascontiguousarray(marks, np.int64)),
        ):
            path = self._folder / name
            with path.open("r+b" if path.exists() else "w+b") as file:
                file.truncate(count * row_bytes)
                file.seek(count * row_bytes)
                file.write(data.tobytes())

    def _none(self) -> tuple[Marks, Halves]:
        return np.zeros(0, np.int64), np.zeros((0, self._width), np.float16)
