"""The picture of notebook 10: forecasts of 2009 beside two baselines and what happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .. import charts
from .. import text as pages
from ..charts import Caption, Columns, Still
from ..data import keys
from ..questions import DECLINED, Guesses, Question, dated
from ..scores import EVEN, YOU, baselines, held, scored

__all__ = ["Forecasts", "forecasts_picture"]

HAPPENED, READER, FIRST, SECOND = charts.FORECASTERS


def _place(q: Question, value: float) -> float:
    return (value - q.low) / (q.high - q.low)


@dataclass(frozen=True)
class Forecasts:
    """A chart of dated questions that follows a reader's guesses.

    guesses: the answers given; shown: the questions whose outcome may be seen. What happened is
    drawn for those that are shown and answered, and for no others.
    """

    asked: tuple[Question, ...]

    def columns(self, guesses: Guesses, shown: Collection[str] = ()) -> Columns:
        """What is drawn, by dataset; places are shares of what could be answered."""
        marks, spans, ends = [], [], []
        for q in self.asked:
            for who, said in zip((FIRST, SECOND), baselines(q).values(), strict=True):
                value = said if q.kind == "chance" else said[0]
                marks.append((q.title, _place(q, value), who, ""))
            mine = guesses.get(q.id, DECLINED)
            if mine != DECLINED and q.kind == "range":
                spans.append((q.title, *(_place(q, end) for end in mine)))
            elif mine != DECLINED:
                marks.append((q.title, mine, READER, ""))
            if q.id in shown and q.id in guesses:
                label = q.show_value(q.outcome).removesuffix(f" {q.unit}")
                marks.append((q.title, _place(q, q.outcome), HAPPENED, label))
            unit = "100%" if q.kind == "chance" else q.show_value(q.high)
            ends += [(q.title, 0.0, "0%" if q.kind == "chance" else f"{q.low:g}")]
            ends += [(q.title, 1.0, unit)]
        titles = [q.title for q in self.asked]
        return {
            "marks": _table(marks, "row", "place", "who", "label"),
            "spans": _table(spans, "row", "place", "end"),
            "ends": _table(ends, "row", "place", "label"),
            "lines": {"row": titles, "place": [0.0] * len(titles), "end": [1.0] * len(titles)},
        }

    def draw(self) -> charts.alt.LayerChart:
        """The drawing, without data."""
        return charts.forecasts_and_outcomes([q.title for q in self.asked])

    def words(self, guesses: Guesses, shown: Collection[str] = ()) -> Caption:
        """What the picture says: how many were answered and, once it is shown, how near they came."""
        seen = [q for q in self.asked if q.id in shown and q.id in guesses]
        given = sum(q.id in guesses for q in self.asked)
        if not seen:
            finding = f"{given} of {len(self.asked)} questions are answered, and two dumb baselines answer all"
            waits = "What happened is not shown yet: it waits for your forecasts."
            return Caption(finding, f"{finding}. {waits}")
        rows = scored(seen, guesses)
        chances = [r for r in rows if r.question.kind == "chance"]
        nearer = sum(r.scores[YOU] < r.scores[EVEN] for r in chances)
        inside, ranges = held(rows)
        parts = []
        if chances:
            parts.append(
                f"nearer than even odds: {nearer} of {pages.plural(len(chances), 'chance')}"
            )
        if ranges:
            parts.append(f"holding what happened: {inside} of {pages.plural(ranges, 'range')}")
        finding = "; ".join(parts) or f"what happened, for {pages.plural(len(seen), 'question')}"
        finding = finding[0].upper() + finding[1:]
        record = "; ".join(f"{q.title}: {q.show_value(q.outcome)}" for q in seen)
        said = " ".join(pages.score_lines(guesses, seen))
        return Caption(finding, f"{finding}. What happened: {record}. {said}".strip())

    def footnote(self) -> str:
        """Where what is drawn is from."""
        cited = {key for q in self.asked for key in (*keys(q.source), *keys(q.before_source))}
        return (
            f"Outcomes and what was known before: {len(cited)} sources; baselines are worked out from them. "
            "One country, and questions chosen with hindsight: docs/decisions/0051"
        )

    def still(self, guesses: Guesses, shown: Collection[str] = ()) -> Still:
        """The still picture."""
        columns = self.columns(guesses, shown)
        return charts.filled(self.draw(), columns, self.words(guesses, shown), self.footnote())


def _table(rows: list[tuple], *names: str) -> dict[str, list]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def forecasts_picture() -> Forecasts:
    """The picture of all dated questions, as data/questions.toml has them now."""
    return Forecasts(dated())
