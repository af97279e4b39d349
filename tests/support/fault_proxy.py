"""A server between host and sandbox that breaks connections at a chosen point.

It serves plain HTTP, or, with a certificate, is a proxy for CONNECT that terminates TLS. It passes each
request on to the sandbox, and the answer back, up to the point where its fault comes.
"""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

Cut = Literal["nothing", "half a line", "half a head", "head", "half a body", "all"]
End = Literal["keep", "reset", "close", "half close", "stall"]
STALL_S = 60  # longer than every timeout
DRIP_INTERVAL_S = 0.02  # between two bytes


@dataclass(frozen=True)
class Fault:
    """What goes wrong: how much of request and answer is passed on, and how the connection then ends."""

    accept: bool = True  # False: each new connection is reset
    tunnel: bytes | None = (
        b"HTTP/1.1 200 Connection established\r\n\r\n"  # the answer to CONNECT; None: stall
    )
    secure: Literal["yes", "reset after"] | bytes | None = "yes"  # bytes: sent instead of TLS, then a reset
    request: Cut = "all"
    answer: Cut = "all"
    instead: bytes | None = None  # replaces the sandbox's answer, after that has come
    drip: bool = False  # a byte at a time
    first: int = 0  # requests that are passed on before the fault comes
    end: End = "reset"


NO_FAULT = Fault(end="keep")


@dataclass
class FaultProxy:
    """Listens on a port of this machine; counts connections and requests."""

    sandbox_port: int
    fault: Fault
    tls: ssl.SSLContext | None = None
    port: int = 0
    connections: int = 0
    tunnels: list[str] = field(default_factory=list)  # heads of CONNECT requests
    requests: int = 0  # whole ones received
    called: asyncio.Event = field(default_factory=asyncio.Event)
    ended: threading.Event = field(default_factory=threading.Event)  # when a connection was, from this side

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["FaultProxy"]:
        """Serve for as long as the block lasts."""
        tasks: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                await self._serve(reader, writer)
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            self.ended.set()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.called.set()
        if not self.fault.accept:
            return _reset(writer)
        if self.tls is not None and not await self._open_tunnel(reader, writer):
            return None
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            self.requests += 1
            if self.requests <= self.fault.first:
                writer.write(await self._forward(head + body, whole=True))
                continue
            answer = await self._forward(
                _cut(head, body, self.fault.request), whole=self.fault.request == "all"
            )
            if self.fault.instead is not None:
                answer = self.fault.instead
            answer_head, separator, answer_body = answer.partition(b"\r\n\r\n")
            await self._send(writer, _cut(answer_head + separator, answer_body, self.fault.answer))
            match self.fault.end:
                case "reset":
                    return _reset(writer)
                case "half close":
                    writer.write_eof()
                    await asyncio.sleep(STALL_S)
                case "stall":
                    await asyncio.sleep(STALL_S)
                case "close":
                    writer.close()
                    return await writer.wait_closed()

    async def _open_tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer CONNECT and terminate TLS; return whether requests can follow."""
        self.tunnels.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.fault.tunnel is None:
            await asyncio.sleep(STALL_S)
            return False
        writer.write(self.fault.tunnel)
        await writer.drain()
        if b" 200 " not in self.fault.tunnel:
            writer.close()
            return False
        if self.fault.secure is None:
            await asyncio.sleep(STALL_S)
            return False
        if isinstance(self.fault.secure, bytes):
            await reader.read(1)  # of the TLS ClientHello
            writer.write(self.fault.secure)
            _reset(writer)
            return False
        assert self.tls is not None
        await writer.start_tls(self.tls)
        if self.fault.secure == "reset after":
            _reset(writer)
            return False
        return True

    async def _forward(self, request: bytes, *, whole: bool) -> bytes:
        """Send a request, or the first part of one, to the sandbox; return the answer to a whole one."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.sandbox_port)
        try:
            writer.write(request)
            await writer.drain()
            if not whole:
                return b""
            head = await reader.readuntil(b"\r\n\r\n")
            has_no_body = request.startswith(b"HEAD ")
            return head + (b"" if has_no_body else await reader.readexactly(_length(head)))
        finally:
            writer.close()

    async def _send(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        step = 1 if self.fault.drip else len(answer) or 1
        for index in range(0, len(answer), step):
            writer.write(answer[index : index + step])
            await writer.drain()
            if self.fault.drip:
                await asyncio.sleep(DRIP_INTERVAL_S)


def _cut(head: bytes, body: bytes, cut: Cut) -> bytes:
    return {
        "nothing": b"",
        "half a line": head[:6],
        "half a head": head[: len(head) // 2],
        "head": head,
        "half a body": head + body[: len(body) // 2],
        "all": head + body,
    }[cut]


def _length(head: bytes) -> int:
    header = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(header[1]) if header else 0


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST, as a crash or a firewall does: data that is still on its way is lost."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
