"""The pictures of step 4, "bored contempt"."""

from __future__ import annotations

import numpy as np

from .. import charts
from ..assumptions import Assumptions, assumptions, percent
from ..charts import Caption, Columns
from ..steps import contempt
from .picture import Picture

__all__ = ["bifurcation", "game", "policy"]


TOP = 0.95  # of the frame: the highest place of a name at the end of its line


def _top(name: str) -> float:
    return assumptions().records[name].high


def _answer(a: Assumptions) -> str:
    return "punish" if a.contempt_answer == 1 else "ignore"


def _apart(values, line: float = -1.0, gap: float = 0.07) -> list[float]:
    """The same heights, pushed apart where labels would meet, also that of the threshold at `line`."""
    placed, order = np.array(values, dtype=float), np.argsort(values, kind="stable")
    last = -1.0
    for i in order:
        placed[i] = max(placed[i], last + gap)
        if abs(placed[i] - line) < gap:
            under = placed[i] < line and line - gap >= last + gap
            placed[i] = line - gap if under else line + gap
        last = placed[i]
    last = TOP + gap
    for i in order[::-1]:  # and none above the frame
        placed[i] = min(placed[i], last - gap)
        last = placed[i]
    return placed.tolist()


def _less(left: float, before: float, share: float) -> str:
    """How provocations compare with before: noticeably less is under `share` of it, as the claim has it."""
    if left / before < share:
        return "noticeably less"
    if left >= before:
        return "no less"
    alike = percent(round(left, 3)) == percent(round(share * before, 3))
    return f"less, but {'just ' if alike else ''}not noticeably,"


SAID = {"reward": "rewarded", "ignore": "ignored", "punish": "punished"}


# -- over time -----------------------------------------------------------------------------------


def _policy_columns(a: Assumptions) -> Columns:
    years = _top("contempt_years")
    curves = contempt.policy_curves(a, years)
    before = float(contempt.propensity(a, contempt.old_incentive(a)))
    ends = [float(contempt.propensity_after(a, p, years)) for p in contempt.POLICIES]
    answer = _answer(a)
    now = float(contempt.propensity_after(a, answer, a.contempt_years))
    line = a.noticeably_less * before
    return {
        "curves": curves,
        "threshold": {"y": [line], "label": [f"less means under {percent(round(line, 3))}"]},
        "ends": {
            "year": [years] * 3,
            "propensity": _apart(ends, line - 0.085),  # the name of the threshold is below it
            "policy": list(contempt.POLICIES),
            "label": [SAID[p] for p in contempt.POLICIES],
        },
        "dot": {
            "year": [a.contempt_years],
            "propensity": [now],
            "label": [f"you, {SAID[answer]}: {percent(round(now, 3))}"],
            "before": [before],
            "less": [a.noticeably_less],
            "answer": [SAID[answer]],
        },
    }


def _policy_words(columns: Columns) -> Caption:
    dot = columns["dot"]
    (years,), (now,), (before,), (less,), (answer,) = (
        dot[k] for k in ("year", "propensity", "before", "less", "answer")
    )
    enough = _less(now, before, less)
    finding = (
        f"After {years:g} year{'s' * (years != 1)}, {answer}, a learner provokes in {percent(round(now, 3))} of the "
        f"quarters, {enough} than before"
    )
    ends = dict(
        zip(columns["ends"]["policy"], columns["curves"]["propensity"][60::61], strict=True)
    )
    said = ", ".join(f"{percent(round(float(v), 3))} if {SAID[p]}" for p, v in ends.items())
    alt_text = (
        f"{finding}. Before it was {percent(round(before, 3))}; in the end it would be {said}. Less "
        f"means under {percent(less)} of what it was."
    )
    return Caption(finding, alt_text)


# -- what provoking is worth ---------------------------------------------------------------------


