"""Hands each request to its use case and returns the reply.

The native messaging host and the command line share it, so that both behave alike. The use cases of
`provisioning` are imported when they are asked for: a call waits for what is imported here.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from voiso_call.calling.check_number import check_number
from voiso_call.calling.follow_call import CallFollower
from voiso_call.calling.format_numbers import format_numbers
from voiso_call.calling.place_call import CallPlacer
from voiso_call.calling.preparation import Preparation
from voiso_call.calling.services import Services, utc_now
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError
from voiso_call.protocol import handshake
from voiso_call.protocol.messages import (
    MAX_HISTORY_PAGE,
    CallPlaced,
    CheckNumber,
    ClearHistory,
    FormatNumbers,
    GetHistory,
    GetStatus,
    Hello,
    HelloReply,
    PlaceCall,
    Reply,
    Request,
    Status,
    WarmedUp,
    WarmUp,
)
from voiso_call.protocol.outcome_messages import FollowCall
from voiso_call.protocol.setup_messages import CheckSetup, Configure, FindAgents
from voiso_call.store.journal import ClearedHistory, Journal
from voiso_call.system.installed_by import installed_by


class RequestDispatcher:
    """Handles requests for one agent."""

    def __init__(
        self, paths: AppPaths, clock: Callable[[], datetime] = utc_now, max_list_wait_s: float | None = None
    ):
        """Take the paths of the agent's files; files and connections are opened on first use.

        `max_list_wait_s` limits the wait for a do-not-call list that is being read; None: until it is.
        """
        self._services = Services(paths, clock, max_list_wait_s)
        self._placer = CallPlacer(self._services)
        self._preparation = Preparation(self._services)
        self._follower = CallFollower(self._services)
        self._configuring = asyncio.Lock()

    async def close(self) -> None:
        """Close connections and files. Wait for calls in progress first."""
        await self._follower.close()
        await self._services.close()

    async def handle(self, request: Request) -> Reply:
        """Handle one request. Raises CallError, which the caller converts to a `failure` reply."""
        services = self._services
        match request:
            case Hello():
                return HelloReply.model_validate(handshake.hello_reply(installed_by()))
            case GetStatus():
                return await self._status()
            case WarmUp():
                await self._preparation.warm_up()
                return WarmedUp()
            case CheckNumber():
                return await check_number(request, services)
            case FormatNumbers(numbers=numbers):
                return await asyncio.to_thread(format_numbers, numbers)
            case PlaceCall():
                reply = await self._placer.place(request)
                if isinstance(reply, CallPlaced) and not reply.repeated:
                    self._follower.start(reply.call_id)
                return reply
            case FollowCall(call_id=call_id):
                return await self._follower.follow(call_id)
            case GetHistory(limit=limit, before=before):
                return await services.journal.run(Journal.history, limit, before, services.clock())
            case ClearHistory():
                await self.clear_history()
                return await services.journal.run(Journal.history, MAX_HISTORY_PAGE, None, services.clock())
            case Configure():
                from voiso_call.provisioning.configure import configure

                async with self._configuring:  # one after the other: each reads the file and writes it anew
                    await asyncio.to_thread(configure, services.paths, request)
                return await self._status()
            case FindAgents(query=query):
                from voiso_call.provisioning.find_agents import find_agents

                client = await services.client(services.incomplete_settings())
                return await find_agents(client, query)
            case CheckSetup():
                from voiso_call.provisioning.check_setup import check_setup

                return await check_setup(services.paths, services.connect, services.max_list_wait_s)

    async def _status(self) -> Status:
        """Return what is set up, and what this process knows of Voiso."""
        from voiso_call.provisioning.status import read_status

        services = self._services
        status = await asyncio.to_thread(read_status, services.paths, services.max_list_wait_s)
        if status.problem is None:
            with suppress(CallError):  # the settings were changed this moment
                status = status.model_copy(update={"problem": await services.known_problem()})
        return status

    async def clear_history(self) -> ClearedHistory:
        """Delete the history, and return what was deleted."""
        return await self._services.journal.run(Journal.clear_history, self._services.clock())
