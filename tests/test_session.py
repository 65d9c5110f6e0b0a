"""Nothing a reader does at the session is lost: undo, redo, presets, codes, replay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import AUTHOR, DEFAULT, any_guesses, any_world

from sevensteps import pictures
from sevensteps.codes import CodeProblem, code
from sevensteps.data import DataProblem
from sevensteps.questions import DECLINED
from sevensteps.session import Session

NAMES = tuple(DEFAULT.records)


@given(st.lists(any_world, max_size=5))
def test_undo_goes_all_the_way_back_and_redo_all_the_way_forth(several):
    session = Session(DEFAULT)
    for a in several:
        session.put(a)
    end = session.now
    while session.can_undo:
        session.undo()
    assert session.now == DEFAULT
    while session.can_redo:
        session.redo()
    assert session.now == end


def test_undo_and_redo_with_nothing_to_do_do_nothing():
    session = Session(DEFAULT)
    session.undo()
    session.redo()
    assert session.now == DEFAULT
    assert not session.can_undo and not session.can_redo


def test_a_drag_is_one_step_of_history():
    session = Session(DEFAULT)
    for e in (0.1, 0.2, 0.3):
        session.move(china_cooperation=e)
    assert session.can_undo
    session.settle()
    session.undo()
    assert session.now == DEFAULT


def test_undo_in_the_middle_of_a_drag_takes_back_the_drag():
    session = Session(DEFAULT)
    session.move(china_cooperation=0.3)
    session.undo()
    assert session.now == DEFAULT
    session.redo()
    assert session.now.china_cooperation == 0.3


def test_a_new_change_after_undo_ends_what_could_be_redone():
    session = Session(DEFAULT)
    session.put(DEFAULT.replace(needed_bite=0.5))
    session.undo()
    session.put(DEFAULT.replace(needed_bite=0.6))
    assert not session.can_redo


def test_a_move_that_ends_where_it_began_is_no_change():
    session = Session(DEFAULT)
    session.move(needed_bite=0.5)
    session.move(needed_bite=DEFAULT.needed_bite)
    session.settle()
    assert not session.can_undo


def test_presets_and_reset_leave_alone_what_the_reader_was_asked_for():
    session = Session()
    session.own.add("ally_weight")
    session.put(session.now.replace(ally_weight=1.0, saving_share=0.5))
    for press in (
        lambda n: session.preset("author", n),
        lambda n: session.preset("critic", n),
        session.reset,
    ):
        press(("ally_weight", "saving_share"))
        assert session.now.ally_weight == 1.0
    assert session.now.saving_share == session.now.records["saving_share"].value


def test_a_preset_sets_the_step_and_leaves_the_rest():
    session = Session(DEFAULT.replace(sanctions_scope=0.5))
    session.preset("author", tuple(n for n in NAMES if n != "sanctions_scope"))
    assert session.now == AUTHOR.replace(sanctions_scope=0.5)
    session.reset(NAMES)
    assert session.now == DEFAULT


def test_a_pasted_code_is_one_step_that_undo_takes_back():
    session = Session(DEFAULT)
    assert session.paste(code(AUTHOR)).note == ""
    assert session.now == AUTHOR
    assert session.code == code(AUTHOR)
    session.undo()
    assert session.now == DEFAULT


def test_a_mistyped_code_changes_nothing():
    session = Session(DEFAULT.replace(needed_bite=0.5))
    with pytest.raises(CodeProblem):
        session.paste("not a code at all")
    assert session.now.needed_bite == 0.5
    assert not session.can_undo


def test_replay_goes_back_and_forth_and_ends_where_it_stands():
    session = Session(DEFAULT)
    session.put(DEFAULT.replace(needed_bite=0.5))
    frames = list(session.replay(frames=3))
    path = [round(a.needed_bite, 6) for a in frames]
    assert path == [0.5, 0.4, 0.3, 0.3, 0.4, 0.5]
    assert frames[-1] == session.now
    assert session.can_undo and not session.can_redo


@pytest.mark.parametrize(
    "wrong", [3, None, "x", {}, DEFAULT.replace_unchecked(needed_bite=[0.2, 0.3])]
)
def test_what_is_no_set_of_single_numbers_is_refused_and_nothing_is_lost(wrong):
    session = Session(DEFAULT)
    session.move(needed_bite=0.5)
    for take in (session.put, Session) if wrong is not None else (session.put,):
        with pytest.raises(DataProblem, match="assumptions|more than one number"):
            take(wrong)
    with pytest.raises(DataProblem, match="more than one number"):
        session.move(needed_bite=[0.2, 0.3])
    assert session.now.needed_bite == 0.5
    session.undo()
    assert session.now == DEFAULT
    session.redo()
    assert session.now.needed_bite == 0.5


def test_there_is_nothing_to_replay_before_the_first_change():
    assert list(Session(DEFAULT).replay()) == []


def test_everyone_at_the_desk_hears_of_every_change():
    heard = []
    session = Session(DEFAULT)
    session.subscribe(lambda a, settled: heard.append((a.needed_bite, settled)))
    session.move(needed_bite=0.5)
    session.settle()
    session.undo()
    assert heard == [(0.5, False), (0.5, True), (0.5, True), (0.3, True)]
    assert repr(session) == "Session(assumptions())"


def test_a_replay_never_shows_a_choice_that_does_not_exist():
    session = Session()
    session.put(session.now.replace(reference_class=2, likely_from=0.6))
    frames = list(session.replay())
    assert {f.reference_class for f in frames} == {0, 2}
    assert len({f.likely_from for f in frames}) > 5
    for frame in frames:
        pictures.survival.data(frame)


# -- guesses -------------------------------------------------------------------------------------


def test_a_guess_goes_into_the_code_and_stays_until_it_is_changed():
    session = Session(DEFAULT)
    session.guess("sixth_deal", "about even")
    session.put(AUTHOR)
    session.undo()
    session.reset(NAMES)
    assert session.guesses == {"sixth_deal": "about even"}
    assert session.code == code(DEFAULT, {"sixth_deal": "about even"})
    session.guess("sixth_deal", DECLINED)
    assert session.guesses == {"sixth_deal": DECLINED}
    session.guess("sixth_deal", None)
    assert session.guesses == {} and session.code == code(DEFAULT)
    assert not session.can_redo or session.redo() is None


@given(any_world, any_guesses, any_guesses)
def test_a_pasted_code_brings_its_guesses_and_leaves_the_others(a, mine, theirs):
    session = Session(DEFAULT)
    for name, answer in mine.items():
        session.guess(name, answer)
    session.paste(code(a, theirs))
    assert session.now == a
    assert session.guesses == {**mine, **theirs}


def test_a_mistyped_code_leaves_the_guesses_alone():
    session = Session(DEFAULT)
    session.guess("sixth_deal", "about even")
    with pytest.raises(CodeProblem):
        session.paste(code(DEFAULT, {"sixth_deal": "hardly at all"}) + " zoo")
    assert session.guesses == {"sixth_deal": "about even"}


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
    session = Session(DEFAULT)
    with pytest.raises(DataProblem, match=says):
        session.guess(name, answer)
    assert session.guesses == {}


def test_whoever_listens_hears_of_a_guess_once_and_of_no_guess_not_at_all():
    heard = []
    session = Session(DEFAULT)
    session.subscribe_to_guesses(heard.append)
    session.guess("sixth_deal", "about even")
    session.guess("sixth_deal", "about even")
    session.put(AUTHOR)
    session.paste(code(AUTHOR, {"halt_by_2012": 0.35}))
    assert heard == [
        {"sixth_deal": "about even"},
        {"sixth_deal": "about even", "halt_by_2012": 0.35},
    ]
