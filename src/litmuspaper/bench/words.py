"""Plain sentences and made-up reference lists for papers that do not exist."""

import random
from datetime import date

from litmuspaper.bench.draft import Entry

FAMILIES = (
    "Arbel Brandt Cuvier Dahl Eriksen Fonda Grell Hauge Iversen Jansen Kolb Lunde Moen Nygard Oster Prins".split()
)
_SUBJECTS = ("The drift model", "Each estuary", "The anchor term", "A coarse grid", "The memory part", "Every record")
_VERBS = ("follows", "describes", "smooths", "explains", "replaces", "keeps", "reshapes", "carries")
_OBJECTS = (
    "the slow exchange of salt and fresh water", "the tide as it is seen from the shore",
    "what the algorithm reports after a storm", "the sediment that settles behind the pier",
    "the data sets of the earlier experiments", "the mean flow through the mouth of the river",
    "the evaluation that readers of the field expect", "the benchmarks under the same weather",
)  # fmt: skip
_WAYS = ("in calm weather", "near the shore", "after each storm", "through the winter", "at low water", "in most years")
_TOPICS = (
    "Salt wedges",
    "Storm surges",
    "Harbour seiches",
    "Mud banks",
    "Tidal bores",
    "Drifting buoys",
    "River plumes",
)
_VIEWS = ("seen from kites", "under thin ice", "behind old piers", "in narrow channels", "along sandy coasts")
_MEANS = ("by patient averaging", "with sparse gauges", "without any boundary terms", "from a single mast", "by hand")
_VENUES = ("Journal of Invented Tides", "Annals of Calm Water", "Proceedings of the Harbour Society")
LEAST_WORDS = 1000


def filler(rng: random.Random) -> tuple[str, ...]:
    """Paragraphs without a number, long enough that with the rest a paper reads as one that was parsed whole."""
    out, words = [], 0
    while words < LEAST_WORDS:
        lines = [
            f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_OBJECTS)} {rng.choice(_WAYS)}."
            for _ in range(12)
        ]
        out.append(" ".join(lines))
        words += len(out[-1].split())
    return tuple(out)


def title(rng: random.Random) -> str:
    """A title of a work."""
    return f"{rng.choice(_TOPICS)} {rng.choice(_VIEWS)} {rng.choice(_MEANS)}"


def entries(rng: random.Random, day: date, count: int = 12) -> tuple[Entry, ...]:
    """A reference list without a fault: identifiers that can exist, years before the paper's, unlike titles."""
    out: list[Entry] = []
    titles = {title(rng) for _ in range(80)}
    # Titles that share two of their three parts would look like one work.
    chosen = sorted(titles)
    rng.shuffle(chosen)
    for family, name in zip(rng.sample(FAMILIES, count), chosen, strict=False):
        # One entry is always of the year before.
        year = day.year - (rng.randint(0, 6) if out else 1)
        where, doi, arxiv = rng.choice(_VENUES), None, None
        kind = rng.random()
        if kind < 0.4:
            doi = f"10.{rng.randint(1000, 9999)}/tide.{year}.{rng.randint(100, 999)}"
            where += f", doi:{doi}"
        elif kind < 0.8:
            year = max(2016, min(year, day.year - 1))
            arxiv = f"{year % 100:02d}{rng.randint(1, 12):02d}.{rng.randint(1, 19999):05d}"
            where = f"arXiv preprint arXiv:{arxiv}"
        else:
            where += f", ISBN {isbn(rng)}"
        key = f"{family.lower()}{year}"
        out.append(Entry(key, (f"{rng.choice('ABCDEHKLM')}. {family}",), name, where, year, doi, arxiv))
    return tuple(out)


def isbn(rng: random.Random) -> str:
    """An ISBN-13 with its right check digit (ISO 2108)."""
    digits = [9, 7, 8, *(rng.randint(0, 9) for _ in range(9))]
    check = -sum(d * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10
    return "".join(map(str, [*digits, check]))
