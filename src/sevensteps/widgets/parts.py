"""Parts that several panels and forms share: status line, download, code, live text, restore prompt."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import anywidget
import ipywidgets as w
import traitlets as t

from ..assumptions import Assumptions
from ..codes import CodeProblem
from ..data import DataProblem, sentence
from ..pictures.picture import Still
from ..pictures.theme import png
from ..session import Autosave, Session, autosave_file
from ..text import Text, plural
from .chart import CSS, JS

WIDE = w.Layout(width="min(100%, 56rem)")
STYLE = {"description_width": "12.5rem"}
BUTTON = {"width": "11em", "height": "2.4em"}


# -- three small widgets of our own --------------------------------------------------------------


class Status(anywidget.AnyWidget):
    """Sentences that change. A screen reader speaks them when they have stopped changing.

    text: one sentence or more. lines: further paragraphs below it. heads: beginnings of lines; a
    line with such a beginning shows it alone, and folds away its rest and the lines that follow.
    """

    _esm = JS / "status.js"
    _css = CSS
    text = t.Unicode().tag(sync=True)
    lines = t.List(t.Unicode()).tag(sync=True)
    heads = t.List(t.Unicode()).tag(sync=True)

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.text, *self.lines]))


class Screen(anywidget.AnyWidget):
    """The size of the browser's window in CSS pixels; 0 until the browser answers. It draws nothing."""

    _esm = JS / "screen.js"
    width = t.Int().tag(sync=True)
    height = t.Int().tag(sync=True)

    def __repr__(self) -> str:
        return f"Screen({self.width} by {self.height})" if self.width else "Screen(not asked)"


class Download(anywidget.AnyWidget):
    """A button that saves a file. The file is made when the button is pressed.

    make: returns the file's name, its MIME type and its bytes. A ValueError that it raises appears
    as a sentence beside the button.
    """

    _esm = JS / "download.js"
    _css = CSS
    label = t.Unicode().tag(sync=True)

    def __init__(self, label: str, make: Callable[[], tuple[str, str, bytes]]):
        self._make = make
        super().__init__(label=label)
        self.on_msg(self._answer)

    def _answer(self, _: Any, content: Any, __: Any) -> None:
        if content != {"ask": "file"}:
            return
        try:
            name, mime, made = self._make()
        except ValueError as problem:
            self.send({"problem": sentence(problem)})
        else:
            self.send({"name": name, "mime": mime}, [made])

    def __repr__(self) -> str:
        return f"Download({self.label!r})"


# -- what a saved notebook keeps -----------------------------------------------------------------


class Saved:
    """A widget with words, and perhaps a picture, that a saved notebook keeps beside it."""

    def saved(self) -> dict[str, Any]:
        """MIME types and contents for a notebook without a kernel."""
        return {"text/plain": repr(self)}

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**kwargs), **self.saved()}


def as_html(text: Text) -> str:
    """A text's Markdown as HTML, made as nbconvert makes it."""
    import mistune

    return mistune.create_markdown(escape=False, plugins=["table"])(text.markdown)


class LiveText(Saved, w.HTML):
    """Text that follows a session. It is written again when a change comes to rest.

    write: a function from assumptions to a Text.

    >>> live_text(Session(), lambda now: text.flip_table("C5a", now))
    These alone would make C5a stop holding: ...
    """

    def __init__(self, session: Session, write: Callable[[Assumptions], Text]):
        self._write, self.text = write, Text("")
        super().__init__()
        self.add_class("jp-RenderedHTMLCommon")
        self.add_class("sevensteps-text")
        session.subscribe(self._changed)
        self._changed(session.now, settled=True)

    def _changed(self, now: Assumptions, settled: bool) -> None:
        if settled and (text := self._write(now)) != self.text:
            self.text, self.value = text, as_html(text)

    def saved(self) -> dict[str, Any]:
        """The text as Markdown."""
        return {"text/markdown": self.text.markdown, "text/plain": self.text.markdown}

    def __repr__(self) -> str:
        return self.text.markdown


live_text = LiveText  # the name in notebooks


