"""The pictures of the whole strategy: the arsenal, criteria, both ledgers, shares of worlds, steps."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import numpy as np

from .. import comparison, verdicts
from ..assumptions import Assumptions, assumptions, percent
from ..scenarios import scenarios
from . import theme as t
from .picture import Caption, Columns, Picture, caption, columns
from .theme import COLOUR, alt

HISTORIES, WORLDS, SEED = 1000, 1000, 2009
NOTHING = 5e-4  # a smaller change is shown as 0


def _titles() -> list[str]:
    return [s.title for s in scenarios().strategies.values()]


def _baseline() -> int:
    """The row of the baseline among the strategies."""
    return list(scenarios().strategies).index(scenarios().baseline)


def _lower(title: str) -> str:
    return title if title.startswith(("The North", "Seoul")) else title[0].lower() + title[1:]


def _signed(value: float) -> str:
    """A sign and two decimals, three where two would hide it; 0 where it is less than that."""
    for digits in (2, 3):
        text = f"{value:+.{digits}f}".replace("-", "−")
        if set(text[1:]) - set("0."):
            return text
    return "0"


def _signed_axis(field: str, title: str, end: float, constant: float) -> alt.X:
    """Numbers below and above 0, stretched around 0."""
    scale = {"type": "symlog", "constant": constant, "clamp": True}
    ticks = [-1, -0.3, -0.1, -0.03, 0, 0.03, 0.1, 0.3, 1]
    return t.position("X", field, title, (-end, end), scale, values=ticks, format="+.2~f")


def _strategy_rows() -> alt.Y:
    return t.category("Y", "strategy", _titles(), labelLimit=240, grid=True)


def _strategy_colours(**legend: Any) -> alt.Color:
    meanings = dict(zip(_titles(), cycle(t.STRATEGY_COLOURS), strict=False))
    return t.colours("strategy", meanings, **legend)


# -- the arsenal over time, with the op-ed and with the baseline ---------------------------------


def fans_data(a: Assumptions) -> Columns:
    names = comparison.OP_ED, scenarios().baseline
    titles = [scenarios().strategies[name].title for name in names]
    found = comparison.fan(a, np.random.default_rng(SEED), HISTORIES, names)
    year, quantiles = found["year"], found["quantiles"]
    low, middle, high = quantiles[-1].T
    gap = middle[0] - middle[1]
    apart = max(0.0, 0.1 * max(middle) - abs(gap)) / 2 * (np.sign(gap) or 1)  # of the labels
    return {
        "fan": {
            "year": np.tile(year, 2),
            "strategy": np.repeat(titles, len(year)).tolist(),
            **{f"q{q}": quantiles[:, :, i].T.ravel() for i, q in enumerate((10, 50, 90))},
        },
        "ends": {
            "year": [float(year[-1])] * 2,
            "stock": middle + np.array([apart, -apart]),
            "strategy": titles,
            "label": [f"{title}: {m:.0f}" for title, m in zip(titles, middle, strict=True)],
            "middle": middle,
            "low": low,
            "high": high,
            "frozen": found["frozen"],
        },
    }


def fans_drawing() -> alt.LayerChart:
    """Fans of eight histories in ten, on axes that follow the data."""
    ticks = {"grid": False, "tickCount": 8}
    x = t.position("X", "year", "years from autumn 2009", None, {"nice": False}, **ticks)
    y = t.position("Y", "q50", "weapon-equivalents", None, {"zero": True, "nice": True})
    base, ends = (t.named(data).encode(x, _strategy_colours()) for data in ("fan", "ends"))
    return t.framed(
        base.mark_area(opacity=0.2, clip=True).encode(alt.Y("q10:Q"), alt.Y2("q90")),
        base.mark_line(clip=True).encode(y),
        t.labels(ends.encode(alt.Y("stock:Q")), dx=-8, align="right"),
    )


def fans_words(data: Columns) -> Caption:
    ends = data["ends"]
    years, frozen = ends["year"][0], " and ".join(f"{f:.1f}" for f in ends["frozen"])
    fields = (ends[name] for name in ("middle", "low", "high", "strategy"))
    said = " and ".join(
        f"{middle:.0f} ({low:.0f} to {high:.0f}) with {title[0].lower() + title[1:]}"
        for middle, low, high, title in zip(*fields, strict=True)
    )
    return caption(
        f"After {years:.0f} years the arsenal is {said}",
        f"These are weapon-equivalents: the middle of {HISTORIES} histories, and where eight in ten "
        f"of them end. A freeze holds for {frozen} of the {years:.0f} years on average. Both "
        "strategies meet the same chances.",
    )


fans = Picture(fans_data, fans_drawing, fans_words)

# -- what each strategy changes, criterion by criterion ------------------------------------------


def criteria_data(a: Assumptions) -> Columns:
    found, base = comparison.harms(a), _baseline()
    changes = [
        (c.title, title, float(found[name][i, 0] - found[name][base, 0]))
        for name, c in scenarios().criteria.items()
        for i, title in enumerate(_titles())
        if i != base
    ]
    rows = [(name, title, v, f"{title}: {_signed(v)}") for name, title, v in changes]
    return {"dots": columns(rows, "criterion", "strategy", "change", "label")}


def criteria_drawing() -> alt.LayerChart:
    title = "harm against the baseline: less (left) or more (right); 1 is the anchor"
    x, names = _signed_axis("change", title, 1, 0.01), scenarios().criteria.values()
    y = t.category("Y", "criterion", [c.title for c in names], grid=True, labelLimit=240)
    legend = {"title": None, "orient": "top", "columns": 3, "labelFontSize": 14, "symbolSize": 180}
    dots = t.named("dots").encode(x, y, _strategy_colours(**legend), alt.Tooltip("label:N"))
    return t.framed(dots.mark_point(filled=True, size=190, opacity=0.9))


def criteria_words(data: Columns) -> Caption:
    said, one_way = [], 0
    for title in dict.fromkeys(data["dots"]["strategy"]):
        rows = zip(*data["dots"].values(), strict=True)
        changes = sorted((v, name) for name, strategy, v, _ in rows if strategy == title)
        (least, where), (most, there) = changes[0], changes[-1]
        one_way += least >= -NOTHING or most <= NOTHING
        said.append(
            f"{title}: least harm added in {_lower(where)} ({_signed(least)}), most in "
            f"{_lower(there)} ({_signed(most)})."
        )
    return caption(
        f"{f'{one_way} of {len(said)}' if one_way else 'None'} of the strategies "
        f"{'is' if one_way < 2 else 'are'} better, or worse, than drift in everything",
        f"Against drift, in units of each anchor and before any weight. {' '.join(said)}",
    )


criteria = Picture(criteria_data, criteria_drawing, criteria_words)

# -- the reader's loss in both ledgers, always together ------------------------------------------


def _relative_losses(a: Assumptions, **how: float) -> np.ndarray:
    """Losses over the baseline's; where weights below zero make that 0 or less, all are 1."""
    losses = comparison.losses(a, **how)[:, 0]
    base = losses[_baseline()]
    return losses / base if base > 0 else np.ones_like(losses)


