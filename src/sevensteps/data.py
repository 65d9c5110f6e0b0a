"""What is known: the tables and the bibliography of data/, typed and checked.

Every fault in data/ is a DataProblem: one sentence that names file, record, field and mend.
Types and rules of the tables live in data/datapackage.json, nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from itertools import pairwise
from keyword import iskeyword
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pybtex.database import Entry, parse_string
from pybtex.exceptions import PybtexError

DATA = Path(__file__).resolve().parents[2] / "data"
PACKAGE, BIBLIOGRAPHY = "datapackage.json", "references.bib"
CHECKED = ("seen", "memory")  # best first
LARGEST = 1e15  # a number above it is a slip of the keyboard
LEFT_OUT, COUNTED = "South left out", "South counted"
TOTAL, CHINA, SOUTH = "all partners, South left out", "China", "South Korea"
PUBLISHED = {
    LEFT_OUT: "China's share, South left out",
    COUNTED: "China's share, South counted",
}


class DataProblem(ValueError):
    """A fault in data/ (or in a name asked of it), said in one sentence with its mend."""


class Missing(DataProblem, AttributeError):
    """A name that a file of data/ does not hold."""


class Records(dict):
    """What a file of data/ holds, by name; asked for a name that it lacks, it says so with the mend."""

    def __init__(self, kind: str, file: str, found: Mapping[str, Any]):
        super().__init__(found)
        self.kind, self.file = kind, file

    def __missing__(self, name: Any) -> Any:
        raise Missing(
            f"{self.file} has no {self.kind} {quote(name)}{nearest(name, self)}: use a name that is "
            f"there, or put the record back, for instance with git restore data/{self.file}"
        )


def look_up(records: Mapping[str, Any], name: Any) -> Any:
    """The record of this name; raises DataProblem also where the name is no text at all."""
    return records[name if isinstance(name, str) else quote(name)]


@dataclass(frozen=True)
class Reference:
    """One work of the bibliography; `short` and `full` are what a reader sees."""

    key: str
    author: str
    title: str
    year: str
    kind: str
    short: str
    full: str
    url: str = ""
    doi: str = ""
    note: str = ""


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests the nearest known names, or nothing.

    A slip of the pen comes first, then names that the words given are a part of (coverage:
    freeze_coverage), then whatever is somewhat alike.
    """
    name = name if isinstance(name, str) else quote(name)
    known = [str(k) for k in known]
    words = [w for w in name.lower().split("_") if len(w) > 2]
    parts = [k for k in known if words and all(_begins_a_word(w, k) for w in words)]
    close = get_close_matches(name, known, n=1, cutoff=0.85) or parts[:3]
    close = close or get_close_matches(name, known, n=1)
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""


def _begins_a_word(part: str, name: str) -> bool:
    return any(word.startswith(part) for word in name.lower().split("_"))


def sentence(problem: object) -> str:
    """A problem as a sentence of its own: with a full stop, unless it ends in one or in a question."""
    said = str(problem)
    return said if said.endswith((".", "?", "!")) else f"{said}."


def shorten(typed: str, most: int = 30) -> str:
    """What was typed, short enough to be said again."""
    typed = typed.strip()
    return typed if len(typed) <= most else f"{typed[: most - 1]}…"


def quote(value: Any, most: int = 60) -> str:
    """A value as it would be typed, short enough to be said again."""
    try:
        return shorten(repr(value), most)
    except ValueError:  # a whole number of thousands of digits
        return f"a huge {type(value).__name__}"


def bare(name: str) -> str:
    """A name that someone gave a record, on one line and short."""
    return shorten(repr(name)[1:-1], 60)


def problems(file: str, name: str) -> Callable[[str], DataProblem]:
    """What makes a DataProblem of what is wrong with one record of a file."""
    return lambda what: DataProblem(f"{file}, [{bare(name)}]: {what}")


def is_name(text: str) -> bool:
    """Whether a record may have this name: small letters, digits and _, and no word of Python."""
    return bool(re.fullmatch(r"[a-z][a-z0-9_]*", text)) and not iskeyword(text)


