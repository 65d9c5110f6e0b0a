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
from datetime import date
from difflib import get_close_matches
from functools import cache, wraps
from hashlib import sha256
from itertools import chain, pairwise, product
from keyword import iskeyword
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

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
PARTS_OF = {LEFT_OUT: (TOTAL,), COUNTED: (TOTAL, SOUTH)}  # what each denominator adds up


class DataProblem(ValueError):
    """An error in data/, or in a name that was asked for: one sentence with its fix."""


class Wrong(ValueError):
    """What is wrong with one record, in words; the reader of its file adds where."""


def require(ok: object, words: str) -> None:
    """Raises Wrong with these words unless `ok`."""
    if not ok:
        raise Wrong(words)


class Missing(DataProblem, AttributeError):
    """A name that a file of data/ does not hold."""


class Records(dict):
    """The records of a file by name; an unknown name raises Missing with the nearest known one."""

    def __init__(self, kind: str, file: str, found: Mapping[str, Any]):
        super().__init__(found)
        self.kind, self.file = kind, file

    def __getitem__(self, name: Any) -> Any:
        name = name if isinstance(name, str) else quote(name)
        if name in self:
            return super().__getitem__(name)
        raise Missing(
            f"{self.file} has no {self.kind} {quote(name)}{nearest(name, self)}: use a name that is "
            f"there, or put the record back, for instance with git restore data/{self.file}"
        )


