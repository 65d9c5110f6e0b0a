"""Class pages: each notebook as a full-screen page for a room, served by Voila without its code.

`python -m sevensteps.present [NOTEBOOK] [--port N] [--everyone] [--code]`; go.py starts it.

Every visitor has their own kernel, and may only move what is on the page. Messages about widgets
reach the kernel; all others are dropped. The server knows the index, the class pages and the
scripts that draw them. It serves no file of this folder.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila
from voila.handler import BaseVoilaHandler
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler
from voila.voila_kernel_manager import voila_kernel_manager_factory

from . import server
from .data import nearest
from .text import NOTEBOOKS

SHARE = Path(__file__).parent / "share"  # where Jupyter finds our template
PORT = 8866
# What widgets need, and nothing that runs code, reads a variable's help or ends a kernel.
ALLOWED = ("comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request")
WIDGETS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
NOT_SERVED = (TornadoVoilaTreeHandler, VoilaContentsHandler, AllowListFileHandler)

# A visitor's kernel needs memory and, to start, two seconds of one core (benchmarks/README.md). A page
# for this computer keeps two kernels warm, for the visitor and for a reload. A page for everyone warms
# one for each of a class: 30 kernels that start together on two cores keep the last visitor waiting.
CLASS, SPARE = 30, 2
PLACE = 0.2e9  # bytes that a visitor's kernel may need
IDLE, LOOK = 600, 60  # seconds until a kernel without a visitor is ended, and between two looks
FULL = "This computer has no place for one more visitor: close a class page, or wait ten minutes"


# -- the pages -----------------------------------------------------------------------------------


def class_pages(folder: Path = NOTEBOOKS) -> dict[str, str]:
    """File name -> question of every notebook that has a class page, in order."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        head = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        found[path.name] = re.search(r"^# (.+)|$", head, flags=re.M)[1] or path.stem
    return found


def page_named(asked: str, pages: Iterable[str]) -> str:
    """The file that a name, a path or a number means; raises ValueError with a suggestion."""
    stems = {p.removesuffix(".ipynb"): p for p in pages}
    name = Path(asked).name.removesuffix(".ipynb")
    if name in stems:
        return stems[name]
    begin = [p for stem, p in stems.items() if name and stem.startswith(name)]
    if len(begin) == 1:
        return begin[0]
    raise ValueError(f"There is no notebook {asked!r}{nearest(name, stems)}.")


def glossary(folder: Path = NOTEBOOKS) -> dict[str, list[str]]:
    """Anchor -> [word, its sentence] of the glossary, which travels with every class page."""
    text = (folder / "glossary.md").read_text(encoding="utf-8")
    found = re.findall(r"^### (.+)\n+((?:(?!#).+\n?)+)", text, flags=re.M)
    return {word.lower().replace(" ", "-"): [word, " ".join(said.split())] for word, said in found}


# -- kernels -------------------------------------------------------------------------------------


class Kernels(voila_kernel_manager_factory(AsyncMappingKernelManager, True, 1)):
    """Voila's warm kernels: as many as are wanted and fit into memory, warmed one a core at a time.

    Voila itself refills each pool at once and in full: thirty visitors would leave sixty kernels.
    """

    def __init__(self, **named: Any):
        self.visits: dict[str, int] = {}
        self.turns = asyncio.Semaphore(os.cpu_count() or 1)
        self.warmed = 0
        super().__init__(**named)
        self.first = self.pooled()

    def pooled(self) -> int:
        """How many kernels are warm, or soon will be, without a visitor."""
        return sum(map(len, self._pools.values()))

    def full(self) -> bool:
        """Whether memory has no place for one more kernel."""
        starting = sum(not task.done() for pool in self._pools.values() for task in pool)
        return len(self) + starting >= self.parent.places

    def fill_if_needed(self, delay: Any = None, notebook_name: Any = None, **named: Any) -> None:
        pool = self._pools.setdefault(notebook_name, [])
        wanted = self.parent.wanted(notebook_name, self.visits.get(notebook_name, 0))
        while len(pool) < wanted and not self.full():
            size = {"pool_size": len(pool) + 1, "kernel_env_variables": {}}
            self.kernel_pools_config = {"default": size}
            super().fill_if_needed(0, notebook_name, **named)

    async def get_rendered_notebook(self, notebook_name: str, **named: Any) -> Any:
        self.visits[notebook_name] = self.visits.get(notebook_name, 0) + 1
        given = await super().get_rendered_notebook(notebook_name, **named)
        # a kernel that waited for a long time counts as active until its visitor's browser calls it
        self.get_kernel(given[-1]).last_activity = datetime.now(UTC)
        return given

    async def _initialize(self, notebook_path: str, kernel_id: Any = None, **named: Any) -> Any:
        async with self.turns:
            made = await super()._initialize(notebook_path, kernel_id, **named)
            await asyncio.wait([made["task"]])
        self.warmed += 1
        if self.warmed == self.first:
            print(f"{self.first} kernels are warm: their pages open at once.", flush=True)
        return made

    async def shutdown_all(self, *given: Any, **named: Any) -> None:
        for pool in self._pools.values():  # do not wait for kernels that have not started
            for task in pool:
                task.cancel()
            pool[:] = [task for task in pool if task.done()]
        await super().shutdown_all(*given, **named)


# -- the server ----------------------------------------------------------------------------------


class Index(BaseVoilaHandler):
    """The list of class pages."""

    def get(self) -> None:
        self.finish(self.render_template("classes.html", pages=self.settings["voila"].pages))


