"""Class pages: what a visitor may send, what is served, to whom, and how many kernels are kept warm."""

import asyncio
import json
import re
import socket
import sys
import uuid
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("voila")
import psutil
import websocket
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from driving import ROOT, jupyter

from sevensteps import present
from sevensteps.present import CLASS, SPARE, ClassPages, Kernels

START = "00_start_here.ipynb"
PAGES = present.class_pages()
group = pytest.mark.xdist_group("class pages")  # one server serves them all


def asked(**changes):
    given = {"everyone": False, "port": 8866, "code": False, "no_browser": True, "idle": 600}
    return Namespace(**{**given, **changes})


# -- a server ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("present")
    with jupyter(folder, START, app="sevensteps.present", ready="") as running:
        yield running


@pytest.fixture(scope="module")
def opened(server):
    """A class page as it is sent, with a kernel of its own."""
    return urlopen(f"{server.url}/voila/render/{START}", timeout=90).read().decode()


@pytest.fixture(params=["plain", "v1"])
def visitor(request, server, opened):
    """A visitor's socket to the page's kernel, in either of the protocols that Jupyter knows."""
    kernel = re.search(r'"kernelId": "([^"]+)"', opened)[1]
    session = uuid.uuid4().hex
    protocols = ["v1.kernel.websocket.jupyter.org"] if request.param == "v1" else []
    address = f"{server.url.replace('http', 'ws')}/api/kernels/{kernel}/channels"
    connection = websocket.create_connection(
        f"{address}?session_id={session}", subprotocols=protocols, timeout=60
    )
    connection.session = session
    yield connection
    connection.close()


def send(visitor, kind, channel="shell", **content):
    """Send one message as a page's script could; returns its id."""
    ids = {"msg_id": uuid.uuid4().hex, "session": visitor.session, "username": "visitor"}
    header = {**ids, "msg_type": kind, "version": "5.4", "date": "2026-11-30T00:00:00Z"}
    parts = [header, {}, {}, content]
    if visitor.subprotocol:
        packed = [json.dumps(part).encode() for part in parts]
        visitor.send_binary(serialize_msg_to_ws_v1(packed, channel))
    else:
        names = ("header", "parent_header", "metadata", "content")
        visitor.send(json.dumps({**dict(zip(names, parts, strict=True)), "channel": channel}))
    return header["msg_id"]


def answers_until(visitor, kind):
    """The kinds of the messages that come, with what they answer, up to the first of this kind."""
    seen = []
    while not seen or seen[-1][0] != kind:
        got = visitor.recv()
        if isinstance(got, bytes):
            count = int.from_bytes(got[:8], "little")
            at = [int.from_bytes(got[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
            header, parent = (json.loads(got[at[i] : at[i + 1]]) for i in (1, 2))
        else:
            message = json.loads(got)
            header, parent = message["header"], message["parent_header"]
        seen.append((header["msg_type"], parent.get("msg_id")))
    return seen


@group
@pytest.mark.parametrize("channel", ["shell", "control"])
def test_what_a_visitor_asks_to_execute_is_not_executed(visitor, channel, tmp_path):
    """The kernel answers the next message, so it would have run this one before."""
    written = tmp_path / "written"
    code = f"open({str(written)!r}, 'w').close()"
    send(visitor, "execute_request", channel, code=code, silent=False, allow_stdin=False)
    send(visitor, "kernel_info_request", channel)
    answers_until(visitor, "kernel_info_reply")
    assert not written.exists()


@group
@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        ("execute_request", "shell"),
        ("inspect_request", "shell"),
        ("complete_request", "shell"),
        ("history_request", "shell"),
        ("debug_request", "control"),
        ("interrupt_request", "control"),
        ("shutdown_request", "control"),
        ("input_reply", "stdin"),
    ],
)
def test_no_message_but_those_of_widgets_reaches_a_kernel(visitor, kind, channel):
    given = {"code": "1", "cursor_pos": 1, "detail_level": 0, "restart": False, "value": ""}
    asked = send(visitor, kind, channel, **given)
    send(visitor, "kernel_info_request")
    seen = answers_until(visitor, "kernel_info_reply")
    assert asked not in {parent for _, parent in seen}


@group
def test_a_widget_is_still_heard(visitor):
    asked = send(visitor, "comm_info_request", target_name="jupyter.widget")
    assert ("comm_info_reply", asked) in answers_until(visitor, "comm_info_reply")


@group
def test_a_comm_reaches_nothing_but_widgets(visitor):
    """A comm for any other target is refused by the kernel: nothing else is registered there."""
    send(visitor, "comm_open", comm_id="c1", target_name="something.else", data={})
    assert "comm_close" in dict(answers_until(visitor, "comm_close"))


@group
@pytest.mark.parametrize(
    "path",
    [
        "data/claims.toml",
        "src/sevensteps/present.py",
        f"notebooks/{START}",
        f"files/{START}",
        f"api/contents/{START}",
        "api/kernels",
        "api/sessions",
        "api/terminals",
        f"voila/files/{START}",
        "voila/files/glossary.md",
        "voila/api/contents",
        "voila/tree",
        "voila/render/glossary.md",
        "voila/render/..%2Fdata%2Fclaims.toml",
        "voila/render/solutions%2Fx.ipynb",
        "voila/static/..%2F..%2F..%2F..%2F..%2Fpyvenv.cfg",
        "voila/templates/sevensteps/static/..%2Findex.html.j2",
        "voila/templates/sevensteps/static/..%2F..%2F..%2F..%2F..%2Fpresent.py",
    ],
)
def test_no_file_of_ours_is_served(server, path):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server.url}/{path}", timeout=30)
    assert refused.value.code >= 400  # a path that climbs out is an error of its own


