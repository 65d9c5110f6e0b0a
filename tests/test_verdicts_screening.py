"""Morris's effects rank what moves a measure, exactly where a closed form is known, and as SALib does."""

import numpy as np
import pytest
from SALib.analyze import morris as salib_analysis
from SALib.sample import morris as salib_sample
from worlds import DEFAULT, made_up

from sevensteps.argument import claims
from sevensteps.verdicts import holding, morris, rests_on
from sevensteps.verdicts.screening import DELTA, LEVELS, elementary_effects, sample

UNIT = dict.fromkeys(("x", "y", "z", "idle"), (0.0, 0.5, 1.0))
LINEAR = made_up(**UNIT)


def linear(a):
    return 3 * a.x - 1 * a.y + 0.1 * a.z


def curved(places):
    return np.sin(5 * places @ np.arange(1, places.shape[1] + 1)) + places[:, 0] ** 2


def rng(seed=1):
    return np.random.default_rng(seed)


def test_each_factor_moves_once_by_one_step_and_stays_on_the_grid():
    places = sample(5, 30, rng())
    assert np.isclose(places[..., None], np.linspace(0, 1, LEVELS)).any(axis=-1).all()
    for path in places.reshape(30, 6, 5):
        moves = np.diff(path, axis=0)
        assert ((moves != 0).sum(axis=0) == 1).all() and ((moves != 0).sum(axis=1) == 1).all()
        assert np.allclose(np.abs(moves[moves != 0]), DELTA)


def test_the_same_generator_gives_the_sample_and_the_effects_of_salib():
    problem = {"num_vars": 5, "names": list("abcde"), "bounds": [[0.0, 1.0]] * 5}
    places = salib_sample.sample(problem, 20, num_levels=LEVELS, seed=rng())
    assert (sample(5, 20, rng().spawn(1)[0]) == places).all()
    expected = salib_analysis.analyze(problem, places, curved(places), seed=rng())
    effects = elementary_effects(places, curved(places))
    np.testing.assert_allclose(effects.mean(axis=1), expected["mu"], rtol=1e-12)
    np.testing.assert_allclose(np.abs(effects).mean(axis=1), expected["mu_star"], rtol=1e-12)
    np.testing.assert_allclose(effects.std(axis=1, ddof=1), expected["sigma"], rtol=1e-12)


def test_effects_of_a_linear_measure_are_its_slopes():
    found = morris(linear, LINEAR, LINEAR.records.values(), rng())
    assert [i.record.name for i in found] == ["x", "y", "z", "idle"]
    for i, slope in zip(found, (3, -1, 0.1, 0), strict=True):
        assert i.impact == pytest.approx(abs(slope))
        assert i.uneven == pytest.approx(0, abs=1e-9)


def test_an_effect_that_depends_on_another_assumption_is_uneven():
    def together(a):
        return (a.x - 0.5) * (a.y - 0.5)

    found = morris(together, LINEAR, LINEAR.records.values(), rng(), trajectories=60)
    by_name = {i.record.name: i for i in found}
    assert by_name["x"].uneven > by_name["x"].impact > 0 == by_name["idle"].impact


def test_a_choice_takes_its_settings_and_nothing_in_between():
    a = made_up(which={"one": 0, "two": 1, "three": 2}, x=(0.0, 0.5, 1.0))
    seen = set()

    def measure(a):
        seen.update(a.which.tolist())
        return 1.0 * (a.which == 1) + 0.1 * a.x

    assert morris(measure, a, a.records.values(), rng())[0].record.name == "which"
    assert seen == {0, 1, 2}


def test_the_same_generator_gives_the_same_table_and_is_not_used_up():
    one = rng(7)
    tables = [morris(linear, LINEAR, LINEAR.records.values(), r) for r in (one, rng(7))]
    assert tables[0] == tables[1] and one.random() == rng(7).random()


@pytest.mark.parametrize("id", ["C3c", "C6a", "C7f"])
def test_the_verdict_on_a_claim_is_moved_by_what_it_rests_on(id):
    claim = claims()[id]
    extra = DEFAULT.records["success_years"]
    found = morris(holding(claim), DEFAULT, [*rests_on(claim, DEFAULT), extra], rng())
    impact = {i.record.name: i.impact for i in found}
    assert impact["success_years"] == 0 < found[0].impact
