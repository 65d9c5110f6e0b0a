"""A room: its codes read together, and a pre-flight of the machine before class.

Codes come in as text, a line each. Names before a colon are cut off and never kept. Results are
about lines, not about people. `python -m sevensteps.room` prints the pre-flight.

>>> room.collect(room.made_up(3), assumptions()).sentence
'3 codes counted.'
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from . import pictures
from .argument import Claim, claims
from .assumptions import (
    CHOICE,
    PRESETS,
    Assumption,
    Assumptions,
    assumptions,
    parameters_read,
    percent,
)
from .cache import CACHE
from .codes import CodeProblem, code, read
from .data import DATA, PACKAGE, DataProblem, checksum, references, sentence, shorten, table, tables
from .pictures.theme import drawn
from .questions import DECLINED, Answer, Guesses, Question, questions
from .scenarios import scenarios
from .text import Text, bullets, judged, plural
from .text import table as text_table
from .verdicts import Crux, crux, holding, judge

MOST_PAIRS = 300  # pairs of opposite verdict whose crux is computed; a sample if there are more
SEED = 2009  # for that sample, and for the made-up class
HOLDS, FAILS, OPEN = "holds", "does not hold", "cannot be judged"
STATES = (HOLDS, FAILS, OPEN)
ROWS = 12  # in a table on a projector
TINY = 1e-9

# -- codes ---------------------------------------------------------------------------------------


class Vote(NamedTuple):
    """One code: its line, its last word (by which its owner knows it), and what it says."""

    line: int
    mark: str
    assumptions: Assumptions
    guesses: Guesses

    @property
    def name(self) -> str:
        """What the room is shown instead of a name."""
        return f"line {self.line} (… {self.mark})"


@dataclass(frozen=True)
class Ballot:
    """The votes that count. skipped, notes: sentences on lines that do not, and on some that do."""

    base: Assumptions
    votes: tuple[Vote, ...]
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def worlds(self) -> Assumptions:
        """All votes at once: assumptions on which they differ are arrays with one value a vote."""
        found = {n: [getattr(v.assumptions, n) for v in self.votes] for n in self.base.records}
        apart = {n: np.array(values) for n, values in found.items() if len(set(values)) > 1}
        same = {n: values[0] for n, values in found.items() if len(set(values)) == 1}
        return self.base.replace_unchecked(**apart, **same)

    @property
    def sentence(self) -> str:
        """How many codes count, and how many lines do not."""
        left_out = f", {plural(len(self.skipped), 'line')} skipped" if self.skipped else ""
        return f"{plural(len(self.votes), 'code')} counted{left_out}."

    def spreads(self) -> list[Spread]:
        """Every assumption that someone moved, the one with the widest spread first."""
        votes = [v.assumptions for v in self.votes]
        found = [
            Spread(r, tuple(getattr(a, n) for a in votes)) for n, r in self.base.records.items()
        ]
        return sorted((s for s in found if s.moved), key=lambda s: -s.apart)


def collect(text: str, base: Assumptions, *, repeats: bool = False) -> Ballot:
    """The codes of a text, one a line, with or without "name:" before each.

    A line is skipped and named if no code can be read there, or if an earlier line has the same code.
    repeats: count equal codes each, because two people may agree. Blank lines count as lines.
    """
    votes, skipped, notes, seen = [], [], [], {}
    for line, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        given = code_in(typed)
        try:
            a, note, guesses = read(given, base)
        except CodeProblem as problem:
            skipped.append(f"Line {line}: {sentence(problem)}")
            continue
        key = tuple(getattr(a, n) for n in a.records), tuple(sorted(guesses.items()))
        if key in seen and not repeats:
            skipped.append(f"Line {line}: the same code as line {seen[key]}.")
            continue
        seen.setdefault(key, line)
        votes.append(Vote(line, shorten(re.findall("[a-z]+", given.lower())[-1]), a, guesses))
        if note:
            notes.append(f"Line {line}: {sentence(note)}")
    return Ballot(base, tuple(votes), tuple(skipped), tuple(notes))


def code_in(line: str) -> str:
    """A line without a name before a colon, and without a bullet or a number before the code."""
    return re.sub(r"^[^a-zA-Z]+", "", line.rpartition(":")[2]).strip()


def without_names(text: str) -> str:
    """The same lines, each with its code alone."""
    return "\n".join(code_in(line) for line in text.splitlines())


def made_up(n: int = 24, seed: int = SEED) -> str:
    """The codes of an invented class, one a line, to try things with.

    Each takes the default, the author's or a critic's numbers step by step, moves six more to
    anywhere in their range, and answers about every second question that has a choice of answers.
    """
    rng, base, lines = np.random.default_rng(seed), assumptions(), []
    presets = [base, *(base.preset(who) for who in PRESETS)]
    steps = {n: claims()[r.claim].step if r.claim else 0 for n, r in base.records.items()}
    choices = [q for q in questions().values() if q.kind == "choice"]
    for _ in range(n):
        taken = rng.choice(len(presets), 8, p=(0.6, 0.2, 0.2))
        values = {name: getattr(presets[taken[step]], name) for name, step in steps.items()}
        for name in rng.choice(list(base.records), 6, replace=False):
            values[str(name)] = float(rng.choice(base.records[name].positions()))
        asked = [q for q in choices if rng.random() < 0.5]
        guesses = {q.id: q.answers[rng.integers(len(q.answers))] for q in asked}
        lines.append(code(base.replace(**values), guesses))
    return "\n".join(lines)


# -- how far apart -------------------------------------------------------------------------------


class Spread(NamedTuple):
    """One assumption in a room: the value of every vote, in the order of the votes."""

    record: Assumption
    values: tuple[float, ...]

    @property
    def low(self) -> float:
        """The least value."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest value."""
        return max(self.values)

    @property
    def middle(self) -> float:
        """The median; for a choice, the most frequent setting (the first of several)."""
        if self.record.unit == CHOICE:
            return min(self.counts, key=lambda v: (-self.counts[v], v))
        return float(np.median(self.values))

    @property
    def counts(self) -> Mapping[float, int]:
        """How many have each value, lowest value first."""
        return dict(sorted(Counter(self.values).items()))

    @property
    def apart(self) -> float:
        """Mean distance from the middle, as a share of the range (0 to 1).

        For a choice: the share of votes with another setting than the most frequent.
        """
        r = self.record
        if r.unit == CHOICE:
            return 1 - self.counts[self.middle] / len(self.values)
        return float(np.mean(np.abs(np.array(self.values) - self.middle))) / (r.high - r.low)

    @property
    def moved(self) -> int:
        """How many votes have another value than the default."""
        return sum(v != self.record.value for v in self.values)


