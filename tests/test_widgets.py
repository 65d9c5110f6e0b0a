"""A panel does what its buttons say, and all it shows comes from one session."""

import csv
import io
import json
import shutil
import threading

import numpy as np
import pytest
from counting import calls_of
from worlds import AUTHOR, CRITIC, DEFAULT

from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.assumptions import assumptions
from sevensteps.codes import code, read
from sevensteps.data import DATA, DataProblem, arrays, references, table, tables
from sevensteps.questions import DECLINED, dated, question
from sevensteps.scenarios import scenarios
from sevensteps.session import Session
from sevensteps.steps import china
from sevensteps.text import Text, assumption_table, flip_table
from sevensteps.verdicts import flips, judge
from sevensteps.widgets import Forecast, Guess, Panel, live_text, panel, slider, whole


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(Panel, "FRAME", 0.0)


@pytest.fixture
def session():
    return Session(DEFAULT)


@pytest.fixture
def bite(session):
    return panel(
        session,
        pictures.bite,
        ["china_cooperation", "needed_bite"],
        more=["leakage"],
        claims=["C6a"],
    )


def press(panel, key):
    panel.buttons[key].click()


def replay(panel):
    """Press "Replay" and wait for the end, in a thread without an event loop."""
    alone = threading.Thread(target=press, args=(panel, "replay"))
    alone.start()
    alone.join()


def drag(panel, name, *values):
    """Move the thumb and end the move, as the browser does."""
    slider = panel.inputs[name].slider
    for value in values:
        slider.value = value
    slider.settled += 1


def test_a_panel_starts_with_the_session_and_with_no_button_pressed(bite):
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


def test_a_slider_moves_the_picture_at_once_and_the_verdict_when_it_comes_to_rest(bite, session):
    before = bite.chart.frame["at"]
    bite.inputs["needed_bite"].slider.value = 0.6
    assert bite.chart.frame["at"] > before
    assert "60%" in bite.alt_text.text
    assert "60%" not in bite.verdict.lines[0]
    bite.inputs["needed_bite"].slider.settled += 1
    assert "60%" in bite.verdict.lines[0]
    assert bite.code.value == code(DEFAULT.replace(needed_bite=0.6)) == session.code


def test_one_move_of_a_slider_calls_few_functions_of_few_files_and_writes_no_code(session):
    one = panel(session, pictures.bite, ["china_cooperation"], claims=["C6a"], plain=True)
    footnote = one.chart.frame["signals"]["footnote"]
    found = calls_of(lambda: setattr(one.inputs["china_cooperation"].slider, "value", 0.7))
    assert "70%" in one.chart.frame["signals"]["title"]
    assert found.total() <= 700 and len(found) <= 10, found  # and two files of JavaScript
    assert "codes.py" not in found and one.chart.frame["signals"]["footnote"] == footnote
    one.inputs["china_cooperation"].slider.settled += 1
    assert session.code in one.chart.frame["signals"]["footnote"] != footnote


def test_an_end_of_a_move_that_arrives_before_its_value_is_not_lost(bite, session):
    slider = bite.inputs["needed_bite"].slider
    slider.set_state({"settled": slider.settled + 1, "value": 0.55})
    assert session.now.needed_bite == 0.55
    assert "55%" in bite.verdict.lines[0]
    press(bite, "undo")
    assert session.now == DEFAULT


def test_a_drag_is_undone_and_redone_as_one(bite, session):
    drag(bite, "needed_bite", 0.4, 0.5, 0.6)
    press(bite, "undo")
    assert session.now == DEFAULT
    assert bite.inputs["needed_bite"].slider.value == DEFAULT.needed_bite
    assert bite.buttons["undo"].disabled
    press(bite, "redo")
    assert bite.inputs["needed_bite"].slider.value == 0.6
    assert bite.buttons["redo"].disabled


