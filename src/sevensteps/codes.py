"""Assumptions as a short code that can be spoken, typed and printed on a chart.

A code is `harbor author3k tiger53k lemon8d piano`. The first word stands for the data it was made
with, the last is a check. Between them stand parts: a word, a number and a check letter each.
`author3k` says that step 3 starts from the author's setting. Then comes a part for each assumption
changed from there, with its value in increments, and one for each guess, with the answer's number.
Words are the 2,048 of BIP-39. The first four letters of a word are enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from mnemonic import Mnemonic

from .argument import claims
from .assumptions import PRESETS, Assumption, Assumptions, fingerprint
from .data import DataProblem, nearest, quote, shorten
from .questions import Guesses, Question, question, questions

LETTERS = "acefhjkmnrtuvwxy"  # easy to tell apart by ear and by eye
NOT_DATA = ("code", *PRESETS)  # words with another meaning at the head of a code
DIGITS = 9  # of a part's number, at most

Thing = str | Assumption | Question  # what a code word names; text is a preset


class CodeProblem(DataProblem):
    """A code that cannot be read, in one sentence that names the part."""


class Reading(NamedTuple):
    """What a code says: assumptions and guesses, and a sentence if something was left out."""

    assumptions: Assumptions
    note: str
    guesses: Guesses


class Part(NamedTuple):
    """One typed part: its place from 1, the text as typed, and its word, number and letter."""

    place: int
    text: str
    word: str
    number: str = ""
    letter: str = ""

    def error(self, why: str) -> CodeProblem:
        """The error that names this part."""
        return CodeProblem(f"part {self.place}, {self.text!r}{why}")


class Meaning(NamedTuple):
    """What a word and a number do ("starts step", "sets" or "guesses"), to what, and with what value.

    checked: the text that the letter after the number checks.
    """

    does: str
    name: str | int
    value: Any
    checked: str


def code(a: Assumptions, guesses: Guesses | None = None) -> str:
    """The spoken code of the changed assumptions and of the guesses (question to answer), exactly.

    Raises CodeProblem if a value is not a whole number of increments, and DataProblem if a guess is
    not an answer to a known question.

    >>> code(assumptions().replace(china_cooperation=1))
    '... caught20n ...'
    """
    guesses, starts = guesses or {}, _starts(a)
    numbers = {name: question(name).number(answer) for name, answer in guesses.items()}
    base = _started(a, starts)
    parts = [(who, who, step) for step, who in starts.items()]
    for word, thing in _vocabulary(a).items():
        if isinstance(thing, Question) and thing.id in numbers:
            parts.append((word, thing, numbers[thing.id]))
        if isinstance(thing, Assumption) and getattr(a, thing.name) != getattr(base, thing.name):
            parts.append((word, thing, _count(thing, getattr(a, thing.name))))
    body = [_data_word(a), *(f"{w}{n}{_letter(_meaning(thing, n))}" for w, thing, n in parts)]
    return " ".join([*body, _check_word(body)])


def code_if_any(a: Assumptions) -> str:
    """The code of these assumptions, or '' if a value lies between increments and has none."""
    try:
        return code(a)
    except CodeProblem:
        return ""


def read(text: str, base: Assumptions) -> Reading:
    """The assumptions and guesses of a code, on the data of `base` (whose own changes are ignored).

    A code made with other data, or other questions, restores what it can. Its note says what it left
    out. Raises CodeProblem, which names the part, if the code is mistyped.
    """
    first, *parts, last = _parts(text)
    body = [first.word, *(p.word + p.number + p.letter for p in parts)]
    intact, ours, words = last.word == _check_word(body), _data_word(base), _vocabulary(base)
    other_data = intact and first.word != ours
    found, left_out = {"starts step": {}, "sets": {}, "guesses": {}}, []
    for part in parts:
        try:
            does, name, value, _ = _read_part(part, words, base)
        except CodeProblem:
            gone = intact and isinstance(words.get(part.word), Question | None)
            if not (other_data or gone):
                raise
            left_out.append(part.text)
            continue
        if name in found[does]:
            raise part.error(f", {does} {name} again: keep one of them")
        found[does][name] = value
    if not intact:
        raise _no_fit(first, last, body, ours)
    note = ""
    if other_data or left_out:
        what = "data" if other_data else "questions"
        rest = f"restored all but {', '.join(left_out)}" if left_out else "every part was restored"
        note = f"This code was made with other {what}: {rest}."
    starts, sets, guesses = found.values()
    return Reading(_started(base, starts).replace(**sets), note, guesses)


# -- words and letters ---------------------------------------------------------------------------


@cache
def _wordlist() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


def _hash(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _letter(meaning: Meaning) -> str:
    return LETTERS[_hash(meaning.checked) % len(LETTERS)]


def _check_word(body: list[str]) -> str:
    return _wordlist()[_hash(" ".join(body)) % len(_wordlist())]


def _data_word(a: Assumptions) -> str:
    words = [word for word in _wordlist() if word not in NOT_DATA]
    return words[int.from_bytes(fingerprint(a)[:8], "big") % len(words)]


@cache
def _given(names: tuple[str, ...]) -> Mapping[str, str]:
    """A name for each code word, the presets' own words first.

    A word comes from the name alone, so that other records do not change it. If two names share a
    word, the later name takes another.
    """
    words, given = _wordlist(), {who: who for who in PRESETS}
    for name in names:
        salt = 0
        while (word := words[_hash(f"{name}{salt or ''}") % len(words)]) in given:
            salt += 1
        given[word] = name
    return given


def _vocabulary(a: Assumptions) -> dict[str, Thing]:
    """What each code word names: a preset, an assumption or a question, in this order."""
    things = {**a.records, **{f"{q.id}?": q for q in questions().values()}}
    return {word: things.get(name, name) for word, name in _given(tuple(things)).items()}


# -- numbers -------------------------------------------------------------------------------------


def _start(r: Assumption) -> int:
    """Where counting starts: at 0, or at the low end of a range that goes below 0."""
    return min(0, r.steps(r.low))


def _count(r: Assumption, value: float) -> int:
    on_grid = round(r.steps(value) * r.increment, r.digits)
    if abs(on_grid - value) > 1e-9:
        raise CodeProblem(
            f"{r.name} = {value:g} lies between the increments of {r.increment:g}: "
            f"use {on_grid:g}, or give [{r.name}] a smaller increment"
        )
    return r.steps(value) - _start(r)


def _meaning(thing: Thing, number: int) -> Meaning:
    """What a number means after this word; raises DataProblem if it is no answer to the question."""
    if isinstance(thing, Assumption):
        value = round((number + _start(thing)) * thing.increment, thing.digits)
        return Meaning("sets", thing.name, value, f"{thing.name}={value:.{thing.digits}f}")
    if isinstance(thing, Question):  # the letter checks the answer's words, which may change
        answer = thing.answer(number)
        return Meaning("guesses", thing.id, answer, f"{thing.id}? {thing.show(answer)}")
    return Meaning("starts step", number, thing, f"{thing} starts step {number}")


def _names_by_step(a: Assumptions) -> dict[int, list[str]]:
    known, found = claims(), {}
    for name, r in a.records.items():
        if r.claim:
            found.setdefault(known[r.claim].step, []).append(name)
    return found


def _starts(a: Assumptions) -> dict[int, str]:
    """The steps for which starting from a preset makes the code shorter, and which preset."""
    presets, found = {who: a.preset(who) for who in PRESETS}, {}
    for step, names in sorted(_names_by_step(a).items()):
        far = {
            who: sum(getattr(a, n) != getattr(p, n) for n in names) for who, p in presets.items()
        }
        who = min(PRESETS, key=far.get)
        if far[who] + 1 < sum(getattr(a, n) != a.records[n].value for n in names):
            found[step] = who
    return found


def _started(a: Assumptions, starts: Mapping[int, str]) -> Assumptions:
    """The defaults of these records, except that each step in `starts` has that preset's values."""
    values, steps = {n: r.value for n, r in a.records.items()}, _names_by_step(a)
    for step, who in starts.items():
        theirs = a.preset(who)
        values |= {n: getattr(theirs, n) for n in steps.get(step, ())}
    return Assumptions(a.records, values)


