"""Nothing is lost: what was at a session is kept beside its notebook, and never in the way."""

import asyncio
import json
import os
import re

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AUTHOR, CRITIC, DEFAULT, worlds

from sevensteps import autosave as keep
from sevensteps import reply
from sevensteps.autosave import Autosave
from sevensteps.codes import CodeProblem, code
from sevensteps.data import DataProblem
from sevensteps.reply import Reply
from sevensteps.session import Session
from sevensteps.text import NOTEBOOKS

DRAFT = Reply(claim="C6a", words="My <b>words</b> and 한국어 🙂")


@pytest.fixture
def file(tmp_path):
    return tmp_path / keep.FOLDER / "06_can_china.json"


def visit(file, *changes, draft=None):
    """One run of a notebook: its session, and the keeper of it."""
    session = Session()
    autosave_of = Autosave(session, file)
    for change in changes:
        session.put(DEFAULT.replace(**change))
    if draft:
        autosave_of.note(draft)
    return session, autosave_of


# -- where -----------------------------------------------------------------------------------------


def test_a_notebook_is_kept_beside_itself(tmp_path):
    notebook = str(tmp_path / "06_can_china.ipynb")
    assert keep.place({keep.SESSION: notebook}) == tmp_path / keep.FOLDER / "06_can_china.json"
    other = keep.place({keep.SESSION: notebook, keep.SETTING: str(tmp_path / "else")})
    assert other == tmp_path / "else" / "06_can_china.json"


def test_where_no_notebook_is_open_or_keeping_is_off_nothing_is_kept(tmp_path):
    assert keep.place({}) is None
    assert keep.place({keep.SESSION: "Console 1"}) is None
    assert keep.place({keep.SESSION: str(tmp_path / "a.ipynb"), keep.SETTING: "no"}) is None
    assert keep.place() is None, "a test reads what a reader left"


def test_git_ignores_what_is_kept():
    ignored = (NOTEBOOKS.parent / ".gitignore").read_text(encoding="utf-8").split()
    assert f"{keep.FOLDER}/" in ignored


# -- kept and offered again ------------------------------------------------------------------------


@given(worlds(6))
@settings(max_examples=20)
def test_whatever_was_at_the_desk_is_there_after_a_restart(tmp_path_factory, a):
    file = tmp_path_factory.mktemp("kept") / "book.json"
    session = Session()
    Autosave(session, file)
    session.put(a)
    session, autosave_of = visit(file)
    if a == DEFAULT:
        assert autosave_of.before is None and not file.exists()
        return
    autosave_of.restore()
    assert session.now == a
    session.undo()
    assert session.now == DEFAULT


def test_the_draft_of_a_reply_comes_back_with_it(file):
    visit(file, {"needed_bite": 0.4}, draft=DRAFT)
    session, autosave_of = visit(file)
    heard = []
    autosave_of.subscribe(heard.append)
    assert "Undo" in autosave_of.restore()
    assert heard == [DRAFT] and autosave_of.reply == DRAFT and session.now.needed_bite == 0.4
    assert autosave_of.before is None
    assert keep.kept(file)[0].reply == DRAFT


def test_nothing_is_offered_where_nothing_was_done_and_no_file_is_made(file):
    _, autosave_of = visit(file)
    assert autosave_of.before is None and autosave_of.restore() == "Nothing was kept."
    assert not file.parent.exists()


def test_to_put_everything_back_to_the_default_leaves_nothing_behind(file):
    session, _ = visit(file, {"needed_bite": 0.4})
    session.reset(("needed_bite",))
    assert keep.kept(file) == []


def test_what_a_reader_does_before_answering_the_offer_does_not_lose_it(file):
    visit(file, {"needed_bite": 0.4})
    visit(file, {"needed_bite": 0.7})
    kept = keep.kept(file)
    assert [s.code for s in kept] == [code(DEFAULT.replace(needed_bite=v)) for v in (0.7, 0.4)]


def test_only_so_many_runs_are_kept_the_newest_first(file):
    for i in range(9):
        visit(file, {"needed_bite": round(0.1 + 0.05 * i, 2)})
    kept = keep.kept(file)
    assert len(kept) == keep.MOST
    assert kept[0].code == code(DEFAULT.replace(needed_bite=0.5))


def test_to_forget_drops_what_was_before_and_keeps_what_is_now(file):
    visit(file, {"needed_bite": 0.4})
    _, autosave_of = visit(file, {"needed_bite": 0.7})
    autosave_of.forget()
    assert autosave_of.before is None
    assert [s.code for s in keep.kept(file)] == [code(DEFAULT.replace(needed_bite=0.7))]
    _, autosave_of = visit(file)
    autosave_of.forget()
    assert not file.exists()


def test_guesses_of_a_desk_are_kept_with_its_code(file):
    class Guessing(Session):
        guesses = {"chance": 0.3, "range": (1, 2)}  # noqa: RUF012

    autosave_of = Autosave(Guessing(), file)
    autosave_of.note(DRAFT)
    assert keep.kept(file)[0].guesses == {"chance": 0.3, "range": [1, 2]}


# -- never in the way ------------------------------------------------------------------------------


def test_a_drag_is_one_write_and_the_last_value_is_in_it(file, monkeypatch):
    wrote = []
    real = keep.write
    monkeypatch.setattr(keep, "write", lambda f, s: wrote.append(1) or real(f, s))

    steps = [0.1, 0.15, 0.2, 0.25]

    async def steps_of_the_slider():
        session = Session()
        Autosave(session, file, pause=0.01)
        for value in steps * 10:
            session.put(DEFAULT.replace(needed_bite=value))
        await asyncio.sleep(0.1)

    asyncio.run(steps_of_the_slider())
    assert len(wrote) == 1
    assert keep.kept(file)[0].code == code(DEFAULT.replace(needed_bite=steps[-1]))


