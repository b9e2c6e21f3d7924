"""How real simulated brains are: their contrasts beside those of a patient, and what one costs.

    python bench/brains.py REAL [--subjects 20] [--maps DIR]

REAL is a folder in the layout of BraTS; the patient we measured is no part of the repository. A contrast is the median
of a lesion's voxels over the median of normal brain, which is all brain more than 5 mm from any lesion; or that of grey
matter or CSF over that of white matter. Those are told apart by a mixture of four normal distributions on T1, T2 and
FLAIR, in the patient and in the simulated brains alike. The real range is the middle half of the patient's voxels,
where no other is named. The patient's voxels of 1 mm are averaged to about the simulated ones first.
"""

import argparse
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from litmuspaper.settle.brains import Subject, anatomies, brats4, folder, subject
from litmuspaper.settle.brains.fields import block_mean

NAMED = {("oedema / normal", "flair"): (1.43, 1.62), ("enhancing / normal", "t1ce"): (1.46, 1.68)}
LESIONS = {"necrosis": 1, "oedema": 2, "enhancing": 3}
KINDS = ("t1", "t2", "flair", "t1ce")


def coarse(one: Subject, factors: tuple[int, int, int]) -> Subject:
    """The patient in larger voxels: means of the images, and the label that most of a voxel has."""

    def cut(volume: np.ndarray) -> np.ndarray:
        kept = (slice(0, count // factor * factor) for count, factor in zip(volume.shape, factors, strict=True))
        return block_mean(volume[tuple(kept)].astype(np.float32), factors)

    brain = cut(one.images["t1"] > 0) > 0.5
    most = np.stack([cut(one.labels == code) for code in range(7)]).argmax(axis=0)
    spacing_mm = tuple(mm * factor for mm, factor in zip(one.spacing_mm, factors, strict=True))
    images = {kind: cut(image) * brain for kind, image in one.images.items()}
    return replace(one, images=images, labels=(most * brain).astype(np.uint8), spacing_mm=spacing_mm)


def normal(one: Subject) -> np.ndarray:
    """Brain that lies more than 5 mm from any lesion."""
    from scipy.ndimage import distance_transform_edt

    brain = np.logical_and.reduce([image > 0 for image in one.images.values()])
    return brain & (distance_transform_edt(brats4(one.labels) == 0, sampling=one.spacing_mm) > 5)


def tissues(one: Subject, where: np.ndarray) -> dict[str, np.ndarray]:
    """CSF, grey and white matter away from the brain's surface, by their intensities alone."""
    from scipy.ndimage import distance_transform_edt
    from sklearn.mixture import GaussianMixture

    brain = np.logical_and.reduce([image > 0 for image in one.images.values()])
    inner = where & (distance_transform_edt(brain, sampling=one.spacing_mm) > 4)
    points = np.stack(
        [one.images[kind][inner] / np.median(one.images[kind][inner]) for kind in ("t1", "t2", "flair")], 1
    )
    some = np.random.default_rng(0).permutation(len(points))[:40_000]
    mixture = GaussianMixture(4, random_state=0, n_init=2).fit(points[some])
    group = mixture.predict(points)
    # The largest two groups are white and grey, white being brighter on T1; fluid is the brightest on T2.
    fluid = int(mixture.means_[:, 1].argmax())
    most = [index for index in np.argsort(-mixture.weights_) if index != fluid][:2]
    white, grey = sorted(most, key=lambda index: -mixture.means_[index, 0])
    found = {}
    for name, index in (("csf", fluid), ("grey", grey), ("white", white)):
        found[name] = np.zeros_like(inner)
        found[name][inner] = group == index
    return found


def contrasts(one: Subject) -> dict[tuple[str, str], tuple[float, float, float]]:
    """The contrasts by name and image, with the quarters around it."""
    where = normal(one)
    normals = tissues(one, where)
    white = normals.pop("white")
    pairs = [(name, "white", region, white) for name, region in normals.items()]
    pairs += [(name, "normal", brats4(one.labels) == code, where) for name, code in LESIONS.items()]
    found = {}
    for name, other, region, against in pairs:
        for kind in KINDS:
            image = one.images[kind]
            if region.sum() >= 20:
                low, middle, high = np.percentile(image[region], [25, 50, 75]) / np.median(image[against])
                found[f"{name} / {other}", kind] = (float(middle), float(low), float(high))
    return found


def table(real: Mapping[tuple[str, str], tuple[float, float, float]], made: list[Mapping]) -> None:
    """One row for every tissue and image."""
    print("| tissue | image | patient | real range | simulated, median (10 to 90 % of subjects) | inside |")
    print("|---|---|---|---|---|---|")
    for key, (middle, low, high) in real.items():
        low, high = NAMED.get(key, (low, high))
        values = np.array([one[key][0] for one in made if key in one])
        ten, half, ninety = np.percentile(values, [10, 50, 90])
        inside = np.mean((values >= low) & (values <= high))
        print(
            f"| {key[0]} | {key[1]} | {middle:.2f} | {low:.2f} to {high:.2f} |"
            f" {half:.2f} ({ten:.2f} to {ninety:.2f}) | {'yes' if low <= half <= high else 'no'}, {inside:.0%} |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", type=Path)
    parser.add_argument("--subjects", type=int, default=20)
    parser.add_argument("--maps", type=Path)
    given = parser.parse_args()
    patient = next(iter(folder(given.real)))
    real = contrasts(coarse(patient, (5, 3, 3)))
    for name in anatomies(given.maps):
        subject(0, maps=given.maps, among=(name,))
    started = time.process_time()
    brains = [subject(seed, maps=given.maps) for seed in range(given.subjects)]
    each_s = (time.process_time() - started) / given.subjects
    table(real, [contrasts(one) for one in brains])
    voxels = np.mean(
        [np.bincount(one.labels.ravel(), minlength=7) * np.prod(one.spacing_mm) / 1000 for one in brains], 0
    )
    print(
        "ml:",
        dict(
            zip(("csf", "grey", "white", "oedema", "necrosis", "enhancing"), voxels[1:].round(1).tolist(), strict=True)
        ),
    )
    print(f"CPU: {each_s:.2f} s a subject of 32 x 64 x 64, after the first")


if __name__ == "__main__":
    main()
