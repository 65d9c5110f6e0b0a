"""The pictures of step 6, "press China"."""

from __future__ import annotations

import numpy as np

from .. import charts
from ..assumptions import Assumptions, percent
from ..charts import Caption, Columns
from ..steps import china
from .picture import Picture, needed

__all__ = ["bite", "offers", "waterfall"]


def _bite_columns(a: Assumptions) -> Columns:
    reader = a.china_cooperation
    no_offers = china.best_enforcement(china.without_offers(a))
    offers = china.best_enforcement(a)
    where = np.array([no_offers, offers, reader], dtype=float)
    cut = china.trade_cut(a, where)
    return {
        "curve": china.trade_cut_curve(a),
        "threshold": needed(a, "needed_bite"),
        "dots": {
            "enforcement": where,
            "bite": cut,
            "who": [*charts.ANSWERS, "you"],
            "label": [
                f"◇ China, no offers: {percent(cut[0])}",
                f"◇ China, with offers: {percent(cut[1])}",
                f"you: {percent(cut[2])}",
            ],
        },
    }


def _bite_words(columns: Columns) -> Caption:
    needed = columns["threshold"]["y"][0]
    (_, _, e), (no_offers, offers, cut) = (columns["dots"][k] for k in ("enforcement", "bite"))
    out, full = columns["curve"]["bite"][0], columns["curve"]["bite"][-1]
    enough = "enough" if cut >= needed else "not enough"
    finding = (
        f"If China enforces {percent(e)} of the sanctions, they cut {percent(cut)} of the North's "
        f"trade: {enough} ({percent(needed)} needed)"
    )
    alt_text = (
        f"{finding}. The bite rises from {percent(out)} with China out to {percent(full)} with "
        f"China fully in. Left to choose, China would bring it to {percent(no_offers)} without "
        f"the offers and to {percent(offers)} with them."
    )
    return Caption(finding, alt_text)


def _offer_columns(a: Assumptions) -> Columns:
    tiles = china.offer_map(a)
    enough = china.trade_cut(a, tiles["enforcement"]) >= a.needed_bite
    sides = [(s, p, label) for s, p, label in _sides(tiles, enough)]
    return {
        "map": tiles,
        "frontier": china.offer_frontier(a),
        "dot": {
            "share": [a.refugee_cost_share],
            "promise": [a.promise_credibility],
            "enforcement": [float(china.best_enforcement(a))],
            "bite": [float(china.trade_cut_with_offers(a))],
            "bare": [float(china.trade_cut_without_offers(a))],
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
    return f"With the promise as it is, {said[0]}. With the costs as they are, {said[1]}"


def _offer_words(columns: Columns) -> Caption:
    (share,), (promise,), (e,), (cut,), (bare,), (needed,), (break_even,) = columns["dot"].values()
    labels = columns["side"]["label"]
    enough = (
        "not enough"
        if cut < needed
        else "enough, as it would be with no offer"
        if bare >= needed
        else "enough"
    )
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
    alt_text = (
        f"{finding}. Washington bears {percent(share)} of the refugee costs and Beijing gives the "
        f"promise a chance of {percent(promise)}. {break_even}. With no offer the bite would be "
        f"{percent(bare)}. {frontier}"
    )
    return Caption(finding, alt_text)


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
        "threshold": needed(a, "needed_bite"),
    }


def _loss_words(columns: Columns) -> Caption:
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
    return Caption(
        finding, f"{finding}. Losses: {losses}. The bite {side} the {percent(needed)} needed."
    )


bite = Picture(_bite_columns, charts.bite_by_enforcement, _bite_words)
offers = Picture(_offer_columns, charts.offers_map, _offer_words)
waterfall = Picture(_loss_columns, charts.bite_waterfall, _loss_words)
