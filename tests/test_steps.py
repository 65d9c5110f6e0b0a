"""A law of all seven models: arrays of worlds give what each world gives alone."""

from functools import partial
from importlib import import_module
from inspect import signature

import numpy as np
import pytest
from worlds import DEFAULT, each_alone, random_worlds

from sevensteps.argument import claims, steps_argued
from sevensteps.data import arrays, tables
from sevensteps.steps import china, contempt, expectations

MANY = random_worlds(np.random.default_rng(6), 40)
ALONE = each_alone(MANY, range(40))


def quantities():
    """Every function of a step that gives one number for assumptions and tables: "china.leak"."""
    for step in steps_argued():
        module = import_module(f"sevensteps.steps.{step.name}")
        for name, f in vars(module).items():
            known = getattr(f, "__module__", "") == module.__name__ and not name.startswith("_")
            given = signature(f).parameters.values() if known else []
            names = [p.name for p in given if p.default is p.empty]
            if names[:1] == ["a"] and set(names[1:]) <= {*tables()}:
                found = partial(f, **{n: arrays(n) for n in names[1:]})
                if np.isscalar(found(DEFAULT)):
                    yield f"{step.name}.{name}", found


QUANTITIES = dict(quantities())
del QUANTITIES["talks.dispersion"]  # of one record, for the interval beside it
OF_MORE = {  # the same with one number given besides
    "survival": lambda a: expectations.survival(a, arrays("deals"), 3.0),
    "trade cut": lambda a: china.trade_cut(a, 0.4),
    "propensity": lambda a: contempt.propensity_after(a, "ignore", 0.5),
    "game": lambda a: contempt.provocations_in_game(a, 0.2),
}


@pytest.mark.parametrize("name", QUANTITIES | OF_MORE)
def test_arrays_of_worlds_give_what_each_world_gives(name):
    f = (QUANTITIES | OF_MORE)[name]
    one_by_one = np.array([f(a) for a in ALONE])
    np.testing.assert_allclose(np.broadcast_to(f(MANY), 40), one_by_one, rtol=1e-9, atol=1e-12)


def test_every_quantity_that_a_verdict_reads_is_among_them():
    read = {rule.quantity for claim in claims().values() for rule in claim.verdict}
    assert len(read) > 10 and read <= QUANTITIES.keys()
