"""The notebooks as a visitor meets them: JupyterLab in real Chromium, with the network cut off."""

from __future__ import annotations

import re

import pytest
from driving import (
    IDLE,
    ROOT,
    SLOW,
    accessible,
    no_error_output,
    open_notebook,
    panels,
    run_all,
    screenshot,
)

pytest.importorskip("playwright")
from playwright.sync_api import expect

from sevensteps.argument import claims
from sevensteps.assumptions import assumptions
from sevensteps.codes import code
from sevensteps.pictures import claims_map
from sevensteps.questions import question
from sevensteps.verdicts import judge

DEFAULT = assumptions()
AUTHOR, CRITIC = DEFAULT.preset("author"), DEFAULT.preset("critic")
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PANELS = {p.name: panels(p) for p in PATHS}  # the claims that each panel judges
BOOKS = [pytest.param(p.name, marks=pytest.mark.xdist_group(p.name)) for p in PATHS]
HIDE_SIDE = "() => window.jupyterapp.commands.execute('application:toggle-left-area')"


@pytest.fixture(scope="module", params=BOOKS)
def book(request, browser, lab, browser_context_args):
    """A page with one notebook, run to its end; its requests to other machines are noted."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.name, page.strangers = request.param, []
    strange = re.compile(r"(blob:)?(https?|wss?)://(?!127\.0\.0\.1)")
    page.on("request", lambda r: page.strangers.append(r.url) if strange.match(r.url) else None)
    open_notebook(page, lab, request.param)
    page.evaluate(HIDE_SIDE)
    run_all(page)
    expect(page.locator(".sevensteps-panel .sevensteps-chart svg")).to_have_count(
        len(PANELS[request.param]), timeout=SLOW
    )
    yield page
    context.close()


def panel(page, number=0):
    return page.locator(".sevensteps-panel").nth(number)


def chart(page, number=0):
    return panel(page, number).locator(".sevensteps-chart")


def status(page, number=0):
    """The verdict in words, the first status line of a panel."""
    return panel(page, number).locator(".sevensteps-status").first


def press(page, name, number=0):
    panel(page, number).get_by_role("button", name=name, exact=True).click()


def says(page, claim, a, number=0):
    """The verdict on a claim under assumptions `a` stands in the panel."""
    expect(status(page, number)).to_contain_text(judge(claims()[claim], a).sentence)


def judged(page):
    """The first panel that judges a claim, and that claim."""
    found = [(i, claims[0]) for i, claims in enumerate(PANELS[page.name]) if claims]
    if not found:
        pytest.skip("no panel of this notebook judges a claim before one is chosen")
    return found[0]


def start_again(page):
    """The panels as at the start, at the default."""
    number, claim = judged(page)
    box = panel(page, number).get_by_label("Code")
    for _ in range(4):  # an answer to the last test's move may still arrive and overwrite the code
        page.wait_for_function(IDLE, arg=page.name, timeout=SLOW)
        box.fill(code(DEFAULT))
        box.press("Enter")
        page.wait_for_timeout(300)
        if box.input_value() == code(DEFAULT):
            break
    expect(box).to_have_value(code(DEFAULT))
    says(page, claim, DEFAULT, number)


# -- every notebook ------------------------------------------------------------------------------


def test_it_runs_from_top_to_bottom_without_an_error_and_without_a_network(book):
    no_error_output(book)
    assert book.strangers == []


def test_it_runs_a_second_time_as_it_did_the_first(book):
    run_all(book)
    expect(book.locator(".sevensteps-panel .sevensteps-chart svg")).to_have_count(
        len(PANELS[book.name]), timeout=SLOW
    )
    no_error_output(book)


def test_each_panel_shows_a_picture_its_words_and_a_code(book):
    for number in range(len(PANELS[book.name])):
        expect(chart(book, number).locator("svg")).to_be_visible()
        expect(chart(book, number)).to_contain_text(code(DEFAULT))
        expect(panel(book, number).get_by_label("Code")).to_have_value(code(DEFAULT))


def test_a_screen_reader_has_no_serious_problem(book):
    accessible(book, ".sevensteps-panel", ".jp-OutputArea-output")


def test_it_can_be_looked_at(book):
    stem = book.name.removesuffix(".ipynb")
    for number in range(len(PANELS[book.name])):
        panel(book, number).scroll_into_view_if_needed()
        chart(book, number).screenshot(path=screenshot(book, f"{stem}-panel-{number}"))
    screenshot(book, stem)


def test_in_high_contrast_there_is_no_serious_problem(book):
    book.emulate_media(forced_colors="active", color_scheme="dark")
    try:
        accessible(book, ".sevensteps-panel", ".jp-OutputArea-output")
    finally:
        book.emulate_media(forced_colors="none", color_scheme="light")


CELLS = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"


def test_bare_keys_in_a_menu_are_not_commands_of_the_notebook(book):
    """An "x" would cut the cell, "a" add one above."""
    menu = book.locator(".widget-dropdown select").first
    if not menu.count():
        pytest.skip("this notebook has no menu")
    menu.scroll_into_view_if_needed()
    before = book.evaluate(CELLS)
    menu.focus()
    for key in "xab":
        book.keyboard.press(key)
    book.keyboard.press("Escape")
    assert book.evaluate(CELLS) == before


SEEN = """(menu) => { const { left, right, top, height } = menu.getBoundingClientRect();
    return [left + 5, right - 5].every((x) => document.elementFromPoint(x, top + height / 2) === menu); }"""


def test_nothing_runs_over_the_edge_of_a_narrow_window(book):
    """At a zoom of 200 % a window of 1280 is as narrow as this."""
    book.set_viewport_size({"width": 640, "height": 900})
    try:
        for number in range(len(PANELS[book.name])):
            box, picture = panel(book, number).bounding_box(), chart(book, number).bounding_box()
            assert picture["x"] + picture["width"] <= box["x"] + box["width"] + 1
        for menu in book.locator(".sevensteps-weight select").all():
            menu.scroll_into_view_if_needed()
            place = menu.bounding_box()
            assert place["width"] > 100 and place["x"] + place["width"] <= 640
            assert menu.evaluate(SEEN), "a menu that is cut off by what holds it cannot be pressed"
        screenshot(book, f"{book.name.removesuffix('.ipynb')}-narrow")
    finally:
        book.set_viewport_size({"width": 1280, "height": 900})


FITS = """(panel) => { const from = panel.getBoundingClientRect();
    const room = panel.closest('.jp-WindowedPanel-outer').clientHeight;
    const low = (e) => e.getBoundingClientRect().bottom - from.top;
    const chart = panel.querySelector('.sevensteps-chart svg');
    const sliders = [...panel.querySelectorAll('.sevensteps-slider')].filter((s) => s.offsetParent);
    return { chart: low(chart) <= room, sliders: sliders.slice(0, 2).every((s) => low(s) <= room),
        beside: sliders.every((s) => s.getBoundingClientRect().left > chart.getBoundingClientRect().right) }; }"""


def test_on_a_projector_a_chart_and_its_first_sliders_are_on_screen_together(book):
    """1280 by 800, the file browser closed. The map of claims has no slider, and is larger."""
    book.set_viewport_size({"width": 1280, "height": 800})
    try:
        for number in range(len(PANELS[book.name])):
            if not panel(book, number).get_by_role("slider").count():
                continue
            fits = panel(book, number).evaluate(FITS)
            assert fits == {"chart": True, "sliders": True, "beside": True}, number
        screenshot(book, f"{book.name.removesuffix('.ipynb')}-projector")
    finally:
        book.set_viewport_size({"width": 1280, "height": 900})


CUT = """(panel) => { const svg = panel.querySelector('.sevensteps-chart svg').getBoundingClientRect();
    return [...panel.querySelectorAll('.sevensteps-chart text')].filter((t) => {
        const box = t.getBoundingClientRect();
        return box.width && (box.left < svg.left - 1 || box.right > svg.right + 1
            || box.top < svg.top - 1 || box.bottom > svg.bottom + 1);
    }).map((t) => t.textContent); }"""


@pytest.mark.parametrize("setting", ["", "The author's setting", "A critic's setting"])
def test_no_word_of_a_chart_is_cut_off_or_runs_into_what_stands_beside_it(book, setting):
    for number in range(len(PANELS[book.name])):
        if setting:
            press(book, setting, number)
            book.wait_for_timeout(700)
        assert panel(book, number).evaluate(CUT) == []
    start_again(book)


def test_a_table_of_what_turns_a_verdict_follows_the_panels(six):
    text = six.locator(".sevensteps-text").filter(has_text="make C6a").first
    expect(text).to_contain_text("30%")
    slider(six, "needed_bite").focus()
    six.keyboard.press("End")
    expect(text).to_contain_text("90%")
    press(six, "Undo")
    expect(text).not_to_contain_text("90%")


def test_by_keyboard_alone_author_critic_and_undo_can_be_reached(book):
    start_again(book)
    number, claim = judged(book)
    author = panel(book, number).get_by_role("button", name="The author's setting", exact=True)
    author.focus()
    book.keyboard.press("Enter")
    says(book, claim, AUTHOR, number)
    book.keyboard.press("Tab")
    book.keyboard.press("Enter")
    says(book, claim, CRITIC, number)
    press(book, "Undo", number)
    says(book, claim, AUTHOR, number)
    start_again(book)


def test_the_words_on_the_buttons_are_all_in_view(book):
    number, _ = judged(book)
    for button in panel(book, number).locator(".jupyter-button").all():
        assert button.evaluate("(b) => b.scrollWidth <= b.clientWidth"), button.inner_text()


def test_a_word_opens_the_glossary_where_it_stands(page, lab):
    open_notebook(page, lab, "03_freeze_or_hold_out.ipynb")
    page.get_by_role("link", name="hazard", exact=True).first.click()
    heading = page.get_by_role("heading", name="hazard", exact=True)
    expect(heading).to_be_in_viewport(timeout=SLOW)


# -- the start page ------------------------------------------------------------------------------


@pytest.fixture
def start(book):
    if not book.name.startswith("00"):
        pytest.skip("about the start page")
    start_again(book)
    return book


@pytest.mark.parametrize(
    ("setting", "verdict"), [("no", "not enough"), ("partly", ": enough"), ("fully", ": enough")]
)
def test_one_toggle_takes_the_dot_across_the_threshold(start, setting, verdict):
    press(start, setting)
    expect(chart(start)).to_contain_text(verdict)
    button = panel(start).get_by_role("button", name=setting, exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")


def test_the_map_follows_the_readers_assumptions(start):
    expect(chart(start, 1)).to_contain_text(found(DEFAULT))
    press(start, "The author's setting", 1)
    expect(chart(start, 1)).to_contain_text(found(AUTHOR))
    press(start, "A critic's setting", 1)
    expect(chart(start, 1)).to_contain_text(found(CRITIC))
    start_again(start)


def found(a):
    """What the map of claims finds under these assumptions."""
    return claims_map.words(a).title


def test_a_code_made_in_one_notebook_changes_the_map_of_all(start):
    freeze = DEFAULT.replace(harm_curvature=0.05)
    box = panel(start, 1).get_by_label("Code")
    box.fill(code(freeze))
    box.press("Enter")
    expect(chart(start, 1)).to_contain_text(found(freeze))
    assert found(freeze) != found(DEFAULT)
    start_again(start)


def test_a_step_of_the_map_opens_its_notebook(start):
    with start.context.expect_page() as opened:
        chart(start, 1).get_by_text("6. Press China", exact=True).click()
    assert opened.value.url.endswith("/lab/tree/06_can_china_be_brought_round.ipynb")
    opened.value.close()


# -- notebook 06 ---------------------------------------------------------------------------------


@pytest.fixture
def six(book):
    if not book.name.startswith("06"):
        pytest.skip("about notebook 06")
    start_again(book)
    return book


def slider(page, name, number=0):
    return panel(page, number).get_by_role("slider", name=DEFAULT.records[name].title, exact=True)


def test_an_arrow_key_moves_an_assumption_its_picture_and_its_verdict(six):
    slider(six, "needed_bite").focus()
    six.keyboard.press("ArrowRight")
    moved = DEFAULT.replace(needed_bite=0.35)
    expect(chart(six)).to_contain_text("35% needed")
    says(six, "C6a", moved)
    expect(panel(six).get_by_label("Code")).to_have_value(code(moved))
    says(six, "C6c", moved, number=1)


def test_an_arrow_key_moves_the_readers_dot(six):
    dot = chart(six).locator(".mark-symbol path").last
    before = dot.get_attribute("transform")
    slider(six, "china_cooperation").focus()
    six.keyboard.press("ArrowRight")
    expect(dot).not_to_have_attribute("transform", before)
    expect(chart(six)).to_contain_text("If China enforces 5%")


def test_undo_redo_and_replay_show_what_was_changed(six):
    slider(six, "needed_bite").focus()
    six.keyboard.press("End")
    most = DEFAULT.replace(needed_bite=0.9)
    says(six, "C6a", most)
    press(six, "Undo")
    says(six, "C6a", DEFAULT)
    expect(slider(six, "needed_bite")).to_have_value("0.3")
    press(six, "Redo")
    says(six, "C6a", most)
    six.evaluate(
        """() => { window.seen = new Set();
        const look = () => { window.seen.add(document.querySelector('.sevensteps-panel output,'
            + ' .sevensteps-slider output') && [...document.querySelectorAll('.sevensteps-slider')]
            .find(s => s.textContent.includes('Bite needed'))?.querySelector('output').value);
            window.looking = requestAnimationFrame(look); }; look(); }"""
    )
    press(six, "Replay")
    expect(slider(six, "needed_bite")).not_to_have_value("0.9")
    expect(slider(six, "needed_bite")).to_have_value("0.9", timeout=10_000)
    seen = six.evaluate("() => { cancelAnimationFrame(window.looking); return [...window.seen]; }")
    assert len(seen) > 5, "the replay is seen frame by frame"
    says(six, "C6a", most)


def test_a_pasted_code_restores_everything_and_a_broken_one_nothing(six):
    box = panel(six).get_by_label("Code")
    box.fill(code(CRITIC))
    box.press("Enter")
    says(six, "C6a", CRITIC)
    says(six, "C6c", CRITIC, number=1)
    box.fill("no such code")
    box.press("Enter")
    expect(panel(six)).to_contain_text("Nothing was changed")
    says(six, "C6a", CRITIC)


def test_quick_changes_end_in_the_last_one(six):
    slider(six, "needed_bite").focus()
    for _ in range(6):
        six.keyboard.press("ArrowRight")
    six.keyboard.press("ArrowLeft")
    expect(chart(six)).to_contain_text("55% needed")
    says(six, "C6a", DEFAULT.replace(needed_bite=0.55))


def test_a_toggle_changes_the_denominator(six):
    press(six, "2009, South left out")
    says(six, "C6a", DEFAULT.replace(china_trade_share=0.785))


def test_every_slider_of_the_notebook_moves_its_verdicts_and_its_code(book):
    """A press on each slider in view is one step of the history, and undo takes it back."""
    start_again(book)
    for number in range(len(PANELS[book.name])):
        for one in panel(book, number).get_by_role("slider").all():
            if not one.is_visible():
                continue
            box = panel(book, number).get_by_label("Code")
            one.focus()
            before = one.input_value()
            book.keyboard.press("ArrowRight")
            if one.input_value() == before:
                book.keyboard.press("ArrowLeft")
            expect(box).not_to_have_value(code(DEFAULT))
            press(book, "Undo", number)
            expect(box).to_have_value(code(DEFAULT))
    no_error_output(book)


def test_the_page_does_not_jump_when_a_slider_moves(six):
    boxes = []
    slider(six, "needed_bite").focus()
    for key in ("Home", "ArrowRight", "End"):
        six.keyboard.press(key)
        six.wait_for_timeout(300)
        boxes.append(chart(six).bounding_box())
    assert len({(round(b["width"]), round(b["height"])) for b in boxes}) == 1


def test_more_assumptions_open_on_demand(six):
    assert not slider(six, "leakage").is_visible()
    press(six, "More assumptions")
    expect(slider(six, "leakage")).to_be_visible()
    press(six, "More assumptions")
    expect(slider(six, "leakage")).not_to_be_visible()


def test_the_strongest_objection_is_one_click_away(six):
    text = claims()["C6a"].objection
    shown = six.get_by_text(text[:60]).first
    expect(shown).not_to_be_visible()
    six.get_by_text("The strongest objection to C6a").click()
    expect(shown).to_be_visible()
    six.get_by_text("The strongest objection to C6a").click()


# -- guesses and forecasts ------------------------------------------------------------------------


def test_a_guess_is_made_by_keyboard_and_what_it_was_about_then_stands_beside_it(six):
    waiting = six.get_by_text("Guess first: ", exact=False)
    expect(waiting.first).to_be_attached()
    six.get_by_label("less than a tenth").focus()
    six.keyboard.press("ArrowDown")
    expect(six.get_by_label("about a fifth")).to_be_checked()
    expect(six.get_by_text("You said: about a fifth.").first).to_be_attached()
    mine = code(DEFAULT, {"cut_without_china": "about a fifth"})
    expect(panel(six).get_by_label("Code")).to_have_value(mine)


@pytest.fixture
def ten(book):
    if not book.name.startswith("10"):
        pytest.skip("about notebook 10")
    return book


def test_forecasts_are_given_by_keyboard_and_only_then_is_the_record_shown(ten):
    form, chart = ten.locator(".sevensteps-forecast"), ten.locator(".sevensteps-record")
    happened = question("nuclear_test_by_2012").happened
    cells = "() => window.jupyterapp.shell.currentWidget.content.widgets.map((c) => c.model.type)"
    before = ten.evaluate(cells)
    form.get_by_role("button", name="Show the record").click()
    expect(form).to_contain_text("Shown: 0 of 13")
    expect(form).not_to_contain_text(happened)
    form.get_by_label("1. Chance").focus()
    ten.keyboard.type("35")
    expect(form.get_by_label("1. Chance")).to_have_value("35%")
    for name, value in (("12. Low", "40"), ("12. High", "24")):
        form.get_by_label(name).select_option(value)
    expect(form).to_contain_text("the low end is not below the high end")
    form.get_by_label("12. Low").select_option("8")
    mine = {"nuclear_test_by_2012": 0.35, "arsenal_in_2017": (8.0, 24.0)}
    expect(form.get_by_label("Code")).to_have_value(code(DEFAULT, mine))
    assert ten.evaluate(cells) == before, "digits are not commands of the notebook here"
    form.get_by_role("button", name="Show the record").click()
    expect(form).to_contain_text(happened)
    expect(form).not_to_contain_text(question("summit_by_2024").happened)
    expect(form.get_by_label("1. Chance")).to_be_disabled()
    expect(chart).to_contain_text("holding what happened: 0 of 1 range")
    accessible(ten, ".sevensteps-forecast", ".sevensteps-record")
    form.scroll_into_view_if_needed()
    screenshot(ten, "10-forecasts")
    chart.scroll_into_view_if_needed()
    screenshot(ten, "10-record")
    no_error_output(ten)


# -- without a kernel, and elsewhere -------------------------------------------------------------


@pytest.mark.parametrize("name", BOOKS)
def test_opened_untrusted_and_not_run_it_shows_its_pictures(page, lab, name):
    open_notebook(page, lab, name)
    pictures = page.locator(".jp-OutputArea-output img, .jp-OutputArea-output svg.marks, canvas")
    expect(pictures.first).to_be_visible(timeout=SLOW)
    assert pictures.count() >= len(PANELS[name])
    screenshot(page, f"{name.removesuffix('.ipynb')}-not-run")


@pytest.mark.parametrize("name", BOOKS)
def test_voila_shows_the_same_panels(page, voila, name):
    page.goto(f"{voila.url}/voila/render/{name}", timeout=SLOW)
    charts = page.locator(".sevensteps-panel .sevensteps-chart svg")
    expect(charts).to_have_count(len(PANELS[name]), timeout=SLOW)
    if PANELS[name]:
        expect(charts.first).to_contain_text(code(DEFAULT))
        expect(page.locator(".sevensteps-chart svg").first).to_be_visible(timeout=SLOW)
    expect(page.locator("h1").first).to_be_visible(timeout=SLOW)
    assert page.locator(".jp-RenderedText[data-mime-type*='stderr']").count() == 0
    screenshot(page, f"{name.removesuffix('.ipynb')}-voila")


@pytest.mark.parametrize("name", BOOKS)
def test_notebook_7_shows_the_same_panels(page, lab, name):
    open_notebook(page, lab, name, place="notebooks")
    run_all(page)
    charts = page.locator(".sevensteps-panel .sevensteps-chart svg")
    expect(charts).to_have_count(len(PANELS[name]), timeout=SLOW)
    no_error_output(page)
