"""The browsers' door: read a frame, answer it, until the browser hangs up.

The main thread owns the wire and answers `hello` at once with the standard library; a second thread spends
that time on imports and then runs the switchboard. Nothing but frames can reach the wire: it is moved to
descriptors of its own before anything else runs. No asyncio pipes: they fail on Windows' handles.
"""

from __future__ import annotations

import os
import sys
import threading

from voiso_call import framing, greeting
from voiso_call.errors import Code, Failed
from voiso_call.framing import InputEnded, Refused

TYPE_CHECKING = False  # typing takes as long to import as the greeting to answer
if TYPE_CHECKING:
    from collections.abc import Callable
    from io import RawIOBase

    from voiso_call.framing import JsonObject
    from voiso_call.switchboard import Switchboard

# Chromium kills a host 2 s after it hung up; a call that was sent has this long to be written down.
LAST_WORDS_S = 1.5


def main() -> int:
    """Serve one browser on standard input and output. The exit code is 0, or 2 for a person at a terminal."""
    if len(sys.argv) < 2 and sys.stdin is not None and sys.stdin.isatty():
        sys.stderr.write("voiso-call-host is started by the browser; people use: voiso-call --help\n")
        return 2
    reader, writer = take_wire()
    # While the other thread imports, the interpreter hands over more often than every 5 ms.
    sys.setswitchinterval(0.0005)
    desk = Desk(writer)
    desk.start()
    converse(reader, desk)
    desk.finish()
    # The thread that imports or waits for Voiso must not keep the process; all that counts is on disk.
    os._exit(0)


def take_wire() -> tuple[RawIOBase, RawIOBase]:
    """Move the wire to descriptors of its own, which no child inherits: 0 becomes empty, 1 stderr."""
    wire = os.dup(0), os.dup(1)  # not inheritable, by PEP 446
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # started without a stderr, as Windows' services are
        os.dup2(null, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for descriptor in wire:
            msvcrt.setmode(descriptor, os.O_BINARY)
    return os.fdopen(wire[0], "rb", buffering=0), os.fdopen(wire[1], "wb", buffering=0)


def converse(reader: RawIOBase, desk: Desk) -> None:
    """Read frames until the input ends; every one is answered, also the worst."""
    while True:
        try:
            frame = framing.decode(framing.read_body(reader))
            if greeting.is_hello(frame):
                desk.say(greeting.greet(frame))
            else:
                desk.take(frame)
        except Refused as problem:
            desk.say(framing.failure(problem.frame_id, problem))
            if problem.code is Code.FRAME_TOO_LARGE:
                return  # what follows cannot be told apart from the frame that was not read
        except (InputEnded, OSError):
            return


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

    def say(self, reply: JsonObject) -> None:
        """Write one frame, whole. A browser that is gone hears nothing and loses nothing."""
        frame = memoryview(framing.encode(reply))
        with self._writing:
            try:
                while frame:
                    frame = frame[self._writer.write(frame) :]
            except OSError:
                return

    def _work(self) -> None:
        """Import, then run the event loop for as long as the process lives."""
        try:
            import asyncio

            from voiso_call.config import places
            from voiso_call.switchboard import Switchboard

            sys.setswitchinterval(0.005)
            asyncio.run(self._run(Switchboard(places())))
        except Exception as problem:  # a broken installation still answers
            self._report(problem)
            reason = f"the host cannot start: {type(problem).__name__}"
            self._open_with(lambda frame: self._end(frame, Failed(Code.INTERNAL, reason)))

    def _open_with(self, begin: Callable[[JsonObject], object]) -> None:
        """Let every frame, the early ones first, go to `begin`."""
        with self._taking:
            self._begin = begin
            for frame in self._early:
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
        from voiso_call import protocol

        try:
            reply = await switchboard.answer(protocol.read(frame).request)
            self._end(frame, reply.model_dump(mode="json"))
        except Failed as problem:
            self._end(frame, problem)
        except Exception as problem:
            self._report(problem)
            self._end(frame, Failed(Code.INTERNAL, type(problem).__name__))

    def _end(self, frame: JsonObject, answer: JsonObject | Failed) -> None:
        frame_id = framing.readable_id(frame)
        if isinstance(answer, Failed):
            self.say(framing.failure(frame_id, answer))
        else:
            self.say({"id": frame_id, "reply": answer})
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
