"""Nothing is lost: what is at a session is kept in a small file beside its notebook, and offered again.

The file is `.sevensteps/<notebook>.json`, which Git ignores. It holds codes and the draft of a reply,
the newest first, one entry for each run of the notebook. Where it cannot be written, nothing else
suffers. Where no notebook is open (nbval, nbconvert, Voila), nothing is kept or read.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from .argument import claims
from .assumptions import Assumptions
from .codes import CodeProblem, read, shorten
from .data import DataProblem
from .reply import Reply, Reproduction, draft, parts_in, reproduce
from .session import Session

FOLDER, FORMAT = ".sevensteps", "seven steps, work 1"
SETTING = "SEVENSTEPS_KEEP"  # "no", or a folder to keep the files in; else beside the notebook
SESSION = "JPY_SESSION_NAME"  # where Jupyter says which notebook a kernel belongs to
MOST = 5  # runs of a notebook that are kept
PAUSE = 1.0  # seconds from a change until it is written, so that a drag is one write
LARGEST = 20_000_000  # bytes of a file that is read


@dataclass(frozen=True)
class State:
    """What was at a session: its code, its guesses in words, and the draft of a reply; when, and in which run."""

    when: str
    code: str
    guesses: Mapping[str, Any]
    reply: Reply
    run: str = ""

    def parts(self) -> dict[str, Any]:
        """The state as a file holds it."""
        return {
            "when": self.when,
            "code": self.code,
            "guesses": dict(self.guesses),
            "reply": {k: v for k, v in self.reply.parts().items() if v not in ("", None)},
            "run": self.run,
        }


def state(parts: Any) -> State:
    """A state from its parts, as a file gives them; raises DataProblem where they hold none."""
    if not isinstance(parts, Mapping) or not isinstance(parts.get("code"), str):
        raise DataProblem("there is no code in this file: choose one that this bundle has saved")
    guesses = parts.get("guesses")
    return State(
        str(parts.get("when", "")),
        parts["code"],
        guesses if isinstance(guesses, Mapping) else {},
        draft(parts.get("reply", {})),
        str(parts.get("run", "")),
    )


# -- the files -----------------------------------------------------------------------------------


def place(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file of the notebook that this kernel belongs to; None where nothing is to be kept."""
    setting, notebook = environment.get(SETTING, ""), Path(environment.get(SESSION, ""))
    if setting == "no" or notebook.suffix != ".ipynb":
        return None
    folder = Path(setting) if setting else notebook.parent / FOLDER
    return folder / f"{notebook.stem}.json"


def kept(file: Path | None) -> list[State]:
    """The states of a file, the newest first; none where it is not there or cannot be read."""
    try:
        if file is None or file.stat().st_size > LARGEST:
            return []
        found = json.loads(file.read_text(encoding="utf-8"))["states"]
        return [state(parts) for parts in found][:MOST]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return []


def write(file: Path, states: Iterable[State]) -> bool:
    """Whether the states could be written, all or nothing; without states the file goes."""
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


# -- a session that is kept -------------------------------------------------------------------------


class Autosave:
    """Keeps what is at a session, and gives back what was there before this run.

    file: where; None keeps nothing. reply: the draft in hand, set with `note`.
    `listen` is told when a draft is brought back.
    """

    def __init__(self, session: Session, file: Path | None, *, pause: float = PAUSE):
        self._desk, self._file, self._pause, self._run = session, file, pause, uuid4().hex
        self._waiting: Any = None
        self._written: State | None = None
        self._subscribers: list[Callable[[Reply], None]] = []
        self.reply = Reply()
        self.before = next(iter(kept(file)), None)
        if file is not None:
            session.subscribe(lambda _, settled: self._later() if settled else None)
            getattr(session, "listen_to_guesses", lambda callback: None)(lambda _: self._later())
            _at_exit(self)

    def subscribe(self, callback: Callable[[Reply], None]) -> None:
        """Call `hear(draft)` when a draft is brought back."""
        self._subscribers.append(callback)

    def note(self, reply: Reply) -> None:
        """Keep this draft too."""
        if reply != self.reply:
            self.reply = reply
            self._later()

    def bring(self, reply: Reply) -> None:
        """Put this draft in hand, and tell who listens."""
        self.note(reply)
        for callback in self._subscribers:
            callback(reply)

    def now(self) -> State | None:
        """What is at the session; None where nothing was done, or where it has no code."""
        guesses = getattr(self._desk, "guesses", {})
        if not (self._desk.now.changed() or guesses or self.reply != Reply()):
            return None
        try:
            when = datetime.now().astimezone().isoformat(timespec="seconds")
            return State(when, self._desk.code, _plain(guesses), self.reply, self._run)
        except CodeProblem:
            return None

    def take(self, found: State) -> str:
        """Bring a state to the session, and say what came; raises CodeProblem and changes nothing if it cannot."""
        reading = self._desk.paste(found.code)
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
        """Drop what earlier runs of this notebook kept."""
        self.before = None
        if self._file is not None:
            write(self._file, [s for s in kept(self._file) if s.run == self._run])

    def flush(self) -> None:
        """Write what is at the session, if it is not written yet."""
        self._waiting = None
        found = self.now()
        same = found and self._written and replace(found, when=self._written.when) == self._written
        if self._file is None or same or found is self._written:
            return
        others = [s for s in kept(self._file) if s.run != self._run]
        if write(self._file, [*([found] if found else []), *others][:MOST]):
            self._written = found
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