def ledgers_data(a: Assumptions) -> Columns:
    rows = [
        (title, ledger, loss)
        for ledger, weight in comparison.LEDGERS.items()
        for title, loss in zip(_titles(), _relative_losses(a, ally_weight=weight), strict=True)
    ]
    return {
        "dots": columns(rows, "strategy", "ledger", "loss"),
        "own": {"strategy": _titles(), "loss": _relative_losses(a)},
        "threshold": {"x": [1.0], "label": ["the baseline"]},
    }


def ledgers_drawing() -> alt.LayerChart:
    title = "loss by your weights, over that of the baseline (logarithmic); less is better"
    scale, ticks = {"type": "log", "clamp": True}, [0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2]
    x = t.position("X", "loss", title, (0.5, 2), scale, values=ticks, format=".2~f")
    legend = {"title": None, "orient": "top", "labelFontSize": 15, "symbolSize": 200}
    ledger = t.colours("ledger", t.meant(*comparison.LEDGERS), **legend)
    side = alt.YOffset("ledger:N").sort(list(comparison.LEDGERS))
    dots, own = (t.named(data).encode(x, _strategy_rows()) for data in ("dots", "own"))
    return t.framed(
        t.threshold_across(),
        dots.mark_point(filled=True, size=200, opacity=1).encode(side, ledger),
        own.mark_tick(thickness=4, size=34, color=t.INK),
    )


def ledgers_words(data: Columns) -> Caption:
    least: dict[str, tuple[float, str]] = {}
    for strategy, ledger, loss in zip(*data["dots"].values(), strict=True):
        least[ledger] = min((loss, strategy), least.get(ledger, (loss, strategy)))
    (first, best), (second, other) = least.values()
    drift, own = _lower(_titles()[_baseline()]), data["own"]["loss"]
    said = f"{_lower(best)} in both ledgers ({first:.2f} and {second:.2f} of {drift}'s)"
    if best != other:
        said = " and ".join(
            f"{_lower(strategy)} in {ledger} ({loss:.2f} of {drift}'s)"
            for ledger, (loss, strategy) in least.items()
        )
    close = sum(loss < min(own) + 0.02 for loss in own)
    return caption(
        f"By your weights the least loss is that of {said}",
        f"With the ally's losses at your own weight, all lie within {max(own) - min(own):.2f} of "
        f"{drift}'s loss of one another. Of the {len(own)}, {close} lie within two hundredths of the "
        "least.",
    )


