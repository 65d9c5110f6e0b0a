"""The pictures of the whole strategy: the arsenal, criteria, both ledgers, shares of worlds, steps."""

from itertools import cycle

import numpy as np

from .. import comparison, verdicts
from ..assumptions import assumptions, percent
from ..scenarios import scenarios
from . import theme as t
from .picture import apart, caption, columns, drawn_by, stacked
from .theme import COLOUR, alt

HISTORIES, WORLDS, SEED = 1000, 1000, 2009
NOTHING = 5e-4  # a smaller change is shown as 0


def _titles():
    return [s.title for s in scenarios().strategies.values()]


def _baseline():
    """The row of the baseline among the strategies."""
    return list(scenarios().strategies).index(scenarios().baseline)


def _lower(title):
    return title if title.startswith(("The North", "Seoul")) else title[0].lower() + title[1:]


def _signed(value):
    """A sign and two decimals, three where two would hide it; 0 where it is less than that."""
    for digits in (2, 3):
        text = f"{value:+.{digits}f}".replace("-", "−")
        if set(text[1:]) - set("0."):
            return text
    return "0"


def _signed_axis(field, title, end, constant):
    """Numbers below and above 0, stretched around 0."""
    scale = {"type": "symlog", "constant": constant, "clamp": True}
    ticks = [-1, -0.3, -0.1, -0.03, 0, 0.03, 0.1, 0.3, 1]
    return t.position("X", field, title, (-end, end), scale, values=ticks, format="+.2~f")


def _strategy_rows():
    return t.category("Y", "strategy", _titles(), labelLimit=240, grid=True)


def _strategy_colours(**legend):
    meanings = dict(zip(_titles(), cycle(t.STRATEGY_COLOURS), strict=False))
    return t.colours("strategy", meanings, **legend)


def fans_drawing():
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


@drawn_by(fans_drawing)
def fans(a):
    """The arsenal over time, with the op-ed and with the baseline."""
    names = comparison.OP_ED, scenarios().baseline
    titles = [scenarios().strategies[name].title for name in names]
    found = comparison.fan(a, np.random.default_rng(SEED), HISTORIES, names)
    year, quantiles = found["year"], found["quantiles"]
    ends = quantiles[-1].T
    middle = ends[1]
    columns = "q10", "q50", "q90"
    each = [{"year": year, **dict(zip(columns, quantiles[:, i].T, strict=True))} for i in range(2)]
    data = {
        "fan": stacked("strategy", titles, each),
        "ends": {
            "year": [float(year[-1])] * 2,
            "stock": apart(*middle, 0.1 * max(middle)),
            "strategy": titles,
            "label": [f"{title}: {m:.0f}" for title, m in zip(titles, middle, strict=True)],
        },
    }
    frozen = " and ".join(f"{f:.1f}" for f in found["frozen"])
    said = " and ".join(
        f"{middle:.0f} ({low:.0f} to {high:.0f}) with {_lower(title)}"
        for title, low, middle, high in zip(titles, *ends, strict=True)
    )
    return data, caption(
        f"After {year[-1]:.0f} years the arsenal is {said}",
        f"These are weapon-equivalents: the middle of {HISTORIES} histories, and where eight in ten "
        f"of them end. A freeze holds for {frozen} of the {year[-1]:.0f} years on average. Both "
        "strategies meet the same chances.",
    )


def criteria_drawing():
    title = "harm against the baseline: less (left) or more (right); 1 is the anchor"
    x, names = _signed_axis("change", title, 1, 0.01), scenarios().criteria.values()
    y = t.category("Y", "criterion", [c.title for c in names], grid=True, labelLimit=240)
    colour = _strategy_colours(orient="top", columns=3, symbolSize=180)
    dots = t.named("dots").encode(x, y, colour, alt.Tooltip("label:N"))
    return t.framed(dots.mark_point(filled=True, size=190, opacity=0.9))


@drawn_by(criteria_drawing)
def criteria(a):
    """What each strategy changes against the baseline, criterion by criterion."""
    found, base = comparison.harms(a), _baseline()
    changes = {c.title: found[n][:, 0] - found[n][base, 0] for n, c in scenarios().criteria.items()}
    others = [(i, title) for i, title in enumerate(_titles()) if i != base]
    rows = [
        (criterion, title, float(change[i]), f"{title}: {_signed(change[i])}")
        for criterion, change in changes.items()
        for i, title in others
    ]
    said, one_way = [], 0
    for i, title in others:
        (least, where), *_, (most, there) = sorted((v[i], name) for name, v in changes.items())
        one_way += least >= -NOTHING or most <= NOTHING
        said.append(
            f"{title}: least harm added in {_lower(where)} ({_signed(least)}), most in "
            f"{_lower(there)} ({_signed(most)})."
        )
    return {"dots": columns(rows, "criterion", "strategy", "change", "label")}, caption(
        f"{f'{one_way} of {len(said)}' if one_way else 'None'} of the strategies "
        f"{'is' if one_way < 2 else 'are'} better, or worse, than drift in everything",
        f"Against drift, in units of each anchor and before any weight. {' '.join(said)}",
    )


def _relative_losses(a, **how):
    """Losses over the baseline's; where weights below zero make that 0 or less, all are 1."""
    losses = comparison.losses(a, **how)[:, 0]
    base = losses[_baseline()]
    return losses / base if base > 0 else np.ones_like(losses)


