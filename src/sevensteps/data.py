"""What is known: the records, tables and bibliography of data/, typed and checked.

Every error in data/ is a DataProblem: one sentence that names the file, the record, the field and the
fix. The types of a record are the annotations of its dataclass; the types and rules of the tables
stand in data/datapackage.json.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache, wraps
from hashlib import sha256
from itertools import pairwise
from keyword import iskeyword
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).resolve().parents[2] / "data"
PACKAGE, BIBLIOGRAPHY = "datapackage.json", "references.bib"
LARGEST = 1e15  # a number above it is a typing error
Checked = Literal["seen", "memory"]  # best first
CHECKED = get_args(Checked)
LEFT_OUT, COUNTED = "South left out", "South counted"
TOTAL, CHINA, SOUTH = "all partners, South left out", "China", "South Korea"
PUBLISHED = {
    LEFT_OUT: "China's share, South left out",
    COUNTED: "China's share, South counted",
}


class DataProblem(ValueError):
    """An error in data/, or in a name that was asked for: one sentence with its fix."""


class Wrong(ValueError):
    """What is wrong with one record, in words; the reader of its file adds where."""


class Missing(DataProblem, AttributeError):
    """A name that a file of data/ does not hold."""


class Records(dict):
    """The records of a file by name; an unknown name raises Missing with the nearest known one."""

    def __init__(self, kind: str, file: str, found: Mapping[str, Any]):
        super().__init__(found)
        self.kind, self.file = kind, file

    def __missing__(self, name: Any) -> Any:
        raise Missing(
            f"{self.file} has no {self.kind} {quote(name)}{nearest(name, self)}: use a name that is "
            f"there, or put the record back, for instance with git restore data/{self.file}"
        )


def look_up(records: Mapping[str, Any], name: Any) -> Any:
    """The record of this name; raises DataProblem also if the name is not text."""
    return records[name if isinstance(name, str) else quote(name)]


def frozen(kind: str, file: str, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """A read-only view of the records of a file."""
    return MappingProxyType(Records(kind, file, found))


# -- words for errors ----------------------------------------------------------------------------


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests the nearest known names, or "".

    First a misspelt name, then names that contain the given words (coverage: freeze_coverage), then
    any name that is somewhat alike.
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
    """A problem as a sentence: with a full stop, unless it ends in one or in a question mark."""
    said = str(problem)
    return said if said.endswith((".", "?", "!")) else f"{said}."


def shorten(typed: str, most: int = 30) -> str:
    """What was typed, cut to at most so many letters."""
    typed = typed.strip()
    return typed if len(typed) <= most else f"{typed[: most - 1]}…"


def quote(value: Any, most: int = 60) -> str:
    """A value as Python writes it, cut to at most so many letters."""
    try:
        return shorten(repr(value), most)
    except ValueError:  # a whole number of thousands of digits
        return f"a huge {type(value).__name__}"


# -- files ---------------------------------------------------------------------------------------


def stamp(path: Path) -> tuple:
    """The time and size of a file: they change when it does; () if there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size)


def read_again_after_changes(*files: str) -> Callable:
    """Decorate a reader of a folder: its result is cached until one of these files changes."""

    def decorate(read: Callable[[Path], Any]) -> Callable:
        cached = cache(lambda folder, _stamps: read(folder))

        @wraps(read)
        def reader(folder: Path = DATA) -> Any:
            folder = Path(folder)
            return cached(folder, tuple(stamp(folder / file) for file in files))

        return reader

    return decorate


def plain(file: Path) -> bytes:
    """The bytes of a text file with plain line ends, as Git keeps it."""
    return file.read_bytes().replace(b"\r\n", b"\n")


