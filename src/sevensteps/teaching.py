"""What is made for lecturers from data/: role cards, who plays what in a room, the reading list.

`python -m sevensteps.teaching` writes docs/teaching/roles.md and reading-list.md anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from .argument import claims, step_table
from .assumptions import PRESETS, assumptions
from .data import (
    DATA,
    DataProblem,
    Records,
    keys,
    nearest,
    quote,
    read_toml,
    references,
    shorten,
    stamp,
)
from .scenarios import scenarios
from .text import Text, plural

FILE = "roles.toml"
DOCS = Path(__file__).resolve().parents[2] / "docs/teaching"
TEXTS = ("title", "wants", "start", "question", "deliverable")
LISTS = ("numbers", "claims")
OPTIONAL = ("source", "shares")
A_TABLE = 7  # roles, and seats of a table where the room divides evenly
FEWEST = 6  # students of a table, and of a room
MOST = 60
SPEAKS, KEEPS, BOTH = "speaks", "keeps the numbers", "speaks, and keeps the numbers"


@dataclass(frozen=True)
class Role:
    """One side in a debate: what it wants, where it starts, what it asks first and hands in."""

    id: str
    title: str
    wants: str
    start: str
    numbers: tuple[str, ...]
    claims: tuple[str, ...]
    question: str
    deliverable: str
    source: str = ""
    shares: bool = False


class Seat(NamedTuple):
    """One student: the roles they have (two where a table is short), and their part in it."""

    roles: tuple[str, ...]
    part: str


# -- roles ---------------------------------------------------------------------------------------


def roles(folder: Path = DATA) -> Mapping[str, Role]:
    """Every role by id, in the order of the file; raises DataProblem in one sentence."""
    folder = Path(folder)
    files = (FILE, "assumptions.toml", "claims.toml", "scenarios.toml", "references.bib")
    return _read(folder, *(stamp(folder / f) for f in files))


@cache
def _read(folder: Path, *_stamps: tuple) -> Mapping[str, Role]:
    found = {id: _role(id, table, folder) for id, table in read_toml(folder / FILE).items()}
    if len(found) != A_TABLE or [r.shares for r in found.values()][:-1].count(True) != 1:
        raise DataProblem(
            f"{FILE} needs {A_TABLE} roles, one of them but the last with shares = true: put the file back, "
            f"for instance with git restore data/{FILE}"
        )
    return MappingProxyType(Records("role", FILE, found))


def _role(id: str, table: Any, folder: Path) -> Role:
    def problem(what: str) -> DataProblem:
        return DataProblem(f"{FILE}, [{shorten(repr(id)[1:-1], 60)}]: {what}")

    if not isinstance(table, dict):
        raise problem("is a bare value: write [ROLE] on a line, and title, wants, … below it")
    for key in table:
        if key not in (*TEXTS, *LISTS, *OPTIONAL):
            raise problem(f"unknown field {quote(key)}{nearest(key, (*TEXTS, *LISTS, *OPTIONAL))}")
    for key in TEXTS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise problem(f'field {key!r} is missing or no text: add a line {key} = "…"')
    for key in LISTS:
        given = table.get(key)
        if not isinstance(given, list) or not given or not all(isinstance(o, str) for o in given):
            raise problem(f'field {key!r} is missing or no list of texts: add a line {key} = ["…"]')
    for key in set(OPTIONAL) & set(table):
        kind, words = (
            (bool, "true or false") if key == "shares" else (str, "text in quotation marks")
        )
        if not isinstance(table[key], kind):
            raise problem(f"{key} = {quote(table[key])} is not {words}")
    known = {
        "start": ("default", *PRESETS, *scenarios(folder).presets),
        "numbers": assumptions(folder).records,
        "claims": claims(folder),
        "source": references(folder),
    }
    named = {"start": [table["start"]], "source": keys(table.get("source", ""))}
    for key, allowed in known.items():
        for one in named.get(key, table.get(key, [])):
            if one not in allowed:
                raise problem(f"{key} {quote(one)} is not known{nearest(str(one), allowed)}")
    frozen = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Role(id, **frozen)


# -- who plays what ------------------------------------------------------------------------------


def tables(students: int) -> list[list[Seat]]:
    """A debate for each table, and a seat for every student; raises DataProblem below 6 or above 60.

    About seven to a table and never fewer than six. Six: one student is journalist and auditor.
    More than seven: a second student keeps the numbers of a role while the first speaks.
    """
    if (
        isinstance(students, bool)
        or not isinstance(students, int)
        or not FEWEST <= students <= MOST
    ):
        raise DataProblem(
            f"{quote(students)} students cannot be seated: give a whole number from {FEWEST} to {MOST}"
        )
    count = max(1, min(round(students / A_TABLE), students // FEWEST))
    sizes = [students // count + (i < students % count) for i in range(count)]
    return [_table(size) for size in sizes]


def _table(size: int) -> list[Seat]:
    every = list(roles())
    if size < A_TABLE:
        at = next(i for i, r in enumerate(roles().values()) if r.shares)
        held = [(id,) for id in every[:at]] + [tuple(every[at : at + 2])]
        return [Seat(ids, BOTH) for ids in [*held, *((id,) for id in every[at + 2 :])]]
    twice = every[: size - A_TABLE]
    parts = {id: (SPEAKS, KEEPS) if id in twice else (BOTH,) for id in every}
    return [Seat((id,), part) for id in every for part in parts[id]]


def seating(students: int) -> Text:
    """Who plays what in a room of so many, table by table."""
    lines = []
    for number, seats in enumerate(tables(students), start=1):
        lines += [f"**Table {number}**, {plural(len(seats), 'student')}:", ""]
        for seat in seats:
            title = " and ".join(roles()[id].title for id in seat.roles)
            lines.append(f"- {title}: {seat.part}")
        lines.append("")
    return Text("\n".join(lines).strip())


def scale() -> Text:
    """How rooms of 6 to 60 are seated, a row for each size of room."""
    rows = [
        "| students | tables | at a table | two share a role at a table | one has two roles |",
        "| --- | --- | --- | --- | --- |",
    ]
    for n in range(FEWEST, MOST + 1):
        found = tables(n)
        sizes = sorted({len(t) for t in found})
        twice = sorted({sum(s.part == KEEPS for s in t) for t in found})
        both = sum(len(s.roles) > 1 for t in found for s in t)
        cells = [
            n,
            len(found),
            _to(sizes),
            _to(twice),
            f"at {plural(both, 'table')}" if both else "–",
        ]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return Text("\n".join(rows))


def _to(found: list[int]) -> str:
    return str(found[0]) if len(found) == 1 else f"{found[0]} or {found[-1]}"


def role_card(id: str) -> Text:
    """One role's card."""
    r, a, known = roles()[id], assumptions(), claims()
    start = {
        "default": "the default",
        "author": "*The author's setting*",
        "critic": "*A critic's setting*",
    }
    view = scenarios().presets.get(r.start)
    begins = start.get(r.start) or f"the view *{view.title}* of notebook 08"
    numbers = ", ".join(f"*{a.record(n).title}*" for n in r.numbers)
    about = "; ".join(f"{c} “{known[c].title}”" for c in r.claims)
    cited = f" ({'; '.join(references()[k].short for k in keys(r.source))})" if r.source else ""
    return Text(
        "\n".join(
            [
                f"### {r.title}",
                "",
                f"- **Wants:** {r.wants}{cited}",
                f"- **Starts from:** {begins}. Looks first at {numbers}.",
                f"- **Has most to say on:** {about}.",
                f"- **First question:** {r.question}",
                f"- **Hands in:** {r.deliverable}",
            ]
        )
    )


