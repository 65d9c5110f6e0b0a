"""A written reply to a claim: its parts, what is missing, what the model shows, and its page.

A reply names a claim, the assumption that carries it, a source, a direction, and the condition that
would change its writer's mind. The check is about structure and never about opinion. The page is
one HTML file. It carries its own state, so that it can be opened again and compared with its code.

>>> reply.missing(reply.Reply(claim="C6a"), assumptions())[0]
'Choose the assumption that carries the claim.'
"""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from html import escape, unescape
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import numpy as np

from . import pictures
from .argument import Claim, claims
from .assumptions import CHOICE, Assumption, Assumptions, assumptions, fingerprint
from .codes import code_if_any, read
from .data import DataProblem, is_number, keys, nearest, quote, references, tables
from .pictures.theme import png
from .text import KIND, claim
from .verdicts import judge, rests_on

NEEDS = "needs"  # the claim rests on what it needs in words, not on an assumption
OURS = "our number"  # a number of this bundle, without a published source
OTHER = "other"  # something to observe that is not in a table of data/
AT_LEAST, BELOW, IS = "at least", "below", "is"
VERB = {IS: "is", AT_LEAST: "is at least", BELOW: "is below"}  # for conditions with a number
HOLD, FAIL = "hold", "not hold"
WORDS, CONDITION_WORDS = (30, 200), (1, 60)  # least and most that a reader writes
SHOWN = 3  # how many supporting claims are shown if the claim itself has no verdict
MOST_ROWS = 24  # of the page's table: as many assumptions as any verdict reads
STATE = {True: "holds", False: "does not hold"}
TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}

SHEET = Path(__file__).parent / "sheet.html"
THEIRS = "Author's and critic's values are our numbers for their arguments; none of them has put them so."
FOOT = (
    "A verdict says what follows from these assumptions, and never that they are true. To make this page "
    "again: open 11_write_your_reply, and load this file; its code alone brings back assumptions and guesses."
)

Choices = list[tuple[str, str]]  # what a reader sees, and the name that it stands for
EFFECTS: Choices = [("would hold", HOLD), ("would not hold", FAIL)]


@dataclass(frozen=True)
class Reply:
    """What a reader replies; every part but `value` is text, and "" until it is there.

    claim, assumption, source: names, as in data/. assumption may be NEEDS, source may be OURS.
    move: "higher" or "lower", a setting's name, or "so" or "not so"; effect: HOLD or FAIL.
    condition: AT_LEAST, BELOW or IS (of the assumption, with `value`), a table of data/, or OTHER.
    Raises DataProblem if a part is not text, or `value` is not a number.
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
        for name, given in asdict(self).items():
            if name == "value":
                if given is not None and not is_number(given):
                    raise DataProblem(f"value = {given!r} of the reply is not a number")
            elif not isinstance(given, str):
                raise DataProblem(f"{name} = {given!r} of the reply is not text")
            else:
                object.__setattr__(self, name, cleaned(given))

    def replace(self, **changes: Any) -> Reply:
        """The same, with these parts changed."""
        return replace(self, **changes)

    def parts(self) -> dict[str, Any]:
        """The parts by name, for a file; `draft` reads them back."""
        return asdict(self)


def draft(parts: Any) -> Reply:
    """A reply from its parts, as a file gives them; raises DataProblem if they are not a reply."""
    if not isinstance(parts, Mapping):
        raise DataProblem("there is no reply here: choose a file that this bundle has saved")
    known = {f.name for f in fields(Reply)}
    return Reply(**{k: v for k, v in parts.items() if k in known})


def cleaned(text: str) -> str:
    """Text without control characters, half letters and marks that reverse other text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c == "\n"
        or (c not in TURNING and unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))
    )


def words_in(text: str) -> int:
    """How many words a text has, in any script; signs alone are not words."""
    return len(re.findall(r"\w+(?:[-'’.]\w+)*", text))


