"""Registers and unregisters the host: one table of where each browser reads native messaging manifests.

The manifest names the launcher (`launcher.py`) and the extensions that may start it. The install record lists
the manifests that were written; the launcher is deleted together with the last one. Sources: "Native
messaging" on developer.chrome.com, "Native manifests" on MDN.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.install import program_files
from voiso_call.install.launcher import launcher_script
from voiso_call.native_host import dev_extensions
from voiso_call.native_host.launching_extension import CHROMIUM_IDS, GECKO_IDS
from voiso_call.system import atomic_write, secure_read

Browser: TypeAlias = Literal["chromium", "chrome", "edge", "brave", "firefox"]

# The user data folders of Chromium-based browsers, below ~/.config.
_USER_DATA: dict[Browser, str] = {
    "chromium": "chromium",
    "chrome": "google-chrome",
    "edge": "microsoft-edge",
    "brave": "BraveSoftware/Brave-Browser",
}

MAX_RECORD_BYTES = 1024 * 1024  # of the install record
HOST_NAME = "com.voiso.click_to_call"


class RegistrationError(Exception):
    """The host cannot be registered: with this browser, on this system, with these options, or not safely."""


@dataclass(frozen=True)
class InstallPlan:
    """The files that installing for one browser writes, with their contents."""

    browser: Browser
    manifest_file: Path
    manifest: dict[str, Any]
    launcher_file: Path
    launcher: str
    install_record_file: Path
    dev_extensions_file: Path
    dev_extension_ids: list[str]


def plan_install(
    browser: Browser,
    paths: AppPaths,
    user_data_dir: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    dev_extension_ids: Sequence[str] = (),
) -> InstallPlan:
    """Return what installing would write, without writing it. Raises RegistrationError.

    Only our own extension and those in `dev_extension_ids` may then start the host. `user_data_dir` is the
    folder of a Chromium-based browser that was started with --user-data-dir.
    """
    try:
        dev_ids = [dev_extensions.validate_extension_id(browser, dev_id) for dev_id in dev_extension_ids]
    except ValueError as error:
        raise RegistrationError(str(error)) from None
    allowed: dict[str, list[str]] = (
        {"allowed_extensions": [*GECKO_IDS, *dev_ids]}
        if browser == "firefox"
        else {"allowed_origins": [f"chrome-extension://{id_}/" for id_ in (*CHROMIUM_IDS, *dev_ids)]}
    )
    return InstallPlan(
        browser=browser,
        manifest_file=_manifest_folder(browser, user_data_dir, environment) / f"{HOST_NAME}.json",
        manifest={
            "name": HOST_NAME,
            "description": "Voiso Click-to-Call: places the calls that the extension asks for",
            "path": str(paths.launcher_file),
            "type": "stdio",
            **allowed,
        },
        launcher_file=paths.launcher_file,
        launcher=launcher_script(sys.executable, environment.get(HOME_ENV_VAR) and str(paths.config)),
        install_record_file=paths.install_record_file,
        dev_extensions_file=paths.dev_extensions_file,
        dev_extension_ids=dev_ids,
    )


def other_program(planned: InstallPlan) -> Path | None:
    """Return the program that the manifest file starts, if that is not this launcher and exists."""
    path = _manifest_path(planned.manifest_file)
    if path is None or path == str(planned.launcher_file):
        return None
    program = planned.manifest_file.parent / path  # browsers require an absolute path, except on Windows
    try:
        return program if program.exists() else None
    except OSError:  # such as a path that is too long: nothing that could be started
        return None


def check_replaceable(planned: InstallPlan) -> None:
    """Raise RegistrationError if the manifest file starts another program, which exists."""
    if program := other_program(planned):
        same = program.name == planned.launcher_file.name
        kind = "a voiso-call-host with other settings" if same else "another program"
        raise RegistrationError(
            f"{planned.manifest_file} starts {kind}, {program}; to replace it, add --force"
        )


def check_safe(planned: InstallPlan) -> None:
    """Raise RegistrationError if other users could then start a program of theirs: no option allows that."""
    try:
        for folder in (planned.launcher_file.parent, planned.manifest_file.parent):
            if folder.exists():
                secure_read.check_program_folder(folder)
        program_files.check_interpreter(sys.executable)
    except secure_read.InsecureFileError as error:
        raise RegistrationError(f"a browser would start a program that others can replace: {error}") from None


def install(planned: InstallPlan, *, force: bool = False) -> None:
    """Write launcher, manifest, install record and allowlist. Installing again repairs and updates them.

    Raises OSError; RegistrationError, before anything is written, if other users could then start a program
    of theirs, or if the manifest file starts another program, unless `force` is set.
    """
    check_safe(planned)
    if not force:
        check_replaceable(planned)
    atomic_write.write_atomic(planned.launcher_file, planned.launcher, 0o755)
    atomic_write.write_atomic(planned.manifest_file, json.dumps(planned.manifest, indent=2) + "\n", 0o644)
    _write_install_record(
        planned.install_record_file,
        installed_manifests(planned.install_record_file) | {str(planned.manifest_file)},
    )
    dev_extensions.save_allowlist(planned.dev_extensions_file, planned.browser, planned.dev_extension_ids)


def uninstall(planned: InstallPlan) -> bool:
    """Delete what `install` wrote for this browser, and return whether our manifest was there.

    A manifest that starts another program is kept. The launcher is deleted together with the last manifest.
    Raises OSError.
    """
    was_installed = is_installed(planned)
    if was_installed:
        planned.manifest_file.unlink()
    dev_extensions.save_allowlist(planned.dev_extensions_file, planned.browser, [])
    other_manifests = installed_manifests(planned.install_record_file) - {str(planned.manifest_file)}
    other_manifests = {file for file in other_manifests if Path(file).exists()}
    if other_manifests:
        _write_install_record(planned.install_record_file, other_manifests)
    else:
        planned.install_record_file.unlink(missing_ok=True)
        planned.launcher_file.unlink(missing_ok=True)
    return was_installed


def is_installed(planned: InstallPlan) -> bool:
    """Return whether the planned manifest file exists and starts this host."""
    return _manifest_path(planned.manifest_file) == str(planned.launcher_file)


def _manifest_path(manifest_file: Path) -> str | None:
    """Return the program that a manifest starts; None if there is no manifest, or a broken one."""
    try:
        content = json.loads(manifest_file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    path = content.get("path") if isinstance(content, dict) else None
    return path if isinstance(path, str) else None


@dataclass(frozen=True)
class Registration:
    """A manifest that was written; `problem` says why it does not start this host (any more), else None.

    `is_unsafe`: other users could replace what it starts, and `problem` says how to correct that.
    The browser is "user data folder" for one that was started with --user-data-dir.
    """

    browser: str
    manifest_file: Path
    problem: str | None
    is_unsafe: bool


def registrations(paths: AppPaths, environment: Mapping[str, str] = os.environ) -> list[Registration]:
    """Return the manifests that were written, sorted. Others may have changed or deleted them since.

    Raises RegistrationError for an install record that other users could have written.
    """
    manifests = sorted(Path(file) for file in installed_manifests(paths.install_record_file))
    if not manifests:
        return []
    names: dict[Path, str] = {
        _manifest_folder(browser, None, environment): browser for browser in get_args(Browser)
    }
    return [
        Registration(names.get(manifest.parent, "user data folder"), manifest, *_problem(manifest, paths))
        for manifest in manifests
    ]


def registered_browsers(paths: AppPaths) -> list[str]:
    """Return the browsers that start this host, sorted by their manifests; none if the record is not safe."""
    try:
        return [entry.browser for entry in registrations(paths) if entry.problem is None]
    except RegistrationError:
        return []


def _problem(manifest_file: Path, paths: AppPaths) -> tuple[str | None, bool]:
    """Return why a manifest does not start this host, and whether it is because of other users."""
    path = _manifest_path(manifest_file)
    if path is None:
        return f"the file is {'broken' if manifest_file.exists() else 'missing'}; install again", False
    if path != str(paths.launcher_file):
        return "it starts another program", False
    try:
        secure_read.check_program(manifest_file)
        program_files.check_launcher(paths.launcher_file)
    except secure_read.InsecureFileError as error:
        return str(error), True
    except OSError as error:
        return f"{error.filename}: {error.strerror}; install again", False
    return None, False


def _manifest_folder(browser: Browser, user_data_dir: Path | None, environment: Mapping[str, str]) -> Path:
    """Return the folder from which a browser reads the manifests of this user."""
    if sys.platform != "linux":
        raise RegistrationError(f"installing on {sys.platform} is not supported yet, only on Linux")
    home = Path(environment.get("HOME") or Path.home())
    if browser == "firefox":
        if user_data_dir is not None:
            raise RegistrationError(
                "--user-data-dir is not for Firefox: it reads manifests from the home folder"
            )
        # Also since Firefox 147, which keeps its profiles elsewhere.
        return home / ".mozilla" / "native-messaging-hosts"
    # Chromium reads manifests from its user data folder, which --user-data-dir changes.
    config_home = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    base = user_data_dir or config_home / _USER_DATA[browser]
    return base.absolute() / "NativeMessagingHosts"


def installed_manifests(install_record_file: Path) -> set[str]:
    """Return the paths of the manifests that were written, according to the install record.

    Raises RegistrationError for a record that other users could have written.
    """
    try:
        return set(
            json.loads(secure_read.read_secure(install_record_file, secret=False, limit=MAX_RECORD_BYTES))
        )
    except secure_read.InsecureFileError as error:
        raise RegistrationError(str(error)) from None
    except (OSError, ValueError, TypeError):
        return set()


def _write_install_record(install_record_file: Path, manifests: set[str]) -> None:
    atomic_write.write_atomic(install_record_file, json.dumps(sorted(manifests), indent=2) + "\n", 0o644)
