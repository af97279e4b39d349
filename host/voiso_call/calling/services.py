"""The services that the use cases share: settings, journal, number assessment and Voiso clients."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from pydantic import SecretStr

from voiso_call.calling.assessment import CallAssessor
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import (
    IncompleteSettings,
    Settings,
    load_incomplete_settings,
    load_settings,
)
from voiso_call.credentials import key_store
from voiso_call.credentials.keyring_backend import READ_TIMEOUT_S
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import Failure
from voiso_call.store.async_journal import AsyncJournal
from voiso_call.voiso.client import MAX_ATTEMPT_S, VoisoClient
from voiso_call.voiso.client_pool import ClientPool

# From the reservation of a call to its outcome: the key is read, the proxy looked up, Voiso asked. Asking the
# system for its proxy has no timeout of its own; it is a matter of milliseconds.
MAX_RESERVED_S = READ_TIMEOUT_S + 2 + MAX_ATTEMPT_S
PROBE_TIMEOUT_S = 2  # for a connection before the status is told, for which the popup waits


def utc_now() -> datetime:
    """Return the current time in UTC. Tests pass a clock of their own instead."""
    return datetime.now(UTC)


class Services:
    """Opens files and connections on first use.

    Settings and API key are read again for each request, so that a change takes effect at once.
    """

    def __init__(
        self, paths: AppPaths, clock: Callable[[], datetime] = utc_now, max_list_wait_s: float | None = None
    ):
        """Take the paths of the agent's files; nothing is opened yet.

        `max_list_wait_s` limits the wait for a do-not-call list that is being read; None: until it is.
        """
        self.paths = paths
        self.clock = clock
        self.max_list_wait_s = max_list_wait_s
        self.assessor = CallAssessor(paths, max_list_wait_s)
        self.journal = AsyncJournal(
            paths,
            max_attempt_s=MAX_RESERVED_S,
            retention_days=lambda: self.settings().history.retention_days,
            clock=clock,
        )
        self._clients = ClientPool()

    async def close(self) -> None:
        """Close connections and files. Wait for calls in progress first."""
        await self._clients.close()
        await self.journal.close()

    def settings(self) -> Settings:
        """Read the settings. Raises CallError(not_configured)."""
        return load_settings(self.paths.config_file)

    def incomplete_settings(self) -> IncompleteSettings:
        """Read the settings, which may lack what a call needs. Raises CallError(not_configured)."""
        return load_incomplete_settings(self.paths.config_file)

    async def client(self, settings: IncompleteSettings) -> VoisoClient:
        """Return a client for these settings and the stored API key.

        Raises CallError(key_missing), key_unavailable or not_configured.
        """
        return self.connect(settings, await self._api_key(settings))

    def connect(self, settings: IncompleteSettings, api_key: SecretStr) -> VoisoClient:
        """Return a client for these settings and this key. Raises CallError(not_configured)."""
        if settings.url is None:
            problem = "cluster: is missing; run: voiso-call setup"
            raise CallError(ErrorCode.NOT_CONFIGURED, problem, field="cluster", problem=problem)
        return self._clients.get(settings.url, api_key, settings.network)

    async def known_problem(self) -> Failure | None:
        """Return what prevents every call by what this process last saw of Voiso; None if it saw nothing.

        After a failed connection another one is tried: the network may be back. Raises CallError for
        incomplete settings or a missing key.
        """
        settings = self.settings()
        client = self._clients.find(settings.url, await self._api_key(settings), settings.network)
        if client is None:
            return None
        if client.unreachable is not None:
            with suppress(CallError, TimeoutError):
                async with asyncio.timeout(PROBE_TIMEOUT_S):
                    await client.warm_up()
        return client.rejection or client.unreachable

    async def _api_key(self, settings: IncompleteSettings) -> SecretStr:
        return await asyncio.to_thread(key_store.load, self.paths, settings.key_store)