def is_number(value: Any) -> bool:
    """Whether what a file gives is a number that a model can take: neither truth value nor endless."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise DataProblem(
            f"{path.name} cannot be read: put it back into {path.parent.name}/, "
            f"for instance with git restore {path.parent.name}/{path.name}"
        ) from None
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise DataProblem(
            f"{path.name}, line {line}: is not UTF-8 text: save the file again as UTF-8"
        ) from None


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file."""
    text = read_text(Path(path))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        what, _, place = str(fault).partition(" (at ")
        place = place.removesuffix(")").replace(
            "end of document", f"line {text.count(chr(10)) + 1}, the last"
        )
        raise DataProblem(
            f"{Path(path).name}, {place}: {what[:1].lower()}{what[1:]}: "
            "mend that line; text goes in quotes, a number stands bare, each name comes once"
        ) from None
    except (ValueError, RecursionError):
        raise DataProblem(
            f"{Path(path).name}: holds a number of thousands of digits, or brackets in brackets "
            "without end: mend it, or take the file from the project"
        ) from None


# -- the bibliography ----------------------------------------------------------------------------


def references(folder: Path = DATA) -> Mapping[str, Reference]:
    """Every work that anything in data/ cites, by key, in the order of the file."""
    folder = Path(folder)
    return _references(folder, stamp(folder / BIBLIOGRAPHY))


@cache
def _references(folder: Path, _stamp: tuple) -> Mapping[str, Reference]:
    try:
        entries = parse_string(read_text(folder / BIBLIOGRAPHY), "bibtex").entries
    except PybtexError as fault:
        line = getattr(fault, "lineno", None)
        raise DataProblem(
            f"{BIBLIOGRAPHY}{f', line {line}' if line else ''}: "
            f"{str(fault).rpartition(f'line {line}: ')[2]}: "
            "mend that record; each key comes once, and each field reads name = {text} and a comma"
        ) from None
    found = {key: _reference(key, entry) for key, entry in entries.items()}
    return MappingProxyType(Records("key", BIBLIOGRAPHY, found))


def _reference(key: str, entry: Entry) -> Reference:
    field = {name.lower(): " ".join(text.split()) for name, text in entry.fields.items()}
    people = [_name(person) for person in entry.persons.get("author", [])]
    lasts = [last for _, last in people]
    year = field.get("year", "")
    needed = {
        "author": lasts and all(lasts),
        "title": field.get("title", "").strip("{}"),
        "year": year,
    }
    for need, found in needed.items():
        if not found:
            raise DataProblem(f"{BIBLIOGRAPHY}, {key}: has no {need}: add {need} = {{…}}")
    if not re.fullmatch(r"[0-9]{4}|n\.d\.", year):
        raise DataProblem(
            f"{BIBLIOGRAPHY}, {key}: year = {quote(year)} is no year: write four digits, or n.d. "
            "where none is known"
        )
    many = len(lasts) > 2 or "others" in lasts
    first = field.get("shortauthor") or (f"{lasts[0]} et al." if many else " and ".join(lasts))
    title, doi = field["title"].replace("{", "").replace("}", ""), field.get("doi", "")
    names = ", ".join(f"{given} {last}".strip() for given, last in people)
    names = names.replace(", others", " and others")
    home = [field[k] for k in ("journal", "institution", "publisher", "howpublished") if k in field]
    issue = f" {field['volume']}" if "volume" in field else ""
    if "number" in field:
        issue += f"({field['number']})" if issue else f", {field['number']}"
    pages = f", {field['pages'].replace('--', '–')}" if "pages" in field else ""
    link = f"https://doi.org/{doi}" if doi else field.get("url", "")
    parts = [
        f"{names} ({year})",
        title,
        f"{', '.join(home)}{issue}{pages}",
        link,
        f"[{field['note']}]" if "note" in field else "",
    ]
    full = ". ".join(part for part in parts if part).replace("?. ", "? ")
    short = f"{first} {year}"
    url, note = field.get("url", ""), field.get("note", "")
    return Reference(key, ", ".join(lasts), title, year, entry.type, short, full, url, doi, note)


def _name(person: Any) -> tuple[str, str]:
    given = [*person.first_names, *person.middle_names]
    last = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return tuple(" ".join(part).replace("{", "").replace("}", "") for part in (given, last))


def keys(text: str) -> list[str]:
    """The bibliography keys in a source cell, which joins them with "; "."""
    return [key.strip() for key in text.split(";") if key.strip()]


def check_sources(text: str, known: Mapping[str, Reference], problem: Callable) -> None:
    """Raise `problem` unless each key in a source, and there is one, is in the bibliography."""
    if not keys(text):
        raise problem(f"source = {quote(text)} names no work: write a key of {BIBLIOGRAPHY}")
    for key in keys(text):
        if key not in known:
            raise problem(f"source {quote(key)} is not in {BIBLIOGRAPHY}{nearest(key, known)}")


