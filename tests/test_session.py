"""Nothing that a reader does in a session is lost: undo, presets, codes, replay, and the autosave."""

import asyncio
import json
import os
import re

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, any_guesses, worlds

from sevensteps import pictures, reply
from sevensteps import session as sessions
from sevensteps.codes import CodeProblem, code
from sevensteps.data import DataProblem
from sevensteps.questions import DECLINED
from sevensteps.reply import Reply
from sevensteps.session import Autosave, Session, State, opened, saved
from sevensteps.text import NOTEBOOKS

NAMES = tuple(DEFAULT.records)
some_worlds = worlds(6)


@given(st.lists(some_worlds, max_size=5))
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
    assert session.now == DEFAULT and list(session.replay()) == []
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
def test_anything_but_a_set_of_single_numbers_is_refused_and_nothing_is_lost(wrong):
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


def test_every_subscriber_is_called_at_every_change_until_it_unsubscribes():
    heard = []
    session = Session(DEFAULT)
    assert repr(session) == "Session(assumptions())"

    def callback(a, settled):
        heard.append((a.needed_bite, settled))

    session.subscribe(callback)
    session.move(needed_bite=0.5)
    session.settle()
    session.undo()
    session.unsubscribe(callback)
    session.redo()
    assert heard == [(0.5, False), (0.5, True), (0.5, True), (0.3, True)]


def test_a_replay_never_shows_a_choice_that_does_not_exist():
    session = Session()
    session.put(session.now.replace(reference_class=2, likely_from=0.6))
    frames = list(session.replay())
    back = [f.reference_class for f in frames][:12]
    assert back == [2] * 6 + [0] * 6, "a choice changes half-way"
    assert [f.reference_class for f in frames][12:] == back[::-1]
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


@given(some_worlds, any_guesses, any_guesses)
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
def test_a_wrong_answer_gives_one_sentence_and_changes_nothing(name, answer, says):
    session = Session(DEFAULT)
    with pytest.raises(DataProblem, match=says):
        session.guess(name, answer)
    assert session.guesses == {}


def test_a_subscriber_is_called_once_for_a_guess_and_not_without_one():
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


# -- the autosave: where ------------------------------------------------------------------------

DRAFT = Reply(claim="C6a", words="My <b>words</b> and 한국어 🙂")


@pytest.fixture
def file(tmp_path):
    return tmp_path / sessions.FOLDER / "06_can_china.json"


def visit(file, *changes, draft=None):
    """One run of a notebook: its session and its autosave."""
    session = Session()
    saves = Autosave(session, file)
    for change in changes:
        session.put(DEFAULT.replace(**change))
    if draft:
        saves.note(draft)
    return session, saves


def test_the_file_lies_beside_its_notebook(tmp_path):
    notebook = str(tmp_path / "06_can_china.ipynb")
    assert (
        sessions.autosave_file({sessions.NOTEBOOK: notebook})
        == tmp_path / sessions.FOLDER / "06_can_china.json"
    )
    other = sessions.autosave_file(
        {sessions.NOTEBOOK: notebook, sessions.SETTING: str(tmp_path / "else")}
    )
    assert other == tmp_path / "else" / "06_can_china.json"


def test_without_a_notebook_or_with_the_autosave_off_nothing_is_saved(tmp_path):
    assert sessions.autosave_file({}) is None
    assert sessions.autosave_file({sessions.NOTEBOOK: "Console 1"}) is None
    assert (
        sessions.autosave_file(
            {sessions.NOTEBOOK: str(tmp_path / "a.ipynb"), sessions.SETTING: "no"}
        )
        is None
    )
    assert sessions.autosave_file() is None, "a test reads what a reader left"


def test_git_ignores_what_is_saved():
    ignored = (NOTEBOOKS.parent / ".gitignore").read_text(encoding="utf-8").split()
    assert f"{sessions.FOLDER}/" in ignored


# -- saved and restored ----------------------------------------------------------------------------


@given(worlds(6))
@settings(max_examples=20)
def test_the_session_is_there_again_after_a_restart(tmp_path_factory, a):
    file = tmp_path_factory.mktemp("kept") / "book.json"
    session = Session()
    Autosave(session, file)
    session.put(a)
    session, saves = visit(file)
    if a == DEFAULT:
        assert saves.before is None and not file.exists()
        return
    saves.restore()
    assert session.now == a
    session.undo()
    assert session.now == DEFAULT


