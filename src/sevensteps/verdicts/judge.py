"""On which side of its threshold a claim lies, and which single changes would move it across."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from inspect import isfunction, signature
from typing import Any, NamedTuple

import numpy as np

from .. import steps
from ..argument import Claim, Rule, claims
from ..assumptions import Assumption, Assumptions, number, parameters_read
from ..data import DataProblem, arrays, nearest, quote, tables
from .worlds import OPEN, Measure

TOLERANCE = 1e-9  # two numbers that differ by less, as a share of the larger, are equal
COMPARE = {
    "below": lambda value, threshold: value < threshold - _slack(threshold),
    "at least": lambda value, threshold: value >= threshold - _slack(threshold),
    "above": lambda value, threshold: value > threshold + _slack(threshold),
}
SIDES = {  # in words: where the comparison does not hold, and where it does
    "below": ("not below", "below"),
    "at least": ("short of", "at or above"),
    "above": ("not above", "above"),
}


def _slack(threshold: Any) -> Any:
    return TOLERANCE * np.maximum(np.abs(threshold), 1.0)


class Part(NamedTuple):
    """One comparison of a verdict: a quantity, its side, and the threshold; arrays broadcast."""

    label: str
    value: Any
    is_: str
    threshold: Any
    threshold_record: Assumption | None
    holds: Any
    first: bool = False


class Verdict(NamedTuple):
    """Whether a claim holds under the assumptions given, and the comparisons that say so.

    open: whether it cannot be judged, because a rule that must hold first does not. Such a claim
    neither holds nor fails.
    """

    claim: Claim
    holds: Any
    parts: tuple[Part, ...]
    open: Any = False

    @property
    def state(self) -> str:
        """The verdict in two or three words, for one set of numbers, as on a card of the map."""
        return "cannot be judged" if self.open else "holds" if self.holds else "does not hold"

    @property
    def sentence(self) -> str:
        """The verdict in words, for one set of numbers: a short sentence each."""
        said = " ".join(_say(p) for p in self.parts if p.first or not self.open)
        return (
            f"Under these assumptions, {self.claim.id} {self.state}: “{self.claim.title}”. {said}"
        )


class Flip(NamedTuple):
    """One assumption that alone turns a verdict: from its value to the nearest that does."""

    record: Assumption
    start: float
    end: float

    @property
    def move(self) -> float:
        """How far it has to move, as a share of its range (0 to 1)."""
        return abs(self.end - self.start) / (self.record.high - self.record.low)


def quantity(name: str) -> Callable[[Assumptions], Any]:
    """The function of assumptions that a verdict rule names as `step.function`: china.trade_cut_now.

    A parameter after the assumptions names a table of data/, which the function receives as arrays,
    because steps read no files. Raises DataProblem with the nearest known name.
    """
    step, _, function = name.partition(".")
    if step not in steps.__all__:
        raise DataProblem(f"claims.toml, quantity {name!r}: there is no step called {step!r}")
    module = getattr(steps, step)
    known = {
        n: f for n, f in vars(module).items() if isfunction(f) and f.__module__ == module.__name__
    }
    if function not in known:
        raise DataProblem(
            f"claims.toml, quantity {name!r}: {step} has no such function{nearest(function, known)}"
        )
    found = known[function]
    first, *others = signature(found).parameters
    strange = [p for p in (first, *others) if p != "a" and p not in tables()]
    if strange:
        raise DataProblem(
            f"claims.toml, quantity {name!r}: {function} needs {strange[0]}, which is no table: "
            "name a function of assumptions and tables alone"
        )
    return update_wrapper(partial(_with_tables, found, others), found) if others else found


def _with_tables(f: Callable, names: list[str], a: Assumptions) -> Any:
    return f(a, *map(arrays, names))


def judge(claim: Claim | str, a: Assumptions) -> Verdict | None:
    """The verdict on a claim (or its id) under these assumptions; None if the claim has no rule.

    >>> judge("C6a", assumptions()).state
    'holds'
    >>> judge("C6a", assumptions().replace(needed_bite=0.1)).state
    'does not hold'
    """
    claim = claims()[claim] if isinstance(claim, str) else claim
    if not claim.verdict:
        return None
    parts = tuple(_compare(rule, a, claim) for rule in claim.verdict)
    holds = np.logical_and.reduce(np.broadcast_arrays(*(p.holds for p in parts)))[()]
    first = [p.holds for p in parts if p.first] or [True]
    return Verdict(claim, holds, parts, ~np.logical_and.reduce(np.broadcast_arrays(*first))[()])


def holding(claim: Claim) -> Callable[[Assumptions], Any]:
    """The verdict on a claim as a measure, true where it holds; may be sent to another process.

    If the claim has a rule that must hold first, it is a number: 1 (holds), 0, or OPEN (cannot be
    judged). Raises DataProblem if the claim has no verdict rule.
    """
    if not claim.verdict:
        raise DataProblem(f"claims.toml, {claim.id}: has no verdict to measure. {claim.no_verdict}")
    return partial(_holds, claim)


def _holds(claim: Claim, a: Assumptions) -> Any:
    found = judge(claim, a)
    if not any(p.first for p in found.parts):
        return found.holds
    return np.where(found.open, OPEN, found.holds)[()]


def rests_on(claim: Claim, a: Assumptions) -> tuple[Assumption, ...]:
    """The assumptions that the verdict on this claim reads, in the order of the file."""
    return parameters_read(partial(judge, claim), a)


def flips(
    judged: Claim | Measure,
    a: Assumptions,
    records: Iterable[Assumption] | None = None,
    leave: Iterable[str] = (),
) -> list[Flip]:
    """Each assumption that alone turns the verdict within its range, the least move first.

    judged: a claim with a rule, or a measure that is true or false. records: what may move; by default
    what the verdict reads. leave: names that may not move. One assumption moves at a time, and `end` is
    a position of its slider. A setting under which the claim cannot be judged does not count, nor does
    the setting `no_change`.
    """
    verdict = holding(judged) if isinstance(judged, Claim) else judged
    now, leave, found = bool(np.all(verdict(a) == 1)), set(leave), []
    for r in records if records is not None else parameters_read(verdict, a):
        if r.name in leave:
            continue
        start, positions = getattr(a, r.name), r.positions()
        idle = r.settings.get(r.no_change, np.nan)
        positions = positions[(np.abs(positions - start) > r.increment / 2) & (positions != idle)]
        turned = verdict(a.replace_unchecked(**{r.name: positions})) == float(not now)
        ends = positions[np.broadcast_to(turned, positions.shape)]
        if ends.size:
            found.append(Flip(r, start, float(ends[np.argmin(np.abs(ends - start))])))
    return sorted(found, key=lambda flip: flip.move)


def _compare(rule: Rule, a: Assumptions, claim: Claim) -> Part:
    f = quantity(rule.quantity)
    value, threshold, record = f(a), rule.threshold, None
    if np.asarray(value).dtype.kind not in "biuf":
        raise DataProblem(
            f"claims.toml, {claim.id}: quantity {rule.quantity!r} gives {quote(value)}, which is no "
            "number: name a function that gives one"
        )
    if isinstance(threshold, str):
        if threshold not in a.records:
            raise DataProblem(
                f"claims.toml, {claim.id}: threshold {threshold!r} is no assumption"
                f"{nearest(threshold, a.records)}"
            )
        threshold, record = getattr(a, threshold), a.records[threshold]
    label = (f.__doc__ or rule.quantity).partition(":")[0]
    holds = COMPARE[rule.is_](value, threshold)
    return Part(label, value, rule.is_, threshold, record, holds, rule.first)


def _say(part: Part) -> str:
    show = part.threshold_record.show if part.threshold_record else number
    value, threshold = show(part.value), show(part.threshold)
    just = "just " if value == threshold and part.value != part.threshold else ""
    side = SIDES[part.is_][bool(part.holds)]
    return f"{part.label} is {value}, {just}{side} the threshold of {threshold}."
