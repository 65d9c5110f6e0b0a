"""A room's codes, read together: how far apart its assumptions lie, how its verdicts fall, and why.

Codes come in as text, a line each; names before a colon are cut off and never kept. What is worked
out is about places of a line, not about people. Chance comes in as a generator.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from .argument import Claim, claims
from .assumptions import CHOICE, PRESETS, Assumption, Assumptions, parameters_read, percent
from .codes import CodeProblem, read
from .data import sentence, shorten
from .questions import DECLINED, Answer, Guesses, Question, questions
from .text import Text, judged, plural
from .verdicts import Crux, Difference, crux, holding, judge

MOST_PAIRS = 300  # pairs of opposite verdict that are worked out; of more, a sample
HOLDS, FAILS, OPEN = "holds", "does not hold", "cannot be judged"
STATES = (HOLDS, FAILS, OPEN)
ROWS = 12  # of a table on a projector
TINY = 1e-9


class Vote(NamedTuple):
    """One code: the line it stood on, its last word (by which its owner knows it), and what it says."""

    line: int
    mark: str
    assumptions: Assumptions
    guesses: Guesses

    @property
    def name(self) -> str:
        """What it is called where others see it."""
        return f"line {self.line} (… {self.mark})"


class Line(NamedTuple):
    """Something to say about one line of what was pasted."""

    line: int
    why: str

    @property
    def sentence(self) -> str:
        return f"Line {self.line}: {sentence(self.why)}"


@dataclass(frozen=True)
class Ballot:
    """The votes that count, the lines that do not and why, and what to know of some that do."""

    base: Assumptions
    votes: tuple[Vote, ...]
    skipped: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()

    @cached_property
    def worlds(self) -> Assumptions:
        """All votes at once: an array, a vote each, for every assumption on which not all are alike."""
        found = {}
        for name in self.base.records:
            values = [getattr(v.assumptions, name) for v in self.votes]
            if values:
                found[name] = np.array(values) if len(set(values)) > 1 else values[0]
        return self.base.replace_unchecked(**found)

    @property
    def sentence(self) -> str:
        """How many codes count, and how many lines do not."""
        said = f"{plural(len(self.votes), 'code')} counted"
        return (
            f"{said}, {plural(len(self.skipped), 'line')} skipped." if self.skipped else f"{said}."
        )


def collect(text: str, base: Assumptions, *, repeats: bool = False) -> Ballot:
    """The codes of a text, one a line, with or without "name:" before each; blank lines count as lines.

    A line without a code that can be read, or with one that was there before, is skipped and named.
    repeats: whether equal codes count each, since two people may well agree.
    """
    votes, skipped, notes, seen = [], [], [], {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        given = code_in(line)
        try:
            reading = read(given, base)
        except CodeProblem as problem:
            skipped.append(Line(number, str(problem)))
            continue
        key = _key(reading.assumptions, reading.guesses)
        if key in seen and not repeats:
            skipped.append(Line(number, f"the same code as line {seen[key]}"))
            continue
        seen.setdefault(key, number)
        mark = re.findall("[a-z]+", given.lower())[-1]
        votes.append(Vote(number, shorten(mark), reading.assumptions, reading.guesses))
        if reading.note:
            notes.append(Line(number, reading.note))
    return Ballot(base, tuple(votes), tuple(skipped), tuple(notes))


def code_in(line: str) -> str:
    """A line without a name before a colon, and without a bullet or a number before the code."""
    return re.sub(r"^[^a-zA-Z]+", "", line.rpartition(":")[2]).strip()


def without_names(text: str) -> str:
    """The same lines, each with its code alone."""
    return "\n".join(code_in(line) for line in text.splitlines())


def _key(a: Assumptions, guesses: Guesses) -> tuple:
    return tuple(getattr(a, n) for n in a.records), tuple(sorted(guesses.items()))


# -- how far apart -------------------------------------------------------------------------------


class Spread(NamedTuple):
    """One assumption as the room has it: every vote's value, in the order of the votes."""

    record: Assumption
    values: tuple[float, ...]

    @property
    def low(self) -> float:
        return min(self.values)

    @property
    def high(self) -> float:
        return max(self.values)

    @property
    def middle(self) -> float:
        """The median; of a choice the setting that most have taken, the first where several tie."""
        if self.record.unit == CHOICE:
            return min(self.counts, key=lambda v: (-self.counts[v], v))
        return float(np.median(self.values))

    @property
    def counts(self) -> Mapping[float, int]:
        """How many have each value, lowest value first."""
        return dict(sorted(Counter(self.values).items()))

    @property
    def apart(self) -> float:
        """How far the room lies from its middle on average, as a share of the range (0 to 1).

        Of a choice: the share of votes that took another setting than most.
        """
        r = self.record
        if r.unit == CHOICE:
            return 1 - self.counts[self.middle] / len(self.values)
        return float(np.mean(np.abs(np.array(self.values) - self.middle))) / (r.high - r.low)

    @property
    def moved(self) -> int:
        """How many have another value than the default."""
        return sum(v != self.record.value for v in self.values)


