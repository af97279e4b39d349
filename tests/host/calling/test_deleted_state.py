"""Files of the state that somebody deletes while the host runs: the next call works and is recorded."""

import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace

import pytest
from aiohttp import web

from support.journal_helpers import NOW, open_journal, reserved
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.protocol.messages import CallPlaced, GetHistory, History, PlaceCall

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no open file is deleted there")
Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


def call(request_id: str) -> PlaceCall:
    return PlaceCall(type="place_call", request_id=request_id, number="+14155550100", trigger="click")


@pytest.mark.parametrize(
    ("folder", "kept"), [("state", ["request-2"]), ("process_locks", ["request-2", "request-1"])]
)
async def test_call_after_a_folder_was_deleted_is_placed_and_recorded(
    start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths, folder: str, kept: list[str]
) -> None:
    set_up((await start_sandbox())[0])
    separate = replace(paths, state=paths.state / "state")
    dispatcher = RequestDispatcher(separate)
    assert isinstance(await dispatcher.handle(call("request-1")), CallPlaced)
    shutil.rmtree(getattr(separate, folder))
    assert isinstance(await dispatcher.handle(call("request-2")), CallPlaced)
    history = await dispatcher.handle(GetHistory(type="get_history", limit=10))
    await dispatcher.close()
    assert isinstance(history, History)
    assert [(row.request_id, row.state) for row in history.calls] == [(name, "placed") for name in kept]
    assert separate.state.stat().st_mode & 0o777 == 0o700


def test_live_calls_of_a_process_whose_lock_was_deleted_are_not_unknown_to_others(paths: AppPaths) -> None:
    with closing(open_journal(paths)) as journal:
        reserved(journal, "request-1")
        shutil.rmtree(paths.process_locks)
        reserved(journal, "request-2")
        with closing(open_journal(paths)) as other:
            states = [row.state for row in other.history(10, None, NOW).calls]
    assert states == ["dialing", "dialing"]


def test_log_goes_on_after_its_folder_was_deleted(paths: AppPaths) -> None:
    file = paths.logs / "log" / "host.log"
    log = EventLog()
    log.open(file)
    for event in ("first", "second"):
        log.event(event)
        log.close()  # waits until it is written
        assert json.loads(file.read_text())["event"] == event
        shutil.rmtree(file.parent)
