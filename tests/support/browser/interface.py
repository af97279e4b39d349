"""What tests can do with a browser and its pages: the interface of both drivers."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from support.browser.page_part import PageGone, Point, Rect, ShadowRootHandle
from support.browser.polling import TIMEOUT_S, wait_until
from support.dev_env.system_packages import BrowserName

__all__ = ["Browser", "LaunchOptions", "Page", "Rect", "ShadowRootHandle"]

FIND_TEXT = (Path(__file__).parent / "find_text.js").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class LaunchOptions:
    """How to start a browser."""

    binary: str
    extension: Path  # unpacked
    installed_by_policy: str = ""  # its ID, if the browser gets it so: it is not loaded then
    profile: Path  # created if it is missing
    env: Mapping[str, str]
    headless: bool = True
    width: int = 1280
    height: int = 800
    dark: bool = False


class Page(ABC):
    """One open page: a tab or the toolbar popup. "Trusted" means that `event.isTrusted` is true."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """Evaluate a JavaScript expression in the page's main world; return its JSON value, awaited."""

    @abstractmethod
    def move(self, x: float, y: float) -> None:
        """Move the pointer, trusted."""

    @abstractmethod
    def click(
        self, x: float, y: float, *, button: str = "left", count: int = 1, modifiers: Sequence[str] = ()
    ) -> None:
        """Click, trusted: `button` left, middle or right, `count` 2 for a double click."""

    @abstractmethod
    def double_click(self, x: float, y: float, *, pause_ms: int) -> None:
        """Double-click slowly, trusted: with a pause between the first click and the second."""

    @abstractmethod
    def tap(self, x: float, y: float) -> None:
        """Touch with a finger and lift it, trusted."""

    @abstractmethod
    def mouse_down(self, x: float, y: float) -> None:
        """Move there and press the left button, trusted."""

    @abstractmethod
    def mouse_up(self, x: float, y: float) -> None:
        """Release the left button there, trusted."""

    @abstractmethod
    def drag(self, start: Point, end: Point) -> None:
        """Press at `start`, move, release at `end`: this selects text."""

    @abstractmethod
    def press(self, keys: str) -> None:
        """Press one key for the page, trusted: `Enter`, `a`, `Control+a`, `Shift+Tab`."""

    @abstractmethod
    def key_down(self, key: str, *, repeats: bool = False) -> None:
        """Press one key without releasing it, trusted; `repeats` if it is held down since it was pressed."""

    @abstractmethod
    def key_up(self, key: str) -> None:
        """Release a key, trusted."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Type a text key by key, trusted, into what has the focus."""

    @abstractmethod
    def screenshot(self, path: Path, clip: Rect | None = None) -> None:
        """Write a PNG of the viewport, or of a part of it."""

    @abstractmethod
    def console_errors(self) -> list[str]:
        """Return the errors so far: uncaught ones, console.error, and resources that could not be loaded."""

    @abstractmethod
    def context_menu(self, x: float, y: float, label: str, *, entries_below: int = 1) -> None:
        """Right-click there and choose the extension's entry `label` in the browser's own menu.

        Chromium has `entries_below` of its own below it: Inspect, and in the menu of a page its source.
        """

    @abstractmethod
    def shadow(self, selector: str) -> ShadowRootHandle:
        """Return the shadow root, closed or open, of the first element that matches."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the viewport this size."""

    @abstractmethod
    def bring_to_front(self) -> None:
        """Bring it to the front."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    def wait(self, expression: str, timeout: float = TIMEOUT_S, what: str = "") -> Any:
        """Wait until `expression` is truthy; return that value."""

        def condition() -> Any:
            try:
                return self.evaluate(expression)
            except PageGone:
                return None  # another document is being loaded

        return wait_until(condition, what or expression, timeout, self.describe)

    def wait_ms(self, duration_ms: int) -> None:
        """Let time pass for the person who looks at the page, where that is part of what is tested."""
        self.wait(f"new Promise(done => setTimeout(done, {duration_ms}, true))")

    def describe(self) -> str:
        """Describe the page for the message of an error: its address, text, focus and console errors."""
        url, text, has_focus = self.evaluate(
            "[location.href, (document.body?.innerText ?? '').slice(0, 600), document.hasFocus()]"
        )
        errors = self.console_errors()
        return (
            f"the text of {url} is: {text!r}"
            + ("" if has_focus else ", it has no focus")  # a popup or another window may be in front
            + (f", its errors are: {errors}" if errors else "")
        )

    def rect_of_text(self, text: str) -> Rect:
        """Scroll a text into view and return its client rectangle; it may run through several elements.

        Of a text that wraps, this is the part on its first line.
        """
        box = self.evaluate(f"({FIND_TEXT})({json.dumps(text)})")
        if box is None:
            raise LookupError(f"{text!r} is not visible; {self.describe()}")
        return Rect(*box)

    def click_text(self, text: str) -> None:
        """Click the middle of a text."""
        self.click(*self.rect_of_text(text).centre)

    def rect(self, selector: str) -> Rect:
        """Return the client rectangle of the first element that matches."""
        box = self.evaluate(
            f"(({{x, y, width, height}}) => [x, y, width, height])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        return Rect(*box)


class Browser(ABC):
    """A running browser with the extension; leaving its `with` block closes it."""

    name: BrowserName
    env: Mapping[str, str]  # the environment variables of its process, and so of the host that it starts
    origin: str  # of the extension: chrome-extension://<id> or moz-extension://<uuid>

    @abstractmethod
    def open(self, url: str) -> Page:
        """Open a tab in front and wait until it is loaded."""

    @abstractmethod
    def open_lasting(self, url: str) -> None:
        """Open a tab that `close_tabs` leaves: its process then serves the next tabs of the same site."""

    @abstractmethod
    def page_opened_by(self, action: Callable[[], None]) -> Page:
        """Return the tab or window that a page opens because of an action."""

    @abstractmethod
    def close_tabs(self) -> None:
        """Close the popup and all tabs but lasting ones; an empty tab is left, which the next `open` uses."""

    @abstractmethod
    def popup(self) -> Page:
        """Open the toolbar popup over the tab in front, as a click on the toolbar button does."""

    @abstractmethod
    def opened_popup(self) -> Page:
        """Return the popup that is open, or that the extension is about to open."""

    @abstractmethod
    def press_shortcut(self, keys: str) -> None:
        """Press keys for the browser itself, named as in a manifest: `Alt+Shift+Period`."""

    @abstractmethod
    def enter_address(self, text: str, shown: str = "") -> None:
        """Type a text into the address bar key by key and press Enter.

        Before that, wait until the list below it shows a text, where that can be read.
        """

    @abstractmethod
    def allow_permission(self, page: Page) -> None:
        """Press the button that allows, in the browser's own question that a page of the extension causes."""

    @abstractmethod
    def evaluate_in_background(self, expression: str) -> Any:
        """Evaluate an expression in the background script, which is started if it has stopped."""

    @abstractmethod
    def stop_background(self) -> None:
        """Stop the background script, as the browser does when it was idle for half a minute."""

    @abstractmethod
    def close(self) -> None:
        """Quit within some seconds; a process that does not end is killed."""

    @property
    @abstractmethod
    def running(self) -> bool:
        """Whether the browser's process runs."""

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