def frozen(kind: str, file: str, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """A read-only view of the records of a file."""
    return MappingProxyType(Records(kind, file, found))


# -- words for errors ----------------------------------------------------------------------------


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests the nearest known names, or "".

    First a misspelt name, then names that contain the given words (coverage: freeze_coverage), then
    any name that is somewhat alike.
    """
    name, known = name if isinstance(name, str) else quote(name), [str(k) for k in known]
    words = [w for w in name.lower().split("_") if len(w) > 2]
    parts = [k for k in known if words and all(f"_{w}" in f"_{k.lower()}" for w in words)]
    close = get_close_matches(name, known, n=1, cutoff=0.85) or parts[:3]
    close = close or get_close_matches(name, known, n=1)
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""


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
        cached = cache(lambda folder, *_stamps: read(folder))

        @wraps(read)
        def reader(folder: Path = DATA) -> Any:
            folder = Path(folder)
            return cached(folder, *(stamp(folder / file) for file in files))

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
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise DataProblem(
            f"{path.name}: {shorten(str(error).partition(';')[0], 90)}: fix that line; text goes in quotes, a number "
            "stands bare, each name comes once"
        ) from None


# -- records: a dataclass from a table -------------------------------------------------------------


def is_number(value: Any) -> bool:
    """Whether a value of a file is a number, and none of hundreds of digits."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST


TYPES: dict[Any, tuple[Callable[[Any], object], str]] = {  # what fits, and how to write it
    str: (lambda v: isinstance(v, str) and v.strip(), "text: write it in quotes"),
    bool: (lambda v: isinstance(v, bool), "true or false: write it bare"),
    int: (lambda v: isinstance(v, int) and is_number(v), "a whole number: write it bare"),
    float: (is_number, f"a number up to {LARGEST:g}: write it bare, as in 0.5"),
    date: (lambda v: type(v) is date, "a day: write it bare, as in 2009-09-30"),
    tuple: (lambda v: isinstance(v, list), 'a list: write it in brackets, as in ["…", "…"]'),
    Mapping: (lambda v: isinstance(v, dict), "a table: write it in braces, as in { name = … }"),
    Any: (lambda v: True, ""),
}


def is_name(text: str) -> bool:
    """Whether a record may have this name: small letters, digits and _; not a word of Python."""
    return bool(re.fullmatch(r"[a-z][a-z0-9_]*", text)) and not iskeyword(text)


def read_records(
    tables: Any,
    file: str,
    kind: type,
    check: Callable[[Any, dict], Any],
    part: str = "",
    good: Callable[[str], bool] = is_name,
) -> Mapping[str, Any]:
    """The records of a file (or of one part of it) by name, each a dataclass of this kind.

    check: takes a record and its table, returns the record, or raises Wrong. Raises DataProblem if a
    record is wrong, if there is none, or if its name is not `good`.
    """
    word, before = kind.__name__.lower(), f"{part}." if part else ""
    if not tables:
        raise DataProblem(
            f"{file} holds no {word}: add one, or take the file from the project, for instance with "
            f"git restore data/{file}"
        )
    found = {}
    for name, table in tables.items() if isinstance(tables, dict) else [("NAME", tables)]:
        short = before + shorten(repr(name)[1:-1], 60)
        try:
            bare = f"is a bare value: write [{short}] on a line, and its fields below it"
            require(isinstance(table, dict), bare)
            require(
                good(name),
                "cannot be a name here: use small letters, digits and _, begin with a letter, and "
                "use no word that has a meaning already",
            )
            found[name] = check(build(kind, table, **{fields(kind)[0].name: name}), table)
        except Wrong as error:
            raise DataProblem(f"{file}, [{short}]: {error}") from None
    return frozen(word, file, found)


@cache
def _form(kind: type) -> dict[str, tuple[str, Any, bool]]:
    """The attribute, the type and the need of each field of a dataclass, by its name in a file."""
    hints = get_type_hints(kind)
    return {
        f.name.rstrip("_"): (f.name, hints[f.name], f.default is f.default_factory is MISSING)
        for f in fields(kind)
    }


def build(kind: type, table: Any, at: str = "", **given: Any) -> Any:
    """A dataclass from a table, each field as its annotation says; `given` fields are not in a table.

    at: the fields on the way to this table, such as "verdict.1.".
    """
    said = f"{at.removesuffix('.')} is a bare value: write a table with its fields"
    require(isinstance(table, dict), said)
    form = {key: one for key, one in _form(kind).items() if one[0] not in given}
    for key in table:
        if key not in form and not issubclass(kind, Described):
            raise Wrong(
                f"unknown field {quote(at + key)}: rename it or take it out{nearest(key, form)}"
            )
    values = dict(given)
    for key, (attribute, hint, needed) in form.items():
        if key in table:
            values[attribute] = converted(table[key], hint, at + key)
        else:
            require(not needed, f"field {at + key!r} is missing: add a line for {key}")
    return kind(**values)


def converted(value: Any, hint: Any, at: str) -> Any:
    """What a file gives, as its annotation says; else raises Wrong. at: the name of its field."""
    if get_origin(hint) is UnionType:
        kinds = [one for one in get_args(hint) if one is not NoneType]
        hint = str if isinstance(value, str) and str in kinds else kinds[-1]
    base, inner = get_origin(hint) or hint, get_args(hint)
    if base is Literal:
        return one_of(value, inner, at)
    if base not in TYPES:
        return build(base, value, f"{at}.")
    fits, words = TYPES[base]
    require(fits(value), f"{at} = {quote(value)} is not {words}")
    if base is tuple:
        may_be_empty = inner[0] in TYPES or get_origin(inner[0])
        require(value or may_be_empty, f"{at} is empty: add an entry, or take it out")
        names = [v.get("name", i) if isinstance(v, dict) else i for i, v in enumerate(value, 1)]
        at = [f"{at}.{shorten(str(name))}" for name in names]
        return tuple(converted(v, inner[0], where) for v, where in zip(value, at, strict=True))
    if base is Mapping:
        return MappingProxyType(
            {k: converted(v, inner[1], f"{at}.{shorten(repr(k)[1:-1])}") for k, v in value.items()}
        )
    return float(value) if base is float else value


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
    require(keys(text), f"{field} = {quote(text)} names no work: write a key of {BIBLIOGRAPHY}")
    check_known(keys(text), known, field, f"in {BIBLIOGRAPHY}")


# -- the bibliography ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Reference:
    """One work of the bibliography; `short` and `full` are what a reader sees."""

    author: str
    title: str
    year: str
    short: str
    full: str


@read_again_after_changes(BIBLIOGRAPHY)
def references(folder: Path) -> Mapping[str, Reference]:
    """Every work that data/ cites, by key, in the order of the file."""
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        entries = parse_string(read_text(folder / BIBLIOGRAPHY), "bibtex").entries
    except PybtexError as error:
        raise DataProblem(
            f"{BIBLIOGRAPHY}: {error}: fix that record; each key comes once, and each field reads "
            "name = {text} and a comma"
        ) from None
    return frozen("key", BIBLIOGRAPHY, {key: _reference(key, e) for key, e in entries.items()})


def _reference(key: str, entry: Any) -> Reference:
    field = {name.lower(): " ".join(text.split()) for name, text in entry.fields.items()}
    people = [_name(person) for person in entry.persons.get("author", [])]
    lasts = [last for _, last in people]
    year, title = field.get("year", ""), re.sub("[{}]", "", field.get("title", ""))
    needed = {
        "author": lasts and all(lasts),
        "title": title,
        "year of four digits, or n.d.": re.fullmatch(r"[0-9]{4}|n\.d\.", year),
    }
    for need, found in needed.items():
        if not found:
            line = f"{need.partition(' ')[0]} = {{…}}"
            raise DataProblem(f"{BIBLIOGRAPHY}, {key}: has no {need}: add or fix {line}")
    many = len(lasts) > 2 or "others" in lasts
    first = field.get("shortauthor") or (f"{lasts[0]} et al." if many else " and ".join(lasts))
    names = ", ".join(f"{given} {last}".strip() for given, last in people)
    home = [field[k] for k in ("journal", "institution", "publisher", "howpublished") if k in field]
    issue = f" {field['volume']}" if "volume" in field else ""
    if "number" in field:
        issue += f"({field['number']})" if issue else f", {field['number']}"
    pages = f", {field['pages'].replace('--', '–')}" if "pages" in field else ""
    parts = [
        f"{names.replace(', others', ' and others')} ({year})",
        title,
        f"{', '.join(home)}{issue}{pages}",
        f"https://doi.org/{field['doi']}" if "doi" in field else field.get("url"),
        f"[{field['note']}]" if "note" in field else "",
    ]
    full = ". ".join(part for part in parts if part).replace("?. ", "? ")
    return Reference(", ".join(lasts), title, year, f"{first} {year}", full)


def _name(person: Any) -> tuple[str, str]:
    given = [*person.first_names, *person.middle_names]
    last = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return tuple(re.sub("[{}]", "", " ".join(part)) for part in (given, last))


def cite(sources: str | Iterable[str], folder: Path = DATA) -> str:
    """Short citations for keys (a list, or a source cell): "Noland 2008; Early 2015"."""
    known = references(folder)
    wanted = keys(sources) if isinstance(sources, str) else list(sources)
    return "; ".join(known[key].short for key in wanted)


# -- what datapackage.json says of a table ---------------------------------------------------------


class Described:
    """A part of the package, which has more fields than we read."""


@dataclass(frozen=True)
class Column(Described):
    """One column of a table, and what its cells must keep to."""

    name: str
    type: Literal["string", "integer", "number", "date"]
    required: bool = False
    minimum: float = -LARGEST
    maximum: float = LARGEST
    enum: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Form(Described):
    """The form of a table. `order` (columns from low to high) and `needed` (rows that a picture
    singles out) are our own."""

    name: str
    path: str
    fields: tuple[Column, ...]
    title: str = ""
    primaryKey: tuple[str, ...] = ()  # noqa: N815, the name that Frictionless gives it
    order: tuple[tuple[str, ...], ...] = ()
    needed: tuple[Mapping[str, Any], ...] = ()


@read_again_after_changes(PACKAGE)
def _forms(folder: Path) -> Mapping[str, Form]:
    """The forms of the tables, by name."""
    text, found = read_text(folder / PACKAGE), {}
    try:
        for resource in json.loads(text)["resources"]:
            if schema := resource.get("schema"):
                columns = [{**one, **one.get("constraints", {})} for one in schema["fields"]]
                at = f"{resource.get('name')}."
                form = build(Form, {**resource, **schema, "fields": columns}, at)
                require(form.name not in found, f"{form.name} is there twice")
                found[form.name] = form
                known = [column.name for column in form.fields]
                named = [*form.primaryKey, *chain(*form.order, *form.needed)]
                check_known(named, known, at, "a column")
                for column in form.fields:
                    re.compile(column.pattern)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, re.error) as error:
        raise DataProblem(
            f"{PACKAGE} does not describe the tables as it must ({shorten(str(error), 150)}): fix this, "
            f"or take the file from the project with git restore data/{PACKAGE}"
        ) from None
    return frozen("table", PACKAGE, found)


