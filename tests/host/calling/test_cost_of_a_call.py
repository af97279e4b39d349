"""What a call costs is counted, not timed: writes that wait for the disk, connections, requests to Voiso.

`tests/bench/run.py` has the times. The modules that are loaded before `hello` are counted in
`native_host/test_native_messaging.py`.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from support.certificates import HOST, Authority
from support.fault_proxy import NO_FAULT, FaultProxy
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.messages import CallPlaced, PlaceCall, WarmUp
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.store.database import Database
from voiso_call.voiso import client

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


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


async def test_warm_up_and_calls_share_one_tls_handshake(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "KEEPALIVE_S", 60)  # a busy machine may take longer for a call
    url, app = await start_sandbox()
    authority = Authority(tmp_path)
    async with FaultProxy(urlsplit(url).port or 0, NO_FAULT, authority.server()).listening() as proxy:
        paths = set_up("", cluster=HOST.split(".")[0], sandbox_url=None)
        with paths.config_file.open("a", encoding="utf-8") as file:
            file.write(f'[network]\nproxy = "{proxy.url}"\nca_file = "{authority.ca_file}"\n')
        await dispatcher.handle(WarmUp(type="warm_up"))
        for request_id in ("first-call", "second-call", "third-call"):
            await place_call(dispatcher, request_id)
        assert (len(proxy.tunnels), proxy.connections) == (1, 1)
        assert [request.method for request in app[RECORDED_REQUESTS]] == ["HEAD", *["POST"] * 3]