@pytest.mark.parametrize(("key", "preset"), [("author", AUTHOR), ("critic", CRITIC)])
def test_a_preset_sets_every_assumption_behind_the_panel(bite, session, key, preset):
    press(bite, key)
    for name in DEFAULT.records:
        theirs = preset if name in bite._names else DEFAULT
        assert getattr(session.now, name) == getattr(theirs, name), name
    assert judge(claims()["C6a"], preset).sentence == bite.verdict.lines[0]
    press(bite, "reset")
    assert session.now == DEFAULT


def test_the_line_below_the_verdict_names_the_least_change_that_turns_it(bite):
    least = flips(claims()["C6a"], DEFAULT)[0]
    assert least.record.title in bite.verdict.lines[1]
    assert least.record.show(least.end) in bite.verdict.lines[1]
    assert least.record.evidence in bite.verdict.lines[1]


def test_the_first_sentence_of_each_verdict_is_in_view_and_the_rest_one_click_away(session):
    two = panel(session, pictures.influence, claims=["C5c", "C5a"])
    assert len(two.verdict.heads) == 2
    for head, name in zip(two.verdict.heads, ("C5c", "C5a"), strict=True):
        whole = judge(claims()[name], DEFAULT).sentence
        assert whole.startswith(head) and whole in two.verdict.lines
        assert head.endswith(f"“{claims()[name].title}”.")


def test_a_setting_that_changes_nothing_says_so(session):
    lasting = panel(session, pictures.survival, ["known_until"])
    press(lasting, "author")
    assert session.now == DEFAULT and "nothing changed" in lasting.message.text


def test_replay_stands_on_the_first_row_of_buttons(bite):
    wide = [int(b.layout.width.removesuffix("px")) for b in bite.buttons.values()]
    upto = list(bite.buttons).index("replay") + 1
    assert sum(wide[:upto]) < 500


def test_a_panel_is_judged_by_the_form_that_its_picture_draws_and_says_so(session):
    game = panel(session, pictures.game, ["contempt_form"], claims=["C4c"])
    in_game = DEFAULT.replace(contempt_form=1)
    assert game.verdict.lines[0] == judge(claims()["C4c"], in_game).sentence
    assert game.verdict.lines[0] != judge(claims()["C4c"], DEFAULT).sentence
    assert "“repeated game” in this panel, “learning” in your code" in game.verdict.text
    session.put(in_game)
    assert game.verdict.text == ""
    learner = panel(session, pictures.policy, claims=["C4c"])
    assert learner.verdict.lines[0] == judge(claims()["C4c"], DEFAULT).sentence


# -- text that follows the session ------------------------------------------------------------------


def test_a_live_text_follows_the_session_once_a_change_has_come_to_rest(session):
    text = live_text(session, lambda now: flip_table("C6a", now))
    assert text.text == flip_table("C6a", DEFAULT)
    session.move(needed_bite=0.6)
    assert text.text == flip_table("C6a", DEFAULT)
    session.settle()
    assert text.text == flip_table("C6a", session.now) != flip_table("C6a", DEFAULT)
    assert "<table>" in text.value and "<td>Bite needed" in text.value
    session.undo()
    assert text.text == flip_table("C6a", DEFAULT)


def test_a_saved_live_text_is_the_markdown_it_was_last(session):
    text = live_text(session, lambda now: assumption_table(now, step=6))
    session.put(DEFAULT.replace(needed_bite=0.6))
    shown = text._repr_mimebundle_()
    table = assumption_table(session.now, step=6).markdown
    assert shown["text/markdown"] == shown["text/plain"] == repr(text) == table
    assert "application/vnd.jupyter.widget-view+json" in shown


def test_a_pasted_code_moves_everything_and_can_be_undone(bite, session):
    bite.code.value = code(AUTHOR)
    assert session.now == AUTHOR
    assert "restored" in bite.message.text
    press(bite, "undo")
    assert session.now == DEFAULT
    assert bite.message.text == ""


