"""An error in a cell ends in one sentence that says what to do."""

import json
import sys
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from sevensteps import hints


@pytest.fixture(scope="module")
def shell():
    made = InteractiveShell()
    made.extension_manager.load_extension("sevensteps.hints")
    return made


@pytest.fixture
def run(shell, capsys):
    """What a cell prints when it fails, without colours."""

    def run(source):
        shell.colors = "nocolor"
        assert not shell.run_cell(source).success
        return capsys.readouterr().out

    return run


def test_a_name_that_no_cell_has_made_is_told_with_what_to_run(run):
    shown = run("never_made + 1")
    assert "NameError" in shown
    assert "“never_made” is not known yet" in shown and "Run ▸ Run All Cells" in shown


def test_a_missing_library_is_told_with_the_kernel_to_choose(run):
    assert "“nowhere_at_all” is not installed here" in run("import nowhere_at_all")


def test_what_is_wrong_with_data_is_the_sentence_alone(run):
    shown = run(
        "from sevensteps.assumptions import assumptions\nassumptions().record('needed_bit')"
    )
    assert "Traceback" not in shown and "needed_bite" in shown
    assert len(shown.strip().splitlines()) == 1


def test_other_errors_are_shown_as_ever(run):
    shown = run("1 / 0")
    assert "ZeroDivisionError" in shown and "1 / 0" in shown
    assert hints.hint(ZeroDivisionError()) == ""


def test_every_kernel_of_this_set_up_has_it():
    installed = Path(sys.prefix) / "etc/ipython/ipython_kernel_config.json"
    settings = json.loads(installed.read_text(encoding="utf-8"))
    assert settings["InteractiveShellApp"]["extensions"] == ["sevensteps.hints"]
