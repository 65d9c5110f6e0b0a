"""The parts of a reply, the lists they are chosen from, what is missing, and what the model shows.

A reply names a claim, the assumption that carries it, a source, a direction, and the condition that
would change its writer's mind. Nothing here says whether an opinion is good: the check says which
part is not there yet, and the model's answer is shown beside the reader's without a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from ..argument import Claim, claims
from ..assumptions import CHOICE, Assumption, Assumptions
from ..data import DataProblem, Reference, keys, nearest, references, titles
from ..verdicts import judge, rests_on

NEEDS = "needs"  # carried by what the claim needs in words, where no number of ours carries it
OURS = "our number"  # no work: a number of this bundle
OTHER = "other"  # something to observe that is in no table of ours
AT_LEAST, BELOW, IS = "at least", "below", "is"
HOLD, FAIL = "hold", "not hold"
WORDS, CONDITION_WORDS = (30, 200), (1, 60)  # of one's own: least and most

Choices = list[tuple[str, str]]  # what a reader sees, and the name that it stands for


@dataclass(frozen=True)
class Reply:
    """What a reader replies; every part but `value` is text, and "" where it is not there yet.

    claim, assumption, source: names, as in data/. assumption may be NEEDS, source may be OURS.
    move: "higher" or "lower", a setting's name, or "so" or "not so"; effect: HOLD or FAIL.
    condition: AT_LEAST, BELOW or IS (of the assumption, with `value`), a table of data/, or OTHER.
    """

    claim: str = ""
    assumption: str = ""
    source: str = ""
    move: str = ""
    effect: str = ""
    condition: str = ""
    value: float | None = None
    condition_words: str = ""
    words: str = ""

    def __post_init__(self):
        for f in fields(self):
            given = getattr(self, f.name)
            if f.name == "value":
                number = isinstance(given, (int, float)) and not isinstance(given, bool)
                if not (given is None or (number and np.isfinite(given))):
                    raise DataProblem(f"value = {given!r} of the reply is not a number")
            elif not isinstance(given, str):
                raise DataProblem(f"{f.name} = {given!r} of the reply is not text")
            else:
                object.__setattr__(self, f.name, cleaned(given))

    def replace(self, **changes: Any) -> Reply:
        """The same, with these parts changed."""
        return replace(self, **changes)

    def parts(self) -> dict[str, Any]:
        """The parts by name, for a file; `draft` reads them back."""
        return asdict(self)


def draft(parts: Any) -> Reply:
    """A reply from its parts, as a file gives them; raises DataProblem where it holds none."""
    if not isinstance(parts, Mapping):
        raise DataProblem("there is no reply here: choose a file that this bundle has saved")
    known = {f.name for f in fields(Reply)}
    return Reply(**{k: v for k, v in parts.items() if k in known})


def cleaned(text: str) -> str:
    """Text without control characters, half letters and marks that turn other text round."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text.replace("\t", " ") if c == "\n" or not _hidden(c))


def _hidden(c: str) -> bool:
    turns = "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"
    return turns or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")


# -- lists to choose from ------------------------------------------------------------------------


def claim_choices() -> Choices:
    """Every claim by id and title, in the order of the op-ed; those without a verdict say so."""
    return [
        (f"{c.id}. {c.title}{'' if c.verdict else ' (no verdict)'}", c.id)
        for c in claims().values()
    ]


def carriers(c: Claim, a: Assumptions) -> tuple[Assumption, ...]:
    """The assumptions that may carry a claim: those its verdict rests on under `a`.

    Without a verdict: those that stand for it, and those behind the claims that help to hold it up.
    """
    if c.verdict:
        return rests_on(c, a)
    names = {r.name for r in a.records.values() if r.claim == c.id}
    for one in held_up_by(c):
        names |= {r.name for r in a.records.values() if r.claim == one.id}
        names |= {r.name for r in rests_on(one, a)} if one.verdict else set()
    return tuple(r for n, r in a.records.items() if n in names)


def held_up_by(c: Claim) -> list[Claim]:
    """The claims that help to hold this one up, directly or through others, in the op-ed's order."""
    found, new = set(), {c.id}
    while new:
        new = {k for k, one in claims().items() if set(one.supports) & new} - found
        found |= new
    return [one for k, one in claims().items() if k in found]


