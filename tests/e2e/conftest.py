"""The whole line for tests: sandbox, installed host, real browser with the built extension, served pages."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import stack
from support.browser import Browser, LaunchOptions, Page, ShadowRootHandle, launch
from support.browser.polling import wait_until
from support.dev_env import system_packages, venv

# Tests call the same number again and again; those of the limits set their own.
NO_LIMITS = "[limits]\nper_minute = 0\nper_number_per_day = 0\nrepeat_window_s = 0\n"

PAGES = Path(__file__).parent / "pages"
CARD = "html > [popover]"  # the element that hosts the card's closed shadow root
CALL = "button.main"  # the card's button that places a call
MARKED = "CSS.highlights.get('voiso-call')?.size"
# The number of marks once it no longer grows: pages are read in slices.
ALL_MARKED = f"""
(async () => {{
  for (let before = 0, looks = 0; looks < 50; looks++) {{
    const now = {MARKED} ?? 0;
    if (now > 0 && now === before) return now;
    before = now;
    await new Promise(done => setTimeout(done, 60));
  }}
}})()
"""


@dataclass
class Stack:
    """From a page to the sandbox's log, in one browser. `launcher` is what the browser starts."""

    browser: Browser
    url: str
    log: Path
    launcher: Path
    seen: int = 0  # posts of earlier tests

    def open(self, page: str) -> Page:
        """Open one of the test pages and wait until its numbers are marked."""
        opened = self.browser.open(self.url + page)
        opened.wait(ALL_MARKED, what="numbers to be marked")
        return opened

    def posts(self) -> list[dict[str, Any]]:
        """What Voiso was asked since this test began."""
        return stack.posts(self.log)[self.seen :]

    def wait_for_posts(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many; more than that is an error too."""
        wait_until(lambda: len(self.posts()) >= count, f"{count} calls at the sandbox", instead=self._so_far)
        assert len(self.posts()) == count
        return self.posts()

    def _so_far(self) -> str:
        return f"there were {len(self.posts())}"


@contextlib.contextmanager
def running_stack(
    name: system_packages.BrowserName,
    folder: Path,
    *,
    registered: bool = True,
    host: str = "",
    **options: Any,
) -> Iterator[Stack]:
    """Set the whole line up in a folder of its own; `host` is the text of a script in place of our host."""
    binary = system_packages.find_browser(name)
    if binary is None:
        pytest.skip(f"no {name} on this machine: tests/run.py installs it where it may")
    variables = {**stack.private_variables(folder), **options.pop("variables", {})}
    log = folder / "sandbox.jsonl"
    with (
        stack.sandbox_running(log, variables, "--slow", "2000") as sandbox,
        stack.sample_page(PAGES) as url,
    ):
        stack.set_up(sandbox, variables, NO_LIMITS)
        if registered:
            stack.register(name, folder / "profile", variables)
        launcher = Path(variables["VOISO_CALL_HOME"]) / "voiso-call-host"
        if host:
            launcher.write_text(host, "utf-8")  # before the browser starts: it asks the host at once
        wanted = LaunchOptions(
            binary=binary,
            extension=options.pop("extension", venv.DIST),
            profile=folder / "profile",
            env=variables,
            **options,
        )
        with launch(name, wanted) as browser:
            yield Stack(browser=browser, url=url, log=log, launcher=launcher)


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def shared_line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One browser of each family for all tests that leave it as they found it."""
    with running_stack(request.param, tmp_path_factory.mktemp(request.param)) as line:
        yield line


@pytest.fixture
def line(shared_line: Stack) -> Stack:
    """The line, with nothing asked of Voiso yet."""
    shared_line.seen = len(stack.posts(shared_line.log))
    return shared_line


@pytest.fixture(params=["chromium", "firefox"])
def fresh_line(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[..., contextlib.AbstractContextManager[Stack]]:
    """A line of its own for a test that changes host or browser."""

    def start(**options: Any) -> contextlib.AbstractContextManager[Stack]:
        folder = tmp_path / "line"
        folder.mkdir()
        return running_stack(request.param, folder, **options)

    return start


def forget_sites(line: Stack) -> None:
    """Take back what the agent decided for any site."""
    line.browser.evaluate_in_background(
        "chrome.storage.local.get()"
        ".then(all => Object.keys(all).filter(key => key.startsWith('site:')))"
        ".then(keys => chrome.storage.local.remove(keys))"
    )


def card(page: Page) -> ShadowRootHandle:
    """The card over a page."""
    return page.shadow(CARD)


def wait_for_card(page: Page, text: str) -> str:
    """Wait until the card says `text` and has come to rest; all that it says."""
    found = card(page)
    found.wait(f"root => root.textContent.includes({text!r})", f"the card to say {text!r}")
    found.wait("root => !root.querySelector('.card').getAnimations().length", "the card to come to rest")
    return found.text


def wait_for_settled_card(page: Page) -> None:
    """Wait until the card's button to call is there, and long enough for it to take a click as meant."""
    card(page).wait(f"root => !!root.querySelector({CALL!r})", "a button to call")
    wait_for_click_guard(page)


def wait_for_click_guard(page: Page) -> None:
    """Wait until a click on the card counts as meant."""
    page.wait("new Promise(done => setTimeout(done, 500, true))")


def press_call(page: Page) -> None:
    """Press the card's button as a person does who has read it."""
    wait_for_settled_card(page)
    card(page).click(CALL)