# -- lists to choose from ------------------------------------------------------------------------


def claim_choices() -> Choices:
    """Every claim by id and title, in the order of the op-ed; those without a verdict say so."""
    no_verdict = " (no verdict)"
    return [(f"{c.id}. {c.title}{no_verdict * (not c.verdict)}", c.id) for c in claims().values()]


def carriers(c: Claim, a: Assumptions) -> tuple[Assumption, ...]:
    """The assumptions that may carry a claim: those its verdict rests on under `a`.

    Without a verdict: those that stand for it, and those behind the claims that support it.
    """
    if c.verdict:
        return rests_on(c, a)
    behind = supporters(c)
    names = {r.name for one in behind if one.verdict for r in rests_on(one, a)}
    ids = {c.id, *(one.id for one in behind)}
    return tuple(r for r in a.records.values() if r.name in names or r.claim in ids)


def supporters(c: Claim) -> list[Claim]:
    """The claims that support this one, directly or through others, in the op-ed's order."""
    found, new = set(), {c.id}
    while new:
        new = {k for k, one in claims().items() if set(one.supports) & new} - found
        found |= new
    return [one for k, one in claims().items() if k in found]


def assumption_choices(c: Claim, a: Assumptions) -> Choices:
    """The assumptions that may carry a claim, each by its title, value and evidence.

    A claim without a verdict may also rest on what it needs in words.
    """
    listed = [
        (f"{r.title}: {r.show(getattr(a, r.name))} ({r.evidence})", r.name) for r in carriers(c, a)
    ]
    return listed if c.verdict else [(_needs(c), NEEDS), *listed]


def _needs(c: Claim) -> str:
    return f"What it needs: {c.needs}" if c.needs else "The claim itself: it needs nothing else"


def source_choices(reply: Reply, a: Assumptions, search: str = "") -> Choices:
    """The works that match every word of `search` (author, title, year), those cited here first."""
    wanted, near = _plain(search).split(), _cited_here(reply, a)
    works = sorted(references().items(), key=lambda kr: (kr[0] not in near, _plain(kr[1].short)))
    found = [
        (f"{ref.short}: {ref.title}", key)
        for key, ref in works
        if all(word in _plain(f"{ref.author} {ref.title} {ref.year}") for word in wanted)
    ]
    ours = f"No work: it is {OURS}"
    return [(ours, OURS)] * (_is_ours(reply, a) and _plain(search) in _plain(ours)) + found


