"""Parts of a page of Chromium: shadow roots through the DOM domain, documents in frames by their sessions."""

from typing import Any

from support.browser.cdp_connection import DevToolsError
from support.browser.cdp_target import PageTarget, evaluate, value_of
from support.browser.page_part import (
    FrameDocument,
    Input,
    NoFrameDocument,
    NoShadowRoot,
    PageGone,
    ShadowRootHandle,
)


class ChromiumShadow(ShadowRootHandle):
    """A shadow root, found through the DOM domain, which sees closed ones too."""

    def __init__(self, page: Input, target: PageTarget, selector: str):
        self.page = page
        self.name = f"the shadow root of {selector}"
        self._target = target
        self._selector = selector

    def _root(self) -> str | None:
        """Return the object ID of the shadow root, or None."""
        try:
            document = self._target.send("DOM.getDocument", depth=0)["root"]["nodeId"]
            host = self._target.send("DOM.querySelector", nodeId=document, selector=self._selector)["nodeId"]
            if not host:
                return None
            node = self._target.send("DOM.describeNode", nodeId=host, depth=1, pierce=True)["node"]
            roots = [root for root in node.get("shadowRoots", ()) if root["shadowRootType"] != "user-agent"]
            if not roots:
                return None
            root = self._target.send("DOM.resolveNode", backendNodeId=roots[0]["backendNodeId"])
        except DevToolsError:
            return None  # it was removed meanwhile
        object_id: str = root["object"]["objectId"]
        return object_id

    def call(self, function: str, *, by_value: bool) -> dict[str, Any]:
        """Call a function with the shadow root; return the reply, with a JSON value or an object's ID."""
        root = self._root()
        if root is None:
            raise NoShadowRoot(f"there is no {self.name}")
        try:
            return self._target.send(
                "Runtime.callFunctionOn",
                objectId=root,
                functionDeclaration=f"function () {{ return ({function}\n)(this); }}",
                awaitPromise=True,
                returnByValue=by_value,
            )
        except DevToolsError as error:
            raise PageGone(str(error)) from error

    def evaluate(self, function: str) -> Any:
        """Call `(root) => ...` with the shadow root; return its JSON value, awaited."""
        return value_of(self.call(function, by_value=True))

    def frame(self, selector: str) -> "ChromiumFrame":
        """Return the document of the first frame in it that matches."""
        return ChromiumFrame(self, self._target, selector)


class ChromiumFrame(FrameDocument):
    """A document in a frame, reached by the session of the process that renders it."""

    def __init__(self, root: ChromiumShadow, target: PageTarget, selector: str):
        super().__init__(root, selector)
        self._shadow = root
        self._target = target

    def _session(self) -> str:
        reply = self._shadow.call(f"root => {self._element}", by_value=False)
        if (object_id := reply["result"].get("objectId")) is None:
            raise NoFrameDocument(f"there is no {self.name}")
        try:
            node = self._target.send("DOM.describeNode", objectId=object_id)["node"]
        except DevToolsError as error:
            raise PageGone(str(error)) from error
        # The target of a frame has the ID of the frame.
        session = self._target.frame_session(node.get("frameId", ""))
        if session is None:
            raise NoFrameDocument(f"{self.name} is not loaded, or is in the process of its page")
        return session

    def evaluate(self, function: str) -> Any:
        """Call `(document) => ...` with the document; return its JSON value, awaited."""
        return evaluate(self._target.browser, self._session(), f"({function}\n)(document)")
