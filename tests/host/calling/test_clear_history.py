"""The request `clear_history`: as `voiso-call history --clear`, and the reply is the history that is left."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.messages import CallPlaced, ClearHistory, GetHistory, History, PlaceCall
from voiso_call.sandbox.server import RECORDED_REQUESTS

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]


async def test_history_is_deleted_and_no_click_dials_twice(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: Callable[..., AppPaths]
) -> None:
    url, app = await start_sandbox()
    set_up(url)
    call = PlaceCall(type="place_call", request_id="request-1", number="+14155550100", trigger="click")
    assert isinstance(await dispatcher.handle(call), CallPlaced)
    empty = History(calls=[], more=False)
    assert await dispatcher.handle(GetHistory(type="get_history", limit=10)) != empty
    assert await dispatcher.handle(ClearHistory(type="clear_history")) == empty
    assert await dispatcher.handle(GetHistory(type="get_history", limit=10)) == empty
    repeated = await dispatcher.handle(call)
    assert isinstance(repeated, CallPlaced)
    assert (repeated.repeated, len(app[RECORDED_REQUESTS])) == (True, 1)
