"""What is cached: made once, never read half, and not needed if it cannot be written."""

import sys

import pytest
from worlds import DEFAULT

from sevensteps import cache, pictures
from sevensteps.pictures import theme


@pytest.fixture
def made():
    """A maker that counts how often it was asked."""

    def make():
        make.times += 1
        return b"bytes"

    make.times = 0
    return make


def test_what_is_cached_is_made_once(tmp_path, made):
    folder = tmp_path / "new"
    assert [cache.cached("a", made, folder) for _ in range(3)] == [b"bytes"] * 3
    assert made.times == 1
    assert [f.name for f in folder.iterdir()] == ["a"]


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path, made):
    (tmp_path / "file").write_text("in the way")
    assert cache.cached("a", made, tmp_path / "file") == b"bytes"


def test_a_picture_is_compiled_and_drawn_once_for_all_kernels(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    first = pictures.bite.still(DEFAULT)
    shown = theme.png(first.spec)
    assert len(list(tmp_path.iterdir())) == 3  # Vega, Vega of this picture by its name, PNG
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    monkeypatch.setitem(sys.modules, "altair", None)
    again = pictures.bite.still(DEFAULT)
    assert again == first
    assert theme.png(again.spec) == shown


def test_another_chart_is_another_file(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    spec = pictures.bite.still(DEFAULT).spec
    assert theme.png(spec) != theme.png({**spec, "width": 300})
    assert len(list(tmp_path.iterdir())) == 4  # two of Vega, and both PNGs
