"""How soon a click in a real browser arrives at the sandbox: warm, with everything stopped, far from Voiso.

The browser runs the extension of the tests, which tells when it is idle; the floor host's browser does too.
"Warm" means that worker and host run. The host closes its connection after some idle seconds, so only a
pointer on the number, or another call just before, makes sure that it is open.

The aim is about a pointer that is on the number at once, and rests there. A person's has to get there: where
it came into the page 300 ms before, the host was started then.
"""

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty

import bench_hosts
from bench_hosts import HELLO, NUMBER, Agent
from host_start import end
from table import Aim, Section
from watched_sandbox import WatchedSandbox, watched_sandbox

from support import e2e_stack
from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.dev_env.system_packages import BrowserName, find_browser
from voiso_call.config.paths import HOME_ENV_VAR, app_paths

STOPPED, CLOSED = "worker stopped", "port closed"
PAGE, TEXT = "country.html?lang=en", "+1 415 555 0171"
REST_MS = 200  # of a pointer on the number, before it is pressed
WAY_MS, STEPS = 300, 10  # of a pointer from the corner of the page to the number: a quick movement
AT_ONCE = ""  # the pointer reaches the number and presses
RESTS = f", rested {REST_MS} ms"
COMES = f", came {WAY_MS} ms, rested {REST_MS} ms"
DELAY_MS = 40  # of the network: to Voiso and back
TURNS_BEFORE = 1  # which are not counted
ATTEMPTS = 3


@dataclass(frozen=True)
class Clicks:
    """A browser whose calls arrive at a sandbox of its own."""

    stack: e2e_stack.Stack
    sandbox: WatchedSandbox

    def measure_ms(self, *, stopped: str = "", pointer: str = AT_ONCE) -> float:
        """Click the number in a new page, after what is `stopped`: nothing, STOPPED or CLOSED.

        Where the number had not been drawn for long enough, a click opens the card: then another one is made.
        """
        for _ in range(ATTEMPTS - 1):
            with contextlib.suppress(Empty):
                return self._measure_ms(stopped, pointer)
        return self._measure_ms(stopped, pointer)

    def _measure_ms(self, stopped: str, pointer: str) -> float:
        page = self.stack.open(PAGE)
        try:
            point = page.rect_of_text(TEXT).centre
            if pointer == COMES:  # into the page only after the rest was stopped
                wait_until_idle(page, SHORT_HORIZON_MS)
                page.wait_ms(e2e_stack.SETTLING_MS)
            else:
                e2e_stack.settle(page)
            if stopped:
                e2e_stack.end_hosts(self.stack.launcher)  # which closes the port
            if stopped == STOPPED:  # Firefox does not stop a background script that has a port
                self.stack.browser.stop_background()
            if pointer == COMES:
                _move_to(page, point)
            elif pointer == RESTS:
                page.move(*point)
            if pointer != AT_ONCE:
                time.sleep(REST_MS / 1000)
            return self._click_ms(page, point)
        finally:
            page.close()

    def _click_ms(self, page: Page, point: tuple[float, float]) -> float:
        page.mouse_down(*point)
        self.sandbox.forget()
        start = time.perf_counter()
        page.mouse_up(*point)
        return (self.sandbox.wait_for_call() - start) * 1000


def _move_to(page: Page, point: tuple[float, float]) -> None:
    """Move the pointer into the page and to a point, as long as a person takes at least."""
    start = time.perf_counter()
    for step in range(1, STEPS + 1):
        page.move(*(1 + (end - 1) * step / STEPS for end in point))
        time.sleep(max(0, start + WAY_MS / 1000 * step / STEPS - time.perf_counter()))


def measure(browser: BrowserName, rounds: int) -> list[Section]:
    """Measure one browser: beside the floor host, and with Voiso far away."""
    if find_browser(browser) is None:
        absent: dict[str, str] = {browser: "the browser is not installed"}
        return [Section(f"Click in {browser} until the call arrives", "ms", absent=absent)]
    with contextlib.ExitStack() as running:
        floor = running.enter_context(_clicks(browser, floor=True))
        near = running.enter_context(_clicks(browser))
        far = running.enter_context(_clicks(browser, tls=True, delay_ms=DELAY_MS))
        return [
            _measure_near(browser, floor, near, rounds),
            _measure_stopped(f"Click in {browser}, Voiso near", near, rounds),
            _measure_stopped(f"Click in {browser}, TLS, {DELAY_MS} ms to Voiso and back", far, rounds),
        ]


def _measure_near(browser: str, floor: Clicks, ours: Clicks, rounds: int) -> Section:
    aims = (Aim("ours", "floor host", 1.3),)
    section = Section(f"Click in {browser} until the call arrives, warm", "ms", aims=aims)
    for turn in range(rounds + TURNS_BEFORE):
        for name, clicks in {"floor host": floor, "ours": ours}.items():
            milliseconds = clicks.measure_ms()
            if turn >= TURNS_BEFORE:
                section.add(name, milliseconds)
    return section


def _measure_stopped(title: str, clicks: Clicks, rounds: int) -> Section:
    """Compare what can be stopped before a click, and how the pointer gets to the number."""
    aims = [Aim(STOPPED + pointer, "warm" + pointer, 1.2) for pointer in (RESTS, COMES)]
    section = Section(title, "ms", aims=aims)
    for stopped in ("", CLOSED, STOPPED):
        clicks.measure_ms(stopped=stopped)  # not counted: it fills caches
    for _ in range(rounds):
        for stopped in ("", CLOSED, STOPPED):
            for pointer in (AT_ONCE, RESTS, COMES):
                section.add(
                    (stopped or "warm") + pointer, clicks.measure_ms(stopped=stopped, pointer=pointer)
                )
    return section


@contextlib.contextmanager
def _clicks(
    browser: BrowserName, *, floor: bool = False, tls: bool = False, delay_ms: int = 0
) -> Iterator[Clicks]:
    """Start a browser, and a sandbox in the place of that of the tests."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        watched_sandbox(Path(name), tls=tls, delay_ms=delay_ms) as sandbox,
    ):
        folder = Path(name) / "browser"
        folder.mkdir()
        with e2e_stack.running_stack(browser, folder, one_click=True) as stack:
            paths = app_paths({HOME_ENV_VAR: str(folder / "voiso-call")})
            bench_hosts.set_up(paths, sandbox)
            if floor:
                _register_floor_host(Agent(paths, stack.launcher), sandbox, folder)
            yield Clicks(stack, sandbox)


def _register_floor_host(agent: Agent, sandbox: WatchedSandbox, folder: Path) -> None:
    """Let the browser start the floor host, which repeats what ours replied to each kind of request."""
    replies = folder / "replies.json"
    requests = [
        HELLO,
        {"type": "get_status"},
        {"type": "warm_up"},
        {"type": "check_number", "number": NUMBER},
        {"type": "format_numbers", "numbers": [NUMBER]},
        bench_hosts.place_call(),
        {"type": "get_history", "limit": 5},
    ]
    host = agent.start()
    answers = {}
    for request in requests:
        bench_hosts.send(host, request)
        answers[request["type"]] = bench_hosts.read(host)["reply"]
    end(host)
    replies.write_text(json.dumps(answers), "utf-8")
    command = [*bench_hosts.floor(sandbox.proxy.url), replies]
    words = " ".join(f"'{word}'" for word in command)
    agent.launcher.write_text(f'#!/bin/sh\nexec {words} "$0" "$@"\n', "utf-8")
    e2e_stack.end_hosts(agent.launcher)
