"""The public names: one import line brings them all, and each has an example that runs."""

import doctest
import inspect
from pathlib import Path

import nbformat
import pytest

import sevensteps
from sevensteps import *  # noqa: F403

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
NAMES = {name: globals()[name] for name in sevensteps.__all__}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def test_there_are_few_names_the_modules_last():
    assert 20 <= len(set(sevensteps.__all__)) == len(sevensteps.__all__) <= 30
    modules = [name for name, it in NAMES.items() if inspect.ismodule(it)]
    assert modules == sorted(modules) == sevensteps.__all__[-len(modules) :]


@pytest.mark.parametrize("name", NAMES)
def test_each_name_has_an_example_that_runs(name):
    (test,) = doctest.DocTestFinder(recurse=False).find(NAMES[name], name, globs=dict(NAMES))
    assert test.examples
    said = []
    failed, _ = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=said.append)
    assert not failed, "".join(said)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_one_import_line(path):
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(c.source for c in cells if c.cell_type == "code")
    lines = [line for line in code.splitlines() if line.startswith(("import ", "from "))]
    assert lines == ["from sevensteps import *"]
