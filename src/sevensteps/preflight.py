"""Is this room ready? A line for each thing that a class hangs on: green, or the fallback to use.

Every check is a function of what it looks at, so that a fault can be put in its way; one that
breaks is a line too, and stops no other. `python -m sevensteps.preflight` prints them all.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from . import pictures
from .argument import claims
from .assumptions import PRESETS, Assumptions, assumptions
from .codes import code, read
from .data import (
    DATA,
    PACKAGE,
    DataProblem,
    checksum,
    references,
    sentence,
    shorten,
    table,
    tables,
)
from .pictures.theme import drawn
from .questions import questions
from .scenarios import scenarios
from .text import Text, plural
from .widgets import chart

LOCK = Path(__file__).resolve().parents[2] / "locks/readers.txt"
OLDEST = (3, 11)
NEEDS = 300  # MB that a kernel takes with every picture of a notebook drawn, and some to spare
BESIDE = 1100, 700  # pixels of a window in which a chart and its sliders stand side by side
GREEN, NOTE, FALLBACK = "green", "note", "fallback"
MARK = {GREEN: "✓ green", NOTE: "· note", FALLBACK: "▲ fallback"}
SET_UP = "stop it, run `python3 go.py lab`, which sets up the locked versions, and come back"


class Check(NamedTuple):
    """One line: what was looked at, how it is (green, note or fallback), and what to do if it is not green."""

    item: str
    state: str
    said: str
    instead: str = ""

    @property
    def line(self) -> str:
        """The line in words, without markup."""
        instead = f" Use: {sentence(self.instead)}" if self.instead else ""
        return f"{MARK[self.state]} · {self.item}: {sentence(self.said)}{instead}".replace("`", "")


@dataclass(frozen=True)
class Report(Text):
    """The lines as Markdown; printed, the same without markup. ready: whether no line is a fallback."""

    checks: tuple[Check, ...] = ()

    @property
    def ready(self) -> bool:
        return all(c.state != FALLBACK for c in self.checks)

    @property
    def lines(self) -> list[str]:
        """What it comes to, and a line for each check, in words."""
        left = [c.item for c in self.checks if c.state == FALLBACK]
        head = f"Not ready: {', '.join(left)}." if left else "Ready: no fallback is needed."
        return [head, *(c.line for c in self.checks)]

    def __repr__(self) -> str:
        return "\n".join(self.lines)


def preflight(screen: tuple[int, int] | None = None, folder: Path = DATA) -> Report:
    """Every check, one after the other; screen: width and height of the window, None where none is there.

    The last line says how long it took, in seconds.
    """
    start = perf_counter()
    checks = [check(folder) for check in CHECKS]
    checks += [_kept("screen", lambda: check_screen(screen))]
    checks += [Check("time", NOTE, f"{perf_counter() - start:.1f} seconds for all of this")]
    return report(checks)


def report(checks: list[Check]) -> Report:
    """These checks as text."""
    blank = Report("", tuple(checks))
    return Report("\n".join(f"- {line}" for line in blank.lines), tuple(checks))


def with_screen(found: Report, screen: tuple[int, int]) -> Report:
    """The same report with the line on the screen written anew."""
    new = check_screen(screen)
    return report([new if c.item == new.item else c for c in found.checks])


def _kept(item: str, check: Callable[[], Check]) -> Check:
    """What the check says; where it breaks, that it did."""
    try:
        return check()
    except Exception as problem:
        what = f"the check itself broke ({type(problem).__name__}: {shorten(str(problem), 80)})"
        return Check(item, FALLBACK, what, SET_UP)


# -- the checks ----------------------------------------------------------------------------------


def check_python(now: tuple[int, ...] = sys.version_info[:3], shell: Any = None) -> Check:
    """Python's version, and whether a kernel runs it."""
    said = f"Python {'.'.join(map(str, now))} on {platform.system()}"
    if tuple(now[:2]) < OLDEST:
        return Check(
            "Python and kernel", FALLBACK, said, "Python 3.11 or newer, then go.py with that"
        )
    shell = shell if shell is not None else _shell()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return Check("Python and kernel", NOTE, f"{said}; no notebook's kernel runs here")
    return Check("Python and kernel", GREEN, f"{said}; {kernel.implementation} answers")


