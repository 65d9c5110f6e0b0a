"""Questions that a reader answers before looking: guesses, and forecasts with their record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as w

from .. import text
from ..assumptions import Assumptions, percent
from ..codes import CodeProblem
from ..data import DataProblem
from ..pictures import forecasts
from ..pictures.picture import signals
from ..pictures.theme import saved, vega
from ..questions import DECLINED, Answer, Guesses, Question, dated, question
from ..session import Session
from .chart import LiveChart
from .parts import CodeBox, Download, Saved, Status, as_html
from .slider import Choice


class _Answering:
    """The inputs for one question at a session, and a sentence about the answer.

    number: the question's place in a form; it begins the names of the inputs.
    """

    def __init__(self, session: Session, q: Question, number: int = 0):
        self.session, self.question, self._showing = session, q, False
        if q.kind == "choice":
            values = {words: words for words in q.answers}
        else:
            shown = percent if q.kind == "chance" else "{:g}".format
            values = {shown(value): value for value in q.grid}
        self._meaning = {**values, DECLINED: DECLINED}
        self.inputs = list(self._choices(f"{number}. " if number else ""))
        self.said = Status()
        for one in self.inputs:
            one.observe(self._chosen, "value")
        session.subscribe_to_guesses(self._show)
        self._show(session.guesses)
        self._say()

    def _choices(self, number: str) -> Sequence[Choice]:
        """The inputs, with nothing chosen."""
        q, words = self.question, list(self._meaning)
        if q.kind == "choice":
            return [Choice(q.question, words)]
        if q.kind == "chance":
            return [Choice(f"{number}Chance", words, listed=True, about=q.question)]
        about = f"{q.question} In {q.unit}"
        ends = {"Low": words, "High": words[:-1]}  # one place to decline is enough
        return [Choice(number + end, ws, listed=True, about=about) for end, ws in ends.items()]

    def close(self) -> None:
        """Accept no further answer."""
        for one in self.inputs:
            one.disabled = True

    @property
    def answer(self) -> Answer | None:
        """The answer in the inputs; None if it is not complete, or its ends are in the wrong order."""
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
        """Show the session's guess in the inputs. Half an answer stays."""
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


class Guess(w.VBox):
    """A question of data/questions.toml, to answer before looking. The code keeps the answer.

    Raises DataProblem if no question has this id.

    >>> guess = Guess(Session(), "cut_without_china")
    >>> guess.compare(steps.china.trade_cut_without_china)
    Guess first: “Suppose wide sanctions. ...” Then the model's answer stands here.
    """

    def __init__(self, session: Session, question_id: str):
        self.session, self.question = session, question(question_id)
        self._answering = _Answering(session, self.question)
        self.said = self._answering.said
        self.choice = self._answering.inputs[0]
        asked = [w.HTML(f"<b>{escape(self.question.question)}</b>")]
        asked *= self.question.kind != "choice"  # radio buttons have the question above them
        super().__init__([*asked, *self._answering.inputs, self.said])
        self.add_class("sevensteps-guess")
        self.add_class(f"sevensteps-named-{question_id}")

    def compare(self, value: Callable[[Assumptions], float | str] | float | str) -> Reveal:
        """A widget that shows the guess beside the model's answer, after the guess is made.

        value: a function of assumptions, which follows the session, or a share (0 to 1), or words.
        """
        return Reveal(self.session, self.question, value)

    def __repr__(self) -> str:
        return f"Guess({self.question.question!r})"


class _Said(Saved, w.VBox):
    """Sentences about the answers at a session; a saved notebook keeps them."""

    def __init__(self) -> None:
        self.said = Status()
        super().__init__([self.said])
        self.add_class("sevensteps-guess")
        self.show()

    def __repr__(self) -> str:
        return repr(self.said)


class Reveal(_Said):
    """The answer to a question, beside the reader's guess. It waits for the guess."""

    def __init__(self, session: Session, q: Question, value: Any):
        self._session, self._question, self._value = session, q, value
        super().__init__()
        session.subscribe(lambda _, settled: self.show() if settled else None)
        session.subscribe_to_guesses(lambda _: self.show())

    def show(self) -> None:
        """Show the guess and the answer, if there is a guess."""
        q, answer = self._question, self._session.guesses.get(self._question.id)
        if answer is None:
            self.said.text = f"Guess first: “{q.question}” Then the model's answer stands here."
            return
        value = self._value(self._session.now) if callable(self._value) else self._value
        shown = value if isinstance(value, str) else percent(value)
        declined = answer == DECLINED
        mine = "You would rather not guess." if declined else f"You said: {q.show(answer)}."
        self.said.text = f"{mine} Under the assumptions in the panel it is {shown}."


