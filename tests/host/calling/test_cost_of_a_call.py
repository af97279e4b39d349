"""What a call costs is counted, not timed: writes that wait for the disk, connections, requests to Voiso.

`tests/bench/run.py` has the times. The modules that are loaded before `hello` are counted in
`native_host/test_native_messaging.py`.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from pydantic import SecretStr

from support.certificates import HOST, Authority
from support.fault_proxy import NO_FAULT, FaultProxy
from support.sandbox import API_KEY
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.messages import CallPlaced, PlaceCall, WarmUp
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.store.database import Database
from voiso_call.voiso import client

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


# Modules that take long to import, and that no call needs, or only one with such settings.
NOT_FOR_A_CALL = (
    *("tomlkit", "keyring", "truststore", "csv", "phonenumbers.timezone", "difflib"),
    *("voiso_call.provisioning", "voiso_call.policy.do_not_call", "voiso_call.cli", "voiso_call.install"),
)
IMPORT = "from voiso_call.calling import dispatcher; from voiso_call.protocol import messages, validation"


def run_python(program: str) -> str:
    command = [sys.executable, "-I", "-c", f"import sys; {IMPORT}\n{program}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


async def place_call(dispatcher: RequestDispatcher, request_id: str) -> None:
    call = PlaceCall(type="place_call", request_id=request_id, number="+14155550100", trigger="click")
    assert isinstance(await dispatcher.handle(call), CallPlaced)


async def test_call_waits_for_the_disk_once_before_it_is_sent_and_once_after(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With `synchronous=FULL` and a write-ahead log, SQLite syncs once for each transaction that wrote."""
    databases = []
    connect = Database._connect

    def connect_and_note(self: Database, *args: Any) -> None:
        connect(self, *args)
        databases.append(self)

    monkeypatch.setattr(Database, "_connect", connect_and_note)
    url, app = await start_sandbox()
    set_up(url)
    await place_call(dispatcher, "first-call")  # creates the file, and deletes what is old
    [database] = databases
    pragmas = [
        database._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode")
    ]
    assert pragmas == [2, "wal"]
    commits: list[int] = []  # how many requests Voiso had got by then

    def note_commit(statement: str) -> None:
        if statement == "COMMIT":
            commits.append(len(app[RECORDED_REQUESTS]))

    database._connection.set_trace_callback(note_commit)
    sent = len(app[RECORDED_REQUESTS])
    await place_call(dispatcher, "second-call")
    database._connection.set_trace_callback(None)
    assert commits == [sent, sent + 1]


@asynccontextmanager
async def sandbox_with_tls(
    start_sandbox: Sandbox, set_up: SetUp, folder: Path
) -> AsyncIterator[tuple[FaultProxy, web.Application]]:
    """Set up an agent who calls through TLS; yield what counts the connections, and the sandbox."""
    url, app = await start_sandbox()
    authority = Authority(folder)
    async with FaultProxy(urlsplit(url).port or 0, NO_FAULT, authority.server()).listening() as proxy:
        paths = set_up("", cluster=HOST.split(".")[0], sandbox_url=None)
        with paths.config_file.open("a", encoding="utf-8") as file:
            file.write(f'[network]\nproxy = "{proxy.url}"\nca_file = "{authority.ca_file}"\n')
        yield proxy, app


async def test_warm_up_and_calls_share_one_tls_handshake(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "KEEPALIVE_S", 60)  # a busy machine may take longer for a call
    async with sandbox_with_tls(start_sandbox, set_up, tmp_path) as (proxy, app):
        await dispatcher.handle(WarmUp(type="warm_up"))
        for request_id in ("first-call", "second-call", "third-call"):
            await place_call(dispatcher, request_id)
        assert (len(proxy.tunnels), proxy.connections) == (1, 1)
        assert [request.method for request in app[RECORDED_REQUESTS]] == ["HEAD", *["POST"] * 3]


async def test_call_uses_the_connection_that_is_still_being_opened(
    start_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pointer reaches a number and presses at once: one connection, not two side by side."""
    monkeypatch.setattr(client, "KEEPALIVE_S", 60)
    monkeypatch.setattr(client, "WARM_UP_WAIT_S", 60)
    url, app = await start_sandbox()
    async with FaultProxy(urlsplit(url).port or 0, NO_FAULT).listening() as proxy:
        voiso = client.VoisoClient(proxy.url, SecretStr(API_KEY))
        # Without what the host does before it calls: by then the connection might be ready.
        await asyncio.gather(voiso.warm_up(), voiso.warm_up(), voiso.place_call(1234, "14155550100"))
        await voiso.close()
        assert proxy.connections == 1
        assert [request.method for request in app[RECORDED_REQUESTS]] == ["HEAD", "POST"]


async def test_call_does_not_wait_for_a_server_that_is_slow_to_answer_head(
    start_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "WARM_UP_WAIT_S", 0.01)
    url, app = await start_sandbox()
    voiso = client.VoisoClient(url, SecretStr(API_KEY))
    never = asyncio.Event()
    monkeypatch.setattr(voiso, "_open_connection", never.wait)
    warming_up = asyncio.create_task(voiso.warm_up())
    await asyncio.sleep(0)
    assert await voiso.place_call(1234, "14155550100") == app[RECORDED_REQUESTS][0].call_id
    never.set()
    await warming_up
    await voiso.close()


async def test_warm_up_opens_the_journal_for_the_first_call(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = []
    connect = Database._connect

    def connect_and_note(self: Database, *args: Any) -> None:
        connect(self, *args)
        opened.append(self)

    monkeypatch.setattr(Database, "_connect", connect_and_note)
    url, _ = await start_sandbox()
    set_up(url)
    await dispatcher.handle(WarmUp(type="warm_up"))
    assert len(opened) == 1
    await place_call(dispatcher, "first-call")
    assert len(opened) == 1


def test_call_waits_for_no_module_that_it_does_not_need() -> None:
    imported = run_python("print(*sys.modules)").split()
    assert not set(NOT_FOR_A_CALL) & set(imported)
    ours = [name for name in imported if name.startswith("voiso_call")]
    assert len(ours) <= 80
    assert len(imported) <= 560


def test_models_are_built_when_they_are_first_used() -> None:
    """By any number of threads at once: settings are read on several."""
    program = """
import threading
from voiso_call.config.settings import IncompleteSettings, Settings
from voiso_call.strict_model import StrictModel

def built(model):
    return sum((built(child) for child in model.__subclasses__()), [model] * model.__pydantic_complete__)

def use(number):
    barrier.wait()
    models = [Settings, IncompleteSettings]
    for model in models if number % 2 else reversed(models):
        assert model.model_validate({"cluster": "cc-ams03", "user_id": number}).user_id == number
    message = {"protocol": 1, "id": 1, "request": {"type": "follow_call", "call_id": str(number)}}
    assert validation.validate_request(message).request.call_id == str(number)
    reply = messages.WarmedUp()
    assert reply.model_dump(mode="json") == {"type": "warmed_up"}
    done.append(number)

print(*(model.__name__ for model in built(StrictModel)))
sys.setswitchinterval(1e-6)
barrier, done = threading.Barrier(8), []
threads = [threading.Thread(target=use, args=(number,)) for number in range(1, 9)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(done))
"""
    assert run_python(program).split() == ["8"]
