"""The live chart, the slider, the choice, the status line: our own widgets; only this module knows anywidget.

A chart is described once, as a Vega specification with named data. A change sends columns of numbers
only, to a picture that stays on the page. The Vega library itself is built once into `.cache/`
(`python -m sevensteps.widgets.live` does it ahead of time) and travels to the browser once a page.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

import anywidget
import numpy as np
import traitlets as t

from ..cache import CACHE, kept
from ..data import nearest, sentence

JS = Path(__file__).parents[1] / "js"
EVIDENCE = ("measured", "published", "claimed", "guessed")
MARKS = ("default", "author", "critic")
POSITIONS = 2001  # a slider of more positions than this cannot be set by hand
# The bundle's own `vega` is null in vl-convert 1.9: vega-embed is what it really offers.
SNIPPET = 'globalThis[Symbol.for("sevensteps.vega.copy")] = vegaEmbed;'

Columns = Mapping[str, Mapping[str, Any]]


# -- the drawing library -------------------------------------------------------------------------


def vega_version() -> str:
    """What tells one built library from another: the release and the way it is taken from it."""
    return f"{version('vl-convert-python')}-{crc32(SNIPPET.encode()):08x}"


def vega_file(folder: Path = CACHE) -> Path:
    """Where the built library is kept."""
    return folder / f"vega-{vega_version()}.js.gz"


@cache
def vega_bundle(folder: Path = CACHE) -> bytes:
    """The Vega library as gzipped JavaScript, about 0.3 MB; built (2 s) where it is not there yet."""

    def build() -> bytes:
        import vl_convert

        return gzip.compress(vl_convert.javascript_bundle(SNIPPET).encode(), mtime=0)

    return kept(vega_file(folder).name, build, folder)


# -- the live chart ------------------------------------------------------------------------------


class LiveChart(anywidget.AnyWidget):
    """A picture that stays while its data change.

    spec: a compiled Vega specification, without data of its own.
    columns: dataset -> column -> one-dimensional array (numbers, dates, booleans or strings).
    signals: values of the specification's own signals, such as the sentence in the title.
    label: what a screen reader calls the picture.

    What does not fit the specification is a ValueError of one sentence.
    """

    _esm = JS / "livechart.js"
    _css = JS / "sevensteps.css"
    _vega = t.Unicode().tag(sync=True)
    spec = t.Dict().tag(sync=True)
    frame = t.Dict().tag(sync=True)  # the newest data, kept so that a re-opened view shows them
    label = t.Unicode().tag(sync=True)
    reduced_motion = t.Bool().tag(sync=True)  # told by the browser: its reader wants no motion

    def __init__(
        self,
        spec: Mapping[str, Any],
        columns: Columns,
        signals: Mapping[str, Any] | None = None,
        *,
        label: str,
    ):
        self._count = count(1)
        self._open = frozenset(_named_data(spec))
        self._signals = frozenset(s["name"] for s in spec.get("signals", ()))
        for name in self._open - set(columns):
            raise ValueError(f"The chart draws the data {name!r}, but no columns are given for it.")
        first = self._frame({}, columns, signals or {})
        super().__init__(spec=dict(spec), frame=first, label=label, _vega=vega_version())
        self.on_msg(self._answer)

    def show(
        self, columns: Columns | None = None, signals: Mapping[str, Any] | None = None
    ) -> None:
        """Draw these data and signals in place of the last ones; what is not named stays."""
        self.frame = self._frame(self.frame, columns or {}, signals or {})

    def _frame(self, last: Mapping, columns: Columns, signals: Mapping[str, Any]) -> dict:
        at, data = next(self._count), dict(last.get("data", {}))
        for name, table in columns.items():
            _known(name, self._open, "data")
            if name in data:
                _same_columns(name, table, data[name]["columns"])
            data[name] = {"at": at, "columns": _packed(name, table)}
        for name in signals:
            _known(name, self._signals, "signal")
        return {
            "at": at,
            "data": data,
            "signals": {**last.get("signals", {}), **signals},
        }

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        if content != {"ask": "vega"}:
            return
        try:
            self.send({"vega": "here"}, [vega_bundle()])
        except Exception as problem:
            self.send({"vega": "missing", "why": f"{type(problem).__name__}: {problem}"})

    def __repr__(self) -> str:
        return f"LiveChart({self.label!r})"


def _named_data(spec: Mapping[str, Any]) -> Iterable[str]:
    """Names of the data the chart must be given; data from elsewhere are refused."""
    for data in spec.get("data", ()):
        if "url" in data:
            raise ValueError(f"The chart fetches the data {data['name']!r}; give them as columns.")
        if "source" in data or data.get("values") == [{}]:
            continue
        if "values" in data:
            raise ValueError(
                f"The chart carries the data {data['name']!r} itself; name them and give them as "
                "columns, so that they can change."
            )
        if not any(step["type"] == "sequence" for step in data.get("transform", ())):
            yield data["name"]


def _known(name: str, known: Iterable[str], what: str) -> None:
    if name not in known:
        raise ValueError(sentence(f"The chart has no {what} {name!r}{nearest(name, known)}"))


def _same_columns(dataset: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    for name in new:
        if name not in old:
            raise ValueError(
                sentence(f"The data {dataset!r} have no column {name!r}{nearest(name, old)}")
            )
    for name in old:
        if name not in new:
            raise ValueError(f"The data {dataset!r} come without their column {name!r}.")


def _packed(dataset: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they travel: numbers as bytes, text as it is; all of one length."""
    arrays = {name: np.asarray(values) for name, values in table.items()}
    for name, array in arrays.items():
        if array.ndim != 1:
            raise ValueError(
                f"Column {name!r} of the data {dataset!r} has {array.ndim} dimensions instead of one."
            )
    if len({len(array) for array in arrays.values()}) > 1:
        lengths = ", ".join(f"{name} {len(array)}" for name, array in arrays.items())
        raise ValueError(f"The columns of the data {dataset!r} differ in length: {lengths}.")
    return {name: _column(dataset, name, array) for name, array in arrays.items()}


