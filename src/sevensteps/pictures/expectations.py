"""The pictures of step 1, "keep expectations low": of its model, and of its facts.

Each picture `x` is made by `x_data`, `x_drawing` and `x_words`.
"""

import numpy as np

from ..assumptions import assumptions, number, percent
from ..data import arrays
from ..steps import expectations
from . import theme as t
from .picture import (
    Caption,
    Picture,
    Still,
    caption,
    cited,
    dataset,
    first,
    highest,
    in_years,
    needed,
    of_facts,
    shown,
)
from .theme import COLOUR, alt

DENSITY, YEARS = 9.0, 16.0  # the ends of the axes
DOT = 0.42  # the height of a deal's dot, in density
DATINGS = "Kaplan-Meier, low dates", "Kaplan-Meier, high dates"


def beliefs_data(a):
    """Belief about the success rate before and after the record, each counted deal, the threshold."""
    deals = arrays("deals")
    curves, chance = expectations.beliefs(a, deals), expectations.chance_next(a, deals)
    belong, good = expectations.counted(a, deals), expectations.succeeded(a, deals)
    order = np.argsort(~good[belong], kind="stable")
    won = good[belong][order]
    place = np.concatenate([np.arange(won.sum()), np.arange((~won).sum())])
    return {
        "curves": {
            "rate": np.tile(curves["rate"], 2),
            "density": np.concatenate([curves["prior"], curves["posterior"]]),
            "belief": np.repeat(["prior", "posterior"], len(curves["rate"])).tolist(),
        },
        "deals": {
            "rate": np.where(won, 0.975, 0.025),
            "at": (place + 0.6) * DOT,
            "outcome": ["a success" if w else "not a success" for w in won],
            "name": deals["name"][belong][order].tolist(),
        },
        "threshold": dataset(x=a.likely_from, label=f"likely from {percent(a.likely_from)}"),
        "dot": dataset(
            rate=chance,
            at=DENSITY * 0.52,
            label=f"you: {percent(chance)}",
            successes=won.sum(),
            attempts=len(won),
            success=shown(a, "success_means"),
            counted=shown(a, "reference_class"),
            years=a.success_years,
            prior=a.prior_successes / (a.prior_successes + a.prior_failures),
        ),
        "names": dataset(
            rate=[0.05, 0.72], at=DOT * 0.8, label=["deals: not a success", "deals: a success"]
        ),
    }


def beliefs_drawing():
    x = t.share("X", "rate", "success rate of an attempt")
    title = "how strongly it is believed (density)"
    y = t.position("Y", "density", title, [0, DENSITY], labels=False, ticks=False, grid=False)
    at = t.position("Y", "at", ends=[0, DENSITY])
    outcomes = {"not a success": "white", "a success": COLOUR["posterior"]}
    deals = t.named("deals").mark_point(size=130, stroke=t.INK, strokeWidth=1.5, opacity=1)
    return t.framed(
        t.line("curves", x, y, t.colours("belief", t.meant("prior", "posterior")), clip=True),
        t.threshold_across(),
        deals.encode(x, at, t.colours("outcome", outcomes, "Fill"), tooltip="name:N"),
        t.labels(t.named("names").encode(x, at), fontSize=14),
        *t.reader(x, at, dx=14, over=False),
    )


def beliefs_words(data):
    you, (likely,) = first(data["dot"]), data["threshold"]["x"]
    side = "not likely" if you.rate < likely else "likely"
    lasting = f", for {in_years(you.years)} or more" * (you.success != "weapons given up")
    return caption(
        f"The next attempt succeeds with {percent(you.rate)}: {side}, after {you.successes} of "
        f"{you.attempts} deals",
        f"Counted: {you.counted}.",
        f"Success: {you.success}{lasting}.",
        f"The prior alone said {percent(you.prior)}; likely begins at {percent(likely)}.",
    )


