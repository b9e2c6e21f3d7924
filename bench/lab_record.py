"""What docs/lab says, in short, for the package: `src/litmuspaper/publish/lab.json`.

    python bench/lab_record.py

Run it after a report of docs/lab has changed. A paper's page shows these verdicts where no report lies beside it. The
titles that a paper was published under stand here, so that it is known without an arXiv identifier too: in a system's
own file they would change the hash that its cells are known by.
"""

from pathlib import Path

from litmuspaper.publish.review_json import as_text
from litmuspaper.publish.settled import FILE, in_short

ROOT = Path(__file__).parents[1]
TITLES: dict[str, tuple[str, ...]] = {
    "cape": ("Differentially Private Decentralized Dataset Synthesis Through Randomized Mixing with Correlated Noise",),
    "gdcn": ("Generative Diffusion Contrastive Network for Multi-View Clustering",),
    "localsgd": ("Understanding Outer Optimizers in Local SGD: Learning Rates, Momentum, and Acceleration",),
    "m2cofs": (
        "Breaking Task Boundaries: A Unified Model for 3D Medical Image Fusion and Segmentation Guided by Manifold "
        "Perspective",
    ),
    "nexusflow": ("NexusFlow: Unifying Disparate Tasks under Partial Supervision via Invertible Flow Networks",),
    "nmm": ("Near-Hamiltonian dynamics and energy-like quantities of next-generation neural mass models",),
    "uae": (
        "Can Understanding and Generation Truly Benefit Together -- or Just Coexist?",
        "Unified Multimodal Models as Auto-Encoders",
    ),
    "vdot": ("VDOT: Efficient Unified Video Creation via Optimal Transport Distillation",),
    "wasserstein": ("Multiscaling in Wasserstein Spaces",),
}


def main() -> None:
    """Write the record, and say of which papers no title is known."""
    made = []
    for path in sorted((ROOT / "docs" / "lab").glob("*/settle.json")):
        one = in_short(path)
        if one.name not in TITLES:
            print(f"{one.name}: no title in this file, so its paper is known by {one.paper!r} alone")
        one = one.model_copy(update={"titles": TITLES.get(one.name, ())})
        made.append(one.model_dump(mode="json", exclude={"page", "known_by"}))
    target = ROOT / "src" / "litmuspaper" / "publish" / FILE
    target.write_text(as_text(made), encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: {len(made)} experiments, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