def _column(dataset: str, name: str, array: np.ndarray) -> Any:
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ms]").astype(float)  # the browser counts milliseconds
    if array.dtype.kind in "fiu":
        size = 4 if array.dtype == np.float32 else 8
        return {
            "type": f"float{8 * size}",
            "bytes": array.astype(f"<f{size}").tobytes(),
        }
    values = array.tolist()
    if not all(value is None or isinstance(value, str | bool) for value in values):
        raise ValueError(f"Column {name!r} of the data {dataset!r} is neither numbers nor text.")
    return values


# -- the slider ----------------------------------------------------------------------------------


DISPLAY: Mapping[str, Callable[[str], Callable[[float], str]]] = {
    "number": lambda unit: lambda value: f"{value:.4g} {_counted(unit, value)}".strip(),
    "percent": lambda _: lambda value: f"{100 * value:.4g}%",
}


def _counted(unit: str, value: float) -> str:
    return unit.removesuffix("s") if value == 1 else unit


class Slider(anywidget.AnyWidget):
    """A labelled range input that says what it is set to and where that comes from.

    value moves with the thumb; settled goes up by one when a move ends (pointer or key released).
    display: "number" (with the unit), "percent", or a function from a value to its text.
    marks: {"value", "kind" (default, author or critic), "label"}, drawn under the track.
    about: pairs of term and text, shown on demand.
    settings: pairs of name and value, a button each; plain: the buttons alone, without the track.
    """

    _esm = JS / "slider.js"
    _css = JS / "sevensteps.css"
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
    texts = t.List(t.Unicode()).tag(sync=True)  # what each position reads, first to last
    between = t.List().tag(sync=True)  # a value off these positions, and its text

    def __init__(
        self,
        *,
        label: str,
        value: float,
        low: float,
        high: float,
        step: float,
        unit: str = "",
        display: str | Callable[[float], str] = "number",
        evidence: str = "",
        marks: Sequence[Mapping[str, Any]] = (),
        about: Iterable[tuple[str, str]] = (),
        settings: Iterable[tuple[str, float]] = (),
        plain: bool = False,
        disabled: bool = False,
    ):
        name = f"Slider {label!r}"
        if evidence not in ("", *EVIDENCE):
            raise ValueError(
                sentence(f"{name}: no evidence {evidence!r}{nearest(evidence, EVIDENCE)}")
            )
        if not (low < high and step > 0):
            raise ValueError(f"{name}: low {low:g} must be below high {high:g}, and step positive.")
        last = (high - low) / step
        if abs(last - round(last)) > 1e-6 or last >= POSITIONS:
            raise ValueError(
                f"{name}: from {low:g} to {high:g} must be a whole number of steps of {step:g}, "
                f"fewer than {POSITIONS}."
            )
        for mark in marks:
            if mark["kind"] not in MARKS or not low <= mark["value"] <= high:
                raise ValueError(
                    f"{name}: a mark is of kind {', '.join(MARKS)} and within the range, "
                    f"not {mark['kind']!r} at {mark['value']:g}."
                )
        if not callable(display) and display not in DISPLAY:
            raise ValueError(sentence(f"{name}: no display {display!r}{nearest(display, DISPLAY)}"))
        self._display = display if callable(display) else DISPLAY[display](unit)
        grid = [round(low + i * step, 10) for i in range(round(last) + 1)]
        super().__init__(
            value=value,
            low=low,
            high=high,
            step=step,
            label=label,
            unit=unit,
            evidence=evidence,
            marks=[dict(mark) for mark in marks],
            about=[list(pair) for pair in about],
            settings=[list(pair) for pair in settings],
            plain=plain,
            disabled=disabled,
            texts=[self._display(x) for x in grid],
        )

    @t.validate("value")
    def _within(self, proposal: Any) -> float:
        """The value as the grid spells it (0.3, never 0.30000000000000004), if it lies on the grid."""
        value = proposal["value"]
        if not self.low - 1e-9 <= value <= self.high + 1e-9:
            raise ValueError(
                f"Slider {self.label!r}: {value:g} is not within {self.low:g} and {self.high:g}."
            )
        on_grid = self.low + round((value - self.low) / self.step) * self.step
        return round(on_grid, 10) if abs(value - on_grid) < 1e-6 * self.step else value

    @t.observe("value")
    def _between(self, change: Any) -> None:
        """A value between two positions (a replay sets such) travels with its own text."""
        at = (change["new"] - self.low) / self.step
        if abs(at - round(at)) > 1e-6:
            self.between = [change["new"], self._display(change["new"])]

    def __repr__(self) -> str:
        return f"Slider({self.label!r}, {self.value:g})"


