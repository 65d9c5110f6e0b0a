"""Panels made from assumptions: the only module that knows ipywidgets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import ipywidgets as w

from . import charts, keep, reply
from .assumptions import CHOICE, Assumption, Assumptions, percent, used_by
from .claims import Claim, claims
from .codes import CodeProblem
from .desk import Desk
from .facts import DataProblem, keys, references
from .live import Download, LiveChart, Slider, Status
from .pages import Text, claim
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
        self.claims = [claim(c) for c in claims]
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
        super().__init__([*_offer(desk), picture, controls])
        for box, name in ((self, "panel"), (picture, "picture"), (controls, "controls")):
            box.add_class(f"sevensteps-{name}")
        desk.listen(self._changed)
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
        self.message.text = ""
        try:
            act()
        except DataProblem as problem:
            self.message.text = f"{problem}."

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
        try:
            reading = self.desk.paste(change["new"])
        except CodeProblem as problem:
            self.message.text = f"Nothing was changed: {problem}."
        else:
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
            for frame in self.desk.replay():
                self._draw(frame)
                for name, one in self.inputs.items():
                    one.show(getattr(frame, name))
                await asyncio.sleep(FRAME)
        finally:
            if self.desk.now == shown:
                self._changed(shown, settled=True)

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
            self.desk.forget(self._panel._changed)
            self._panel = None
        c = claims().get(self.reply.claim)
        self.stands.text = f"{c.claim} (Paragraph {c.paragraph}, in our words.)" if c else ""
        scene = reply.SCENES.get(c.id) if c and c.verdict else None
        if scene is not None:
            behind = [r.name for r in reply.carriers(c, self.desk.now)]
            turning = [f.record.name for f in flips(c, self.desk.now)]
            names = sorted(behind, key=lambda n: turning.index(n) if n in turning else len(behind))
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
