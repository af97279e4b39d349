"""The sandbox behind a server on a thread of this process, which notes when each call arrives there.

With TLS, the server is the proxy of the host's settings and ends TLS as Voiso would; a delay makes it as far
away.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar
from urllib.parse import urlsplit

from delaying_proxy import delaying_proxy

from support.certificates import Authority
from support.fault_proxy import NO_FAULT, FaultProxy
from support.sandbox import sandbox_process
from voiso_call.provisioning.settings_writer import SettingValue

T = TypeVar("T")

ARRIVAL_TIMEOUT_S = 20
CLUSTER_WITH_TLS = "cc-test01"  # for which `Authority` issues its certificate


class WatchingProxy(FaultProxy):
    """Passes everything on, and notes when calls arrived."""

    arrivals: SimpleQueue[float]

    async def _forward(self, request: bytes, *, whole: bool) -> bytes:
        if request.startswith(b"POST "):
            self.arrivals.put(time.perf_counter())
        return await super()._forward(request, whole=whole)


@dataclass(frozen=True)
class WatchedSandbox:
    """The server, and the settings with which a host calls through it; `url` is the sandbox behind it."""

    url: str
    settings: dict[str, SettingValue | None]
    network: dict[str, str]  # the settings of the section of that name
    proxy: WatchingProxy

    def forget(self) -> None:
        """Forget the calls that have arrived."""
        with contextlib.suppress(Empty):
            while True:
                self.proxy.arrivals.get_nowait()

    def wait_for_call(self) -> float:
        """Wait until the next call has arrived, and return when, as `time.perf_counter` tells it."""
        return self.proxy.arrivals.get(timeout=ARRIVAL_TIMEOUT_S)


@contextlib.contextmanager
def watched_sandbox(folder: Path, *, tls: bool = False, delay_ms: int = 0) -> Iterator[WatchedSandbox]:
    """Start sandbox and server; with TLS, `delay_ms` is the time of a message there and its answer back."""
    authority = Authority(folder) if tls else None
    with sandbox_process(folder / "sandbox.jsonl") as url, _event_loop() as run:
        proxy = WatchingProxy(urlsplit(url).port or 0, NO_FAULT, authority.server() if authority else None)
        proxy.arrivals = SimpleQueue()
        listening = contextlib.AsyncExitStack()
        port = run(_listen(listening, proxy, delay_ms))
        network: dict[str, str] = {}
        settings: dict[str, SettingValue | None] = {"cluster": "sandbox", "sandbox_url": proxy.url}
        if authority is not None:
            network = {"proxy": f"http://127.0.0.1:{port}", "ca_file": str(authority.ca_file)}
            settings = {"cluster": CLUSTER_WITH_TLS, "sandbox_url": None}
        try:
            yield WatchedSandbox(url, settings, network, proxy)
        finally:
            run(listening.aclose())


async def _listen(listening: contextlib.AsyncExitStack, proxy: WatchingProxy, delay_ms: int) -> int:
    """Return the port that hosts connect to."""
    await listening.enter_async_context(proxy.listening())
    if not delay_ms:
        return proxy.port
    return await listening.enter_async_context(delaying_proxy(proxy.port, delay_ms / 2000))


class _Run:
    """Runs coroutines on the thread's event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop):
        self._loop = loop

    def __call__(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(ARRIVAL_TIMEOUT_S)


@contextlib.contextmanager
def _event_loop() -> Iterator[_Run]:
    """Run an event loop on a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="watched sandbox", daemon=True)
    thread.start()
    try:
        yield _Run(loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(ARRIVAL_TIMEOUT_S)
        loop.close()
