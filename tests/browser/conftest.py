"""Browser tests: real Chromium, a JupyterLab of our own, and no network beyond this machine."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

NAMES = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
    "chrome",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # every request to another machine fails
)


def find_browser() -> str | None:
    """The path of a Chromium or Chrome: $BROWSER, the usual commands, the usual places."""
    asked = os.environ.get("BROWSER", "")
    names = [asked] if any(name in Path(asked).name.lower() for name in ("chrom", "edge")) else []
    found = (shutil.which(name) for name in [*names, *NAMES])
    return next(filter(None, found), None) or next(filter(os.path.exists, PLACES), None)


@pytest.fixture(autouse=True)
def one_worker_has_the_whole_group(request):
    """Tests that share a page go through it in order, so one process must run them all."""
    group = request.node.get_closest_marker("xdist_group")
    if group and "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith(f"@{group.args[0]}"), (
            "pytest-xdist has forgotten its groups: run it with --dist loadgroup, and a pytest it knows"
        )


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; without one the tests are skipped, or fail where CI is set."""
    if find_spec("pytest_playwright") is None or find_spec("axe_playwright_python") is None:
        _missing("Browser tests need the test tools of the lock's second group (see CONTRIBUTING).")
    path = find_browser()
    if path is None:
        _missing(
            "Browser tests need Chromium or Chrome: install one (on Debian and Ubuntu "
            "`apt-get install chromium`) or put its path into the environment variable BROWSER."
        )
    return path


if find_spec("pytest_playwright") is None:

    @pytest.fixture
    def page(chromium):
        raise AssertionError("the fixture `chromium` skips or fails first")


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium):
    root = os.name == "posix" and os.geteuid() == 0
    return {"executable_path": chromium, "args": [*FLAGS, *(["--no-sandbox"] if root else [])]}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    """A JupyterLab (and Notebook) server, with our extension, on a copy of the notebooks."""
    from driving import LAB, jupyter

    notebook = "--JupyterNotebookApp.expose_app_in_browser=True"
    with jupyter(tmp_path_factory.mktemp("lab"), *LAB, notebook) as server:
        yield server


@pytest.fixture(scope="module")
def voila(chromium, tmp_path_factory):
    """A Voila server on a copy of the notebooks: `{url}/voila/render/{name}`."""
    from driving import jupyter

    arguments = ("--Voila.ip=127.0.0.1", "--token=")
    with jupyter(tmp_path_factory.mktemp("voila"), *arguments, app="voila", ready="") as server:
        yield server
