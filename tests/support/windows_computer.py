"""A Windows computer by Wine: what Debian lacks of it, its registry, its host, and tests to run there."""

import json
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support.dev_env import system_packages, windows_downloads
from support.forwarding_dll import forwarding_dll
from support.host_process import HostConnection
from windows.wine import Wine

ROOT = Path(__file__).resolve().parents[2]
_READ_REGISTRY = """\
import json, sys, winreg

def value(key):
    hive, path = key.split("\\\\", 1)
    top = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[hive]
    try:
        return winreg.QueryValue(top, path)
    except FileNotFoundError:
        return None

print(json.dumps([value(key) for key in sys.argv[1:]]))
"""
_RUN_PYTEST = "import sys; sys.path[:0] = [sys.argv[1]]; import pytest; sys.exit(pytest.main(sys.argv[2:]))"


def missing() -> list[str]:
    """Return what is missing for tests on a Windows computer: programs, and files to download."""
    programs = [*system_packages.missing(system_packages.WINDOWS_PACKAGES)]
    return programs if windows_downloads.is_complete() else [*programs, str(windows_downloads.FOLDER)]


@contextmanager
def windows_computer(folder: Path) -> Iterator[Wine]:
    """Make a Windows computer in a folder, and end all its programs at the end."""
    wine = Wine(folder)
    try:
        wine.start()
        library = wine.drive_c / "windows/system32/bcryptprimitives.dll"
        if not library.exists():  # libraries in Rust take random numbers from it
            library.write_bytes(forwarding_dll(library.name, "ProcessPrng", "advapi32.SystemFunction036"))
        yield wine
    finally:
        wine.stop()


def registry_values(wine: Wine, python: Path, keys: Iterable[str]) -> list[str | None]:
    """Return the default values of keys, which begin with their hive; None for each that is missing."""
    answer = wine.run(python, "-IS", "-B", "-c", _READ_REGISTRY, *keys)
    values: list[str | None] = json.loads(answer)
    return values


class WindowsHost(HostConnection):
    """A host on the Windows computer, started as a browser does it."""

    reply_timeout_s = 120  # Wine starts programs slowly where it shares two processors with other tests

    def __init__(self, wine: Wine, program: str, *arguments: str) -> None:
        """Start the program with the arguments that a browser gives it."""
        self.process = subprocess.Popen(
            wine.command(program, *arguments),
            env=wine.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to_host, self.from_host = self.process.stdin, self.process.stdout

    def end(self) -> int:
        """Hang up, as a browser does, and return the exit code."""
        assert isinstance(self.process, subprocess.Popen)
        self.process.communicate(timeout=120)
        return self.process.returncode


def unpack_test_packages(folder: Path) -> Path:
    """Unpack what host tests import, for Windows, and return the folder."""
    for wheel in windows_downloads.TESTS.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder


def run_host_tests(wine: Wine, python: Path, packages: Path, *arguments: str) -> tuple[int, str]:
    """Run tests with the Python and the host that are installed there; return exit code and output."""
    options = ["-IS", "-B", "-X", "utf8", "-c", _RUN_PYTEST, wine.path(packages)]
    done = subprocess.run(
        wine.command(python, *options, "-q", "-p", "no:cacheprovider", "--tb=short", *arguments),
        cwd=ROOT,
        env=wine.environment(),
        input=b"",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")
