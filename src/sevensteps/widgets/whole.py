"""Values before any ranking, strategies by their steps, and answers that are worked out when asked."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as w

from ..assumptions import Assumption, Assumptions
from ..data import DataProblem, sentence
from ..pictures.picture import Still
from ..scenarios import scenarios
from ..session import Session
from ..text import Text, conclusions, crux_of_codes
from .live import Status
from .parts import displayed


class Weights(w.VBox):
    """The reader's values, asked for before any ranking: a menu for each, unset at the start.

    `complete` says whether all are set; `told` is called when that or a value changes. A code whose
    weights differ from the defaults brings its values with it.
    """

    UNSET = ("choose …", "")

    def __init__(self, session: Session):
        self.session, self._subscribers, self._quiet = session, [], False
        self.menus = {n: self._menu(session.now.record(n), text) for n, text in _weighed().items()}
        session.own |= set(self.menus)
        self.said = Status()
        rows = list(self.menus.values())
        super().__init__([*rows, self.said])
        self.add_class("sevensteps-form")
        for name, menu in self.menus.items():
            menu.observe(lambda change, name=name: self._chosen(name, change["new"]), "value")
        session.subscribe(self._changed)
        self._changed(session.now, settled=True)

    @property
    def complete(self) -> bool:
        """Whether the reader has set every value."""
        return all(menu.value != "" for menu in self.menus.values())

    def subscribe(self, callback: Callable[[bool], None]) -> None:
        """Call `hear(complete)` now, and whenever a value changes."""
        self._subscribers.append(callback)
        callback(self.complete)

    def _menu(self, r: Assumption, text: str) -> w.Dropdown:
        menu = w.Dropdown(
            options=[self.UNSET, *r.settings.items()],
            value="",
            description=text,
            style={"description_width": "40em"},
            layout=w.Layout(width="54em", max_width="100%"),
        )
        menu.add_class("sevensteps-weight")
        return menu

    def _chosen(self, name: str, value: float | str) -> None:
        if value != "" and not self._quiet:
            self.session.put(self.session.now.replace(**{name: value}))
        self._tell()

    def _changed(self, now: Assumptions, settled: bool) -> None:
        """Show what a code or Undo brought; defaults alone are no choice of the reader's."""
        moved = {n for n in self.menus if getattr(now, n) != now.records[n].value}
        self._quiet = True
        for name, menu in self.menus.items():
            value = getattr(now, name)
            if menu.value == value or (menu.value == "" and not moved):
                continue
            if value not in [v for _, v in menu.options]:
                menu.options = [*menu.options, (f"{value:g}", value)]
            menu.value = value
        self._quiet = False
        self._tell()

    def _tell(self) -> None:
        left = [_weighed()[n].partition(":")[0] for n, m in self.menus.items() if m.value == ""]
        self.said.text = (
            f"Still to set: {'; '.join(left)}."
            if left
            else "Your values are set. You may change them at any time."
        )
        for callback in self._subscribers:
            callback(self.complete)

    def __repr__(self) -> str:
        return "Your values, one menu each; nothing is set yet."


class Gate(w.VBox):
    """What stays shut until the reader's values are set; in a saved notebook it says so.

    inside: widgets, or a text that weighs strategies against each other.
    """

    def __init__(self, weights: Weights, *inside: w.Widget | Text):
        self.shut = Status(
            text="Set all values above first. Then this opens: no ranking is without values."
        )
        self.inside = w.VBox(
            [x for one in inside for x in (displayed(one) if isinstance(one, Text) else [one])]
        )
        super().__init__([self.shut])
        weights.subscribe(self._turn)

    def _turn(self, open_: bool) -> None:
        self.children = [self.inside if open_ else self.shut]

    def __repr__(self) -> str:
        return self.shut.text


def _weighed() -> dict[str, str]:
    """What each menu asks, by the name of its assumption."""
    known = scenarios()
    asked = {c.weight: f"{c.title}: {c.anchor:g}, {c.unit}" for c in known.criteria.values()}
    return {**asked, "ally_weight": "The ally's losses in a war: beside Washington's"}


