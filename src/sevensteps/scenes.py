"""What each picture shows: columns from a model, a drawing from `charts`, and words from the columns.

A scene is a pure function from assumptions to a picture, so that the still picture in a saved
notebook, the live one under the sliders and the test of its words are one and the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap

import altair as alt
import numpy as np

from . import charts, pages
from .assumptions import Assumptions, assumptions, evidence_line, percent, used_by
from .charts import Columns, Picture, Words
from .claims import claims
from .codes import CodeProblem, code
from .steps import china
from .verdicts import judge


@dataclass(frozen=True)
class Scene:
    """A chart that follows the assumptions.

    columns: the data it shows, by dataset; draw: the drawing, once; words: what it says, from the
    columns alone.
    """

    columns: Callable[[Assumptions], Columns]
    draw: Callable[[], alt.LayerChart]
    words: Callable[[Columns], Words]

    def picture(self, a: Assumptions) -> Picture:
        """The still picture under these assumptions."""
        columns = self.columns(a)
        return charts.filled(self.draw(), columns, self.words(columns), self.foot(a))

    def foot(self, a: Assumptions) -> str:
        """Evidence behind the chart, and the code that brings it back."""
        return f"{self.evidence}  ·  code: {_code(a)}"

    def said(self, a: Assumptions, *claim_ids: str) -> pages.Text:
        """What the picture shows and how these claims fare, in words alone."""
        words = self.words(self.columns(a)).twin
        return pages.Text(
            "\n".join([f"- {words}", pages.verdict_lines(a, *claim_ids).markdown]).strip()
        )

    def said_at(self, a: Assumptions, name: str) -> pages.Text:
        """What the picture shows at each named setting of one assumption, in words alone."""
        settings = a.record(name).settings.items()
        lines = [
            f"- **{label}**: {self.words(self.columns(a.but(**{name: value}))).twin}"
            for label, value in settings
        ]
        return pages.Text("\n".join(lines))

    @cached_property
    def evidence(self) -> str:
        """How many of the assumptions behind it are measured, published, claimed, guessed."""
        line = evidence_line(used_by(self.columns, assumptions()))
        return line[0].upper() + line[1:]


def _code(a: Assumptions) -> str:
    try:
        return code(a)
    except CodeProblem:
        return "none (a value lies between increments)"


def _threshold(a: Assumptions, name: str) -> dict[str, list]:
    record, value = a.records[name], getattr(a, name)
    return {"y": [value], "label": [f"{record.show(value)} needed\n({record.evidence})"]}


# -- step 6 --------------------------------------------------------------------------------------


def _bite_columns(a: Assumptions) -> Columns:
    reader = a.china_cooperation
    no_offers = china.best_enforcement(china.without_offers(a))
    offers = china.best_enforcement(a)
    where = np.array([no_offers, offers, reader], dtype=float)
    cut = china.bite(a, where)
    return {
        "curve": china.bite_curve(a),
        "threshold": _threshold(a, "needed_bite"),
        "dots": {
            "enforcement": where,
            "bite": cut,
            "who": [*charts.ANSWERS, "you"],
            "label": ["China, no offers", "China, with offers", f"you: {percent(cut[2])}"],
        },
    }


def _bite_words(columns: Columns) -> Words:
    needed = columns["threshold"]["y"][0]
    (_, _, e), (no_offers, offers, cut) = (columns["dots"][k] for k in ("enforcement", "bite"))
    out, full = columns["curve"]["bite"][0], columns["curve"]["bite"][-1]
    enough = "enough" if cut >= needed else "not enough"
    finding = (
        f"If China enforces {percent(e)} of the sanctions, they cut {percent(cut)} of the North's "
        f"trade: {enough} ({percent(needed)} needed)"
    )
    twin = (
        f"{finding}. The bite rises from {percent(out)} with China out to {percent(full)} with "
        f"China fully in. Left to choose, China would bring it to {percent(no_offers)} without "
        f"the offers and to {percent(offers)} with them."
    )
    return Words(finding, twin)


def _offer_columns(a: Assumptions) -> Columns:
    frontier = china.offer_frontier(a)
    inside = np.isfinite(frontier["share"])
    tiles = china.offer_map(a)
    enough = china.bite(a, tiles["enforcement"]) >= a.needed_bite
    sides = [(s, p, label) for s, p, label in _sides(tiles, enough)]
    return {
        "map": tiles,
        "frontier": {k: v[inside] for k, v in frontier.items()},
        "dot": {
            "share": [a.refugee_cost_share],
            "promise": [a.promise_credibility],
            "enforcement": [float(china.best_enforcement(a))],
            "bite": [float(china.bite_with_offers(a))],
            "needed": [a.needed_bite],
            "break_even": [_break_even(a)],
        },
        "side": dict(zip(("share", "promise", "label"), zip(*sides, strict=True), strict=True)),
    }


def _sides(tiles, enough):
    """Where to write on each side of the line what it means: the middle of that side's tiles."""
    for side, label in ((enough, "enough"), (~enough, "not enough")):
        if side.any():
            yield float(tiles["share"][side].mean()), float(tiles["promise"][side].mean()), label


