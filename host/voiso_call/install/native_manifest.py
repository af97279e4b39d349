"""Registers and unregisters the host with one browser: its manifests, the launcher and the install record.

The manifest names the launcher (`launcher.py`) and the extensions that may start it. The launcher is deleted
together with the last manifest.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.errors import CallError
from voiso_call.install import install_record, program_files
from voiso_call.install.browser_places import Browser, System
from voiso_call.install.install_plan import (
    InstallPlan,
    PlannedFile,
    PlannedManifest,
    files_to_write,
    is_written,
    manifest_content,
    missing_folders,
)
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.installed_manifest import is_installed, other_programs, program_of
from voiso_call.install.launcher import launcher_script
from voiso_call.install.manifest_rules import rejections
from voiso_call.install.registration_table import HOST_NAME, SYSTEMS, Location, locations, shape_of
from voiso_call.install.windows_registry import Registry
from voiso_call.native_host import extension_allowlist
from voiso_call.system import access_advice, atomic_write, file_lock, private_folder, secure_read


def plan_install(
    browser: Browser,
    paths: AppPaths,
    user_data_dir: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    other_extension_ids: Sequence[str] = (),
) -> InstallPlan:
    """Return what installing would write, without writing it. Raises RegistrationError.

    Only our own extension and those in `other_extension_ids` may then start the host. `user_data_dir` is the
    folder of a Chromium-based browser that was started with --user-data-dir.
    """
    return plan_at(
        browser,
        _places(browser, user_data_dir, environment),
        paths,
        environment=environment,
        other_extension_ids=other_extension_ids,
    )


def plan_at(
    browser: Browser,
    places: Sequence[Location],
    paths: AppPaths,
    *,
    environment: Mapping[str, str] = os.environ,
    other_extension_ids: Sequence[str] = (),
) -> InstallPlan:
    """Return what installing at these places would write. Raises RegistrationError."""
    try:
        other_ids = [
            extension_allowlist.validate_extension_id(browser, other_id) for other_id in other_extension_ids
        ]
    except ValueError as error:
        raise RegistrationError(str(error)) from None
    record = install_record.load(paths.install_record_file)
    allowed = allowed_dev_ids(paths)
    manifests = []
    for place in places:
        others = record.browsers(Path(place.manifest_file)) - {browser}
        shared = [dev_id for other in sorted(others) for dev_id in allowed.get(other, [])]
        ids = list(dict.fromkeys([*other_ids, *shared]))
        manifests.append(PlannedManifest(place, manifest_content(place.shape, paths.launcher_file, ids)))
    return InstallPlan(
        browser=browser,
        manifests=tuple(manifests),
        launcher_file=paths.launcher_file,
        launcher=launcher_script(sys.executable, environment.get(HOME_ENV_VAR) and str(paths.config)),
        install_record_file=paths.install_record_file,
        install_lock=paths.install_lock,
        allowlist_file=paths.dev_extensions_file,
        other_extension_ids=other_ids,
        new_folders=tuple(missing_folders(paths.launcher_file.parent)),
    )


def this_system() -> System:
    """Return the system as the table calls it. Raises RegistrationError where no host can be installed."""
    for system in SYSTEMS:
        if system == sys.platform:
            return system
    raise RegistrationError(f"installing on {sys.platform} is not supported, only on {', '.join(SYSTEMS)}")


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the home of the user for whom this runs. Raises RegistrationError if that is not known."""
    try:
        home = Path((sys.platform != "win32" and environment.get("HOME")) or Path.home())
    except (KeyError, RuntimeError):  # no HOME, and no entry for the user in the system's list
        raise RegistrationError("the home folder is not known; set the variable HOME") from None
    if not home.is_absolute():
        raise RegistrationError(f"HOME is no absolute path: {home}")
    if sys.platform != "win32" and os.geteuid() == 0 and home.is_dir():
        owner = home.stat().st_uid
        if owner != 0:  # files of root there would be in the way of the user's own installation
            raise RegistrationError(
                f"{home} belongs to {access_advice.owner_name(owner)}: {access_advice.AS_THAT_USER}"
            )
    return home


def _places(
    browser: Browser, user_data_dir: Path | None, environment: Mapping[str, str]
) -> Sequence[Location]:
    """Return where a browser of this user reads manifests."""
    system = this_system()
    if user_data_dir is not None:
        if shape_of(browser) == "gecko":
            raise RegistrationError(
                "--user-data-dir is not for Firefox: it reads manifests from the home folder"
            )
        if system == "win32":
            raise RegistrationError("--user-data-dir is not for Windows: browsers ask the registry there")
        # Chromium reads manifests from its user data folder, which --user-data-dir changes.
        folder = user_data_dir.absolute() / "NativeMessagingHosts"
        return [Location(browser, "user", "chromium", folder / f"{HOST_NAME}.json")]
    found = [
        place
        for place in locations(system, home_folder(environment), environment)
        if place.browser == browser and place.level == "user" and place.obstacle is None
    ]
    if not found:
        raise RegistrationError(f"there is no {browser} on {system}")
    return found


def allowed_dev_ids(paths: AppPaths) -> dict[str, list[str]]:
    """Return the extensions under development that are allowed, by browser; none if the list is not safe."""
    try:
        return extension_allowlist.load_allowlist(paths.dev_extensions_file)
    except CallError:
        return {}


