"""The reader's session: the current assumptions, their history, the guesses, and the autosave.

It knows no widget, so that a test needs no browser. The autosave is a small file beside the notebook,
`.sevensteps/<notebook>.json`, which Git ignores. It holds codes and the draft of a reply, one entry for
each run of the notebook, the newest first. If it cannot be written, nothing else suffers. If no
notebook is open (nbval, nbconvert, Voila), nothing is saved or read.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np

from .argument import claims
from .assumptions import CHOICE, Assumptions, assumptions, one_set
from .codes import CodeProblem, Reading, code, read
from .data import DataProblem, quote
from .questions import Answer, Guesses, question
from .reply import Reply, compared, draft, state_in
from .text import plural

FOLDER, FORMAT = ".sevensteps", "seven steps, work 1"
SETTING = "SEVENSTEPS_KEEP"  # "no", or a folder for the files; else they go beside the notebook
NOTEBOOK = "JPY_SESSION_NAME"  # where Jupyter says which notebook a kernel belongs to
RUNS = 5  # of a notebook, that the file holds at most
PAUSE = 1.0  # seconds from a change until it is written, so that a drag is one write
LARGEST = 20_000_000  # bytes of a file that is read


class Session:
    """Assumptions that move, with undo, redo, presets, codes and a replay of the last change.

    now: the current assumptions; a move in progress is in `now` and not yet in the history.
    own: names of the values that the reader was asked for; presets and reset do not change them.
    Several panels share a session through `subscribe` and `subscribe_to_guesses`.

    >>> session = Session()
    >>> session.put(session.now.replace(china_cooperation=1))
    >>> session.undo()
    >>> session.now.china_cooperation
    0.0
    """

    def __init__(self, start: Assumptions | None = None):
        self.now = self._settled = assumptions() if start is None else one_set(start)
        self._past: list[Assumptions] = []
        self._future: list[Assumptions] = []
        self._subscribers: list[Callable[[Assumptions, bool], None]] = []
        self.own: set[str] = set()
        self._guesses: dict[str, Answer] = {}
        self._guess_subscribers: list[Callable[[Guesses], None]] = []

    def __repr__(self) -> str:
        return f"Session({self.now!r})"

    @property
    def code(self) -> str:
        """The spoken code of the current assumptions and of the guesses."""
        return code(self.now, self._guesses)

    @property
    def guesses(self) -> Guesses:
        """The answers given before looking, by question; undo and presets do not change them."""
        return MappingProxyType(self._guesses)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past) or self.now != self._settled

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return bool(self._future)

    def subscribe(self, callback: Callable[[Assumptions, bool], None]) -> None:
        """Call `callback(now, settled)` at every change; settled is False while a slider moves."""
        self._subscribers.append(callback)

    def subscribe_to_guesses(self, callback: Callable[[Guesses], None]) -> None:
        """Call `callback(guesses)` whenever a guess is given, changed or taken back."""
        self._guess_subscribers.append(callback)

    def unsubscribe(self, callback: Callable[[Assumptions, bool], None]) -> None:
        """Call this callback no more."""
        if callback in self._subscribers:
            self._subscribers.remove(callback)

    def guess(self, name: str, answer: Answer | None) -> None:
        """Note the answer to a question; None takes it back.

        Raises DataProblem for an unknown question, or for an answer that does not fit it.
        """
        given = {} if answer is None else {name: question(name).check(answer)}
        self._note({n: g for n, g in self._guesses.items() if n != name} | given)

    def move(self, **changes: Any) -> None:
        """Change values, as a slider does while it moves; `settle` makes it one step of history."""
        self.now = one_set(self.now.replace(**changes))
        self._tell(settled=False)

    def settle(self) -> None:
        """End a move: it becomes one step of history."""
        if self.now != self._settled:
            self._past.append(self._settled)
            self._future.clear()
            self._settled = self.now
        self._tell(settled=True)

    def put(self, new: Assumptions) -> None:
        """Make these the current assumptions, as one step of history.

        Raises DataProblem, and changes nothing, unless they are one number each.
        """
        new = one_set(new)
        self.settle()
        self.now = new
        self.settle()

    def preset(self, who: str, names: Iterable[str]) -> None:
        """Give these assumptions the author's or the critic's values, and leave the others."""
        theirs = self.now.preset(who)
        self.put(self.now.replace(**{n: getattr(theirs, n) for n in names if n not in self.own}))

    def reset(self, names: Iterable[str]) -> None:
        """Give these assumptions their defaults, and leave the others."""
        start = {n: self.now.records[n].value for n in names if n not in self.own}
        self.put(self.now.replace(**start))

    def undo(self) -> None:
        """Take back the last change; without one, nothing happens."""
        self._jump(self._past, self._future)

    def redo(self) -> None:
        """Make again what undo took back; without that, nothing happens."""
        self._jump(self._future, self._past)

    def paste(self, text: str) -> Reading:
        """Take over the assumptions of a code; its guesses replace those to the same questions.

        Raises CodeProblem, and changes nothing, if the code is mistyped.
        """
        reading = read(text, self.now)
        self._note({**self._guesses, **reading.guesses})
        self.put(reading.assumptions)
        return reading

    def replay(self, frames: int = 12) -> Iterator[Assumptions]:
        """Yield frames that play the last change backward, then forward.

        It yields nothing before the first change; the history stays as it is. A choice has no value
        between two settings, so it changes half-way.
        """
        if not self._past:
            return
        before, after = self._past[-1], self._settled
        moved = [r for n, r in after.records.items() if getattr(before, n) != getattr(after, n)]
        shares = np.linspace(1, 0, frames).tolist()
        for share in [*shares, *shares[::-1]]:
            values = {}
            for r in moved:
                start, end = getattr(before, r.name), getattr(after, r.name)
                part = float(share >= 0.5) if r.unit == CHOICE else share
                values[r.name] = start + part * (end - start)
            yield after.replace_unchecked(**values)

    def _jump(self, here: list[Assumptions], there: list[Assumptions]) -> None:
        self.settle()
        if here:
            there.append(self._settled)
            self.now = self._settled = here.pop()
            self._tell(settled=True)

    def _note(self, guesses: dict[str, Answer]) -> None:
        if guesses != self._guesses:
            self._guesses = guesses
            for callback in list(self._guess_subscribers):
                callback(self.guesses)

    def _tell(self, settled: bool) -> None:
        for callback in list(self._subscribers):
            callback(self.now, settled)


# -- the autosave --------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """A saved session: its code, the draft of a reply, when it was saved, and in which run."""

    code: str
    reply: Reply = field(default_factory=Reply)
    when: str = ""
    run: str = ""

    def parts(self) -> dict[str, Any]:
        """The state as a file holds it."""
        given = {k: v for k, v in self.reply.parts().items() if v not in ("", None)}
        return {**asdict(self), "reply": given}

    @classmethod
    def of(cls, parts: Any) -> State:
        """A state from its parts, as a file gives them; raises DataProblem if there is no code."""
        if not isinstance(parts, Mapping) or not isinstance(parts.get("code"), str):
            raise DataProblem(
                "there is no code in this file: choose one that this bundle has saved"
            )
        when, run = (str(parts.get(name, "")) for name in ("when", "run"))
        return cls(parts["code"], draft(parts.get("reply", {})), when, run)

    def summary(self, a: Assumptions) -> str:
        """One sentence: how much was changed, which reply was begun, and when."""
        parts = []
        try:
            reading = read(self.code, a)
            if changed := len(reading.assumptions.changed()):
                parts.append(f"{plural(changed, 'assumption')} changed")
            if reading.guesses:
                parts.append(plural(len(reading.guesses), "guess"))
        except CodeProblem:
            parts.append("a code made with other data")
        if self.reply.claim in claims():
            parts.append(f"a reply to {self.reply.claim}")
        try:
            then = datetime.fromisoformat(self.when)
            when = f", on {then.day} {then:%B} at {then:%H:%M}"
        except ValueError:
            when = ""
        return f"You had been here: {', '.join(parts) or 'a reply begun'}{when}."


def autosave_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file of the notebook that this kernel belongs to; None if nothing is to be saved."""
    setting, notebook = environment.get(SETTING, ""), Path(environment.get(NOTEBOOK, ""))
    if setting == "no" or notebook.suffix != ".ipynb":
        return None
    return (Path(setting) if setting else notebook.parent / FOLDER) / f"{notebook.stem}.json"


