"""The slider, its binding to one assumption of a session, and the choice between a few answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import anywidget
import traitlets as t

from ..argument import claims
from ..assumptions import CHOICE, EVIDENCE, PRESETS, Assumption
from ..data import keys, references
from ..session import Session
from ..text import works_named
from .chart import CSS, JS


class Slider(anywidget.AnyWidget):
    """A labelled range input for one assumption: its value, its evidence and its source.

    r: the assumption. value: the first value. traits: values for the traits below, in place of those
    that follow from the assumption.

    value: moves with the thumb. settled: goes up by one when a move ends (pointer or key released).
    unit: text below the track. marks: {"value", "kind" (default, author or critic), "label"}.
    about: pairs of term and text, shown on demand. settings: pairs of name and value, a button each.
    plain: show these buttons alone, without a track.
    """

    _esm = JS / "slider.js"
    _css = CSS
    value = t.Float().tag(sync=True)
    settled = t.Int().tag(sync=True)
    low = t.Float().tag(sync=True)
    high = t.Float(1.0).tag(sync=True)
    step = t.Float(0.1).tag(sync=True)
    label = t.Unicode().tag(sync=True)
    unit = t.Unicode().tag(sync=True)
    evidence = t.Enum(("", *EVIDENCE), "").tag(sync=True)
    marks = t.List(t.Dict()).tag(sync=True)
    about = t.List().tag(sync=True)
    settings = t.List().tag(sync=True)
    plain = t.Bool().tag(sync=True)
    disabled = t.Bool().tag(sync=True)
    texts = t.List(t.Unicode()).tag(sync=True)  # the text of each position, first to last
    between = t.List().tag(sync=True)  # a value off the grid, and its text

    def __init__(self, r: Assumption, value: float, **traits: Any):
        self.record = r
        given = {
            "low": r.low,
            "high": r.high,
            "step": r.increment,
            "label": r.title,
            "unit": unit_and_range(r),
            "evidence": r.evidence,
            "marks": marks(r),
            "about": about(r),
            "settings": [list(pair) for pair in r.settings.items()],
            "plain": r.unit == CHOICE,
            "texts": [r.show(value) for value in r.positions().tolist()],
        }
        super().__init__(value=value, **{**given, **traits})

    @t.validate("value")
    def _spelled(self, proposal: Mapping[str, Any]) -> float:
        """Spell a value on the grid as the grid does: 0.3, not 0.30000000000000004."""
        value, low, step = proposal["value"], self.low, self.step
        nearest = low + round((value - low) / step) * step
        return round(nearest, 10) if abs(value - nearest) < 1e-6 * step else value

    @t.observe("value")
    def _off_grid(self, change: Mapping[str, Any]) -> None:
        """Send the text of a value off the grid with it. A replay sets such values."""
        at = (change["new"] - self.low) / self.step
        if abs(at - round(at)) > 1e-6:
            self.between = [change["new"], self.record.show(change["new"])]

    def __repr__(self) -> str:
        return f"Slider({self.label!r}, {self.value:g})"


class Input:
    """One assumption's slider, tied to a session: a move of the thumb changes the assumption."""

    def __init__(self, session: Session, r: Assumption, plain: bool = False):
        self._session, self._name, self._showing = session, r.name, False
        named_only = r.unit == CHOICE or (plain and bool(r.settings))
        self.slider = Slider(r, getattr(session.now, r.name), plain=named_only)
        self.slider.observe(self._moved, ["value", "settled"])

    def show(self, value: float) -> None:
        """Move the thumb to this value without changing the session."""
        self._showing = True
        self.slider.value = float(value)
        self._showing = False

    def _moved(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        self._session.move(**{self._name: self.slider.value})
        if change["name"] == "settled":  # the end of a move can arrive before its last value
            self._session.settle()


def unit_and_range(r: Assumption) -> str:
    """The unit and the range below a slider. The unit is named once."""
    if r.unit == CHOICE:
        return ""
    return r.span if r.span.endswith(f" {r.unit}") else f"{r.unit}; {r.span}"


def marks(r: Assumption) -> list[dict[str, Any]]:
    """The default, the author's value and the critic's value, as marks under a track."""
    found = {"default": r.value, "author": r.author, "critic": r.critic}
    return [
        {"value": value, "kind": kind, "label": f"{kind}: {r.show(value)}"}
        for kind, value in found.items()
        if value is not None
    ]


def about(r: Assumption) -> list[list[str]]:
    """The rows behind "Where is this from?": pairs of a term and its text."""
    known = references()
    rows = [
        ("claim", f"{r.claim}: {claims()[r.claim].claim}" if r.claim else ""),
        ("evidence", r.evidence),
        ("why", r.why),
        *(("source", known[key].full) for key in keys(r.source)),
        ("where", works_named(r.where)),
    ]
    for who in PRESETS:
        value, source = getattr(r, who), getattr(r, f"{who}_source")
        if value is not None:
            rows.append((who, f"{r.show(value)}: {works_named(source)}"))
    return [[term, text] for term, text in rows if text]


class Choice(anywidget.AnyWidget):
    """One of several answers; nothing is chosen at first. A native list, or radio buttons.

    value: the words chosen, or "". label: its name, and the question above radio buttons.
    about: text that a screen reader adds to a list's label. empty: a list's text before a choice.
    """

    _esm = JS / "choice.js"
    _css = CSS
    value = t.Unicode().tag(sync=True)
    label = t.Unicode().tag(sync=True)
    options = t.List(t.Unicode()).tag(sync=True)
    listed = t.Bool().tag(sync=True)
    about = t.Unicode().tag(sync=True)
    empty = t.Unicode("not yet").tag(sync=True)
    disabled = t.Bool().tag(sync=True)

    def __init__(self, label: str, options: Iterable[str], **traits: Any):
        super().__init__(label=label, options=list(options), **traits)

    @t.validate("value")
    def _offered(self, proposal: Mapping[str, Any]) -> str:
        if proposal["value"] not in ("", *self.options):
            raise t.TraitError(
                f"{self.label!r} has no answer {proposal['value']!r}: "
                f"choose one of {', '.join(self.options)}."
            )
        return proposal["value"]

    def __repr__(self) -> str:
        return f"Choice({self.label!r}, {self.value!r})"
