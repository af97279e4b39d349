"""One page of Firefox: a tab driven by WebDriver's commands, or the toolbar popup, which has no handle."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.browser import keyboard
from support.browser.interface import Page
from support.browser.marionette import MarionetteError
from support.browser.marionette_frame import expression_body, page_error
from support.browser.marionette_parts import FirefoxShadow
from support.browser.marionette_session import MarionetteSession
from support.browser.page_part import PageError, Point, Rect
from support.browser.polling import wait_until

BUTTONS = {"left": 0, "middle": 1, "right": 2}
ERRORS = """
const ours = new Set(); // the inner windows of this page and its frames
const gather = (frame) => {
  const id = frame.currentWindowContext?.innerWindowId;
  if (id) ours.add(id);
  frame.children.forEach(gather);
};
gather(window.browsingContext);
const thrown = Services.console.getMessageArray()
  .filter((message) => message instanceof Ci.nsIScriptError && ours.has(message.innerWindowID))
  .filter((message) => !(message.flags & Ci.nsIScriptError.warningFlag))
  .map((message) => message.errorMessage);
const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
const logged = [...ours].flatMap((id) => storage.getEvents(id))
  .filter((event) => event.level === "error" || event.level === "assert")
  .map((event) => [...event.arguments].map(String).join(" "));