class Forecast(Saved, w.VBox):
    """A form for dated questions. It starts empty, and shows the record when asked.

    "Show the record" shows what happened, for the questions that were answered. After that their
    answers cannot change. `record` (chart and table) and `scores` are widgets for cells of their own.
    asked: the questions; all dated ones of data/questions.toml unless others are given.

    >>> form = Forecast(Session())
    >>> form.show_record()
    >>> form.message
    Shown: 0 of ... wait for your forecast, or for “I would rather not guess”.
    """

    def __init__(self, session: Session, asked: Sequence[Question] | None = None):
        self.session = session
        self.asked = tuple(asked if asked is not None else dated())
        self.shown: set[str] = set()
        numbered = enumerate(self.asked, start=1)
        self.rows = {q.id: _Answering(session, q, number) for number, q in numbered}
        self.answers = {q.id: Status() for q in self.asked}
        self.button = w.Button(
            description="Show the record", layout={"width": "11em", "height": "2.4em"}
        )
        self.button.on_click(lambda _: self.show_record())
        self.message = Status()
        self.code = CodeBox(session, self.message)
        self.files = [
            Download(f"Save my forecasts: {name}", lambda make=make: make(session))
            for name, make in FILES.items()
        ]
        self.save = w.VBox()
        self.record, self.scores = Record(self), Scores(self)
        lines = [self._row(number, q) for number, q in enumerate(self.asked, start=1)]
        super().__init__([*lines, self.button, self.message, self.code, self.save])
        self.add_class("sevensteps-forecast")
        session.subscribe_to_guesses(lambda _: self._changed())
        session.subscribe(lambda _, settled: self.code.show() if settled else None)
        self.code.show()
        self._changed()

    @property
    def seen(self) -> list[Question]:
        """The questions whose record is shown."""
        return [q for q in self.asked if q.id in self.shown]

    def show_record(self) -> None:
        """Show what happened for each question that was answered, and close these questions."""
        for q in self.asked:
            if q.id in self.session.guesses and q.id not in self.shown:
                self.shown.add(q.id)
                self.rows[q.id].close()
                self.answers[q.id].text = q.happened
        said = f"Shown: {len(self.shown)} of {len(self.asked)}."
        if waiting := len(self.asked) - len(self.shown):
            waits = "wait" if waiting != 1 else "waits"
            said += f" {waiting} {waits} for your forecast, or for “{DECLINED}”."
        self.message.text = said
        self._changed()

    def _row(self, number: int, q: Question) -> w.Widget:
        asked = w.HTML(f"<b>{number}.</b> {escape(q.question)}")
        left = w.VBox([asked, self.answers[q.id]])
        right = w.VBox([w.HBox(self.rows[q.id].inputs), self.rows[q.id].said])
        row = w.HBox([left, right])
        for box, name in ((row, "row"), (left, "asked"), (right, "answer")):
            box.add_class(f"sevensteps-{name}")
        return row

    def _changed(self) -> None:
        self.save.children = self.files if text.forecasts_as_rows(self.session.guesses) else []
        self.record.show()
        self.scores.show()

    def saved(self) -> dict[str, Any]:
        """The questions."""
        listed = (f"{i}. {q.question}" for i, q in enumerate(self.asked, start=1))
        return {"text/plain": "\n".join(listed)}

    def __repr__(self) -> str:
        answered = self.session.guesses.keys() & self.rows.keys()
        return f"Forecast({len(answered)} of {len(self.rows)})"


class Record(Saved, w.VBox):
    """A chart of a form's forecasts and baselines, with the record once it is shown, and a table."""

    def __init__(self, form: Forecast):
        self._form = form
        self.alt_text, self.table = Status(), w.HTML()
        self.chart = LiveChart(
            vega(forecasts.drawing(form.asked)),
            forecasts.shows(*self._now)[0],
            label="Chart of forecasts; what it shows is written below it",
        )
        super().__init__([self.chart, self.alt_text, self.table])
        self.add_class("sevensteps-record")
        self.show()

    @property
    def _now(self) -> tuple[tuple[Question, ...], Guesses, set[str]]:
        return self._form.asked, self._form.session.guesses, self._form.shown

    def show(self) -> None:
        """Draw the session's forecasts."""
        (asked, guesses, _), seen = self._now, self._form.seen
        data, said = forecasts.shows(*self._now)
        self.chart.show(data, signals(said, forecasts.footnote(asked)))
        self.alt_text.text = said.alt_text
        rows = text.forecast_rows(guesses, seen) if seen else [[]]
        head, *body = (" | ".join(row) for row in rows)
        self.table.value = as_html(text.Text(text.table(head, body))) if seen else ""

    def saved(self) -> dict[str, Any]:
        """The picture and its words."""
        asked, guesses, shown = self._now
        still = forecasts.forecasts_and_record(guesses, shown, asked)
        return {"text/plain": still.alt_text, **saved(still.spec)}

    def __repr__(self) -> str:
        return self.alt_text.text


class Scores(_Said):
    """Sentences about the accuracy of a form's forecasts. They wait for the record."""

    def __init__(self, form: Forecast):
        self._form = form
        super().__init__()

    def show(self) -> None:
        """Show the scores of the questions whose record is shown."""
        lines = text.score_lines(self._form.session.guesses, self._form.seen)
        wait = "Forecast first, then press “Show the record”: your scores stand here."
        if self._form.seen and not lines:
            wait = "You would rather not forecast: there is nothing to score."
        self.said.text, self.said.lines = ("", lines) if lines else (wait, [])


def _csv(session: Session) -> tuple[str, str, bytes]:
    """The reader's forecasts as a table."""
    rows, made = text.forecasts_as_rows(session.guesses), io.StringIO(newline="")
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return "my_forecasts.csv", "text/csv", made.getvalue().encode()


def _json(session: Session) -> tuple[str, str, bytes]:
    """The reader's forecasts as JSON, with the session's code if it has one."""
    try:
        code = session.code
    except CodeProblem:
        code = ""
    whole = {"code": code, "forecasts": text.forecasts_as_rows(session.guesses)}
    made = json.dumps(whole, indent=1, ensure_ascii=False)
    return "my_forecasts.json", "application/json", made.encode()


FILES = {"table (CSV)": _csv, "with your code (JSON)": _json}