def test_the_draft_of_a_reply_comes_back_too(file):
    visit(file, {"needed_bite": 0.4}, draft=DRAFT)
    session, saves = visit(file)
    heard = []
    saves.subscribe(heard.append)
    assert "Undo" in saves.restore()
    assert heard == [DRAFT] and saves.reply == DRAFT and session.now.needed_bite == 0.4
    assert saves.before is None
    assert saved(file)[0].reply == DRAFT


def test_without_a_change_no_file_is_made_and_nothing_is_restored(file):
    _, saves = visit(file)
    assert saves.before is None and saves.restore() == "Nothing was kept."
    assert not file.parent.exists()


def test_a_session_back_at_the_default_leaves_no_file(file):
    session, _ = visit(file, {"needed_bite": 0.4})
    session.reset(("needed_bite",))
    assert saved(file) == []


def test_changes_before_restoring_do_not_lose_the_earlier_run(file):
    visit(file, {"needed_bite": 0.4})
    visit(file, {"needed_bite": 0.7})
    states = saved(file)
    assert [s.code for s in states] == [code(DEFAULT.replace(needed_bite=v)) for v in (0.7, 0.4)]


def test_only_so_many_runs_are_saved_the_newest_first(file):
    for i in range(9):
        visit(file, {"needed_bite": round(0.1 + 0.05 * i, 2)})
    states = saved(file)
    assert len(states) == sessions.RUNS
    assert states[0].code == code(DEFAULT.replace(needed_bite=0.5))


def test_to_forget_deletes_what_was_before_and_saves_what_is_now(file):
    visit(file, {"needed_bite": 0.4})
    _, saves = visit(file, {"needed_bite": 0.7})
    saves.forget()
    assert saves.before is None
    assert [s.code for s in saved(file)] == [code(DEFAULT.replace(needed_bite=0.7))]
    _, saves = visit(file)
    saves.forget()
    assert not file.exists()


def test_guesses_come_back_with_the_code(file):
    session, _ = visit(file)
    session.guess("sixth_deal", "about even")
    session, saves = visit(file)
    saves.restore()
    assert session.guesses == {"sixth_deal": "about even"}


# -- never in the way ------------------------------------------------------------------------------


def test_a_drag_is_one_write_and_the_last_value_is_in_it(file, monkeypatch):
    wrote = []
    real = sessions.write
    monkeypatch.setattr(sessions, "write", lambda f, s: wrote.append(1) or real(f, s))

    steps = [0.1, 0.15, 0.2, 0.25]

    async def steps_of_the_slider():
        session = Session()
        Autosave(session, file, pause=0.01)
        for value in steps * 10:
            session.put(DEFAULT.replace(needed_bite=value))
        await asyncio.sleep(0.1)

    asyncio.run(steps_of_the_slider())
    assert len(wrote) == 1
    assert saved(file)[0].code == code(DEFAULT.replace(needed_bite=steps[-1]))


def test_a_move_in_progress_needs_no_code(file, monkeypatch):
    made = []
    monkeypatch.setattr(sessions, "code", lambda *a: made.append(a) or code(*a))
    session, _ = visit(file)
    session.move(needed_bite=0.5)
    session.move(needed_bite=0.6)
    assert made == [], "a code takes longer than a frame's model"
    session.settle()
    assert len(made) == 1 and saved(file)[0].code == code(session.now)


def test_what_has_not_changed_is_not_written_again(file):
    _, saves = visit(file, {"needed_bite": 0.4})
    before = file.stat().st_mtime_ns
    saves.flush()
    assert file.stat().st_mtime_ns == before


@pytest.mark.skipif(os.name != "posix", reason="about a folder of this kind")
def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(sessions.Path, "mkdir", refuse)
    session, saves = visit(tmp_path / "new" / "book.json", {"needed_bite": 0.4}, draft=DRAFT)
    assert session.now.needed_bite == 0.4 and saves.reply == DRAFT