def spread_table(b: Ballot, rows: int = ROWS) -> Text:
    """Least, middle and most of each assumption that someone moved, with default, author and critic."""
    found, listed = b.spreads(), []
    if not found:
        return Text("Nobody has moved an assumption yet.")
    for s in found[:rows]:
        r = s.record
        three = [r.show(s.low), r.show(s.middle), r.show(s.high)]
        if r.unit == CHOICE:
            three = ["–", "; ".join(f"{r.show(v)}: {n}" for v, n in s.counts.items()), "–"]
        theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
        cells = [r.title, *three, r.show(r.value), *theirs, f"{s.moved} of {len(s.values)}"]
        listed.append(" | ".join(cells))
    made = text_table(
        "assumption | least | middle | most | default | author | critic | moved by", listed
    )
    if len(found) > rows:
        more = plural(len(found) - rows, "assumption")
        made += f"\n\nAnd {more} on which the room is less far apart."
    return Text(made)


# -- how the verdicts fall -----------------------------------------------------------------------


def states(b: Ballot, c: Claim) -> list[str]:
    """The state of a claim (a word of STATES) under each vote, in their order."""
    verdict, n = judge(c, b.worlds), len(b.votes)
    holds, open_ = (np.broadcast_to(x, n) for x in (verdict.holds, verdict.open))
    return [OPEN if o else HOLDS if h else FAILS for h, o in zip(holds, open_, strict=True)]


def tallies(b: Ballot) -> list[tuple[Claim, Counter[str]]]:
    """Each claim that has a rule, with the votes of each state; the most divided claim first."""
    found = [(c, Counter(states(b, c))) for c in claims().values() if c.verdict and b.votes]
    return sorted(found, key=lambda pair: -min(pair[1][HOLDS], pair[1][FAILS]))


def verdict_table(b: Ballot) -> Text:
    """For each claim that divides the room, how many votes hold and fail; then the other claims."""
    settings, rows, agreed = [b.base, *map(b.base.preset, PRESETS)], [], []
    for c, counts in tallies(b):
        if len(counts) == 1:
            agreed.append(f"{c.id} {next(iter(counts))}")
            continue
        theirs = [judge(c, a).state for a in settings]
        rows.append(" | ".join([f"{c.id}: {c.title}", *(str(counts[s]) for s in STATES), *theirs]))
    parts = [text_table(" | ".join(["claim", *STATES, "default", *PRESETS]), rows)] if rows else []
    parts += [f"In every code alike: {'; '.join(agreed)}."] if agreed else []
    return Text("\n\n".join(parts) or "There is no code to count yet.")