# -- the tables ----------------------------------------------------------------------------------


def tables(folder: Path = DATA) -> dict[str, str]:
    """The title of each table, by the name that `table` takes."""
    return {name: form.title or name for name, form in _forms(folder).items()}


def arrays(name: str, folder: Path = DATA) -> dict[str, np.ndarray]:
    """A table as arrays by column name, in the units that datapackage.json gives.

    Blank numbers are missing (NaN), blank text is "", blank dates are NaT.

    >>> deals = arrays("deals")
    >>> f"{(deals['end'] - deals['start']).mean():.1f} years"
    '4.7 years'
    """
    folder = Path(folder)
    files = (_forms(folder)[name].path, PACKAGE, BIBLIOGRAPHY)
    read = _read_table(name, folder, *(stamp(folder / file) for file in files))
    return {column: values.copy() for column, values in read.items()}


def table(name: str, folder: Path = DATA) -> pd.DataFrame:
    """A fresh DataFrame of one table; blank numbers are NaN, blank text is "", dates are timestamps.

    >>> table("deals").query("stopped == 'production'")["name"].tolist()
    ['Agreed Framework, 1994', 'Plans of 2007']
    """
    import pandas as pd

    return pd.DataFrame(arrays(name, folder))


@cache
def _read_table(name: str, folder: Path, *_stamps: tuple) -> dict[str, np.ndarray]:
    form = _forms(folder)[name]
    file, columns = form.path, form.fields
    text, works = io.StringIO(read_text(folder / file), newline=""), references(folder)
    where, found, lines = "quotes", [], {}
    try:
        header, *rest = list(csv.reader(text, strict=True)) or [[]]
        where = "line 1"
        _check_header(header, [column.name for column in columns])
        for number, line in enumerate(rest, start=2):
            where = f"line {number}"
            found.append(row := _row(line, header, form, works))
            key = tuple(row[name] for name in form.primaryKey) or number
            if lines.setdefault(key, number) != number:
                names = " and ".join(form.primaryKey)
                raise Wrong(f"{names} repeat line {lines[key]}: keep one of the two")
        where = "rows"
        require(found, f"there is none: add one, or put it back with git restore data/{file}")
        for wanted in form.needed:
            said = " and ".join(f"{name} = {shorten(str(v), 60)}" for name, v in wanted.items())
            require(
                any(wanted.items() <= row.items() for row in found),
                f"none has {said}, which a picture or a test of it singles out: put it back, for "
                f"instance with git restore data/{file}",
            )
    except csv.Error as error:
        raise DataProblem(
            f"{file}, {where}: do not match ({error}): close each quotation with one"
        ) from None
    except Wrong as error:
        raise DataProblem(f"{file}, {where}: {error}") from None
    return {c.name: _array([row[c.name] for row in found], c.type) for c in columns}


