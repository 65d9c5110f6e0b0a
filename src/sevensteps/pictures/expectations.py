"""The pictures of step 1, "keep expectations low": of its model, and of its facts."""

import numpy as np

from ..assumptions import assumptions, number, percent
from ..data import arrays
from ..steps import expectations
from . import theme as t
from .picture import caption, dataset, drawn_by, highest, in_years, needed, of_facts, shown, stacked
from .theme import COLOUR, alt

DENSITY, YEARS = 9.0, 16.0  # the ends of the axes
DOT = 0.42  # the height of a deal's dot, in density
DATINGS = "Kaplan-Meier, low dates", "Kaplan-Meier, high dates"


def beliefs_drawing():
    x = t.share("X", "rate", "success rate of an attempt")
    title = "how strongly it is believed (density)"
    y = t.position("Y", "density", title, [0, DENSITY], labels=False, ticks=False, grid=False)
    at = t.position("Y", "at", ends=[0, DENSITY])
    outcomes = {"not a success": "white", "a success": COLOUR["posterior"]}
    deals = t.named("deals").mark_point(size=130, stroke=t.INK, strokeWidth=1.5)
    return t.framed(
        t.line("curves", x, y, t.colours("belief", t.meant("prior", "posterior")), clip=True),
        t.threshold_across(),
        deals.encode(x, at, t.colours("outcome", outcomes, "Fill"), tooltip="name:N"),
        t.labels(t.named("names").encode(x, at), fontSize=14),
        *t.reader(x, at, dx=14, over=False),
    )


@drawn_by(beliefs_drawing)
def beliefs(a):
    """Belief about the success rate before and after the record, each counted deal, the threshold."""
    deals = arrays("deals")
    curves, chance = expectations.beliefs(a, deals), expectations.chance_next(a, deals)
    names = "prior", "posterior"
    sides = [{"rate": curves["rate"], "density": curves[name]} for name in names]
    belong, good = expectations.counted(a, deals), expectations.succeeded(a, deals)
    order = np.argsort(~good[belong], kind="stable")
    won = good[belong][order]
    data = {
        "curves": stacked("belief", names, sides),
        "deals": {
            "rate": np.where(won, 0.975, 0.025),
            "at": (np.arange(len(won)) - won.sum() * ~won + 0.6) * DOT,  # a stack on each side
            "outcome": np.where(won, "a success", "not a success").tolist(),
            "name": deals["name"][belong][order].tolist(),
        },
        "threshold": dataset(x=a.likely_from, label=f"likely from {percent(a.likely_from)}"),
        "dot": dataset(rate=chance, at=DENSITY * 0.52, label=f"you: {percent(chance)}"),
        "names": dataset(
            rate=[0.05, 0.72], at=DOT * 0.8, label=["deals: not a success", "deals: a success"]
        ),
    }
    side = "not likely" if chance < a.likely_from else "likely"
    success, lasting = shown(a, "success_means"), f", for {in_years(a.success_years)} or more"
    prior = a.prior_successes / (a.prior_successes + a.prior_failures)
    return data, caption(
        f"The next attempt succeeds with {percent(chance)}: {side}, after {won.sum()} of "
        f"{len(won)} deals",
        f"Counted: {shown(a, 'reference_class')}.",
        f"Success: {success}{lasting * (success != 'weapons given up')}.",
        f"The prior alone said {percent(prior)}; likely begins at {percent(a.likely_from)}.",
    )


def survival_drawing():
    x = t.position("X", "year", "years since a deal was made", [0, YEARS], grid=False)
    y = t.share("Y", "share", "deals that still hold")
    legend = {"orient": "top-right", "labelFontSize": 15, "symbolStrokeWidth": 4}
    dating = t.colours("dating", t.meant(*DATINGS), **legend)
    return t.framed(
        t.line("curve", x, y, color=COLOUR["predictive"], strokeWidth=5, opacity=0.55),
        t.line("steps", x, y, dating, interpolate="step-after"),
        t.labels(t.named("names").encode(x, y), dy=-16, color=COLOUR["predictive"]),
        *t.reader(x, y, dx=14, dy=-12, data="half"),
    )


