"""Nothing is lost: what is at a session is kept beside its notebook, and offered again."""

from __future__ import annotations

from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import ipywidgets as w

from .. import session as sessions
from ..data import DataProblem
from ..session import Autosave, Session

_KEEPERS: WeakKeyDictionary[Session, Autosave] = WeakKeyDictionary()


def autosave_of(session: Session) -> Autosave:
    """What keeps this session in a file beside its notebook; one for each session."""
    if session not in _KEEPERS:
        _KEEPERS[session] = Autosave(session, sessions.autosave_file())
    return _KEEPERS[session]


def offer(session: Session) -> list[w.Widget]:
    """The offer of what was here before, for the first panel of a session; nothing where nothing was."""
    first = session not in _KEEPERS
    return [Offer(session)] if first and autosave_of(session).before is not None else []


class Offer(w.VBox):
    """What was at this notebook before it was started anew, to be restored or forgotten."""

    def __init__(self, session: Session):
        self._keeper = autosave_of(session)
        self.said = w.HTML()
        self._say(self._keeper.before.summary(session.now))
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
