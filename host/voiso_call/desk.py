"""The desk behind the browsers' door: every frame that comes in is answered, also the worst.

One thread reads, another runs the switchboard, and whoever has an answer writes it whole. No asyncio pipes:
they fail on Windows' handles.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import RawIOBase
from typing import TYPE_CHECKING

from voiso_call import framing, greeting
from voiso_call.errors import Code, Failed
from voiso_call.framing import InputEnded, JsonObject, Readable, Refused

if TYPE_CHECKING:
    import asyncio

    from voiso_call.switchboard import Switchboard

# Chromium kills a host 2 s after it hung up; a call that was sent has this long to be written down.
LAST_WORDS_S = 1.5


def attend(reader: Readable, writer: RawIOBase) -> None:
    """Answer frames until the input ends, and then what is still open, but no longer than LAST_WORDS_S."""
    desk = Desk(writer)
    desk.start()
    while True:
        try:
            frame = framing.decode(framing.read_body(reader))
            if not greeting.is_hello(frame):
                desk.take(frame)
            elif greeting.is_sound(frame):
                desk.say(framing.readable_id(frame), greeting.reply())
            else:
                raise Refused(Code.INVALID_REQUEST, "not a well-formed hello", framing.readable_id(frame))
        except Refused as problem:
            desk.say_failure(problem.frame_id, problem)
            if problem.code is Code.FRAME_TOO_LARGE:
                break  # what follows cannot be told apart from the frame that was not read
        except (InputEnded, OSError):
            break
    desk.finish()


class Desk:
    """Takes frames on any thread, answers them on the switchboard's own, writes one frame at a time."""

    def __init__(self, writer: RawIOBase):
        """Take the wire's writing end."""
        self._writer = writer
        self._writing = threading.Lock()
        self._taking = threading.Condition()
        self._open = 0
        self._early: list[JsonObject] = []  # taken before the imports were done
        self._begin: Callable[[JsonObject], object] = self._early.append

    def start(self) -> None:
        """Begin the imports."""
        threading.Thread(target=self._work, name="switchboard", daemon=True).start()

    def take(self, frame: JsonObject) -> None:
        """Accept a frame; it will be answered."""
        with self._taking:
            self._open += 1
            self._begin(frame)

    def finish(self) -> None:
        """Wait until all that was taken is answered, but not longer than the browser lets us live."""
        with self._taking:
            self._taking.wait_for(lambda: self._open == 0, LAST_WORDS_S)

    def say(self, frame_id: int, reply: JsonObject) -> None:
        """Write one frame, whole. A browser that is gone hears nothing and loses nothing."""
        encoded = framing.encode({"id": frame_id, "reply": reply})
        if len(encoded) > framing.MAX_REPLY_BYTES:  # the browser would close the port, and say nothing of why
            encoded = framing.encode(
                {
                    "id": frame_id,
                    "reply": framing.failure(Failed(Code.INTERNAL, "a reply too long to be sent")),
                }
            )
        frame = memoryview(encoded)
        with self._writing, suppress(OSError):
            while frame:
                frame = frame[self._writer.write(frame) :]

    def say_failure(self, frame_id: int, problem: Failed) -> None:
        """Answer with what went wrong."""
        self.say(frame_id, framing.failure(problem))

    def _work(self) -> None:
        """Import, then run the event loop for as long as the process lives."""
        try:
            import asyncio

            from voiso_call.config import places
            from voiso_call.switchboard import Switchboard

            asyncio.run(self._run(Switchboard(places())))
        except Exception as problem:  # a broken installation still answers
            self._report(problem)
            reason = f"the host cannot start: {type(problem).__name__}"
            self._open_with(lambda frame: self._end(frame, Failed(Code.INTERNAL, reason)))

    def _open_with(self, begin: Callable[[JsonObject], object]) -> None:
        """Let every frame, the early ones first, go to `begin`."""
        with self._taking:
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
        from voiso_call import admission

        try:
            reply = await switchboard.answer(admission.admit(frame).request)
            self._end(frame, reply.model_dump(mode="json"))
        except Failed as problem:
            self._end(frame, problem)
        except Exception as problem:
            self._report(problem)
            self._end(frame, Failed(Code.INTERNAL, type(problem).__name__))

    def _end(self, frame: JsonObject, answer: JsonObject | Failed) -> None:
        reply = framing.failure(answer) if isinstance(answer, Failed) else answer
        self.say(framing.readable_id(frame), reply)
        with self._taking:
            self._open -= 1
            self._taking.notify_all()

    def _report(self, problem: Exception) -> None:
        """Tell stderr where our own fault is, without the exception's text: it may hold a number or a key."""
        trace = problem.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
        sys.stderr.write(f"voiso-call-host: {type(problem).__name__}{place}\n")
