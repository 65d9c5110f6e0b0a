"""The two widgets of our own and the status line, as far as they can be tried without a browser."""

import gzip

import numpy as np
import pytest

from sevensteps.widgets import live
from sevensteps.widgets.live import Choice, LiveChart, Slider, Status

SPEC = {
    "width": 100,
    "height": 50,
    "data": [
        {"name": "curve"},
        {"name": "dots"},
        {"name": "one", "values": [{}]},
        {"name": "drawn", "source": "curve"},
    ],
    "signals": [{"name": "finding", "value": ""}],
}
X = np.array([0.0, 0.5, 1.0])
COLUMNS = {"curve": {"x": X, "y": X**2}, "dots": {"x": [0.5], "label": ["you"]}}


def chart(**given):
    return LiveChart(SPEC, given.pop("columns", COLUMNS), given or None, label="A picture")


def unpacked(one, dataset, column):
    packed = one.frame["data"][dataset]["columns"][column]
    if isinstance(packed, list):
        return packed
    return np.frombuffer(packed["bytes"], dtype=packed["type"]).tolist()


@pytest.mark.parametrize("kind", ["float32", "float64", "int64", "uint8"])
def test_numbers_travel_as_bytes_and_arrive_as_they_were(kind):
    values = np.array([1, 2, 3], dtype=kind)
    one = chart(columns={**COLUMNS, "curve": {"x": values, "y": values}})
    assert unpacked(one, "curve", "x") == [1, 2, 3]
    assert one.frame["data"]["curve"]["columns"]["x"]["type"] in ("float32", "float64")


def test_text_and_missing_text_travel_as_they_are():
    one = chart(columns={**COLUMNS, "dots": {"x": [1, 2], "label": ["you", None]}})
    assert unpacked(one, "dots", "label") == ["you", None]


def test_a_change_replaces_what_it_names_and_keeps_the_rest():
    one = chart(finding="before")
    first = one.frame["at"]
    one.show({"dots": {"x": [0.9], "label": ["you"]}}, {"finding": "after"})
    assert one.frame["at"] > first
    assert unpacked(one, "dots", "x") == [0.9]
    assert unpacked(one, "curve", "x") == X.tolist()
    assert one.frame["signals"] == {"finding": "after"}
    one.show(signals={"finding": "later"})
    assert unpacked(one, "dots", "x") == [0.9]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"curv": COLUMNS["curve"]}, "no data 'curv'.*did you mean 'curve'"),
        ({"curve": {"x": X}}, "without their column 'y'"),
        ({"curve": {**COLUMNS["curve"], "z": X}}, "no column 'z'"),
        ({"curve": {"x": X, "y": X[:2]}}, "differ in length: x 3, y 2"),
        ({"curve": {"x": X, "y": np.ones((3, 2))}}, "2 dimensions"),
        ({"dots": {"x": [1.0], "label": [object()]}}, "neither numbers nor text"),
    ],
)
def test_data_that_do_not_fit_are_told_in_a_sentence_and_change_nothing(columns, says):
    one = chart()
    before = one.frame
    with pytest.raises(ValueError, match=says):
        one.show(columns)
    assert one.frame == before


def test_a_signal_that_is_not_there_is_told():
    with pytest.raises(ValueError, match="no signal 'findin'.*did you mean 'finding'"):
        chart().show(signals={"findin": "x"})


def test_data_the_chart_needs_and_does_not_get_are_told():
    with pytest.raises(ValueError, match="draws the data 'dots', but no columns"):
        chart(columns={"curve": COLUMNS["curve"]})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "far", "url": "somewhere.json"}, "fetches the data 'far'"),
        ({"name": "own", "values": [{"x": 1}]}, "carries the data 'own' itself"),
    ],
)
def test_a_drawing_with_data_of_its_own_is_refused(data, says):
    with pytest.raises(ValueError, match=says):
        LiveChart({"data": [data]}, {}, label="x")


def test_a_chart_has_a_stable_name():
    assert repr(chart()) == "LiveChart('A picture')"


# -- the library ---------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch):
    """Counts how often the library is really built."""
    import vl_convert

    count = []
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda s: count.append(s) or "library()")
    live.vega_bundle.cache_clear()
    yield count
    live.vega_bundle.cache_clear()


