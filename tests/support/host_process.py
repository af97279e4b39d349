"""A native messaging host as a process, with requests and replies over its pipes as from a browser."""

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from support.fork_server import ForkedProcess, ForkServer
from voiso_call.native_host import launching_extension
from voiso_call.protocol import framing

ORIGIN = f"chrome-extension://{launching_extension.CHROMIUM_IDS[0]}/"
SCRIPT = Path(sys.executable).with_name(
    "voiso-call-host.exe" if sys.platform == "win32" else "voiso-call-host"
)
HELLO = {"type": "hello", "extension_version": "0.1.0"}
REPLY_TIMEOUT_S = 20
EXIT_TIMEOUT_S = 20


def encode_request(request: dict[str, Any], message_id: int, protocol: int = 1) -> bytes:
    """Return a request as one message, length included."""
    return framing.encode({"protocol": protocol, "id": message_id, "request": request})


class HostConnection:
    """The pipes of a host process."""

    process: "subprocess.Popen[bytes] | ForkedProcess"
    to_host: IO[bytes]
    from_host: IO[bytes]
    reply_timeout_s = REPLY_TIMEOUT_S

    def send(self, body: bytes) -> None:
        """Send one message with this content."""
        self.to_host.write(struct.pack("=I", len(body)) + body)
        self.to_host.flush()

    def read(self) -> dict[str, Any]:
        """Read one message and decode it; a host that sends none is killed, which ends the read."""
        timer = threading.Timer(self.reply_timeout_s, self.process.kill)
        timer.start()
        try:
            return framing.decode(framing.read_message(self.from_host, framing.MAX_REPLY_BYTES))
        finally:
            timer.cancel()

    def request(self, request: dict[str, Any], message_id: int = 1, protocol: int = 1) -> dict[str, Any]:
        """Send a request and return the reply to it."""
        self.send(json.dumps({"protocol": protocol, "id": message_id, "request": request}).encode())
        answer = self.read()
        assert answer["id"] == message_id
        reply: dict[str, Any] = answer["reply"]
        return reply

    def close_and_wait(self) -> tuple[bytes, bytes]:
        """Close the input, wait for the end; return the rest of the output, and what went to stderr."""
        return self.process.communicate(timeout=EXIT_TIMEOUT_S)


class HostProcess(HostConnection):
    """A host that is started as a browser starts it. `caller` is what the browser adds to the command."""

    process: subprocess.Popen[bytes]

    def __init__(
        self,
        *command: str | Path,
        caller: tuple[str, ...] = (ORIGIN,),
        stderr: int | IO[bytes] = subprocess.PIPE,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ):
        self.process = subprocess.Popen(
            [*command, *caller],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to_host, self.from_host = self.process.stdin, self.process.stdout


class ForkedHost(HostConnection):
    """A host that is forked from a server that has imported it already."""

    process: ForkedProcess

    def __init__(
        self,
        server: ForkServer,
        *arguments: str | Path,
        target: str = "voiso_call.native_host.main:main",
        caller: tuple[str, ...] = (ORIGIN,),
        environment: Mapping[str, str] | None = None,
        stderr: int = subprocess.DEVNULL,
    ):
        argv = [SCRIPT, *arguments, *caller]
        self.process = server.start(target, *argv, env={**os.environ, **(environment or {})}, stderr=stderr)
        self.to_host, self.from_host = self.process.stdin, self.process.stdout


def cheap_host(forks: ForkServer | None) -> HostConnection:
    """Start a host in the cheapest way on this system."""
    return ForkedHost(forks) if forks else HostProcess(SCRIPT)