# -- the choice ----------------------------------------------------------------------------------


class Choice(anywidget.AnyWidget):
    """One answer of several, none at first: a native list, or radio buttons under their question.

    value: the words chosen, "" for none. label: what it is called; about: what a screen reader adds
    to a list's label; empty: what a list reads before anything is chosen.
    """

    _esm = JS / "choice.js"
    _css = JS / "sevensteps.css"
    value = t.Unicode().tag(sync=True)
    label = t.Unicode().tag(sync=True)
    options = t.List(t.Unicode()).tag(sync=True)
    listed = t.Bool().tag(sync=True)
    about = t.Unicode().tag(sync=True)
    empty = t.Unicode("not yet").tag(sync=True)
    disabled = t.Bool().tag(sync=True)

    def __init__(
        self, label: str, options: Iterable[str], *, listed: bool = False, about: str = ""
    ):
        options = list(options)
        if "" in options or len(set(options)) < len(options):
            raise ValueError(f"Choice {label!r}: an option is empty, or comes twice.")
        super().__init__(label=label, options=options, listed=listed, about=about)

    @t.validate("value")
    def _known(self, proposal: Any) -> str:
        value = proposal["value"]
        if value and value not in self.options:
            raise ValueError(
                f"Choice {self.label!r} has no option {value!r}{nearest(value, self.options)}."
            )
        return value

    def __repr__(self) -> str:
        return f"Choice({self.label!r}, {self.value!r})"


# -- the status line -----------------------------------------------------------------------------


class Status(anywidget.AnyWidget):
    """Sentences that change: seen at once, spoken by a screen reader when they have come to rest.

    text: one sentence or more; lines: further paragraphs below it; heads: how those lines begin that
    are shown by their beginning alone, with the rest of them, and what follows, folded away below it.
    """

    _esm = JS / "status.js"
    _css = JS / "sevensteps.css"
    text = t.Unicode().tag(sync=True)
    lines = t.List(t.Unicode()).tag(sync=True)
    heads = t.List(t.Unicode()).tag(sync=True)

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.text, *self.lines]))


# -- the size of the screen ----------------------------------------------------------------------


class Screen(anywidget.AnyWidget):
    """What the browser says of its window, in CSS pixels; nothing is drawn. 0 until it has answered.

    width, height: of the window, which zooming in makes smaller.
    """

    _esm = JS / "screen.js"
    width = t.Int().tag(sync=True)
    height = t.Int().tag(sync=True)

    def __repr__(self) -> str:
        return f"Screen({self.width} by {self.height})" if self.width else "Screen(not asked)"


# -- a file to save ------------------------------------------------------------------------------


class Download(anywidget.AnyWidget):
    """A button that saves a file made at the moment it is pressed; nothing is left on the server.

    make: gives the file's name, its MIME type and its bytes. What it raises as ValueError is shown
    as a sentence beside the button.
    """

    _esm = JS / "download.js"
    _css = JS / "sevensteps.css"
    label = t.Unicode().tag(sync=True)

    def __init__(self, label: str, make: Callable[[], tuple[str, str, bytes]]):
        self._make = make
        super().__init__(label=label)
        self.on_msg(self._answer)

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        if content != {"ask": "file"}:
            return
        try:
            name, mime, made = self._make()
        except ValueError as problem:
            self.send({"problem": f"{problem}."})
        else:
            self.send({"name": name, "mime": mime}, [made])

    def __repr__(self) -> str:
        return f"Download({self.label!r})"


if __name__ == "__main__":
    from ..pictures import compile_all

    print(f"The drawing library is ready ({len(vega_bundle()) // 1024} kB in {CACHE}).")
    print(f"{compile_all()} live pictures are compiled.")
