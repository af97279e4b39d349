"""Installs the locked Python packages of the host for the Pythons of several Debian releases, side by side.

What is the same for all of them is there once. Extension modules are built for one Python each: they are in
the folder that only that one reads, together with a `.pth` file that names the folder of the others.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from artefacts.build_error import BuildError
from artefacts.locked_packages import LockedPackage
from support.dev_env import venv
from support.dev_env.progress import run

SHARED = "lib/shared"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}  # by Debian's names
# Wheels for the C library of Debian 12 (2.36) and older ones.
_C_LIBRARIES = ("manylinux2014", "manylinux_2_17", "manylinux_2_28", "manylinux_2_34")
_LEFT_OUT = (
    *("phonenumbers/geodata", "phonenumbers/carrierdata"),  # half of everything, and not used by the host
    *("bin", "RECORD", "REQUESTED", "INSTALLER"),  # of what pip has installed, and where
)
_SOURCES = ("*.c", "*.h", "*.pyx", "*.pxd", "*.pxi")  # of extension modules, which are built
_WINDOWS_ONLY = "sys_platform == 'win32'"
_TAG = re.compile(r"^Tag: \w+-(\w+)-", re.MULTILINE)
_HEAD = re.compile(r"^([\w.-]+==[\w.!+]+)[^\\\n]*")


def install_packages(
    folder: Path,
    packages: Mapping[str, LockedPackage],
    wheel: Path,
    pythons: Sequence[str],
    machine: str,
    wheels: Path | None,
) -> None:
    """Install the host's wheel and what it needs, for Pythons such as "3.11".

    The wheels of the others are downloaded, or taken from the folder `wheels`. Raises BuildError, StepError.
    """
    shared = folder / SHARED
    shared.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(shared)
    oldest = min(int(python.partition(".")[2]) for python in pythons)
    needed = [package for package in packages.values() if _is_needed(package.marker or "", oldest)]
    for python in pythons:
        own = folder / f"lib/python{python}/site-packages"
        own.mkdir(parents=True)
        (own / "shared.pth").write_text("../../shared\n", "utf-8")
        with tempfile.TemporaryDirectory(prefix="voiso-packages-") as temporary:
            installed = Path(temporary)
            _pip_install(installed, needed, python, machine, wheels)
            built = _move(installed, own, shared)
        needed = [package for package in needed if package.name in built]  # for the next Python
    for place in (shared, *folder.glob("lib/python*/site-packages")):
        for name in _LEFT_OUT:
            for path in [place / name, *place.glob(f"*.dist-info/{name}")]:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    [info] = shared.glob("voiso_call-*.dist-info")
    (info / "INSTALLER").write_text("deb\n", "utf-8")  # tells the host what it is updated with
    for kind in _SOURCES:
        for path in [*folder.rglob(kind)]:
            path.unlink()


def _is_needed(marker: str, oldest: int) -> bool:
    """Return whether a package is needed on Linux, by Python 3.`oldest` or a later one of those that count.

    What only older Pythons need does no harm to newer ones.
    """
    until = re.search(r"python_full_version < '3\.(\d+)'", marker)
    return _WINDOWS_ONLY not in marker and (until is None or oldest < int(until[1]))


def _pip_install(
    folder: Path, packages: Iterable[LockedPackage], python: str, machine: str, wheels: Path | None
) -> None:
    """Install wheels for a Python that need not be here.

    pip would judge the conditions of the lock file by the Python that runs it, so they are left out.
    """
    requirements = folder / "requirements.txt"
    lines = (_HEAD.sub(r"\1 ", package.text, count=1) for package in packages)
    requirements.write_text("".join(lines), "utf-8")
    abi = f"cp{python.replace('.', '')}"
    options = ["--python-version", python, "--implementation", "cp"]
    options += [word for name in (abi, "abi3", "none") for word in ("--abi", name)]
    options += [word for name in _C_LIBRARIES for word in ("--platform", f"{name}_{machine}")]
    options += [] if wheels is None else ["--no-index", "--find-links", str(wheels)]
    options += ["--isolated", "--no-deps", "--no-compile", "--require-hashes", "--only-binary", ":all:"]
    pip: list[str | Path] = [venv.PYTHON, "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, *options, "--target", folder, "-r", requirements], env=venv.variables())
    requirements.unlink()


def _move(installed: Path, own: Path, shared: Path) -> set[str]:
    """Move what is built for one Python to its folder, the rest to the shared one; name the former."""
    built = set()
    for info in sorted(installed.glob("*.dist-info")):
        tag = _TAG.search((info / "WHEEL").read_text("utf-8"))
        if tag is None:
            raise BuildError(f"{info.name} does not say what it is built for")
        target = shared
        if tag[1] not in ("none", "abi3"):
            target = own
            built.add(re.sub(r"[-_.]+", "-", info.name.split("-")[0]).lower())
        lines = (info / "RECORD").read_text("utf-8").splitlines()
        for top in {line.partition(",")[0].partition("/")[0] for line in lines}:
            if (installed / top).exists() and top not in ("..", "bin"):
                (installed / top).rename(target / top)
    return built