@drawn_by(survival_drawing)
def survival(a):
    """The share of deals that last so long: predicted, and by the record at the low and high dates."""
    deals = arrays("deals")
    dated = [a.replace_unchecked(deal_dating=dating) for dating in range(3)]
    one, own, other = (float(expectations.ending_hazard(d, deals)) for d in dated)
    low, high = sorted([one, other])
    record = [expectations.kaplan_meier(d, deals) for d in dated[::2]]
    steps = [{"year": [*r["year"], YEARS], "share": [*r["share"], r["share"][-1]]} for r in record]
    ended, lived = expectations.endings_and_exposure(a, deals)
    shape = a.ending_prior_shape + ended
    middle = (a.ending_prior_years + lived) * (2 ** (1 / shape) - 1)  # where half of them are over

    def holding(at):
        return {"year": at, "share": expectations.survival(a, deals, at)}

    data = {
        "curve": holding(np.linspace(0, YEARS, 65)),
        "steps": stacked("dating", DATINGS, steps),
        "names": dataset(**holding(YEARS * 0.8), label="predicted"),
        "half": dataset(
            **holding(min(middle, YEARS)), label=f"half are over after {middle:.1f} years"
        ),
    }
    place = (own - low) / (high - low) if high > low else 0.5
    end = "late" if place < 0.15 else "early" if place > 0.85 else ""
    near = f", close to the {end} end" if end else ""
    return data, caption(
        f"Half of all deals are expected to be over after {middle:.1f} years",
        f"{ended or 'no'} {'ending' if ended == 1 else 'endings'} in {lived:.1f} "
        f"agreement-years. By the low dates the hazard of an ending is {high:.2f} a year, by the "
        f"high dates {low:.2f}. By our judgement it is {own:.2f}{near}. The thick curve is "
        "predicted; the steps are the record.",
        end=":",
    )


def tries_drawing():
    ends = [0, int(highest("further_tries")) + 1]
    x = t.position("X", "tries", "further tries", ends, grid=False, tickMinStep=1)
    y = t.share("Y", "chance", "chance of at least one success")
    return t.framed(
        t.named("bars").mark_bar(color=COLOUR["posterior"], opacity=0.45, size=14).encode(x, y),
        t.threshold(),
        *t.reader(x, y, dy=-18),
    )


@drawn_by(tries_drawing)
def tries(a):
    """The chance of at least one success by the number of further tries, and the reader's number."""
    deals, count = arrays("deals"), np.arange(1, int(highest("further_tries")) + 1)
    chance = expectations.chance_in_more_tries(a, deals)
    each = expectations.chance_in_more_tries(a.replace_unchecked(further_tries=count), deals)
    data = {
        "bars": {"tries": count, "chance": each},
        "threshold": needed(a, "possible_from", "possible"),
        "dot": dataset(tries=a.further_tries, chance=chance, label=f"you: {percent(chance)}"),
    }
    side = "possible" if chance >= a.possible_from else "hardly possible"
    one = percent(expectations.chance_next(a, deals))
    return data, caption(
        f"In {a.further_tries:g} further {'try' if a.further_tries == 1 else 'tries'}: at least one "
        f"success with {percent(chance)}, {side}",
        f"A single try has {one}, {len(each)} tries {percent(each[-1])}.",
        "Each failure lowers the chance of the next, so that it does not simply add up.",
    )


def threat_drawing():
    record = assumptions().records["threat_likelihood_ratio"]
    title = "a threat is … times as likely if a deal is wanted as if not"
    axis = {"values": [0.2, 0.33, 0.5, 1, 2, 3, 5], "format": ".2~f", "grid": False}
    x = t.position("X", "ratio", title, [record.low, record.high], {"type": "log"}, **axis)
    y = t.share("Y", "chance", "chance of success")
    before, after = (t.only("dots", "who", who) for who in ("before", "after"))
    return t.framed(
        t.line("curve", x, y, color=COLOUR["posterior"]),
        t.threshold_across(),
        t.ring(before.encode(x, y), color=t.PALE),
        t.dot(after.encode(x, y)),
        t.labels(before, x=150, y=alt.expr("datum.at"), color=t.PALE),
        t.labels(after, x=150, y=alt.expr("datum.at")),
    )


