"""What a picture is: data from a model, a drawing of named data, and words from the data.

A live picture is a pure function of assumptions. So the still picture in a saved notebook, the live
chart under the sliders and the test of its words show one and the same thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np

from ..assumptions import Assumptions, assumptions, evidence_line, one_set, parameters_read
from ..cache import cached
from ..codes import CodeProblem, code
from ..data import DATA, keys
from ..text import Text, plural, verdict_lines
from .theme import NO_MENU, VEGA5, alt, framed, saved, vega

TITLE, FOOTNOTE = 66, 88  # letters in a line of a title and of a footnote
Columns = Mapping[str, Mapping[str, Sequence]]  # dataset -> column -> values


class Caption(NamedTuple):
    """What a picture says: its title (the finding) and its alt text (a few sentences)."""

    title: str
    alt_text: str


def caption(title: str, *more: str, end: str = ".") -> Caption:
    """A caption whose alt text is the title with this end, and then these sentences."""
    return Caption(title, " ".join([f"{title}{end}", *filter(None, more)]))


@dataclass(frozen=True)
class Still:
    """A still chart that shows itself without a network: Vega 5, a PNG, its alt text.

    JupyterLab 4, Notebook 7 and Voilà have a Vega 5 of their own; GitHub shows the PNG.
    spec: a Vega specification with its data.
    """

    spec: Mapping[str, Any]
    alt_text: str

    def __repr__(self) -> str:
        return self.alt_text

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = {VEGA5: self.spec, "text/plain": self.alt_text, **saved(self.spec)}
        return shown, NO_MENU


@dataclass(frozen=True)
class Picture:
    """A live picture: a chart that follows the assumptions.

    shows: from assumptions to {dataset: {column: values}} and a caption; draw: the drawing, whose
    datasets have these names; given: assumptions that the picture fixes, such as the form of the
    model that it draws. Verdicts beside the picture are judged with them, too.
    """

    shows: Callable[[Assumptions], tuple[Columns, Caption]]
    draw: Callable[[], alt.LayerChart]
    given: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What notebooks call it, such as `bite`; empty if it is made outside this package."""
        ours = getattr(self.shows, "__module__", "").startswith(__package__)
        return self.shows.__name__ if ours else ""

    def data(self, a: Assumptions) -> Columns:
        """What is drawn with these assumptions."""
        return self.shows(a)[0]

    def words(self, a: Assumptions) -> Caption:
        """What the picture says with these assumptions."""
        return self.shows(a)[1]

    def compiled(self, *, anew: bool = False) -> dict[str, Any]:
        """Its Vega specification without data, from .cache/ if these sources and data/ are there.

        anew: compile it even so, as at set-up. Altair and vl-convert are only needed to compile.
        """
        if not self.name:
            return vega(self.draw())
        file = f"picture-{self.name}-{_fingerprint()}.json"
        return json.loads(cached(file, lambda: json.dumps(vega(self.draw())).encode(), anew=anew))

    def still(self, a: Assumptions, footnote: str | None = None) -> Still:
        """The still picture with these assumptions, over its own footnote or another."""
        shown = self.shows(one_set(a))
        return filled(self.compiled(), *shown, self.footnote(a) if footnote is None else footnote)

    def footnote(self, a: Assumptions) -> str:
        """The evidence behind the picture, and the code that brings it back."""
        try:
            now = code(a)
        except CodeProblem:
            now = "none (a value lies between increments)"
        return f"{self.evidence}\ncode: {now}"

    def judged(self, a: Assumptions) -> Assumptions:
        """The assumptions with which verdicts beside this picture are judged."""
        return a.replace_unchecked(**self.given)

    def aside(self, a: Assumptions) -> str:
        """A sentence for each assumption that the picture fixes and the reader has set otherwise."""
        apart = [a.record(n) for n, value in self.given.items() if getattr(a, n) != value]
        return " ".join(
            f"{r.title}: “{r.show(self.given[r.name])}” in this panel, “{r.show(getattr(a, r.name))}” in "
            "your code, the tables and the map."
            for r in apart
        )

    def said(self, a: Assumptions, *claim_ids: str) -> Text:
        """What the picture shows and the verdicts on these claims, in words alone."""
        alt_text = self.words(one_set(a)).alt_text
        verdicts = verdict_lines(self.judged(a), *claim_ids).markdown
        return Text(f"- {alt_text}\n{verdicts}".strip())

    def said_at(self, a: Assumptions, name: str) -> Text:
        """What the picture shows at each named setting of one assumption, in words alone."""
        at = one_set(a).record(name).settings.items()
        said = {label: self.words(a.replace(**{name: value})).alt_text for label, value in at}
        return Text("\n".join(f"- **{label}**: {alt_text}" for label, alt_text in said.items()))

    @cached_property
    def evidence(self) -> str:
        """How many of the assumptions behind it are measured, published, claimed and guessed."""
        line = evidence_line(parameters_read(self.shows, assumptions()))
        return line[0].upper() + line[1:]


