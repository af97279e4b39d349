"""What the Windows package and the tests of it are made of, in .local/windows: tests download nothing."""

import re
import shutil
from pathlib import Path

from support.dev_env import venv
from support.dev_env.progress import StepError, run

FOLDER = venv.LOCAL / "windows"
PACKAGE, TESTS = FOLDER / "package", FOLDER / "tests"
PYTHON_VERSION = "3.13"  # as in installers/windows/downloads.py
# What host tests import under Windows, of the locked packages that the tests use here.
TEST_PACKAGES = (
    *("pytest", "pluggy", "iniconfig", "packaging", "pygments", "pytest-aiohttp", "pytest-asyncio"),
    *("hypothesis", "sortedcontainers"),
)
_SOURCES = (
    venv.lock_file("windows"),
    venv.lock_file("dev"),
    venv.ROOT / "installers/windows/downloads.py",
    Path(__file__),
)


def is_complete() -> bool:
    """Whether everything of the lock files was downloaded."""
    return venv.is_fresh(FOLDER / ".from-lock", venv.digest_of(_SOURCES))


def download() -> None:
    """Download everything, each file with its hash, if that was not done before. Raises StepError."""
    if is_complete():
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    TESTS.mkdir(parents=True)
    paths = {"PYTHONPATH": str(venv.ROOT / "installers")}
    run([venv.PYTHON, "-P", "-m", "windows.downloads", PACKAGE], env=venv.variables() | paths)
    requirements = TESTS / "requirements.txt"
    requirements.write_text(_requirements(), encoding="ascii")
    options = ["-q", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    options += ["--platform", "win_amd64", "--python-version", PYTHON_VERSION]
    options += ["-d", str(TESTS), "-r", str(requirements)]
    run([venv.PYTHON, "-I", "-m", "pip", "download", *options], env=venv.variables(), cwd=venv.ROOT)
    (FOLDER / ".from-lock").write_text(venv.digest_of(_SOURCES), encoding="ascii")


def _requirements() -> str:
    """Return the lines of the lock file for the tests; markers in it are those of other systems."""
    lock = venv.lock_file("dev").read_text("utf-8")
    entries = re.findall(r"^([\w.-]+)(==[^ ;\\]+)[^\\\n]*\\\n((?:    --hash=[^\n]*\n)+)", lock, re.MULTILINE)
    chosen = [f"{name}{version} \\\n{hashes}" for name, version, hashes in entries if name in TEST_PACKAGES]
    if len(chosen) != len(TEST_PACKAGES):
        raise StepError(f"{venv.lock_file('dev')} lacks one of {', '.join(TEST_PACKAGES)}")
    return "".join(chosen)
