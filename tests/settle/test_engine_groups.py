"""Groups of items: whoever is killed when, each item is given once, and a worker stays with its group as it can.

The crew of these tests has no processes: hypothesis says which workers speak when, and which of them fall.
"""

import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper import engine
from litmuspaper.engine.worker import Lost, Worker


class Fake(Worker):
    """A worker that answers at once, or falls: before it begins, or with the item that it has."""

    def __init__(self, crew, begins):
        super().__init__(None)
        self.crew, self.begins, self.last, self.alive = crew, begins, None, True

    def send(self, index, item):
        self.crew.gave(self, index, item)

    def take(self):
        if not self.begins:
            raise Lost("the worker was killed")
        if not self.ready:
            return None
        if self.index in self.crew.deadly:
            raise Lost("the worker was killed")
        return pickle.dumps((self.index, "done", self.index, "", 0.0))

    def stop(self):
        self.alive = False


class FakeCrew:
    """Checks each item as it is given, against the rule as `map` tells it."""

    def __init__(self, keys, deadly, never, heard):
        self.keys, self.deadly, self.never, self.heard = keys, deadly, list(never), heard
        self.waiting, self.given, self.workers, self.helped = list(range(len(keys))), [], [], 0

    def hire(self, function, *, limit_s, limit_mib):
        self.workers.append(Fake(self, not (self.never and self.never.pop())))
        return self.workers[-1]

    def wait(self, workers, timeout_s):
        busy = [one for one in workers if not one.ready or one.index is not None]
        picked = [one for one in busy if self.heard.draw(st.booleans())]
        return picked or [self.heard.draw(st.sampled_from(busy))]

    def gave(self, worker, index, item):
        left = Counter(self.keys[n] for n in self.waiting)
        held = {one.last for one in self.workers if one.alive and one is not worker}
        key = self.keys[index]
        if worker.last in left:
            assert key == worker.last
        elif left.keys() - held:
            assert key == min(left.keys() - held, key=self.keys.index)
        else:
            assert left[key] == max(left.values())
            self.helped += 1
        assert index == next(n for n in self.waiting if self.keys[n] == key)
        assert item == ("item", index)
        worker.last = key
        self.waiting.remove(index)
        self.given.append(index)

    def tell(self, done):
        """An item that ended without being given: its worker never began."""
        if done.error == engine.NOT_STARTED:
            self.waiting.remove(done.index)


def ended(crew, keys, workers, group):
    """What became of each item, while the crew checks how they are given."""
    done = []
    items = [("item", n) for n in range(len(keys))]
    for one in engine.map(len, items, workers=workers, on=crew, group=group):
        crew.tell(one)
        done.append(one)
    return done


@given(
    keys=st.lists(st.sampled_from(["a", "b", "c", "d", 0, (1, 2)]), max_size=20),
    workers=st.integers(1, 5),
    deadly=st.sets(st.integers(0, 19), max_size=5),
    never=st.lists(st.booleans(), max_size=5),
    heard=st.data(),
    as_function=st.booleans(),
)
def test_every_item_is_given_once_and_each_worker_the_item_of_the_rule(
    keys, workers, deadly, never, heard, as_function
):
    crew = FakeCrew(keys, deadly, never, heard)
    done = ended(crew, keys, workers, (lambda item: keys[item[1]]) if as_function else keys)
    assert sorted(one.index for one in done) == list(range(len(keys)))
    not_started = {one.index for one in done if one.error == engine.NOT_STARTED}
    assert sorted(crew.given) == sorted(set(range(len(keys))) - not_started)
    assert {one.index for one in done if one.status == "killed"} - not_started == deadly & set(crew.given)
    assert all(one.value == one.index for one in done if one.status == "done")


@given(sizes=st.lists(st.integers(1, 6), min_size=1, max_size=8), heard=st.data())
def test_no_group_is_begun_twice_before_all_are_held(sizes, heard):
    workers = heard.draw(st.integers(1, len(sizes)))
    keys = heard.draw(st.permutations([group for group, size in enumerate(sizes) for _ in range(size)]))
    crew, begun = FakeCrew(keys, set(), [], heard), []
    rule = crew.gave

    def gave(worker, index, item):
        if worker.last != keys[index]:
            begun.append(keys[index])
        rule(worker, index, item)

    crew.gave = gave
    ended(crew, keys, workers, keys)
    assert len(set(begun[: len(sizes)])) == len(sizes), "a group was begun again while another waited"
    assert crew.helped == len(begun) - len(sizes)


@given(n=st.integers(0, 12), workers=st.integers(1, 4), heard=st.data())
def test_without_groups_items_are_given_in_their_order(n, workers, heard):
    crew = FakeCrew([0] * n, set(), [], heard)
    ended(crew, [0] * n, workers, None)
    assert crew.given == list(range(n))


@pytest.mark.parametrize("keys", [[1], [1, 2, 3]])
def test_keys_that_are_not_as_many_as_the_items_are_told_before_anything_runs(keys):
    with pytest.raises(ValueError, match=r"shorter|longer"):
        next(engine.map(len, ["a", "b"], group=keys))