def assumption_choices(c: Claim, a: Assumptions) -> Choices:
    """The assumptions that may carry a claim by title, with the value in hand and its evidence.

    A claim without a verdict may also rest on what it needs in words.
    """
    listed = [(f"{r.title}: {r.show(getattr(a, r.name))} ({r.evidence})", r.name)
              for r in carriers(c, a)]  # fmt: skip
    return listed if c.verdict else [(_needs(c), NEEDS), *listed]


def _needs(c: Claim) -> str:
    return f"What it needs: {c.needs}" if c.needs else "The claim itself: it needs nothing else"


def source_choices(reply: Reply, a: Assumptions, search: str = "") -> Choices:
    """The works that match every word of `search` (author, title, year), those cited here first."""
    wanted = _plain(search).split()
    near = _cited_here(reply, a)
    found = [
        (f"{ref.short}: {ref.title}", key)
        for key, ref in sorted(references().items(), key=lambda kr: _plain(kr[1].short))
        if all(word in _plain(f"{ref.author} {ref.title} {ref.year}") for word in wanted)
    ]
    found.sort(key=lambda choice: choice[1] not in near)
    ours = f"No work: it is {OURS}"
    return (
        [(ours, OURS), *found] if _is_ours(reply, a) and _plain(search) in _plain(ours) else found
    )