def spreads(b: Ballot) -> list[Spread]:
    """Every assumption that someone moved, the one on which the room lies farthest apart first."""
    found = [
        Spread(r, tuple(getattr(v.assumptions, n) for v in b.votes))
        for n, r in b.base.records.items()
    ]
    return sorted((s for s in found if s.moved), key=lambda s: -s.apart) if b.votes else []


# -- how the verdicts fall -----------------------------------------------------------------------


class Tally(NamedTuple):
    """How many votes each state of one claim has."""

    claim: Claim
    counts: Mapping[str, int]

    @property
    def split(self) -> int:
        """The smaller of the two camps."""
        return min(self.counts[HOLDS], self.counts[FAILS])


def states(b: Ballot, c: Claim) -> list[str]:
    """The state of a claim (a word of STATES) under each vote, in their order."""
    verdict, n = judge(c, b.worlds), len(b.votes)
    holds, open_ = (np.broadcast_to(x, n) for x in (verdict.holds, verdict.open))
    return [OPEN if o else HOLDS if h else FAILS for h, o in zip(holds, open_, strict=True)]


def tallies(b: Ballot) -> list[Tally]:
    """The verdicts on every claim that has a rule, the most divided claim first."""
    if not b.votes:
        return []
    found = []
    for c in claims().values():
        if c.verdict:
            count = Counter(states(b, c))
            found.append(Tally(c, {s: count[s] for s in STATES}))
    return sorted(found, key=lambda t: -t.split)


# -- what the room's difference hangs on -----------------------------------------------------------


class RoomCrux(NamedTuple):
    """What two votes can differ in, and how much of the room's disagreement it carries.

    share: its part of the difference, mean over pairs (all parts sum to 1); first: in how many pairs
    it has the largest part.
    """

    label: str
    share: float
    first: int


class RoomCruxes(NamedTuple):
    """The room's cruxes on a claim, largest first, from so many pairs worked out of so many."""

    claim: Claim
    cruxes: tuple[RoomCrux, ...]
    worked_out: int
    pairs: int