ledgers = Picture(ledgers_data, ledgers_drawing, ledgers_words)

# -- in what share of worlds each strategy has the least loss ------------------------------------


def shares_data(a: Assumptions) -> Columns:
    losses = comparison.drawn_losses(a, WORLDS, SEED)
    regret = losses - losses.min(axis=0)
    best = np.bincount(losses.argmin(axis=0), minlength=len(losses)) / losses.shape[1]
    label = [percent(round(float(share), 3)) for share in best]
    most, mean = regret.max(axis=1), regret.mean(axis=1)
    found = {"strategy": _titles(), "share": best, "label": label, "mean": mean, "most": most}
    return {"shares": found}


def shares_drawing() -> alt.LayerChart:
    x = t.share("X", "share", "share of the worlds drawn in which it has the least loss")
    base = t.named("shares").encode(x, _strategy_rows())
    bars = base.mark_bar(height=20).encode(_strategy_colours())
    return t.framed(bars, t.labels(base, dx=8, fontSize=14))


def shares_words(data: Columns) -> Caption:
    fields = (data["shares"][name] for name in ("share", "strategy", "mean", "most"))
    rows = sorted(zip(*fields, strict=True), reverse=True)
    above, highest = sum(share >= 0.1 for share, *_ in rows), percent(round(float(rows[0][0]), 2))
    said = [
        f"{strategy}: {percent(round(float(share), 3))}, regret {mean:.2f} on average and "
        f"{most:.1f} at most."
        for share, strategy, mean, most in rows
    ]
    return caption(
        f"By your weights {above} strategies each have the least loss in a tenth or more of "
        f"{WORLDS} worlds drawn. None has it in more than {highest}",
        f"{' '.join(said)} Every uncertainty is drawn from its whole range; your levers and values "
        "are as they are. These shares count worlds drawn, and are no probabilities.",
    )


shares = Picture(shares_data, shares_drawing, shares_words)

# -- what each step adds to the op-ed's loss -----------------------------------------------------


def _steps() -> list[str]:
    return [step.label for step in comparison.steps_switched(assumptions())]


def attribution_data(a: Assumptions) -> Columns:
    steps = _steps()
    added = verdicts.attribution(lambda on: comparison.losses_by_steps(a, on), len(steps)).tolist()
    rows = [
        (step, v, "helps" if v < 0 else "harms", _signed(v), sum(added))
        for step, v in zip(steps, added, strict=True)
    ]
    return {
        "bars": columns(rows, "step", "share", "side", "label", "total"),
        "threshold": {"x": [0.0], "label": ["changes nothing"]},
    }


def attribution_drawing() -> alt.LayerChart:
    title = "loss that the step adds: less (left) or more (right); stretched around 0"
    x, y = _signed_axis("share", title, 2, 0.02), t.category("Y", "step", _steps(), labelLimit=240)
    side = {"helps": COLOUR["freeze"], "harms": COLOUR["hold out"]}
    base, left = t.named("bars").encode(x, y), alt.datum.share < 0
    return t.framed(
        base.mark_bar(height=22).encode(t.colours("side", side)),
        t.threshold_across(),
        t.labels(base.transform_filter(~left), dx=8, fontSize=14),
        t.labels(base.transform_filter(left), dx=-8, align="right", fontSize=14),
    )


def attribution_words(data: Columns) -> Caption:
    bars = data["bars"]
    rows = sorted(zip(bars["share"], bars["step"], strict=True), key=lambda row: -abs(row[0]))
    helps = _listed(step[0] for v, step in rows if v < -NOTHING)
    harms = _listed(step[0] for v, step in rows if v > NOTHING)
    (most, step), size = rows[0], sum(abs(v) for v, _ in rows)
    carried = percent(round(abs(most) / size, 2)) if size else "none"
    return caption(
        f"By your weights all seven together change the loss by {_signed(bars['total'][0])}. "
        f"Steps that help: {helps}. Steps that harm: {harms}",
        f"Step {step} carries {carried} of all that the steps move, either way ({_signed(most)}). "
        "Each share is a mean over all orders in which the seven could be switched on.",
    )


def _listed(numbers) -> str:
    *first, last = sorted(numbers) or ["none"]
    return f"{', '.join(first)} and {last}" if first else last


attribution = Picture(attribution_data, attribution_drawing, attribution_words)
