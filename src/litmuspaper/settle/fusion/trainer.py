"""One loop that trains whatever module gives a loss, through Lightning Fabric, with checkpoints it goes on from.

Precision and devices are arguments of Fabric and of nothing else here. The batch of a step depends on the seed, the
stage and the step alone, so a run that was cut off ends with the same bits as one that was not.
This file imports torch.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from litmuspaper.errors import ConfigError
from litmuspaper.settle.fusion.intelligence import Intelligence, Memory

if TYPE_CHECKING:
    from lightning_fabric import Fabric

RATE = 3e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Trainer:
    """Where and how training runs.

    Attributes:
        fabric: Lightning Fabric, launched.
        folder: for checkpoints; None for none.
        every: steps between two checkpoints; 0 for one at the end of a stage alone.
        made_with: settings that a checkpoint must have been made with.
    """

    fabric: "Fabric"
    folder: Path | None = None
    every: int = 0
    made_with: dict[str, Any] = field(default_factory=dict)


def trainer(accelerator: str = "cpu", devices: int = 1, precision: str = "32-true", **options: Any) -> Trainer:
    """A trainer on this machine.

    Args:
        accelerator: Fabric's: cpu, cuda.
        devices: Fabric's: how many.
        precision: Fabric's: 32-true, bf16-mixed. A precision that scales the loss does not go with Synaptic
            Intelligence, which reads the gradients.
        **options: the folder, every and made_with of `Trainer`.

    Returns:
        The trainer.

    Raises:
        ConfigError: the precision scales the loss.
    """
    import warnings

    if precision == "16-mixed":
        raise ConfigError(
            "scales the loss, so no importance of weights can be read",
            where=precision,
            next_step="Take bf16-mixed or 32-true",
        )
    with warnings.catch_warnings():  # Fabric names loggers and launchers that this machine may lack
        warnings.simplefilter("ignore")
        from lightning_fabric import Fabric

        fabric = Fabric(accelerator=accelerator, devices=devices, precision=precision)
        fabric.launch()
    return Trainer(fabric=fabric, **options)


def train(
    by: Trainer,
    name: str,
    module: nn.Module,
    batch: Callable[[int], tuple[torch.Tensor, ...]],
    steps: int,
    *,
    rate: float = RATE,
    follow: Intelligence | None = None,
    memory: Memory | None = None,
    strength: float = 0.0,
) -> list[float]:
    """Train a module by AdamW, from its checkpoint on where there is one.

    Args:
        by: where and how.
        name: of the stage, and of its checkpoint.
        module: called with a batch, it gives the loss.
        batch: the batch of a step, counted from zero.
        steps: how many.
        rate: the learning rate.
        follow: of the weights whose importance is to be known afterwards; it reads those of `module`.
        memory: of the earlier task whose penalty is part of the loss.
        strength: what the penalty is multiplied by.

    Returns:
        The loss of every step; training ends at the first that is not finite.
    """
    own = [one for one in module.parameters() if one.requires_grad]
    if not own:
        return []
    wrapped, optimiser = by.fabric.setup(module, torch.optim.AdamW(own, lr=rate))
    losses = _resumed(by, name, module, optimiser, follow)
    for step in range(len(losses), steps):
        drawn = batch(step * by.fabric.world_size + by.fabric.global_rank)  # a batch of its own for each process
        loss = wrapped(*(by.fabric.to_device(one) for one in drawn))
        losses.append(float(loss.detach()))
        if not torch.isfinite(loss):
            break
        optimiser.zero_grad(set_to_none=True)
        by.fabric.backward(loss)
        if follow:
            follow.before(memory, strength)
        optimiser.step()
        if follow:
            follow.after()
        if step + 1 == steps or (by.every and (step + 1) % by.every == 0):
            _kept(by, name, module, optimiser, follow, losses)
    return losses


def _kept(
    by: Trainer, name: str, module: nn.Module, optimiser: Any, follow: Intelligence | None, losses: list[float]
) -> None:
    if by.folder is None:
        return
    followed = {"start": follow.start, "drop": follow.drop} if follow else {}
    state = {"module": module.state_dict(), "optimiser": optimiser.state_dict(), "losses": losses}
    part = by.folder / f"{name}.part"
    by.fabric.save(part, state | {"followed": followed, "made_with": by.made_with})
    if by.fabric.is_global_zero:
        part.replace(by.folder / f"{name}.ckpt")  # whole or not at all


def _resumed(by: Trainer, name: str, module: nn.Module, optimiser: Any, follow: Intelligence | None) -> list[float]:
    """The losses so far, the module, the optimiser and the importance put where the checkpoint left them."""
    path = by.folder / f"{name}.ckpt" if by.folder else None
    if path is None or not path.is_file():
        return []
    found = by.fabric.load(path)
    other = {key: value for key, value in found["made_with"].items() if by.made_with.get(key) != value}
    if other or found["made_with"].keys() != by.made_with.keys():
        raise ConfigError(
            f"a checkpoint of other settings: {', '.join(f'{key} {value}' for key, value in sorted(other.items()))}",
            where=str(path),
            next_step="Take those settings, or another folder",
        )
    module.load_state_dict(found["module"])
    optimiser.load_state_dict(found["optimiser"])
    if follow:
        follow.start, follow.drop = found["followed"]["start"], found["followed"]["drop"]
    losses: list[float] = found["losses"]
    return losses
