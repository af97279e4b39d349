"""Runs requests for the commands, with the same dispatcher and event log as the native messaging host."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import app_paths
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.errors import CallError
from voiso_call.protocol.messages import Reply, Request

T = TypeVar("T")


def run_with_dispatcher(step: Callable[[RequestDispatcher], Awaitable[T]], log: EventLog) -> T:
    """Run `step` in a new event loop with a dispatcher of its own, and return its result."""

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


def handle_request(request: Request, log: EventLog) -> Reply:
    """Handle one request, log it, and return its reply. Raises CallError."""
    return handle_requests([request], log)[0]


def handle_requests(requests: Sequence[Request], log: EventLog) -> list[Reply]:
    """Handle requests one after the other in one dispatcher, and return their replies. Raises CallError."""

    async def handle(dispatcher: RequestDispatcher, request: Request) -> Reply:
        started_at = time.monotonic()
        try:
            reply = await dispatcher.handle(request)
        except CallError as error:
            log.request_finished(request, error, started_at)
            raise
        log.request_finished(request, reply, started_at)
        return reply

    async def handle_all(dispatcher: RequestDispatcher) -> list[Reply]:
        return [await handle(dispatcher, request) for request in requests]

    return run_with_dispatcher(handle_all, log)
