"""The map of claims, drawn."""

from __future__ import annotations

import altair as alt

from .house import HOLDS, PALE, framed, named

__all__ = ["CARD", "claims_map"]

CARD = {"width": 107, "height": 102, "across": 117, "down": 126, "letters": 15}


def claims_map(cards: int, rows: int) -> alt.LayerChart:
    """The map of claims: a card each, arrows for "helps to hold up", a row a step.

    cards, rows: how many cards stand side by side, and how many rows there are.
    Datasets: `cards` (x, y, text, state: a key of HOLDS, stated: yes or no, claim, needs),
    `edges` (x, y, edge, order), `heads` (x, y, angle), `rows` (y, step, href). Pixels.
    """
    width, height = cards * CARD["across"], rows * CARD["down"]
    x = alt.X("x", type="quantitative").scale(domain=[0, width], nice=False).axis(None)
    y = (
        alt.Y("y", type="quantitative")
        .scale(domain=[0, height], nice=False, reverse=True)
        .axis(None)
    )
    state = (
        alt.Stroke("state", type="nominal")
        .scale(domain=list(HOLDS), range=list(HOLDS.values()))
        .legend(
            title="Under your assumptions, the claim … (dashed: needed and not stated)",
            orient="top",
            symbolStrokeWidth=3,
            titleLimit=600,
        )
    )
    lines = named("edges").mark_line(color=PALE, strokeWidth=1.3, opacity=0.75)
    heads = named("heads").mark_point(shape="triangle", filled=True, color=PALE, size=60, opacity=1)
    card = named("cards").encode(x, y)
    tips = [alt.Tooltip(t, type="nominal") for t in ("claim", "needs")]

    def boxes(stated: str, dash: list[int]) -> alt.Chart:
        box = card.mark_rect(
            width=CARD["width"],
            height=CARD["height"],
            fill="white",
            strokeWidth=2.5,
            strokeDash=dash,
            cornerRadius=6,
        )
        return box.encode(state, tooltip=tips).transform_filter(alt.datum.stated == stated)

    text = card.mark_text(fontSize=12, lineBreak="\n", lineHeight=15, dy=-30).encode(
        alt.Text("text", type="nominal")
    )
    row = named("rows").mark_text(
        align="left", fontWeight="bold", color="#0b5394", x=4, fontSize=15, cursor="pointer"
    )
    return framed(
        lines.encode(
            x, y, alt.Detail("edge", type="nominal"), alt.Order("order", type="quantitative")
        ),
        heads.encode(x, y, alt.Angle("angle", type="quantitative").scale(None)),
        boxes("yes", [1, 0]),
        boxes("no", [6, 4]),
        text,
        row.encode(y, alt.Text("step", type="nominal"), alt.Href("href", type="nominal")),
        drop=14,
    ).properties(width=width, height=height)
