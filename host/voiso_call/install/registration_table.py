"""Where each browser looks for native messaging manifests: one table of system, browser and level.

`install`, `uninstall` and the diagnosis read it; nothing else knows these places. It is pure: the same answer
on every system, for any home and environment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Literal, TypeAlias, get_args

from voiso_call.config.paths import APP, HOME_ENV_VAR
from voiso_call.install.browser_places import TABLE, Browser, Row, System
from voiso_call.native_host.extension_allowlist import GECKO_BROWSERS

Level: TypeAlias = Literal["user", "system"]
Shape: TypeAlias = Literal["chromium", "gecko"]  # which key of the manifest lists the extensions

HOST_NAME = "com.voiso.click_to_call"
BROWSERS: tuple[Browser, ...] = get_args(Browser)
SYSTEMS: tuple[System, ...] = get_args(System)
# Browsers ask the 32-bit view of HKLM first, which is the key below WOW6432Node.
_ROOTS: dict[Level, tuple[str, ...]] = {
    "user": (r"HKCU\SOFTWARE",),
    "system": (r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE"),
}


@dataclass(frozen=True)
class Location:
    """One place where one browser looks for the manifest of this host.

    On Windows the browser reads the default value of `registry_key`, which is the path of the manifest.
    `unsure` says why it is not certain that the browser looks here. `obstacle` says why a host that is
    registered here cannot be started: nothing is then written. `signs` are the folders and `programs` the
    commands of which one exists where this browser is installed.
    """

    browser: Browser
    level: Level
    shape: Shape
    manifest_file: PurePath
    registry_key: str | None = None
    unsure: str | None = None
    obstacle: str | None = None
    signs: tuple[PurePath, ...] = ()
    programs: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The registry key or file that the browser asks for."""
        return self.registry_key or str(self.manifest_file)


def shape_of(browser: str) -> Shape:
    """Return which kind of manifest a browser reads."""
    return "gecko" if browser in GECKO_BROWSERS else "chromium"


def locations(system: System, home: PurePath, environment: Mapping[str, str]) -> Sequence[Location]:
    """Return every place where a browser looks for this host: those of the user before those of the system.

    `home` is an absolute path of that system. Of the environment only the variables count that move these
    places: XDG_CONFIG_HOME, LOCALAPPDATA and its like, and VOISO_CALL_HOME for the manifests on Windows.
    """
    rows = TABLE[system]
    levels: tuple[Level, ...] = get_args(Level)
    return [
        location
        for level in levels
        for browser in BROWSERS
        if browser in rows
        for location in _of_row(system, browser, level, rows[browser], _folders(system, home, environment))
    ]


def _of_row(
    system: System, browser: Browser, level: Level, row: Row, folders: Mapping[str, str]
) -> Iterator[Location]:
    shape = shape_of(browser)
    for place in row.user if level == "user" else row.system:
        if system == "win32":
            folder = folders["own" if level == "user" else "shared"]
            file: PurePath = PureWindowsPath(folder, f"{HOST_NAME}.{shape}.json")
            keys: tuple[str | None, ...] = tuple(
                rf"{root}\{place.folder}\NativeMessagingHosts\{HOST_NAME}" for root in _ROOTS[level]
            )
            signs = row.signs
        else:
            is_dashed = system == "linux" and (level == "system" or shape == "gecko")
            last = "native-messaging-hosts" if is_dashed else "NativeMessagingHosts"
            file = PurePosixPath(_filled(place.folder, folders), last, f"{HOST_NAME}.json")
            keys = (None,)
            signs = (place.folder,) if place.obstacle else row.signs or (row.user[0].folder,)
        found_by = tuple(type(file)(_filled(sign, folders)) for sign in signs)
        programs = () if place.obstacle else row.programs
        for key in keys:
            yield Location(browser, level, shape, file, key, place.unsure, place.obstacle, found_by, programs)


def _filled(template: str, folders: Mapping[str, str]) -> str:
    """Replace the name in braces that a template begins with. `str.format` would read other braces too."""
    name, brace, rest = template.removeprefix("{").partition("}")
    return folders[name] + rest if brace else template


def _folders(system: System, home: PurePath, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what stands for the names in braces."""

    def folder(variable: str, default: str) -> str:
        value = environment.get(variable, "")
        flavour = PureWindowsPath if system == "win32" else PurePosixPath
        # A relative value would lead to a different folder for each program: specification and systems
        # ignore it.
        return value if flavour(value).is_absolute() else default

    base = str(home)
    if system != "win32":
        config = folder("XDG_CONFIG_HOME", f"{base.rstrip('/')}/.config")
        return {
            "home": base.rstrip("/"),
            "config": config.rstrip("/"),
            "support": f"{base.rstrip('/')}/Library/Application Support",
        }
    local = folder("LOCALAPPDATA", rf"{base}\AppData\Local")
    programs = folder("PROGRAMFILES", r"C:\Program Files")
    return {
        "local": local,
        "roaming": folder("APPDATA", rf"{base}\AppData\Roaming"),
        "programs": programs,
        "own": folder(HOME_ENV_VAR, rf"{local}\{APP}"),
        "shared": rf"{programs}\{APP}",
    }
