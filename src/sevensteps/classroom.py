"""Checks of exercises: they accept any correct way, and they explain what is still missing.

>>> classroom.check_turned("C6a", assumptions().replace(needed_bite=0.1))
**It turned.** Under these assumptions, C6a does not hold: ...
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from .argument import Claim
from .assumptions import Assumptions, assumptions, one_set
from .codes import code_if_any
from .data import DataProblem
from .reply import Reply, check, shown_lines
from .scenarios import scenarios
from .scores import brier, crps, expected_brier
from .text import Text, bullets, conclusion, judged
from .verdicts import flips, judge

NOT_YET, ALMOST, YES = "**Not yet.** ", "**Almost.** ", "**Yes.** "


def check_turned(
    claim_id: str, mine: Assumptions, *, at_most: int | None = None, keep: Sequence[str] = ()
) -> Text:
    """Whether `mine` flips the default's verdict on a claim, with at most so many changes.

    Any assumptions within their ranges may be changed, except those to `keep`.
    """
    mine, start, c = one_set(mine), assumptions(), judged(claim_id)
    before, after, changed = judge(c, start), judge(c, mine), mine.changed()
    moves = (
        f"{r.title} from {r.show(r.value)} to {r.show(changed[r.name])} ({r.evidence})"
        for r in map(mine.record, changed)
    )
    said = f"{after.sentence} You changed: {'; '.join(moves) or 'nothing yet'}."
    if not changed:
        return Text(NOT_YET + said)
    if after.open:
        return Text(f"{NOT_YET}It has to turn, and like this it cannot be judged. {said}")
    if after.holds == before.holds:
        hint = _hint(c, start, keep)
        return Text(f"{NOT_YET}The verdict is the same as at the start. {said}{hint}")
    if excess := _excess(mine, [n for n in keep if n in changed], at_most):
        turned = "It turned; now " if excess.startswith("put") else "It turned, and "
        return Text(f"{ALMOST}{turned}{excess}. {said}")
    least = _least(c, start, mine, keep) if at_most == 1 else ""
    return Text(f"**It turned.** {said}{least}{_code(mine)}")


def check_holds(
    claim_id: str,
    mine: Assumptions,
    *,
    holds: bool,
    only: Sequence[str] = (),
    need: Mapping[str, float] | None = None,
) -> Text:
    """Whether a claim holds, or fails, under `mine`, with changes to no other assumptions than `only`.

    need: values that the exercise asks for, by name.
    """
    mine, start = one_set(mine), assumptions()
    verdict = judge(judged(claim_id), mine)
    said = verdict.sentence
    for name, value in (need or {}).items():
        r = start.record(name)
        if getattr(mine, name) != value:
            return Text(f"{NOT_YET}Set *{r.title}* to {r.show(value)}. {said}")
    if verdict.open or bool(verdict.holds) != holds:
        return Text(f"{NOT_YET}The claim is to {'hold' if holds else 'fail'}. {said}")
    if excess := _excess(mine, [n for n in mine.changed() if only and n not in only]):
        return Text(f"{ALMOST}{excess[0].upper()}{excess[1:]}. {said}")
    return Text(f"{YES}{said}{_code(mine)}")


def check_answer(
    id: str, mine: Assumptions, *, holds: bool, at_most: int | None = None, keep: Sequence[str] = ()
) -> Text:
    """Whether a question about strategies or a claim (see `text.conclusions`) has the answer wanted.

    holds: the answer wanted. at_most and keep: as in `check_turned`.
    """
    asked, changed = conclusion(id), one_set(mine).changed()
    is_so = bool(np.all(asked.holds(mine)))
    wanted, found = ("yes" if v else "no" for v in (holds, is_so))
    moves = "; ".join(f"{r.title} to {r.show(changed[r.name])}" for r in map(mine.record, changed))
    said = (
        f"{asked.words}: {found}, under these assumptions. You changed: {moves or 'nothing yet'}."
    )
    if is_so != holds:
        return Text(f"{NOT_YET}The answer is to be {wanted}. {said}")
    if excess := _excess(mine, [n for n in keep if n in changed], at_most):
        return Text(f"{ALMOST}{excess[0].upper()}{excess[1:]}. {said}")
    return Text(f"{YES}{said}{_code(mine)}")


def check_strategy(name: str) -> Text:
    """Whether data/scenarios.toml has this strategy of the reader's, and what it leaves to drift."""
    known = scenarios()
    if name not in known.strategies:
        return Text(
            f"{NOT_YET}There is no [strategy.{name}] in data/scenarios.toml; there are "
            f"{', '.join(known.strategies)}. Save the file, then run this cell again."
        )
    mine, base = known.strategies[name], known.strategies[known.baseline]
    own, left = [], []
    for n, lever in known.levers.items():
        (left if mine.levers[n] == base.levers[n] else own).append(lever.title)
    if not own:
        return Text(
            f"{ALMOST}“{mine.title}” is there, and every lever is as in {base.title.lower()}."
        )
    return Text(
        f"{YES}“{mine.title}” sets: {', '.join(own)}. As in {base.title.lower()}: {', '.join(left)}."
    )


