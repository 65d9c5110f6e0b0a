"""Forms for the whole strategy: values before any ranking, steps, views, and answers on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w
import traitlets as t

from ..assumptions import Assumption, Assumptions
from ..comparison import steps_switched
from ..data import DataProblem, sentence
from ..pictures.picture import Still
from ..scenarios import scenarios
from ..session import Session
from ..text import Text, conclusions, crux_of_codes
from .parts import Status, displayed

WRAPPED = {"flex_flow": "row wrap"}


class Weights(w.VBox):
    """The reader's values, asked for before any ranking: a menu for each, unset at the start.

    complete: whether the reader has set every value.
    A menu that the reader has not set stays unset. A pasted code whose weights differ from the
    defaults, or Undo, sets them all.

    >>> Weights(Session()).complete
    False
    """

    UNSET = ("choose …", "")
    complete = t.Bool()

    def __init__(self, session: Session):
        self.session, self._showing, self._choosing = session, False, False
        asked = {
            c.weight: f"{c.title}: {c.anchor:g}, {c.unit}" for c in scenarios().criteria.values()
        }
        asked["ally_weight"] = "The ally's losses in a war: beside Washington's"
        self.menus = {n: self._menu(session.now.record(n), text) for n, text in asked.items()}
        session.own |= set(self.menus)
        self._known = {n: session.now.record(n).value for n in self.menus}
        self.said = Status()
        super().__init__([*self.menus.values(), self.said])
        self.add_class("sevensteps-form")
        session.subscribe(self._changed)
        self._changed(session.now, settled=True)

    def _menu(self, r: Assumption, question: str) -> w.Dropdown:
        menu = w.Dropdown(
            options=[self.UNSET, *r.settings.items()],
            value="",
            description=question,
            style={"description_width": "40em"},
            layout={"width": "54em", "max_width": "100%"},
        )
        menu.add_class("sevensteps-weight")
        menu.observe(lambda change: self._chosen(r.name, change["new"]), "value")
        return menu

    def _chosen(self, name: str, value: float | str) -> None:
        if value != "" and not self._showing:
            self._choosing = True
            self.session.put(self.session.now.replace(**{name: value}))
            self._choosing = False
        self._tell()

    def _values(self, now: Assumptions) -> dict[str, float]:
        return {name: getattr(now, name) for name in self.menus}

    def _changed(self, now: Assumptions, settled: bool) -> None:
        """Show values from a code or from Undo. Defaults alone are not the reader's choice."""
        values = self._values(now)
        given = values != self._known and not self._choosing
        chosen = given and any(v != now.records[n].value for n, v in values.items())
        self._known, self._showing = values, True
        for name, menu in self.menus.items():
            value = values[name]
            if menu.value == value or (menu.value == "" and not chosen):
                continue
            if value not in [v for _, v in menu.options]:
                menu.options = [*menu.options, (f"{value:g}", value)]
            menu.value = value
        self._showing = False
        self._tell()

    def _tell(self) -> None:
        unset = [menu.description for menu in self.menus.values() if menu.value == ""]
        left = "; ".join(question.partition(":")[0] for question in unset)
        done = "Your values are set. You may change them at any time."
        self.said.text = f"Still to set: {left}." if left else done
        self.complete = not left

    def __repr__(self) -> str:
        return "Your values, one menu each; nothing is set yet."


class Gate(w.VBox):
    """Widgets and texts that stay closed until the reader's values are set.

    inside: widgets, or texts that weigh strategies against each other.

    >>> session = Session()
    >>> Gate(Weights(session), Views(session))
    Set all values above first. Then this opens: no ranking is without values.
    """

    def __init__(self, weights: Weights, *inside: w.Widget | Text):
        self.shut = Status(
            text="Set all values above first. Then this opens: no ranking is without values."
        )
        self.inside = w.VBox(displayed(*inside))
        super().__init__([self.shut])
        show = {True: (self.inside,), False: (self.shut,)}
        w.dlink((weights, "complete"), (self, "children"), show.get)

    def __repr__(self) -> str:
        return self.shut.text