class Switches(w.VBox):
    """The op-ed's seven steps, a box each: ticked is on, off stays as in the baseline."""

    def __init__(self, session: Session):
        self.boxes = {}
        for k in range(1, 8):
            r = session.now.record(f"with_step_{k}")
            box = w.Checkbox(
                value=bool(getattr(session.now, r.name)),
                description=r.title,
                indent=False,
                layout=w.Layout(width="17em"),
            )
            box.observe(
                lambda change, name=r.name: self._turned(session, name, change["new"]), "value"
            )
            self.boxes[r.name] = box
        super().__init__([w.HBox(list(self.boxes.values()), layout=w.Layout(flex_flow="row wrap"))])
        session.subscribe(self._changed)

    def _turned(self, session: Session, name: str, on: bool) -> None:
        if bool(getattr(session.now, name)) != on:
            session.put(session.now.replace(**{name: int(on)}))

    def _changed(self, now: Assumptions, settled: bool) -> None:
        if settled:
            for name, box in self.boxes.items():
                box.value = bool(getattr(now, name))

    def __repr__(self) -> str:
        return "\n".join(
            f"{box.description}: {'on' if box.value else 'off'}" for box in self.boxes.values()
        )


class Views(w.VBox):
    """Rival views of the world, a button each: alike in size, and none is pressed at the start."""

    def __init__(self, session: Session):
        self.said = Status(text="None of these views is in hand.")
        self.buttons = {}
        for name, view in scenarios().presets.items():
            button = w.Button(
                description=view.title,
                tooltip=view.about,
                layout=w.Layout(width="11em", height="2.4em"),
            )
            button.on_click(lambda _, name=name: self._take(session, name))
            self.buttons[name] = button
        super().__init__(
            [w.HBox(list(self.buttons.values()), layout=w.Layout(flex_flow="row wrap")), self.said]
        )

    def _take(self, session: Session, name: str) -> None:
        view, now = scenarios().preset(name), session.now
        theirs = view.of(now)
        keep = [n for n, r in now.records.items() if r.role != "uncertainty"]
        session.put(theirs.replace_unchecked(**{n: getattr(now, n) for n in keep}))
        self.said.text = f"{view.title}: {view.about} It sets {len(view.sets)} numbers, all ours for that argument; the others are at their defaults, and your values and levers are as they were."

    def __repr__(self) -> str:
        return f"Views({', '.join(self.buttons)})"


class Study(w.VBox):
    """A question worked out when asked, under the assumptions in hand; the answer says which those were.

    work: from assumptions to a text, or to a picture with its words. weights: if given, the question
    stays shut until they are set.
    """

    def __init__(
        self,
        session: Session,
        label: str,
        work: Callable[[Assumptions], Text | Still],
        weights: Weights | None = None,
    ):
        self._desk, self._work, self.answer = session, work, w.VBox()
        self.button = w.Button(description=label, layout=w.Layout(width="auto", height="2.4em"))
        self.said = Status()
        self.button.on_click(lambda _: self.ask())
        super().__init__([self.button, self.said, self.answer])
        if weights:
            weights.subscribe(self._open)

    def ask(self) -> None:
        """Work it out now; what goes wrong is said in a sentence."""
        self.said.text = "Working it out …"
        try:
            found = self._work(self._desk.now)
        except DataProblem as problem:
            self.said.text = sentence(problem)
            return
        except KeyboardInterrupt:
            self.said.text = "Stopped. Nothing was changed."
            return
        self.answer.children = displayed(found)
        self.said.text = f"Worked out under the code {self._desk.code}."

    def _open(self, complete: bool) -> None:
        self.button.disabled = not complete
        if not complete:
            self.said.text = "Set all values above first."
        elif self.said.text.startswith("Set all"):
            self.said.text = ""

    def __repr__(self) -> str:
        return f"Study({self.button.description!r})"


class CruxFinder(w.VBox):
    """Two codes and a question: on which of their differences does the answer hang?"""

    def __init__(self, session: Session, first: str = "", second: str = ""):
        wide = w.Layout(width="min(100%, 680px)")
        self.codes = [
            w.Text(
                value=text,
                description=f"{who} code",
                layout=wide,
                style={"description_width": "7em"},
            )
            for who, text in (("First", first), ("Second", second))
        ]
        options = [(q.words, id) for id, q in conclusions().items()]
        self.question = w.Dropdown(
            options=options, description="Question", layout=wide, style={"description_width": "7em"}
        )
        self.study = Study(session, "Find the crux", self._find)
        super().__init__([*self.codes, self.question, self.study])

    def _find(self, a: Assumptions) -> Text:
        first, second = (text.value for text in self.codes)
        return crux_of_codes(first, second, self.question.value, a)

    def __repr__(self) -> str:
        return "Two codes, a question, and the difference on which the answer hangs."
