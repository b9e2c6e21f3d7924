"""The metrics of fused images against a file of reference values, and their CPU seconds.

The file holds triples of 8-bit images with the values and seconds of the MATLAB toolbox (run by Octave) and of public
Python ports; `../shared/bench/fusion` has one with seven triples.

    python bench/fusion_metrics.py [--data FOLDER] [--repeats N]
"""

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle import metrics
from litmuspaper.settle.metrics.files import read

DATA = Path(__file__).parents[1] / "../shared/bench/fusion"
TOOLBOX = "octave_MATLAB_reference(liu_toolbox+tang_repo)"
TABLE_1 = ("MI", "Q_MI", "Q_TE", "Q_NCIE", "Q_G", "Qabf", "VIF_P")
LIKE_TOOLBOX = ("Q_MI", "Q_TE_cvejic_toolbox", "Q_TE_toolbox", "Q_NCIE", "Q_G", "Qabf", "VIF_P")

Images = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]

# Our value, the group and the name of the reference's.
SAME: dict[str, tuple[Callable[..., float], str, str]] = {
    "Q_MI": (metrics.q_mi, TOOLBOX, "QMI_hossny"),
    "Q_TE toolbox": (lambda *t: metrics.q_te(*t, marginals="toolbox"), TOOLBOX, "QTE_nava_q0.43137"),
    "Q_TE correct": (metrics.q_te, "vectorised_check", "QTE_nava_q0.43137_correctMarginals"),
    "Q_TE_cvejic toolbox": (lambda *t: metrics.q_te_cvejic(*t, marginals="toolbox"), TOOLBOX, "QTE_cvejic_q1.85_sum"),
    "Q_TE_cvejic correct": (metrics.q_te_cvejic, "vectorised_check", "QTE_cvejic_q1.85_sum_correctMarginals"),
    "Q_NCIE": (metrics.q_ncie, TOOLBOX, "QNCIE"),
    "Q_G": (metrics.q_g, TOOLBOX, "QG_toolbox_localmean"),
    "Qabf": (metrics.qabf, TOOLBOX, "Qabf_global"),
    "MI": (metrics.mi, TOOLBOX, "MI_bits_sum"),
    "MI in nats": (lambda *t: metrics.mi(*t, base=np.e), "python_cddfuse", "MI_nats_sum"),
    "VIFP of A": (lambda a, b, f: metrics.vif_p(a, a, f) / 2, TOOLBOX, "VIFP_A"),
    "VIFP of B": (lambda a, b, f: metrics.vif_p(b, b, f) / 2, TOOLBOX, "VIFP_B"),
    "VIF_P": (metrics.vif_p, "python_cddfuse", "VIFF_(sum_of_VIFP)"),
    "VIF_P, levels 0 to 1": (lambda *t: metrics.vif_p(*(x / 255 for x in t)), TOOLBOX, "VIFP_sum_range01"),
}
# What a port calls by the name, but defines otherwise: how far it is from ours.
OTHER: dict[str, tuple[Callable[..., float], str, str]] = {
    "Qabf by the formula": (lambda *t: metrics.qabf(*t, equal="ratio"), TOOLBOX, "Qabf_global"),
    "Qabf, weights^1.5": (metrics.qabf, "python_chenzpstar", "Qabf(default L=1.5)"),
    "Qabf, a port at L = 1": (metrics.qabf, "python_chenzpstar", "Qabf(L=1)"),
    "Q_NCIE by Pearson": (metrics.q_ncie, "python_ivif_zoo", "QNCIE(pearson)"),
    "VIF of a port": (metrics.vif_p, "python_ivif_zoo", "VIF"),
    "VIFF of a port": (metrics.vif_p, "python_chenzpstar", "VIFF"),
    "NMI of a port": (metrics.q_mi, "python_ivif_zoo", "NMI"),
    "Q_G for Qabf": (metrics.q_g, TOOLBOX, "Qabf_global"),
}
PORTS = {"MI": "cddfuse.MI", "Q_MI": "ivif_zoo.NMI", "Q_NCIE": "ivif_zoo.QNCIE(pearson)", "Qabf": "cddfuse.Qabf",
         "VIF_P": "cddfuse.VIFF"}  # fmt: skip
