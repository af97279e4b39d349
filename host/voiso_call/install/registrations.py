"""With which browsers the host is registered, whether that still works, and which browsers there are."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voiso_call.config.paths import AppPaths
from voiso_call.install import install_record, program_files, system_level
from voiso_call.install.browser_places import Browser
from voiso_call.install.inspection import InspectedManifest, State, inspect, inspect_all
from voiso_call.install.install_plan import InstallPlan, manifest_content
from voiso_call.install.install_record import Entry, RegistrationError
from voiso_call.install.installed_manifest import program_of
from voiso_call.install.native_manifest import (
    allowed_dev_ids,
    home_folder,
    plan_at,
    this_system,
)
from voiso_call.install.registration_table import BROWSERS, Location, locations, shape_of
from voiso_call.install.windows_registry import Registry, system_registry
from voiso_call.system import access_advice, secure_read


@dataclass(frozen=True)
class Registration:
    """A manifest that was written; `problem` says why it does not start this host (any more), else None.

    `is_unsafe`: other users could replace what it starts, and `problem` says how to correct that. `note` says
    what is not as this version would install it. The browser is "user data folder" for one that was started
    with --user-data-dir.
    """

    browser: str
    manifest_file: Path
    problem: str | None
    is_unsafe: bool
    note: str | None = None


def registrations(paths: AppPaths, environment: Mapping[str, str] = os.environ) -> list[Registration]:
    """Return the manifests that were written, sorted. Others may have changed or deleted them since.

    Raises RegistrationError for an install record that other users could have written.
    """
    entries = install_record.load(paths.install_record_file).entries
    if not entries:
        return []
    names = _names(environment)
    found = []
    for entry in entries:
        file = Path(entry.file)
        known = ", ".join(sorted(entry.browsers)) or names.get(file, "")
        name = known if file in names else "user data folder"
        problem, is_unsafe = _problem(file, paths)
        if problem is None and not _is_in_registry(entry):
            problem = "the registry no longer names it; install again"
        note = None if problem else _note(entry, names.get(file, "chromium"), paths)
        found.append(Registration(name, file, problem, is_unsafe, note))
    return found


def registered_browsers(paths: AppPaths) -> list[str]:
    """Return the browsers that start this host: those of the user, by their manifests, then those of all.

    There are none if the record is not safe.
    """
    try:
        own = [entry.browser for entry in registrations(paths) if entry.problem is None]
        everywhere = inspected_manifests(paths)
    except RegistrationError:
        return []
    shared = [
        manifest.location.browser
        for manifest in everywhere
        if (manifest.location.level, manifest.state, manifest.shadowed_by) == ("system", State.OURS, None)
        and is_present(manifest.location)
    ]
    return list(dict.fromkeys([*own, *shared]))


def recorded_plans(paths: AppPaths, environment: Mapping[str, str] = os.environ) -> list[InstallPlan]:
    """Return a plan for each browser with which the host was registered: to repair or to remove that."""
    places: dict[Browser, list[Location]] = {}
    names = _names(environment)
    for entry in install_record.load(paths.install_record_file).entries:
        file = Path(entry.file)
        for name in entry.browsers or {names.get(file, "chromium")}:
            for browser in BROWSERS:
                if browser == name:
                    place = Location(browser, "user", shape_of(browser), file, entry.registry_key)
                    places.setdefault(browser, []).append(place)
    ids = allowed_dev_ids(paths)
    return [
        plan_at(name, places[name], paths, environment=environment, other_extension_ids=ids.get(name, []))
        for name in places
    ]


def user_locations(environment: Mapping[str, str] = os.environ) -> list[Location]:
    """Return where the browsers of this user look in the user's own places. Raises RegistrationError."""
    everywhere = locations(this_system(), home_folder(environment), environment)
    return [place for place in everywhere if place.level == "user"]


