"""The pictures of step 5, "let those with most at stake lead": influence, settlement, stakes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..assumptions import Assumptions, percent
from ..steps import neighbours
from . import theme as t
from .picture import (
    Caption,
    Columns,
    Picture,
    Still,
    caption,
    cited,
    columns,
    dataset,
    first,
    of_facts,
    shown,
)
from .theme import COLOUR, alt

NAMES = tuple(neighbours.ACTORS.values())
ACTORS = t.meant("United States", "South Korea", "Japan", "China", "Russia", "North Korea")
AUTHOR = "the op-ed's author"
EFFORTS = {"leading": "white", "from behind": t.INK}
SHORT = {"United States": "US", "South Korea": "S. Korea", "North Korea": "N. Korea"}
INFLUENCE, WEIGHT = 1.6, 0.5  # the ends of the axes
DRAWS, SEED = 60, 5  # other coders: always the same, so that a slider moves nothing else

# -- influence -----------------------------------------------------------------------------------


def _effort(**place) -> alt.Fill:
    """The two efforts, white and black, with their legend."""
    legend = {"title": "Washington", "labelFontSize": 14, "symbolSize": 200, **place}
    return t.colours("effort", EFFORTS, "Fill", **legend)


def influence_data(a: Assumptions) -> Columns:
    effort, kept = np.linspace(0, 1, 81), float(neighbours.influence_kept(a))
    return {
        "curve": {"effort": effort, "influence": neighbours.influence(a, effort)},
        "threshold": dataset(y=1.0, label="as much as by leading"),
        "dot": dataset(
            effort=a.us_effort,
            influence=kept,
            label=f"you: {percent(round(kept, 3))}",
            star=neighbours.break_even_fill_in(a),
            fill_in=a.fill_in,
        ),
    }


def influence_drawing() -> alt.LayerChart:
    x = t.share("X", "effort", "Washington's effort, of full leadership")
    axis = {"format": ".0%", "tickCount": 6}
    y = t.position("Y", "influence", "influence on Pyongyang", (0, INFLUENCE), **axis)
    return t.framed(
        t.line("curve", x, y, color=COLOUR["bite"], clip=True),
        t.threshold("left"),
        *t.reader(x, y, dx=10, dy=24),
    )


def influence_words(data: Columns) -> Caption:
    dot, alone = first(data["dot"]), float(data["curve"]["influence"][0])
    needed = f"others would have to fill in more than {percent(round(dot.star, 3))}"
    if dot.star > 1:
        needed = "more than all of what Washington withdraws would have to be filled in"
    return caption(
        f"At {percent(dot.effort)} of full leadership {percent(round(dot.influence, 3))} of the "
        f"influence is left: {'nothing' if dot.influence >= 1 else 'influence'} is lost",
        f"For a first step back to gain, {needed}; assumed is {percent(dot.fill_in)}. Without "
        f"Washington {percent(round(alone, 3))} would be left.",
    )


influence = Picture(influence_data, influence_drawing, influence_words)

# -- the settlement ------------------------------------------------------------------------------


def settlement_data(a: Assumptions) -> Columns:
    stand, efforts = neighbours.positions(a), dict(zip(EFFORTS, (1.0, a.us_effort), strict=True))
    weights = [neighbours.weights(a, u) for u in efforts.values()]
    weights = [w / w.sum() for w in weights]
    coders = neighbours.jitter(a, np.random.default_rng(SEED), DRAWS)
    found = [neighbours.settlement(a, u) for u in efforts.values()]
    heights = {"mean": -0.16 * WEIGHT, "median": -0.42 * WEIGHT}
    settled, cloud = [], []
    for k, (kind, height) in enumerate(heights.items()):
        for e, (effort, up) in enumerate(zip(efforts, (0.05, -0.05), strict=True)):
            at, others = height + up * WEIGHT, coders[:, e, k]
            settled.append((float(found[e][k]), at, effort, kind, float(np.ptp(others))))
            cloud += [(position, at, effort) for position in others.tolist()]
    return {
        "actors": {
            "position": np.tile(stand, 2),
            "weight": np.concatenate(weights),
            "actor": NAMES * 2,
            "effort": np.repeat(list(efforts), len(NAMES)).tolist(),
            "label": [SHORT.get(name, name) for name in NAMES] * 2,
            "top": np.tile(_tops(stand, np.maximum(*weights)), 2),
        },
        "jitter": columns(cloud, "position", "at", "effort"),
        "settled": dataset(
            **columns(settled, "position", "at", "effort", "kind", "spread"),
            shift=neighbours.settlement_shift(a),
            matters=a.shift_that_matters,
            by=shown(a, "settlement_by"),
        ),
        "names": dataset(
            position=0.0, at=list(heights.values()), label=[f"weighted {kind}" for kind in heights]
        ),
    }


def _tops(stand, weigh, near: float = 9.0, gap: float = 0.055) -> np.ndarray:
    """Where an actor's name stands: over its bars, higher where the neighbour's name is."""
    tops = np.array(weigh, dtype=float)
    for one, after in pairwise(np.argsort(stand)):
        if stand[after] - stand[one] < near and abs(tops[after] - tops[one]) < gap:
            tops[after] = tops[one] + gap
    return tops


def settlement_drawing() -> alt.LayerChart:
    ends = (-0.62 * WEIGHT, WEIGHT)
    title = "0: accept the arsenal … 100: disarmament first"
    tens = {"values": list(range(0, 101, 10)), "grid": False}
    tenths = {"values": [0, 0.1, 0.2, 0.3, 0.4], "format": ".0%"}
    x = t.position("X", "position", title, (-3, 103), **tens)
    y = t.position("Y", "weight", "weight of an actor", ends, **tenths)
    at, top = (t.position("Y", field, ends=ends) for field in ("at", "top"))
    fill = _effort(orient="none", legendX=130, legendY=2)
    actors = t.named("actors")
    behind, leading = (t.only(actors, "effort", e) for e in ("from behind", "leading"))
    colour, edge = (t.colours("actor", ACTORS, channel) for channel in ("Color", "Stroke"))
    solid = behind.mark_bar(size=17, opacity=0.85, xOffset=5)
    pale = leading.mark_bar(size=17, fillOpacity=0.25, strokeWidth=2, xOffset=-5)
    cloud = t.named("jitter").mark_point(size=18, opacity=0.35, strokeWidth=1, stroke=t.PALE)
    settled = t.named("settled").mark_point(size=260, opacity=1, stroke=t.INK, strokeWidth=2)
    return t.framed(
        solid.encode(x, y, colour),
        pale.encode(x, y, colour, edge),
        t.labels(leading.encode(x, top), dy=-12, align="center", fontSize=13),
        cloud.encode(x, at, fill),
        settled.encode(x, at, fill),
        t.labels(t.named("names").encode(x, at), fontSize=13, dx=-4),
    )


def settlement_words(data: Columns) -> Caption:
    settled = first(data["settled"])
    mean1, mean2, median1, median2 = data["settled"]["position"]
    _, mean, _, median = data["settled"]["spread"]
    less = "less" if settled.shift < settled.matters else "no less"
    coders = "Other coders are taken to code as we do; all codings are ours."
    if max(mean, median) >= 0.5:
        jumps = ": the median jumps, and" if median > mean else ";"
        coders = (
            f"Among {DRAWS} other codings the mean spreads over {mean:.0f} points and the median over "
            f"{median:.0f}{jumps} all codings are ours."
        )
    return caption(
        f"Leading from behind moves the {settled.by} by {settled.shift:.1f} points, {less} than the "
        f"{settled.matters:g} that matter",
        f"The mean goes from {mean1:.1f} to {mean2:.1f}, the median from {median1:.0f} to "
        f"{median2:.0f}. {coders}",
    )


settlement = Picture(settlement_data, settlement_drawing, settlement_words)

# -- distances to each one's ideal ---------------------------------------------------------------


def distance_data(a: Assumptions) -> Columns:
    leading, behind = neighbours.distances(a)
    who = [*NAMES, AUTHOR]
    return {
        "lines": {"actor": who, "leading": leading, "behind": behind},
        "dots": {
            "actor": who * 2,
            "distance": np.concatenate([leading, behind]),
            "effort": np.repeat(list(EFFORTS), len(who)).tolist(),
        },
    }


def distance_drawing() -> alt.LayerChart:
    title = "distance of the settlement from its own ideal, points"
    x = t.position("X", "distance", title, (0, 100), tickCount=5)
    y = t.category("Y", "actor", [*ACTORS, AUTHOR], grid=True, labelFontSize=15)
    start = t.position("X", "leading", ends=(0, 100))
    lines = t.named("lines").mark_rule(color=t.PALE, strokeWidth=3)
    dots = t.named("dots").mark_point(size=240, opacity=1, stroke=t.INK, strokeWidth=2)
    return t.framed(
        lines.encode(start, alt.X2("behind"), y), dots.encode(x, y, _effort(orient="top-right"))
    )


def distance_words(data: Columns) -> Caption:
    lines = data["lines"]
    moved = list(zip(lines["actor"], lines["behind"] - lines["leading"], strict=True))
    nearer = [name for name, m in moved if m < -0.05]
    further = [name for name, m in moved if m > 0.05]
    title = (
        f"From behind, the settlement is nearer to the ideal of {len(nearer)} and further from that "
        f"of {len(further)}"
    )
    if not nearer and not further:
        title = "Leading from behind leaves the settlement where it was, for all of them"
    return caption(
        title,
        f"Nearer: {', '.join(nearer)}." if nearer else "",
        f"Further: {', '.join(further)}." if further else "",
        "What is a cost for some is a gain for others. By the weighted mean.",
    )


distance = Picture(distance_data, distance_drawing, distance_words)

# -- facts ---------------------------------------------------------------------------------------

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


def stakes(table) -> Still:
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
    hollow = t.ring(base, 60, stroke=t.INK).transform_filter(alt.datum.checked != "seen")
    return of_facts(
        said,
        f"{cited(table)}; a larger dot: more at stake by that measure",
        base.mark_point(filled=True, opacity=0.85).encode(size, t.colours("country", ACTORS)),
        hollow,
        t.labels(base, dx=20, fontSize=14),
        drop=96,
    )
