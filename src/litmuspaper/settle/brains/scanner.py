"""From tissue to images: relaxation times at 3 T, the signal equations of four sequences, bias field and noise.

Sources of the values, and what was chosen where the literature leaves a range:

- T1 of grey and white matter and T2 of white matter: Wansapura et al. 1999 (J Magn Reson Imaging 9:531), 1331, 832 and
  80 ms. T2 of grey matter: 90 ms, chosen; values about 70 to 110 ms are reported, and above 90 grey matter would be
  far brighter than white on FLAIR, which it is not in patients' images.
- CSF: T1 4163 ms (Lin et al. 2001, ISMRM); T2 near that of water, 2000 ms.
- Proton density, water being 1: 0.70 for white and 0.82 for grey matter, as is usual.
- Oedema, necrosis and enhancing tumour: chosen, so that the contrasts to normal brain lie where they lie in patients
  (docs/brains.md); their relaxation times are longer than those of white matter throughout. Oedema is vasogenic: more
  water, in white matter.
- Blood: T1 1650 ms (Lu et al. 2004, Magn Reson Med 52:679, has 1624 to 1664); T2 60 ms, shorter than that of blood, as
  its flow takes signal away.
- What contrast agent adds to 1/T1: 0.03 in white matter and 0.05 per second in oedema (Blystad et al. 2020, Sci Rep,
  PMC7581520), the rest chosen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from litmuspaper.settle.brains.fields import smooth

Array = NDArray[np.float32]

MODALITIES = ("t1", "t2", "flair", "t1ce")
# T1 in ms, T2 in ms, proton density, and what the agent adds to 1/T1 per second; rows are the labels 1 to 6, and blood.
TISSUE = np.array(
    [
        [4163.0, 2000.0, 1.00, 0.00],  # CSF
        [1331.0, 90.0, 0.82, 0.06],  # grey
        [832.0, 80.0, 0.70, 0.03],  # white
        [1350.0, 129.0, 0.85, 0.05],  # oedema
        [1800.0, 156.0, 0.88, 0.20],  # necrosis
        [1450.0, 116.0, 0.85, 0.95],  # enhancing tumour
        [1650.0, 60.0, 0.90, 5.00],  # blood in vessels
    ]
)
JITTER = 0.05
_OWN = 0.025  # of the jitter, what each tissue has for itself; the rest shifts all tissues of a head alike
_TEXTURE = (0.02, 0.03, 0.03, 0.06, 0.10, 0.10, 0.02)
_TEXTURE_MM = 9.0
_BIAS_MM = 90.0


@dataclass(frozen=True, slots=True)
class Protocol:
    """The times of one examination, in ms."""

    t1_repeat: float
    t1_echo: float
    t2_repeat: float
    t2_echo: float
    flair_repeat: float
    flair_echo: float


def protocol(draw: np.random.Generator) -> Protocol:
    """Times within what is usual at 3 T."""
    return Protocol(
        t1_repeat=draw.uniform(600, 800),
        t1_echo=draw.uniform(8, 14),
        t2_repeat=draw.uniform(3500, 5000),
        t2_echo=draw.uniform(85, 100),
        flair_repeat=draw.uniform(8500, 10000),
        flair_echo=draw.uniform(105, 125),
    )


def jittered(draw: np.random.Generator) -> NDArray[np.float64]:
    """The table with T1, T2 and density off by 5 % (one standard deviation), most of it common to all tissues."""
    common = draw.normal(0, np.sqrt(JITTER**2 - _OWN**2), (1, 4))
    return np.asarray(TISSUE * np.exp(common + draw.normal(0, _OWN, TISSUE.shape)))


def signals(tissue: NDArray[np.float64], times: Protocol) -> dict[str, NDArray[np.float64]]:
    """The signal of each tissue in each image.

    T1, T2 and T1ce are spin echoes, PD (1 - exp(-TR/T1)) exp(-TE/T2); FLAIR is an inversion recovery whose inversion
    time nulls the CSF of a mean head, PD |1 - 2 exp(-TI/T1) + exp(-TR/T1)| exp(-TE/T2) (Haacke et al. 1999, Magnetic
    Resonance Imaging, chapters 8 and 15). The agent shortens T1 of T1ce: 1/T1' = 1/T1 + its share.

    Args:
        tissue: (7, 4), the columns of `TISSUE`.
        times: of the sequences.

    Returns:
        (7,) for each of `MODALITIES`.
    """
    t1, t2, density, agent = tissue.T
    short = 1 / (1 / t1 + agent / 1000)

    def spin_echo(relaxation: NDArray[np.float64], repeat: float, echo: float) -> NDArray[np.float64]:
        return np.asarray(density * (1 - np.exp(-repeat / relaxation)) * np.exp(-echo / t2))

    repeat = times.flair_repeat
    invert = TISSUE[0, 0] * np.log(2 / (1 + np.exp(-repeat / TISSUE[0, 0])))
    recovered = np.abs(1 - 2 * np.exp(-invert / t1) + np.exp(-repeat / t1))
    return {
        "t1": spin_echo(t1, times.t1_repeat, times.t1_echo),
        "t2": spin_echo(t1, times.t2_repeat, times.t2_echo),
        "flair": np.asarray(density * recovered * np.exp(-times.flair_echo / t2)),
        "t1ce": spin_echo(short, times.t1_repeat, times.t1_echo),
    }


def scan(
    shares: Array, signal: NDArray[np.float64], axes: tuple[Array, Array, Array], draw: np.random.Generator
) -> Array:
    """One image: mixed signals, texture, the coil's bias field, and Rician noise (Gudbjartsson and Patz 1995).

    Args:
        shares: (7, z, y, x), what each voxel holds of each tissue.
        signal: (7,) of the tissues in this sequence.
        axes: the places of z, y and x in mm.
        draw: for texture, bias field and noise.

    Returns:
        (z, y, x), not scaled.
    """
    clean = np.einsum("t,tzyx->zyx", signal.astype(np.float32), shares)
    rough = np.einsum("t,tzyx->zyx", np.array(_TEXTURE, np.float32), shares)
    clean *= 1 + rough * smooth(draw, axes, _TEXTURE_MM)
    clean *= np.exp(draw.uniform(0.04, 0.14) * smooth(draw, axes, _BIAS_MM))
    brain = shares.sum(axis=0) > 0.5
    spread = np.float32(draw.uniform(0.01, 0.03) * np.median(clean[brain]))
    real, imaginary = draw.standard_normal((2, *clean.shape), np.float32)
    return np.asarray(np.hypot(clean + spread * real, spread * imaginary))
