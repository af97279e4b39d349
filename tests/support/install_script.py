"""Runs installers/install.sh as an agent does: in a home of its own, with files of a release beside it."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

PATH = "/usr/local/bin:/usr/bin:/bin"
# Whoever quotes one of these in a wrong way fails, and so does who takes a name for a pattern or a format.
HARD_NAME = "Ana O'Né & 50% d"
TIMEOUT_S = 120


class InstallScript:
    """The script in a folder with a release, and the home of the user who runs it."""

    def __init__(self, downloads: Path, home: Path, **variables: str) -> None:
        self.script = downloads / "install.sh"
        self.home = home
        self.variables = {"HOME": str(home), "PATH": PATH, "LANG": "C.UTF-8", **variables}
        self.base = home / ".local/share/voiso-call"
        self.program = self.base / "program"
        self.command = home / ".local/bin/voiso-call"

    def start(self, *options: str | Path, **variables: str) -> subprocess.Popen[str]:
        """Start the script in a process group of its own; its output is both streams together."""
        return subprocess.Popen(
            ["/bin/sh", self.script, *options],
            env={**self.variables, **variables},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *options: str | Path, **variables: str) -> tuple[int, str]:
        """Run the script; return its exit code and its output."""
        process = self.start(*options, **variables)
        try:
            output, _ = process.communicate(timeout=TIMEOUT_S)
        finally:
            kill_group(process)
        return process.returncode, output


def kill_group(process: subprocess.Popen[str]) -> None:
    """Kill the script and what it has started, as a computer that is switched off does."""
    with contextlib.suppress(ProcessLookupError):  # all have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
