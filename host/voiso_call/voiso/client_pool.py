"""Keeps one client, with its open connections, for each combination of URL, API key and network settings."""

from typing import TypeAlias

from pydantic import SecretStr

from voiso_call.config.network_settings import NetworkSettings
from voiso_call.voiso.client import VoisoClient

_PoolKey: TypeAlias = tuple[str, SecretStr, NetworkSettings]


class ClientPool:
    """Creates clients on first use.

    A client of older settings stays open, because a call may be under way on it; settings change rarely.
    """

    def __init__(self) -> None:
        """Create no client yet."""
        self._clients: dict[_PoolKey, VoisoClient] = {}

    def get(self, url: str, api_key: SecretStr, network: NetworkSettings) -> VoisoClient:
        """Return the client for these settings. Needs a running loop. Raises CallError(not_configured)."""
        pool_key = (url, api_key, network)
        if pool_key not in self._clients:
            self._clients[pool_key] = VoisoClient(*pool_key)
        return self._clients[pool_key]

    async def close(self) -> None:
        """Close every connection of every client."""
        for client in self._clients.values():
            await client.close()