def test_pasted_nonsense_changes_nothing_and_says_what_is_wrong(bite, session):
    drag(bite, "needed_bite", 0.5)
    for nonsense in ("hello world", "😀", code(AUTHOR).rpartition(" ")[0]):
        bite.code.value = nonsense
        assert bite.message.text.startswith("Nothing was changed: ")
        assert session.now == DEFAULT.replace(needed_bite=0.5)
    bite.code.value = ""
    assert session.now == DEFAULT.replace(needed_bite=0.5)


def test_two_panels_of_a_session_show_the_same(session, bite):
    offers = panel(session, pictures.offers, ["needed_bite"], claims=["C6c"])
    drag(bite, "needed_bite", 0.2)
    assert offers.inputs["needed_bite"].slider.value == 0.2
    assert offers.verdict.lines[0] == judge(claims()["C6c"], session.now).sentence
    assert offers.code.value == bite.code.value
    press(offers, "undo")
    assert bite.inputs["needed_bite"].slider.value == DEFAULT.needed_bite


def test_replay_shows_the_change_again_and_changes_nothing(bite, session):
    drag(bite, "needed_bite", 0.6)
    seen = []
    bite.inputs["needed_bite"].slider.observe(lambda c: seen.append(c["new"]), "value")
    replay(bite)
    assert min(seen) == pytest.approx(DEFAULT.needed_bite)
    assert seen[-1] == 0.6
    assert session.now.needed_bite == 0.6
    assert bite.code.value == session.code
    assert not bite.buttons["undo"].disabled


def test_a_reader_who_wants_no_motion_sees_before_and_after_and_nothing_between(
    bite, session, monkeypatch
):
    monkeypatch.setattr(Panel, "STILL", 0.01)
    drag(bite, "needed_bite", 0.6)
    seen = []
    bite.inputs["needed_bite"].slider.observe(lambda c: seen.append(c["new"]), "value")
    bite.chart.reduced_motion = True
    replay(bite)
    assert seen == [DEFAULT.needed_bite, 0.6]


def test_a_change_during_a_replay_ends_it_and_is_kept(bite, session):
    drag(bite, "needed_bite", 0.6)
    running = bite._replay()
    for _ in range(4):
        running.send(None)
    drag(bite, "needed_bite", 0.2)
    running.close()
    assert session.now.needed_bite == 0.2
    assert bite.inputs["needed_bite"].slider.value == 0.2


def test_named_settings_are_buttons_of_the_slider(session, bite):
    slider = bite.inputs["china_cooperation"].slider
    assert slider.settings == [["no", 0.0], ["partly", 0.5], ["fully", 1.0]]
    assert not slider.plain
    plain = panel(session, pictures.bite, ["china_cooperation", "needed_bite"], plain=True)
    assert plain.inputs["china_cooperation"].slider.plain
    assert not plain.inputs["needed_bite"].slider.plain


def test_a_slider_shows_its_range_its_unit_its_marks_and_its_source(bite):
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
    shown = dict(map(tuple, slider.about))
    assert shown["why"] == r.why
    assert shown["claim"].startswith("C6a")
    assert shown["evidence"] == "guessed"


def test_a_measured_assumption_gives_its_full_sources(session):
    one = panel(session, pictures.bite, ["china_trade_share"]).inputs["china_trade_share"]
    sources = [text for term, text in one.slider.about if term == "source"]
    assert len(sources) == 3


def test_the_source_of_a_number_is_a_citation_and_never_a_key(session):
    for name, r in DEFAULT.records.items():
        shown = " ".join(text for term, text in slider.about(r) if term in ("author", "critic"))
        assert not any(key in shown for key in references()), name


def test_a_range_names_its_unit_once(session):
    for r in DEFAULT.records.values():
        assert slider.unit_and_range(r).count(r.unit) <= 1, r.name