def roles_page() -> str:
    """docs/teaching/roles.md."""
    cards = "\n\n".join(role_card(id).markdown for id in roles())
    return f"""# Roles

Made from [data/roles.toml](../../data/roles.toml) by `sevensteps.teaching`: edit that file, and run `python3 go.py tidy`.

A role is a side in an argument. Give roles by lot, so that nobody has to defend what they think, and say so. The numbers that a role
starts from are ours for that argument. Any role may end at other numbers than it started from: that is what the debate is for.

## Cards

{cards}

## From six to sixty, and nobody idle

Each table holds a debate of its own. Where two share a role, one speaks and the other keeps the numbers: moves the sliders, and writes
down the code; they change over at half-time. Where one student has two roles, it is journalist and data auditor. In a notebook,
`teaching.seating(23)` gives the tables of a room of 23. At the end each table's journalist reports, and the auditor says what the
report rests on.

{scale()}
"""


# -- the reading list ----------------------------------------------------------------------------


def reading_list() -> str:
    """docs/teaching/reading-list.md: for each step, the works behind its support and its objections."""
    known = references()
    parts = [
        """# Reading list

Made from [data/references.bib](../../data/references.bib) and [data/claims.toml](../../data/claims.toml) by `sevensteps.teaching`: edit
those, and run `python3 go.py tidy`.

For each step the works that our best support of its claims cites, and those that our strongest objections cite; behind each, the claims
it is cited for. A work can stand on both sides. To be listed is no verdict on a work, and its author need not share the side it is cited
for. What stands in square brackets says how far we have read it.
"""
    ]
    for step in step_table().values():
        mine = [c for c in claims().values() if c.step == step.number]
        parts.append(f"\n## {step.label}\n")
        for side, words in (("support", "Support"), ("objection", "Objections")):
            cited: dict[str, list[str]] = {}
            for c in mine:
                for key in getattr(c, f"{side}_source"):
                    cited.setdefault(key, []).append(c.id)
            parts.append(f"\n**{words}** ({plural(len(cited), 'work')})\n\n")
            listed = sorted(
                f"- {known[k].full.rstrip('.')}. *On {', '.join(ids)}.*" for k, ids in cited.items()
            )
            parts.append("\n".join(listed) + "\n")
    return "".join(parts)


PAGES = {"roles.md": roles_page, "reading-list.md": reading_list}


def write(folder: Path = DOCS) -> None:
    """Write the pages that are made from data/ into this folder."""
    for name, page in PAGES.items():
        (folder / name).write_bytes(page().encode())


if __name__ == "__main__":
    write()
