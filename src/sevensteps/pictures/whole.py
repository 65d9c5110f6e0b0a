"""The pictures of the whole strategy: fans, criteria, both ledgers, shares of worlds."""

from __future__ import annotations

import numpy as np

from .. import charts, comparison, verdicts
from .. import text as pages
from ..assumptions import Assumptions, percent
from ..charts import Caption, Columns
from ..scenarios import scenarios
from .picture import Picture

__all__ = ["attribution", "criteria", "fans", "ledgers", "shares"]

HISTORIES, WORLDS, SEED = 1000, 1000, 2009
LOSSES = 2.0  # times the baseline's, at the end of the axis, and one over it at the other
STANDS_FOR_NO_WORLD = "shares count worlds drawn, and are no probabilities"


def _titles() -> list[str]:
    return [s.title for s in scenarios().strategies.values()]


def _pair() -> tuple[str, str]:
    return comparison.OP_ED, scenarios().baseline


# -- fans ----------------------------------------------------------------------------------------


def _fans_columns(a: Assumptions) -> Columns:
    names = _pair()
    titles = [scenarios().strategies[n].title for n in names]
    found = comparison.fan(a, np.random.default_rng(SEED), HISTORIES, names)
    year, quantiles = found["year"], found["quantiles"]
    ends = [float(q) for q in quantiles[-1, :, 1]]
    apart = (
        max(0.0, 0.1 * max(ends) - abs(ends[0] - ends[1])) / 2 * (np.sign(ends[0] - ends[1]) or 1)
    )
    return {
        "fan": {
            "year": np.tile(year, len(names)),
            "strategy": np.repeat(titles, len(year)).tolist(),
            **{f"q{q}": quantiles[:, :, i].T.ravel() for i, q in enumerate((10, 50, 90))},
        },
        "ends": {
            "year": [float(year[-1])] * 2,
            "stock": [ends[0] + apart, ends[1] - apart],
            "strategy": titles,
            "label": [f"{t}: {e:.0f}" for t, e in zip(titles, ends, strict=True)],
            "middle": ends,
            "low": quantiles[-1, :, 0].tolist(),
            "high": quantiles[-1, :, 2].tolist(),
            "frozen": found["frozen"].tolist(),
        },
    }


def _fans_words(columns: Columns) -> Caption:
    ends = columns["ends"]
    years = ends["year"][0]
    said = [
        f"{m:.0f} ({low:.0f} to {high:.0f}) with {t[0].lower() + t[1:]}"
        for t, m, low, high in zip(
            ends["strategy"], ends["middle"], ends["low"], ends["high"], strict=True
        )
    ]
    finding = f"After {years:.0f} years the arsenal is {' and '.join(said)}"
    frozen = " and ".join(f"{f:.1f}" for f in ends["frozen"])
    alt_text = (
        f"{finding}. These are weapon-equivalents: the middle of {HISTORIES} histories, and where eight in "
        f"ten of them end. A freeze holds for {frozen} of the {years:.0f} years on average. Both strategies meet "
        "the same chances."
    )
    return Caption(finding, alt_text)


# -- criteria ------------------------------------------------------------------------------------


def _criteria_columns(a: Assumptions) -> Columns:
    known = scenarios()
    found = comparison.harms(a)
    base = list(known.strategies).index(known.baseline)
    rows = [
        (c.title, s.title, float(found[name][i, 0] - found[name][base, 0]))
        for name, c in known.criteria.items()
        for i, s in enumerate(known.strategies.values())
        if i != base
    ]
    return {
        "dots": {
            "criterion": [r[0] for r in rows],
            "strategy": [r[1] for r in rows],
            "change": [r[2] for r in rows],
            "label": [f"{r[1]}: {_signed(r[2])}" for r in rows],
        }
    }


def _criteria_words(columns: Columns) -> Caption:
    dots = columns["dots"]
    rows = list(zip(dots["strategy"], dots["criterion"], dots["change"], strict=True))
    said, split = [], 0
    for title in dict.fromkeys(dots["strategy"]):
        mine = sorted((v, c) for s, c, v in rows if s == title)
        less, more = mine[0], mine[-1]
        split += less[0] < -5e-4 and more[0] > 5e-4
        parts = [f"least harm added in {_lower(less[1])} ({_signed(less[0])})"]
        parts.append(f"most in {_lower(more[1])} ({_signed(more[0])})")
        said.append(f"{title}: {', '.join(parts)}.")
    every = len(dict.fromkeys(dots["strategy"]))
    finding = (
        f"{'None' if split == every else f'{every - split} of {every}'} of the strategies "
        f"{'is' if split == every or every - split == 1 else 'are'} better, or worse, than drift in everything"
    )
    alt_text = (
        f"{finding}. Against drift, in units of each anchor and before any weight. {' '.join(said)}"
    )
    return Caption(finding, alt_text)


def _signed(value: float) -> str:
    """A sign and two decimals, three where two would hide it; 0 where it is less than that."""
    for digits in (2, 3):
        text = f"{value:+.{digits}f}".replace("-", "−")
        if set(text[1:]) - set("0."):
            return text
    return "0"


def _lower(title: str) -> str:
    return title if title.startswith(("The North", "Seoul")) else title[0].lower() + title[1:]


# -- both ledgers --------------------------------------------------------------------------------


def _ledgers_columns(a: Assumptions) -> Columns:
    known, titles = scenarios(), _titles()
    base = list(known.strategies).index(known.baseline)
    found = {n: comparison.losses(a, ally_weight=w)[:, 0] for n, w in comparison.LEDGERS.items()}
    own = comparison.losses(a)[:, 0]
    return {
        "dots": {
            "strategy": titles * len(found),
            "ledger": np.repeat(list(found), len(titles)).tolist(),
            "loss": np.concatenate([_over(v, base) for v in found.values()]),
        },
        "own": {"strategy": titles, "loss": _over(own, base)},
        "threshold": {"x": [1.0], "label": ["the baseline"]},
    }


