"""The live chart, the slider, the choice and the status line, without a browser."""

import gzip

import numpy as np
import pytest
import vl_convert
from traitlets import TraitError
from worlds import DEFAULT

from sevensteps import pictures
from sevensteps.assumptions import Assumption
from sevensteps.session import Session
from sevensteps.widgets import chart, panel
from sevensteps.widgets.chart import LiveChart
from sevensteps.widgets.parts import Status
from sevensteps.widgets.slider import Choice, Slider

SPEC = {"width": 100, "height": 50, "data": [{"name": "curve"}, {"name": "dots"}]}
X = np.array([0.0, 0.5, 1.0])
COLUMNS = {"curve": {"x": X, "y": X**2}, "dots": {"x": [0.5], "label": ["you"]}}


def live(**given):
    return LiveChart(SPEC, given.pop("columns", COLUMNS), given or None, label="A picture")


def unpacked(one, dataset, column):
    packed = one.frame["data"][dataset]["columns"][column]
    if isinstance(packed, list):
        return packed
    return np.frombuffer(packed["bytes"], dtype=packed["type"]).tolist()


@pytest.mark.parametrize("kind", ["float32", "float64", "int64", "uint8"])
def test_numbers_are_sent_as_bytes_and_arrive_unchanged(kind):
    values = np.array([1, 2, 3], dtype=kind)
    one = live(columns={**COLUMNS, "curve": {"x": values, "y": values}})
    assert unpacked(one, "curve", "x") == [1, 2, 3]
    assert one.frame["data"]["curve"]["columns"]["x"]["type"] in ("float32", "float64")


def test_text_and_missing_text_are_sent_unchanged():
    one = live(columns={**COLUMNS, "dots": {"x": [1, 2], "label": ["you", None]}})
    assert unpacked(one, "dots", "label") == ["you", None]


def test_a_change_replaces_what_it_names_and_keeps_the_rest():
    one = live(finding="before", foot="below")
    first = one.frame["at"]
    one.show({"dots": {"x": [0.9], "label": ["you"]}}, {"finding": "after"})
    assert one.frame["at"] > first
    assert unpacked(one, "dots", "x") == [0.9]
    assert unpacked(one, "curve", "x") == X.tolist()
    assert one.frame["signals"] == {"finding": "after", "foot": "below"}
    one.show(signals={"finding": "later"})
    assert unpacked(one, "dots", "x") == [0.9]
    assert repr(one) == "LiveChart('A picture')"


@pytest.mark.parametrize("y", [X[:2], np.ones((3, 2))])
def test_columns_that_differ_in_length_are_an_error_and_change_nothing(y):
    one = live()
    before = one.frame
    with pytest.raises(ValueError, match="columns of the data 'curve' differ in length"):
        one.show({"curve": {"x": X, "y": y}})
    assert one.frame == before


@pytest.mark.parametrize("picture", ["bite", "fan", "claims_map", "game", "survival", "balance"])
def test_a_panel_gives_its_chart_all_the_data_that_it_draws_and_none_is_fetched(picture):
    shown = panel(Session(DEFAULT), getattr(pictures, picture)).chart
    data = shown.spec["data"]
    assert not any("url" in one or one.get("values", [{}]) != [{}] for one in data)
    assert {one["name"] for one in data} >= shown.frame["data"].keys()
    empty = {one["name"] for one in data if one.keys() <= {"name", "format"}}
    assert empty <= shown.frame["data"].keys()
    assert {one["name"] for one in shown.spec["signals"]} >= shown.frame["signals"].keys()


# -- the library ---------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch):
    """A list that gets an entry each time the library is built."""
    count = []
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda s: count.append(s) or "library()")
    chart.vega_bundle.cache_clear()
    yield count
    chart.vega_bundle.cache_clear()


def test_the_library_is_built_once_and_then_read_from_its_cache(built, tmp_path):
    first = chart.vega_bundle(tmp_path / "cache")
    chart.vega_bundle.cache_clear()
    assert chart.vega_bundle(tmp_path / "cache") == first
    assert len(built) == 1
    assert gzip.decompress(first) == b"library()"
    assert [p.suffix for p in (tmp_path / "cache").iterdir()] == [".gz"]


def test_a_cache_that_cannot_be_written_costs_only_time(built, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert gzip.decompress(chart.vega_bundle(blocked / "cache")) == b"library()"


def test_the_cache_is_not_committed():
    ignored = (chart.CACHE.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"{chart.CACHE.name}/" in ignored


def answers(monkeypatch, content, bundle):
    """What a chart sends back to a page that sends it `content`."""
    sent, one = [], live()
    monkeypatch.setattr(one, "send", lambda *message: sent.append(message))
    monkeypatch.setattr(chart, "vega_bundle", bundle)
    one._answer(one, content, [])
    return sent


def test_a_page_that_asks_gets_the_library_or_the_reason_why_not(monkeypatch):
    def fail():
        raise RuntimeError("no room")

    assert answers(monkeypatch, "hello", fail) == []
    assert answers(monkeypatch, {"ask": "vega"}, lambda: b"packed") == [
        ({"vega": "here"}, [b"packed"])
    ]
    assert answers(monkeypatch, {"ask": "vega"}, fail) == [
        ({"vega": "missing", "why": "RuntimeError: no room"},)
    ]


# -- the slider and the status line --------------------------------------------------------------


RECORD = Assumption(
    name="share",
    title="Share",
    value=0.5,
    low=0,
    high=1,
    increment=0.1,
    unit="share",
    evidence="claimed",
)


def slider(**traits):
    return Slider(RECORD, 0.5, **traits)


def test_a_slider_has_the_text_of_each_position():
    assert slider().texts[:3] == ["0%", "10%", "20%"]
    assert repr(slider()) == "Slider('Share', 0.5)"


def test_a_value_is_spelled_as_the_grid_spells_it():
    one = slider()
    one.value = 0.1 + 0.2
    assert one.value == 0.3


def test_a_value_off_the_grid_is_sent_with_its_own_text():
    one = slider()
    one.value = 0.55
    assert one.between == [0.55, "55%"]


def test_every_assumption_has_a_slider_that_reaches_its_marks_and_settings():
    for r in DEFAULT.records.values():
        one = Slider(r, r.value)
        assert len(one.texts) <= 2001 and one.texts[-1] == r.show(r.high), r.name
        for value in (r.value, r.author, r.critic, *r.settings.values()):
            one.value = r.value if value is None else value
            assert one.low <= one.value <= one.high and not one.between, r.name


def test_a_misspelled_kind_of_evidence_is_an_error():
    with pytest.raises(TraitError, match="gussed"):
        slider(evidence="gussed")


def test_a_status_line_is_what_it_shows():
    assert repr(Status(text="One.", lines=["Two."])) == "One.\nTwo."


# -- the choice ----------------------------------------------------------------------------------


def test_a_choice_starts_with_nothing_chosen_and_takes_what_it_offers():
    one = Choice("How much?", ["little", "much"])
    assert one.value == "" and not one.listed
    one.value = "much"
    one.value = ""
    assert repr(one) == "Choice('How much?', '')"
    with pytest.raises(TraitError, match="no answer 'mush': choose one of little, much"):
        one.value = "mush"


def test_every_brace_of_the_style_sheet_is_closed():
    """A brace that is never closed makes the rest of the file a part of one rule."""
    depth = 0
    for number, line in enumerate(chart.CSS.read_text().splitlines(), 1):
        if line and not line.startswith((" ", "}", "/", "*")):
            assert depth == 0, f"line {number} starts a rule inside another: {line}"
        depth += line.count("{") - line.count("}")
    assert depth == 0