SECONDS = {"Q_MI": 0, "Q_TE_cvejic_toolbox": 1, "Q_TE_toolbox": 2, "Q_NCIE": 3, "Q_G": 4, "Qabf": 5, "VIF_P": 6}


def load(data: Path, case: dict[str, Any]) -> Images:
    """The three images of a case, their bytes checked."""
    found = []
    for which in "ABF":
        path = data / case["files"][which]["path"]
        if hashlib.sha256(path.read_bytes()).hexdigest() != case["files"][which]["sha256"]:
            raise SystemExit(f"{path.name} is not the file that was measured")
        found.append(read(path).channels[0])
    return found[0], found[1], found[2]


def cpu_s(work: Callable[[], object], repeats: int) -> float:
    """The median CPU seconds of several runs."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def differences(
    cases: dict[str, Any], images: dict[str, Images], rows: dict[str, Any]
) -> list[tuple[str, list[float]]]:
    """Print ours, the reference's and the difference for every case; give the differences by metric."""
    found = []
    for name, (metric, group, key) in rows.items():
        apart = []
        for case, triple in images.items():
            ours, theirs = metric(*triple), cases[case][group][key]
            apart.append(ours - theirs)
            print(f"{name:22s} {case:24s} {ours:18.10f} {theirs:18.10f} {ours - theirs:10.1e}")
        found.append((name, apart))
    return found


def seconds(reference: dict[str, Any], images: dict[str, Images], repeats: int) -> None:
    """Print CPU seconds on the triples of 256 x 256: one metric, the seven of Table 1, the toolbox's seven, all."""
    square = {case: triple for case, triple in images.items() if triple[0].shape == (256, 256)}
    octave = {case: reference["cases"][case]["octave_seconds[QMI,QTE2,QTE3,NCIE,QG,Qabf,VIFPx2]"] for case in square}
    print(f"\nCPU s a triple of 256 x 256, mean of {len(square)}, median of {repeats} runs each")
    print(f"{'':24s} {'ours':>8s} {'toolbox':>8s} {'times':>7s} {'port':>8s} {'times':>7s}")

    def ours(names: tuple[str, ...]) -> float:
        return statistics.mean(cpu_s(lambda t=t: metrics.measure(*t, names=names), repeats) for t in square.values())

    for name in (*LIKE_TOOLBOX, "MI"):
        own = ours((name,))
        line = f"{name:24s} {own:8.4f}"
        toolbox = statistics.mean(o[SECONDS[name]] for o in octave.values()) if name in SECONDS else None
        port = reference["seconds_mean"].get(PORTS.get(name, ""))
        for other in (toolbox, port):
            line += f" {other:8.3f} {other / own:7.0f}" if other else " " * 17
        print(line.rstrip())
    whole = statistics.mean(sum(o) for o in octave.values())
    fast = reference["seconds_mean"]["vectorised.all"]
    for name, names in (("the toolbox's seven", LIKE_TOOLBOX), ("the seven of Table 1", TABLE_1)):
        own = ours(names)
        print(f"{name:24s} {own:8.4f} {whole:8.3f} {whole / own:7.0f} {fast:8.3f} {fast / own:7.1f}")
    print(f"{'all ' + str(len(metrics.METRICS)):24s} {ours(()):8.4f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--repeats", type=int, default=9)
    given = parser.parse_args()
    reference = json.loads((given.data / "metric_reference.json").read_text(encoding="utf-8"))
    cases = reference["cases"]
    images = {name: load(given.data, case) for name, case in cases.items()}
    print(f"{'metric':22s} {'triple':24s} {'ours':>18s} {'reference':>18s} {'difference':>10s}")
    same = differences(cases, images, SAME)
    print("\nDefined otherwise by ports\n")
    other = differences(cases, images, OTHER)
    print(f"\nlargest difference over {len(images)} triples")
    for name, apart in (*same, *other):
        known = [abs(x) for x in apart if x == x]
        print(
            f"{name:24s} {max(known):9.1e}" + (f"  ({len(apart) - len(known)} NaN)" if len(known) < len(apart) else "")
        )
    seconds(reference, images, given.repeats)


if __name__ == "__main__":
    main()
