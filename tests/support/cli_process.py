"""`voiso-call` as a process: installed and without a terminal, or on one that a test types on."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from support.browser.polling import TIMEOUT_S, wait_until
from support.fork_server import ForkedChild, ForkServer
from support.sandbox import COMMAND
from voiso_call.cli.main import main

_READ_BYTES = 1000


def run_process(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command without a terminal; `typed` is its standard input."""
    return subprocess.run(
        [COMMAND, *arguments], input=typed, capture_output=True, text=True, timeout=60, encoding="utf-8"
    )


class TerminalSession:
    """The command on a pseudo-terminal (POSIX only)."""

    def __init__(self, forks: ForkServer | None, *arguments: str):
        import pty

        self._terminal, child_side = pty.openpty()
        self.process: subprocess.Popen[bytes] | ForkedChild
        if forks:
            self.process = forks.start_on(child_side, f"{__name__}:on_terminal", COMMAND, *arguments)
        else:
            self.process = subprocess.Popen(
                [sys.executable, "-m", __name__, *arguments],
                stdin=child_side,
                stdout=child_side,
                stderr=child_side,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            )
        os.close(child_side)
        self.output = b""

    def expect(self, text: bytes) -> None:
        """Read the output until it contains `text`; fail after TIMEOUT_S."""
        deadline = time.monotonic() + TIMEOUT_S
        while text not in self.output:
            ready, _, _ = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"no {text!r} in {self.output!r}"
            self.output += os.read(self._terminal, _READ_BYTES)

    def type(self, keys: bytes) -> None:
        """Press keys once the command waits for something; Ctrl-C is the byte 3."""
        wait_until(self._is_waiting, f"the command to wait after {self.output!r}")
        os.write(self._terminal, keys)

    def _is_waiting(self) -> bool:
        """Whether the command sleeps in the kernel; only Linux tells whether it does not.

        Between its question and the read of the answer lie some microseconds in which Python notes a SIGINT,
        but reads all the same. No person is that quick; a test is, when the command lost its processor there.
        """
        state_file = Path(f"/proc/{self.process.pid}/stat")
        return not state_file.exists() or state_file.read_text().rpartition(")")[2].split()[0] != "R"

    def wait(self) -> int:
        """Wait for the command to end; return its exit code."""
        try:
            return self.process.wait(TIMEOUT_S)
        finally:
            self.process.kill()
            os.close(self._terminal)


def on_terminal() -> int:
    """Run the command with standard input as its terminal, so that Ctrl-C reaches it as from a shell."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return main()


if __name__ == "__main__":
    sys.exit(on_terminal())