return [...logged, ...thrown];
"""
MENU = """
const label = arguments[0];
const menu = document.getElementById("contentAreaContextMenu");
const shown = (node) => !node.hidden;
const item = [...menu.querySelectorAll("menuitem")].find((node) => node.label === label && shown(node));
if (!item) return [...menu.children].filter(shown).map((node) => node.label).filter(Boolean);
item.closest("menupopup").activateItem(item);
return null;
"""
SCREENSHOT = """
const frame = %s;
const [x, y, width, height] = arguments;
const rect = new DOMRect(x, y, width, height);
const image = await frame.currentWindowGlobal.drawSnapshot(rect, 1, "white");
const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
[canvas.width, canvas.height] = [image.width, image.height];
canvas.getContext("2d").drawImage(image, 0, 0);
return canvas.toDataURL("image/png").split(",")[1];
"""


class FirefoxPage(Page):
    """A tab."""

    def __init__(self, browser: MarionetteSession, handle: str):
        self.browser = browser
        self.handle = handle

    def _ask(self, command: str, **params: Any) -> Any:
        """Send one command for this tab."""
        self.browser.ask("WebDriver:SwitchToWindow", handle=self.handle, focus=False)
        return self.browser.ask(command, **params)

    def run(self, body: str, *, privileged: bool = False) -> Any:
        """Run a function body in the page, or beside it with the browser's own privileges."""
        try:
            return self._ask(
                "WebDriver:ExecuteScript",
                script=body,
                args=[],
                sandbox="system" if privileged else None,
            )
        except MarionetteError as error:
            if error.kind == "javascript error":
                raise page_error(error) from error
            raise

    def evaluate(self, expression: str) -> Any:
        """Evaluate a JavaScript expression in the page's main world; return its JSON value, awaited."""
        return self.run(expression_body(expression))

    def bring_to_front(self) -> None:
        """Bring the tab to the front."""
        self.browser.ask("WebDriver:SwitchToWindow", handle=self.handle, focus=True)

    def resize(self, width: int, height: int) -> None:
        """Give the viewport exactly this size, by resizing the window around it."""
        # Without a result while the tab goes on from its first, empty document.
        add_x, add_y = self.wait(
            f"[{width} - innerWidth, {height} - innerHeight]", what="the viewport's size"
        )
        if (add_x, add_y) == (0, 0):
            return
        window = self._ask("WebDriver:GetWindowRect")
        self._ask("WebDriver:SetWindowRect", width=window["width"] + add_x, height=window["height"] + add_y)
        self.wait(
            f"innerWidth === {width} && innerHeight === {height}", what=f"a viewport of {width}x{height}"
        )

    def go(self, url: str) -> None:
        """Load another page."""
        try:
            self._ask("WebDriver:Navigate", url=url)
        except MarionetteError as error:
            raise PageError(f"{url}: {error.message}") from error

    def _pointer(self, *actions: dict[str, Any], held: Sequence[str] = (), kind: str = "mouse") -> None:
        """Move, press and release, with modifier keys held down; `kind` is the pointer's: mouse or touch."""
        keys = [keyboard.key_named(name).webdriver for name in held]
        pause = {"type": "pause", "duration": 0}
        down = [{"type": "keyDown", "value": key} for key in keys]
        up = [{"type": "keyUp", "value": key} for key in keys]
        self._ask(
            "WebDriver:PerformActions",
            actions=[
                {"type": "key", "id": "keys", "actions": [*down, *[pause] * len(actions), *up]},
                {
                    "type": "pointer",
                    "id": kind,
                    "parameters": {"pointerType": kind},
                    "actions": [*[pause] * len(keys), *actions],
                },
            ],
        )

    @staticmethod
    def _to(point: Point) -> dict[str, Any]:
        return {"type": "pointerMove", "duration": 0, "x": round(point[0]), "y": round(point[1])}

    @staticmethod
    def _presses(button: str, count: int = 1) -> list[dict[str, Any]]:
        number = BUTTONS[button]
        return [{"type": kind, "button": number} for kind in ("pointerDown", "pointerUp")] * count

    def move(self, x: float, y: float) -> None:
        """Move the pointer, trusted."""
        self._pointer(self._to((x, y)))

    def click(
        self, x: float, y: float, *, button: str = "left", count: int = 1, modifiers: Sequence[str] = ()
    ) -> None:
        """Click, trusted."""
        self._pointer(self._to((x, y)), *self._presses(button, count), held=modifiers)

    def double_click(self, x: float, y: float, *, pause_ms: int) -> None:
        """Double-click slowly, trusted."""
        click = self._presses("left")
        self._pointer(self._to((x, y)), *click, {"type": "pause", "duration": pause_ms}, *click)

    def tap(self, x: float, y: float) -> None:
        """Touch with a finger and lift it, trusted."""
        self._pointer(self._to((x, y)), *self._presses("left"), kind="touch")

    def mouse_down(self, x: float, y: float) -> None:
        """Move there and press the left button."""
        self._pointer(self._to((x, y)), self._presses("left")[0])

    def mouse_up(self, x: float, y: float) -> None:
        """Release the left button there."""
        self._pointer(self._to((x, y)), self._presses("left")[1])

    def drag(self, start: Point, end: Point) -> None:
        """Press at `start`, move, release at `end`."""
        down, up = self._presses("left")
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self._pointer(self._to(start), down, self._to(middle), self._to(end), up)

    def press(self, keys: str) -> None:
        """Press one key, trusted."""
        modifiers, key = keyboard.split(keys)
        held = [keyboard.key_named(name).webdriver for name in modifiers]
        self._keys(
            *({"type": "keyDown", "value": char} for char in [*held, key.webdriver]),
            *({"type": "keyUp", "value": char} for char in [key.webdriver, *reversed(held)]),
        )

    def key_down(self, key: str, *, repeats: bool = False) -> None:
        """Press one key without releasing it, trusted. Firefox knows itself whether it repeats."""
        self._keys({"type": "keyDown", "value": keyboard.key_named(key).webdriver})

    def key_up(self, key: str) -> None:
        """Release a key, trusted."""
        self._keys({"type": "keyUp", "value": keyboard.key_named(key).webdriver})

    def _keys(self, *actions: dict[str, Any]) -> None:
        self._ask("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": [*actions]}])

    def type(self, text: str) -> None:
        """Type a text key by key, trusted, into what has the focus."""
        for char in text:
            self.press(char)

    def screenshot(self, path: Path, clip: Rect | None = None) -> None:
        """Write a PNG of the viewport, or of a part of it."""
        browser_id = self.run("return window.browsingContext.browserId", privileged=True)
        self._screenshot(f"BrowsingContext.getCurrentTopByBrowserId({browser_id})", path, clip)

    def _screenshot(self, frame: str, path: Path, clip: Rect | None) -> None:
        scroll_x, scroll_y, width, height = self.evaluate("[scrollX, scrollY, innerWidth, innerHeight]")
        part = clip or Rect(0, 0, width, height)
        corner = (part.x + scroll_x, part.y + scroll_y)
        data = self.browser.ask_chrome(SCREENSHOT % frame, *corner, part.width, part.height)
        path.write_bytes(base64.b64decode(data))

    def console_errors(self) -> list[str]:
        """Return the errors so far of the current document: uncaught ones and console.error."""
        return list(self.run(ERRORS, privileged=True))

    def context_menu(self, x: float, y: float, label: str, *, entries_below: int = 1) -> None:
        """Right-click there and choose the entry `label` in the browser's own menu, also without a window."""
        self.click(x, y, button="right")
        self._wait_for_menu("open")
        if others := self.browser.ask_chrome(MENU, label):
            raise LookupError(f"no {label!r} in the context menu, which has {others}")
        self._wait_for_menu("closed")  # until then it gets the keys

    def _wait_for_menu(self, state: str) -> None:
        script = 'return document.getElementById("contentAreaContextMenu").state'
        wait_until(lambda: self.browser.ask_chrome(script) == state, f"the context menu to be {state}")

    def shadow(self, selector: str) -> FirefoxShadow:
        """Return the shadow root, closed or open, of the first element that matches."""
        return FirefoxShadow(self, self.browser, selector)

    def close(self) -> None:
        """Close it, and bring the newest other tab to the front."""
        if left := self._ask("WebDriver:CloseWindow"):
            self.browser.ask("WebDriver:SwitchToWindow", handle=left[-1], focus=True)
