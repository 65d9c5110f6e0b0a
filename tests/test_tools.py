"""The notebook cleaner keeps what a reader without a kernel needs, and nothing else."""

import base64
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import clean_notebooks as cleaner  # noqa: E402

from sevensteps import pictures  # noqa: E402
from sevensteps.assumptions import assumptions  # noqa: E402

PICTURE = pictures.bite.still(assumptions())._repr_mimebundle_()[0]["image/png"]
WIDGET = "application/vnd.jupyter.widget-view+json"


def shown(**data):
    return v4.new_output("execute_result", data, execution_count=1, metadata={})


@pytest.fixture
def book():
    """A notebook as a kernel leaves it."""
    nb = v4.new_notebook()
    cell = v4.new_code_cell("panel", execution_count=1)
    cell.outputs = [
        shown(
            **{
                WIDGET: {"model_id": "abc"},
                "image/png": base64.b64encode(PICTURE).decode(),
                "text/plain": "what it shows",
            }
        )
    ]
    cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    cell.metadata["tags"] = ["nbval-check-output"]
    nb.cells = [v4.new_markdown_cell("# Title"), cell]
    nb.metadata = {
        "kernelspec": {"name": "mine", "display_name": "Mine", "language": "python"},
        "language_info": {"name": "python", "version": "3.99"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    return nb


@pytest.fixture
def save(tmp_path):
    """Write a notebook and return its path."""

    def write(nb):
        path = tmp_path / "some.ipynb"
        nbformat.write(nb, path)
        return path

    return write


def test_it_drops_widgets_timings_and_names_of_a_machine(book, save):
    path = save(book)
    assert cleaner.main([str(path)]) == 0
    text = path.read_text()
    for gone in (WIDGET, "widget-state", "iopub", "3.99", "Mine", "abc"):
        assert gone not in text
    for kept in ("what it shows", "image/png", "nbval-check-output", '"execution_count": 1'):
        assert kept in text


def test_it_keeps_ids_and_makes_pictures_smaller_without_touching_a_pixel(book, save):
    path = save(book)
    before = nbformat.read(path, 4).cells[1].outputs[0].data["image/png"]
    cleaner.main([str(path)])
    cell = nbformat.read(path, 4).cells[1]
    assert cell.id == book.cells[1].id
    after = cell.outputs[0].data["image/png"]
    assert len(after) < 0.8 * len(before)
    assert pixels(after) == pixels(before)


def pixels(picture):
    import struct
    import zlib

    data, at, found = base64.b64decode(picture), 8, b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            found += data[at + 8 : at + 8 + length]
        at += 12 + length
    return zlib.decompress(found)


def test_cleaning_twice_changes_nothing_and_the_check_agrees(book, save, capsys):
    path = save(book)
    assert cleaner.main(["--check", str(path)]) == 1
    assert "is not clean: run python3 go.py tidy" in capsys.readouterr().out
    cleaner.main([str(path)])
    once = path.read_bytes()
    cleaner.main([str(path)])
    assert path.read_bytes() == once
    assert cleaner.main(["--check", str(path)]) == 0


def test_the_check_writes_nothing(book, save):
    path = save(book)
    before = path.read_bytes()
    cleaner.main(["--check", str(path)])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda c: c.update(execution_count=3), "was not run from top to bottom"),
        (lambda c: c.outputs.append(v4.new_output("error", ename="KeyError", evalue="", traceback=[])),
         "saved an error: KeyError"),
        (lambda c: c.outputs.append(v4.new_output("stream", name="stderr", text="careful\n")),
         "saved a warning: careful"),
        (lambda c: c.outputs.append(shown(**{"text/plain": "<Thing at 0x7f00ab>"})),
         "shows an object's address"),
        (lambda c: c.outputs.extend(c.outputs * 8), "saves 9 pictures"),
    ],
)  # fmt: skip
def test_it_names_what_it_cannot_clean(book, save, capsys, harm, says):
    harm(book.cells[1])
    assert cleaner.main([str(save(book))]) == 1
    assert says in capsys.readouterr().out


def test_a_file_that_is_not_a_notebook_gets_one_line(tmp_path, capsys):
    path = tmp_path / "broken.ipynb"
    path.write_text("{ not json")
    assert cleaner.main([str(path)]) == 1
    assert "is not a notebook" in capsys.readouterr().out
    assert path.read_text() == "{ not json"
    assert cleaner.main(["--check"]) == 2
