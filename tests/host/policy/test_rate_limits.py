"""How many calls are too many: counted over all host processes, said with the wait, never passed over."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import ValidationError

from support.host_process import HELLO, SCRIPT, HostProcess, framed
from support.sandbox import posts, sandbox_process
from voiso_call.calling.dispatcher import Switchboard
from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, Code
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

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def call(index: int, number: str | None = None, **more: Any) -> PlaceCall:
    number = number or f"+1415555{100 + index:04}"
    return PlaceCall(type="place_call", request_id=f"gesture-{index}", number=number, trigger="click", **more)


async def place(switchboard: Switchboard, request: PlaceCall) -> Reply | CallError:
    try:
        return await switchboard.answer(request)
    except CallError as problem:
        return problem


def too_many(reply: Reply | CallError) -> tuple[object, object, object]:
    assert isinstance(reply, CallError), reply
    assert reply.code is Code.TOO_MANY_CALLS
    return reply.params["reason"], reply.params["limit"], reply.params["retry_after_s"]


async def test_so_many_a_minute_and_no_more_whichever_process_is_asked(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    paths, clock = set_up(url, limits={"per_minute": 3}), Clock()
    switchboards = [Switchboard(paths, clock) for _ in range(4)]
    replies = await asyncio.gather(
        *(place(switchboards[index % 4], call(index)) for index in range(12)),
    )
    refused = [reply for reply in replies if not isinstance(reply, CallPlaced)]
    assert {too_many(reply) for reply in refused} == {("too_many_this_minute", 3, 60)}
    assert len(app[RECORDED_REQUESTS]) == len(replies) - len(refused) == 3

    clock.go_on(45)
    again = await place(switchboards[0], call(20))
    assert too_many(again) == ("too_many_this_minute", 3, 15), "what was refused does not count"
    clock.go_on(15.1)
    assert isinstance(await place(switchboards[1], call(21)), CallPlaced)
    history = await switchboards[2].answer(GetHistory(type="get_history", limit=100))
    assert isinstance(history, History)
    assert [row.state for row in history.calls].count("refused") == 10
    for each in switchboards:
        await each.close()


async def test_a_number_is_called_so_often_a_day_however_it_is_written(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    clock = Clock()
    switchboard = Switchboard(set_up(url, limits={"per_number_per_day": 2}), clock)
    for index, number in enumerate(("+14155550100", "(415) 555-0100")):
        assert isinstance(await place(switchboard, call(index, number)), CallPlaced)
        clock.go_on(3600)
    third = await place(switchboard, call(2, "001 415 555 0100", region="GB"))
    assert too_many(third) == ("too_many_today", 2, 22 * 3600)
    assert isinstance(await place(switchboard, call(3, "+14155550101")), CallPlaced)
    clock.go_on(22 * 3600 + 1)
    assert isinstance(await place(switchboard, call(4, "+14155550100")), CallPlaced)
    assert len(app[RECORDED_REQUESTS]) == 4
    await switchboard.close()


async def test_a_second_click_moments_later_is_asked_about_first(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox()
    clock = Clock()
    switchboard = Switchboard(set_up(url, limits={}), clock)
    number = "+14155550100"
    assert isinstance(await place(switchboard, call(0, number)), CallPlaced)
    clock.go_on(3)
    assert await place(switchboard, call(1, number)) == ConfirmationNeeded(reasons=["just_called"])
    checked = await switchboard.answer(CheckNumber(type="check_number", number=number))
    assert isinstance(checked, NumberChecked)
    assert (checked.decision, checked.reasons) == ("confirm", ["just_called"])
    assert len(app[RECORDED_REQUESTS]) == 1
    assert isinstance(await place(switchboard, call(1, number, confirmed=["just_called"])), CallPlaced)
    clock.go_on(5.1)
    assert isinstance(await place(switchboard, call(2, number)), CallPlaced)
    await switchboard.close()


async def test_what_certainly_did_not_ring_does_not_count_and_what_may_have_does(
    start_sandbox: Sandbox, set_up: SetUp
) -> None:
    clock = Clock()
    paths = set_up("http://127.0.0.1:1", limits={"per_minute": 2, "per_number_per_day": 1})
    switchboard = Switchboard(paths, clock)
    for index in range(3):
        reply = await place(switchboard, call(index, "+17015550150"))
        assert isinstance(reply, CallError)
        assert reply.code is Code.VOISO_UNREACHABLE
    url, _ = await start_sandbox()
    set_up(url, limits={"per_minute": 2, "per_number_per_day": 1})
    unknown = await place(switchboard, call(4, "+17015550150"))  # the sandbox fails after it has heard
    assert isinstance(unknown, CallError)
    assert unknown.outcome_unknown
    assert too_many(await place(switchboard, call(5, "+17015550150")))[0] == "too_many_today"
    await switchboard.close()


def test_processes_that_are_asked_at_once_stay_within_one_limit(
    set_up: SetUp, tmp_path: Any, paths: AppPaths
) -> None:
    log = tmp_path / "sandbox.jsonl"
    with sandbox_process(log) as url:
        set_up(url, limits={"per_minute": 4})
        hosts = [HostProcess(SCRIPT) for _ in range(3)]
        for host in hosts:
            host.ask(HELLO)
        replies: list[dict[str, Any]] = []

        def ask(which: int) -> None:
            for index in range(5):
                request = call(10 * which + index).model_dump(exclude_none=True)
                hosts[which].send(framed(request, index + 2)[4:])
            replies.extend(hosts[which].read()["reply"] for _ in range(5))

        threads = [threading.Thread(target=ask, args=(which,)) for which in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        for host in hosts:
            host.hang_up()
    assert sorted(reply["type"] for reply in replies) == ["call_placed"] * 4 + ["failure"] * 11
    assert {reply["code"] for reply in replies if reply["type"] == "failure"} == {"too_many_calls"}
    assert len(posts(log)) == 4


@pytest.mark.parametrize(
    "section", [{"per_minute": -1}, {"per_minute": 1001}, {"repeat_window_s": 1.5}, {"per_hour": 1}]
)
def test_a_limit_that_is_not_understood_is_refused(section: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LimitSettings.model_validate(section)
