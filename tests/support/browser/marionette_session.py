"""What a page of Firefox needs of its browser: Marionette commands, for the page or the browser itself."""

from typing import Any, Protocol


class MarionetteSession(Protocol):
    """A connection to a running Firefox; pages depend on this, not on the class that starts the browser."""

    def ask(self, command: str, **params: Any) -> Any:
        """Send one Marionette command and return its result."""

    def ask_chrome(self, body: str, *args: Any) -> Any:
        """Run a function body with the browser's own privileges, in its window; it may use `await`."""
