"""Assumptions as a short code that can be spoken, typed and printed on a chart.

A code is `harbor author3k tiger53k lemon8d piano`: a word for the data it was made with, a part for
each step that starts from the author's or a critic's setting, a part for each assumption changed
from there (its word, its value counted in increments, a check letter), one for each guess (its
question's word, its answer's number, a check letter), and a check word.
Words are the 2,048 of BIP-39, of which the first four letters are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from mnemonic import Mnemonic

from .argument import claims
from .assumptions import PRESETS, Assumption, Assumptions, fingerprint
from .data import DataProblem, nearest, quote, shorten
from .questions import Answer, Guesses, Question, questions

LETTERS = "acefhjkmnrtuvwxy"  # told apart by ear and by eye
NOT_DATA = ("code", *PRESETS)  # words that would be taken for something else at the head of a code
DIGITS = 9  # no value is counted higher


class CodeProblem(DataProblem):
    """A code that cannot be read, in one sentence that names the part."""


class Reading(NamedTuple):
    """What a code says: assumptions and guesses, and a sentence if something was left out."""

    assumptions: Assumptions
    note: str
    guesses: Guesses


class Part(NamedTuple):
    """One typed part: where it stands, as typed, and its word, number and letter."""

    place: int
    text: str
    word: str
    number: str
    letter: str


def code(a: Assumptions, guesses: Guesses | None = None) -> str:
    """The spoken code of the changed assumptions and the guesses (question to answer), carried exactly.

    Raises CodeProblem where a value is no whole number of increments, DataProblem for a guess that
    is none.
    """
    words, starts = _names(tuple(a.records)), _starts(a)
    base = _started(a, starts)
    parts = [f"{who}{step}{_start_letter(who, step)}" for step, who in starts.items()]
    for name, r in a.records.items():
        if getattr(a, name) != getattr(base, name):
            parts.append(_part(r, words[name], getattr(a, name)))
    asked = _asked(tuple(a.records)) if guesses else {}
    parts += [_guess_part(q, word, guesses[q.id]) for word, q in asked.items() if q.id in guesses]
    for name in guesses or ():
        if name not in questions():
            raise DataProblem(f"no question is called {name!r}{nearest(name, questions())}")
    body = [_data_word(a), *parts]
    return " ".join([*body, _check_word(body)])


def read(text: str, base: Assumptions) -> Reading:
    """The assumptions that a code stands for, on the data of `base` (whose own changes are ignored).

    Its guesses come with it. A code made with other data, or other questions, restores what it can
    and says what it left out.
    Raises CodeProblem, naming the part, where the code is mistyped.
    """
    first, *parts, last = _parts(text)
    body = [first.word, *(p.word + p.number + p.letter for p in parts)]
    intact = last.word == _check_word(body)
    ours = _data_word(base)
    other_data = intact and first.word != ours
    by_word = {w: base.records[n] for n, w in _names(tuple(base.records)).items()}
    asked = _asked(tuple(base.records))
    chosen, starts, guesses, left_out = {}, {}, {}, []
    for part in parts:
        try:
            if part.word in PRESETS:
                step = _started_step(part, base)
                _once(part, step in starts, f"starts step {step}")
                starts[step] = part.word
            elif part.word in asked:
                name, answer = _answer(part, asked[part.word])
                _once(part, name in guesses, f"guesses {name}")
                guesses[name] = answer
            else:
                name, value = _value(part, by_word)
                _once(part, name in chosen, f"sets {name}")
                chosen[name] = value
        except _Twice:
            raise
        except CodeProblem:
            gone = intact and part.word not in {*by_word, *PRESETS}  # a question of other days
            if not (other_data or gone):
                raise
            left_out.append(part.text)
    if not intact:
        raise _no_fit(first, last, body, ours)
    blank = Assumptions(base.records, {n: r.value for n, r in base.records.items()})
    note = ""
    if other_data or left_out:
        what = "data" if other_data else "questions"
        note = f"This code was made with other {what}: " + (
            f"restored all but {', '.join(left_out)}." if left_out else "every part was restored."
        )
    return Reading(_started(blank, starts).replace(**chosen), note, guesses)


class _Twice(CodeProblem):
    """Two parts that say the same thing twice."""


def _once(part: Part, again: bool, does: str) -> None:
    if again:
        raise _Twice(f"part {part.place}, {part.text!r}, {does} again: keep one of them")


# -- writing -------------------------------------------------------------------------------------


@cache
def _wordlist() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


def _hash(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


@cache
def _names(names: tuple[str, ...]) -> Mapping[str, str]:
    """A word for each name: by the name alone, so that other records do not change it.

    Where two names meet on a word, the later one in the file takes another.
    """
    return _given(names, PRESETS)  # the presets are words with a meaning of their own


def _given(names: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    words, used, given = _wordlist(), set(taken), {}
    for name in names:
        salt = 0
        while (word := words[_hash(f"{name}{salt or ''}") % len(words)]) in used:
            salt += 1
        used.add(word)
        given[name] = word
    return given


def _asked(names: tuple[str, ...]) -> Mapping[str, Question]:
    """The questions by their words, which are none of the words of these assumptions."""
    return _asked_beside(names, tuple(questions().values()))


@cache
def _asked_beside(names: tuple[str, ...], asked: tuple[Question, ...]) -> Mapping[str, Question]:
    words = _given((f"{q.id}?" for q in asked), [*PRESETS, *_names(names).values()])
    return dict(zip(words.values(), asked, strict=True))


@cache
def _steps(records: tuple[tuple[str, str], ...]) -> Mapping[int, tuple[str, ...]]:
    """The names of each step's assumptions; records: pairs of a name and its claim."""
    found: dict[int, list[str]] = {}
    for name, claim in records:
        if claim:
            found.setdefault(claims()[claim].step, []).append(name)
    return {step: tuple(names) for step, names in found.items()}


