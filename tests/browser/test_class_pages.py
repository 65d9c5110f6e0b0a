"""Class pages in real Chromium: screens by keyboard, the room's change replayed, nothing fetched."""

from __future__ import annotations

import json
import re

import psutil
import pytest
from driving import ROOT, SLOW, accessible, jupyter, screenshot

pytest.importorskip("playwright")
from playwright.sync_api import expect

from sevensteps.argument import claims
from sevensteps.assumptions import assumptions
from sevensteps.codes import code
from sevensteps.verdicts import judge

pytestmark = pytest.mark.xdist_group("class pages in a browser")  # one server serves them all

SIX, START = "06_can_china_be_brought_round.ipynb", "00_start_here.ipynb"
DEFAULT = assumptions()
STRANGE = re.compile(r"(blob:)?(https?|wss?)://(?!127\.0\.0\.1)")
SIZES = {"720": (1280, 720), "1080": (1920, 1080)}
SCREENS = "() => document.querySelectorAll('.class-screen').length"


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("present")
    with jupyter(folder, SIX, app="sevensteps.present", ready="") as running:
        yield running


@pytest.fixture
def visit(browser, server):
    """Open a class page as a new visitor; a request to another machine fails the test."""
    opened, strangers = [], []

    def open_(name=SIX, at="", size=SIZES["720"], **options):
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        opened.append(context)
        page = context.new_page()
        page.on("request", lambda r: strangers.append(r.url) if STRANGE.match(r.url) else None)
        page.goto(f"{server.url}/voila/render/{name}{at}", timeout=SLOW)
        expect(page.locator(".sevensteps-chart svg").first).to_be_attached(timeout=SLOW)
        return page

    yield open_
    for context in opened:
        context.close()
    assert strangers == []


@pytest.fixture(scope="module")
def opened(browser, server):
    """Notebook -> a page of it that the tests share, because every visit starts a kernel."""
    pages, strangers = {}, []

    def open_(name):
        if name not in pages:
            page = pages[name] = browser.new_page(viewport={"width": 1280, "height": 720})
            page.on("request", lambda r: strangers.append(r.url) if STRANGE.match(r.url) else None)
            page.goto(f"{server.url}/voila/render/{name}", timeout=SLOW)
            expect(page.locator(".sevensteps-chart svg").first).to_be_attached(timeout=SLOW)
        return pages[name]

    yield open_
    for page in pages.values():
        page.close()
    assert strangers == []


@pytest.fixture(params=[START, SIX])
def book(request, opened):
    return home(opened(request.param))


@pytest.fixture
def six(opened):
    return home(opened(SIX))