def test_more_assumptions_are_folded_away_until_asked_for(bite):
    rest = bite.inputs["leakage"].slider
    box = next(c for c in bite.children[-1].children if rest in getattr(c, "children", ()))
    assert box.layout.display == "none"
    bite.more.value = True
    assert box.layout.display != "none"


def test_a_saved_panel_keeps_a_picture_and_its_words(bite):
    shown = bite._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert shown["text/plain"].startswith(pictures.bite.still(DEFAULT).alt_text)
    assert judge(claims()["C6a"], DEFAULT).sentence in shown["text/plain"]
    assert repr(bite) == "Panel(china_cooperation, needed_bite, leakage)"


def test_the_picture_under_untouched_sliders_is_the_still_one(bite):
    columns, words = pictures.bite.shows(DEFAULT)
    assert bite.alt_text.text == words.alt_text
    assert bite.chart.frame["data"].keys() == columns.keys()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"names": ["needed_bight"]}, "did you mean 'needed_bite'"),
        ({"more": ["leak"]}, "did you mean 'leakage'"),
        ({"names": ["coverage"]}, r"did you mean 'freeze_coverage'\?: use a name"),
        ({"claims": ["C6z"]}, "claims.toml has no claim 'C6z'"),
        ({"claims": ["C0a"]}, "C0a has no verdict rule .*: use a claim that has one, C1a"),
    ],
)
def test_a_misspelt_name_says_which_was_meant(session, given, says):
    with pytest.raises(DataProblem, match=says):
        panel(session, pictures.bite, **given)


