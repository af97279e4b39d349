"""The installed host with connections that break at every point: the true outcome, and one request."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from support.certificates import HOST, Authority
from support.fault_proxy import NO_FAULT, Fault, FaultProxy
from support.fork_server import ForkServer
from support.host_process import cheap_host
from voiso_call.config.paths import AppPaths
from voiso_call.provisioning.settings_writer import write_settings
from voiso_call.sandbox.server import RECORDED_REQUESTS, RecordedRequest

Replies = Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]
Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
CALL = {"type": "place_call", "request_id": "request-1", "number": "+14155550100", "trigger": "click"}
PLACED = "placed"
NOT_SENT = ("voiso_unreachable", None)
UNKNOWN = ("call_outcome_unknown", "unknown")
NO_CALL_ID = ("voiso_failed", "unknown")


def posts(app: web.Application) -> list[RecordedRequest]:
    return [request for request in app[RECORDED_REQUESTS] if request.method == "POST"]


def outcome(reply: dict[str, Any]) -> object:
    """Return PLACED, or the code and the parameter `outcome` of a failure."""
    if reply["type"] == "call_placed":
        return PLACED
    return (reply["code"], reply["params"].get("outcome"))


@pytest.fixture
def replies_to(forks: ForkServer | None) -> Replies:
    """Start a host, and send it requests over its pipe; what is to be done `between` them can wait."""

    def send_requests(
        *requests: dict[str, Any], between: Callable[[], object] = lambda: None
    ) -> list[dict[str, Any]]:
        host = cheap_host(forks)
        replies: list[dict[str, Any]] = []
        try:
            for number, request in enumerate(requests, 1):
                if replies:
                    between()
                replies.append(host.request(request, number))
            return replies
        finally:
            host.process.kill()
            host.close_and_wait()

    return partial(asyncio.to_thread, send_requests)


def answer(status: str, *headers: str, body: str = "") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", body]
    return "\r\n".join(lines).encode()


BIG = answer("200 OK", body=" " * 10 * 1024 * 1024)

# name: (fault, expected outcome, requests that the sandbox received, connections to the proxy)
PLAIN: dict[str, tuple[Fault, object, int, int]] = {
    "nothing": (NO_FAULT, PLACED, 1, 1),
    "reset after half the request's head": (Fault(request="half a head", answer="nothing"), UNKNOWN, 0, 1),
    "reset after the request's head": (Fault(request="head", answer="nothing"), UNKNOWN, 0, 1),
    "reset in the request's body": (Fault(request="half a body", answer="nothing"), UNKNOWN, 0, 1),
    "reset after the request": (Fault(answer="nothing"), UNKNOWN, 1, 1),
    "closed after the request": (Fault(answer="nothing", end="close"), UNKNOWN, 1, 1),
    "half closed after the request": (Fault(answer="nothing", end="half close"), UNKNOWN, 1, 1),
    "reset in the status line": (Fault(answer="half a line"), UNKNOWN, 1, 1),
    "closed in the status line": (Fault(answer="half a line", end="close"), UNKNOWN, 1, 1),
    "reset in the answer's head": (Fault(answer="half a head"), UNKNOWN, 1, 1),
    "reset after the answer's head": (Fault(answer="head"), UNKNOWN, 1, 1),
    "half closed after the answer's head": (Fault(answer="head", end="half close"), UNKNOWN, 1, 1),
    "reset in the answer's body": (Fault(answer="half a body"), UNKNOWN, 1, 1),
    "closed in the answer's body": (Fault(answer="half a body", end="close"), UNKNOWN, 1, 1),
    "closed after the answer": (Fault(end="close"), PLACED, 1, 1),
    "half closed after the answer": (Fault(end="half close"), PLACED, 1, 1),
    "an answer of 10 MiB": (Fault(instead=BIG, end="close"), NO_CALL_ID, 1, 1),
    "an answer in drips": (Fault(drip=True, end="close"), PLACED, 1, 1),
    "a refusal cut short": (
        Fault(instead=answer("401 Unauthorized", body="x" * 100), answer="half a body"),
        ("key_rejected", None),
        1,
        1,
    ),
    "an error cut short": (
        Fault(instead=answer("502 Bad Gateway", body="x" * 100), answer="half a body"),
        NO_CALL_ID,
        1,
        1,
    ),
}


@pytest.mark.parametrize("name", PLAIN)
async def test_broken_connection_has_the_true_outcome_and_one_request(
    name: str, start_sandbox: Sandbox, set_up: Callable[..., AppPaths], replies_to: Replies
) -> None:
    fault, expected, received, connections = PLAIN[name]
    url, app = await start_sandbox()
    async with FaultProxy(urlsplit(url).port or 0, fault).listening() as proxy:
        set_up(proxy.url)
        [reply] = await replies_to(CALL)
    assert (outcome(reply), len(posts(app)), proxy.connections) == (expected, received, connections)


async def test_reset_connection_is_retried_only_if_nothing_was_written(
    start_sandbox: Sandbox, set_up: Callable[..., AppPaths], replies_to: Replies
) -> None:
    """Whether the request is written before the reset arrives is a race, so both outcomes are right."""
    url, app = await start_sandbox()
    async with FaultProxy(urlsplit(url).port or 0, Fault(accept=False)).listening() as proxy:
        set_up(proxy.url)
        [reply] = await replies_to(CALL)
    assert (outcome(reply), proxy.connections) in [(UNKNOWN, 1), (UNKNOWN, 2), (NOT_SENT, 2)]
    assert posts(app) == []


TUNNEL: dict[str, object] = {"proxy": True}
TOO_OLD = bytes.fromhex("15 0301 0002 0246")  # the TLS alert protocol_version
REFUSED = answer("403 Forbidden")
CREDENTIALS_REQUIRED = answer("407 Proxy Authentication Required", "Proxy-Authenticate: Basic")

# name: (fault, expected outcome, its params, requests that the sandbox received, connections to the proxy)
SECURE: dict[str, tuple[Fault, object, dict[str, object], int, int]] = {
    "nothing": (NO_FAULT, PLACED, {}, 1, 1),
    "the proxy resets": (Fault(accept=False), NOT_SENT, TUNNEL, 0, 2),
    "the proxy refuses": (Fault(tunnel=REFUSED), NOT_SENT, TUNNEL | {"proxy_status": 403}, 0, 1),
    "the proxy requires credentials": (
        Fault(tunnel=CREDENTIALS_REQUIRED),
        NOT_SENT,
        TUNNEL | {"proxy_status": 407},
        0,
        1,
    ),
    "the proxy does not use HTTP": (Fault(tunnel=b"220 mail\r\n\r\n"), NOT_SENT, TUNNEL, 0, 1),
    "reset before TLS": (Fault(secure=b""), NOT_SENT, TUNNEL, 0, 2),
    "no TLS at all": (Fault(secure=b"220 mail\r\n"), ("tls_untrusted", None), {"cause": "no_tls"}, 0, 1),
    "TLS too old": (Fault(secure=TOO_OLD), ("tls_untrusted", None), {"cause": "old_tls"}, 0, 1),
    "reset after TLS": (Fault(secure="reset after"), UNKNOWN, {}, 0, 1),
    "reset after the request's head": (Fault(request="head", answer="nothing"), UNKNOWN, {}, 0, 1),
    "reset after the request": (Fault(answer="nothing"), UNKNOWN, {}, 1, 1),
    "reset in the answer's body": (Fault(answer="half a body"), UNKNOWN, {}, 1, 1),
}


@pytest.mark.parametrize("name", SECURE)
async def test_broken_connection_through_proxy_and_tls_has_the_true_outcome(
    name: str, start_sandbox: Sandbox, paths: AppPaths, tmp_path: Path, replies_to: Replies
) -> None:
    fault, expected, params, received, connections = SECURE[name]
    authority = Authority(tmp_path)
    url, app = await start_sandbox()
    proxy = FaultProxy(urlsplit(url).port or 0, fault, authority.server())
    async with proxy.listening():
        set_up_behind(paths, proxy.url, authority)
        [reply] = await replies_to(CALL)
    assert (outcome(reply), len(posts(app)), proxy.connections) == (expected, received, connections)
    assert params.items() <= reply.get("params", {}).items()
    assert all(head.startswith(f"CONNECT {HOST}:443 HTTP/1.1\r\n") for head in proxy.tunnels)


def set_up_behind(paths: AppPaths, proxy_url: str, authority: Authority) -> None:
    """Set the agent up for a Voiso cluster behind a proxy, with the test's certificate authority."""
    write_settings(
        paths, {"cluster": HOST.split(".")[0], "user_id": 1234, "default_region": "US"}, "test-key-all"
    )
    with paths.config_file.open("a", encoding="utf-8") as file:
        file.write(f'[network]\nproxy = "{proxy_url}"\nca_file = "{authority.ca_file}"\n')