def saved(file: Path | None) -> list[State]:
    """The states of a file, the newest first; none if it is not there or cannot be read."""
    try:
        if file is None or file.stat().st_size > LARGEST:
            return []
        found = json.loads(file.read_text(encoding="utf-8"))["states"]
        return [State.of(parts) for parts in found][:RUNS]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return []


def write(file: Path, states: Iterable[State]) -> bool:
    """Write the states, all or nothing, and return whether it worked; no states delete the file."""
    half = file.with_name(f".{file.name}.{os.getpid()}")
    listed = [s.parts() for s in states]
    try:
        if not listed:
            file.unlink(missing_ok=True)
            return True
        file.parent.mkdir(exist_ok=True)
        half.write_text(json.dumps({"format": FORMAT, "states": listed}, indent=1), "utf-8")
        half.replace(file)
    except OSError:
        return False
    return True


class Autosave:
    """Saves a session to a file after each change, and restores what an earlier run left there.

    file: where; None saves nothing. reply: the current draft, set with `note`. before: the newest
    state of an earlier run, or None. `subscribe` is for drafts that are brought back.
    """

    def __init__(self, session: Session, file: Path | None, *, pause: float = PAUSE):
        self._session, self._file, self._pause, self._run = session, file, pause, uuid4().hex
        self._waiting: Any = None
        self._written: tuple[str, Reply] | None = None
        self._subscribers: list[Callable[[Reply], None]] = []
        self.reply = Reply()
        self.before = next(iter(saved(file)), None)
        if file is not None:
            session.subscribe(lambda _, settled: self._later() if settled else None)
            session.subscribe_to_guesses(lambda _: self._later())
            here = weakref.ref(self)  # a kernel that shuts down writes what is not written yet
            atexit.register(lambda: (one := here()) and one.flush())

    def subscribe(self, callback: Callable[[Reply], None]) -> None:
        """Call `callback(draft)` when a draft is brought back."""
        self._subscribers.append(callback)

    def note(self, reply: Reply) -> None:
        """Save this draft too."""
        if reply != self.reply:
            self.reply = reply
            self._later()

    def bring(self, reply: Reply) -> None:
        """Make this the current draft, and call the subscribers."""
        self.note(reply)
        for callback in self._subscribers:
            callback(reply)

    def now(self) -> State | None:
        """Current state to save, or None if unchanged or not encodable."""
        session = self._session
        if not (session.now.changed() or session.guesses or self.reply != Reply()):
            return None
        try:
            when = datetime.now().astimezone().isoformat(timespec="seconds")
            return State(session.code, self.reply, when, self._run)
        except CodeProblem:
            return None

    def take(self, found: State) -> str:
        """Bring a state to the session, and say so; raises CodeProblem and then changes nothing."""
        reading = self._session.paste(found.code)
        if found.reply != Reply():
            self.bring(found.reply)
        self._later()
        return reading.note or "It is all here again. Undo takes the assumptions back."

    def restore(self) -> str:
        """Bring back what was here before this run, and say so; see `take`."""
        if self.before is None:
            return "Nothing was kept."
        said = self.take(self.before)
        self.before = None
        return said

    def forget(self) -> None:
        """Delete what earlier runs of this notebook left."""
        self.before = None
        if self._file is not None:
            write(self._file, [s for s in saved(self._file) if s.run == self._run])

    def flush(self) -> None:
        """Write the current state, if it is not written yet."""
        self._waiting = None
        if self._file is None:
            return
        found = self.now()
        content = found and (found.code, found.reply)
        if content == self._written:
            return
        others = [s for s in saved(self._file) if s.run != self._run]
        if write(self._file, [*([found] if found else []), *others][:RUNS]):
            self._written = content
        else:
            self._file = None  # a folder that cannot be written is asked once

    def _later(self) -> None:
        if self._file is None or self._waiting is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, as in a test
            self.flush()
        else:
            self._waiting = loop.call_later(self._pause, self.flush)

    def work(self, folder: Path | None) -> str:
        """The current state, and all that is saved in this folder, as one file of JSON."""
        files = sorted(folder.glob("*.json")) if folder is not None and folder.is_dir() else []
        books = {f.stem: [s.parts() for s in saved(f) if s.run != self._run] for f in files}
        here, books = self.now(), {name: states for name, states in books.items() if states}
        parts = {"format": FORMAT, "here": here.parts() if here else None, "notebooks": books}
        return json.dumps(parts, indent=1, ensure_ascii=False)