def test_the_library_is_built_once_and_then_read_from_its_cache(built, tmp_path):
    first = live.vega_bundle(tmp_path / "cache")
    live.vega_bundle.cache_clear()
    assert live.vega_bundle(tmp_path / "cache") == first
    assert len(built) == 1
    assert gzip.decompress(first) == b"library()"
    assert [p.suffix for p in (tmp_path / "cache").iterdir()] == [".gz"]


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(built, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert gzip.decompress(live.vega_bundle(blocked / "cache")) == b"library()"


def test_the_cache_is_not_committed():
    ignored = (live.CACHE.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"{live.CACHE.name}/" in ignored


def test_a_page_that_asks_gets_the_library_and_other_messages_nothing(monkeypatch):
    sent = []
    one = chart()
    monkeypatch.setattr(one, "send", lambda *message: sent.append(message))
    monkeypatch.setattr(live, "vega_bundle", lambda: b"packed")
    one._answer(one, "hello", [])
    assert sent == []
    one._answer(one, {"ask": "vega"}, [])
    assert sent == [({"vega": "here"}, [b"packed"])]


def test_a_library_that_cannot_be_built_is_said_to_the_page(monkeypatch):
    def fail():
        raise RuntimeError("no room")

    sent = []
    one = chart()
    monkeypatch.setattr(one, "send", lambda *message: sent.append(message))
    monkeypatch.setattr(live, "vega_bundle", fail)
    one._answer(one, {"ask": "vega"}, [])
    assert sent == [({"vega": "missing", "why": "RuntimeError: no room"},)]


# -- the slider and the status line --------------------------------------------------------------


def slider(**changes):
    return Slider(**{"label": "Share", "value": 0.5, "low": 0, "high": 1, "step": 0.1, **changes})


def test_a_slider_knows_the_text_of_each_of_its_places():
    assert slider(display="percent").texts[:3] == ["0%", "10%", "20%"]
    assert slider(unit="years", low=0, high=2, step=1, value=1).texts == [
        "0 years",
        "1 year",
        "2 years",
    ]
    assert slider(display=lambda v: f"<{v}>").texts[-1] == "<1.0>"


def test_a_value_is_spelt_as_the_grid_spells_it():
    one = slider()
    one.value = 0.1 + 0.2
    assert one.value == 0.3


def test_a_value_between_places_travels_with_its_own_text():
    one = slider(display="percent")
    one.value = 0.55
    assert one.between[0] == 0.55
    assert "55" in one.between[1]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"low": 1, "high": 0}, "must be below high"),
        ({"step": 0.3}, "whole number of steps"),
        ({"step": 1e-6}, "fewer than"),
        ({"evidence": "gussed"}, "no evidence 'gussed'.*did you mean 'guessed'"),
        ({"display": "persent"}, "no display 'persent'"),
        ({"marks": [{"value": 2, "kind": "author", "label": ""}]}, "a mark is of kind"),
        ({"marks": [{"value": 0, "kind": "me", "label": ""}]}, "a mark is of kind"),
        ({"value": 3}, "3 is not within 0 and 1"),
    ],
)
def test_a_slider_that_cannot_be_is_told_in_a_sentence(wrong, says):
    with pytest.raises(ValueError, match=says):
        slider(**wrong)


def test_a_slider_and_a_status_line_say_what_they_show():
    assert repr(slider()) == "Slider('Share', 0.5)"
    assert repr(Status(text="One.", lines=["Two."])) == "One.\nTwo."


# -- the choice ----------------------------------------------------------------------------------


def test_a_choice_starts_with_nothing_chosen_and_takes_what_it_offers():
    one = Choice("How much?", ["little", "much"])
    assert one.value == "" and not one.listed
    one.value = "much"
    one.value = ""
    assert repr(one) == "Choice('How much?', '')"
    with pytest.raises(ValueError, match="no option 'mush'; did you mean 'much'"):
        one.value = "mush"


@pytest.mark.parametrize("options", [["", "much"], ["much", "much"]])
def test_a_choice_that_cannot_be_told_apart_is_refused(options):
    with pytest.raises(ValueError, match="empty, or comes twice"):
        Choice("How much?", options)


def test_no_rule_of_the_style_sheet_swallows_those_after_it():
    """A brace that is never closed makes all that follows a part of one rule, without a word."""
    depth = 0
    for number, line in enumerate((live.JS / "sevensteps.css").read_text().splitlines(), 1):
        if line and not line.startswith((" ", "}", "/", "*")):
            assert depth == 0, f"line {number} starts a rule inside another: {line}"
        depth += line.count("{") - line.count("}")
    assert depth == 0
