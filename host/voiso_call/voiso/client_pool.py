"""Keeps one client, with its open connections, for each combination of URL, API key and network settings."""

from typing import TypeAlias

from pydantic import SecretStr

from voiso_call.config.network_settings import NetworkSettings
from voiso_call.voiso.client import VoisoClient

_PoolKey: TypeAlias = tuple[str, SecretStr, NetworkSettings]


class ClientPool:
    """Creates clients on first use.

    When the settings change, the old client stays open: a call may still be using it, and settings change
    rarely.
    """

    def __init__(self) -> None:
        """Create an empty pool."""
        self._clients: dict[_PoolKey, VoisoClient] = {}

    def get(self, url: str, api_key: SecretStr, network: NetworkSettings) -> VoisoClient:
        """Return the client for these settings, in a running event loop. Raises CallError(not_configured)."""
        pool_key = (url, api_key, network)
        if pool_key not in self._clients:
            self._clients[pool_key] = VoisoClient(*pool_key)
        return self._clients[pool_key]

    def find(self, url: str, api_key: SecretStr, network: NetworkSettings) -> VoisoClient | None:
        """Return the client for these settings if there is one already."""
        return self._clients.get((url, api_key, network))

    async def close(self) -> None:
        """Close every client and its connections."""
        for client in self._clients.values():
            await client.close()
