"""Drives Firefox: started with Marionette, the unpacked extension installed as a temporary add-on."""

import contextlib
import json
from pathlib import Path
from typing import Any

from support.browser import firefox_prefs
from support.browser.child_process import TERMINATE_TIMEOUT_S, Child
from support.browser.firefox_popup import FirefoxPopup
from support.browser.interface import Browser, LaunchOptions
from support.browser.marionette import Marionette, MarionetteError
from support.browser.marionette_page import FirefoxPage, expression_body, in_frame
from support.browser.polling import wait_until

POPUP = """
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const { extension } = WebExtensionPolicy.getByID(arguments[0]);
await ExtensionParent.apiManager.asyncLoadModule("browserAction");
ExtensionParent.apiManager.global.browserActionFor(extension).openPopup(window, false);
"""
BACKGROUND_FRAME = """await (async () => {
  const { extension } = WebExtensionPolicy.getByID(%s);
  await extension.wakeupBackground?.();
  return [...extension.views].find((view) => view.viewType === "background").xulBrowser.browsingContext;
})()"""
STOP = "await WebExtensionPolicy.getByID(arguments[0]).extension.terminateBackground();"


def async_body(body: str) -> str:
    """A function body that may use `await`."""
    return f"return (async function () {{ {body} }}).apply(null, arguments);"


class Firefox(Browser):
    """One running Firefox with the extension installed."""

    name = "firefox"

    def __init__(self, wanted: LaunchOptions):
        profile = wanted.profile
        self.env = dict(wanted.env)
        self.headless = wanted.headless
        self.size = (wanted.width, wanted.height)
        self.marionette: Marionette | None = None
        profile.mkdir(parents=True, exist_ok=True)
        firefox_prefs.write(profile, dark=wanted.dark)
        command = [wanted.binary, "--marionette", "--no-remote", "--remote-allow-system-access"]
        command += ["--profile", str(profile)]
        command += ["--width", str(wanted.width), "--height", str(wanted.height), "about:blank"]
        if wanted.headless:
            command.insert(1, "--headless")
        self.child = Child(command, profile / "browser.log", self.env)
        try:
            self.marionette = Marionette(self._port(profile / "MarionetteActivePort"))
            self.extension_id: str = self.ask("Addon:Install", path=str(wanted.extension), temporary=True)
            host = self.ask_chrome(
                "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname", self.extension_id
            )
            self.origin = f"moz-extension://{host}"
            self._first_tab: str = self.ask("WebDriver:GetWindowHandle")
        except BaseException as error:
            self.close()
            error.add_note(self.child.state())
            raise

    def _port(self, told: Path) -> int:
        def look() -> str:
            if not self.child.running:
                raise ConnectionError("Firefox has ended before it listened")
            return told.read_text(encoding="ascii").strip() if told.is_file() else ""

        return int(wait_until(look, "Firefox to listen", timeout=60, instead=self.child.state))

    def ask(self, command: str, **params: Any) -> Any:
        """One Marionette command and its answer."""
        if self.marionette is None:
            raise ConnectionError("Firefox is closed")
        return self.marionette.ask(command, **params)

    def ask_chrome(self, body: str, *args: Any) -> Any:
        """What a function body returns in the browser's own window; it may `await`."""
        if self.marionette is None:
            raise ConnectionError("Firefox is closed")
        return self.marionette.chrome(async_body(body), *args)

    @property
    def running(self) -> bool:
        """Whether the browser's process is there."""
        return self.child.running

    def open(self, url: str) -> FirefoxPage:
        """Open a tab in front, loaded; the first one is the empty tab that every window starts with."""
        handle = self._first_tab or self.ask("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        self._first_tab = ""
        page = FirefoxPage(self, handle)
        page.bring_to_front()
        if self.headless:
            page.resize(*self.size)
        page.go(url)
        return page

    def popup(self) -> FirefoxPopup:
        """Open the real toolbar popup over the tab in front."""
        self.ask_chrome(POPUP, self.extension_id)
        popup = FirefoxPopup(self)
        wait_until(popup.ready, "the toolbar popup", instead=self.child.state)
        return popup

    def evaluate_in_background(self, expression: str) -> Any:
        """The JSON value of an expression in the event page, which is started if it sleeps."""
        frame = BACKGROUND_FRAME % json.dumps(self.extension_id)
        return in_frame(self, frame, expression_body(expression))

    def stop_background(self) -> None:
        """Stop the event page, as Firefox does after half a minute of rest."""
        self.ask_chrome(STOP, self.extension_id)

    def close(self) -> None:
        """Quit, bounded; whatever does not go is ended by its id."""
        asked = False
        if self.marionette is not None:
            with contextlib.suppress(MarionetteError, OSError):
                self.marionette.ask("Marionette:Quit", flags=["eForceQuit"])
                asked = True
            self.marionette.close()
            self.marionette = None
        self.child.terminate(polite=TERMINATE_TIMEOUT_S if asked else 0)
