"""A child process with its noise in a log, ended politely, then firmly, and always by its own id."""

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
    """A started program; everything it says goes to `log`."""

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
        with log.open("wb") as noise:
            # Its own session: Ctrl+C in the terminal is ours to handle, the program is told in order.
            self.process = subprocess.Popen(
                list(command),
                stdin=stdin,
                stdout=noise,
                stderr=noise,
                env=dict(env),
                pass_fds=tuple(keep),
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def tail(self) -> str:
        """The last lines it said."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def state(self) -> str:
        """One sentence on how it is, for the message of whoever waited for it in vain."""
        code = self.process.poll()
        how = "is running" if code is None else f"has ended with code {code}"
        return f"{self.name} (pid {self.process.pid}) {how}; its last words:\n{self.tail()}"

    def wait(self, timeout: float) -> bool:
        """Whether it ends within `timeout` seconds."""
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        return True

    def terminate(self, polite: float = TERMINATE_TIMEOUT_S) -> None:
        """End it: wait if it was already asked to go, then terminate, then kill it and what it started."""
        if self.wait(polite):
            return
        self.process.terminate()
        if self.wait(TERMINATE_TIMEOUT_S):
            return
        with contextlib.suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)  # its own session, so its own children only
            else:
                self.process.kill()
        self.process.wait(TERMINATE_TIMEOUT_S)

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.terminate(polite=0)
