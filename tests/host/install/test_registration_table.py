"""The table of places: those that browsers document, for any home, and the same answer on every system."""

from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import get_args

import pytest

from support import manifest_oracle
from voiso_call.install.browser_places import TABLE, Browser, System
from voiso_call.install.registration_table import BROWSERS, HOST_NAME, SYSTEMS, Location, locations, shape_of

HOMES: dict[System, list[PurePath]] = {
    "linux": [
        PurePosixPath(path)
        for path in ("/srv/agent", "/srv/José Núñez", "/srv/a&b 100%", "/srv/o'brien {x}", "/")
    ],
    "darwin": [PurePosixPath(path) for path in ("/Volumes/agent", "/Volumes/Daten & Büro/o'brien 50%")],
    "win32": [PureWindowsPath(path) for path in (r"C:\Users\agent", r"D:\Users\José o'Brien & 100%{y}")],
}
CELLS = [(system, home) for system in SYSTEMS for home in HOMES[system]]


def of(system: System, browser: Browser, level: str, home: PurePath, **environment: str) -> list[Location]:
    return [
        location
        for location in locations(system, home, environment)
        if (location.browser, location.level) == (browser, level)
    ]


@pytest.mark.parametrize("cell", manifest_oracle.DOCUMENTED, ids="-".join)
def test_each_documented_place_is_in_the_table_and_certain(cell: tuple[System, Browser, str]) -> None:
    system, browser, level = cell
    for home in HOMES[system]:
        documented = manifest_oracle.DOCUMENTED[cell].replace("NAME", HOST_NAME)
        documented = documented.replace("HOME/", f"{str(home).rstrip('/')}/")
        certain = [
            location.address
            for location in of(system, browser, level, home)
            if location.unsure is None and location.obstacle is None
        ]
        assert certain[-1:] == [documented]


@pytest.mark.parametrize(("system", "home"), CELLS, ids=str)
def test_every_place_is_absolute_and_tells_what_the_browser_reads(system: System, home: PurePath) -> None:
    for location in locations(system, home, {}):
        assert location.manifest_file.is_absolute()
        assert all(sign.is_absolute() for sign in location.signs)
        assert (location.registry_key is not None) == (system == "win32")
        assert location.shape == shape_of(location.browser)
        assert location.manifest_file.name.startswith(f"{HOST_NAME}.")
        if location.level == "user":
            assert location.manifest_file.is_relative_to(home)


def test_the_table_has_every_browser_and_its_channels() -> None:
    assert set(BROWSERS) == set().union(*TABLE.values()) == set(get_args(Browser))
    assert "arc" not in TABLE["linux"]
    for system, home in CELLS:
        found = locations(system, home, {})
        assert [location.level for location in found] == sorted(
            (location.level for location in found), key=["user", "system"].index
        ), "the user's places come first, as browsers ask them first"


def test_places_that_reports_disagree_about_say_so() -> None:
    home = PurePosixPath("/srv/agent")
    unsure = {
        (place.browser, place.level) for place in locations("linux", home, {}) if place.unsure is not None
    }
    assert {("opera", "user"), ("opera", "system"), ("vivaldi", "system")} <= unsure
    assert not {("chrome", "user"), ("chromium", "user"), ("edge", "user"), ("brave", "user")} & unsure
    assert all(place.unsure is not None for place in of("darwin", "arc", "user", PurePosixPath("/Volumes/a")))


def test_brave_on_macos_has_both_folders() -> None:
    places = [place.address for place in of("darwin", "brave", "user", PurePosixPath("/Volumes/a"))]
    support = "/Volumes/a/Library/Application Support"
    assert places == [
        f"{support}/BraveSoftware/Brave-Browser/NativeMessagingHosts/{HOST_NAME}.json",
        f"{support}/Google/Chrome/NativeMessagingHosts/{HOST_NAME}.json",
    ]


def test_snap_and_flatpak_browsers_name_the_obstacle() -> None:
    for place in locations("linux", PurePosixPath("/srv/agent"), {}):
        is_confined = "/snap/" in place.address or "/.var/app/" in place.address
        assert (place.obstacle is not None) == is_confined
    snap = of("linux", "firefox", "user", PurePosixPath("/srv/agent"))[0]
    assert PurePosixPath("/srv/agent/snap/firefox") in snap.signs, "it works through the portal"


def test_on_windows_the_32_bit_view_comes_before_the_other() -> None:
    keys = [place.address for place in of("win32", "chrome", "system", PureWindowsPath(r"C:\Users\a"))]
    assert keys == [
        rf"HKLM\SOFTWARE\WOW6432Node\Google\Chrome\NativeMessagingHosts\{HOST_NAME}",
        rf"HKLM\SOFTWARE\Google\Chrome\NativeMessagingHosts\{HOST_NAME}",
    ]


@pytest.mark.parametrize(
    ("system", "browser", "environment", "start"),
    [
        ("linux", "chrome", {"XDG_CONFIG_HOME": "/mnt/x y/"}, "/mnt/x y/google-chrome/"),
        ("linux", "chrome", {"XDG_CONFIG_HOME": "relative"}, "/srv/a/.config/"),
        ("linux", "chrome", {"XDG_CONFIG_HOME": ""}, "/srv/a/.config/"),
        ("linux", "firefox", {"XDG_CONFIG_HOME": "/mnt/x"}, "/srv/a/.mozilla/"),
        ("darwin", "chrome", {"XDG_CONFIG_HOME": "/mnt/x"}, "/srv/a/Library/"),
        ("win32", "chrome", {"LOCALAPPDATA": r"E:\Lokal"}, "E:\\Lokal\\voiso-call\\"),
        ("win32", "chrome", {"LOCALAPPDATA": "Lokal"}, "C:\\home\\AppData\\Local\\voiso-call\\"),
        ("win32", "chrome", {"VOISO_CALL_HOME": r"E:\own"}, "E:\\own\\com."),
    ],
)
def test_variables_move_the_places_as_they_move_the_browsers(
    system: System, browser: Browser, environment: dict[str, str], start: str
) -> None:
    home = PureWindowsPath(r"C:\home") if system == "win32" else PurePosixPath("/srv/a")
    place = of(system, browser, "user", home, **environment)[0]
    assert str(place.manifest_file).startswith(start)
