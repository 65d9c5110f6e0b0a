"""Options compared over many worlds by what they lose: shares, regret, the value of knowing more.

A table of losses has a row for each world and a column for each option; less is better. The worlds
were drawn to explore ranges. So shares count worlds and means weigh them equally; neither is a probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..assumptions import Assumption, Assumptions


class Compared(NamedTuple):
    """Options over many worlds; each array has one number an option, in their order.

    best: share of worlds in which the option loses least (ties are split). mean_regret, max_regret: the
    option's loss less the smallest loss in that world, in the losses' unit. beats: [i, j] is the share
    of worlds in which i loses less than j.
    """

    options: tuple[str, ...]
    worlds: int
    best: np.ndarray
    mean_regret: np.ndarray
    max_regret: np.ndarray
    beats: np.ndarray

    @property
    def sentence(self) -> str:
        """The comparison in words: shares and regret, and no ranking."""
        shares = ", ".join(f"{o} in {s:.0%}" for o, s in zip(self.options, self.best, strict=True))
        least = self.max_regret.min()
        safest = [o for o, r in zip(self.options, self.max_regret, strict=True) if r == least]
        i, j = np.unravel_index(np.argmax(self.beats), self.beats.shape)
        return (
            f"Under these assumptions, over {self.worlds} worlds the least is lost by {shares}. The "
            f"largest regret is least for {' and '.join(safest)}. The most lopsided pair: "
            f"{self.options[i]} loses less than {self.options[j]} in {self.beats[i, j]:.0%} of the worlds. Shares of worlds, not probabilities."
        )


def compared(losses: np.ndarray, options: Sequence[str]) -> Compared:
    """Shares, regrets and pairs from a table of finite losses (worlds, options)."""
    least = losses.min(axis=1, keepdims=True)
    regret, ties = losses - least, losses == least
    return Compared(
        tuple(options),
        len(losses),
        (ties / ties.sum(axis=1, keepdims=True)).mean(axis=0),
        regret.mean(axis=0),
        regret.max(axis=0),
        (losses[:, :, None] < losses[:, None, :]).mean(axis=0),
    )


# -- the value of knowing more -------------------------------------------------------------------


def evpi(losses: np.ndarray) -> float:
    """Expected value of perfect information: min_j E[loss_j] - E[min_j loss_j], 0 or more.

    The average saving if the choice is made after the world is known instead of before.
    """
    return float(losses.mean(axis=0).min() - losses.min(axis=1).mean())


def evppi(losses: np.ndarray, values: np.ndarray) -> float:
    """Expected value of knowing one assumption: min_j E[loss_j] - E[min_j E[loss_j | x]].

    values: that assumption in each world. The worlds are sorted by it into bins of equal counts (a
    choice: by its settings). In each bin, the option is chosen on one half and its loss is counted on the
    other, then the reverse. On the same few worlds, noise would count as knowledge. The result is
    limited to the range from 0 to the EVPI.
    """
    worlds, paid = len(losses), 0.0
    most = max(2, min(50, round(worlds**0.5 / 2)))
    settings = np.unique(values)
    if len(settings) <= most:
        bins = [np.flatnonzero(values == setting) for setting in settings]
    else:
        parts = np.array_split(np.argsort(values, kind="stable"), most)
        bins = [np.sort(rows) for rows in parts]  # in the order of the worlds: the halves alternate
    for rows in bins:
        halves = rows[::2], rows[1::2]
        for chosen_on, paid_on in (halves, halves[::-1]):
            known = chosen_on if len(chosen_on) else paid_on
            paid += losses[paid_on, losses[known].mean(axis=0).argmin()].sum()
    saved = losses.mean(axis=0).min() - paid / worlds
    return float(np.clip(saved, 0.0, max(evpi(losses), 0.0)))


def value_of_knowing(
    losses: np.ndarray, worlds: Assumptions, records: Iterable[Assumption]
) -> list[tuple[Assumption, float]]:
    """The `evppi` of each of these assumptions, which vary in these worlds; the largest first."""
    rows = [(r, evppi(losses, getattr(worlds, r.name))) for r in records]
    return sorted(rows, key=lambda row: -row[1])
