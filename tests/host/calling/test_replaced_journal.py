"""A call whose journal is replaced before Voiso answers: it dials once, and every request gets a reply."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from support.journal_helpers import NOW, NUMBER, allow, execute, open_journal
from voiso_call.calling import place_call
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import Call, CallPlaced, GetHistory, History, PlaceCall
from voiso_call.store.database import Database
from voiso_call.store.journal import Journal

SetUp = Callable[..., AppPaths]
VoisoUrl = Callable[..., Awaitable[str]]
REQUEST = PlaceCall(
    type="place_call",
    request_id="request-1",
    number="+14155550100",
    original_text="(415) 555-0100",
    page_origin="https://crm.example",
    trigger="click",
)


def replace_journal(paths: AppPaths) -> None:
    """Delete the journal and start a new one, as another process does with a damaged file."""
    for file in paths.state.glob("journal.sqlite3*"):
        file.unlink()
    with closing(Database(paths.journal_file)):
        pass


def damage_journal(paths: AppPaths) -> None:
    """Overwrite the journal, which no process notices before it reads the file again."""
    execute(paths, "PRAGMA wal_checkpoint(TRUNCATE)")
    with paths.journal_file.open("r+b") as file:
        file.write(b"\xff" * paths.journal_file.stat().st_size)


@pytest.fixture
def voiso_replaces_journal(aiohttp_server: Any, paths: AppPaths) -> VoisoUrl:
    """Start a Voiso that replaces or damages the journal at each call, then answers with an HTTP status."""

    async def start(status: int, change: Callable[[AppPaths], None] = replace_journal) -> str:
        async def answer(_: web.Request) -> web.StreamResponse:
            change(paths)
            return web.json_response({"call": {"id": "test-call"}}, status=status)

        app = web.Application()
        app.router.add_post("/api/v4/voice/calls", answer)
        return str((await aiohttp_server(app)).make_url("")).rstrip("/")

    return start


@pytest.mark.parametrize("change", [replace_journal, damage_journal])
async def test_placed_call_is_in_the_new_journal_and_not_dialled_again(
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    voiso_replaces_journal: VoisoUrl,
    change: Callable[[AppPaths], None],
) -> None:
    paths = set_up(await voiso_replaces_journal(200, change), limits={"repeat_window_s": 60})
    assert isinstance(await dispatcher.handle(REQUEST), CallPlaced)
    other = RequestDispatcher(paths)
    repeated = await other.handle(REQUEST)
    just_called = await other.handle(REQUEST.model_copy(update={"request_id": "request-2"}))
    history = await other.handle(GetHistory(type="get_history", limit=10))
    await other.close()

    assert isinstance(repeated, CallPlaced)
    assert (repeated.call_id, repeated.repeated) == ("test-call", True)
    assert "just_called" in just_called.model_dump()["reasons"]
    assert isinstance(history, History)
    [row] = history.calls
    assert (row.state, row.number, row.original_text, row.page_origin) == (
        "placed",
        "+14155550100",
        "(415) 555-0100",
        "https://crm.example",
    )


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        (401, ErrorCode.KEY_REJECTED, "refused"),
        (500, ErrorCode.VOISO_FAILED, "unknown"),
    ],
)
async def test_failed_call_is_in_the_new_journal(
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    voiso_replaces_journal: VoisoUrl,
    status: int,
    code: ErrorCode,
    state: str,
) -> None:
    paths = set_up(await voiso_replaces_journal(status))
    with pytest.raises(CallError) as raised:
        await dispatcher.handle(REQUEST)
    assert raised.value.code is code
    repeated = await dispatcher.handle(REQUEST)
    assert isinstance(repeated, Failure)
    assert repeated.code is code
    assert execute(paths, "SELECT state, was_dialled, attempts FROM calls") == [(state, 1, 1)]


async def test_call_in_flight_is_not_dialled_again_after_the_loss_of_the_journal_was_confirmed(
    set_up: SetUp, aiohttp_server: Any, paths: AppPaths
) -> None:
    """While Voiso has the call, the journal is damaged, and another call confirms that its calls are lost."""
    dialled: list[str] = []
    repeated_replies: list[object] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        dialled.append((await request.json())["phone_number"])
        if len(dialled) == 1:
            damage_journal(paths)
            other = RequestDispatcher(paths)
            with suppress(CallError):
                await other.handle(GetHistory(type="get_history", limit=1))  # finds the damage
            confirmed = REQUEST.model_copy(
                update={
                    "request_id": "request-2",
                    "number": "+14155550101",
                    "original_text": None,
                    "confirmed": ["journal_quarantined"],
                }
            )
            assert isinstance(await other.handle(confirmed), CallPlaced)
            try:
                repeated_replies.append(await other.handle(REQUEST))
            except CallError as error:
                repeated_replies.append(error.code)
            await other.close()
        return web.json_response({"call": {"id": "test-call"}})

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", answer)
    set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/"))
    dispatcher = RequestDispatcher(paths)
    assert isinstance(await dispatcher.handle(REQUEST), CallPlaced)
    await dispatcher.close()
    assert repeated_replies == [ErrorCode.CALL_OUTCOME_UNKNOWN]
    assert dialled == ["14155550100", "14155550101"]
    later = RequestDispatcher(paths)
    repeated = await later.handle(REQUEST)
    await later.close()
    assert isinstance(repeated, CallPlaced)
    assert repeated.repeated
    assert not list(paths.process_locks.glob("request-*")), "the lock is gone with the outcome"


async def test_number_in_the_new_journal_is_redacted_too(
    dispatcher: RequestDispatcher, set_up: SetUp, voiso_replaces_journal: VoisoUrl
) -> None:
    paths = set_up(await voiso_replaces_journal(200), history={"redact_numbers": True})
    await dispatcher.handle(REQUEST)
    assert execute(paths, "SELECT number, original_text FROM calls") == [("+1 ••••00", None)]


@pytest.fixture
def call_of_other_process(set_up: SetUp) -> Iterator[AppPaths]:
    """A call that a live process has reserved at NOW and does not finish."""
    paths = set_up("http://127.0.0.1:1")
    with closing(open_journal(paths)) as journal:
        journal.reserve(REQUEST, NUMBER, NOW, allow)
        yield paths


async def outcome_at_now(paths: AppPaths) -> Failure:
    """Repeat the request on a clock that stands still, so that the call is never overdue."""
    dispatcher = RequestDispatcher(paths, clock=lambda: NOW)
    try:
        reply = await asyncio.wait_for(dispatcher.handle(REQUEST), 10)
    finally:
        await dispatcher.close()
    assert isinstance(reply, Failure)
    return reply


async def test_call_whose_row_is_gone_is_unknown_to_a_waiting_request(
    call_of_other_process: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Journal.find

    def find_in_new_journal(journal: Journal, request_id: str, now: datetime) -> Call | None:
        replace_journal(call_of_other_process)
        return find(journal, request_id, now)

    monkeypatch.setattr(Journal, "find", find_in_new_journal)
    reply = await outcome_at_now(call_of_other_process)
    assert (reply.code, reply.params) == (ErrorCode.CALL_OUTCOME_UNKNOWN, {"outcome": OUTCOME_UNKNOWN})


async def test_call_whose_row_cannot_be_read_is_unknown_to_a_waiting_request(
    call_of_other_process: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Call | None:
        raise CallError(ErrorCode.INTERNAL, "the disk failed")

    monkeypatch.setattr(Journal, "find", fail)
    assert (await outcome_at_now(call_of_other_process)).code is ErrorCode.CALL_OUTCOME_UNKNOWN


async def test_waiting_request_gets_a_reply_although_the_clock_stands_still(
    call_of_other_process: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_call, "MAX_WAIT_S", 0.3)
    reply = await outcome_at_now(call_of_other_process)
    assert (reply.code, reply.params) == (ErrorCode.CALL_OUTCOME_UNKNOWN, {"outcome": OUTCOME_UNKNOWN})