def check_replaceable(planned: InstallPlan, registry: Registry | None = None) -> None:
    """Raise RegistrationError if a manifest file starts another program, which exists."""
    for file, program in other_programs(planned, registry):
        same = program.name == planned.launcher_file.name
        kind = "a voiso-call-host with other settings" if same else "another program"
        raise RegistrationError(f"{file} starts {kind}, {program}; to replace it, add --force")


def check_safe(planned: InstallPlan) -> None:
    """Raise RegistrationError if the browser would reject a manifest, or others could replace the program.

    No option allows that.
    """
    for manifest in planned.manifests:
        reasons = rejections(manifest.text.encode(), manifest.location.shape, this_system())
        if reasons:
            raise RegistrationError(f"{planned.browser} would reject the manifest: {', '.join(reasons)}")
    try:
        for file in (planned.launcher_file, *(item.file for item in planned.manifests)):
            secure_read.check_program_place(file.parent)
        program_files.check_interpreter(sys.executable)
    except secure_read.InsecureFileError as error:
        raise RegistrationError(f"a browser would start a program that others can replace: {error}") from None


def install(planned: InstallPlan, *, force: bool = False, registry: Registry | None = None) -> None:
    """Write what is not there as planned. Installing again repairs and updates it, or changes nothing.

    Raises OSError; RegistrationError, before anything is written, if other users could then start a program
    of theirs, or if a manifest file starts another program, unless `force` is set.
    """
    check_safe(planned)
    if not force:
        check_replaceable(planned, registry)
    with file_lock.exclusive_removed(planned.install_lock, planned.folder_mode):
        _write(planned, registry)


def _write(planned: InstallPlan, registry: Registry | None) -> None:
    for file in files_to_write(planned):
        private_folder.make(file.path.parent, planned.folder_mode)
        with _named_if_running(file.path):
            atomic_write.write_atomic(file.path, file.data, file.mode)
    if not planned.other_extension_ids:
        _forget_extensions(planned)
    for manifest in planned.manifests:
        key = manifest.location.registry_key
        if key is not None and registry is not None and registry.get(key) != str(manifest.file):
            registry.set(key, str(manifest.file))


def uninstall(planned: InstallPlan, *, registry: Registry | None = None) -> bool:
    """Delete what `install` wrote for this browser, and return whether our manifest was there.

    A manifest that starts another program, or that another registered browser reads too, is kept. The
    launcher is deleted together with the last manifest. Raises OSError.
    """
    folder = planned.install_lock.parent
    if not folder.exists():  # nothing was installed, or the folder was deleted: there is no record to keep
        return _delete(planned, registry)[0]
    with file_lock.exclusive_removed(planned.install_lock):
        was_installed, folders = _delete(planned, registry)
    for path in folders:
        _remove_if_empty(path)
    return was_installed


def _delete(planned: InstallPlan, registry: Registry | None) -> tuple[bool, Sequence[Path]]:
    """Delete the files; return whether our manifest was there, and the folders that may be deleted, too."""
    was_installed = is_installed(planned, registry)
    record = install_record.load(planned.install_record_file)
    for manifest in planned.manifests:
        key = manifest.location.registry_key
        entry = record.entry(manifest.file, key)
        is_recorded = entry in record.entries
        record = record.without_browser(manifest.file, key, planned.browser)
        if not entry.browsers - {planned.browser}:
            _remove_key(manifest, registry)
        if not record.browsers(manifest.file):
            _remove(manifest.file, planned.launcher_file, is_recorded=is_recorded)
    _forget_extensions(planned)
    for entry in record.entries:
        if not Path(entry.file).exists():
            for browser in entry.browsers or {""}:
                record = record.without_browser(Path(entry.file), entry.registry_key, browser)
    if record.entries:
        text = record.to_json()
        if not is_written(PlannedFile(planned.install_record_file, text, install_record.FILE_MODE)):
            atomic_write.write_atomic(planned.install_record_file, text, install_record.FILE_MODE)
        return was_installed, ()
    for file in (planned.install_record_file, planned.launcher_file):
        with _named_if_running(file):
            file.unlink(missing_ok=True)
        _remove_rests(file)
    _remove_rests(planned.allowlist_file)
    folders = {*record.folders, str(planned.launcher_file.parent)}
    return was_installed, [Path(folder) for folder in sorted(folders, key=len, reverse=True)]


@contextmanager
def _named_if_running(file: Path) -> Iterator[None]:
    """Say what to do about a program that runs: Windows lets nobody replace or delete it."""
    try:
        yield
    except PermissionError:
        if sys.platform == "win32" and file.suffix == ".exe":
            raise RegistrationError(f"{file} is running: close the browsers, then run this again") from None
        raise


def _remove_key(manifest: PlannedManifest, registry: Registry | None) -> None:
    key = manifest.location.registry_key
    if key is not None and registry is not None and registry.get(key) == str(manifest.file):
        registry.delete(key)


def _forget_extensions(planned: InstallPlan) -> None:
    file, mode = planned.allowlist_file, planned.allowlist_mode
    extension_allowlist.save_allowlist(file, planned.browser, [], mode)


def _remove(file: Path, launcher_file: Path, *, is_recorded: bool) -> None:
    program = program_of(file)
    if program == str(launcher_file) or (program is None and is_recorded and file.is_file()):
        file.unlink()
    _remove_rests(file)


def _remove_rests(file: Path) -> None:
    """Delete what writes of a file that were interrupted have left beside it."""
    rest = re.compile(rf"\.{re.escape(file.name)}\.[0-9a-f]{{16}}")
    if file.parent.is_dir():
        for other in list(file.parent.iterdir()):
            if rest.fullmatch(other.name):
                other.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # others have put files into it, or it is gone
        return
