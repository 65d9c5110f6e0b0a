"""The form of a reply: names are chosen from lists, what is missing is said, and nothing is lost."""

import json
from datetime import datetime

import pytest
from test_reply import HOSTILE, PLAIN, whole
from worlds import AUTHOR, DEFAULT

from sevensteps import pictures, reply
from sevensteps.argument import claims
from sevensteps.codes import code
from sevensteps.session import Autosave, Session
from sevensteps.verdicts import judge, rests_on
from sevensteps.widgets import MyWork, ReplyForm, RestorePrompt, autosave_of, panel, parts
from sevensteps.widgets.parts import Download


@pytest.fixture
def session():
    return Session(DEFAULT)


@pytest.fixture
def form(session):
    return ReplyForm(session)


def fill(form, r):
    """Fill in the form as a reader does, one part after the other."""
    for name in ("claim", "assumption", "source", "move", "effect", "condition"):
        getattr(form, name).value = getattr(r, name)
    if form.number.children and r.value is not None:
        form.number.children[0].value = r.value
    form.condition_words.value, form.words.value = r.condition_words, r.words


def names(select):
    return [value for _, value in select.options if value]


def test_a_form_starts_with_nothing_chosen(form):
    assert form.reply == reply.Reply() and form.claim.value == ""
    assert form.findings.lines == ["Choose the claim that you reply to."]
    assert form.assumption.disabled and form.move.disabled and not form.chart.children


@pytest.mark.parametrize("claim_id", ["C6a", "C4c", "C2b", "C0b", "C3e"])
def test_a_whole_reply_can_be_made_from_the_lists(form, claim_id):
    wanted = whole(claim_id)
    fill(form, wanted)
    assert form.reply == wanted
    assert form.findings.text == "Every part is there." and form.findings.lines == []
    assert form.there.value.count("<li>") == 6


def test_the_list_of_assumptions_is_what_the_claim_rests_on(form):
    form.claim.value = "C6a"
    assert names(form.assumption) == [r.name for r in rests_on(claims()["C6a"], DEFAULT)]
    assert "Bite needed in Pyongyang: 30% (guessed)" in dict(form.assumption.options)


def test_another_claim_clears_what_does_not_fit_and_leaves_the_words(form):
    fill(form, whole("C6a"))
    form.claim.value = "C3c"
    assert (form.reply.assumption, form.reply.move, form.reply.condition) == ("", "", "")
    assert form.reply.words == PLAIN and form.words.value == PLAIN


def test_a_judged_claim_has_its_chart_and_another_none(form):
    form.claim.value = "C6a"
    (shown,) = form.chart.children
    assert shown.picture is pictures.bite
    assert shown.verdict.lines[0] == judge(claims()["C6a"], DEFAULT).sentence
    assert set(shown.inputs) == {r.name for r in rests_on(claims()["C6a"], DEFAULT)}
    form.claim.value = "C2b"
    assert form.chart.children == ()
    assert "C2b has no verdict." in form.stands.lines[0]


def test_a_verdict_that_no_picture_shows_is_said_and_follows_the_session(form, session):
    form.claim.value = "C7h"
    assert form.stands.lines == [judge(claims()["C7h"], DEFAULT).sentence]
    session.put(AUTHOR)
    assert form.stands.lines == [judge(claims()["C7h"], AUTHOR).sentence]


def test_a_chart_that_was_left_is_not_called_any_more(form, session):
    form.claim.value = "C6a"
    left = form.chart.children[0]
    form.claim.value = "C6c"
    before = left.chart.frame["at"]
    session.put(DEFAULT.replace(needed_bite=0.5))
    assert left.chart.frame["at"] == before
    assert form.chart.children[0].verdict.lines[0] == judge(claims()["C6c"], session.now).sentence


def test_works_are_searched_by_author(form):
    form.claim.value = "C6a"
    every = len(form.source.options)
    form.search.value = "early"
    assert "early-2015" in [k for _, k in form.source.options] and len(form.source.options) < every
    form.source.value = "early-2015"
    form.search.value = "noland"
    assert form.reply.source == "early-2015" and form.source.value is None
    form.search.value = ""
    assert form.source.value == "early-2015"


def test_the_number_of_a_condition_is_a_slider_of_its_assumption(form):
    fill(form, whole("C6a").replace(condition=""))
    assert form.number.children == ()
    form.condition.value = reply.AT_LEAST
    (slider,) = form.number.children
    r = DEFAULT.records[form.reply.assumption]
    assert (slider.low, slider.high, slider.value) == (r.low, r.high, getattr(DEFAULT, r.name))
    slider.value = r.high
    assert form.reply.value == r.high
    form.condition.value = reply.OTHER
    assert form.number.children == () and form.reply.value is None


def test_what_the_model_shows_follows_the_session(form, session):
    r = whole("C6a").replace(
        assumption="needed_bite", move="higher", condition=reply.AT_LEAST, value=0.6
    )
    form.put(r)
    before = list(form.shown.lines)
    assert before == list(reply.shown_lines(r, DEFAULT))
    session.put(DEFAULT.replace(needed_bite=0.8))
    assert form.shown.lines == list(reply.shown_lines(r, session.now)) != before
    assert "Bite needed in Pyongyang: 80% (guessed)" in dict(form.assumption.options)
    assert form.reply == r, "a move of a slider takes nothing from the reply"


