"""A disk that is full, read-only or defect: no call is placed, and everything else goes on."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from support.cli_runner import run
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import (
    CheckNumber,
    GetHistory,
    GetStatus,
    NumberChecked,
    PlaceCall,
    Status,
)
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.system import access_advice, private_folder

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]
CALL = PlaceCall(type="place_call", request_id="request-1", number="+14155550100", trigger="click")


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("from SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "read-only"),
        (PermissionError(errno.EACCES, "Permission denied"), "read-only"),
        (sqlite_error(sqlite3.SQLITE_FULL), "the disk is full"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), "read-only"),
        (sqlite_error(sqlite3.SQLITE_IOERR_SHMSIZE), "reports an error"),
    ],
    ids=repr,
)
async def test_disk_that_cannot_be_written_stops_calls_alone(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    cause: str,
) -> None:
    url, app = await start_sandbox()
    set_up(url)

    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(private_folder, "make", fail)
    for request in (CALL, GetHistory(type="get_history", limit=1)):
        with pytest.raises(CallError) as raised:
            await dispatcher.handle(request)
        assert (raised.value.code, raised.value.outcome_unknown) == (ErrorCode.HISTORY_UNAVAILABLE, False)
        assert cause in raised.value.detail
    assert app[RECORDED_REQUESTS] == []
    checked = await dispatcher.handle(CheckNumber(type="check_number", number="+14155550100"))
    assert isinstance(checked, NumberChecked)
    assert (checked.decision, checked.country) == ("allow", "US")
    assert isinstance(await dispatcher.handle(GetStatus(type="get_status")), Status)


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_status_and_check_say_that_no_call_can_be_placed(
    set_up: SetUp, paths: AppPaths, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    set_up("http://127.0.0.1:9")
    assert run("status").returncode == 0
    if fault == "full":
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))
    else:
        monkeypatch.setattr(os, "access", lambda *_, **__: False)
        monkeypatch.setattr(access_advice, "obstacle", lambda _: None)
    status, check = run("status"), run("check", "+14155550100")
    assert (status.returncode, check.returncode) == (1, 1)
    assert status.stderr.startswith("voiso-call: The history of calls cannot be written. No call is placed ")
    assert status.stderr.endswith(f"{paths.journal_file} [history_unavailable]\n")
    assert "This number may be called." in check.stdout
    assert check.stderr.startswith("No call can be placed now. The history of calls cannot be written.")