# -- the cruxes of a room -------------------------------------------------------------------------


class RoomCrux(NamedTuple):
    """A difference between votes, and how much of the room's disagreement it explains.

    share: its part of the difference, mean over pairs (all parts sum to 1); first: in how many pairs
    it has the largest part.
    """

    label: str
    share: float
    first: int


class Room:
    """One claim in a room: the side of each vote, and the crux of any two on opposite sides.

    states: the claim's state under each vote; pairs: how many pairs of votes have opposite verdicts;
    worked_out: those whose cruxes count. Cruxes are exact over all subsets of what the verdict reads.
    """

    def __init__(self, b: Ballot, claim_id: str):
        self.ballot, self.claim = b, judged(claim_id)
        self.states = states(b, self.claim) if b.votes else []
        self.measure = holding(self.claim)
        worlds = [b.worlds, *(v.assumptions for v in b.votes)]
        seen = {r.name for a in worlds for r in parameters_read(self.measure, a)}
        self.read = [r for n, r in b.base.records.items() if n in seen]
        self._known: dict[tuple, Crux] = {}
        self.worked_out = list(product(self.camp(HOLDS), self.camp(FAILS)))
        self.pairs = len(self.worked_out)
        if self.pairs > MOST_PAIRS:
            self.worked_out = sorted(random.Random(SEED).sample(self.worked_out, MOST_PAIRS))

    def camp(self, state: str) -> list[int]:
        """The places of the votes under which the claim is in this state."""
        return [i for i, s in enumerate(self.states) if s == state]

    def position(self, i: int) -> dict[str, float]:
        """What a vote says of the assumptions that the verdict reads."""
        return {r.name: getattr(self.ballot.votes[i].assumptions, r.name) for r in self.read}

    def crux(self, i: int, j: int) -> Crux:
        """The crux between two votes, over the assumptions that the verdict reads."""
        one, other = self.position(i), self.position(j)
        key = *one.values(), *other.values()
        if key not in self._known:
            base = self.ballot.base
            two = (base.replace_unchecked(**values) for values in (one, other))
            self._known[key] = crux(self.measure, *two)
        return self._known[key]

    def parts(self, i: int, j: int) -> dict[str, float]:
        """The share of each difference in the gap between two opposite verdicts, by its label."""
        found = self.crux(i, j)
        return {d.label: d.share / (found.end - found.start) for d in found.differences}

    def sharpness(self, i: int, j: int) -> float:
        """The largest of these shares."""
        return max(self.parts(i, j).values())

    def unlike(self, i: int, j: int) -> float:
        """Distance of two votes: the sum over what the verdict reads, in shares of the ranges."""
        one, other = self.position(i), self.position(j)
        return sum(abs(one[r.name] - other[r.name]) / (r.high - r.low) for r in self.read)

    def cruxes(self) -> list[RoomCrux]:
        """The mean share of each difference over the pairs of opposite verdict, largest first."""
        total, first, n = Counter(), Counter(), max(1, len(self.worked_out))
        for parts in (self.parts(*pair) for pair in self.worked_out):
            best = max(parts.values())
            total.update(parts)
            first.update(label for label, part in parts.items() if part > best - TINY)
        ranked = sorted(total, key=lambda label: (-total[label], label))
        return [RoomCrux(x, total[x] / n, first[x]) for x in ranked if abs(total[x]) > TINY]


def crux_lines(room: Room, most: int = 5) -> Text:
    """The largest cruxes of a room on a claim, in words, and from how many pairs they come."""
    c, done = room.claim, len(room.worked_out)
    head = f"**{c.id}: {c.title}.**"
    if not room.pairs:
        return Text(f"{head} No two of these codes are on opposite sides, so there is no crux.")
    which = f"all {room.pairs} pairs" if room.pairs > 1 else "the only pair"
    if done < room.pairs:
        which = f"a sample of {done} of the {room.pairs} pairs"
    lines = [f"{head} Worked out exactly for {which} of opposite verdict:", ""]
    largest = [one for one in room.cruxes()[:most] if one.share >= 0.005]
    lines += [
        f"{i}. “{one.label}” carries **{percent(round(one.share, 2))}** of the difference; it is the "
        f"largest part in {one.first} of {done}."
        for i, one in enumerate(largest, start=1)
    ]
    return Text("\n".join(lines))


