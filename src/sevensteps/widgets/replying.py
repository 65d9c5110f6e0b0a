"""The form of a written reply, and one file to take along."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from .. import reply
from ..argument import claims
from ..data import DataProblem
from ..session import Session, autosave_file, opened
from ..verdicts import flips
from .panel import Panel
from .parts import (
    BUTTON,
    STYLE,
    WIDE,
    Download,
    Status,
    area,
    autosave_of,
    heading,
    restore_prompt,
    select,
)
from .slider import Slider

IN_VIEW = 4  # sliders of a claim; the others are behind "More assumptions"
FREE = ("condition_words", "words")  # parts that the reader types; nothing else depends on them


class ReplyForm(w.VBox):
    """A reply, part by part: what is chosen, what is missing, what the model shows, the page.

    reply: the current draft, saved beside the notebook. Names are chosen from lists.

    >>> ReplyForm(Session())
    Still missing: 1.
    Choose the claim that you reply to.
    """

    def __init__(self, session: Session):
        self.session, self.reply = session, reply.Reply()
        self._filling = False
        self._panel: Panel | None = None
        self.claim = select("Claim", [("choose one", ""), *reply.claim_choices()])
        self.assumption = select("It rests on")
        self.search = w.Text(
            description="Search works",
            placeholder="author, title or year",
            layout=WIDE,
            style=STYLE,
        )
        self.source = w.Select(description="Source", rows=6, layout=WIDE, style=STYLE)
        self.move = select("If it were")
        self.effect = select("the claim", [("choose one", ""), *reply.EFFECTS])
        self.condition = select("My mind changes if")
        self.condition_words = area("Say more of it", 2)
        self.words = area("In my own words", 7)
        self.findings, self.shown, self.stands = Status(), Status(), Status()
        self.there = w.HTML()  # a screen reader does not read it at every letter
        self.chart, self.number = w.VBox(), w.VBox()
        self.save = Download("Save my reply", self._file)
        chosen = ("claim", "assumption", "source", "move", "effect", "condition", *FREE)
        self.inputs = {name: getattr(self, name) for name in chosen}
        for name, one in self.inputs.items():
            one.observe(lambda change, name=name: self._chosen(name, change["new"]), "value")
        self.search.observe(lambda _: self._list_sources(), "value")
        super().__init__(
            [
                *(*restore_prompt(session), self.claim, self.stands, self.chart, self.assumption),
                *(self.search, self.source, self.move, self.effect, self.condition, self.number),
                *(self.condition_words, self.words),
                *(heading("What is there, and what is missing"), self.findings, self.there),
                *(heading("What the model shows, without a mark"), self.shown, self.save),
            ]
        )
        self.add_class("sevensteps-form")
        autosave_of(session).subscribe(self.put)
        session.subscribe(lambda _, settled: self._fill() if settled else None)
        self._fill()

    def put(self, new: reply.Reply) -> None:
        """Make this the current draft."""
        other_claim, self.reply = new.claim != self.reply.claim, new
        if other_claim:
            self._show_claim()
        self._fill()
        autosave_of(self.session).note(new)

    # -- what happens ---------------------------------------------------------------------------

    def _chosen(self, name: str, value: Any) -> None:
        if self._filling:
            return
        new = self.reply.replace(**{name: value or ""})
        if name == "claim":
            new = new.replace(assumption="", move="", condition="", value=None)
        if name == "assumption":
            new = new.replace(move="", condition="", value=None)
        if name == "condition":
            number = value in reply.VERB
            new = new.replace(value=getattr(self.session.now, new.assumption) if number else None)
        self._typed(new) if name in FREE else self.put(new)

    def _typed(self, new: reply.Reply) -> None:
        """Take over a part on which no list depends, at every letter."""
        self.reply = new
        self._say()
        autosave_of(self.session).note(new)

    def _fill(self) -> None:
        """Put the draft, and the lists that follow from it, into the inputs."""
        r, now = self.reply, self.session.now
        claim = claims().get(r.claim)
        lists = {
            self.assumption: reply.assumption_choices(claim, now) if claim else [],
            self.move: reply.move_choices(r, now),
            self.condition: reply.condition_choices(r, now) if claim else [],
        }
        self._filling = True
        try:
            for one, listed in lists.items():
                options = (("choose one", ""), *listed)
                if tuple(one.options) != options:  # setting them resets what is chosen for a moment
                    one.options = options
                one.disabled = not listed
            for name, one in self.inputs.items():
                given = getattr(r, name)
                if name in FREE:
                    one.value = given
                elif name != "source":
                    one.value = given if given in [known for _, known in one.options] else ""
        finally:
            self._filling = False
        self._list_sources()
        self._show_number()
        self._say()

    def _list_sources(self) -> None:
        found = reply.source_choices(self.reply, self.session.now, self.search.value)
        known = self.reply.source in [key for _, key in found]
        self._filling = True
        try:
            self.source.options = found
            self.source.value = self.reply.source if known else None
        finally:
            self._filling = False

    def _show_number(self) -> None:
        """The slider of the condition's number, if the condition is about one."""
        r = self.session.now.records.get(self.reply.assumption)
        if r is None or self.reply.value is None:
            self.number.children = []
        elif not self.number.children or self.number.children[0].record is not r:
            label = f"The number: {r.title}"
            bare = {"unit": "", "evidence": "", "marks": [], "about": []}
            one = Slider(r, self.reply.value, label=label, **bare)
            one.observe(lambda c: self._typed(self.reply.replace(value=c["new"])), "value")
            self.number.children = [one]

    def _show_claim(self) -> None:
        """The claim in words, and its chart with sliders if it has a verdict."""
        if self._panel is not None:
            self.session.unsubscribe(self._panel.follow)
            self._panel = None
        c, now = claims().get(self.reply.claim), self.session.now
        self.stands.text = f"{c.claim} (Paragraph {c.paragraph}, in our words.)" if c else ""
        picture = reply.picture_of(c) if c and c.verdict else None
        if picture:
            turned = [f.record.name for f in flips(c, now)]
            names = [*turned, *(r.name for r in reply.carriers(c, now) if r.name not in turned)]
            view, more = names[:IN_VIEW], names[IN_VIEW:]
            self._panel = Panel(self.session, picture, view, more=more, claims=[c.id])
        self.chart.children = [self._panel] if self._panel else []

    def _say(self) -> None:
        """Write what is there, what is missing, and what the model shows."""
        now, c = self.session.now, claims().get(self.reply.claim)
        found = reply.check(self.reply, now)
        self.stands.lines = [reply.verdict_sentence(c, now)] if c and not self._panel else []
        lacks = [f.sentence for f in found if not f.there]
        self.findings.text = f"Still missing: {len(lacks)}." if lacks else "Every part is there."
        self.findings.lines = lacks
        there = "".join(f"<li>{escape(f.sentence)}</li>" for f in found if f.there)
        self.there.value = f"<ul>{there}</ul>" if there else ""
        self.shown.lines = list(reply.shown_lines(self.reply, now))
        self.shown.text = "" if self.shown.lines else "State a direction first."

    def _file(self) -> tuple[str, str, bytes]:
        made = reply.page(self.reply, self.session.now)
        return f"reply-{self.reply.claim}.html", "text/html", made.encode()

    def __repr__(self) -> str:
        return repr(self.findings)


