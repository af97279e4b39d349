"""Drives real browsers with the standard library alone: Chromium over DevTools, Firefox over Marionette.

interface                                 what tests can do in both browsers: Browser, Page, ShadowRootHandle
chromium, cdp_page                        Chromium; pages use it through cdp_session over cdp_connection
firefox, marionette_page, firefox_popup   Firefox; pages use it through marionette_session over marionette
firefox_prefs, keyboard, find_text.js     settings of a driven profile; keys by name; finds a text in a page
child_process, polling, x_display         child processes; bounded waits; Xvfb with a mouse and a keyboard
pending_work, pending-work.js             waits until the extension has nothing to do in a page
"""

from support.browser.chromium import Chromium
from support.browser.firefox import Firefox
from support.browser.interface import Browser, LaunchOptions, Page, PageError, Rect, ShadowRootHandle
from support.browser.x_display import Mouse, own_display
from support.dev_env.system_packages import BrowserName


def launch(browser: BrowserName, options: LaunchOptions) -> Browser:
    """Start a browser with the unpacked extension; the caller deletes the profile."""
    return Chromium(options) if browser == "chromium" else Firefox(options)


__all__ = [
    "Browser",
    "LaunchOptions",
    "Mouse",
    "Page",
    "PageError",
    "Rect",
    "ShadowRootHandle",
    "launch",
    "own_display",
]
