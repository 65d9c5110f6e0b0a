"""Step 5, "let those with most at stake lead": the promises of its models."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from worlds import DEFAULT, worlds

from sevensteps.steps import neighbours

any_world = worlds(step=5)
share = st.floats(0, 1)
weight = st.lists(st.floats(0.01, 10), min_size=6, max_size=6).map(np.array)
stand = st.lists(st.floats(0, 100), min_size=6, max_size=6).map(np.array)

# -- influence -----------------------------------------------------------------------------------


@given(any_world)
def test_a_first_step_back_gains_just_when_others_fill_in_beyond_the_break_even(a):
    star = neighbours.break_even_fill_in(a)
    assert star == pytest.approx(a.us_leverage / (1 - a.us_leverage))
    assert neighbours.influence(a, 1.0) == pytest.approx(1)
    assume(abs(a.fill_in - star) > 1e-3)
    step = 1e-5
    assert (neighbours.influence(a, 1 - step) > 1) == (a.fill_in > star)


@given(worlds(5, substitution=1.0), share)
def test_perfect_substitutes_add_up(a, u):
    theta = a.us_leverage
    linear = theta * u + (1 - theta) * (1 + a.fill_in * (1 - u))
    assert neighbours.influence(a, u) == pytest.approx(linear)


@given(any_world, st.floats(0.05, 1))
def test_the_product_is_the_limit_between_the_exponents(a, u):
    at = [neighbours.influence(a.replace_unchecked(substitution=r), u) for r in (-1e-5, 0.0, 1e-5)]
    assert at[0] == pytest.approx(at[1], rel=1e-4) == pytest.approx(at[2], rel=1e-4)


@given(any_world, st.floats(0.1, 1))
def test_the_weakest_link_is_the_limit_of_no_substitution(a, u):
    chain = a.replace_unchecked(substitution=-60.0)
    assert neighbours.influence(chain, u) == pytest.approx(
        min(u, 1 + a.fill_in * (1 - u)), rel=0.06
    )


@given(any_world, st.floats(0.05, 1))
def test_better_substitutes_and_more_filling_in_never_cost_influence(a, u):
    better = a.replace_unchecked(substitution=min(1.0, a.substitution + 0.3))
    assert neighbours.influence(better, u) >= neighbours.influence(a, u) - 1e-9
    more = a.replace_unchecked(fill_in=a.fill_in + 0.1)
    assert neighbours.influence(more, u) >= neighbours.influence(a, u) - 1e-12


@given(worlds(5, us_effort=0.0))
def test_without_washington_and_substitutes_no_influence_is_left(a):
    if a.substitution <= 0:
        assert neighbours.influence_kept(a) == 0
    else:
        assert neighbours.influence_kept(a) > 0


# -- the settlement ------------------------------------------------------------------------------


@given(stand, weight, st.floats(0.1, 50))
def test_scaling_all_weights_changes_nothing(x, w, k):
    assert neighbours.weighted_mean(x, k * w) == pytest.approx(neighbours.weighted_mean(x, w))
    assert neighbours.weighted_median(x, k * w) == neighbours.weighted_median(x, w)


@given(stand, weight, st.floats(0, 100))
def test_an_actor_without_weight_changes_nothing(x, w, where):
    more, none = np.append(x, where), np.append(w, 0.0)
    assert neighbours.weighted_mean(more, none) == pytest.approx(neighbours.weighted_mean(x, w))
    assert neighbours.weighted_median(more, none) == neighbours.weighted_median(x, w)


@given(stand, weight)
def test_the_median_is_an_actors_own_position_with_half_of_the_weight_on_each_side(x, w):
    median = neighbours.weighted_median(x, w)
    assert median in x
    half = w.sum() / 2 + 1e-9
    assert w[x < median].sum() <= half and w[x > median].sum() <= half


@given(any_world)
def test_the_settlement_lies_between_the_outermost_positions(a):
    for found in neighbours.settlement(a, a.us_effort):
        assert neighbours.positions(a).min() - 1e-9 <= found <= neighbours.positions(a).max() + 1e-9


@given(worlds(5, us_effort=1.0))
def test_leading_does_not_shift_the_settlement(a):
    assert neighbours.settlement_shift(a) == 0
    leading, behind = neighbours.distances(a)
    assert leading == pytest.approx(behind)


@given(any_world)
def test_stepping_back_shrinks_washingtons_weight_alone(a):
    assume(a.us_effort < 1 and a.us_capability * a.us_salience > 0)
    full, back = neighbours.weights(a, 1.0), neighbours.weights(a, a.us_effort)
    assert back[0] < full[0]
    assert (back[1:] >= full[1:]).all() and back[-1] == full[-1]


@given(any_world)
def test_the_government_of_seoul_moves_its_own_position_alone(a):
    before, after = (neighbours.positions(a.replace_unchecked(rok_government=g)) for g in (0, 1))
    assert (before[1], after[1]) == (a.rok_position, a.rok_position_2018)
    assert (np.delete(before, 1) == np.delete(after, 1)).all()


def test_other_codings_spread_the_mean_as_far_as_the_weights_say():
    in_the_middle = {n: 50.0 for n in DEFAULT.records if "_position" in n}
    a = DEFAULT.replace_unchecked(**in_the_middle, coding_spread=5.0)
    found, weigh = neighbours.jitter(a, np.random.default_rng(2), 4000), neighbours.weights(a, 1.0)
    spread = 5 * np.sqrt((weigh**2).sum()) / weigh.sum()
    assert found[:, 0, 0].std() == pytest.approx(spread, rel=0.05)


@given(worlds(5, coding_spread=0.0))
def test_without_a_spread_all_codings_agree(a):
    found = neighbours.jitter(a, np.random.default_rng(0), 4)
    for e, effort in enumerate((1.0, a.us_effort)):
        mean, median = neighbours.settlement(a, effort)
        assert found[:, e, 0] == pytest.approx(mean) and (found[:, e, 1] == median).all()


def test_the_same_seed_gives_the_same_coders():
    one, two = (neighbours.jitter(DEFAULT, np.random.default_rng(1), 20) for _ in range(2))
    assert one.tobytes() == two.tobytes()


@pytest.mark.parametrize("end", [0.0, 100.0])
def test_positions_that_coders_move_stay_within_the_scale(end):
    """All actors stand at one end, so half of the errors would lead beyond it."""
    all_there = {n: end for n in DEFAULT.records if "_position" in n}
    found = neighbours.jitter(
        DEFAULT.replace_unchecked(**all_there, coding_spread=30.0), np.random.default_rng(1), 60
    )
    assert (found >= 0).all() and (found <= 100).all() and (found != end).any()


@given(any_world)
def test_washingtons_stake_is_measured_against_the_largest_of_a_neighbour(a):
    assume(max(getattr(a, f"{w}_salience") for w in neighbours.PARTNERS) > 0)
    largest = max(getattr(a, f"{w}_salience") for w in neighbours.PARTNERS)
    assert neighbours.us_stake(a) == pytest.approx(a.us_salience / largest)
