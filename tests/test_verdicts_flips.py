"""The smallest flip: the fewest assumptions, then the smallest move, that turn a verdict."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, made_up, worlds

from sevensteps.argument import claims
from sevensteps.data import DataProblem
from sevensteps.verdicts import flips, holding, judge, rests_on, smallest_flip
from sevensteps.verdicts.worlds import levels

JUDGED = [c for c in claims().values() if c.verdict]
C3C, C6A, C7F = (claims()[i] for i in ("C3c", "C6a", "C7f"))


def total_move(found):
    """The total move, in shares of the ranges; infinite if nothing was found."""
    return sum(f.move for f in found.flips) if found.flips else float("inf")


def sliders(a):
    """Every world that sliders reach, as tuples in the order of the records."""
    return product(*(r.positions().tolist() for r in a.records.values()))


def brute(measure, a):
    """Fewest changes and smallest total move over all positions of all sliders; None if none turns it."""
    records = list(a.records.values())
    start = [getattr(a, r.name) for r in records]
    best = None
    for values in sliders(a):
        world = a.replace_unchecked(**{r.name: v for r, v in zip(records, values, strict=True)})
        if bool(measure(world)) == bool(measure(a)):
            continue
        moves = [
            abs(v - s) / (r.high - r.low) for r, v, s in zip(records, values, start, strict=True)
        ]
        cost = (sum(m > 0 for m in moves), sum(moves))
        best = min(best or cost, cost)
    return best


weight = st.integers(-3, 3)


@settings(max_examples=40)
@given(weight, weight, weight, st.integers(-20, 20), st.tuples(*[st.integers(0, 4)] * 3))
def test_no_reachable_world_turns_a_linear_verdict_with_less(u, v, w, threshold, start):
    a = made_up(x=(0, 2, 4, 1), y=(0, 1, 4, 1), z=(0, 3, 4, 1))
    a = a.replace(**dict(zip("xyz", map(float, start), strict=True)))

    def verdict(a):
        return u * a.x + v * a.y + w * a.z >= threshold

    found = smallest_flip(verdict, a, a.records.values())
    expected = brute(verdict, a)
    assert (not found.flips) == (expected is None)
    if expected:
        assert (len(found.flips), round(total_move(found), 9)) == (
            expected[0],
            round(expected[1], 9),
        )


@pytest.mark.parametrize(
    "verdict",
    [
        lambda a: a.x * a.y >= 25.0,  # least along the line of both, off the grid
        lambda a: (
            3 * (a.x - 2) + (a.y - 2) >= 26.0
        ),  # least with x at its end and y part of the way
        lambda a: (a.x - 2) + 3 * (a.y - 2) >= 26.0,
        lambda a: (a.x >= 4.5) & (a.y >= 3.5),
        lambda a: (a.x <= 0.5) & (a.y >= 9.5),
    ],
)
def test_between_the_grids_points_no_pair_of_slider_positions_turns_it_with_less(verdict):
    a = made_up(x=(0, 2, 10, 0.5), y=(0, 2, 10, 0.5))
    found = smallest_flip(verdict, a, a.records.values())
    assert len(found.flips) == 2
    assert total_move(found) == pytest.approx(brute(verdict, a)[1])


def test_a_long_slider_is_searched_to_its_last_increment():
    a = made_up(x=(0, 0, 100, 0.5), y=(0, 0, 100, 0.5))
    found = smallest_flip(lambda a: a.x + a.y >= 150.5, a, a.records.values())
    assert sorted(f.end for f in found.flips) == [50.5, 100.0]


def turned(found, a):
    return a.replace(**{f.record.name: f.end for f in found.flips})


@pytest.mark.parametrize("a", [DEFAULT, AUTHOR, CRITIC], ids=["default", "author", "critic"])
@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_what_is_reported_turns_the_verdict_at_positions_of_sliders(claim, a):
    found = smallest_flip(holding(claim), a)
    assert found.holds == judge(claim, a).holds
    if found.flips:
        assert judge(claim, turned(found, a)).holds != found.holds
    for f in found.flips:
        assert f.start == getattr(a, f.record.name) != f.end
        assert f.record.steps(f.end) * f.record.increment == pytest.approx(f.end)
        assert f.record.role != "lever"


@pytest.mark.parametrize("a", [DEFAULT, AUTHOR, CRITIC], ids=["default", "author", "critic"])
@pytest.mark.parametrize("claim", JUDGED, ids=lambda c: c.id)
def test_one_change_is_reported_exactly_where_one_is_enough(claim, a):
    single = [f for f in flips(claim, a) if f.record.role != "lever"]
    found = smallest_flip(holding(claim), a, together=1)
    assert bool(found.flips) == bool(single)
    if single:
        assert total_move(found) == pytest.approx(single[0].move)


@pytest.mark.parametrize("claim", [C3C, C6A, C7F], ids=lambda c: c.id)
def test_none_of_the_changes_reported_together_can_be_left_out_or_made_smaller(claim):
    for a in (AUTHOR, CRITIC):
        found = smallest_flip(holding(claim), a)
        for left_out in found.flips if len(found.flips) > 1 else ():
            rest = {f.record.name: f.end for f in found.flips if f != left_out}
            assert judge(claim, a.replace(**rest)).holds == found.holds
        for f in found.flips:
            back = f.end + np.sign(f.start - f.end) * f.record.increment
            nearer = turned(found, a).replace_unchecked(
                **{f.record.name: round(back, f.record.digits)}
            )
            assert judge(claim, nearer).holds == found.holds


@settings(max_examples=10)
@given(worlds(6))
def test_with_pairs_no_pair_on_the_grid_turns_it_with_less(a):
    records = [r for r in rests_on(C6A, a) if r.role != "lever"]
    found = smallest_flip(holding(C6A), a, records, together=2)
    for one, other in combinations(records, 2):
        x, y = np.meshgrid(levels(one, 5), levels(other, 5))
        holds = judge(C6A, a.replace_unchecked(**{one.name: x, other.name: y})).holds
        move = sum(
            np.abs(v - getattr(a, r.name)) / (r.high - r.low) for r, v in ((one, x), (other, y))
        )
        other_side = move[holds != found.holds]
        if other_side.size and len(found.flips) == 2:
            assert total_move(found) <= other_side.min() + 1e-9


@settings(max_examples=10)
@given(worlds(4))
def test_a_verdict_that_cannot_be_judged_any_more_is_not_turned(a):
    c2a = claims()["C2a"]
    found = smallest_flip(holding(c2a), a, together=1)
    singly = flips(c2a, a)
    for f in [*found.flips, *singly]:
        there = judge(c2a, a.replace(**{f.record.name: f.end}))
        assert not there.open and bool(there.holds) != bool(judge(c2a, a).holds)
    least = [f.move for f in singly if f.record.role != "lever"]
    assert total_move(found) == (pytest.approx(least[0]) if least else float("inf"))


def test_the_sentence_says_if_no_three_assumptions_turn_a_verdict():
    a = made_up(x=(0, 2, 4, 1), y=(0, 1, 4, 1))
    found = smallest_flip(lambda a: a.x + a.y < 100, a, a.records.values())
    assert not found.flips and total_move(found) == float("inf")
    assert "no change of up to two of 2 assumptions" in found.sentence


def test_one_change_is_said_from_where_to_where():
    a = made_up(x=(0, 2, 10, 1))
    found = smallest_flip(lambda a: a.x**2 >= 20, a, a.records.values())
    assert [f.end for f in found.flips] == [5.0]
    assert found.sentence == (
        "Under these assumptions, one change is enough: the verdict holds with “X” from 2 points to "
        "5 points."
    )


def test_a_choice_moves_between_its_settings_only():
    a = made_up(which={"one": 0, "two": 1, "three": 2}, x=(0, 1, 4, 1))
    found = smallest_flip(lambda a: (a.which == 2) & (a.x > 2), a, a.records.values())
    assert {(f.record.name, f.end) for f in found.flips} == {("which", 2.0), ("x", 3.0)}
    assert (
        "“WHICH” from one to three" in found.sentence and "two changes together" in found.sentence
    )


def test_a_measure_may_answer_with_an_array_of_one():
    a = made_up(x=(0, 2, 4, 1), y=(0, 1, 4, 1))
    found = smallest_flip(lambda a: np.atleast_1d((a.x > 3) & (a.y > 2)), a, a.records.values())
    assert {(f.record.name, f.end) for f in found.flips} == {("x", 4.0), ("y", 3.0)}


def test_more_than_three_together_is_refused():
    with pytest.raises(DataProblem, match="one, two or three"):
        smallest_flip(holding(C6A), DEFAULT, together=4)