def cite(sources: str | Iterable[str], folder: Path = DATA) -> str:
    """Short citations for keys (a list, or a source cell): "Noland 2008; Early 2015"."""
    known = references(folder)
    wanted = keys(sources) if isinstance(sources, str) else list(sources)
    return "; ".join(known[key].short for key in wanted)


# -- the tables ----------------------------------------------------------------------------------


def tables(folder: Path = DATA) -> tuple[str, ...]:
    """The names that `table` takes."""
    return tuple(_resources(Path(folder), stamp(Path(folder) / PACKAGE)))


def titles(folder: Path = DATA) -> dict[str, str]:
    """What each table is called in words, by the name that `table` takes."""
    found = _resources(Path(folder), stamp(Path(folder) / PACKAGE))
    return {name: resource.get("title", name) for name, resource in found.items()}


def table(name: str, folder: Path = DATA) -> pd.DataFrame:
    """A fresh copy of one table, in the units that datapackage.json gives.

    Blank numbers are missing (NaN), blank text is "", dates are timestamps.
    """
    folder = Path(folder)
    known = tables(folder)
    if name not in known:
        raise DataProblem(
            f"{PACKAGE} lists no table {quote(name)}{nearest(name, known)}: "
            f"use one of {', '.join(known)}"
        )
    resource = _resources(folder, stamp(folder / PACKAGE))[name]
    stamps = [stamp(folder / file) for file in (resource["path"], PACKAGE, BIBLIOGRAPHY)]
    return _table(name, folder, *stamps).copy()


def arrays(name: str, folder: Path = DATA) -> dict[str, np.ndarray]:
    """A table as arrays by column name, which is how a step takes it."""
    return {column: values.to_numpy() for column, values in table(name, folder).items()}


# What the reader of the tables understands of datapackage.json; `order` (columns from low to high)
# and `needed` (rows that a picture singles out) are our own.
NAME, NAMES = {"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}}
FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": NAME,
        "type": {"enum": ["string", "integer", "number", "date"]},
        "constraints": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "required": {"type": "boolean"},
                "minimum": {"type": "number"},
                "maximum": {"type": "number"},
                "enum": {**NAMES, "minItems": 1},
                "pattern": {"type": "string", "format": "regex"},
            },
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {"type": "array", "items": FIELD, "minItems": 1},
        "primaryKey": NAMES,
        "order": {"type": "array", "items": NAMES},
        "needed": {"type": "array", "items": {"type": "object"}},
    },
}
RESOURCE = {
    "type": "object",
    "required": ["name", "path"],
    "properties": {
        "name": NAME,
        "path": {"type": "string", "pattern": r"^[\w-]+\.\w+$"},
        "schema": SCHEMA,
    },
}
RULES = Draft202012Validator(
    {
        "type": "object",
        "required": ["resources"],
        "properties": {"resources": {"type": "array", "items": RESOURCE, "minItems": 1}},
    },
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)


@cache
def _resources(folder: Path, _stamp: tuple) -> dict[str, dict]:
    """The resources that are tables, by name."""

    def no_number(text: str) -> None:
        raise ValueError(text)

    try:
        package = json.loads(read_text(folder / PACKAGE), parse_constant=no_number)
    except json.JSONDecodeError as fault:
        raise DataProblem(
            f"{PACKAGE}, line {fault.lineno}: is not JSON ({fault.msg}): mend that line; "
            "a comma stands between two entries and not after the last"
        ) from None
    except (ValueError, RecursionError):
        raise DataProblem(
            f"{PACKAGE}: holds NaN, Infinity or an endless number or bracket, which is no JSON: "
            "write a number, or take the line out"
        ) from None
    fault = best_match(RULES.iter_errors(package))
    if fault:
        raise _misfit(package, fault.absolute_path, shorten(fault.message, 150))
    resources = package["resources"]
    _check_names(package, ["resources"], [resource["name"] for resource in resources])
    for i, resource in enumerate(resources):
        if "schema" in resource:
            _check_schema(package, ["resources", i, "schema"], resource["schema"])
    return {r["name"]: r for r in resources if "schema" in r}