def survival_data(a):
    """The share of deals that last so long: predicted, and by the record at the low and high dates."""
    deals, year = arrays("deals"), np.linspace(0, YEARS, 65)
    dated = [a.replace_unchecked(deal_dating=dating) for dating in range(3)]
    early, own, late = (float(expectations.ending_hazard(d, deals)) for d in dated)
    steps = {
        name: expectations.kaplan_meier(d, deals)
        for name, d in zip(DATINGS, dated[::2], strict=True)
    }
    ended, lived = expectations.endings_and_exposure(a, deals)
    shape = a.ending_prior_shape + ended
    middle = (a.ending_prior_years + lived) * (2 ** (1 / shape) - 1)  # where half of them are over
    return {
        "curve": {"year": year, "share": expectations.survival(a, deals, year)},
        "steps": {
            "year": np.concatenate([[*s["year"], YEARS] for s in steps.values()]),
            "share": np.concatenate([[*s["share"], s["share"][-1]] for s in steps.values()]),
            "dating": [name for name, s in steps.items() for _ in (*s["year"], YEARS)],
        },
        "names": dataset(
            year=YEARS * 0.8, share=expectations.survival(a, deals, YEARS * 0.8), label="predicted"
        ),
        "half": dataset(
            year=min(middle, YEARS),
            share=expectations.survival(a, deals, min(middle, YEARS)),
            label=f"half are over after {middle:.1f} years",
            middle=middle,
            ended=ended,
            lived=lived,
            early=max(early, late),
            late=min(early, late),
            own=own,
        ),
    }


def survival_drawing():
    x = t.position("X", "year", "years since a deal was made", [0, YEARS], grid=False)
    y = t.share("Y", "share", "deals that still hold")
    legend = dict(title=None, orient="top-right", labelFontSize=15, symbolStrokeWidth=4)
    dating = t.colours("dating", t.meant(*DATINGS), **legend)
    return t.framed(
        t.line("curve", x, y, color=COLOUR["predictive"], strokeWidth=5, opacity=0.55),
        t.line("steps", x, y, dating, interpolate="step-after", strokeWidth=3),
        t.labels(t.named("names").encode(x, y), dy=-16, color=COLOUR["predictive"]),
        *t.reader(x, y, dx=14, dy=-12, data="half"),
    )


def survival_words(data):
    half = first(data["half"])
    near = ""  # whether our own dating lies close to one end of the spread of datings
    if half.early > half.late:
        place = (half.own - half.late) / (half.early - half.late)
        ends = {"late": place < 0.15, "early": place > 0.85}
        near = "".join(f", close to the {end} end" for end, close in ends.items() if close)
    title = f"Half of all deals are expected to be over after {half.middle:.1f} years"
    return Caption(
        title,
        f"{title}: {half.ended or 'no'} ending{'s' * (half.ended != 1)} in {half.lived:.1f} "
        f"agreement-years. By the low dates the hazard of an ending is {half.early:.2f} a year, by the "
        f"high dates {half.late:.2f}. By our judgement it is {half.own:.2f}{near}. The thick curve is "
        "predicted; the steps are the record.",
    )


def tries_data(a):
    """The chance of at least one success by the number of further tries, and the reader's number."""
    deals, tries = arrays("deals"), np.arange(1, int(highest("further_tries")) + 1)
    chance = expectations.chance_in_more_tries(a, deals)
    each = expectations.chance_in_more_tries(a.replace_unchecked(further_tries=tries), deals)
    return {
        "bars": {"tries": tries, "chance": each},
        "threshold": needed(a, "possible_from", "possible"),
        "dot": dataset(
            tries=a.further_tries,
            chance=chance,
            label=f"you: {percent(chance)}",
            one=expectations.chance_next(a, deals),
        ),
    }


def tries_drawing():
    most = int(highest("further_tries"))
    x = t.position("X", "tries", "further tries", [0, most + 1], grid=False, tickMinStep=1)
    y = t.share("Y", "chance", "chance of at least one success")
    return t.framed(
        t.named("bars").mark_bar(color=COLOUR["posterior"], opacity=0.45, size=14).encode(x, y),
        t.threshold(),
        *t.reader(x, y, dy=-18),
    )


def tries_words(data):
    you, (possible,), bars = first(data["dot"]), data["threshold"]["y"], data["bars"]["chance"]
    side = "possible" if you.chance >= possible else "hardly possible"
    return caption(
        f"In {you.tries:g} further {'try' if you.tries == 1 else 'tries'}: at least one success with "
        f"{percent(you.chance)}, {side}",
        f"A single try has {percent(you.one)}, {len(bars)} tries {percent(bars[-1])}.",
        "Each failure lowers the chance of the next, so that it does not simply add up.",
    )


