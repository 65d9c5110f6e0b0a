"""What is assumed: one record for each number, read from data/assumptions.toml, checked and frozen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np

from .argument import claims
from .data import (
    BIBLIOGRAPHY,
    DataProblem,
    Wrong,
    check_known,
    check_sources,
    frozen,
    is_name,
    nearest,
    one_of,
    quote,
    read_again_after_changes,
    read_records,
    read_toml,
    references,
    require,
    shorten,
)

FILE = "assumptions.toml"
Evidence = Literal["measured", "published", "claimed", "guessed"]
Role = Literal["uncertainty", "lever", "value"]
EVIDENCE = get_args(Evidence)
PRESETS = ("author", "critic")
OUR_NUMBER = "our number, for "
CHOICE = "choice"  # the unit of a record whose values are its named settings, 0, 1, 2 …
SHARES = ("share", "probability")  # how the unit of a number from 0 to 1 begins
NEVER_BELOW_0 = (*SHARES, CHOICE, "per year", "years", "hazard", "billion")
POSITIONS = 2000  # nobody can set a slider with more by hand


@dataclass(frozen=True)
class Assumption:
    """One record: what is assumed, how far it may move, and where it comes from.

    no_change: the name of the setting of a choice that leaves everything as it is. A claim about a
    change says nothing there, so that setting does not count as a flip.
    """

    name: str
    title: str
    value: float
    low: float
    high: float
    unit: str
    evidence: Evidence
    source: str = ""
    where: str = ""
    why: str = ""
    claim: str = ""
    role: Role = "uncertainty"
    symbol: str = ""
    increment: float = 0.0
    at_least: float | None = None
    at_most: float | None = None
    author: float | None = None
    author_source: str = ""
    critic: float | None = None
    critic_source: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)
    no_change: str = ""

    def show(self, value: float) -> str:
        """The value as people read it: a share in per cent, a choice by its name, else with its unit."""
        if self.unit == CHOICE:
            return next((name for name, v in self.settings.items() if v == value), f"{value:g}")
        if self.unit.startswith(SHARES):
            return percent(value)
        text = trimmed(value, self.digits + 1)
        return f"{text} {self._unit(text)}".strip()

    @property
    def span(self) -> str:
        """From the low to the high end as people read it, the unit once."""
        low = self.show(self.low)
        if self.unit != CHOICE:
            low = low.partition(" ")[0]  # a number has no blank in it
        return f"{low} to {self.show(self.high)}"

    def _unit(self, number: str) -> str:
        """The unit beside a number, where it is short; one of it in the singular."""
        unit = self.unit if len(self.unit) <= 8 else ""
        return unit.removesuffix("s") if number == "1" else unit

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "settings": dict(self.settings)}  # a read-only view does not travel

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, settings=MappingProxyType(state["settings"]))

    @property
    def digits(self) -> int:
        """Decimal places of the increment, which every value of this record sits on."""
        return max(0, -int(_exact(self.increment).normalize().as_tuple().exponent))

    def steps(self, value: float) -> int:
        """The value counted in increments: the whole number that codes carry."""
        return round(value / self.increment)

    def positions(self) -> np.ndarray:
        """Every value that its slider can reach, lowest first: an array (positions,)."""
        counts = np.arange(self.steps(self.low), self.steps(self.high) + 1)
        return np.round(counts * self.increment, self.digits)

    @property
    def limits(self) -> tuple[float, float]:
        """From where to where the models take it: at_least and at_most, or what the unit means."""
        least = 0.0 if self.unit.startswith(NEVER_BELOW_0) else -math.inf
        most = 1.0 if self.unit.startswith(SHARES) else math.inf
        return (
            least if self.at_least is None else self.at_least,
            most if self.at_most is None else self.at_most,
        )

    def check(self, value: Any) -> None:
        """Raises DataProblem, with a fix, unless a model may be given this number or these numbers."""
        numbers, said = np.asarray(_taken(self.name, value)), f"{self.name} = {quote(value)}"
        if numbers.size and (numbers.min() < self.low or numbers.max() > self.high):
            least, most = self.limits
            wider = least <= numbers.min() and numbers.max() <= most
            raise DataProblem(
                f"{said} is out of its range: choose a value from {self.low:g} to {self.high:g}"
                f"{f', or widen low and high of [{self.name}] in data/{FILE}' if wider else ''}"
            )
        if self.unit == CHOICE and (numbers % 1).any():
            options = ", ".join(f"{v:g} ({label})" for label, v in self.settings.items())
            raise DataProblem(f"{said} is not a setting: use one of {options}")


class Assumptions:
    """A frozen set of values, one attribute each; `replace` makes the next one.

    A value is a number or an array of draws. A misspelt name says which one was meant.
    """

    def __init__(self, records: Mapping[str, Assumption], values: Mapping[str, Any] | None = None):
        """values: those of the file if there are none."""
        values = {n: r.value for n, r in records.items()} if values is None else values
        vars(self).update(values, _records=frozen("assumption", FILE, records))

    def __getattr__(self, name: str) -> Any:
        """Python calls this only for a name that is not there."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self.record(name)  # says what is missing

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"assumptions are frozen: write .replace({name}=…) for a changed copy")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assumptions):
            return False
        mine, theirs = self.values(), other.values()
        return mine.keys() == theirs.keys() and all(
            np.array_equal(value, theirs[name]) for name, value in mine.items()
        )

    __hash__ = None  # values may be arrays

    def __reduce__(self) -> tuple:
        return Assumptions, (dict(self._records), self.values())

    def __repr__(self) -> str:
        changed = ", ".join(f"{n}={v!r}" for n, v in self.changed().items())
        return f"assumptions().replace({changed})" if changed else "assumptions()"

    @property
    def records(self) -> Mapping[str, Assumption]:
        """Name to record, in the order of the file."""
        return self._records

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """The values that are arrays of draws, by name."""
        return {n: v for n, v in self.values().items() if np.ndim(v)}

    def values(self) -> dict[str, Any]:
        """Name to value, in the order of the file."""
        held = vars(self)
        return {name: held[name] for name in self._records}

    def replace(self, /, **changes: Any) -> Assumptions:
        """The same, with these values changed.

        Raises DataProblem for an unknown name, a value that is not a number, or one out of range.
        """
        for name, value in changes.items():
            self.record(name).check(value)
        return self.replace_unchecked(**changes)

    def replace_unchecked(self, /, **changes: Any) -> Assumptions:
        """Like `replace`, without the range check: for limits and thought experiments."""
        taken = {self.record(name).name: _taken(name, value) for name, value in changes.items()}
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        vars(other).update(taken)
        return other

    def preset(self, who: str) -> Assumptions:
        """The author's or the critic's setting: theirs where they have one, else the default."""
        if who not in PRESETS:
            raise DataProblem(f"no preset is called {quote(who)}: use {' or '.join(PRESETS)}")
        theirs = {n: getattr(r, who) for n, r in self._records.items()}
        return Assumptions(self._records).replace_unchecked(
            **{n: v for n, v in theirs.items() if v is not None}
        )

    def changed(self) -> dict[str, Any]:
        """The values that differ from the file's, by name."""
        records = self._records
        return {n: v for n, v in self.values().items() if not np.array_equal(v, records[n].value)}

    def record(self, name: str) -> Assumption:
        """The record of this name; raises DataProblem with the nearest known name."""
        return self._records[name]


