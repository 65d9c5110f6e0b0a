"""The live chart and the slider in real Chromium, with the network cut off."""

from __future__ import annotations

import re

import pytest
from driving import (
    SLOW,
    accessible,
    no_error_output,
    open_notebook,
    run_all,
    screenshot,
)

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("live charts")  # one page serves them all

SETUP = """
import altair as alt, numpy as np, vl_convert, ipywidgets as w
from sevensteps.assumptions import Assumption
from sevensteps.widgets.chart import LiveChart
from sevensteps.widgets.parts import Status
from sevensteps.widgets.slider import Slider

X = np.linspace(0, 1, 101)

def chart(colour):
    curve, you = alt.Data(name="curve"), alt.Data(name="you")
    x = alt.X("x", type="quantitative").title("enforcement (share)").scale(domain=[0, 1])
    y = alt.Y("y", type="quantitative").title("bite (share)").scale(domain=[0, 1])
    line = alt.Chart(curve).mark_line(color=colour, strokeWidth=3, aria=False).encode(x, y)
    dot = alt.Chart(you).mark_point(filled=True, size=250, aria=False).encode(x, y)
    title = alt.Title(alt.expr("split(finding, '\\\\n')"), anchor="start", fontSize=20)
    finding = alt.param(name="finding", value=" ")
    both = (line + dot).add_params(finding).properties(width=520, height=220, title=title)
    config = dict(font="sans-serif", axis=dict(labelFontSize=15, titleFontSize=16))
    return vl_convert.vegalite_to_vega(both.configure(**config).to_dict())

def columns(v):
    return {"curve": {"x": X, "y": X ** (0.2 + 2 * v)}, "you": {"x": [v], "y": [v ** (0.2 + 2 * v)]}}

def said(v):
    return {"finding": f"At {v:.0%} the curve is another\\nand the title says so: {v:.2f}"}

def pair(name, colour):
    slider = Slider(
        Assumption(name="share", title=f"China's cooperation ({name})", value=0.5, low=0, high=1,
                   increment=0.05, unit="share", evidence="claimed"), 0.5,
        marks=[{"value": 0.5, "kind": "default", "label": "start 50%"},
               {"value": 0.9, "kind": "author", "label": "author 90%"},
               {"value": 0.95, "kind": "critic", "label": "critic 95%"}],
        about=[["claim", "C6a"], ["source", "A table of the bank, 2008"]])
    live = LiveChart(chart(colour), columns(0.5), said(0.5), label=f"Picture of {name}")
    words = Status(text=said(0.5)["finding"])
    ends = w.Label("0")
    def move(change):
        live.show(columns(change["new"]), said(change["new"]))
        words.text = said(change["new"])["finding"]
    slider.observe(move, "value")
    slider.observe(lambda c: setattr(ends, "value", str(c["new"])), "settled")
    return slider, live, words, ends
"""
FIRST = "slider, live, words, ends = pair('one', '#0072b2')\nw.VBox([slider, live, words, ends])"
SECOND = "slider2, live2, words2, ends2 = pair('two', '#c04e01')\nw.VBox([slider2, live2])"

LINE = ".sevensteps-chart .mark-line path"


@pytest.fixture(scope="module")
def opened(browser, lab, browser_context_args):
    """A page with two charts, both drawn once; `strangers` lists its requests to other machines."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.strangers = []
    page.on("request", lambda r: page.strangers.append(r.url) if is_strange(r.url) else None)
    open_notebook(page, lab, lab.write("two.ipynb", SETUP, FIRST, SECOND))
    run_all(page)
    expect(page.locator(LINE)).to_have_count(2, timeout=SLOW)
    yield page
    context.close()


@pytest.fixture
def two(opened):
    """That page as it was when it was opened."""
    kernel(opened, "slider.value = slider2.value = 0.3; slider.value = slider2.value = 0.5")
    for name in ("one", "two"):
        expect(chart(opened, name).first).to_contain_text("so: 0.50")
        expect(slider(opened, name)).to_have_value("0.5")
    return opened


def is_strange(url: str) -> bool:
    return re.match(r"(blob:)?https?://(?!127\.0\.0\.1)", url) is not None


def chart(page, name="one"):
    return page.get_by_label(f"Picture of {name}", exact=True)


def slider(page, name="one"):
    return page.get_by_role("slider", name=f"China's cooperation ({name})", exact=True)


def path(picture):
    return picture.locator(".mark-line path").get_attribute("d")


def kernel(page, code):
    """Run code in the notebook's kernel without touching its cells."""
    page.evaluate(
        """(code) => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({ code }).done.then((reply) => {
                if (reply.content.status !== "ok") throw new Error(reply.content.evalue);
            })""",
        code,
    )


def test_an_arrow_key_moves_the_slider_and_redraws_its_own_chart_only(two):
    before, other = path(chart(two)), path(chart(two, "two"))
    slider(two).focus()
    two.keyboard.press("ArrowRight")
    expect(chart(two)).to_contain_text("the title says so: 0.55")
    expect(chart(two).locator(".mark-line path")).not_to_have_attribute("d", before)
    assert path(chart(two, "two")) == other
    assert slider(two).get_attribute("aria-valuetext") == "55%"
    screenshot(two, "live-lab")
    no_error_output(two)
    assert two.strangers == []


