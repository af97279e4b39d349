"""A fault of the host itself while a call is placed: the agent is told whether the call may be ringing."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import CallPlaced, GetHistory, History, PlaceCall
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.store.journal import Journal

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]
REQUEST = PlaceCall(type="place_call", request_id="request-1", number="+14155550100", trigger="click")


@pytest.mark.parametrize(
    ("place", "code", "state", "asked"),
    [
        ("voiso_call.calling.services.Services.client", ErrorCode.INTERNAL, "failed", 0),
        ("voiso_call.voiso.client.parse_call_id", ErrorCode.CALL_OUTCOME_UNKNOWN, "unknown", 1),
    ],
    ids=["before Voiso is asked", "after"],
)
async def test_unexpected_exception_tells_whether_the_call_may_be_ringing(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    place: str,
    code: ErrorCode,
    state: str,
    asked: int,
) -> None:
    url, app = await start_sandbox()
    set_up(url)

    def fail(*_: object) -> None:
        raise RecursionError("test-key-all")

    monkeypatch.setattr(place, fail)
    with pytest.raises(CallError) as raised:
        await dispatcher.handle(REQUEST)
    error = raised.value
    assert (error.code, error.outcome_unknown) == (code, bool(asked))
    assert "RecursionError" in error.detail
    assert "test-key-all" not in error.detail
    reply = await dispatcher.handle(GetHistory(type="get_history", limit=10))
    assert isinstance(reply, History)
    [row] = reply.calls
    assert (row.state, len(app[RECORDED_REQUESTS])) == (state, asked)
    assert [record.name for record in caplog.records] == ["voiso_call.calling.place_call"]


async def test_placed_call_is_told_if_its_outcome_cannot_be_recorded(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = await start_sandbox()
    set_up(url)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Journal, "mark_placed", fail)
    assert isinstance(await dispatcher.handle(REQUEST), CallPlaced)
