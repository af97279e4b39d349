"""The Chrome DevTools Protocol over a pipe: JSON messages ended by a zero byte, replies matched by id.

The pipe, not a port: it is the one way that loads an unpacked extension into every Chromium brand, and
nobody else on the machine can reach it. https://chromedevtools.github.io/devtools-protocol/
"""

import itertools
import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from support.browser.cdp_session import Event

ANSWER_SECONDS = 30.0
CHUNK = 256 * 1024  # bytes; a screenshot is one message of some hundred thousand


class DevToolsError(Exception):
    """The browser refused a command."""


class DevTools:
    """The near end of the pipe: `send` a command, `listen` to events."""

    def __init__(self, reading: int, writing: int):
        self._reading = reading
        self._writing = writing
        self._ids = itertools.count(1)
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()  # to write: never held by the reading thread, which must not wait
        self._gone = self._closed = False
        self._thread = threading.Thread(target=self._read, name="devtools", daemon=True)
        self._thread.start()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Have every event given to `listener`, on the reading thread."""
        self._listeners.append(listener)

    def send(
        self, method: str, session: str | None = None, timeout: float = ANSWER_SECONDS, **params: Any
    ) -> dict[str, Any]:
        """One command and its answer."""
        answer: Future[dict[str, Any]] = Future()
        message: dict[str, Any] = {"id": next(self._ids), "method": method, "params": params}
        if session:
            message["sessionId"] = session
        with self._lock:
            if self._gone:
                raise ConnectionError(f"{method}: the browser has closed the pipe")
            self._waiting[message["id"]] = answer
        with self._turn:
            self._write(json.dumps(message).encode() + b"\0")
        try:
            reply = answer.result(timeout)
        except TimeoutError:
            raise TimeoutError(f"{method} {params}: no answer within {timeout:g} s") from None
        if "error" in reply:
            raise DevToolsError(f"{method}: {reply['error'].get('message')} {reply['error'].get('data', '')}")
        result: dict[str, Any] = reply["result"]
        return result

    def close(self) -> None:
        """Hang up; the reading thread ends with the browser's end of the pipe."""
        with self._turn, self._lock:
            if not self._closed:
                os.close(self._writing)
            self._gone = self._closed = True
        self._thread.join(ANSWER_SECONDS)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._writing, left) :]

    def _read(self) -> None:
        pending = bytearray()
        try:
            while chunk := os.read(self._reading, CHUNK):
                pending += chunk
                *messages, rest = pending.split(b"\0") if b"\0" in chunk else [pending]
                pending = rest
                for message in messages:
                    self._deliver(json.loads(message))
        finally:
            os.close(self._reading)
            with self._lock:
                self._gone = True
                for answer in self._waiting.values():
                    answer.set_exception(ConnectionError("the browser has closed the pipe"))
                self._waiting.clear()

    def _deliver(self, message: dict[str, Any]) -> None:
        if "id" in message:
            with self._lock:
                answer = self._waiting.pop(message["id"])
            answer.set_result(message)
            return
        for listener in self._listeners:
            listener(message)
