"""What a conclusion rests on, in words: the questions of notebook 09, put to a claim or to two strategies.

Each function takes assumptions and returns Markdown. A question about strategies is judged by the weights
in those assumptions, so panels ask only once the reader has set them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from . import comparison, verdicts
from .argument import claims
from .assumptions import Assumption, Assumptions, parameters_read
from .codes import read
from .data import DataProblem, nearest
from .scenarios import scenarios
from .text import MARK, Text
from .verdicts import holding

WORLDS, SEED = 2000, 2009
MOST_OF_A_GRID = 9  # assumptions, three places each


class Question(NamedTuple):
    """Something that is so or not under assumptions: a claim's verdict, or one strategy beside another.

    measure: a number; threshold: the question is answered yes where it is at least that.
    """

    words: str
    holds: Callable[[Assumptions], Any]
    measure: Callable[[Assumptions], Any]
    threshold: float | None
    weighed: bool  # whether it asks for the reader's weights


def questions() -> dict[str, Question]:
    """Every question that can be put, by its id: claims with a rule, and the op-ed beside each rival."""
    found = {}
    for one in claims().values():
        if one.verdict:
            holds = holding(one)
            found[one.id] = Question(f"{one.id}: {one.title}", holds, holds, None, False)
    known = scenarios()
    for name, other in known.strategies.items():
        if name == comparison.OP_ED:
            continue
        words = f"{known.strategies[comparison.OP_ED].title}: less loss than {_lower(other.title)}"
        pair = {"one": comparison.OP_ED, "other": name}
        found[f"{comparison.OP_ED}>{name}"] = Question(
            words,
            partial(comparison.does_better, **pair),
            partial(comparison.gain_over, **pair),
            0.0,
            True,
        )
    return found


def question(id: str) -> Question:
    """The question of this id; raises DataProblem with the nearest known one."""
    known = questions()
    if id not in known:
        raise DataProblem(f"no question is called {id!r}{nearest(id, known)}")
    return known[id]


def smallest_flip(a: Assumptions, id: str, together: int = 2) -> Text:
    """The smallest change that turns the answer: fewest assumptions, then the least move."""
    asked = question(id)
    found = verdicts.smallest_flip(asked.holds, a, _free(asked, a), together=together)
    return Text(f"*{asked.words}.* {found.sentence}")


def whole_grid(a: Assumptions, id: str, records: Iterable[str] = (), most: int = 6) -> Text:
    """In how many combinations of low, default and high the answer holds, and where it fails.

    records: which assumptions; by default all that may move, or, where they are too many, the `most` that
    turn the answer by themselves, least move first.
    """
    asked = question(id)
    free = _free(asked, a)
    names = list(records) or [r.name for r in free]
    if len(names) > MOST_OF_A_GRID:
        names = [f.record.name for f in _alone(asked, a, free)][:most]
        names += [r.name for r in free if r.name not in names][: max(0, 2 - len(names))]
    chosen = [a.record(n) for n in names]
    found = verdicts.whole_grid(asked.holds, verdicts.grid(a, chosen))
    tried = "; ".join(r.title for r in chosen)
    return Text(f"*{asked.words}.* {found.sentence}\n\nOn the grid: {tried}.")


def crux(one: Assumptions, other: Assumptions, id: str) -> Text:
    """Of all differences between two people's assumptions, which one the answer hangs on."""
    asked = question(id)
    found = verdicts.crux(asked.measure, one, other, threshold=asked.threshold)
    rows = [f"*{asked.words}.* {found.sentence}"]
    shown = [d for d in found.differences if abs(d.share) > 1e-9][:8]
    if shown:
        rows += [
            "",
            "| they differ in | one | the other | share of the difference |",
            "| --- | --- | --- | --- |",
        ]
        total = found.end - found.start
        for d in shown:
            r = d.records[0]
            values = (
                [r.show(getattr(a, r.name)) for a in (one, other)]
                if len(d.records) == 1
                else [f"{len(d.records)} numbers", ""]
            )
            part = f"{d.share / total:.0%}" if abs(total) > 1e-9 else f"{d.share:+.3f}"
            rows.append(f"| {d.label} | {values[0]} | {values[1]} | {part} |")
    return Text("\n".join(rows))


def exchanged_until_it_turns(one: Assumptions, other: Assumptions, id: str) -> int | None:
    """How many of one person's numbers must become the other's until the answer turns; None if never.

    The largest effect first; where too many differ, those of a step count as one.
    """
    asked = question(id)
    turns = verdicts.crux(asked.measure, one, other, threshold=asked.threshold).turns
    return None if turns is None else turns + 1


def crux_of_codes(one: str, other: str, id: str, base: Assumptions) -> Text:
    """The same for two codes, as two people read them out; raises CodeProblem that says whose is wrong."""
    people = []
    for who, text in (("the first", one), ("the second", other)):
        try:
            people.append(read(text, base).assumptions)
        except DataProblem as fault:
            raise DataProblem(f"{who} code cannot be read: {fault}") from None
    return crux(*people, id)


