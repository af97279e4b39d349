"""Builds all files of a release into one folder, with one version for all."""

import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from artefacts import checksums
from artefacts.archive import FIRST_ZIP_EPOCH
from artefacts.bill_of_materials import write_bill
from artefacts.build_error import BuildError
from artefacts.extension_archives import build_extension_archives
from artefacts.host_packages import build_host_packages
from artefacts.locked_packages import ROOT, requirements_text, runtime_packages

# Writes a package into a folder, of the host's wheel and with the time of the release; returns it.
PackageBuilder = Callable[[Path, Path, int], Path]
SCRIPTS = ("install.sh", "install.ps1")


def source_date_epoch() -> int:
    """Return the time that all files of a release have: SOURCE_DATE_EPOCH, or that of the last commit.

    Without both, it is the first that a zip file knows. Raises BuildError.
    """
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value:
        git = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        try:
            value = subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            value = str(FIRST_ZIP_EPOCH)
    if not value.isdecimal():
        raise BuildError(f"SOURCE_DATE_EPOCH is {value!r}; it must be seconds since 1970")
    return max(int(value), FIRST_ZIP_EPOCH)


def build_release(folder: Path, packages: Sequence[PackageBuilder] = ()) -> None:
    """Write all files of a release into a folder, in place of those of an earlier one.

    `packages` build those of the operating systems, which take longer.
    The environment in .local has the build backend and Node's packages already. Raises BuildError, StepError;
    the folder is then as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    earlier = checksums.listed_files(folder)
    if others := sorted({*folder.iterdir()} - {*earlier}):
        raise BuildError(f"{others[0]} is not of a release; move it away, or choose another folder")
    with tempfile.TemporaryDirectory(prefix=".voiso-release-", dir=folder.parent) as temporary:
        _build(Path(temporary), packages)
        for file in earlier:
            file.unlink(missing_ok=True)
        for file in Path(temporary).iterdir():
            file.replace(folder / file.name)


def _build(folder: Path, builders: Sequence[PackageBuilder]) -> None:
    epoch = source_date_epoch()
    wheel = build_host_packages(folder, epoch)
    version = wheel.name.split("-")[1]
    archives = build_extension_archives(folder, version, epoch)
    packages = runtime_packages()
    lock = folder / f"voiso-call-{version}-requirements.txt"
    lock.write_text(requirements_text(packages, wheel.name, checksums.sha256(wheel)), "utf-8", newline="\n")
    for script in SCRIPTS:
        shutil.copy(ROOT / "installers" / script, folder / script)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bill = folder / f"voiso-click-to-call-{version}.cdx.json"
    system_packages = [build(folder, wheel, epoch) for build in builders]
    files = [wheel, *archives, *system_packages]
    write_bill(bill, version, epoch, packages, project["dependencies"], files)
    checksums.write_checksums(folder)