# -- whom to pair --------------------------------------------------------------------------------


class Group(NamedTuple):
    """Two votes that debate a claim, or three if the number is odd, and why these."""

    votes: tuple[Vote, ...]
    why: str


def groups(room: Room) -> list[Group]:
    """A partner for everyone; the same votes give the same groups.

    As many pairs as possible have opposite verdicts, with the sharpest cruxes. The others are paired
    with those who differ most from them. If the number is odd, the last one joins a pair.
    """
    pairs = [list(pair) for pair in _opposed(room)]
    left = [i for i in range(len(room.states)) if not any(i in pair for pair in pairs)]
    while len(left) > 1:
        i = left.pop(0)
        j = max(left, key=lambda k: (room.states[k] != room.states[i], room.unlike(i, k), -k))
        left.remove(j)
        pairs.append([i, j])
    pairs.sort()
    if left and not pairs:
        return [Group((room.ballot.votes[left[0]],), "there is nobody else to talk to yet")]
    if left:
        max(pairs, key=lambda pair: max(room.unlike(m, left[0]) for m in pair)).append(left[0])
    return [
        Group(tuple(room.ballot.votes[i] for i in pair), _why(room, *pair[:2])) for pair in pairs
    ]


def _opposed(room: Room) -> list[tuple[int, int]]:
    """As many pairs of opposite verdict as possible, with the largest sum of sharpness."""
    from scipy.optimize import linear_sum_assignment

    hold, fail = room.camp(HOLDS), room.camp(FAILS)
    sharp = np.zeros((len(hold), len(fail)))
    for i, j in room.worked_out:
        sharp[hold.index(i), fail.index(j)] = room.sharpness(i, j)
    rows, columns = linear_sum_assignment(sharp, maximize=True)
    return [tuple(sorted((hold[r], fail[c]))) for r, c in zip(rows, columns, strict=True)]


def _why(room: Room, i: int, j: int) -> str:
    """The claim's state for two votes and, if they are opposed, the crux."""
    if room.states[i] == room.states[j]:
        return f"both: {room.claim.id} {room.states[i]}"
    said = ", ".join(
        f"line {room.ballot.votes[k].line}: {room.claim.id} {room.states[k]}" for k in (i, j)
    )
    if OPEN in (room.states[i], room.states[j]):
        return said
    top = room.crux(i, j).differences[0]
    named = f"{top.label} ({plural(len(top.records), 'assumption')})"
    if len(top.records) == 1:
        (r,) = top.records
        mine, theirs = (r.show(room.position(k)[r.name]) for k in (i, j))
        named = f"“{r.title}”, {mine} against {theirs}"
    part = percent(round(room.parts(i, j)[top.label], 2))
    return f"{said}; it hangs most on {named}, with {part} of the difference"


def group_lines(made: Sequence[Group]) -> Text:
    """Whom to pair, and why, a line each."""
    if not made:
        return Text("There is no code to pair yet.")
    return Text(bullets(f"**{_and([v.name for v in g.votes])}.** {g.why}." for g in made))


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


# -- guesses -------------------------------------------------------------------------------------


def guessed(b: Ballot, notebook: str = "") -> list[tuple[Question, list[Answer]]]:
    """The questions that the codes answer, with the answers; notebook: those of one notebook alone."""
    asked = [q for q in questions().values() if notebook in ("", q.notebook)]
    found = [(q, [v.guesses[q.id] for v in b.votes if q.id in v.guesses]) for q in asked]
    return [(q, answers) for q, answers in found if answers]


def guess_lines(b: Ballot, notebook: str = "") -> Text:
    """What the room guessed, question by question, without the answers."""
    found = [f"*{q.question}* {_answers(q, answers)}" for q, answers in guessed(b, notebook)]
    return Text(bullets(found) or "These codes carry no guesses.")


def _answers(q: Question, answers: Sequence[Answer]) -> str:
    given = [a for a in answers if a != DECLINED]
    said = []
    if q.kind == "choice":
        said = [f"{words}: **{given.count(words)}**" for words in q.answers if words in given]
    elif given and q.kind == "chance":
        low, middle, high = min(given), float(np.median(given)), max(given)
        said = [f"{percent(low)} to {percent(high)}, in the middle **{percent(round(middle, 3))}**"]
    elif given:
        low, high = (f"{np.median(ends):g}" for ends in zip(*given, strict=True))
        said = [f"the middle of the low ends **{low}**, of the high ends **{high}** {q.unit}"]
    if len(given) < len(answers):
        said.append(f"would rather not: {len(answers) - len(given)}")
    return f"{'; '.join(said)}. ({plural(len(answers), 'answer')})"


