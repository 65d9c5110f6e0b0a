"""The form of a written reply, and one file to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import ipywidgets as w

from .. import reply
from ..argument import claims
from ..data import DataProblem
from ..session import Session, autosave_file, opened
from ..verdicts import flips, judge
from .panel import Panel
from .parts import STYLE, WIDE, Download, Status, area, autosave_of, heading, restore_prompt, select
from .slider import Slider

FILES = {"html": "Save as HTML", "pdf": "Save as PDF", "md": "Save as Markdown"}
IN_VIEW = 4  # sliders of a claim; the others are behind "More assumptions"


class ReplyForm(w.VBox):
    """A reply, part by part, at a session: what is chosen, what is missing, what the model shows, the page.

    reply: the draft in hand; it is kept beside the notebook. Names are chosen from lists.
    """

    def __init__(self, session: Session):
        self.session, self.reply = session, reply.Reply()
        self._quiet = False
        self._panel: Panel | None = None
        self.claim = select("Claim", [("choose one", ""), *reply.claim_choices()])
        self.assumption = select("It rests on")
        self.search = w.Text(
            description="Search works",
            placeholder="author, title or year",
            continuous_update=True,
            layout=WIDE,
            style=STYLE,
        )
        self.source = w.Select(description="Source", rows=6, layout=WIDE, style=STYLE)
        self.move = select("If it were")
        self.effect = select("the claim", [("choose one", ""), *reply.EFFECTS])
        self.condition = select("My mind changes if")
        self.number = w.VBox()
        self.condition_words = area("Say more of it", 2)
        self.words = area("In my own words", 7)
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
                *restore_prompt(session),
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
                heading("What is there, and what is missing"),
                self.findings,
                self.there,
                heading("What the model shows, without a mark"),
                self.shown,
                w.VBox(list(self.files.values())),
            ]
        )
        self.add_class("sevensteps-form")
        autosave_of(session).subscribe(self.put)
        session.subscribe(lambda _, settled: self._fill() if settled else None)
        self._fill()

    def put(self, new: reply.Reply) -> None:
        """Take this draft in hand."""
        claim_before, self.reply = self.reply.claim, new
        if new.claim != claim_before:
            self._show_claim()
        self._fill()
        autosave_of(self.session).note(new)

    # -- what happens ---------------------------------------------------------------------------

    def _chosen(self, name: str, value: Any) -> None:
        if self._quiet:
            return
        new = self.reply.replace(**{name: value or ""})
        if name == "claim":
            new = new.replace(assumption="", move="", condition="", value=None)
        if name == "assumption":
            new = new.replace(move="", condition="", value=None)
        if name == "condition":
            number = value in (reply.AT_LEAST, reply.BELOW, reply.IS)
            new = new.replace(value=getattr(self.session.now, new.assumption) if number else None)
        if name in ("words", "condition_words"):  # nothing else hangs on them, and typing is quick
            self.reply = new
            self._say()
            autosave_of(self.session).note(new)
        else:
            self.put(new)

    def _fill(self) -> None:
        """Put the draft, and the lists that follow from it, into the inputs."""
        r, now = self.reply, self.session.now
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
        found = reply.source_choices(self.reply, self.session.now, self.search.value)
        known = [key for _, key in found]
        self._quiet = True
        try:
            self.source.options = found
            self.source.value = self.reply.source if self.reply.source in known else None
        finally:
            self._quiet = False

    def _show_number(self) -> None:
        """The slider of the condition's number, where the condition is about one."""
        r = self.session.now.records.get(self.reply.assumption)
        if r is None or self.reply.value is None:
            self.number.children = []
            return
        if self.number.children and self.number.children[0].record is r:
            return
        one = Slider(
            r,
            self.reply.value,
            label=f"The number: {r.title}",
            unit="",
            evidence="",
            marks=[],
            about=[],
        )
        one.observe(lambda c: self._put_number(c["new"]), "value")
        self.number.children = [one]

    def _put_number(self, value: float) -> None:
        self.reply = self.reply.replace(value=value)
        self._say()
        autosave_of(self.session).note(self.reply)

    def _show_claim(self) -> None:
        """The claim in words, and its chart with sliders where it has a verdict."""
        if self._panel is not None:
            self.session.unsubscribe(self._panel.follow)
            self._panel = None
        c = claims().get(self.reply.claim)
        self.stands.text = f"{c.claim} (Paragraph {c.paragraph}, in our words.)" if c else ""
        picture = reply.picture_of(c) if c and c.verdict else None
        if picture is not None:
            behind = [r.name for r in reply.carriers(c, self.session.now)]
            turned = [f.record.name for f in flips(c, self.session.now)]
            names = sorted(behind, key=lambda n: turned.index(n) if n in turned else len(behind))
            self._panel = Panel(
                self.session, picture, names[:IN_VIEW], more=names[IN_VIEW:], claims=[c.id]
            )
        self.place.children = [self._panel] if self._panel else []

    def _say(self) -> None:
        found = reply.check(self.reply, self.session.now)
        self.stands.lines = [] if self._panel else list(self._verdict())
        lacks = [f.sentence for f in found if not f.there]
        self.findings.text = f"Still missing: {len(lacks)}." if lacks else "Every part is there."
        self.findings.lines = lacks
        there = "".join(f"<li>{escape(f.sentence)}</li>" for f in found if f.there)
        self.there.value = f"<ul>{there}</ul>" if there else ""
        shown = list(reply.shown_lines(self.reply, self.session.now))
        self.shown.text = "" if shown else "State a direction first."
        self.shown.lines = shown

    def _verdict(self) -> Iterator[str]:
        """The verdict on the claim, or why it has none, where no panel says it."""
        c = claims().get(self.reply.claim)
        if c is not None:
            verdict = judge(c, self.session.now)
            yield verdict.sentence if verdict else f"{c.id} has no verdict. {c.no_verdict}"

    def _maker(self, kind: str) -> Any:
        def make() -> tuple[str, str, bytes]:
            made = reply.page(self.reply, self.session.now)
            return reply.file_name(made, kind), reply.KINDS[kind], reply.MAKE[kind](made)

        return make

    def __repr__(self) -> str:
        return "\n".join([self.findings.text, *self.findings.lines])


class MyWork(w.VBox):
    """One file with all that was kept, to take along; and such a file, a page or a code, opened again."""

    def __init__(self, session: Session):
        self.session, self._found, self._mine = session, (), None
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
        self.which = select("What is in it")
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
        file = autosave_file()
        made = autosave_of(self.session).work(file.parent if file else None)
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
            found = opened(given, self.session.now)
        except DataProblem as problem:
            self.said.text = f"Nothing was changed: {problem}."
        else:
            self._found = found.states
            self.said.text = found.said
            self.which.options = [
                (f"{name}: {s.summary(self.session.now)}", i)
                for i, (name, s) in enumerate(self._found)
            ]
            self.which.index = 0 if self._found else None
        self.take.layout.display = "" if self._found else "none"
        self.back.disabled = self._mine is None

    def _use(self) -> None:
        self._mine = self._mine or (autosave_of(self.session).reply, self.session.now)
        try:
            self.said.text = autosave_of(self.session).take(self._found[self.which.value][1])
        except DataProblem as problem:
            self.said.text = f"Nothing was changed: {problem}."
        self.back.disabled = False

    def _put_back(self) -> None:
        draft, now = self._mine
        self.session.put(now)
        autosave_of(self.session).bring(draft)
        self.said.text, self._mine, self.back.disabled = "Yours is back.", None, True

    def __repr__(self) -> str:
        return "MyWork()"