@drawn_by(threat_drawing)
def threat(a):
    """The chance of success after a threat, by how much a threat says, and from where it is telling."""
    r, deals = a.records["threat_likelihood_ratio"], arrays("deals")
    ratio = np.geomspace(r.low, r.high, 81)
    before = float(expectations.chance_next(a, deals))
    after = float(expectations.chance_after_threat(a, deals))
    old, new, weight = percent(before), percent(after), expectations.threat_weight(a)
    edges = [e for e in (1 / a.telling_factor, a.telling_factor) if r.low <= e <= r.high]
    words = [f"telling below {edges[0]:.2g}", f"telling above {a.telling_factor:g}"]
    data = {
        "curve": {"ratio": ratio, "chance": expectations.after_threat(before, ratio)},
        "threshold": {"x": edges, "label": words[: len(edges)]},
        "dots": dataset(
            ratio=[1.0, a.threat_likelihood_ratio],
            chance=[before, after],
            who=["before", "after"],
            label=[f"○ before: {old}", f"● after a threat: {new}"],
            at=[210.0, 230.0] if before > 0.5 else [38.0, 58.0],  # where the line is not
        ),
    }
    much = "little" if weight < a.telling_factor else "much"
    if np.isclose(before, after):
        title = f"A threat says nothing: the chance stays at {old}"
    elif old == new:
        title = f"A threat says {much}: it hardly moves the chance, which is {old}"
    else:
        title = f"A threat says {much}: it moves the chance from {old} to {new}"
    edge = "small" if before < 0.2 else "large" if 1 - before < 0.2 else ""
    return data, caption(
        title,
        f"It moves the odds by a factor of {number(weight)}; from {a.telling_factor:g} on a threat "
        "counts as telling.",
        f"Where the chance is so {edge}, even a telling threat moves it by little." if edge else "",
    )


def deals_timeline(table):
    """When each deal began and when it can be said to have ended: the spread of the dating.

    table: `table("deals")`.
    """
    deals = table.sort_values("start").assign(
        spread=table["end_high"] - table["end_low"],
        deal=table["name"].where(table["nuclear_or_missile"] == "yes", table["name"] + " *"),
    )
    widest = deals.loc[deals["spread"].idxmax()]
    low, high = ((table[end] - table["start"]).mean() for end in ("end_low", "end_high"))
    said = caption(
        f"By the dating alone these {len(table)} deals lasted {low:.1f} or {high:.1f} years on average",
        f"The widest spread is that of “{widest['name']}”: {widest['spread']:.0f} years between the "
        "first and the last date at which it can be said to have ended.",
        f"{(table['stopped'] == 'production').sum()} stopped production, "
        f"{(table['stopped'] == 'tests').sum()} tests, the others neither.",
    )
    others = deals[deals["nuclear_or_missile"] != "yes"]
    halted, widely = others["stopped"] != "nothing", others["nuclear_or_missile"] != "no"
    note = (
        "; pale: from the first to the last date of the end, tick: our judgement\n"
        f"*: {len(others)} deals not of their own on nuclear weapons or missiles, {halted.sum()} with a "
        f"halt all the same; “halts only” leaves them out, “read widely” counts {widely.sum()} of them"
    )
    halts = {"production": t.BLUE, "tests": t.GREEN, "nothing": t.GREY}
    colour = t.colours("stopped", halts, title="what stood still", orient="top-right")
    base = alt.Chart(deals).encode(t.category("Y", "deal", deals["deal"], labelLimit=260))
    bar, pale = (base.mark_bar(height=11, **o).encode(colour) for o in ({}, {"opacity": 0.35}))
    return of_facts(
        deals,
        said,
        bar.encode(t.year_axis("start"), alt.X2("end_low")),
        pale.encode(t.year_axis("end_low"), alt.X2("end_high")),
        base.mark_tick(color=t.INK, thickness=3, size=17).encode(t.year_axis("end")),
        note=note,
    )
