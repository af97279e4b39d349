"""Rate limits: counted across all host processes, and reported with the time to wait."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import ValidationError

from support.fork_server import ForkServer
from support.host_process import HELLO, cheap_host, encode_request
from support.sandbox import posts
from support.sandbox_thread import sandbox_thread
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import (
    CallPlaced,
    CheckNumber,
    ConfirmationNeeded,
    GetHistory,
    History,
    NumberChecked,
    PlaceCall,
    Reply,
)
from voiso_call.sandbox.server import RECORDED_REQUESTS

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def call(index: int, number: str | None = None, **more: Any) -> PlaceCall:
    number = number or f"+1415555{100 + index:04}"
    return PlaceCall(type="place_call", request_id=f"request-{index}", number=number, trigger="click", **more)


async def place(dispatcher: RequestDispatcher, request: PlaceCall) -> Reply | CallError:
    try:
        return await dispatcher.handle(request)
    except CallError as error:
        return error


def too_many_calls(reply: Reply | CallError) -> tuple[object, object, object]:
    """Return reason, limit and wait of a reply that must be too_many_calls."""
    assert isinstance(reply, CallError), reply
    assert reply.code is ErrorCode.TOO_MANY_CALLS
    return reply.params["reason"], reply.params["limit"], reply.params["retry_after_s"]


async def test_calls_per_minute_are_limited_across_dispatchers(start_sandbox: Sandbox, set_up: SetUp) -> None:
    url, app = await start_sandbox()
    paths, clock = set_up(url, limits={"per_minute": 3}), Clock()
    dispatchers = [RequestDispatcher(paths, clock) for _ in range(4)]
    replies = await asyncio.gather(
        *(place(dispatchers[index % 4], call(index)) for index in range(12)),
    )
    refused = [reply for reply in replies if not isinstance(reply, CallPlaced)]
    assert {too_many_calls(reply) for reply in refused} == {("too_many_this_minute", 3, 60)}
    assert len(app[RECORDED_REQUESTS]) == len(replies) - len(refused) == 3

    clock.advance(45)
    too_early = await place(dispatchers[0], call(20))
    assert too_many_calls(too_early) == ("too_many_this_minute", 3, 15), "refused calls do not count"
    clock.advance(15.1)
    assert isinstance(await place(dispatchers[1], call(21)), CallPlaced)
    history = await dispatchers[2].handle(GetHistory(type="get_history", limit=100))
    assert isinstance(history, History)
    assert [row.state for row in history.calls].count("refused") == 10
    for dispatcher in dispatchers:
        await dispatcher.close()


async def test_calls_to_a_number_per_day_are_limited_in_any_spelling(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    clock = Clock()
    dispatcher = RequestDispatcher(set_up(url, limits={"per_number_per_day": 2}), clock)
    for index, number in enumerate(("+14155550100", "(415) 555-0100")):
        assert isinstance(await place(dispatcher, call(index, number)), CallPlaced)
        clock.advance(3600)
    third = await place(dispatcher, call(2, "001 415 555 0100", region="GB"))
    assert too_many_calls(third) == ("too_many_today", 2, 22 * 3600)
    assert isinstance(await place(dispatcher, call(3, "+14155550101")), CallPlaced)
    clock.advance(22 * 3600 + 1)
    assert isinstance(await place(dispatcher, call(4, "+14155550100")), CallPlaced)
    assert len(app[RECORDED_REQUESTS]) == 4
    await dispatcher.close()


async def test_second_call_within_the_repeat_window_needs_confirmation(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    clock = Clock()
    dispatcher = RequestDispatcher(set_up(url, limits={}), clock)
    number = "+14155550100"
    assert isinstance(await place(dispatcher, call(0, number)), CallPlaced)
    clock.advance(3)
    assert await place(dispatcher, call(1, number)) == ConfirmationNeeded(reasons=["just_called"])
    checked = await dispatcher.handle(CheckNumber(type="check_number", number=number))
    assert isinstance(checked, NumberChecked)
    assert (checked.decision, checked.reasons) == ("confirm", ["just_called"])
    assert len(app[RECORDED_REQUESTS]) == 1
    assert isinstance(await place(dispatcher, call(1, number, confirmed=["just_called"])), CallPlaced)
    clock.advance(5.1)
    assert isinstance(await place(dispatcher, call(2, number)), CallPlaced)
    await dispatcher.close()


async def test_limits_count_calls_that_may_have_rung_and_no_others(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    clock = Clock()
    paths = set_up("http://127.0.0.1:1", limits={"per_minute": 2, "per_number_per_day": 1})
    dispatcher = RequestDispatcher(paths, clock)
    for index in range(3):
        reply = await place(dispatcher, call(index, "+17015550150"))
        assert isinstance(reply, CallError)
        assert reply.code is ErrorCode.VOISO_UNREACHABLE
    url, _ = await start_sandbox()
    set_up(url, limits={"per_minute": 2, "per_number_per_day": 1})
    unknown = await place(dispatcher, call(4, "+17015550150"))  # the sandbox answers 500
    assert isinstance(unknown, CallError)
    assert unknown.outcome_unknown
    assert too_many_calls(await place(dispatcher, call(5, "+17015550150")))[0] == "too_many_today"
    await dispatcher.close()


def test_limit_holds_for_concurrent_processes(
    set_up: SetUp, tmp_path: Any, paths: AppPaths, forks: ForkServer | None
) -> None:
    log = tmp_path / "sandbox.jsonl"
    with sandbox_thread(log) as url:
        set_up(url, limits={"per_minute": 4})
        hosts = [cheap_host(forks) for _ in range(3)]
        for host in hosts:
            host.request(HELLO)
        replies: list[dict[str, Any]] = []

        def place_calls(host_index: int) -> None:
            host = hosts[host_index]
            for index in range(5):
                request = call(10 * host_index + index).model_dump(exclude_none=True)
                host.send(encode_request(request, index + 2)[4:])
            replies.extend(host.read()["reply"] for _ in range(5))

        threads = [threading.Thread(target=place_calls, args=(host_index,)) for host_index in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        for host in hosts:
            host.close_and_wait()
    assert sorted(reply["type"] for reply in replies) == ["call_placed"] * 4 + ["failure"] * 11
    assert {reply["code"] for reply in replies if reply["type"] == "failure"} == {"too_many_calls"}
    assert len(posts(log)) == 4


@pytest.mark.parametrize(
    "section", [{"per_minute": -1}, {"per_minute": 1001}, {"repeat_window_s": 1.5}, {"per_hour": 1}]
)
def test_invalid_limit_setting_is_rejected(section: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LimitSettings.model_validate(section)
