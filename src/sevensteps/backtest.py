"""The whole model fed what Washington did, held against the estimates of the arsenal that came later.

What could be known when is frozen in data/knowledge.toml, with a date, before anything is scored. The
record is estimates with ranges and no observations; one country, a handful of points that hang together.
The op-ed's strategy was not tried, so nothing here tests it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from . import comparison, strategy
from .assumptions import Assumptions, assumptions
from .data import DATA, DataProblem, nearest, quote, read_toml, references, stamp, table
from .scenarios import scenarios
from .verdicts import draws

FILE = "knowledge.toml"
START = 2009.75  # the op-ed, as a year with decimals
NO_CHANGE, ONE_MORE = "no change", "one more a year"
BAND = (0.05, 0.95)


@dataclass(frozen=True)
class Knowledge:
    """What somebody could have assumed by a date: ranges, frozen on another date."""

    name: str
    title: str
    frozen: date
    until: date
    about: str
    ranges: Mapping[str, tuple[float, float, str]]  # low, high, why


class Act(NamedTuple):
    """Which strategy Washington's policy resembled, from when (a year with decimals)."""

    start: float
    strategy: str
    what: str
    source: str


class Estimate(NamedTuple):
    """One published estimate of the arsenal, in weapon-equivalents; low and high where given."""

    year: float
    who: str
    low: float
    central: float
    high: float


class Scored(NamedTuple):
    """How near one forecast came: mean CRPS (weapon-equivalents), and how many estimates its band held."""

    title: str
    crps: float
    held: int
    of: int


def knowledge(folder: Path = DATA) -> Mapping[str, Knowledge]:
    """Every frozen state of knowledge by name; raises DataProblem in one sentence."""
    return _read(Path(folder), stamp(Path(folder) / FILE))[0]


def history(folder: Path = DATA) -> tuple[Act, ...]:
    """What Washington did, in order; raises DataProblem in one sentence."""
    return _read(Path(folder), stamp(Path(folder) / FILE))[1]


def fingerprint(folder: Path = DATA) -> str:
    """The SHA-256 of the frozen file, line ends set aside: datapackage.json holds what it should be."""
    text = (Path(folder) / FILE).read_bytes().replace(b"\r\n", b"\n")
    return sha256(text).hexdigest()


@cache
def _read(folder: Path, _stamp: tuple) -> tuple[Mapping[str, Knowledge], tuple[Act, ...]]:
    tables, records = read_toml(folder / FILE), assumptions(folder).records
    acts = tuple(_act(one, folder) for one in tables.pop("history", ()))
    if (
        not acts
        or acts[0].start != START
        or any(b.start <= a.start for a, b in itertools.pairwise(acts))
    ):
        raise DataProblem(
            f"{FILE}: [[history]] must begin at {START} and go forward: mend its order"
        )
    found = {}
    for name, one in tables.items():
        ranges = {}
        for key, r in one.get("ranges", {}).items():
            if key not in records:
                raise DataProblem(
                    f"{FILE}, [{name}.ranges]: {quote(key)} is no assumption{nearest(key, records)}"
                )
            low, high = float(r["low"]), float(r["high"])
            if not records[key].low <= low <= high <= records[key].high:
                raise DataProblem(
                    f"{FILE}, [{name}.ranges]: {key} from {low:g} to {high:g} is not within its range "
                    f"of {records[key].low:g} to {records[key].high:g}: mend one of them"
                )
            ranges[key] = (low, high, r["why"])
        found[name] = Knowledge(
            name, one["title"], one["frozen"], one["until"], one["about"], MappingProxyType(ranges)
        )
    return MappingProxyType(found), acts


def _act(one: Mapping[str, Any], folder: Path) -> Act:
    scenarios(folder).strategy(one["strategy"])
    if one["source"] not in references(folder):
        raise DataProblem(
            f"{FILE}, [[history]]: source {quote(one['source'])} is not in references.bib"
        )
    return Act(float(one["from"]), one["strategy"], one["what"], one["source"])


