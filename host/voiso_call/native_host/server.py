"""The message loop of the native messaging host: every message gets exactly one reply, even an invalid one.

Three threads: the main thread reads, the dispatcher thread runs the asyncio event loop with the use cases,
the writer thread writes. asyncio does not read stdin itself, because its pipe transports fail on Windows'
handles.

Slots bound the memory. The reader acquires a slot before it reads a message, and the writer releases it after
it has written the reply. If MAX_PENDING_REPLIES are pending, the reader waits, as long as Voiso takes to
answer. But if one reply cannot be written for STALLED_READER_TIMEOUT_S meanwhile, the browser is not reading
any more and the host ends.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from io import RawIOBase
from queue import SimpleQueue
from typing import TYPE_CHECKING

from voiso_call import __version__
from voiso_call.diagnostics.event_log import EventLog, restrict_id
from voiso_call.errors import CallError, ErrorCode
from voiso_call.native_host.launching_extension import LaunchingExtension
from voiso_call.protocol import framing, handshake
from voiso_call.protocol.framing import ByteReader, EndOfInputError, JsonObject, MessageRejectedError
from voiso_call.system import process_hardening
from voiso_call.system.installed_by import installed_by

if TYPE_CHECKING:
    import asyncio

    from voiso_call.calling.dispatcher import RequestDispatcher
    from voiso_call.protocol.messages import Reply, Request

# Chromium kills a host 2 s after it closed the pipe. Until then, outcomes of calls can be recorded.
SHUTDOWN_TIMEOUT_S = 1.5
MAX_PENDING_REPLIES = 64
STALLED_READER_TIMEOUT_S = 10
# For a do-not-call list: the extension gives up and ends the host after 15 s without a reply.
MAX_LIST_WAIT_S = 5


def serve_messages(
    reader: ByteReader, writer: RawIOBase, extension: LaunchingExtension, answered_hello: bytes = b""
) -> None:
    """Answer messages until the input ends; then wait for pending replies, at most SHUTDOWN_TIMEOUT_S.

    `answered_hello` is a `hello` that was answered before, and is only logged.
    """
    log = EventLog()
    log.install_excepthooks()
    log.event(
        "host_started",
        version=__version__,
        engine=extension.engine,
        extension_id=restrict_id(extension.id),
        development=not extension.is_official,
    )
    if answered_hello:
        _log_hello(log, extension, framing.decode(answered_hello))
    server = NativeMessagingServer(writer, log)
    server.start()
    while server.acquire_slot():
        try:
            message = framing.decode(framing.read_message(reader))
            if not handshake.is_hello(message):
                server.submit(message)
            elif handshake.is_valid_hello(message):
                server.send(framing.message_id(message), handshake.hello_reply(installed_by()))
                _log_hello(log, extension, message)
            else:
                raise MessageRejectedError(
                    ErrorCode.INVALID_REQUEST, "not a valid hello", framing.message_id(message)
                )
        except MessageRejectedError as error:
            log.request_finished(None, error, time.monotonic(), error.message_id)
            server.send(error.message_id, framing.failure_reply(error))
            if error.code is ErrorCode.MESSAGE_TOO_LARGE:
                break  # the message was not read, so it is unknown where the next one starts
        except (EndOfInputError, OSError):
            server.release_slot()
            break
    server.drain()
    log.event("host_stopped")
    log.close()


def _log_hello(log: EventLog, extension: LaunchingExtension, message: JsonObject) -> None:
    """Log which versions the extension is and speaks: `voiso-call doctor` compares them with the host's."""
    hello = message["request"]
    window = hello.get("protocol") or {"min": message["protocol"], "max": message["protocol"]}
    log.event(
        "extension_said_hello",
        engine=extension.engine,
        extension_id=restrict_id(extension.id),
        extension_version=restrict_id(hello["extension_version"]),
        protocol_min=window["min"],
        protocol_max=window["max"],
    )


def reject_connection(reader: ByteReader, writer: RawIOBase, extension: LaunchingExtension) -> None:
    """Answer the first message with host_forbidden. For extensions that are not allowed to use the host."""
    try:
        message_id = framing.message_id(framing.decode(framing.read_message(reader)))
    except MessageRejectedError as error:
        message_id = error.message_id
    except (EndOfInputError, OSError):
        return
    log = EventLog()
    with suppress(Exception):  # a broken installation must reject too
        from voiso_call.config.paths import app_paths

        log.open(app_paths().log_file)
    log.event("extension_rejected", engine=extension.engine, extension_id=restrict_id(extension.id))
    detail = "this host serves only the Voiso Click-to-Call extension; see: voiso-call install --list"
    reply = framing.failure_reply(CallError(ErrorCode.HOST_FORBIDDEN, detail))
    with suppress(OSError):
        writer.write(framing.encode({"id": message_id, "reply": reply}))
    log.close()


