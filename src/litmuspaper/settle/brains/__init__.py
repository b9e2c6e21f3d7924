"""Brains of patients in several kinds of MR images: simulated from tissue maps, or read from users' folders."""

from litmuspaper.settle.brains.anatomy import anatomies, split
from litmuspaper.settle.brains.folders import folder
from litmuspaper.settle.brains.pairs import Pair, pairs
from litmuspaper.settle.brains.simulator import subject
from litmuspaper.settle.brains.subject import CODES, Subject, brats4, brats_regions, mrbrains5

__all__ = [
    "CODES",
    "Pair",
    "Subject",
    "anatomies",
    "brats4",
    "brats_regions",
    "folder",
    "mrbrains5",
    "pairs",
    "split",
    "subject",
]
