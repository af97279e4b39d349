"""Marionette, Firefox's own remote protocol: JSON arrays over a loopback socket, each after its length.

It has WebDriver's commands, and access to the browser's own windows, menus and add-ons.
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import contextlib
import itertools
import json
import socket
from collections.abc import Iterator
from typing import Any

REPLY_TIMEOUT_S = 40.0  # Firefox ends a script after 30


class MarionetteError(Exception):
    """Firefox refused a command; `kind` is WebDriver's error code."""

    def __init__(self, command: str, error: dict[str, Any]):
        self.kind: str = error["error"]
        self.message: str = error["message"]
        super().__init__(f"{command}: {self.kind}: {self.message}")


class Marionette:
    """One connection with one WebDriver session and one command at a time."""

    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=REPLY_TIMEOUT_S)
        self._stream = self._socket.makefile("rb")
        self._ids = itertools.count(1)
        self._read()  # the greeting
        self.ask("WebDriver:NewSession", capabilities={})
        self.ask("WebDriver:SetTimeouts", script=30_000, pageLoad=30_000, implicit=0)

    def ask(self, command: str, **params: Any) -> Any:
        """Send one command and return its result. Raises MarionetteError."""
        message = [0, next(self._ids), command, params]
        data = json.dumps(message).encode()
        self._socket.sendall(str(len(data)).encode() + b":" + data)
        _, _, error, result = self._read()
        if error:
            raise MarionetteError(command, error)
        if isinstance(result, dict) and result.keys() == {"value"}:
            return result["value"]
        return result

    def chrome(self, script: str, *args: Any) -> Any:
        """Run a function body in the browser's own window; return its result, awaited."""
        with self._in_context("chrome"):
            return self.ask("WebDriver:ExecuteScript", script=script, args=list(args), sandbox="system")

    @contextlib.contextmanager
    def _in_context(self, context: str) -> Iterator[None]:
        self.ask("Marionette:SetContext", value=context)
        try:
            yield
        finally:
            self.ask("Marionette:SetContext", value="content")

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
        self._socket.close()

    def _read(self) -> Any:
        digits = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has closed the connection")
            digits += byte
        body = self._stream.read(int(digits))
        return json.loads(body)
