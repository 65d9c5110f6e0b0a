"""The chart of forecasts: each question a row, the reader, two baselines, and what happened."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from .house import COLOUR, INK, PALE, framed, labels, lanes, named

__all__ = ["FORECASTERS", "forecasts_and_outcomes"]

ROW = 42  # pixels a question
HAPPENED, READER = "what happened", "you (a bar: your range)"
FIRST, SECOND = "always even, or no change", "as often as before, or one more a year"
FORECASTERS = {  # who: shape and colour
    HAPPENED: ("diamond", COLOUR["threshold"]),
    READER: ("circle", INK),
    FIRST: ("square", COLOUR["bite"]),
    SECOND: ("triangle-up", "#56b4e9"),
}


def forecasts_and_outcomes(rows: Sequence[str]) -> alt.LayerChart:
    """A row for each question, from the least to the most that could be answered.

    rows: the questions' titles, top down. Datasets: `marks` (row, place of 0 to 1, who, label),
    `spans` (row, place, end: a reader's range), `ends` (row, place, label: the numbers at both ends
    of a row), `lines` (row, place, end). Baselines stand a little above the line of a row, so that no
    mark hides another. What may be empty is no symbol for a screen reader: the words below say it.
    """
    x, y = lanes(rows, "from the least to the most that could be answered", padding=0.02)
    who = list(FORECASTERS)
    shapes, colours = zip(*FORECASTERS.values(), strict=True)
    key = alt.Legend(orient="top", direction="horizontal", columns=2, title=None, symbolSize=190)
    shape = alt.Shape("who", type="nominal").scale(domain=who, range=list(shapes)).legend(key)
    colour = alt.Color("who", type="nominal").scale(domain=who, range=list(colours)).legend(key)
    base = named("marks").encode(x, y, shape, colour)
    dumb = (alt.datum.who == FIRST) | (alt.datum.who == SECOND)
    ends = named("ends").encode(x, y, alt.Text("label", type="nominal"))
    lines = named("lines").encode(x, y, alt.X2("end"))
    spans = named("spans").encode(x, y, alt.X2("end"))
    happened = named("marks").encode(x, y).transform_filter(alt.datum.who == HAPPENED)
    return framed(
        lines.mark_rule(color="#d0d0d0", strokeWidth=2),
        ends.transform_filter(alt.datum.place == 0).mark_text(
            color=PALE, fontSize=12.5, align="left", dy=14, baseline="middle"
        ),
        ends.transform_filter(alt.datum.place == 1).mark_text(
            color=PALE, fontSize=12.5, align="right", dy=14, baseline="middle"
        ),
        spans.mark_rule(color=INK, strokeWidth=7, opacity=0.55, aria=False),
        base.transform_filter(dumb).mark_point(filled=True, size=150, opacity=1, yOffset=-13),
        base.transform_filter(~dumb).mark_point(
            filled=True, size=260, opacity=1, stroke="white", strokeWidth=1.5, aria=False
        ),
        labels(happened.transform_filter(alt.datum.place < 0.5), color=COLOUR["threshold"], dx=13),
        labels(
            happened.transform_filter(alt.datum.place >= 0.5),
            color=COLOUR["threshold"],
            dx=-13,
            align="right",
        ),
        drop=34,
    ).properties(height=ROW * len(rows))
