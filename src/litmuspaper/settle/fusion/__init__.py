"""M2-CoFS: one network that fuses and segments two volumes of a head, trained in three stages (AAAI 2026).

The weights of its feature fusion are learned for each task, brought together, and then generated for both.
`stages` trains it; `manifold`, `intelligence`, `generator`, `networks` and `losses` are its parts.
Equation numbers are the paper's.
"""
