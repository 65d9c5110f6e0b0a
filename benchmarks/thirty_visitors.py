"""Thirty visitors open one class page at the same moment: who waits how long, and what it costs.

.venv/bin/python benchmarks/thirty_visitors.py

One headless Chromium plays all visitors, each in a context of its own, on the same cores as the server:
that is harder than a class, whose browsers run on its own machines. Once with kernels that are warm
beforehand (`present NOTEBOOK --everyone`), once without (a page other than the one that was named).
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import psutil
from playwright.async_api import async_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from conftest import FLAGS, find_browser  # noqa: E402
from driving import jupyter  # noqa: E402

from sevensteps.present import SPARE  # noqa: E402

OTHER = "00_start_here.ipynb"
CHART = ".sevensteps-chart svg"
PATIENCE = 300_000  # ms until a visitor is lost


def kernels():
    """The processes of the server's kernels."""
    every = psutil.Process().children(recursive=True)
    return [p for p in every if p.is_running() and "ipykernel_launcher" in " ".join(_words(p))]


def _words(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def cost(processes):
    """Of a kernel: MB it holds, MB where what kernels share is shared out, seconds of one core so far."""
    held, own, work = [], [], []
    for p in processes:
        whole, spent = p.memory_full_info(), p.cpu_times()
        held.append(whole.rss / 1e6)
        own.append(getattr(whole, "pss", whole.rss) / 1e6)
        work.append(spent.user + spent.system)
    return median(held), median(own), median(work)


def wait_until(true, seconds):
    """Whether it came true within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(1)
    return False


async def visit(browser, url):
    """Seconds until a visitor's page has come, and until its first chart is drawn, or None; the page."""
    context = await browser.new_context(viewport={"width": 1280, "height": 720})
    page = await context.new_page()
    start = time.monotonic()
    try:
        await page.goto(url, timeout=PATIENCE, wait_until="commit")
        came = time.monotonic() - start
        await page.locator(CHART).first.wait_for(state="attached", timeout=PATIENCE)
    except Exception as problem:
        print(f"lost: {str(problem).splitlines()[0]}", file=sys.stderr)
        return None, None, page
    return came, time.monotonic() - start, page


async def moves(page):
    """Whether the page answers a press on the critic's button with another picture."""
    button = page.locator(".sevensteps-critic").first
    before = await page.locator(CHART).first.text_content()
    await button.evaluate("(b) => b.click()")
    try:
        await page.wait_for_function(
            "([css, before]) => document.querySelector(css).textContent !== before",
            arg=[CHART, before],
            timeout=PATIENCE / 3,
        )
    except Exception:
        said = await page.locator("#lost").text_content()
        print(f"no answer to a press; the page says {said!r}", file=sys.stderr)
        return False
    return True


async def class_comes(url, visitors):
    """All visitors at once: seconds each, how many pages answer, and the kernels' memory meanwhile."""
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=find_browser(), args=[*FLAGS, *root])
        seen = await asyncio.gather(*(visit(browser, url) for _ in range(visitors)))
        charts = [(came, drawn) for came, drawn, _ in seen if drawn is not None]
        start = time.monotonic()
        answers = sum(
            await asyncio.gather(*(moves(p) for _, drawn, p in seen if drawn is not None))
        )
        answered = time.monotonic() - start
        found = kernels()
        size = cost(found)
        await browser.close()
    return charts, answers, answered, len(found), size


def run(notebook, arguments, visitors, idle):
    """One server and one class; what it took, and the kernels before, at most and at the end."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [*arguments, f"--idle={idle}"]
        with jupyter(Path(folder), *arguments, app="sevensteps.present", ready="") as server:
            start = time.monotonic()
            log = Path(folder) / "server.log"
            assert wait_until(lambda: "are warm" in log.read_text(), 900), log.read_text()
            before, warmed = len(kernels()), time.monotonic() - start
            assert urlopen(server.url, timeout=30).status == 200
            url = f"{server.url}/voila/render/{notebook}"
            charts, answers, answered, most, size = asyncio.run(class_comes(url, visitors))
            wait_until(lambda: len(kernels()) <= SPARE, idle * 3 + 60)
            left = len(kernels())
    return before, warmed, charts, answers, answered, most, size, left


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notebook", default="06_can_china_be_brought_round.ipynb")
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument(
        "--idle", type=int, default=180, help="seconds until idle kernels are ended"
    )
    asked = parser.parse_args()
    need = asked.visitors * 0.45e9  # two kernels' worth, and a page in the browser
    if psutil.virtual_memory().available < need:
        return f"{asked.visitors} visitors need about {need / 1e9:.0f} GB of free memory here."
    print(
        "| kernels | warm before | warmed in, s | page came, s (median, worst) "
        "| first chart, s (median, worst) | lost | pages that answer a press | all answered in, s "
        "| kernels at most | memory a kernel, MB (held, shared out) | work a kernel, s of one core "
        "| kernels left after culling |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind, arguments in (("warm", [asked.notebook, "--everyone"]), ("cold", [OTHER])):
        before, warmed, charts, answers, answered, most, size, left = run(
            asked.notebook, arguments, asked.visitors, asked.idle
        )
        came, drawn = zip(*charts, strict=True) if charts else ((0,), (0,))
        print(
            f"| {kind} | {before} | {warmed:.0f} | {median(came):.1f}, {max(came):.1f} "
            f"| {median(drawn):.1f}, {max(drawn):.1f} | {asked.visitors - len(charts)} "
            f"| {answers} | {answered:.0f} | {most} | {size[0]:.0f}, {size[1]:.0f} | {size[2]:.1f} | {left} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
