"""The host missing, killed, outdated or not set up: the agent sees what to do, and the next click works."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import wait_for_card
from support.e2e_stack import MARKED, Stack, click_settled, end_hosts, host_pids
from support.sandbox import posts
from support.sandbox_thread import sandbox_thread
from support.stack import register
from voiso_call.config.paths import app_paths
from voiso_call.install.launcher import launcher_script
from voiso_call.provisioning.settings_writer import write_settings

Start = Callable[..., AbstractContextManager[Stack]]
IS_LINUX = Path("/proc/self/cmdline").exists()  # where hosts can be looked up
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


INTERNATIONAL = "+1 415 555 0171"
# A national number that is one in Germany only.
NATIONAL_IS_MARKED = (
    "[...CSS.highlights.get('voiso-call') ?? []]"
    ".some(range => range.startContainer.data.includes('0171 5550123'))"
)


def wait_for_new_region(stack: Stack, page: Page) -> None:
    """Open another page, for which the host is asked: the region applies in both."""
    other = stack.browser.open(stack.url + "country.html?lang=en")
    other.wait(NATIONAL_IS_MARKED, what="the number to be marked in a new page")
    other.close()
    page.wait(NATIONAL_IS_MARKED, what="the number to be marked in the page that was open")


def test_missing_host_is_named_then_found_and_ends_with_the_browser(
    fresh_stack: Start, tmp_path: Path
) -> None:
    with fresh_stack(registered=False, one_click=True) as stack:
        page = stack.browser.open(stack.url + "country.html?lang=en")
        # Without a host there is no default region; international numbers are found without one.
        page.wait(f"{MARKED} > 0", what="international numbers to be marked")
        wait_until_idle(page)
        assert not page.evaluate(NATIONAL_IS_MARKED)
        click_settled(page, INTERNATIONAL)
        wait_for_card(page, "was not found")
        wait_for_card(page, INTERNATIONAL)  # in the groups of the page
        popup = stack.browser.popup()
        popup.wait(f"{POPUP_TEXT}.includes('was not found')", what="the popup to say what is missing")
        popup.close()
        page.press("Escape")
        assert stack.posts() == []

        write_settings(app_paths(stack.browser.env), {"default_region": "DE"}, key=None)
        register(stack.browser.name, tmp_path / "stack" / "profile", stack.browser.env)
        wait_for_new_region(stack, page)
        click_settled(page, INTERNATIONAL)
        stack.wait_for_posts(1)
        launcher = stack.launcher
        if IS_LINUX:
            assert len(host_pids(launcher)) == 1
    wait_until(lambda: host_pids(launcher) == [], "the host to end with the browser")


def test_changed_default_region_reaches_open_pages_without_the_popup(changed_stack: Stack) -> None:
    stack = changed_stack
    page = stack.open("country.html?lang=en")
    wait_until_idle(page)
    assert not page.evaluate(NATIONAL_IS_MARKED)
    write_settings(app_paths(stack.browser.env), {"default_region": "DE"}, key=None)
    wait_for_new_region(stack, page)


def test_missing_setup_is_answered_with_the_command_to_run(changed_stack: Stack) -> None:
    (changed_stack.launcher.parent / "config.toml").unlink()
    popup = changed_stack.browser.popup()
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
    changed_stack: Stack, host: str, advice: str
) -> None:
    stack = changed_stack
    stack.launcher.write_text(host, "utf-8")
    end_hosts(stack.launcher)
    stack.allow_one_click()
    page = stack.open("numbers.html")
    click_settled(page, "+1 415 555 0100")
    wait_for_card(page, advice)
    popup = stack.browser.popup()
    popup.wait(f"{POPUP_TEXT}.includes({advice!r})", what="the popup to say what to do")
    assert stack.posts() == []


def test_killed_host_is_started_again_by_the_next_click(changed_stack: Stack) -> None:
    stack = changed_stack
    stack.allow_one_click()
    page = stack.open("numbers.html")
    click_settled(page, "+1 415 555 0100")
    [first] = stack.wait_for_posts(1)
    wait_for_card(page, first["call_id"])
    killed = host_pids(stack.launcher)
    assert len(killed) == 1
    end_hosts(stack.launcher)
    page.press("Escape")
    click_settled(page, "+1 415 555 0103")
    wait_for_card(page, stack.wait_for_posts(2)[1]["call_id"])
    assert host_pids(stack.launcher) != killed


def test_host_killed_during_a_call_leaves_it_unknown_and_never_redials(changed_stack: Stack) -> None:
    stack = changed_stack
    stack.allow_one_click()
    page = stack.open("answers.html")
    click_settled(page, "+1 701 555 0162")  # answered late
    stack.wait_for_posts(1)
    assert len(host_pids(stack.launcher)) == 1
    end_hosts(stack.launcher)
    wait_for_card(page, "may be ringing")
    popup = stack.browser.popup()
    state = popup.wait("document.querySelector('[data-part=history] > li')?.dataset.state")
    assert state in ("dialing", "unknown")
    assert len(stack.posts()) == 1


def test_changed_settings_apply_without_a_restart(changed_stack: Stack, tmp_path: Path) -> None:
    stack = changed_stack
    stack.allow_one_click()
    page = stack.open("numbers.html")
    click_settled(page, "+1 415 555 0100")
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    other = tmp_path / "other.jsonl"
    with sandbox_thread(other) as sandbox_url:
        write_settings(app_paths(stack.browser.env), {"sandbox_url": sandbox_url}, key=None)
        page.press("Escape")
        click_settled(page, "+1 415 555 0103")
        wait_until(lambda: posts(other), "the other sandbox to be asked")
    assert len(stack.posts()) == 1
