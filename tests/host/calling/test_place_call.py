"""Placing a call: each request dials once, and is in the journal before Voiso receives it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.credentials import keyring_backend
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy.retry import MAX_RETRY_PERIOD_S, RETRY_MARGIN_S
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import (
    CallPlaced,
    ConfirmationNeeded,
    GetHistory,
    History,
    PlaceCall,
    WarmedUp,
    WarmUp,
)
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.voiso import client

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


def call(request_id: str = "request-1", number: str = "+14155550100", **more: Any) -> PlaceCall:
    return PlaceCall(type="place_call", request_id=request_id, number=number, trigger="click", **more)


async def history(dispatcher: RequestDispatcher) -> History:
    reply = await dispatcher.handle(GetHistory(type="get_history", limit=100))
    assert isinstance(reply, History)
    return reply


async def failure(dispatcher: RequestDispatcher, request: PlaceCall) -> CallError:
    with pytest.raises(CallError) as raised:
        await dispatcher.handle(request)
    return raised.value


async def test_call_is_placed_and_recorded(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    reply = await dispatcher.handle(
        call(
            number="(415) 555-0100",
            original_text="(415) 555-0100",
            phone_extension="12",
            page_origin="https://crm.example",
        )
    )
    assert isinstance(reply, CallPlaced)
    assert (reply.number, reply.repeated) == ("+14155550100", False)
    [received] = app[RECORDED_REQUESTS]
    assert (received.body, received.call_id) == (
        {"user_id": 1234, "phone_number": "14155550100"},
        reply.call_id,
    )
    [row] = (await history(dispatcher)).calls
    assert (row.state, row.call_id, row.number) == ("placed", reply.call_id, "+14155550100")
    assert (row.original_text, row.phone_extension, row.page_origin) == (
        "(415) 555-0100",
        "12",
        "https://crm.example",
    )


async def test_same_request_id_dials_once(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox(delay_ms=50)
    set_up(url)
    together = await asyncio.gather(*(dispatcher.handle(call()) for _ in range(10)))
    later = await dispatcher.handle(call())
    other_process = RequestDispatcher(set_up(url))
    from_other_process = await other_process.handle(call())
    await other_process.close()

    replies = [*together, later, from_other_process]
    assert len({reply.call_id for reply in replies if isinstance(reply, CallPlaced)}) == 1
    assert [reply.repeated for reply in replies if isinstance(reply, CallPlaced)] == [False] + [True] * 11
    assert len(app[RECORDED_REQUESTS]) == 1


async def test_refused_request_gets_the_same_reply_without_asking_voiso(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    first = await failure(dispatcher, call(number="+17015550141"))
    again = await dispatcher.handle(call(number="+17015550141"))
    assert isinstance(again, Failure)
    assert first.code is again.code is ErrorCode.KEY_REJECTED
    assert len(app[RECORDED_REQUESTS]) == 1


async def states_in_the_journal_at_voiso(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths, aiohttp_server: Any, later: timedelta
) -> list[str]:
    """Place a call; return the states of the journal that another process reads while Voiso has the request.

    The clock of the other process is ahead by `later`.
    """
    states: list[str] = []

    async def read_history(_: web.Request) -> web.StreamResponse:
        other = RequestDispatcher(paths, clock=lambda: datetime.now(UTC) + later)
        states.extend(row.state for row in (await history(other)).calls)
        await other.close()
        return web.json_response({"call": {"id": "test-call"}})

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", read_history)
    set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/"))
    await dispatcher.handle(call())
    return states


async def test_row_is_on_disk_when_voiso_receives_the_call(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths, aiohttp_server: Any
) -> None:
    states = await states_in_the_journal_at_voiso(dispatcher, set_up, paths, aiohttp_server, timedelta(0))
    assert states == ["dialing"]


async def test_call_is_dialing_while_a_slow_keyring_and_a_slow_voiso_can_still_answer(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths, aiohttp_server: Any
) -> None:
    longest = timedelta(seconds=keyring_backend.READ_TIMEOUT_S + client.MAX_ATTEMPT_S)
    states = await states_in_the_journal_at_voiso(dispatcher, set_up, paths, aiohttp_server, longest)
    assert states == ["dialing"]


@pytest.mark.parametrize(
    ("number", "more", "code"),
    [
        ("911", {"region": "US"}, ErrorCode.EMERGENCY_NUMBER),
        ("12345", {}, ErrorCode.NUMBER_BLOCKED),
        ("+1415555", {}, ErrorCode.NUMBER_INVALID),
        ("+14155550100", {"original_text": "(415) 555-0199"}, ErrorCode.NUMBER_INVALID),
        ("+14155550100", {"original_text": "12345"}, ErrorCode.NUMBER_BLOCKED),
    ],
)
async def test_denied_call_is_recorded_and_never_reaches_voiso(
    dispatcher: RequestDispatcher,
    start_sandbox: Sandbox,
    set_up: SetUp,
    number: str,
    more: dict[str, Any],
    code: ErrorCode,
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    assert (await failure(dispatcher, call(number=number, **more))).code is code
    [row] = (await history(dispatcher)).calls
    assert row.failure is not None
    assert (row.state, row.failure.code) == ("refused", code)
    assert app[RECORDED_REQUESTS] == []


async def test_number_that_costs_extra_is_dialled_after_confirmation(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    premium = "+449098790000"
    assert await dispatcher.handle(call(number=premium)) == ConfirmationNeeded(reasons=["premium_rate"])
    assert await dispatcher.handle(call(number=premium, confirmed=["shared_cost"])) == ConfirmationNeeded(
        reasons=["premium_rate"]
    )
    assert app[RECORDED_REQUESTS] == []
    assert isinstance(await dispatcher.handle(call(number=premium, confirmed=["premium_rate"])), CallPlaced)
    assert len(app[RECORDED_REQUESTS]) == 1


async def test_only_configured_caller_ids_are_used(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    set_up(url, caller_ids=["442079460000", "442079460001"])
    await dispatcher.handle(call())
    await dispatcher.handle(call("request-2", caller_id="442079460001"))
    error = await failure(dispatcher, call("request-3", caller_id="442079460999"))
    assert error.code is ErrorCode.CALLER_ID_REJECTED
    sent = [recorded.body.get("caller_id") for recorded in app[RECORDED_REQUESTS]]
    assert sent == ["442079460000", "442079460001"]


async def test_record_is_sent_only_for_the_systems_of_the_settings(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    record = {"system": "zoho", "account_id": "42"}
    await dispatcher.handle(call("request-1", source=record))  # by default none is sent
    with paths.config_file.open("a") as file:
        file.write('[source]\nsystems = ["zoho"]\n')
    await dispatcher.handle(call("request-2", source=record))
    await dispatcher.handle(call("request-3", source={"system": "hubspot", "account_id": "42"}))
    await dispatcher.handle(call("request-4", source={"account_id": "42"}))
    sent = [recorded.body.get("source") for recorded in app[RECORDED_REQUESTS]]
    assert sent == [None, record, None, None]


async def test_unconfigured_caller_id_does_not_count_towards_the_limits(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    limits = {"per_minute": 1, "per_number_per_day": 0, "repeat_window_s": 0}
    set_up(url, caller_ids=["442079460000"], limits=limits)
    error = await failure(dispatcher, call(caller_id="442079460999"))
    assert error.code is ErrorCode.CALLER_ID_REJECTED
    [row] = (await history(dispatcher)).calls
    assert row.failure is not None
    assert (row.state, row.failure.code) == ("refused", ErrorCode.CALLER_ID_REJECTED)
    assert isinstance(await dispatcher.handle(call("request-2")), CallPlaced)
    assert len(app[RECORDED_REQUESTS]) == 1


async def test_unconfigured_caller_id_is_refused_before_a_confirmation(
    dispatcher: RequestDispatcher, set_up: SetUp
) -> None:
    set_up("http://127.0.0.1:1", caller_ids=["442079460000"])
    error = await failure(dispatcher, call(number="+449098790000", caller_id="442079460999"))
    assert error.code is ErrorCode.CALLER_ID_REJECTED


async def test_placed_call_is_replayed_after_its_caller_id_was_removed(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, _ = await start_sandbox()
    set_up(url, caller_ids=["442079460000"])
    placed = await dispatcher.handle(call(caller_id="442079460000"))
    set_up(url, caller_ids=["442079460001"])
    replayed = await dispatcher.handle(call(caller_id="442079460000"))
    assert isinstance(placed, CallPlaced)
    assert replayed == placed.model_copy(update={"repeated": True})


async def test_call_in_flight_in_another_host_gets_the_same_reply(
    dispatcher: RequestDispatcher, set_up: SetUp, aiohttp_server: Any
) -> None:
    arrived, answer = asyncio.Event(), asyncio.Event()
    posts: list[str] = []

    async def answer_late(request: web.Request) -> web.StreamResponse:
        posts.append(request.path)
        arrived.set()
        await answer.wait()
        return web.json_response({"call": {"id": "test-call"}})

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", answer_late)
    other = RequestDispatcher(set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/")))
    placing = asyncio.create_task(other.handle(call()))
    await asyncio.wait_for(arrived.wait(), 10)
    repeated = asyncio.create_task(dispatcher.handle(call()))
    done, _ = await asyncio.wait([repeated], timeout=0.3)
    assert not done, "the outcome is not known yet"
    answer.set()
    replies = [await placing, await repeated]
    await other.close()

    assert [reply.call_id for reply in replies if isinstance(reply, CallPlaced)] == ["test-call"] * 2
    assert [reply.repeated for reply in replies if isinstance(reply, CallPlaced)] == [False, True]
    assert len(posts) == 1


async def test_message_of_voiso_with_the_number_is_not_stored_if_numbers_are_redacted(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths, aiohttp_server: Any
) -> None:
    async def repeat_number(request: web.Request) -> web.StreamResponse:
        number = (await request.json())["phone_number"]
        return web.json_response({"errors": {"phone_number": [f"{number} is invalid"]}}, status=422)

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", repeat_number)
    url = str((await aiohttp_server(app)).make_url("")).rstrip("/")
    set_up(url, history={"redact_numbers": True})
    assert "14155550100" in (await failure(dispatcher, call())).detail, "the agent reads it once"
    assert all(b"5550100" not in file.read_bytes() for file in paths.state.glob("journal.*"))


@pytest.mark.parametrize(("answered_after_s", "may_retry"), [(60, True), (61, False)])
async def test_call_may_be_retried_only_if_its_period_lasts_until_then(
    set_up: SetUp, aiohttp_server: Any, answered_after_s: int, may_retry: bool
) -> None:
    times = [datetime.now(UTC)]
    retry_after_s = MAX_RETRY_PERIOD_S - RETRY_MARGIN_S - 60

    async def refuse_late(_: web.Request) -> web.StreamResponse:
        times.append(times[0] + timedelta(seconds=answered_after_s))
        return web.json_response({}, status=429, headers={"Retry-After": str(retry_after_s)})

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", refuse_late)
    paths = set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/"))
    dispatcher = RequestDispatcher(paths, clock=lambda: times[-1])
    error = await failure(dispatcher, call())
    await dispatcher.close()
    assert (error.code, error.params["may_retry"]) == (ErrorCode.RATE_LIMITED, may_retry)


async def test_journal_error_during_a_call_does_not_hide_the_call_id(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    await history(dispatcher)
    with closing(sqlite3.connect(paths.journal_file)) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON calls"
            " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
        )
    reply = await dispatcher.handle(call())
    assert isinstance(reply, CallPlaced)
    assert reply.call_id == app[RECORDED_REQUESTS][0].call_id
    assert (await history(dispatcher)).calls[0].state == "dialing"


async def test_outcome_is_recorded_although_the_request_was_cancelled(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox(delay_ms=200)
    set_up(url)
    waiting = asyncio.create_task(dispatcher.handle(call()))
    done, _ = await asyncio.wait([waiting], timeout=0.1)
    assert not done
    waiting.cancel()
    again = await dispatcher.handle(call())
    assert isinstance(again, CallPlaced)
    assert (again.repeated, len(app[RECORDED_REQUESTS])) == (True, 1)
    assert (await history(dispatcher)).calls[0].state == "placed"


async def test_no_call_is_placed_without_a_journal(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    paths.journal_file.mkdir(parents=True)
    assert (await failure(dispatcher, call())).code is ErrorCode.INTERNAL
    assert app[RECORDED_REQUESTS] == []


async def test_call_after_warm_up_uses_the_same_connection(
    dispatcher: RequestDispatcher, set_up: SetUp, aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.KEEPALIVE_S", 60)  # a busy machine may take longer
    requests: list[tuple[str, int]] = []

    async def receive(request: web.Request) -> web.Response:
        assert request.transport is not None
        requests.append((request.method, request.transport.get_extra_info("peername")[1]))
        return web.json_response({"call": {"id": "test-call"}})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receive)
    set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/"))
    assert await dispatcher.handle(WarmUp(type="warm_up")) == WarmedUp()
    await dispatcher.handle(call())
    [(warm_up, client_port), placed] = requests
    assert (warm_up, placed) == ("HEAD", ("POST", client_port))


async def test_changed_settings_take_effect_at_once(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    set_up("http://127.0.0.1:1")
    assert (await failure(dispatcher, call())).code is ErrorCode.VOISO_UNREACHABLE
    url, _ = await start_sandbox()
    set_up(url)
    assert isinstance(await dispatcher.handle(call("request-2")), CallPlaced)
