"""Every world within the ranges of data/assumptions.toml, and every guess, as hypothesis strategies."""

from collections.abc import Iterable
from types import MappingProxyType

import numpy as np
from hypothesis import strategies as st

from sevensteps.assumptions import Assumption, Assumptions, assumptions
from sevensteps.questions import DECLINED, Guesses, Question, questions
from sevensteps.scenarios import scenarios
from sevensteps.text import of_step

DEFAULT = assumptions()
AUTHOR = DEFAULT.preset("author")
CRITIC = DEFAULT.preset("critic")
VIEWS = {"default": DEFAULT, "author": AUTHOR, "critic": CRITIC}
VIEWS |= {name: p.of(DEFAULT) for name, p in scenarios().presets.items()}


def edited(text: str, old: str, new: str) -> str:
    """The text with `old` replaced. It occurs once, so that a test cannot edit another place."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


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
    return st.fixed_dictionaries(free).map(
        lambda v: DEFAULT.replace(**v).replace_unchecked(**fixed)
    )


any_world = worlds()


def random_worlds(rng: np.random.Generator, n: int) -> Assumptions:
    """`n` worlds that sliders reach, arrays (n,): any position, and often one of the two ends."""
    found = {}
    for r in DEFAULT.records.values():
        low, high = r.steps(r.low), r.steps(r.high)
        anywhere = rng.integers(low, high, n, endpoint=True)
        steps = np.choose(rng.choice(3, n, p=(0.8, 0.1, 0.1)), (anywhere, low, high))
        found[r.name] = np.round(steps * r.increment, r.digits)
    return DEFAULT.replace(**found)


def each_alone(many: Assumptions, which: Iterable[int]) -> list[Assumptions]:
    """These of many worlds, one set of numbers each."""
    return [DEFAULT.replace(**{n: float(getattr(many, n)[i]) for n in many.records}) for i in which]


def answers_to(q: Question) -> st.SearchStrategy:
    """Any answer that a question takes; to decline is one of them."""
    if q.kind == "choice":
        given = st.sampled_from(q.answers)
    elif q.kind == "chance":
        given = st.sampled_from(q.grid)
    else:
        two = st.lists(st.sampled_from(q.grid), min_size=2, max_size=2, unique=True)
        given = two.map(lambda ends: tuple(sorted(ends)))
    return st.one_of(given, st.just(DECLINED))


def guesses() -> st.SearchStrategy[Guesses]:
    """Any set of guesses: some questions answered, others not."""
    return st.fixed_dictionaries({}, optional={q.id: answers_to(q) for q in questions().values()})


any_guesses = guesses()


def made_up(**ranges: tuple) -> Assumptions:
    """Made-up assumptions: name = (low, value, high), (low, value, high, increment), or settings."""
    records = {}
    for name, given in ranges.items():
        if isinstance(given, dict):
            first, last = min(given.values()), max(given.values())
            kind = dict(low=first, value=first, high=last, unit="choice", increment=1.0)
            kind["settings"] = MappingProxyType(given)
        else:
            low, value, high, *rest = given
            kind = dict(low=low, value=value, high=high, unit="points")
            kind["increment"] = rest[0] if rest else (high - low) / 100
        kind = {k: float(v) if isinstance(v, int) else v for k, v in kind.items()}
        records[name] = Assumption(name, title=name.upper(), evidence="guessed", **kind)
    return Assumptions(records, {n: r.value for n, r in records.items()})
