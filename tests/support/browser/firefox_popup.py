"""Firefox's toolbar popup: a panel of the browser's own window, driven through the frame inside of it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.browser import keyboard
from support.browser.marionette_frame import in_frame
from support.browser.marionette_page import BUTTONS, FirefoxPage
from support.browser.marionette_session import MarionetteSession
from support.browser.page_part import PageError, Point, Rect
from support.browser.polling import wait_until

FRAME = 'document.querySelector("browser[webextension-view-type=popup]")?.browsingContext'
READY = "return location.protocol === 'moz-extension:' && document.readyState === 'complete'"
# Firefox opens no popup while another panel of its own is open, and in tests none closes by itself.
HIDE = """
for (const panel of document.querySelectorAll("panel")) if (panel.state !== "closed") panel.hidePopup()
"""
# Firefox's own functions for trusted events, loaded once for a popup: that takes longer than a key does.
EVENTS = """
let events = window.testEvents;
if (!events) {
  events = window.testEvents = { window, parent: window, _EU_Ci: Ci, _EU_Cc: Cc };
  Services.scriptloader.loadSubScript("chrome://remote/content/external/EventUtils.js", events);
}
"""
# EventUtils cannot repeat a key that is held down.
KEY = """
const processor = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
processor.beginInputTransactionForTests(window, () => true);
processor.%s(new window.KeyboardEvent("", %s));
"""


def modifier_flags(modifiers: Sequence[str]) -> dict[str, bool]:
    """Return modifier keys in the form of Firefox's event functions."""
    return {("ctrl" if name == "Control" else name.lower()) + "Key": True for name in modifiers}


def close_popup(browser: MarionetteSession) -> None:
    """Close the popup, if one is open, and wait until its document is gone."""
    # Again and again: one that is just being opened is not hidden.
    wait_until(lambda: not browser.ask_chrome(f"{HIDE}; return !!{FRAME}"), "the popup to close")


class FirefoxPopup(FirefoxPage):
    """The toolbar popup: like a tab, but without WebDriver, for which it does not exist."""

    def __init__(self, browser: MarionetteSession):
        super().__init__(browser, handle="")

    def ready(self) -> bool:
        """Whether the popup is open and loaded."""
        if not self.browser.ask_chrome(f"return !!{FRAME}"):
            return False
        try:
            return bool(self.run(READY))
        except PageError:
            return False  # its first, empty document was just replaced

    def run(self, body: str, *, privileged: bool = False) -> Any:
        """Run a function body in the popup, or beside it with the browser's own privileges."""
        return in_frame(self.browser, FRAME, body, "system" if privileged else None)

    def _send(self, *calls: str) -> None:
        self.run(EVENTS + "".join(f"events.{call};" for call in calls), privileged=True)

    def _mouse(self, point: Point, **params: Any) -> str:
        return f"synthesizeMouseAtPoint({point[0]}, {point[1]}, {json.dumps(params)}, window)"

    def move(self, x: float, y: float) -> None:
        """Move the pointer, trusted."""
        self._send(self._mouse((x, y), type="mousemove"))

    def click(
        self, x: float, y: float, *, button: str = "left", count: int = 1, modifiers: Sequence[str] = ()
    ) -> None:
        """Click, trusted."""
        held = modifier_flags(modifiers)
        clicks = [
            call
            for number in range(1, count + 1)
            for call in self._click((x, y), button=BUTTONS[button], clickCount=number, **held)
        ]
        self._send(self._mouse((x, y), type="mousemove", **held), *clicks)

    def _click(self, point: Point, **params: Any) -> list[str]:
        return [self._mouse(point, type=kind, **params) for kind in ("mousedown", "mouseup")]

    def double_click(self, x: float, y: float, *, pause_ms: int) -> None:
        """Double-click slowly, trusted."""
        self.click(x, y)
        self.wait_ms(pause_ms)
        self._send(*self._click((x, y), clickCount=2))

    def drag(self, start: Point, end: Point) -> None:
        """Press at `start`, move, release at `end`."""
        steps = ((start, "mousemove"), (start, "mousedown"), (end, "mousemove"), (end, "mouseup"))
        self._send(*(self._mouse(point, type=kind) for point, kind in steps))

    def press(self, keys: str) -> None:
        """Press one key, trusted."""
        self.wait("document.hasFocus()", what="the popup to have the focus, without which it gets no key")
        modifiers, key = keyboard.split(keys)
        name = key.key if len(key.key) == 1 else f"KEY_{key.key}"
        self._send(f"synthesizeKey({json.dumps(name)}, {json.dumps(modifier_flags(modifiers))}, window)")

    def key_down(self, key: str, *, repeats: bool = False) -> None:
        """Press one key without releasing it, trusted."""
        self._key("keydown", key, repeat=repeats)

    def key_up(self, key: str) -> None:
        """Release a key, trusted."""
        self._key("keyup", key)

    def _key(self, method: str, name: str, **params: Any) -> None:
        self.wait("document.hasFocus()", what="the popup to have the focus, without which it gets no key")
        key = keyboard.key_named(name)
        fields = {"key": key.key, "code": key.code, "keyCode": key.virtual, **params}
        self.run(KEY % (method, json.dumps(fields)), privileged=True)

    def context_menu(self, x: float, y: float, label: str, *, entries_below: int = 1) -> None:
        """Fail: a panel has no context menu."""
        raise NotImplementedError(f"{label!r}: there is no context menu over the popup")

    def screenshot(self, path: Path, clip: Rect | None = None) -> None:
        """Write a PNG of the popup, or of a part of it."""
        self._screenshot(FRAME, path, clip)

    def close(self) -> None:
        """Close it."""
        close_popup(self.browser)
