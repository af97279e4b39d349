"""Registers the host for all users of the computer: where its launcher is then, and what that needs.

A package brings a launcher of its own, in the folder of its Python environment. It was registered by the
package manager, which also removes it.
"""

import os
import shlex
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import voiso_call
from voiso_call.config.paths import APP, AppPaths
from voiso_call.errors import CallError
from voiso_call.install import install_record
from voiso_call.install.browser_places import Browser
from voiso_call.install.install_plan import InstallPlan
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.native_manifest import plan_at, this_system
from voiso_call.install.registration_table import BROWSERS, Location, Shape, locations, shape_of
from voiso_call.native_host import extension_allowlist
from voiso_call.system import access_advice, secure_read

FOLDERS = {"linux": Path("/opt", APP), "darwin": Path("/Library/Application Support", APP)}
FOLDER_MODE = 0o755
_LAUNCHER = "voiso-call-host.exe" if sys.platform == "win32" else "voiso-call-host"


def system_paths() -> AppPaths:
    """Return where the files for all users are. Raises RegistrationError where no host can be installed."""
    folder = FOLDERS.get(this_system())
    if folder is None:
        raise RegistrationError("on Windows its package registers Click-to-Call for all users", "use_package")
    return AppPaths(folder, folder, folder, folder)


def packaged_launcher() -> Path | None:
    """Return the launcher of the package that this program is from; None if it is not from one."""
    launcher = Path(sys.prefix, _LAUNCHER)
    return launcher if launcher.is_file() else None


def system_launcher() -> Path:
    """Return the launcher that the manifests of this installation for all users name."""
    return packaged_launcher() or Path(FOLDERS.get(sys.platform, sys.prefix), _LAUNCHER)


def command() -> str:
    """Return this program by its path: an administrator finds no program of a user by its name."""
    return shlex.quote(str(Path(sys.prefix, "bin/voiso-call")))


def system_places() -> Sequence[Location]:
    """Return where the browsers of this system look for what is registered for all users."""
    everywhere = locations(this_system(), PurePosixPath("/"), {})
    return [place for place in everywhere if place.level == "system"]


def extension_ids(shape: Shape) -> list[str]:
    """Return the extensions that an administrator has allowed for all users, beside our own."""
    file = system_launcher().with_name(extension_allowlist.SHARED_FILE)
    try:
        allowlist = extension_allowlist.load_allowlist(file, secret=False)
    except CallError:
        return []
    return list(dict.fromkeys(it for name, ids in allowlist.items() if shape_of(name) == shape for it in ids))


def plans(only: Browser | None = None, extensions: Sequence[str] = ()) -> list[InstallPlan]:
    """Return what registering for all users writes, for each browser of this system or one of them.

    Browsers that are not installed yet are registered, too. `extensions` are IDs that the key of an
    administrator gives our extension in Chromium's family. Raises RegistrationError.
    """
    if only is not None:  # the others keep theirs, and several browsers may read one file
        extensions = extension_ids("chromium")
    paths = system_paths()
    places = system_places()
    names = [name for name in BROWSERS if any(place.browser == name for place in places)]
    if only is not None and only not in names:
        raise RegistrationError(f"{only} reads no registration for all users on {this_system()}")
    return [
        _plan(name, [place for place in places if place.browser == name], paths, extensions)
        for name in names
        if only in (None, name)
    ]


def recorded_plans() -> list[InstallPlan]:
    """Return a plan for each browser that was registered for all users, to remove that."""
    paths = system_paths()
    entries = install_record.load(paths.install_record_file).entries
    found = []
    for name in BROWSERS:
        own = [
            Location(name, "system", shape_of(name), Path(entry.file), entry.registry_key)
            for entry in entries
            if name in entry.browsers
        ]
        if own:
            found.append(_plan(name, own, paths))
    return found


def _plan(
    browser: Browser, places: Sequence[Location], paths: AppPaths, extensions: Sequence[str] = ()
) -> InstallPlan:
    ids = extensions if shape_of(browser) == "chromium" else ()
    # Without variables: VOISO_CALL_HOME of the administrator is not that of the users.
    plan = plan_at(browser, places, paths, environment={}, other_extension_ids=ids)
    return replace(
        plan,
        folder_mode=FOLDER_MODE,
        allowlist_file=paths.launcher_file.with_name(extension_allowlist.SHARED_FILE),
        allowlist_mode=extension_allowlist.SHARED_MODE,
    )


def check_allowed(subcommand: str, *, is_dry_run: bool) -> None:
    """Raise RegistrationError unless an administrator runs this, and the program is not from a package."""
    if packaged_launcher() is not None:
        text = "Click-to-Call was installed from a package, which registers it for all users by itself"
        raise RegistrationError(text, "from_package")
    if sys.platform != "win32" and os.geteuid() != 0 and not is_dry_run:
        text = f"what is for all users needs an administrator; run: sudo {command()} {subcommand} --system"
        raise RegistrationError(text, "needs_root")


def check_for_all(plans: Sequence[InstallPlan]) -> None:
    """Raise RegistrationError if a user could not start the program, or could exchange it.

    For one user only the program's own folders are checked, as those above are the user's. Here each folder
    above them counts.
    """
    python = Path(sys.executable)
    package = Path(voiso_call.__file__).parent
    files = [python, Path(os.__file__), *package.rglob("*.py")]
    if (settings := python.parent.parent / "pyvenv.cfg").exists():
        files.append(settings)
    written = {plan.launcher_file.parent for plan in plans}
    written |= {manifest.file.parent for plan in plans for manifest in plan.manifests}
    folders = {folder for path in (*written, *files) for folder in _folders_above(path)}
    try:
        for folder in sorted(folders):
            secure_read.check_program_folder(folder)
            if not folder.stat().st_mode & stat.S_IXOTH:
                raise RegistrationError(f"not every user may enter {folder}; install Click-to-Call elsewhere")
    except secure_read.InsecureFileError as error:
        # Not as that user: only root registers for all, and nothing of a user is for all.
        problem = str(error).replace(access_advice.AS_THAT_USER, "install Click-to-Call elsewhere")
        raise RegistrationError(f"a user could replace what browsers start: {problem}") from None
    for file in files:
        if not file.stat().st_mode & stat.S_IROTH:
            advice = f"run: sudo chmod a+r {shlex.quote(str(file))}"
            raise RegistrationError(f"not every user can read {file}; {advice}")


def _folders_above(path: Path) -> Iterator[Path]:
    """Yield the folders of a path that exist, and those of what it links to."""
    for name in {path, path.resolve()}:
        yield from (folder for folder in (name, *name.parents) if folder.is_dir())