def _at_exit(autosave_of: Autosave) -> None:
    """A kernel that is shut down in order writes what it has not written yet."""
    here = weakref.ref(autosave_of)
    atexit.register(lambda: (k := here()) and k.flush())


def _plain(guesses: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in guesses.items()}


def told(found: State, a: Assumptions) -> str:
    """One sentence on what was here: how much was changed, which reply was begun, and when."""
    parts = []
    try:
        changed = len(read(found.code, a).assumptions.changed())
        if changed:
            parts.append(f"{changed} assumption{'s' * (changed != 1)} changed")
    except CodeProblem:
        parts.append("a code made with other data")
    if found.guesses:
        parts.append(f"{len(found.guesses)} guess{'es' * (len(found.guesses) != 1)}")
    if found.reply.claim in claims():
        parts.append(f"a reply to {found.reply.claim}")
    return f"You had been here: {', '.join(parts) or 'a reply begun'}{_when(found)}."


def _when(found: State) -> str:
    try:
        then = datetime.fromisoformat(found.when)
    except ValueError:
        return ""
    return f", on {then.day} {then:%B} at {then:%H:%M}"


# -- one file to take along ------------------------------------------------------------------------


def work(autosave_of: Autosave, folder: Path | None) -> str:
    """All that was kept beside the notebooks, and what is at the session, as one file of JSON."""
    files = sorted(folder.glob("*.json")) if folder is not None and folder.is_dir() else []
    books = {f.stem: [s.parts() for s in kept(f) if s.run != autosave_of._run] for f in files}
    found = autosave_of.now()
    return json.dumps(
        {
            "format": FORMAT,
            "here": found.parts() if found else None,
            "notebooks": {name: states for name, states in books.items() if states},
        },
        indent=1,
        ensure_ascii=False,
    )


@dataclass(frozen=True)
class Opened:
    """What a file or a pasted text holds: states by where they were made, and what a page gives anew."""

    states: tuple[tuple[str, State], ...]
    said: str


def opened(given: str | bytes, a: Assumptions) -> Opened:
    """What is in a file of work, an exported page (HTML, Markdown, PDF) or a pasted code.

    Raises DataProblem, in one sentence, where it is none of them.
    """
    if len(given) > LARGEST:
        raise DataProblem("this is larger than any file of ours: choose another")
    if isinstance(given, bytes) and not given.startswith(b"%PDF"):
        given = given.decode("utf-8-sig", errors="replace")
    if isinstance(given, str) and given.lstrip().startswith("{"):
        return _opened_work(given, a)
    found: Reproduction = reproduce(given)
    made = State("", _code_of(found.assumptions), {}, parts_in(given) or Reply())
    if isinstance(given, str) and found.page is None:  # a bare code may hold guesses too
        made = replace(made, code=given.strip())
    return Opened((("this page" if found.page else "this code", made),), found.sentence)


def _code_of(a: Assumptions) -> str:
    return Session(a).code


def _opened_work(text: str, a: Assumptions) -> Opened:
    try:
        found = json.loads(text)
        if found.get("format") != FORMAT:
            raise DataProblem(
                f"this file is no work of this bundle: its format is {shorten(repr(found.get('format')))}"
            )
        here = [("at the session", state(found["here"]))] if found.get("here") else []
        books = found.get("notebooks", {})
        states = [(name, state(parts)) for name, listed in books.items() for parts in listed]
    except (AttributeError, TypeError, KeyError, RecursionError, json.JSONDecodeError):
        raise DataProblem(
            "this file cannot be read: choose the file that “Download my work” saved"
        ) from None
    if not (here or states):
        return Opened((), "There is nothing in this file but the default.")
    return Opened(
        (*here, *states), " ".join(f"{told(s, a)[:-1]} ({name})." for name, s in [*here, *states])
    )