# -- reading -------------------------------------------------------------------------------------

_TOKEN = re.compile(r"([a-z]{2,})\s*(?:(\d+)\s*([a-z])?(?![a-z]))?")


def _parts(text: str) -> list[Part]:
    if not isinstance(text, str):
        raise CodeProblem(f"{quote(text)} is not a code: give its words in quotes")
    clean = re.sub(r"[^a-z0-9]+", " ", re.sub(r"^\s*code:", "", text.lower())).strip()
    if not clean:
        raise CodeProblem("there is no code here: paste one, as it stands under a chart")
    if rest := _TOKEN.sub("", clean).split():
        raise CodeProblem(
            f"{shorten(rest[0])!r} does not belong to a part of the code: each part begins with a word"
        )
    parts = [
        Part(i, shorten(m[0]), _word(i, m[1]), m[2] or "", m[3] or "")
        for i, m in enumerate(_TOKEN.finditer(clean), start=1)
    ]
    first, last = parts[0], parts[-1]
    if len(parts) < 2 or last.number:
        raise CodeProblem(
            f"the code stops after {last.text!r}: its last word, the check, is missing"
        )
    if first.number:
        raise CodeProblem(
            f"the code starts with {first.text!r}: its first word, the data, is missing"
        )
    for part in parts[1:-1]:
        if not part.letter:
            lacks = "the letter after its number" if part.number else "its number"
            raise part.error(f", lacks {lacks}")
        if len(part.number) > DIGITS:
            raise part.error(", is mistyped: its number is too long")
    return parts


