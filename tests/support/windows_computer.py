"""A Windows computer by Wine: what Debian lacks of it, its registry, its host, and tests to run there."""

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.dev_env.system_packages import WINDOWS_PACKAGES
from support.forwarding_dll import forwarding_dll
from support.host_process import HostConnection
from windows.downloads import PYTHON_VERSION
from windows.wine import Wine

ROOT = Path(__file__).resolve().parents[2]
# What the host tests import, of the locked packages that the tests use here.
TEST_PACKAGES = (
    *("pytest", "pluggy", "iniconfig", "packaging", "pygments", "pytest-aiohttp", "pytest-asyncio"),
    *("hypothesis", "sortedcontainers"),
)
_RUN_PYTEST = "import sys; sys.path[:0] = [sys.argv[1]]; import pytest; sys.exit(pytest.main(sys.argv[2:]))"


def missing_programs() -> list[str]:
    """Return what has to be installed before a Windows computer can be made."""
    return [name for name in WINDOWS_PACKAGES if shutil.which(name) is None]


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


def registry_value(wine: Wine, key: str) -> str | None:
    """Return the default value of a key; None if there is none."""
    try:
        answer = wine.run("reg", "query", key, "/ve").decode("utf-8", "replace")
    except subprocess.CalledProcessError:
        return None
    found = re.search(r"REG_SZ\s+(.+?)\r?\n", answer)
    return found[1] if found else None


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


def download_test_packages(folder: Path) -> Path:
    """Download and unpack what host tests import, for Windows, with the hashes of the lock file."""
    lock = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    entries = re.findall(r"^([\w.-]+)(==[^ ;\\]+)[^\\\n]*\\\n((?:    --hash=[^\n]*\n)+)", lock, re.MULTILINE)
    chosen = [f"{name}{version} \\\n{hashes}" for name, version, hashes in entries if name in TEST_PACKAGES]
    assert len(chosen) == len(TEST_PACKAGES)
    folder.mkdir()
    (folder / "tests.txt").write_text("".join(chosen), "ascii")
    wheels = folder / "wheels"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
    command += ["--platform", "win_amd64", "--python-version", PYTHON_VERSION, "--only-binary=:all:"]
    subprocess.run([*command, "-d", str(wheels), "-r", str(folder / "tests.txt")], check=True)
    for wheel in wheels.iterdir():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "packages")
    return folder / "packages"


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
