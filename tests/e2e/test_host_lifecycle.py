"""The host missing, killed, outdated or not set up: the agent sees what to do, and the next click works."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from support.browser.pending_work import wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import wait_for_card
from support.e2e_stack import MARKED, Stack, click_settled, host_pids
from support.sandbox import posts
from support.stack import register, sandbox_running, set_up_host
from voiso_call.config.paths import app_paths
from voiso_call.install.launcher import launcher_script
from voiso_call.provisioning.settings_writer import write_settings

Start = Callable[..., AbstractContextManager[Stack]]
POPUP_TEXT = "document.body.innerText"
# A host of an older version: it answers hello as ours does, with the protocol version that it supports.
INCOMPATIBLE_HOST = f"""#!{sys.executable}
import json, struct, sys
length = struct.unpack("=I", sys.stdin.buffer.read(4))[0]
message = json.loads(sys.stdin.buffer.read(length))
protocol = {{"min": 0, "max": 0}}
hello = {{"type": "hello", "host_version": "0.0.1", "protocol": protocol, "capabilities": []}}
answer = json.dumps({{"id": message["id"], "reply": hello}}).encode()
sys.stdout.buffer.write(struct.pack("=I", len(answer)) + answer)
sys.stdout.buffer.flush()
sys.stdin.buffer.read()
"""


# A national number that is one in Germany only.
NATIONAL_IS_MARKED = (
    "[...CSS.highlights.get('voiso-call') ?? []]"
    ".some(range => range.startContainer.data.includes('0171 5550123'))"
)


def test_missing_host_is_named_on_card_and_in_popup(fresh_stack: Start) -> None:
    with fresh_stack(registered=False, one_click=True) as stack:
        page = stack.browser.open(stack.url + "numbers.html")
        # Without a host there is no default region; international numbers are found without one.
        page.wait(f"{MARKED} > 5", what="numbers to be marked")
        click_settled(page, "+1 415 555 0100")
        wait_for_card(page, "was not found")
        popup = stack.browser.popup()
        popup.wait(f"{POPUP_TEXT}.includes('was not found')", what="the popup to say what is missing")
        assert stack.posts() == []


def test_missing_setup_is_answered_with_the_command_to_run(fresh_stack: Start) -> None:
    with fresh_stack() as stack:
        (stack.launcher.parent / "config.toml").unlink()
        popup = stack.browser.popup()
        popup.wait(f"{POPUP_TEXT}.includes('voiso-call setup')", what="the popup to say what to run")


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        (INCOMPATIBLE_HOST, "Update the Click-to-Call program"),
        (launcher_script("/nowhere/python"), "the Python that runs it is gone"),
    ],
    ids=["outdated", "without its Python"],
)
def test_host_that_cannot_serve_gets_no_call_and_advice_is_shown(
    fresh_stack: Start, host: str, advice: str
) -> None:
    with fresh_stack(host=host, one_click=True) as stack:
        page = stack.browser.open(stack.url + "numbers.html")
        page.wait(f"{MARKED} > 5", what="numbers to be marked")
        click_settled(page, "+1 415 555 0100")
        wait_for_card(page, advice)
        popup = stack.browser.popup()
        popup.wait(f"{POPUP_TEXT}.includes({advice!r})", what="the popup to say what to do")
        assert stack.posts() == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_killed_host_is_started_again_by_the_next_click(fresh_stack: Start) -> None:
    with fresh_stack(one_click=True) as stack:
        page = stack.open("numbers.html")
        click_settled(page, "+1 415 555 0100")
        [first] = stack.wait_for_posts(1)
        wait_for_card(page, first["call_id"])
        [killed] = host_pids(stack.launcher)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: killed not in host_pids(stack.launcher), "the host to be gone")
        page.press("Escape")
        click_settled(page, "+1 415 555 0103")
        wait_for_card(page, stack.wait_for_posts(2)[1]["call_id"])
        assert host_pids(stack.launcher) != [killed]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_host_killed_during_a_call_leaves_it_unknown_and_never_redials(
    fresh_stack: Start,
) -> None:
    with fresh_stack(one_click=True) as stack:
        page = stack.open("answers.html")
        click_settled(page, "+1 701 555 0162")  # answered late
        stack.wait_for_posts(1)
        [pid] = host_pids(stack.launcher)
        os.kill(pid, signal.SIGKILL)
        wait_for_card(page, "may be ringing")
        popup = stack.browser.popup()
        state = popup.wait("document.querySelector('[data-part=history] > li')?.dataset.state")
        assert state in ("dialing", "unknown")
        assert len(stack.posts()) == 1


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_host_exits_with_the_browser(fresh_stack: Start) -> None:
    with fresh_stack(one_click=True) as stack:
        click_settled(stack.open("numbers.html"), "+1 415 555 0100")
        stack.wait_for_posts(1)
        launcher = stack.launcher
        assert len(host_pids(launcher)) == 1
    wait_until(lambda: host_pids(launcher) == [], "the host to end with the browser")


@pytest.mark.parametrize("is_installed_late", [True, False], ids=["host installed late", "settings changed"])
def test_default_region_reaches_open_pages_without_the_popup(
    fresh_stack: Start, tmp_path: Path, is_installed_late: bool
) -> None:
    folder = tmp_path / "stack"
    with fresh_stack(registered=not is_installed_late) as stack:
        page = stack.browser.open(stack.url + "country.html?lang=en")
        page.wait(f"{MARKED} > 0", what="international numbers to be marked")
        wait_until_idle(page)
        assert not page.evaluate(f"{NATIONAL_IS_MARKED}")
        write_settings(app_paths(stack.browser.env), {"default_region": "DE"}, key=None)
        if is_installed_late:
            register(stack.browser.name, folder / "profile", stack.browser.env)
        other = stack.browser.open(stack.url + "country.html?lang=en")
        other.wait(f"{NATIONAL_IS_MARKED}", what="the number to be marked in a new page")
        other.close()
        page.wait(f"{NATIONAL_IS_MARKED}", what="the number to be marked in the page that was open")


def test_changed_settings_apply_without_a_restart(fresh_stack: Start, tmp_path: Path) -> None:
    with fresh_stack(one_click=True) as stack:
        page = stack.open("numbers.html")
        click_settled(page, "+1 415 555 0100")
        stack.wait_for_posts(1)
        other = tmp_path / "other.jsonl"
        with sandbox_running(other, stack.browser.env) as sandbox_url:
            set_up_host(sandbox_url, stack.browser.env)  # the limits stay
            page.press("Escape")
            click_settled(page, "+1 415 555 0103")
            wait_until(lambda: posts(other), "the other sandbox to be asked")
        assert len(stack.posts()) == 1