def _bifurcation_columns(a: Assumptions) -> Columns:
    most = _top("provoking_worth")
    curves = contempt.bifurcation(a, most)
    n = len(curves["worth"]) // 3
    answer = _answer(a)
    now = float(contempt.propensity_after(a, answer, a.contempt_years))
    ends = [float(v) for v in curves["propensity"][n - 1 :: n]]
    before = curves["before"][:n]
    at = contempt.POLICIES.index(answer)
    mine = curves["propensity"][at * n : (at + 1) * n]
    crossing = np.flatnonzero(mine >= a.noticeably_less * before)
    turn = float(curves["worth"][:n][crossing[0]]) if crossing.size else float("inf")
    return {
        "curves": {k: curves[k] for k in ("worth", "propensity", "policy")},
        "less": {"worth": curves["worth"][:n], "propensity": a.noticeably_less * before},
        "ends": {
            "worth": [most] * 3,
            "propensity": _apart(ends),
            "policy": list(contempt.POLICIES),
            "label": [SAID[p] for p in contempt.POLICIES],
        },
        "dot": {
            "worth": [a.provoking_worth],
            "propensity": [now],
            "label": ["you"],
            "turn": [turn],
            "most": [most],
            "answer": [SAID[answer]],
            "less": [
                now
                < a.noticeably_less
                * float(np.interp(a.provoking_worth, curves["worth"][:n], before))
            ],
        },
    }


def _bifurcation_words(columns: Columns) -> Caption:
    dot = columns["dot"]
    (worth,), (turn,), (most,), (answer,), (less,) = (
        dot[k] for k in ("worth", "turn", "most", "answer", "less")
    )
    said = f"{'low enough' if less else 'too high'} to bring noticeably less"
    finding = f"With provoking worth {worth:g} for its own sake, {answer}: {said}"
    if not np.isfinite(turn):
        where = f"Anywhere up to {most:g} it brings noticeably less"
    elif turn == 0:
        where = "Even where provoking is worth nothing in itself it does not bring noticeably less"
    else:
        where = f"From about {turn:.2g} on it no longer brings noticeably less"
    return Caption(
        finding,
        f"{finding}. {where}. The dashed line is what counts as less; the more provoking is worth in "
        "itself, the closer the three answers come to each other.",
    )


# -- the repeated game ---------------------------------------------------------------------------


def _game_columns(a: Assumptions) -> Columns:
    curves = contempt.generosity_curves(a)
    n = len(curves["generosity"]) // len(contempt.TYPES)
    ends = [float(v) for v in curves["rate"][n - 1 :: n]]
    generous = a.generosity if a.contempt_answer == 0 else 0.0
    rate = float(contempt.provocations_in_game(a, generous))
    strict = float(contempt.provocations_in_game(a, 0.0))
    line = a.noticeably_less * strict
    kind = a.records["opponent_type"].show(a.opponent_type)
    return {
        "curves": curves,
        "ends": {
            "generosity": [1.0] * len(ends),
            "rate": _apart(ends, line),
            "type": list(contempt.TYPES),
            "label": list(contempt.TYPES),
        },
        "threshold": {"y": [line], "label": [f"less means under {percent(round(line, 3))}"]},
        "dot": {
            "generosity": [generous],
            "rate": [rate],
            "label": [f"you: {percent(round(rate, 3))}"],
            "strict": [strict],
            "suckered": [float(contempt.suckered(a, generous))],
            "suckered_strict": [float(contempt.suckered(a, 0.0))],
            "kind": [kind],
            "less": [a.noticeably_less],
        },
    }


def _game_words(columns: Columns) -> Caption:
    dot = columns["dot"]
    (q,), (rate,), (strict,), (sucker,), (sucker0,), (kind,), (less,) = (
        dot[k]
        for k in ("generosity", "rate", "strict", "suckered", "suckered_strict", "kind", "less")
    )
    finding = (
        f"One who {kind} provokes in {percent(round(rate, 3))} of the rounds if {percent(q)} pass: "
        f"{_less(rate, strict, less)} than if none do"
    )
    alt_text = (
        f"{finding} ({percent(round(strict, 3))}). Washington holds back while the other provokes in "
        f"{percent(round(sucker, 3))} of the rounds, against {percent(round(sucker0, 3))} if it answers all. In the "
        "game, answering every provocation is the baseline: who punishes them all is at it, and below it never."
    )
    return Caption(finding, alt_text)


LEARNER, PLAYER = {"contempt_form": 0.0}, {"contempt_form": 1.0}
policy = Picture(
    _policy_columns,
    lambda: charts.policies_over_time(_top("contempt_years")),
    _policy_words,
    LEARNER,
)
bifurcation = Picture(
    _bifurcation_columns,
    lambda: charts.bifurcation_of_policies(_top("provoking_worth")),
    _bifurcation_words,
    LEARNER,
)
game = Picture(_game_columns, charts.generosity_and_types, _game_words, PLAYER)
