"""review: deterministic audits of one document, each finding with its evidence and its recomputation."""