class MyWork(w.VBox):
    """A button that saves all work in one file, and a place to open such a file, a page or a code.

    >>> MyWork(Session()).download
    Download('Download my work')
    """

    def __init__(self, session: Session):
        self.session, self._found, self._mine = session, (), None
        self.download = Download("Download my work", self._file)
        self.upload = w.FileUpload(
            description="Open a file", accept=".json,.html,.txt", layout=BUTTON
        )
        self.paste = area("or paste it", 2)
        self.paste.continuous_update = False
        self.said, self.which = Status(), select("What is in it")
        self.use = w.Button(description="Use it here", layout=BUTTON)
        self.back = w.Button(description="Put mine back", layout=BUTTON)
        self.take = w.VBox([self.which, w.HBox([self.use, self.back])])
        self.take.layout.display = "none"
        self.upload.observe(lambda c: [self._open(bytes(f["content"])) for f in c["new"]], "value")
        self.paste.observe(lambda c: self._open(c["new"]) if c["new"].strip() else None, "value")
        self.use.on_click(lambda _: self._use())
        self.back.on_click(lambda _: self._put_back())
        super().__init__([self.download, self.upload, self.paste, self.said, self.take])
        self.add_class("sevensteps-form")

    def _file(self) -> tuple[str, str, bytes]:
        file = autosave_file()
        made = autosave_of(self.session).work(file.parent if file else None)
        return "my-seven-steps.json", "application/json", made.encode()

    def _open(self, given: str | bytes) -> None:
        now = self.session.now
        try:
            self._found, self.said.text = opened(given, now)
        except DataProblem as problem:
            self._found, self.said.text = (), f"Nothing was changed: {problem}."
        listed = [(f"{name}: {s.summary(now)}", i) for i, (name, s) in enumerate(self._found)]
        self.which.options = listed
        self.which.index = 0 if listed else None
        self.take.layout.display = "" if listed else "none"
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
