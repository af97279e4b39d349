"""A call whose journal is replaced before Voiso answers: its outcome is recorded, and it dials once."""

from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import pytest
from aiohttp import web

from support.journal_helpers import execute
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import CallPlaced, Failure, GetHistory, History, PlaceCall
from voiso_call.store.database import Database

SetUp = Callable[..., AppPaths]
VoisoUrl = Callable[[int], Awaitable[str]]
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


@pytest.fixture
def voiso_replaces_journal(aiohttp_server: Any, paths: AppPaths) -> VoisoUrl:
    """Start a Voiso that replaces the journal at each call, then answers with an HTTP status."""

    async def start(status: int) -> str:
        async def answer(_: web.Request) -> web.StreamResponse:
            replace_journal(paths)
            return web.json_response({"call": {"id": "test-call"}}, status=status)

        app = web.Application()
        app.router.add_post("/api/v4/voice/calls", answer)
        return str((await aiohttp_server(app)).make_url("")).rstrip("/")

    return start


async def test_placed_call_is_in_the_new_journal_and_not_dialled_again(
    dispatcher: RequestDispatcher, set_up: SetUp, voiso_replaces_journal: VoisoUrl
) -> None:
    paths = set_up(await voiso_replaces_journal(200), limits={"repeat_window_s": 60})
    assert isinstance(await dispatcher.handle(REQUEST), CallPlaced)
    other = RequestDispatcher(paths)
    repeated = await other.handle(REQUEST)
    just_called = await other.handle(REQUEST.model_copy(update={"request_id": "request-2"}))
    history = await other.handle(GetHistory(type="get_history", limit=10))
    await other.close()

    assert isinstance(repeated, CallPlaced)
    assert (repeated.call_id, repeated.repeated) == ("test-call", True)
    assert just_called.model_dump()["reasons"] == ["just_called"]
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


async def test_number_in_the_new_journal_is_redacted_too(
    dispatcher: RequestDispatcher, set_up: SetUp, voiso_replaces_journal: VoisoUrl
) -> None:
    paths = set_up(await voiso_replaces_journal(200), history={"redact_numbers": True})
    await dispatcher.handle(REQUEST)
    assert execute(paths, "SELECT number, original_text FROM calls") == [("+1 ••••00", None)]