def threat_data(a):
    """The chance of success after a threat, by how much a threat says, and from where it is telling."""
    r, deals = a.records["threat_likelihood_ratio"], arrays("deals")
    ratio = np.geomspace(r.low, r.high, 81)
    before = float(expectations.chance_next(a, deals))
    after = float(expectations.chance_after_threat(a, deals))
    edges = [e for e in (1 / a.telling_factor, a.telling_factor) if r.low <= e <= r.high]
    words = [f"telling below {edges[0]:.2g}", f"telling above {a.telling_factor:g}"]
    return {
        "curve": {"ratio": ratio, "chance": expectations.after_threat(before, ratio)},
        "threshold": {"x": edges, "label": words[: len(edges)]},
        "dots": dataset(
            ratio=[1.0, a.threat_likelihood_ratio],
            chance=[before, after],
            who=["before", "after"],
            label=[f"○ before: {percent(before)}", f"● after a threat: {percent(after)}"],
            weight=expectations.threat_weight(a),
            telling=a.telling_factor,
            at=[210.0, 230.0] if before > 0.5 else [38.0, 58.0],  # where the line is not
        ),
    }


def threat_drawing():
    record = assumptions().records["threat_likelihood_ratio"]
    log = alt.Scale(type="log", domain=[record.low, record.high], nice=False)
    title = "a threat is … times as likely if a deal is wanted as if not"
    ticks = [0.2, 0.33, 0.5, 1, 2, 3, 5]
    x = t.position("X", "ratio", title, values=ticks, format=".2~f", grid=False).scale(log)
    y = t.share("Y", "chance", "chance of success")
    before, after = (t.only("dots", "who", who) for who in ("before", "after"))
    return t.framed(
        t.line("curve", x, y, color=COLOUR["posterior"]),
        t.threshold_across(scale=log),
        t.ring(before.encode(x, y), color=t.PALE),
        t.dot(after.encode(x, y)),
        t.labels(before, x=150, y=alt.expr("datum.at"), color=t.PALE),
        t.labels(after, x=150, y=alt.expr("datum.at")),
    )


def threat_words(data):
    said, (before, after) = first(data["dots"]), data["dots"]["chance"]
    much = "little" if said.weight < said.telling else "much"
    old, new = percent(before), percent(after)
    if np.isclose(before, after):
        title = f"A threat says nothing: the chance stays at {old}"
    elif old == new:
        title = f"A threat says {much}: it hardly moves the chance, which is {old}"
    else:
        title = f"A threat says {much}: it moves the chance from {old} to {new}"
    edge = "small" if before < 0.2 else "large" if 1 - before < 0.2 else ""
    return caption(
        title,
        f"It moves the odds by a factor of {number(said.weight)}; from {said.telling:g} on a threat "
        "counts as telling.",
        f"Where the chance is so {edge}, even a telling threat moves it by little." if edge else "",
    )


beliefs = Picture(beliefs_data, beliefs_drawing, beliefs_words)
survival = Picture(survival_data, survival_drawing, survival_words)
tries = Picture(tries_data, tries_drawing, tries_words)
threat = Picture(threat_data, threat_drawing, threat_words)


def deals_timeline(table) -> Still:
    """When each deal began and when it can be said to have ended: the spread of the dating.

    table: `table("deals")`.
    """
    deals = table.sort_values("start").assign(
        spread=table["end_high"] - table["end_low"],
        low=table["end_low"] - table["start"],
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
    footnote = (
        f"{cited(deals)}; pale: from the first to the last date of the end, tick: our judgement\n"
        f"*: {len(others)} deals not of their own on nuclear weapons or missiles, {halted.sum()} with a "
        f"halt all the same; “halts only” leaves them out, “read widely” counts {widely.sum()} of them"
    )
    y = alt.Y("deal:N", title=None).sort(list(deals["deal"])).axis(labelLimit=260)
    halts = {"production": t.BLUE, "tests": t.GREEN, "nothing": t.GREY}
    legend = dict(title="what stood still", orient="top-right", labelFontSize=14)
    stopped = t.colours("stopped", halts, **legend)
    base = alt.Chart(deals).encode(y)
    bar = base.mark_bar(height=11).encode(stopped)
    pale = base.mark_bar(height=11, opacity=0.35).encode(stopped)
    return of_facts(
        said,
        footnote,
        bar.encode(t.year_axis("start"), alt.X2("end_low")),
        pale.encode(t.year_axis("end_low"), alt.X2("end_high")),
        base.mark_tick(color=t.INK, thickness=3, size=17).encode(t.year_axis("end")),
    )
