"""The sandbox on a thread of this process, for tests whose own code blocks while it is asked."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from aiohttp import web

from voiso_call.sandbox.server import Options, create_app

TIMEOUT_S = 10.0
SHUTDOWN_TIMEOUT_S = 0.1  # for answers that are still delayed; 0 would mean forever to aiohttp


@contextlib.contextmanager
def sandbox_thread(
    log: Path, *, retry_after_s: Callable[[], int] | None = None, **options: Any
) -> Iterator[str]:
    """Serve the sandbox with `Options(**options)`, logging requests to `log`; yield its URL.

    `retry_after_s` is called for the Retry-After of each answer that has one, so that a test can set it.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sandbox", daemon=True)
    thread.start()

    def wait_for(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(TIMEOUT_S)

    try:
        with log.open("a", encoding="utf-8", newline="\n") as file:
            app = create_app(Options(**options), file)
            if retry_after_s:
                app.on_response_prepare.append(_set_retry_after(retry_after_s))
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_TIMEOUT_S)
            wait_for(runner.setup())
            try:
                wait_for(web.TCPSite(runner, "127.0.0.1", 0).start())
                [address] = runner.addresses
                yield f"http://{address[0]}:{address[1]}"
            finally:
                wait_for(runner.cleanup())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(TIMEOUT_S)
        loop.close()


def _set_retry_after(
    seconds: Callable[[], int],
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def set_header(_: web.Request, response: web.StreamResponse) -> None:
        if "Retry-After" in response.headers:
            response.headers["Retry-After"] = str(seconds())

    return set_header
