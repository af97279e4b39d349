"""The event log: what the host did, one JSON object a line, without keys and with redacted numbers.

- Only codes, types, times, redacted numbers, and names from source code are logged: names in this package,
  and the names of modules, loggers and exception types of libraries. Never text of a page, of Voiso or of
  an exception, which may hold a number or the key. No log level would add them.
- Two IDs come from outside: `extension_id` from the browser and `request_id` from the extension. They are
  limited to the length and the characters of such IDs (`restrict_id`, `messages.RequestId`).
- A separate thread writes, so that a slow disk delays no reply.
- Several processes share the file. Each line is written by one append; the process that makes the file too
  long renames it, under a lock. On Windows, where appends overwrite each other, the lock is held for each.
- `hello` is answered while this module is imported, so it imports no library.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from contextlib import AbstractContextManager, suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from voiso_call.diagnostics.redaction import redact_number
from voiso_call.errors import CallError, Scalar
from voiso_call.protocol.sanitize import escape_unprintable

if TYPE_CHECKING:
    from pathlib import Path

    from voiso_call.protocol.messages import Reply, Request

MAX_BYTES = 1_000_000  # of the log file; a longer one is renamed
BACKUP_COUNT = 2  # renamed files that are kept
MAX_QUEUED = 2_000  # lines that wait for the disk; further lines are dropped and counted
CLOSE_TIMEOUT_S = 0.5
RENAME_TIMEOUT_S = 0.2  # of a file that somebody reads: the next line tries again
MAX_ID_CHARS = 129  # the longest ID of an extension: in Firefox 64 characters, "@", 64 characters


def restrict_id(text: str) -> str:
    """Return the ID of an extension, cut to MAX_ID_CHARS, with "?" for characters that no browser uses."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "._@{}-") else "?"
        for char in text[:MAX_ID_CHARS]
    )


