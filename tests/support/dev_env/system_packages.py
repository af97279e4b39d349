"""Browsers and other programs of the system: found, or installed as Debian packages where we are root."""

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from support.dev_env.progress import StepError, clean_environment, run

BrowserName = Literal["chromium", "firefox"]
MIN_PYTHON = (3, 11)

PROGRAMS: dict[BrowserName, tuple[str, ...]] = {
    "chromium": (
        *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        *("microsoft-edge", "microsoft-edge-stable", "brave-browser"),
        *("/Applications/Chromium.app/Contents/MacOS/Chromium",),
        *("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",),
        *("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",),
        *("/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",),
        *("%ProgramFiles%/Google/Chrome/Application/chrome.exe",),
        *("%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe",),
    ),
    "firefox": (
        *("firefox", "firefox-esr"),
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "%ProgramFiles%/Mozilla Firefox/firefox.exe",
    ),
}
# Programs that build and run the Windows package, and Debian's packages of them.
WINDOWS_PACKAGES = {"wine": "wine", "wixl": "wixl"}
FONTS = ("fonts-dejavu-core", "fonts-liberation")  # without fonts, every character is a box
PACKAGES: dict[BrowserName, tuple[str, ...]] = {
    "chromium": ("chromium", "chromium-sandbox", *FONTS),
    "firefox": ("firefox-esr", *FONTS),
}


def find_browser(name: BrowserName) -> str | None:
    """Return the path of an installed browser of that family, or None."""
    for program in PROGRAMS[name]:
        path = shutil.which(os.path.expandvars(program))
        if path and not _is_snap(Path(path)):
            return path
    return None


def any_browser() -> BrowserName:
    """Return the family of an installed browser; Chromium's where there is none."""
    return "firefox" if find_browser("firefox") and not find_browser("chromium") else "chromium"


def get_browser(name: BrowserName) -> str:
    """Return the path of a browser; install it first where it is missing. Raises StepError."""
    path = find_browser(name)
    if not path:
        install(PACKAGES[name], need=f"{name.capitalize()}, not as a snap: those start no other programs")
        path = find_browser(name)
    if not path:
        raise StepError(f"{' '.join(PACKAGES[name])} was installed, but has no {name} that can be driven.")
    return path


def can_install() -> bool:
    """Whether packages can be installed without asking anybody: root on a Debian family system."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Iterable[str], *, need: str) -> None:
    """Install Debian packages; where that needs a password, StepError says what to install by hand."""
    names = list(dict.fromkeys(packages))
    if not can_install():
        by_hand = f" On Debian: sudo apt-get install {' '.join(names)}"
        raise StepError(f"Please install {need}.{by_hand if sys.platform == 'linux' else ''}")
    env = clean_environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=env)
    run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *names], env=env)


def missing(programs: Mapping[str, str]) -> dict[str, str]:
    """Return the programs that are not there, and their packages."""
    return {name: package for name, package in programs.items() if not shutil.which(name)}


def install_missing(programs: Mapping[str, str]) -> None:
    """Install the packages of the programs that are not there. Raises StepError."""
    if names := missing(programs):
        install(names.values(), need=", ".join(names))


def _is_snap(program: Path) -> bool:
    """Whether it is an Ubuntu snap: its sandbox neither reads our profile nor starts our host."""
    if program.resolve().name == "snap" or "snap" in program.parts:
        return True
    with program.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin/" in start
