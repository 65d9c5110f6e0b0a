"""For lecturers: the pre-flight of a room, and its codes read together."""

from __future__ import annotations

import ipywidgets as w

from .. import pictures, room
from ..argument import claims
from ..assumptions import assumptions
from ..data import DataProblem, sentence
from .parts import BUTTON, WIDE, Screen, Status, area, displayed, select


class RoomCheck(w.VBox):
    """The pre-flight of a room, one line for each item. The browser reports the size of its window.

    checks: what was found, by item.

    >>> list(RoomCheck().checks)[:3]
    ['Python and kernel', 'packages', 'drawing offline']
    """

    def __init__(self) -> None:
        self.checks = room.preflight()
        self.said, self.screen = Status(), Screen()
        super().__init__([self.said, self.screen])
        self.add_class("sevensteps-form")
        self.screen.observe(lambda _: self._show(), ["width", "height"])
        self._show()

    def _show(self) -> None:
        self.checks["screen"] = room.check_screen((self.screen.width, self.screen.height))
        head, *lines = room.preflight_lines(self.checks)
        with self.said.hold_sync():
            self.said.text, self.said.lines = head, lines

    def __repr__(self) -> str:  # the same on every machine, so that a saved notebook stays as it is
        return f"Run this cell in the room: it checks {', '.join(self.checks)}, a line each."


class BallotBox(w.VBox):
    """A room's codes, read together: spread, verdicts, guesses; and for a claim its cruxes and pairs.

    Names before a colon are cut off as soon as the codes are counted; nothing is kept.
    text: codes to begin with. notebook: show the guesses of this notebook alone. claim: to debate.

    >>> BallotBox(room.made_up(24), claim="C6a")
    Paste codes, one a line, and press “Count the codes”.
    """

    def __init__(self, text: str = "", *, notebook: str = "", claim: str = "C6a"):
        self.notebook, self.ballot = notebook, room.Ballot(assumptions(), ())
        self.codes = area("Codes", 8)
        self.codes.placeholder = "one a line, with or without a name and a colon before it"
        self.codes.value = text
        self.repeats = w.Checkbox(
            description="Count equal codes each: two people may agree", indent=False, layout=WIDE
        )
        ruled = [(f"{c.id}: {c.title}", c.id) for c in claims().values() if c.verdict]
        self.claim = select("Claim to debate", ruled)
        self.claim.value = claim
        self.button = w.Button(description="Count the codes", layout=BUTTON)
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
        """Read the codes and show what they come to; an error is one sentence."""
        self.said.text, self.said.lines = "Counting …", []
        given, self.codes.value = self.codes.value, room.without_names(self.codes.value)
        try:
            b = self.ballot = room.collect(given, assumptions(), repeats=self.repeats.value)
            found = []
            if b.votes:
                texts = room.spread_table(b), room.verdict_table(b)
                found = [*texts, room.guess_lines(b, self.notebook)]
            if b.spreads():
                found.insert(0, pictures.room_spread(b))
            self.answer.children = displayed(*found)
        except DataProblem as problem:
            self.said.text = sentence(problem)
            return
        self._debate()
        self.said.text, self.said.lines = b.sentence, [*b.skipped, *b.notes]

    def _debate(self) -> None:
        """Show the cruxes and the pairs for the claim chosen."""
        self.debate.children = []
        if not self.ballot.votes:
            self.debated.text = "There is no code to pair yet."
            return
        try:
            one = room.Room(self.ballot, self.claim.value)
            pairs = room.group_lines(room.groups(one))
            self.debate.children = displayed(room.crux_lines(one), pairs)
            self.debated.text = f"Cruxes and pairs for {self.claim.value}."
        except DataProblem as problem:
            self.debated.text = sentence(problem)

    def __repr__(self) -> str:
        return "Paste codes, one a line, and press “Count the codes”."
