"""What a page of Chromium needs of its browser: DevTools commands, events, and a few launch options."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Event = dict[str, Any]  # {"method": ..., "params": ..., "sessionId": ...} of the DevTools Protocol


class CdpSession(Protocol):
    """A connection to a running Chromium; pages depend on this, not on the class that starts the browser."""

    @property
    def headless(self) -> bool:
        """Whether the browser runs without a window."""

    @property
    def dark(self) -> bool:
        """Whether pages are shown in the dark color scheme."""

    @property
    def env(self) -> Mapping[str, str]:
        """The environment variables of the browser's process."""

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Send one DevTools command and return its result; `session` is the page or worker it is for."""

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Pass every DevTools event to `listener`, on the reading thread."""

    def has_target(self, target: str) -> bool:
        """Whether the target (page or worker) with this ID still exists."""