class Room:
    """One claim in a room: who is on which side, and the crux of any two that are not on the same.

    Cruxes are those of `verdicts.crux`: exact over all subsets of what the verdict reads. Equal
    positions are worked out once.
    """

    def __init__(self, b: Ballot, claim_id: str, rng: np.random.Generator):
        self.ballot, self.claim = b, judged(claim_id)
        self.states = states(b, self.claim) if b.votes else []
        self.measure = holding(self.claim)
        self.read = self._read()
        self._known: dict[tuple, Crux] = {}
        pairs = list(product(self.camp(HOLDS), self.camp(FAILS)))
        self.pairs, self.worked_out = len(pairs), pairs
        if len(pairs) > MOST_PAIRS:
            chosen = sorted(rng.choice(len(pairs), MOST_PAIRS, replace=False).tolist())
            self.worked_out = [pairs[i] for i in chosen]

    def camp(self, state: str) -> list[int]:
        """The places of the votes under which the claim is in this state."""
        return [i for i, s in enumerate(self.states) if s == state]

    def _read(self) -> list[str]:
        """What the verdict reads under any of the votes, in the order of the file."""
        worlds = [self.ballot.worlds, *(v.assumptions for v in self.ballot.votes)]
        seen = {r.name for a in worlds for r in parameters_read(self.measure, a)}
        return [n for n in self.ballot.base.records if n in seen]

    def position(self, i: int) -> tuple[float, ...]:
        """What a vote says of the assumptions that the verdict reads."""
        return tuple(getattr(self.ballot.votes[i].assumptions, n) for n in self.read)

    def crux(self, i: int, j: int) -> Crux:
        """The crux between two votes: what the verdict does not read has no part in it."""
        key = self.position(i), self.position(j)
        if key not in self._known:
            one = self.ballot.base.replace_unchecked(**dict(zip(self.read, key[0], strict=True)))
            other = self.ballot.base.replace_unchecked(**dict(zip(self.read, key[1], strict=True)))
            self._known[key] = crux(self.measure, one, other)
        return self._known[key]

    def sharpness(self, i: int, j: int) -> float:
        """The largest part that one difference has in the difference of two verdicts."""
        found = self.crux(i, j)
        return max(d.share / (found.end - found.start) for d in found.differences)

    def cruxes(self) -> RoomCruxes:
        """The mean part of each difference over the pairs of opposite verdict, largest first."""
        total, first = Counter(), Counter()
        for i, j in self.worked_out:
            found = self.crux(i, j)
            parts = {d.label: d.share / (found.end - found.start) for d in found.differences}
            for label, part in parts.items():
                total[label] += part
            best = max(parts.values())
            first.update(label for label, part in parts.items() if part > best - TINY)
        n = max(1, len(self.worked_out))
        ranked = sorted(total, key=lambda label: (-total[label], label))
        every = tuple(RoomCrux(x, total[x] / n, first[x]) for x in ranked if abs(total[x]) > TINY)
        return RoomCruxes(self.claim, every, len(self.worked_out), self.pairs)


# -- whom to pair --------------------------------------------------------------------------------


class Group(NamedTuple):
    """Votes that are to debate a claim, two or three, and why these."""

    votes: tuple[Vote, ...]
    why: str


def groups(room: Room) -> list[Group]:
    """A partner for everyone, and one group of three if they are odd; the same votes, the same groups.

    As many pairs of opposite verdict as there can be, and among those the sharpest cruxes; who is
    left is paired with whoever differs most from them.
    """
    pairs = _opposed(room)
    there = {i for pair in pairs for i in pair}
    left = [i for i in range(len(room.states)) if i not in there]
    while len(left) > 1:
        i = left.pop(0)
        j = max(left, key=lambda k: (room.states[k] != room.states[i], _unlike(room, i, k), -k))
        left.remove(j)
        pairs.append((i, j))
    made = [list(pair) for pair in sorted(pairs)]
    if left and made:
        _join(room, made, left[0])
    elif left:
        made = [left]
    return [_group(room, members) for members in made]


def _opposed(room: Room) -> list[tuple[int, int]]:
    """Pairs of opposite verdict, as many as can be, with the largest sum of sharpness."""
    from scipy.optimize import linear_sum_assignment

    hold, fail = room.camp(HOLDS), room.camp(FAILS)
    if not (hold and fail):
        return []
    sharp = np.zeros((len(hold), len(fail)))
    for i, j in room.worked_out:
        sharp[hold.index(i), fail.index(j)] = room.sharpness(i, j)
    rows, columns = linear_sum_assignment(sharp, maximize=True)
    return [tuple(sorted((hold[r], fail[c]))) for r, c in zip(rows, columns, strict=True)]


def _unlike(room: Room, i: int, j: int) -> float:
    """How far two votes lie apart: the sum, over what the verdict reads, in shares of the ranges."""
    records = [room.ballot.base.records[n] for n in room.read]
    two = zip(records, room.position(i), room.position(j), strict=True)
    return sum(abs(a - b) / (r.high - r.low) for r, a, b in two)


def _join(room: Room, made: list[list[int]], last: int) -> None:
    """Let the last one join the group with which the crux is sharpest, or that is most unlike."""

    def best(members: list[int]) -> tuple[float, float, int]:
        sides = {HOLDS, FAILS}
        against = [m for m in members if {room.states[m], room.states[last]} == sides]
        sharp = max((room.sharpness(m, last) for m in against), default=0.0)
        return sharp, max(_unlike(room, m, last) for m in members), -members[0]

    max(made, key=best).append(last)


