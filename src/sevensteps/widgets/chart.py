"""The live chart: a Vega specification that stays on the page while its data change.

A change sends columns of numbers only. The Vega library is built once and kept in `.cache/`
(`python -m sevensteps.widgets` builds it ahead of time). Each page gets it once.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

import anywidget
import numpy as np
import traitlets as t

from ..cache import CACHE, cached
from ..pictures.picture import Columns

JS = Path(__file__).parents[1] / "js"
CSS = JS / "sevensteps.css"
# The bundle's own `vega` is null in vl-convert 1.9. Its vega-embed works.
SNIPPET = 'globalThis[Symbol.for("sevensteps.vega.copy")] = vegaEmbed;'


# -- the drawing library -------------------------------------------------------------------------


def vega_version() -> str:
    """A name for the library: it changes with vl-convert's version and with our snippet."""
    return f"{version('vl-convert-python')}-{crc32(SNIPPET.encode()):08x}"


def vega_file(folder: Path = CACHE) -> Path:
    """The file that holds the built library."""
    return folder / f"vega-{vega_version()}.js.gz"


@cache
def vega_bundle(folder: Path = CACHE) -> bytes:
    """The Vega library as gzipped JavaScript, about 0.3 MB. Builds it (2 s) if the file is missing."""

    def build() -> bytes:
        import vl_convert

        return gzip.compress(vl_convert.javascript_bundle(SNIPPET).encode(), mtime=0)

    return cached(vega_file(folder).name, build, folder)


# -- the live chart ------------------------------------------------------------------------------


class LiveChart(anywidget.AnyWidget):
    """A picture that stays on the page while its data change.

    spec: a compiled Vega specification, without data of its own.
    columns: dataset -> column -> one-dimensional array (numbers, dates, booleans or strings).
    signals: values of the specification's signals, such as the sentence in the title.
    label: the name that a screen reader says.

    Raises ValueError if the columns of a dataset differ in length.
    """

    _esm = JS / "livechart.js"
    _css = CSS
    _vega = t.Unicode().tag(sync=True)
    spec = t.Dict().tag(sync=True)
    frame = t.Dict().tag(sync=True)  # the newest data, so that a re-opened view shows them
    label = t.Unicode().tag(sync=True)
    reduced_motion = t.Bool().tag(sync=True)  # set by the browser if its reader wants no motion

    def __init__(
        self,
        spec: Mapping[str, Any],
        columns: Columns,
        signals: Mapping[str, Any] | None = None,
        *,
        label: str,
    ):
        self._count = count(1)
        first = self._next({"data": {}, "signals": {}}, columns, signals or {})
        super().__init__(spec=dict(spec), frame=first, label=label, _vega=vega_version())
        self.on_msg(self._answer)

    def show(
        self, columns: Columns | None = None, signals: Mapping[str, Any] | None = None
    ) -> None:
        """Draw these data and signals. Datasets and signals that are not named stay."""
        self.frame = self._next(self.frame, columns or {}, signals or {})

    def _next(self, last: Mapping, columns: Columns, signals: Mapping[str, Any]) -> dict[str, Any]:
        at = next(self._count)
        new = {name: {"at": at, "columns": _packed(name, table)} for name, table in columns.items()}
        return {
            "at": at,
            "data": {**last["data"], **new},
            "signals": {**last["signals"], **signals},
        }

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        """Send the library to a page that asks for it."""
        if content != {"ask": "vega"}:
            return
        try:
            self.send({"vega": "here"}, [vega_bundle()])
        except Exception as problem:
            self.send({"vega": "missing", "why": f"{type(problem).__name__}: {problem}"})

    def __repr__(self) -> str:
        return f"LiveChart({self.label!r})"


def _packed(dataset: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they are sent: numbers as bytes, text as it is. All have the same length."""
    packed, shapes = {}, {}
    for name, values in table.items():
        array = np.asarray(values)
        shapes[name] = array.shape
        if array.dtype.kind == "M":
            array = array.astype("datetime64[ms]").astype(float)  # the browser counts milliseconds
        if array.dtype.kind in "fiu":
            size = 4 if array.dtype == np.float32 else 8
            data = array.astype(f"<f{size}").tobytes()
            packed[name] = {"type": f"float{8 * size}", "bytes": data}
        else:
            packed[name] = array.tolist()
    if any(len(shape) != 1 or shape != array.shape for shape in shapes.values()):
        raise ValueError(f"The columns of the data {dataset!r} differ in length: {shapes}.")
    return packed
