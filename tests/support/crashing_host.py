"""The host, killed by SIGKILL at one step after a `place_call` request.

`--record FILE` writes each step of a call to a file, with a digest of the files that the process would leave
behind; `--kill-at STEP` ends it the first time that it gets there. A step is the begin or the end of one of
our functions, or a statement of SQL or a write to the browser, before and after.
"""

import hashlib
import inspect
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import voiso_call
from voiso_call.config.paths import HOME_ENV_VAR
from voiso_call.native_host import main as native_host

PACKAGE_FOLDER = str(Path(voiso_call.__file__).parent)
TRACED_MODULES = (
    "native_host.server",
    "protocol.validation",
    "calling",
    "store",
    "credentials.key_store",
    "voiso",
)
TRACED_BUILTINS = ("execute", "write")  # what others can see: the journal's file and the pipe to the browser
REQUEST_TIMEOUT_S = 10
POSITIONS = {"call": "begin", "return": "end", "c_call": "before", "c_return": "after"}


def step_name(frame: FrameType, event: str, argument: Any) -> str | None:
    """Return the name of a step, or None for what is not a step; the arguments are sys.setprofile's."""
    file = frame.f_code.co_filename
    if not file.startswith(PACKAGE_FOLDER) or event not in POSITIONS:
        return None
    module = file[len(PACKAGE_FOLDER) + 1 :].removesuffix(".py").replace(os.sep, ".")
    is_function = frame.f_code.co_flags & inspect.CO_OPTIMIZED and not frame.f_code.co_name.startswith("<")
    if not module.startswith(TRACED_MODULES) or not is_function:
        return None
    function = f"{module}.{frame.f_code.co_qualname}"
    if event in ("call", "return"):
        phase = getattr(frame.f_locals.get("phase"), "name", "")
        return f"{POSITIONS[event]} {function} {phase}".strip()
    if argument.__name__ not in TRACED_BUILTINS:
        return None
    return f"{POSITIONS[event]} {function} line {frame.f_lineno} {journal_method(frame)}".strip()


def journal_method(frame: FrameType | None) -> str:
    """Name the public method of Journal that a statement is part of."""
    while frame is not None:
        name = frame.f_code.co_qualname
        if name.startswith("Journal.") and not name.startswith("Journal._"):
            return f"in {name}"
        frame = frame.f_back
    return ""


class StepTracer:
    """A profile function (sys.setprofile) that sees every step from the `place_call` request on.

    The dispatcher's thread is held back until that request is there: as in a process that is started afresh,
    whose imports take longer than the browser takes to send it. A forked one has done its imports.
    """

    def __init__(self, *, kill_at: str | None = None, record: Path | None = None):
        self._kill_at = kill_at
        self._record = record
        self._seen: set[str] = set()
        self._begun = threading.Event()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if not self._begun.is_set():
            self._before_request(frame, event)
        step = step_name(frame, event, argument) if self._begun.is_set() else None
        if step is None or step in self._seen:
            return
        self._seen.add(step)
        if step == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._record is not None:
            with self._record.open("a") as file:
                file.write(f"{_files_digest()} {step}\n")

    def _before_request(self, frame: FrameType, event: str) -> None:
        function = frame.f_code.co_qualname if event == "call" else ""
        if function == "NativeMessagingServer._dispatcher_thread":
            self._begun.wait(REQUEST_TIMEOUT_S)
        elif function == "NativeMessagingServer.submit" and _is_place_call(frame.f_locals["message"]):
            self._begun.set()


def _files_digest() -> str:
    """Return a digest of all files of the agent, but for the log: what the next host finds."""
    digest = hashlib.sha256()
    for path in sorted(Path(os.environ[HOME_ENV_VAR]).rglob("*")):
        if path.is_file() and path.suffix != ".log":
            digest.update(f"{path} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()


def _is_place_call(message: dict[str, Any]) -> bool:
    return bool(message["request"]["type"] == "place_call")


def main() -> int:
    """Run the host with a tracer; the option comes before the arguments of the browser."""
    option, value = sys.argv[1:3]
    del sys.argv[1:3]
    tracer = StepTracer(kill_at=value) if option == "--kill-at" else StepTracer(record=Path(value))
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    return native_host.main()


if __name__ == "__main__":
    sys.exit(main())
