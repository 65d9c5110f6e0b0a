"""The reader's session: the assumptions in hand, what they were before, how to get back; and the guesses.

It knows no widget, so that everything a panel does can be tried without a browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import numpy as np

from .assumptions import CHOICE, Assumptions, assumptions, one_set
from .codes import Reading, code, read
from .questions import Answer, Guesses, question


class Session:
    """Assumptions that move, with undo, redo, presets, codes and a replay of the last change.

    now: the assumptions in hand; a move in progress is in `now` and not yet in the history.
    guesses: the answers given before looking, by question. They stay until they are changed: undo
    and presets leave them alone.
    own: names of the values that the reader was asked for; presets and reset leave these alone, too.
    `listen` and `listen_to_guesses` are told of every change, so that several panels share a session.
    """

    def __init__(self, start: Assumptions | None = None):
        self.start = assumptions() if start is None else one_set(start)
        self.now = self.start
        self._past: list[Assumptions] = []
        self._future: list[Assumptions] = []
        self._settled = self.start
        self._subscribers: list[Callable[[Assumptions, bool], None]] = []
        self.own: set[str] = set()
        self._guesses: dict[str, Answer] = {}
        self._guess_subscribers: list[Callable[[Guesses], None]] = []

    def __repr__(self) -> str:
        return f"Session({self.now!r})"

    @property
    def code(self) -> str:
        """The spoken code of the assumptions in hand and of the guesses."""
        return code(self.now, self._guesses)

    @property
    def guesses(self) -> Guesses:
        """The answers given, by question; who declined to guess has given one too."""
        return MappingProxyType(self._guesses)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past) or self.now != self._settled

    @property
    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return bool(self._future)

    def subscribe(self, callback: Callable[[Assumptions, bool], None]) -> None:
        """Call `hear(now, settled)` at every change; settled is False while a slider moves."""
        self._subscribers.append(callback)

    def subscribe_to_guesses(self, callback: Callable[[Guesses], None]) -> None:
        """Call `hear(guesses)` whenever a guess is given, changed or taken back."""
        self._guess_subscribers.append(callback)

    def forget(self, callback: Callable[[Assumptions, bool], None]) -> None:
        """Tell this listener nothing more."""
        if callback in self._subscribers:
            self._subscribers.remove(callback)

    def guess(self, name: str, answer: Answer | None) -> None:
        """Note the answer to a question; None takes it back.

        Raises DataProblem for an unknown question, or an answer that is none.
        """
        others = {n: given for n, given in self._guesses.items() if n != name}
        checked = question(name).check(answer) if answer is not None else None
        self._note(others if checked is None else {**others, name: checked})

    def move(self, **changes: Any) -> None:
        """Change values, as a slider does while it moves; `settle` makes it one step of history."""
        self.now = one_set(self.now.replace(**changes))
        self._tell(settled=False)

    def settle(self) -> None:
        """End a move: it becomes one step that undo takes back."""
        if self.now != self._settled:
            self._past.append(self._settled)
            self._future.clear()
            self._settled = self.now
        self._tell(settled=True)

    def put(self, new: Assumptions) -> None:
        """Take these assumptions in hand, as one step of history.

        Raises DataProblem, and changes nothing, for what is no set of assumptions, one number each.
        """
        new = one_set(new)
        self.settle()
        self.now = new
        self.settle()

    def preset(self, who: str, names: tuple[str, ...]) -> None:
        """Give these assumptions the author's or the critic's values, and leave the others."""
        theirs = self.now.preset(who)
        self.put(self.now.replace(**{n: getattr(theirs, n) for n in names if n not in self.own}))

    def reset(self, names: tuple[str, ...]) -> None:
        """Give these assumptions their defaults, and leave the others."""
        start = {n: self.now.records[n].value for n in names if n not in self.own}
        self.put(self.now.replace(**start))

    def undo(self) -> None:
        """Take back the last change; without one, nothing happens."""
        self.settle()
        if self._past:
            self._future.append(self._settled)
            self._jump(self._past.pop())

    def redo(self) -> None:
        """Make again what undo took back; without that, nothing happens."""
        self.settle()
        if self._future:
            self._past.append(self._settled)
            self._jump(self._future.pop())

    def paste(self, text: str) -> Reading:
        """Take in hand what a code says; raises CodeProblem and changes nothing if it is mistyped.

        Its guesses replace those to the same questions; the others stay.
        """
        reading = read(text, self.now)
        self._note({**self._guesses, **reading.guesses})
        self.put(reading.assumptions)
        return reading

    def replay(self, frames: int = 12) -> Iterator[Assumptions]:
        """The last change once more: back to before it and forth again, ending where it stands.

        Yields nothing before the first change; the history stays as it is.
        """
        if not self._past:
            return
        before, after = self._past[-1], self._settled
        moved = [n for n in after.records if getattr(before, n) != getattr(after, n)]
        there = np.linspace(1, 0, frames)
        for share in [*there, *there[::-1]]:
            yield after.replace_unchecked(
                **{n: _between(before, after, n, float(share)) for n in moved}
            )

    def _jump(self, to: Assumptions) -> None:
        self.now = self._settled = to
        self._tell(settled=True)

    def _note(self, guesses: dict[str, Answer]) -> None:
        if guesses != self._guesses:
            self._guesses = guesses
            for callback in list(self._guess_subscribers):
                callback(self.guesses)

    def _tell(self, settled: bool) -> None:
        for callback in list(self._subscribers):
            callback(self.now, settled)


def _between(before: Assumptions, after: Assumptions, name: str, share: float) -> float:
    """A value on the way from before to after; a choice has none in between and changes halfway."""
    start, end = getattr(before, name), getattr(after, name)
    if after.records[name].unit == CHOICE:
        return end if share >= 0.5 else start
    return start + share * (end - start)