def _group(room: Room, members: list[int]) -> Group:
    votes = tuple(room.ballot.votes[i] for i in members)
    if len(members) == 1:
        return Group(votes, "there is nobody else to talk to yet")
    why = _why(room, *members[:2])
    if len(members) == 3:
        third = members[2]
        other = next((m for m in members if room.states[m] != room.states[third]), members[0])
        why += f"; {votes[2].name} joins them: {_why(room, other, third)}"
    return Group(votes, why)


def _why(room: Room, i: int, j: int) -> str:
    """Why two votes should talk about the claim."""
    names = [room.ballot.votes[k].name.partition(" (")[0] for k in (i, j)]
    said = [f"{n}: {room.claim.id} {room.states[k]}" for n, k in zip(names, (i, j), strict=True)]
    if {room.states[i], room.states[j]} == {HOLDS, FAILS}:
        found = room.crux(i, j)
        top = found.differences[0]
        part = percent(round(top.share / (found.end - found.start), 2))
        return f"{', '.join(said)}; it hangs most on {_named(room, top, i, j)}, with {part} of the difference"
    same = room.states[i] == room.states[j]
    head = f"both: {room.claim.id} {room.states[i]}" if same else ", ".join(said)
    far = [
        (abs(a - b) / (r.high - r.low), r, a, b)
        for r, a, b in zip(
            (room.ballot.base.records[n] for n in room.read),
            room.position(i),
            room.position(j),
            strict=True,
        )
        if a != b
    ]
    if not far:
        return f"{head}, for the same reasons; ask what would change both minds"
    _, r, a, b = max(far, key=lambda f: f[0])
    return f"{head}, and not by the same numbers: “{r.title}”, {r.show(a)} against {r.show(b)}"


def _named(room: Room, top: Difference, i: int, j: int) -> str:
    if len(top.records) != 1:
        return f"{top.label} ({plural(len(top.records), 'assumption')})"
    (r,) = top.records
    mine, theirs = (getattr(room.ballot.votes[k].assumptions, r.name) for k in (i, j))
    return f"“{r.title}”, {r.show(mine)} against {r.show(theirs)}"


# -- guesses -------------------------------------------------------------------------------------


def guessed(b: Ballot, notebook: str = "") -> dict[Question, list[Answer]]:
    """The answers that the codes carry, by question; notebook: those of one notebook alone."""
    asked = [q for q in questions().values() if notebook in ("", q.notebook)]
    found = {q.id: [v.guesses[q.id] for v in b.votes if q.id in v.guesses] for q in asked}
    return {q: found[q.id] for q in asked if found[q.id]}


# -- in words ------------------------------------------------------------------------------------


def told(b: Ballot) -> Text:
    """How many codes count, which lines do not and why, and what was left out of some."""
    lines = [b.sentence, *(one.sentence for one in (*b.skipped, *b.notes))]
    return Text("\n".join([lines[0], "", *(f"- {line}" for line in lines[1:])]).strip())


