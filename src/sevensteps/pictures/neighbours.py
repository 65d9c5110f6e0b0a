"""The pictures of step 5, "let those with most at stake lead": influence, settlement, stakes."""

from itertools import pairwise

import numpy as np

from ..assumptions import percent
from ..steps import neighbours
from . import theme as t
from .picture import caption, columns, dataset, drawn_by, of_facts, shown, stacked
from .theme import COLOUR, alt

NAMES = tuple(neighbours.ACTORS.values())
ACTORS = t.meant("United States", "South Korea", "Japan", "China", "Russia", "North Korea")
AUTHOR = "the op-ed's author"
EFFORTS = {"leading": "white", "from behind": t.INK}
SHORT = {"United States": "US", "South Korea": "S. Korea", "North Korea": "N. Korea"}
INFLUENCE, WEIGHT = 1.6, 0.5  # the ends of the axes
HEIGHTS = {"mean": -0.16 * WEIGHT, "median": -0.42 * WEIGHT}
DRAWS, SEED = 60, 5  # other coders: always the same, so that a slider moves nothing else


def _effort(**place):
    """The two efforts, white and black, with their legend."""
    return t.colours("effort", EFFORTS, "Fill", title="Washington", symbolSize=200, **place)


def influence_drawing():
    x = t.share("X", "effort", "Washington's effort, of full leadership")
    axis = {"format": ".0%", "tickCount": 6}
    y = t.position("Y", "influence", "influence on Pyongyang", (0, INFLUENCE), **axis)
    return t.framed(
        t.line("curve", x, y, color=COLOUR["bite"], clip=True),
        t.threshold(4, "left"),
        *t.reader(x, y, dx=10, dy=24),
    )


@drawn_by(influence_drawing)
def influence(a):
    """Influence on Pyongyang by Washington's effort, and how much of it the reader's effort keeps."""
    effort, kept = np.linspace(0, 1, 81), float(neighbours.influence_kept(a))
    curve, said = neighbours.influence(a, effort), percent(round(kept, 3))
    data = {
        "curve": {"effort": effort, "influence": curve},
        "threshold": dataset(y=1.0, label="as much as by leading"),
        "dot": dataset(effort=a.us_effort, influence=kept, label=f"you: {said}"),
    }
    star = float(neighbours.break_even_fill_in(a))
    needed = f"others would have to fill in more than {percent(round(star, 3))}"
    if star > 1:
        needed = "more than all of what Washington withdraws would have to be filled in"
    return data, caption(
        f"At {percent(a.us_effort)} of full leadership {said} of the "
        f"influence is left: {'nothing' if kept >= 1 else 'influence'} is lost",
        f"For a first step back to gain, {needed}; assumed is {percent(a.fill_in)}. Without "
        f"Washington {percent(round(float(curve[0]), 3))} would be left.",
    )


def settlement_drawing():
    ends = (-0.62 * WEIGHT, WEIGHT)
    title = "0: accept the arsenal … 100: disarmament first"
    tens = {"values": list(range(0, 101, 10)), "grid": False}
    tenths = {"values": [0, 0.1, 0.2, 0.3, 0.4], "format": ".0%"}
    x = t.position("X", "position", title, (-3, 103), **tens)
    y = t.position("Y", "weight", "weight of an actor", ends, **tenths)
    at, top = (t.position("Y", field, ends=ends) for field in ("at", "top"))
    fill = _effort(orient="none", legendX=130, legendY=2)
    behind, leading = (t.only("actors", "effort", e) for e in ("from behind", "leading"))
    colour, edge = (t.colours("actor", ACTORS, channel) for channel in ("Color", "Stroke"))
    solid = behind.mark_bar(size=17, opacity=0.85, xOffset=5)
    pale = leading.mark_bar(size=17, fillOpacity=0.25, strokeWidth=2, xOffset=-5)
    cloud = t.named("jitter").mark_point(size=18, opacity=0.35, strokeWidth=1, stroke=t.PALE)
    settled = t.named("settled").mark_point(size=260, stroke=t.INK, strokeWidth=2)
    return t.framed(
        solid.encode(x, y, colour),
        pale.encode(x, y, colour, edge),
        t.labels(leading.encode(x, top), dy=-12, align="center", fontSize=13),
        cloud.encode(x, at, fill),
        settled.encode(x, at, fill),
        t.labels(t.named("names").encode(x, at), fontSize=13, dx=-4),
    )


@drawn_by(settlement_drawing)
def settlement(a):
    """Where the actors stand, with what weight, and where that settles; leading and from behind."""
    stand, efforts = neighbours.positions(a), (1.0, a.us_effort)
    weights = [neighbours.weights(a, effort) for effort in efforts]
    weights = [each / each.sum() for each in weights]
    coders = neighbours.jitter(a, np.random.default_rng(SEED), DRAWS)
    found = np.array([neighbours.settlement(a, effort) for effort in efforts])
    settled, cloud = [], []
    for k, height in enumerate(HEIGHTS.values()):
        for e, (effort, up) in enumerate(zip(EFFORTS, (0.05, -0.05), strict=True)):
            at = height + up * WEIGHT
            settled.append((found[e, k], at, effort))
            cloud += [(position, at, effort) for position in coders[:, e, k].tolist()]
    actors = {
        "position": stand,
        "actor": NAMES,
        "label": [SHORT.get(name, name) for name in NAMES],
        "top": _tops(stand, np.maximum(*weights)),
    }
    shift, names = neighbours.settlement_shift(a), [f"weighted {kind}" for kind in HEIGHTS]
    data = {
        "actors": stacked("effort", EFFORTS, [{**actors, "weight": each} for each in weights]),
        "jitter": columns(cloud, "position", "at", "effort"),
        "settled": columns(settled, "position", "at", "effort"),
        "names": dataset(position=0.0, at=list(HEIGHTS.values()), label=names),
    }
    less = "less" if shift < a.shift_that_matters else "no less"
    said = "Other coders are taken to code as we do; all codings are ours."
    mean, median = np.ptp(coders[:, 1], axis=0)
    if max(mean, median) >= 0.5:
        jumps = ": the median jumps, and" if median > mean else ";"
        said = (
            f"Among {DRAWS} other codings the mean spreads over {mean:.0f} points and the median over "
            f"{median:.0f}{jumps} all codings are ours."
        )
    (mean1, median1), (mean2, median2) = found
    return data, caption(
        f"Leading from behind moves the {shown(a, 'settlement_by')} by {shift:.1f} points, {less} than "
        f"the {a.shift_that_matters:g} that matter",
        f"The mean goes from {mean1:.1f} to {mean2:.1f}, the median from {median1:.0f} to "
        f"{median2:.0f}. {said}",
    )


