"""Steps that a person follows on a terminal, with their durations, and the child processes that they run."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

MAX_OUTPUT_LINES, FIRST_LINES = 26, 6  # of a failed child's output that are shown
CHILD_TIMEOUT_S = 1200  # the longest that a download or a build may take
TITLE_COLUMNS = 62


class StepError(Exception):
    """A step failed; the text says why, and what to do."""


@dataclass
class Progress:
    """Prints each step and its duration. Threads may share it."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    taken: list[dict[str, str | float]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @contextlib.contextmanager
    def step(self, name: str, title: str) -> Iterator[None]:
        """Print `title`, run the block, print its duration."""
        self._write(f"{title} ".ljust(TITLE_COLUMNS, ".") + " ")
        with self._timed(name, ""):
            yield

    @contextlib.contextmanager
    def parallel_step(self, name: str, title: str) -> Iterator[None]:
        """Run the block, then print `title` and its duration: for steps that run at the same time."""
        with self._timed(name, f"{title} ".ljust(TITLE_COLUMNS, ".") + " "):
            yield

    def say(self, line: str) -> None:
        """Print one more line."""
        self._write(f"{line}\n")

    @contextlib.contextmanager
    def _timed(self, name: str, title: str) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        except BaseException as error:
            self.say(title + ("failed" if isinstance(error, Exception) else "stopped"))
            raise
        seconds = time.monotonic() - start
        with self._lock:
            self.taken.append({"name": name, "seconds": round(seconds, 3)})
            self.say(f"{title}{seconds:.1f} s")

    def _write(self, text: str) -> None:
        with self._lock:
            self.out.write(text)
            self.out.flush()


def clean_environment(first_on_path: Path | None = None) -> dict[str, str]:
    """Return this process's environment variables without PYTHON* and without those of an activated venv."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and name != "VIRTUAL_ENV"
    }
    if first_on_path:
        env["PATH"] = os.pathsep.join([str(first_on_path), env.get("PATH", os.defpath)])
    return env


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: str = "",
    max_lines: int = MAX_OUTPUT_LINES,
) -> str:
    """Run a program; return its standard output.

    Raises StepError, with up to `max_lines` lines of its output, when it fails, is missing or takes too long.
    """
    words = [str(word) for word in command]
    program = shutil.which(words[0], path=env.get("PATH")) or words[0]
    try:
        done = subprocess.run(
            [program, *words[1:]],
            env=dict(env),
            cwd=cwd,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=CHILD_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError as error:
        raise StepError(f"{words[0]} is not installed: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise StepError(f"{' '.join(words)} did not end within {CHILD_TIMEOUT_S} s") from error
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        if len(lines) > max_lines:  # the reason is in the first lines of some programs, the last of others
            lines[FIRST_LINES : FIRST_LINES - max_lines] = ["..."]
        raise StepError("\n".join([f"{' '.join(words)} ended with code {done.returncode}:", *lines]))
    return done.stdout