def test_what_has_not_changed_is_not_written_again(file):
    _, autosave_of = visit(file, {"needed_bite": 0.4})
    before = file.stat().st_mtime_ns
    autosave_of.flush()
    assert file.stat().st_mtime_ns == before


@pytest.mark.skipif(os.name != "posix", reason="about a folder of this kind")
def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(keep.Path, "mkdir", refuse)
    session, autosave_of = visit(tmp_path / "new" / "book.json", {"needed_bite": 0.4}, draft=DRAFT)
    assert session.now.needed_bite == 0.4 and autosave_of.reply == DRAFT


def test_a_write_that_fails_half_way_leaves_the_old_file_whole(file, monkeypatch):
    visit(file, {"needed_bite": 0.4})
    before = file.read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(keep.Path, "replace", fail)
    visit(file, {"needed_bite": 0.7})
    assert file.read_bytes() == before


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
@settings(max_examples=50)
def test_a_file_that_is_no_file_of_ours_is_as_good_as_none(tmp_path_factory, junk):
    file = tmp_path_factory.mktemp("junk") / "book.json"
    file.write_bytes(junk)
    assert keep.kept(file) == []
    _, autosave_of = visit(file, {"needed_bite": 0.4})
    assert autosave_of.before is None
    assert len(keep.kept(file)) == 1


@pytest.mark.parametrize(
    "states", [3, "x", [3], [{}], [{"code": 3}], [{"code": "x", "reply": 3}], {"a": 1}]
)
def test_a_file_of_another_shape_is_as_good_as_none(file, states):
    file.parent.mkdir()
    file.write_text(json.dumps({"format": keep.FORMAT, "states": states}), "utf-8")
    assert keep.kept(file) == []


def test_a_code_that_can_no_longer_be_read_changes_nothing_when_restored(file):
    visit(file, {"needed_bite": 0.4})
    text = re.sub(r'"code": ".*?"', '"code": "wish never9z mutual"', file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    session, autosave_of = visit(file)
    with pytest.raises(CodeProblem):
        autosave_of.restore()
    assert session.now == DEFAULT and autosave_of.before is not None


def test_a_value_without_a_code_is_not_kept_and_breaks_nothing(file):
    session, autosave_of = visit(file)
    session.put(DEFAULT.replace_unchecked(needed_bite=0.1234))
    assert autosave_of.now() is None and not file.exists()


def test_the_offer_is_one_sentence():
    found = keep.State("2026-11-24T16:05:00+00:00", code(CRITIC), {"a": 1}, DRAFT)
    said = keep.told(found, DEFAULT)
    assert said == (
        f"You had been here: {len(CRITIC.changed())} assumptions changed, 1 guess, a reply to C6a, "
        "on 24 November at 16:05."
    )
    assert keep.told(keep.State("", "hello", {}, Reply()), DEFAULT).endswith("other data.")


# -- one file to take along ------------------------------------------------------------------------


def test_one_file_holds_all_notebooks_and_is_opened_again(file):
    visit(file, {"needed_bite": 0.4})
    visit(file.with_name("03_freeze.json"), {"harm_curvature": 0.5})
    session, autosave_of = visit(file.with_name("11_reply.json"), {"leakage": 0.3}, draft=DRAFT)
    text = keep.work(autosave_of, file.parent)
    found = keep.opened(text.encode(), DEFAULT)
    assert [name for name, _ in found.states] == ["at the session", "03_freeze", "06_can_china"]
    assert found.states[0][1].reply == DRAFT
    other = Session()
    taking = Autosave(other, None)
    taking.take(found.states[0][1])
    assert other.now == session.now and taking.reply == DRAFT
    assert DRAFT.words in text, "it is to be read by people too"


def test_a_page_or_a_code_is_opened_at_the_same_place():
    p = reply.page(Reply(claim="C2b", words="mine"), AUTHOR)
    for kind, make in reply.MAKE.items():
        found = keep.opened(make(p), DEFAULT)
        ((_, one),) = found.states
        assert one.code == code(AUTHOR) and found.said.startswith("The page is what its code gives")
        assert one.reply == (p.reply if kind != "pdf" else Reply())
    ((name, one),) = keep.opened(code(AUTHOR), DEFAULT).states
    assert name == "this code" and one.code == code(AUTHOR)


@pytest.mark.parametrize(
    "given",
    ["{", "{}", '{"format": 3}', b"\xff\xfe\x00", "nonsense", "x" * 30_000_000, b"%PDF-1.4", "[" * 9999,
     json.dumps({"format": keep.FORMAT, "notebooks": [1]}), json.dumps({"format": keep.FORMAT, "here": 3})],
)  # fmt: skip
def test_whatever_else_is_opened_ends_in_one_sentence(given):
    with pytest.raises(DataProblem) as caught:
        keep.opened(given, DEFAULT)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 250


def test_an_empty_file_of_work_says_that_it_is_empty():
    text = keep.work(Autosave(Session(), None), None)
    assert "nothing in this file" in keep.opened(text, DEFAULT).said


# -- the notebooks say it --------------------------------------------------------------------------


def test_every_notebook_says_in_its_first_cell_and_in_the_same_words_what_a_dead_server_costs():
    said = {}
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        first = nbformat.read(file, 4).cells[0].source
        (sentence,) = re.findall(r"If the server stops,.*?\.", first)
        assert "**code**" in sentence
        said[file.name] = sentence
    assert len(set(said.values())) == 1, said
