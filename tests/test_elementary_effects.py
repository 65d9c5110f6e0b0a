"""Morris's elementary effects: exact where a closed form is known, and SALib's to the last digits."""

import numpy as np
import pytest
from SALib.analyze import morris as their_analysis
from SALib.sample import morris as their_sample

from sevensteps.verdicts.elementary_effects import DELTA, LEVELS, effects, sample

GROUPS = [list("abcde"), list("abacbda"), list("zyzzx")]


def curved(places):
    return np.sin(5 * places @ np.arange(1, places.shape[1] + 1)) + places[:, 0] ** 2


def generators(seed=1):
    return np.random.default_rng(seed).spawn(2)


@pytest.mark.parametrize("groups", GROUPS)
def test_each_group_moves_once_by_one_step_and_stays_on_the_grid(groups):
    places = sample(groups, 30, generators()[0])
    grid = np.linspace(0, 1, LEVELS)
    assert np.isclose(places[..., None], grid).any(axis=-1).all()
    names = np.array(sorted(set(groups)))
    for path in places.reshape(30, len(names) + 1, len(groups)):
        moves = np.diff(path, axis=0)
        moved = moves != 0
        assert (moved.sum(axis=0) == 1).all() and np.allclose(np.abs(moves[moved]), DELTA)
        assert sorted({"".join(sorted(set(np.array(groups)[row]))) for row in moved}) == list(names)


def test_every_order_direction_and_level_is_drawn():
    places = sample("ab", 200, generators()[0]).reshape(200, 3, 2)
    first = np.diff(places, axis=1)[:, 0]
    assert 60 < (first[:, 0] != 0).sum() < 140 and 60 < (first.sum(axis=1) > 0).sum() < 140
    assert np.unique(places.round(9)).size == LEVELS


def test_effects_of_a_linear_function_are_its_coefficients():
    slopes = np.array([3.0, -1.0, 0.1, 0.0])
    one, two = generators()
    places = sample("abcd", 10, one)
    found = effects("abcd", places, places @ slopes, two)
    np.testing.assert_allclose(found.mu, slopes, atol=1e-12)
    np.testing.assert_allclose(found.mu_star, abs(slopes), atol=1e-12)
    np.testing.assert_allclose([found.sigma, found.error], 0, atol=1e-12)


@pytest.mark.parametrize("groups", GROUPS)
def test_the_same_generator_gives_the_sample_and_the_effects_of_salib(groups):
    bounds = [[0.0, 1.0]] * len(groups)
    problem = {"num_vars": len(groups), "names": list(range(len(groups))), "bounds": bounds}
    problem["groups"] = groups
    theirs, (one, two) = np.random.default_rng(1), generators()
    places = their_sample.sample(problem, 20, num_levels=LEVELS, seed=theirs)
    assert (sample(groups, 20, one) == places).all()
    expected = their_analysis.analyze(problem, places, curved(places), seed=theirs)
    found = effects(groups, places, curved(places), two)
    assert list(expected["names"]) == list(dict.fromkeys(groups))
    pairs = zip(("mu", "mu_star", "sigma", "mu_star_conf"), found, strict=True)
    for name, numbers in pairs:
        np.testing.assert_allclose(numbers, np.array(expected[name], dtype=float), rtol=1e-12)