def test_a_write_that_fails_half_way_leaves_the_old_file_whole(file, monkeypatch):
    visit(file, {"needed_bite": 0.4})
    before = file.read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(sessions.Path, "replace", fail)
    visit(file, {"needed_bite": 0.7})
    assert file.read_bytes() == before


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
@settings(max_examples=50)
def test_a_file_that_is_not_ours_counts_as_none(tmp_path_factory, junk):
    file = tmp_path_factory.mktemp("junk") / "book.json"
    file.write_bytes(junk)
    assert saved(file) == []
    _, saves = visit(file, {"needed_bite": 0.4})
    assert saves.before is None
    assert len(saved(file)) == 1


@pytest.mark.parametrize(
    "states", [3, "x", [3], [{}], [{"code": 3}], [{"code": "x", "reply": 3}], {"a": 1}]
)
def test_a_file_of_another_shape_counts_as_none(file, states):
    file.parent.mkdir()
    file.write_text(json.dumps({"format": sessions.FORMAT, "states": states}), "utf-8")
    assert saved(file) == []


def test_a_code_that_can_no_longer_be_read_changes_nothing_when_restored(file):
    visit(file, {"needed_bite": 0.4})
    text = re.sub(r'"code": ".*?"', '"code": "wish never9z mutual"', file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    session, saves = visit(file)
    with pytest.raises(CodeProblem):
        saves.restore()
    assert session.now == DEFAULT and saves.before is not None


def test_a_value_without_a_code_is_not_saved_and_breaks_nothing(file):
    session, saves = visit(file)
    session.put(DEFAULT.replace_unchecked(needed_bite=0.1234))
    assert saves.now() is None and not file.exists()


def test_the_summary_is_one_sentence():
    text = code(CRITIC, {"sixth_deal": "about even"})
    said = State(text, DRAFT, "2026-11-24T16:05:00+00:00").summary(DEFAULT)
    assert said == (
        f"You had been here: {len(CRITIC.changed())} assumptions changed, 1 guess, a reply to C6a, "
        "on 24 November at 16:05."
    )
    assert State("hello").summary(DEFAULT).endswith("other data.")


# -- one file to take along ------------------------------------------------------------------------


def test_one_file_holds_all_notebooks_and_is_opened_again(file):
    visit(file, {"needed_bite": 0.4})
    visit(file.with_name("03_freeze.json"), {"harm_curvature": 0.5})
    session, saves = visit(file.with_name("11_reply.json"), {"leakage": 0.3}, draft=DRAFT)
    text = saves.work(file.parent)
    found = opened(text.encode(), DEFAULT)
    assert [name for name, _ in found.states] == ["at the session", "03_freeze", "06_can_china"]
    assert found.states[0][1].reply == DRAFT
    other = Session()
    taking = Autosave(other, None)
    taking.take(found.states[0][1])
    assert other.now == session.now and taking.reply == DRAFT
    assert DRAFT.words in text, "it is to be read by people too"


def test_a_page_or_a_code_is_opened_at_the_same_place():
    p = reply.page(Reply(claim="C2b", words="mine"), AUTHOR)
    ((_, one),), said = opened(p.encode(), DEFAULT)
    assert one == State(code(AUTHOR), Reply(claim="C2b", words="mine")) and said.startswith(
        "The page is what its code gives"
    )
    text = code(AUTHOR, {"sixth_deal": "about even"})
    assert opened(text, DEFAULT).states == (("this code", State(text)),)


@pytest.mark.parametrize(
    "given",
    ["{", "{}", '{"format": 3}', b"\xff\xfe\x00", "nonsense", "x" * 30_000_000, b"%PDF-1.4", "[" * 9999,
     json.dumps({"format": sessions.FORMAT, "notebooks": [1]}), json.dumps({"format": sessions.FORMAT, "here": 3})],
)  # fmt: skip
def test_anything_else_ends_in_one_sentence(given):
    with pytest.raises(DataProblem) as caught:
        opened(given, DEFAULT)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 250


def test_an_empty_file_of_work_says_that_it_is_empty():
    text = Autosave(Session(), None).work(None)
    assert "nothing in this file" in opened(text, DEFAULT).said


# -- the notebooks say it --------------------------------------------------------------------------


def test_the_first_cell_of_every_notebook_says_in_the_same_words_what_is_lost_if_the_server_stops():
    said = {}
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        first = nbformat.read(file, 4).cells[0].source
        (sentence,) = re.findall(r"If the server stops,.*?\.", first)
        assert "**code**" in sentence
        said[file.name] = sentence
    assert len(set(said.values())) == 1, said