def checksum(file: Path) -> str:
    """The checksum of such a file as Frictionless writes it: "sha256:" and 64 digits."""
    return f"sha256:{sha256(plain(file)).hexdigest()}"


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise DataProblem(
            f"{path.name} cannot be read: put it back into {path.parent.name}/, "
            f"for instance with git restore {path.parent.name}/{path.name}"
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataProblem(
            f"{path.name}, line {line}: is not UTF-8 text: save the file again as UTF-8"
        ) from None


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file."""
    path, text = Path(path), read_text(Path(path))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).partition(" (at ")
        last = f"line {text.count(chr(10)) + 1}, the last"
        place = place.removesuffix(")").replace("end of document", last)
        raise DataProblem(
            f"{path.name}, {place}: {what[:1].lower()}{what[1:]}: "
            "fix that line; text goes in quotes, a number stands bare, each name comes once"
        ) from None
    except (ValueError, RecursionError):
        raise DataProblem(
            f"{path.name}: holds a number of thousands of digits, or too many brackets in brackets: "
            "fix it, or take the file from the project"
        ) from None


# -- records: a dataclass from a table -------------------------------------------------------------

WRITE = {
    str: "text: write it in quotes",
    bool: "true or false: write it bare",
    int: "a whole number: write it bare",
    float: f"a number up to {LARGEST:g}: write it bare, as in 0.5",
    date: "a day: write it bare, as in 2009-09-30",
    tuple: 'a list: write it in brackets, as in ["…", "…"]',
    Mapping: "a table: write it in braces, as in { name = … }",
}
FITS: dict[Any, Callable[[Any], bool]] = {
    str: lambda v: isinstance(v, str) and bool(v.strip()),
    bool: lambda v: isinstance(v, bool),
    int: lambda v: isinstance(v, int) and not isinstance(v, bool) and abs(v) <= LARGEST,
    float: lambda v: FITS[int](v) or (isinstance(v, float) and abs(v) <= LARGEST),
    date: lambda v: isinstance(v, date) and not isinstance(v, datetime),
    tuple: lambda v: isinstance(v, list),
    Mapping: lambda v: isinstance(v, dict),
    Any: lambda v: True,
}


def is_name(text: str) -> bool:
    """Whether a record may have this name: small letters, digits and _; not a word of Python."""
    return bool(re.fullmatch(r"[a-z][a-z0-9_]*", text)) and not iskeyword(text)


def read_records(
    tables: Any,
    file: str,
    kind: type,
    check: Callable[[Any, dict], Any],
    *,
    part: str = "",
    good: Callable[[str], bool] = is_name,
) -> dict[str, Any]:
    """The records of a file (or of one part of it) by name, each a dataclass of this kind.

    check: takes a record and its table, returns the record, or raises Wrong. Raises DataProblem if a
    record is wrong, if there is none, or if its name is not `good`.
    """
    if not tables:
        raise DataProblem(
            f"{file} holds no {part or kind.__name__.lower()}: add one, or take the file from the "
            f"project, for instance with git restore data/{file}"
        )
    found, before = {}, f"{part}." if part else ""
    for name, table in tables.items() if isinstance(tables, dict) else [("NAME", tables)]:
        short = before + shorten(repr(name)[1:-1], 60)
        try:
            if not isinstance(table, dict):
                raise Wrong(f"is a bare value: write [{short}] on a line, and its fields below it")
            if not good(name):
                raise Wrong(
                    "cannot be a name here: use small letters, digits and _, begin with a letter, "
                    "and use no word that has a meaning already"
                )
            found[name] = check(build(kind, table, **{fields(kind)[0].name: name}), table)
        except Wrong as error:
            raise DataProblem(f"{file}, [{short}]: {error}") from None
    return found


@cache
def _form(kind: type) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Of a dataclass: the type and the attribute of each field by its name in a file; those required."""
    hints = get_type_hints(kind)
    attributes = {f.name.rstrip("_"): f.name for f in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    types = {name: hints[attribute] for name, attribute in attributes.items()}
    return types, attributes, [name for name in types if attributes[name] in needed]


def build(kind: type, table: Any, at: str = "", **given: Any) -> Any:
    """A dataclass from a table, each field as its annotation says; `given` fields are not in a table.

    at: the fields on the way to this table, such as "verdict.1.".
    """
    if not isinstance(table, dict):
        raise Wrong(f"{at.removesuffix('.')} is a bare value: write a table with its fields")
    types, attributes, required = _form(kind)
    known = [name for name in types if attributes[name] not in given]
    for key in table:
        if key not in known and not getattr(kind, "has_more", False):
            raise Wrong(
                f"unknown field {quote(at + key)}: rename it or take it out{nearest(key, known)}"
            )
    for key in required:
        if key in known and key not in table:
            raise Wrong(f"field {at + key!r} is missing: add a line for {key}")
    values = {
        attributes[key]: converted(value, types[key], at + key)
        for key, value in table.items()
        if key in known
    }
    return kind(**given, **values)


def converted(value: Any, hint: Any, at: str) -> Any:
    """What a file gives, as its annotation says; else raises Wrong. at: the name of its field."""
    if get_origin(hint) is UnionType:
        kinds = [one for one in get_args(hint) if one is not NoneType]
        hint = str if isinstance(value, str) and str in kinds else kinds[-1]
    base, inner = get_origin(hint) or hint, get_args(hint)
    if base is Literal:
        return one_of(value, inner, at)
    if base not in FITS:
        return build(base, value, f"{at}.")
    if not FITS[base](value):
        raise Wrong(f"{at} = {quote(value)} is not {WRITE[base]}")
    if base is tuple:
        if inner[0] not in FITS and not value and not get_origin(inner[0]):
            raise Wrong(f"{at} is empty: add an entry, or take it out")
        return tuple(converted(v, inner[0], f"{at}.{_place(i, v)}") for i, v in enumerate(value, 1))
    if base is Mapping:
        return MappingProxyType(
            {k: converted(v, inner[1], f"{at}.{shorten(repr(k)[1:-1])}") for k, v in value.items()}
        )
    return float(value) if base is float else value


def _place(number: int, value: Any) -> str:
    """The name of an entry of a list, or its number."""
    name = value.get("name") if isinstance(value, dict) else None
    return shorten(name) if isinstance(name, str) else str(number)


def one_of(value: Any, allowed: Iterable[Any], field: str) -> Any:
    """The value, if it is among the allowed ones; else raises Wrong."""
    allowed = list(allowed)
    if type(value) not in {type(one) for one in allowed} or value not in allowed:
        few = ", ".join(map(str, allowed))
        raise Wrong(
            f"{field} = {quote(value)} is none of {few}: choose one{nearest(value, allowed)}"
        )
    return value


def check_known(names: Iterable[str], known: Iterable[str], field: str, where: str) -> None:
    """Raises Wrong unless each of these names is known; `where` says what would hold it."""
    for name in names:
        if name not in known:
            raise Wrong(f"{field} {quote(name)} is not {where}: fix the name{nearest(name, known)}")


def keys(text: str) -> list[str]:
    """The bibliography keys in a source cell, which joins them with "; "."""
    return [key.strip() for key in text.split(";") if key.strip()]


def check_sources(text: str, known: Iterable[str], field: str = "source") -> None:
    """Raises Wrong unless a source names at least one work, and each is in the bibliography."""
    if not keys(text):
        raise Wrong(f"{field} = {quote(text)} names no work: write a key of {BIBLIOGRAPHY}")
    check_known(keys(text), known, field, f"in {BIBLIOGRAPHY}")


# -- the bibliography ----------------------------------------------------------------------------


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


@read_again_after_changes(BIBLIOGRAPHY)
def references(folder: Path) -> Mapping[str, Reference]:
    """Every work that data/ cites, by key, in the order of the file."""
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        entries = parse_string(read_text(folder / BIBLIOGRAPHY), "bibtex").entries
    except PybtexError as error:
        line = getattr(error, "lineno", None)
        raise DataProblem(
            f"{BIBLIOGRAPHY}{f', line {line}' if line else ''}: "
            f"{str(error).rpartition(f'line {line}: ')[2]}: "
            "fix that record; each key comes once, and each field reads name = {text} and a comma"
        ) from None
    return frozen("key", BIBLIOGRAPHY, {key: _reference(key, e) for key, e in entries.items()})


def _reference(key: str, entry: Any) -> Reference:
    field = {name.lower(): " ".join(text.split()) for name, text in entry.fields.items()}
    people = [_name(person) for person in entry.persons.get("author", [])]
    lasts = [last for _, last in people]
    year, title = field.get("year", ""), field.get("title", "").replace("{", "").replace("}", "")
    needed = {"author": lasts and all(lasts), "title": title, "year": year}
    for need, found in needed.items():
        if not found:
            raise DataProblem(f"{BIBLIOGRAPHY}, {key}: has no {need}: add {need} = {{…}}")
    if not re.fullmatch(r"[0-9]{4}|n\.d\.", year):
        raise DataProblem(
            f"{BIBLIOGRAPHY}, {key}: year = {quote(year)} is not a year: write four digits, or n.d. "
            "where none is known"
        )
    many = len(lasts) > 2 or "others" in lasts
    first = field.get("shortauthor") or (f"{lasts[0]} et al." if many else " and ".join(lasts))
    names = ", ".join(f"{given} {last}".strip() for given, last in people)
    home = [field[k] for k in ("journal", "institution", "publisher", "howpublished") if k in field]
    issue = f" {field['volume']}" if "volume" in field else ""
    if "number" in field:
        issue += f"({field['number']})" if issue else f", {field['number']}"
    pages = f", {field['pages'].replace('--', '–')}" if "pages" in field else ""
    url, doi, note = (field.get(k, "") for k in ("url", "doi", "note"))
    parts = [
        f"{names.replace(', others', ' and others')} ({year})",
        title,
        f"{', '.join(home)}{issue}{pages}",
        f"https://doi.org/{doi}" if doi else url,
        f"[{note}]" if note else "",
    ]
    full = ". ".join(part for part in parts if part).replace("?. ", "? ")
    short = f"{first} {year}"
    return Reference(key, ", ".join(lasts), title, year, entry.type, short, full, url, doi, note)


def _name(person: Any) -> tuple[str, str]:
    given = [*person.first_names, *person.middle_names]
    last = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return tuple(" ".join(part).replace("{", "").replace("}", "") for part in (given, last))


def cite(sources: str | Iterable[str], folder: Path = DATA) -> str:
    """Short citations for keys (a list, or a source cell): "Noland 2008; Early 2015"."""
    known = references(folder)
    wanted = keys(sources) if isinstance(sources, str) else list(sources)
    return "; ".join(known[key].short for key in wanted)


# -- what datapackage.json says of a table ---------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """What a cell must keep to."""

    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    enum: tuple[str, ...] = ()
    pattern: str = ""


class Described:
    """A part of the package that has more fields than we read."""

    has_more: ClassVar[bool] = True


@dataclass(frozen=True)
class Column(Described):
    """One column of a table."""

    name: str
    type: Literal["string", "integer", "number", "date"]
    constraints: Rules = Rules()


@dataclass(frozen=True)
class Schema(Described):
    """The form of a table. `order` (columns from low to high) and `needed` (rows that a picture
    singles out) are our own."""

    fields: tuple[Column, ...]
    primaryKey: tuple[str, ...] = ()  # noqa: N815, the name that Frictionless gives it
    order: tuple[tuple[str, ...], ...] = ()
    needed: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Resource(Described):
    """One file of data/; a table has a schema."""

    name: str
    path: str
    title: str = ""
    schema: Schema | None = None


@dataclass(frozen=True)
class Package(Described):
    """All files of data/."""

    resources: tuple[Resource, ...]


@read_again_after_changes(PACKAGE)
def _resources(folder: Path) -> dict[str, Resource]:
    """The resources that are tables, by name."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        package = json.loads(read_text(folder / PACKAGE), parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise DataProblem(
            f"{PACKAGE}, line {error.lineno}: is not JSON ({error.msg}): fix that line; "
            "a comma stands between two entries and not after the last"
        ) from None
    except (ValueError, RecursionError):
        raise DataProblem(
            f"{PACKAGE}: holds NaN, Infinity, a huge number or too many brackets, which is not JSON: "
            "write a number, or take the line out"
        ) from None
    try:
        resources = build(Package, package).resources
        _check_once([r.name for r in resources], "resources")
        for r in resources:
            if not re.fullmatch(r"[\w-]+\.\w+", r.path):
                at = f"resources.{r.name}.path"
                raise Wrong(f"{at} = {quote(r.path)} is not a file of data/: write its name")
            if r.schema:
                _check_schema(r.schema, f"resources.{r.name}.schema")
    except Wrong as error:
        raise DataProblem(f"{PACKAGE}: {error}") from None
    return {r.name: r for r in resources if r.schema}


def _check_schema(schema: Schema, at: str) -> None:
    columns = [column.name for column in schema.fields]
    _check_once(columns, f"{at}.fields")
    check_known(schema.primaryKey, columns, f"{at}.primaryKey", "a column of the table")
    for part in ("order", "needed"):
        named = [name for one in getattr(schema, part) for name in one]
        check_known(named, columns, f"{at}.{part}", "a column of the table")
    for column in schema.fields:
        try:
            re.compile(column.constraints.pattern)
        except re.error:
            where = f"{at}.fields.{column.name}.constraints.pattern"
            raise Wrong(f"{where} is not a regular expression: fix it") from None


def _check_once(names: list[str], at: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise Wrong(f"{at}: {quote(name)} is there twice: take one out")


# -- the tables ----------------------------------------------------------------------------------


def tables(folder: Path = DATA) -> tuple[str, ...]:
    """The names that `table` takes."""
    return tuple(_resources(folder))


def titles(folder: Path = DATA) -> dict[str, str]:
    """The title of each table, by the name that `table` takes."""
    return {name: resource.title or name for name, resource in _resources(folder).items()}


def arrays(name: str, folder: Path = DATA) -> dict[str, np.ndarray]:
    """A table as arrays by column name, in the units that datapackage.json gives.

    Blank numbers are missing (NaN), blank text is "", blank dates are NaT.

    >>> deals = arrays("deals")
    >>> f"{(deals['end'] - deals['start']).mean():.1f} years"
    '4.7 years'
    """
    return {column: values.copy() for column, values in _checked_table(name, folder)[1].items()}


def table(name: str, folder: Path = DATA) -> pd.DataFrame:
    """A fresh DataFrame of one table; blank numbers are NaN, blank text is "", dates are timestamps.

    >>> table("deals").query("stopped == 'production'")["name"].tolist()
    ['Agreed Framework, 1994', 'Plans of 2007']
    """
    import pandas as pd

    return pd.DataFrame(arrays(name, folder))


def rows(name: str, folder: Path = DATA) -> list[dict[str, Any]]:
    """A table as a list of rows, a dict each by column name; what is blank is None or ""."""
    return [dict(row) for row in _checked_table(name, folder)[0]]


def _checked_table(name: str, folder: Path) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    folder = Path(folder)
    known = _resources(folder)
    if name not in known:
        raise DataProblem(
            f"{PACKAGE} lists no table {quote(name)}{nearest(name, known)}: "
            f"use one of {', '.join(known)}"
        )
    stamps = [stamp(folder / file) for file in (known[name].path, PACKAGE, BIBLIOGRAPHY)]
    return _read_table(name, folder, *stamps)


@cache
def _read_table(name: str, folder: Path, *_stamps: tuple) -> tuple[list[dict], dict]:
    file, schema = _resources(folder)[name].path, _resources(folder)[name].schema
    where, found, seen, works = "quotes", [], {}, references(folder)
    try:
        lines = list(csv.reader(io.StringIO(read_text(folder / file), newline=""), strict=True))
        where, header = "line 1", lines[0] if lines else []
        _check_header(header, [column.name for column in schema.fields])
        for number, line in enumerate(lines[1:], start=2):
            where = f"line {number}"
            row = _row(line, header, schema, works)
            key = tuple(row[name] for name in schema.primaryKey)
            if key and key in seen:
                names = " and ".join(schema.primaryKey)
                raise Wrong(f"{names} repeat line {seen[key]}: keep one of the two")
            seen[key] = number
            found.append(row)
        if not found:
            where = "line 2"
            raise Wrong(
                f"there is no row: add one, or put the table back (git restore data/{file})"
            )
        where = "rows"
        _check_needed(found, schema.needed, file)
    except csv.Error as error:
        raise DataProblem(
            f"{file}, {where}: do not match ({error}): close each quotation with one"
        ) from None
    except Wrong as error:
        raise DataProblem(f"{file}, {where}: {error}") from None
    return found, {c.name: _array([row[c.name] for row in found], c) for c in schema.fields}


def _check_header(header: list[str], columns: list[str]) -> None:
    if len(header) == 1 and re.search("[;\t]", header[0]):
        raise Wrong(
            "columns are separated by semicolons or tabs: save the file as CSV with commas, and with "
            "a full stop in numbers"
        )
    for column in columns:
        if column not in header:
            raise Wrong(f"column {column!r} is missing: add it, between commas")
    for column in header:
        if column not in columns or header.count(column) > 1:
            near = nearest(column, columns)
            raise Wrong(f"unknown or repeated column {column!r}: take it out{near}")


def _row(
    line: list[str], header: list[str], schema: Schema, works: Iterable[str]
) -> dict[str, Any]:
    """The cells of one line as their types, checked against the rules of the table."""
    if not any(cell.strip() for cell in line):
        raise Wrong("is blank: take the line out")
    if len(line) != len(header):
        raise Wrong(
            f"has {len(line)} fields instead of {len(header)}: put text with a comma in quotes"
        )
    texts = dict(zip(header, line, strict=True))
    row = {column.name: _value(texts[column.name], column) for column in schema.fields}
    for names in schema.order:  # from low to high; a blank one is passed over
        for one, other in pairwise(name for name in names if row[name] is not None):
            if row[one] > row[other]:
                raise Wrong(f"{one} = {row[one]} is above {other} = {row[other]}: swap or fix them")
    check_known(keys(row.get("source", "")), works, "source", f"in {BIBLIOGRAPHY}")
    return row


def _check_needed(rows: list[dict], needed: Iterable[Mapping], file: str) -> None:
    for wanted in needed:
        if not any(wanted.items() <= row.items() for row in rows):
            said = " and ".join(f"{name} = {shorten(str(v), 60)}" for name, v in wanted.items())
            raise Wrong(
                f"none has {said}, which a picture or a test of it singles out: put it back, for "
                f"instance with git restore data/{file}"
            )


FORMS: dict[
    str, tuple[str, Callable, str]
] = {  # pattern, what makes the value, and how to write it
    "integer": (
        r"-?[0-9]{1,15}",
        int,
        "a whole number: write it bare, as in 2009, with 15 digits at most",
    ),
    "number": (
        r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
        float,
        "a number: write it bare with a full stop, as in 0.5, with 15 digits at most",
    ),
    "date": (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
        date.fromisoformat,
        "a date: write it as in 2009-06-12",
    ),
}


def _value(text: str, column: Column) -> Any:
    """One cell as its type, checked against the rules of its column."""
    name, rules, text = column.name, column.constraints, text.strip()
    if not text:
        if rules.required:
            raise Wrong(f"{name} is blank: fill it in, or take the row out")
        return "" if column.type == "string" else None
    if column.type == "string":
        if rules.enum:
            one_of(text, rules.enum, name)
        if rules.pattern and not re.fullmatch(rules.pattern, text, re.DOTALL):
            raise Wrong(
                f"{name} = {quote(text)} does not have the form that {PACKAGE} asks for, "
                f"{rules.pattern}: write it like the cells above and below"
            )
        return text
    pattern, make, words = FORMS[column.type]
    try:
        value = make(re.fullmatch(pattern, text)[0])
    except (TypeError, ValueError):
        raise Wrong(f"{name} = {quote(text)} is not {words}") from None
    if column.type != "date":
        for rule, limit in (("minimum", rules.minimum), ("maximum", rules.maximum)):
            if limit is not None and (value < limit if rule == "minimum" else value > limit):
                raise Wrong(f"{name} = {text} is beyond its {rule}, {limit:.15g}: fix it")
    return value


def _array(values: list, column: Column) -> np.ndarray:
    if column.type == "string":
        return np.array(values, dtype=object)
    whole = column.type == "integer" and None not in values
    dtype = {"date": "datetime64[s]", "integer": int if whole else float, "number": float}
    return np.array(values, dtype=dtype[column.type])


# -- derived series ------------------------------------------------------------------------------


def trade_shares(folder: Path = DATA) -> pd.DataFrame:
    """China's share of the North's trade by year, without and with the South in the denominator.

    Columns: year; denominator; share and published (0 to 1, published NaN where none was found);
    checked, the worst of the rows it is made of; independent, False where one of these rows was
    itself computed from a published share; source, every key it rests on.

    >>> in_2009 = trade_shares().query("year == 2009")
    >>> dict(zip(in_2009["denominator"], in_2009["share"].round(2), strict=True))
    {'South left out': 0.79, 'South counted': 0.53}
    """
    import pandas as pd

    known = {(r["series"], r["year"]): r for r in rows("trade", folder)}
    found = []
    for series, year in sorted(known):
        for denominator in (LEFT_OUT, COUNTED) if series == CHINA else ():
            below = (TOTAL, SOUTH) if denominator == COUNTED else (TOTAL,)
            parts = [known.get((part, year)) for part in (CHINA, *below)]
            if None in parts:
                continue
            whole = sum(part["value"] for part in parts[1:])
            if not whole > 0:
                raise DataProblem(
                    f"trade.csv, {year}, {' and '.join(below)}: the trade is 0, and has no shares: "
                    "fill in what it was, or take the year out"
                )
            printed = known.get((PUBLISHED[denominator], year))
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