def _plain(text: str) -> str:
    """Small letters without their accents, so that Kriz finds Kříž."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def _cited_here(reply: Reply, a: Assumptions) -> set[str]:
    """The works that this bundle cites for the claim or the assumption of a reply."""
    c, r = claims().get(reply.claim), a.records.get(reply.assumption)
    found = {*c.support_source, *c.objection_source} if c else set()
    if r:
        words = f"{r.source} {r.author_source} {r.critic_source}"  # "our number, for … (some-key)"
        found |= set(re.findall(r"[\w-]+", words))
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


def condition_choices(reply: Reply, a: Assumptions) -> Choices:
    """What a condition can be about: a number of the assumption, a table of data/, or something else."""
    r, listed = a.records.get(reply.assumption), []
    if r is not None:
        kinds = [IS] if r.unit == CHOICE else [AT_LEAST, BELOW]
        listed = [(f"A number: {r.title} {VERB[kind]} …", kind) for kind in kinds]
    listed += [(f"Something seen in: {title}", name) for name, title in tables().items()]
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
        unknown = f"No claim is called {reply.claim!r}{nearest(reply.claim, claims())}."
        sentence = unknown if reply.claim else "Choose the claim that you reply to."
        return [Finding("claim", False, sentence)]
    found = {
        "claim": (True, f"Claim: {c.id}, “{c.title}”."),
        "assumption": _check_assumption(reply, c, a),
        "source": _check_source(reply, c, a),
        "direction": _check_direction(reply, a),
        "condition": _check_condition(reply, a),
        "words": _check_words(reply),
    }
    return [Finding(part, there, sentence) for part, (there, sentence) in found.items()]


def missing(reply: Reply, a: Assumptions) -> list[str]:
    """The sentences on missing parts; none if the reply is complete."""
    return [f.sentence for f in check(reply, a) if not f.there]


def _check_assumption(reply: Reply, c: Claim, a: Assumptions) -> tuple[bool, str]:
    if not reply.assumption:
        return False, "Choose the assumption that carries the claim."
    if reply.assumption == NEEDS and not c.verdict:
        return True, f"Assumption: {_needs(c)}"
    may = {r.name: r for r in carriers(c, a)}
    r = a.records.get(reply.assumption)
    if r is None:
        suggestion = nearest(reply.assumption, may)
        return False, f"No assumption is called {reply.assumption!r}{suggestion}."
    if r.name not in may:
        return False, f"“{r.title}” is nothing that {c.id} rests on: choose one from the list."
    return True, f"Assumption: {r.title}, now {r.show(getattr(a, r.name))} ({r.evidence})."


def _check_source(reply: Reply, c: Claim, a: Assumptions) -> tuple[bool, str]:
    ours, works = _is_ours(reply, a), references()
    if not reply.source:
        return False, f"Choose a source{', or say that it is our number' * ours}."
    if reply.source == OURS and ours:
        return True, "Source: our number, which is no work of anyone's; your page says so."
    if reply.source == OURS:
        r = a.records.get(reply.assumption)
        known = f"“{r.title}” is {r.evidence}" if r else "What it needs in words is no number"
        return False, f"{known}, not our number: choose a work."
    if reply.source not in works:
        return False, f"No source is called {reply.source!r}{nearest(reply.source, works)}."
    new = f" This bundle does not cite it for {c.id} or its assumption: say what it shows."
    cited = reply.source in _cited_here(reply, a)
    return True, f"Source: {works[reply.source].short}.{new * (not cited)}"


def _check_direction(reply: Reply, a: Assumptions) -> tuple[bool, str]:
    known = [name for _, name in move_choices(reply, a)]
    if not known:
        return False, "Choose the assumption first, then say which way it could be otherwise."
    if reply.move not in known:
        return False, "Say which way the assumption could be otherwise."
    if reply.effect not in (HOLD, FAIL):
        return False, "Say whether the claim would then hold or not."
    r = a.records.get(reply.assumption)
    what = f"“{r.title}”" if r else "what it needs"
    move = f"“{reply.move}”" if r and r.unit == CHOICE else reply.move
    return True, f"Direction: If {what} were {move}, the claim would {reply.effect}."


def _check_condition(reply: Reply, a: Assumptions) -> tuple[bool, str]:
    if not reply.condition:
        return False, "Say what would change your mind: a number, or something one can observe."
    if reply.condition not in [name for _, name in condition_choices(reply, a)]:
        return False, "The condition does not fit the assumption: choose it from the list again."
    what = f"Something seen in “{tables().get(reply.condition)}”"
    if reply.condition == OTHER:
        what = "Something else that can be seen and dated"
    if reply.condition in VERB:
        r = a.records[reply.assumption]
        if reply.value is None:
            return False, "Your condition lacks its number."
        if not r.low <= reply.value <= r.high:
            ends = f"{r.show(r.low)} to {r.show(r.high)}"
            return False, f"The number of your condition is out of its range: {ends}."
        what = f"“{r.title}” {VERB[reply.condition]} {r.show(reply.value)}"
    count, (least, most) = words_in(reply.condition_words), CONDITION_WORDS
    if reply.condition not in VERB and count < least:
        return False, "Say in a few words what one would have to observe."
    if count > most:
        return False, f"Your condition has {count} words: {most} are the most."
    return True, f"What would change your mind: {what}."


def _check_words(reply: Reply) -> tuple[bool, str]:
    count, (least, most) = words_in(reply.words), WORDS
    if least <= count <= most:
        return True, f"Your own words: {count}."
    if not count:
        return False, f"Write your reply in your own words: {least} to {most} words."
    limit = f"at least {least} are asked for" if count < least else f"{most} are the most"
    return False, f"Your reply has {count} word{'s' * (count != 1)}: {limit}."


# -- what the model shows ------------------------------------------------------------------------


def shown_lines(reply: Reply, a: Assumptions) -> Iterator[str]:
    """What the model shows beside a reply, a sentence each."""
    yield from filter(None, (model_on_direction(reply, a), model_on_condition(reply, a)))


def model_on_direction(reply: Reply, a: Assumptions) -> str:
    """What the model gives in the direction of a reply, and whether the reply says the same.

    It is not a mark. '' until the direction is stated.
    """
    c, r = claims().get(reply.claim), a.records.get(reply.assumption)
    if c is None or not _check_direction(reply, a)[0]:
        return ""
    if r is None:
        return "No model of ours computes what is needed in words, so there is nothing to compare."
    if c.verdict:
        said, then = _in_direction(c, r, reply.move, a)
        if then is None:
            return said
        return f"{said} You say {'the same' if then == (reply.effect == HOLD) else 'otherwise'}."
    behind = [one for one in supporters(c) if one.verdict and r in rests_on(one, a)]
    if not behind:
        return f"{c.id} has no verdict, and no claim behind it has one that rests on this."
    said = " ".join(_in_direction(one, r, reply.move, a)[0] for one in behind[:SHOWN])
    more = f" {len(behind) - SHOWN} further claims rest on it too." * (len(behind) > SHOWN)
    return f"{c.id} has no verdict. Of the claims behind it: {said}{more}"


def _in_direction(c: Claim, r: Assumption, move: str, a: Assumptions) -> tuple[str, bool | None]:
    """A sentence on the claim after this move; and whether it then holds, None if unknown."""
    start, now = getattr(a, r.name), bool(judge(c, a).holds)
    if r.unit == CHOICE:
        then = bool(judge(c, a.replace(**{r.name: r.settings[move]})).holds)
        return f"The model: at “{move}”, {c.id} {STATE[then]}; now it {STATE[now]}.", then
    grid = r.positions()
    way = grid[grid > start] if move == "higher" else grid[grid < start][::-1]
    if not way.size:
        return f"The model: {r.show(start)} is the end of its range; nothing is {move}.", None
    holds = np.broadcast_to(judge(c, a.replace_unchecked(**{r.name: way})).holds, way.shape)
    other = way[holds != now]
    if not other.size:
        end = r.show(float(way[-1]))
        return f"The model: {c.id} {STATE[now]} now and all the way to {end}.", now
    first = r.show(float(other[0]))
    return f"The model: {c.id} {STATE[now]} now, and {STATE[not now]} at {first}.", not now


def model_on_condition(reply: Reply, a: Assumptions) -> str:
    """The verdict where the number of the condition is met, in a sentence; '' without a number."""
    c, r, at = claims().get(reply.claim), a.records.get(reply.assumption), reply.value
    if c is None or reply.condition not in VERB or not _check_condition(reply, a)[0]:
        return ""
    if not c.verdict:
        return f"{c.id} has no verdict, so the model says nothing about this number."
    if reply.condition == BELOW:  # the nearest number that is below
        at = round((r.steps(reply.value) - 1) * r.increment, r.digits)
        if at < r.low:
            return f"The model: nothing in its range is below {r.show(reply.value)}."
    state = STATE[bool(judge(c, a.replace(**{r.name: at})).holds)]
    return f"The model: at {r.show(at)}, with all else as it is, {c.id} {state}."


# -- the page ------------------------------------------------------------------------------------


def verdict_sentence(c: Claim, a: Assumptions) -> str:
    """The verdict on a claim, or why it has none."""
    verdict = judge(c, a)
    return verdict.sentence if verdict else f"{c.id} has no verdict. {c.no_verdict}"


def page(reply: Reply, a: Assumptions) -> str:
    """The page of a reply under these assumptions, as one HTML file.

    Everything that the reader wrote is escaped. The file runs no script and fetches nothing.
    Raises DataProblem if no claim is chosen.
    """
    if not reply.claim:
        raise DataProblem("Choose a claim first, then there is a page to make")
    c, lacks, code = claim(reply.claim), missing(reply, a), code_if_any(a)
    behind, changed = carriers(c, a), [a.records[n] for n in a.changed()]
    rows = [r for r in changed if r in behind][:MOST_ROWS]
    others = "; ".join(
        f"{r.title} {r.show(getattr(a, r.name))} (default {r.show(r.value)})"
        for r in changed
        if r not in rows
    )
    own = [" ".join(line.split()) for line in reply.words.split("\n")]
    unread = f", and not read by the verdict on {c.id}" if c.verdict else ""
    unchanged = f"Every assumption that {c.id} rests on is at its default."
    stated = "stated" if c.stated else "not stated, but needed"
    stands = f"Paragraph {c.paragraph} of the op-ed, in our words; {stated}; {KIND[c.kind]}."
    values = {n: getattr(a, n) for n in a.records if a.records[n] in (*behind, *changed)}
    state = PageState(code, _stamp(a), values, reply.parts())
    return Template(SHEET.read_text(encoding="utf-8")).substitute(
        title=escape(f"A reply to {c.id}: {c.title}"),
        draft=_line("draft", "A draft.", *lacks) if lacks else "",
        stands=escape(f"{c.claim} ({stands})"),
        verdict=escape(verdict_sentence(c, a)),
        picture=_picture(c, a),
        own="".join(f"<p dir='auto'>{escape(one)}</p>" for one in own if one),
        parts="".join(_part(*part) for part in _parts(reply, c, a)),
        table=_table(rows, a) if rows else f"<p>{unchanged}</p>",
        others=_line("small", f"Also changed{unread}: {others}.") if others else "",
        works="".join(f"<li>{escape(one)}</li>" for one in dict.fromkeys(_works(reply, a))),
        code=f"<code>{escape(code)}</code>" if code else "none (a value lies between increments)",
        footnote=escape(FOOT),
        version=escape(version("sevensteps")),
        state=re.sub("[<>&]", lambda m: f"\\u{ord(m[0]):04x}", json.dumps(state._asdict())),
    )


def _line(kind: str, *sentences: str) -> str:
    return f"<p class='{kind}'>{escape(' '.join(sentences))}</p>"


def picture_of(c: Claim) -> pictures.Picture | None:
    """The live picture in which the notebooks judge this claim; None if its record names none."""
    found = pictures.live_pictures().get(c.picture)
    if c.picture and not found:
        raise DataProblem(
            f"claims.toml, [{c.id}]: picture = {quote(c.picture)} is not a live picture: use a name "
            "that a notebook writes after pictures., or take the line out"
        )
    return found


def _picture(c: Claim, a: Assumptions) -> str:
    picture = picture_of(c)
    if not (c.verdict and picture):
        return ""
    still = picture.still(a, picture.evidence)  # without the code, which the page shows elsewhere
    said, data = escape(still.alt_text), b64encode(png(still.spec, scale=2)).decode()
    image = f'<img alt="{said}" src="data:image/png;base64,{data}">'
    return f"<figure>{image}<figcaption>{said}</figcaption></figure>"


def _parts(reply: Reply, c: Claim, a: Assumptions) -> Iterator[tuple[str, list[str]]]:
    """What the reader chose, with what the model shows: a heading and its lines for each part."""
    found = {f.part: f.sentence.partition(": ")[2] for f in check(reply, a) if f.there}
    if "assumption" in found:
        yield "It rests on", [found["assumption"]]
    if "direction" in found:
        yield "Direction", [found["direction"], model_on_direction(reply, a)]
    if "condition" in found:
        own = " ".join(reply.condition_words.split())
        said = [found["condition"], f"“{own}”" if own else "", model_on_condition(reply, a)]
        yield "It would change my mind", list(filter(None, said))
    if "source" in found:
        work = references().get(reply.source)
        yield "Source", [work.full if work else "Our number, which is no work of anyone's."]


def _part(name: str, lines: list[str]) -> str:
    """A part as HTML. Text that runs from right to left does not change the text around it."""
    said = "<br>".join(f"<bdi>{escape(one)}</bdi>" for one in lines)
    return f"<dt>{escape(name)}</dt><dd>{said}</dd>"


def _table(rows: list[Assumption], a: Assumptions) -> str:
    """The changed assumptions that a claim rests on, as HTML."""
    names = ("assumption", "here", "default", "author", "critic", "evidence")
    head, body = "".join(f"<th scope='col'>{name}</th>" for name in names), ""
    for r in rows:
        theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
        cells = [r.show(getattr(a, r.name)), r.show(r.value), *theirs, r.evidence]
        body += f"<tr><th scope='row'>{escape(r.title)}</th>"
        body += "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    caption = f"<caption>{escape(THEIRS)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _works(reply: Reply, a: Assumptions) -> Iterator[str]:
    """Full references to the op-ed and the assumption's sources, without the reply's own source."""
    known, r = references(), a.records.get(reply.assumption)
    for key in ("bandow-2009", *(keys(r.source) if r else ())):
        if key in known and key != reply.source:
            yield known[key].full


# -- the way back --------------------------------------------------------------------------------


class PageState(NamedTuple):
    """What a page carries so that it can be opened again.

    code: '' if a value lies between increments; data: a stamp of the data that it was made with;
    values: of the assumptions that were changed or that the claim rests on, by name.
    """

    code: str
    data: str
    values: Mapping[str, float]
    reply: Any


def _stamp(a: Assumptions) -> str:
    return fingerprint(a)[:8].hex()


def state_in(html: str) -> PageState | None:
    """The state that a page of ours carries, its reply as a Reply; None if there is none."""
    found = re.search(r'(?s)<script type="application/json">(.*?)</script>', html)
    try:
        parts = json.loads(found[1])
        values = {n: value for n, value in parts["values"].items() if is_number(value)}
        return PageState(str(parts["code"]), str(parts["data"]), values, draft(parts["reply"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def compared(html: str, state: PageState) -> str:
    """Whether a page says what its code gives with the data here, in a few sentences.

    Raises CodeProblem if its code is mistyped, and DataProblem if its claim is not known here.
    """
    a, note, _ = read(state.code, assumptions())
    there, here = _words_of(html), _words_of(page(state.reply, a))
    if state.data != _stamp(a):
        note = note or "It was made with other data."
        for r in (a.records[name] for name in state.values if name in a.records):
            was, now = r.show(state.values[r.name]), r.show(getattr(a, r.name))
            note += f" {r.title} was {was} there, and is {now} here." * (was != now)
    if there == here:
        said = f"The page is what its code gives. {verdict_sentence(claim(state.reply.claim), a)}"
    else:
        pairs = enumerate(zip_longest(there, here))
        at = max(next(i for i, (one, other) in pairs if one != other) - 4, 0)
        one, other = (" ".join(words[at : at + 12]) for words in (there, here))
        said = f"The page differs from its code: it says “{one}”, and its code gives “{other}”."
    return f"{said} {note}".strip()


def _words_of(html: str) -> list[str]:
    """The words of a page, without its style, its state and its version of this bundle."""
    bare = re.sub(r"(?s)<(script|style|footer)\b.*?</\1>|<[^>]*>", " ", html)
    return unescape(bare).split()