def ledgers_drawing():
    title = "loss by your weights, over that of the baseline (logarithmic); less is better"
    scale, ticks = {"type": "log", "clamp": True}, [0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2]
    x = t.position("X", "loss", title, (0.5, 2), scale, values=ticks, format=".2~f")
    legend = {"orient": "top", "labelFontSize": 15, "symbolSize": 200}
    ledger = t.colours("ledger", t.meant(*comparison.LEDGERS), **legend)
    side = alt.YOffset("ledger:N").sort(list(comparison.LEDGERS))
    dots, own = (t.named(data).encode(x, _strategy_rows()) for data in ("dots", "own"))
    return t.framed(
        t.threshold_across(),
        dots.mark_point(filled=True, size=200).encode(side, ledger),
        own.mark_tick(thickness=4, size=34, color=t.INK),
    )


@drawn_by(ledgers_drawing)
def ledgers(a):
    """Each strategy's loss in both ledgers, always together, and at the reader's own weight."""
    titles, own, drift = _titles(), _relative_losses(a), _lower(_titles()[_baseline()])
    weights = comparison.LEDGERS
    losses = [_relative_losses(a, ally_weight=weight) for weight in weights.values()]
    data = {
        "dots": stacked("ledger", weights, [{"strategy": titles, "loss": v} for v in losses]),
        "own": {"strategy": titles, "loss": own},
        "threshold": {"x": [1.0], "label": ["the baseline"]},
    }
    least = [min(zip(each, titles, strict=True)) for each in losses]
    (first, best), (second, other) = least
    said = f"{_lower(best)} in both ledgers ({first:.2f} and {second:.2f} of {drift}'s)"
    if best != other:
        said = " and ".join(
            f"{_lower(strategy)} in {ledger} ({loss:.2f} of {drift}'s)"
            for ledger, (loss, strategy) in zip(weights, least, strict=True)
        )
    close = sum(loss < min(own) + 0.02 for loss in own)
    return data, caption(
        f"By your weights the least loss is that of {said}",
        f"With the ally's losses at your own weight, all lie within {max(own) - min(own):.2f} of "
        f"{drift}'s loss of one another. Of the {len(own)}, {close} lie within two hundredths of the "
        "least.",
    )


def shares_drawing():
    x = t.share("X", "share", "share of the worlds drawn in which it has the least loss")
    base = t.named("shares").encode(x, _strategy_rows())
    bars = base.mark_bar(height=20).encode(_strategy_colours())
    return t.framed(bars, t.labels(base, dx=8, fontSize=14))


@drawn_by(shares_drawing)
def shares(a):
    """In what share of the worlds drawn each strategy has the least loss."""
    losses = comparison.drawn_losses(a, WORLDS, SEED)
    regret = losses - losses.min(axis=0)
    best = np.bincount(losses.argmin(axis=0), minlength=len(losses)) / losses.shape[1]
    label = [percent(round(float(share), 3)) for share in best]
    rows = zip(best, _titles(), regret.mean(axis=1), regret.max(axis=1), label, strict=True)
    said = [
        f"{strategy}: {share}, regret {mean:.2f} on average and {most:.1f} at most."
        for _, strategy, mean, most, share in sorted(rows, reverse=True)
    ]
    above, highest = sum(best >= 0.1), percent(round(float(max(best)), 2))
    return {"shares": {"strategy": _titles(), "share": best, "label": label}}, caption(
        f"By your weights {above} strategies each have the least loss in a tenth or more of "
        f"{WORLDS} worlds drawn. None has it in more than {highest}",
        f"{' '.join(said)} Every uncertainty is drawn from its whole range; your levers and values "
        "are as they are. These shares count worlds drawn, and are no probabilities.",
    )


def _steps():
    return [step.label for step in comparison.steps_switched(assumptions())]


def attribution_drawing():
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


@drawn_by(attribution_drawing)
def attribution(a):
    """What each step adds to the op-ed's loss."""
    steps = _steps()
    added = verdicts.attribution(lambda on: comparison.losses_by_steps(a, on), len(steps)).tolist()
    side, label = ["helps" if v < 0 else "harms" for v in added], [_signed(v) for v in added]
    data = {
        "bars": {"step": steps, "share": added, "side": side, "label": label},
        "threshold": {"x": [0.0], "label": ["changes nothing"]},
    }
    rows, size = list(zip(steps, added, strict=True)), sum(map(abs, added))
    helps = _listed(step[0] for step, v in rows if v < -NOTHING)
    harms = _listed(step[0] for step, v in rows if v > NOTHING)
    step, most = max(rows, key=lambda row: abs(row[1]))
    carried = percent(round(abs(most) / size, 2)) if size else "none"
    return data, caption(
        f"By your weights all seven together change the loss by {_signed(sum(added))}. "
        f"Steps that help: {helps}. Steps that harm: {harms}",
        f"Step {step} carries {carried} of all that the steps move, either way ({_signed(most)}). "
        "Each share is a mean over all orders in which the seven could be switched on.",
    )


def _listed(numbers):
    *first, last = sorted(numbers) or ["none"]
    return f"{', '.join(first)} and {last}" if first else last
