"""What a lecturer hands out: checks of exercises that accept any correct way and explain the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from .assumptions import Assumptions, assumptions, one_set
from .codes import CodeProblem, code
from .data import DataProblem
from .findings import question
from .reply import Reply, check, shown_lines
from .scenarios import scenarios
from .scores import brier, crps, expected_brier
from .text import Text, judged, turning
from .verdicts import judge


def check_turned(
    claim_id: str, mine: Assumptions, *, at_most: int | None = None, keep: Sequence[str] = ()
) -> Text:
    """Whether `mine` turns the default's verdict on a claim, with at most so many changes.

    Any assumptions within their ranges may be changed, but for those to `keep`. The text says what
    is still missing.
    """
    mine, start, c = one_set(mine), assumptions(), judged(claim_id)
    before, after = judge(c, start), judge(c, mine)
    changed = mine.changed()
    moves = [
        f"{r.title} from {r.show(r.value)} to {r.show(changed[n])} ({r.evidence})"
        for n, r in start.records.items()
        if n in changed
    ]
    said = f"{after.sentence} You changed: {'; '.join(moves) or 'nothing yet'}."
    if not changed:
        return Text(f"**Not yet.** {said}")
    if after.open:
        return Text(f"**Not yet.** It has to turn, and like this it cannot be judged. {said}")
    if after.holds == before.holds:
        return Text(
            f"**Not yet.** The verdict is the same as at the start. {said}{_hint(c, start, keep)}"
        )
    kept = [start.record(n).title for n in keep if n in changed]
    if kept:
        return Text(
            f"**Almost.** It turned; now put back what was to stay as it is: {', '.join(kept)}. {said}"
        )
    if at_most is not None and len(changed) > at_most:
        return Text(
            f"**Almost.** It turned, and you changed {len(changed)} instead of {at_most}. {said}"
        )
    return Text(
        f"**It turned.** {said}{_least(c, start, mine, keep) if at_most == 1 else ''}{_code(mine)}"
    )


def check_holds(
    claim_id: str,
    mine: Assumptions,
    *,
    holds: bool,
    only: Sequence[str] = (),
    need: Mapping[str, float] | None = None,
) -> Text:
    """Whether a claim holds, or fails, under `mine`, with changes to no other assumptions than `only`.

    need: values that the exercise asks for. Any way of getting there passes; the text says what is
    still missing.
    """
    mine, start = one_set(mine), assumptions()
    verdict = judge(judged(claim_id), mine)
    said = verdict.sentence
    for name, value in (need or {}).items():
        r = start.record(name)
        if getattr(mine, name) != value:
            return Text(f"**Not yet.** Set *{r.title}* to {r.show(value)}. {said}")
    if verdict.open or bool(verdict.holds) != holds:
        wanted = "hold" if holds else "fail"
        return Text(f"**Not yet.** The claim is to {wanted}. {said}")
    other = [start.record(n).title for n in mine.changed() if only and n not in only]
    if other:
        return Text(f"**Almost.** Put back what was to stay as it is: {', '.join(other)}. {said}")
    return Text(f"**Yes.** {said}{_code(mine)}")


def check_answer(
    id: str, mine: Assumptions, *, holds: bool, at_most: int | None = None, keep: Sequence[str] = ()
) -> Text:
    """Whether a question about strategies or a claim (see `findings.questions`) is answered as asked.

    holds: the answer wanted. Any way there passes; the text says what is still missing.
    """
    one_set(mine)
    asked, changed = question(id), mine.changed()
    is_so = bool(np.all(asked.holds(mine)))
    wanted, found = ("yes" if v else "no" for v in (holds, is_so))
    moves = "; ".join(
        f"{r.title} to {r.show(changed[n])}" for n, r in mine.records.items() if n in changed
    )
    said = (
        f"{asked.words}: {found}, under these assumptions. You changed: {moves or 'nothing yet'}."
    )
    if is_so != holds:
        return Text(f"**Not yet.** The answer is to be {wanted}. {said}")
    kept = [mine.record(n).title for n in keep if n in changed]
    if kept:
        return Text(f"**Almost.** Put back what was to stay as it is: {', '.join(kept)}. {said}")
    if at_most is not None and len(changed) > at_most:
        return Text(f"**Almost.** You changed {len(changed)} instead of {at_most}. {said}")
    return Text(f"**Yes.** {said}{_code(mine)}")


def check_strategy(name: str) -> Text:
    """Whether a strategy of the reader's own stands in data/scenarios.toml, and what it leaves to drift."""
    known = scenarios()
    if name not in known.strategies:
        return Text(
            f"**Not yet.** There is no [strategy.{name}] in data/scenarios.toml; there are "
            f"{', '.join(known.strategies)}. Save the file, then run this cell again."
        )
    mine, base = known.strategies[name], known.strategies[known.baseline]
    own = [v.title for n, v in known.levers.items() if mine.levers[n] != base.levers[n]]
    left = [v.title for n, v in known.levers.items() if mine.levers[n] == base.levers[n]]
    if not own:
        return Text(
            f"**Almost.** “{mine.title}” is there, and every lever is as in {base.title.lower()}."
        )
    return Text(
        f"**Yes.** “{mine.title}” sets: {', '.join(own)}. As in {base.title.lower()}: {', '.join(left)}."
    )


