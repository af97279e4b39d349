"""How soon a click in a real browser arrives at the sandbox: warm, with everything stopped, far from Voiso.

The browser runs the extension of the tests, which tells when it is idle; the floor host's browser does too.
"Warm" means that worker and host run. The host closes its connection after some idle seconds, so only a
pointer that rests, or another call just before, makes sure that it is open.
"""

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bench_hosts
from bench_hosts import HELLO, NUMBER, Agent
from host_start import end
from table import Aim, Section
from watched_sandbox import WatchedSandbox, watched_sandbox

from support import e2e_stack
from support.browser.interface import Page
from support.dev_env.system_packages import BrowserName, find_browser
from voiso_call.config.paths import HOME_ENV_VAR, app_paths

STOPPED, CLOSED = "worker stopped", "port closed"
PAGE, TEXT = "country.html?lang=en", "+1 415 555 0171"
REST_MS = 200  # of a pointer on the number, before it is pressed
DELAY_MS = 40  # of the network: to Voiso and back
TURNS_BEFORE = 1  # which are not counted


@dataclass(frozen=True)
class Clicks:
    """A browser whose calls arrive at a sandbox of its own."""

    stack: e2e_stack.Stack
    sandbox: WatchedSandbox

    def measure_ms(self, *, stopped: str = "", rests: bool = False) -> float:
        """Click the number in a new page, after what is `stopped`: nothing, STOPPED or CLOSED."""
        page = self.stack.open(PAGE)
        try:
            point = page.rect_of_text(TEXT).centre
            e2e_stack.settle(page)
            if stopped:
                e2e_stack.end_hosts(self.stack.launcher)  # which closes the port
            if stopped == STOPPED:  # Firefox does not stop a background script that has a port
                self.stack.browser.stop_background()
            return self._click_ms(page, point, rests=rests)
        finally:
            page.close()

    def _click_ms(self, page: Page, point: tuple[float, float], *, rests: bool) -> float:
        if rests:
            page.move(*point)
            time.sleep(REST_MS / 1000)
        page.mouse_down(*point)
        self.sandbox.forget()
        start = time.perf_counter()
        page.mouse_up(*point)
        return (self.sandbox.wait_for_call() - start) * 1000


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
    """Compare what can be stopped before a click, without and with a pointer that rests on the number."""
    resting = f", rested {REST_MS} ms"
    section = Section(title, "ms", aims=(Aim(f"{STOPPED}{resting}", f"warm{resting}", 1.2),))
    for turn in range(rounds + TURNS_BEFORE):
        for stopped in ("", CLOSED, STOPPED):
            for rests in (False, True):
                milliseconds = clicks.measure_ms(stopped=stopped, rests=rests)
                if turn >= TURNS_BEFORE:
                    name = (stopped or "warm") + (resting if rests else "")
                    section.add(name, milliseconds)
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
