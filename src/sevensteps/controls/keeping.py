"""Nothing is lost: what is at a desk is kept beside its notebook, and offered again."""

from __future__ import annotations

from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import ipywidgets as w

from .. import keep
from ..desk import Desk
from ..facts import DataProblem

_KEEPERS: WeakKeyDictionary[Desk, keep.Keeper] = WeakKeyDictionary()


def keeper(desk: Desk) -> keep.Keeper:
    """What keeps this desk in a file beside its notebook; one for each desk."""
    if desk not in _KEEPERS:
        _KEEPERS[desk] = keep.Keeper(desk, keep.place())
    return _KEEPERS[desk]


def offer(desk: Desk) -> list[w.Widget]:
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
