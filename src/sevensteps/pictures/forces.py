"""The pictures of step 7, "withdraw US forces": the balance, the ledgers, and what was counted."""

import numpy as np

from ..assumptions import assumptions, number, percent
from ..steps import forces
from . import theme as t
from .picture import caption, columns, dataset, drawn_by, needed, of_facts, stacked
from .theme import COLOUR, alt

LEDGERS = {"Washington's ledger": 0.0, "the alliance's ledger": 1.0}  # weight of the ally's losses
SIDES = {"alone": COLOUR["South Korea"], "with US forces": COLOUR["United States"]}
CORNER = {"x": t.WIDTH - 6, "y": t.HEIGHT - 38, "align": "right"}  # rising lines leave it free
RATIOS = (0.5, 6.0)
ITEMS = {  # an item of forces.ledger_items, and how it is written, in lines
    "saving": "saving",
    "war, Washington": "war:|Washington",
    "war, the South": "war:|the South",
    "Seoul's bomb": "Seoul's|bomb",
}


def balance_drawing():
    title = "South over North, without US forces, weighted for quality"
    record = assumptions().records["rok_strength"]
    x = t.position("X", "ratio", title, (record.low, record.high), grid=False)
    y, low = (t.share("Y", field, "chance that the defence holds") for field in ("holding", "low"))
    curves = t.named("curves").encode(x, t.colours("who", SIDES))
    alone, together = (t.only("dots", "who", who).encode(x, y) for who in SIDES)
    return t.framed(
        curves.mark_area(opacity=0.16).encode(low, alt.Y2("high")),
        curves.mark_line().encode(y),
        t.threshold(),
        t.ring(together, 260, stroke=t.INK),
        t.dot(alone),
        *t.key("dots", "who", dict.fromkeys(SIDES, t.INK), **CORNER),
    )


@drawn_by(balance_drawing)
def balance(a):
    """The chance that the defence holds, alone and with US forces, by the ratio of strengths."""
    record = a.records["rok_strength"]
    holding = [float(forces.holding_alone(a)), float(forces.holding_together(a))]
    off = [float(forces.holding(a, 0.0, shift)) for shift in (-1.0, 1.0)]
    alone, together, low, high = (percent(round(v, 3)) for v in (*holding, *off))
    data = {
        "curves": forces.balance_curves(a, record.low, record.high),
        "threshold": needed(a, "enough_to_hold"),
        "dots": dataset(
            ratio=a.rok_strength,
            holding=holding,
            who=list(SIDES),
            label=[f"● alone: {alone}", f"○ with US forces: {together}"],
        ),
    }
    able = "able" if holding[0] >= a.enough_to_hold else "not able"
    return data, caption(
        f"Alone the South holds with {alone}: {able} to defend itself "
        f"({percent(a.enough_to_hold)} counts as able)",
        f"With US forces it is {together}. If the balance is one standard deviation off our guess, "
        f"alone means {low} or {high}.",
    )


def frontier_drawing():
    axis = {"values": [0.5, 0.75, 1, 1.5, 2, 3, 4, 6], "format": ".2~f", "grid": False}
    title = "hazard of war after leaving, over before"
    x = t.position("X", "ratio", title, RATIOS, {"type": "log"}, **axis)
    y = t.share("Y", "entangled", "chance that Washington fights, with troops there")
    ledgers = t.meant(*LEDGERS)
    return t.framed(
        t.line("lines", x, y, t.colours("ledger", ledgers), clip=True, strokeDash=[8, 5]),
        *t.key("names", "ledger", ledgers, **CORNER),
        *t.reader(x, y, dx=14, dy=20),
    )


@drawn_by(frontier_drawing)
def frontier(a):
    """Where leaving is even in each ledger, by the hazard of war after it, and where the reader is."""
    ratio, change = np.geomspace(*RATIOS, 81), float(np.exp(forces.log_hazard_change(a)))
    lines = [forces.break_even_entanglement(a, np.log(ratio), w) for w in LEDGERS.values()]
    everywhere = {
        name: f"{name} {'gains' if line.max() <= 0 else 'loses'} everywhere here"
        for name, line in zip(LEDGERS, lines, strict=True)
        if not ((line > 0) & (line < 1)).any()
    }
    labels = [everywhere.get(name, f"– – {name} is even here") for name in LEDGERS]
    at = min(max(change, RATIOS[0]), RATIOS[1])
    data = {
        "lines": stacked("ledger", LEDGERS, [{"ratio": ratio, "entangled": v} for v in lines]),
        "names": {"ledger": list(LEDGERS), "label": labels},
        "dot": dataset(ratio=at, entangled=a.entangled_with_troops, label="you"),
    }
    washington, alliance = _side(forces.washingtons_ledger(a)), _side(forces.alliances_ledger(a))
    return data, caption(
        f"Leaving multiplies the hazard of war by {change:.2f}: Washington "
        f"{washington}, the alliance {alliance}",
        f"With troops there Washington would fight with {percent(a.entangled_with_troops)}. Above a "
        "line that ledger gains by leaving, below it it loses; the more surely Washington would "
        "fight, the more it is spared.",
        *(f"{label[0].upper()}{label[1:]}." for label in everywhere.values()),
        "" if at == change else "The dot stands at the edge of the picture.",
    )


def _side(value):
    return "gains" if value > 0 else "loses" if value < 0 else "neither gains nor loses"


