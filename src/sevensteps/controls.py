"""Panels made from assumptions: the only module that knows ipywidgets."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

import ipywidgets as w
import mistune
import numpy as np

from . import ballot, charts, comparison, findings, keep, pages, preflight, reply, scenes
from .assumptions import CHOICE, Assumption, Assumptions, assumptions, percent, used_by
from .claims import Claim, claims
from .codes import CodeProblem
from .desk import Desk
from .facts import DataProblem, keys, references, sentence
from .live import Choice, Download, LiveChart, Screen, Slider, Status
from .pages import Text, claim, judged, turning, works_named
from .questions import DECLINED, Answer, Guesses, Question, dated, question
from .scenarios import scenarios
from .scenes import Scene
from .verdicts import flips, judge, rests_on

PRESETS = {"author": "The author's setting", "critic": "A critic's setting"}
FRAME = 0.04  # seconds a frame of the replay
STILL = 0.75  # seconds a state stands in a replay without motion
AS_HTML = mistune.create_markdown(
    escape=False, plugins=["table"]
)  # as nbconvert has it, sooner there


class Panel(w.Box):
    """Sliders and toggles, the verdicts, and a live picture, all of one desk.

    scene: what is drawn; names: the assumptions with a slider in view; more: those behind
    "More assumptions"; claims: ids of the claims judged beside the picture; plain: named settings
    as buttons alone, without their track.
    The author's and the critic's buttons set every assumption that the scene or a claim rests on.
    """

    def __init__(
        self,
        desk: Desk,
        scene: Scene,
        names: Sequence[str],
        *,
        more: Sequence[str] = (),
        claims: Sequence[str] = (),
        plain: bool = False,
    ):
        self.desk, self.scene = desk, scene
        self.claims = [judged(c) for c in claims]
        self._replaying: asyncio.Task | None = None
        self._drawn: Assumptions | None = None
        self._names = _all_names(desk.now, scene, self.claims, [*names, *more])

        columns = scene.columns(desk.now)
        said = scene.words(columns)
        self.chart = LiveChart(
            charts.compiled(scene.draw()),
            columns,
            charts.signals(said, scene.foot(desk.now)),
            label="Chart; what it shows is written below it",
        )
        self.twin = Status(text=said.twin)
        self.verdict = Status()
        self.message = Status()
        self._coded = _Code(desk, self.message, self._stop_replay)
        self.code = self._coded.box
        self.inputs = {n: _Input(desk, desk.now.record(n), plain) for n in [*names, *more]}
        self.buttons = self._buttons()
        super().__init__([*_offer(desk), *self._boxes(names, more)])
        self.add_class("sevensteps-panel")
        if name := scenes.scene_name(scene):
            self.add_class(f"sevensteps-named-{name}")  # class pages show it in their bar
        desk.listen(self._hear)
        self._changed(desk.now, settled=True)

    # -- layout ---------------------------------------------------------------------------------

    def _boxes(self, names: Sequence[str], more: Sequence[str]) -> list[w.Widget]:
        """Buttons and verdicts over the whole width; below them the picture beside its controls."""
        parts = {
            "buttons": w.Box(list(self.buttons.values())),
            "verdict": w.Box([self.verdict]),
            "picture": w.VBox([self.chart, self.twin, self.code, self.message]),
            "controls": w.VBox(self._controls(names, more)),
        }
        for name, box in parts.items():
            box.add_class(f"sevensteps-{name}")
        return [parts[n] for n in parts if parts[n].children]

    def _controls(self, names: Sequence[str], more: Sequence[str]) -> list[w.Widget]:
        inputs = [self.inputs[n].slider for n in names]
        if more:
            self.more = w.ToggleButton(
                value=False, description="More assumptions", layout=w.Layout(width="auto")
            )
            rest = w.VBox([self.inputs[n].slider for n in more])
            rest.layout.display = "none"
            self.more.observe(
                lambda c: setattr(rest.layout, "display", "" if c["new"] else "none"), "value"
            )
            inputs += [self.more, rest]
        return inputs

    def _buttons(self) -> dict[str, w.Button]:
        act = {
            "author": (PRESETS["author"], lambda: self._set("author")),
            "critic": (PRESETS["critic"], lambda: self._set("critic")),
            "replay": ("Replay", self.replay),
            "undo": ("Undo", self.desk.undo),
            "redo": ("Redo", self.desk.redo),
            "reset": ("Reset", lambda: self.desk.reset(self._names)),
        }
        wide = w.Layout(width="168px", height="32px")
        narrow = w.Layout(width="76px", height="32px")
        buttons = {}
        for key, (text, do) in act.items():
            button = w.Button(description=text, layout=wide if key in PRESETS else narrow)
            button.on_click(lambda _, do=do: self._do(do))
            button.add_class(f"sevensteps-{key}")
            buttons[key] = button
        return buttons

    # -- what happens ---------------------------------------------------------------------------

    def _do(self, act: Any) -> None:
        self._stop_replay()
        with self._telling():
            act()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Whatever goes wrong with data/ meanwhile is told below the picture, and the desk goes on."""
        self.message.text = ""
        try:
            yield
        except CodeProblem as problem:
            self.message.text = f"Nothing was changed: {sentence(problem)}"
        except DataProblem as problem:
            self.message.text = sentence(problem)

    def _set(self, who: str) -> None:
        before = self.desk.now
        self.desk.preset(who, self._names)
        if self.desk.now == before:
            self.message.text = f"{PRESETS[who]} is the one in the panel already: nothing changed."

    def _hear(self, now: Assumptions, settled: bool) -> None:
        with self._telling():
            self._changed(now, settled)

    def _changed(self, now: Assumptions, settled: bool) -> None:
        self._draw(now)
        if not settled:
            return
        for name, one in self.inputs.items():
            one.show(getattr(now, name))
        self._judge(now)
        self.buttons["undo"].disabled = not self.desk.can_undo
        self.buttons["redo"].disabled = not self.desk.can_redo
        self.buttons["replay"].disabled = not self.desk.can_undo
        self._coded.show()

    def _draw(self, now: Assumptions) -> None:
        if now == self._drawn:  # the end of a drag is where it last was
            return
        columns = self.scene.columns(now)
        said = self.scene.words(columns)
        self.chart.show(columns, charts.signals(said, self.scene.foot(now)))
        self.twin.text = said.twin
        self._drawn = now

    def _judge(self, now: Assumptions) -> None:
        """The verdicts, the first sentence of each in view and the rest folded away below it."""
        judged = self.scene.judged(now)
        said = [list(self._said(one, judged)) for one in self.claims]
        with self.verdict.hold_sync():
            self.verdict.text = self.scene.aside(now) if self.claims else ""
            self.verdict.heads = [_first(lines[0]) for lines in said]
            self.verdict.lines = [line for lines in said for line in lines]

    def _said(self, one: Claim, now: Assumptions) -> Iterator[str]:
        yield judge(one, now).sentence
        found = turning(one, now, self.scene.given)
        if not found:
            yield f"No single assumption turns {one.id} within its range."
            return
        r = found[0].record
        yield (
            f"The least single change that turns {one.id}: {r.title}, "
            f"from {r.show(found[0].start)} to {r.show(found[0].end)} ({r.evidence})."
        )

    # -- replay ---------------------------------------------------------------------------------

    def replay(self) -> None:
        """Show the last change again, back and forth; the desk stays as it is.

        Where the reader's system asks for reduced motion, before and after alone, and nothing between.
        """
        self._stop_replay()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, as in a test
            asyncio.run(self._replay())
        else:
            self._replaying = loop.create_task(self._replay())

    async def _replay(self) -> None:
        shown = self.desk.now
        frames, pause = (2, STILL) if self.chart.reduced_motion else (12, FRAME)
        try:
            with self._telling():
                for frame in self.desk.replay(frames):
                    self._draw(frame)
                    for name, one in self.inputs.items():
                        one.show(getattr(frame, name))
                    await asyncio.sleep(pause)
        finally:
            if self.desk.now == shown:
                self._hear(shown, settled=True)

    def _stop_replay(self) -> None:
        if self._replaying and not self._replaying.done():
            self._replaying.cancel()

    # -- how it is shown where no kernel runs -----------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live panel, and for a saved notebook its picture and its words."""
        picture = self.scene.picture(self.desk.now)
        words = "\n".join([picture.twin, *self.verdict.lines])
        data, metadata = _with_words(super()._repr_mimebundle_(**kwargs), words)
        return {**data, "image/png": charts.png(dict(picture.spec))}, metadata

    def __repr__(self) -> str:
        return f"Panel({', '.join(self.inputs)})"


