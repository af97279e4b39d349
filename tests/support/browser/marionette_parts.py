"""Parts of a page of Firefox, found with the browser's own privileges: shadow roots, documents in frames."""

import json
from typing import Any, Protocol

from support.browser.marionette_frame import expression_body, in_frame
from support.browser.marionette_session import MarionetteSession
from support.browser.page_part import (
    FrameDocument,
    Input,
    NoFrameDocument,
    NoShadowRoot,
    PageGone,
    ShadowRootHandle,
)

# The frame with this ID, when it has a document other than the empty one that every frame begins with.
LOADED_FRAME = """(() => {
  const frame = BrowsingContext.get(%d);
  const global = frame?.currentWindowGlobal;
  return global && !global.isInitialDocument ? frame : null;
})()"""


class PrivilegedPage(Input, Protocol):
    """A page in which scripts with the browser's own privileges run."""

    def run(self, body: str, *, privileged: bool = False) -> Any:
        """Run a function body in the page, or beside it with the browser's own privileges."""


class FirefoxShadow(ShadowRootHandle):
    """A shadow root; privileged scripts see closed ones too."""

    def __init__(self, page: PrivilegedPage, browser: MarionetteSession, selector: str):
        self.page: PrivilegedPage = page
        self.name = f"the shadow root of {selector}"
        self._browser = browser
        self._selector = selector

    def _run(self, function: str) -> Any:
        root = f"document.querySelector({json.dumps(self._selector)})?.openOrClosedShadowRoot"
        return self.page.run(f"return ({function}\n)({root} ?? null);", privileged=True)

    def evaluate(self, function: str) -> Any:
        """Call `(root) => ...` with the shadow root; return its JSON value, awaited."""
        # One script looks the root up and calls the function: the page could remove it between two.
        result = self._run(f"async root => root && {{ value: (await ({function}\n)(root)) ?? null }}")
        if result is None:
            raise NoShadowRoot(f"there is no {self.name}")
        return result["value"]

    def frame(self, selector: str) -> "FirefoxFrame":
        """Return the document of the first frame in it that matches."""
        return FirefoxFrame(self, self._browser, selector)


class FirefoxFrame(FrameDocument):
    """A document in a frame, reached by the actor in the process that shows it."""

    def __init__(self, root: FirefoxShadow, browser: MarionetteSession, selector: str):
        super().__init__(root, selector)
        self._browser = browser

    def evaluate(self, function: str) -> Any:
        """Call `(document) => ...` with the document; return its JSON value, awaited."""
        frame = self._root.evaluate(f"root => {self._element}?.browsingContext?.id")
        if frame is None:
            raise NoFrameDocument(f"there is no {self.name}")
        call = expression_body(f"{{ value: (await ({function}\n)(document)) ?? null }}")
        result = in_frame(self._browser, LOADED_FRAME % frame, call)
        if result is None:
            raise PageGone(f"{self.name} was removed")
        return result["value"]
