"""Sliders and toggles, the verdicts, and a live picture, all of one session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import ipywidgets as w

from .. import comparison
from ..argument import Claim
from ..assumptions import CHOICE, Assumption, Assumptions, parameters_read
from ..codes import CodeProblem
from ..data import DataProblem, keys, references, sentence
from ..pictures.picture import Picture, signals
from ..pictures.theme import saved
from ..session import Session
from ..text import claim, judged, works_named
from ..verdicts import flips, judge, rests_on
from .keeping import offer
from .live import LiveChart, Slider, Status
from .parts import with_words

PRESETS = {"author": "The author's setting", "critic": "A critic's setting"}
FRAME = 0.04  # seconds a frame of the replay
STILL = 0.75  # seconds a state stands in a replay without motion


class Panel(w.Box):
    """Sliders and toggles, the verdicts, and a live picture, all of one session.

    picture: what is drawn; names: the assumptions with a slider in view; more: those behind
    "More assumptions"; claims: ids of the claims judged beside the picture; plain: named settings
    as buttons alone, without their track.
    The author's and the critic's buttons set every assumption that the picture or a claim rests on.
    """

    def __init__(
        self,
        session: Session,
        picture: Picture,
        names: Sequence[str],
        *,
        more: Sequence[str] = (),
        claims: Sequence[str] = (),
        plain: bool = False,
    ):
        self.session, self.picture = session, picture
        self.claims = [judged(c) for c in claims]
        self._replaying: asyncio.Task | None = None
        self._drawn: Assumptions | None = None
        self._names = _all_names(session.now, picture, self.claims, [*names, *more])

        data = picture.data(session.now)
        said = picture.words(data)
        self.chart = LiveChart(
            picture.compiled(),
            data,
            signals(said, picture.footnote(session.now)),
            label="Chart; what it shows is written below it",
        )
        self.alt_text = Status(text=said.alt_text)
        self.verdict = Status()
        self.message = Status()
        self._coded = CodeBox(session, self.message, self._stop_replay)
        self.code = self._coded.box
        self.inputs = {n: _Input(session, session.now.record(n), plain) for n in [*names, *more]}
        self.buttons = self._buttons()
        super().__init__([*offer(session), *self._boxes(names, more)])
        self.add_class("sevensteps-panel")
        if picture.name:
            self.add_class(f"sevensteps-named-{picture.name}")  # class pages show it in their bar
        session.subscribe(self._hear)
        self._changed(session.now, settled=True)

    # -- layout ---------------------------------------------------------------------------------

    def _boxes(self, names: Sequence[str], more: Sequence[str]) -> list[w.Widget]:
        """Buttons and verdicts over the whole width; below them the picture beside its controls."""
        parts = {
            "buttons": w.Box(list(self.buttons.values())),
            "verdict": w.Box([self.verdict]),
            "picture": w.VBox([self.chart, self.alt_text, self.code, self.message]),
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
            "undo": ("Undo", self.session.undo),
            "redo": ("Redo", self.session.redo),
            "reset": ("Reset", lambda: self.session.reset(self._names)),
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
        """Whatever goes wrong with data/ meanwhile is told below the picture, and the session goes on."""
        self.message.text = ""
        try:
            yield
        except CodeProblem as problem:
            self.message.text = f"Nothing was changed: {sentence(problem)}"
        except DataProblem as problem:
            self.message.text = sentence(problem)

    def _set(self, who: str) -> None:
        before = self.session.now
        self.session.preset(who, self._names)
        if self.session.now == before:
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
        self.buttons["undo"].disabled = not self.session.can_undo
        self.buttons["redo"].disabled = not self.session.can_redo
        self.buttons["replay"].disabled = not self.session.can_undo
        self._coded.show()

    def _draw(self, now: Assumptions) -> None:
        if now == self._drawn:  # the end of a drag is where it last was
            return
        data = self.picture.data(now)
        said = self.picture.words(data)
        self.chart.show(data, signals(said, self.picture.footnote(now)))
        self.alt_text.text = said.alt_text
        self._drawn = now

    def _judge(self, now: Assumptions) -> None:
        """The verdicts, the first sentence of each in view and the rest folded away below it."""
        judged = self.picture.judged(now)
        said = [list(self._said(one, judged)) for one in self.claims]
        with self.verdict.hold_sync():
            self.verdict.text = self.picture.aside(now) if self.claims else ""
            self.verdict.heads = [_first(lines[0]) for lines in said]
            self.verdict.lines = [line for lines in said for line in lines]

    def _said(self, one: Claim, now: Assumptions) -> Iterator[str]:
        yield judge(one, now).sentence
        found = flips(one, now, leave=self.picture.given)
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
        """Show the last change again, back and forth; the session stays as it is.

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
        shown = self.session.now
        frames, pause = (2, STILL) if self.chart.reduced_motion else (12, FRAME)
        try:
            with self._telling():
                for frame in self.session.replay(frames):
                    self._draw(frame)
                    for name, one in self.inputs.items():
                        one.show(getattr(frame, name))
                    await asyncio.sleep(pause)
        finally:
            if self.session.now == shown:
                self._hear(shown, settled=True)

    def _stop_replay(self) -> None:
        if self._replaying and not self._replaying.done():
            self._replaying.cancel()

    # -- how it is shown where no kernel runs -----------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live panel, and for a saved notebook its picture and its words."""
        picture = self.picture.still(self.session.now)
        words = "\n".join([picture.alt_text, *self.verdict.lines])
        data, metadata = with_words(super()._repr_mimebundle_(**kwargs), words)
        return {**data, **saved(picture.spec)}, metadata

    def __repr__(self) -> str:
        return f"Panel({', '.join(self.inputs)})"


class _Input:
    """One assumption's slider at a session."""

    def __init__(self, session: Session, r: Assumption, plain: bool):
        self._desk, self._record, self._showing = session, r, False
        self.slider = Slider(
            value=getattr(session.now, r.name),
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
        """Put the thumb where the value is, without telling the session."""
        self._showing = True
        self.slider.value = float(value)
        self._showing = False

    def _moved(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        self._desk.move(**{self._record.name: self.slider.value})
        if change["name"] == "settled":  # it may be told before the value that it ends with
            self._desk.settle()


class CodeBox:
    """The box with a session's code: it follows the session, and what is pasted into it is restored."""

    def __init__(self, session: Session, message: Status, first: Callable[[], None] = lambda: None):
        self._desk, self._message, self._first, self._quiet = session, message, first, False
        self.box = w.Text(
            description="Code", continuous_update=False, layout=w.Layout(width="auto")
        )
        self.box.observe(self._pasted, "value")
        session.subscribe_to_guesses(lambda _: self.show())

    def show(self) -> None:
        """Put the session's code into the box; a value without one leaves it empty and says why."""
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


def panel(
    session: Session,
    picture: Picture,
    names: Sequence[str] = (),
    *,
    more: Sequence[str] = (),
    claims: Sequence[str] = (),
    plain: bool = False,
) -> Panel:
    """A panel for `picture`; see Panel. Raises DataProblem where a name or a claim is not known."""
    return Panel(session, picture, names, more=more, claims=claims, plain=plain)


def _all_names(
    a: Assumptions, picture: Picture, judged: Sequence, shown: Sequence[str]
) -> tuple[str, ...]:
    """The assumptions that the panel's presets and reset set, in the order of the file."""
    names = {r.name for r in parameters_read(picture.data, a)} | {a.record(n).name for n in shown}
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
