"""The host, but killed (SIGKILL, by itself) at one step between a `place_call` frame and its reply.

`--steps FILE ORIGIN` writes down every step that a call takes; `--at STEP ORIGIN` dies the first time it gets
there. A step is a function of ours that begins or ends, a statement of SQL or the writing of a frame, before
and after.
"""

import inspect
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import voiso_call
from voiso_call.native_host import main

PACKAGE = str(Path(voiso_call.__file__).parent)
MODULES = (
    "native_host.server",
    "protocol.validation",
    "calling",
    "store",
    "credentials.key_store",
    "voiso",
)
WORDS = {"call": "begin", "return": "end", "c_call": "before", "c_return": "after"}


def step_name(frame: FrameType, event: str, argument: Any) -> str | None:
    """Name the step, if it is one of ours."""
    file = frame.f_code.co_filename
    if not file.startswith(PACKAGE) or event not in WORDS:
        return None
    module = file[len(PACKAGE) + 1 :].removesuffix(".py").replace(os.sep, ".")
    is_function = frame.f_code.co_flags & inspect.CO_OPTIMIZED and not frame.f_code.co_name.startswith("<")
    if not module.startswith(MODULES) or not is_function:
        return None
    where = f"{module}.{frame.f_code.co_qualname}"
    if event in ("call", "return"):
        phase = getattr(frame.f_locals.get("phase"), "name", "")
        return f"{WORDS[event]} {where} {phase}".strip()
    # Of what is not ours only what others can see: the file, the wire.
    if argument.__name__ not in ("execute", "write"):
        return None
    return f"{WORDS[event]} {where} line {frame.f_lineno} {journal_method(frame)}".strip()


def journal_method(frame: FrameType | None) -> str:
    """Name the step of the journal that a statement is part of."""
    while frame is not None:
        name = frame.f_code.co_qualname
        if name.startswith("Journal.") and not name.startswith("Journal._"):
            return f"in {name}"
        frame = frame.f_back
    return ""


class StepTracer:
    """Sees every step, once the frame has come in."""

    def __init__(self, *, at: str | None = None, steps: Path | None = None):
        self._at = at
        self._steps = steps
        self._known: set[str] = set()
        self._begun = False

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if not self._begun:
            taken = event == "call" and frame.f_code.co_qualname == "NativeMessagingServer.submit"
            self._begun = taken and frame.f_locals["message"]["request"]["type"] == "place_call"
        step = step_name(frame, event, argument) if self._begun else None
        if step is None or step in self._known:
            return
        self._known.add(step)
        if step == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._steps is not None:
            with self._steps.open("a") as file:
                file.write(f"{step}\n")


if __name__ == "__main__":
    option, value = sys.argv[1:3]
    del sys.argv[1:3]
    watch = StepTracer(at=value) if option == "--at" else StepTracer(steps=Path(value))
    threading.setprofile(watch)
    sys.setprofile(watch)
    sys.exit(main.main())
