"""A host process, spoken to as a browser speaks."""

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from voiso_call.install import native_manifest
from voiso_call.protocol import framing

ORIGIN = f"chrome-extension://{native_manifest.CHROMIUM_EXTENSION_ID}/"
SCRIPT = Path(sys.executable).with_name(
    "voiso-call-host.exe" if sys.platform == "win32" else "voiso-call-host"
)
HELLO = {"type": "hello", "extension_version": "0.1.0"}


def framed(request: dict[str, Any], frame_id: int, protocol: int = 1) -> bytes:
    """Make the frame of a request."""
    return framing.encode({"protocol": protocol, "id": frame_id, "request": request})


class HostProcess:
    """A host process and its pipes. `caller` is what the browser adds to the command."""

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

    def send(self, body: bytes) -> None:
        self.to_host.write(struct.pack("=I", len(body)) + body)
        self.to_host.flush()

    def read(self) -> dict[str, Any]:
        # A host that says nothing is ended, which ends the read below.
        timer = threading.Timer(20, self.process.kill)
        timer.start()
        try:
            return self._read()
        finally:
            timer.cancel()

    def _read(self) -> dict[str, Any]:
        return framing.decode(framing.read_message(self.from_host, framing.MAX_REPLY_BYTES))

    def ask(self, request: dict[str, Any], frame_id: int = 1, protocol: int = 1) -> dict[str, Any]:
        self.send(json.dumps({"protocol": protocol, "id": frame_id, "request": request}).encode())
        answer = self.read()
        assert answer["id"] == frame_id
        reply: dict[str, Any] = answer["reply"]
        return reply

    def hang_up(self) -> tuple[bytes, bytes]:
        """Close the input; give what was still said, and what stderr got."""
        return self.process.communicate(timeout=10)
