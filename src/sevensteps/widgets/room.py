"""For whoever teaches: the pre-flight of a room, and its codes read together."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets as w
import numpy as np

from .. import pictures, preflight
from .. import room as ballot
from ..argument import claims
from ..assumptions import assumptions
from ..data import DataProblem, sentence
from ..pictures.picture import Still
from ..text import Text
from .parts import STYLE, WIDE, Screen, Status, displayed


class RoomCheck(w.VBox):
    """The pre-flight of a room, a line an item; the browser is asked how large its window is.

    report: what was found, as text with a plain alt text.
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
            self.answer.children = [x for one in self._answers() for x in displayed(one)]
        except DataProblem as problem:
            self.said.text = sentence(problem)
            return
        self._debate()
        lines = [one.sentence for one in (*self.ballot.skipped, *self.ballot.notes)]
        self.said.text, self.said.lines = self.ballot.sentence, lines

    def _answers(self) -> Iterator[Text | Still]:
        """The picture and the tables of all codes."""
        b = self.ballot
        if ballot.spreads(b):
            yield pictures.room_spread(b)
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
        self.debate.children = [x for one in found for x in displayed(one)]
        self.debated.text = f"Cruxes and pairs for {self.claim.value}."

    def __repr__(self) -> str:
        return "Paste codes, one a line, and press “Count the codes”."
