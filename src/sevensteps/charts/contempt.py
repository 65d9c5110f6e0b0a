"""Charts of step 4, "bored contempt": of its models, and of its facts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .house import (
    COLOUR,
    INK,
    Still,
    checked_points,
    cited,
    framed,
    labels,
    named,
    of_facts,
    share_axis,
    threshold,
)

__all__ = ["answers_given", "bifurcation_of_policies", "generosity_and_types", "policies_over_time"]

POLICIES = ("reward", "ignore", "punish")
TYPES = {"answers in kind": "#0072b2", "takes what works": "#007a5a", "always provokes": "#882255"}


def _policy() -> alt.Color:
    return (
        alt.Color("policy", type="nominal")
        .legend(None)
        .scale(domain=POLICIES, range=[COLOUR[p] for p in POLICIES])
    )


def policies_over_time(years: float) -> alt.LayerChart:
    """Propensity to provoke over time under each policy, the threshold, and the reader's dot.

    years: the end of the axis. Datasets: `curves` (year, propensity, policy), `threshold` (y,
    label), `ends` (year, propensity, policy, label), `dot` (year, propensity, label).
    """
    x = (
        alt.X("year", type="quantitative")
        .title("years of the policy")
        .scale(domain=[0, years], nice=False)
        .axis(grid=False, tickCount=int(years))
    )
    y = share_axis(alt.Y, "propensity", "chance of a provocation in a quarter")
    dot = named("dot").encode(x, y)
    return framed(
        named("curves").mark_line().encode(x, y, _policy()),
        threshold(below=True),
        labels(named("ends").encode(x, y, _policy()), align="right", dx=-4, dy=-12),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=12, dy=18, beside="year", over="propensity"),
    )


def bifurcation_of_policies(most: float) -> alt.LayerChart:
    """Propensity against what provoking is worth, for each policy, with the line of "less".

    most: the end of the axis. Datasets: `curves` (worth, propensity, policy), `less` (worth,
    propensity, label), `ends` (worth, propensity, policy, label), `dot` (worth, propensity, label).
    """
    x = (
        alt.X("worth", type="quantitative")
        .title("what provoking is worth whatever we do, logits")
        .scale(domain=[0, most], nice=False)
        .axis(grid=False)
    )
    y = share_axis(alt.Y, "propensity", "chance of a provocation in a quarter")
    dot = named("dot").encode(x, y)
    less = named("less").encode(x, y)
    return framed(
        named("curves").mark_line().encode(x, y, _policy()),
        less.mark_line(color=COLOUR["threshold"], strokeDash=[8, 5], strokeWidth=2.5),
        labels(named("ends").encode(x, y, _policy()), align="right", dx=-4, dy=-12),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=12, dy=18, beside="worth", over="propensity"),
    )


def generosity_and_types() -> alt.LayerChart:
    """Provocation rate in the repeated game against generosity, a line for each opponent.

    Datasets: `curves` (generosity, rate, type), `ends` (generosity, rate, type, label), `threshold`
    (y, label), `dot` (generosity, rate, label). Shares of 0 to 1.
    """
    x = share_axis(alt.X, "generosity", "provocations that Washington lets pass")
    y = share_axis(alt.Y, "rate", "rounds with a provocation")
    kind = (
        alt.Color("type", type="nominal")
        .legend(None)
        .scale(domain=list(TYPES), range=list(TYPES.values()))
    )
    dot = named("dot").encode(x, y)
    return framed(
        named("curves").mark_line().encode(x, y, kind),
        threshold(),
        labels(named("ends").encode(x, y, kind), align="right", dx=-4, dy=-12),
        dot.mark_point(filled=True, size=320, opacity=1, color=INK),
        labels(dot, dx=12, dy=18, beside="generosity", over="rate"),
    )


def answers_given(table: pd.DataFrame) -> Still:
    """What Washington did first, and later, after notable provocations, as we code it.

    table: `facts.table("responses")`. A selection of events: never a rate.
    """
    kinds = ["reward", "talk", "ignore", "punish"]
    colours = {**{k: COLOUR[k] for k in ("reward", "ignore", "punish")}, "talk": "#8c8c8c"}
    early = table["date"].dt.year < 2006
    first = {
        when: int((table[rows]["response"] == "punish").sum())
        for when, rows in (("before", early), ("since", ~early))
    }
    finding = (
        f"Of {int(early.sum())} listed provocations before 2006, {first['before']} were first punished; "
        f"of {int((~early).sum())} since then, {first['since']}"
    )
    later = int(table["later_response"].isin(["reward", "talk"]).sum())
    ignored = int((table["response"] == "ignore").sum())
    alt_text = (
        f"{finding}. In {later} cases talks or a reward came later. {ignored} were ignored. The coding "
        "is one person's, the events are a selection, and what followed is not drawn: it would not be a cause."
    )
    scale = alt.Scale(domain=kinds, range=[colours[k] for k in kinds])
    x = (
        alt.X("date", type="temporal")
        .title(None)
        .scale(padding=24)
        .axis(format="%Y", tickCount=10, grid=False)
    )
    base = alt.Chart(table).encode(
        x,
        alt.Y("response", type="nominal").sort(kinds).title("first answer").axis(grid=True),
        alt.Color("response", type="nominal").scale(scale).legend(None),
        tooltip=["date", "event", "response", "later_response"],
    )
    points = [p.encode(size=alt.value(220)) for p in checked_points(base)]
    footnote = f"{cited(table)}; the coding is ours"
    return of_facts(*points, finding=finding, alt_text=alt_text, footnote=footnote)
