"""The picture of a room's codes: how far apart its assumptions lie."""

from ..assumptions import CHOICE, evidence_line
from ..text import plural
from . import lanes
from . import theme as t
from .picture import Caption, Columns, caption, columns, filled
from .theme import COLOUR, alt

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


def rows(ballot):
    """The assumptions that are drawn, a lane each: those farthest apart, first the farthest."""
    return ballot.spreads()[:MOST]


def shows(ballot) -> tuple[Columns, Caption]:
    """Every vote, the middle and the marks of each assumption's slider; and each row in words."""
    found, marks, spans, ends, said = rows(ballot), [], [], [], []
    for s in found:
        r = s.record
        own = {DEFAULT: r.value, AUTHOR: r.author, CRITIC: r.critic}
        own = {what: v for what, v in own.items() if v is not None}
        placed = [(v, VOTES, 40 + n * ALL / len(s.values)) for v, n in s.counts.items()]
        placed += [(v, what, DOT) for what, v in own.items()]
        votes = ", ".join(f"{r.show(v)} {n}" for v, n in s.counts.items())
        if r.unit != CHOICE:
            placed.append((s.middle, MIDDLE, DOT))
            spans.append((r.title, lanes.share(r, s.low), lanes.share(r, s.high)))
            votes = f"{r.show(s.low)} to {r.show(s.high)}, in the middle {r.show(s.middle)}"
        marks += [(r.title, lanes.share(r, v), what, size) for v, what, size in placed]
        ends.append((r.title, r.show(r.low), r.show(r.high)))
        listed = ", ".join(f"{what} {r.show(v)}" for what, v in own.items())
        said.append(f"{r.title}: {votes} ({listed})")
    codes, first = plural(len(ballot.votes), "code"), found[0].record.title
    data = lanes.lanes(columns(marks, "row", "place", "what", "size"), spans, ends)
    return data, caption(f"{codes}, farthest apart on “{first}”", f"{'. '.join(said)}.")


def _marks(base):
    size = alt.Size("size:Q").scale(None).legend(None)
    base = base.encode(size, *lanes.styles("what", MARKS, symbolSize=150))
    look = {"filled": True, "aria": False}
    return [
        t.only(base, "what", what).mark_point(
            opacity=0.55 if what == VOTES else 1, yOffset=-up, **look
        )
        for what, (_, _, up) in MARKS.items()
    ]


def room_spread(ballot):
    """The assumptions on which a room lies farthest apart, first the farthest.

    ballot: codes, of which one at least moves an assumption.
    """
    records = [s.record for s in rows(ballot)]
    title, titles = "from the low to the high end of the range", [r.title for r in records]
    span = {"color": COLOUR["bite"], "strokeWidth": 5, "opacity": 0.3}
    drawn = lanes.drawing(titles, title, _marks, padding=0.04, height=50, dy=20, **span)
    footnote = f"The picture {evidence_line(records)}. Dots are codes, not beliefs of anyone named."
    return filled(t.vega(drawn), *shows(ballot), footnote)
