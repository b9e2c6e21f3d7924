"""bench: what Litmus measures of itself, on papers that it makes up; only the command line imports it.

`BENCHES` names the benches with their help lines. What needs data of other people is in the folder bench/ of a
checkout.
"""

BENCHES: dict[str, str] = {
    "audits": "Plant one error at a time in made-up papers and count what each audit finds.",
}