def _shell() -> Any:
    """The running IPython, if there is one."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def locked(lock: Path = LOCK) -> dict[str, str]:
    """The versions that the lock pins for this Python and this system, by package."""
    from packaging.markers import Marker

    found = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        pin = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)(?: ; (.*?))?(?: \\)?$", line)
        if pin and (not pin[3] or Marker(pin[3]).evaluate()):
            found[pin[1]] = pin[2]
    return found


def direct() -> list[str]:
    """The packages that this one asks for by name: those whose version matters."""
    return [re.match(r"[A-Za-z0-9._-]+", r)[0].lower() for r in requires("sevensteps") or ()]


def check_packages(lock: Path = LOCK, installed: Callable[[str], str] = version) -> Check:
    """Whether the packages asked for by name have the versions of the lock."""
    item = "packages"
    try:
        pins = locked(lock)
    except OSError:
        return Check(
            item, NOTE, "there is no lock beside this package, so versions are not compared"
        )
    off = []
    names = [name for name in direct() if name in pins]
    for name in names:
        try:
            have = installed(name)
        except PackageNotFoundError:
            have = "missing"
        if have != pins[name]:
            off.append(f"{name} is {have} instead of {pins[name]}")
    if off:
        return Check(item, FALLBACK, "; ".join(off), SET_UP)
    return Check(item, GREEN, f"{plural(len(names), 'package')} as the lock has them")


def check_drawing(
    folder: Path = chart.CACHE,
    draw: Callable[[dict], bytes] = drawn,
    a: Assumptions | None = None,
) -> Check:
    """Whether a chart is drawn without a network: the library is in the cache, and a picture comes out."""
    item = "drawing offline"
    picture = pictures.bite.still(assumptions() if a is None else a)
    try:
        found = draw(picture.spec)
    except Exception as problem:
        found = shorten(str(problem), 80)
    if not isinstance(found, bytes) or not found.startswith(b"\x89PNG"):
        return Check(
            item,
            FALLBACK,
            f"no picture came out ({found if isinstance(found, str) else 'it is no PNG'})",
            "the pictures and words saved in the notebooks, which need no kernel",
        )
    try:
        small = chart.vega_file(folder).stat().st_size < 100_000
    except OSError:
        small = True
    if small:
        return Check(
            item,
            FALLBACK,
            "still pictures are drawn, and the library for moving ones is not in the cache",
            "`python -m sevensteps.widgets`, once, before class; else the first panel takes some seconds",
        )
    return Check(
        item, GREEN, f"a chart came out ({len(found) // 1024} kB), and the library is in the cache"
    )


def check_data(folder: Path = DATA) -> Check:
    """Whether every file of data/ can be read, and which were edited since they were stamped."""
    item, folder = "data", Path(folder)
    edited, count = edited_files(folder)
    restore = "; ".join(f"git restore data/{file} brings it back" for file in edited)
    try:
        for load in (references, claims, assumptions, scenarios, questions):
            load(folder)
        for name in tables(folder):
            table(name, folder)
    except DataProblem as problem:
        return Check(item, FALLBACK, str(problem), restore or "the mend that this line names")
    if edited:
        said = "; ".join(
            f"edited: {file}; git restore data/{file} brings it back" for file in edited
        )
        return Check(item, NOTE, f"every file can be read; {said}")
    return Check(item, GREEN, f"{plural(count, 'file')} as they were stamped, and all can be read")


def edited_files(folder: Path = DATA) -> tuple[list[str], int]:
    """The files whose checksum is not the one in datapackage.json, and how many have one."""
    resources = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["resources"]
    stamped = {r["path"]: r["hash"] for r in resources if "hash" in r}
    edited = [
        p
        for p, stamp in stamped.items()
        if not (folder / p).is_file() or checksum(folder / p) != stamp
    ]
    return edited, len(stamped)


def check_memory(free: int | None = None) -> Check:
    """Whether a notebook's kernel finds room; free: bytes, measured where it is not given."""
    megabytes = (free_memory() if free is None else free) // 2**20
    said = f"{megabytes} MB are free, and a notebook takes up to {NEEDS}"
    if megabytes < NEEDS:
        instead = "fewer open notebooks: choose Kernel ▸ Shut Down All Kernels, and open one"
        return Check("memory", FALLBACK, said, instead)
    return Check("memory", GREEN, said)


def free_memory() -> int:
    """Bytes that may still be taken: of this machine or, if that is less, of the share it was given."""
    import psutil

    return min([psutil.virtual_memory().available, *_shares()])


def _shares(cgroup: Path = Path("/sys/fs/cgroup")) -> Iterator[int]:
    """What is left of limits that a container or a hub sets, in bytes."""
    import psutil

    try:
        limit = int((cgroup / "memory.max").read_text())
        yield limit - int((cgroup / "memory.current").read_text())
    except (OSError, ValueError):
        pass
    if os.environ.get("MEM_LIMIT", "").isdigit():
        used = psutil.Process().memory_info().rss
        yield int(os.environ["MEM_LIMIT"]) - used


def check_code(
    write: Callable[..., str] = code, take: Callable[..., Any] = read, a: Assumptions | None = None
) -> Check:
    """Whether assumptions and guesses come back from a code as they went in."""
    a = assumptions() if a is None else a
    asked = next(iter(questions().values()))
    guesses = {asked.id: asked.answers[0]}
    for who in PRESETS:
        mine = a.preset(who)
        back = take(write(mine, guesses), a)
        if back.assumptions != mine or dict(back.guesses) != guesses or back.note:
            said = f"the code of the {who}'s setting does not bring back what went in"
            return Check("code", FALLBACK, said, "values read out one by one; the sliders work")
    return Check("code", GREEN, "assumptions and a guess came back from a code as they went in")


def check_screen(screen: tuple[int, int] | None) -> Check:
    """Whether chart and sliders find room side by side in the window."""
    if not screen or not screen[0]:
        return Check("screen", NOTE, "not asked: no browser")
    said = f"the window has {screen[0]} by {screen[1]} pixels"
    if screen[0] < BESIDE[0] or screen[1] < BESIDE[1]:
        return Check(
            "screen",
            FALLBACK,
            f"{said}, fewer than {BESIDE[0]} by {BESIDE[1]}: sliders stand below their chart",
            "Ctrl+B to close the file browser, or zoom out with Ctrl and −",
        )
    return Check("screen", GREEN, f"{said}: chart and sliders stand side by side")


CHECKS: tuple[Callable[[Path], Check], ...] = (
    lambda folder: _kept("Python and kernel", check_python),
    lambda folder: _kept("packages", check_packages),
    lambda folder: _kept("drawing offline", check_drawing),
    lambda folder: _kept("data", lambda: check_data(folder)),
    lambda folder: _kept("memory", check_memory),
    lambda folder: _kept("code", check_code),
)


if __name__ == "__main__":
    found = preflight()
    print(found)
    sys.exit(not found.ready)
