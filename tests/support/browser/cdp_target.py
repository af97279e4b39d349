"""A page of Chromium and its frames in other processes, as the DevTools Protocol attaches to them."""

from typing import Any

from support.browser.cdp_connection import DevToolsError
from support.browser.cdp_session import CdpSession, Event
from support.browser.page_part import PageError, PageGone


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


class PageTarget:
    """An attached page. Each of its frames in another process has a session of its own."""

    def __init__(self, browser: CdpSession, target: str):
        self.browser = browser
        self.target = target
        self._errors: list[str] = []
        self._frames: dict[str, str] = {}  # frame ID: session
        self._watched: set[str] = set()  # the sessions of frames whose errors are recorded
        scheme = "dark" if browser.dark else "light"
        self._media = [{"name": "prefers-color-scheme", "value": scheme}]  # each process has its own
        self.session: str = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.listen(self._on_event)
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setEmulatedMedia", features=self._media)
        self.send(
            "Target.setAutoAttach",
            autoAttach=True,
            waitForDebuggerOnStart=False,
            flatten=True,
            filter=[{"type": "iframe"}],
        )

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one DevTools command for the page; return its result."""
        return self.browser.send(method, self.session, **params)

    @property
    def has_frames(self) -> bool:
        """Whether another process shows one of the page's frames."""
        return bool(self._frames)

    def frame_session(self, frame: str) -> str | None:
        """Return the session of a frame; None for one that is gone, empty, or in the page's own process."""
        session = self._frames.get(frame)
        if session is None or session in self._watched:
            return session
        try:
            for domain in ("Runtime", "Log"):  # the browser sends what was logged before, too
                self.browser.send(f"{domain}.enable", session)
            self.browser.send("Emulation.setEmulatedMedia", session, features=self._media)
        except DevToolsError:
            return None  # it was removed meanwhile
        self._watched.add(session)
        return session

    def console_errors(self) -> list[str]:
        """Return the errors so far of the page, and of the frames that are there or were evaluated in."""
        for frame in list(self._frames):
            self.frame_session(frame)
        return list(self._errors)

    def _on_event(self, event: Event) -> None:
        session, params = event.get("sessionId"), event["params"]
        if session == self.session:
            if event["method"] == "Target.attachedToTarget":
                self._frames[params["targetInfo"]["targetId"]] = params["sessionId"]
            elif event["method"] == "Target.detachedFromTarget":
                self._frames = {
                    frame: other for frame, other in self._frames.items() if other != params["sessionId"]
                }
        elif session not in self._frames.values():
            return
        if event["method"] == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self._errors.append(details.get("exception", {}).get("description") or details["text"])
        elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            words = (str(word.get("value", word.get("description", ""))) for word in params["args"])
            self._errors.append(" ".join(words))
        elif event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
            self._errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}".strip())