class Opened(NamedTuple):
    """What a file or a pasted text holds: states with the place they come from, and a sentence."""

    states: tuple[tuple[str, State], ...]
    said: str


def opened(given: str | bytes, a: Assumptions) -> Opened:
    """What is in a file of work, a saved reply (HTML) or a pasted code; raises DataProblem."""
    if len(given) > LARGEST:
        raise DataProblem("this is larger than any file of ours: choose another")
    if isinstance(given, bytes):
        given = given.decode("utf-8-sig", errors="replace")
    if given.lstrip().startswith("{"):
        return _opened_work(given, a)
    if page := state_in(given):
        return Opened((("this page", State(page.code, page.reply)),), compared(given, page))
    if "<" in given:
        raise DataProblem("this page carries no reply of ours: choose the page that was saved here")
    reading = read(given, a)
    said = f"The code was read. {reading.note}".strip()
    return Opened((("this code", State(given.strip())),), said)


def _opened_work(text: str, a: Assumptions) -> Opened:
    try:
        found = json.loads(text)
        if found.get("format") != FORMAT:
            was = quote(found.get("format"))
            raise DataProblem(f"this file was not saved by this bundle: its format is {was}")
        books = {"at the session": [found["here"]] if found.get("here") else []}
        books |= found.get("notebooks", {})
        states = [(name, State.of(parts)) for name, listed in books.items() for parts in listed]
    except (AttributeError, TypeError, KeyError, RecursionError, json.JSONDecodeError):
        raise DataProblem(
            "this file cannot be read: choose the file that “Download my work” saved"
        ) from None
    said = " ".join(f"{s.summary(a)[:-1]} ({name})." for name, s in states)
    return Opened(tuple(states), said or "There is nothing in this file but the default.")