class EventLog:
    """Queues log lines from any thread without blocking; a background thread writes them after `open`."""

    def __init__(self) -> None:
        """Create a log that collects lines until `open` is called."""
        self.mirror: TextIO | None = None  # also gets every line, at once
        self._lines: queue.Queue[bytes | threading.Event] = queue.Queue(MAX_QUEUED)
        self._dropped = 0

    def open(self, file: Path) -> None:
        """Start the thread that writes queued lines to `file`."""
        threading.Thread(target=self._write, args=[file], name="log", daemon=True).start()

    def event(self, event: str, **fields: Scalar | float) -> None:
        """Queue a line: time (UTC, RFC 3339, milliseconds), process ID, event name and fields."""
        now = time.time()
        timestamp = f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now % 1 * 1000):03}Z"
        content = {"time": timestamp, "pid": os.getpid(), "event": event, **fields}
        if self._dropped:
            content["dropped"] = self._dropped
        line = escape_unprintable(json.dumps(content, ensure_ascii=False)).encode() + b"\n"
        try:
            self._lines.put_nowait(line)
            self._dropped = 0
        except queue.Full:
            self._dropped += 1
        if self.mirror is not None:
            with suppress(OSError, ValueError):  # full or closed: the call goes on, and may already be placed
                self.mirror.write(line.decode())

    def request_finished(
        self,
        request: Request | None,
        result: Reply | CallError,
        started_at: float,
        message_id: int | None = None,
    ) -> None:
        """Log the result of a request; `started_at` is the value of `time.monotonic()` when it began.

        `request` is None for a message that was rejected before it became a request.
        """
        fields: dict[str, Scalar | float] = {} if message_id is None else {"message_id": message_id}
        if request is not None:
            fields["request"] = request.type
            for name in ("request_id", "trigger"):
                if value := getattr(request, name, None):
                    fields[name] = value
            if number := getattr(request, "number", None):
                fields["number"] = redact_number(number)
        fields["reply"] = "failure" if isinstance(result, CallError) else result.type
        if isinstance(result, CallError):
            fields["code"] = result.code
            if isinstance(status := result.params.get("status"), int):
                fields["status"] = status
        duration_ms = round((time.monotonic() - started_at) * 1000, 1)
        self.event("request_finished", **fields, duration_ms=duration_ms)

    def exception(self, error: BaseException, traceback: TracebackType | None = None) -> None:
        """Log the type of an unexpected exception, and the module and line that raised it; also to stderr.

        Its text is left out because it may hold a key or a number, and so is the path of the module, which
        holds the name of the user.
        """
        traceback = traceback or error.__traceback__
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        location = ""
        if traceback is not None:
            location = f"{traceback.tb_frame.f_globals.get('__name__')}:{traceback.tb_lineno}"
        self.event("unhandled_exception", error=type(error).__name__, location=location)
        with suppress(OSError, ValueError, AttributeError):  # stderr may be closed or missing
            sys.stderr.write(f"voiso-call: {type(error).__name__} at {location}\n")

    def install_excepthooks(self) -> None:
        """Log exceptions that nothing catches with `exception`, instead of Python's own report.

        Python's report shows the exception's text and lines of source code.
        """
        sys.excepthook = lambda kind, error, traceback: self.exception(error, traceback)
        threading.excepthook = lambda args: self.exception(
            args.exc_value or args.exc_type(), args.exc_traceback
        )
        sys.unraisablehook = lambda args: self.exception(
            args.exc_value or args.exc_type(), args.exc_traceback
        )

    def capture_library_logs(self) -> None:
        """Log warnings and errors of libraries: logger, level, exception type and line number.

        Their text is left out because it may hold a URL or a header with a secret. An exception that this
        package logs in the same way is logged with `exception`.
        """
        import logging

        log_event, log_exception = self.event, self.exception

        class TextlessHandler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                error_type, error, _ = record.exc_info or (None, None, None)
                if error is not None and record.name.startswith("voiso_call."):
                    log_exception(error)
                    return
                log_event(
                    "library_warning",
                    name=record.name,
                    level=record.levelname,
                    error=error_type.__name__ if error_type else None,
                    line=record.lineno,
                )

        logging.getLogger().addHandler(TextlessHandler(logging.WARNING))
        logging.captureWarnings(True)

    def close(self) -> None:
        """Wait until all queued lines are written, for at most CLOSE_TIMEOUT_S."""
        done = threading.Event()
        with suppress(queue.Full):
            self._lines.put_nowait(done)
            done.wait(CLOSE_TIMEOUT_S)

    def _write(self, file: Path) -> None:
        from voiso_call.system import private_folder  # imports pathlib, which would delay the reply to hello

        while True:
            line = self._lines.get()
            if isinstance(line, threading.Event):  # queued by `close`: everything before it is written
                line.set()
                continue
            with suppress(OSError):  # a full disk must not stop a call
                private_folder.make(file.parent)  # each time: somebody may have deleted it
                write_line(file, line)


def write_line(file: Path, line: bytes) -> None:
    """Append one line, and rename the file if it is too long now. Raises OSError."""
    if sys.platform == "win32":
        with _locked(file):
            if append(file, line) > MAX_BYTES:
                _rename_long(file)
    elif append(file, line) > MAX_BYTES:
        with _locked(file):
            _rename_long(file)


def append(file: Path, line: bytes) -> int:
    """Append one line, and return the length of the file in bytes. Raises OSError.

    The file is opened anew for each line because another process may have renamed it.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, flags, 0o600)
    try:
        os.write(descriptor, line)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def _locked(file: Path) -> AbstractContextManager[None]:
    from voiso_call.system import file_lock  # imports a library that is rarely needed here

    return file_lock.exclusive(file.with_name(f"{file.name}.lock"))


def _rename_long(file: Path) -> None:
    """Rename a file that is too long to `file.1`, and `file.1` to `file.2`; the lock is held.

    Renames only once, even if several processes notice at the same time that the file is too long.
    """
    from voiso_call.system import shared_file

    if not file.exists() or file.stat().st_size <= MAX_BYTES:
        return  # another process has renamed it
    for number in range(BACKUP_COUNT, 0, -1):
        newer = file.with_name(f"{file.name}.{number - 1}") if number > 1 else file
        if newer.exists():
            older = file.with_name(f"{file.name}.{number}")
            shared_file.retried(partial(newer.replace, older), RENAME_TIMEOUT_S)