class Switches(w.VBox):
    """The op-ed's seven steps, a box each. A step that is off stays as in the baseline.

    >>> session = Session(assumptions().replace(with_step_7=0))
    >>> Switches(session)
    Step 1: keep expectations low: on
    ...
    Step 7: withdraw forces: off
    """

    def __init__(self, session: Session):
        self.boxes = {
            step.switch: self._box(session, step.switch) for step in steps_switched(session.now)
        }
        super().__init__([w.HBox(list(self.boxes.values()), layout=WRAPPED)])
        session.subscribe(self._changed)

    def _box(self, session: Session, name: str) -> w.Checkbox:
        on, title = bool(getattr(session.now, name)), session.now.record(name).title
        box = w.Checkbox(value=on, description=title, indent=False, layout={"width": "17em"})

        def turned(change: dict[str, Any]) -> None:
            if bool(getattr(session.now, name)) != change["new"]:
                session.put(session.now.replace(**{name: int(change["new"])}))

        box.observe(turned, "value")
        return box

    def _changed(self, now: Assumptions, settled: bool) -> None:
        if settled:
            for name, box in self.boxes.items():
                box.value = bool(getattr(now, name))

    def __repr__(self) -> str:
        boxes = self.boxes.values()
        return "\n".join(f"{box.description}: {'on' if box.value else 'off'}" for box in boxes)


class Views(w.VBox):
    """Rival views of the world, a button each. All have the same size; none is pressed at first.

    >>> Views(Session())
    Views(alliance, hawk, ...)
    """

    def __init__(self, session: Session):
        self.said = Status(text="None of these views is in hand.")
        self.buttons = {}
        for name, view in scenarios().presets.items():
            self.buttons[name] = w.Button(
                description=view.title,
                tooltip=view.about,
                layout={"width": "11em", "height": "2.4em"},
            )
            self.buttons[name].on_click(lambda _, name=name: self._take(session, name))
        super().__init__([w.HBox(list(self.buttons.values()), layout=WRAPPED), self.said])

    def _take(self, session: Session, name: str) -> None:
        """Set the view's numbers, and the defaults elsewhere. Values and levers stay."""
        view, now = scenarios().preset(name), session.now
        mine = {n: getattr(now, n) for n, r in now.records.items() if r.role != "uncertainty"}
        session.put(view.of(now).replace_unchecked(**mine))
        self.said.text = (
            f"{view.title}: {view.about} It sets {len(view.sets)} numbers, all ours for that argument; "
            "the others are at their defaults, and your values and levers are as they were."
        )

    def __repr__(self) -> str:
        return f"Views({', '.join(self.buttons)})"


class Study(w.VBox):
    """A question that is answered on request, under the current assumptions. It names their code.

    label: the text of the button. work: a function from assumptions to a text, or to a still picture.
    weights: if given, the button is disabled until they are set.

    >>> study = Study(Session(), "What flips it?", lambda now: text.flip_table("C6a", now))
    >>> study.ask()
    >>> study.said
    Worked out under the code ...
    """

    def __init__(
        self,
        session: Session,
        label: str,
        work: Callable[[Assumptions], Text | Still],
        weights: Weights | None = None,
    ):
        self._session, self._work, self.answer = session, work, w.VBox()
        self.button = w.Button(description=label, layout={"width": "auto", "height": "2.4em"})
        self.said = Status()
        self.button.on_click(lambda _: self.ask())
        super().__init__([self.button, self.said, self.answer])
        if weights:
            weights.observe(lambda change: self._open(change["new"]), "complete")
            self._open(weights.complete)

    def ask(self) -> None:
        """Answer the question now. An error in the data appears as a sentence."""
        self.said.text = "Working it out …"
        try:
            found = self._work(self._session.now)
        except DataProblem as problem:
            self.said.text = sentence(problem)
        except KeyboardInterrupt:
            self.said.text = "Stopped. Nothing was changed."
        else:
            self.answer.children = displayed(found)
            self.said.text = f"Worked out under the code {self._session.code}."

    def _open(self, complete: bool) -> None:
        self.button.disabled = not complete
        self.said.text = "" if complete else "Set all values above first."

    def __repr__(self) -> str:
        return f"Study({self.button.description!r})"


class CruxFinder(w.VBox):
    """Two codes and a question: which of their differences decides the answer?

    >>> mine, yours = assumptions(), assumptions().preset("critic")
    >>> CruxFinder(Session(), code(mine), code(yours))
    Two codes, a question, and the difference on which the answer hangs.
    """

    def __init__(self, session: Session, first: str = "", second: str = ""):
        look = {
            "layout": {"width": "min(100%, 680px)"},
            "style": {"description_width": "7em"},
        }
        given = {"First code": first, "Second code": second}
        self.codes = [w.Text(value=v, description=name, **look) for name, v in given.items()]
        options = [(q.words, id) for id, q in conclusions().items()]
        self.question = w.Dropdown(options=options, description="Question", **look)
        self.study = Study(session, "Find the crux", self._find)
        super().__init__([*self.codes, self.question, self.study])

    def _find(self, a: Assumptions) -> Text:
        first, second = (box.value for box in self.codes)
        return crux_of_codes(first, second, self.question.value, a)

    def __repr__(self) -> str:
        return "Two codes, a question, and the difference on which the answer hangs."
