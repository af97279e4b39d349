"""How the commands ask: one switchboard of their own, as a browser's host has one, and the exit codes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import app_paths
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.errors import CallError
from voiso_call.protocol.messages import Reply, Request

T = TypeVar("T")


def run_with_service(step: Callable[[RequestDispatcher], Awaitable[T]], log: EventLog) -> T:
    """Open a switchboard for one step, with the log that it writes."""

    async def run() -> T:
        dispatcher = RequestDispatcher(app_paths())
        try:
            return await step(dispatcher)
        finally:
            await dispatcher.close()

    log.open(app_paths().log_file)
    log.capture_library_logs()
    try:
        return asyncio.run(run())
    finally:
        log.close()


def request(request: Request, log: EventLog) -> Reply:
    """Ask one thing. Raises CallError for a failure."""

    async def answer(dispatcher: RequestDispatcher) -> Reply:
        began = time.monotonic()
        try:
            reply = await dispatcher.handle(request)
        except CallError as problem:
            log.request_finished(request, problem, began)
            raise
        log.request_finished(request, reply, began)
        return reply

    return run_with_service(answer, log)