def check_truthful(mine: float, believed: float) -> Text:
    """Whether `mine` is the chance to say for the least Brier score to be expected, if one believes `believed`."""
    _is_chance(mine)
    said = f"Saying {mine:.0%} you would expect a score of {expected_brier(mine, believed):.4f}"
    best = f"{expected_brier(believed, believed):.4f}"
    if abs(mine - believed) > 1e-9:
        return Text(f"**Not yet.** {said}; there is a chance with {best}.")
    there = f"{brier(mine, 1):.2f} if it happens, {brier(mine, 0):.2f} if not"
    return Text(
        f"**Yes.** {said} ({there}), and no other chance has less: to say what you believe is best."
    )


def check_nearer(low: float, high: float, *, than: tuple[float, float], outcome: float) -> Text:
    """Whether the 80 % range from low to high scores better than another does, given the outcome."""
    for end in (low, high):
        if isinstance(end, bool) or not isinstance(end, (int, float)) or not math.isfinite(end):
            raise DataProblem(f"{end!r} is no number: give the range two, such as 10, 40")
    if low > high:
        raise DataProblem(f"{low:g} is above {high:g}: give the low end first")
    mine, other = crps(low, high, outcome), crps(*than, outcome)
    said = f"{low:g} to {high:g} scores {mine:.2f}, {than[0]:g} to {than[1]:g} scores {other:.2f}."
    if mine < other:
        return Text(f"**Yes.** {said} Lower is nearer.")
    where = "your range holds it" if low <= outcome <= high else "your range leaves it out"
    return Text(
        f"**Not yet.** {said} The outcome is {outcome:g}: {where}. Move the middle, or the width."
    )


def _is_chance(mine) -> None:
    if isinstance(mine, bool) or not isinstance(mine, (int, float)) or not 0 <= mine <= 1:
        raise DataProblem(f"{mine!r} is no chance: give a number from 0 to 1, such as 0.3")


def check_reply(mine: Reply, a: Assumptions, *, words: bool = True) -> Text:
    """Which parts of a reply are there and which are missing; about structure, never about opinion.

    words: whether the reader's own words are asked for too. What the model shows follows, without
    a mark.
    """
    _is_assumptions(a)
    if not isinstance(mine, Reply):
        raise DataProblem(f"{mine!r} is no reply: write reply.Reply(claim=…, assumption=…)")
    found = [f for f in check(mine, a) if words or f.part != "words"]
    lacks = [f.sentence for f in found if not f.there]
    head = f"**Still missing: {len(lacks)}.**" if lacks else "**Every part is there.**"
    lines = [*lacks, *(f.sentence for f in found if f.there), *shown_lines(mine, a)]
    return Text("\n".join([head, "", *(f"- {line}" for line in lines)]))


def _is_assumptions(mine) -> None:
    if not isinstance(mine, Assumptions):
        raise DataProblem(
            f"{mine!r} is no set of assumptions: write assumptions().replace(name=value), "
            "with a name from the column “name in code” of the table above"
        )


def _hint(c, start: Assumptions, keep: Sequence[str]) -> str:
    """An assumption that turns the claim alone, if one does that is not among those to keep."""
    found = turning(c, start, keep)
    if not found:
        rest = " of those that may move" if keep else ""
        return f" A hint: no single change{rest} turns it; try two together."
    return f" A hint: one assumption that can turn it alone is *{found[0].record.title}*."


def _least(c, start: Assumptions, mine: Assumptions, keep: Sequence[str]) -> str:
    (name,) = mine.changed()
    r = start.records[name]
    move = abs(getattr(mine, name) - r.value) / (r.high - r.low)
    least = min((f.move for f in turning(c, start, keep)), default=move)
    if move <= least + 1e-9:
        return " No single change does it with less of a move."
    return (
        f" Your move takes {move:.0%} of its range. The least that is possible takes {least:.0%}."
    )


def _code(mine: Assumptions) -> str:
    try:
        return f" Your code: `{code(mine)}`"
    except CodeProblem:
        return ""
