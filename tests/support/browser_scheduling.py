"""Distributes tests over processes so that each process starts as few browsers as possible."""

import functools
import re

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from support.dev_env import venv

IN_BROWSERS = "tests/e2e/"  # other tests that need a browser start one of their own
BROWSER = re.compile(r"\b(chromium|firefox)\b")
# The fixtures of tests/e2e whose browser is another than that of most tests.
OTHER_BROWSER = re.compile(r"\b(?:obedient|changed|windowed)_stack\b")


class BrowserScheduling(LoadScopeScheduling):  # type: ignore[misc]  # without types
    """Gives a process all tests of a file with one browser, then those of other files with the same one.

    Files whose tests share a browser of another kind go to one process together: it is started once then.
    A process that has none left gets tests with the other browser. The first process begins with all other
    tests: those in browsers mostly wait, these mostly compute. Of each kind the longest come first, then the
    slow ones: the others are short, so that all processes end at about the same time.

    By node IDs, not by pytest-xdist's marks: its release 3.8 adds them in a way that pytest 9.2 does not see.
    """

    def __init__(
        self, config: pytest.Config, log: object, slow: tuple[str, ...], longest: tuple[str, ...]
    ) -> None:
        super().__init__(config, log)
        self._slow = slow  # how the node IDs of slow tests begin
        self._longest = longest
        self._browsers: dict[WorkerController, str] = {}

    def _split_scope(self, nodeid: str) -> str:
        """Return the group that a test belongs to; tests without a browser have a group each."""
        browser = browser_of(nodeid)
        return f"{browser_users(nodeid.partition('::')[0])} {browser}" if browser else nodeid

    def _assign_work_unit(self, node: WorkerController) -> None:
        browsers = {group: browser_of(group) for group in self.workqueue}
        wanted = self._browsers.get(node) or self._browser_to_start()
        is_first = node == self.nodes[0]

        def order(group: str) -> tuple[bool, ...]:
            return (
                bool(browsers[group]) == is_first,
                browsers[group] != wanted,
                not group.startswith(self._longest),
                not group.startswith(self._slow),
            )

        chosen = min(browsers, key=order)
        self.workqueue.move_to_end(chosen, last=False)
        if browsers[chosen]:
            self._browsers[node] = browsers[chosen]
        super()._assign_work_unit(node)

    def _browser_to_start(self) -> str:
        """Return the browser that fewer processes have started; in doubt Firefox, whose tests are slower."""
        started = [*self._browsers.values()]
        return "chromium" if started.count("chromium") < started.count("firefox") else "firefox"


def browser_of(nodeid: str) -> str:
    """Return the browser that an end-to-end test, or a group of them, shares; else an empty string."""
    named = BROWSER.search(nodeid) if nodeid.startswith(IN_BROWSERS) else None
    return named[1] if named else ""


@functools.cache
def browser_users(file: str) -> str:
    """Return what the files have in common that share a browser with a file: that file itself for most."""
    fixture = OTHER_BROWSER.search((venv.ROOT / file).read_text("utf-8"))
    return f"{file.rpartition('/')[0]} {fixture[0]}" if fixture else file