@pytest.fixture
def spoilt(tmp_path, monkeypatch):
    """Break a file of the data that a panel reads; the function it returns restores the file."""
    folder = shutil.copytree(DATA, tmp_path / "data")
    for reader in (table, tables, arrays, references, claims, assumptions):
        monkeypatch.setattr(reader, "__defaults__", (folder,))

    def spoil(name):
        path = folder / name
        text = path.read_bytes()
        path.write_bytes(text[: len(text) // 2] + b'"')
        return lambda: path.write_bytes(text)

    return spoil


LONGER = code(DEFAULT.replace(success_years=3.0))
ACTS = {
    "slider": lambda one: drag(one, "success_years", 3.0),
    "code": lambda one: setattr(one.code, "value", LONGER),
    "author": lambda one: press(one, "author"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("file", ["deals.csv", "references.bib", "datapackage.json"])
def test_an_error_in_a_file_appears_below_the_picture_and_nothing_is_lost(
    session, spoilt, file, act
):
    one = panel(session, pictures.beliefs, ["success_years"], claims=["C1a"])
    restore = spoilt(file)
    act(one)
    assert one.message.text.startswith(file) and one.message.text.endswith("."), one.message.text
    changed = session.now
    unread = (
        act is ACTS["code"] and file == "references.bib"
    )  # codes are by claim, claims cite works
    assert (changed == DEFAULT) == unread
    restore()
    press(one, "undo")
    assert session.now == DEFAULT and one.message.text == ""
    press(one, "redo")
    assert session.now == changed
    assert one.alt_text.text == one.picture.words(changed).alt_text


def test_an_error_before_a_replay_appears_too(session, spoilt):
    one = panel(session, pictures.beliefs, ["success_years"], claims=["C1a"])
    drag(one, "success_years", 3.0)
    spoilt("deals.csv")
    replay(one)
    assert one.message.text.startswith("deals.csv")


def test_a_mistyped_code_is_forgotten_with_the_next_change(bite, session):
    bite.code.value = "hello world"
    assert bite.message.text
    drag(bite, "needed_bite", 0.5)
    assert bite.message.text == ""


@pytest.mark.parametrize("value", [np.float32(0.25), np.array(0.25), np.float64(0.25)])
def test_a_panel_takes_every_kind_of_single_number(value):
    one = panel(Session(DEFAULT.replace(leakage=value)), pictures.bite, ["leakage"])
    assert one.inputs["leakage"].slider.value == 0.25 and one.code.value


def test_a_panel_says_so_if_no_single_change_turns_a_verdict():
    stuck = DEFAULT.replace_unchecked(sanctions_scope=0.0, leakage=1.0, sanctions_years=1000.0)
    lines = panel(Session(stuck), pictures.claims_map, claims=["C6c"]).verdict.lines
    assert lines[1] == "No single assumption turns C6c within its range."


def test_a_value_between_increments_leaves_the_code_empty_and_says_why():
    odd = panel(Session(DEFAULT.replace_unchecked(needed_bite=0.1234)), pictures.bite)
    assert odd.code.value == ""
    assert "between the increments" in odd.message.text


# -- the whole strategy --------------------------------------------------------------------------


def test_values_are_asked_for_before_any_ranking_and_a_code_brings_them(session):
    weights = whole.Weights(session)
    study = whole.Study(session, "Rank", lambda a: Text("**ranked**"), weights)
    gate = whole.Gate(weights, Text("a ranking"), study)
    assert gate.children == (gate.shut,) and study.button.disabled and not weights.complete
    first, *others = weights.menus.values()
    first.value = next(
        v for _, v in first.options[1:] if v != DEFAULT.records["weight_arsenal"].value
    )
    session.move(leakage=0.3)
    assert all(menu.value == "" for menu in others) and not weights.complete
    for name, menu in weights.menus.items():
        assert weights.said.text.startswith("Still to set: ")
        menu.value = DEFAULT.records[name].value
    assert weights.complete and gate.children == (gate.inside,) and not study.button.disabled
    menu.value = menu.options[1][1]
    session.preset("critic", tuple(weights.menus))
    assert all(getattr(session.now, n) == menu.value for n, menu in weights.menus.items())
    other = whole.Weights(Session(DEFAULT))
    other.session.paste(session.code)
    assert other.complete and other.menus[name].value == menu.value != DEFAULT.records[name].value


def test_a_study_answers_when_asked_with_its_code_and_shows_errors(session):
    found = iter([Text("**one**"), pictures.bite.still(DEFAULT)])
    study = whole.Study(session, "Ask", lambda a: next(found))
    study.button.click()
    assert "<strong>one</strong>" in study.answer.children[0].value
    assert session.code in study.said.text
    study.button.click()
    picture, words = study.answer.children
    assert "data:image/png" in picture.value and words.text in study.answer.children[1].text
    wrong = whole.Study(session, "Ask", lambda a: a.nonsense)
    wrong.button.click()
    assert "nonsense" in wrong.said.text and wrong.answer.children == ()


def test_switches_and_views_set_the_session_and_follow_it(session):
    switches, views = whole.Switches(session), whole.Views(session)
    switches.boxes["with_step_3"].value = not switches.boxes["with_step_3"].value
    turned = session.now.with_step_3
    assert turned != DEFAULT.with_step_3 and repr(switches).count("\n") == 6
    name = next(iter(views.buttons))
    views.buttons[name].click()
    view = scenarios().presets[name]
    assert all(getattr(session.now, n) == s.value for n, s in view.sets.items())
    assert session.now.with_step_3 == turned and view.title in views.said.text
    session.undo()
    session.undo()
    assert session.now == DEFAULT and switches.boxes["with_step_3"].value != bool(turned)


def test_the_crux_of_two_codes_is_found_on_request(session):
    finder = whole.CruxFinder(session, code(AUTHOR), code(CRITIC))
    finder.study.button.click()
    assert finder.study.answer.children and "Worked out" in finder.study.said.text
    finder.codes[0].value = "no such code"
    finder.study.button.click()
    assert "no" in finder.study.said.text and "Worked out" not in finder.study.said.text


# -- guesses -------------------------------------------------------------------------------------


def test_a_guess_is_noted_in_the_session_and_stands_in_the_code_of_every_panel(session, bite):
    guess = Guess(session, "cut_without_china")
    assert guess.choice.value == "" and guess.said.text == "Choose one."
    guess.choice.value = "about a third"
    assert session.guesses == {"cut_without_china": "about a third"}
    assert "about a third" in guess.said.text and "in your code" in guess.said.text
    assert bite.code.value == code(DEFAULT, session.guesses)
    assert repr(guess) == f"Guess({guess.question.question!r})"


def test_what_a_guess_was_about_waits_for_it_and_is_shown_without_a_mark(session):
    guess = Guess(session, "cut_without_china")
    shown = guess.compare(china.trade_cut_without_china)
    assert shown.said.text.startswith("Guess first: ")
    assert "20" not in shown.said.text
    guess.choice.value = "about a third"
    assert shown.said.text == (
        "You said: about a third. Under the assumptions in the panel it is 20.2%."
    )
    assert repr(shown) == shown._repr_mimebundle_()["text/plain"] == shown.said.text


def test_a_reader_who_declines_to_guess_sees_the_answer_too(session):
    guess = Guess(session, "cut_without_china")
    shown = guess.compare(0.2)
    guess.choice.value = DECLINED
    assert shown.said.text == (
        "You would rather not guess. Under the assumptions in the panel it is 20%."
    )
    assert "Read on" in guess.said.text


def test_what_is_shown_beside_a_guess_follows_the_panel_and_a_pasted_code(session, bite):
    guess = Guess(session, "half_is_enough")
    shown = guess.compare(
        lambda a: "enough" if china.trade_cut(a, 0.5) >= a.needed_bite else "too little"
    )
    bite.code.value = code(DEFAULT, {"half_is_enough": "enough"})
    assert guess.choice.value == "enough"
    assert "brought 1 guess" in bite.message.text
    assert shown.said.text.endswith("it is enough.")
    bite.inputs["needed_bite"].slider.value = 0.9
    assert shown.said.text.endswith("it is enough.")
    bite.inputs["needed_bite"].slider.settled += 1
    assert shown.said.text.endswith("it is too little.")
    press(bite, "undo")
    assert guess.choice.value == "enough"


def test_two_guesses_of_a_session_show_the_same(session):
    one, other = Guess(session, "sixth_deal"), Guess(session, "sixth_deal")
    one.choice.value = "about even"
    assert other.choice.value == "about even" and "about even" in other.said.text
    other.choice.value = DECLINED
    assert one.choice.value == DECLINED
    session.guess("sixth_deal", None)
    assert one.choice.value == "" and other.said.text == "Choose one."


def test_a_misspelt_question_says_which_was_meant(session):
    with pytest.raises(DataProblem, match="did you mean 'sixth_deal'"):
        Guess(session, "sixth_deel")


def test_a_range_is_noted_when_both_its_ends_are_there_and_in_order(session):
    guess = Guess(session, "arsenal_in_2017")
    low, high = guess._answering.inputs
    low.value = "30"
    assert session.guesses == {}
    high.value = "10"
    assert session.guesses == {} and guess.said.text.startswith("Not noted")
    session.guess("sixth_deal", "about even")
    session.guess("sixth_deal", None)
    assert (low.value, high.value) == ("30", "10"), "half an answer stays"
    high.value = "60"
    assert session.guesses == {"arsenal_in_2017": (30.0, 60.0)}
    low.value = ""
    assert session.guesses == {}
    low.value = DECLINED
    assert session.guesses == {"arsenal_in_2017": DECLINED}


# -- forecasts -----------------------------------------------------------------------------------


@pytest.fixture
def form(session):
    return Forecast(session)


def everything_said(form):
    texts = [s.text for s in form.answers.values()]
    return " ".join([*texts, repr(form.record), repr(form.scores), form.record.table.value])


def test_a_form_starts_unset_and_gives_nothing_away(form, session):
    assert set(form.rows) == {q.id for q in dated()}
    assert all(one.value == "" for row in form.rows.values() for one in row.inputs)
    assert form.code.value == code(DEFAULT) and not form.save.children
    form.show_record()
    said = everything_said(form)
    assert not any(q.happened in said or q.bears in said for q in dated())
    assert form.shown == set() and "0 of 13" in form.message.text
    assert "what happened" not in form.record.chart.frame["data"]["marks"]["columns"]["who"]


def test_the_record_is_shown_for_what_was_answered_and_for_nothing_else(form, session):
    form.rows["halt_by_2012"].inputs[0].value = "35%"
    form.rows["summit_by_2024"].inputs[0].value = DECLINED
    form.button.click()
    for q in dated():
        answered = q.id in ("halt_by_2012", "summit_by_2024")
        assert (q.happened in form.answers[q.id].text) == answered
        assert form.rows[q.id].inputs[0].disabled == answered
    assert form.message.text.startswith("Shown: 2 of 13. 11 wait")
    columns = form.record.chart.frame["data"]["marks"]["columns"]
    drawn = [
        r for r, who in zip(columns["row"], columns["who"], strict=True) if who == "what happened"
    ]
    assert drawn == [question(n).title for n in ("halt_by_2012", "summit_by_2024")]
    assert "Over 1 chance" in form.scores.said.lines[0]
    assert "35%" in form.record.table.value


def test_a_reader_who_declines_everything_sees_the_record_and_is_not_scored(form):
    for row in form.rows.values():
        row.inputs[0].value = DECLINED
    form.button.click()
    assert form.message.text == "Shown: 13 of 13."
    assert "nothing to score" in repr(form.scores)
    assert all(q.happened == form.answers[q.id].text for q in dated())


def test_a_form_and_its_code_bring_each_other_back(form, session):
    form.rows["halt_by_2012"].inputs[0].value = "35%"
    low, high = form.rows["arsenal_in_2017"].inputs
    low.value, high.value = "10", "24"
    assert form.code.value == code(DEFAULT, session.guesses)
    other = Forecast(Session(DEFAULT))
    other.code.value = form.code.value
    assert other.rows["halt_by_2012"].inputs[0].value == "35%"
    assert [one.value for one in other.rows["arsenal_in_2017"].inputs] == ["10", "24"]
    assert "brought 2 guesses" in other.message.text
    other.code.value = "no such code"
    assert other.message.text.startswith("Nothing was changed")
    assert other.session.guesses == session.guesses


def test_forecasts_can_be_saved_as_a_table_and_as_json_with_the_code(form, session):
    form.rows["halt_by_2012"].inputs[0].value = "35%"
    form.rows["summit_by_2024"].inputs[0].value = DECLINED
    low, high = form.rows["arsenal_in_2017"].inputs
    low.value, high.value = "10", "24"
    assert [one.label[:18] for one in form.save.children] == ["Save my forecasts:"] * 2
    (name, _, sheet), (other, _, whole) = (one._make() for one in form.save.children)
    assert (name, other) == ("my_forecasts.csv", "my_forecasts.json")
    rows = {r["question"]: r for r in csv.DictReader(io.StringIO(sheet.decode()))}
    assert rows["halt_by_2012"]["chance"] == "0.35"
    assert (rows["arsenal_in_2017"]["low"], rows["arsenal_in_2017"]["high"]) == ("10.0", "24.0")
    assert rows["summit_by_2024"]["declined"] == "yes" and not rows["summit_by_2024"]["chance"]
    kept = json.loads(whole)
    assert read(kept["code"], DEFAULT).guesses == session.guesses
    assert not any(q.happened in (sheet + whole).decode() for q in dated())


def test_a_saved_form_keeps_its_questions_and_its_record_a_picture(form):
    shown = form._repr_mimebundle_()
    assert all(q.question in shown["text/plain"] for q in dated())
    shown = form.record._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG") and "not shown yet" in shown["text/plain"]
    assert form.scores._repr_mimebundle_()["text/plain"].startswith("Forecast first")
