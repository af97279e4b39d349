"""The desk behind the browsers' door: every frame that comes in is answered, also the worst.

One thread reads, one runs the switchboard, one writes. No asyncio pipes: they fail on Windows' handles.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from io import RawIOBase
from queue import SimpleQueue
from typing import TYPE_CHECKING

from voiso_call import __version__
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.errors import CallError, Code
from voiso_call.native_host.launching_extension import LaunchingExtension
from voiso_call.protocol import framing, handshake
from voiso_call.protocol.framing import ByteReader, EndOfInputError, JsonObject, MessageRejectedError
from voiso_call.system import process_hardening

if TYPE_CHECKING:
    import asyncio

    from voiso_call.calling.dispatcher import RequestDispatcher
    from voiso_call.protocol.messages import Reply, Request

# Chromium kills a host 2 s after it hung up; a call that was sent has this long to be written down.
SHUTDOWN_TIMEOUT_S = 1.5
# A browser reads each answer at once. One that leaves so many waiting for so long is not there any more.
MAX_PENDING_REPLIES = 64
STALLED_READER_TIMEOUT_S = 10


def serve_messages(reader: ByteReader, writer: RawIOBase, who: LaunchingExtension) -> None:
    """Answer frames until the input ends, and then what is still owed, but no longer than LAST_WORDS_S."""
    log = EventLog()
    log.install_excepthooks()
    log.event(
        "host_started",
        version=__version__,
        engine=who.engine,
        extension_id=who.id,
        development=not who.is_official,
    )
    desk = NativeMessagingServer(writer, log)
    desk.start()
    while desk.acquire_slot():
        try:
            frame = framing.decode(framing.read_message(reader))
            if not handshake.is_hello(frame):
                desk.submit(frame)
            elif handshake.is_valid_hello(frame):
                desk.send(framing.message_id(frame), handshake.hello_reply())
            else:
                raise MessageRejectedError(
                    Code.INVALID_REQUEST, "not a well-formed hello", framing.message_id(frame)
                )
        except MessageRejectedError as problem:
            log.request_finished(None, problem, time.monotonic(), problem.message_id)
            desk.send(problem.message_id, framing.failure_reply(problem))
            if problem.code is Code.FRAME_TOO_LARGE:
                break  # what follows cannot be told apart from the frame that was not read
        except (EndOfInputError, OSError):
            desk.release_slot()
            break
    desk.drain()
    log.event("host_stopped")
    log.close()


def reject_connection(reader: ByteReader, writer: RawIOBase, who: LaunchingExtension) -> None:
    """Tell an extension that is not ours so, under the id of its first frame; nothing else is done for it."""
    frame_id = framing.UNKNOWN_ID
    try:
        frame_id = framing.message_id(framing.decode(framing.read_message(reader)))
    except MessageRejectedError as problem:
        frame_id = problem.message_id
    except (EndOfInputError, OSError):
        return
    log = EventLog()
    with suppress(Exception):  # a broken installation turns away all the same
        from voiso_call.config.paths import app_paths

        log.open(app_paths().log_file)
    log.event("extension_rejected", engine=who.engine, extension_id=who.id[:64])
    words = "this program serves the Voiso Click-to-Call extension alone; see: voiso-call install --list"
    reply = framing.failure_reply(CallError(Code.HOST_FORBIDDEN, words))
    with suppress(OSError):
        writer.write(framing.encode({"id": frame_id, "reply": reply}))
    log.close()


class NativeMessagingServer:
    """Takes frames, answers them on the switchboard's thread, writes one at a time on a third."""

    def __init__(self, writer: RawIOBase, log: EventLog):
        """Take the wire's writing end."""
        self._writer = writer
        self._log = log
        self._outbox: SimpleQueue[bytes] = SimpleQueue()
        self._changed = threading.Condition()
        self._pending = 0  # answers that are not yet written
        self._queued_before_ready: list[JsonObject] = []  # taken before the imports were done
        self._handler: Callable[[JsonObject], object] = self._queued_before_ready.append

    def start(self) -> None:
        """Begin the imports, and to write."""
        for name, work in (("switchboard", self._dispatcher_thread), ("writer", self._writer_loop)):
            threading.Thread(target=work, name=name, daemon=True).start()

    def acquire_slot(self) -> bool:
        """Promise one more answer; False where the browser has long stopped reading them."""
        with self._changed:
            listening = self._changed.wait_for(
                lambda: self._pending < MAX_PENDING_REPLIES, STALLED_READER_TIMEOUT_S
            )
            self._pending += listening
            return listening

    def release_slot(self) -> None:
        """Take a promise back: an answer was written, or there was nothing to answer."""
        with self._changed:
            self._pending -= 1
            self._changed.notify_all()

    def submit(self, frame: JsonObject) -> None:
        """Accept a frame; it will be answered."""
        with self._changed:
            self._handler(frame)

    def drain(self) -> None:
        """Wait until everything owed is written, but not longer than the browser lets us live."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending == 0, SHUTDOWN_TIMEOUT_S)

    def send(self, frame_id: int, reply: JsonObject) -> None:
        """Have one reply written. A browser that is gone hears nothing and loses nothing."""
        frame = framing.encode({"id": frame_id, "reply": reply})
        if len(frame) > framing.MAX_REPLY_BYTES:  # the browser would close the port, and say nothing of why
            problem = framing.failure_reply(CallError(Code.INTERNAL, "a reply too long to be sent"))
            frame = framing.encode({"id": frame_id, "reply": problem})
        self._outbox.put(frame)

    def _writer_loop(self) -> None:
        """Write frames whole, one after the other; a pipe that is full holds up nobody else."""
        while True:
            frame = memoryview(self._outbox.get())
            with suppress(OSError):
                while frame:
                    frame = frame[self._writer.write(frame) :]
            self.release_slot()

    def _dispatcher_thread(self) -> None:
        """Import, then run the event loop for as long as the process lives."""
        try:
            import asyncio

            self._log.capture_library_logs()
            process_hardening.harden_process()
            from voiso_call.calling.dispatcher import RequestDispatcher
            from voiso_call.config.paths import app_paths

            self._log.open(app_paths().log_file)
            asyncio.run(self._run_event_loop(RequestDispatcher(app_paths())))
        except Exception as problem:  # a broken installation still answers
            self._log.exception(problem)
            reason = f"the host cannot start: {type(problem).__name__}"
            self._set_handler(lambda frame: self._send_reply(frame, CallError(Code.INTERNAL, reason)))

    def _set_handler(self, begin: Callable[[JsonObject], object]) -> None:
        """Let every frame, the early ones first, go to `begin`."""
        with self._changed:
            self._handler = begin
            early, self._queued_before_ready[:] = self._queued_before_ready[:], []
            for frame in early:
                begin(frame)

    async def _run_event_loop(self, dispatcher: RequestDispatcher) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        tasks: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references

        def begin(frame: JsonObject) -> None:
            task = loop.create_task(self._handle(dispatcher, frame))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        self._set_handler(lambda frame: loop.call_soon_threadsafe(begin, frame))
        await loop.create_future()  # for ever: the main thread ends the process

    async def _handle(self, dispatcher: RequestDispatcher, frame: JsonObject) -> None:
        """Answer one frame: the only place where what went wrong becomes a reply."""
        from voiso_call.protocol import validation

        began = time.monotonic()
        request: Request | None = None
        answer: Reply | CallError
        try:
            request = validation.validate_request(frame).request
            answer = await dispatcher.handle(request)
        except CallError as problem:
            answer = problem
        except Exception as problem:
            self._log.exception(problem)
            answer = CallError(Code.INTERNAL, type(problem).__name__)
        self._send_reply(frame, answer)
        self._log.request_finished(request, answer, began, framing.message_id(frame))

    def _send_reply(self, frame: JsonObject, answer: Reply | CallError) -> None:
        reply = (
            framing.failure_reply(answer) if isinstance(answer, CallError) else answer.model_dump(mode="json")
        )
        self.send(framing.message_id(frame), reply)
