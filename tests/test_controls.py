"""A panel does what its buttons say, and everything it shows is said from one desk."""

import shutil
import threading

import numpy as np
import pytest
from worlds import AUTHOR, CRITIC, DEFAULT

from sevensteps import controls, facts, scenes
from sevensteps.assumptions import assumptions
from sevensteps.claims import claims
from sevensteps.codes import code
from sevensteps.controls import Guess, panel
from sevensteps.desk import Desk
from sevensteps.facts import DATA, DataProblem
from sevensteps.verdicts import flips, judge


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(controls, "FRAME", 0.0)


@pytest.fixture
def desk():
    return Desk(DEFAULT)


@pytest.fixture
def bite(desk):
    return panel(
        desk,
        scenes.bite_scene,
        ["china_cooperation", "needed_bite"],
        more=["leakage"],
        claims=["C6a"],
    )


def press(panel, key):
    panel.buttons[key].click()


def drag(panel, name, *values):
    """As the browser does: the thumb moves, then the move ends."""
    slider = panel.inputs[name].slider
    for value in values:
        slider.value = value
    slider.settled += 1


def test_a_panel_starts_with_the_desk_and_with_no_button_pressed(bite):
    assert bite.inputs["needed_bite"].slider.value == DEFAULT.needed_bite
    assert bite.verdict.lines[0] == judge(claims()["C6a"], DEFAULT).sentence
    assert bite.code.value == code(DEFAULT)
    assert [bite.buttons[k].disabled for k in ("undo", "redo", "replay")] == [True] * 3


def test_author_and_critic_are_alike_in_size_and_stand_side_by_side(bite):
    author, critic = bite.buttons["author"], bite.buttons["critic"]
    assert author.layout.width == critic.layout.width
    assert author.layout.height == critic.layout.height
    assert author.button_style == critic.button_style == ""
    assert list(bite.buttons)[:2] == ["author", "critic"]


def test_a_slider_moves_the_picture_at_once_and_the_verdict_when_it_comes_to_rest(bite, desk):
    before = bite.chart.frame["at"]
    bite.inputs["needed_bite"].slider.value = 0.6
    assert bite.chart.frame["at"] > before
    assert "60%" in bite.twin.text
    assert "60%" not in bite.verdict.lines[0]
    bite.inputs["needed_bite"].slider.settled += 1
    assert "60%" in bite.verdict.lines[0]
    assert bite.code.value == code(DEFAULT.but(needed_bite=0.6)) == desk.code


def test_an_end_of_a_move_that_is_told_before_its_value_is_not_lost(bite, desk):
    slider = bite.inputs["needed_bite"].slider
    slider.set_state({"settled": slider.settled + 1, "value": 0.55})
    assert desk.now.needed_bite == 0.55
    assert "55%" in bite.verdict.lines[0]
    press(bite, "undo")
    assert desk.now == DEFAULT


def test_a_drag_is_undone_and_redone_as_one(bite, desk):
    drag(bite, "needed_bite", 0.4, 0.5, 0.6)
    press(bite, "undo")
    assert desk.now == DEFAULT
    assert bite.inputs["needed_bite"].slider.value == DEFAULT.needed_bite
    assert bite.buttons["undo"].disabled
    press(bite, "redo")
    assert bite.inputs["needed_bite"].slider.value == 0.6
    assert bite.buttons["redo"].disabled


@pytest.mark.parametrize(("key", "preset"), [("author", AUTHOR), ("critic", CRITIC)])
def test_a_preset_sets_every_assumption_behind_the_panel(bite, desk, key, preset):
    press(bite, key)
    for name in DEFAULT.records:
        theirs = preset if name in bite._names else DEFAULT
        assert getattr(desk.now, name) == getattr(theirs, name), name
    assert judge(claims()["C6a"], preset).sentence == bite.verdict.lines[0]
    press(bite, "reset")
    assert desk.now == DEFAULT


def test_the_line_below_the_verdict_names_the_least_change_that_turns_it(bite):
    least = flips(claims()["C6a"], DEFAULT)[0]
    assert least.record.title in bite.verdict.lines[1]
    assert least.record.show(least.end) in bite.verdict.lines[1]
    assert least.record.evidence in bite.verdict.lines[1]


