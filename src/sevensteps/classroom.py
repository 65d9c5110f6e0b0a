"""What a lecturer hands out: checks of exercises that accept any correct way and explain the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .assumptions import Assumptions, assumptions, one_set
from .codes import CodeProblem, code
from .pages import Text, judged
from .verdicts import flips, judge


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
    if after.holds == before.holds:
        return Text(
            f"**Not yet.** The verdict is the same as at the start. {said}{_hint(c, start)}"
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
        f"**It turned.** {said}{_least(c, start, mine) if at_most == 1 else ''}{_code(mine)}"
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
    if bool(verdict.holds) != holds:
        wanted = "hold" if holds else "fail"
        return Text(f"**Not yet.** The claim is to {wanted}. {said}")
    other = [start.record(n).title for n in mine.changed() if only and n not in only]
    if other:
        return Text(f"**Almost.** Put back what was to stay as it is: {', '.join(other)}. {said}")
    return Text(f"**Yes.** {said}{_code(mine)}")


def _hint(c, start: Assumptions) -> str:
    turning = flips(c, start)
    if not turning:
        return " No single change turns it: try two together."
    first = turning[0].record.title
    return f" A hint: one assumption that can turn it alone is *{first}*."


def _least(c, start: Assumptions, mine: Assumptions) -> str:
    (name,) = mine.changed()
    r = start.records[name]
    move = abs(getattr(mine, name) - r.value) / (r.high - r.low)
    least = flips(c, start)[0]
    if move <= least.move + 1e-9:
        return " No single change does it with less of a move."
    return f" Your move takes {move:.0%} of its range. The least that is possible takes {least.move:.0%}."


def _code(mine: Assumptions) -> str:
    try:
        return f" Your code: `{code(mine)}`"
    except CodeProblem:
        return ""
