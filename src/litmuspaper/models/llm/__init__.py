"""Language models, where the reader has one: asked through one small protocol, and never believed without a check.

`endpoint` asks, `asking` caches, counts and stops at the budget, `answers` reads what came, `gate` and `numbers` hold
it against the paper's own words, `judge` and `digest` are what a model is asked for. docs/language-models.md tells it.
"""
