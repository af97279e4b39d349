"""Firefox's settings for a driven profile: no first-run pages, no dialogs, no network requests of its own."""

import json
from pathlib import Path

PREFS: dict[str, bool | int | str] = {
    "marionette.port": 0,  # any free one; written to MarionetteActivePort
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.preonboarding.enabled": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.tabs.warnOnClose": False,
    "browser.warnOnQuit": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.keepProcessesAlive.web": 1,  # that of empty tabs
    "dom.ipc.processCount": 1,  # of each site, which its tabs share
    "dom.ipc.processCount.webIsolated": 1,
    "dom.ipc.processPrelaunch.enabled": False,  # a process is started when a page needs it
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    # Frees memory after minutes: to do so every few seconds takes a tenth of its time.
    "javascript.options.gc_delay": 600_000,
    "javascript.options.gc_delay.first": 600_000,
    "javascript.options.gc_delay.full": 600_000,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.legacyUserProfileCustomizations.stylesheets": True,  # reads WINDOW_STYLE
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "ui.popup.disable_autohide": True,  # the toolbar popup stays open without a focused window
    "browser.download.alwaysOpenPanel": False,  # the popup does not open while another panel is open
}
DARK: dict[str, bool | int | str] = {
    "layout.css.prefers-color-scheme.content-override": 0,
    "ui.systemUsesDarkTheme": 1,
}
LIGHT: dict[str, bool | int | str] = {
    "layout.css.prefers-color-scheme.content-override": 1,
    "ui.systemUsesDarkTheme": 0,
}
# Of the browser's own windows: their animations take a tenth of its time.
WINDOW_STYLE = "* { animation: none !important; transition: none !important }\n"


def write(profile: Path, *, dark: bool) -> None:
    """Write the settings into a profile, as its user.js, and the style of the browser's windows."""
    prefs = PREFS | (DARK if dark else LIGHT)
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    (profile / "chrome").mkdir(exist_ok=True)
    (profile / "chrome" / "userChrome.css").write_text(WINDOW_STYLE, encoding="utf-8")
