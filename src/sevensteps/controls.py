"""Panels made from assumptions: the only module that knows ipywidgets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import ipywidgets as w

from . import charts
from .assumptions import CHOICE, Assumption, Assumptions, percent, used_by
from .claims import Claim
from .codes import CodeProblem
from .desk import Desk
from .facts import DataProblem, keys, references
from .live import LiveChart, Slider, Status
from .pages import Text, claim, judged
from .scenes import Scene
from .verdicts import flips, judge, rests_on

PRESETS = {"author": "The author's setting", "critic": "A critic's setting"}
FRAME = 0.04  # seconds a frame of the replay


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
        self._quiet = False
        self._replaying: asyncio.Task | None = None
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
        self.inputs = {n: _Input(desk, desk.now.record(n), plain) for n in [*names, *more]}
        self.buttons = self._buttons()
        self.code = w.Text(
            description="Code", continuous_update=False, layout=w.Layout(width="min(100%, 680px)")
        )
        self.code.observe(self._pasted, "value")
        picture, controls = self._picture(), self._controls(names, more)
        super().__init__([picture, controls])
        for box, name in ((self, "panel"), (picture, "picture"), (controls, "controls")):
            box.add_class(f"sevensteps-{name}")
        desk.listen(self._hear)
        self._changed(desk.now, settled=True)

    # -- layout ---------------------------------------------------------------------------------

    def _controls(self, names: Sequence[str], more: Sequence[str]) -> w.Widget:
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
        row = w.HBox(list(self.buttons.values()), layout=w.Layout(flex_flow="row wrap"))
        return w.VBox([row, *inputs])

    def _picture(self) -> w.Widget:
        return w.VBox([self.verdict, self.chart, self.twin, self.code, self.message])

    def _buttons(self) -> dict[str, w.Button]:
        act = {
            "author": (PRESETS["author"], lambda: self.desk.preset("author", self._names)),
            "critic": (PRESETS["critic"], lambda: self.desk.preset("critic", self._names)),
            "reset": ("Reset", lambda: self.desk.reset(self._names)),
            "undo": ("Undo", self.desk.undo),
            "redo": ("Redo", self.desk.redo),
            "replay": ("Replay", self.replay),
        }
        wide = w.Layout(width="11em", height="2.4em")
        narrow = w.Layout(width="5.5em", height="2.4em")
        buttons = {}
        for key, (text, do) in act.items():
            button = w.Button(description=text, layout=wide if key in PRESETS else narrow)
            button.on_click(lambda _, do=do: self._do(do))
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
            self.message.text = f"Nothing was changed: {problem}."
        except DataProblem as problem:
            self.message.text = f"{problem}."

    def _hear(self, now: Assumptions, settled: bool) -> None:
        with self._telling():
            self._changed(now, settled)

    def _changed(self, now: Assumptions, settled: bool) -> None:
        self._draw(now)
        if not settled:
            return
        for name, one in self.inputs.items():
            one.show(getattr(now, name))
        self.verdict.lines = [line for one in self.claims for line in self._said(one, now)]
        self.buttons["undo"].disabled = not self.desk.can_undo
        self.buttons["redo"].disabled = not self.desk.can_redo
        self.buttons["replay"].disabled = not self.desk.can_undo
        with self._quietly():
            try:
                self.code.value = self.desk.code
            except CodeProblem as problem:
                self.code.value, self.message.text = "", f"No code: {problem}."

    def _draw(self, now: Assumptions) -> None:
        columns = self.scene.columns(now)
        said = self.scene.words(columns)
        self.chart.show(columns, charts.signals(said, self.scene.foot(now)))
        self.twin.text = said.twin

    def _said(self, one: Claim, now: Assumptions) -> Iterator[str]:
        yield judge(one, now).sentence
        turning = flips(one, now)
        if not turning:
            yield f"No single assumption turns {one.id} within its range."
            return
        least = turning[0]
        r = least.record
        yield (
            f"The least single change that turns {one.id}: {r.title}, "
            f"from {r.show(least.start)} to {r.show(least.end)} ({r.evidence})."
        )

    def _pasted(self, change: Mapping[str, Any]) -> None:
        if self._quiet or not change["new"].strip():
            return
        self._stop_replay()
        with self._telling():
            reading = self.desk.paste(change["new"])
            if not self.message.text:
                self.message.text = reading.note or "The code was restored. Undo takes you back."

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    # -- replay ---------------------------------------------------------------------------------

    def replay(self) -> None:
        """Show the last change again, back and forth; the desk stays as it is."""
        self._stop_replay()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, as in a test
            asyncio.run(self._replay())
        else:
            self._replaying = loop.create_task(self._replay())

    async def _replay(self) -> None:
        shown = self.desk.now
        try:
            with self._telling():
                for frame in self.desk.replay():
                    self._draw(frame)
                    for name, one in self.inputs.items():
                        one.show(getattr(frame, name))
                    await asyncio.sleep(FRAME)
        finally:
            if self.desk.now == shown:
                self._hear(shown, settled=True)

    def _stop_replay(self) -> None:
        if self._replaying and not self._replaying.done():
            self._replaying.cancel()

    # -- how it is shown where no kernel runs -----------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live panel, and for a saved notebook its picture and its words."""
        data = super()._repr_mimebundle_(**kwargs)
        data, metadata = data if isinstance(data, tuple) else (data, {})
        picture = self.scene.picture(self.desk.now)
        words = "\n".join([picture.twin, *self.verdict.lines])
        return {**data, "image/png": charts.png(dict(picture.spec)), "text/plain": words}, metadata

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
            unit="" if r.unit == CHOICE else f"{r.unit}; {r.show(r.low)} to {r.show(r.high)}",
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


class Guess(w.VBox):
    """A question to answer before looking; `compare` holds the answer against the model's."""

    def __init__(self, question: str, answers: Sequence[str]):
        self.question = question
        label = w.HTML(f"<b>{escape(question)}</b>")
        self.choice = w.RadioButtons(
            options=list(answers),
            value=None,
            layout=w.Layout(width="auto"),
            description_allow_html=False,
        )
        self.said = Status(text="Choose one.")
        self.choice.observe(self._noted, "value")
        super().__init__([label, self.choice, self.said])

    def _noted(self, change: Mapping[str, Any]) -> None:
        self.said.text = f"Noted: {change['new']}. Now read on; you will be asked to look back."

    def compare(self, value: float | str) -> Text:
        """The reader's guess beside what the model gives (a share, or words), without a mark for it."""
        mine = (
            f"You said **{self.choice.value}**."
            if self.choice.value
            else "You have not guessed yet."
        )
        shown = value if isinstance(value, str) else percent(value)
        return Text(f"{mine} Under the assumptions in the panel it is **{shown}**.")

    def __repr__(self) -> str:
        return f"Guess({self.question!r})"


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
    return tuple(n for n in a.records if n in names)


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
    rows.append(["where", r.where])
    for who in ("author", "critic"):
        value, source = getattr(r, who), getattr(r, f"{who}_source")
        if value is not None:
            rows.append(
                [who, f"{r.show(value)}: {known[source].short if source in known else source}"]
            )
    return [[k, v] for k, v in rows if v]
