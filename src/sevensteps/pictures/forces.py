"""The pictures of step 7, "withdraw US forces"."""

from __future__ import annotations

import numpy as np

from .. import charts
from ..assumptions import Assumptions, assumptions, number, percent
from ..charts import Caption, Columns
from ..steps import forces
from .picture import Picture, needed

__all__ = ["balance", "frontier", "ledger"]

RATIOS = (0.5, 6.0)
LEDGERS = {"Washington's ledger": 0.0, "the alliance's ledger": 1.0}
ITEMS = {
    "saving": "saving",
    "war, Washington": "war:|Washington",
    "war, the South": "war:|the South",
    "Seoul's bomb": "Seoul's|bomb",
}


def _range(name: str) -> tuple[float, float]:
    record = assumptions().records[name]
    return record.low, record.high


def _money(value: float) -> str:
    """Billions as a verdict gives them, and with a sign where they are not nothing."""
    return f"+{number(value)}" if value >= 0.005 else number(value)


def _end(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten beyond a size, so that an axis seldom changes."""
    power = 10.0 ** np.floor(np.log10(max(value, 0.5)))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= value))


# -- the balance ---------------------------------------------------------------------------------


def _balance_columns(a: Assumptions) -> Columns:
    alone, together = float(forces.holding_alone(a)), float(forces.holding_together(a))
    spread = [float(forces.holding(a, 0.0, s)) for s in (-1.0, 1.0)]
    return {
        "curves": forces.balance_curves(a, *_range("rok_strength")),
        "threshold": needed(a, "enough_to_hold"),
        "dots": {
            "ratio": [a.rok_strength] * 2,
            "holding": [alone, together],
            "who": ["alone", "with US forces"],
            "label": [
                f"● alone: {percent(round(alone, 3))}",
                f"○ with US forces: {percent(round(together, 3))}",
            ],
            "low": [spread[0]] * 2,
            "high": [spread[1]] * 2,
        },
    }


def _balance_words(columns: Columns) -> Caption:
    needed = columns["threshold"]["y"][0]
    dots = columns["dots"]
    alone, together = dots["holding"]
    side = "able to defend itself" if alone >= needed else "not able to defend itself"
    finding = (
        f"Alone the South holds with {percent(round(alone, 3))}: {side} "
        f"({percent(needed)} counts as able)"
    )
    alt_text = (
        f"{finding}. With US forces it is {percent(round(together, 3))}. If the balance is one standard deviation "
        f"off our guess, alone means {percent(round(dots['low'][0], 3))} or {percent(round(dots['high'][0], 3))}."
    )
    return Caption(finding, alt_text)


# -- the frontier --------------------------------------------------------------------------------


def _frontier_columns(a: Assumptions) -> Columns:
    ratio = np.geomspace(*RATIOS, 81)
    lines = {
        name: forces.break_even_entanglement(a, np.log(ratio), weight)
        for name, weight in LEDGERS.items()
    }
    names = {
        name: f"– – {name} is even here"
        if ((line > 0) & (line < 1)).any()
        else f"{name} {'gains' if line.max() <= 0 else 'loses'} everywhere here"
        for name, line in lines.items()
    }
    change = float(np.exp(forces.log_hazard_change(a)))
    ledgers = [float(forces.washingtons_ledger(a)), float(forces.alliances_ledger(a))]
    return {
        "lines": {
            "ratio": np.tile(ratio, 2),
            "entangled": np.concatenate(list(lines.values())),
            "ledger": np.repeat(list(LEDGERS), len(ratio)).tolist(),
        },
        "names": {"ledger": list(names), "label": list(names.values())},
        "dot": {
            "ratio": [min(max(change, RATIOS[0]), RATIOS[1])],
            "entangled": [a.entangled_with_troops],
            "label": ["you"],
            "change": [change],
            "washington": [ledgers[0]],
            "alliance": [ledgers[1]],
        },
    }


def _side(value: float) -> str:
    return "gains" if value > 0 else "loses" if value < 0 else "neither gains nor loses"


def _frontier_words(columns: Columns) -> Caption:
    dot = columns["dot"]
    (pi,), (change,), (washington,), (alliance,) = (
        dot[k] for k in ("entangled", "change", "washington", "alliance")
    )
    sides = [_side(v) for v in (washington, alliance)]
    finding = (
        f"Leaving multiplies the hazard of war by {change:.2f}: Washington {sides[0]}, the alliance "
        f"{sides[1]}"
    )
    off = [
        f" {name[0].upper()}{name[1:]}."
        for name in columns["names"]["label"]
        if "everywhere" in name
    ]
    out = "" if RATIOS[0] <= change <= RATIOS[1] else " The dot stands at the edge of the picture."
    alt_text = (
        f"{finding}. With troops there Washington would fight with {percent(pi)}. Above a line that ledger gains by "
        f"leaving, below it it loses; the more surely Washington would fight, the more it is spared.{''.join(off)}{out}"
    )
    return Caption(finding, alt_text)


# -- the ledgers ---------------------------------------------------------------------------------


def _ledger_columns(a: Assumptions) -> Columns:
    items = {k: float(v) for k, v in forces.ledger_items(a).items()}
    rows = []
    for name, weight in LEDGERS.items():
        net = 0.0
        for item, label in ITEMS.items():
            value = items[item] * (weight if item == "war, the South" else 1.0)
            net += value
            rows.append((label, name, value))
        rows.append(("net", name, net))
    shown = [
        "" if item == "war:|the South" and ledger == "Washington's ledger" else _money(value)
        for item, ledger, value in rows
    ]
    return {
        "bars": {
            "item": [r[0] for r in rows],
            "ledger": [r[1] for r in rows],
            "value": [r[2] for r in rows],
            "label": shown,
            "yours": [float(forces.readers_ledger(a))] * len(rows),
            "weight": [a.ally_weight] * len(rows),
        },
        "axis": {
            "value": [
                -_end(1.15 * max(0.0, *(-r[2] for r in rows))),
                _end(1.15 * max(0.0, *(r[2] for r in rows))),
            ]
        },
        "threshold": {"y": [0.0], "label": [""]},
    }


def _ledger_words(columns: Columns) -> Caption:
    bars = columns["bars"]
    nets = [v for i, v in zip(bars["item"], bars["value"], strict=True) if i == "net"]
    (washington, alliance), yours = nets, bars["yours"][0]
    finding = (
        f"A year, leaving brings Washington {_money(washington)} billion dollars and the alliance "
        f"{_money(alliance)}"
    )
    said = ", ".join(
        f"{i.replace('|', ' ')} {_money(v)}"
        for i, v, name in zip(bars["item"], bars["value"], bars["ledger"], strict=True)
        if name == "the alliance's ledger" and i != "net"
    )
    alt_text = (
        f"{finding}. Item by item, for the alliance: {said}. With the weight that you give the ally's losses, "
        f"{percent(bars['weight'][0])}, the net is {_money(yours)}."
    )
    return Caption(finding, alt_text)


balance = Picture(
    _balance_columns, lambda: charts.balance_of_forces(*_range("rok_strength")), _balance_words
)
frontier = Picture(_frontier_columns, lambda: charts.break_even_frontier(*RATIOS), _frontier_words)
ledger = Picture(
    _ledger_columns, lambda: charts.two_ledgers([*ITEMS.values(), "net"]), _ledger_words
)
