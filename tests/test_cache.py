"""What is kept in .cache/: made once, never seen half, and no loss where it cannot be kept."""

import json

import pytest

from sevensteps import cache, charts, pictures
from sevensteps.charts import house


@pytest.fixture
def made():
    """A maker that counts how often it was asked."""

    def make():
        make.times += 1
        return b"bytes"

    make.times = 0
    return make


def test_what_is_kept_is_made_once(tmp_path, made):
    folder = tmp_path / "new"
    assert [cache.kept("a", made, folder) for _ in range(3)] == [b"bytes"] * 3
    assert made.times == 1
    assert [f.name for f in folder.iterdir()] == ["a"]


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path, made):
    (tmp_path / "file").write_text("in the way")
    assert cache.kept("a", made, tmp_path / "file") == b"bytes"


def test_a_chart_is_drawn_and_compiled_once_for_all_kernels(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    chart = pictures.bite.draw()
    first = charts.compiled(chart), charts.png(chart.to_dict())

    def nobody(*given, **named):
        raise AssertionError("asked again")

    monkeypatch.setattr(house.vlc, "vegalite_to_vega", nobody)
    monkeypatch.setattr(house.vlc, "vegalite_to_png", nobody)
    assert (charts.compiled(chart), charts.png(chart.to_dict())) == first
    assert json.dumps(first[0]) and first[1].startswith(b"\x89PNG")


def test_another_chart_is_another_file(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    spec = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {}}
    assert charts.png(spec) != charts.png({**spec, "mark": "bar", "width": 300})
    assert len(list(tmp_path.iterdir())) == 2