class NativeMessagingServer:
    """Handles messages on the dispatcher thread and writes replies, one at a time, on the writer thread."""

    def __init__(self, writer: RawIOBase, log: EventLog):
        """Take the stream to the browser and the event log; no thread is started yet."""
        self._writer = writer
        self._log = log
        self._outbox: SimpleQueue[bytes] = SimpleQueue()
        self._state_changed = threading.Condition()  # guards the four fields below
        self._pending = 0  # acquired slots: messages whose reply is not written yet
        self._write_deadline: float | None = None  # monotonic clock; None while nothing is written
        self._queued_before_ready: list[JsonObject] = []  # messages that came while libraries were imported
        self._handler: Callable[[JsonObject], object] = self._queued_before_ready.append

    def start(self) -> None:
        """Start the dispatcher thread, which first imports the libraries, and the writer thread."""
        for name, work in (("dispatcher", self._dispatcher_thread), ("writer", self._writer_loop)):
            threading.Thread(target=work, name=name, daemon=True).start()

    def acquire_slot(self) -> bool:
        """Reserve the slot for one reply; False if the browser has stopped reading replies."""
        with self._state_changed:
            while self._pending >= MAX_PENDING_REPLIES:
                # Only a blocked write is limited in time: replies that are not there yet may wait for Voiso.
                if self._write_deadline is None:
                    self._state_changed.wait()
                elif (remaining_s := self._write_deadline - time.monotonic()) > 0:
                    self._state_changed.wait(remaining_s)
                else:
                    return False
            self._pending += 1
            return True

    def release_slot(self) -> None:
        """Free a slot: its reply was written, or there was no message to answer."""
        with self._state_changed:
            self._pending -= 1
            self._state_changed.notify_all()

    def submit(self, message: JsonObject) -> None:
        """Hand a decoded message to the dispatcher thread, which will send its reply."""
        with self._state_changed:
            self._handler(message)

    def drain(self) -> None:
        """Wait until all pending replies are written, at most SHUTDOWN_TIMEOUT_S."""
        with self._state_changed:
            self._state_changed.wait_for(lambda: self._pending == 0, SHUTDOWN_TIMEOUT_S)

    def send(self, message_id: int, reply: JsonObject) -> None:
        """Queue one reply for the writer thread. Never blocks and never raises."""
        detail = "the reply is too long"
        try:
            encoded = framing.encode({"id": message_id, "reply": reply})
        except Exception as error:
            self._log.exception(error)
            encoded, detail = b"", type(error).__name__
        if not 0 < len(encoded) <= framing.MAX_REPLY_BYTES:  # the browser closes the port at a longer reply
            failure = framing.failure_reply(CallError(ErrorCode.INTERNAL, detail))
            encoded = framing.encode({"id": message_id, "reply": failure})
        self._outbox.put(encoded)

    def _writer_loop(self) -> None:
        """Write queued replies. A full pipe blocks only this thread; errors of a closed pipe are ignored."""
        while True:
            unwritten = memoryview(self._outbox.get())
            self._set_write_deadline(time.monotonic() + STALLED_READER_TIMEOUT_S)
            with suppress(OSError):
                while unwritten:  # one write to a pipe may take only a part
                    unwritten = unwritten[self._writer.write(unwritten) :]
            self._set_write_deadline(None)
            self.release_slot()

    def _set_write_deadline(self, deadline: float | None) -> None:
        with self._state_changed:
            self._write_deadline = deadline
            self._state_changed.notify_all()

    def _dispatcher_thread(self) -> None:
        """Import the libraries, then run the event loop until the process ends."""
        try:
            gc.disable()  # what imports create stays: to look for garbage among it, now or later, takes time
            import asyncio

            self._log.capture_library_logs()
            process_hardening.harden_process()
            from voiso_call.calling.dispatcher import RequestDispatcher
            from voiso_call.config.paths import app_paths

            gc.freeze()
            gc.enable()
            self._log.open(app_paths().log_file)
            dispatcher = RequestDispatcher(app_paths(), max_list_wait_s=MAX_LIST_WAIT_S)
            asyncio.run(self._run_event_loop(dispatcher))
        except Exception as error:  # a broken installation must answer too
            self._log.exception(error)
            detail = f"the host cannot start: {type(error).__name__}"
            failure = framing.failure_reply(CallError(ErrorCode.INTERNAL, detail))
            self._set_handler(lambda message: self.send(framing.message_id(message), failure))

    def _set_handler(self, handler: Callable[[JsonObject], object]) -> None:
        """Pass queued messages, and then every new one, to `handler`."""
        with self._state_changed:
            self._handler = handler
            queued, self._queued_before_ready[:] = self._queued_before_ready[:], []
            for message in queued:
                handler(message)

    async def _run_event_loop(self, dispatcher: RequestDispatcher) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        tasks: set[asyncio.Task[None]] = set()  # the event loop keeps only weak references to tasks

        def start_task(message: JsonObject) -> None:
            task = loop.create_task(self._handle(dispatcher, message))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        self._set_handler(lambda message: loop.call_soon_threadsafe(start_task, message))
        await loop.create_future()  # never completes: the main thread ends the process

    async def _handle(self, dispatcher: RequestDispatcher, message: JsonObject) -> None:
        """Answer one message. All errors of the use cases, and of building the reply, become replies here."""
        from voiso_call.protocol import validation

        started_at = time.monotonic()
        request: Request | None = None
        result: Reply | CallError
        try:
            request = validation.validate_request(message).request
            result = await dispatcher.handle(request)
            reply = result.model_dump(mode="json")
        except CallError as error:
            result, reply = error, framing.failure_reply(error)
        except Exception as error:
            self._log.exception(error)
            result = CallError(ErrorCode.INTERNAL, type(error).__name__)
            reply = framing.failure_reply(result)
        self.send(framing.message_id(message), reply)
        self._log.request_finished(request, result, started_at, framing.message_id(message))
