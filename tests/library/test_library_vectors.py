"""Vectors beside the library: what is whole is read, what is not is made again."""

import numpy as np
import pytest

from litmuspaper.library.vectors import Vectors


@pytest.fixture
def vectors(root):
    made = Vectors(root, "maker", 3)
    made.append(np.array([7, -8]), np.array([[1, 2, 3], [4, 5, 6]], np.float32))
    return made


def test_rows_come_back_and_grow(vectors):
    vectors.append(np.array([9]), np.array([[7, 8, 9]], np.float32))
    marks, rows = vectors.read()
    assert marks.tolist() == [7, -8, 9]
    assert rows.tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


@pytest.mark.parametrize(
    ("name", "size", "left"), [("vectors", 7, 1), ("marks", 12, 1), ("vectors", 0, 0), ("marks", 3, 0)]
)
def test_a_row_that_was_cut_off_is_left_out_and_written_over(vectors, root, name, size, left):
    path = root / "vectors/maker" / name
    path.write_bytes(path.read_bytes()[:size])
    assert len(vectors.read()[0]) == len(vectors.read()[1]) == left
    vectors.append(np.array([5]), np.array([[9, 9, 9]], np.float32))
    marks, rows = vectors.read()
    assert (marks.tolist()[-1], rows.tolist()[-1]) == (5, [9, 9, 9])
    assert len(marks) == left + 1


def test_nothing_is_read_where_nothing_is(root):
    marks, rows = Vectors(root, "other", 3).read()
    assert (marks.shape, rows.shape) == ((0,), (0, 3))
