"""Hands each request to its use case and returns the reply.

The native messaging host and the command line share it, so that both behave alike.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from voiso_call.calling.check_number import check_number
from voiso_call.calling.place_call import CallPlacer
from voiso_call.calling.services import Services, utc_now
from voiso_call.config.paths import AppPaths
from voiso_call.protocol import handshake
from voiso_call.protocol.messages import (
    CheckNumber,
    GetHistory,
    GetStatus,
    Hello,
    HelloReply,
    PlaceCall,
    Reply,
    Request,
    WarmedUp,
    WarmUp,
)
from voiso_call.provisioning.status import read_status
from voiso_call.store.journal import ClearedHistory, Journal


class RequestDispatcher:
    """Handles requests for one agent."""

    def __init__(self, paths: AppPaths, clock: Callable[[], datetime] = utc_now):
        """Take the paths of the agent's files; files and connections are opened on first use."""
        self._services = Services(paths, clock)
        self._placer = CallPlacer(self._services)

    async def close(self) -> None:
        """Close connections and files. Wait for calls in progress first."""
        await self._services.close()

    async def handle(self, request: Request) -> Reply:
        """Handle one request. Raises CallError, which the caller converts to a `failure` reply."""
        services = self._services
        match request:
            case Hello():
                return HelloReply.model_validate(handshake.hello_reply())
            case GetStatus():
                return await asyncio.to_thread(read_status, services.paths)
            case WarmUp():
                client = await services.client(services.settings())
                await client.warm_up()
                return WarmedUp()
            case CheckNumber():
                return await check_number(request, services)
            case PlaceCall():
                return await self._placer.place(request)
            case GetHistory(limit=limit, before=before):
                return await services.journal.run(Journal.history, limit, before, services.clock())

    async def clear_history(self) -> ClearedHistory:
        """Delete the history, and return what was deleted. Only for the command line."""
        return await self._services.journal.run(Journal.clear_history, self._services.clock())
