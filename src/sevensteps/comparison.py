"""Strategies side by side: the whole model run on data/scenarios.toml, as measures for `verdicts`.

Every function takes assumptions, whose values may be arrays of worlds (n,). It runs the expected-value
mode unless it is given uniforms. A loss is a sum weighted by the reader; less is better. No panel shows a
loss before the reader has set the weights.

>>> losses = comparison.champions()["hawk"]  # the loss of each strategy, the smallest first
>>> list(losses)[:2]
['pressure', 'op_ed_with_troops']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from . import strategy
from .argument import Step, steps_argued
from .assumptions import PRESETS, Assumption, Assumptions, assumptions, parameters_read
from .scenarios import scenarios
from .steps import freeze
from .verdicts import draws

OP_ED = "op_ed"
LEDGERS = {"Washington's ledger": 0.0, "the alliance's ledger": 1.0}
BINS = 2000  # of a fan, from 0 to the largest possible arsenal
BLOCK = 2048  # draws at once: they fit into the processor's cache


def steps_switched(a: Assumptions) -> list[Step]:
    """The steps that an assumption switches on and off, in order: those of the whole strategy."""
    return [step for step in steps_argued() if step.switch in a.records]


def switches(a: Assumptions) -> list[Any]:
    """Which of the steps are on, 1 or 0, step 1 first."""
    return [getattr(a, step.switch) for step in steps_switched(a)]


def bundle(
    a: Assumptions, names: Sequence[str] = (), on: Sequence[Any] | None = None
) -> SimpleNamespace:
    """The levers of these strategies (default: all), first axis a strategy.

    Steps of the op-ed that are off keep the levers of the baseline. on: see `switches`, the default.
    """
    known = scenarios()
    names = tuple(names) or tuple(known.strategies)
    found = known.bundle(*names)
    if OP_ED in names:
        row, on = names.index(OP_ED), [1.0, *(on or switches(a))]  # levers of step 0 are always on
        worlds = max(map(np.size, on))
        for name, base in vars(known.base()).items():
            share = np.asarray(on[known.levers[name].step])
            levers = np.repeat(getattr(found, name), worlds, axis=1)
            levers[row] = share * levers[row] + (1 - share) * base  # exact for 0 and 1
            setattr(found, name, levers)
    return found


def _anchors() -> dict[str, float]:
    return {n: c.anchor for n, c in scenarios().criteria.items()}


def harms(
    a: Assumptions,
    names: Sequence[str] = (),
    *,
    ally_weight: float | None = None,
    on: Sequence[Any] | None = None,
    uniforms: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Each criterion in units of its anchor, by name: arrays (strategies, worlds or draws).

    on: see `bundle`. uniforms: see `strategy.run`.
    """
    last = strategy.outcome(a, bundle(a, names, on), scenarios().base(), uniforms=uniforms)
    return strategy.harms(a, last, _anchors(), ally_weight)


def expected(a: Assumptions) -> dict[str, np.ndarray]:
    """The expected amounts of each strategy at the horizon, in the criteria's units: arrays (S,)."""
    last = strategy.outcome(a, bundle(a), scenarios().base())
    found = strategy.amounts(a, last)
    return {n: np.broadcast_to(v, last.peace.shape)[:, 0] for n, v in found.items()}


def losses(a: Assumptions, names: Sequence[str] = (), **how: Any) -> np.ndarray:
    """The reader's loss of each strategy: weights times harms, (strategies, worlds); less is better."""
    return sum(losses_by_criterion(a, names, **how).values())


def losses_by_criterion(
    a: Assumptions, names: Sequence[str] = (), **how: Any
) -> dict[str, np.ndarray]:
    """What each criterion adds to the loss, by name: arrays (strategies, worlds)."""
    found = harms(a, names, **how)
    return {n: getattr(a, c.weight) * found[n] for n, c in scenarios().criteria.items()}


def gain_over(a: Assumptions, one: str = OP_ED, other: str | None = None, **how: Any) -> np.ndarray:
    """The loss of `other` (default: the baseline) less that of `one`; above 0, `one` does better."""
    first, second = losses(a, (one, other or scenarios().baseline), **how)
    return second - first


def does_better(a: Assumptions, one: str = OP_ED, other: str | None = None) -> np.ndarray:
    """Whether `one` has less loss than `other` (default: the baseline); a tie is not better."""
    return gain_over(a, one, other) > 0


def losses_by_steps(a: Assumptions, on: np.ndarray) -> np.ndarray:
    """The loss of the op-ed with these steps on: `on` is a matrix (n, 7) of truths; returns (n,)."""
    return losses(a, (OP_ED,), on=list(on.T.astype(float)))[0]


def drawn_losses(a: Assumptions, n: int, seed: int) -> np.ndarray:
    """Losses of all strategies, (S, n), in n worlds drawn from the ranges of all uncertainties.

    Levers and values are the reader's. The runs are cached while only weights change, so that a panel
    follows quickly.
    """
    known, mine = scenarios(), weights()
    kept = tuple(
        (r.name, float(getattr(a, r.name)))
        for r in rests_on(a)
        if r.role != "uncertainty" and r.name not in mine
    )
    alone, both = _drawn_harms(kept, n, seed)
    harms = alone | {"war": alone["war"] + a.ally_weight * (both["war"] - alone["war"])}
    return sum(getattr(a, c.weight) * harms[m] for m, c in known.criteria.items())


