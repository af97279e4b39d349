"""One page of Chromium, driven by the DevTools Protocol."""

import base64
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.browser import keyboard
from support.browser.cdp_parts import ChromiumShadow
from support.browser.cdp_session import CdpSession
from support.browser.cdp_target import PageTarget, evaluate
from support.browser.interface import Page
from support.browser.page_part import PageError, Point, Rect
from support.browser.polling import wait_until
from support.browser.x_display import Mouse

# DevTools passes a pointer event only to the process that shows what is at its point. Where that is a frame
# of another process, page and frame would not notice that the pointer came or went. The browser routes this
# event like that of a real mouse.
ROUTED_MOVE = """new Promise((done) => chrome.gpuBenchmarking.pointerActionSequence(
  [{ source: 'mouse', actions: [{ name: 'pointerMove', x: %s, y: %s }] }], () => done(true)))"""

KEY_REPLY_TIMEOUT_S = 5.0


class ChromiumPage(Page):
    """A tab, the toolbar popup, or a page of the extension."""

    def __init__(self, browser: CdpSession, target: str):
        self.browser = browser
        self.target = target
        self._attached = PageTarget(browser, target)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one DevTools command for this page; return its result."""
        return self._attached.send(method, **params)

    def resize(self, width: int, height: int) -> None:
        """Give the viewport exactly this size."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def go(self, url: str) -> None:
        """Load another page."""
        reply = self.send("Page.navigate", url=url)
        if error := reply.get("errorText"):
            raise PageError(f"{url}: {error}")
        self.wait("document.readyState === 'complete'", what=f"{url} to be loaded")

    def evaluate(self, expression: str) -> Any:
        """Evaluate a JavaScript expression in the page's main world; return its JSON value, awaited."""
        return evaluate(self.browser, self._attached.session, f"({expression}\n)")

    def _mouse(self, kind: str, point: Point, **params: Any) -> None:
        self.send("Input.dispatchMouseEvent", type=kind, x=point[0], y=point[1], **params)

    def move(self, x: float, y: float) -> None:
        """Move the pointer, trusted."""
        self._move((x, y))

    def _move(self, point: Point, modifiers: int = 0) -> None:
        if self._attached.has_frames:
            self.evaluate(ROUTED_MOVE % point)
        if modifiers or not self._attached.has_frames:
            self._mouse("mouseMoved", point, modifiers=modifiers)

    def click(
        self, x: float, y: float, *, button: str = "left", count: int = 1, modifiers: Sequence[str] = ()
    ) -> None:
        """Click, trusted."""
        flags = sum(keyboard.MODIFIERS[name] for name in modifiers)
        self._move((x, y), flags)
        for number in range(1, count + 1):
            self._click((x, y), button=button, clickCount=number, modifiers=flags)

    def _click(self, point: Point, **params: Any) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            self._mouse(kind, point, **params)

    def double_click(self, x: float, y: float, *, pause_ms: int) -> None:
        """Double-click slowly, trusted."""
        self.click(x, y)
        self.wait_ms(pause_ms)
        self._click((x, y), button="left", clickCount=2)

    def tap(self, x: float, y: float) -> None:
        """Touch with a finger and lift it, trusted."""
        self.send("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def mouse_down(self, x: float, y: float) -> None:
        """Move there and press the left button."""
        self._move((x, y))
        self._mouse("mousePressed", (x, y), button="left", clickCount=1)

    def mouse_up(self, x: float, y: float) -> None:
        """Release the left button there."""
        self._mouse("mouseReleased", (x, y), button="left", clickCount=1)

    def drag(self, start: Point, end: Point) -> None:
        """Press at `start`, move, release at `end`."""
        self.mouse_down(*start)
        for point in (((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end):
            self._mouse("mouseMoved", point, button="left", buttons=1)
        self.mouse_up(*end)

    def press(self, keys: str) -> None:
        """Press one key for the page, trusted; it does not trigger the browser's own shortcuts."""
        modifiers, key = keyboard.split(keys)
        flags = sum(keyboard.MODIFIERS[name] for name in modifiers)
        # With Alt, Control or Meta a key inserts no text.
        text = key.text if flags in (0, keyboard.MODIFIERS["Shift"]) else ""
        self._key_down(key, text, modifiers=flags)
        self._key_up(key, modifiers=flags)

    def key_down(self, key: str, *, repeats: bool = False) -> None:
        """Press one key without releasing it, trusted."""
        named = keyboard.key_named(key)
        self._key_down(named, named.text, autoRepeat=repeats)

    def key_up(self, key: str) -> None:
        """Release a key, trusted."""
        self._key_up(keyboard.key_named(key))

    def _key_down(self, key: keyboard.Key, text: str, **params: Any) -> None:
        if text:
            self._send_key("keyDown", key, text=text, **params)
        else:
            self._send_key("rawKeyDown", key, **params)

    def _key_up(self, key: keyboard.Key, **params: Any) -> None:
        self._send_key("keyUp", key, **params)

    def _send_key(self, kind: str, key: keyboard.Key, **params: Any) -> None:
        """Send a key; Chromium does not reply if the frame that gets it loses the focus or goes meanwhile."""
        try:
            self.send(
                "Input.dispatchKeyEvent",
                timeout=KEY_REPLY_TIMEOUT_S,
                type=kind,
                key=key.key,
                code=key.code,
                windowsVirtualKeyCode=key.virtual,
                **params,
            )
        except TimeoutError:
            self.evaluate("1")  # a page that hangs does not reply to this either

    def type(self, text: str) -> None:
        """Type a text key by key, trusted, into what has the focus."""
        for char in text:
            self.press(char)

    def screenshot(self, path: Path, clip: Rect | None = None) -> None:
        """Write a PNG of the viewport, or of a part of it."""
        options = {"clip": {**dataclasses.asdict(clip), "scale": 1}} if clip else {}
        image = self.send("Page.captureScreenshot", format="png", **options)
        path.write_bytes(base64.b64decode(image["data"]))

    def console_errors(self) -> list[str]:
        """Return the errors so far: uncaught ones, console.error, and resources that could not be loaded."""
        return self._attached.console_errors()

    def context_menu(self, x: float, y: float, label: str, *, entries_below: int = 1) -> None:
        """Right-click there with the display's mouse and choose the extension's entry by keyboard.

        No protocol reaches Chromium's menu, which is a native window: this needs an X display with xdotool.
        It finds the entry by its position, not by its `label`.
        """
        if self.browser.headless:
            raise NotImplementedError(f"{label!r}: Chromium has a context menu with headless=False only")
        left, top = self.evaluate("[screenX, screenY + outerHeight - innerHeight]")
        mouse = Mouse(self.browser.env)
        others = mouse.windows()
        mouse.click(left + x, top + y, button=3)
        # A link's address is shown in a window too, elsewhere.
        [menu, *_] = wait_until(
            lambda: [window for window in mouse.windows() - others if mouse.is_over(window)],
            "the context menu to open",
        )
        mouse.keys("Up", *["Up"] * entries_below, "Return")
        wait_until(lambda: menu not in mouse.windows(), "the context menu to close")

    def shadow(self, selector: str) -> ChromiumShadow:
        """Return the shadow root, closed or open, of the first element that matches."""
        return ChromiumShadow(self, self._attached, selector)

    def bring_to_front(self) -> None:
        """Bring it to the front."""
        self.send("Page.bringToFront")

    def close(self) -> None:
        """Close it."""
        self.browser.send("Target.closeTarget", targetId=self.target)
        wait_until(lambda: not self.browser.has_target(self.target), "the page to close")
