"""Use case: a call is likely soon. Connects to Voiso; meanwhile loads what a process's first call needs."""

import asyncio
from contextlib import suppress

from voiso_call.calling.assessment import parse_both
from voiso_call.calling.services import Services
from voiso_call.config.settings import Settings
from voiso_call.errors import CallError
from voiso_call.protocol.messages import CheckNumber


class Preparation:
    """Prepares the calls of one process."""

    def __init__(self, services: Services):
        """Take the shared services."""
        self._services = services
        self._is_done = False

    async def warm_up(self) -> None:
        """Open or test the connection to Voiso. Raises CallError if a call would fail for the same reason."""
        settings = self._services.settings()
        client = await self._services.client(settings)
        connecting = asyncio.create_task(client.warm_up())
        try:
            if not self._is_done:
                self._is_done = True
                await self._load(settings)
        finally:
            await connecting

    async def _load(self, settings: Settings) -> None:
        """Load number plans, do-not-call list and journal. A call reports what cannot be loaded."""
        services = self._services
        with suppress(CallError):
            await services.journal.open()
        # A fictional number, as nobody is called: reading it loads what reading every other needs.
        sample = CheckNumber(type="check_number", number="+1 202-555-0123", original_text="202-555-0123")
        with suppress(CallError):
            await asyncio.to_thread(parse_both, sample, settings)
            await services.assessor.assess(sample, settings, services.clock())
