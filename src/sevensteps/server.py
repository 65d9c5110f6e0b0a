"""A Jupyter server extension: answers of the kernel reach the browser at once.

The server's kernel websocket leaves Nagle's algorithm on, so that a reply can wait for the browser's
delayed acknowledgement, 40 ms on Linux. One call on each new connection switches it off. The class is
internal to jupyter_server. If it has changed, everything works as before, only slower.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "sevensteps.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    try:
        from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

        if not getattr(KernelWebsocketHandler, "sevensteps_nodelay", False):
            KernelWebsocketHandler.open = _without_delay(KernelWebsocketHandler.open)
            KernelWebsocketHandler.sevensteps_nodelay = True
    except Exception as problem:
        app.log.debug("sevensteps: the kernel websocket keeps its delay: %s", problem)


def _without_delay(opened: Any) -> Any:
    async def open(self: Any, *arguments: Any, **named: Any) -> None:
        try:
            self.set_nodelay(True)
        except Exception as problem:
            self.log.debug("sevensteps: this kernel websocket keeps its delay: %s", problem)
        return await opened(self, *arguments, **named)

    return open
