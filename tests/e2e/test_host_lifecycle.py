"""The host missing, killed or set up badly: the agent is told what to do, and the next click works."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from support import stack
from support.browser.polling import wait_until
from support.dev_env import venv

from .conftest import Stack, wait_for_card

Start = Callable[..., AbstractContextManager[Stack]]
SAID = "document.body.innerText"
# A host of another age: it greets as ours does, and names the protocols that it speaks.
OF_ANOTHER_AGE = """#!{python}
import json, struct, sys
length = struct.unpack("=I", sys.stdin.buffer.read(4))[0]
frame = json.loads(sys.stdin.buffer.read(length))
speaks = {{"min": {speaks}, "max": {speaks}}}
hello = {{"type": "hello", "host_version": "0.0.1", "protocol": speaks, "capabilities": []}}
answer = json.dumps({{"id": frame["id"], "reply": hello}}).encode()
sys.stdout.buffer.write(struct.pack("=I", len(answer)) + answer)
sys.stdout.buffer.flush()
sys.stdin.buffer.read()
"""


def hosts(launcher: Path) -> list[int]:
    """The processes that were started from this launcher."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue  # it ended while we looked
            if os.fsencode(launcher) in command:
                found.append(int(folder.name))
    return found


def test_without_a_host_page_and_popup_say_what_to_install(fresh_line: Start) -> None:
    with fresh_line(registered=False) as line:
        page = line.browser.open(line.url + "numbers.html")
        # No host, so no default region: numbers with a plus sign are found all the same.
        page.wait("CSS.highlights.get('voiso-call')?.size > 5", what="numbers to be marked")
        page.click_text("+1 415 555 0100")
        wait_for_card(page, "was not found")
        popup = line.browser.popup()
        popup.wait(f"{SAID}.includes('was not found')", what="the popup to say what is missing")
        assert line.posts() == []


def test_an_agent_who_is_not_set_up_is_told_the_command(fresh_line: Start) -> None:
    with fresh_line() as line:
        (line.launcher.parent / "config.toml").unlink()
        popup = line.browser.popup()
        popup.wait(f"{SAID}.includes('voiso-call setup')", what="the popup to say what to run")


@pytest.mark.parametrize(
    ("speaks", "advice"), [(0, "Update the Click-to-Call program"), (9, "Update the extension on")]
)
def test_a_host_of_another_age_is_not_asked_for_a_call_and_who_must_update_is_told(
    fresh_line: Start, speaks: int, advice: str
) -> None:
    with fresh_line(host=OF_ANOTHER_AGE.format(python=sys.executable, speaks=speaks)) as line:
        page = line.browser.open(line.url + "numbers.html")
        page.wait("CSS.highlights.get('voiso-call')?.size > 5", what="numbers to be marked")
        page.click_text("+1 415 555 0100")
        wait_for_card(page, advice)
        popup = line.browser.popup()
        popup.wait(f"{SAID}.includes({advice!r})", what="the popup to say who must update")
        assert line.posts() == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_a_host_that_was_killed_is_started_again_by_the_next_click(fresh_line: Start) -> None:
    with fresh_line() as line:
        page = line.open("numbers.html")
        page.click_text("+1 415 555 0100")
        [first] = line.wait_for_posts(1)
        wait_for_card(page, first["call_id"])
        [before] = hosts(line.launcher)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: before not in hosts(line.launcher), "the host to be gone")
        page.press("Escape")
        page.click_text("+1 415 555 0103")
        wait_for_card(page, line.wait_for_posts(2)[1]["call_id"])
        assert hosts(line.launcher) != [before]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_a_host_killed_in_the_middle_of_a_call_leaves_it_unknown_and_never_dials_twice(
    fresh_line: Start,
) -> None:
    with fresh_line() as line:
        page = line.open("answers.html")
        page.click_text("+1 701 555 0162")  # answered late
        line.wait_for_posts(1)
        [pid] = hosts(line.launcher)
        os.kill(pid, signal.SIGKILL)
        wait_for_card(page, "may be ringing")
        popup = line.browser.popup()
        state = popup.wait("document.querySelector('[data-part=history] > li')?.dataset.state")
        assert state in ("dialing", "unknown")
        assert len(line.posts()) == 1


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_the_host_ends_with_the_browser(fresh_line: Start) -> None:
    with fresh_line() as line:
        line.open("numbers.html").click_text("+1 415 555 0100")
        line.wait_for_posts(1)
        launcher = line.launcher
        assert len(hosts(launcher)) == 1
    wait_until(lambda: hosts(launcher) == [], "the host to end with the browser")


def test_new_settings_are_used_without_restarting_anything(fresh_line: Start, tmp_path: Path) -> None:
    with fresh_line() as line:
        page = line.open("numbers.html")
        page.click_text("+1 415 555 0100")
        line.wait_for_posts(1)
        other = tmp_path / "other.jsonl"
        variables = {**venv.variables(), "VOISO_CALL_HOME": str(line.launcher.parent)}
        with stack.sandbox_running(other, variables) as sandbox:
            stack.set_up(sandbox, variables)  # the limits stay
            page.press("Escape")
            page.click_text("+1 415 555 0103")
            wait_until(lambda: stack.posts(other), "the other sandbox to be asked")
        assert len(line.posts()) == 1
