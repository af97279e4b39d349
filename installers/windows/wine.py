"""Runs Windows programs on Linux, by Wine, in a folder of their own and without a display.

Debian's Wine is enough, for 64-bit programs only: `apt-get install wine wine64`.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# Wine then offers no .NET, no browser and no WMI to install, or to wait for.
_LEFT_OUT = "mscoree=;mshtml=;wbemprox="


class Wine:
    """A Windows computer in a folder, with a registry and a drive C: of its own; it runs until `stop`."""

    def __init__(self, prefix: Path) -> None:
        """Take the folder; `start` fills it."""
        self.prefix = prefix
        self.drive_c = prefix / "drive_c"

    def start(self) -> None:
        """Make Windows' own files and the registry if they are missing; Wine then runs until `stop`.

        Raises CalledProcessError, TimeoutExpired.
        """
        self.prefix.mkdir(parents=True, exist_ok=True)
        for command in (["wineserver", "--persistent"], self.command("wineboot", "--init")):
            # Its services inherit the streams: whoever reads a pipe to its end would wait for them.
            null = subprocess.DEVNULL
            subprocess.run(
                command, env=self.environment(), stdin=null, stdout=null, stderr=null, check=True, timeout=300
            )

    def environment(self, variables: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the variables of a program, with some of its own."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TMPDIR")}
        own = {"WINEPREFIX": str(self.prefix), "WINEARCH": "win64", "WINEDEBUG": "-all"}
        home = {"HOME": str(self.prefix)}  # Wine would link the folders of the person who runs this
        return {**kept, **home, **own, "WINEDLLOVERRIDES": _LEFT_OUT, **(variables or {})}

    def command(self, program: str | Path, *arguments: str) -> list[str]:
        """Return the command of a Windows program: an .exe, or a program that comes with Wine."""
        return ["wine", str(program), *arguments]

    def run(
        self,
        program: str | Path,
        *arguments: str,
        cwd: Path | None = None,
        variables: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        timeout_s: float = 120,
    ) -> bytes:
        """Run a program to its end, and return its output. Raises CalledProcessError, TimeoutExpired."""
        done = subprocess.run(
            self.command(program, *arguments),
            cwd=cwd,
            env=self.environment(variables),
            input=stdin,  # a pipe: Wine cannot read the standard input from a file
            capture_output=True,
            check=True,
            timeout=timeout_s,
        )
        return done.stdout

    def path(self, file: Path) -> str:
        """Return how Windows programs call a file."""
        if file.is_relative_to(self.drive_c):
            return "C:\\" + "\\".join(file.relative_to(self.drive_c).parts)
        return "Z:" + str(file.absolute()).replace("/", "\\")

    def stop(self) -> None:
        """End every program that still runs in the folder."""
        subprocess.run(["wineserver", "--kill"], env=self.environment(), check=False, timeout=60)