def _check_header(header: list[str], columns: list[str]) -> None:
    for column in columns:
        if column not in header:
            raise Wrong(
                f"column {column!r} is missing: add it; a spreadsheet must save the file as CSV with "
                "commas, not semicolons or tabs, and with a full stop in numbers"
            )
    for column in header:
        if column not in columns or header.count(column) > 1:
            near = nearest(column, columns)
            raise Wrong(f"unknown or repeated column {quote(column)}: take it out{near}")


def _row(line: list[str], header: list[str], form: Form, works: Iterable[str]) -> dict[str, Any]:
    """The cells of one line as their types, checked against the rules of the table."""
    require(
        len(line) == len(header),
        f"has {len(line)} fields instead of {len(header)}: put text with a comma in quotes, and take a "
        "blank line out",
    )
    texts = dict(zip(header, line, strict=True))
    row = {column.name: _value(texts[column.name], column) for column in form.fields}
    for names in form.order:  # from low to high; a blank one is passed over
        for one, other in pairwise(name for name in names if row[name] is not None):
            said = f"{one} = {row[one]} is above {other} = {row[other]}"
            require(row[one] <= row[other], f"{said}: swap or fix them")
    check_known(keys(row.get("source", "")), works, "source", f"in {BIBLIOGRAPHY}")
    return row


CELLS = {  # the type of a column: its type here, what makes it of a text, and how the text looks
    "integer": (int, int, r"-?[0-9]{1,15}"),
    "number": (float, float, r"-?[0-9]{1,15}(\.[0-9]{1,15})?"),
    "date": (date, date.fromisoformat, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


def _value(text: str, column: Column) -> Any:
    """One cell as its type, checked against the rules of its column."""
    name, text = column.name, text.strip()
    if not text:
        require(not column.required, f"{name} is blank: fill it in, or take the row out")
        return "" if column.type == "string" else None
    if column.type == "string":
        if column.enum:
            one_of(text, column.enum, name)
        require(
            not column.pattern or re.fullmatch(column.pattern, text, re.DOTALL),
            f"{name} = {quote(text)} does not have the form that {PACKAGE} asks for, {column.pattern}: "
            "write it like the cells above and below",
        )
        return text
    kind, make, pattern = CELLS[column.type]
    try:
        value = make(re.fullmatch(pattern, text)[0])
    except (TypeError, ValueError):
        raise Wrong(f"{name} = {quote(text)} is not {TYPES[kind][1]}") from None
    if kind is not date:
        low, high = column.minimum, column.maximum
        beyond = f"is beyond its {'minimum' if value < low else 'maximum'}"
        limit = f"{low if value < low else high:.15g}"
        require(low <= value <= high, f"{name} = {text} {beyond}, {limit}: fix it")
    return value


def _array(values: list, type_: str) -> np.ndarray:
    whole = int if None not in values else float
    dtype = {"string": object, "date": "datetime64[s]", "integer": whole, "number": float}[type_]
    return np.array(values, dtype=dtype)


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

    known = table("trade", folder).set_index(["series", "year"]).to_dict("index")
    found = []
    for year, denominator in product(sorted({year for _, year in known}), PARTS_OF):
        below = PARTS_OF[denominator]
        parts = [known.get((part, year)) for part in (CHINA, *below)]
        if None in parts:
            continue
        if not (whole := sum(part["value"] for part in parts[1:])):
            raise DataProblem(
                f"trade.csv, {year}, {' and '.join(below)}: the trade is 0, and has no shares: "
                "fill in what it was, or take the year out"
            )
        printed = known.get((f"China's share, {denominator}", year))
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
