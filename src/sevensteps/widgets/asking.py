"""Commit, then reveal: a question before its answer, and forecasts before their record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import ipywidgets as w

from .. import text as pages
from ..assumptions import Assumptions, percent
from ..codes import CodeProblem
from ..data import DataProblem
from ..pictures import forecasts
from ..pictures.picture import Caption, Columns, signals
from ..pictures.theme import saved, vega
from ..questions import DECLINED, Answer, Guesses, Question, dated, question
from ..session import Session
from .live import Choice, LiveChart, Status
from .panels import CodeBox
from .parts import with_words


class _Answering:
    """What one question is answered with at a session: its inputs, and a sentence on what was noted.

    number: the question's place in a form, which names its inputs.
    """

    def __init__(self, session: Session, q: Question, number: int = 0):
        self.session, self.question, self._showing = session, q, False
        self.said = Status()
        self.inputs = _inputs(q, f"{number}. " if number else "")
        self._meaning = _meaning(q)
        for one in self.inputs:
            one.observe(self._chosen, "value")
        session.subscribe_to_guesses(self._show)
        self._show(session.guesses)
        self._say()

    def close(self) -> None:
        """Take no further answer: what it asked about was shown."""
        for one in self.inputs:
            one.disabled = True

    @property
    def answer(self) -> Answer | None:
        """What the inputs say; None where that is no answer yet."""
        words = [one.value for one in self.inputs]
        if words[0] == DECLINED:
            return DECLINED
        if "" in words:
            return None
        values = tuple(self._meaning[one] for one in words)
        try:
            return self.question.check(values if self.question.kind == "range" else values[0])
        except DataProblem:  # the low end is not below the high end
            return None

    def _chosen(self, _: Any) -> None:
        if not self._showing:
            self.session.guess(self.question.id, self.answer)
            self._say()

    def _show(self, guesses: Guesses) -> None:
        """Put the inputs where the session's guess is, without telling the session; half an answer stays."""
        given = guesses.get(self.question.id)
        if given == self.answer:
            return
        values = given if isinstance(given, tuple) else [given, *[None] * (len(self.inputs) - 1)]
        words = {value: words for words, value in self._meaning.items()}
        self._showing = True
        for one, value in zip(self.inputs, values, strict=True):
            one.value = words.get(value, "")
        self._showing = False
        self._say()

    def _say(self) -> None:
        answer, words = self.answer, [one.value for one in self.inputs]
        if answer == DECLINED:
            self.said.text = "Noted: you would rather not. Read on."
        elif answer is not None:
            self.said.text = f"Noted: {self.question.show(answer)}. It is in your code."
        elif len(words) == 2 and all(words):
            self.said.text = "Not noted: the low end is not below the high end. Move one of them."
        else:
            self.said.text = "Choose one." if self.question.kind == "choice" else ""


def _meaning(q: Question) -> dict[str, Any]:
    """The words that a question's inputs offer, and the values they stand for."""
    if q.kind == "choice":
        values = {words: words for words in q.answers}
    else:
        shown = percent if q.kind == "chance" else "{:g}".format
        values = {shown(value): value for value in q.grid}
    return {**values, DECLINED: DECLINED}


def _inputs(q: Question, number: str) -> list[Choice]:
    """The widgets that answer a question, none of them chosen."""
    words = list(_meaning(q))
    if q.kind == "choice":
        return [Choice(q.question, words)]
    if q.kind == "chance":
        return [Choice(f"{number}Chance", words, listed=True, about=q.question)]
    about = f"{q.question} In {q.unit}"
    low = Choice(f"{number}Low", words, listed=True, about=about)
    high = Choice(f"{number}High", words[:-1], listed=True, about=about)
    return [low, high]


