"""The server extension that stops answers from waiting for the browser's delayed acknowledgement."""

import json
import logging
from pathlib import Path

import pytest

from sevensteps import server

jupyter = pytest.importorskip("jupyter_server.services.kernels.websocket")


class App:
    log = logging.getLogger("test")


@pytest.fixture
def handler(monkeypatch):
    """Jupyter's handler of kernel sockets with an `open` of ours, wrapped by the extension."""
    opened = []

    async def open_(self, *args, **kwargs):
        opened.append(args)
        return "opened"

    monkeypatch.setattr(jupyter.KernelWebsocketHandler, "open", open_)
    monkeypatch.setattr(jupyter.KernelWebsocketHandler, "sevensteps_nodelay", False, raising=False)
    server._load_jupyter_server_extension(App())
    return opened


class Socket:
    log = App.log

    def __init__(self, fails=False):
        self.set, self.fails = [], fails

    def set_nodelay(self, value):
        if self.fails:
            raise RuntimeError("gone")
        self.set.append(value)


def test_a_kernels_socket_answers_without_delay_and_opens_as_before(handler):
    socket = Socket()
    result = ended(_open(socket))
    assert socket.set == [True]
    assert result == "opened"
    assert handler == [("kernel",)]


def test_a_socket_that_cannot_be_set_opens_all_the_same(handler):
    assert ended(_open(Socket(fails=True))) == "opened"


def ended(coroutine):
    """What a coroutine that waits for nothing returns; no event loop is needed."""
    with pytest.raises(StopIteration) as end:
        coroutine.send(None)
    return end.value.value


async def _open(socket):
    return await jupyter.KernelWebsocketHandler.open(socket, "kernel")


def test_loaded_twice_it_wraps_once(handler):
    once = jupyter.KernelWebsocketHandler.open
    server._load_jupyter_server_extension(App())
    assert jupyter.KernelWebsocketHandler.open is once


def test_a_jupyter_without_that_class_is_left_alone(monkeypatch):
    monkeypatch.delattr(jupyter, "KernelWebsocketHandler")
    server._load_jupyter_server_extension(App())


def test_the_extension_is_switched_on_where_jupyter_looks():
    assert server._jupyter_server_extension_points() == [{"module": "sevensteps.server"}]
    file = Path(server.__file__).parent / "jupyter_server_config.d" / "sevensteps.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    assert config["ServerApp"]["jpserver_extensions"] == {"sevensteps.server": True}
