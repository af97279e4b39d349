"""What became of a call: asked for a few times after it, never in its way, and not without the scope."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from voiso_call.calling import follow_call
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.calling.services import utc_now
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import Call, CallPlaced, GetHistory, History, PlaceCall
from voiso_call.protocol.outcome_messages import CallOutcome, FollowCall, Outcome
from voiso_call.sandbox.server import RECORDED_REQUESTS, RECORDS_PATH

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]
NUMBER, BUSY = "+14155550100", "+17015550170"


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask at short intervals."""
    monkeypatch.setattr(follow_call, "WAITS_S", (0, 0.01, 0.02))


async def place(dispatcher: RequestDispatcher, number: str = NUMBER, request_id: str = "request-1") -> str:
    call = PlaceCall(type="place_call", request_id=request_id, number=number, trigger="click")
    reply = await dispatcher.handle(call)
    assert isinstance(reply, CallPlaced)
    return reply.call_id


async def history(dispatcher: RequestDispatcher) -> list[Call]:
    reply = await dispatcher.handle(GetHistory(type="get_history", limit=10))
    assert isinstance(reply, History)
    return reply.calls


async def follow(dispatcher: RequestDispatcher, call_id: str) -> CallOutcome:
    reply = await dispatcher.handle(FollowCall(type="follow_call", call_id=call_id))
    assert isinstance(reply, CallOutcome)
    return reply


async def is_idle(dispatcher: RequestDispatcher) -> None:
    """Wait until no call is followed any more."""
    async with asyncio.timeout(10):
        await asyncio.gather(*dispatcher._follower._tasks)


def questions(app: web.Application) -> list[Any]:
    return [request for request in app[RECORDED_REQUESTS] if request.path == RECORDS_PATH]


@pytest.mark.parametrize(
    ("number", "disposition"), [(NUMBER, "answered"), (BUSY, "busy"), ("+17015550175", "system_reject")]
)
async def test_outcome_of_a_placed_call_is_in_the_history(
    start_sandbox: Sandbox, dispatcher: RequestDispatcher, set_up: SetUp, number: str, disposition: Any
) -> None:
    url, app = await start_sandbox(call_duration_ms=0)
    set_up(url)
    call_id = await place(dispatcher, number)
    await is_idle(dispatcher)
    [call] = await history(dispatcher)
    assert (call.call_id, call.outcome) == (call_id, Outcome(disposition=disposition, duration_s=0))
    assert len(questions(app)) == 1
    known = CallOutcome(call_id=call_id, state="ended", outcome=call.outcome)
    assert await follow(dispatcher, call_id) == known
    assert len(questions(app)) == 1  # Voiso is not asked for what is known


async def test_question_is_about_the_agents_calls_at_that_time(
    start_sandbox: Sandbox, dispatcher: RequestDispatcher, set_up: SetUp
) -> None:
    url, app = await start_sandbox(call_duration_ms=0)
    set_up(url)
    await place(dispatcher)
    await is_idle(dispatcher)
    query = questions(app)[0].query
    since, until = (datetime.fromisoformat(query.pop(f"started_at[{end}]")) for end in ("gte", "lt"))
    assert query == {"type": "call", "user_id": "1234", "limit": "100"}
    assert until - since == timedelta(hours=2)
    assert abs(utc_now() - since - timedelta(hours=1)) < timedelta(minutes=1)


async def test_a_call_that_goes_on_is_asked_for_a_few_times_and_not_for_ever(
    start_sandbox: Sandbox, dispatcher: RequestDispatcher, set_up: SetUp
) -> None:
    url, app = await start_sandbox(call_duration_ms=60_000)
    set_up(url)
    call_id = await place(dispatcher)
    await is_idle(dispatcher)
    assert len(questions(app)) == 3
    assert [call.outcome for call in await history(dispatcher)] == [None]
    assert await follow(dispatcher, call_id) == CallOutcome(call_id=call_id, state="pending", outcome=None)
    assert len(questions(app)) == 4