def _of_steps(a: Assumptions) -> Mapping[int, tuple[str, ...]]:
    return _steps(tuple((n, r.claim) for n, r in a.records.items()))


def _starts(a: Assumptions) -> dict[int, str]:
    """The steps for which starting from someone's setting makes the code shorter, and whose."""
    presets = {who: a.preset(who) for who in PRESETS}
    found = {}
    for step, names in sorted(_of_steps(a).items()):
        far = {
            who: sum(getattr(a, n) != getattr(p, n) for n in names) for who, p in presets.items()
        }
        plain = sum(getattr(a, n) != a.records[n].value for n in names)
        who = min(PRESETS, key=far.get)
        if far[who] + 1 < plain:
            found[step] = who
    return found


def _started(a: Assumptions, starts: Mapping[int, str]) -> Assumptions:
    """The defaults, but each of these steps as its author or critic has it."""
    blank = Assumptions(a.records, {n: r.value for n, r in a.records.items()})
    steps, values = _of_steps(a), {}
    for step, who in starts.items():
        theirs = blank.preset(who)
        values |= {n: getattr(theirs, n) for n in steps.get(step, ())}
    return blank.replace_unchecked(**values)


def _start_letter(who: str, step: int) -> str:
    return LETTERS[_hash(f"{who} starts step {step}") % len(LETTERS)]


def _started_step(part: Part, base: Assumptions) -> int:
    """The step that a part such as author3k starts."""
    step = int(part.number)
    if step not in _of_steps(base) or part.letter != _start_letter(part.word, step):
        raise CodeProblem(
            f"part {part.place}, {part.text!r}, is mistyped: its step and its letter do not belong together"
        )
    return step


def _data_word(a: Assumptions) -> str:
    words = [word for word in _wordlist() if word not in NOT_DATA]
    return words[int.from_bytes(fingerprint(a)[:8], "big") % len(words)]


def _check_word(body: list[str]) -> str:
    return _wordlist()[_hash(" ".join(body)) % len(_wordlist())]


def _letter(r: Assumption, value: float) -> str:
    return LETTERS[_hash(f"{r.name}={value:.{r.digits}f}") % len(LETTERS)]


def _start(r: Assumption) -> int:
    """Where counting starts: at 0, or at the low end of a range that goes below 0."""
    return min(0, r.steps(r.low))


def _part(r: Assumption, word: str, value: float) -> str:
    on_grid = round(r.steps(value) * r.increment, r.digits)
    if abs(on_grid - value) > 1e-9:
        raise CodeProblem(
            f"{r.name} = {value:g} lies between the increments of {r.increment:g}: "
            f"use {on_grid:g}, or give [{r.name}] a smaller increment"
        )
    return f"{word}{r.steps(value) - _start(r)}{_letter(r, on_grid)}"