def test_a_pasted_code_moves_everything_and_can_be_undone(bite, desk):
    bite.code.value = code(AUTHOR)
    assert desk.now == AUTHOR
    assert "restored" in bite.message.text
    press(bite, "undo")
    assert desk.now == DEFAULT
    assert bite.message.text == ""


def test_pasted_nonsense_changes_nothing_and_says_what_is_wrong(bite, desk):
    drag(bite, "needed_bite", 0.5)
    for nonsense in ("hello world", "😀", code(AUTHOR).rpartition(" ")[0]):
        bite.code.value = nonsense
        assert bite.message.text.startswith("Nothing was changed: ")
        assert desk.now == DEFAULT.but(needed_bite=0.5)
    bite.code.value = ""
    assert desk.now == DEFAULT.but(needed_bite=0.5)


def test_two_panels_at_a_desk_show_the_same(desk, bite):
    offers = panel(desk, scenes.offers_scene, ["needed_bite"], claims=["C6c"])
    drag(bite, "needed_bite", 0.2)
    assert offers.inputs["needed_bite"].slider.value == 0.2
    assert offers.verdict.lines[0] == judge(claims()["C6c"], desk.now).sentence
    assert offers.code.value == bite.code.value
    press(offers, "undo")
    assert bite.inputs["needed_bite"].slider.value == DEFAULT.needed_bite


def test_replay_shows_the_change_again_and_changes_nothing(bite, desk):
    drag(bite, "needed_bite", 0.6)
    seen = []
    bite.inputs["needed_bite"].slider.observe(lambda c: seen.append(c["new"]), "value")
    alone = threading.Thread(target=press, args=(bite, "replay"))  # no event loop there
    alone.start()
    alone.join()
    assert min(seen) == pytest.approx(DEFAULT.needed_bite)
    assert seen[-1] == 0.6
    assert desk.now.needed_bite == 0.6
    assert bite.code.value == desk.code
    assert not bite.buttons["undo"].disabled


def test_a_change_during_a_replay_ends_it_and_is_kept(bite, desk):
    drag(bite, "needed_bite", 0.6)
    running = bite._replay()
    for _ in range(4):
        running.send(None)
    drag(bite, "needed_bite", 0.2)
    running.close()
    assert desk.now.needed_bite == 0.2
    assert bite.inputs["needed_bite"].slider.value == 0.2


def test_named_settings_are_buttons_of_the_slider(desk, bite):
    slider = bite.inputs["china_cooperation"].slider
    assert slider.settings == [["no", 0.0], ["partly", 0.5], ["fully", 1.0]]
    assert not slider.plain
    plain = panel(desk, scenes.bite_scene, ["china_cooperation", "needed_bite"], plain=True)
    assert plain.inputs["china_cooperation"].slider.plain
    assert not plain.inputs["needed_bite"].slider.plain


def test_a_slider_tells_its_range_its_unit_its_marks_and_where_it_is_from(bite):
    r = DEFAULT.records["needed_bite"]
    slider = bite.inputs["needed_bite"].slider
    assert (slider.low, slider.high, slider.step) == (r.low, r.high, r.increment)
    assert r.unit in slider.unit
    assert r.show(r.low) in slider.unit
    assert {m["kind"]: m["value"] for m in slider.marks} == {
        "default": r.value,
        "author": r.author,
        "critic": r.critic,
    }
    told = dict(map(tuple, slider.about))
    assert told["why"] == r.why
    assert told["claim"].startswith("C6a")
    assert told["evidence"] == "guessed"


def test_a_measured_assumption_gives_its_full_sources(desk):
    one = panel(desk, scenes.bite_scene, ["china_trade_share"]).inputs["china_trade_share"]
    sources = [text for term, text in one.slider.about if term == "source"]
    assert len(sources) == 3


def test_more_assumptions_are_folded_away_until_asked_for(bite):
    rest = bite.inputs["leakage"].slider
    box = next(c for c in bite.children[1].children if rest in getattr(c, "children", ()))
    assert box.layout.display == "none"
    bite.more.value = True
    assert box.layout.display != "none"


def test_a_saved_panel_keeps_a_picture_and_its_words(bite):
    shown, _ = bite._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert shown["text/plain"].startswith(scenes.bite_scene.picture(DEFAULT).twin)
    assert judge(claims()["C6a"], DEFAULT).sentence in shown["text/plain"]
    assert repr(bite) == "Panel(china_cooperation, needed_bite, leakage)"