async def test_one_answer_tells_about_all_calls(
    start_sandbox: Sandbox,
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(follow_call, "WAITS_S", ())
    url, app = await start_sandbox(call_duration_ms=0)
    set_up(url)
    call_ids = [await place(dispatcher, request_id=f"request-{index}") for index in range(5)]
    await asyncio.gather(*(follow(dispatcher, call_id) for call_id in call_ids))
    assert len(questions(app)) == 1
    assert all(call.outcome is not None for call in await history(dispatcher))


async def test_without_the_scope_voiso_is_asked_once_a_day(
    start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths
) -> None:
    url, app = await start_sandbox(call_duration_ms=0)
    set_up(url, key="test-key-calls-only")
    later = timedelta(0)
    counts = []
    for index, wait in enumerate((timedelta(0), timedelta(hours=23), timedelta(hours=2))):
        later += wait
        dispatcher = RequestDispatcher(paths, lambda: utc_now() + later)  # noqa: B023 - closed in this round
        call_id = await place(dispatcher, request_id=f"request-{index}")
        await is_idle(dispatcher)
        assert (await follow(dispatcher, call_id)).state == "unavailable"
        counts.append(len(questions(app)))
        await dispatcher.close()
    assert counts == [1, 1, 2]
    kept = b"".join(file.read_bytes() for file in paths.state.glob("journal*"))
    assert b"only" in kept, "whose key was refused is known by its last characters"
    assert b"test-key-calls" not in kept
    set_up(url, key="test-key-all")  # another key is asked with at once
    dispatcher = RequestDispatcher(paths)
    await place(dispatcher, request_id="request-3")
    await is_idle(dispatcher)
    assert (await history(dispatcher))[0].outcome == Outcome(disposition="answered", duration_s=0)
    await dispatcher.close()


@pytest.mark.parametrize("fault", ["missing", "slow", "html", "limited"])
async def test_faults_of_the_records_are_in_no_calls_way(
    aiohttp_server: Any, dispatcher: RequestDispatcher, set_up: SetUp, fault: str
) -> None:
    asked = 0
    was_asked = asyncio.Event()

    async def records(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        was_asked.set()
        if fault == "slow":
            await asyncio.sleep(30)
        return web.Response(status={"missing": 404, "limited": 429}.get(fault, 200), text="<html>")

    async def calls(_: web.Request) -> web.Response:
        return web.json_response({"call": {"id": f"call-{asked}"}})

    app = web.Application()
    app.router.add_get(RECORDS_PATH, records)
    app.router.add_post("/api/v4/voice/calls", calls)
    server = await aiohttp_server(app, shutdown_timeout=0.1)
    set_up(str(server.make_url("")).rstrip("/"))
    await place(dispatcher)
    async with asyncio.timeout(10):
        await was_asked.wait()
        await place(dispatcher, request_id="request-2")  # while the first question waits
        if fault != "slow":
            await is_idle(dispatcher)
    # Nothing is there: not asked again. Too many requests: not for the same call. No list: a few times.
    assert asked == {"missing": 1, "slow": 1, "html": 6, "limited": 2}[fault]


async def test_call_of_no_history_cannot_be_followed(dispatcher: RequestDispatcher, set_up: SetUp) -> None:
    set_up("http://127.0.0.1:9")
    with pytest.raises(CallError) as raised:
        await follow(dispatcher, "call-1")
    assert raised.value.code is ErrorCode.INVALID_REQUEST


async def test_closing_ends_the_following(
    start_sandbox: Sandbox, paths: AppPaths, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_call, "WAITS_S", (60,))
    url, app = await start_sandbox()
    set_up(url)
    dispatcher = RequestDispatcher(paths)
    await place(dispatcher)
    async with asyncio.timeout(5):
        await dispatcher.close()
    assert not questions(app)