def displayed(*found: Text | Still | w.Widget) -> list[w.Widget]:
    """Widgets that show these: a text as HTML, a picture with its words below it."""
    shown: list[w.Widget] = []
    for one in found:
        if isinstance(one, w.Widget):
            shown.append(one)
        elif isinstance(one, Text):
            shown.append(w.HTML(as_html(one)).add_class("jp-RenderedHTMLCommon"))
        else:
            data = b64encode(png(one.spec)).decode()
            image = f'src="data:image/png;base64,{data}" style="max-width: 100%"'
            picture = w.HTML(f'<img alt="{escape(one.alt_text)}" {image}>')
            shown += [picture, Status(text=one.alt_text)]
    return shown


# -- the code of a session -----------------------------------------------------------------------


class CodeBox(w.Text):
    """A box with the session's code. A code that is pasted into it is restored.

    message: the line that says what happened. before: called before a pasted code is restored.
    """

    def __init__(
        self, session: Session, message: Status, before: Callable[[], None] = lambda: None
    ):
        self._session, self._message, self._before, self._showing = session, message, before, False
        super().__init__(description="Code", continuous_update=False, layout=w.Layout(width="auto"))
        self.observe(self._pasted, "value")
        session.subscribe_to_guesses(lambda _: self.show())

    def show(self) -> None:
        """Show the session's code. A value without a code leaves the box empty, and is named."""
        self._showing = True
        try:
            self.value = self._session.code
        except CodeProblem as problem:
            self.value, self._message.text = "", f"No code: {sentence(problem)}"
        finally:
            self._showing = False

    def _pasted(self, change: Mapping[str, Any]) -> None:
        if self._showing or not change["new"].strip():
            return
        self._before()
        self._message.text = ""
        try:
            reading = self._session.paste(change["new"])
        except DataProblem as problem:
            self._message.text = problem_text(problem)
        else:  # a panel may have written an error in data/ there
            self._message.text = (
                self._message.text or reading.note or _restored(len(reading.guesses))
            )


def problem_text(problem: DataProblem) -> str:
    """An error as the sentence that a status line shows."""
    unchanged = "Nothing was changed: " * isinstance(problem, CodeProblem)
    return unchanged + sentence(problem)


def _restored(guesses: int) -> str:
    brought = f" It brought {plural(guesses, 'guess')}, which stay." if guesses else ""
    return f"The code was restored. Undo takes you back.{brought}"


# -- work from an earlier run --------------------------------------------------------------------

_AUTOSAVES: WeakKeyDictionary[Session, Autosave] = WeakKeyDictionary()


def autosave_of(session: Session) -> Autosave:
    """The autosave that keeps this session in a file beside its notebook; one for each session."""
    if session not in _AUTOSAVES:
        _AUTOSAVES[session] = Autosave(session, autosave_file())
    return _AUTOSAVES[session]


def restore_prompt(session: Session) -> list[w.Widget]:
    """A RestorePrompt for the first panel of a session, if an earlier run left something."""
    first = session not in _AUTOSAVES
    return [RestorePrompt(session)] if first and autosave_of(session).before is not None else []


class RestorePrompt(w.VBox):
    """Work from an earlier run of this notebook, with buttons to restore it or to forget it."""

    def __init__(self, session: Session):
        saved = autosave_of(session)
        self.said = Status(text=saved.before.summary(session.now))
        self.restore, self.forget = (w.Button(description=d) for d in ("Restore", "Forget"))
        self.restore.on_click(lambda _: self._end(saved.restore))
        self.forget.on_click(lambda _: self._end(saved.forget, "It is forgotten."))
        self.choice = w.HBox([self.restore, self.forget])
        super().__init__([self.said, self.choice])
        self.add_class("sevensteps-offer")

    def _end(self, act: Callable[[], str | None], done: str = "") -> None:
        try:
            self.said.text = act() or done
        except DataProblem as problem:
            self.said.text = f"It cannot be restored: {sentence(problem)}"
        self.choice.layout.display = "none"

    def __repr__(self) -> str:
        return "RestorePrompt()"


# -- inputs with one look ------------------------------------------------------------------------


def select(name: str, options: Sequence[tuple[str, Any]] = ()) -> w.Dropdown:
    """A wide menu."""
    return w.Dropdown(description=name, options=options, layout=WIDE, style=STYLE)


def area(name: str, rows: int) -> w.Textarea:
    """A wide box for several lines of text."""
    return w.Textarea(description=name, rows=rows, layout=WIDE, style=STYLE)


def heading(text: str) -> w.HTML:
    """A heading inside a form."""
    return w.HTML(f"<h3>{escape(text)}</h3>")
