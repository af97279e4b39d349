"""The installed command as people run it: its output, a sandbox of its own, a terminal to answer on."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voiso_call.config.paths import AppPaths

COMMAND = Path(sys.executable).with_name("voiso-call.exe" if sys.platform == "win32" else "voiso-call")
KEY = "test-key-all"
PATIENCE_S = 15


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command without a terminal."""
    return subprocess.run(
        [COMMAND, *arguments], input=typed, capture_output=True, text=True, timeout=30, encoding="utf-8"
    )


@contextmanager
def sandbox_process(log: Path, *more: str) -> Iterator[str]:
    """Run the real sandbox; give its URL."""
    process = subprocess.Popen(
        [COMMAND, "sandbox", "--until-stdin-closes", "--log", log, *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate(timeout=10)


def set_up(url: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Set the command up for a sandbox."""
    needed = ["--cluster", "sandbox", "--user-id", "1234", "--api-key-stdin", "--key-store", "file"]
    return run("setup", *needed, "--base-url", url, "--region", "GB", *more, typed=f"{KEY}\n")


def set_limits(paths: AppPaths, **limits: int) -> None:
    """Write limits into the config, so that no test races against the defaults."""
    lines = "".join(f"{name} = {value}\n" for name, value in limits.items())
    with paths.config_file.open("a", encoding="utf-8") as file:
        file.write(f"[limits]\n{lines}")


def posts(log: Path) -> list[dict[str, Any]]:
    """Read what calls the sandbox was asked for."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [line for line in map(json.loads, lines) if line["method"] == "POST"]


class Terminal:
    """The command on a terminal, with somebody at the keyboard."""

    def __init__(self, *arguments: str):
        import pty

        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            # A terminal of its own, whose Ctrl-C reaches it: no shell is there to give it one.
            [sys.executable, "-c", _OWN_TERMINAL, COMMAND, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.said = b""

    def expect(self, text: bytes) -> None:
        """Read until it says so."""
        import select

        until = time.monotonic() + PATIENCE_S
        while text not in self.said:
            left = until - time.monotonic()
            ready, _, _ = select.select([self._ours], [], [], max(0, left))
            assert ready, f"not {text!r}: {self.said!r}"
            self.said += os.read(self._ours, 1000)

    def type(self, keys: bytes) -> None:
        """Press keys; Ctrl-C is the byte 3."""
        os.write(self._ours, keys)

    def end(self) -> int:
        """Wait for the command to end; give its exit code."""
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            os.close(self._ours)


_OWN_TERMINAL = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
)