def _word(place: int, typed: str) -> str:
    """The word meant: the first four letters are enough."""
    words = _wordlist()
    if typed in words:
        return typed
    meant = [w for w in words if len(typed) >= 4 and w.startswith(typed)]
    if not meant:
        part = Part(place, shorten(typed), typed)
        raise part.error(f", is not a word of a code{nearest(typed, words)}")
    return meant[0]


def _read_part(part: Part, words: Mapping[str, Thing], base: Assumptions) -> Meaning:
    """What a part means; raises CodeProblem if its word, number and letter do not fit."""
    thing = words.get(part.word)
    if thing is None:
        near = nearest(part.word, [w for w, one in words.items() if isinstance(one, Assumption)])
        raise part.error(f": {part.word!r} does not stand for an assumption{near}")
    try:
        found = _meaning(thing, int(part.number))
        fits = part.letter == _letter(found)
    except DataProblem:
        fits = False
    what, belong = "", "its word, number and letter"
    if isinstance(thing, Assumption):
        what = f" ({thing.title})"
        fits = fits and thing.low <= found.value <= thing.high
    elif isinstance(thing, Question):
        what = f" (a guess: {shorten(thing.question, 60)})"
    else:
        belong = "its step and its letter"
        fits = fits and found.name in _names_by_step(base)
    if not fits:
        raise part.error(f"{what}, is mistyped: {belong} do not belong together")
    return found


def _no_fit(first: Part, last: Part, body: list[str], ours: str) -> CodeProblem:
    """The error if every part can be read and the check word does not fit."""
    missing = "mistyped, or a part is missing"
    if first.word == ours:
        return CodeProblem(
            f"the last word, {last.text!r}, does not fit the parts before it: it is {missing}"
        )
    if last.word == _check_word([ours, *body[1:]]):
        return CodeProblem(f"part 1, {first.text!r}, is mistyped: this data's word is {ours!r}")
    return CodeProblem(
        f"the first word, {first.text!r}, and the last, {last.text!r}, do not fit the parts between: "
        f"one of them is {missing}"
    )