def ledger_drawing():
    x = t.category("X", "item", [*ITEMS.values(), "net"], "|")
    title = "billion US dollars a year, gained or lost"
    y = t.position("Y", "value", title, scale={"nice": False, "zero": True}, tickCount=6)
    legend = {"orient": "top", "labelFontSize": 15, "symbolSize": 200}
    colour = t.colours("ledger", t.meant(*LEDGERS), **legend)
    base = t.named("bars").encode(x, y, alt.XOffset("ledger:N").sort(list(LEDGERS)))
    up, words = alt.datum.value >= 0, {"align": "center", "fontSize": 13}
    return t.framed(
        t.named("axis").mark_point(opacity=0).encode(y),
        base.mark_bar().encode(colour),
        t.threshold(),
        t.labels(base.transform_filter(up), dy=-10, **words),
        t.labels(base.transform_filter(~up), dy=14, **words),
        drop=66,
    )


@drawn_by(ledger_drawing)
def ledger(a):
    """What leaving brings each ledger, item by item, in billions of dollars a year."""
    found, rows, nets = forces.ledger_items(a), [], []
    for name, weight in LEDGERS.items():
        values = {item: float(found[item]) for item in ITEMS}
        values["war, the South"] *= weight
        nets.append(sum(values.values()))
        rows += [(label, name, values[item], _money(values[item])) for item, label in ITEMS.items()]
        rows.append(("net", name, nets[-1], _money(nets[-1])))
    said = [f"{item.replace('|', ' ')} {label}" for item, _, _, label in rows[-len(ITEMS) - 1 : -1]]
    south = list(ITEMS).index("war, the South")
    rows[south] = (*rows[south][:3], "")  # which Washington's ledger does not count
    bars = columns(rows, "item", "ledger", "value", "label")
    data = {
        "bars": bars,
        "axis": {"value": [-_end(-min(bars["value"])), _end(max(bars["value"]))]},
        "threshold": dataset(y=0.0, label=""),
    }
    washington, alliance = map(_money, nets)
    return data, caption(
        f"A year, leaving brings Washington {washington} billion dollars and the alliance {alliance}",
        f"Item by item, for the alliance: {', '.join(said)}. With the weight that you give the ally's "
        f"losses, {percent(a.ally_weight)}, the net is {_money(forces.readers_ledger(a))}.",
    )


def _money(value):
    """Billions as a verdict gives them, and with a sign where they are not nothing."""
    return f"+{number(value)}" if value >= 0.005 else number(value)


def _end(value):
    """The next 1, 2 or 5 times a power of ten well beyond a size, so that an axis seldom changes."""
    size = max(1.15 * value, 0.0)
    power = 10.0 ** np.floor(np.log10(max(size, 0.5)))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= size))


def income_ratio(table):
    """How many times the South out-produces the North, a line for each family of estimates.

    table: `table("income")`. The families are valued differently and never joined.
    """
    families = dict(list(table.set_index("year").groupby("family", sort=False)["ratio"]))
    bank, other = families.values()
    name, early = list(families)[1], bank[bank.index <= 2009]
    said = caption(
        f"In {early.index[-1]} the South's income is about {early.iloc[-1]:.0f} times the North's, by "
        f"the Bank of Korea; in {bank.index[-1]} about {bank.iloc[-1]:.0f}",
        f"{name[0].upper()}{name[1:]} gives {other.iloc[-1]:.0f} for its last year.",
        "The North's income is estimated and not measured, and the families are never joined.",
    )
    colours = dict(zip(families, (COLOUR["posterior"], COLOUR["lost"]), strict=True))
    base = alt.Chart(table).encode(
        t.year_axis(),
        t.position("Y", "ratio", "South over North, times", [0, 65]),
        t.colours("family", colours, orient="top-left", symbolSize=160),
    )
    layers = base.mark_line(strokeWidth=2), *t.checked_points(base, size=80)
    return of_facts(table, said, *layers)


def forces_counted(table):
    """South over North, category by category, in numbers alone: the quality of none is weighed.

    table: `table("forces")`.
    """
    shown = table.assign(ratio=table["south"] / table["north"]).sort_values("ratio")
    shown["label"] = [f"{r:.2g}" for r in shown["ratio"]]
    more, low = shown[shown["ratio"] > 1]["category"], shown.iloc[0]
    said = caption(
        f"By number the South has more of {len(more)} of {len(table)} kinds of force: "
        f"{' and '.join(more)}",
        f"It has {low['ratio']:.2g} times the North's {low['category']}. Numbers say nothing of age, "
        "training or fuel, and nobody can add tanks to submarines.",
    )
    axis = {"values": [0.1, 0.2, 0.5, 1, 2, 4], "format": ".1~f"}
    title = "South over North, by number (logarithmic)"
    x = t.position("X", "ratio", title, (0.1, 4), {"type": "log"}, **axis)
    base = alt.Chart(shown).encode(x, t.category("Y", "category", shown["category"], grid=True))
    even = alt.Chart(alt.Data(values=[{"ratio": 1.0}])).mark_rule(color=t.PALE, strokeDash=[3, 3])
    points = t.checked_points(base, color=COLOUR["posterior"])
    layers = even.encode(x), *points, t.labels(base, dx=14)
    return of_facts(shown, said, *layers, note="; quantity only")
