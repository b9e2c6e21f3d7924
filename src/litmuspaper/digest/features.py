"""What the role model sees of a sentence: its words, its shape, its place and its neighbours' words, hashed.

A feature is a string; its number is the crc32 of the string within the model's size, so no vocabulary is kept.
Numbers are replaced by a sign, and in the shape all but the frequent words by their endings ("we X-ed that"), so
that what is learnt on one field's abstracts carries to another's.
"""

import re
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

SIZE = 1 << 17
WINDOW = 2  # neighbours on each side that the second layer looks at
PLACES = 10
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[%$:;?()]")
_MOST_WORDS = 80  # of one sentence; a longer one is a broken list
_ENDINGS = ("ing", "ed", "es", "ly", "tion", "ity", "ment", "ness", "al", "ive", "able", "ous", "s")
_FREQUENT = frozenset(
    "a about above after all also although an and any are as at be been before being below between both but by can "
    "could did do does during each either few first for from further had has have how however i if in into is it its "
    "may might more most much must no not of on one only onto or other our over own per rather same second several "
    "should show shows shown since so some such than that the their them then there these they this those three thus "
    "to toward two under until up upon using use used via was we well were what when where whether which while who "
    "whose why will with within without would yet you paper article study work results result method methods approach "
    "model problem propose proposed present introduce recent recently existing previous "
    "novel new here finally moreover furthermore specifically therefore despite still many often very".split()
)


def tokens(sentence: str) -> list[str]:
    """The lower-case tokens of a sentence, numbers as `0`."""
    found = _TOKEN.findall(sentence[:2000])[:_MOST_WORDS]
    return ["0" if token[0].isdigit() else token.lower() for token in found]


def shape(words: Sequence[str]) -> list[str]:
    """The tokens with all but frequent words replaced by their endings."""
    return [word if word in _FREQUENT or not word[0].isalpha() else _ending(word) for word in words]


def _ending(word: str) -> str:
    return next((f"-{ending}" for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2), "-")


def _grams(words: Sequence[str], mark: str, most: int) -> set[str]:
    return {f"{mark} {' '.join(words[at : at + n])}" for n in range(1, most + 1) for at in range(len(words) - n + 1)}


def abstract_places(count: int) -> list[set[str]]:
    """The places of an abstract's sentences: their number from both ends and in tenths of the whole."""
    last = count - 1
    return [
        {f"at {PLACES * n // count}", f"from {min(n, 6)}", f"left {min(last - n, 6)}", f"of {min(last, 12)}"}
        for n in range(count)
    ]


def feature_groups(sentences: Sequence[str], places: Sequence[set[str]]) -> Iterator[list[set[str]]]:
    """The features of each sentence of a passage, in groups that are scaled apart.

    Args:
        sentences: the passage's sentences in order, such as those of one abstract.
        places: what is known of each sentence's place.

    Yields:
        For each sentence its words and pairs, its shape, its beginning with its place, and its neighbours' words.
    """
    words = [tokens(sentence) for sentence in sentences]
    shapes = [shape(one) for one in words]
    last = len(sentences) - 1
    for n, own in enumerate(words):
        start = " ".join(own[:1]), " ".join(own[:2]), " ".join(own[:3]), " ".join(shapes[n][:4])
        near = places[n] | {f"long {min(len(own) // 4, 12)}"} | {f"^{k} {s}" for k, s in enumerate(start)}
        around: set[str] = set()
        for step in (-1, 1):
            if 0 <= n + step <= last:
                other = words[n + step]
                around |= _grams(other, f"{step}", 1) | {f"{step}^ {' '.join(other[:k])}" for k in (2, 3)}
            else:
                near.add(f"{step} none")
        yield [_grams(own, "w", 2), {g for g in _grams(shapes[n], "s", 3)}, near, around]


def hashed(
    sentences: Sequence[str], places: Sequence[set[str]] | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The sparse rows of a passage.

    Args:
        sentences: the passage's sentences in order.
        places: what is known of each sentence's place; that of an abstract's sentences where it is not given.

    Returns:
        The row, the feature's number and the value of each entry; a group's values have length 1.
    """
    rows: list[int] = []
    numbers: list[int] = []
    values: list[float] = []
    for row, groups in enumerate(feature_groups(sentences, places or abstract_places(len(sentences)))):
        for group in groups:
            if group:
                rows += [row] * len(group)
                numbers += [crc32(one.encode("utf-8", "surrogatepass")) % SIZE for one in sorted(group)]
                values += [len(group) ** -0.5] * len(group)
    return np.array(rows, np.int64), np.array(numbers, np.int64), np.array(values, np.float32)
