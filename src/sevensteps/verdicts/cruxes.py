"""Which of the differences between two sets of assumptions makes the conclusions differ.

Shares are Shapley values: the mean effect of a change over all orders of making the changes
(Shapley 1953), counted exactly over all subsets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial
from typing import Any, NamedTuple

import numpy as np

from ..argument import claims
from ..assumptions import Assumption, Assumptions, parameters_read
from .worlds import Measure, evaluate

EXACT = 14  # players: 2^14 subsets; with more, assumptions change together, step by step
TINY = 1e-12


# -- any game ------------------------------------------------------------------------------------


def subsets(k: int) -> np.ndarray:
    """All subsets of k players: booleans (2^k, k); row number in binary, the last player is 1."""
    return (np.arange(2**k)[:, None] >> np.arange(k)[::-1]) % 2 == 1


def shapley(values: np.ndarray, k: int) -> np.ndarray:
    """The Shapley value of each of k players, first axis a player; they sum to v(all) - v(none).

    values: the finite value of each of `subsets(k)`, shape (2^k,) or (2^k, ...). A share is the sum, over
    all S without i, of |S|! (k - |S| - 1)! / k! [v(S with i) - v(S)].
    """
    rest = subsets(k - 1).sum(axis=1) if k else np.zeros(0)
    weight = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in rest.tolist()])
    cube, shape = values.reshape((2,) * k + values.shape[1:]), (len(weight), *values.shape[1:])
    effects = [np.diff(cube, axis=player).reshape(shape) for player in range(k)]
    shares = [np.tensordot(weight, effect, axes=1) for effect in effects]
    return np.array(shares).reshape((k, *values.shape[1:]))


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
    """Where two people's assumptions differ, and on which difference the verdicts depend.

    start, end: the measure for the first and for the second person (a truth counts 0 or 1). differences:
    the largest share first; the shares sum to end - start. turning: make the changes one after the
    other, the largest effect first; this is the label of the change that turns the verdict. turns: its
    number, from 0, or None. flat: whether every mix of the two gives the same verdict.
    """

    one: Assumptions
    other: Assumptions
    start: float
    end: float
    differences: tuple[Difference, ...]
    turns: int | None
    turning: str
    flat: bool

    @property
    def grouped(self) -> bool:
        """Whether the assumptions of a step were changed together."""
        return any(len(d.records) > 1 for d in self.differences)

    @property
    def sentence(self) -> str:
        """The crux in words."""
        n = sum(len(d.records) for d in self.differences)
        if not n:
            return "The two make the same assumptions, so there is nothing to find."
        said = f"The two differ in {n} assumption{'s' * (n != 1)}"
        if self.grouped:
            said += ", too many to take one by one: those of a step change together here"
        if self.turns is None:
            agree = f"the two agree in the verdict, {self._agreeing()}"
            return f"Under these assumptions, {agree} {said}."
        at = "with the first change" if self.turns == 0 else f"with change {self.turns + 1}"
        return (
            f"Under these assumptions, the two verdicts differ, and they hang {self._hanging()}. "
            f"{said}; made one after the other, the largest effect first, {at}, “{self.turning}”, "
            "the verdict turns."
        )

    def _agreeing(self) -> str:
        if self.flat:
            return "and so does every mix of the two: no crux lies here."
        if abs(self.end - self.start) > TINY:
            return f"though not in the number: most of that is {self._named(self.differences[0])}."
        return "though some mixes of the two do not: differences cancel."

    def _hanging(self) -> str:
        total, largest = self.end - self.start, self.differences[0].share
        top = [d for d in self.differences if abs(d.share) > abs(largest) - 1e-9]
        what = " and ".join(map(self._named, top))
        if len(top) == 1 and all(abs(d.share) < TINY for d in self.differences[1:]):
            return f"on {what} alone"
        each = "each " * (len(top) > 1)
        pull = any(d.share * total < -TINY for d in self.differences)
        part = f"{largest / total:.0%} of the difference{' (others pull the other way)' * pull}"
        return f"most on {what}, {each}with {part}"

    def _named(self, d: Difference) -> str:
        if len(d.records) > 1:
            return f"{d.label} ({len(d.records)} assumptions)"
        (r,) = d.records
        values = (r.show(getattr(a, r.name)) for a in (self.one, self.other))
        return f"“{r.title}” ({' against '.join(values)})"


def crux(
    measure: Measure,
    one: Assumptions,
    other: Assumptions,
    *,
    threshold: float | None = None,
    map: Callable = map,
) -> Crux:
    """Which of the differences between two sets of assumptions makes the measure differ.

    measure: a verdict (a truth; or 0, 1 and OPEN), or a finite number with a threshold: the verdict is
    true if the number is at least this. Shares are exact over all subsets of up to 14 differences. With
    more, differences that the measure does not read get a share of 0. If too many are left, the
    assumptions of a step change together. map: see `evaluate`.
    """
    read = apart = [r for n, r in one.records.items() if getattr(one, n) != getattr(other, n)]
    if len(apart) > EXACT:
        seen = {r.name for a in (one, other) for r in parameters_read(measure, a)}
        read = [r for r in apart if r.name in seen]
    players = _by_step(read) if len(read) > EXACT else [(r.title, [r]) for r in read]
    rows = subsets(len(players))
    mixes = {
        r.name: np.where(rows[:, i], getattr(other, r.name), getattr(one, r.name))
        for i, (_, records) in enumerate(players)
        for r in records
    }
    values = evaluate(measure, one.replace_unchecked(**mixes), map).astype(float)
    shares = shapley(values, len(players))
    found = [
        Difference(label, tuple(records), float(share))
        for (label, records), share in zip(players, shares, strict=True)
    ]
    side = values if threshold is None else values >= threshold
    made = _until_it_turns(values, side, shares)
    idle = [Difference(r.title, (r,), 0.0) for r in apart if r not in read]
    return Crux(
        one,
        other,
        float(values[0]),
        float(values[-1]),
        (*sorted(found, key=lambda d: -abs(d.share)), *idle),
        len(made) - 1 if made else None,
        found[made[-1]].label if made else "",
        bool((side == side[0]).all()),
    )


def _by_step(records: Sequence[Assumption]) -> list[tuple[str, list[Assumption]]]:
    """These records by the step of their claim, in words."""
    groups: dict[str, list[Assumption]] = {}
    for r in records:
        step = claims()[r.claim].step
        groups.setdefault(f"step {step}" if step else "what joins the steps", []).append(r)
    return list(groups.items())


def _until_it_turns(values: np.ndarray, side: np.ndarray, shares: np.ndarray) -> list[int]:
    """The players that change, the largest effect first, until the verdict is the other's.

    An effect counts in the direction of the other's measure. For equal effects, the larger share first.
    """
    k, mix, made = len(shares), 0, []
    left = {player: 2 ** (k - 1 - player) for player in range(k)}

    def effect(player: int) -> tuple[float, float]:
        gain = np.sign(values[-1] - values[0]) * (values[mix + left[player]] - values[mix])
        return round(float(gain), 12), abs(shares[player])

    while side[mix] != side[-1]:
        made.append(max(left, key=effect))
        mix += left.pop(made[-1])
    return made
