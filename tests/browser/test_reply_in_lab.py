"""A student writes a reply by keyboard, saves it, loses the kernel, and has lost nothing."""

from __future__ import annotations

import json
import re

import pytest
from driving import (
    IDLE,
    LAB,
    SCREENSHOTS,
    SLOW,
    accessible,
    jupyter,
    no_error_output,
    open_notebook,
    run_all,
    screenshot,
)

pytest.importorskip("playwright")
from playwright.sync_api import expect

from sevensteps import reply
from sevensteps import session as sessions
from sevensteps.argument import claims
from sevensteps.assumptions import assumptions
from sevensteps.codes import code
from sevensteps.verdicts import judge

DEFAULT = assumptions()
NAME = "11_write_your_reply.ipynb"
WORDS = "Trade goes over one border, so what China lets pass decides what sanctions can do. " * 3
RESTART = (
    "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
)
pytestmark = pytest.mark.xdist_group(NAME)


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """A JupyterLab that saves work beside the notebooks, as a reader's own does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(sessions.SETTING, raising=False)
        with jupyter(tmp_path_factory.mktemp("reply"), *LAB) as server:
            yield server


@pytest.fixture(scope="module")
def book(browser, lab, browser_context_args):
    """Notebook 11 in a page of its own; the tests below go through it in order."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.strangers = []
    strange = re.compile(r"(https?|wss?)://(?!127\.0\.0\.1)")
    page.on("request", lambda r: page.strangers.append(r.url) if strange.match(r.url) else None)
    open_notebook(page, lab, NAME)
    run_all(page)
    yield page
    context.close()


def form(page):
    return page.locator(".sevensteps-form").first


def field(page, label):
    return form(page).get_by_label(label, exact=True)


def says(page, text):
    expect(form(page)).to_contain_text(text, timeout=SLOW)


def choose(page, label, key="ArrowDown"):
    """Go to a list by keyboard and choose an entry with a key."""
    field(page, label).focus()
    page.keyboard.press(key)
    page.keyboard.press("Tab")
    page.wait_for_function(IDLE, arg=NAME, timeout=SLOW)  # the kernel has taken it


def test_by_keyboard_alone_a_reply_is_made_and_what_is_missing_is_said(book):
    says(book, "Choose the claim that you reply to.")
    field(book, "Claim").focus()
    book.keyboard.type("C6a")
    says(book, "Still missing: 5.")
    says(book, judge(claims()["C6a"], DEFAULT).sentence)
    screenshot(book, "reply-begun")
    choose(book, "It rests on")
    says(book, "Assumption: Bite needed in Pyongyang, now 30% (guessed).")
    field(book, "Search works").focus()
    book.keyboard.type("early")
    expect(field(book, "Source").locator("option")).to_have_count(2)
    choose(book, "Source")
    says(book, "Source: Early 2015.")
    choose(book, "If it were")
    choose(book, "the claim")
    says(book, "Direction: If “Bite needed in Pyongyang” were higher, the claim would hold.")
    says(book, "You say otherwise.")
    choose(book, "My mind changes if")
    number = form(book).get_by_role("slider", name="The number: Bite needed in Pyongyang")
    number.focus()
    for _ in range(4):
        book.keyboard.press("ArrowRight")
    says(book, "“Bite needed in Pyongyang” is at least 50%.")
    says(book, "Still missing: 1.")
    says(book, "Write your reply in your own words: 30 to 200 words.")
    field(book, "In my own words").focus()
    book.keyboard.type(WORDS)
    says(book, "Every part is there.")
    screenshot(book, "reply-whole")


def test_a_screen_reader_has_no_serious_problem(book):
    accessible(book, ".sevensteps-form", ".sevensteps-panel")


