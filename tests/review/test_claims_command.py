"""`litmus audit` tells the claims: as JSON with all places, and as a block of its listing. The paper is ours."""

import json
from pathlib import Path

from click.testing import CliRunner

import litmuspaper
from litmuspaper.cli import group

SOURCE = Path(litmuspaper.__file__).parent / "example" / "sources" / "invented.0033" / "main.tex"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(group, ["audit", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_json_has_every_part_of_every_claim() -> None:
    claims = json.loads(run(str(SOURCE), "--json"))["claims"]
    assert claims
    for claim in claims:
        assert {"sentence", "arms", "metric", "direction", "printed", "cells", "support", "refuted_by"} <= set(claim)
        assert {"seeds_needed", "samples", "ranks", "kinds", "reason", "source"} <= set(claim)
        assert set(claim["sentence"]) >= {"start", "end", "text"}
    first = claims[0]
    assert first["metric"] == "Dice"
    assert first["support"] == "supported by its own tables"
    assert first["seeds_needed"] == first["samples"][0]["seeds"] > 1


def test_the_listing_has_a_block_of_claims() -> None:
    text = run(str(SOURCE))
    block = text[text.index("\nClaims (") : text.index("\nChecked and true")]
    assert "supported by its own tables: “Trained on two makers" in block
    assert "seeds needed:" in block
    assert "an assumption: 1 % of the paper's own" in " ".join(block.split())
    assert "refuted by: A re-run paired by seed" in block
    assert max(map(len, block.splitlines())) <= 100
