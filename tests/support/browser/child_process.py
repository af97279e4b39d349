"""A child process with its output in a log; terminated, then killed if need be, always by its own ID."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

TAIL_LINES = 15
TERMINATE_TIMEOUT_S = 8.0  # Firefox waits up to six for a native messaging host that does not end


class Child:
    """A started program, whose output goes to `log`."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        env: Mapping[str, str],
        *,
        keep: Sequence[int] = (),
        stdin: int | IO[bytes] = subprocess.DEVNULL,
    ):
        self.log = log
        self.name = Path(command[0]).name
        with log.open("wb") as output:
            # A session of its own, so that Ctrl+C in the terminal reaches us alone and we end it in order.
            self.process = subprocess.Popen(
                list(command),
                stdin=stdin,
                stdout=output,
                stderr=output,
                env=dict(env),
                pass_fds=tuple(keep),
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def tail(self) -> str:
        """Return the last lines of its output."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def state(self) -> str:
        """Describe it for the message of an error: whether it runs, and the end of its output."""
        code = self.process.poll()
        status = "is running" if code is None else f"has ended with code {code}"
        return f"{self.name} (pid {self.process.pid}) {status}; its last output:\n{self.tail()}"

    def wait(self, timeout: float) -> bool:
        """Whether it ends within `timeout` seconds."""
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        return True

    def terminate(self, grace: float = TERMINATE_TIMEOUT_S) -> None:
        """Wait `grace` seconds for its own end, then terminate it, then kill it and its children."""
        if self.wait(grace):
            return
        self.process.terminate()
        if self.wait(TERMINATE_TIMEOUT_S):
            return
        with contextlib.suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)  # its session has its own children only
            else:
                self.process.kill()
        self.process.wait(TERMINATE_TIMEOUT_S)

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.terminate(grace=0)