def home(page):
    """The page at its first screen, with every value at its default."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate(
        "() => { document.querySelector('dialog[open]')?.close(); document.activeElement.blur(); }"
    )
    page.keyboard.press("Home")
    box = page.locator(".sevensteps-panel").first.locator("input[type=text]").last
    if box.count() and box.input_value() != code(DEFAULT):
        to_panel(page)
        box.fill(code(DEFAULT))
        box.press("Enter")
        expect(box).to_have_value(code(DEFAULT))
        footnote = page.locator(
            ".sevensteps-chart"
        ).first  # the kernel's answer, where the box has what was typed
        expect(footnote).to_contain_text(f"code: {code(DEFAULT)}")
        page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press("Home")
    return page


def where(page):
    return page.locator("#where")


def now(page):
    """The screen that is shown."""
    return page.locator(".class-now")


def to_panel(page, number=0):
    """Go on to the screen of a panel, by keyboard."""
    panel = page.locator(".sevensteps-panel").nth(number)
    for _ in range(page.evaluate(SCREENS)):
        if panel.is_visible():
            break
        page.keyboard.press("n")
    expect(panel.locator(".sevensteps-chart svg")).to_be_visible()
    return panel


def at(page, address):
    """Go on to the screen of this address, by keyboard."""
    for _ in range(page.evaluate(SCREENS)):
        if page.url.endswith(f"#{address}"):
            break
        page.keyboard.press("n")
    return page


def slider(page, name="needed_bite"):
    title = DEFAULT.records[name].title
    return now(page).get_by_role("slider", name=title, exact=True)


def moved(page):
    """The first panel, with the needed bite moved to its highest value."""
    panel = to_panel(page)
    slider(page).focus()
    page.keyboard.press("End")
    expect(panel.get_by_label("Code")).to_have_value(code(DEFAULT.replace(needed_bite=0.9)))
    return panel


# -- screens and keys -----------------------------------------------------------------------------


def test_keys_move_the_screens_and_the_address_remembers_them(visit):
    page = visit()
    expect(where(page)).to_have_text("1 of 14: Can China be brought round?")
    page.keyboard.press("PageDown")
    expect(where(page)).to_have_text("2.1 of 14: The claim")
    page.keyboard.press("n")
    expect(where(page)).to_have_text("2.2 of 14: The claim")
    assert page.url.endswith("#2.2")
    page.keyboard.press("PageUp")
    page.keyboard.press("p")
    expect(where(page)).to_contain_text("1 of 14")
    page.keyboard.press("p")
    expect(where(page)).to_contain_text("1 of 14")
    page.keyboard.press("End")
    expect(where(page)).to_have_text("14 of 14: Sources")
    page.keyboard.press("Home")
    expect(where(page)).to_contain_text("1 of 14")
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(where(page)).to_contain_text("2.1 of 14: The claim")
    page.goto(page.url.partition("#")[0] + "#3")
    expect(where(page)).to_have_text("3 of 14 · cut_without_china: Guess first")
    page.reload(timeout=SLOW)
    expect(where(page)).to_have_text("3 of 14 · cut_without_china: Guess first", timeout=SLOW)


def test_one_screen_is_shown_and_nothing_of_the_others_can_be_reached(six):
    page = at(six, "3")
    expect(page.locator(".class-screen:visible")).to_have_count(1)
    reached = set()
    page.locator("#back").focus()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "() => { const s = document.activeElement.closest('.class-screen');"
                " return s ? s.classList.contains('class-now') : null; }"
            )
        )
    assert True in reached and False not in reached


def test_a_screen_has_one_claim_one_panel_or_one_chart(six):
    page = six
    for large in ("blockquote", ".sevensteps-panel", ".jp-RenderedVega5, .jp-RenderedVegaCommon5"):
        held = page.evaluate(
            "(large) => [...document.querySelectorAll('.class-screen')]"
            ".map((screen) => screen.querySelectorAll(large).length)",
            large,
        )
        assert max(held) == 1, (large, held)


def test_the_place_is_announced_and_the_keyboard_goes_with_it(six):
    page = six
    expect(where(page)).to_have_role("status")
    page.keyboard.press("n")
    assert page.evaluate("() => document.activeElement.classList.contains('class-now')")
    page.locator("#next").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "next", "and may be pressed again"


def test_a_slider_keeps_its_own_keys(six):
    page = six
    to_panel(page)
    place = where(page).inner_text()
    slider(page).focus()
    for key, value in (
        ("ArrowRight", "0.35"),
        ("End", "0.9"),
        ("Home", "0.1"),
        ("ArrowUp", "0.15"),
    ):
        page.keyboard.press(key)
        expect(slider(page)).to_have_value(value)
    page.keyboard.press("PageUp")
    expect(slider(page)).not_to_have_value("0.15")
    expect(where(page)).to_have_text(place)
    page.keyboard.press("n")
    expect(where(page)).not_to_have_text(place)


def test_after_a_drag_a_presenters_remote_moves_the_screens_and_no_assumption(six):
    page = six
    panel = to_panel(page)
    one, place = slider(page), where(page).inner_text()
    one.scroll_into_view_if_needed()
    box = one.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(panel.get_by_label("Code")).not_to_have_value(code(DEFAULT))
    value = one.input_value()
    assert value != "0.3"
    page.keyboard.press("PageDown")
    expect(where(page)).not_to_have_text(place)
    page.keyboard.press("PageUp")
    expect(where(page)).to_have_text(place)
    expect(slider(page)).to_have_value(value)


def test_letters_typed_into_the_code_are_letters(six):
    page = six
    panel = to_panel(page)
    place = where(page).inner_text()
    panel.get_by_label("Code").focus()
    page.keyboard.type("nprm")
    expect(where(page)).to_have_text(place)
    expect(panel.get_by_label("Code")).to_have_value(re.compile("nprm"))


def test_the_contents_open_by_a_key_go_to_a_screen_and_close_by_escape(six):
    page = six
    page.keyboard.press("m")
    contents = page.get_by_role("dialog", name="Contents")
    expect(contents.get_by_role("listitem")).to_have_count(14)
    page.keyboard.press("n")
    expect(where(page)).to_contain_text("1 of 14")
    contents.get_by_role("button", name="The evidence").click()
    expect(where(page)).to_have_text("5.1 of 14: The evidence")
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    expect(contents).not_to_be_visible()


def test_a_word_is_explained_where_it_stands(six):
    page = at(six, "4")
    now(page).get_by_role("link", name="bite", exact=True).click()
    said = page.get_by_role("dialog", name="bite")
    expect(said).to_contain_text("really cut")
    page.keyboard.press("Escape")
    expect(where(page)).to_contain_text("4.1 of 14")


# -- what the room moves --------------------------------------------------------------------------


def test_author_and_critic_are_judged_as_everywhere(six):
    page = six
    panel = to_panel(page)
    for who, button in (("author", "The author's setting"), ("critic", "A critic's setting")):
        panel.get_by_role("button", name=button, exact=True).click()
        verdict = judge(claims()["C6a"], DEFAULT.preset(who)).sentence
        expect(panel.locator(".sevensteps-status").first).to_contain_text(verdict)
        screenshot(page, f"present-06-{who}")


def watched(page):
    """Note every value that the slider of the first panel shows from now on."""
    page.evaluate(
        """(title) => { window.seen = new Set();
        const output = [...document.querySelectorAll('.sevensteps-slider')]
            .find((s) => s.textContent.includes(title)).querySelector('output');
        const look = () => window.seen.add(output.value);
        new MutationObserver(look).observe(output, { childList: true, characterData: true, subtree: true });
        look(); }""",
        DEFAULT.records["needed_bite"].title,
    )


def replayed(page):
    """Press R; the values that were shown until the picture stands again where it was.

    Every value that the page was given is noted, also where a busy machine paints two at once.
    """
    expect(slider(page)).to_have_value("0.9")
    expect(now(page).locator(".sevensteps-replay")).to_be_enabled()
    watched(page)
    page.keyboard.press("r")
    page.wait_for_function("() => window.seen.has('30%')", timeout=SLOW)
    expect(slider(page)).to_have_value("0.9", timeout=SLOW)
    return page.evaluate("() => [...window.seen]")


def test_r_replays_the_rooms_last_change_from_any_screen(six):
    page = six
    moved(page)
    place = where(page).inner_text()
    assert len(replayed(page)) > 5, "the replay is seen frame by frame"
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("r")
    expect(where(page)).to_have_text("The last change, once more.")
    expect(where(page)).to_have_text(place, timeout=10_000)


def test_where_motion_is_reduced_a_replay_shows_before_and_after_alone(visit):
    page = visit(reduced_motion="reduce")
    moved(page)
    assert set(replayed(page)) == {"30%", "90%"}
    running = "() => document.getAnimations().filter((a) => a.playState === 'running').length"
    assert page.evaluate(running) == 0


def test_a_visitors_change_does_not_reach_other_visitors(six, visit):
    other = visit()
    moved(six)
    other.keyboard.press("r")
    expect(where(other)).to_contain_text("no change to replay yet")
    expect(to_panel(other).get_by_label("Code")).to_have_value(code(DEFAULT))


# -- what is not there ----------------------------------------------------------------------------


def test_there_is_no_code_unless_it_is_asked_for(six):
    page = at(six, "4")
    listing = now(page).locator(".class-listing")
    expect(listing).not_to_be_visible()
    page.keyboard.press("c")
    expect(listing).to_contain_text("def trade_cut")
    expect(page.get_by_role("button", name="Show code")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("c")
    expect(listing).not_to_be_visible()
    assert "Session()" not in page.locator("body").evaluate("(body) => body.textContent")


def test_an_exercise_is_a_task_here_and_its_check_is_for_those_who_type(six):
    page = at(six, "12")
    expect(now(page)).to_contain_text("Exercise 1")
    expect(now(page)).to_contain_text("python3 go.py lab")
    expect(now(page).get_by_text("Not yet.")).not_to_be_visible()
    expect(now(page).get_by_text("A worked solution")).to_be_visible()


def test_columns_for_those_who_type_are_left_out_of_what_rests_on_what(six):
    page = at(six, "10")
    heads = now(page).get_by_role("columnheader")
    expect(heads.filter(has_text="assumption")).to_be_visible()
    assert "name in code" not in heads.all_inner_texts()
    page.keyboard.press("c")
    expect(heads.filter(has_text="name in code")).to_be_visible()
    page.keyboard.press("c")


def test_the_bar_names_a_panel_as_the_run_sheets_do_and_so_do_the_contents(six):
    to_panel(six, 1)
    expect(where(six)).to_contain_text("offers")
    six.keyboard.press("m")
    contents = six.get_by_role("dialog", name="Contents")
    contents.get_by_role("button", name="bite", exact=True).click()
    expect(where(six)).to_contain_text("bite")
    expect(six.locator(".sevensteps-panel").first).to_be_visible()


def test_the_screens_that_a_run_sheet_numbers_are_there(six):
    sheet = (ROOT / "docs/teaching/run-sheets.md").read_text(encoding="utf-8")
    own = sheet.partition("## 06_")[2].partition("\n## ")[0]
    numbered = re.findall(r"`(\w+)` \(screen ([\d.]+)\)", own)
    assert len(numbered) >= 3
    for name, number in numbered:
        expect(where(at(home(six), number))).to_contain_text(name)
    for number, says in (("8.3", "objection to C6c"), ("4.4", "Now look back at your guess")):
        expect(now(at(home(six), number))).to_contain_text(says)


def test_a_screen_that_goes_on_below_says_so_until_its_end(six):
    more = six.locator("#more")
    expect(more).not_to_be_visible()
    page = at(six, "10")
    expect(more).to_be_visible()
    page.locator("#rendered_cells").evaluate("(room) => room.scrollTo(0, room.scrollHeight)")
    expect(more).not_to_be_visible()


def test_the_seven_steps_stand_on_one_screen(opened):
    page = home(opened(START))
    page.keyboard.press("n")
    expect(now(page)).to_contain_text("Withdraw American forces")
    room = page.locator("#rendered_cells")
    assert room.evaluate("(room) => room.scrollHeight <= room.clientHeight")
    screenshot(page, "present-00-steps")


EXECUTE = """async (code) => {
    const { kernelId } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    const at = location.origin.replace("http", "ws") + `/api/kernels/${kernelId}/channels?session_id=x`;
    const socket = new WebSocket(at);
    await new Promise((open, fail) => { socket.onopen = open; socket.onerror = fail; });
    const send = (msg_type, content) => socket.send(JSON.stringify({ channel: "shell", parent_header: {},
        metadata: {}, content, header: { msg_id: msg_type, msg_type, session: "x", username: "x",
        version: "5.4", date: "2026-11-30T00:00:00Z" } }));
    const seen = [];
    const done = new Promise((resolve) => { socket.onmessage = ({ data }) => {
        const message = typeof data === "string" ? JSON.parse(data) : {};
        seen.push([message.header?.msg_type, message.parent_header?.msg_id]);
        if (message.header?.msg_type === "kernel_info_reply") resolve(); }; });
    send("execute_request", { code, silent: false, store_history: false, allow_stdin: false });
    send("kernel_info_request", {});
    await done;
    socket.close();
    return seen;
}"""


def test_an_execute_request_from_a_visitors_browser_has_no_effect(six, tmp_path):
    page = six
    written = tmp_path / "written"
    seen = page.evaluate(EXECUTE, f"open({str(written)!r}, 'w').close()")
    assert "kernel_info_reply" in dict(seen)
    assert "execute_request" not in {parent for _, parent in seen}
    assert not written.exists()


# -- for everyone ---------------------------------------------------------------------------------


ALL = ".class-screen { position: static !important; height: auto !important; visibility: visible !important; }"


def test_a_screen_reader_has_no_serious_problem_on_any_screen(book):
    accessible(book, "body")
    all_at_once = book.add_style_tag(content=ALL)
    try:
        book.keyboard.press("c")
        accessible(book, "body")
        book.keyboard.press("c")
    finally:
        all_at_once.evaluate("(style) => style.remove()")
    book.keyboard.press("m")
    accessible(book, "body")


OTHERS = sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb") if p.name not in (START, SIX))


@pytest.mark.parametrize("name", OTHERS)
def test_a_screen_reader_has_no_serious_problem_on_any_other_page(page, server, name):
    page.goto(f"{server.url}/voila/render/{name}", timeout=SLOW)
    expect(page.locator(".class-now h1")).to_be_visible(timeout=SLOW)
    page.add_style_tag(content=ALL)
    page.wait_for_timeout(2000)  # formulas and pictures come one after the other
    accessible(page, "body")


def test_a_class_page_does_not_ask_anybody_to_run_cells(book):
    notes = book.locator(".sevensteps-lab-only")
    assert notes.count() and "Run All Cells" in notes.first.text_content()
    for one in notes.all():
        expect(one).to_be_hidden()


def test_every_screen_can_be_looked_at(book):
    name = re.search(r"render/(\d\d)", book.url)[1]
    for number in range(book.evaluate(SCREENS)):
        screenshot(book, f"present-{name}-{number:02d}")
        book.keyboard.press("n")
    book.keyboard.press("m")
    screenshot(book, f"present-{name}-contents")


@pytest.mark.parametrize("size", SIZES)
def test_type_is_large_and_a_panels_picture_is_in_view(six, size):
    page, (width, height) = six, SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.keyboard.press("n")
    text = now(page).locator("p").first
    tall = text.evaluate(
        "(p) => parseFloat(getComputedStyle(p).fontSize) * (p.currentCSSZoom ?? 1)"
    )
    assert tall >= height / 32
    for number in range(3):
        panel = to_panel(page, number)
        picture = panel.locator(".sevensteps-chart").bounding_box()
        assert picture["width"] > 0.55 * width
        assert picture["y"] + picture["height"] < page.locator("#bar").bounding_box()["y"]
        screenshot(page, f"present-06-panel-{number}-{size}")


def test_at_twice_the_size_nothing_is_cut_off(book):
    """A zoom of 200 % leaves half the window, and what does not fit can be scrolled to."""
    page, name = book, re.search(r"render/(\d\d)", book.url)[1]
    page.set_viewport_size({"width": 640, "height": 360})
    for number in range(page.evaluate(SCREENS)):
        wide = page.evaluate(
            """() => { const view = document.getElementById("rendered_cells");
            return [...document.querySelectorAll(".class-now *")]
                .filter((e) => e.checkVisibility({ visibilityProperty: true }))
                .filter((e) => !e.closest("table, mjx-container, .class-listing, .sevensteps-spoken"))
                .filter((e) => !e.querySelector(":scope > table"))
                .filter((e) => e.getBoundingClientRect().right > view.getBoundingClientRect().right + 1)
                .map((e) => e.outerHTML.slice(0, 120)); }"""
        )
        assert wide == [], where(page).inner_text()
        if number < 8:
            screenshot(page, f"present-{name}-zoomed-{number}")
        page.keyboard.press("n")


def test_a_connection_that_does_not_come_back_is_a_sentence_that_says_what_to_do(browser, server):
    page = browser.new_page()
    sockets = []

    def between(socket):
        if sockets:  # the second connection fails
            return socket.close()
        sockets.append(socket)
        return socket.connect_to_server()

    page.route_web_socket("**/channels*", between)
    page.goto(f"{server.url}/voila/render/{SIX}", timeout=SLOW)
    expect(page.locator(".sevensteps-chart svg").first).to_be_attached(timeout=SLOW)
    expect(page.locator("#lost")).not_to_be_visible()
    sockets[0].close()
    expect(page.locator("#lost")).to_contain_text("reload this page", timeout=SLOW)
    page.close()


def test_a_page_that_ends_early_says_so_and_where_to_look(browser, server):
    """Voila stops at a cell that fails; here the page expects one cell more than it gets."""
    page = browser.new_page()

    def one_more(route):
        said = route.fetch().text()
        assert "window.class_cells = " in said
        route.fulfill(body=said.replace("window.class_cells = ", "window.class_cells = 1 + "))

    page.route("**/voila/render/**", one_more)
    page.goto(f"{server.url}/voila/render/{START}", timeout=SLOW)
    expect(page.locator("#lost")).to_contain_text("ends early", timeout=SLOW)
    expect(page.locator("#lost")).to_contain_text("python3 go.py lab")
    page.close()


def test_a_kernel_that_died_is_the_same_sentence(visit):
    page = visit()
    kernel = json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]
    every = psutil.Process().children(recursive=True)
    (process,) = [p for p in every if any(kernel in word for word in p.cmdline())]
    process.kill()
    expect(page.locator("#lost")).to_contain_text("reload this page", timeout=SLOW)
    screenshot(page, "present-lost")


def test_the_index_leads_to_every_page_and_can_be_read(page, server):
    page.goto(server.url)
    links = page.get_by_role("listitem").get_by_role("link")
    expect(links).to_have_count(len(list((ROOT / "notebooks").glob("*.ipynb"))))
    accessible(page, "body")
    screenshot(page, "present-index")
    links.nth(6).click()
    expect(where(page)).to_contain_text("1 of", timeout=SLOW)
