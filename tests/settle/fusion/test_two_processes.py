"""Training in two processes, as on two GPUs: both end with the same weights, each from batches of its own."""

import json
import subprocess
import sys

import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("monai", reason="needs MONAI")
pytest.importorskip("lightning_fabric", reason="needs Lightning Fabric")

SCRIPT = """
import json, sys, torch
from pathlib import Path
from litmuspaper.settle import nets
from litmuspaper.settle.fusion import stages
from litmuspaper.settle.fusion.tasks import Settings
from litmuspaper.settle.fusion.trainer import trainer
from litmuspaper.settle.fusion.volumes import Volumes

nets.ready()
of = Settings(width=4, inner=8, depth=0, head="unet", head_features=4, classes=3, encoder_steps=1, alone_steps=4,
              across_steps=2, together_steps=3, batch=1, rate=3e-3)
draw = torch.Generator().manual_seed(0)
a, b = torch.rand(2, 4, 1, 8, 8, 8, generator=draw)
volumes = Volumes(a=a, b=b, labels=torch.randint(0, 3, (4, 8, 8, 8), generator=draw))
by = trainer(devices=2)
volumes = stages.encoded(by, stages.encoders(by, volumes, of, 0), volumes)
alone = {task: stages.alone(by, task, volumes, of, 0) for task in ("fusion", "segmentation")}
second = stages.across(by, alone["fusion"], alone["segmentation"], volumes, of, 0)
first = stages.across(by, alone["segmentation"], alone["fusion"], volumes, of, 0)
found = stages.together(by, first, second, alone, volumes, of, 0)
told = {"weights": [float(one.double().sum()) for one in found.weights.values()], "losses": found.losses,
        "importance": float(sum(one.double().sum() for one in alone["fusion"].memory.importance.values()))}
Path(sys.argv[1], f"{by.fabric.global_rank}.json").write_text(json.dumps(told))
"""


def test_two_processes_share_the_weights_and_not_the_batches(tmp_path):
    script = tmp_path / "two.py"
    script.write_text(SCRIPT)
    made = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True, timeout=240, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    one, other = (json.loads((tmp_path / f"{rank}.json").read_text()) for rank in (0, 1))
    assert one["weights"] == other["weights"]
    assert one["importance"] == other["importance"]
    assert one["losses"] != other["losses"]