class Guess(w.VBox):
    """A question of data/questions.toml to answer before looking; the answer goes into the session's code.

    `compare` waits for the answer. Raises DataProblem where no question is called so.
    """

    def __init__(self, session: Session, question_id: str):
        self.session, self.question = session, question(question_id)
        self._answering = _Answering(session, self.question)
        self.said = self._answering.said
        self.choice = self._answering.inputs[0]
        asked = [w.HTML(f"<b>{escape(self.question.question)}</b>")]
        asked *= self.question.kind != "choice"  # whose buttons have the question above them
        super().__init__([*asked, *self._answering.inputs, self.said])
        self.add_class("sevensteps-guess")
        self.add_class(f"sevensteps-named-{question_id}")

    def compare(self, value: Callable[[Assumptions], float | str] | float | str) -> Reveal:
        """The guess beside what the model gives under the session's assumptions, once there is one.

        value: a function of assumptions, which follows the session, or a fixed share (0 to 1) or words.
        """
        return Reveal(self.session, self.question, value)

    def __repr__(self) -> str:
        return f"Guess({self.question.question!r})"


class Reveal(w.VBox):
    """What a guess was about: it waits for the guess, then shows both, without a mark for either."""

    def __init__(self, session: Session, q: Question, value: Any):
        self._desk, self._question, self._value = session, q, value
        self.said = Status()
        super().__init__([self.said])
        self.add_class("sevensteps-guess")
        session.subscribe(lambda _, settled: self._show() if settled else None)
        session.subscribe_to_guesses(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        self.said.text = self._text()

    def _text(self) -> str:
        answer = self._desk.guesses.get(self._question.id)
        if answer is None:
            return f"Guess first: “{self._question.question}” Then the model's answer stands here."
        value = self._value(self._desk.now) if callable(self._value) else self._value
        shown = value if isinstance(value, str) else percent(value)
        mine = (
            "You would rather not guess."
            if answer == DECLINED
            else (f"You said: {self._question.show(answer)}.")
        )
        return f"{mine} Under the assumptions in the panel it is {shown}."

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live sentence, and for a saved notebook its words."""
        return with_words(super()._repr_mimebundle_(**kwargs), self.said.text)

    def __repr__(self) -> str:
        return self.said.text


class Forecast(w.VBox):
    """A form for the dated questions at a session: it starts empty, and shows the record on demand.

    "Show the record" says what happened to the questions that were answered, and to no others; what
    was shown is closed to further answers. `record` (chart and table) and `scores` are widgets for
    cells of their own: they wait until something was shown.
    asked: the questions, all dated ones of data/questions.toml unless others are given.
    """

    def __init__(self, session: Session, asked: Sequence[Question] | None = None):
        self.session = session
        self.asked = tuple(asked if asked is not None else dated())
        self.shown: set[str] = set()
        self.message = Status()
        self.rows = {
            q.id: _Answering(session, q, number) for number, q in enumerate(self.asked, start=1)
        }
        self.answers = {q.id: Status() for q in self.asked}
        self.button = w.Button(
            description="Show the record", layout=w.Layout(width="11em", height="2.4em")
        )
        self.button.on_click(lambda _: self.show_record())
        self._coded = CodeBox(session, self.message)
        self.code = self._coded.box
        self.saved = w.HTML()
        self.record, self.scores = Record(self), Scores(self)
        lines = [self._row(number, q) for number, q in enumerate(self.asked, start=1)]
        super().__init__([*lines, self.button, self.message, self.code, self.saved])
        self.add_class("sevensteps-forecast")
        session.subscribe_to_guesses(lambda _: self._changed())
        session.subscribe(lambda _, settled: self._coded.show() if settled else None)
        self._coded.show()
        self._changed()

    def show_record(self) -> None:
        """Say what happened to every question that was answered, and close it."""
        new = [q for q in self.asked if q.id in self.session.guesses and q.id not in self.shown]
        for q in new:
            self.shown.add(q.id)
            self.rows[q.id].close()
            self.answers[q.id].text = q.happened
        waiting = len(self.asked) - len(self.shown)
        waits = "wait for your forecast" if waiting != 1 else "waits for your forecast"
        said = f"Shown: {len(self.shown)} of {len(self.asked)}."
        if waiting:
            said += f" {waiting} {waits}, or for “{DECLINED}”."
        self.message.text = said
        self._changed()

    def _row(self, number: int, q: Question) -> w.Widget:
        text = w.HTML(f"<b>{number}.</b> {escape(q.question)}")
        left = w.VBox([text, self.answers[q.id]])
        right = w.VBox([w.HBox(self.rows[q.id].inputs), self.rows[q.id].said])
        row = w.HBox([left, right])
        for box, name in ((row, "row"), (left, "asked"), (right, "answer")):
            box.add_class(f"sevensteps-{name}")
        return row

    def _changed(self) -> None:
        self.saved.value = _links(self.session)
        self.record.show()
        self.scores.show()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live form, and for a saved notebook its questions."""
        listed = (f"{i}. {q.question}" for i, q in enumerate(self.asked, start=1))
        return with_words(super()._repr_mimebundle_(**kwargs), "\n".join(listed))

    def __repr__(self) -> str:
        return (
            f"Forecast({len(self.session.guesses.keys() & self.rows.keys())} of {len(self.rows)})"
        )


class Record(w.VBox):
    """The chart of a form's forecasts and baselines, what happened where it was shown, and a table."""

    def __init__(self, form: Forecast):
        self._form = form
        self.alt_text, self.table = Status(), w.HTML()
        columns, said = self._drawn()
        self.chart = LiveChart(
            vega(forecasts.drawing(form.asked).to_dict()),
            columns,
            signals(said, forecasts.footnote(form.asked)),
            label="Chart of forecasts; what it shows is written below it",
        )
        super().__init__([self.chart, self.alt_text, self.table])
        self.add_class("sevensteps-record")
        self.show()

    def show(self) -> None:
        """Draw what the session holds now."""
        columns, said = self._drawn()
        self.chart.show(columns, signals(said, forecasts.footnote(self._form.asked)))
        self.alt_text.text = said.alt_text
        seen = [q for q in self._form.asked if q.id in self._form.shown]
        self.table.value = (
            _html(pages.forecast_rows(self._form.session.guesses, seen)) if seen else ""
        )

    def _drawn(self) -> tuple[Columns, Caption]:
        now = self._form.asked, self._form.session.guesses, self._form.shown
        return forecasts.data(*now), forecasts.words(*now)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live chart, and for a saved notebook its picture and its words."""
        form = self._form
        picture = forecasts.forecasts_and_record(form.session.guesses, form.shown, form.asked)
        bundle = with_words(super()._repr_mimebundle_(**kwargs), picture.alt_text)
        return {**bundle[0], **saved(picture.spec)}, bundle[1]

    def __repr__(self) -> str:
        return self.alt_text.text


class Scores(w.VBox):
    """How near a form's forecasts came, in sentences; it waits until the record was shown."""

    def __init__(self, form: Forecast):
        self._form, self.said = form, Status()
        super().__init__([self.said])
        self.add_class("sevensteps-guess")
        self.show()

    def show(self) -> None:
        """Say what there is to say now."""
        seen = [q for q in self._form.asked if q.id in self._form.shown]
        lines = pages.score_lines(self._form.session.guesses, seen)
        wait = "Forecast first, then press “Show the record”: your scores stand here."
        if seen and not lines:
            wait = "You would rather not forecast: there is nothing to score."
        self.said.text, self.said.lines = ("", lines) if lines else (wait, [])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live sentences, and for a saved notebook their words."""
        return with_words(super()._repr_mimebundle_(**kwargs), repr(self.said))

    def __repr__(self) -> str:
        return repr(self.said)


def _html(rows: Sequence[Sequence[str]]) -> str:
    """A table of text for a widget: the first row names the columns."""

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)

    head, *body = rows
    below = "".join(f"<tr>{line(cells, 'td')}</tr>" for cells in body)
    return f"<table><thead><tr>{line(head, 'th')}</tr></thead><tbody>{below}</tbody></table>"


def _links(session: Session) -> str:
    """Two links that save one's own forecasts, as a table and as JSON with the code."""
    rows = pages.forecasts_as_rows(session.guesses)
    if not rows:
        return ""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    try:
        code = session.code
    except CodeProblem:
        code = ""
    whole = json.dumps({"code": code, "forecasts": rows}, indent=1, ensure_ascii=False)
    kept = {"my_forecasts.csv": ("text/csv", table.getvalue())}
    kept["my_forecasts.json"] = ("application/json", whole)
    links = (
        f'<a download="{name}" href="data:{kind};charset=utf-8,{quote(text)}">{name}</a>'
        for name, (kind, text) in kept.items()
    )
    return f"Save my forecasts: {' · '.join(links)}"