# -- the pre-flight ------------------------------------------------------------------------------

LOCK = Path(__file__).resolve().parents[2] / "locks/readers.txt"
OLDEST = (3, 11)
NEEDS = 300  # MB that a kernel needs with every picture of a notebook drawn, with a margin
BESIDE = 1100, 700  # pixels of a window in which a chart and its sliders stand side by side
GREEN, NOTE, FALLBACK = "green", "note", "fallback"
MARK = {GREEN: "✓ green", NOTE: "· note", FALLBACK: "▲ fallback"}
SET_UP = "stop it, run `python3 go.py lab`, which sets up the locked versions, and come back"


class Check(NamedTuple):
    """How one item is (green, note or fallback), in words; instead: what to do if it is not green."""

    state: str
    said: str
    instead: str = ""


def preflight(screen: tuple[int, int] | None = None) -> dict[str, Check]:
    """Every check by its item; screen: width and height of the window in pixels, if there is one.

    A check that breaks is a fallback, and stops no other. The last item says how long it all took.
    """
    start, found = perf_counter(), {}
    for item, check in {**CHECKS, "screen": lambda: check_screen(screen)}.items():
        try:
            found[item] = check()
        except Exception as problem:
            what = f"{type(problem).__name__}: {shorten(str(problem), 80)}"
            found[item] = Check(FALLBACK, f"the check itself broke ({what})", SET_UP)
    return {**found, "time": Check(NOTE, f"{perf_counter() - start:.1f} seconds for all of this")}


def preflight_lines(checks: Mapping[str, Check]) -> list[str]:
    """Whether a room is ready, and then a line for each check."""
    left = [item for item, check in checks.items() if check.state == FALLBACK]
    lines = [f"Not ready: {', '.join(left)}." if left else "Ready: no fallback is needed."]
    for item, check in checks.items():
        instead = f" Use: {sentence(check.instead)}" if check.instead else ""
        lines.append(
            f"{MARK[check.state]} · {item}: {sentence(check.said)}{instead}".replace("`", "")
        )
    return lines


def check_python(now: tuple[int, ...] = sys.version_info[:3], shell: Any = None) -> Check:
    """Python's version, and whether a kernel runs it."""
    said = f"Python {'.'.join(map(str, now))} on {platform.system()}"
    if tuple(now[:2]) < OLDEST:
        return Check(FALLBACK, said, "Python 3.11 or newer, then go.py with that")
    if shell is None and "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return Check(NOTE, f"{said}; no notebook's kernel runs here")
    return Check(GREEN, f"{said}; {kernel.implementation} answers")


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
    """The packages that this one requires by name: those whose version matters."""
    return [re.match(r"[A-Za-z0-9._-]+", r)[0].lower() for r in requires("sevensteps") or ()]


def check_packages(lock: Path = LOCK, installed: Callable[[str], str] = version) -> Check:
    """Whether the packages asked for by name have the versions of the lock."""
    try:
        pins = locked(lock)
    except OSError:
        said = "there is no lock beside this package, so versions are not compared"
        return Check(NOTE, said)
    off, names = [], [name for name in direct() if name in pins]
    for name in names:
        try:
            have = installed(name)
        except PackageNotFoundError:
            have = "missing"
        if have != pins[name]:
            off.append(f"{name} is {have} instead of {pins[name]}")
    if off:
        return Check(FALLBACK, "; ".join(off), SET_UP)
    return Check(GREEN, f"{plural(len(names), 'package')} as the lock has them")


def check_drawing(folder: Path = CACHE, draw: Callable[[Mapping], bytes] = drawn) -> Check:
    """Whether a chart is drawn without a network, and the library for live charts is in the cache."""
    picture = pictures.bite.still(assumptions())
    try:
        made = draw(picture.spec)
        why = "" if made.startswith(b"\x89PNG") else "it is no PNG"
    except Exception as problem:
        why = shorten(str(problem), 80)
    if why:
        saved = "the pictures and words saved in the notebooks, which need no kernel"
        return Check(FALLBACK, f"no picture came out ({why})", saved)
    library = folder.glob(f"vega-{version('vl-convert-python')}-*.js.gz")
    if not any(file.stat().st_size > 100_000 for file in library):
        said = "still pictures are drawn, and the library for moving ones is not in the cache"
        build = "`python -m sevensteps.widgets`, once, before class"
        return Check(FALLBACK, said, f"{build}; else the first panel takes some seconds")
    size = f"{len(made) // 1024} kB"
    return Check(GREEN, f"a chart came out ({size}), and the library is in the cache")