def _plain(text: str) -> str:
    """Small letters without their accents, so that Kriz finds Kříž."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )


def _cited_here(reply: Reply, a: Assumptions) -> set[str]:
    """The works that this bundle cites for the claim or the assumption of a reply."""
    c, r = claims().get(reply.claim), a.records.get(reply.assumption)
    found = {*c.support_source, *c.objection_source} if c else set()
    if r:
        found |= {k for cell in (r.source, r.author_source, r.critic_source) for k in keys(cell)}
        words = f"{r.author_source} {r.critic_source}"  # "our number, for … (some-key)"
        found |= {k for k in references() if re.search(rf"\b{re.escape(k)}\b", words)}
    return found & set(references())


def _is_ours(reply: Reply, a: Assumptions) -> bool:
    r = a.records.get(reply.assumption)
    return r is not None and r.evidence == "guessed"


def move_choices(reply: Reply, a: Assumptions) -> Choices:
    """Which way the assumption could be otherwise."""
    r = a.records.get(reply.assumption)
    if r is None:
        return [("so", "so"), ("not so", "not so")] if reply.assumption == NEEDS else []
    if r.unit == CHOICE:
        return [(f"“{label}”", label) for label in r.settings]
    return [("higher", "higher"), ("lower", "lower")]


EFFECTS: Choices = [("would hold", HOLD), ("would not hold", FAIL)]


def condition_choices(reply: Reply, a: Assumptions) -> Choices:
    """What a condition can be about: a number of the assumption, a table of data/, something else."""
    r, listed = a.records.get(reply.assumption), []
    if r is not None:
        kinds = [IS] if r.unit == CHOICE else [AT_LEAST, BELOW]
        verb = {IS: "is", AT_LEAST: "is at least", BELOW: "is below"}
        listed = [(f"A number: {r.title} {verb[k]} …", k) for k in kinds]
    listed += [(f"Something seen in: {title}", name) for name, title in titles().items()]
    return [*listed, ("Something else that can be seen and dated", OTHER)]


# -- what is missing -----------------------------------------------------------------------------


class Finding(NamedTuple):
    """Whether a part is there, and one sentence that says what it is or what is missing."""

    part: str
    there: bool
    sentence: str


def check(reply: Reply, a: Assumptions) -> list[Finding]:
    """Each part of a reply, and whether it is there; about structure, never about opinion."""
    c = claims().get(reply.claim)
    if c is None:
        why = "Choose the claim that you reply to."
        if reply.claim:
            why = f"No claim is called {reply.claim!r}{nearest(reply.claim, claims())}."
        return [Finding("claim", False, why)]
    return [
        Finding("claim", True, f"Claim: {c.id}, “{c.title}”."),
        Finding("assumption", *_check_assumption(reply, c, a)),
        Finding("source", *_check_source(reply, c, a)),
        Finding("direction", *_check_direction(reply, a)),
        Finding("condition", *_check_condition(reply, a)),
        Finding("words", *_check_words(reply)),
    ]


def missing(reply: Reply, a: Assumptions) -> list[str]:
    """The sentences on what is not there yet; none where the reply is whole."""
    return [f.sentence for f in check(reply, a) if not f.there]


def _check_assumption(reply: Reply, c: Claim, a: Assumptions) -> tuple[bool, str]:
    if not reply.assumption:
        return False, "Choose the assumption that carries the claim."
    if reply.assumption == NEEDS and not c.verdict:
        return True, f"Assumption: {_needs(c)}"
    may = {r.name: r for r in carriers(c, a)}
    r = a.records.get(reply.assumption)
    if r is None:
        return False, (
            f"No assumption is called {reply.assumption!r}{nearest(reply.assumption, may)}."
        )
    if r.name not in may:
        return False, f"“{r.title}” is nothing that {c.id} rests on: choose one from the list."
    return True, f"Assumption: {r.title}, now {r.show(getattr(a, r.name))} ({r.evidence})."


def _check_source(reply: Reply, c: Claim, a: Assumptions) -> tuple[bool, str]:
    if not reply.source:
        ours = ", or say that it is our number" if _is_ours(reply, a) else ""
        return False, f"Choose a source{ours}."
    if reply.source == OURS:
        if _is_ours(reply, a):
            return True, "Source: our number, which is no work of anyone's; your page says so."
        r = a.records.get(reply.assumption)
        known = f"“{r.title}” is {r.evidence}" if r else "What it needs in words is no number"
        return False, f"{known}, not our number: choose a work."
    if reply.source not in references():
        return False, (
            f"No source is called {reply.source!r}{nearest(reply.source, references())}."
        )
    cited = "" if reply.source in _cited_here(reply, a) else (
        f" This bundle does not cite it for {c.id} or its assumption: say what it shows."
    )  # fmt: skip
    return True, f"Source: {references()[reply.source].short}.{cited}"


def _check_direction(reply: Reply, a: Assumptions) -> tuple[bool, str]:
    known = [name for _, name in move_choices(reply, a)]
    if reply.move not in known:
        return False, "Say which way the assumption could be otherwise." if known else (
            "Choose the assumption first, then say which way it could be otherwise."
        )
    if reply.effect not in (HOLD, FAIL):
        return False, "Say whether the claim would then hold or not."
    return True, f"Direction: {direction(reply, a)}"


def direction(reply: Reply, a: Assumptions) -> str:
    """The direction as a sentence: "If Bite needed were higher, the claim would not hold."."""
    r = a.records.get(reply.assumption)
    what = f"“{r.title}”" if r else "what it needs"
    move = f"“{reply.move}”" if r and r.unit == CHOICE else reply.move
    return f"If {what} were {move}, the claim would {reply.effect}."


def _check_condition(reply: Reply, a: Assumptions) -> tuple[bool, str]:
    known = [name for _, name in condition_choices(reply, a)]
    if not reply.condition:
        return False, "Say what would change your mind: a number, or something one can observe."
    if reply.condition not in known:
        return False, "The condition does not fit the assumption: choose it from the list again."
    number = reply.condition in (AT_LEAST, BELOW, IS)
    if number and reply.value is None:
        return False, "Your condition lacks its number."
    r = a.records.get(reply.assumption)
    if number and not r.low <= reply.value <= r.high:
        return (
            False,
            f"The number of your condition is out of its range: {r.show(r.low)} to {r.show(r.high)}.",
        )
    count = words_in(reply.condition_words)
    if not number and count < CONDITION_WORDS[0]:
        return False, "Say in a few words what one would have to observe."
    if count > CONDITION_WORDS[1]:
        return False, f"Your condition has {count} words: {CONDITION_WORDS[1]} are the most."
    return True, f"What would change your mind: {condition(reply, a)}"


def condition(reply: Reply, a: Assumptions) -> str:
    """The condition as a sentence, without the reader's own words on it."""
    r = a.records.get(reply.assumption)
    if reply.condition in (AT_LEAST, BELOW, IS) and r is not None and reply.value is not None:
        verb = {IS: "is", AT_LEAST: "is at least", BELOW: "is below"}[reply.condition]
        return f"“{r.title}” {verb} {r.show(reply.value)}."
    if reply.condition in titles():
        return f"Something seen in “{titles()[reply.condition]}”."
    return "Something else that can be seen and dated."


