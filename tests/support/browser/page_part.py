"""Parts of a page that tests look into: shadow roots, and documents of the extension in frames."""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol

from support.browser.polling import TIMEOUT_S, wait_until

Point = tuple[float, float]  # CSS pixels from the viewport's top left corner


class PageError(Exception):
    """JavaScript that was evaluated in a page threw."""


class PageGone(PageError):
    """The document was replaced or closed during an evaluation."""


class NoPagePart(LookupError):
    """The page does not have the part now."""


class NoShadowRoot(NoPagePart):
    """The element does not exist, or has no shadow root."""


class NoFrameDocument(NoPagePart):
    """The frame does not exist, or its document is not loaded yet."""


@dataclass(frozen=True)
class Rect:
    """A client rectangle in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """The middle, where a person would point."""
        return (self.x + self.width / 2, self.y + self.height / 2)


class Input(Protocol):
    """The trusted input of the page that a part belongs to."""

    def click(self, x: float, y: float, *, count: int = 1) -> None:
        """Click."""


class PagePart(ABC):
    """A part of a page, looked up at every use, because cards come and go."""

    page: Input
    name: str  # for the messages of errors

    @abstractmethod
    def evaluate(self, function: str) -> Any:
        """Call `(root) => ...`, in JavaScript, with the part's root node; return its JSON value, awaited.

        Raises NoPagePart, and PageGone for a part that was removed meanwhile.
        """

    @property
    @abstractmethod
    def text(self) -> str:
        """Its visible text, white space collapsed."""

    def rect(self, selector: str) -> Rect:
        """Return the rectangle of the first element in it that matches, in the viewport of its page."""
        box = self.evaluate(
            f"root => {{ const box = root.querySelector({json.dumps(selector)})?.getBoundingClientRect();"
            "return box ? [box.x, box.y, box.width, box.height] : null; }"
        )
        if box is None:
            raise LookupError(f"no {selector} in {self.name}, whose text is: {self.text}")
        return Rect(*box)

    def wait(self, function: str, what: str, timeout: float = TIMEOUT_S) -> Any:
        """Wait until the part exists and `function` of its root is truthy; return that value."""

        def condition() -> Any:
            try:
                return self.evaluate(function)
            except (NoPagePart, PageGone):
                return None

        def instead() -> str:
            try:
                return f"its text is: {self.text}"
            except (NoPagePart, PageGone):
                return f"there is no {self.name}"

        return wait_until(condition, what, timeout, instead)

    def click(self, selector: str, *, count: int = 1) -> None:
        """Click the middle of the first element in it that matches."""
        self.page.click(*self.rect(selector).centre, count=count)


class FrameDocument(PagePart):
    """The document in a frame: one of the extension, or of another site than its page.

    Chromium shows it in another process, and documents of the page's own process are not found there; Firefox
    shows the extension's in the page's process. `evaluate` passes the document, in its own main world.
    """

    def __init__(self, root: "ShadowRootHandle", selector: str):
        self.page = root.page
        self.name = f"the document in {selector} in {root.name}"
        self._root = root
        self._element = f"root.querySelector({json.dumps(selector)})"  # the frame; in a function of the root

    def _content_box(self) -> tuple[float, float, float]:
        """Return the left and top edge of the frame's content in the viewport of its page, and its scale."""
        box = self._root.evaluate(f"root => {self._element} && ({CONTENT_BOX})({self._element})")
        if box is None:
            raise NoFrameDocument(f"there is no {self.name}")
        left, top, scale = box
        return (left, top, scale)

    @property
    def text(self) -> str:
        """Its visible text, white space collapsed."""
        return str(self.evaluate("root => (root.body?.innerText ?? '').replace(/\\s+/g, ' ').trim()"))

    def rect(self, selector: str) -> Rect:
        """Return the rectangle of the first element in it that matches, in the viewport of its page."""
        left, top, scale = self._content_box()
        box = super().rect(selector)
        return Rect(left + box.x * scale, top + box.y * scale, box.width * scale, box.height * scale)


class ShadowRootHandle(PagePart):
    """The shadow root, closed or open, of one element of a page."""

    @abstractmethod
    def frame(self, selector: str) -> FrameDocument:
        """Return the document of the first frame in it that matches."""

    @property
    def text(self) -> str:
        """Its visible text, white space collapsed."""
        return str(
            self.evaluate(
                "root => [...root.childNodes].filter(node => node.nodeName !== 'STYLE')"
                ".map(node => node.innerText ?? node.data ?? '')"
                ".join(' ').replace(/\\s+/g, ' ').trim()"
            )
        )


# The inner box of a frame element, which a transition or animation may scale; in the page.
CONTENT_BOX = """frame => {
  const box = frame.getBoundingClientRect();
  const style = getComputedStyle(frame);
  const scale = frame.offsetWidth ? box.width / frame.offsetWidth : 1;
  const left = frame.clientLeft + parseFloat(style.paddingLeft);
  const top = frame.clientTop + parseFloat(style.paddingTop);
  return [box.x + left * scale, box.y + top * scale, scale];
}"""
