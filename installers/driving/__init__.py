"""Drives real browsers with the standard library alone: Chromium by DevTools, Firefox by Marionette.

launch     a browser with the extension in it      page       what can be done there, in either browser
chromium   chromium_page  devtools                 firefox    firefox_page  marionette
display    Xvfb and a real mouse                   process    a child ended by its id
keyboard   keys by their names                     waiting    bounded waits
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from driving.chromium import Chromium
from driving.display import Mouse, own_display
from driving.firefox import Firefox
from driving.page import Browser, Page, PageError, Rect, Shadow

BrowserName = Literal["chromium", "firefox"]


def launch(
    browser: BrowserName,
    *,
    binary: str,
    extension: Path,
    profile: Path,
    env: Mapping[str, str],
    headless: bool = True,
    width: int = 1280,
    height: int = 800,
    dark: bool = False,
) -> Browser:
    """Start a browser with the unpacked extension; `profile` and everything in it stay the caller's."""
    kind = Chromium if browser == "chromium" else Firefox
    return kind(
        binary=binary,
        extension=extension,
        profile=profile,
        env=env,
        headless=headless,
        width=width,
        height=height,
        dark=dark,
    )


__all__ = ["Browser", "BrowserName", "Mouse", "Page", "PageError", "Rect", "Shadow", "launch", "own_display"]