def words(html):
    """The text of a page, without the tags that colour code and come between its words."""
    return re.sub(r"<[^>]+>", "", html)


@group
def test_a_page_carries_no_source(opened):
    assert "kernelId" in opened
    assert "import assumptions" not in words(opened) and "Session()" not in words(opened)


@group
def test_an_address_cannot_ask_for_the_sources_after_all(server):
    url = f"{server.url}/voila/render/{START}?template=lab&theme=dark&voila-debug=1"
    sent = urlopen(url, timeout=90).read().decode()
    assert 'class="jp-Notebook class-page"' in sent and "Session()" not in words(sent)


@group
def test_it_listens_on_this_computer_only(server):
    port = int(server.url.rsplit(":")[-1])
    open_ = [c for p in psutil.Process().children() for c in p.net_connections("inet")]
    assert {c.laddr.ip for c in open_ if c.status == "LISTEN" and c.laddr.port == port} == {
        "127.0.0.1"
    }


@group
def test_another_sites_name_for_this_computer_is_refused(server):
    """A foreign name that points at 127.0.0.1 does not open the pages to its owner's scripts."""
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(server.url, headers={"Host": "elsewhere.example"}), timeout=30)
    assert refused.value.code == 403


@group
def test_the_index_asks_each_notebooks_question(server):
    sent = urlopen(server.url, timeout=30).read().decode()
    for name, question in PAGES.items():
        assert f'href="/voila/render/{name}"' in sent
        assert question.split(",")[0].replace("'", "&#39;") in sent


@group
def test_what_is_not_there_is_one_sentence_with_a_way_back(server):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server.url}/voila/render/99_nothing.ipynb", timeout=30)
    said = refused.value.read().decode()
    assert "There is no such class page." in said and "All class pages" in said
    assert "//" not in re.sub(r"https?://127", "", said.replace("<!--", "")), (
        "nothing from elsewhere"
    )


# -- its options ----------------------------------------------------------------------------------


def test_only_everyone_opens_it_to_others_and_then_it_says_so():
    alone, open_ = (present.configuration(asked(everyone=e)) for e in (False, True))
    assert (alone.Voila.ip, open_.Voila.ip) == ("127.0.0.1", "")
    app = ClassPages()
    app.port, app.named, app.places = 8866, START, 12
    assert "on this computer only" in present.announcement(app)
    app.everyone = True
    said = present.announcement(app)
    assert "Everyone on this network" in said and present.own_address() in said and "12" in said


def test_the_code_travels_only_where_it_was_asked_for():
    assert present.configuration(asked()).VoilaConfiguration.strip_sources
    assert not present.configuration(asked(code=True)).VoilaConfiguration.strip_sources


@pytest.mark.parametrize("said", ["06", "06_can_china_be_brought_round", f"notebooks/{START}"])
def test_a_notebook_is_found_by_number_name_or_path(said):
    assert present.page_named(said, PAGES).startswith(Path(said).name[:2])


@pytest.mark.parametrize("said", ["6_can_china_be_brought_around", "0", "nonsense", " "])
def test_a_notebook_that_is_not_there_is_one_sentence(said):
    with pytest.raises(ValueError, match=r"^There is no notebook '.*\.$"):
        present.page_named(said, PAGES)


def test_a_misspelt_notebook_is_guessed_at():
    assert "did you mean '06_can_china_be_brought_round'?" in present.main(
        ["06_can_chna_be_brought"]
    )


@group
def test_class_pages_that_run_already_are_named_and_not_started_twice(server):
    port = server.url.rpartition(":")[2]
    said = present.main(["12", "--port", port])
    assert said.startswith("The class pages are running already: open ")
    assert f":{port}/voila/render/12_the_room.ipynb" in said


