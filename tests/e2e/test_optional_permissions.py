"""What the agent allows on the settings page: the number in the clipboard by keyboard, and notifications."""

from collections.abc import Iterator

import pytest

from support.browser.interface import Page
from support.browser.polling import wait_until
from support.e2e_stack import Stack
from support.popup_dial_field import FIELD

CLIPBOARD_KEYS = "Alt+Shift+Y"  # the command has none by itself
SET_KEYS = f"chrome.commands.update({{ name: 'call-clipboard', shortcut: '{CLIPBOARD_KEYS}' }})"
# Chromium lets only a person set keys.
DISPATCH = (
    "chrome.tabs.query({ active: true, lastFocusedWindow: true })"
    ".then(([tab]) => (chrome.commands.onCommand.dispatch('call-clipboard', tab), true))"
)
FORGET = "chrome.permissions.remove({ permissions: ['clipboardRead', 'notifications'] })"
# A headless Firefox forgets a notification at once, because there is no desktop to show it.
RECORD = (
    "(globalThis.told = [], chrome.notifications.create ="
    " async (id, options) => { told.push(options); return id }, true)"
)


@pytest.fixture
def stack(windowed_stack: Stack) -> Iterator[Stack]:
    """A browser that asks, and that forgets what was allowed."""
    yield windowed_stack
    windowed_stack.browser.evaluate_in_background(FORGET)


def allow(stack: Stack, permission: str) -> Page:
    """Switch something on in the settings page, and allow it when the browser asks."""
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    box = f"[data-part=allow-{permission}]"
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    page.evaluate(f"document.querySelector('{box}').scrollIntoView({{ block: 'center' }})")
    assert not page.evaluate(f"document.querySelector('{box}').checked")
    page.wait("document.hasFocus()", what="the page to have the focus, until the browser asks")
    page.click(*page.rect(box).centre)
    stack.browser.allow_permission(page)
    wait_until(
        lambda: stack.browser.evaluate_in_background(
            f"chrome.permissions.contains({{ permissions: ['{permission}'] }})"
        ),
        f"{permission} to be allowed",
    )
    page.wait(f"document.querySelector('{box}').checked", what="the switch to be on")
    return page


def open_for_clipboard(stack: Stack) -> Page:
    """Carry out the command for the clipboard; return the popup that it opens."""
    if stack.browser.name == "firefox":
        stack.browser.evaluate_in_background(SET_KEYS)
        stack.browser.press_shortcut(CLIPBOARD_KEYS)
    else:
        stack.browser.evaluate_in_background(DISPATCH)
    return stack.browser.opened_popup()


def test_a_copied_number_is_filled_in_by_keyboard_and_called_by_the_agent(stack: Stack) -> None:
    page = stack.open("numbers.html")
    page.evaluate(
        "(document.body.insertAdjacentHTML('afterbegin', '<input id=copied value=\"+1 415 555 0195\">'),"
        " copied.focus(), copied.select(), true)"
    )
    page.press("Control+c")
    popup = open_for_clipboard(stack)
    popup.wait("!document.querySelector('[data-part=clipboard-note]').hidden", what="the way to allow it")
    popup.close()
    allow(stack, "clipboardRead").close()
    page.bring_to_front()
    popup = open_for_clipboard(stack)
    digits = f"{FIELD}.value.replace(/\\D/g, '')"  # soon in the host's groups
    popup.wait(f"{digits} === '14155550195'", what="the number")
    popup.wait("document.querySelector('[data-part=international]')?.textContent", what="the preview")
    assert stack.posts() == []
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550195"


def test_a_call_that_no_page_shows_is_told_in_a_notification(stack: Stack) -> None:
    allow(stack, "notifications")
    stack.browser.evaluate_in_background(RECORD)
    stack.browser.enter_address("voiso +1 415 555 0196", "+1 415-555-0196")
    stack.wait_for_posts(1)
    [told] = wait_until(lambda: stack.browser.evaluate_in_background("told"), "a notification")
    assert told["message"] == "+1 415-555-0196"