def regrets(a: Assumptions) -> Text:
    """Shares of the worlds drawn in which each strategy has the least loss, and its regret."""
    found = verdicts.compared(comparison.drawn_losses(a, WORLDS, SEED).T, _titles())
    rows = [
        "| strategy | least loss in | regret, mean | regret, at most |",
        "| --- | --- | --- | --- |",
    ]
    for i, title in enumerate(found.options):
        rows.append(
            f"| {title} | {found.best[i]:.0%} | {found.mean_regret[i]:.2f} | {found.max_regret[i]:.2f} |"
        )
    return Text("\n".join([found.sentence, "", *rows]))


def discovery(a: Assumptions, id: str) -> Text:
    """Where among the worlds drawn the answer is mostly no: a box in plain words (PRIM)."""
    asked = question(id)
    free = [r for r in _free(asked, a) if r.role == "uncertainty"]
    worlds = verdicts.draws(a, free, WORLDS, np.random.default_rng(SEED))
    fails = ~np.broadcast_to(asked.holds(worlds), WORLDS)
    found = verdicts.discover(fails, worlds, free, "the answer is no")
    return Text(f"*{asked.words}.* {found.sentence}")


def screened(a: Assumptions, id: str, rows: int = 10) -> Text:
    """Which assumptions move the measure most, one at a time from many places (Morris)."""
    asked = question(id)
    free = [r for r in _free(asked, a) if r.role == "uncertainty"]
    found = verdicts.morris(asked.measure, a, free, np.random.default_rng(SEED))
    table = [
        "| assumption | moves the measure by | depends on the others | evidence |",
        "| --- | --- | --- | --- |",
    ]
    for one in found.impacts[:rows]:
        r = one.record
        much = "much" if one.uneven > one.impact else "less"
        table.append(f"| {r.title} | {one.impact:.3f} | {much} | {MARK[r.evidence]} {r.evidence} |")
    return Text("\n".join([f"*{asked.words}.* {found.runs} runs.", "", *table]))


def worth_knowing(a: Assumptions, rows: int = 8) -> Text:
    """By how much the expected loss would fall if one assumption were known before choosing."""
    records = [r for r in comparison.rests_on(a) if r.role == "uncertainty"]
    worlds = verdicts.draws(a, records, WORLDS, np.random.default_rng(SEED))
    losses = comparison.losses(worlds).T
    table = ["| assumption | worth knowing |", "| --- | --- |"]
    for one in verdicts.value_of_knowing(losses, worlds, records)[:rows]:
        table.append(f"| {one.record.title} | {max(one.evppi, 0):.4f} |")
    every = verdicts.evpi(losses)
    return Text(
        "\n".join(
            [f"To know everything would be worth {every:.3f} of loss; one at a time:", "", *table]
        )
    )


def _alone(asked: Question, a: Assumptions, free: list[Assumption]) -> list[verdicts.Flip]:
    """What turns the answer alone, the least move first."""
    now, found = bool(asked.holds(a)), []
    for r in free:
        places = r.positions()
        holds = np.broadcast_to(asked.holds(a.replace_unchecked(**{r.name: places})), places.shape)
        other = places[holds != now]
        if other.size:
            start = getattr(a, r.name)
            found.append(verdicts.Flip(r, start, float(other[np.argmin(np.abs(other - start))])))
    return sorted(found, key=lambda f: f.move)


def _free(asked: Question, a: Assumptions) -> list[Assumption]:
    """What may move: uncertainties, and for a claim its values too; never the reader's weights."""
    read_ = parameters_read(asked.holds, a)
    roles = ("uncertainty",) if asked.weighed else ("uncertainty", "value")
    return [r for r in read_ if r.role in roles]


def _titles() -> list[str]:
    return [s.title for s in scenarios().strategies.values()]


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def champions(a: Assumptions) -> Text:
    """Which strategy has the least loss in the author's, a critic's and each rival view, at default weights."""
    known = scenarios()
    titles = {n: s.title for n, s in known.strategies.items()}
    rows = ["| view | least loss | next | whom it favours |", "| --- | --- | --- | --- |"]
    for view, ranked in comparison.champions().items():
        title = known.presets[view].title if view in known.presets else f"the {view}'s setting"
        favours = titles[known.presets[view].favours] if view in known.presets else "–"
        first, second = (f"{titles[n]} ({loss:.3f})" for n, loss in list(ranked.items())[:2])
        rows.append(f"| {title} | {first} | {second} | {favours} |")
    without = " and ".join(titles[n] for n in comparison.without_preset())
    rows += [
        "",
        f"At these weights no view was found in which {without} does best. None was looked for by moving "
        "numbers until it did.",
    ]
    return Text("\n".join(rows))