def drawn_by(draw: Callable[[], alt.LayerChart], **given: float) -> Callable[..., Picture]:
    """Decorator: a function from assumptions to data and a caption becomes a picture."""
    return lambda shows: Picture(shows, draw, given)


def _fingerprint() -> str:
    """What drawings depend on: the sources in this folder and the files of data/."""
    files = [f for folder in (Path(__file__).parent, DATA) for f in sorted(folder.glob("*.*"))]
    return sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()[:16]


def filled(spec: Mapping[str, Any], data: Columns, said: Caption, footnote: str) -> Still:
    """A still picture of a compiled drawing, with its data, title, alt text and footnote."""
    rows = {}
    for name, table in data.items():
        each = zip(*(np.asarray(values).tolist() for values in table.values()), strict=True)
        rows[name] = {"values": [dict(zip(table, row, strict=True)) for row in each]}
    texts = {name: {"value": text} for name, text in signals(said, footnote).items()}
    full = {**spec, "description": said.alt_text}
    full["data"] = [d | rows.get(d["name"], {}) for d in spec["data"]]
    full["signals"] = [s | texts.get(s["name"], {}) for s in spec["signals"]]
    return Still(full, said.alt_text)


def of_facts(table, said: Caption, *layers, note: str = "", **frame) -> Still:
    """A still picture of a table; its footnote counts sources and what was not seen in them.

    layers: of the drawing; note: how the footnote goes on; frame: how high the axis is (see framed).
    """
    sources = plural(len({key for cell in table["source"] for key in keys(cell)}), "source")
    unseen = (table["checked"] != "seen").sum()
    hollow = f"; hollow: {unseen} not seen in the source" if unseen else ""
    cited = f"Measured or published: {len(table)} figures from {sources}{hollow}"
    return filled(vega(framed(*layers, **frame)), {}, said, f"{cited}{note}")


def signals(said: Caption, footnote: str) -> dict[str, str]:
    """The texts in a chart, in the lines in which they are drawn: two of title, three of footnote."""
    lines = wrap(said.title, TITLE, break_on_hyphens=False)[:2]
    below = [line for part in footnote.split("\n") for line in wrap(part, FOOTNOTE)]
    return {
        "title": "\n".join([*lines, " "][:2]),
        "footnote": "\n".join([*below, " ", " "][: max(3, len(below))]),
    }


# -- data and words that pictures share ----------------------------------------------------------


def columns(rows: Iterable[Sequence], *names: str) -> dict[str, list]:
    """Rows as columns with these names; without rows, empty columns."""
    listed = list(rows)
    return {name: [row[i] for row in listed] for i, name in enumerate(names)}


def dataset(**columns: Any) -> dict[str, list]:
    """A dataset of these columns; a single value stands in each row, a list or an array row by row."""
    arrays = np.broadcast_arrays(*np.atleast_1d(*columns.values()))
    return {name: values.tolist() for name, values in zip(columns, arrays, strict=True)}


def stacked(field: str, names: Iterable[str], tables: Sequence[Mapping]) -> dict[str, Sequence]:
    """Datasets with the same columns, one below another; `field` has each one's name in its rows."""
    rows = {column: np.concatenate([table[column] for table in tables]) for column in tables[0]}
    lengths = [len(next(iter(table.values()))) for table in tables]
    return {**rows, field: np.repeat(list(names), lengths).tolist()}


def highest(name: str) -> float:
    """The high end of an assumption's range, where an axis for it ends."""
    return assumptions().records[name].high


def shown(a: Assumptions, name: str) -> str:
    """The value of an assumption as readers see it, such as the name of a setting."""
    return a.records[name].show(getattr(a, name))


def apart(one: float, other: float, gap: float) -> list[float]:
    """Two heights with at least this gap, for labels that would meet; they move by the same length."""
    shift = max(0.0, gap - abs(one - other)) / 2 * (1 if one >= other else -1)
    return [one + shift, other - shift]


def in_years(count: float) -> str:
    """A number of years in words: 1 year, 2 years."""
    return f"{count:g} year{'s' * (count != 1)}"


def needed(a: Assumptions, name: str, word: str = "needed") -> dict[str, list]:
    """Dataset `threshold` for an assumption: the line's height, and its name with its evidence."""
    return dataset(
        y=getattr(a, name), label=f"{shown(a, name)} {word} ({a.records[name].evidence})"
    )
