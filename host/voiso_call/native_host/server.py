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
from voiso_call.diagnostics.event_log import Log
from voiso_call.errors import Code, Failed
from voiso_call.native_host.launching_extension import Caller
from voiso_call.protocol import framing, handshake
from voiso_call.protocol.framing import InputEnded, JsonObject, Readable, Refused
from voiso_call.system import process_hardening

if TYPE_CHECKING:
    import asyncio

    from voiso_call.calling.dispatcher import Switchboard
    from voiso_call.protocol.messages import Reply, Request

# Chromium kills a host 2 s after it hung up; a call that was sent has this long to be written down.
LAST_WORDS_S = 1.5
# A browser reads each answer at once. One that leaves so many waiting for so long is not there any more.
MOST_OWED = 64
DEAF_S = 10


def attend(reader: Readable, writer: RawIOBase, who: Caller) -> None:
    """Answer frames until the input ends, and then what is still owed, but no longer than LAST_WORDS_S."""
    log = Log()
    log.catch_all()
    log.tell("started", version=__version__, engine=who.engine, caller=who.id, development=not who.is_ours)
    desk = Desk(writer, log)
    desk.start()
    while desk.owe():
        try:
            frame = framing.decode(framing.read_body(reader))
            if not handshake.is_hello(frame):
                desk.take(frame)
            elif handshake.is_sound(frame):
                desk.say(framing.readable_id(frame), handshake.reply())
            else:
                raise Refused(Code.INVALID_REQUEST, "not a well-formed hello", framing.readable_id(frame))
        except Refused as problem:
            log.answered(None, problem, time.monotonic(), problem.frame_id)
            desk.say(problem.frame_id, framing.failure(problem))
            if problem.code is Code.FRAME_TOO_LARGE:
                break  # what follows cannot be told apart from the frame that was not read
        except (InputEnded, OSError):
            desk.forgive()
            break
    desk.finish()
    log.tell("ended")
    log.close()


def turn_away(reader: Readable, writer: RawIOBase, who: Caller) -> None:
    """Tell an extension that is not ours so, under the id of its first frame; nothing else is done for it."""
    frame_id = framing.UNREADABLE_ID
    try:
        frame_id = framing.readable_id(framing.decode(framing.read_body(reader)))
    except Refused as problem:
        frame_id = problem.frame_id
    except (InputEnded, OSError):
        return
    log = Log()
    with suppress(Exception):  # a broken installation turns away all the same
        from voiso_call.config.paths import app_paths

        log.open(app_paths().log_file)
    log.tell("turned_away", engine=who.engine, caller=who.id[:64])
    words = "this program serves the Voiso Click-to-Call extension alone; see: voiso-call install --list"
    reply = framing.failure(Failed(Code.HOST_FORBIDDEN, words))
    with suppress(OSError):
        writer.write(framing.encode({"id": frame_id, "reply": reply}))
    log.close()


class Desk:
    """Takes frames, answers them on the switchboard's thread, writes one at a time on a third."""

    def __init__(self, writer: RawIOBase, log: Log):
        """Take the wire's writing end."""
        self._writer = writer
        self._log = log
        self._outbox: SimpleQueue[bytes] = SimpleQueue()
        self._changed = threading.Condition()
        self._owed = 0  # answers that are not yet written
        self._early: list[JsonObject] = []  # taken before the imports were done
        self._begin: Callable[[JsonObject], object] = self._early.append

    def start(self) -> None:
        """Begin the imports, and to write."""
        for name, work in (("switchboard", self._work), ("writer", self._write)):
            threading.Thread(target=work, name=name, daemon=True).start()

    def owe(self) -> bool:
        """Promise one more answer; False where the browser has long stopped reading them."""
        with self._changed:
            listening = self._changed.wait_for(lambda: self._owed < MOST_OWED, DEAF_S)
            self._owed += listening
            return listening

    def forgive(self) -> None:
        """Take a promise back: an answer was written, or there was nothing to answer."""
        with self._changed:
            self._owed -= 1
            self._changed.notify_all()

    def take(self, frame: JsonObject) -> None:
        """Accept a frame; it will be answered."""
        with self._changed:
            self._begin(frame)

    def finish(self) -> None:
        """Wait until everything owed is written, but not longer than the browser lets us live."""
        with self._changed:
            self._changed.wait_for(lambda: self._owed == 0, LAST_WORDS_S)

    def say(self, frame_id: int, reply: JsonObject) -> None:
        """Have one reply written. A browser that is gone hears nothing and loses nothing."""
        frame = framing.encode({"id": frame_id, "reply": reply})
        if len(frame) > framing.MAX_REPLY_BYTES:  # the browser would close the port, and say nothing of why
            problem = framing.failure(Failed(Code.INTERNAL, "a reply too long to be sent"))
            frame = framing.encode({"id": frame_id, "reply": problem})
        self._outbox.put(frame)

    def _write(self) -> None:
        """Write frames whole, one after the other; a pipe that is full holds up nobody else."""
        while True:
            frame = memoryview(self._outbox.get())
            with suppress(OSError):
                while frame:
                    frame = frame[self._writer.write(frame) :]
            self.forgive()

    def _work(self) -> None:
        """Import, then run the event loop for as long as the process lives."""
        try:
            import asyncio

            self._log.catch_libraries()
            process_hardening.seal()
            from voiso_call.calling.dispatcher import Switchboard
            from voiso_call.config.paths import app_paths

            self._log.open(app_paths().log_file)
            asyncio.run(self._run(Switchboard(app_paths())))
        except Exception as problem:  # a broken installation still answers
            self._log.fault(problem)
            reason = f"the host cannot start: {type(problem).__name__}"
            self._open_with(lambda frame: self._end(frame, Failed(Code.INTERNAL, reason)))

    def _open_with(self, begin: Callable[[JsonObject], object]) -> None:
        """Let every frame, the early ones first, go to `begin`."""
        with self._changed:
            self._begin = begin
            early, self._early[:] = self._early[:], []
            for frame in early:
                begin(frame)

    async def _run(self, switchboard: Switchboard) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        tasks: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references

        def begin(frame: JsonObject) -> None:
            task = loop.create_task(self._answer(switchboard, frame))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        self._open_with(lambda frame: loop.call_soon_threadsafe(begin, frame))
        await loop.create_future()  # for ever: the main thread ends the process

    async def _answer(self, switchboard: Switchboard, frame: JsonObject) -> None:
        """Answer one frame: the only place where what went wrong becomes a reply."""
        from voiso_call.protocol import validation

        began = time.monotonic()
        request: Request | None = None
        answer: Reply | Failed
        try:
            request = validation.admit(frame).request
            answer = await switchboard.answer(request)
        except Failed as problem:
            answer = problem
        except Exception as problem:
            self._log.fault(problem)
            answer = Failed(Code.INTERNAL, type(problem).__name__)
        self._end(frame, answer)
        self._log.answered(request, answer, began, framing.readable_id(frame))

    def _end(self, frame: JsonObject, answer: Reply | Failed) -> None:
        reply = framing.failure(answer) if isinstance(answer, Failed) else answer.model_dump(mode="json")
        self.say(framing.readable_id(frame), reply)
