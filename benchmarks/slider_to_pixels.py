"""From a key on a slider to the changed picture: the live panel and the whole strategy's against two yardsticks, in one run.

    .venv/bin/python benchmarks/slider_to_pixels.py [--steps 40] [--changes 200]

Needs the test tools (python3 go.py test installs them) and Chromium. Prints a table in Markdown.
Read the ratios: milliseconds are those of this machine, at this moment.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from conftest import FLAGS, find_browser  # noqa: E402
from counting import calls_of  # noqa: E402
from driving import SLOW, jupyter, open_notebook, run_all  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from sevensteps import Session, panel, pictures  # noqa: E402

PANEL = """
from sevensteps import *
panel(Session(), pictures.bite, ["china_trade_share"], claims=["C6a"])
"""
WHOLE = """
from sevensteps import *
panel(Session(), pictures.fans, ["china_trade_share"])
"""
ECHO = """
import anywidget, traitlets
class Echo(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
        el.innerHTML = '<input class="echo" type="range" max="400" value="0" data-lm-suppress-shortcuts><span class="echoed">0</span>';
        const [input, span] = el.children;
        input.addEventListener("input", () => { model.set("ping", input.valueAsNumber); model.save_changes(); });
        model.on("change:pong", () => { span.textContent = model.get("pong"); });
    } }'''
    ping = traitlets.Int(0).tag(sync=True)
    pong = traitlets.Int(0).tag(sync=True)
echo = Echo()
echo.observe(lambda change: setattr(echo, "pong", change["new"]), "ping")
echo
"""
INTERACT = """
import ipywidgets as w
from IPython.display import display
from sevensteps import *
from sevensteps.pictures.theme import VEGA5, vega
today = assumptions()
def view(share):
    picture = pictures.bite.still(today.replace(china_trade_share=round(round(share / 0.005) * 0.005, 3)))
    spec = {**vega(picture.spec), "$schema": "https://vega.github.io/schema/vega/v5.json"}
    how = {"embed_options": {"renderer": "svg", "actions": False}}
    display({VEGA5: spec}, raw=True, metadata={VEGA5: how})
w.interact(view, share=w.FloatSlider(value=0.53, min=0.4, max=0.97, step=0.005));
"""
WAYS = {  # name: (what is moved, what changes, both within the notebook)
    "empty kernel round trip": ("input.echo", ".echoed"),
    "live panel": (".sevensteps-panel input[type=range]", ".sevensteps-panel .sevensteps-chart"),
    "the whole strategy's fans": (
        ".sevensteps-panel input[type=range]",
        ".sevensteps-panel .sevensteps-chart",
    ),
    "plain interact": (".widget-interact .noUi-handle", ".widget-interact svg.marks"),
}
WATCH = """(selector) => {
    const text = () => document.querySelector(selector)?.textContent ?? "";
    window.bench = { times: [], seen: new Set(), from: null, last: text(), at: 0 };
    const b = window.bench;
    const key = (event) => { if (event.key.startsWith("Arrow")) b.from = performance.now(); };
    document.addEventListener("keydown", key, true);
    const look = (now) => {
        const current = text();
        if (current && current !== b.last) {
            b.last = current; b.seen.add(current); b.at = performance.now();
            if (b.from !== null) { b.times.push(b.at - b.from); b.from = null; }
        }
        b.frame = requestAnimationFrame(look);
    };
    b.frame = requestAnimationFrame(look);
    b.stop = () => { cancelAnimationFrame(b.frame); document.removeEventListener("keydown", key, true); };
}"""


def measure(page, moved, changed, steps):
    """Median from key to pixels, redraws of `steps` while dragging, and the lag after the drag (ms)."""
    handle = page.locator(moved).first
    handle.scroll_into_view_if_needed()
    page.evaluate(WATCH, changed)
    handle.focus()
    for step in range(steps):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"() => window.bench.times.length > {step}", timeout=10_000)
        page.wait_for_timeout(30)
    times = page.evaluate("() => { window.bench.stop(); return window.bench.times; }")

    page.evaluate(WATCH, changed)
    box = handle.bounding_box()
    track = page.locator(".widget-interact .noUi-base").bounding_box() if "noUi" in moved else box
    y = track["y"] + track["height"] / 2
    start = box["x"] + box["width"] / 2 if "noUi" in moved else track["x"] + track["width"] * 0.2
    page.mouse.move(start, y)
    page.mouse.down()
    page.wait_for_timeout(600)
    page.evaluate("() => window.bench.seen.clear()")
    reach = track["x"] + track["width"] * 0.95 - start
    for step in range(1, steps + 1):
        page.mouse.move(start + reach * step / steps, y)
        page.wait_for_timeout(25)
    page.evaluate("() => { window.bench.end = performance.now(); }")
    page.wait_for_timeout(1500)
    page.mouse.up()
    drawn, lag = page.evaluate(
        "() => { window.bench.stop(); const b = window.bench;"
        " return [b.seen.size, Math.max(0, b.at - b.end)]; }"
    )
    return median(times), drawn, lag


def heap(page, moved, changes):
    """Growth of the page's heap in MB over so many changes."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")

    def used():
        cdp.send("HeapProfiler.collectGarbage")
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize") / 1e6

    handle = page.locator(moved).first
    handle.focus()
    before = used()
    for change in range(changes):
        page.keyboard.press("ArrowLeft" if change // 40 % 2 else "ArrowRight")
        page.wait_for_timeout(40)
    page.wait_for_timeout(1000)
    return used() - before


def run(nodelay, steps, changes):
    """One server with or without the delay; rows of results by way."""
    arguments = (
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
        f"--ServerApp.jpserver_extensions={{'sevensteps.server': {nodelay}}}",
        "--LabApp.expose_app_in_browser=True",
    )
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    rows = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        with jupyter(Path(folder), *arguments) as server:
            browser = play.chromium.launch(executable_path=find_browser(), args=[*FLAGS, *root])
            for name, source in zip(WAYS, (ECHO, PANEL, WHOLE, INTERACT), strict=True):
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                file = server.write(f"{name.replace(' ', '_')}.ipynb", source)
                open_notebook(page, server, file)
                run_all(page)
                moved, changed = WAYS[name]
                page.locator(changed).first.wait_for(timeout=SLOW)
                page.wait_for_timeout(1500)
                rows[name] = (*measure(page, moved, changed, steps), heap(page, moved, changes))
                page.close()
            browser.close()
    return rows


def in_python(moves=300):
    """Calls of our functions and files for one move and for its end; time of a move by that of its data."""
    picture = pictures.bite
    one = panel(Session(), picture, ["china_cooperation"], claims=["C6a"], plain=True)
    slider = one.inputs["china_cooperation"].slider
    move = calls_of(lambda: setattr(slider, "value", 0.7))
    end = calls_of(lambda: setattr(slider, "settled", 1))

    def seconds(act):
        times = []
        for i in range(moves):
            start = process_time()
            act(0.1 * (i % 9 + 1))
            times.append(process_time() - start)
        return median(times)

    whole = seconds(lambda value: setattr(slider, "value", value))
    now = one.session.now
    data = seconds(lambda value: picture.data(now.replace(china_cooperation=value)))
    return move, end, whole / data


def main():
    """Print the table and whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--changes", type=int, default=200)
    asked = parser.parse_args()
    move, end, ratio = in_python()
    print(f"- one move in Python: {move.total()} calls in {len(move)} files (target: at most 700)")
    print(f"- the end of a move: {end.total()} calls in {len(end)} files")
    print(f"- time of a move by that of its data alone: {ratio:.1f}\n")
    print("| server | way | median ms, key to pixels | redraws of "
          f"{asked.steps} while dragging | lag after a drag, ms | heap growth, MB |")  # fmt: skip
    print("| --- | --- | --- | --- | --- | --- |")
    for nodelay in (True, False):
        rows = run(nodelay, asked.steps, asked.changes)
        for name, (time, drawn, lag, grown) in rows.items():
            server = "delay removed" if nodelay else "as it comes"
            print(
                f"| {server} | {name} | {time:.0f} | {drawn} | {lag:.0f} | {grown:+.1f} |",
                flush=True,
            )
        if nodelay:
            removed = rows
    empty, ours, whole, plain = (removed[name] for name in WAYS)
    print()
    print(f"- of plain interact: {ours[0] / plain[0]:.2f} (target: at most 0.5)")
    print(f"- above the empty round trip: {ours[0] - empty[0]:+.0f} ms (target: at most +20)")
    print(
        f"- redraws of {asked.steps} while dragging: {ours[1]} (target: at least {asked.steps * 7 // 8})"
    )
    print(f"- the whole strategy's fans, of the panel of notebook 06: {whole[0] / ours[0]:.1f}")
    print(f"- heap growth in {asked.changes} changes: {ours[3]:+.1f} MB (target: under 20)")


if __name__ == "__main__":
    main()