class _Input:
    """One assumption's slider at a desk."""

    def __init__(self, desk: Desk, r: Assumption, plain: bool):
        self._desk, self._record, self._showing = desk, r, False
        self.slider = Slider(
            value=getattr(desk.now, r.name),
            low=r.low,
            high=r.high,
            step=r.increment,
            label=r.title,
            unit=_unit(r),
            display=r.show,
            evidence=r.evidence,
            marks=_marks(r),
            about=_about(r),
            settings=r.settings.items(),
            plain=bool(r.settings) and (plain or r.unit == CHOICE),
        )
        self.slider.observe(self._moved, ["value", "settled"])

    def show(self, value: float) -> None:
        """Put the thumb where the value is, without telling the desk."""
        self._showing = True
        self.slider.value = float(value)
        self._showing = False

    def _moved(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        self._desk.move(**{self._record.name: self.slider.value})
        if change["name"] == "settled":  # it may be told before the value that it ends with
            self._desk.settle()


class _Code:
    """The box with a desk's code: it follows the desk, and what is pasted into it is restored."""

    def __init__(self, desk: Desk, message: Status, first: Callable[[], None] = lambda: None):
        self._desk, self._message, self._first, self._quiet = desk, message, first, False
        self.box = w.Text(
            description="Code", continuous_update=False, layout=w.Layout(width="auto")
        )
        self.box.observe(self._pasted, "value")
        desk.listen_to_guesses(lambda _: self.show())

    def show(self) -> None:
        """Put the desk's code into the box; a value without one leaves it empty and says why."""
        self._quiet = True
        try:
            self.box.value = self._desk.code
        except CodeProblem as problem:
            self.box.value, self._message.text = "", f"No code: {sentence(problem)}"
        finally:
            self._quiet = False

    def _pasted(self, change: Mapping[str, Any]) -> None:
        if self._quiet or not change["new"].strip():
            return
        self._first()
        self._message.text = ""
        try:
            reading = self._desk.paste(change["new"])
        except CodeProblem as problem:
            self._message.text = f"Nothing was changed: {sentence(problem)}"
        except DataProblem as problem:
            self._message.text = sentence(problem)
        else:  # a panel may have told of a fault in data/ meanwhile
            self._message.text = (
                self._message.text or reading.note or _restored(len(reading.guesses))
            )


def _restored(guesses: int) -> str:
    brought = f" It brought {guesses} guess{'es' * (guesses != 1)}, which stay." if guesses else ""
    return f"The code was restored. Undo takes you back.{brought}"


# -- guesses -------------------------------------------------------------------------------------


class _Answering:
    """What one question is answered with at a desk: its inputs, and a sentence on what was noted.

    number: the question's place in a form, which names its inputs.
    """

    def __init__(self, desk: Desk, q: Question, number: int = 0):
        self.desk, self.question, self._showing = desk, q, False
        self.said = Status()
        self.inputs = _inputs(q, f"{number}. " if number else "")
        self._meaning = _meaning(q)
        for one in self.inputs:
            one.observe(self._chosen, "value")
        desk.listen_to_guesses(self._show)
        self._show(desk.guesses)
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
            self.desk.guess(self.question.id, self.answer)
            self._say()

    def _show(self, guesses: Guesses) -> None:
        """Put the inputs where the desk's guess is, without telling the desk; half an answer stays."""
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


class LiveText(w.HTML):
    """Text that follows a desk: written anew whenever a change there has come to rest.

    In a saved notebook it is the Markdown that it was last.
    """

    def __init__(self, desk: Desk, write: Callable[[Assumptions], Text]):
        self._write = write
        self.text = Text("")
        super().__init__()
        self.add_class("jp-RenderedHTMLCommon")
        self.add_class("sevensteps-text")
        desk.listen(self._changed)
        self._changed(desk.now, settled=True)

    def _changed(self, now: Assumptions, settled: bool) -> None:
        if not settled:
            return
        text = self._write(now)
        if text != self.text:
            self.text, self.value = text, AS_HTML(text.markdown)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live text, and for a saved notebook its words."""
        data = super()._repr_mimebundle_(**kwargs)
        data, metadata = data if isinstance(data, tuple) else (data, {})
        said = self.text.markdown
        return {**data, "text/markdown": said, "text/plain": said}, metadata

    def __repr__(self) -> str:
        return self.text.markdown


def live_text(desk: Desk, write: Callable[[Assumptions], Text]) -> LiveText:
    """Text made from the assumptions in hand (`write`) that follows every change of them."""
    return LiveText(desk, write)


class Guess(w.VBox):
    """A question of data/questions.toml to answer before looking; the answer goes into the desk's code.

    `compare` waits for the answer. Raises DataProblem where no question is called so.
    """

    def __init__(self, desk: Desk, question_id: str):
        self.desk, self.question = desk, question(question_id)
        self._answering = _Answering(desk, self.question)
        self.said = self._answering.said
        self.choice = self._answering.inputs[0]
        asked = [w.HTML(f"<b>{escape(self.question.question)}</b>")]
        asked *= self.question.kind != "choice"  # whose buttons have the question above them
        super().__init__([*asked, *self._answering.inputs, self.said])
        self.add_class("sevensteps-guess")
        self.add_class(f"sevensteps-named-{question_id}")

    def compare(self, value: Callable[[Assumptions], float | str] | float | str) -> Reveal:
        """The guess beside what the model gives under the desk's assumptions, once there is one.

        value: a function of assumptions, which follows the desk, or a fixed share (0 to 1) or words.
        """
        return Reveal(self.desk, self.question, value)

    def __repr__(self) -> str:
        return f"Guess({self.question.question!r})"


class Reveal(w.VBox):
    """What a guess was about: it waits for the guess, then shows both, without a mark for either."""

    def __init__(self, desk: Desk, q: Question, value: Any):
        self._desk, self._question, self._value = desk, q, value
        self.said = Status()
        super().__init__([self.said])
        self.add_class("sevensteps-guess")
        desk.listen(lambda _, settled: self._show() if settled else None)
        desk.listen_to_guesses(lambda _: self._show())
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
        return _with_words(super()._repr_mimebundle_(**kwargs), self.said.text)

    def __repr__(self) -> str:
        return self.said.text


# -- forecasts -----------------------------------------------------------------------------------


class Forecast(w.VBox):
    """A form for the dated questions at a desk: it starts empty, and shows the record on demand.

    "Show the record" says what happened to the questions that were answered, and to no others; what
    was shown is closed to further answers. `record` (chart and table) and `scores` are widgets for
    cells of their own: they wait until something was shown.
    asked: the questions, all dated ones of data/questions.toml unless others are given.
    """

    def __init__(self, desk: Desk, asked: Sequence[Question] | None = None):
        self.desk = desk
        self.asked = tuple(asked if asked is not None else dated())
        self.shown: set[str] = set()
        self.message = Status()
        self.rows = {
            q.id: _Answering(desk, q, number) for number, q in enumerate(self.asked, start=1)
        }
        self.answers = {q.id: Status() for q in self.asked}
        self.button = w.Button(
            description="Show the record", layout=w.Layout(width="11em", height="2.4em")
        )
        self.button.on_click(lambda _: self.show_record())
        self._coded = _Code(desk, self.message)
        self.code = self._coded.box
        self.saved = w.HTML()
        self.record, self.scores = Record(self), Scores(self)
        lines = [self._row(number, q) for number, q in enumerate(self.asked, start=1)]
        super().__init__([*lines, self.button, self.message, self.code, self.saved])
        self.add_class("sevensteps-forecast")
        desk.listen_to_guesses(lambda _: self._changed())
        desk.listen(lambda _, settled: self._coded.show() if settled else None)
        self._coded.show()
        self._changed()

    def show_record(self) -> None:
        """Say what happened to every question that was answered, and close it."""
        new = [q for q in self.asked if q.id in self.desk.guesses and q.id not in self.shown]
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
        self.saved.value = _links(self.desk)
        self.record.show()
        self.scores.show()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live form, and for a saved notebook its questions."""
        listed = (f"{i}. {q.question}" for i, q in enumerate(self.asked, start=1))
        return _with_words(super()._repr_mimebundle_(**kwargs), "\n".join(listed))

    def __repr__(self) -> str:
        return f"Forecast({len(self.desk.guesses.keys() & self.rows.keys())} of {len(self.rows)})"


class Record(w.VBox):
    """The chart of a form's forecasts and baselines, what happened where it was shown, and a table."""

    def __init__(self, form: Forecast):
        self._form = form
        self._scene = scenes.Forecasts(form.asked)
        self.twin, self.table = Status(), w.HTML()
        columns, said = self._drawn()
        self.chart = LiveChart(
            charts.compiled(self._scene.draw()),
            columns,
            charts.signals(said, self._scene.foot()),
            label="Chart of forecasts; what it shows is written below it",
        )
        super().__init__([self.chart, self.twin, self.table])
        self.add_class("sevensteps-record")
        self.show()

    def show(self) -> None:
        """Draw what the desk holds now."""
        columns, said = self._drawn()
        self.chart.show(columns, charts.signals(said, self._scene.foot()))
        self.twin.text = said.twin
        seen = [q for q in self._form.asked if q.id in self._form.shown]
        self.table.value = _html(pages.forecast_rows(self._form.desk.guesses, seen)) if seen else ""

    def _drawn(self) -> tuple[charts.Columns, charts.Words]:
        now = self._form.desk.guesses, self._form.shown
        return self._scene.columns(*now), self._scene.words(*now)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live chart, and for a saved notebook its picture and its words."""
        picture = self._scene.picture(self._form.desk.guesses, self._form.shown)
        bundle = _with_words(super()._repr_mimebundle_(**kwargs), picture.twin)
        return {**bundle[0], "image/png": charts.png(dict(picture.spec))}, bundle[1]

    def __repr__(self) -> str:
        return self.twin.text


class Scores(w.VBox):
    """How near a form's forecasts came, in sentences; it waits until the record was shown."""

    def __init__(self, form: Forecast):
        self._form, self.said = form, Status()
        super().__init__([self.said])
        self.add_class("sevensteps-guess")
        self.add_class(f"sevensteps-named-{question_id}")
        self.show()

    def show(self) -> None:
        """Say what there is to say now."""
        seen = [q for q in self._form.asked if q.id in self._form.shown]
        lines = pages.score_lines(self._form.desk.guesses, seen)
        wait = "Forecast first, then press “Show the record”: your scores stand here."
        if seen and not lines:
            wait = "You would rather not forecast: there is nothing to score."
        self.said.text, self.said.lines = ("", lines) if lines else (wait, [])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live sentences, and for a saved notebook their words."""
        return _with_words(super()._repr_mimebundle_(**kwargs), repr(self.said))

    def __repr__(self) -> str:
        return repr(self.said)


def _with_words(bundle: Any, words: str) -> tuple[dict, dict]:
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return {**data, "text/plain": words}, metadata


def _html(rows: Sequence[Sequence[str]]) -> str:
    """A table of text for a widget: the first row names the columns."""

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)

    head, *body = rows
    below = "".join(f"<tr>{line(cells, 'td')}</tr>" for cells in body)
    return f"<table><thead><tr>{line(head, 'th')}</tr></thead><tbody>{below}</tbody></table>"


def _links(desk: Desk) -> str:
    """Two links that save one's own forecasts, as a table and as JSON with the code."""
    rows = pages.forecasts_as_rows(desk.guesses)
    if not rows:
        return ""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    try:
        code = desk.code
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


def panel(
    desk: Desk,
    scene: Scene,
    names: Sequence[str] = (),
    *,
    more: Sequence[str] = (),
    claims: Sequence[str] = (),
    plain: bool = False,
) -> Panel:
    """A panel for `scene`; see Panel. Raises DataProblem where a name or a claim is not known."""
    return Panel(desk, scene, names, more=more, claims=claims, plain=plain)


def _all_names(
    a: Assumptions, scene: Scene, judged: Sequence, shown: Sequence[str]
) -> tuple[str, ...]:
    """The assumptions that the panel's presets and reset set, in the order of the file."""
    names = {r.name for r in used_by(scene.columns, a)} | {a.record(n).name for n in shown}
    for one in judged:
        names |= {r.name for r in rests_on(one, a)}
    values = {n for n in comparison.weights() if a.records[n].author is None} - set(shown)
    return tuple(n for n in a.records if n in names - values)  # nobody sets a reader's weights


def _first(verdict: str) -> str:
    """The first sentence of a verdict, which ends where the claim's title does."""
    head, end, _ = verdict.partition("”. ")
    return f"{head}{end}".strip()


def _unit(r: Assumption) -> str:
    """The unit and the range below a slider, the unit once."""
    if r.unit == CHOICE:
        return ""
    return r.span if r.span.endswith(f" {r.unit}") else f"{r.unit}; {r.span}"


def _marks(r: Assumption) -> list[dict[str, Any]]:
    marks = {"default": r.value, "author": r.author, "critic": r.critic}
    return [
        {"value": v, "kind": k, "label": f"{k}: {r.show(v)}"}
        for k, v in marks.items()
        if v is not None
    ]


def _about(r: Assumption) -> list[list[str]]:
    """What stands behind "Where is this from?": pairs of a term and its text."""
    known = references()
    rows = [
        ["claim", f"{r.claim}: {claim(r.claim).claim}" if r.claim else ""],
        ["evidence", r.evidence],
        ["why", r.why],
    ]
    for key in keys(r.source):
        rows.append(["source", known[key].full])
    rows.append(["where", works_named(r.where)])
    for who in ("author", "critic"):
        value, source = getattr(r, who), getattr(r, f"{who}_source")
        if value is not None:
            rows.append([who, f"{r.show(value)}: {works_named(source)}"])
    return [[k, v] for k, v in rows if v]


# -- the whole strategy --------------------------------------------------------------------------


class Weights(w.VBox):
    """The reader's values, asked for before any ranking: a menu for each, unset at the start.

    `complete` says whether all are set; `told` is called when that or a value changes. A code whose
    weights differ from the defaults brings its values with it.
    """

    UNSET = ("choose …", "")

    def __init__(self, desk: Desk):
        self.desk, self._listeners, self._quiet = desk, [], False
        self.menus = {n: self._menu(desk.now.record(n), text) for n, text in _weighed().items()}
        self.said = Status()
        rows = list(self.menus.values())
        super().__init__([*rows, self.said])
        for name, menu in self.menus.items():
            menu.observe(lambda change, name=name: self._chosen(name, change["new"]), "value")
        desk.listen(self._changed)
        self._changed(desk.now, settled=True)

    @property
    def complete(self) -> bool:
        """Whether the reader has set every value."""
        return all(menu.value != "" for menu in self.menus.values())

    def listen(self, hear: Callable[[bool], None]) -> None:
        """Call `hear(complete)` now, and whenever a value changes."""
        self._listeners.append(hear)
        hear(self.complete)

    def _menu(self, r: Assumption, text: str) -> w.Dropdown:
        menu = w.Dropdown(
            options=[self.UNSET, *r.settings.items()],
            value="",
            description=text,
            style={"description_width": "40em"},
            layout=w.Layout(width="54em", max_width="100%"),
        )
        menu.add_class("sevensteps-weight")
        return menu

    def _chosen(self, name: str, value: float | str) -> None:
        if value != "" and not self._quiet:
            self.desk.put(self.desk.now.but(**{name: value}))
        self._tell()

    def _changed(self, now: Assumptions, settled: bool) -> None:
        """Show what a code or Undo brought; defaults alone are no choice of the reader's."""
        moved = {n for n in self.menus if getattr(now, n) != now.records[n].value}
        self._quiet = True
        for name, menu in self.menus.items():
            value = getattr(now, name)
            if menu.value == value or (menu.value == "" and not moved):
                continue
            if value not in [v for _, v in menu.options]:
                menu.options = [*menu.options, (f"{value:g}", value)]
            menu.value = value
        self._quiet = False
        self._tell()

    def _tell(self) -> None:
        left = [_weighed()[n].partition(":")[0] for n, m in self.menus.items() if m.value == ""]
        self.said.text = (
            f"Still to set: {'; '.join(left)}."
            if left
            else "Your values are set. You may change them at any time."
        )
        for hear in self._listeners:
            hear(self.complete)

    def __repr__(self) -> str:
        return "Your values, one menu each; nothing is set yet."


class Gate(w.VBox):
    """What stays shut until the reader's values are set; in a saved notebook it says so."""

    def __init__(self, weights: Weights, *inside: w.Widget):
        self.shut = Status(
            text="Set all values above first. Then this opens: no ranking is without values."
        )
        self.inside = w.VBox(list(inside))
        super().__init__([self.shut])
        weights.listen(self._turn)

    def _turn(self, open_: bool) -> None:
        self.children = [self.inside if open_ else self.shut]

    def __repr__(self) -> str:
        return self.shut.text


def _weighed() -> dict[str, str]:
    """What each menu asks, by the name of its assumption."""
    known = scenarios()
    asked = {c.weight: f"{c.title}: {c.anchor:g}, {c.unit}" for c in known.criteria.values()}
    return {**asked, "ally_weight": "The ally's losses in a war: beside Washington's"}


class Switches(w.VBox):
    """The op-ed's seven steps, a box each: ticked is on, off stays as in the baseline."""

    def __init__(self, desk: Desk):
        self.boxes = {}
        for k in range(1, 8):
            r = desk.now.record(f"with_step_{k}")
            box = w.Checkbox(
                value=bool(getattr(desk.now, r.name)),
                description=r.title,
                indent=False,
                layout=w.Layout(width="17em"),
            )
            box.observe(
                lambda change, name=r.name: self._turned(desk, name, change["new"]), "value"
            )
            self.boxes[r.name] = box
        super().__init__([w.HBox(list(self.boxes.values()), layout=w.Layout(flex_flow="row wrap"))])
        desk.listen(self._changed)

    def _turned(self, desk: Desk, name: str, on: bool) -> None:
        if bool(getattr(desk.now, name)) != on:
            desk.put(desk.now.but(**{name: int(on)}))

    def _changed(self, now: Assumptions, settled: bool) -> None:
        if settled:
            for name, box in self.boxes.items():
                box.value = bool(getattr(now, name))

    def __repr__(self) -> str:
        return "\n".join(
            f"{box.description}: {'on' if box.value else 'off'}" for box in self.boxes.values()
        )


class Views(w.VBox):
    """Rival views of the world, a button each: alike in size, and none is pressed at the start."""

    def __init__(self, desk: Desk):
        self.said = Status(text="None of these views is in hand.")
        self.buttons = {}
        for name, view in scenarios().presets.items():
            button = w.Button(
                description=view.title,
                tooltip=view.about,
                layout=w.Layout(width="11em", height="2.4em"),
            )
            button.on_click(lambda _, name=name: self._take(desk, name))
            self.buttons[name] = button
        super().__init__(
            [w.HBox(list(self.buttons.values()), layout=w.Layout(flex_flow="row wrap")), self.said]
        )

    def _take(self, desk: Desk, name: str) -> None:
        view, now = scenarios().preset(name), desk.now
        theirs = view.of(now)
        keep = [n for n, r in now.records.items() if r.role != "uncertainty"]
        desk.put(theirs.beyond(**{n: getattr(now, n) for n in keep}))
        self.said.text = f"{view.title}: {view.about} It sets {len(view.sets)} numbers, all ours for that argument; the others are at their defaults, and your values and levers are as they were."

    def __repr__(self) -> str:
        return f"Views({', '.join(self.buttons)})"


class Study(w.VBox):
    """A question worked out when asked, under the assumptions in hand; the answer says which those were.

    work: from assumptions to a text, or to a picture with its words. weights: if given, the question
    stays shut until they are set.
    """

    def __init__(
        self,
        desk: Desk,
        label: str,
        work: Callable[[Assumptions], Text | charts.Picture],
        weights: Weights | None = None,
    ):
        self._desk, self._work, self.answer = desk, work, w.VBox()
        self.button = w.Button(description=label, layout=w.Layout(width="auto", height="2.4em"))
        self.said = Status()
        self.button.on_click(lambda _: self.ask())
        super().__init__([self.button, self.said, self.answer])
        if weights:
            weights.listen(self._open)

    def ask(self) -> None:
        """Work it out now; what goes wrong is said in a sentence."""
        self.said.text = "Working it out …"
        try:
            found = self._work(self._desk.now)
        except DataProblem as problem:
            self.said.text = sentence(problem)
            return
        except KeyboardInterrupt:
            self.said.text = "Stopped. Nothing was changed."
            return
        self.answer.children = _shown(found)
        self.said.text = f"Worked out under the code {self._desk.code}."

    def _open(self, complete: bool) -> None:
        self.button.disabled = not complete
        if not complete:
            self.said.text = "Set all values above first."
        elif self.said.text.startswith("Set all"):
            self.said.text = ""

    def __repr__(self) -> str:
        return f"Study({self.button.description!r})"


def _shown(found: Text | charts.Picture) -> list[w.Widget]:
    """A text as HTML; a picture, and its words below it."""
    if isinstance(found, Text):
        text = w.HTML(AS_HTML(found.markdown))
        text.add_class("jp-RenderedHTMLCommon")
        return [text]
    picture = w.HTML(
        f'<img alt="{escape(found.twin)}" style="max-width: 100%" '
        f'src="data:image/png;base64,{b64encode(charts.png(dict(found.spec))).decode()}">'
    )
    return [picture, Status(text=found.twin)]


class CruxFinder(w.VBox):
    """Two codes and a question: on which of their differences does the answer hang?"""

    def __init__(self, desk: Desk, first: str = "", second: str = ""):
        wide = w.Layout(width="min(100%, 680px)")
        self.codes = [
            w.Text(
                value=text,
                description=f"{who} code",
                layout=wide,
                style={"description_width": "7em"},
            )
            for who, text in (("First", first), ("Second", second))
        ]
        options = [(q.words, id) for id, q in findings.questions().items()]
        self.question = w.Dropdown(
            options=options, description="Question", layout=wide, style={"description_width": "7em"}
        )
        self.study = Study(desk, "Find the crux", self._find)
        super().__init__([*self.codes, self.question, self.study])

    def _find(self, a: Assumptions) -> Text:
        first, second = (text.value for text in self.codes)
        return findings.crux_of_codes(first, second, self.question.value, a)

    def __repr__(self) -> str:
        return "Two codes, a question, and the difference on which the answer hangs."


# -- the room ------------------------------------------------------------------------------------


class RoomCheck(w.VBox):
    """The pre-flight of a room, a line an item; the browser is asked how large its window is.

    report: what was found, as text with a plain twin.
    """

    def __init__(self) -> None:
        self.report = preflight.preflight()
        self.said, self.screen = Status(), Screen()
        super().__init__([self.said, self.screen])
        self.add_class("sevensteps-form")
        self.screen.observe(lambda _: self._asked(), ["width", "height"])
        self._show()

    def _asked(self) -> None:
        size = self.screen.width, self.screen.height
        self.report = preflight.with_screen(self.report, size)
        self._show()

    def _show(self) -> None:
        head, *lines = self.report.lines
        with self.said.hold_sync():
            self.said.text, self.said.lines = head, lines

    def __repr__(self) -> str:  # the same on every machine, so that a saved notebook stays as it is
        items = ", ".join(c.item for c in self.report.checks)
        return f"Run this cell in the room: it checks {items}, a line each."


class BallotBox(w.VBox):
    """A room's codes, read together: spread, verdicts, guesses; and for a claim its cruxes and pairs.

    Names before a colon are cut off as soon as the codes are counted; nothing is kept.
    notebook: of which notebook the guesses are shown; all where it is not given.
    """

    SEED = 2009  # for the sample of pairs in a very large room

    def __init__(self, text: str = "", *, notebook: str = "", claim: str = "C6a"):
        self.notebook, self.ballot = notebook, ballot.Ballot(assumptions(), ())
        self.codes = w.Textarea(
            value=text,
            description="Codes",
            placeholder="one a line, with or without a name and a colon before it",
            rows=8,
            layout=WIDE,
            style=STYLE,
        )
        self.repeats = w.Checkbox(
            description="Count equal codes each: two people may agree", indent=False, layout=WIDE
        )
        ruled = [(f"{c.id}: {c.title}", c.id) for c in claims().values() if c.verdict]
        self.claim = w.Dropdown(
            options=ruled, value=claim, description="Claim to debate", layout=WIDE, style=STYLE
        )
        self.button = w.Button(
            description="Count the codes", layout=w.Layout(width="11em", height="2.4em")
        )
        self.said, self.debated = Status(), Status()
        self.answer, self.debate = w.VBox(), w.VBox()
        self.button.on_click(lambda _: self.count())
        self.claim.observe(lambda _: self._debate(), "value")
        super().__init__(
            [
                *(self.codes, self.repeats, self.button, self.said, self.answer),
                *(self.claim, self.debated, self.debate),
            ]
        )
        self.add_class("sevensteps-form")

    def count(self) -> None:
        """Read the codes and show what they come to; what goes wrong is said in a sentence."""
        self.said.text, self.said.lines = "Counting …", []
        given, self.codes.value = self.codes.value, ballot.without_names(self.codes.value)
        try:
            self.ballot = ballot.collect(given, assumptions(), repeats=self.repeats.value)
            self.answer.children = [x for one in self._answers() for x in _shown(one)]
        except DataProblem as problem:
            self.said.text = sentence(problem)
            return
        self._debate()
        lines = [one.sentence for one in (*self.ballot.skipped, *self.ballot.notes)]
        self.said.text, self.said.lines = self.ballot.sentence, lines

    def _answers(self) -> Iterator[Text | charts.Picture]:
        """The picture and the tables of all codes."""
        b = self.ballot
        if ballot.spreads(b):
            yield scenes.RoomSpread(b).picture()
        if b.votes:
            yield ballot.spread_table(b)
            yield ballot.verdict_table(b)
            yield ballot.guess_lines(b, self.notebook)

    def _debate(self) -> None:
        """The cruxes and the pairs for the claim chosen."""
        if not self.ballot.votes:
            self.debated.text, self.debate.children = "There is no code to pair yet.", []
            return
        try:
            rng = np.random.default_rng(self.SEED)
            room = ballot.Room(self.ballot, self.claim.value, rng)
            found = [ballot.crux_lines(room), ballot.group_lines(ballot.groups(room))]
        except DataProblem as problem:
            self.debated.text, self.debate.children = sentence(problem), []
            return
        self.debate.children = [x for one in found for x in _shown(one)]
        self.debated.text = f"Cruxes and pairs for {self.claim.value}."

    def __repr__(self) -> str:
        return "Paste codes, one a line, and press “Count the codes”."


# -- nothing is lost -----------------------------------------------------------------------------

_KEEPERS: WeakKeyDictionary[Desk, keep.Keeper] = WeakKeyDictionary()


def keeper(desk: Desk) -> keep.Keeper:
    """What keeps this desk in a file beside its notebook; one for each desk."""
    if desk not in _KEEPERS:
        _KEEPERS[desk] = keep.Keeper(desk, keep.place())
    return _KEEPERS[desk]


def _offer(desk: Desk) -> list[w.Widget]:
    """The offer of what was here before, for the first panel of a desk; nothing where nothing was."""
    first = desk not in _KEEPERS
    return [Offer(desk)] if first and keeper(desk).before is not None else []


class Offer(w.VBox):
    """What was at this notebook before it was started anew, to be restored or forgotten."""

    def __init__(self, desk: Desk):
        self._keeper = keeper(desk)
        self.said = w.HTML()
        self._say(keep.told(self._keeper.before, desk.now))
        self.restore, self.forget = (w.Button(description=d) for d in ("Restore", "Forget"))
        self.restore.on_click(lambda _: self._end(self._keeper.restore))
        self.forget.on_click(lambda _: self._end(self._forgotten))
        self.choice = w.HBox([self.restore, self.forget])
        super().__init__([self.said, self.choice])
        self.add_class("sevensteps-offer")

    def _say(self, text: str) -> None:
        self.said.value = f"<p role='status'>{escape(text)}</p>"

    def _forgotten(self) -> str:
        self._keeper.forget()
        return "It is forgotten."

    def _end(self, act: Any) -> None:
        try:
            self._say(act())
        except DataProblem as problem:
            self._say(f"It cannot be restored: {problem}.")
        self.choice.layout.display = "none"

    def __repr__(self) -> str:
        return "Offer()"


# -- a written reply -----------------------------------------------------------------------------

WIDE = w.Layout(width="min(100%, 56rem)")
STYLE = {"description_width": "12.5rem"}
IN_VIEW = 4  # sliders of a claim; the others are behind "More assumptions"
FILES = {"html": "Save as HTML", "pdf": "Save as PDF", "md": "Save as Markdown"}


class ReplyForm(w.VBox):
    """A reply, part by part, at a desk: what is chosen, what is missing, what the model shows, the page.

    reply: the draft in hand; it is kept beside the notebook. Names are chosen from lists.
    """

    def __init__(self, desk: Desk):
        self.desk, self.reply = desk, reply.Reply()
        self._quiet = False
        self._panel: Panel | None = None
        self.claim = _select("Claim", [("choose one", ""), *reply.claim_choices()])
        self.assumption = _select("It rests on")
        self.search = w.Text(
            description="Search works",
            placeholder="author, title or year",
            continuous_update=True,
            layout=WIDE,
            style=STYLE,
        )
        self.source = w.Select(description="Source", rows=6, layout=WIDE, style=STYLE)
        self.move = _select("If it were")
        self.effect = _select("the claim", [("choose one", ""), *reply.EFFECTS])
        self.condition = _select("My mind changes if")
        self.number = w.VBox()
        self.condition_words = _area("Say more of it", 2)
        self.words = _area("In my own words", 7)
        self.findings, self.shown, self.stands = Status(), Status(), Status()
        self.there = w.HTML()  # not read out at every letter, as the status lines are
        self.place = w.VBox()
        self.files = {kind: Download(text, self._maker(kind)) for kind, text in FILES.items()}
        parts = (
            "claim",
            "assumption",
            "source",
            "move",
            "effect",
            "condition",
            "condition_words",
            "words",
        )
        self.inputs = {name: getattr(self, name) for name in parts}
        for name, one in self.inputs.items():
            one.observe(lambda change, name=name: self._chosen(name, change["new"]), "value")
        self.search.observe(lambda _: self._list_sources(), "value")
        super().__init__(
            [
                *_offer(desk),
                self.claim,
                self.stands,
                self.place,
                self.assumption,
                self.search,
                self.source,
                self.move,
                self.effect,
                self.condition,
                self.number,
                self.condition_words,
                self.words,
                _heading("What is there, and what is missing"),
                self.findings,
                self.there,
                _heading("What the model shows, without a mark"),
                self.shown,
                w.VBox(list(self.files.values())),
            ]
        )
        self.add_class("sevensteps-form")
        keeper(desk).listen(self.put)
        desk.listen(lambda _, settled: self._fill() if settled else None)
        self._fill()

    def put(self, new: reply.Reply) -> None:
        """Take this draft in hand."""
        claim_before, self.reply = self.reply.claim, new
        if new.claim != claim_before:
            self._show_claim()
        self._fill()
        keeper(self.desk).note(new)

    # -- what happens ---------------------------------------------------------------------------

    def _chosen(self, name: str, value: Any) -> None:
        if self._quiet:
            return
        new = self.reply.but(**{name: value or ""})
        if name == "claim":
            new = new.but(assumption="", move="", condition="", value=None)
        if name == "assumption":
            new = new.but(move="", condition="", value=None)
        if name == "condition":
            number = value in (reply.AT_LEAST, reply.BELOW, reply.IS)
            new = new.but(value=getattr(self.desk.now, new.assumption) if number else None)
        if name in ("words", "condition_words"):  # nothing else hangs on them, and typing is quick
            self.reply = new
            self._say()
            keeper(self.desk).note(new)
        else:
            self.put(new)

    def _fill(self) -> None:
        """Put the draft, and the lists that follow from it, into the inputs."""
        r, now = self.reply, self.desk.now
        chosen = claims().get(r.claim)
        lists = {
            self.assumption: reply.assumption_choices(chosen, now) if chosen else [],
            self.move: reply.move_choices(r, now),
            self.condition: reply.condition_choices(r, now) if chosen else [],
        }
        self._quiet = True
        try:
            for one, listed in lists.items():
                one.options = [("choose one", ""), *listed]
                one.disabled = not listed
            for name, one in self.inputs.items():
                if name != "source":
                    known = [v for _, v in getattr(one, "options", [])] or [getattr(r, name)]
                    one.value = getattr(r, name) if getattr(r, name) in known else ""
        finally:
            self._quiet = False
        self._list_sources()
        self._show_number()
        self._say()

    def _list_sources(self) -> None:
        found = reply.source_choices(self.reply, self.desk.now, self.search.value)
        known = [key for _, key in found]
        self._quiet = True
        try:
            self.source.options = found
            self.source.value = self.reply.source if self.reply.source in known else None
        finally:
            self._quiet = False

    def _show_number(self) -> None:
        """The slider of the condition's number, where the condition is about one."""
        r = self.desk.now.records.get(self.reply.assumption)
        if r is None or self.reply.value is None:
            self.number.children = []
            return
        if self.number.children and self.number.children[0].name == r.name:
            return
        one = _Number(r, self.reply.value)
        one.observe(lambda c: self._put_number(c["new"]), "value")
        self.number.children = [one]

    def _put_number(self, value: float) -> None:
        self.reply = self.reply.but(value=value)
        self._say()
        keeper(self.desk).note(self.reply)

    def _show_claim(self) -> None:
        """The claim in words, and its chart with sliders where it has a verdict."""
        if self._panel is not None:
            self.desk.forget(self._panel._hear)
            self._panel = None
        c = claims().get(self.reply.claim)
        self.stands.text = f"{c.claim} (Paragraph {c.paragraph}, in our words.)" if c else ""
        scene = reply.SCENES.get(c.id) if c and c.verdict else None
        if scene is not None:
            behind = [r.name for r in reply.carriers(c, self.desk.now)]
            turned = [f.record.name for f in flips(c, self.desk.now)]
            names = sorted(behind, key=lambda n: turned.index(n) if n in turned else len(behind))
            self._panel = Panel(
                self.desk, scene, names[:IN_VIEW], more=names[IN_VIEW:], claims=[c.id]
            )
        self.place.children = [self._panel] if self._panel else []

    def _say(self) -> None:
        found = reply.check(self.reply, self.desk.now)
        self.stands.lines = [] if self._panel else list(self._verdict())
        lacks = [f.sentence for f in found if not f.there]
        self.findings.text = f"Still missing: {len(lacks)}." if lacks else "Every part is there."
        self.findings.lines = lacks
        there = "".join(f"<li>{escape(f.sentence)}</li>" for f in found if f.there)
        self.there.value = f"<ul>{there}</ul>" if there else ""
        shown = list(reply.shown_lines(self.reply, self.desk.now))
        self.shown.text = "" if shown else "State a direction first."
        self.shown.lines = shown

    def _verdict(self) -> Iterator[str]:
        """The verdict on the claim, or why it has none, where no panel says it."""
        c = claims().get(self.reply.claim)
        if c is not None:
            verdict = judge(c, self.desk.now)
            yield verdict.sentence if verdict else f"{c.id} has no verdict. {c.no_verdict}"

    def _maker(self, kind: str) -> Any:
        def make() -> tuple[str, str, bytes]:
            made = reply.page(self.reply, self.desk.now)
            return reply.file_name(made, kind), reply.KINDS[kind], reply.MAKE[kind](made)

        return make

    def __repr__(self) -> str:
        return "\n".join([self.findings.text, *self.findings.lines])


class _Number(Slider):
    """The slider of a condition's number."""

    def __init__(self, r: Assumption, value: float):
        self.name = r.name
        super().__init__(
            value=value,
            low=r.low,
            high=r.high,
            step=r.increment,
            label=f"The number: {r.title}",
            display=r.show,
            settings=r.settings.items(),
            plain=r.unit == CHOICE,
        )


class MyWork(w.VBox):
    """One file with all that was kept, to take along; and such a file, a page or a code, opened again."""

    def __init__(self, desk: Desk):
        self.desk, self._found, self._mine = desk, (), None
        self.download = Download("Download my work", self._make)
        self.upload = w.FileUpload(
            description="Open a file",
            accept=".json,.html,.md,.pdf,.txt",
            layout=w.Layout(width="11em"),
        )
        self.paste = w.Textarea(
            description="or paste it", continuous_update=False, rows=2, layout=WIDE, style=STYLE
        )
        self.said = Status()
        self.which = _select("What is in it")
        self.use, self.back = (
            w.Button(description=d, layout=w.Layout(width="11em"))
            for d in ("Use it here", "Put mine back")
        )
        self.take = w.VBox([self.which, w.HBox([self.use, self.back])])
        self.take.layout.display = "none"
        self.upload.observe(self._uploaded, "value")
        self.paste.observe(self._pasted, "value")
        self.use.on_click(lambda _: self._use())
        self.back.on_click(lambda _: self._put_back())
        super().__init__([self.download, self.upload, self.paste, self.said, self.take])
        self.add_class("sevensteps-form")

    def _make(self) -> tuple[str, str, bytes]:
        file = keep.place()
        made = keep.work(keeper(self.desk), file.parent if file else None)
        return "my-seven-steps.json", "application/json", made.encode()

    def _uploaded(self, change: Mapping[str, Any]) -> None:
        if change["new"]:
            self._open(bytes(change["new"][0]["content"]))

    def _pasted(self, change: Mapping[str, Any]) -> None:
        if change["new"].strip():
            self._open(change["new"])

    def _open(self, given: str | bytes) -> None:
        self._found = ()
        try:
            opened = keep.opened(given, self.desk.now)
        except DataProblem as problem:
            self.said.text = f"Nothing was changed: {problem}."
        else:
            self._found = opened.states
            self.said.text = opened.said
            self.which.options = [
                (f"{name}: {keep.told(s, self.desk.now)}", i)
                for i, (name, s) in enumerate(self._found)
            ]
            self.which.index = 0 if self._found else None
        self.take.layout.display = "" if self._found else "none"
        self.back.disabled = self._mine is None

    def _use(self) -> None:
        self._mine = self._mine or (keeper(self.desk).reply, self.desk.now)
        try:
            self.said.text = keeper(self.desk).take(self._found[self.which.value][1])
        except DataProblem as problem:
            self.said.text = f"Nothing was changed: {problem}."
        self.back.disabled = False

    def _put_back(self) -> None:
        draft, now = self._mine
        self.desk.put(now)
        keeper(self.desk).bring(draft)
        self.said.text, self._mine, self.back.disabled = "Yours is back.", None, True

    def __repr__(self) -> str:
        return "MyWork()"


def _select(name: str, options: Sequence[tuple[str, Any]] = ()) -> w.Dropdown:
    return w.Dropdown(description=name, options=options, layout=WIDE, style=STYLE)


def _area(name: str, rows: int) -> w.Textarea:
    return w.Textarea(description=name, rows=rows, layout=WIDE, style=STYLE)


def _heading(text: str) -> w.HTML:
    return w.HTML(f"<h3>{escape(text)}</h3>")
