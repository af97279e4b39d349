"""The whole product in each browser: shared by the tests of a session, or started anew for one test."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from support.browser import x_display
from support.dev_env import venv
from support.dev_env.system_packages import BrowserName
from support.e2e_stack import (
    Stack,
    end_hosts,
    registered_manifests,
    running_stack,
    wait_for_default_region,
)
from support.press_judge import copy_with_press_judge
from support.taken_over_page import copy_that_obeys_pages
from voiso_call.config.paths import app_paths

Kind = Literal["common", "obedient", "windowed"]


class StartedStacks:
    """The stacks that are shared by tests: each is started for the first test that needs it."""

    def __init__(self, exit_stack: contextlib.ExitStack, new_folder: Callable[[str], Path]) -> None:
        self._exit_stack = exit_stack
        self._new_folder = new_folder
        self._stacks: dict[str, Stack] = {}

    def get(self, browser: BrowserName, kind: Kind = "common") -> Stack:
        """Return a stack of a browser; an `obedient` one lets every page control content scripts.

        A `windowed` one has the browser's own menus and keys, for which Chromium needs a display.
        """
        needs_display = kind == "windowed" and browser == "chromium"
        if kind == "windowed" and not needs_display:
            kind = "common"
        name = f"{kind}-{browser}"
        if name not in self._stacks:
            folder = self._new_folder(name)
            options: dict[str, Any] = {}
            if kind == "common":
                options["extension"] = copy_with_press_judge(venv.DIST, folder / "judging-extension")
            if kind == "obedient":
                options["extension"] = copy_that_obeys_pages(venv.DIST, folder / "obedient-extension")
            if needs_display:
                options["headless"] = False
                options["variables"] = self._exit_stack.enter_context(x_display.own_display(folder))
            started = self._exit_stack.enter_context(running_stack(browser, folder, **options))
            started.browser.open_lasting(f"{started.url}empty.html")
            self._stacks[name] = started
        return self._stacks[name]


@pytest.fixture(scope="session")
def started_stacks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedStacks]:
    """Stop all shared stacks at the end."""
    with contextlib.ExitStack() as exit_stack:
        yield StartedStacks(exit_stack, tmp_path_factory.mktemp)


@pytest.fixture(params=["chromium", "firefox"])
def shared_stack(request: pytest.FixtureRequest, started_stacks: StartedStacks) -> Stack:
    """One browser of each family, for all tests that leave it as they found it."""
    return started_stacks.get(request.param)


@pytest.fixture
def stack(shared_stack: Stack) -> Iterator[Stack]:
    """The shared stack, without decisions of the agent, with no call asked for yet."""
    shared_stack.begin_test()
    yield shared_stack
    shared_stack.end_test()


@pytest.fixture(params=["chromium", "firefox"])
def windowed_stack(request: pytest.FixtureRequest, started_stacks: StartedStacks) -> Iterator[Stack]:
    """A shared stack with the browser's own menus and keys, without decisions of the agent."""
    if request.param == "chromium" and x_display.missing():
        pytest.skip(f"Chromium's menu and keys need a display: {', '.join(x_display.missing())} not found")
    shared = started_stacks.get(request.param, "windowed")
    shared.begin_test()
    yield shared
    shared.end_test()


@pytest.fixture(params=["chromium", "firefox"])
def fresh_stack(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[..., contextlib.AbstractContextManager[Stack]]:
    """A stack of its own, for a test that changes host or browser; called with `running_stack`'s options."""

    def start(**options: Any) -> contextlib.AbstractContextManager[Stack]:
        folder = tmp_path / "stack"
        folder.mkdir()
        return running_stack(request.param, folder, **options)

    return start


@pytest.fixture
def changed_stack(shared_stack: Stack, tmp_path: Path) -> Iterator[Stack]:
    """The shared stack for tests that change the host or its settings: these are as they were afterwards."""
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("hosts are looked up in /proc")
    shared = shared_stack
    paths = app_paths(shared.browser.env)
    originals = [paths.launcher_file, paths.config_file, paths.key_file, *registered_manifests(shared)]
    for file in originals:
        shutil.copy2(file, tmp_path / file.name)
    shared.begin_test()
    yield shared
    shared.end_test()
    for file in originals:
        shutil.copy2(tmp_path / file.name, file)
    end_hosts(shared.launcher)
    shared.browser.evaluate_in_background("chrome.storage.local.clear()")
    shared.browser.stop_background()
    wait_for_default_region(shared.browser)


@pytest.fixture(params=["chromium", "firefox"])
def obedient_stack(request: pytest.FixtureRequest, started_stacks: StartedStacks) -> Iterator[Stack]:
    """The stack that obeys pages, without decisions of the agent, with no call asked for yet."""
    shared = started_stacks.get(request.param, "obedient")
    shared.begin_test()
    yield shared
    shared.end_test()


@pytest.fixture
def one_click(stack: Stack) -> None:
    """One click on a number of the test pages calls it at once, not only after a press in the card."""
    stack.allow_one_click()
