"""A relay that passes bytes on late, in both directions, like a network in which the server is far away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

CHUNK_BYTES = 65536


@contextlib.asynccontextmanager
async def delaying_proxy(port: int, delay_s: float) -> AsyncIterator[int]:
    """Relay to a local port, each chunk `delay_s` after it came; yield the port of the relay.

    Connecting takes no time, as the kernel accepts. Instead, the host's CONNECT, which Voiso would not get,
    takes the time of a message and its answer.
    """
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            to_server = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_pump(reader, to_server[1], delay_s), _pump(to_server[0], writer, delay_s))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    """Pass on every chunk late, but read the next at once: a delay is no limit of the bandwidth."""
    loop = asyncio.get_running_loop()
    while chunk := await reader.read(CHUNK_BYTES):
        loop.call_later(delay_s, writer.write, chunk)
    await asyncio.sleep(delay_s)
    writer.close()
