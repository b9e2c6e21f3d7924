"""The main job: one announced day through the rooms, with its ledger, then the full texts of what was selected."""

from litmuspaper.day.ledger import profile_hash, run_day

__all__ = ["profile_hash", "run_day"]
