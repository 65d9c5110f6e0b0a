"""How near forecasts came: scores, dumb baselines to hold them against, and calibration.

Pure: a question's record comes in, a number goes out; lower is nearer. A chance has the Brier score,
a range the continuous ranked probability score (CRPS) of a normal distribution that holds four fifths
between its ends. Equations: Gneiting and Raftery (2007), as `scoringrules` writes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import NormalDist
from typing import NamedTuple

from .data import DataProblem
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
    from scoringrules import brier_score  # half a second to import

    return float(brier_score(happened, chance))


def expected_brier(said: float, believed: float) -> float:
    """Brier score to be expected by who says one chance and believes another; least if they agree."""
    return believed * brier(said, 1.0) + (1 - believed) * brier(said, 0.0)


def middle_and_spread(low: float, high: float) -> tuple[float, float]:
    """Mean and standard deviation of the normal distribution with four fifths from low to high."""
    return (low + high) / 2, (high - low) / (2 * EDGE)


def crps(low: float, high: float, outcome: float) -> float:
    """CRPS of an 80 % interval, in the unit of its ends, 0 or more.

    The area between the forecast's distribution and the outcome's; it falls with the distance and,
    where the outcome lies inside, with the width. low = high is a point: the distance alone.
    """
    if low == high:
        return abs(outcome - low)
    from scoringrules import crps_normal

    return float(crps_normal(outcome, *middle_and_spread(low, high)))


def baselines(q: Question) -> dict[str, Answer]:
    """What who knows nothing but the past would say to a dated question, by name.

    A chance: always even; and as often as before, 1 - exp(-n t / 15) for n events in fifteen years
    and t years to come, or k of n where the question counts cases. A range, as a point (low = high):
    no change; and one more a year since it was asked.
    """
    if q.kind == "chance":
        if q.before_of is not None:
            rate = q.before / q.before_of
        else:
            rate = 1 - math.exp(-q.before * q.years / PAST)
        return {EVEN: 0.5, AS_BEFORE: rate}
    grown = q.before + round((q.resolves - q.asked).days / 365.25)
    return {NO_CHANGE: (q.before, q.before), ONE_MORE: (grown, grown)}


def score(q: Question, forecast: Answer) -> float:
    """Brier score of a chance, CRPS of a range (in its unit), of a forecast to a dated question."""
    if not q.dated or forecast == DECLINED:
        raise DataProblem(f"{q.id} has no score: it is not dated, or nothing was forecast")
    return brier(forecast, q.outcome) if q.kind == "chance" else crps(*forecast, q.outcome)


# -- several -------------------------------------------------------------------------------------


def scored(asked: Iterable[Question], guesses: Guesses) -> list[Scored]:
    """The dated questions that were answered with a forecast, each with all scores."""
    found = []
    for q in asked:
        mine = guesses.get(q.id, DECLINED)
        if q.dated and mine != DECLINED:
            forecasts = {YOU: mine, **baselines(q)}
            found.append(Scored(q, forecasts, {n: score(q, f) for n, f in forecasts.items()}))
    return found


def means(rows: Iterable[Scored], kind: str) -> dict[str, float]:
    """Mean score by name over the questions of a kind, empty where there is none.

    CRPS have the units of their questions: each is taken as a share of the range that could be
    answered with, which was fixed before.
    """
    return _means([r for r in rows if r.question.kind == kind], (YOU, *BASELINES[kind]))


def rivals(asked: Iterable[Question], kind: str) -> dict[str, float]:
    """Mean score of each baseline over all the questions of a kind, as `means` takes it."""
    rows = [
        Scored(q, said, {n: score(q, f) for n, f in said.items()})
        for q in asked
        if q.dated and q.kind == kind
        for said in [baselines(q)]
    ]
    return _means(rows, BASELINES[kind])


def _means(rows: list[Scored], names: Iterable[str]) -> dict[str, float]:
    def share(r: Scored, name: str) -> float:
        return r.scores[name] / (r.question.high - r.question.low)

    return {name: sum(share(r, name) for r in rows) / len(rows) for name in names if rows}


def skill(mine: float, other: float) -> float:
    """Skill, at most 1: the share of another's score that mine spares; below 0 the other is nearer."""
    if other == 0:
        return 0.0 if mine == 0 else -math.inf
    return 1 - mine / other


def held(rows: Iterable[Scored]) -> tuple[int, int]:
    """In how many of the reader's ranges the outcome lies, and how many there are."""
    ranges = [r for r in rows if r.question.kind == "range"]
    inside = [r.forecasts[YOU][0] <= r.question.outcome <= r.forecasts[YOU][1] for r in ranges]
    return sum(inside), len(inside)


def came_true(rows: Iterable[Scored]) -> tuple[float, float, int]:
    """How many events the reader's chances add up to, how many took place, and of how many."""
    chances = [r for r in rows if r.question.kind == "chance"]
    said = sum(r.forecasts[YOU] for r in chances)
    return said, sum(r.question.outcome for r in chances), len(chances)