def check_data(folder: Path = DATA) -> Check:
    """Whether every file of data/ can be read, and which were edited since they were stamped."""
    edited, count = edited_files(folder)
    back = "; ".join(f"git restore data/{file} brings it back" for file in edited)
    try:
        for load in (references, claims, assumptions, scenarios, questions):
            load(folder)
        for name in tables(folder):
            table(name, folder)
    except DataProblem as problem:
        return Check(FALLBACK, str(problem), back or "the fix that this line names")
    if edited:
        said = "; ".join(f"edited: {f}; git restore data/{f} brings it back" for f in edited)
        return Check(NOTE, f"every file can be read; {said}")
    return Check(GREEN, f"{plural(count, 'file')} as they were stamped, and all can be read")


def edited_files(folder: Path = DATA) -> tuple[list[str], int]:
    """The files whose checksum is not the one in datapackage.json, and how many have one."""
    resources = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["resources"]
    stamped = {folder / r["path"]: r["hash"] for r in resources if "hash" in r}
    edited = [f.name for f, hash in stamped.items() if not f.is_file() or checksum(f) != hash]
    return edited, len(stamped)


def check_memory(free: int | None = None) -> Check:
    """Whether memory is free for a notebook's kernel; free: bytes, measured by default."""
    megabytes = (free_memory() if free is None else free) // 2**20
    said = f"{megabytes} MB are free, and a notebook takes up to {NEEDS}"
    if megabytes < NEEDS:
        instead = "fewer open notebooks: choose Kernel ▸ Shut Down All Kernels, and open one"
        return Check(FALLBACK, said, instead)
    return Check(GREEN, said)


def free_memory() -> int:
    """Free bytes: of this machine or, if that is less, of the share that a container may use."""
    import psutil

    return min([psutil.virtual_memory().available, *_shares()])


def _shares(cgroup: Path = Path("/sys/fs/cgroup")) -> Iterator[int]:
    """Bytes left under the limits that a container or a hub sets."""
    import psutil

    try:
        limit = int((cgroup / "memory.max").read_text())
        yield limit - int((cgroup / "memory.current").read_text())
    except (OSError, ValueError):
        pass
    if os.environ.get("MEM_LIMIT", "").isdigit():
        yield int(os.environ["MEM_LIMIT"]) - psutil.Process().memory_info().rss


def check_code(write: Callable[..., str] = code, take: Callable[..., Any] = read) -> Check:
    """Whether a code gives back the same assumptions and guesses."""
    a, asked = assumptions(), next(iter(questions().values()))
    guesses = {asked.id: asked.answers[0]}
    for who in PRESETS:
        mine = a.preset(who)
        back = take(write(mine, guesses), a)
        if back.assumptions != mine or dict(back.guesses) != guesses or back.note:
            said = f"the code of the {who}'s setting does not bring back what went in"
            return Check(FALLBACK, said, "values read out one by one; the sliders work")
    return Check(GREEN, "assumptions and a guess came back from a code as they went in")


def check_screen(screen: tuple[int, int] | None) -> Check:
    """Whether a chart and its sliders stand side by side in a window of this size."""
    if not screen or not screen[0]:
        return Check(NOTE, "not asked: no browser")
    said = f"the window has {screen[0]} by {screen[1]} pixels"
    if screen[0] < BESIDE[0] or screen[1] < BESIDE[1]:
        small = f"{said}, fewer than {BESIDE[0]} by {BESIDE[1]}: sliders stand below their chart"
        return Check(
            FALLBACK, small, "Ctrl+B to close the file browser, or zoom out with Ctrl and −"
        )
    return Check(GREEN, f"{said}: chart and sliders stand side by side")


CHECKS: dict[str, Callable[[], Check]] = {
    "Python and kernel": check_python,
    "packages": check_packages,
    "drawing offline": check_drawing,
    "data": check_data,
    "memory": check_memory,
    "code": check_code,
}


if __name__ == "__main__":
    found = preflight()
    print("\n".join(preflight_lines(found)))
    sys.exit(any(check.state == FALLBACK for check in found.values()))
