"""Builds the Debian package: host, Python packages and registration with all browsers, for all users.

It runs on the system's own Python, in an environment of its own. Everything is in the package, so that
installing needs no network: the locked packages for each Python of a Debian or Ubuntu release, and bytecode
for those that are here when it is built.
"""

import gzip
import json
import os
import shutil
import tempfile
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from artefacts.build_error import BuildError
from artefacts.debian_packages import MACHINES, SHARED, install_packages
from artefacts.locked_packages import ROOT, runtime_packages
from support.dev_env import venv
from support.dev_env.progress import clean_environment, run

NAME = "voiso-click-to-call"
FOLDER = f"/usr/lib/{NAME}"
# Debian 12, Ubuntu 24.04, Debian 13, Ubuntu 26.04; lock files have wheels for all of them.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PYTHON = "/usr/bin/python3"
DOCUMENTS = ("administration", "configuration", "troubleshooting")
POLICIES = ("chromium.json", "firefox.json")
SCRIPTS = ROOT / "installers" / "debian"
COMPRESSION = ("-Zzstd", "-z6")  # known to the dpkg of Debian 12; xz takes a minute

_COMMAND = f"""\
#!{FOLDER}/bin/python3 -I
import sys

from voiso_call.cli.main import main

sys.exit(main())
"""
_ENVIRONMENT = f"home = {Path(PYTHON).parent}\ninclude-system-site-packages = false\n"
_DESCRIPTION = """\
Voiso Click-to-Call: calls phone numbers on web pages in Agent Panel
 The program that the extension for Chromium's family and Firefox starts, and
 its command line. It is registered with every browser, for all users of the
 computer; each sets up an account and an API key of their own.
"""


def build_debian_package(
    folder: Path,
    wheel: Path,
    epoch: int,
    *,
    pythons: Sequence[str] = PYTHONS,
    wheels: Path | None = None,
    extension_ids: Sequence[str] = (),
) -> Path:
    """Write the package into a folder and return it. Raises BuildError, StepError.

    `extension_ids` are those that the key of an administrator gives the extension in Chromium's family.
    Tests need it for one of the Pythons only, and have the `wheels` of its packages in a folder.
    """
    if not shutil.which("dpkg-deb"):
        raise BuildError("dpkg-deb is missing: a Debian package is built on Debian or Ubuntu")
    architecture = run(["dpkg", "--print-architecture"], env=clean_environment()).strip()
    if architecture not in MACHINES:
        raise BuildError(f"there are no packages for {architecture}, only for {', '.join(MACHINES)}")
    version = wheel.name.split("-")[1]
    with tempfile.TemporaryDirectory(prefix="voiso-debian-") as temporary:
        root = Path(temporary, "root")
        program = root / FOLDER[1:]
        install_packages(program, runtime_packages(), wheel, pythons, MACHINES[architecture], wheels)
        _write_program(root, pythons, extension_ids)
        _write_documents(root, epoch)
        compile_bytecode(root, pythons)
        _write_control(root, version, architecture, pythons)
        return pack(root, folder / f"{NAME}_{version}_{architecture}.deb", epoch)


def _write_program(root: Path, pythons: Sequence[str], extension_ids: Sequence[str]) -> None:
    program = root / FOLDER[1:]
    (program / "bin").mkdir()
    (program / "bin/python3").symlink_to(PYTHON)
    files = {f"{FOLDER}/pyvenv.cfg": _ENVIRONMENT, "/usr/bin/voiso-call": _COMMAND}
    variables = {**venv.variables(), "PYTHONPATH": str(ROOT / "installers")}
    command: list[str | Path] = [
        venv.PYTHON,
        "-P",
        "-m",
        "artefacts.debian_registration",
        FOLDER,
        SHARED,
        ",".join(pythons),
        *extension_ids,
    ]
    files |= json.loads(run(command, env=variables))
    for name, content in files.items():
        file = root / name[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
        file.chmod(0o755 if content.startswith("#!") else 0o644)


def _write_documents(root: Path, epoch: int) -> None:
    folder = root / f"usr/share/doc/{NAME}"
    (folder / "examples/policies").mkdir(parents=True)
    for name in POLICIES:
        shutil.copy(ROOT / "installers/policies" / name, folder / "examples/policies" / name)
    for name in DOCUMENTS:
        shutil.copy(ROOT / f"docs/{name}.md", folder)
    shutil.copy(ROOT / "LICENSE", folder / "copyright")
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (folder / "changelog.gz").write_bytes(gzip.compress(changes, mtime=epoch))


def compile_bytecode(root: Path, pythons: Sequence[str]) -> None:
    """Compile for the Pythons that are on this computer; on another one the package compiles when installed.

    The bytecode is never compared with its source, which only the package manager changes: that makes the
    start faster, and the bytes the same each time.
    """
    program = root / FOLDER[1:]
    for python in pythons:
        interpreter = shutil.which(f"python{python}", path="/usr/bin:/usr/local/bin")
        if interpreter is None:
            continue
        folders = [program / SHARED, program / f"lib/python{python}"]
        options: list[str | Path] = ["-q", "--invalidation-mode", "unchecked-hash", "-s", root, "-p", "/"]
        variables = {**clean_environment(), "PYTHONHASHSEED": "0"}  # the order of the names in a set
        run([interpreter, "-P", "-m", "compileall", *options, *folders], env=variables)


def _write_control(root: Path, version: str, architecture: str, pythons: Sequence[str]) -> None:
    control = root / "DEBIAN"
    control.mkdir()
    for script in SCRIPTS.iterdir():
        shutil.copy(script, control / script.name)
    *_, newest = pythons
    major, minor = map(int, newest.split("."))
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir()) // 1024
    fields: Mapping[str, object] = {
        "Package": NAME,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "Voiso Click-to-Call authors <noreply@voiso.com>",
        "Installed-Size": size,
        "Depends": f"python3 (>= {pythons[0]}), python3 (<< {major}.{minor + 1}~), libc6 (>= 2.34)",
        "Section": "comm",
        "Priority": "optional",
        "Description": textwrap.dedent(_DESCRIPTION).strip(),
    }
    (control / "control").write_text("".join(f"{name}: {value}\n" for name, value in fields.items()), "utf-8")


def pack(root: Path, package: Path, epoch: int) -> Path:
    """Pack a folder whose files get the same owner, time and permissions wherever it is built."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_script(path) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    options = ["--root-owner-group", *COMPRESSION]
    variables = {**clean_environment(), "SOURCE_DATE_EPOCH": str(epoch)}
    run(["dpkg-deb", *options, "--build", root, package], env=variables)
    return package


def _is_script(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(2) == b"#!"
