"""Drives real browsers with the standard library alone: Chromium by DevTools, Firefox by Marionette.

launch     a browser with the extension in it      page       what can be done there, in either browser
chromium   chromium_page  devtools                 firefox    firefox_page  marionette
display    Xvfb and a real mouse                   process    a child ended by its id
keyboard   keys by their names                     waiting    bounded waits
"""

from typing import Literal

from support.browser.chromium import Chromium
from support.browser.firefox import Firefox
from support.browser.interface import Browser, LaunchOptions, Page, PageError, Rect, ShadowRootHandle
from support.browser.x_display import Mouse, own_display

BrowserName = Literal["chromium", "firefox"]


def launch(browser: BrowserName, wanted: LaunchOptions) -> Browser:
    """Start a browser with the unpacked extension; the profile and everything in it stay the caller's."""
    return Chromium(wanted) if browser == "chromium" else Firefox(wanted)


__all__ = [
    "Browser",
    "BrowserName",
    "LaunchOptions",
    "Mouse",
    "Page",
    "PageError",
    "Rect",
    "ShadowRootHandle",
    "launch",
    "own_display",
]