def _tops(stand, weigh, near: float = 9.0, gap: float = 0.055) -> np.ndarray:
    """Where an actor's name stands: over its bars, higher where the neighbour's name is."""
    tops = np.array(weigh, dtype=float)
    for one, after in pairwise(np.argsort(stand)):
        if stand[after] - stand[one] < near and abs(tops[after] - tops[one]) < gap:
            tops[after] = tops[one] + gap
    return tops


def distance_drawing():
    title = "distance of the settlement from its own ideal, points"
    x = t.position("X", "distance", title, (0, 100), tickCount=5)
    y = t.category("Y", "actor", [*ACTORS, AUTHOR], grid=True, labelFontSize=15)
    start = t.position("X", "leading", ends=(0, 100))
    lines = t.named("lines").mark_rule(color=t.PALE, strokeWidth=3)
    dots = t.named("dots").mark_point(size=240, stroke=t.INK, strokeWidth=2)
    return t.framed(
        lines.encode(start, alt.X2("behind"), y), dots.encode(x, y, _effort(orient="top-right"))
    )


@drawn_by(distance_drawing)
def distance(a):
    """How far the settlement is from each one's ideal, leading and from behind."""
    leading, behind = found = neighbours.distances(a)
    who = [*NAMES, AUTHOR]
    data = {
        "lines": {"actor": who, "leading": leading, "behind": behind},
        "dots": stacked("effort", EFFORTS, [{"actor": who, "distance": each} for each in found]),
    }
    moved = list(zip(who, behind - leading, strict=True))
    nearer = [name for name, m in moved if m < -0.05]
    further = [name for name, m in moved if m > 0.05]
    title = (
        f"From behind, the settlement is nearer to the ideal of {len(nearer)} and further from that "
        f"of {len(further)}"
    )
    if not nearer and not further:
        title = "Leading from behind leaves the settlement where it was, for all of them"
    return data, caption(
        title,
        f"Nearer: {', '.join(nearer)}." if nearer else "",
        f"Further: {', '.join(further)}." if further else "",
        "What is a cost for some is a gain for others. By the weighted mean.",
    )


LINES = {  # how a measure is written over its column, in lines
    "capital to Pyongyang": "capital to|Pyongyang",
    "land border": "land border|with it",
    "people in cities within 500 km": "people in cities|within 500 km",
    "in missile reach since": "in missile|reach since",
    "trade in 2009": "trade|in 2009",
}


def _size(measure: str, values):
    """How much is at stake by one measure, from 0 to 1."""
    if measure == "capital to Pyongyang":
        return values.min() / values
    if measure == "in missile reach since":
        return (2018 - values) / (2018 - values.min())
    return values / values.max()


def stakes(table):
    """A few plain measures of what is at stake for whom, a dot each: the larger, the more.

    table: `table("stakes")`. Each column has a measure of its own; columns are never added.
    """
    shown = table.copy()
    for measure, values in table.groupby("measure")["value"]:
        shown.loc[values.index, "size"] = _size(measure, values)
    rows = list(zip(table["measure"], table["value"], table["unit"], strict=True))
    shown["label"] = [
        f"{v:.0f}" if unit == "year" else f"{v:,.0f}" if v >= 10 or v == 0 else f"{v:.1f}"
        for _, v, unit in rows
    ]
    shown["column"] = [LINES[m] + ("" if unit == "year" else f"|{unit}") for m, _, unit in rows]
    reach = table[table["measure"] == "in missile reach since"].set_index("country")["value"]
    said = caption(
        "By measures of nearness and trade a neighbour has more at stake; America comes within missile "
        f"reach in {reach['United States']:.0f}, others from {reach.min():.0f} on",
        f"Distances, borders, people nearby, reach and trade are {table['measure'].nunique()} measures "
        "and are never added.",
        "A stake is not leverage: what one has to fear is not what one can do.",
    )
    us, *others, _ = ACTORS
    base = alt.Chart(shown).encode(
        t.category("X", "column", dict.fromkeys(shown["column"]), "|", grid=False),
        t.category("Y", "country", [*others, us], grid=True),
    )
    size = alt.Size("size:Q").scale(range=[20, 1100], domain=[0, 1]).legend(None)
    return of_facts(
        table,
        said,
        base.mark_point(filled=True, opacity=0.85).encode(size, t.colours("country", ACTORS)),
        t.ring(base, 60, stroke=t.INK).transform_filter(alt.datum.checked != "seen"),
        t.labels(base, dx=20, fontSize=14),
        note="; a larger dot: more at stake by that measure",
        drop=96,
    )