def _taken(name: str, value: Any) -> Any:
    """A plain number as it is, another kind of number as a plain one, and more as an array."""
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        numbers = np.array(np.nan)
    if isinstance(value, (bool, str)) or np.isnan(numbers).any():
        raise DataProblem(f"{name} = {quote(value)} is not a number: give one, such as {name}=0.5")
    if numbers.ndim:
        return numbers
    return value if type(value) in (int, float) else numbers.item()


def one_set(a: Any) -> Assumptions:
    """These assumptions, if they are a set of one number each; raises DataProblem if not."""
    if not isinstance(a, Assumptions):
        raise DataProblem(
            f"{quote(a)} is not a set of assumptions: write assumptions().replace(name=value)"
        )
    for name in a.records:
        if np.ndim(getattr(a, name)):
            raise DataProblem(
                f"{name} = {quote(getattr(a, name))} is more than one number: give one, such as "
                f"{name}={a.records[name].value:g}"
            )
    return a


class _Recording(Assumptions):
    """Assumptions that note which of them are read."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            vars(self)["_read"].add(name)
        return super().__getattribute__(name)


def parameters_read(model: Callable[[Assumptions], Any], a: Assumptions) -> tuple[Assumption, ...]:
    """The records that `model` reads, in the order of the file: what its result rests on."""
    recording = _Recording(a._records, {**a.values(), "_read": set()})
    model(recording)
    return tuple(r for n, r in a.records.items() if n in vars(recording)["_read"])


def evidence_line(records: Iterable[Assumption]) -> str:
    """How many of these assumptions are measured, published, claimed and guessed, in a line."""
    marks = [r.evidence for r in records]
    counts = ", ".join(f"{marks.count(e)} {e}" for e in EVIDENCE if e in marks)
    return f"rests on {len(marks)} assumption{'s' * (len(marks) != 1)}: {counts or 'none'}"


def percent(value: float) -> str:
    """A share of 0 to 1 in per cent: whole, or with one decimal where that says more."""
    return f"{trimmed(100 * value, 1)}%"


def trimmed(value: float, digits: int) -> str:
    """A number with at most so many decimals and without trailing zeros; never in scientific notation."""
    text = f"{value + 0.0:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def number(value: float) -> str:
    """A bare number as people read it: about three digits, a real minus, never scientific notation."""
    size = abs(value)
    if 0 < size < 0.005:
        return "a little over 0" if value > 0 else "a little under 0"
    return trimmed(value, 0 if size >= 100 else 1 if size >= 10 else 2).replace("-", "−")


# -- reading and checking ------------------------------------------------------------------------


@read_again_after_changes(FILE, BIBLIOGRAPHY, "claims.toml", "steps.toml")
def assumptions(folder: Path) -> Assumptions:
    """The assumptions of `folder`, read and checked once; raises DataProblem in one sentence.

    >>> assumptions().china_cooperation
    0.0
    >>> assumptions().replace(china_cooperation=0.5).china_cooperation
    0.5
    """
    works, known, tables = references(folder), claims(folder), read_toml(folder / FILE)
    for name, table in tables.items():
        if isinstance(table, dict):
            table.setdefault("title", name.replace("_", " ").capitalize())

    def check(r: Assumption, _table: dict) -> Assumption:
        _check_words(r, works)
        check_known([r.claim] if r.claim else [], known, "claim", "in claims.toml")
        return _checked_numbers(r)

    def good(name: str) -> bool:
        return is_name(name) and not hasattr(Assumptions, name)

    return Assumptions(read_records(tables, FILE, Assumption, check, good=good))


def _check_words(r: Assumption, works: Mapping[str, Any]) -> None:
    guessed = r.evidence == "guessed"
    require(r.why or not guessed, "is guessed and does not say why: add why = …")
    require(
        guessed or (r.source and r.where),
        f"is {r.evidence} and lacks source or where: add both, or say guessed and why",
    )
    if r.source:
        check_sources(r.source, works)
    for who in PRESETS:
        value, source = getattr(r, who), getattr(r, f"{who}_source")
        if value is not None and not (source in works or source.startswith(OUR_NUMBER)):
            raise Wrong(
                f"{who}_source {quote(source)} is not a key of {BIBLIOGRAPHY} and does not begin "
                f"{OUR_NUMBER!r}: say where {who} = {value:g} is from{nearest(source, works)}"
            )
        found = value is not None or not source
        require(found, f"has {who}_source and no {who}: add {who} = …")


def _checked_numbers(r: Assumption) -> Assumption:
    """The record, with an increment; raises Wrong if its numbers do not fit together."""
    named = {"value": r.value, "author": r.author, "critic": r.critic}
    named |= {f"settings.{shorten(repr(label)[1:-1])}": v for label, v in r.settings.items()}
    named = {k: v for k, v in named.items() if v is not None}
    if r.no_change:
        one_of(r.no_change, r.settings, "no_change")
    (least, most), takes = r.limits, "that its unit and the models take"
    require(r.low >= least, f"low = {r.low:g} is below {least:g}, the least {takes}: raise it")
    require(r.high <= most, f"high = {r.high:g} is above {most:g}, the most {takes}: lower it")
    if not r.increment and r.low < r.high:
        on_grid = [*named.values(), r.low, r.high]
        r = replace(r, increment=_increment(r.high - r.low, on_grid))
    check_range(r, named)
    if r.unit == CHOICE:
        places = [float(v) for v in range(round(r.low), round(r.high) + 1)]
        require(
            r.increment == 1 and sorted(r.settings.values()) == places,
            "is a choice and its settings do not name every whole number from low to high: "
            'write settings = { "one" = 0, "other" = 1 } with low = 0, high = 1, increment = 1',
        )
    return r


def check_range(r: Any, values: Mapping[str, float]) -> None:
    """Raises Wrong unless these values stand within r.low and r.high, on the increments of r."""
    low, high, increment = r.low, r.high, r.increment
    require(low < high, f"low = {low:g} is not below high = {high:g}: swap or move them")
    for key, value in values.items():
        said = f"{key} = {value:g} is outside low to high, {low:g} to {high:g}"
        require(low <= value <= high, f"{said}: move one of them")
    require(
        0 < increment <= high - low,
        f"increment = {increment:g} does not fit between low and high: choose a step above 0 and no "
        "longer than the range",
    )
    positions = (high - low) / increment + 1
    require(
        positions <= POSITIONS,
        f"has {positions:.0f} positions from low to high, more than {POSITIONS}: choose a larger "
        "increment or a narrower range",
    )
    for key, value in {**values, "low": low, "high": high}.items():
        said = f"{key} = {value:g} is not a whole number of increments of {increment:g}"
        whole = not _exact(value) % _exact(increment)
        require(whole, f"{said}: round it, or choose a smaller increment")


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _increment(width: float, on_grid: list[float]) -> float:
    """The largest 1, 2 or 5 × a power of ten that gives 20 steps or more and hits every number."""
    start = math.floor(math.log10(width / 20))
    for power in range(start + 1, start - 6, -1):
        for digit in (5, 2, 1):
            step = Decimal(digit).scaleb(power)
            if step <= _exact(width) / 20 and not any(_exact(v) % step for v in on_grid):
                return float(step)
    raise Wrong(
        "needs an increment, and its numbers have too many digits to find one: round them, or add a "
        "line increment = …"
    )


def fingerprint(a: Assumptions) -> bytes:
    """32 bytes that change whenever a name, value, range or increment of the data changes."""
    rows = [(n, r.value, r.low, r.high, r.increment) for n, r in sorted(a.records.items())]
    return sha256(repr(rows).encode()).digest()
