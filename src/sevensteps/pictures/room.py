"""The picture of a room's codes: how far apart its assumptions lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..assumptions import CHOICE, evidence_line
from ..text import plural
from . import lanes
from . import theme as t
from .picture import Caption, Columns, Still, caption, columns, filled
from .theme import COLOUR, alt

if TYPE_CHECKING:
    from ..room import Ballot, Spread

MOST = 8  # rows that a projector shows
DOT, ALL = 110, 560  # square pixels of a mark, and of a whole room that is of one mind
VOTES, MIDDLE, DEFAULT = "votes (larger: more alike)", "the middle", "default"
AUTHOR, CRITIC = "author", "critic"
MARKS = {  # what: shape, colour, pixels above its line
    VOTES: ("circle", COLOUR["bite"], 0),
    MIDDLE: ("diamond", t.INK, 0),
    DEFAULT: ("square", COLOUR["lost"], 15),
    AUTHOR: ("triangle-up", t.GREEN, 15),
    CRITIC: ("triangle-down", t.PURPLE, 15),
}


def rows(ballot: Ballot) -> list[Spread]:
    """The assumptions that are drawn, a lane each: those farthest apart, first the farthest."""
    return ballot.spreads()[:MOST]


def data(ballot: Ballot) -> Columns:
    """What is drawn: every vote, the middle, and the marks of the assumption's slider."""
    marks, spans, ends = [], [], []
    for s in rows(ballot):
        r = s.record
        placed = [(v, VOTES, 40 + n * ALL / len(s.values)) for v, n in s.counts.items()]
        placed += [(v, what, DOT) for what, v in _own(s).items()]
        if r.unit != CHOICE:
            placed.append((s.middle, MIDDLE, DOT))
            spans.append((r.title, lanes.share(r, s.low), lanes.share(r, s.high)))
        marks += [(r.title, lanes.share(r, v), what, size) for v, what, size in placed]
        ends.append((r.title, r.show(r.low), r.show(r.high)))
    return lanes.lanes(columns(marks, "row", "place", "what", "size"), spans, ends)


def _own(s: Spread) -> dict[str, float]:
    """The assumption's own values, by name: the default, the author's and the critic's if given."""
    own = {DEFAULT: s.record.value, AUTHOR: s.record.author, CRITIC: s.record.critic}
    return {what: v for what, v in own.items() if v is not None}


def drawing(ballot: Ballot) -> alt.LayerChart:
    """The drawing: a lane for each assumption, from the low to the high end of its range."""
    titles, title = (
        [s.record.title for s in rows(ballot)],
        "from the low to the high end of the range",
    )
    span = {"color": COLOUR["bite"], "strokeWidth": 5, "opacity": 0.3}
    return lanes.drawing(titles, title, _marks, padding=0.04, height=50, dy=20, **span)


def _marks(base: alt.Chart) -> list[alt.Chart]:
    size = alt.Size("size:Q").scale(None).legend(None)
    base = base.encode(size, *lanes.styles("what", MARKS, symbolSize=150))
    return [
        t.only(base, "what", what).mark_point(
            filled=True, opacity=0.55 if what == VOTES else 1, yOffset=-up, aria=False
        )
        for what, (_, _, up) in MARKS.items()
    ]


def words(ballot: Ballot) -> Caption:
    """Where the room lies farthest apart, and each row in words."""
    found, codes = rows(ballot), plural(len(ballot.votes), "code")
    title = f"{codes}, farthest apart on “{found[0].record.title}”"
    return caption(title, f"{'. '.join(map(_said, found))}.")


def _said(s: Spread) -> str:
    r, marks = s.record, ", ".join(f"{what} {s.record.show(v)}" for what, v in _own(s).items())
    if r.unit == CHOICE:
        votes = ", ".join(f"{r.show(v)} {n}" for v, n in s.counts.items())
    else:
        votes = f"{r.show(s.low)} to {r.show(s.high)}, in the middle {r.show(s.middle)}"
    return f"{r.title}: {votes} ({marks})"


def footnote(ballot: Ballot) -> str:
    """How well founded the numbers are on which the room differs."""
    line = evidence_line(s.record for s in rows(ballot))
    return f"The picture {line}. Dots are codes, not beliefs of anyone named."


def room_spread(ballot: Ballot) -> Still:
    """The assumptions on which a room lies farthest apart, first the farthest.

    ballot: codes, of which one at least moves an assumption.
    """
    spec = t.vega(drawing(ballot).to_dict())
    return filled(spec, data(ballot), words(ballot), footnote(ballot))
