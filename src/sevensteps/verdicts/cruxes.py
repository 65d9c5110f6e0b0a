"""Which of the differences between two sets of assumptions makes the conclusions differ.

Shares are Shapley values: the mean effect of a change over all orders of making the changes
(Shapley 1953), counted exactly over all subsets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import factorial
from typing import Any, NamedTuple

import numpy as np

from ..argument import claims
from ..assumptions import Assumption, Assumptions, parameters_read
from ..data import DataProblem
from .worlds import OPEN, Measure, evaluate

EXACT = 14  # players: 2^14 subsets; with more, assumptions change together, step by step
TINY = 1e-12


# -- any game ------------------------------------------------------------------------------------


def subsets(k: int) -> np.ndarray:
    """All subsets of k players: booleans (2^k, k); row number in binary, the last player is 1."""
    return (np.arange(2**k)[:, None] >> np.arange(k)[::-1]) % 2 == 1


def shapley(values: np.ndarray, k: int) -> np.ndarray:
    """The Shapley value of each of k players, first axis a player; they sum to v(all) - v(none).

    values: the value of each of `subsets(k)`, shape (2^k,) or (2^k, ...). A share is the sum, over all S
    without i, of |S|! (k - |S| - 1)! / k! [v(S with i) - v(S)].
    Raises DataProblem if a value is not finite, because then no mean over orders exists.
    """
    if not np.isfinite(values).all():
        raise DataProblem(
            "the measure is not finite for every mix of the two: ask about a verdict, "
            "or a measure that is finite"
        )
    rest = subsets(k - 1).sum(axis=1) if k else np.zeros(0)
    weight = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in rest.tolist()])
    cube = values.reshape((2,) * k + values.shape[1:])
    found = []
    for i in range(k):
        without, with_ = (np.take(cube, side, axis=i) for side in (0, 1))
        effect = (with_ - without).reshape((2 ** (k - 1), *values.shape[1:]))
        found.append(np.tensordot(weight, effect, axes=1))
    return np.array(found).reshape((k, *values.shape[1:]))


def attribution(loss_of_switches: Callable[[np.ndarray], Any], steps: int) -> np.ndarray:
    """What each step adds to the loss, first axis a step; below 0, the step lowers it.

    loss_of_switches: from booleans (2^steps, steps) to losses (2^steps,) or (2^steps, worlds). The shares
    sum to the loss with all steps on less the loss with all off. All orders of the steps count equally.
    """
    return shapley(np.asarray(loss_of_switches(subsets(steps)), dtype=float), steps)


# -- two people ----------------------------------------------------------------------------------


class Difference(NamedTuple):
    """What two people assume differently, and its share of the difference of the measure.

    records: one record, or all of a step if differences are grouped.
    """

    label: str
    records: tuple[Assumption, ...]
    share: float


class Crux(NamedTuple):
    """Where two people's assumptions differ, and on which difference the conclusions depend.

    start, end: the measure for the first and for the second person (a truth counts 0 or 1). differences:
    the largest share first; the shares sum to end - start. turning: make the changes one after the
    other, the largest effect first; this is the label of the change that turns the verdict. turns: its
    number, from 0, or None. verdict: whether the measure has one. flat: whether every mix of the two
    gives the same. grouped: whether the assumptions of a step were changed together.
    """

    one: Assumptions
    other: Assumptions
    start: float
    end: float
    differences: tuple[Difference, ...]
    turns: int | None
    turning: str
    verdict: bool
    flat: bool
    grouped: bool

    @property
    def sentence(self) -> str:
        """The crux in words."""
        return _sentence(self)


def step_of(r: Assumption) -> str:
    """The step of a record's claim, in words; what joins the steps; or "no step" without a claim."""
    if r.claim not in claims():
        return "no step"
    step = claims()[r.claim].step
    return f"step {step}" if step else "what joins the steps"


