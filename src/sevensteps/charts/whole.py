"""Charts of the whole strategy: fans, criteria, ledgers, shares."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from .house import (
    COLOUR,
    INK,
    STRATEGY_COLOURS,
    framed,
    labels,
    named,
    share_axis,
    threshold_across,
)

__all__ = [
    "arsenal_fans",
    "criteria_against_drift",
    "losses_by_ledger",
    "shares_of_worlds",
    "step_attribution",
]

SIDES = {"helps": COLOUR["freeze"], "harms": COLOUR["hold out"]}
LEDGERS = ("Washington's ledger", "the alliance's ledger")


def _strategy(titles: Sequence[str], legend: alt.Legend | None = None) -> alt.Color:
    colours = [STRATEGY_COLOURS[i % len(STRATEGY_COLOURS)] for i in range(len(titles))]
    return (
        alt.Color("strategy", type="nominal")
        .scale(domain=list(titles), range=colours)
        .legend(legend)
    )


def _rows(titles: Sequence[str]) -> alt.Y:
    return (
        alt.Y("strategy", type="nominal")
        .sort(list(titles))
        .title(None)
        .axis(labelLimit=240, grid=True)
    )


def arsenal_fans(titles: Sequence[str]) -> alt.LayerChart:
    """The arsenal over time, a fan a strategy: eight histories in ten, and the middle one.

    titles: all strategies, for their colours. The axes follow the data. Datasets: `fan` (year,
    strategy, q10, q50, q90), `ends` (year, stock, strategy, label). Weapon-equivalents.
    """
    x = (
        alt.X("year", type="quantitative")
        .title("years from autumn 2009")
        .scale(nice=False)
        .axis(grid=False, tickCount=8)
    )
    scale = alt.Scale(zero=True, nice=True)

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative").title("weapon-equivalents").scale(scale)

    base = named("fan").encode(x, _strategy(titles))
    ends = named("ends").encode(x, y("stock"), _strategy(titles))
    return framed(
        base.mark_area(opacity=0.2, clip=True).encode(y("q10"), alt.Y2("q90")),
        base.mark_line(clip=True).encode(y("q50")),
        labels(ends, dx=-8, align="right"),
    )


def criteria_against_drift(titles: Sequence[str], criteria: Sequence[str]) -> alt.LayerChart:
    """What each strategy changes against the baseline, criterion by criterion; less harm to the left.

    titles: strategies; criteria: their titles, a row each. Dataset `dots` (criterion, strategy,
    change, label): in units of the criterion's anchor, unweighted.
    """
    x = (
        alt.X("change", type="quantitative")
        .title("harm against the baseline: less (left) or more (right); 1 is the anchor")
        .scale(type="symlog", constant=0.01, domain=[-1, 1], nice=False, clamp=True)
        .axis(values=[-1, -0.3, -0.1, -0.03, 0, 0.03, 0.1, 0.3, 1], format="+.2~f")
    )
    y = (
        alt.Y("criterion", type="nominal")
        .sort(list(criteria))
        .title(None)
        .axis(grid=True, labelLimit=240)
    )
    legend = alt.Legend(title=None, orient="top", columns=3, labelFontSize=14, symbolSize=180)
    base = named("dots").encode(x, y)
    colour = _strategy(titles, legend)
    return framed(
        base.mark_point(filled=True, size=190, opacity=0.9).encode(
            colour, alt.Tooltip("label", type="nominal")
        ),
    )


def losses_by_ledger(titles: Sequence[str], most: float) -> alt.LayerChart:
    """The reader's loss of each strategy in both ledgers, always together, and by the reader's weight.

    titles: strategies, a row each; most: the end of the axis. Datasets: `dots` (strategy, ledger, loss),
    `own` (strategy, loss), `threshold` (x, label): losses over the baseline's in the same ledger.
    """
    scale = alt.Scale(type="log", domain=[1 / most, most], nice=False, clamp=True)
    x = (
        alt.X("loss", type="quantitative")
        .title("loss by your weights, over that of the baseline (logarithmic); less is better")
        .scale(scale)
        .axis(values=[0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2], format=".2~f")
    )
    ledger = (
        alt.Color("ledger", type="nominal")
        .scale(domain=LEDGERS, range=[COLOUR[name] for name in LEDGERS])
        .legend(title=None, orient="top", labelFontSize=15, symbolSize=200)
    )
    y, base = _rows(titles), named("dots")
    side = alt.YOffset("ledger", type="nominal").sort(list(LEDGERS))
    return framed(
        threshold_across(scale),
        base.mark_point(filled=True, size=200, opacity=1).encode(x, y, side, ledger),
        named("own").mark_tick(thickness=4, size=34, color=INK).encode(x, y),
    )


def shares_of_worlds(titles: Sequence[str]) -> alt.LayerChart:
    """In what share of the worlds drawn each strategy has least loss, with its regret beside it.

    titles: strategies, a row each. Dataset `shares` (strategy, share, label).
    """
    x = share_axis(alt.X, "share", "share of the worlds drawn in which it has the least loss")
    y, base = _rows(titles), named("shares")
    return framed(
        base.mark_bar(height=20).encode(x, y, _strategy(titles)),
        labels(base.encode(x, y), dx=8, fontSize=14),
    )


def step_attribution(steps: Sequence[str]) -> alt.LayerChart:
    """What each step adds to the op-ed's loss, from all steps off to all on; to the left it helps.

    steps: a row each. Datasets: `bars` (step, share, side: a key of SIDES, label), `threshold` (x, label).
    """
    scale = alt.Scale(type="symlog", constant=0.02, domain=[-2, 2], nice=False, clamp=True)
    x = (
        alt.X("share", type="quantitative")
        .title("loss that the step adds: less (left) or more (right); stretched around 0")
        .scale(scale)
        .axis(values=[-1, -0.3, -0.1, -0.03, 0, 0.03, 0.1, 0.3, 1], format="+.2~f")
    )
    y = alt.Y("step", type="nominal").sort(list(steps)).title(None).axis(labelLimit=240)
    side = (
        alt.Color("side", type="nominal")
        .scale(domain=list(SIDES), range=list(SIDES.values()))
        .legend(None)
    )
    base = named("bars")
    left = alt.datum.share < 0
    text = base.encode(x, y)
    return framed(
        base.mark_bar(height=22).encode(x, y, side),
        threshold_across(scale),
        labels(text.transform_filter(~left), dx=8, fontSize=14),
        labels(text.transform_filter(left), dx=-8, align="right", fontSize=14),
    )
