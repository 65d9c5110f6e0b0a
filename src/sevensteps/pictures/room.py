"""The picture of a room's codes: how far apart its assumptions lie."""

from __future__ import annotations

from dataclasses import dataclass

from .. import charts
from ..assumptions import CHOICE, evidence_line
from ..charts import Caption, Columns, Still
from ..room import Ballot, Spread, spreads
from ..text import plural

__all__ = ["RoomSpread"]

VOTES, MIDDLE, DEFAULT, AUTHOR, CRITIC = charts.POSITIONS
MOST = 8  # rows that a projector shows
DOT, ALL = 110, 560  # square pixels of a mark, and of a whole room that is of one mind


@dataclass(frozen=True)
class RoomSpread:
    """A chart of the assumptions on which a room lies farthest apart, first the farthest.

    ballot: the codes, one at least in which something was moved.
    """

    ballot: Ballot

    @property
    def rows(self) -> list[Spread]:
        """What is drawn, a row each."""
        return spreads(self.ballot)[:MOST]

    def columns(self) -> Columns:
        """What is drawn, by dataset; places are shares of a range."""
        marks, spans, ends = [], [], []
        for s in self.rows:
            r, title = s.record, s.record.title
            share = ALL / len(s.values)
            marks += [(title, _place(s, v), VOTES, 40 + share * n) for v, n in s.counts.items()]
            own = {DEFAULT: r.value, AUTHOR: r.author, CRITIC: r.critic}
            own |= {} if r.unit == CHOICE else {MIDDLE: s.middle}
            marks += [(title, _place(s, v), k, DOT) for k, v in own.items() if v is not None]
            if r.unit != CHOICE:
                spans.append((title, _place(s, s.low), _place(s, s.high)))
            ends += [(title, 0.0, r.show(r.low)), (title, 1.0, r.show(r.high))]
        titles = [s.record.title for s in self.rows]
        return {
            "marks": _table(marks, "row", "place", "what", "size"),
            "spans": _table(spans, "row", "place", "end"),
            "ends": _table(ends, "row", "place", "label"),
            "lines": {"row": titles, "place": [0.0] * len(titles), "end": [1.0] * len(titles)},
        }

    def draw(self) -> charts.alt.LayerChart:
        """The drawing, without data."""
        return charts.class_spread([s.record.title for s in self.rows])

    def words(self) -> Caption:
        """What the picture says: where the room lies farthest apart, and each row in words."""
        first = self.rows[0]
        finding = (
            f"{plural(len(self.ballot.votes), 'code')}, farthest apart on “{first.record.title}”"
        )
        return Caption(finding, f"{finding}. {'. '.join(map(_said, self.rows))}.")

    def footnote(self) -> str:
        """How well founded the numbers are on which the room differs."""
        line = evidence_line(s.record for s in self.rows)
        return f"The picture {line}. Dots are codes, not beliefs of anyone named."

    def still(self) -> Still:
        """The still picture."""
        return charts.filled(self.draw(), self.columns(), self.words(), self.footnote())


def _place(s: Spread, value: float) -> float:
    r = s.record
    return (value - r.low) / (r.high - r.low)


def _said(s: Spread) -> str:
    """A row in words."""
    r = s.record
    own = {"default": r.value, "author": r.author, "critic": r.critic}
    marks = ", ".join(f"{k} {r.show(v)}" for k, v in own.items() if v is not None)
    if r.unit == CHOICE:
        return f"{r.title}: {', '.join(f'{r.show(v)} {n}' for v, n in s.counts.items())} ({marks})"
    return f"{r.title}: {r.show(s.low)} to {r.show(s.high)}, in the middle {r.show(s.middle)} ({marks})"


def _table(rows: list[tuple], *names: str) -> dict[str, list]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
