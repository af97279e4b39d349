"""The Chrome DevTools Protocol over a pipe: JSON messages that end with a zero byte, replies matched by ID.

A pipe, not a port: only over a pipe can an unpacked extension be loaded in every Chromium brand, and no other
process can connect to it. https://chromedevtools.github.io/devtools-protocol/
"""

import itertools
import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from support.browser.cdp_session import Event

REPLY_TIMEOUT_S = 30.0
READ_BYTES = 256 * 1024  # a screenshot is one message of some hundred thousand bytes


class DevToolsError(Exception):
    """The browser refused a command."""


class DevTools:
    """Our end of the pipe: sends commands, passes events to listeners."""

    def __init__(self, reading: int, writing: int):
        self._reading = reading
        self._writing = writing
        self._ids = itertools.count(1)
        self._waiting: dict[int, tuple[Future[dict[str, Any]], str | None]] = {}  # reply and session, by ID
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = threading.Lock()
        self._write_lock = threading.Lock()  # not taken by the reading thread, which must never block
        self._is_gone = self._is_closed = False  # at the browser's end; at ours
        self._thread = threading.Thread(target=self._read, name="devtools", daemon=True)
        self._thread.start()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Pass every event to `listener`, on the reading thread."""
        self._listeners.append(listener)

    def send(
        self, method: str, session: str | None = None, timeout: float = REPLY_TIMEOUT_S, **params: Any
    ) -> dict[str, Any]:
        """Send a command and return its result. Raises DevToolsError, TimeoutError or ConnectionError."""
        reply: Future[dict[str, Any]] = Future()
        message: dict[str, Any] = {"id": next(self._ids), "method": method, "params": params}
        if session:
            message["sessionId"] = session
        with self._lock:
            if self._is_gone:
                raise ConnectionError(f"{method}: the browser has closed the pipe")
            self._waiting[message["id"]] = (reply, session)
        with self._write_lock:
            self._write(json.dumps(message).encode() + b"\0")
        try:
            content = reply.result(timeout)
        except TimeoutError:
            raise TimeoutError(f"{method} {params}: no reply within {timeout:g} s") from None
        if error := content.get("error"):
            raise DevToolsError(f"{method}: {error.get('message')} {error.get('data', '')}")
        result: dict[str, Any] = content["result"]
        return result

    def close(self) -> None:
        """Close our end; the reading thread ends when the browser closes its end."""
        with self._write_lock, self._lock:
            if not self._is_closed:
                os.close(self._writing)
            self._is_gone = self._is_closed = True
        self._thread.join(REPLY_TIMEOUT_S)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._writing, left) :]

    def _read(self) -> None:
        pending = bytearray()
        try:
            while chunk := os.read(self._reading, READ_BYTES):
                pending += chunk
                *messages, pending = pending.split(b"\0") if b"\0" in chunk else [pending]
                for message in messages:
                    self._deliver(json.loads(message))
        finally:
            os.close(self._reading)
            with self._lock:
                self._is_gone = True
                for reply, _ in self._waiting.values():
                    reply.set_exception(ConnectionError("the browser has closed the pipe"))
                self._waiting.clear()

    def _deliver(self, message: dict[str, Any]) -> None:
        if "id" in message:
            with self._lock:
                reply, _ = self._waiting.pop(message["id"], (None, None))
            if reply is not None:
                reply.set_result(message)
            return
        if message["method"] == "Target.detachedFromTarget":
            self._fail_commands(message["params"]["sessionId"])
        for listener in self._listeners:
            listener(message)

    def _fail_commands(self, session: str) -> None:
        """Fail what was sent to a frame or page that has closed: the browser does not reply to it."""
        with self._lock:
            unanswered = [key for key, (_, other) in self._waiting.items() if other == session]
            replies = [self._waiting.pop(key)[0] for key in unanswered]
        for reply in replies:
            reply.set_result({"error": {"message": "the target has closed"}})
