"""The map of claims, with each verdict under the assumptions in hand."""

from __future__ import annotations

from textwrap import wrap

import numpy as np

from .. import charts
from .. import text as pages
from ..argument import claims
from ..assumptions import Assumptions
from ..charts import Caption, Columns
from ..verdicts import judge
from .picture import Picture

__all__ = ["claims_map"]


def _layout() -> dict[str, tuple[float, float]]:
    """Where each claim's card stands: a row a step, what holds another up to the left of it.

    What a step recommends ends its row; the claim of the whole op-ed stands to the right of all,
    and the rest of the frame just left of what it holds up, so that arrows run between columns.
    """
    known, place = claims(), {WHOLE: (COLUMNS - 1, (len(pages.STEPS) - 1) / 2)}
    for step in list(pages.STEPS)[1:]:
        row = [c for c in known.values() if c.step == step]
        own = {c.id for c in row}
        ends = [c.id for c in row if WHOLE in c.supports]
        rest = sorted((c.id for c in row if c.id not in ends), key=lambda i: -_depth(i, own))
        for column, name in enumerate([*rest, *ends], start=COLUMNS - 1 - len(row)):
            place[name] = (column, step)
    for c in known.values():
        if c.id not in place:
            held = (place[other][0] for other in c.supports if other in place)
            place[c.id] = (next(held, COLUMNS - 1) - 1, 0)
    return {
        name: ((column + 0.5) * charts.CARD["across"], (row + 0.62) * charts.CARD["down"])
        for name, (column, row) in place.items()
    }


def _depth(claim_id: str, own: set[str]) -> int:
    """How far before the end of its row a claim stands; furthest, if it holds nothing up."""
    supports = claims()[claim_id].supports
    if not supports:
        return len(own)
    return 1 + max((_depth(o, own) for o in supports if o in own), default=0)


def _arrow(start, end, points: int = 14):
    """A curved arrow between two cards: its points, and the angle of its head in degrees."""
    (x0, y0), (x1, y1) = start, end
    w, h = charts.CARD["width"] / 2, charts.CARD["height"] / 2
    same_row = abs(y1 - y0) < 1
    if same_row and x1 - x0 < charts.CARD["across"] * 1.5:
        a, b, bend = (x0 + w, y0), (x1 - w - 4, y1), 0.0
    elif same_row:  # over the cards between
        a, b, bend = (x0 + w / 2, y0 - h), (x1 - w / 2, y1 - h - 4), -34.0
    elif x1 > x0 + w:
        a, b, bend = (x0 + w, y0), (x1 - w - 4, y1), 0.0
    else:
        down = np.sign(y1 - y0)
        a, b, bend = (x0, y0 + down * h), (x1, y1 - down * (h + 4)), 0.0
    t = np.linspace(0, 1, points)
    if same_row or x1 <= x0 + w:
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + bend * 1.4)
        path = [
            (1 - t) ** 2 * p + 2 * t * (1 - t) * m + t**2 * q
            for p, m, q in zip(a, middle, b, strict=True)
        ]
    else:  # leaves and arrives level
        reach = (b[0] - a[0]) / 2
        x = (1 - t) ** 3 * a[0] + 3 * t * (1 - t) ** 2 * (a[0] + reach)
        x = x + 3 * t**2 * (1 - t) * (b[0] - reach) + t**3 * b[0]
        y = ((1 - t) ** 3 + 3 * t * (1 - t) ** 2) * a[1] + (3 * t**2 * (1 - t) + t**3) * b[1]
        path = [x, y]
    dx, dy = path[0][-1] - path[0][-2], path[1][-1] - path[1][-2]
    return path[0], path[1], float(np.degrees(np.arctan2(dy, dx)) + 90)


def _map_columns(a: Assumptions) -> Columns:
    known, place = claims(), _layout()
    states = [_state(c, a) for c in known.values()]
    edges = [(c.id, other) for c in known.values() for other in c.supports]
    paths = [_arrow(place[one], place[other]) for one, other in edges]
    names = np.repeat([f"{one} {other}" for one, other in edges], len(paths[0][0]))
    wide = charts.CARD["letters"]
    return {
        "cards": {
            "x": [place[i][0] for i in known],
            "y": [place[i][1] for i in known],
            "text": [
                "\n".join([*_head(c.id, state), *wrap(c.title, wide)])
                for c, state in zip(known.values(), states, strict=True)
            ],
            "state": states,
            "stated": ["yes" if c.stated else "no" for c in known.values()],
            "id": list(known),
            "claim": [c.claim for c in known.values()],
            "needs": [c.needs or "nothing more" for c in known.values()],
        },
        "edges": {
            "x": np.concatenate([p[0] for p in paths]),
            "y": np.concatenate([p[1] for p in paths]),
            "edge": names.tolist(),
            "order": np.tile(np.arange(len(paths[0][0])), len(paths)),
        },
        "heads": {
            "x": np.array([p[0][-1] for p in paths]),
            "y": np.array([p[1][-1] for p in paths]),
            "angle": np.array([p[2] for p in paths]),
        },
        "rows": {
            "y": [(step + 0.14) * charts.CARD["down"] for step in pages.STEPS],
            "step": [
                f"{step}. {name}{'' if pages.notebook_of(step) else ' (to come)'}" if step else name
                for step, name in pages.STEPS.items()
            ],
            "href": [pages.notebook_of(step) or None for step in pages.STEPS],
        },
    }


def _head(claim_id: str, state: str) -> list[str]:
    """The first lines of a card: together on one they are wider than it is."""
    return [claim_id] if state == "no verdict" else [f"{claim_id}:", state]


def _state(claim, a: Assumptions) -> str:
    verdict = judge(claim, a)
    return "no verdict" if verdict is None else verdict.state


def _map_words(columns: Columns) -> Caption:
    cards = columns["cards"]
    by_state = {
        state: [i for i, s in zip(cards["id"], cards["state"], strict=True) if s == state]
        for state in charts.HOLDS
    }
    holding, failing, open_ = (by_state[s] for s in ("holds", "does not hold", "cannot be judged"))
    ruled = len(holding) + len(failing) + len(open_)
    finding = f"Under your assumptions {len(holding)} of the {ruled} claims with a rule hold"
    unstated = cards["stated"].count("no")
    words = (("Hold", holding), ("Do not", failing), ("Cannot be judged", open_))
    said = [f"{word}: {', '.join(ids)}" for word, ids in words if ids]
    alt_text = (
        f"{finding}. {'. '.join(said)}. The other {len(by_state['no verdict'])} claims have no rule, for a "
        f"reason that each gives. {unstated} claims are needed and not stated."
    )
    return Caption(finding, alt_text)


WHOLE = "C0c"  # the claim of the op-ed as a whole
COLUMNS = 9
claims_map = Picture(_map_columns, lambda: charts.claims_map(COLUMNS, len(pages.STEPS)), _map_words)
