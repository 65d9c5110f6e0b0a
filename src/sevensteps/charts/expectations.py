"""Charts of step 1, "keep expectations low": of its model, and of its facts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .house import (
    COLOUR,
    INK,
    PALE,
    Still,
    cited,
    framed,
    labels,
    named,
    of_facts,
    share_axis,
    threshold,
    threshold_across,
    year_axis,
)

__all__ = ["beliefs_and_deals", "deals_timeline", "survival_of_deals", "threat_and_belief", "tries"]


def beliefs_and_deals(density: float) -> alt.LayerChart:
    """Belief about the success rate before and after the record, each deal a dot, the threshold.

    density: the end of the axis. Datasets: `curves` (rate, density, belief: prior or posterior),
    `deals` (rate, at, outcome, name), `threshold` (x, label), `dot` (rate, at, label), `names`
    (rate, at, label).
    """
    x = share_axis(alt.X, "rate", "success rate of an attempt")
    y = (
        alt.Y("density", type="quantitative")
        .title("how strongly it is believed (density)")
        .scale(domain=[0, density], nice=False)
        .axis(labels=False, ticks=False, grid=False)
    )
    at = alt.Y("at", type="quantitative").scale(domain=[0, density], nice=False)
    beliefs = ("prior", "posterior")
    colour = (
        alt.Color("belief", type="nominal")
        .legend(None)
        .scale(domain=beliefs, range=[COLOUR[b] for b in beliefs])
    )
    outcomes = {"not a success": "white", "a success": COLOUR["posterior"]}
    fill = (
        alt.Fill("outcome", type="nominal")
        .legend(None)
        .scale(domain=list(outcomes), range=list(outcomes.values()))
    )
    line = named("curves").mark_line(clip=True).encode(x, y, colour)
    deals = named("deals").mark_point(size=130, stroke=INK, strokeWidth=1.5, opacity=1)
    dot = named("dot").encode(x, at)
    return framed(
        line,
        threshold_across(),
        deals.encode(x, at, fill, tooltip=[alt.Tooltip("name", type="nominal")]),
        labels(named("names").encode(x, at), fontSize=14),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=14, beside="rate"),
    )


def survival_of_deals(years: float) -> alt.LayerChart:
    """Survival of deals: Kaplan-Meier steps at the low and the high dates, and what is predicted.

    years: the end of the axis. Datasets: `curve` (year, share), `steps` (year, share, dating),
    `half` (year, share, label), `names` (year, share, label). Shares of 0 to 1.
    """
    x = (
        alt.X("year", type="quantitative")
        .title("years since a deal was made")
        .scale(domain=[0, years], nice=False)
        .axis(grid=False)
    )
    y = share_axis(alt.Y, "share", "deals that still hold")
    datings = ("Kaplan-Meier, low dates", "Kaplan-Meier, high dates")
    colour = (
        alt.Color("dating", type="nominal")
        .legend(title=None, orient="top-right", labelFontSize=15, symbolStrokeWidth=4)
        .scale(domain=datings, range=[COLOUR[d] for d in datings])
    )
    steps = named("steps").mark_line(interpolate="step-after", strokeWidth=3)
    half = named("half").encode(x, y)
    return framed(
        named("curve")
        .mark_line(color=COLOUR["predictive"], strokeWidth=5, opacity=0.55)
        .encode(x, y),
        steps.encode(x, y, colour),
        labels(named("names").encode(x, y), dy=-16, color=COLOUR["predictive"]),
        half.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(half, dx=14, dy=-12, beside="year", over="share"),
    )


def tries(most: int) -> alt.LayerChart:
    """The chance of at least one success against the number of further tries, and the threshold.

    most: the last number. Datasets: `bars` (tries, chance), `threshold` (y, label), `dot` (tries,
    chance, label). Probabilities of 0 to 1.
    """
    x = (
        alt.X("tries", type="quantitative")
        .title("further tries")
        .scale(domain=[0, most + 1], nice=False)
        .axis(grid=False, tickMinStep=1)
    )
    y = share_axis(alt.Y, "chance", "chance of at least one success")
    dot = named("dot").encode(x, y)
    return framed(
        named("bars").mark_bar(color=COLOUR["posterior"], opacity=0.45, size=14).encode(x, y),
        threshold(),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=12, dy=-18, beside="tries", over="chance"),
    )


def threat_and_belief(low: float, high: float) -> alt.LayerChart:
    """Belief after a threat against what a threat says, the thresholds, and the reader's dots.

    low, high: the ends of the axis. Datasets: `curve` (ratio, chance), `threshold` (x, label),
    `dots` (ratio, chance, who: before or after, label, at: pixels). Probabilities of 0 to 1.
    """
    x = (
        alt.X("ratio", type="quantitative")
        .title("a threat is … times as likely if a deal is wanted as if not")
        .scale(type="log", domain=[low, high], nice=False)
        .axis(values=[0.2, 0.33, 0.5, 1, 2, 3, 5], format=".2~f", grid=False)
    )
    y = share_axis(alt.Y, "chance", "chance of success")
    dots = named("dots").encode(x, y)
    after = alt.datum.who == "after"
    return framed(
        named("curve").mark_line(color=COLOUR["posterior"]).encode(x, y),
        threshold_across(scale=alt.Scale(type="log", domain=[low, high], nice=False)),
        dots.mark_point(fill="white", size=240, opacity=1, color=PALE).transform_filter(~after),
        dots.mark_point(filled=True, size=320, opacity=1, color=INK).transform_filter(after),
        labels(named("dots").transform_filter(~after), x=150, y=alt.expr("datum.at"), color=PALE),
        labels(named("dots").transform_filter(after), x=150, y=alt.expr("datum.at")),
    )


def deals_timeline(table: pd.DataFrame) -> Still:
    """When each deal began and when it can be said to have ended: the spread of the dating.

    table: `facts.table("deals")`.
    """
    shown = table.sort_values("start").assign(
        spread=table["end_high"] - table["end_low"],
        low=table["end_low"] - table["start"],
        deal=table["name"].where(table["nuclear_or_missile"] == "yes", table["name"] + " *"),
    )
    widest = shown.loc[shown["spread"].idxmax()]
    lasting = {c: (table[c] - table["start"]).mean() for c in ("end_low", "end_high")}
    finding = (
        f"By the dating alone these {len(table)} deals lasted {lasting['end_low']:.1f} or "
        f"{lasting['end_high']:.1f} years on average"
    )
    alt_text = (
        f"{finding}. The widest spread is that of “{widest['name']}”: "
        f"{widest['spread']:.0f} years between the first and the last date at which it can be said "
        f"to have ended. {(table['stopped'] == 'production').sum()} stopped production, "
        f"{(table['stopped'] == 'tests').sum()} tests, the others neither."
    )
    colours = {"production": COLOUR["posterior"], "tests": "#007a5a", "nothing": COLOUR["lost"]}
    y = alt.Y("deal", type="nominal").sort(list(shown["deal"])).title(None).axis(labelLimit=260)
    stopped = (
        alt.Color("stopped", type="nominal")
        .scale(domain=list(colours), range=list(colours.values()))
        .legend(title="what stood still", orient="top-right", labelFontSize=14)
    )
    base = alt.Chart(shown)
    held = base.mark_bar(height=11).encode(year_axis("start"), alt.X2("end_low"), y, stopped)
    maybe = base.mark_bar(height=11, opacity=0.35).encode(
        year_axis("end_low"), alt.X2("end_high"), y, stopped
    )
    ours = base.mark_tick(color=INK, thickness=3, size=17).encode(year_axis("end"), y)
    others = shown[shown["nuclear_or_missile"] != "yes"]
    halted = others[others["stopped"] != "nothing"]
    widely = others[others["nuclear_or_missile"] != "no"]
    footnote = (
        f"{cited(shown)}; pale: from the first to the last date of the end, tick: our judgement\n"
        f"*: {len(others)} deals not of their own on nuclear weapons or missiles, {len(halted)} with a halt all the "
        f"same; “halts only” leaves them out, “read widely” counts {len(widely)} of them"
    )
    return of_facts(held, maybe, ours, finding=finding, alt_text=alt_text, footnote=footnote)