async def test_closed_port_is_unreachable(set_up: Callable[..., AppPaths], replies_to: Replies) -> None:
    with socket.socket() as taken:  # bound but not listening: refuses connections
        taken.bind(("127.0.0.1", 0))
        set_up(f"http://127.0.0.1:{taken.getsockname()[1]}")
        [reply] = await replies_to(CALL)
    assert outcome(reply) == NOT_SENT


async def test_redirect_to_another_host_is_not_followed(
    start_sandbox: Sandbox, set_up: Callable[..., AppPaths], replies_to: Replies
) -> None:
    url, app = await start_sandbox()
    port = urlsplit(url).port or 0
    async with FaultProxy(port, NO_FAULT).listening() as other:
        redirect = answer("307 Temporary Redirect", f"Location: {other.url}/api/v4/voice/calls")
        async with FaultProxy(port, Fault(instead=redirect, end="close")).listening() as proxy:
            set_up(proxy.url)
            [reply] = await replies_to(CALL)
    assert (outcome(reply), reply["params"]["status"]) == (("voiso_failed", None), 307)
    assert (other.connections, len(posts(app))) == (0, 1)


WARM_UP = {"type": "warm_up"}


@pytest.mark.parametrize(
    ("fault", "expected", "received", "connections"),
    [
        # Closed during the request: the host cannot know whether it arrived, and does not repeat it.
        (Fault(first=1, request="nothing", answer="nothing"), UNKNOWN, 0, 1),
        (Fault(first=1, request="nothing", answer="nothing", end="close"), UNKNOWN, 0, 1),
        (Fault(first=1, answer="nothing"), UNKNOWN, 1, 1),
        # Closed while it was idle: the host notices it, and opens a new connection.
        (Fault(end="close"), PLACED, 1, 2),
        (Fault(end="reset"), PLACED, 1, 2),
        (NO_FAULT, PLACED, 1, 1),
    ],
)
async def test_connection_closed_after_warm_up_has_the_true_outcome(
    start_sandbox: Sandbox,
    set_up: Callable[..., AppPaths],
    fault: Fault,
    expected: object,
    received: int,
    connections: int,
    replies_to: Replies,
) -> None:
    url, app = await start_sandbox()
    async with FaultProxy(urlsplit(url).port or 0, fault).listening() as proxy:
        set_up(proxy.url)
        ends_while_idle = fault.first == 0 and fault.end != "keep"
        warm, reply = await replies_to(
            WARM_UP, CALL, between=partial(proxy.ended.wait, 10) if ends_while_idle else lambda: None
        )
    assert warm["type"] == "warmed_up"
    assert (outcome(reply), len(posts(app)), proxy.connections) == (expected, received, connections)


async def test_proxy_that_recovers_within_the_retry_window_is_used(
    start_sandbox: Sandbox, paths: AppPaths, tmp_path: Path, replies_to: Replies
) -> None:
    """A request that certainly was not sent is repeated once: one call, one POST."""
    authority = Authority(tmp_path)
    url, app = await start_sandbox()
    proxy = FaultProxy(urlsplit(url).port or 0, Fault(accept=False), authority.server())
    async with proxy.listening():
        set_up_behind(paths, proxy.url, authority)
        replies = asyncio.create_task(replies_to(CALL))
        await asyncio.wait_for(proxy.called.wait(), 20)
        proxy.fault = NO_FAULT
        [reply] = await replies
    assert (outcome(reply), len(posts(app)), proxy.connections) == (PLACED, 1, 2)
