"""Nothing a reader does at the desk is lost: undo, redo, presets, codes, replay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import AUTHOR, DEFAULT, any_guesses, any_world

from sevensteps import scenes
from sevensteps.codes import CodeProblem, code
from sevensteps.desk import Desk
from sevensteps.facts import DataProblem
from sevensteps.questions import DECLINED

NAMES = tuple(DEFAULT.records)


@given(st.lists(any_world, max_size=5))
def test_undo_goes_all_the_way_back_and_redo_all_the_way_forth(several):
    desk = Desk(DEFAULT)
    for a in several:
        desk.put(a)
    end = desk.now
    while desk.can_undo:
        desk.undo()
    assert desk.now == DEFAULT
    while desk.can_redo:
        desk.redo()
    assert desk.now == end


def test_undo_and_redo_with_nothing_to_do_do_nothing():
    desk = Desk(DEFAULT)
    desk.undo()
    desk.redo()
    assert desk.now == DEFAULT
    assert not desk.can_undo and not desk.can_redo


def test_a_drag_is_one_step_of_history():
    desk = Desk(DEFAULT)
    for e in (0.1, 0.2, 0.3):
        desk.move(china_cooperation=e)
    assert desk.can_undo
    desk.settle()
    desk.undo()
    assert desk.now == DEFAULT


def test_undo_in_the_middle_of_a_drag_takes_back_the_drag():
    desk = Desk(DEFAULT)
    desk.move(china_cooperation=0.3)
    desk.undo()
    assert desk.now == DEFAULT
    desk.redo()
    assert desk.now.china_cooperation == 0.3


def test_a_new_change_after_undo_ends_what_could_be_redone():
    desk = Desk(DEFAULT)
    desk.put(DEFAULT.but(needed_bite=0.5))
    desk.undo()
    desk.put(DEFAULT.but(needed_bite=0.6))
    assert not desk.can_redo


def test_a_move_that_ends_where_it_began_is_no_change():
    desk = Desk(DEFAULT)
    desk.move(needed_bite=0.5)
    desk.move(needed_bite=DEFAULT.needed_bite)
    desk.settle()
    assert not desk.can_undo


def test_presets_and_reset_leave_alone_what_the_reader_was_asked_for():
    desk = Desk()
    desk.own.add("ally_weight")
    desk.put(desk.now.but(ally_weight=1.0, saving_share=0.5))
    for press in (
        lambda n: desk.preset("author", n),
        lambda n: desk.preset("critic", n),
        desk.reset,
    ):
        press(("ally_weight", "saving_share"))
        assert desk.now.ally_weight == 1.0
    assert desk.now.saving_share == desk.now.records["saving_share"].value


def test_a_preset_sets_the_step_and_leaves_the_rest():
    desk = Desk(DEFAULT.but(sanctions_scope=0.5))
    desk.preset("author", tuple(n for n in NAMES if n != "sanctions_scope"))
    assert desk.now == AUTHOR.but(sanctions_scope=0.5)
    desk.reset(NAMES)
    assert desk.now == DEFAULT


def test_a_pasted_code_is_one_step_that_undo_takes_back():
    desk = Desk(DEFAULT)
    assert desk.paste(code(AUTHOR)).note == ""
    assert desk.now == AUTHOR
    assert desk.code == code(AUTHOR)
    desk.undo()
    assert desk.now == DEFAULT


def test_a_mistyped_code_changes_nothing():
    desk = Desk(DEFAULT.but(needed_bite=0.5))
    with pytest.raises(CodeProblem):
        desk.paste("not a code at all")
    assert desk.now.needed_bite == 0.5
    assert not desk.can_undo


def test_replay_goes_back_and_forth_and_ends_where_it_stands():
    desk = Desk(DEFAULT)
    desk.put(DEFAULT.but(needed_bite=0.5))
    frames = list(desk.replay(frames=3))
    path = [round(a.needed_bite, 6) for a in frames]
    assert path == [0.5, 0.4, 0.3, 0.3, 0.4, 0.5]
    assert frames[-1] == desk.now
    assert desk.can_undo and not desk.can_redo


@pytest.mark.parametrize("wrong", [3, None, "x", {}, DEFAULT.beyond(needed_bite=[0.2, 0.3])])
def test_what_is_no_set_of_single_numbers_is_refused_and_nothing_is_lost(wrong):
    desk = Desk(DEFAULT)
    desk.move(needed_bite=0.5)
    for take in (desk.put, Desk) if wrong is not None else (desk.put,):
        with pytest.raises(DataProblem, match="assumptions|more than one number"):
            take(wrong)
    with pytest.raises(DataProblem, match="more than one number"):
        desk.move(needed_bite=[0.2, 0.3])
    assert desk.now.needed_bite == 0.5
    desk.undo()
    assert desk.now == DEFAULT
    desk.redo()
    assert desk.now.needed_bite == 0.5


def test_there_is_nothing_to_replay_before_the_first_change():
    assert list(Desk(DEFAULT).replay()) == []


def test_everyone_at_the_desk_hears_of_every_change():
    heard = []
    desk = Desk(DEFAULT)
    desk.listen(lambda a, settled: heard.append((a.needed_bite, settled)))
    desk.move(needed_bite=0.5)
    desk.settle()
    desk.undo()
    assert heard == [(0.5, False), (0.5, True), (0.5, True), (0.3, True)]
    assert repr(desk) == "Desk(assumptions())"


def test_a_replay_never_shows_a_choice_that_does_not_exist():
    desk = Desk()
    desk.put(desk.now.but(reference_class=2, likely_from=0.6))
    frames = list(desk.replay())
    assert {f.reference_class for f in frames} == {0, 2}
    assert len({f.likely_from for f in frames}) > 5
    for frame in frames:
        scenes.survival_scene.columns(frame)


# -- guesses -------------------------------------------------------------------------------------


def test_a_guess_goes_into_the_code_and_stays_until_it_is_changed():
    desk = Desk(DEFAULT)
    desk.guess("sixth_deal", "about even")
    desk.put(AUTHOR)
    desk.undo()
    desk.reset(NAMES)
    assert desk.guesses == {"sixth_deal": "about even"}
    assert desk.code == code(DEFAULT, {"sixth_deal": "about even"})
    desk.guess("sixth_deal", DECLINED)
    assert desk.guesses == {"sixth_deal": DECLINED}
    desk.guess("sixth_deal", None)
    assert desk.guesses == {} and desk.code == code(DEFAULT)
    assert not desk.can_redo or desk.redo() is None


@given(any_world, any_guesses, any_guesses)
def test_a_pasted_code_brings_its_guesses_and_leaves_the_others(a, mine, theirs):
    desk = Desk(DEFAULT)
    for name, answer in mine.items():
        desk.guess(name, answer)
    desk.paste(code(a, theirs))
    assert desk.now == a
    assert desk.guesses == {**mine, **theirs}


def test_a_mistyped_code_leaves_the_guesses_alone():
    desk = Desk(DEFAULT)
    desk.guess("sixth_deal", "about even")
    with pytest.raises(CodeProblem):
        desk.paste(code(DEFAULT, {"sixth_deal": "hardly at all"}) + " zoo")
    assert desk.guesses == {"sixth_deal": "about even"}


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("sixth_dael", "about even", "did you mean 'sixth_deal'"),
        ("sixth_deal", "perhaps", "choose one of hardly at all"),
        ("halt_by_2012", 0.33, "in steps of 0.05"),
        ("halt_by_2012", "even", "give a number"),
        ("arsenal_in_2017", 30, "two numbers"),
        ("arsenal_in_2017", (30, 10), "low end below the high end"),
        ("arsenal_in_2017", (30, 30), "low end below the high end"),
    ],
)
def test_what_is_no_answer_is_refused_in_one_sentence_and_changes_nothing(name, answer, says):
    desk = Desk(DEFAULT)
    with pytest.raises(DataProblem, match=says):
        desk.guess(name, answer)
    assert desk.guesses == {}


def test_whoever_listens_hears_of_a_guess_once_and_of_no_guess_not_at_all():
    heard = []
    desk = Desk(DEFAULT)
    desk.listen_to_guesses(heard.append)
    desk.guess("sixth_deal", "about even")
    desk.guess("sixth_deal", "about even")
    desk.put(AUTHOR)
    desk.paste(code(AUTHOR, {"halt_by_2012": 0.35}))
    assert heard == [
        {"sixth_deal": "about even"},
        {"sixth_deal": "about even", "halt_by_2012": 0.35},
    ]