def test_the_picture_under_untouched_sliders_is_the_still_one(bite):
    columns = scenes.bite_scene.columns(DEFAULT)
    assert bite.twin.text == scenes.bite_scene.words(columns).twin
    assert bite.chart.frame["data"].keys() == columns.keys()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"names": ["needed_bight"]}, "did you mean 'needed_bite'"),
        ({"more": ["leak"]}, "did you mean 'leakage'"),
        ({"claims": ["C6z"]}, "claims.toml has no claim 'C6z'"),
        ({"claims": ["C0a"]}, "C0a has no verdict rule .*: use a claim that has one, C1a"),
    ],
)
def test_a_misspelt_name_says_which_was_meant(desk, given, says):
    with pytest.raises(DataProblem, match=says):
        panel(desk, scenes.bite_scene, **given)


@pytest.fixture
def spoilt(tmp_path, monkeypatch):
    """Spoils a file of the data that a panel reads, and mends it again."""
    folder = shutil.copytree(DATA, tmp_path / "data")
    for read in (facts.table, facts.tables, facts.references, claims, assumptions):
        monkeypatch.setattr(read, "__defaults__", (folder,))

    def spoil(name):
        path = folder / name
        text = path.read_bytes()
        path.write_bytes(text[: len(text) // 2] + b'"')
        return lambda: path.write_bytes(text)

    return spoil


ACTS = {
    "slider": lambda one: drag(one, "success_years", 3.0),
    "code": lambda one: setattr(one.code, "value", code(DEFAULT.but(success_years=3.0))),
    "author": lambda one: press(one, "author"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("file", ["deals.csv", "references.bib", "datapackage.json"])
def test_a_file_that_breaks_meanwhile_is_told_below_the_picture_and_nothing_is_lost(
    desk, spoilt, file, act
):
    one = panel(desk, scenes.beliefs_scene, ["success_years"], claims=["C1a"])
    mend = spoilt(file)
    act(one)
    assert one.message.text.startswith(file) and one.message.text.endswith("."), one.message.text
    changed = desk.now
    assert changed != DEFAULT
    mend()
    press(one, "undo")
    assert desk.now == DEFAULT and one.message.text == ""
    press(one, "redo")
    assert desk.now == changed
    assert one.twin.text == one.scene.words(one.scene.columns(changed)).twin


def test_a_file_that_breaks_before_a_replay_is_told_too(desk, spoilt):
    one = panel(desk, scenes.beliefs_scene, ["success_years"], claims=["C1a"])
    drag(one, "success_years", 3.0)
    spoilt("deals.csv")
    alone = threading.Thread(target=press, args=(one, "replay"))
    alone.start()
    alone.join()
    assert one.message.text.startswith("deals.csv")


def test_a_mistyped_code_is_forgotten_with_the_next_change(bite, desk):
    bite.code.value = "hello world"
    assert bite.message.text
    drag(bite, "needed_bite", 0.5)
    assert bite.message.text == ""


@pytest.mark.parametrize("value", [np.float32(0.25), np.array(0.25), np.float64(0.25)])
def test_a_panel_takes_every_kind_of_single_number(value):
    one = panel(Desk(DEFAULT.but(leakage=value)), scenes.bite_scene, ["leakage"])
    assert one.inputs["leakage"].slider.value == 0.25 and one.code.value


def test_where_nothing_alone_turns_a_verdict_the_panel_says_so():
    stuck = DEFAULT.beyond(sanctions_scope=0.0, leakage=1.0, sanctions_years=1000.0)
    lines = panel(Desk(stuck), scenes.map_scene, claims=["C6c"]).verdict.lines
    assert lines[1] == "No single assumption turns C6c within its range."


def test_a_value_between_increments_leaves_the_code_empty_and_says_why():
    odd = panel(Desk(DEFAULT.beyond(needed_bite=0.1234)), scenes.bite_scene)
    assert odd.code.value == ""
    assert "between the increments" in odd.message.text


def test_a_guess_is_noted_and_held_against_the_model_without_a_mark():
    guess = Guess("How much?", ["little", "much"])
    assert "You have not guessed yet" in guess.compare(0.2).markdown
    guess.choice.value = "much"
    assert "much" in guess.said.text
    assert guess.compare(0.2).markdown == (
        "You said **much**. Under the assumptions in the panel it is **20%**."
    )
    assert repr(guess) == "Guess('How much?')"