def _break_even(a: Assumptions) -> str:
    """Which share, and which belief, would be just enough with the other as it is."""
    offers = {
        "share of the costs": china.break_even_share(a),
        "belief in the promise": china.break_even_promise(a),
    }
    said = [
        f"no {name} is needed"
        if at <= 0
        else f"no {name} is enough"
        if at > 1
        else f"a {name} of {percent(at)} is just enough"
        for name, at in offers.items()
    ]
    return f"With the promise as it is, {said[0]}; with the costs as they are, {said[1]}"


def _offer_words(columns: Columns) -> Words:
    (share,), (promise,), (e,), (cut,), (needed,), (break_even,) = columns["dot"].values()
    labels = columns["side"]["label"]
    enough = "enough" if cut >= needed else "not enough"
    finding = (
        f"These offers bring China to enforce {percent(e)}: a bite of {percent(cut)}, "
        f"{enough} ({percent(needed)} needed)"
    )
    frontier = {
        (
            "enough",
            "not enough",
        ): "Larger offers lie on the side that is enough, smaller on the other.",
        ("enough",): "Every offer on the map is enough, even none.",
        ("not enough",): "No offer on the map is enough, not even the largest.",
    }[tuple(labels)]
    twin = (
        f"{finding}. Washington bears {percent(share)} of the refugee costs and Beijing gives the "
        f"promise a chance of {percent(promise)}. {break_even}. {frontier}"
    )
    return Words(finding, twin)


def _loss_columns(a: Assumptions) -> Columns:
    stages = china.waterfall(a, china.best_enforcement(a))
    size = np.abs(stages["end"] - stages["start"])
    sign = ["", *["−"] * (len(size) - 2), ""]
    return {
        "stages": {
            "order": np.arange(len(size)),
            **stages,
            "top": np.maximum(stages["start"], stages["end"]),
            "amount": [s + percent(v) for s, v in zip(sign, size, strict=True)],
        },
        "threshold": _threshold(a, "needed_bite"),
    }


def _loss_words(columns: Columns) -> Words:
    stages = columns["stages"]
    size = np.abs(stages["end"] - stages["start"])
    needed = columns["threshold"]["y"][0]
    worst = 1 + int(np.argmax(size[1:-1]))
    finding = (
        f"Of the {percent(size[0])} that the sanctions name, {percent(size[-1])} is really cut; "
        f"the largest loss: {stages['stage'][worst]}"
    )
    losses = ", ".join(
        f"{name} {percent(v)}" for name, v in zip(stages["stage"][1:-1], size[1:-1], strict=True)
    )
    side = "reaches" if size[-1] >= needed else "stays below"
    return Words(
        finding, f"{finding}. Losses: {losses}. The bite {side} the {percent(needed)} needed."
    )


bite_scene = Scene(_bite_columns, charts.bite_by_enforcement, _bite_words)
offers_scene = Scene(_offer_columns, charts.offers_map, _offer_words)
waterfall_scene = Scene(_loss_columns, charts.bite_waterfall, _loss_words)


# -- the map of claims ---------------------------------------------------------------------------


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
            place[c.id] = (place[c.supports[0]][0] - 1, 0)
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
                "\n".join(
                    [c.id if state == "no verdict" else f"{c.id}: {state}", *wrap(c.title, wide)]
                )
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


def _state(claim, a: Assumptions) -> str:
    verdict = judge(claim, a)
    return "no verdict" if verdict is None else "holds" if verdict.holds else "does not hold"


def _map_words(columns: Columns) -> Words:
    cards = columns["cards"]
    by_state = {
        state: [i for i, s in zip(cards["id"], cards["state"], strict=True) if s == state]
        for state in charts.HOLDS
    }
    judged = [
        f"{' and '.join(ids)} {state if len(ids) == 1 else PLURAL[state]}"
        for state, ids in by_state.items()
        if ids and state != "no verdict"
    ]
    finding = f"Under your assumptions {'; '.join(judged) or 'no claim is judged'}"
    unstated = cards["stated"].count("no")
    twin = (
        f"{finding}. The other {len(by_state['no verdict'])} of {len(cards['id'])} claims have no rule "
        f"yet, or none is possible. {unstated} claims are needed and not stated."
    )
    return Words(finding, twin)


PLURAL = {"holds": "hold", "does not hold": "do not hold"}
WHOLE = "C0c"  # the claim of the op-ed as a whole
COLUMNS = 7
map_scene = Scene(_map_columns, lambda: charts.claims_map(COLUMNS, len(pages.STEPS)), _map_words)
