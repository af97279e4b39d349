"""Debian packages in tests: which Python of the system they use, and what is in one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.clean_root import CleanRoot
from support.dev_env import venv

PYTHON = Path("/usr/bin/python3")
KEY = "key.pem"  # of an administrator, beside the package that allows the extension signed with it


def system_python() -> str:
    """Return the version of the system's Python, like "3.11"; skip the test where a package cannot use it."""
    if not PYTHON.exists() or not shutil.which("dpkg-deb"):
        pytest.skip("no Debian with its own Python")
    version = PYTHON.resolve().name.removeprefix("python")
    if not venv.WHEELS.is_dir() or version != f"{sys.version_info.major}.{sys.version_info.minor}":
        pytest.skip(f"no packages for Python {version} in {venv.WHEELS}: tests/run.py downloads them")
    return version


def install(root: CleanRoot, package: Path) -> None:
    """Install a package in a clean root, where nothing need survive a power cut."""
    root.run("dpkg", "--force-unsafe-io", "--install", package)


def unpacked(package: Path, folder: Path) -> Path:
    """Unpack a package with its control files into a folder, and return that."""
    subprocess.run(["dpkg-deb", "--raw-extract", package, folder], check=True)
    return folder
