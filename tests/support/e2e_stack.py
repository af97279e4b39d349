"""The whole product for a test: sandbox, installed host, browser with the built extension, served pages."""

import contextlib
import json
import os
import re
import signal
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from support import sandbox, trial_stack
from support.browser.interface import Browser, LaunchOptions, Page
from support.browser.launch import launch
from support.browser.page_part import Point
from support.browser.pending_work import SHORT_HORIZON_MS, copy_with_pending_work, wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import close_card, offers_call
from support.clean_root import CleanRoot
from support.dev_env import system_packages, venv
from support.managed_policy import managed_browser
from support.sandbox_thread import sandbox_thread
from voiso_call.config.paths import app_paths
from voiso_call.install import install_record
from voiso_call.provisioning.settings_writer import SettingValue, write_settings

PAGES = venv.ROOT / "tests/e2e/pages"
SAMPLE_PAGES = sorted(file.name for file in (PAGES / "varied").glob("*.html"))
SETTINGS: dict[str, SettingValue | None] = {
    "cluster": "sandbox",
    "user_id": 1234,
    "default_region": "US",
    "key_store": "file",
    # Tests call the same number repeatedly.
    "limits": {"per_minute": 0, "per_number_per_day": 0, "repeat_window_s": 0},
}
SETTLING_MS = 600  # longer than a number must have been at its place before a click calls it
TYPING_PAUSE_MS = 2300  # longer than keys do not count after somebody may have typed elsewhere
LONG_CALL_MS = 3_600_000  # of calls that are answered: they do not end during a test
MAX_PRESSES = 3  # of what one press does on a fast machine
SLOW_ANSWER_MS = 2000  # after which the sandbox sends what it sends late

RETRY_AFTER_S = 2  # of an answer with 429, unless a test sets another

MARKED = "CSS.highlights.get('voiso-call')?.size"  # the number of marks in a page


@dataclass
class RetryAfter:
    """The Retry-After that the sandbox sends with 429."""

    seconds: int = RETRY_AFTER_S


@dataclass
class Stack:
    """From a page to the sandbox's log, in one browser. `launcher` is the program that the browser starts."""

    browser: Browser
    url: str
    log: Path
    launcher: Path
    earlier_posts: int = 0  # of earlier tests in the same browser
    retry_after: RetryAfter = field(default_factory=RetryAfter)

    def open(self, page: str) -> Page:
        """Open one of the test pages and wait until its numbers are marked."""
        opened = self.browser.open(self.url + page)
        wait_until_marked(opened)
        return opened

    def posts(self) -> list[dict[str, Any]]:
        """Return the calls that the sandbox was asked for since this test began."""
        return sandbox.posts(self.log)[self.earlier_posts :]

    def begin_test(self) -> None:
        """Close the tabs of earlier tests, leave their calls out of `posts`, and restore the Retry-After."""
        self.browser.close_tabs()
        self.earlier_posts = len(sandbox.posts(self.log))
        self.retry_after.seconds = RETRY_AFTER_S

    def end_test(self) -> None:
        """Close the tabs, which would go on beside later tests, and forget what was decided for any site."""
        self.browser.close_tabs()
        self.forget_site_settings()

    def wait_for_posts(self, count: int, variant: str = "") -> list[dict[str, Any]]:
        """Wait for `count` calls at the sandbox and return them; more than that at that instant fails too.

        A failure names the `variant` that is tested, if there are several.
        """
        wait_until(
            lambda: len(self.posts()) >= count,
            f"{count} calls at the sandbox {variant}".strip(),
            instead=lambda: f"there were {len(self.posts())}",
        )
        assert len(self.posts()) == count, variant
        return self.posts()

    def call_settled(self, page: Page, text: str, count: int) -> list[dict[str, Any]]:
        """Call a number by a click on it at rest; return all `count` calls of this test."""
        press_until_called(
            page, lambda: page.rect_of_text(text).centre, lambda: len(self.posts()) >= count, text
        )
        return self.wait_for_posts(count, text)

    def click_and_expect_one_call(self, page: Page, number: str) -> None:
        """Click a number in international format; its call must be the only one of this test."""
        [post] = self.call_settled(page, number, 1)
        assert post["body"]["phone_number"] == re.sub(r"\D", "", number)

    def allow_one_click(self, url: str = "") -> None:
        """Let one click call at once on the site of a URL, by default that of the test pages.

        Pages that are open already are not waited for: call this before they are opened.
        """
        scheme, host = urllib.parse.urlsplit(url or self.url)[:2]
        decision = json.dumps({f"{scheme}://{host}": True})
        self.browser.evaluate_in_background(
            "chrome.storage.local.get({ one_click: {} }).then(({ one_click }) =>"
            f" chrome.storage.local.set({{ one_click: {{ ...one_click, ...{decision} }} }}))"
        )

    def forget_site_settings(self) -> None:
        """Delete what the agent has set, for one site and for all, and what the popup remembers."""
        self.browser.evaluate_in_background(
            "Promise.all([chrome.storage.sync.clear(), chrome.storage.local.get()])"
            ".then(([, all]) => Object.keys(all)"
            ".filter(key => /^(one_click$|site:|ignored:|caller_id$)/.test(key)))"
            ".then(keys => chrome.storage.local.remove(keys))"
            ".then(() => chrome.storage.session.remove('popup_call'))"
        )


def registered_manifests(stack: Stack) -> list[Path]:
    """Return the files by which the browser knows the host."""
    record = install_record.load(app_paths(stack.browser.env).install_record_file)
    return [Path(entry.file) for entry in record.entries]