def _check_words(reply: Reply) -> tuple[bool, str]:
    count, (least, most) = words_in(reply.words), WORDS
    if least <= count <= most:
        return True, f"Your own words: {count}."
    if not count:
        return False, f"Write your reply in your own words: {least} to {most} words."
    few = f"at least {least} are asked for" if count < least else f"{most} are the most"
    return False, f"Your reply has {count} word{'s' * (count != 1)}: {few}."


def words_in(text: str) -> int:
    """How many words a text has, in any script; signs alone are none."""
    return len(re.findall(r"\w+(?:[-'’.]\w+)*", text))


# -- what the model shows ------------------------------------------------------------------------

SHOWN = 3  # claims of which the model's answer is told, where the claim itself has no verdict


def model_on_direction(reply: Reply, a: Assumptions) -> str:
    """What the model gives in the direction of a reply, with whether it is the same; no mark.

    Empty where the direction is not stated yet.
    """
    c = claims().get(reply.claim)
    if c is None or not _check_direction(reply, a)[0]:
        return ""
    r = a.records.get(reply.assumption)
    if r is None:
        return "No model of ours computes what is needed in words, so there is nothing to compare."
    if c.verdict:
        said, then = _in_direction(c, r, reply.move, a)
        return f"{said} {_agreement(reply, then)}".strip()
    told = [_in_direction(one, r, reply.move, a)[0] for one in held_up_by(c)
            if one.verdict and r in rests_on(one, a)]  # fmt: skip
    if not told:
        return f"{c.id} has no verdict, and no claim behind it has one that rests on this."
    more = f" {len(told) - SHOWN} further claims rest on it too." if len(told) > SHOWN else ""
    return f"{c.id} has no verdict. Of the claims behind it: {' '.join(told[:SHOWN])}{more}"


def _in_direction(c: Claim, r: Assumption, move: str, a: Assumptions) -> tuple[str, bool | None]:
    """What becomes of a claim that way, in a sentence; and whether it holds then, if that is known."""
    start, now = getattr(a, r.name), bool(judge(c, a).holds)
    state = {True: "holds", False: "does not hold"}
    if r.unit == CHOICE:
        then = bool(judge(c, a.replace(**{r.name: r.settings[move]})).holds)
        return f"The model: at “{move}”, {c.id} {state[then]}; now it {state[now]}.", then
    grid = r.positions()
    way = grid[grid > start] if move == "higher" else grid[grid < start][::-1]
    if not way.size:
        return f"The model: {r.show(start)} is the end of its range; nothing is {move}.", None
    holds = np.broadcast_to(judge(c, a.replace_unchecked(**{r.name: way})).holds, way.shape).astype(
        bool
    )
    other = way[holds != now]
    if not other.size:
        end = r.show(float(way[-1]))
        return f"The model: {c.id} {state[now]} now and all the way to {end}.", now
    first = r.show(float(other[0]))
    return f"The model: {c.id} {state[now]} now, and {state[not now]} at {first}.", not now


def _agreement(reply: Reply, then: bool | None) -> str:
    if then is None:
        return ""
    return "You say the same." if then == (reply.effect == HOLD) else "You say otherwise."


def model_on_condition(reply: Reply, a: Assumptions) -> str:
    """The verdict where the number of the condition is met, in a sentence; empty without one."""
    c, r = claims().get(reply.claim), a.records.get(reply.assumption)
    number = reply.condition in (AT_LEAST, BELOW, IS) and reply.value is not None
    if c is None or r is None or not number or not _check_condition(reply, a)[0]:
        return ""
    if not c.verdict:
        return f"{c.id} has no verdict, so the model says nothing about this number."
    at = reply.value
    if reply.condition == BELOW:  # the nearest number that is below
        at = round((r.steps(reply.value) - 1) * r.increment, r.digits)
        if at < r.low:
            return f"The model: nothing in its range is below {r.show(reply.value)}."
    state = "holds" if judge(c, a.replace(**{r.name: at})).holds else "does not hold"
    return f"The model: at {r.show(at)}, with all else as it is, {c.id} {state}."


def shown_lines(reply: Reply, a: Assumptions) -> Iterator[str]:
    """What the model shows beside a reply, a sentence each."""
    yield from filter(None, (model_on_direction(reply, a), model_on_condition(reply, a)))


def source_of(reply: Reply) -> Reference | None:
    """The work that a reply cites, or None."""
    return references().get(reply.source)
