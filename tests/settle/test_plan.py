"""The plan of an experiment, and what is told where another one was run in the same folder."""

import json
from dataclasses import replace

from litmuspaper.settle.load import canonical, load
from litmuspaper.settle.plan import changes, plan_of


def test_a_plan_equals_itself_as_it_is_read_back_so_that_new_code_alone_is_told():
    system = load("localsgd")  # its arms and its tuning have tuples, which a file keeps as lists
    plan = plan_of(system, system.claim.scales["cpu"], 10)
    assert json.loads(canonical(plan)) == plan
    newer = plan_of(replace(system, code_sha256="0" * 64), system.claim.scales["cpu"], 10)
    (told,) = changes(newer, [json.loads(canonical(plan))])
    assert told.endswith("): other code or data, whose rows are not used.")