# -- the record and the forecasts ----------------------------------------------------------------


def estimates() -> list[Estimate]:
    """The estimates of weapon-equivalents published for dates after the op-ed, in order."""
    rows = table("arsenal")
    rows = rows[(rows["quantity"] == "weapon-equivalents") & (rows["year"] > START)]
    found = []
    for r in rows.sort_values("year").to_dict("records"):
        known = [v for v in (r["low"], r["high"]) if v == v]
        central = r["central"] if r["central"] == r["central"] else sum(known) / len(known)
        low, high = (v if v == v else central for v in (r["low"], r["high"]))
        found.append(Estimate(r["year"], r["estimator"], low, central, high))
    return found


def forecast(name: str, n: int = 2000, seed: int = 2009) -> tuple[np.ndarray, np.ndarray]:
    """The arsenal by quarter as this knowledge would have had it: years (t,), and worlds (t, n).

    Every uncertainty is drawn: from the frozen range where there is one, else from its whole range; the
    standing between the two sides is drawn too. The policy is what Washington did.
    """
    rng, known = np.random.default_rng(seed), knowledge()
    if name not in known:
        raise DataProblem(f"no knowledge is called {name!r}{nearest(name, known)}")
    worlds = _worlds(known[name], n, rng)
    years = float(np.ceil((estimates()[-1].year - START) / strategy.QUARTER) * strategy.QUARTER)
    steps = round(years / strategy.QUARTER)
    chance = rng.random((steps, 1, n))
    base = scenarios().base()
    states = strategy.run(worlds, what_was_done, base, years=years, chance=chance)
    stock = [np.broadcast_to(np.atleast_2d(s.arsenal), (1, n))[0] for s in states]
    return START + np.arange(steps + 1) * strategy.QUARTER, np.array(stock)


def what_was_done(years: float):
    """The levers of Washington's policy so many years after the op-ed."""
    now = [act for act in history() if act.start <= START + years + 1e-9][-1]
    return scenarios().bundle(now.strategy)


def _worlds(k: Knowledge, n: int, rng: np.random.Generator) -> Assumptions:
    a = assumptions().replace_unchecked(
        policy_half_life=np.inf
    )  # what was done is known, and does not fade
    free = [
        r
        for r in comparison.rests_on(assumptions())
        if r.role == "uncertainty" and r.name not in ("policy_half_life", *k.ranges)
    ]
    ranges = {key: rng.uniform(low, high, n) for key, (low, high, _) in k.ranges.items()}
    return draws(a, free, n, rng).replace_unchecked(**ranges)


# -- scores --------------------------------------------------------------------------------------


def scored(names: tuple[str, ...] = ()) -> list[Scored]:
    """Each state of knowledge and two dumb baselines against the same estimates; lower CRPS is nearer."""
    from scoringrules import crps_ensemble

    record, rows = estimates(), []
    for name in names or tuple(knowledge()):
        years, stock = forecast(name)
        at = [int(np.argmin(np.abs(years - e.year))) for e in record]
        crps = [float(crps_ensemble(e.central, stock[i])) for e, i in zip(record, at, strict=True)]
        bands = [np.quantile(stock[i], BAND) for i in at]
        held = sum(low <= e.central <= high for e, (low, high) in zip(record, bands, strict=True))
        rows.append(Scored(knowledge()[name].title, float(np.mean(crps)), held, len(record)))
    start = assumptions().records["initial_arsenal"].value
    for title, grows in ((NO_CHANGE, 0.0), (ONE_MORE, 1.0)):
        said = [start + grows * (e.year - START) for e in record]
        errors = [abs(e.central - s) for e, s in zip(record, said, strict=True)]
        held = sum(error == 0 for error in errors)
        rows.append(Scored(title, float(np.mean(errors)), held, len(record)))
    return rows