def test_the_page_is_saved_and_is_what_its_code_gives_and_prints_on_one_sheet(book, tmp_path):
    with book.expect_download() as got:
        form(book).get_by_role("button", name="Save my reply").click()
    assert got.value.suggested_filename == "reply-C6a.html"
    path = tmp_path / "reply-C6a.html"
    got.value.save_as(path)
    html = path.read_text("utf-8")
    state = reply.state_in(html)
    assert state.code == code(DEFAULT) and state.reply.claim == "C6a"
    assert reply.compared(html, state).startswith("The page is what its code gives.")
    expect(form(book).get_by_role("link", name="reply-C6a.html")).to_be_visible()
    looked = book.context.new_page()
    looked.goto(path.as_uri())
    accessible(looked, "body")
    looked.screenshot(path=SCREENSHOTS / "reply-page.png", full_page=True)
    printed = looked.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    looked.close()


def test_after_a_kernel_restart_all_is_offered_again_and_comes_back(book, lab):
    book.locator(".sevensteps-panel").first.get_by_role(
        "button", name="The author's setting"
    ).click()
    author = DEFAULT.preset("author")
    says(book, judge(claims()["C6a"], author).sentence)
    shown = book.locator(".sevensteps-panel").first.get_by_label("Code").input_value()
    assert shown != code(DEFAULT)
    kept = lab.folder / sessions.FOLDER / NAME.replace(".ipynb", ".json")
    for _ in range(50):
        if kept.exists() and shown in kept.read_text("utf-8"):
            break
        book.wait_for_timeout(100)
    assert json.loads(kept.read_text("utf-8"))["states"][0]["code"] == shown
    book.evaluate(RESTART)
    book.wait_for_timeout(1500)
    book.wait_for_function(IDLE, arg=NAME, timeout=SLOW)
    run_all(book)
    offer = book.locator(".sevensteps-offer")
    expect(offer).to_contain_text("You had been here:", timeout=SLOW)
    expect(offer).to_contain_text("a reply to C6a")
    says(book, "Choose the claim that you reply to.")
    offer.scroll_into_view_if_needed()
    screenshot(book, "reply-offer")
    accessible(book, ".sevensteps-offer")
    offer.get_by_role("button", name="Restore").focus()
    book.keyboard.press("Enter")
    says(book, judge(claims()["C6a"], author).sentence)
    expect(field(book, "In my own words")).to_have_value(WORDS)
    expect(offer).to_contain_text("It is all here again.")


def test_my_work_is_one_file_that_is_opened_again(book, tmp_path):
    work = book.locator(".sevensteps-form").nth(1)
    with book.expect_download() as got:
        work.get_by_role("button", name="Download my work").click()
    path = tmp_path / got.value.suggested_filename
    got.value.save_as(path)
    assert WORDS.strip() in path.read_text("utf-8")
    field(book, "In my own words").fill("Something else.")
    with book.expect_file_chooser() as asked:
        work.get_by_role("button", name="Open a file").click()
    asked.value.set_files(path)
    expect(work).to_contain_text("You had been here:", timeout=SLOW)
    expect(field(book, "In my own words")).to_have_value("Something else.")
    work.get_by_role("button", name="Use it here").click()
    expect(field(book, "In my own words")).to_have_value(WORDS, timeout=SLOW)
    work.scroll_into_view_if_needed()
    screenshot(book, "reply-work")
    accessible(book, ".sevensteps-form")
    work.get_by_role("button", name="Put mine back").click()
    expect(field(book, "In my own words")).to_have_value("Something else.", timeout=SLOW)


def test_no_cell_ends_in_an_error_and_no_request_goes_to_another_machine(book):
    no_error_output(book)
    assert book.strangers == []


def test_in_voila_the_form_works_and_saves_and_keeps_nothing(page, voila):
    page.goto(f"{voila.url}/voila/render/{NAME}", timeout=SLOW)
    expect(field(page, "Claim")).to_be_visible(timeout=SLOW)
    field(page, "Claim").select_option(label="C0b. Pyongyang is owed nothing (no verdict)")
    says(page, "C0b has no verdict.")
    with page.expect_download() as got:
        form(page).get_by_role("button", name="Save my reply").click()
    assert got.value.suggested_filename == "reply-C0b.html"
    screenshot(page, "reply-voila")
    assert not (voila.folder / sessions.FOLDER).exists(), (
        "one visitor's work would be offered to another"
    )
