"""What each picture shows: columns from a model, a drawing from `charts`, and words from the columns.

A picture is a pure function from assumptions to a picture, so that the still picture in a saved
notebook, the live one under the sliders and the test of its words are one and the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import altair as alt

from .. import charts
from .. import text as pages
from ..assumptions import Assumptions, assumptions, evidence_line, one_set, parameters_read
from ..charts import Caption, Columns, Still
from ..codes import CodeProblem, code

__all__ = ["Picture", "threshold_line"]


@dataclass(frozen=True)
class Picture:
    """A chart that follows the assumptions.

    columns: the data it shows, by dataset; draw: the drawing, once; words: what it says, from the
    columns alone; given: what the picture takes for granted whatever the reader has set, such as the
    form of the model that it draws. Verdicts beside the picture are judged under it, too.
    """

    columns: Callable[[Assumptions], Columns]
    draw: Callable[[], alt.LayerChart]
    words: Callable[[Columns], Caption]
    given: Mapping[str, float] = field(default_factory=dict)

    def still(self, a: Assumptions) -> Still:
        """The still picture under these assumptions."""
        columns = self.columns(one_set(a))
        return charts.filled(self.draw(), columns, self.words(columns), self.footnote(a))

    def footnote(self, a: Assumptions) -> str:
        """Evidence behind the chart, and the code that brings it back."""
        return f"{self.evidence}\ncode: {_code(a)}"

    def judged(self, a: Assumptions) -> Assumptions:
        """The assumptions under which verdicts beside this picture are judged."""
        return a.replace_unchecked(**self.given)

    def aside(self, a: Assumptions) -> str:
        """Where the picture takes for granted what the reader has set otherwise, that it does."""
        apart = [a.record(n) for n, value in self.given.items() if getattr(a, n) != value]
        return " ".join(
            f"{r.title}: “{r.show(self.given[r.name])}” in this panel, “{r.show(getattr(a, r.name))}” in "
            "your code, the tables and the map."
            for r in apart
        )

    def said(self, a: Assumptions, *claim_ids: str) -> pages.Text:
        """What the picture shows and how these claims fare, in words alone."""
        words = self.words(self.columns(one_set(a))).alt_text
        return pages.Text(
            "\n".join(
                [f"- {words}", pages.verdict_lines(self.judged(a), *claim_ids).markdown]
            ).strip()
        )

    def said_at(self, a: Assumptions, name: str) -> pages.Text:
        """What the picture shows at each named setting of one assumption, in words alone."""
        settings = one_set(a).record(name).settings.items()
        lines = [
            f"- **{label}**: {self.words(self.columns(a.replace(**{name: value}))).alt_text}"
            for label, value in settings
        ]
        return pages.Text("\n".join(lines))

    @cached_property
    def evidence(self) -> str:
        """How many of the assumptions behind it are measured, published, claimed, guessed."""
        line = evidence_line(parameters_read(self.columns, assumptions()))
        return line[0].upper() + line[1:]


def _code(a: Assumptions) -> str:
    try:
        return code(a)
    except CodeProblem:
        return "none (a value lies between increments)"


def threshold_line(a: Assumptions, name: str, word: str = "needed") -> dict[str, list]:
    """The rows of a dashed line at an assumption: its height, and its name with its evidence."""
    record, value = a.records[name], getattr(a, name)
    return {"y": [value], "label": [f"{record.show(value)} {word} ({record.evidence})"]}