def _check_schema(package: Any, place: list, schema: dict) -> None:
    columns = [field["name"] for field in schema["fields"]]
    _check_names(package, [*place, "fields"], columns)
    named = {"primaryKey": schema.get("primaryKey", [])}
    named |= {k: [n for one in schema.get(k, []) for n in one] for k in ("order", "needed")}
    for part, names in named.items():
        for name in names:
            if name not in columns:
                what = f"{quote(name)} is no column of it{nearest(name, columns)}"
                raise _misfit(package, [*place, part], what)


def _check_names(package: Any, place: list, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise _misfit(package, place, f"{quote(name)} is there twice")


def _misfit(package: Any, place: Iterable, what: str) -> DataProblem:
    """What is wrong at a place of the package, which is told by the names on the way there."""
    at, said = package, [PACKAGE]
    for part in place:
        at = at[part]
        name = at.get("name") if isinstance(part, int) and isinstance(at, dict) else None
        said.append(name if isinstance(name, str) else str(part))
    return DataProblem(f"{', '.join(said)}: {what}: mend it, as the entries beside it have it")


@cache
def _table(name: str, folder: Path, *_stamps: tuple) -> pd.DataFrame:
    resource = _resources(folder, stamp(folder / PACKAGE))[name]
    file, schema = resource["path"], resource["schema"]
    fields = {field["name"]: field for field in schema["fields"]}

    def problem(where: str, what: str) -> DataProblem:
        return DataProblem(f"{file}, {where}: {what}")

    text = io.StringIO(read_text(folder / file), newline="")
    try:
        header, *lines = list(csv.reader(text, strict=True)) or [[]]
    except csv.Error as fault:
        raise problem("quotes", f"do not match ({fault}): close each quotation with one") from None
    if len(header) == 1 and re.search("[;\t]", header[0]):
        raise problem(
            "line 1",
            "columns are parted by semicolons or tabs: save the file as CSV parted by commas, with "
            "a full stop in numbers",
        )
    for column in fields:
        if column not in header:
            raise problem("line 1", f"column {column!r} is missing: add it, between commas")
    for column in header:
        if column not in fields or header.count(column) > 1:
            raise problem(
                "line 1", f"unknown or doubled column {column!r}{nearest(column, fields)}"
            )
    rows = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            raise problem(f"line {number}", "is blank: take the line out")
        if len(line) != len(header):
            raise problem(
                f"line {number}",
                f"has {len(line)} fields instead of {len(header)}: put text with a comma in quotes",
            )
        row = dict(zip(header, line, strict=True))
        rows.append({c: _cell(row[c], f, f"line {number}", problem) for c, f in fields.items()})
    if not rows:
        raise problem(
            "line 2", f"there is no row: add one, or put the table back (git restore data/{file})"
        )
    _check_keys(rows, schema.get("primaryKey", []), problem)
    _check_order(rows, schema.get("order", []), problem)
    _check_needed(rows, schema.get("needed", []), file, problem)
    _check_sources(rows, references(folder), problem)
    kinds = {"number": "float64", "date": "datetime64[s]"}
    return pd.DataFrame(rows, columns=list(fields)).astype(
        {c: kinds[f["type"]] for c, f in fields.items() if f["type"] in kinds}
    )


PATTERN = {
    "integer": r"-?[0-9]{1,15}",
    "number": r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
SAY = {
    "integer": "a whole number: write it bare, as in 2009, with 15 digits at most",
    "number": "a number: write it bare with a full stop, as in 0.5, with 15 digits at most",
    "date": "a date: write it as in 2009-06-12",
}
MAKE: dict[str, Callable] = {"integer": int, "number": float, "date": date.fromisoformat}


def _cell(text: str, field: dict, where: str, problem: Callable) -> Any:
    """One cell as its type, checked against the rules of its field."""
    name, kind, rules = field["name"], field["type"], field.get("constraints", {})
    text = text.strip()
    if not text:
        if rules.get("required"):
            raise problem(where, f"{name} is blank: fill it in, or take the row out")
        return "" if kind == "string" else None
    if kind in PATTERN:
        try:
            value = MAKE[kind](re.fullmatch(PATTERN[kind], text)[0])
        except (TypeError, ValueError):
            raise problem(where, f"{name} = {quote(text)} is not {SAY[kind]}") from None
    else:
        value = text
    allowed = rules.get("enum", [value])
    if value not in allowed:
        raise problem(
            where,
            f"{name} = {quote(text)} is none of {', '.join(map(str, allowed))}{nearest(text, allowed)}",
        )
    if kind == "string" and not re.fullmatch(rules.get("pattern", ".*"), text, re.DOTALL):
        raise problem(
            where,
            f"{name} = {quote(text)} has not the form that {PACKAGE} asks for, {rules['pattern']}: "
            "write it like the cells above and below",
        )
    if kind in ("integer", "number"):
        low, high = rules.get("minimum", value), rules.get("maximum", value)
        if not low <= value <= high:
            rule = "minimum" if value < low else "maximum"
            raise problem(where, f"{name} = {text} is beyond its {rule}, {rules[rule]}: mend it")
    return value


def _check_keys(rows: list[dict], key: str | list[str], problem: Callable) -> None:
    names = [key] if isinstance(key, str) else key
    seen: dict[tuple, int] = {}
    for number, row in enumerate(rows, start=2):
        this = tuple(row[name] for name in names)
        if names and this in seen:
            raise problem(
                f"line {number}",
                f"{' and '.join(names)} repeat line {seen[this]}: keep one of the two",
            )
        seen[this] = number


def _check_order(rows: list[dict], order: list[list[str]], problem: Callable) -> None:
    """Columns that run from low to high; what is blank has no place among them."""
    for number, row in enumerate(rows, start=2):
        for names in order:
            for one, other in pairwise(name for name in names if row[name] is not None):
                if row[one] > row[other]:
                    raise problem(
                        f"line {number}",
                        f"{one} = {row[one]} is above {other} = {row[other]}: swap or mend them",
                    )


def _check_needed(rows: list[dict], needed: list[dict], file: str, problem: Callable) -> None:
    for wanted in needed:
        if not any(wanted.items() <= row.items() for row in rows):
            said = " and ".join(
                f"{name} = {shorten(str(value), 60)}" for name, value in wanted.items()
            )
            raise problem(
                "rows",
                f"none has {said}, which a picture or a test of it singles out: put it back, for "
                f"instance with git restore data/{file}",
            )


def _check_sources(rows: list[dict], known: Mapping[str, Reference], problem: Callable) -> None:
    for number, row in enumerate(rows, start=2):
        for key in keys(row.get("source", "")):
            if key not in known:
                raise problem(
                    f"line {number}",
                    f"source {quote(key)} is not in {BIBLIOGRAPHY}{nearest(key, known)}",
                )


def stamp(path: Path) -> tuple:
    """Changes when a file does, so that what was read of it can be kept until then."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size)


def plain(file: Path) -> bytes:
    """The bytes of a text file with plain line ends, as Git keeps it."""
    return file.read_bytes().replace(b"\r\n", b"\n")


def checksum(file: Path) -> str:
    """The checksum of such a file as Frictionless writes it: "sha256:" and 64 digits."""
    return f"sha256:{sha256(plain(file)).hexdigest()}"


# -- derived series ------------------------------------------------------------------------------


def trade_shares(folder: Path = DATA) -> pd.DataFrame:
    """China's share of the North's trade by year, without and with the South in the denominator.

    Columns: year; denominator; share and published (0 to 1, published NaN where none was found);
    checked, the worst of the rows it is made of; independent, False where one of these rows was
    itself worked out from a published share; source, every key it rests on.
    """
    rows = {(r["series"], r["year"]): r for r in table("trade", folder).to_dict("records")}
    found = []
    for series, year in sorted(rows):
        for denominator in (LEFT_OUT, COUNTED) if series == CHINA else ():
            below = (TOTAL, SOUTH) if denominator == COUNTED else (TOTAL,)
            parts = [rows.get((part, year)) for part in (CHINA, *below)]
            if None in parts:
                continue
            whole = sum(part["value"] for part in parts[1:])
            if not whole > 0:
                raise DataProblem(
                    f"trade.csv, {year}, {' and '.join(below)}: the trade is 0, and has no shares: "
                    "fill in what it was, or take the year out"
                )
            printed = rows.get((PUBLISHED[denominator], year))
            found.append(
                {
                    "year": year,
                    "denominator": denominator,
                    "share": parts[0]["value"] / whole,
                    "published": printed["value"] / 100 if printed else float("nan"),
                    "checked": max((part["checked"] for part in parts), key=CHECKED.index),
                    "independent": all(part["derived"] != "from a share" for part in parts),
                    "source": "; ".join(dict.fromkeys(k for p in parts for k in keys(p["source"]))),
                }
            )
    return pd.DataFrame(found)
