"""What the host did, for whoever must find out why: one JSON line an event, without keys, numbers masked.

Only codes, types, times and words of ours get in, no text of a page, of Voiso or of an exception; there is
no level that would tell more. A thread of its own writes. Several hosts share the file: a line is one append,
and whoever made it too long renames it, under a lock. This is imported before the libraries, so it uses none.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from voiso_call.diagnostics.redaction import redact_number
from voiso_call.errors import CallError, Scalar

if TYPE_CHECKING:
    from pathlib import Path

    from voiso_call.protocol.messages import Reply, Request

MAX_BYTES = 1_000_000  # bytes
BACKUP_COUNT = 2  # older files
MAX_QUEUED = 2_000  # lines; more are dropped, and counted
CLOSE_TIMEOUT_S = 0.5  # waited for only while there is something to write


class EventLog:
    """Takes lines at once and from any thread, and writes them where `open` says, in its own time."""

    def __init__(self) -> None:
        """Nothing is written before `open`; lines also go to `echo`, where there is one."""
        self.mirror: TextIO | None = None
        self._lines: queue.Queue[bytes | threading.Event] = queue.Queue(MAX_QUEUED)
        self._dropped = 0

    def open(self, file: Path) -> None:
        """Begin to write."""
        threading.Thread(target=self._write, args=[file], name="log", daemon=True).start()

    def event(self, event: str, **words: Scalar | float) -> None:
        """Write a line, soon."""
        now = time.time()
        at = f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now % 1 * 1000):03}Z"
        content = {"time": at, "pid": os.getpid(), "event": event, **words}
        if self._dropped:
            content["dropped"] = self._dropped
        line = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            self._lines.put_nowait(line)
            self._dropped = 0
        except queue.Full:
            self._dropped += 1
        if self.mirror is not None:
            self.mirror.write(line.decode())

    def request_finished(
        self, request: Request | None, answer: Reply | CallError, began: float, frame_id: int | None = None
    ) -> None:
        """Tell how a request ended that began at `time.monotonic() == began`."""
        words: dict[str, Scalar | float] = {} if frame_id is None else {"id": frame_id}
        if request is not None:
            words["request"] = request.type
            for name in ("request_id", "trigger"):
                if value := getattr(request, name, None):
                    words[name] = value
            if number := getattr(request, "number", None):
                words["number"] = redact_number(number)
        words["outcome"] = "failure" if isinstance(answer, CallError) else answer.type
        if isinstance(answer, CallError):
            words["code"] = answer.code
            if isinstance(status := answer.params.get("status"), int):
                words["status"] = status
        self.event("answered", **words, ms=round((time.monotonic() - began) * 1000, 1))

    def exception(self, problem: BaseException, trace: TracebackType | None = None) -> None:
        """Tell where our own fault is, also on stderr: not the exception's text: it may hold a key."""
        trace = trace or problem.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
        self.event("fault", error=type(problem).__name__, place=place)
        with suppress(OSError, ValueError, AttributeError):  # no stderr
            sys.stderr.write(f"voiso-call: {type(problem).__name__} at {place}\n")

    def install_excepthooks(self) -> None:
        """Have whatever nobody catches told in our words: those of Python show texts and lines of code."""
        sys.excepthook = lambda kind, problem, trace: self.exception(problem, trace)
        threading.excepthook = lambda args: self.exception(
            args.exc_value or args.exc_type(), args.exc_traceback
        )
        sys.unraisablehook = lambda args: self.exception(
            args.exc_value or args.exc_type(), args.exc_traceback
        )

    def capture_library_logs(self) -> None:
        """Take what libraries log: who and how bad, not what, for that may hold an address with a key."""
        import logging

        tell = self.event

        class Quiet(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                error = record.exc_info[0] if record.exc_info else None
                kind = error.__name__ if error else None
                tell("library", name=record.name, level=record.levelname, error=kind, line=record.lineno)

        logging.getLogger().addHandler(Quiet(logging.WARNING))
        logging.captureWarnings(True)

    def close(self) -> None:
        """Wait until all is written, but not for long."""
        done = threading.Event()
        with suppress(queue.Full):
            self._lines.put_nowait(done)
            done.wait(CLOSE_TIMEOUT_S)

    def _write(self, file: Path) -> None:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            line = self._lines.get()
            if isinstance(line, threading.Event):
                line.set()
                continue
            with suppress(OSError):  # a disk that is full must not stop a call
                if append(file, line) > MAX_BYTES:
                    rotate(file)


def append(file: Path, line: bytes) -> int:
    """Add one line; how long the file is now. Opened each time: another host may have renamed it."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(file, flags, 0o600)
    try:
        os.write(descriptor, line)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def rotate(file: Path) -> None:
    """Rename a file that is too long, once, whichever host processes see that at the same time.

    Raises OSError where the file cannot be renamed.
    """
    from voiso_call.system import file_lock  # loads a library, which is rarely needed here

    with file_lock.exclusive(file.with_name(f"{file.name}.lock")):
        if not file.exists() or file.stat().st_size <= MAX_BYTES:
            return  # another process was first
        for number in range(BACKUP_COUNT, 0, -1):
            newer = file.with_name(f"{file.name}.{number - 1}") if number > 1 else file
            if newer.exists():
                newer.replace(file.with_name(f"{file.name}.{number}"))
