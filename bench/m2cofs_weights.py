"""The weights of M2-CoFS at each stage, as the paper's Figure 5 and as their distances are.

Colours say whose weights a set began with, shapes its stage.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from litmuspaper.publish.settle_chart import axis
from svg import WIDTH, document, line, lines, said, setting, spread, text

Array = NDArray[np.float64]

# Name, colour and shape of each set of weights.
SETS = {
    "F0": ("θ_{F} at first", "f", "ring"),
    "S0": ("θ_{S} at first", "s", "ring"),
    "F": ("θ_{F}", "f", "disc"),
    "S": ("θ_{S}", "s", "disc"),
    "FS": ("θ_{F→S}", "f", "triangle"),
    "SF": ("θ_{S→F}", "s", "triangle"),
    "U": ("θ_{U}", "u", "diamond"),
}


def mark(x: float, y: float, name: str, size: float = 4.5) -> str:
    """The mark of a set of weights."""
    told, colour, shape = SETS[name]
    title = f"<title>{escape(re.sub(r'_|{|}', '', told))}</title>"
    if shape in ("ring", "disc"):
        kind = "open" if shape == "ring" else "full"
        return (
            f'<circle class="{colour} {kind}" cx="{x:.1f}" cy="{y:.1f}" r="{size - (kind == "open")}">{title}</circle>'
        )
    if shape == "triangle":
        corners = [(x, y - 1.3 * size), (x + 1.15 * size, y + 0.8 * size), (x - 1.15 * size, y + 0.8 * size)]
    else:
        corners = [(x, y - 1.35 * size), (x + 1.35 * size, y), (x, y + 1.35 * size), (x - 1.35 * size, y)]
    at = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon class="{colour} full" points="{at}">{title}</polygon>'


def consensus(sets: Mapping[int, Mapping[str, Array]]) -> tuple[dict[int, dict[str, tuple[float, float]]], float]:
    """Classical multidimensional scaling of the sets, one picture for all seeds.

    The plane is that of the mean squared distances over the seeds. Each seed's points are turned, never stretched, to
    where these lie, and projected: no distance drawn is longer than it is.

    Args:
        sets: by seed, the rows of neurons (n, d) of each set of weights.

    Returns:
        Places by seed and set in units of the weights, and the share of the squared distances that the plane shows.
    """
    flat = {seed: np.stack([own[name].ravel() for name in SETS]) for seed, own in sets.items()}
    coordinates = {seed: _principal(points - points.mean(axis=0)) for seed, points in flat.items()}
    mean = _principal(np.hstack(list(coordinates.values())) / np.sqrt(len(flat)))
    placed, shown, whole = {}, 0.0, 0.0
    for seed, points in coordinates.items():
        u, _, v = np.linalg.svd(points.T @ mean)
        turned = points @ (u @ v)
        placed[seed] = {name: (float(x), float(y)) for name, (x, y) in zip(SETS, turned[:, :2], strict=True)}
        shown, whole = shown + float((turned[:, :2] ** 2).sum()), whole + float((turned**2).sum())
    return placed, shown / whole


def _principal(points: Array) -> Array:
    """Centred points (n, d) on their own n - 1 axes, the widest first."""
    u, s, _ = np.linalg.svd(points, full_matrices=False)
    found: Array = (u * s)[:, : len(points) - 1]
    return found * np.where(found[0] > 0, -1, 1)


def _map(sets: Mapping[int, Mapping[str, Array]], y: float) -> tuple[list[str], float]:
    placed, share = consensus(sets)
    every = np.array([at for own in placed.values() for at in own.values()])
    low, high = every.min(axis=0), every.max(axis=0)
    scale = min((WIDTH - 190) / (high - low)[0], 300 / (high - low)[1])
    left = (WIDTH - scale * (high - low)[0]) / 2
    height = scale * (high - low)[1] + 50
    made = [f'<rect class="band" x="20" y="{y}" width="{WIDTH - 40}" height="{height:.1f}" rx="4"/>']
    marks = []
    for own in placed.values():
        at = {name: (left + scale * (a - low[0]), y + 25 + scale * (high[1] - b)) for name, (a, b) in own.items()}
        for way, kind in (("F0 F FS U", "f"), ("S0 S SF U", "s")):
            made.append(line([at[name] for name in way.split()], f"{kind} way"))
        marks += [mark(*at[name], name) for name in SETS]
    unit = 10.0 ** np.floor(np.log10((high - low)[0] / 3))
    end = 36 + scale * unit
    ruler = [line([(36, y + height - 14), (end, y + height - 14)], "edge"), text(end + 6, y + height - 10, f"{unit:g}")]
    told = f"{100 * share:.0f}% of the squared distances lie in this plane"
    return [*made, *marks, *ruler, text(WIDTH - 30, y + height - 10, told, "soft", "end")], y + height


def _legend(y: float) -> list[str]:
    made, x = [], 30.0
    for words, names in (
        ("at first: θ_{F}, θ_{S}", ("F0", "S0")),
        ("Stage I: θ_{F}, θ_{S}", ("F", "S")),
        ("Stage II: θ_{F→S}, θ_{S→F}", ("FS", "SF")),
        ("Stage III: θ_{U}", ("U",)),
    ):
        made += [mark(x + 13 * n, y - 4, name) for n, name in enumerate(names)]
        x += 13 * len(names)
        made.append(text(x - 3, y, words))
        x += 26 + 6.9 * len(re.sub(r"[_{}]", "", words))
    return made


GROUPS = {
    "Between the tasks": {
        "F0-S0": "θ_{F} and θ_{S} before any training",
        "F-S": "θ_{F} and θ_{S}, Stage I",
        "SF-FS": "θ_{S→F} and θ_{F→S}, Stage II",
        "F-S*": "θ_{F} and θ_{S}, had both begun alike",
    },
    "What training moved": {
        "F-F0": "θ_{F} in Stage I",
        "S-S0": "θ_{S} in Stage I",
        "FS-F": "θ_{F} to θ_{F→S} in Stage II",
        "SF-S": "θ_{S} to θ_{S→F} in Stage II",
    },
    "From θ_{U}": {"U-F": "to θ_{F}", "U-FS": "to θ_{F→S}", "U-S": "to θ_{S}", "U-SF": "to θ_{S→F}"},
}


def _distances(numbers: Mapping[str, Any], y: float) -> tuple[list[str], float]:
    rows = list(numbers["distances"].values())
    left, right = 290.0, 610.0
    scale = axis([0.0, *(value for row in rows for value in row.values())])

    def at(value: float) -> float:
        return left + (right - left) * scale.at(value) / 100

    made, top = [], y
    for group, pairs in GROUPS.items():
        made.append(text(30, y, group, "head"))
        for pair, told in pairs.items():
            y += 19
            values = [row[pair] for row in rows]
            kind = "s" if pair[0] == "S" and pair != "SF-FS" else "u" if pair[0] == "U" else "f"
            kind = "n" if pair in GROUPS["Between the tasks"] else kind
            made += [text(42, y, told), text(right + 12, y, spread(values))]
            made.append(f'<line class="rule" x1="{at(0):.1f}" x2="{at(scale.high):.1f}" y1="{y - 4}" y2="{y - 4}"/>')
            made += [f'<circle class="{kind} open" cx="{at(v):.1f}" cy="{y - 4}" r="3.5"/>' for v in values]
        y += 24
    made += [text(left + (right - left) * place / 100, y - 2, label, "soft", "middle") for place, label in scale.ticks]
    made.append(text(right + 12, top, "median (range)", "soft"))
    return [*made, text(42, y - 2, "Euclidean distance; a dot is a seed", "soft")], y + 4


def _embedded(rows: Array, perplexity: float) -> Array:
    from sklearn.manifold import TSNE

    found: Array = TSNE(perplexity=perplexity, init="pca", learning_rate="auto", random_state=0).fit_transform(rows)
    return found


def _neurons(own: Mapping[str, Array], y: float) -> tuple[list[str], float]:
    names = [name for name in SETS if not name.endswith("0")]
    rows, count = np.vstack([own[name] for name in names]), len(own["F"])
    made, height = [], 250.0
    for n, perplexity in enumerate((5.0, min(10.0, (len(rows) - 1) / 3))):
        left, width = 20 + n * (WIDTH / 2 - 5), WIDTH / 2 - 35
        places = _embedded(rows, perplexity)
        low, high = places.min(axis=0), places.max(axis=0)
        share = (places - low) / (high - low)
        xy = np.stack([left + 22 + (width - 44) * share[:, 0], y + 34 + (height - 54) * share[:, 1]], axis=1)
        made.append(f'<rect class="band" x="{left}" y="{y}" width="{width}" height="{height}" rx="4"/>')
        made.append(text(left + 10, y + 18, f"t-SNE, perplexity {perplexity:g}", "soft"))
        at = {name: xy[k * count : (k + 1) * count] for k, name in enumerate(names)}
        for way, kind in (("F FS", "f"), ("S SF", "s")):
            one, other = way.split()
            made += [line([tuple(a), tuple(b)], f"{kind} way") for a, b in zip(at[one], at[other], strict=True)]
        made += [mark(a, b, name, 3.8) for name in names for a, b in at[name]]
    return made, y + height


def weights_picture(sets: Mapping[int, Mapping[str, Array]], numbers: Mapping[str, Any]) -> str:
    """The answer to Figure 5.

    Args:
        sets: by seed, the rows of neurons (n, d) of each set of weights.
        numbers: of `pictures.json`.

    Returns:
        The SVG.
    """
    title = "M2-CoFS: the weights of the feature fusion F at each stage"
    made = [text(20, 30, title, "title")]
    more, y = lines(20, 52, setting(numbers["made_with"], len(sets)), 104, "soft")
    made += [
        *more,
        text(
            20, y + 14, "All weights as one point: classical scaling. A line follows a seed through the stages", "head"
        ),
    ]
    made += _legend(y + 36)
    more, y = _map(sets, y + 48)
    made += more
    more, y = _distances(numbers, y + 30)
    made += more
    seed = min(sets)
    y += 14
    made.append(text(20, y + 20, "The neurons of one seed by t-SNE, as the paper draws weights", "head"))
    words = (
        "A neuron's weights in all layers are a point; a line joins Stage I to II. A t-SNE keeps who is near whom: "
        "distances between groups and their sizes mean nothing in it."
    )
    more, y = lines(20, y + 38, words, 104, "soft")
    made += more
    more, y = _neurons(sets[seed], y - 4)
    made += more
    more, y = said(20, y + 34, _figure_5(numbers))
    return document(y, title, [*made, *more])


def _figure_5(numbers: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows, where = list(numbers["distances"].values()), list(numbers["theta_U"].values())
    value = {pair: [row[pair] for row in rows] for pair in rows[0]}
    change = [b - a for a, b in zip(value["F-S"], value["SF-FS"], strict=True)]
    nearer, count = sum(one < 0 for one in change), len(rows)
    return [
        (
            "Stage I: two distant clusters, which show that the tasks differ.",
            f"They are {spread(value['F-S'])} apart. Their random initial weights already were, by "
            f"{spread(value['F0-S0'])}. Begun alike, they end {spread(value['F-S*'])} apart.",
        ),
        (
            "Stage II pulls the clusters closer.",
            f"Closer in {nearer} of {count} seeds. The distance changes by {spread(change)}.",
        ),
        (
            "Stage III: the generated weights fall inside the region both share.",
            f"From θ_{{F→S}} (0) to θ_{{S→F}} (1), θ_{{U}} lies at {spread([one['along'] for one in where])}, and "
            f"off that line by {spread([one['off'] for one in where])} of its length. In our reading the generator "
            f"begins at θ_{{F}}; from there it moved {spread(value['U-F'])}, of which "
            f"{100 * min(one['common'] for one in where):.0f}% or more (of the squares) is one number added to all "
            "weights.",
        ),
    ]
