"""Whole-grid robustness: counts, and what all worlds of the rarer side share."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import DEFAULT, made_up

from sevensteps.argument import claims
from sevensteps.verdicts import grid, holding, judge, rests_on, whole_grid
from sevensteps.verdicts.worlds import part

JUDGED = [c for c in claims().values() if c.verdict]
CAVEAT = "the share is no probability"
SMALL = made_up(x=(0, 1, 2, 1), y=(0, 1, 2, 1), which={"one": 0, "two": 1, "three": 2})


def small(measure):
    return whole_grid(measure, grid(SMALL, SMALL.records.values()))


class Table:
    """A verdict given by a table over the small grid."""

    def __init__(self, cells):
        self.cells = np.array(cells).reshape(3, 3, 3)

    def __call__(self, a):
        return self.cells[tuple(np.asarray(v, int) for v in (a.x, a.y, a.which))]


tables = st.lists(st.booleans(), min_size=27, max_size=27).map(Table)
sparse = st.lists(st.sampled_from([True] * 5 + [False]), min_size=27, max_size=27).map(Table)


@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_the_count_is_that_of_the_worlds_one_by_one(claim):
    records = [r for r in rests_on(claim, DEFAULT) if r.role != "lever"][:4]
    g = grid(DEFAULT, records)
    found = whole_grid(holding(claim), g)
    verdicts = [
        judge(claim, DEFAULT.replace(**dict(zip(g.levels, values, strict=True))))
        for values in product(*(v.tolist() for v in g.levels.values()))
    ]
    states = [v.state for v in verdicts]
    holds, fails, open_ = map(states.count, ("holds", "does not hold", "cannot be judged"))
    assert (found.holds, found.fails, found.open) == (holds, fails, open_)
    assert f"holds in {holds} of {len(states)} worlds" in found.sentence
    assert (f"and in {open_} it cannot be judged" in found.sentence) == (open_ > 0)
    assert found.sentence.startswith("Under these assumptions, ")
    assert found.sentence.endswith(f"{CAVEAT}.")


def where(conditions, worlds):
    met = [np.isin(getattr(worlds, c.record.name), c.values) for c in conditions]
    return np.logical_and.reduce(met) if met else np.ones(27, dtype=bool)


@settings(max_examples=60)
@given(st.one_of(tables, sparse))
def test_every_world_of_the_rarer_side_meets_what_is_needed_and_each_value_of_it_occurs(table):
    found = small(table)
    worlds = part(grid(SMALL, SMALL.records.values()), 0, 27)
    side = table(worlds) == (found.rarer == "holds")
    assert side.sum() <= 27 / 2
    assert where(found.needed, worlds)[side].all()
    assert where(found.needed, worlds).sum() == found.meeting
    for c in found.needed:
        assert len(c.values) < len(c.tried)
        assert set(getattr(worlds, c.record.name)[side]) == set(c.values)


def test_a_planted_conjunction_is_found_and_said():
    found = small(lambda a: ~((a.x >= 1) & (a.which == 1)))
    assert (found.holds, found.worlds, found.rarer) == (21, 27, "fails")
    assert [c.words for c in found.needed] == ["“X” is at least 1 point", "“WHICH” is two"]
    assert found.meeting == 6
    assert (
        "fails only if “X” is at least 1 point and “WHICH” is two (always then)" in found.sentence
    )


def test_where_the_rarer_side_shares_nothing_the_sentence_says_so():
    found = small(
        lambda a: ~(((a.x == 0) & (a.which == 0)) | ((a.x > 0) & (a.y == 2) & (a.which > 0)))
    )
    assert not found.needed and "No few conditions say when it fails." in found.sentence


def test_where_it_holds_in_fewer_worlds_the_conditions_are_those_of_holding():
    found = small(lambda a: (a.x == 0) & (a.y <= 1))
    assert found.rarer == "holds"
    assert (
        "holds only if “X” is 0 points and “Y” is at most 1 point (always then)" in found.sentence
    )


@pytest.mark.parametrize(
    ("verdict", "says"),
    [(True, "nothing on this grid makes it fail"), (False, "nothing on this grid makes it hold")],
)
def test_the_sentence_says_if_nothing_moves_the_verdict(verdict, says):
    found = small(lambda a: verdict)
    assert says in found.sentence and not found.needed
