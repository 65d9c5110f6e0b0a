"""Whatever stands where a value of data/ stood, reading goes on or ends in one short sentence."""

import csv
import io
import json
import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sevensteps import data as facts
from sevensteps.argument import claims
from sevensteps.assumptions import assumptions
from sevensteps.data import DATA, DataProblem
from sevensteps.questions import questions
from sevensteps.scenarios import scenarios

TOML = ("assumptions.toml", "claims.toml", "questions.toml", "scenarios.toml", "steps.toml")
TABLES = sorted(p.name for p in DATA.glob("*.csv"))
TEXT = {name: (DATA / name).read_text(encoding="utf-8") for name in (*TOML, *TABLES)}
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
VALUES = [
    "3", "-1", "0", "0.5", "nan", "-inf", "1e400", "true", '""', '" "', '"x"', "[]", "[3]", "{}", "1.0",
    '["x"]', '[["x"]]', "{ x = 3 }", "2009-01-01", "9" * 400, "9" * 5000, '";"', '"' + "x" * 9000 + '"',
]  # fmt: skip
CELLS = [
    "",
    " ",
    "x",
    ";",
    "nan",
    "inf",
    "-1",
    "0",
    "1e5",
    "٣",
    "9" * 400,
    "2009-02-30",
    "a, b",
    "x" * 9000,
]
JSONS = [None, True, 3, -1, 0.5, float("nan"), "", "x", [], [3], ["x"], {}, {"x": 1}, 10**400]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of data/ to spoil; each trial restores it."""
    return shutil.copytree(DATA, tmp_path_factory.mktemp("hostile") / "data")


def read_all(folder) -> None:
    for read in (
        facts.references,
        claims,
        assumptions,
        scenarios,
        questions,
        facts.trade_shares,
    ):
        read(folder)
    for name in facts.tables(folder):
        facts.table(name, folder)


def survives(folder, file: str, spoilt: str) -> None:
    path = folder / file
    try:
        path.write_text(spoilt, encoding="utf-8")
        read_all(folder)
    except DataProblem as problem:
        said = str(problem)
        assert "\n" not in said and len(said) < 500, said
        assert re.match(r"[\w.]+(\.toml|\.csv|\.json|\.bib)", said), said
    finally:
        shutil.copy(DATA / file, path)


kept = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@kept
@given(st.data())
def test_any_value_of_a_toml_file(folder, data):
    file = data.draw(st.sampled_from(TOML))
    lines = TEXT[file].splitlines()
    at = data.draw(st.sampled_from([i for i, one in enumerate(lines) if " = " in one[:40]]))
    name = lines[at].partition(" = ")[0]
    lines[at] = f"{name} = {data.draw(st.sampled_from(VALUES))}"
    survives(folder, file, "\n".join(lines))


@kept
@given(st.data())
def test_any_cell_of_a_table(folder, data):
    file = data.draw(st.sampled_from(TABLES))
    rows = list(csv.reader(io.StringIO(TEXT[file], newline="")))
    row = data.draw(st.sampled_from(rows))
    row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.sampled_from(CELLS))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    survives(folder, file, text.getvalue())


def places(found, way=()):
    """The way to every value of the package that describes a table's form."""
    items = found.items() if isinstance(found, dict) else enumerate(found)
    for key, value in items:
        if key not in ("licenses", "sources", "title", "description"):
            yield (*way, key)
            if isinstance(value, (dict, list)):
                yield from places(value, (*way, key))


WAYS = list(places(PACKAGE))


@kept
@given(st.data())
def test_any_value_of_the_package(folder, data):
    package = json.loads(json.dumps(PACKAGE))
    *way, last = data.draw(st.sampled_from(WAYS))
    at = package
    for key in way:
        at = at[key]
    if data.draw(st.booleans()):
        at[last] = data.draw(st.sampled_from(JSONS))
    else:
        del at[last]
    survives(folder, "datapackage.json", json.dumps(package))