def test_bare_keys_on_the_slider_are_not_commands_of_the_notebook(two):
    cells = two.locator(".jp-Cell").count()
    slider(two).focus()
    for key in ("b", "x", "End", "PageDown"):
        two.keyboard.press(key)
    expect(chart(two)).to_contain_text("so: 0.90")
    assert two.locator(".jp-Cell").count() == cells


def test_each_end_of_a_move_is_counted_once(two):
    kernel(two, "slider.settled = 0")
    slider(two).focus()
    for count in (1, 2):
        two.keyboard.press("ArrowLeft")
        expect(two.locator(".widget-label", has_text=re.compile(f"^{count}$"))).to_be_visible()


def test_the_kernel_moves_the_thumb(two):
    kernel(two, "slider.value = 0.3")
    expect(slider(two)).to_have_value("0.3")
    expect(chart(two)).to_contain_text("0.30")
    kernel(two, "slider.value = 0.315")
    expect(two.locator("output").first).to_have_text("31.5%")


def test_of_many_quick_changes_the_newest_stays(two):
    kernel(two, "for v in np.linspace(0, 1, 200): live.show(columns(v), said(v))")
    expect(chart(two)).to_contain_text("1.00")
    newest = path(chart(two))
    two.wait_for_timeout(500)
    assert path(chart(two)) == newest
    kernel(two, "live.show(columns(0.5), said(0.5)); live.show(columns(1), said(1))")
    expect(chart(two)).to_contain_text("1.00")
    assert path(chart(two)) == newest


def test_another_number_of_rows_and_a_lone_title_are_drawn_too(two):
    kernel(two, "live.show({'curve': {'x': [0, 0.5, 1], 'y': [0, 1, 0]}})")
    expect(chart(two).locator(".mark-line path")).to_have_attribute("d", "M0,220L260,0L520,220")
    kernel(two, "live.show(signals={'finding': 'Only this'})")
    expect(chart(two)).to_contain_text("Only this")


def test_the_chart_keeps_its_size_while_its_data_change(two):
    before = chart(two).bounding_box()
    kernel(two, "live.show(columns(0.01), {'finding': 'Short'})")
    expect(chart(two)).to_contain_text("Short")
    assert chart(two).bounding_box() == before


def test_the_library_is_sent_once_for_a_page(two):
    assert two.evaluate("() => globalThis[Symbol.for('sevensteps.vega')].size") == 1
    kernel(two, "sent = []; live.send = live2.send = lambda *a: sent.append(1)")
    kernel(two, "from IPython.display import display; display(live, live2)")
    kernel(two, "del live.send, live2.send; assert not sent")


def test_a_library_that_cannot_be_built_is_said_in_one_sentence(page, lab):
    spoilt = "import sevensteps.widgets.chart as l\ndef none(): raise OSError('the disk is full')\nl.vega_bundle = none"
    open_notebook(page, lab, lab.write("spoilt.ipynb", SETUP, spoilt, FIRST))
    run_all(page)
    expect(page.get_by_role("alert")).to_have_text(
        "The chart cannot be drawn: OSError: the disk is full", timeout=SLOW
    )


def test_our_outputs_pass_axe_with_everything_unfolded(two):
    two.get_by_text("Where is this from?").first.click()
    expect(two.get_by_text("A table of the bank, 2008").first).to_be_visible()
    accessible(two, ".sevensteps-slider", ".sevensteps-chart", ".sevensteps-status")
    screenshot(two, "live-unfolded")


def test_in_the_dark_theme_the_slider_is_readable(two):
    two.evaluate(
        """() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })
            .then(() => null)"""
    )
    expect(two.locator("body[data-jp-theme-light=false]")).to_be_attached()
    screenshot(two, "live-dark")
    accessible(two, ".sevensteps-slider", ".sevensteps-status")
    two.evaluate(
        """() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })
            .then(() => null)"""
    )


def test_a_second_view_and_a_reopened_one_show_the_newest_data(two, lab):
    kernel(two, "live.show(columns(0.8), said(0.8))")
    two.evaluate(
        """() => { const { content } = window.jupyterapp.shell.currentWidget;
                 content.activeCellIndex = 1;
                 return window.jupyterapp.commands.execute('notebook:create-output-view').then(() => null); }"""
    )
    both = chart(two)
    expect(both).to_have_count(2)
    expect(both.nth(1)).to_contain_text("0.80")
    two.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => null)")
    open_notebook(
        two, lab, "two.ipynb"
    )  # not a reload: another page has left its own tabs in the workspace
    expect(chart(two).first).to_contain_text("0.80", timeout=SLOW)


def test_notebook_7_draws_it_too(page, lab):
    open_notebook(page, lab, lab.write("classic.ipynb", SETUP, FIRST), place="notebooks")
    run_all(page)
    expect(chart(page)).to_contain_text("0.50", timeout=SLOW)
    slider(page).press("ArrowRight")
    expect(chart(page)).to_contain_text("0.55")
    screenshot(page, "live-notebook")


def test_voila_draws_it_too(page, voila):
    page.goto(f"{voila.url}/voila/render/{voila.write('board.ipynb', SETUP, FIRST)}", timeout=SLOW)
    expect(chart(page)).to_contain_text("0.50", timeout=SLOW)
    slider(page).press("ArrowRight")
    expect(chart(page)).to_contain_text("0.55")
    screenshot(page, "live-voila")