class ClassPage(TornadoVoilaHandler):
    """One class page. It refuses other names, and visitors when memory is full."""

    async def get(self, path: str = "") -> None:
        kernels = self.settings["kernel_manager"]
        if path not in self.settings["voila"].pages:
            raise HTTPError(404, reason="There is no such class page")
        if not kernels.get_pool_size(path) and kernels.full():
            raise HTTPError(503, reason=FULL)
        await super().get(path)


class ClassPages(Voila):
    """Voila with our pages, our kernels and our list of what a visitor may send."""

    pages: Mapping[str, str] = {}
    named, everyone, places = "", False, 1

    def wanted(self, name: str, visits: int) -> int:
        """How many kernels should be warm for a page that so many visitors have opened."""
        if not self.named:
            return int(name in self.pages)
        if name != self.named:
            return 0
        return max(SPARE, CLASS - visits) if self.everyone else SPARE

    def init_settings(self) -> dict[str, Any]:
        settings = super().init_settings()
        self.kernel_manager = settings["kernel_manager"] = Kernels(
            parent=self,
            connection_dir=self.connection_dir,
            kernel_spec_manager=self.kernel_spec_manager,
            allowed_message_types=list(ALLOWED),
        )
        return {**settings, "allow_remote_access": self.everyone}

    def init_handlers(self) -> list[tuple]:
        served = [h for h in super().init_handlers() if h[1] not in NOT_SERVED]
        ours = [(h[0], ClassPage, *h[2:]) if h[1] is TornadoVoilaHandler else h for h in served]
        return [(self.server_url, Index, {"voila_configuration": self.voila_configuration}), *ours]

    def launch_browser(self) -> None:
        threading.Thread(target=webbrowser.open, args=[self.address("127.0.0.1")]).start()

    def address(self, host: str) -> str:
        """Where a browser finds the page that was named, or the index."""
        return f"http://{host}:{self.port}/" + (f"voila/render/{self.named}" if self.named else "")


def configuration(asked: argparse.Namespace) -> Config:
    """Voila's settings; an address cannot ask for another template or for the sources."""
    c = Config()
    c.Voila.update(
        ip="" if asked.everyone else "127.0.0.1",
        port=asked.port,
        port_retries=0,
        token="",
        root_dir=str(NOTEBOOKS),
        open_browser=not asked.no_browser,
        log_level="ERROR",
    )
    c.VoilaConfiguration.update(
        template="sevensteps",
        allow_template_override="NO",
        allow_theme_override="NO",
        strip_sources=not asked.code,
        extension_allowlist=list(WIDGETS),
        resources={"glossary": glossary()},
    )
    if sys.platform == "linux":  # instead of ports, which two kernels could both choose
        c.KernelManager.transport = "ipc"
    c.MappingKernelManager.update(cull_idle_timeout=asked.idle, cull_interval=min(asked.idle, LOOK))
    return c


# -- from the command line -----------------------------------------------------------------------


def _asked(args: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("go.py present", description="Notebooks as class pages.")
    add = parser.add_argument
    add("notebook", nargs="?", default="", help="its name or number; else the list")
    add("--port", type=int, default=PORT)
    add("--everyone", action="store_true", help="let others on this network visit")
    add("--code", action="store_true", help="send the cells' code too, behind a key")
    add("--no-browser", action="store_true", help="open no browser here")
    add("--idle", type=int, default=IDLE, help="seconds until a kernel without a visitor is ended")
    return parser.parse_args(args)


def taken(port: int, host: str) -> bool:
    """Whether this port is in use or not allowed."""
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return True
    return False


def running(port: int) -> bool:
    """Whether our class pages already answer at this port."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
            return b'class="class-index"' in answer.read(20_000)
    except (OSError, ValueError, HTTPException):
        return False


def own_address() -> str:
    """This computer's address in its network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that is kept for examples
            return probe.getsockname()[0]
        except OSError:
            return socket.gethostname()


def announcement(app: ClassPages) -> str:
    """What the lecturer reads: who can visit, and at which address."""
    if not app.everyone:
        return (
            f"The class pages are at {app.address('127.0.0.1')} and open on this computer only. "
            "Stop them with Ctrl+C."
        )
    return (
        "Everyone on this network can now open the class pages, without a password. They can move what "
        f"is on a page and run no code.\nThe address to type: {app.address(own_address())}\n"
        f"There are places for about {app.places} visitors. Stop it with Ctrl+C."
        + ("" if app.named else f"\nName a notebook, and it is warm for a class of {CLASS}.")
    )


def main(args: list[str]) -> int | str:
    """Serve the class pages until Ctrl+C; returns 0, or a sentence on what was wrong."""
    asked, pages = _asked(args), class_pages()
    try:
        named = page_named(asked.notebook, pages) if asked.notebook else ""
    except ValueError as problem:
        return str(problem)
    if running(asked.port):
        address = f"http://127.0.0.1:{asked.port}/" + (f"voila/render/{named}" if named else "")
        return f"The class pages are running already: open {address}, or stop them first."
    if taken(asked.port, "" if asked.everyone else "127.0.0.1"):
        return f"Port {asked.port} is taken: choose another, for instance --port {asked.port + 1}."
    path = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(SHARE), path]))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # thirty kernels need no pools of threads
    app = ClassPages(config=configuration(asked))
    app.pages, app.named, app.everyone = pages, named, asked.everyone
    app.places = max(1, int(psutil.virtual_memory().available * 0.8 / PLACE))
    server._load_jupyter_server_extension(app)
    app.initialize([])
    print(announcement(app), flush=True)
    app.start()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
