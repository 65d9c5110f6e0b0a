"""What pictures with a lane for each row share: forecasts beside the record, and a room's codes."""

from . import theme as t
from .picture import columns
from .theme import alt


def share(record, value):
    """Where a value lies in the range of a record, from 0 at its `low` to 1 at its `high`."""
    return (value - record.low) / (record.high - record.low)


def lanes(marks, spans, ends):
    """The datasets of such a picture; every `place` and `end` is a share of a lane.

    marks: columns, with `row` and `place` among them; spans: tuples of row, place, end; ends: a tuple
    for each lane, top down: its row, and the numbers at its low and its high end.
    """
    numbers = [(row, place, (low, high)[place]) for row, low, high in ends for place in (0, 1)]
    return {
        "marks": marks,
        "spans": columns(spans, "row", "place", "end"),
        "ends": columns(numbers, "row", "place", "label"),
        "lines": columns([(row, 0, 1) for row, _, _ in ends], "row", "place", "end"),
    }


def drawing(rows, title, layers, *, padding, height, dy, **span):
    """Lanes with a margin at both ends (padding, a share) that are each `height` pixels high.

    layers: from the marks, encoded by place and row, to their layers; dy: pixels from a lane to the
    numbers at its ends; span: how the spans are drawn. They may be empty, so a screen reader skips
    them: the words beside the picture name them.
    """
    hidden = {"grid": False, "domain": False, "ticks": False}
    x = t.position("X", "place", title, (-padding, 1 + padding), labels=False, **hidden)
    y = alt.Y("row:N").title(None).scale(domain=list(rows), padding=0)
    y = y.axis(labelLimit=300, labelPadding=10, **hidden)
    marks, spans, ends, lines = (
        t.named(name).encode(x, y) for name in ("marks", "spans", "ends", "lines")
    )
    number = {"color": t.PALE, "fontSize": 12.5, "dy": dy, "baseline": "middle"}
    return t.framed(
        lines.mark_rule(color="#d0d0d0").encode(alt.X2("end")),
        spans.mark_rule(aria=False, **span).encode(alt.X2("end")),
        *(
            t.only(ends, "place", place).mark_text(align=align, **number).encode(text="label:N")
            for place, align in enumerate(("left", "right"))
        ),
        *layers(marks),
        drop=34,
    ).properties(height=height * len(rows))


def styles(field, meanings, **legend):
    """Shape and colour of the marks, from {name: (shape, colour, …)}, with one legend for both."""
    key = {"orient": "top", "direction": "horizontal", **legend}
    return [
        t.colours(field, {name: style[i] for name, style in meanings.items()}, channel, **key)
        for i, channel in enumerate(("Shape", "Color"))
    ]
