"""Steps told to a person as they happen, and the children that take them: one friendly line each."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

SHOWN_LINES, FIRST_LINES = 26, 6  # of what a failed child said
CHILD_SECONDS = 1200  # the longest a download or a build may take
WIDTH = 62  # columns before the duration


class StepError(Exception):
    """A step did not succeed; the text says why and what to do."""


@dataclass
class Progress:
    """Tells each step and how long it took."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    taken: list[dict[str, str | float]] = field(default_factory=list)

    @contextlib.contextmanager
    def step(self, name: str, title: str) -> Iterator[None]:
        """Tell `title`, then how long what is inside took."""
        self.out.write(f"{title} ".ljust(WIDTH, ".") + " ")
        self.out.flush()
        start = time.monotonic()
        try:
            yield
        except BaseException as problem:
            self.say("failed" if isinstance(problem, Exception) else "stopped")
            raise
        seconds = time.monotonic() - start
        self.taken.append({"name": name, "seconds": round(seconds, 3)})
        self.say(f"{seconds:.1f} s")

    def say(self, line: str) -> None:
        """Tell one more line."""
        self.out.write(line + "\n")
        self.out.flush()


def clean_environment(first_on_path: Path | None = None) -> dict[str, str]:
    """The environment of this process, without PYTHON* and without an activated one's traces."""
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
    shown: int = SHOWN_LINES,
) -> str:
    """What a child says on its standard output; StepFailed with the gist of all it said when it fails."""
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
            timeout=CHILD_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise StepError(f"{words[0]} is not there: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise StepError(f"{' '.join(words)} did not end within {CHILD_SECONDS} s") from error
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        if len(said) > shown:  # some say it first and then explain, others the reverse
            said[FIRST_LINES : FIRST_LINES - shown] = ["..."]
        raise StepError("\n".join([f"{' '.join(words)} ended with code {done.returncode}:", *said]))
    return done.stdout
