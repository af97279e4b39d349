"""Servers with answers that Voiso should not give, and a call that must fail."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from voiso_call.errors import CallError
from voiso_call.voiso.client import VoisoClient

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def server(aiohttp_server: Any, answer: Answer) -> str:
    """Start a server that answers every request with `answer`; return its URL."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return str((await aiohttp_server(app)).make_url("")).rstrip("/")


async def failed_call(
    url: str, number: str = "14155550100", *, key: str = "test-key-all", user: int = 1234, attempt: int = 1
) -> CallError:
    """Place a call that must fail; return its error."""
    voiso = VoisoClient(url, SecretStr(key))
    try:
        with pytest.raises(CallError) as raised:
            await voiso.place_call(user, number, attempt=attempt)
    finally:
        await voiso.close()
    return raised.value