def is_present(
    place: Location,
    which: Callable[[str], str | None] = shutil.which,
    exists: Callable[[Path], bool] = Path.exists,
) -> bool:
    """Return whether the browser of a location is on this computer. No profile is read."""
    try:
        has_sign = any(exists(Path(sign)) for sign in place.signs)
    except OSError:  # a folder that may not be examined: no sign of a browser
        has_sign = False
    return has_sign or any(map(which, place.programs))


def found_browsers(places: Sequence[Location]) -> list[Browser]:
    """Return the browsers on this computer that can start the host."""
    found = [place.browser for place in places if place.obstacle is None and is_present(place)]
    return list(dict.fromkeys(found))


def inspected_manifests(
    paths: AppPaths, environment: Mapping[str, str] = os.environ, registry: Registry | None = None
) -> list[InspectedManifest]:
    """Return what stands at every place where a browser looks. Raises RegistrationError as `install` does.

    `registry` is that of this computer unless another one is given.
    """
    system = this_system()
    places = locations(system, home_folder(environment), environment)
    ids = allowed_dev_ids(paths)
    shared = system_level.system_launcher()
    expected = {
        place: manifest_content(place.shape, shared, system_level.extension_ids(place.shape))
        if place.level == "system"
        else manifest_content(place.shape, paths.launcher_file, ids.get(place.browser, []))
        for place in places
    }
    return inspect_all(places, expected, system, registry or system_registry())


def shadow_notes(paths: AppPaths, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Say which manifest for all users is not read, because the user has one too."""
    try:
        found = inspected_manifests(paths, environment)
    except RegistrationError:
        return []
    notes = [
        f"{first.browser} reads {first.address}, and not {manifest.location.address}, which is for all users"
        for manifest in found
        if (first := manifest.shadowed_by) is not None
        and (first.level, manifest.location.level) == ("user", "system")
    ]
    return list(dict.fromkeys(notes))


def _names(environment: Mapping[str, str]) -> dict[Path, str]:
    places = [place for place in user_locations(environment) if place.obstacle is None]
    return {Path(place.manifest_file): place.browser for place in reversed(places)}


def _problem(manifest_file: Path, paths: AppPaths) -> tuple[str | None, bool]:
    """Return why a manifest does not start this host, and whether it is because of other users."""
    path = program_of(manifest_file)
    if path is None:
        try:
            return f"the file is {'broken' if manifest_file.exists() else 'missing'}; install again", False
        except OSError as error:
            return access_advice.explain(error), False
    if path != str(paths.launcher_file):
        return "it starts another program", False
    try:
        secure_read.check_program_place(manifest_file.parent)
        secure_read.check_program(manifest_file)
        program_files.check_launcher(paths.launcher_file)
    except secure_read.InsecureFileError as error:
        return str(error), True
    except OSError as error:
        return f"{error.filename}: {error.strerror}; install again", False
    return None, False


def _is_in_registry(entry: Entry) -> bool:
    registry = system_registry()
    if entry.registry_key is None or registry is None:
        return True
    try:
        return registry.get(entry.registry_key) == entry.file
    except OSError:
        return False


def _note(entry: Entry, name: str, paths: AppPaths) -> str | None:
    """Return what is not as this version would install it: after an upgrade, or a move of the program."""
    interpreters = program_files.interpreters(paths.launcher_file)
    others = [python for python in interpreters if python != sys.executable]
    if others:
        return f"it starts {others[0]}, and not the Python of this command; install again to change that"
    browsers = sorted(entry.browsers) or [name]
    shape = shape_of(browsers[0])
    ids = allowed_dev_ids(paths)
    dev_ids = [dev_id for browser in browsers for dev_id in ids.get(browser, [])]
    place = Location("firefox" if shape == "gecko" else "chromium", "user", shape, Path(entry.file))
    manifest = inspect(place, manifest_content(shape, paths.launcher_file, dev_ids), this_system())
    return None if manifest.state is State.OURS else "the file is of another version; install again"
