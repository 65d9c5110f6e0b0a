"""The pre-flight says green only for what works, and names the fallback for each error made here."""

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sevensteps import data as facts
from sevensteps import room
from sevensteps.assumptions import assumptions
from sevensteps.codes import Reading, code, read
from sevensteps.data import DATA
from sevensteps.room import FALLBACK, GREEN, NOTE
from sevensteps.widgets import chart

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import stamp_data  # noqa: E402

DEFAULT = assumptions()


@pytest.fixture
def data(tmp_path):
    """A copy of data/, as it was stamped."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def cached(tmp_path):
    """A cache that holds a drawing library of a likely size."""
    chart.vega_file(tmp_path).write_bytes(bytes(300_000))
    return tmp_path


def no_picture(spec):
    raise OSError("no fonts here")


# -- the checks, without and with an error --------------------------------------------------------


def test_python_is_green_under_a_kernel_a_note_without_and_a_fallback_when_too_old():
    shell = SimpleNamespace(kernel=SimpleNamespace(implementation="ipython"))
    assert room.check_python((3, 12, 1), shell).state == GREEN
    assert room.check_python((3, 12, 1), SimpleNamespace()).state == NOTE
    old = room.check_python((3, 10, 4), shell)
    assert old.state == FALLBACK and "3.10.4" in old.said and "3.11" in old.instead


def test_the_packages_here_are_those_of_the_lock_and_one_that_is_not_is_named():
    whole = room.check_packages()
    assert whole.state == GREEN and f"{len(room.direct())} packages" in whole.said
    pins = room.locked()

    def installed(name):
        if name == "voila":
            raise room.PackageNotFoundError(name)
        return "0.0.1" if name == "altair" else pins[name]

    off = room.check_packages(installed=installed)
    assert off.state == FALLBACK and "go.py lab" in off.instead
    assert off.said == (
        f"altair is 0.0.1 instead of {pins['altair']}; voila is missing instead of {pins['voila']}"
    )
    assert room.check_packages(lock=Path("nowhere.txt")).state == NOTE


def test_every_package_asked_for_by_name_is_pinned_in_the_lock():
    assert set(room.direct()) <= room.locked().keys()


def test_drawing_is_green_where_a_picture_comes_out_and_the_library_is_there(cached):
    assert room.check_drawing(cached).state == GREEN


@pytest.mark.parametrize("draw", [no_picture, lambda spec: b"<svg>"])
def test_a_chart_that_cannot_be_drawn_sends_to_the_saved_pictures(cached, draw):
    found = room.check_drawing(cached, draw=draw)
    assert found.state == FALLBACK and "saved in the notebooks" in found.instead


@pytest.mark.parametrize("size", [None, 10])
def test_a_library_that_is_missing_or_cut_off_names_the_command_that_builds_it(tmp_path, size):
    if size:
        chart.vega_file(tmp_path).write_bytes(bytes(size))
    found = room.check_drawing(tmp_path, draw=lambda spec: b"\x89PNG")
    assert found.state == FALLBACK and "python -m sevensteps.widgets" in found.instead


def test_data_as_shipped_are_green():
    found = room.check_data()
    assert found.state == GREEN, found.said


def test_an_edited_file_is_not_an_error_and_says_how_to_get_it_back(data):
    file = data / "assumptions.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    found = room.check_data(data)
    assert found.state == NOTE and not found.instead
    assert (
        "edited: assumptions.toml; git restore data/assumptions.toml brings it back" in found.said
    )


def test_a_file_that_cannot_be_read_is_named_with_its_fix(data):
    (data / "claims.toml").write_text("[C1a]\n", encoding="utf-8")
    found = room.check_data(data)
    assert found.state == FALLBACK and "claims.toml" in found.said
    assert "git restore data/claims.toml" in found.instead
    (data / "trade.csv").unlink()
    assert "trade.csv" in room.check_data(data).instead


def test_dos_line_ends_are_not_an_edit(data):
    file = data / "deals.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert room.edited_files(data)[0] == []


def test_too_little_memory_says_how_to_free_some():
    low = room.check_memory(100 * 2**20)
    assert low.state == FALLBACK and "100 MB" in low.said and "Shut Down" in low.instead
    assert room.check_memory(2**31).state == GREEN
    assert room.free_memory() > 0


def test_a_share_that_a_hub_or_a_container_sets_counts(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("400\n")
    monkeypatch.setenv("MEM_LIMIT", str(10**13))
    assert next(iter(room._shares(tmp_path))) == 600
    assert len(list(room._shares(tmp_path))) == 2
    (tmp_path / "memory.max").write_text("max\n")
    assert len(list(room._shares(tmp_path))) == 1


def test_a_code_that_brings_back_something_else_is_a_fallback():
    assert room.check_code().state == GREEN
    forgets = room.check_code(take=lambda text, a: Reading(a, "", {}))
    assert forgets.state == FALLBACK and "one by one" in forgets.instead
    no_guess = room.check_code(write=lambda a, guesses: code(a))
    assert no_guess.state == FALLBACK
    notes = room.check_code(take=lambda text, a: read(text, a)._replace(note="other data"))
    assert notes.state == FALLBACK


def test_the_screen_is_asked_of_a_browser_only():
    assert room.check_screen(None) == (NOTE, "not asked: no browser", "")
    assert room.check_screen((1280, 800)).state == GREEN
    for small in ((1000, 800), (1280, 600)):
        found = room.check_screen(small)
        assert found.state == FALLBACK and "Ctrl and −" in found.instead


# -- the whole -----------------------------------------------------------------------------------


def test_there_is_a_line_for_each_item_and_first_whether_the_room_is_ready():
    found = room.preflight()
    assert list(found) == [
        *("Python and kernel", "packages", "drawing offline", "data", "memory", "code"),
        *("screen", "time"),
    ]
    head, *lines = room.preflight_lines(found)
    ready = all(check.state != FALLBACK for check in found.values())
    assert head.startswith("Ready" if ready else "Not ready")
    assert [line.partition(" · ")[2].partition(":")[0] for line in lines] == list(found)
    assert "`" not in "".join(lines)


def test_what_is_not_ready_is_named_first():
    checks = {"screen": room.check_screen((800, 600)), "memory": room.check_memory(2**31)}
    assert room.preflight_lines(checks)[0] == "Not ready: screen."


def test_a_check_that_breaks_is_a_line_and_stops_no_other(monkeypatch):
    def broken():
        raise RuntimeError("a stone in the shoe")

    monkeypatch.setitem(room.CHECKS, "memory", broken)
    found = room.preflight()
    assert found["memory"].state == FALLBACK and "a stone in the shoe" in found["memory"].said
    assert list(found)[-1] == "time"


# -- the stamps ----------------------------------------------------------------------------------


def test_every_file_is_stamped_as_it_is():
    assert stamp_data.main(["--check"]) == 0


def test_stamping_writes_what_frictionless_checks_and_twice_changes_nothing(data):
    package = data / "datapackage.json"
    file = data / "income.csv"
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n\n", encoding="utf-8")
    assert stamp_data.main(["--check"], data) == 1
    assert stamp_data.main([], data) == 0
    once = package.read_bytes()
    assert stamp_data.main([], data) == 0 and package.read_bytes() == once
    (income,) = [r for r in json.loads(once)["resources"] if r["name"] == "income"]
    assert income["hash"] == facts.checksum(file) and income["bytes"] == file.stat().st_size
    assert room.edited_files(data)[0] == []


def test_frictionless_finds_a_file_that_is_not_as_it_was_stamped(data):
    from frictionless import Package

    file = data / "income.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("a", "b", 1), encoding="utf-8")
    report = Package(str(data / "datapackage.json")).get_resource("income").validate()
    assert "hash-count" in {e.type for e in report.tasks[0].errors}