def spread_table(b: Ballot, rows: int = ROWS) -> Text:
    """Least, middle and most of each assumption that someone moved, with default, author and critic."""
    found = spreads(b)
    if not found:
        return Text("Nobody has moved an assumption yet.")
    table = [
        "| assumption | least | middle | most | default | author | critic | moved by |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for s in found[:rows]:
        r = s.record
        three = [r.show(s.low), r.show(s.middle), r.show(s.high)]
        if r.unit == CHOICE:
            taken = "; ".join(f"{r.show(v)}: {n}" for v, n in s.counts.items())
            three = ["–", taken, "–"]
        theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
        cells = [r.title, *three, r.show(r.value), *theirs, f"{s.moved} of {len(s.values)}"]
        table.append(f"| {' | '.join(cells)} |")
    if len(found) > rows:
        table += [
            "",
            f"And {plural(len(found) - rows, 'assumption')} on which the room is less far apart.",
        ]
    return Text("\n".join(table))


def verdict_table(b: Ballot) -> Text:
    """How many hold and how many fail, claim by claim, where the room is divided; and where it is not."""
    found = tallies(b)
    if not found:
        return Text("There is no code to count yet.")
    heads = ["claim", *STATES, "default", *PRESETS]
    table = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    settings = [b.base, *(b.base.preset(who) for who in PRESETS)]
    agreed = []
    for t in found:
        if max(t.counts.values()) == len(b.votes):
            state = max(t.counts, key=t.counts.get)
            agreed.append(f"{t.claim.id} {state}")
            continue
        theirs = [judge(t.claim, a).state for a in settings]
        cells = [f"{t.claim.id}: {t.claim.title}", *(str(t.counts[s]) for s in STATES), *theirs]
        table.append(f"| {' | '.join(cells)} |")
    if agreed:
        table += ["", f"In every code alike: {'; '.join(agreed)}."]
    divided = len(agreed) < len(found)
    return Text("\n".join(table if divided else table[-1:]))


def crux_lines(room: Room, most: int = 5) -> Text:
    """The largest cruxes of a room on a claim, in words; how many pairs they were worked out from."""
    found = room.cruxes()
    c = found.claim
    head = f"**{c.id}: {c.title}.**"
    if not found.pairs:
        return Text(f"{head} No two of these codes are on opposite sides, so there is no crux.")
    all_of = f"all {found.pairs}" if found.pairs > 1 else "the only"
    if found.worked_out < found.pairs:
        all_of = f"a sample of {found.worked_out} of the {found.pairs}"
    pairs = "pairs" if found.pairs > 1 else "pair"
    lines = [f"{head} Worked out exactly for {all_of} {pairs} of opposite verdict:", ""]
    lines += [
        f"{i}. “{one.label}” carries **{percent(round(one.share, 2))}** of the difference; it is the "
        f"largest part in {one.first} of {found.worked_out}."
        for i, one in enumerate((x for x in found.cruxes[:most] if x.share >= 0.005), start=1)
    ]
    return Text("\n".join(lines))


def group_lines(made: Sequence[Group]) -> Text:
    """Whom to pair, and why, a line each."""
    if not made:
        return Text("There is no code to pair yet.")
    return Text("\n".join(f"- **{_and([v.name for v in g.votes])}.** {g.why}." for g in made))


def guess_lines(b: Ballot, notebook: str = "") -> Text:
    """What the room guessed, question by question; what is true is not said."""
    found = guessed(b, notebook)
    if not found:
        return Text("These codes carry no guesses.")
    return Text("\n".join(f"- *{q.question}* {_answers(q, a)}" for q, a in found.items()))


def _answers(q: Question, answers: Sequence[Answer]) -> str:
    given = [a for a in answers if a != DECLINED]
    said = []
    if q.kind == "choice":
        said = [f"{words}: **{given.count(words)}**" for words in q.answers if words in given]
    elif given and q.kind == "chance":
        low, middle, high = min(given), float(np.median(given)), max(given)
        said = [f"{percent(low)} to {percent(high)}, in the middle **{percent(round(middle, 3))}**"]
    elif given:
        ends = [f"{np.median(one):g}" for one in zip(*given, strict=True)]
        said = [
            f"the middle of the low ends **{ends[0]}**, of the high ends **{ends[1]}** {q.unit}"
        ]
    if len(given) < len(answers):
        said.append(f"would rather not: {len(answers) - len(given)}")
    return f"{'; '.join(said)}. ({plural(len(answers), 'answer')})"


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


# -- a class to try it with ------------------------------------------------------------------------


def made_up(
    n: int, base: Assumptions, rng: np.random.Generator
) -> list[tuple[Assumptions, Guesses]]:
    """A class of n that nobody has met: assumptions and guesses, for `codes.code` to make codes of.

    Each takes the default, the author's or a critic's numbers step by step, moves six more to
    anywhere in their range, and answers every second question of one choice.
    """
    people = []
    presets = [base, *(base.preset(who) for who in PRESETS)]
    steps = {n: claims()[r.claim].step if r.claim else 0 for n, r in base.records.items()}
    choices = [q for q in questions().values() if q.kind == "choice"]
    for _ in range(n):
        taken = rng.choice(len(presets), 8, p=(0.6, 0.2, 0.2))
        values = {name: getattr(presets[taken[steps[name]]], name) for name in base.records}
        for name in rng.choice(list(base.records), 6, replace=False):
            r = base.records[name]
            place = rng.integers(r.steps(r.low), r.steps(r.high), endpoint=True)
            values[str(name)] = round(int(place) * r.increment, r.digits)
        asked = [q for q in choices if rng.random() < 0.5]
        guesses = {q.id: q.answers[rng.integers(len(q.answers))] for q in asked}
        people.append((base.replace(**values), guesses))
    return people
