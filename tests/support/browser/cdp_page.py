"""One page of Chromium, driven by the DevTools Protocol."""

import base64
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.browser import keyboard
from support.browser.cdp_connection import DevToolsError
from support.browser.cdp_session import CdpSession, Event
from support.browser.interface import NoShadowRoot, Page, PageError, PageGone, Point, Rect, ShadowRootHandle
from support.browser.polling import wait_until
from support.browser.x_display import Mouse


def evaluate(browser: CdpSession, session: str, expression: str) -> Any:
    """Evaluate an expression in the main world of a page or worker; return its JSON value, awaited."""
    try:
        reply = browser.send(
            "Runtime.evaluate", session, expression=expression, awaitPromise=True, returnByValue=True
        )
    except DevToolsError as error:
        raise PageGone(str(error)) from error
    return value_of(reply)


def value_of(reply: dict[str, Any]) -> Any:
    """Return the value of Runtime.evaluate or callFunctionOn. Raises PageError for what was thrown."""
    if thrown := reply.get("exceptionDetails"):
        raise PageError(thrown.get("exception", {}).get("description") or thrown["text"])
    return reply["result"].get("value")


class ChromiumPage(Page):
    """A tab, the toolbar popup, or a page of the extension."""

    def __init__(self, browser: CdpSession, target: str):
        self.browser = browser
        self.target = target
        self._errors: list[str] = []
        self.session: str = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.listen(self._on_event)
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.send(f"{domain}.enable")
        scheme = "dark" if browser.dark else "light"
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one DevTools command for this page; return its result."""
        return self.browser.send(method, self.session, **params)

    def _on_event(self, event: Event) -> None:
        if event.get("sessionId") != self.session:
            return
        params = event["params"]
        if event["method"] == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self._errors.append(details.get("exception", {}).get("description") or details["text"])
        elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            words = (str(word.get("value", word.get("description", ""))) for word in params["args"])
            self._errors.append(" ".join(words))
        elif event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
            self._errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}".strip())

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
        return evaluate(self.browser, self.session, f"({expression}\n)")

    def _mouse(self, kind: str, point: Point, **params: Any) -> None:
        self.send("Input.dispatchMouseEvent", type=kind, x=point[0], y=point[1], **params)

    def move(self, x: float, y: float) -> None:
        """Move the pointer, trusted."""
        self._mouse("mouseMoved", (x, y))

    def click(
        self, x: float, y: float, *, button: str = "left", count: int = 1, modifiers: Sequence[str] = ()
    ) -> None:
        """Click, trusted."""
        flags = sum(keyboard.MODIFIERS[name] for name in modifiers)
        self._mouse("mouseMoved", (x, y), modifiers=flags)
        for number in range(1, count + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self._mouse(kind, (x, y), button=button, clickCount=number, modifiers=flags)

    def mouse_down(self, x: float, y: float) -> None:
        """Move there and press the left button."""
        self._mouse("mouseMoved", (x, y))
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
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key.key,
                code=key.code,
                windowsVirtualKeyCode=key.virtual,
                modifiers=flags,
                **({"text": text} if kind == "keyDown" else {}),
            )

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
        return list(self._errors)

    def context_menu(self, x: float, y: float, label: str) -> None:
        """Right-click there with the display's mouse and choose the extension's entry by keyboard.

        No protocol reaches Chromium's menu, which is a native window: this needs an X display with xdotool.
        It finds the entry by its position, not by its `label`: an extension's is the last above Inspect.
        """
        if self.browser.headless:
            raise NotImplementedError(f"{label!r}: Chromium has a context menu with headless=False only")
        left, top = self.evaluate("[screenX, screenY + outerHeight - innerHeight]")
        mouse = Mouse(self.browser.env)
        others = mouse.windows()
        mouse.click(left + x, top + y, button=3)
        [menu, *_] = wait_until(lambda: mouse.windows() - others, "the context menu to open")
        mouse.keys("Up", "Up", "Return")
        wait_until(lambda: menu not in mouse.windows(), "the context menu to close")

    def shadow(self, selector: str) -> "ChromiumShadow":
        """Return the shadow root, closed or open, of the first element that matches."""
        return ChromiumShadow(self, selector)

    def bring_to_front(self) -> None:
        """Bring it to the front."""
        self.send("Page.bringToFront")

    def close(self) -> None:
        """Close it."""
        self.browser.send("Target.closeTarget", targetId=self.target)
        wait_until(lambda: not self.browser.has_target(self.target), "the page to close")


class ChromiumShadow(ShadowRootHandle):
    """A shadow root, found through the DOM domain, which sees closed ones too."""

    def __init__(self, page: ChromiumPage, selector: str):
        self.page: ChromiumPage = page
        self.selector = selector

    def _root(self) -> str | None:
        """Return the object ID of the shadow root, or None."""
        try:
            document = self.page.send("DOM.getDocument", depth=0)["root"]["nodeId"]
            host = self.page.send("DOM.querySelector", nodeId=document, selector=self.selector)["nodeId"]
            if not host:
                return None
            node = self.page.send("DOM.describeNode", nodeId=host, depth=1, pierce=True)["node"]
            roots = [root for root in node.get("shadowRoots", ()) if root["shadowRootType"] != "user-agent"]
            if not roots:
                return None
            root = self.page.send("DOM.resolveNode", backendNodeId=roots[0]["backendNodeId"])
        except DevToolsError:
            return None  # it was removed meanwhile
        object_id: str = root["object"]["objectId"]
        return object_id

    def exists(self) -> bool:
        """Whether the element exists and has a shadow root."""
        return self._root() is not None

    def evaluate(self, function: str) -> Any:
        """Call `(root) => ...` with the shadow root; return its JSON value, awaited."""
        root = self._root()
        if root is None:
            raise NoShadowRoot(f"no {self.selector} with a shadow root")
        return value_of(
            self.page.send(
                "Runtime.callFunctionOn",
                objectId=root,
                functionDeclaration=f"function () {{ return ({function}\n)(this); }}",
                awaitPromise=True,
                returnByValue=True,
            )
        )
