"""What installing for one browser writes: its manifests, the launcher, the record and the allowlist.

It is planned as contents of files; those that are already there as planned are not written again.
"""

import json
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiso_call.install import install_record, windows_launcher
from voiso_call.install.browser_places import Browser
from voiso_call.install.install_record import InstallRecord, RegistrationError
from voiso_call.install.manifest_rules import EXTENSION_KEYS
from voiso_call.install.registration_table import HOST_NAME, Location, Shape
from voiso_call.native_host import extension_allowlist
from voiso_call.native_host.launching_extension import CHROMIUM_IDS, GECKO_IDS
from voiso_call.system import private_folder


@dataclass(frozen=True)
class PlannedManifest:
    """A manifest, and where it belongs."""

    location: Location
    content: dict[str, Any]

    @property
    def file(self) -> Path:
        """The file, on this system."""
        return Path(self.location.manifest_file)

    @property
    def text(self) -> str:
        """The content of the file."""
        return manifest_text(self.content)


@dataclass(frozen=True)
class PlannedFile:
    """A file that is to be written, with its permission bits; on Windows a launcher with its program."""

    path: Path
    content: str
    mode: int
    program: bytes | None = None

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        if self.program is None:
            return self.content.encode()
        return windows_launcher.compose(self.program, f'"{sys.executable}" -IS', self.content)


@dataclass(frozen=True)
class InstallPlan:
    """What installing for one browser writes."""

    browser: Browser
    manifests: tuple[PlannedManifest, ...]
    launcher_file: Path
    launcher: str
    install_record_file: Path
    install_lock: Path
    allowlist_file: Path
    other_extension_ids: list[str]
    allowlist_mode: int = extension_allowlist.FILE_MODE
    new_folders: tuple[Path, ...] = ()  # above the launcher, that were missing
    folder_mode: int = private_folder.PRIVATE_MODE  # of folders that are made

    @property
    def manifest_file(self) -> Path:
        """The first manifest: most browsers have one."""
        return self.manifests[0].file

    @property
    def manifest(self) -> dict[str, Any]:
        """The content of the first manifest."""
        return self.manifests[0].content


def manifest_content(
    shape: Shape, launcher_file: Path, other_extension_ids: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the manifest that lets our extension, and those that the allowlists name, start a launcher."""
    if shape == "gecko":
        allowed = [*GECKO_IDS, *other_extension_ids]
    else:
        allowed = [
            f"chrome-extension://{extension_id}/" for extension_id in (*CHROMIUM_IDS, *other_extension_ids)
        ]
    return {
        "name": HOST_NAME,
        "description": "Voiso Click-to-Call: places the calls that the extension asks for",
        "path": str(launcher_file),
        "type": "stdio",
        EXTENSION_KEYS[shape]: allowed,
    }


def manifest_text(content: Mapping[str, Any]) -> str:
    """Return the text of the file of a manifest."""
    return json.dumps(content, indent=2) + "\n"


def files_to_write(
    planned: InstallPlan, shown: Mapping[Path, PlannedFile] | None = None
) -> list[PlannedFile]:
    """Return the files that installing writes, in this order: those that are not there as planned.

    The install record comes first: an installation that is interrupted leaves nothing that it does not list.
    `shown` are the files that plans before this one would write, where nothing is written. Raises
    RegistrationError if the launcher cannot be made.
    """
    shown = shown or {}
    before = shown.get(planned.install_record_file)
    record = (
        install_record.parse(before.content) if before else install_record.load(planned.install_record_file)
    )
    files = [
        PlannedFile(
            planned.install_record_file, _new_record(planned, record).to_json(), install_record.FILE_MODE
        )
    ]
    files.append(PlannedFile(planned.launcher_file, planned.launcher, 0o755, _launcher_program(planned)))
    files += [PlannedFile(manifest.file, manifest.text, 0o644) for manifest in planned.manifests]
    allowlist = extension_allowlist.changed_allowlist(
        planned.allowlist_file, planned.browser, planned.other_extension_ids, planned.allowlist_mode
    )
    if allowlist is not None:
        files.append(PlannedFile(planned.allowlist_file, allowlist, planned.allowlist_mode))
    return [file for file in files if shown.get(file.path) != file and not is_written(file)]


def _launcher_program(planned: InstallPlan) -> bytes | None:
    """Return the program of a launcher that is an .exe; None for one that is a script."""
    if planned.launcher_file.suffix != ".exe":
        return None
    file = windows_launcher.find_program(Path(sys.executable))
    try:
        if file is None:
            raise ValueError
        content = file.read_bytes()
        windows_launcher.compose(content, "", "")
    except (OSError, ValueError):
        folder = Path(sys.executable).parent
        raise RegistrationError(
            f"{folder} has no voiso-call-host.exe to make the launcher of; install Click-to-Call with pip, "
            "or from its Windows package"
        ) from None
    return content


def _new_record(planned: InstallPlan, record: InstallRecord) -> InstallRecord:
    for manifest in planned.manifests:
        key = manifest.location.registry_key
        record = record.with_browser(manifest.file, key, planned.browser)
        record = record.with_folders(missing_folders(manifest.file.parent))
    return record.with_folders(planned.new_folders)


def missing_folders(folder: Path) -> Iterator[Path]:
    """Yield a folder and those above it that are missing."""
    while not folder.exists():
        yield folder
        folder = folder.parent


def is_written(file: PlannedFile) -> bool:
    """Return whether a file is there as planned: content, permission bits and owner."""
    try:
        state = file.path.lstat()
        if not stat.S_ISREG(state.st_mode):
            return False
        is_same = file.path.read_bytes() == file.data
    except OSError:
        return False
    if sys.platform == "win32":
        return is_same
    return is_same and stat.S_IMODE(state.st_mode) == file.mode and state.st_uid == os.geteuid()