@pytest.mark.parametrize("text", HOSTILE)
def test_everything_typed_is_only_text(form, text):
    fill(form, whole("C0b"))
    form.words.value = text
    assert "<script" not in form.there.value
    assert form.reply.words == reply.Reply(words=text).words


# -- saving and opening ----------------------------------------------------------------------------


def pressed(download):
    """What the browser gets when the button is pressed."""
    got = []
    download.send = lambda content, buffers=None: got.append((content, buffers))
    download._answer(download, {"ask": "file"}, [])
    return got[0]


def test_the_button_gives_the_page_as_it_stands(form):
    fill(form, whole("C6a"))
    content, (made,) = pressed(form.save)
    assert content == {"name": "reply-C6a.html", "mime": "text/html"}
    assert made.decode() == reply.page(whole("C6a"), DEFAULT)


def test_without_a_claim_the_button_says_what_is_missing(form):
    missing = {"problem": "Choose a claim first, then there is a page to make."}
    assert pressed(form.save) == (missing, None)


def test_a_download_answers_only_its_own_request():
    download = Download("Save", lambda: pytest.fail("nobody asked"))
    download._answer(download, {"ask": "vega"}, [])
    assert repr(download) == "Download('Save')"


def test_a_work_file_brings_assumptions_and_draft_to_the_form(form, session):
    session.put(AUTHOR)
    fill(form, whole("C6a", AUTHOR))
    _, (saved,) = pressed(MyWork(session).download)
    assert json.loads(saved)["here"]["code"] == code(AUTHOR)
    other = Session(DEFAULT)
    there, work = ReplyForm(other), MyWork(other)
    work.upload.value = [{"name": "w.json", "type": "", "size": 1, "content": memoryview(saved),
                          "last_modified": datetime.now()}]  # fmt: skip
    assert "You had been here" in work.said.text
    assert other.now == DEFAULT and there.reply == reply.Reply(), "nothing is taken over unasked"
    work.use.click()
    assert other.now == AUTHOR and there.reply == form.reply and there.words.value == PLAIN
    work.back.click()
    assert other.now == DEFAULT and there.reply == reply.Reply() and there.words.value == ""


def test_a_neighbours_page_is_compared_with_its_code(session):
    work, made = MyWork(session), reply.page(whole("C2b", AUTHOR), AUTHOR)
    work.paste.value = made
    assert work.said.text.startswith("The page is what its code gives.")
    work.paste.value = made.replace("C2b has no verdict", "C2b holds")
    assert work.said.text.startswith("The page differs from its code")
    work.use.click()
    assert session.now == AUTHOR and autosave_of(session).reply == whole("C2b", AUTHOR)
    work.back.click()
    work.paste.value = "<html>nonsense"
    assert work.said.text.startswith("Nothing was changed: this page carries no reply of ours")
    assert work.take.layout.display == "none" and session.now == DEFAULT


# -- the restore prompt ----------------------------------------------------------------------------


@pytest.fixture
def left(tmp_path, monkeypatch):
    """A notebook that somebody used before."""
    file = tmp_path / "book.json"
    monkeypatch.setattr(parts, "autosave_file", lambda: file)
    before = Autosave(session := Session(DEFAULT), file)
    session.put(DEFAULT.replace(needed_bite=0.6))
    before.note(whole("C6a"))
    return file


def test_the_first_panel_of_a_session_offers_what_was_there_and_no_other(left, session):
    first, second = (panel(session, pictures.bite, claims=["C6a"]) for _ in range(2))
    offer = first.children[0]
    assert isinstance(offer, RestorePrompt) and not isinstance(second.children[0], RestorePrompt)
    assert "You had been here: 1 assumption changed, a reply to C6a" in offer.said.text
    offer.restore.click()
    assert session.now.needed_bite == 0.6 and offer.choice.layout.display == "none"
    assert "60%" in second.verdict.lines[0]


def test_what_is_restored_in_the_panel_is_in_the_form_too(left, session):
    first, form = panel(session, pictures.claims_map), ReplyForm(session)
    first.children[0].restore.click()
    assert form.reply == whole("C6a") and form.claim.value == "C6a" and form.words.value == PLAIN
    assert form.chart.children[0].verdict.lines[0] == judge(claims()["C6a"], session.now).sentence


def test_forgetting_deletes_the_file(left, session):
    form = ReplyForm(session)
    form.children[0].forget.click()
    assert not left.exists() and session.now == DEFAULT
    assert "forgotten" in form.children[0].said.text


def test_without_anything_kept_there_is_no_offer_and_one_autosave_for_a_session(session):
    shown = panel(session, pictures.bite)
    assert not any(isinstance(one, RestorePrompt) for one in shown.children)
    assert autosave_of(session) is autosave_of(session)


def test_a_saved_panel_does_not_depend_on_earlier_work(left, session):
    offered, plain = panel(session, pictures.bite), panel(Session(DEFAULT), pictures.bite)
    for mime in ("image/png", "text/plain"):
        assert offered._repr_mimebundle_()[mime] == plain._repr_mimebundle_()[mime]