def host_pids(launcher: Path) -> list[int]:
    """Return the IDs of the hosts that were started from a launcher; none where there is no /proc."""
    pids = []
    for folder in Path("/proc").glob("[0-9]*"):
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue  # it ended meanwhile
            if os.fsencode(launcher) in command:
                pids.append(int(folder.name))
    return pids


looks_up_processes = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc"
)


@contextlib.contextmanager
def sleeping_host(stack: Stack) -> Iterator[None]:
    """Let the host answer nothing meanwhile."""
    [host] = wait_until(lambda: host_pids(stack.launcher), "the host to run")
    os.kill(host, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(host, signal.SIGCONT)


def end_hosts(launcher: Path) -> None:
    """Kill the hosts that were started from a launcher. The browser may start another one at once."""
    killed = host_pids(launcher)
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):  # the browser has ended it meanwhile
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not {*killed} & {*host_pids(launcher)}, "the host to be gone")


def settle(page: Page) -> None:
    """Rest the pointer in a corner until it and all numbers in view have been there for a while."""
    page.move(1, 1)  # the pointer may have been over a card
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.wait_ms(SETTLING_MS)


def click_settled(page: Page, text: str) -> None:
    """Click a number that, like the pointer, has been in the page for a while: else it opens the card."""
    page.rect_of_text(text)  # scrolls it into view
    settle(page)
    page.click_text(text)


def press_until_called(
    page: Page, place: Callable[[], Point], is_called: Callable[[], bool], variant: str = ""
) -> None:
    """Click a number at rest, again if a slow machine made the click too early: this opens the card instead.

    A click that does nothing, or anything else, is not repeated. `place` scrolls the number into view.
    """
    for _ in range(MAX_PRESSES):
        point = place()
        settle(page)
        page.click(*point)
        wait_until(lambda: is_called() or offers_call(page), f"a call or a card {variant}".strip())
        if not is_called():
            wait_until_idle(page, horizon_ms=0)  # the call may replace the card of a pointer at rest
        if is_called():
            return
        close_card(page)
    pytest.fail(f"{MAX_PRESSES} clicks at rest only opened the card {variant}".strip())


def wait_for_default_region(browser: Browser) -> None:
    """Wait until the extension has got the default region from the host: then all numbers are read again."""
    wait_until(
        lambda: browser.evaluate_in_background("chrome.storage.local.get().then(all => all.default_region)"),
        "the default region",
    )


def close_options_page(browser: Browser) -> None:
    """Empty the tab of the options page, which opens after the installation if nothing is set up.

    It may be the window's first tab, which tests use.
    """
    wait_until(
        lambda: browser.evaluate_in_background(
            "chrome.tabs.query({}).then(tabs => tabs.filter(tab => tab.url?.endsWith('/options.html')))"
            ".then(([tab]) => tab && chrome.tabs.update(tab.id, { url: 'about:blank' }).then(() => true))"
        ),
        "the options page to open",
    )


def wait_until_marked(page: Page) -> int:
    """Wait until the page was read and some of its numbers are marked; return how many."""
    wait_until_idle(page, SHORT_HORIZON_MS)
    if not page.evaluate(MARKED):
        page.wait(MARKED, what="numbers to be marked")
        wait_until_idle(page, SHORT_HORIZON_MS)
    return int(page.evaluate(MARKED))


@contextlib.contextmanager
def running_stack(
    name: system_packages.BrowserName,
    folder: Path,
    *,
    registered: bool = True,
    one_click: bool = False,
    keeps_options_page: bool = False,
    clean_root: CleanRoot | None = None,
    policy: Callable[[system_packages.BrowserName, str], Mapping[str, Any]] | None = None,
    **options: Any,
) -> Iterator[Stack]:
    """Start everything in a folder of its own.

    With `one_click`, one click calls on the site of the test pages. Where nothing is set up, the extension
    opens its options page; it is closed unless the test needs it. In a `clean_root` the browser starts what
    is registered there for all users. `policy` returns that of an administrator for the browser, given its
    name and the URL of the test pages.

    The browser gets a copy of the extension in which `wait_until_idle` works. With our host registered, the
    extension knows the agent's default region before the first page is opened.
    """
    binary = system_packages.find_browser(name)
    if binary is None:
        pytest.skip(f"no {name} on this machine: tests/run.py installs it where it may")
    variables = {**trial_stack.private_variables(folder), **options.pop("variables", {})}
    log = folder / "sandbox.jsonl"
    retry_after = RetryAfter()
    with (
        sandbox_thread(
            log,
            late_delay_ms=SLOW_ANSWER_MS,
            call_duration_ms=LONG_CALL_MS,
            retry_after_s=lambda: retry_after.seconds,
        ) as sandbox_url,
        trial_stack.serve_folder(PAGES) as url,
    ):
        if policy is not None:
            binary = managed_browser(name, binary, policy(name, url), folder)
        paths = app_paths(variables)
        write_settings(paths, {**SETTINGS, "sandbox_url": sandbox_url}, sandbox.API_KEY)
        if clean_root is not None:
            binary = clean_root.program(binary)
        elif registered:
            trial_stack.register(name, folder / "profile", variables)
        launch_options = LaunchOptions(
            binary=binary,
            extension=copy_with_pending_work(
                options.pop("extension", venv.DIST), folder / "tested-extension"
            ),
            profile=folder / "profile",
            env=variables,
            **options,
        )
        with launch(name, launch_options) as browser:
            if registered:
                wait_for_default_region(browser)
            elif not keeps_options_page:
                close_options_page(browser)
            started = Stack(
                browser=browser, url=url, log=log, launcher=paths.launcher_file, retry_after=retry_after
            )
            if one_click:
                started.allow_one_click()
            yield started
        wait_until(lambda: not host_pids(paths.launcher_file), "the host to end with the browser")