@lru_cache(maxsize=4)
def _drawn_harms(kept: tuple, n: int, seed: int) -> tuple[dict, dict]:
    """Harms in the drawn worlds: first without the ally's losses, then with all of them."""
    a, known = assumptions().replace_unchecked(**dict(kept)), scenarios()
    records = [r for r in rests_on(a) if r.role == "uncertainty"]
    worlds = draws(a, records, n, np.random.default_rng(seed))
    last = strategy.outcome(worlds, bundle(a), known.base())
    return tuple(strategy.harms(worlds, last, _anchors(), w) for w in (0.0, 1.0))


def rests_on(a: Assumptions) -> tuple[Assumption, ...]:
    """The assumptions that the losses read, weights and switches too, in the order of the file."""
    return parameters_read(losses, a)


def better_in_everything(a: Assumptions) -> list[str]:
    """The strategies that do no more harm than the baseline by any criterion, without weights."""
    known = scenarios()
    found, base = harms(a), list(known.strategies).index(known.baseline)
    change = np.array([v[:, 0] - v[base, 0] for v in found.values()])
    return [n for i, n in enumerate(known.strategies) if i != base and (change[:, i] <= 1e-9).all()]


def champions() -> dict[str, dict[str, float]]:
    """The loss of every strategy in each view, the smallest first, at the default weights.

    Views: author, critic, and the rival presets. Strategies are those of data/scenarios.toml.
    """
    a, known = assumptions(), scenarios()
    views = {who: a.preset(who) for who in PRESETS} | {n: p.of(a) for n, p in known.presets.items()}
    found = {}
    for view, world in views.items():
        rows = zip(known.strategies, losses(world)[:, 0].tolist(), strict=True)
        found[view] = dict(sorted(rows, key=lambda row: row[1]))
    return found


def without_preset() -> list[str]:
    """The strategies, except the baseline, that do best in no view."""
    best = {next(iter(ranked)) for ranked in champions().values()}
    known = scenarios()
    return [n for n in known.strategies if n not in best and n != known.baseline]


def weights() -> tuple[str, ...]:
    """The names of the assumptions that are the reader's weights, with `ally_weight`."""
    return (*(c.weight for c in scenarios().criteria.values()), "ally_weight")


# -- fans ----------------------------------------------------------------------------------------


def fan(
    a: Assumptions,
    rng: np.random.Generator,
    draws: int,
    names: Sequence[str] = (),
    *,
    levels: Sequence[float] = (0.1, 0.5, 0.9),
) -> Mapping[str, np.ndarray]:
    """The arsenal by quarter over `draws` histories: `year` (t,), `mean` (t, S), `quantiles` (t, S, L).

    `frozen` (S,) is the mean number of years in a freeze. All strategies share the same uniforms. The
    histories run in blocks and are counted in narrow bins, so memory does not grow with the draws. A
    quantile is exact to half a bin: 1/4000 of the largest possible arsenal.
    """
    plan, base = bundle(a, names), scenarios().base()
    steps, rows = round(float(a.freeze_horizon) / strategy.QUARTER), len(plan.troops)
    width, counts = _most(a) / BINS, np.zeros((steps + 1, rows, BINS), np.int64)
    total, frozen = np.zeros((steps + 1, rows)), np.zeros(rows)
    for first in range(0, draws, BLOCK):
        size = min(BLOCK, draws - first)
        uniforms = rng.random((steps, 1, size), dtype=np.float32)
        states = strategy.run(a, plan, base, uniforms=uniforms, dtype=np.float32)
        for step, state in enumerate(states):
            values = np.broadcast_to(state.arsenal, (rows, size))
            total[step] += values.sum(axis=-1, dtype=float)
            bins = np.minimum((values / width).astype(np.int32), BINS - 1)
            for row in range(rows):
                counts[step, row] += np.bincount(bins[row], minlength=BINS)
        frozen += np.broadcast_to(state.frozen, (rows, size)).sum(axis=1, dtype=float)
    below = counts.cumsum(axis=-1)[..., None, :] < draws * np.asarray(levels)[:, None]
    return {
        "year": np.arange(steps + 1) * strategy.QUARTER,
        "mean": total / draws,
        "quantiles": (below.sum(axis=-1) + 0.5) * width,
        "frozen": frozen / draws,
    }


def _most(a: Assumptions) -> float:
    """The largest possible arsenal at the horizon: all that feeds growth at once, and no freeze."""
    fed = (1 + max(a.talks_cover, 0)) * (1 + 2 * a.rewards_fund)  # for restraint, for provoking
    fed = fed * (1 + max(-a.sanctions_slow, 0)) * (1 + max(-a.presence_feeds, 0))
    return float(a.initial_arsenal + freeze.growth(a) * fed * a.freeze_horizon)
