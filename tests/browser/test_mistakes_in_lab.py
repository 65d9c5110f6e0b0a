"""What students do to a notebook, in real Chromium: each mistake ends in a sentence that says what to do."""

from __future__ import annotations

import re
import shutil

import pytest
from driving import (
    IDLE,
    ROOT,
    RUN,
    SLOW,
    open_notebook,
    run_all,
    screenshot,
)

pytest.importorskip("playwright")
from playwright.sync_api import expect

from sevensteps.assumptions import assumptions
from sevensteps.codes import code

pytestmark = pytest.mark.xdist_group("mistakes in a notebook")

NAME = "06_can_china_be_brought_round.ipynb"
DELETE_FIRST_CODE = """() => { const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.findIndex((c) => c.model.type === "code");
    content.deselectAll();
    return window.jupyterapp.commands.execute("notebook:delete-cell").then(() => null); }"""
UNDO = "() => window.jupyterapp.commands.execute('notebook:undo-cell-action').then(() => null)"
RUN_ONE = """(words) => { const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.findIndex(
        (c) => c.model.type === "code" && c.model.sharedModel.source.includes(words));
    content.deselectAll();
    return window.jupyterapp.commands.execute("notebook:run-cell").then(() => null); }"""
RESTART = (
    "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
)


@pytest.fixture
def book(page, lab, request):
    """A fresh copy of a notebook, with a kernel in which nothing has run."""
    page.name = f"{request.node.originalname}.ipynb"
    shutil.copy(lab.folder / NAME, lab.folder / page.name)
    open_notebook(page, lab, page.name)
    return page


FAILED = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === "code")
    .flatMap((cell) => cell.model.outputs.toJSON())
    .filter((output) => output.output_type === "error")
    .map((output) => output.traceback)"""


def error(page):
    """The lines that Jupyter shows below the first cell that failed; the cell may be out of view."""
    page.wait_for_function(f"() => ({FAILED})().length", timeout=SLOW)
    return page.evaluate(FAILED)[0]


def panel(page):
    return page.locator(".sevensteps-panel").first


def test_a_deleted_cell_is_said_to_be_gone_and_can_be_brought_back(book):
    book.evaluate(DELETE_FIRST_CODE)
    book.evaluate(RUN)
    assert "a cell above was not run, or it is gone" in error(book)[-1]
    assert "Edit ▸ Undo Cell Operation" in error(book)[-1]
    book.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
    screenshot(book, "mistake-deleted-cell")
    book.evaluate(UNDO)
    run_all(book)
    expect(panel(book).get_by_label("Code")).to_have_value(code(assumptions()), timeout=SLOW)


def test_a_cell_run_out_of_order_says_what_to_run(book):
    book.evaluate(RUN_ONE, "pictures.bite")
    assert "Run ▸ Run All Cells" in error(book)[-1]
    run_all(book)
    expect(panel(book).locator(".sevensteps-chart svg")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize(
    ("place", "right", "wrong", "message"),
    [
        ("assumptions.toml", "[needed_bite]", "[needed_bite", "assumptions.toml"),
        ("assumptions.toml", 'evidence = "guessed"', 'evidence = "guess"', "assumptions.toml"),
        ("claims.toml", "[[C6a.verdict]]", "[[C6a.verdicts]]", "claims.toml"),
    ],
)
def test_an_edited_file_is_named_with_its_fix(page, lab, place, right, wrong, message):
    data = lab.folder.parent / "data of a student"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(ROOT / "data", data)
    text = (data / place).read_text(encoding="utf-8")
    assert right in text
    (data / place).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    name = lab.write(
        "edited.ipynb",
        "from pathlib import Path\nfrom sevensteps.assumptions import assumptions\n"
        "from sevensteps.argument import claims",
        f"claims(Path({str(data)!r})), assumptions(Path({str(data)!r}))",
    )
    open_notebook(page, lab, name)
    page.evaluate(RUN)
    (said,) = error(page)
    assert message in said and "\n" not in said
    screenshot(page, f"mistake-edited-{place}")


def test_after_a_kernel_restart_run_all_brings_everything_back(book):
    run_all(book)
    expect(panel(book).locator(".sevensteps-chart svg")).to_be_visible(timeout=SLOW)
    book.evaluate(RESTART)
    book.wait_for_timeout(1500)
    book.wait_for_function(IDLE, arg=book.name, timeout=SLOW)
    run_all(book)
    box = panel(book).get_by_label("Code")
    box.fill("§ nonsense 🙂 <script>")
    box.press("Enter")
    expect(panel(book)).to_contain_text("Nothing was changed", timeout=SLOW)
    panel(book).get_by_role("button", name="The author's setting").click()
    expect(box).to_have_value(re.compile("author"), timeout=SLOW)
