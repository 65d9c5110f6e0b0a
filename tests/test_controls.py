"""A panel does what its buttons say, and everything it shows is said from one desk."""

import threading

import pytest
from worlds import AUTHOR, CRITIC, DEFAULT

from sevensteps import controls, pages, scenes
from sevensteps.claims import claims
from sevensteps.codes import code
from sevensteps.controls import Guess, live_text, panel
from sevensteps.desk import Desk
from sevensteps.facts import DataProblem, references
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


def test_of_each_verdict_the_first_sentence_is_in_view_and_the_rest_one_click_away(desk):
    two = panel(desk, scenes.influence_scene, claims=["C5c", "C5a"])
    assert len(two.verdict.heads) == 2
    for head, name in zip(two.verdict.heads, ("C5c", "C5a"), strict=True):
        whole = judge(claims()[name], DEFAULT).sentence
        assert whole.startswith(head) and whole in two.verdict.lines
        assert head.endswith(f"“{claims()[name].title}”.")


def test_a_setting_that_changes_nothing_says_so(desk):
    lasting = panel(desk, scenes.survival_scene, ["known_until"])
    press(lasting, "author")
    assert desk.now == DEFAULT and "nothing changed" in lasting.message.text


def test_replay_stands_on_the_first_row_of_buttons(bite):
    wide = [int(b.layout.width.removesuffix("px")) for b in bite.buttons.values()]
    upto = list(bite.buttons).index("replay") + 1
    assert sum(wide[:upto]) < 500


def test_a_panel_is_judged_by_the_form_that_its_picture_draws_and_says_so(desk):
    game = panel(desk, scenes.game_scene, ["contempt_form"], claims=["C4c"])
    in_game = DEFAULT.but(contempt_form=1)
    assert game.verdict.lines[0] == judge(claims()["C4c"], in_game).sentence
    assert game.verdict.lines[0] != judge(claims()["C4c"], DEFAULT).sentence
    assert "“repeated game” in this panel, “learning” in your code" in game.verdict.text
    desk.put(in_game)
    assert game.verdict.text == ""
    learner = panel(desk, scenes.policy_scene, claims=["C4c"])
    assert learner.verdict.lines[0] == judge(claims()["C4c"], DEFAULT).sentence


# -- text that follows the desk ------------------------------------------------------------------


def test_a_live_text_follows_the_desk_once_a_change_has_come_to_rest(desk):
    text = live_text(desk, lambda now: pages.flip_table("C6a", now))
    assert text.text == pages.flip_table("C6a", DEFAULT)
    desk.move(needed_bite=0.6)
    assert text.text == pages.flip_table("C6a", DEFAULT)
    desk.settle()
    assert text.text == pages.flip_table("C6a", desk.now) != pages.flip_table("C6a", DEFAULT)
    assert "<table>" in text.value and "<td>Bite needed" in text.value
    desk.undo()
    assert text.text == pages.flip_table("C6a", DEFAULT)


def test_a_saved_live_text_is_the_markdown_it_was_last(desk):
    text = live_text(desk, lambda now: pages.assumption_table(now, step=6))
    desk.put(DEFAULT.but(needed_bite=0.6))
    shown, _ = text._repr_mimebundle_()
    table = pages.assumption_table(desk.now, step=6).markdown
    assert shown["text/markdown"] == shown["text/plain"] == repr(text) == table
    assert "application/vnd.jupyter.widget-view+json" in shown


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
    assert slider.unit.count("%") == 2
    told = dict(map(tuple, slider.about))
    assert told["why"] == r.why
    assert told["claim"].startswith("C6a")
    assert told["evidence"] == "guessed"


def test_a_measured_assumption_gives_its_full_sources(desk):
    one = panel(desk, scenes.bite_scene, ["china_trade_share"]).inputs["china_trade_share"]
    sources = [text for term, text in one.slider.about if term == "source"]
    assert len(sources) == 3


def test_where_this_is_from_names_works_as_people_do_and_never_by_their_keys(desk):
    for name, r in DEFAULT.records.items():
        told = " ".join(text for term, text in controls._about(r) if term in ("author", "critic"))
        assert not any(key in told for key in references()), name


def test_a_range_names_its_unit_once(desk):
    for r in DEFAULT.records.values():
        assert controls._unit(r).count(r.unit) <= 1, r.name


def test_more_assumptions_are_folded_away_until_asked_for(bite):
    rest = bite.inputs["leakage"].slider
    box = next(c for c in bite.children[-1].children if rest in getattr(c, "children", ()))
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
        ({"names": ["coverage"]}, r"did you mean 'freeze_coverage'\?$"),
        ({"claims": ["C6z"]}, "no claim is called 'C6z'"),
    ],
)
def test_a_misspelt_name_says_which_was_meant(desk, given, says):
    with pytest.raises(DataProblem, match=says):
        panel(desk, scenes.bite_scene, **given)


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
