"""The patient rule induction method finds planted boxes, counts rightly, and follows the workbench."""

import numpy as np
import pytest

from sevensteps.verdicts.prim import peel


def points(columns, n=2000, seed=1):
    rng = np.random.default_rng(seed)
    return {f"x{i}": rng.random(n) for i in range(columns)}


def best(path):
    base = path[0].density
    return max(path, key=lambda box: box.mass * (box.density - base))


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_in_two_dimensions_is_found_within_one_slice(seed):
    x = points(2, seed=seed)
    planted = (x["x0"] > 0.6) & (x["x1"] > 0.2) & (x["x1"] < 0.7)
    found = best(peel(x, planted)).limits
    assert found["x0"] == (pytest.approx(0.6, abs=0.05), np.inf)
    assert found["x1"] == pytest.approx((0.2, 0.7), abs=0.05)


def test_a_planted_box_in_five_dimensions_is_found_in_noise():
    x = points(5, n=5000)
    planted = (x["x1"] < 0.5) & (x["x3"] > 0.4)
    interest = np.random.default_rng(2).random(5000) < np.where(planted, 0.9, 0.05)
    found = best(peel(x, interest)).limits
    assert found["x1"] == (-np.inf, pytest.approx(0.5, abs=0.05))
    assert found["x3"] == (pytest.approx(0.4, abs=0.05), np.inf)
    for low, high in (found.get(idle, (0, 1)) for idle in ("x0", "x2", "x4")):
        assert low < 0.1 and high > 0.9


def test_density_coverage_and_mass_are_shares_of_the_points_within_the_limits():
    x = points(3)
    interest = x["x0"] + x["x1"] > 1.2
    for box in peel(x, interest):
        inside = np.ones(2000, dtype=bool)
        for name, (low, high) in box.limits.items():
            inside &= (x[name] >= low) & (x[name] <= high)
        assert (box.inside == inside).all()
        assert box.density == interest[inside].mean()
        assert box.coverage == (interest & inside).sum() / interest.sum()
        assert box.mass == inside.sum() / 2000 >= 0.05


def test_a_slice_is_a_twentieth_of_ten_points_by_hand():
    x = {"x": np.arange(10.0)}
    path = peel(x, x["x"] >= 7, least=0.3)
    assert [box.limits for box in path][:3] == [{}, {"x": (0.5, np.inf)}, {"x": (1.5, np.inf)}]
    assert path[-1].limits == {"x": (6.5, np.inf)}
    assert (path[-1].density, path[-1].coverage, path[-1].mass) == (1, 1, 0.3)


def test_a_choice_loses_the_values_that_do_not_matter():
    x = points(1) | {"which": np.random.default_rng(2).integers(0, 4, 2000).astype(float)}
    interest = np.isin(x["which"], [1, 3]) & (x["x0"] > 0.3)
    found = best(peel(x, interest, ["which"]))
    assert found.limits["which"] == {1.0, 3.0}
    assert found.limits["x0"] == (pytest.approx(0.3, abs=0.05), np.inf)
    assert found.density > 0.95


def test_ties_are_peeled_together():
    x = {"x": np.repeat([0.0, 1.0, 2.0], 100)}
    path = peel(x, x["x"] == 1)
    assert path[-1].limits == {"x": (0.5, 1.5)} and path[-1].density == 1


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_found_where_nothing_is_planted(seed):
    interest = np.random.default_rng(seed).random(20000) < 0.3
    found = best(peel(points(3, 20000, seed + 50), interest))
    assert found.mass * (found.density - interest.mean()) < 0.02


def test_every_point_of_interest_leaves_one_box_without_limits():
    (whole,) = peel(points(2), np.ones(2000, dtype=bool))
    assert whole.limits == {} and (whole.density, whole.coverage, whole.mass) == (1, 1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_pasting_gives_back_what_peeling_took_too_much(seed):
    x = points(3, n=300, seed=seed)
    interest = np.random.default_rng(seed).random(300) < 0.2 + 0.7 * (x["x0"] * x["x1"] > 0.3)
    sizes = [box.mass for box in peel(x, interest)]
    turn = int(np.argmin(sizes))
    assert (np.diff(sizes[: turn + 1]) < 0).all() and (np.diff(sizes[turn:]) > 0).all()