def crux(
    measure: Measure,
    one: Assumptions,
    other: Assumptions,
    *,
    threshold: float | None = None,
    map: Callable = map,
) -> Crux:
    """Which of the differences between two sets of assumptions makes the measure differ.

    measure: a number, or a truth (or 0, 1 and OPEN). threshold: the verdict is true if the measure is at
    least this. Shares are exact over all subsets of up to 14 differences. With more, differences that the
    measure does not read get a share of 0. If too many are left, the assumptions of a step change
    together. map: see `evaluate`. Raises DataProblem if the measure is not finite.
    """
    apart = [r for n, r in one.records.items() if getattr(one, n) != getattr(other, n)]
    read = apart
    if len(apart) > EXACT:
        seen = {r.name for a in (one, other) for r in parameters_read(measure, a)}
        read = [r for r in apart if r.name in seen]
    grouped = len(read) > EXACT
    players = _by_step(read) if grouped else [(r.title, (r,)) for r in read]
    values = _mixes(measure, one, other, [records for _, records in players], map)
    truth = values.dtype == bool or set(np.unique(values)) <= {0.0, OPEN, 1.0}
    values = values.astype(float)
    shares = shapley(values, len(players))
    found = [Difference(*p, float(s)) for p, s in zip(players, shares, strict=True)]
    verdict = truth or threshold is not None
    side = values if threshold is None else values >= threshold
    turns, turning = None, ""
    if verdict and side[0] != side[-1]:
        path = list(_path(values, shares))
        turns = next(i for i, (_, mix) in enumerate(path) if side[mix] == side[-1])
        turning = found[path[turns][0]].label
    idle = [Difference(r.title, (r,), 0.0) for r in apart if r not in read]
    ranked = sorted(found, key=lambda d: -abs(d.share)) + idle
    return Crux(
        one,
        other,
        float(values[0]),
        float(values[-1]),
        tuple(ranked),
        turns,
        turning,
        verdict,
        flat=bool((side == side[0]).all() if verdict else np.ptp(values) < TINY),
        grouped=grouped,
    )


def _by_step(records: Sequence[Assumption]) -> list[tuple[str, tuple[Assumption, ...]]]:
    groups: dict[str, list[Assumption]] = {}
    for r in records:
        groups.setdefault(step_of(r), []).append(r)
    return [(label, tuple(group)) for label, group in groups.items()]


def _mixes(measure, one, other, players, map) -> np.ndarray:
    """The measure for every mix: if a player is in the subset, its records have the other's values."""
    rows = subsets(len(players))
    changes = {
        r.name: np.where(rows[:, i], getattr(other, r.name), getattr(one, r.name))
        for i, records in enumerate(players)
        for r in records
    }
    if not changes:
        return np.atleast_1d(np.asarray(measure(one)))
    return evaluate(measure, one.replace_unchecked(**changes), map)


def _path(values: np.ndarray, shares: np.ndarray) -> Iterator[tuple[int, int]]:
    """Players and the mix after each, the largest effect towards the other's measure first.

    If the two measures are equal, the largest effect in either direction. For equal effects, the larger
    share first.
    """
    k, total, mix = len(shares), values[-1] - values[0], 0
    left = {player: 2 ** (k - 1 - player) for player in range(k)}

    def effect(player: int) -> tuple[float, float]:
        move = values[mix + left[player]] - values[mix]
        gain = abs(move) if abs(total) < TINY else np.sign(total) * move
        return round(float(gain), 12), abs(shares[player])

    while left:
        best = max(left, key=effect)
        mix += left.pop(best)
        yield best, mix


# -- in words ------------------------------------------------------------------------------------


def _sentence(c: Crux) -> str:
    n = sum(len(d.records) for d in c.differences)
    if not n:
        return "The two make the same assumptions, so there is nothing to find."
    said = f"The two differ in {n} assumption{'s' * (n != 1)}"
    if c.grouped:
        said += ", too many to take one by one: those of a step change together here"
    total = c.end - c.start
    same = c.turns is None if c.verdict else abs(total) < TINY
    if same:
        return f"Under these assumptions, {_agree(c)} {said}."
    top = [d for d in c.differences if abs(d.share) > abs(c.differences[0].share) - 1e-9]
    alone = len(top) == 1 and all(abs(d.share) < TINY for d in c.differences[1:])
    each = "each " if len(top) > 1 else ""
    part = "" if alone else f", {each}with {top[0].share / total:.0%} of the difference"
    if any(d.share * total < -TINY for d in c.differences):
        part += " (others pull the other way)"
    what = " and ".join(_named(c, d) for d in top)
    hang = f"on {what} alone" if alone else f"most on {what}{part}"
    if not c.verdict:
        return f"Under these assumptions, the two results differ, and they hang {hang}. {said}."
    at = "with the first change" if c.turns == 0 else f"with change {c.turns + 1}"
    return (
        f"Under these assumptions, the two verdicts differ, and they hang {hang}. {said}; made one "
        f"after the other, the largest effect first, {at}, “{c.turning}”, "
        "the verdict turns."
    )


def _agree(c: Crux) -> str:
    what = "verdict" if c.verdict else "result"
    if c.flat:
        return f"the two agree in the {what}, and so does every mix of the two: no crux lies here."
    first = _named(c, max(c.differences, key=lambda d: abs(d.share)))
    if c.verdict and abs(c.end - c.start) > TINY:
        return f"the two agree in the verdict, though not in the number: most of that is {first}."
    return f"the two agree in the {what}, though some mixes of the two do not: differences cancel."


def _named(c: Crux, d: Difference) -> str:
    if len(d.records) != 1:
        return f"{d.label} ({len(d.records)} assumptions)"
    (r,) = d.records
    return (
        f"“{r.title}” ({r.show(getattr(c.one, r.name))} against {r.show(getattr(c.other, r.name))})"
    )
