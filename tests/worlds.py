"""Every world within the ranges of data/assumptions.toml, as hypothesis strategies."""

import numpy as np
from hypothesis import strategies as st

from sevensteps.assumptions import Assumption, Assumptions, assumptions
from sevensteps.pages import of_step
from sevensteps.scenarios import scenarios

DEFAULT = assumptions()
AUTHOR = DEFAULT.preset("author")
CRITIC = DEFAULT.preset("critic")
VIEWS = {"default": DEFAULT, "author": AUTHOR, "critic": CRITIC}
VIEWS |= {name: p.of(DEFAULT) for name, p in scenarios().presets.items()}


def values_of(record: Assumption) -> st.SearchStrategy[float]:
    """Any value of a record that a slider can reach."""
    steps = st.integers(record.steps(record.low), record.steps(record.high))
    return steps.map(lambda n: round(n * record.increment, record.digits))


def worlds(step: int | None = None, **fixed: float) -> st.SearchStrategy[Assumptions]:
    """Any world that sliders can reach, with some values fixed (also beyond their range).

    step: only what this step rests on moves, the rest keeps its default; much faster.
    """
    moving = DEFAULT.records.values() if step is None else of_step(step, DEFAULT)
    free = {r.name: values_of(r) for r in moving if r.name not in fixed}
    return st.fixed_dictionaries(free).map(lambda v: DEFAULT.but(**v).beyond(**fixed))


any_world = worlds()


def random_worlds(rng: np.random.Generator, n: int) -> Assumptions:
    """`n` worlds that sliders reach, arrays (n,): any position, and often one end or the other."""
    found = {}
    for r in DEFAULT.records.values():
        low, high = r.steps(r.low), r.steps(r.high)
        anywhere = rng.integers(low, high, n, endpoint=True)
        steps = np.choose(rng.choice(3, n, p=(0.8, 0.1, 0.1)), (anywhere, low, high))
        found[r.name] = np.round(steps * r.increment, r.digits)
    return DEFAULT.but(**found)
