"""A panel: sliders and buttons, the verdicts, and a live picture, all of one session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import ipywidgets as w

from .. import comparison
from ..argument import Claim
from ..assumptions import Assumptions, parameters_read
from ..data import DataProblem
from ..pictures.picture import Picture, signals
from ..pictures.theme import saved
from ..session import Session
from ..text import judged
from ..verdicts import flips, judge, rests_on
from .chart import LiveChart
from .parts import CodeBox, Saved, Status, problem_text, restore_prompt
from .slider import Input

PRESETS = {"author": "The author's setting", "critic": "A critic's setting"}


class Panel(Saved, w.Box):
    """Sliders and buttons, the verdicts, and a live picture, all of one session.

    picture: the picture to draw. names: the assumptions with a slider in view. more: those behind
    "More assumptions". claims: ids of the claims to judge beside the picture. plain: show named
    settings as buttons alone, without a track.

    The author's and the critic's buttons set every assumption that the picture or a claim rests on.
    Raises DataProblem if a name or a claim is not known.

    >>> panel(Session(), pictures.bite, ["china_cooperation"])
    Panel(china_cooperation)
    """

    FRAME = 0.04  # seconds for each frame of a replay
    STILL = 0.75  # seconds for each state of a replay without motion

    def __init__(
        self,
        session: Session,
        picture: Picture,
        names: Sequence[str] = (),
        *,
        more: Sequence[str] = (),
        claims: Sequence[str] = (),
        plain: bool = False,
    ):
        self.session, self.picture = session, picture
        self.claims = [judged(c) for c in claims]
        self._replaying: asyncio.Task | None = None
        shown = [session.now.record(name) for name in (*names, *more)]
        self._names = _set_by_buttons(session.now, picture, self.claims, [r.name for r in shown])

        data, self._caption = picture.shows(session.now)
        self._drawn = session.now
        self.chart = LiveChart(
            picture.compiled(),
            data,
            signals(self._caption, picture.footnote(session.now)),
            label="Chart; what it shows is written below it",
        )
        self.alt_text = Status(text=self._caption.alt_text)
        self.verdict, self.message = Status(), Status()
        self.code = CodeBox(session, self.message, self._stop_replay)
        self.inputs = {r.name: Input(session, r, plain) for r in shown}
        self.buttons = self._buttons()
        super().__init__([*restore_prompt(session), *self._boxes(names, more)])
        self.add_class("sevensteps-panel")
        if picture.name:
            self.add_class(f"sevensteps-named-{picture.name}")  # class pages show it in their bar
        session.subscribe(self.follow)
        self._rest(session.now)

    # -- layout ---------------------------------------------------------------------------------

    def _boxes(self, names: Sequence[str], more: Sequence[str]) -> list[w.Widget]:
        """Buttons and verdicts over the whole width; below them the picture beside its sliders."""
        sliders = [self.inputs[n].slider for n in names]
        if more:
            self.more = w.ToggleButton(description="More assumptions", layout={"width": "auto"})
            rest = w.VBox([self.inputs[n].slider for n in more], layout={"display": "none"})
            w.dlink((self.more, "value"), (rest.layout, "display"), {True: "", False: "none"}.get)
            sliders += [self.more, rest]
        parts = {
            "buttons": w.Box(list(self.buttons.values())),
            "verdict": w.Box([self.verdict]),
            "picture": w.VBox([self.chart, self.alt_text, self.code, self.message]),
            "controls": w.VBox(sliders),
        }
        for name, box in parts.items():
            box.add_class(f"sevensteps-{name}")
        return [box for box in parts.values() if box.children]

    def _buttons(self) -> dict[str, w.Button]:
        acts = {
            "author": (PRESETS["author"], lambda: self._set("author")),
            "critic": (PRESETS["critic"], lambda: self._set("critic")),
            "replay": ("Replay", self.replay),
            "undo": ("Undo", self.session.undo),
            "redo": ("Redo", self.session.redo),
            "reset": ("Reset", lambda: self.session.reset(self._names)),
        }
        buttons = {}
        for key, (text, act) in acts.items():
            width = "168px" if key in PRESETS else "76px"
            buttons[key] = w.Button(description=text, layout={"width": width, "height": "32px"})
            buttons[key].on_click(lambda _, act=act: self._press(act))
            buttons[key].add_class(f"sevensteps-{key}")
        return buttons

    # -- changes --------------------------------------------------------------------------------

    def follow(self, now: Assumptions, settled: bool) -> None:
        """Draw these assumptions; if the change has come to rest, judge them too."""

        def show() -> None:
            self._draw(now)
            if settled:
                self._rest(now)

        self._try(show)

    def _try(self, act: Callable[[], object]) -> None:
        """Do this. Show an error in data/ below the picture instead of raising it."""
        self.message.text = ""
        try:
            act()
        except DataProblem as problem:
            self.message.text = problem_text(problem)

    def _press(self, act: Callable[[], object]) -> None:
        self._stop_replay()
        self._try(act)

    def _set(self, who: str) -> None:
        before = self.session.now
        self.session.preset(who, self._names)
        if self.session.now == before:
            self.message.text = f"{PRESETS[who]} is the one in the panel already: nothing changed."

    def _draw(self, now: Assumptions) -> None:
        """Draw the data, the title and the alt text. This runs for each frame of a move."""
        if now is self._drawn:
            return
        data, self._caption = self.picture.shows(now)
        self.chart.show(data, {"title": signals(self._caption, "")["title"]})
        self.alt_text.text = self._caption.alt_text
        self._drawn = now

    def _rest(self, now: Assumptions) -> None:
        """Show what follows a change that has come to rest: thumbs, footnote, verdicts, code."""
        self._move_thumbs(now)
        self.chart.show(signals=signals(self._caption, self.picture.footnote(now)))
        self._judge(now)
        self.buttons["undo"].disabled = not self.session.can_undo
        self.buttons["redo"].disabled = not self.session.can_redo
        self.buttons["replay"].disabled = not self.session.can_undo
        self.code.show()

    def _move_thumbs(self, to: Assumptions) -> None:
        for name, one in self.inputs.items():
            one.show(getattr(to, name))

    def _judge(self, now: Assumptions) -> None:
        """Show the verdicts: the first sentence of each in view, the rest folded away below it."""
        here = self.picture.judged(now)
        said = [list(self._said(one, here)) for one in self.claims]
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
        """Show the last change again, backward and forward; the session does not change.

        If the reader's system asks for reduced motion, show only the two ends of the change.
        """
        self._stop_replay()
        try:
            self._replaying = asyncio.get_running_loop().create_task(self._replay())
        except RuntimeError:  # there is no event loop, as in a test
            asyncio.run(self._replay())

    async def _replay(self) -> None:
        shown = self.session.now
        frames, pause = (2, self.STILL) if self.chart.reduced_motion else (12, self.FRAME)
        try:
            for frame in self.session.replay(frames):
                self._try(lambda frame=frame: self._draw(frame))
                self._move_thumbs(frame)
                await asyncio.sleep(pause)
        finally:
            if self.session.now == shown:
                self.follow(shown, settled=True)

    def _stop_replay(self) -> None:
        if self._replaying and not self._replaying.done():
            self._replaying.cancel()

    # -- without a kernel -----------------------------------------------------------------------

    def saved(self) -> dict[str, Any]:
        """The picture, and its words with the verdicts."""
        still = self.picture.still(self.session.now)
        words = "\n".join([still.alt_text, *self.verdict.lines])
        return {"text/plain": words, **saved(still.spec)}

    def __repr__(self) -> str:
        return f"Panel({', '.join(self.inputs)})"


panel = Panel  # the name in notebooks


def _set_by_buttons(
    a: Assumptions, picture: Picture, claims: Sequence[Claim], shown: Sequence[str]
) -> tuple[str, ...]:
    """The assumptions that the presets and Reset set, in the order of the file.

    They leave out the reader's weights, unless the panel shows them.
    """
    read = parameters_read(picture.shows, a)
    names = {r.name for r in (*read, *(r for one in claims for r in rests_on(one, a)))} | {*shown}
    values = {n for n in comparison.weights() if a.records[n].author is None} - {*shown}
    return tuple(n for n in a.records if n in names - values)


def _first(verdict: str) -> str:
    """The first sentence of a verdict, which ends with the claim's title."""
    head, end, _ = verdict.partition("”. ")
    return f"{head}{end}".strip()
