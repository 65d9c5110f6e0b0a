"""What a browser test does with a Jupyter server: start one, open a notebook, run it, look at it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nbformat

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
SLOW = 90_000  # ms before a test gives up on a page
LAB = (  # options of our JupyterLab
    "--ServerApp.ip=127.0.0.1",
    "--IdentityProvider.token=",
    "--ServerApp.jpserver_extensions={'sevensteps.server': True}",
    "--LabApp.expose_app_in_browser=True",
)

# -- servers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the folder it serves (a copy of the notebooks)."""

    url: str
    folder: Path

    def write(self, name: str, *cells: str) -> str:
        """A notebook of these code cells in the served folder; returns its name."""
        made = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(cells)]
        notebook = nbformat.v4.new_notebook(cells=made)
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.folder / name)
        return name


def panels(notebook: Path) -> list[list[str]]:
    """The panels of a notebook in order: the claims that each judges."""
    cells = nbformat.read(notebook, 4).cells
    sources = [c.source for c in cells if c.cell_type == "code"]
    calls = [s for s in sources if re.search(r"^panel\(", s, flags=re.M)]
    found = [re.search(r"claims=\[(.*?)\]", s) for s in calls]
    return [re.findall(r"\w+", f[1]) if f else [] for f in found]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def private_environment(folder: Path) -> dict[str, str]:
    """The environment of a server that shares nothing with the user's own Jupyter."""
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    news = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(news))
    source = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, source)),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
    }


def copied_notebooks(folder: Path) -> Path:
    """A copy of the notebooks that a test may run and change."""
    served = folder / "served"
    served.mkdir()
    for file in sorted((ROOT / "notebooks").iterdir()):
        if file.suffix in (".ipynb", ".md"):
            shutil.copy(file, served)
    return served


@contextmanager
def jupyter(
    folder: Path, *arguments: str, app: str = "jupyterlab", ready: str = "api"
) -> Iterator[Server]:
    """A server of our own on a free port, ended afterwards with its kernels."""
    served, port = copied_notebooks(folder), free_port()
    log = folder / "server.log"
    command = [sys.executable, "-m", app, "--no-browser", f"--port={port}", *arguments]
    if os.name == "posix" and os.geteuid() == 0 and app == "jupyterlab":
        command.append("--allow-root")
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=served, env=private_environment(folder), stdout=output, stderr=output
        )
    server = Server(f"http://127.0.0.1:{port}", served)
    try:
        _wait_for(f"{server.url}/{ready}", process, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(url, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start; it said:\n{log.read_text()[-3000:]}")


# -- notebooks -----------------------------------------------------------------------------------

IDLE = """(name) => { const context = window.jupyterapp?.shell.currentWidget?.context;
    return context?.path.endsWith(name) && context.isReady
        && context.sessionContext.session?.kernel?.status === "idle"; }"""
RUN = "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => null)"
DONE = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === "code" && cell.model.sharedModel.source.trim())
    .every((cell) => cell.model.executionCount && cell.model.executionState !== "running")"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === "code")
    .flatMap((cell) => cell.model.outputs.toJSON())
    .filter((output) => output.output_type === "error")
    .map((output) => `${output.ename}: ${output.evalue}`)"""
COMPLAINTS = ".sevensteps-problem, .jupyter-widgets-error, .lm-error, .jp-mod-error"


def open_notebook(page: Any, server: Server, name: str, place: str = "lab/tree") -> None:
    """Open a notebook in JupyterLab (or Notebook: place="notebooks") and wait for its kernel."""
    page.goto(f"{server.url}/{place}/{name}?reset", timeout=SLOW)  # no other notebook from before
    page.wait_for_function(IDLE, arg=name, timeout=SLOW)


def run_all(page: Any) -> None:
    """Run all cells and wait until the last one is done."""
    page.evaluate(RUN)
    page.wait_for_function(DONE, timeout=SLOW)


def no_error_output(page: Any) -> None:
    """No cell ended in an error, and none of our widgets shows one."""
    said = page.evaluate(ERRORS) + page.locator(COMPLAINTS).all_inner_texts()
    assert not said, said


def screenshot(page: Any, name: str) -> Path:
    """A picture of the page as it is, kept as `screenshots/<name>.png`."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


def accessible(page: Any, *outputs: str) -> None:
    """axe-core finds nothing serious or critical inside these parts of the page (CSS selectors)."""
    from axe_playwright_python.sync_playwright import Axe

    context = {"include": [[selector] for selector in outputs]}
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"]})
    grave = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    said = [f"{v['id']}: {v['help']}: {n['html'][:200]}" for v in grave for n in v["nodes"]]
    assert not said, "\n".join(said)
