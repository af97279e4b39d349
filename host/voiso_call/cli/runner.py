"""How the commands ask: one switchboard of their own, as a browser's host has one, and the exit codes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from voiso_call.calling.dispatcher import Switchboard
from voiso_call.config.paths import app_paths
from voiso_call.diagnostics.event_log import Log
from voiso_call.errors import Failed
from voiso_call.protocol.messages import Reply, Request

T = TypeVar("T")

DONE, REFUSED, USAGE, OUTCOME_UNKNOWN = 0, 1, 2, 3
INTERRUPTED = 130  # as shells say it


def at_the_switchboard(step: Callable[[Switchboard], Awaitable[T]], log: Log) -> T:
    """Open a switchboard for one step, with the log that it writes."""

    async def run() -> T:
        switchboard = Switchboard(app_paths())
        try:
            return await step(switchboard)
        finally:
            await switchboard.close()

    log.open(app_paths().log_file)
    log.catch_libraries()
    try:
        return asyncio.run(run())
    finally:
        log.close()


def ask(request: Request, log: Log) -> Reply:
    """Ask one thing. Raises Failed for a failure."""

    async def answer(switchboard: Switchboard) -> Reply:
        began = time.monotonic()
        try:
            reply = await switchboard.answer(request)
        except Failed as problem:
            log.answered(request, problem, began)
            raise
        log.answered(request, reply, began)
        return reply

    return at_the_switchboard(answer, log)