def _over(losses: np.ndarray, base: int) -> np.ndarray:
    """Losses over the baseline's; where weights of less than nothing make that 0 or less, all are even."""
    return losses / losses[base] if losses[base] > 0 else np.ones_like(losses)


def _ledgers_words(columns: Columns) -> Caption:
    dots, own = columns["dots"], columns["own"]
    least = {}
    for ledger in dict.fromkeys(dots["ledger"]):
        rows = [
            (v, s)
            for v, s, name in zip(dots["loss"], dots["strategy"], dots["ledger"], strict=True)
            if name == ledger
        ]
        least[ledger] = min(rows)
    (first, best), (second, other) = ((v, s) for v, s in least.values())
    drift = _lower(_titles()[list(scenarios().strategies).index(scenarios().baseline)])
    if best == other:
        said = f"{_lower(best)} in both ledgers ({first:.2f} and {second:.2f} of {drift}'s)"
    else:
        said = " and ".join(
            f"{_lower(s)} in {ledger} ({v:.2f} of {drift}'s)" for ledger, (v, s) in least.items()
        )
    finding = f"By your weights the least loss is that of {said}"
    spread = max(own["loss"]) - min(own["loss"])
    close = sum(v < min(own["loss"]) + 0.02 for v in own["loss"])
    alt_text = (
        f"{finding}. With the ally's losses at your own weight, all lie within {spread:.2f} of {drift}'s loss "
        f"of one another. Of the {len(own['loss'])}, {close} lie within two hundredths of the least."
    )
    return Caption(finding, alt_text)


# -- shares of worlds ----------------------------------------------------------------------------


def _shares_columns(a: Assumptions) -> Columns:
    losses = comparison.drawn_losses(a, WORLDS, SEED)
    best = np.bincount(losses.argmin(axis=0), minlength=len(losses)) / losses.shape[1]
    regret = losses - losses.min(axis=0)
    return {
        "shares": {
            "strategy": _titles(),
            "share": best,
            "label": [f"{percent(round(float(b), 3))}" for b in best],
            "mean": regret.mean(axis=1),
            "most": regret.max(axis=1),
        }
    }


def _shares_words(columns: Columns) -> Caption:
    shares = columns["shares"]
    rows = sorted(
        zip(shares["share"], shares["strategy"], shares["mean"], shares["most"], strict=True),
        reverse=True,
    )
    above = sum(r[0] >= 0.1 for r in rows)
    finding = (
        f"By your weights {above} strategies each have the least loss in a tenth or more of "
        f"{WORLDS} worlds drawn. None has it in more than {percent(round(float(rows[0][0]), 2))}"
    )
    said = " ".join(
        f"{s}: {percent(round(float(share), 3))}, regret {mean:.2f} on average and {most:.1f} at most."
        for share, s, mean, most in rows
    )
    alt_text = (
        f"{finding}. {said} Every uncertainty is drawn from its whole range; your levers and values are as "
        f"they are. These {STANDS_FOR_NO_WORLD}."
    )
    return Caption(finding, alt_text)


# -- which step does what ------------------------------------------------------------------------


def _steps() -> dict[int, str]:
    return {k: f"{k}. {name}" for k, name in pages.STEPS.items() if k}


def _attribution_columns(a: Assumptions) -> Columns:
    found = verdicts.attribution(lambda on: comparison.losses_by_steps(a, on), len(_steps()))
    shares = [float(v) for v in found]
    return {
        "bars": {
            "step": list(_steps().values()),
            "share": shares,
            "side": ["helps" if v < 0 else "harms" for v in shares],
            "label": [_signed(v) for v in shares],
            "total": [float(found.sum())] * len(shares),
        },
        "threshold": {"x": [0.0], "label": ["changes nothing"]},
    }


def _attribution_words(columns: Columns) -> Caption:
    bars = columns["bars"]
    total = bars["total"][0]
    rows = sorted(zip(bars["share"], bars["step"], strict=True), key=lambda r: -abs(r[0]))
    size = sum(abs(v) for v, _ in rows)
    helps = [s[0] for v, s in rows if v < -5e-4]
    harms = [s[0] for v, s in rows if v > 5e-4]
    finding = (
        f"By your weights all seven together change the loss by {_signed(total)}. "
        f"Steps that help: {_listed(helps)}. Steps that harm: {_listed(harms)}"
    )
    alt_text = (
        f"{finding}. Step {rows[0][1]} carries "
        f"{percent(round(abs(rows[0][0]) / size, 2)) if size else 'none'} of all that the steps move, either way "
        f"({_signed(rows[0][0])}). Each share is a mean over all orders in which the seven could be switched on."
    )
    return Caption(finding, alt_text)


def _listed(steps: list[str]) -> str:
    steps = sorted(steps)
    return "none" if not steps else " and ".join(filter(None, [", ".join(steps[:-1]), steps[-1]]))


attribution = Picture(
    _attribution_columns,
    lambda: charts.step_attribution(list(_steps().values())),
    _attribution_words,
)
fans = Picture(_fans_columns, lambda: charts.arsenal_fans(_titles()), _fans_words)
criteria = Picture(
    _criteria_columns,
    lambda: charts.criteria_against_drift(
        _titles(), [c.title for c in scenarios().criteria.values()]
    ),
    _criteria_words,
)
ledgers = Picture(
    _ledgers_columns, lambda: charts.losses_by_ledger(_titles(), LOSSES), _ledgers_words
)
shares = Picture(_shares_columns, lambda: charts.shares_of_worlds(_titles()), _shares_words)
