"""What several of the controls are made of: texts that follow a session, and boxes with one look."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as w
import mistune

from ..assumptions import Assumptions
from ..pictures.picture import Still
from ..pictures.theme import png
from ..session import Session
from ..text import Text
from .live import Status

AS_HTML = mistune.create_markdown(
    escape=False, plugins=["table"]
)  # as nbconvert has it, sooner there
WIDE = w.Layout(width="min(100%, 56rem)")
STYLE = {"description_width": "12.5rem"}


class LiveText(w.HTML):
    """Text that follows a session: written anew whenever a change there has come to rest.

    In a saved notebook it is the Markdown that it was last.
    """

    def __init__(self, session: Session, write: Callable[[Assumptions], Text]):
        self._write = write
        self.text = Text("")
        super().__init__()
        self.add_class("jp-RenderedHTMLCommon")
        self.add_class("sevensteps-text")
        session.subscribe(self._changed)
        self._changed(session.now, settled=True)

    def _changed(self, now: Assumptions, settled: bool) -> None:
        if not settled:
            return
        text = self._write(now)
        if text != self.text:
            self.text, self.value = text, AS_HTML(text.markdown)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live text, and for a saved notebook its words."""
        data = super()._repr_mimebundle_(**kwargs)
        data, metadata = data if isinstance(data, tuple) else (data, {})
        said = self.text.markdown
        return {**data, "text/markdown": said, "text/plain": said}, metadata

    def __repr__(self) -> str:
        return self.text.markdown


def live_text(session: Session, write: Callable[[Assumptions], Text]) -> LiveText:
    """Text made from the assumptions in hand (`write`) that follows every change of them."""
    return LiveText(session, write)


def with_words(bundle: Any, words: str) -> tuple[dict, dict]:
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return {**data, "text/plain": words}, metadata


def displayed(found: Text | Still) -> list[w.Widget]:
    """A text as HTML; a picture, and its words below it."""
    if isinstance(found, Text):
        text = w.HTML(AS_HTML(found.markdown))
        text.add_class("jp-RenderedHTMLCommon")
        return [text]
    picture = w.HTML(
        f'<img alt="{escape(found.alt_text)}" style="max-width: 100%" '
        f'src="data:image/png;base64,{b64encode(png(found.spec)).decode()}">'
    )
    return [picture, Status(text=found.alt_text)]


def select(name: str, options: Sequence[tuple[str, Any]] = ()) -> w.Dropdown:
    return w.Dropdown(description=name, options=options, layout=WIDE, style=STYLE)


def area(name: str, rows: int) -> w.Textarea:
    return w.Textarea(description=name, rows=rows, layout=WIDE, style=STYLE)


def heading(text: str) -> w.HTML:
    return w.HTML(f"<h3>{escape(text)}</h3>")
