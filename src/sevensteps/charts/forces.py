"""Charts of step 7, "withdraw US forces": of its models, and of its facts."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from .house import (
    COLOUR,
    HEIGHT,
    INK,
    PALE,
    WIDTH,
    Still,
    checked_points,
    cited,
    framed,
    labels,
    named,
    of_facts,
    share_axis,
    threshold,
    year_axis,
)

__all__ = [
    "balance_of_forces",
    "break_even_frontier",
    "forces_counted",
    "income_ratio",
    "two_ledgers",
]

SIDES = {"alone": COLOUR["South Korea"], "with US forces": COLOUR["United States"]}
LEDGERS = ("Washington's ledger", "the alliance's ledger")


def _ledger() -> alt.Color:
    return (
        alt.Color("ledger", type="nominal")
        .legend(None)
        .scale(domain=LEDGERS, range=[COLOUR[name] for name in LEDGERS])
    )


def _key(base: alt.Chart, row: int, colour: str = INK) -> alt.LayerChart:
    """Words in the lower right corner, which rising lines leave free."""
    return labels(base, color=colour, x=WIDTH - 6, y=HEIGHT - 38 + 20 * row, align="right")


def balance_of_forces(low: float, high: float) -> alt.LayerChart:
    """The chance to hold against the force ratio, alone and with US forces, with a spread, the dots.

    low, high: the ends of the axis. Datasets: `curves` (ratio, holding, low, high, who), `threshold`
    (y, label), `dots` (ratio, holding, who, label). Probabilities of 0 to 1.
    """
    x = (
        alt.X("ratio", type="quantitative")
        .title("South over North, without US forces, weighted for quality")
        .scale(domain=[low, high], nice=False)
        .axis(grid=False)
    )
    y = share_axis(alt.Y, "holding", "chance that the defence holds")
    who = (
        alt.Color("who", type="nominal")
        .legend(None)
        .scale(domain=list(SIDES), range=list(SIDES.values()))
    )
    base = named("curves").encode(x, who)
    dots = named("dots").encode(x, y)
    alone = alt.datum.who == "alone"
    return framed(
        base.mark_area(opacity=0.16).encode(
            share_axis(alt.Y, "low", "chance that the defence holds"), alt.Y2("high")
        ),
        base.mark_line().encode(y),
        threshold(),
        dots.mark_point(fill="white", size=260, opacity=1, stroke=INK).transform_filter(~alone),
        dots.mark_point(filled=True, size=320, opacity=1, color=INK).transform_filter(alone),
        *(
            _key(named("dots").transform_filter(alt.datum.who == who), k)
            for k, who in enumerate(SIDES)
        ),
    )


def break_even_frontier(low: float, high: float) -> alt.LayerChart:
    """Where leaving is even, for each ledger, over the change of the hazard and the entanglement.

    low, high: the ends of the axis, as hazard ratios. Datasets: `lines` (ratio, entangled, ledger),
    `names` (ledger, label), `dot` (ratio, entangled, label).
    """
    x = (
        alt.X("ratio", type="quantitative")
        .title("hazard of war after leaving, over before")
        .scale(type="log", domain=[low, high], nice=False)
        .axis(values=[0.5, 0.75, 1, 1.5, 2, 3, 4, 6], format=".2~f", grid=False)
    )
    y = share_axis(alt.Y, "entangled", "chance that Washington fights, with troops there")
    dot = named("dot").encode(x, y)
    lines = named("lines").mark_line(clip=True, strokeDash=[8, 5])
    return framed(
        lines.encode(x, y, _ledger()),
        *(
            _key(named("names").transform_filter(alt.datum.ledger == name), k, COLOUR[name])
            for k, name in enumerate(LEDGERS)
        ),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=14, dy=20, beside="ratio", over="entangled"),
    )


def two_ledgers(items: Sequence[str]) -> alt.LayerChart:
    """Both ledgers side by side, item by item, gains above the line and losses below.

    items: in the order in which they stand, "|" for a new line. Datasets: `bars` (item, ledger, value,
    label), `axis` (value: the ends of the axis, which are drawn by nothing), `threshold` (y, label).
    """
    x = (
        alt.X("item", type="nominal")
        .sort(list(items))
        .title(None)
        .axis(labelAngle=0, labelExpr="split(datum.label, '|')", labelLineHeight=16)
    )
    y = (
        alt.Y("value", type="quantitative")
        .title("billion US dollars a year, gained or lost")
        .scale(nice=False, zero=True)
        .axis(tickCount=6)
    )
    side = alt.XOffset("ledger", type="nominal").sort(list(LEDGERS))
    colour = (
        alt.Color("ledger", type="nominal")
        .scale(domain=LEDGERS, range=[COLOUR[name] for name in LEDGERS])
        .legend(title=None, orient="top", labelFontSize=15, symbolSize=200)
    )
    base = named("bars").encode(x, side)
    up = alt.datum.value >= 0
    ends = named("axis").mark_point(opacity=0).encode(y)
    return framed(
        ends,
        base.mark_bar().encode(y, colour),
        threshold(),
        labels(base.encode(y).transform_filter(up), align="center", dy=-10, fontSize=13),
        labels(base.encode(y).transform_filter(~up), align="center", dy=14, fontSize=13),
        drop=66,
    )


def income_ratio(table: pd.DataFrame) -> Still:
    """How many times the South out-produces the North, a line for each family of estimates.

    table: `facts.table("income")`. The families are valued differently and never joined.
    """
    families = list(dict.fromkeys(table["family"]))
    colours = dict(zip(families, (COLOUR["posterior"], COLOUR["lost"]), strict=True))
    bank = table[table["family"] == families[0]].set_index("year")["ratio"]
    near = bank.loc[bank.index <= 2009].iloc[-1]
    finding = (
        f"In {bank.loc[bank.index <= 2009].index[-1]} the South's income is about {near:.0f} times the "
        f"North's, by the Bank of Korea; in {bank.index[-1]} about {bank.iloc[-1]:.0f}"
    )
    alt_text = (
        f"{finding}. {families[1][0].upper()}{families[1][1:]} gives "
        f"{table[table['family'] == families[1]]['ratio'].iloc[-1]:.0f} for its last year. The North's income "
        "is estimated and not measured, and the families are never joined."
    )
    base = alt.Chart(table).encode(
        year_axis(),
        alt.Y("ratio", type="quantitative").title("South over North, times").scale(domain=[0, 65]),
        alt.Color("family", type="nominal")
        .scale(domain=families, range=list(colours.values()))
        .legend(title=None, orient="top-left", labelFontSize=14, symbolSize=160),
    )
    points = [p.encode(size=alt.value(80)) for p in checked_points(base)]
    return of_facts(
        base.mark_line(strokeWidth=2),
        *points,
        finding=finding,
        alt_text=alt_text,
        footnote=cited(table),
    )


def forces_counted(table: pd.DataFrame) -> Still:
    """South over North, category by category, in numbers alone: the quality of none is weighed.

    table: `facts.table("forces")`.
    """
    shown = table.assign(ratio=table["south"] / table["north"]).sort_values("ratio")
    more = shown[shown["ratio"] > 1]["category"].tolist()
    finding = f"By number the South has more of {len(more)} of {len(table)} kinds of force: {' and '.join(more)}"
    low = shown.iloc[0]
    alt_text = (
        f"{finding}. It has {low['ratio']:.2g} times the North's {low['category']}. Numbers say nothing of "
        "age, training or fuel, and nobody can add tanks to submarines."
    )
    x = (
        alt.X("ratio", type="quantitative")
        .title("South over North, by number (logarithmic)")
        .scale(type="log", domain=[0.1, 4], nice=False)
        .axis(values=[0.1, 0.2, 0.5, 1, 2, 4], format=".1~f")
    )
    base = alt.Chart(shown).encode(
        x,
        alt.Y("category", type="nominal").sort(list(shown["category"])).title(None).axis(grid=True),
    )
    even = (
        alt.Chart(pd.DataFrame({"ratio": [1.0]})).mark_rule(color=PALE, strokeDash=[3, 3]).encode(x)
    )
    points = [p.encode(color=alt.value(COLOUR["posterior"])) for p in checked_points(base)]
    shown["label"] = [f"{r:.2g}" for r in shown["ratio"]]
    return of_facts(
        even,
        *points,
        labels(base, dx=14),
        finding=finding,
        alt_text=alt_text,
        footnote=f"{cited(shown)}; quantity only",
    )
