"""The host missing, killed, outdated or not set up: the agent sees what to do, and the next click works."""

import sys
from pathlib import Path

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import close_card, shows, wait_for_card
from support.e2e_stack import (
    MARKED,
    Stack,
    end_hosts,
    host_pids,
    press_until_called,
    registered_manifests,
)
from support.sandbox import posts
from support.sandbox_thread import sandbox_thread
from voiso_call.config.paths import app_paths
from voiso_call.install.launcher import launcher_script
from voiso_call.provisioning.settings_writer import write_settings

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
USELESS_HOSTS = {  # what the agent is told to do
    "Update the Click-to-Call program": INCOMPATIBLE_HOST,
    "the Python that runs it is gone": launcher_script("/nowhere/python"),
}
INTERNATIONAL = "+1 415 555 0171"
PLACED, ANSWERED_LATE = "+1 415 555 0150", "+1 701 555 0162"
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


def click_for_advice(page: Page, number: str, advice: str) -> None:
    """Click a number whose call fails, and wait until the card says what the agent can do."""
    press_until_called(page, lambda: page.rect_of_text(number).centre, lambda: shows(page, advice), advice)


def unregister(stack: Stack) -> dict[Path, str]:
    """Leave browser and extension as they were before the host was installed; return the manifests."""
    manifests = {file: file.read_text("utf-8") for file in registered_manifests(stack)}
    assert manifests
    for file in manifests:
        file.unlink()
    end_hosts(stack.launcher)
    stack.browser.evaluate_in_background("chrome.storage.local.clear()")
    stack.browser.stop_background()
    return manifests


def test_missing_host_is_named_and_then_found(changed_stack: Stack) -> None:
    stack = changed_stack
    manifests = unregister(stack)
    stack.allow_one_click()
    page = stack.browser.open(stack.url + "country.html?lang=en")
    # Without a host there is no default region; international numbers are found without one.
    page.wait(f"{MARKED} > 0", what="international numbers to be marked")
    wait_until_idle(page)
    assert not page.evaluate(NATIONAL_IS_MARKED)
    click_for_advice(page, INTERNATIONAL, "was not found")
    wait_for_card(page, INTERNATIONAL)  # in the groups of the page
    popup = stack.browser.popup()
    popup.wait(f"{POPUP_TEXT}.includes('was not found')", what="the popup to say what is missing")
    popup.close()
    close_card(page)
    assert stack.posts() == []

    write_settings(app_paths(stack.browser.env), {"default_region": "DE"}, key=None)
    for file, content in manifests.items():
        file.write_text(content, "utf-8")
    wait_for_new_region(stack, page)
    stack.call_settled(page, INTERNATIONAL, 1)
    assert len(host_pids(stack.launcher)) == 1


def test_changed_settings_apply_without_a_restart_and_in_open_pages(
    changed_stack: Stack, tmp_path: Path
) -> None:
    stack = changed_stack
    paths = app_paths(stack.browser.env)
    stack.allow_one_click()
    page = stack.open("country.html?lang=en")
    [post] = stack.call_settled(page, INTERNATIONAL, 1)
    wait_for_card(page, post["call_id"])
    other = tmp_path / "other.jsonl"
    with sandbox_thread(other) as sandbox_url:
        write_settings(paths, {"sandbox_url": sandbox_url}, key=None)
        close_card(page)
        press_until_called(page, lambda: page.rect_of_text(INTERNATIONAL).centre, lambda: bool(posts(other)))
        wait_for_card(page, posts(other)[0]["call_id"])
    assert len(stack.posts()) == 1

    close_card(page)
    wait_until_idle(page)
    assert not page.evaluate(NATIONAL_IS_MARKED)
    write_settings(paths, {"default_region": "DE"}, key=None)
    wait_for_new_region(stack, page)  # without the popup


def test_host_that_cannot_serve_gets_no_call_and_advice_is_shown(
    changed_stack: Stack, subtests: pytest.Subtests
) -> None:
    stack = changed_stack
    working_host = stack.launcher.read_text("utf-8")
    stack.allow_one_click()
    page = stack.open("numbers.html")
    for advice, host in USELESS_HOSTS.items():
        with subtests.test(advice):
            stack.launcher.write_text(host, "utf-8")
            end_hosts(stack.launcher)
            click_for_advice(page, "+1 415 555 0100", advice)
            popup = stack.browser.popup()
            popup.wait(f"{POPUP_TEXT}.includes({advice!r})", what="the popup to say what to do")
            popup.close()
            assert stack.posts() == []
        close_card(page)
    with subtests.test("not set up"):
        stack.launcher.write_text(working_host, "utf-8")
        end_hosts(stack.launcher)
        app_paths(stack.browser.env).config_file.unlink()
        popup = stack.browser.popup()
        popup.wait(f"{POPUP_TEXT}.includes('voiso-call setup')", what="the popup to say what to run")


def test_killed_host_is_started_again_and_its_call_stays_unknown(changed_stack: Stack) -> None:
    stack = changed_stack
    stack.allow_one_click()
    page = stack.open("answers.html")
    [first] = stack.call_settled(page, PLACED, 1)
    wait_for_card(page, first["call_id"])
    killed = host_pids(stack.launcher)
    assert len(killed) == 1
    end_hosts(stack.launcher)
    close_card(page)
    wait_for_card(page, stack.call_settled(page, PLACED, 2)[1]["call_id"])
    started = host_pids(stack.launcher)
    assert len(started) == 1
    assert started != killed

    close_card(page)
    stack.call_settled(page, ANSWERED_LATE, 3)
    end_hosts(stack.launcher)
    wait_for_card(page, "may be ringing")
    popup = stack.browser.popup()
    state = popup.wait("document.querySelector('[data-part=history] > li')?.dataset.state")
    assert state in ("dialing", "unknown")
    assert len(stack.posts()) == 3, "nothing is redialled"
