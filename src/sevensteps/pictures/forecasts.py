"""The picture of notebook 10: forecasts of 2009 beside two baselines and what happened."""

from collections.abc import Collection, Sequence

from ..data import keys
from ..questions import DECLINED, Guesses, Question, dated
from ..scores import EVEN, YOU, baselines, held, scored
from ..text import plural, score_lines
from . import lanes
from . import theme as t
from .picture import Caption, Columns, Still, caption, columns, filled
from .theme import COLOUR, alt

HAPPENED, READER = "what happened", "you (a bar: your range)"
FIRST, SECOND = "always even, or no change", "as often as before, or one more a year"
FORECASTERS = {  # who: shape and colour
    HAPPENED: ("diamond", COLOUR["threshold"]),
    READER: ("circle", t.INK),
    FIRST: ("square", COLOUR["bite"]),
    SECOND: ("triangle-up", t.SKY),
}


def shows(asked, guesses, shown=()) -> tuple[Columns, Caption]:
    """Baselines, the reader's answers and the outcomes in `shown` that are answered; and words.

    The words say how many questions are answered and, once outcomes are shown, how near they came.
    """
    marks, spans, ends = [], [], []
    seen = [q for q in asked if q.id in shown and q.id in guesses]
    for q in asked:
        chance, mine = q.kind == "chance", guesses.get(q.id, DECLINED)
        for who, said in zip((FIRST, SECOND), baselines(q).values(), strict=True):
            marks.append((q.title, lanes.share(q, said if chance else said[0]), who, ""))
        if mine != DECLINED and chance:
            marks.append((q.title, mine, READER, ""))
        elif mine != DECLINED:
            spans.append((q.title, *(lanes.share(q, end) for end in mine)))
        if q in seen:
            label = q.show_value(q.outcome).removesuffix(f" {q.unit}")
            marks.append((q.title, lanes.share(q, q.outcome), HAPPENED, label))
        numbers = ("0%", "100%") if chance else (f"{q.low:g}", q.show_value(q.high))
        ends.append((q.title, *numbers))
    data = lanes.lanes(columns(marks, "row", "place", "who", "label"), spans, ends)
    if not seen:
        given = sum(q.id in guesses for q in asked)
        return data, caption(
            f"{given} of {len(asked)} questions are answered, and two dumb baselines answer all",
            "What happened is not shown yet: it waits for your forecasts.",
        )
    rows, parts = scored(seen, guesses), []
    chances = [r.scores for r in rows if r.question.kind == "chance"]
    inside, ranges = held(rows)
    if chances:
        nearer = sum(s[YOU] < s[EVEN] for s in chances)
        parts.append(f"nearer than even odds: {nearer} of {plural(len(chances), 'chance')}")
    if ranges:
        parts.append(f"holding what happened: {inside} of {plural(ranges, 'range')}")
    title = "; ".join(parts) or f"what happened, for {plural(len(seen), 'question')}"
    record = "; ".join(f"{q.title}: {q.show_value(q.outcome)}" for q in seen)
    said = " ".join(score_lines(guesses, seen))
    return data, caption(title[0].upper() + title[1:], f"What happened: {record}.", said)


def drawing(asked: Sequence[Question]):
    """The drawing; baselines stand a little above the line, so that no mark hides another."""
    title = "from the least to the most that could be answered"
    span = {"color": t.INK, "strokeWidth": 7, "opacity": 0.55}
    size = {"padding": 0.02, "height": 42, "dy": 14}
    return lanes.drawing([q.title for q in asked], title, _marks, **size, **span)


def _marks(base):
    styled = base.encode(*lanes.styles("who", FORECASTERS, columns=2, symbolSize=190))
    baseline = (alt.datum.who == FIRST) | (alt.datum.who == SECOND)
    edge = {"size": 260, "stroke": "white", "strokeWidth": 1.5, "aria": False}
    happened = t.only(base, "who", HAPPENED)
    return [
        t.dot(styled.transform_filter(baseline), 150, yOffset=-13),
        t.dot(styled.transform_filter(~baseline), **edge),
        t.labels(happened, dx=13, beside="place", color=COLOUR["threshold"]),
    ]


def footnote(asked: Sequence[Question]) -> str:
    """From how many sources the outcomes and the baselines are."""
    cited = {key for q in asked for key in (*keys(q.source), *keys(q.before_source))}
    return (
        f"Outcomes and what was known before: {len(cited)} sources; baselines are worked out from them. "
        "One country, and questions chosen with hindsight: docs/decisions/0020"
    )


def forecasts_and_record(
    guesses: Guesses, shown: Collection[str] = (), asked: Sequence[Question] | None = None
) -> Still:
    """A reader's forecasts beside two baselines and, for the questions in `shown`, what happened.

    asked: the questions, all dated ones unless others are given.
    """
    asked = dated() if asked is None else asked
    spec = t.vega(drawing(asked))
    return filled(spec, *shows(asked, guesses, shown), footnote(asked))
