"""How near forecasts came: scores, two simple baselines to compare them with, and calibration.

Each function takes a question's record and returns a number; a lower score is nearer. A chance has the
Brier score. A range has the continuous ranked probability score (CRPS) of the normal distribution
with 80 % between its ends. Equations: Gneiting and Raftery (2007).

>>> round(scores.brier(0.3, happened=1), 2)
0.49
>>> round(scores.crps(low=10, high=40, outcome=20), 2)
3.57
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import NormalDist
from typing import NamedTuple

from .questions import COVERS, DECLINED, Answer, Guesses, Question, dated  # noqa: F401

PAST = 15  # years before the asking that the base rate is counted over
EVEN, AS_BEFORE = "always even", "as often as before"
NO_CHANGE, ONE_MORE = "no change", "one more a year"
BASELINES = {"chance": (EVEN, AS_BEFORE), "range": (NO_CHANGE, ONE_MORE)}
YOU = "you"
EDGE = NormalDist().inv_cdf((1 + COVERS) / 2)  # standard deviations from the middle to an end


class Scored(NamedTuple):
    """One question with the reader's forecast, the baselines' and the score of each, by name."""

    question: Question
    forecasts: Mapping[str, Answer]
    scores: Mapping[str, float]


# -- one forecast --------------------------------------------------------------------------------


def brier(chance: float, happened: float) -> float:
    """Brier score, 0 (nearest) to 1: the squared distance of a chance from what happened (1 or 0)."""
    return (chance - happened) ** 2


def expected_brier(said: float, believed: float) -> float:
    """The expected Brier score of saying one chance and believing another; least if they agree."""
    return believed * brier(said, 1.0) + (1 - believed) * brier(said, 0.0)


def middle_and_spread(low: float, high: float) -> tuple[float, float]:
    """Mean and standard deviation of the normal distribution with 80 % from low to high."""
    return (low + high) / 2, (high - low) / (2 * EDGE)


def crps(low: float, high: float, outcome: float) -> float:
    """CRPS of an 80 % interval, in the unit of its ends, 0 or more.

    It is the integral of the squared difference between the two distribution functions, the
    forecast's and the outcome's. low = high is a point: the score is then the distance alone.
    """
    if low == high:
        return abs(outcome - low)
    middle, spread = middle_and_spread(low, high)
    z, normal = (outcome - middle) / spread, NormalDist()
    return spread * (z * (2 * normal.cdf(z) - 1) + 2 * normal.pdf(z) - math.pi**-0.5)


def baselines(q: Question) -> dict[str, Answer]:
    """The two baselines' forecasts for a dated question, by name; they know only the past.

    For a chance: always even; and as often as before. The second is 1 - exp(-n t / 15) for n events
    in fifteen years and a question open for t years. If the question counts cases, it is k of n.
    For a range, as a point (low = high): no change; and one more a year since it was asked.
    """
    if q.kind == "chance":
        if q.before_of is not None:
            rate = q.before / q.before_of
        else:
            rate = 1 - math.exp(-q.before * q.years / PAST)
        return {EVEN: 0.5, AS_BEFORE: rate}
    grown = q.before + round((q.resolves - q.asked).days / 365.25)
    return {NO_CHANGE: (q.before, q.before), ONE_MORE: (grown, grown)}


# -- several -------------------------------------------------------------------------------------


def scored(asked: Iterable[Question], guesses: Guesses | None = None) -> list[Scored]:
    """The dated questions that the reader answered with a forecast, each with all scores.

    A chance has the Brier score, a range the CRPS in its unit. Without guesses: all dated questions,
    with the baselines' forecasts alone.
    """
    found = []
    for q in asked:
        mine = {} if guesses is None else {YOU: guesses.get(q.id, DECLINED)}
        if q.dated and DECLINED not in mine.values():
            said = {**mine, **baselines(q)}
            score = brier if q.kind == "chance" else lambda ends, outcome: crps(*ends, outcome)
            found.append(Scored(q, said, {who: score(f, q.outcome) for who, f in said.items()}))
    return found


def means(rows: Iterable[Scored], kind: str) -> dict[str, float]:
    """Mean score by name over the questions of a kind; empty if there is none.

    Each CRPS has the unit of its question. So each score is divided by the width of the range that
    answers may have, which is 1 for a chance.
    """
    rows = [r for r in rows if r.question.kind == kind]
    widths = [r.question.high - r.question.low for r in rows]
    found = {}
    for who in rows[0].scores if rows else ():
        shares = [r.scores[who] / width for r, width in zip(rows, widths, strict=True)]
        found[who] = sum(shares) / len(rows)
    return found


def skill(mine: float, other: float) -> float:
    """Skill, at most 1: 1 - mine / other; below 0 the other is nearer."""
    if other == 0:
        return 0.0 if mine == 0 else -math.inf
    return 1 - mine / other


def held(rows: Iterable[Scored]) -> tuple[int, int]:
    """How many of the reader's ranges contain the outcome, and how many ranges there are."""
    ranges = [r for r in rows if r.question.kind == "range"]
    inside = [r.forecasts[YOU][0] <= r.question.outcome <= r.forecasts[YOU][1] for r in ranges]
    return sum(inside), len(inside)


def came_true(rows: Iterable[Scored]) -> tuple[float, float, int]:
    """The sum of the reader's chances, how many of the events happened, and how many there are."""
    chances = [r for r in rows if r.question.kind == "chance"]
    said = sum(r.forecasts[YOU] for r in chances)
    return said, sum(r.question.outcome for r in chances), len(chances)
