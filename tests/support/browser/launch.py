"""Starts a browser by its name."""

from support.browser.chromium import Chromium
from support.browser.firefox import Firefox
from support.browser.interface import Browser, LaunchOptions
from support.dev_env.system_packages import BrowserName


def launch(browser: BrowserName, options: LaunchOptions) -> Browser:
    """Start a browser with the unpacked extension; the caller deletes the profile."""
    return Chromium(options) if browser == "chromium" else Firefox(options)
