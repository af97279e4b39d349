"""A journal or process lock that others could have written decides nothing: calls are refused with advice."""

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from support.journal_helpers import NOW, open_journal, reserve
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import GetStatus, PlaceCall, Status
from voiso_call.sandbox.server import RECORDED_REQUESTS

if sys.platform == "win32":
    pytest.skip("Windows protects files by access lists, not by modes", allow_module_level=True)

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


def replace_by_link(file: Path) -> None:
    file.symlink_to(file.rename(file.with_name("elsewhere")))


def replace_by_fifo(file: Path) -> None:
    file.unlink(missing_ok=True)
    os.mkfifo(file, 0o600)


def give_away(file: Path) -> None:
    file.touch(0o600)
    os.chown(file, 12345, 12345)


SPOILED: dict[str, tuple[Callable[[AppPaths], object], str | None]] = {
    "journal writable by all": (
        lambda paths: paths.journal_file.chmod(0o666),
        "chmod go-w {}/journal.sqlite3",
    ),
    "journal writable by the group": (
        lambda paths: paths.journal_file.chmod(0o660),
        "chmod go-w {}/journal.sqlite3",
    ),
    "journal of another user": (
        lambda paths: give_away(paths.journal_file),
        "sudo chown {user} {}/journal.sqlite3",
    ),
    "journal is a link": (lambda paths: replace_by_link(paths.journal_file), "rm {}/journal.sqlite3"),
    "journal is a FIFO": (lambda paths: replace_by_fifo(paths.journal_file), None),
    "log is a FIFO": (lambda paths: replace_by_fifo(paths.state / "journal.sqlite3-wal"), None),
    "log of another user": (
        lambda paths: give_away(paths.state / "journal.sqlite3-wal"),
        "sudo chown {user} {}/journal.sqlite3-wal",
    ),
    "index of another user": (
        lambda paths: give_away(paths.state / "journal.sqlite3-shm"),
        "sudo chown {user} {}/journal.sqlite3-shm",
    ),
    "folder writable by all": (lambda paths: paths.state.chmod(0o777), "chmod go-w {}"),
    "process locks writable by all": (
        lambda paths: paths.process_locks.chmod(0o777),
        "chmod go-w {}/process_locks",
    ),
}


def spoil(paths: AppPaths, kind: str) -> str:
    """Make files insecure; return the advice that the error ends with."""
    change, command = SPOILED[kind]
    try:
        change(paths)
    except PermissionError:
        pytest.skip("only root can make this")
    return f"run: {command.format(paths.state, user=os.geteuid())}" if command else "move it away"


def assert_refused(error: CallError, advice: str) -> None:
    assert error.code is ErrorCode.NOT_CONFIGURED
    assert error.params["store"] == "journal"
    assert str(error.params["problem"]).endswith(advice)
    assert error.detail.endswith(advice)


@pytest.mark.parametrize("kind", SPOILED)
@pytest.mark.parametrize("is_open", [False, True], ids=["opened after", "opened before"])
def test_insecure_journal_is_refused_with_advice(paths: AppPaths, kind: str, is_open: bool) -> None:
    journal = open_journal(paths)
    reserve(journal)
    if not is_open:
        journal.close()
    advice = spoil(paths, kind)
    with pytest.raises(CallError) as raised:
        reserve(journal if is_open else open_journal(paths), "request-2")
    assert_refused(raised.value, advice)
    if is_open and "locks" not in kind:  # the call of this very process needs no lock file
        with pytest.raises(CallError):
            journal.history(1, None, NOW)


def test_corrected_journal_is_used_again(paths: AppPaths) -> None:
    journal = open_journal(paths)
    reserve(journal)
    paths.journal_file.chmod(0o666)
    with pytest.raises(CallError):
        journal.history(1, None, NOW)
    paths.journal_file.chmod(0o600)
    assert [call.request_id for call in journal.history(5, None, NOW).calls] == ["request-1"]
    journal.close()


def test_journal_that_others_can_only_read_is_made_private(paths: AppPaths) -> None:
    open_journal(paths).close()
    paths.journal_file.chmod(0o644)
    open_journal(paths).close()
    assert paths.journal_file.stat().st_mode & 0o777 == 0o600


def test_lock_of_another_user_keeps_no_call_alive(paths: AppPaths) -> None:
    first = open_journal(paths)
    reserve(first)
    first.close()
    second = open_journal(paths)
    paths.process_locks.chmod(0o777)
    with pytest.raises(CallError) as raised:
        second.find("request-1", NOW)
    assert_refused(raised.value, f"run: chmod go-w {paths.process_locks}")
    second.close()


@pytest.mark.parametrize(
    "kind", ["journal writable by all", "folder writable by all", "process locks writable by all"]
)
async def test_no_call_is_placed_and_status_says_why(
    start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths, tmp_path: Path, kind: str
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    # Elsewhere than the settings, whose own check would refuse the folder first.
    paths = AppPaths(paths.config, tmp_path / "state", paths.data, paths.logs)
    dispatcher = RequestDispatcher(paths)
    request = PlaceCall(type="place_call", request_id="request-1", number="+14155550100", trigger="cli")
    await dispatcher.handle(request)
    advice = spoil(paths, kind)
    with pytest.raises(CallError) as raised:
        await dispatcher.handle(request.model_copy(update={"request_id": "request-2"}))
    assert_refused(raised.value, advice)
    assert len(app[RECORDED_REQUESTS]) == 1
    status = await dispatcher.handle(GetStatus(type="get_status"))
    assert isinstance(status, Status)
    assert status.problem is not None
    assert (status.configured, status.problem.code) == (False, ErrorCode.NOT_CONFIGURED)
    assert status.problem.detail.endswith(advice)
    await dispatcher.close()