def check_truthful(mine: float, believed: float) -> Text:
    """Whether `mine` is the chance with the least expected Brier score for a belief of `believed`."""
    if isinstance(mine, bool) or not isinstance(mine, (int, float)) or not 0 <= mine <= 1:
        raise DataProblem(f"{mine!r} is not a chance: give a number from 0 to 1, such as 0.3")
    said = f"Saying {mine:.0%} you would expect a score of {expected_brier(mine, believed):.4f}"
    best = f"{expected_brier(believed, believed):.4f}"
    if abs(mine - believed) > 1e-9:
        return Text(f"{NOT_YET}{said}; there is a chance with {best}.")
    there = f"{brier(mine, 1):.2f} if it happens, {brier(mine, 0):.2f} if not"
    return Text(
        f"{YES}{said} ({there}), and no other chance has less: to say what you believe is best."
    )


def check_nearer(low: float, high: float, *, than: tuple[float, float], outcome: float) -> Text:
    """Whether the 80 % range from low to high scores better than another range, given the outcome."""
    for end in (low, high):
        if isinstance(end, bool) or not isinstance(end, (int, float)) or not math.isfinite(end):
            raise DataProblem(f"{end!r} is not a number: give the range two, such as 10, 40")
    if low > high:
        raise DataProblem(f"{low:g} is above {high:g}: give the low end first")
    mine, other = crps(low, high, outcome), crps(*than, outcome)
    said = f"{low:g} to {high:g} scores {mine:.2f}, {than[0]:g} to {than[1]:g} scores {other:.2f}."
    if mine < other:
        return Text(f"{YES}{said} Lower is nearer.")
    where = "your range holds it" if low <= outcome <= high else "your range leaves it out"
    return Text(
        f"{NOT_YET}{said} The outcome is {outcome:g}: {where}. Move the middle, or the width."
    )


def check_reply(mine: Reply, a: Assumptions, *, words: bool = True) -> Text:
    """Which parts of a reply are there and which are missing; about structure, never about opinion.

    words: whether the reply needs the reader's own words too. What the model shows comes last.
    """
    one_set(a)
    if not isinstance(mine, Reply):
        raise DataProblem(f"{mine!r} is not a reply: write reply.Reply(claim=…, assumption=…)")
    found = [f for f in check(mine, a) if words or f.part != "words"]
    lacks = [f.sentence for f in found if not f.there]
    head = f"**Still missing: {len(lacks)}.**" if lacks else "**Every part is there.**"
    there = [f.sentence for f in found if f.there]
    return Text(f"{head}\n\n{bullets([*lacks, *there, *shown_lines(mine, a)])}")


def _excess(mine: Assumptions, kept: Sequence[str], at_most: int | None = None) -> str:
    """What was changed too much, or '': names that were to stay as they are, or too many."""
    if kept:
        titles = ", ".join(mine.record(n).title for n in kept)
        return f"put back what was to stay as it is: {titles}"
    count = len(mine.changed())
    return f"you changed {count} instead of {at_most}" if count > (at_most or count) else ""


def _hint(c: Claim, start: Assumptions, keep: Sequence[str]) -> str:
    """An assumption that flips the verdict alone, if there is one that may move."""
    found = flips(c, start, leave=keep)
    if not found:
        rest = " of those that may move" if keep else ""
        return f" A hint: no single change{rest} turns it; try two together."
    return f" A hint: one assumption that can turn it alone is *{found[0].record.title}*."


def _least(c: Claim, start: Assumptions, mine: Assumptions, keep: Sequence[str]) -> str:
    (name,) = mine.changed()
    r = start.records[name]
    move = abs(getattr(mine, name) - r.value) / (r.high - r.low)
    least = min((f.move for f in flips(c, start, leave=keep)), default=move)
    if move <= least + 1e-9:
        return " No single change does it with less of a move."
    return (
        f" Your move takes {move:.0%} of its range. The least that is possible takes {least:.0%}."
    )


def _code(mine: Assumptions) -> str:
    found = code_if_any(mine)
    return f" Your code: `{found}`" if found else ""
