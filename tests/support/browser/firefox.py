"""Drives Firefox: started with Marionette, the unpacked extension installed as a temporary add-on."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.browser import firefox_prefs, keyboard
from support.browser.child_process import TERMINATE_TIMEOUT_S, Child
from support.browser.firefox_popup import FirefoxPopup, close_popup
from support.browser.interface import Browser, LaunchOptions, Page
from support.browser.marionette import Marionette, MarionetteError
from support.browser.marionette_frame import expression_body, in_frame
from support.browser.marionette_page import FirefoxPage
from support.browser.polling import wait_until

POPUP = """
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const { extension } = WebExtensionPolicy.getByID(arguments[0]);
await ExtensionParent.apiManager.asyncLoadModule("browserAction");
ExtensionParent.apiManager.global.browserActionFor(extension).openPopup(window, false);
"""
PRESS_KEYS = """
const processor = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
if (!processor.beginInputTransactionForTests(window)) throw new Error("somebody else types");
const keys = arguments[0].map((key) => new KeyboardEvent("", key));
for (const key of keys) processor.keydown(key);
for (const key of keys.reverse()) processor.keyup(key);
"""
ADDRESS_LIST = "return gURLBar.view.isOpen ? gURLBar.view.panel.textContent : ''"
PRESS_ENTER = "gURLBar.handleCommand(new KeyboardEvent('keydown', { key: 'Enter' }))"
ALLOW = """
const [question] = PopupNotifications.panel.children;
if (PopupNotifications.panel.state !== "open" || !question) return false;
question.button.click();
return true;
"""
BACKGROUND_FRAME = """await (async () => {
  const { extension } = WebExtensionPolicy.getByID(%s);
  await extension.wakeupBackground?.();
  return [...extension.views].find((view) => view.viewType === "background").xulBrowser.browsingContext;
})()"""
# Firefox lets an event page with a port to a host go on, unless this name of its own tests is given.
STOP = """
const { extension } = WebExtensionPolicy.getByID(arguments[0]);
await extension.terminateBackground({ disableResetIdleForTest: true });
return extension.backgroundState;
"""


def async_body(body: str) -> str:
    """Wrap a function body so that it may use `await`."""
    return f"return (async function () {{ {body} }}).apply(null, arguments);"


class Firefox(Browser):
    """One running Firefox with the extension installed."""

    name = "firefox"

    def __init__(self, options: LaunchOptions):
        profile = options.profile
        self.env = dict(options.env)
        self.headless = options.headless
        self.size = (options.width, options.height)
        self.marionette: Marionette | None = None
        self._lasting: set[str] = set()  # handles
        profile.mkdir(parents=True, exist_ok=True)
        firefox_prefs.write(profile, dark=options.dark)
        command = [options.binary, "--marionette", "--no-remote", "--remote-allow-system-access"]
        command += ["--profile", str(profile)]
        command += ["--width", str(options.width), "--height", str(options.height), "about:blank"]
        if options.headless:
            command.insert(1, "--headless")
        self.child = Child(command, profile / "browser.log", self.env)
        try:
            self.marionette = Marionette(self._port(profile / "MarionetteActivePort"))
            self.extension_id: str = options.installed_by_policy or self.ask(
                "Addon:Install", path=str(options.extension), temporary=True
            )
            hostname = wait_until(
                lambda: self.ask_chrome(
                    "return WebExtensionPolicy.getByID(arguments[0])?.mozExtensionHostname", self.extension_id
                ),
                "the extension",
                timeout=60,  # where a policy installs it, on a slow computer
            )
            self.origin = f"moz-extension://{hostname}"
            self.ask_chrome("window.gReduceMotionOverride = true")  # tabs open and close at once
            self._first_tab: str = self.ask("WebDriver:GetWindowHandle")
        except BaseException as error:
            self.close()
            error.add_note(self.child.state())
            raise

    def _port(self, file: Path) -> int:
        """Wait until Firefox has written its port to a file of the profile."""

        def read() -> str:
            if not self.child.running:
                raise ConnectionError("Firefox has ended before it listened")
            return file.read_text(encoding="ascii").strip() if file.is_file() else ""

        return int(wait_until(read, "Firefox to listen", timeout=60, instead=self.child.state))

    def ask(self, command: str, **params: Any) -> Any:
        """One Marionette command and its answer."""
        if self.marionette is None:
            raise ConnectionError("Firefox is closed")
        return self.marionette.ask(command, **params)

    def ask_chrome(self, body: str, *args: Any) -> Any:
        """Run a function body with the browser's own privileges, in its window; it may use `await`."""
        if self.marionette is None:
            raise ConnectionError("Firefox is closed")
        return self.marionette.chrome(async_body(body), *args)

    @property
    def running(self) -> bool:
        """Whether the browser's process runs."""
        return self.child.running

    def open(self, url: str) -> FirefoxPage:
        """Open a tab in front and load it; the first call uses the empty tab that the window starts with."""
        handle = self._first_tab or self.ask("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        self._first_tab = ""
        page = FirefoxPage(self, handle)
        page.bring_to_front()
        if self.headless:
            page.resize(*self.size)
        page.go(url)
        return page

    def open_lasting(self, url: str) -> None:
        """Open a tab that `close_tabs` leaves: its process then serves the next tabs of the same site."""
        self._lasting.add(self.open(url).handle)

    def page_opened_by(self, action: Callable[[], None]) -> FirefoxPage:
        """Return the tab or window that a page opens because of an action."""
        known = set(self.ask("WebDriver:GetWindowHandles"))
        action()
        [opened] = wait_until(
            lambda: set(self.ask("WebDriver:GetWindowHandles")) - known, "another page to open"
        )
        return FirefoxPage(self, opened)

    def close_tabs(self) -> None:
        """Close the popup and all tabs but lasting ones; an empty tab is left, which the next `open` uses."""
        close_popup(self)
        handles = [handle for handle in self.ask("WebDriver:GetWindowHandles") if handle not in self._lasting]
        if handles == [self._first_tab]:
            return
        self._first_tab = self.ask("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        for handle in handles:
            self.ask("WebDriver:SwitchToWindow", handle=handle, focus=False)
            self.ask("WebDriver:CloseWindow")
        self.ask("WebDriver:SwitchToWindow", handle=self._first_tab, focus=True)

    def popup(self) -> FirefoxPopup:
        """Open the real toolbar popup over the tab in front."""
        close_popup(self)  # a failed test may have left one open, which shows another page
        self.ask_chrome(POPUP, self.extension_id)
        return self.opened_popup()

    def opened_popup(self) -> FirefoxPopup:
        """Return the popup that is open, or that the extension is about to open."""
        popup = FirefoxPopup(self)
        wait_until(popup.ready, "the toolbar popup", instead=self.child.state)
        return popup

    def press_shortcut(self, keys: str) -> None:
        """Press keys for the browser's window, named as in a manifest: `Alt+Shift+Period`."""
        pressed = [keyboard.WINDOW_KEYS.get(name) or keyboard.letter_key(name) for name in keys.split("+")]
        self.ask_chrome(PRESS_KEYS, pressed)

    def enter_address(self, text: str, shown: str = "") -> None:
        """Type a text into the address bar, wait for what the list below it shows, and press Enter."""
        self.ask_chrome("gURLBar.focus(); gURLBar.search(arguments[0])", text)
        wait_until(
            lambda: shown in self.ask_chrome(ADDRESS_LIST),
            f"{shown!r} below the address bar",
            instead=lambda: self.ask_chrome(ADDRESS_LIST),
        )
        self.ask_chrome(PRESS_ENTER)

    def allow_permission(self, page: Page) -> None:
        """Press the button that allows, in the question that a page of the extension causes."""
        wait_until(lambda: self.ask_chrome(ALLOW), "the question about a permission")

    def evaluate_in_background(self, expression: str) -> Any:
        """Evaluate an expression in the event page, which is started if it has stopped."""
        frame = BACKGROUND_FRAME % json.dumps(self.extension_id)
        return in_frame(self, frame, expression_body(expression))

    def stop_background(self) -> None:
        """Stop the event page, as Firefox does when it was idle for half a minute."""
        wait_until(lambda: self.ask_chrome(STOP, self.extension_id) == "stopped", "the event page to stop")

    def close(self) -> None:
        """Quit within some seconds; a process that does not end is killed."""
        asked = False
        if self.marionette is not None:
            with contextlib.suppress(MarionetteError, OSError):
                self.marionette.ask("Marionette:Quit", flags=["eForceQuit"])
                asked = True
            self.marionette.close()
            self.marionette = None
        self.child.terminate(grace=TERMINATE_TIMEOUT_S if asked else 0)