def test_a_taken_port_is_one_sentence_with_another():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        said = present.main(["--port", str(port), "--no-browser"])
    assert said == f"Port {port} is taken: choose another, for instance --port {port + 1}."


def test_every_word_of_the_glossary_travels_with_a_page():
    text = (ROOT / "notebooks" / "glossary.md").read_text(encoding="utf-8")
    words = present.glossary()
    assert len(words) == text.count("\n### ")
    assert all(said.endswith((".", "?")) for _, said in words.values())
    linked = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        linked |= set(re.findall(r"glossary\.md#([\w-]+)", path.read_text(encoding="utf-8")))
    assert linked and linked <= set(words)


# -- how many kernels -----------------------------------------------------------------------------


def app(named="", everyone=False, places=100):
    made = ClassPages(config=present.configuration(asked(everyone=everyone)))
    made.pages, made.named, made.everyone, made.places = PAGES, named, everyone, places
    return made


def test_a_page_for_this_computer_keeps_the_next_visitors_kernel_warm():
    assert [app(START).wanted(START, visits) for visits in (0, 1, 50)] == [SPARE] * 3
    assert app(START).wanted("06_can_china_be_brought_round.ipynb", 0) == 0


def test_a_page_for_a_class_is_warm_for_all_of_it_and_no_more():
    wanted = [app(START, everyone=True).wanted(START, v) for v in range(CLASS + 5)]
    assert wanted[0] == CLASS
    assert all(v + w == CLASS for v, w in enumerate(wanted[: CLASS - SPARE]))
    assert set(wanted[CLASS:]) == {SPARE}


def test_the_index_keeps_one_kernel_warm_for_each_page_and_none_for_other_files():
    assert {app().wanted(name, 3) for name in PAGES} == {1}
    assert app().wanted("solutions/00_start_here.ipynb", 0) == 0


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Kernels of an app whose notebooks take a moment and start nothing; how many ran at once."""

    def start(*given, **named):
        running = Namespace(now=0, most=0, all=0)

        async def initialize(self, notebook_path, kernel_id=None, **more):
            running.all += 1
            name = f"kernel-{running.all}"
            self._kernels[name] = Namespace(last_activity=datetime.min)

            async def render():
                running.now += 1
                running.most = max(running.most, running.now)
                await asyncio.sleep(0.001)
                running.now -= 1

            task = asyncio.get_running_loop().create_task(render())
            return {"task": task, "renderer": Namespace(rendered_cache=[]), "kernel_id": name}

        monkeypatch.setattr(Kernels.__mro__[1], "_initialize", initialize)
        monkeypatch.setattr(present.os, "cpu_count", lambda: 2)
        kernels = Kernels(
            parent=app(*given, **named),
            connection_dir=str(tmp_path),
            kernel_spec_manager=KernelSpecManager(),
        )
        return kernels, running

    return start


def test_kernels_are_warmed_one_a_core_at_a_time(started):
    async def warm():
        kernels, running = started(START, everyone=True)
        await asyncio.gather(*kernels._pools[START])
        return running

    running = asyncio.run(warm())
    assert (running.all, running.most) == (CLASS, 2)


def test_never_more_kernels_than_memory_has_places_for(started):
    async def visit():
        kernels, running = started(START, everyone=True, places=7)
        served = 0
        while kernels.get_pool_size(START):
            await kernels.get_rendered_notebook(START)
            served += 1
        return kernels, running, served

    kernels, running, served = asyncio.run(visit())
    assert running.all == served == len(kernels) == 7
    assert kernels.full()


def test_thirty_visitors_leave_the_next_one_a_warm_kernel_and_not_thirty(started):
    async def visit():
        kernels, running = started(START, everyone=True)
        await asyncio.gather(*(kernels.get_rendered_notebook(START) for _ in range(CLASS)))
        await asyncio.gather(*kernels._pools[START])
        return kernels, running

    kernels, running = asyncio.run(visit())
    assert kernels.pooled() == SPARE
    assert running.all == CLASS + SPARE


def test_a_kernel_that_was_warm_for_long_is_not_idle_when_its_visitor_comes(started):
    """Otherwise the server ends it before the visitor's browser has called it."""

    async def visit():
        kernels, _ = started(START, everyone=True)
        *_, name = await kernels.get_rendered_notebook(START)
        return kernels.get_kernel(name).last_activity

    before = datetime.now(UTC)
    assert asyncio.run(visit()) >= before


def test_stopping_waits_for_no_kernel_whose_turn_has_not_come(started):
    async def stop():
        kernels, running = started(START, everyone=True)
        await asyncio.sleep(0)
        kernels._kernels.clear()
        await kernels.shutdown_all()
        return running

    assert asyncio.run(stop()).all <= 2
