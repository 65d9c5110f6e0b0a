"""The map of claims: a card for each claim with its verdict, and arrows to what it supports."""

from __future__ import annotations

from textwrap import wrap

import numpy as np

from ..argument import claims, step_table
from ..verdicts import judge
from . import theme as t
from .picture import caption, columns, drawn_by
from .theme import alt

WHOLE = "C0c"  # the claim of the op-ed as a whole
COLUMNS = 9
CARD = {"width": 107, "height": 102}  # pixels
ACROSS, DOWN, LETTERS = 117, 126, 15  # pixels from card to card; letters in a line of a card


def layout() -> dict[str, tuple[float, float]]:
    """The middle of each claim's card, in pixels: a row for each step, supports to the left.

    What a step recommends ends its row. The claim of the whole op-ed stands to the right of all.
    The rest of the frame stands just left of what it supports, so that arrows run between columns.
    """
    known, place = claims(), {WHOLE: (COLUMNS - 1, (len(step_table()) - 1) / 2)}
    for step in list(step_table())[1:]:
        row = {c.id: WHOLE in c.supports for c in known.values() if c.step == step}
        order = sorted(row, key=lambda i: (row[i], -_depth(i, row)))
        for column, name in enumerate(order, start=COLUMNS - 1 - len(row)):
            place[name] = (column, step)
    for c in known.values():
        supported = (place[other][0] for other in c.supports if other in place)
        place.setdefault(c.id, (next(supported, COLUMNS - 1) - 1, 0))
    return {name: ((x + 0.5) * ACROSS, (y + 0.62) * DOWN) for name, (x, y) in place.items()}


def _depth(claim_id: str, row: dict[str, bool]) -> int:
    """How far before the end of its row a claim stands; furthest, if it supports nothing."""
    supports = claims()[claim_id].supports
    before = max((_depth(other, row) for other in supports if other in row), default=0)
    return 1 + before if supports else len(row)


def _arrow(start: tuple, end: tuple, points: int = 14) -> tuple[np.ndarray, float]:
    """A curved arrow between two cards: its points (points, 2), and its head's angle in degrees."""
    (x0, y0), (x1, y1) = start, end
    w, h = CARD["width"] / 2, CARD["height"] / 2
    same_row, ahead, lift = abs(y1 - y0) < 1, x1 > x0 + w, 0.0
    if same_row and x1 - x0 >= ACROSS * 1.5:  # over the cards between
        ends, lift = [(x0 + w / 2, y0 - h), (x1 - w / 2, y1 - h - 4)], -34 * 1.4 * 2 / 3
    elif same_row or ahead:
        ends = [(x0 + w, y0), (x1 - w - 4, y1)]
    else:
        down = np.sign(y1 - y0)
        ends = [(x0, y0 + down * h), (x1, y1 - down * (h + 4))]
    a, b = np.array(ends)
    way = (b - a) * ([1 / 3, 1 / 3] if same_row or not ahead else [1 / 2, 0])  # or leaves level
    s = np.linspace(0, 1, points)[:, None]
    path = (1 - s) ** 3 * a + s**3 * b
    path += 3 * s * (1 - s) * ((1 - s) * (a + way) + s * (b - way) + [0, lift])
    dx, dy = path[-1] - path[-2]
    return path, float(np.degrees(np.arctan2(dy, dx)) + 90)


def map_drawing():
    width, height = COLUMNS * ACROSS, len(step_table()) * DOWN
    x = t.position("X", "x", ends=(0, width)).axis(None)
    y = t.position("Y", "y", ends=(0, height), scale={"reverse": True}).axis(None)
    title = "Under your assumptions, the claim … (dashed: needed and not stated)"
    legend = {"orient": "top", "symbolStrokeWidth": 3, "titleLimit": 600}
    state = t.colours("state", t.HOLDS, "Stroke", title=title, **legend)
    card, row = t.named("cards").encode(x, y), t.named("rows").encode(y)
    box = {**CARD, "fill": "white", "strokeWidth": 2.5, "cornerRadius": 6}
    boxes = [
        t.only(card, "stated", stated)
        .mark_rect(**box, strokeDash=dash)
        .encode(state, tooltip=["claim:N", "needs:N"])
        for stated, dash in (("yes", [1, 0]), ("no", [6, 4]))
    ]
    triangle = {"shape": "triangle", "filled": True, "size": 60, "color": t.PALE}
    heads = t.named("heads").mark_point(**triangle).encode(x, y, alt.Angle("angle:Q").scale(None))
    edges = t.line("edges", x, y, color=t.PALE, strokeWidth=1.3, opacity=0.75)
    link = {"color": "#0b5394", "fontWeight": "bold", "cursor": "pointer", "align": "left", "x": 4}
    return t.framed(
        edges.encode(alt.Detail("edge:N"), alt.Order("order:Q")),
        heads,
        *boxes,
        card.mark_text(fontSize=12, lineBreak="\n", lineHeight=15, dy=-30).encode(text="text:N"),
        row.mark_text(**link).encode(text="step:N", href="href:N"),
        drop=14,
    ).properties(width=width, height=height)


@drawn_by(map_drawing)
def claims_map(a):
    """Every claim with its verdict, and arrows to what it supports."""
    known, place, ids = claims(), layout(), {state: [] for state in t.HOLDS}
    cards, points, heads = [], [], []
    for c in known.values():
        verdict = judge(c, a)
        state = verdict.state if verdict else "no verdict"
        ids[state].append(c.id)
        head = f"{c.id}:\n{state}" if verdict else c.id  # on one line they are wider than a card
        text, stated = "\n".join([head, *wrap(c.title, LETTERS)]), "yes" if c.stated else "no"
        needs = c.needs or "nothing more"
        cards.append((*place[c.id], text, state, stated, c.id, c.claim, needs))
        for other in c.supports:
            path, angle = _arrow(place[c.id], place[other])
            points += [(*point, f"{c.id} {other}", i) for i, point in enumerate(path)]
            heads.append((*path[-1], angle))
    rows = [
        ((step.number + 0.14) * DOWN, step.label, step.notebook or None)
        for step in step_table().values()
    ]
    data = {
        "cards": columns(cards, "x", "y", "text", "state", "stated", "id", "claim", "needs"),
        "edges": columns(points, "x", "y", "edge", "order"),
        "heads": columns(heads, "x", "y", "angle"),
        "rows": columns(rows, "y", "step", "href"),
    }
    *judged, without_rule = ids.values()
    named = zip(("Hold", "Do not", "Cannot be judged"), judged, strict=True)
    said = ". ".join(f"{word}: {', '.join(found)}" for word, found in named if found)
    unstated = sum(not c.stated for c in known.values())
    return data, caption(
        f"Under your assumptions {len(ids['holds'])} of the {sum(map(len, judged))} claims with a "
        "rule hold",
        f"{said}. The other {len(without_rule)} claims have no rule, for a reason that each gives. "
        f"{unstated} claims are needed and not stated.",
    )