def _guess_letter(q: Question, answer: Answer) -> str:
    """By the answer's words, so that one to other words is told."""
    return LETTERS[_hash(f"{q.id}? {q.show(answer)}") % len(LETTERS)]


def _guess_part(q: Question, word: str, answer: Answer) -> str:
    return f"{word}{q.number(answer)}{_guess_letter(q, q.check(answer))}"


# -- reading -------------------------------------------------------------------------------------

_TOKEN = re.compile(r"([a-z]{2,})\s*(?:(\d+)\s*([a-z])?(?![a-z]))?")


def _parts(text: str) -> list[Part]:
    if not isinstance(text, str):
        raise CodeProblem(f"{quote(text)} is no code: give its words in quotes")
    clean = re.sub(r"^\s*code:", "", text.lower())
    clean = re.sub(r"[^a-z0-9]+", " ", clean).strip()
    found = list(_TOKEN.finditer(clean))
    rest = _TOKEN.sub("", clean).split()
    if not clean:
        raise CodeProblem("there is no code here: paste one, as it stands under a chart")
    if rest:
        raise CodeProblem(
            f"{shorten(rest[0])!r} belongs to no part of the code: each part begins with a word"
        )
    parts = [
        Part(i, shorten(m[0]), _word(i, m[1]), m[2] or "", m[3] or "")
        for i, m in enumerate(found, start=1)
    ]
    if len(parts) < 2 or parts[-1].number:
        raise CodeProblem(
            f"the code stops after {parts[-1].text!r}: its last word, the check, is missing"
        )
    if parts[0].number:
        raise CodeProblem(
            f"the code starts with {parts[0].text!r}: its first word, the data, is missing"
        )
    for part in parts[1:-1]:
        if not part.number or not part.letter:
            lacks = "its number" if not part.number else "the letter after its number"
            raise CodeProblem(f"part {part.place}, {part.text!r}, lacks {lacks}")
        if len(part.number) > DIGITS:
            raise CodeProblem(
                f"part {part.place}, {part.text!r}, is mistyped: its number is too long"
            )
    return parts


def _word(place: int, typed: str) -> str:
    """The word meant: the first four letters are enough."""
    words = _wordlist()
    meant = [w for w in words if w == typed]
    meant = meant or [w for w in words if len(typed) >= 4 and w.startswith(typed)]
    if not meant:
        raise CodeProblem(
            f"part {place}, {shorten(typed)!r}, is no word of a code{nearest(typed, words)}"
        )
    return meant[0]


def _value(part: Part, by_word: Mapping[str, Assumption]) -> tuple[str, float]:
    if part.word not in by_word:
        raise CodeProblem(
            f"part {part.place}, {part.text!r}: {part.word!r} stands for no assumption"
            f"{nearest(part.word, by_word)}"
        )
    r = by_word[part.word]
    value = round((int(part.number) + _start(r)) * r.increment, r.digits)
    if not r.low <= value <= r.high or part.letter != _letter(r, value):
        raise CodeProblem(
            f"part {part.place}, {part.text!r} ({r.title}), is mistyped: "
            "its word, number and letter do not belong together"
        )
    return r.name, value


def _answer(part: Part, q: Question) -> tuple[str, Answer]:
    try:
        answer = q.answer(int(part.number))
    except DataProblem:
        answer = None
    if answer is None or part.letter != _guess_letter(q, answer):
        raise CodeProblem(
            f"part {part.place}, {part.text!r} (a guess: {shorten(q.question, 60)}), is mistyped: "
            "its word, number and letter do not belong together"
        )
    return q.id, answer


def _no_fit(first: Part, last: Part, body: list[str], ours: str) -> CodeProblem:
    """Every part can be read, and the check word does not fit: say which word is off."""
    if first.word != ours and last.word == _check_word([ours, *body[1:]]):
        return CodeProblem(f"part 1, {first.text!r}, is mistyped: this data's word is {ours!r}")
    if first.word == ours:
        return CodeProblem(
            f"the last word, {last.text!r}, does not fit the parts before it: "
            "it is mistyped, or a part is missing"
        )
    return CodeProblem(
        f"the first word, {first.text!r}, and the last, {last.text!r}, do not fit the parts between: "
        "one of them is mistyped, or a part is missing"
    )
