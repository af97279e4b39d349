"""The project's own environment in .local/: a Python venv with the host, Node, and the built extension."""

import functools
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from support.dev_env import system_packages
from support.dev_env.progress import StepError, clean_environment, run

ROOT = Path(__file__).resolve().parents[3]
LOCAL = ROOT / ".local"
VENV = LOCAL / "venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python3")
EXTENSION = ROOT / "extension"
DIST = EXTENSION / "dist"
WHEELS = LOCAL / "wheels"  # of the host's packages: tests install from them, as an agent does
MIN_NODE = 20  # major version
LOCKS = ROOT / "requirements"  # every package with the hashes of its files, see installers/lock_packages.py


def program(name: str) -> str:
    """Return the path of a program that is installed in the environment. Raises StepError."""
    path = shutil.which(name, path=str(BIN))
    if not path:
        raise StepError(f"{name} is not in {BIN}")
    return path


@functools.cache
def variables() -> dict[str, str]:
    """Return the variables for every child: this venv first on PATH, nothing of the caller's Python.

    What npm and pip keep of their downloads is deleted together with the environment.
    """
    caches = {"npm_config_cache": str(LOCAL / "cache/npm"), "PIP_CACHE_DIR": str(LOCAL / "cache/pip")}
    return clean_environment(first_on_path=BIN) | caches


def make_environment() -> None:
    """Create the venv, if there is none that works."""
    if _works():
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        system_packages.install(["python3-venv"], need="Python's venv module with pip")
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-I", "-m", "venv", VENV], env=clean_environment())
    install_locked("pip")


def install_host(extra: str = "") -> None:
    """Install the host as editable, with an extra such as `dev`, if that was not done before.

    The host and its dependencies are installed separately, because only the latter have hashes. Its build
    backend is one of them, so that nothing is downloaded without a hash to build it.
    """
    sources = [ROOT / "pyproject.toml", ROOT / "host" / "voiso_call" / "__init__.py"]
    digest = digest_of([lock_file("host"), lock_file("dev"), *sources])
    stamps = [VENV / f"host-{name or 'alone'}.stamp" for name in {extra, "dev"}]  # dev includes the host
    if any(is_fresh(stamp, digest) for stamp in stamps):
        return
    install_locked(extra or "host")
    # Isolated: pip's variables and configuration files may name more packages, which need no hash here.
    options = ["--isolated", "--no-deps", "--no-build-isolation", "--no-index"]
    _pip_install(*options, "-e", str(ROOT), env=variables() | {"PIP_CONFIG_FILE": os.devnull})
    (VENV / f"host-{extra or 'alone'}.stamp").write_text(digest, encoding="ascii")


def lock_file(name: str) -> Path:
    """Return the path of a lock file: of `host`, `dev`, `pip` or `node`."""
    return LOCKS / f"{name}.txt"


def install_locked(name: str) -> None:
    """Install every package of a lock file. Raises StepError, also for a file with another hash.

    Only wheels: building from source would install packages without hashes, to build with.
    """
    _pip_install("--require-hashes", "--only-binary", ":all:", "-r", str(lock_file(name)))


def download_wheels() -> None:
    """Download every package of the host, if that was not done before."""
    digest = digest_of([lock_file("host")])
    stamp = WHEELS / ".from-lock"
    if is_fresh(stamp, digest):
        return
    shutil.rmtree(WHEELS, ignore_errors=True)
    WHEELS.mkdir(parents=True)
    options = ["-q", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    target = ["-d", str(WHEELS), "-r", str(lock_file("host"))]
    run([PYTHON, "-I", "-m", "pip", "download", *options, *target], env=variables(), cwd=ROOT)
    stamp.write_text(digest, encoding="ascii")


def get_node() -> str:
    """Return the path of npm: of the system's Node, or of one that is installed into the venv."""
    env = variables()
    npm, node = shutil.which("npm", path=env["PATH"]), shutil.which("node", path=env["PATH"])
    if npm and node and _major(node) >= MIN_NODE:
        return npm
    install_locked("node")
    return program("npm")


def install_node_modules() -> str:
    """Install what builds and checks the extension, if that was not done before; return npm's path."""
    npm = get_node()
    digest = digest_of([EXTENSION / "package-lock.json"])
    stamp = EXTENSION / "node_modules" / ".from-lock"
    if not is_fresh(stamp, digest):
        run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], env=variables(), cwd=EXTENSION)
        stamp.write_text(digest, encoding="ascii")
    return npm


def build_extension() -> None:
    """Build the extension into extension/dist."""
    run([install_node_modules(), "run", "--silent", "build"], env=variables(), cwd=EXTENSION)


def _pip_install(*arguments: str, env: dict[str, str] | None = None) -> None:
    command: list[str | Path] = [PYTHON, "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*command, *arguments], env=env or variables(), cwd=ROOT)


def _works() -> bool:
    try:
        done = subprocess.run(
            [PYTHON, "-I", "-m", "pip", "--version"],
            capture_output=True,
            check=False,
            env=clean_environment(),
        )
    except OSError:
        return False
    version = re.search(rb"\(python (\d+)\.(\d+)\)", done.stdout)
    is_new_enough = version is not None and tuple(map(int, version.groups())) >= system_packages.MIN_PYTHON
    return done.returncode == 0 and is_new_enough


def _major(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, env=variables())
    version = re.match(r"v(\d+)\.", done.stdout)
    return int(version[1]) if version else 0


def digest_of(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def is_fresh(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest
