"""The charts of the back-test: a forecast's band, and the estimates that came later."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .house import COLOUR, INK, Still, labels, of_facts, year_axis

__all__ = ["band_and_estimates"]

MOST = 90.0  # weapon-equivalents at the end of the axis, the same for every forecast


def band_and_estimates(
    band: pd.DataFrame, record: pd.DataFrame, *, finding: str, alt_text: str, footnote: str
) -> Still:
    """A forecast's band over the years, its middle, and each later estimate with its range.

    band: columns year, low, middle, high. record: year, who, low, central, high. Weapon-equivalents.
    """
    scale = alt.Scale(domain=[0, MOST], nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative").title("weapon-equivalents").scale(scale)

    base, points = alt.Chart(band).encode(year_axis()), alt.Chart(record).encode(year_axis())
    last = alt.Chart(band.tail(1).assign(label="half of the worlds lie below")).encode(year_axis())
    return of_facts(
        base.mark_area(opacity=0.2, color=COLOUR["predictive"], clip=True).encode(
            y("low"), alt.Y2("high")
        ),
        base.mark_line(color=COLOUR["predictive"], clip=True).encode(y("middle")),
        points.mark_rule(strokeWidth=4, opacity=0.45, color=INK).encode(y("low"), alt.Y2("high")),
        points.mark_point(filled=True, opacity=1, color=INK).encode(y("central")),
        labels(last.encode(y("middle")), align="right", dx=-4, dy=36, color=COLOUR["predictive"]),
        finding=finding,
        alt_text=alt_text,
        footnote=footnote,
    )
