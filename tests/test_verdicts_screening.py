"""Morris and Sobol rank what moves a measure, and agree with what is known of it."""

import numpy as np
import pytest
from worlds import DEFAULT, made_up

from sevensteps.argument import claims
from sevensteps.data import DataProblem
from sevensteps.steps import china
from sevensteps.verdicts import holding, morris, rests_on, sobol, step_of

ISHIGAMI = made_up(**dict.fromkeys(("x", "y", "z", "idle"), (-np.pi, 0.0, np.pi)))


def ishigami(a):
    return np.sin(a.x) + 7 * np.sin(a.y) ** 2 + 0.1 * a.z**4 * np.sin(a.x)


def rng(seed=1):
    return np.random.default_rng(seed)


def by_name(found):
    return {i.records[0].name: i for i in found.impacts}


def linear(a):
    return 3 * a.x - 1 * a.y + 0.1 * a.z


LINEAR = made_up(x=(0.0, 0.5, 1.0), y=(0.0, 0.5, 1.0), z=(0.0, 0.5, 1.0), idle=(0.0, 0.5, 1.0))


def test_sobols_indices_of_the_ishigami_function_are_its_closed_form():
    a, b, pi = 7, 0.1, np.pi
    whole = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 1 / 2
    x, y, xz = (1 + b * pi**4 / 5) ** 2 / 2, a**2 / 8, b**2 * pi**8 * (1 / 18 - 1 / 50)
    found = by_name(sobol(ishigami, ISHIGAMI, ISHIGAMI.records.values(), rng(), n=4096))
    expected = {"x": (x, x + xz), "y": (y, y), "z": (0, xz), "idle": (0, 0)}
    for name, (first, total) in expected.items():
        assert found[name].alone == pytest.approx(first / whole, abs=0.03)
        assert found[name].impact == pytest.approx(total / whole, abs=0.03)
        assert found[name].uneven == pytest.approx((total - first) / whole, abs=0.05)


def test_morris_effects_of_a_linear_measure_are_its_slopes():
    found = morris(linear, LINEAR, LINEAR.records.values(), rng())
    assert [i.records[0].name for i in found.impacts] == ["x", "y", "z", "idle"]
    for i, slope in zip(found.impacts, (3, -1, 0.1, 0), strict=True):
        assert i.alone == pytest.approx(slope) and i.impact == pytest.approx(abs(slope))
        assert i.uneven == pytest.approx(0, abs=1e-9)
    assert found.runs == 20 * 5


def test_morris_marks_what_works_only_with_something_else():
    found = by_name(morris(ishigami, ISHIGAMI, ISHIGAMI.records.values(), rng(), trajectories=60))
    assert found["z"].uneven > found["z"].impact > 0
    assert found["idle"].impact == 0


def test_groups_move_together_and_add_up():
    groups = {"x": "both", "y": "both", "z": "rest", "idle": "rest"}
    for method in (morris, sobol):
        found = method(linear, LINEAR, LINEAR.records.values(), rng(), groups=groups)
        assert [i.label for i in found.impacts] == ["both", "rest"]
        assert [[r.name for r in i.records] for i in found.impacts] == [["x", "y"], ["z", "idle"]]
    assert found.impacts[0].impact == pytest.approx(10 / 10.01, abs=0.1)


def test_groups_that_are_mixed_among_the_records_still_move_their_own():
    groups = {"x": "one", "y": "two", "z": "one", "idle": "two"}
    for method in (morris, sobol):
        first = method(lambda a: a.x + a.z, LINEAR, LINEAR.records.values(), rng(), groups=groups)
        assert first.impacts[0].label == "one" and first.impacts[1].impact == 0


def test_one_group_alone_is_refused():
    groups = dict.fromkeys(LINEAR.records, "all")
    with pytest.raises(DataProblem, match="two or more"):
        sobol(linear, LINEAR, LINEAR.records.values(), rng(), groups=groups)


def test_a_choice_takes_its_settings_and_nothing_in_between():
    a = made_up(which={"one": 0, "two": 1, "three": 2}, x=(0.0, 0.5, 1.0))
    seen = []

    def measure(a):
        seen.append(np.unique(a.which))
        return 1.0 * (a.which == 1) + 0.1 * a.x

    for method in (morris, sobol):
        found = method(measure, a, a.records.values(), rng())
        assert found.impacts[0].records[0].name == "which"
    assert all(set(values) == {0, 1, 2} for values in seen)


@pytest.mark.parametrize("method", [morris, sobol])
def test_the_same_generator_gives_the_same_table(method):
    tables = [method(ishigami, ISHIGAMI, ISHIGAMI.records.values(), rng(7)) for _ in range(2)]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("method", [morris, sobol])
def test_a_measure_that_nothing_moves_is_said_to_be_so(method):
    found = method(lambda a: 3.0, LINEAR, LINEAR.records.values(), rng())
    assert all(i.impact == 0 for i in found.impacts)
    assert "none of the 4 moves the result" in found.sentence


@pytest.mark.parametrize("method", [morris, sobol])
def test_a_measure_that_is_not_finite_is_refused(method):
    records = rests_on(claims()["C6c"], DEFAULT)
    beyond = DEFAULT.replace_unchecked(sanctions_scope=0.0)
    records = [r for r in records if r.name != "sanctions_scope"]
    with pytest.raises(DataProblem, match="not finite"):
        method(china.enforcement_needed, beyond, records, rng())


def test_sobol_wants_a_power_of_two():
    with pytest.raises(DataProblem, match="power of two"):
        sobol(linear, LINEAR, LINEAR.records.values(), rng(), n=100)


@pytest.mark.parametrize("id", ["C3c", "C6a", "C7f"])
@pytest.mark.parametrize("method", [morris, sobol])
def test_the_verdict_on_a_claim_is_moved_by_what_it_rests_on(method, id):
    claim = claims()[id]
    extra = DEFAULT.records["success_years"]
    found = method(holding(claim), DEFAULT, [*rests_on(claim, DEFAULT), extra], rng())
    assert by_name(found)["success_years"].impact == 0
    assert found.impacts[0].impact > 0
    assert found.impacts[0].label in found.sentence


def test_a_record_belongs_to_the_step_of_its_claim():
    assert step_of(DEFAULT.records["needed_bite"]) == "step 6"
    assert step_of(LINEAR.records["x"]) == "no step"
