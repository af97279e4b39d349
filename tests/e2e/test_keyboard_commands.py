"""The keyboard commands of the browser: real keys lead to a number and open its card, which calls."""

import json

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import CALL_BUTTON, card, has_card, press_call, wait_for_card, wait_for_click_guard
from support.e2e_stack import Stack

KEYS = {
    "_execute_action": "Alt+Shift+V",
    "call-number": "Alt+Shift+D",
    "next-number": "Alt+Shift+Period",
    "previous-number": "Alt+Shift+Comma",
}
CALL, NEXT, PREVIOUS = KEYS["call-number"], KEYS["next-number"], KEYS["previous-number"]
COUNT_TABS = "chrome.tabs.query({}).then(tabs => tabs.length)"
IN_FOCUS = (
    "[...(CSS.highlights.get('voiso-call-focus') ?? [])].map(range =>"
    " range.startContainer.data.slice(range.startOffset, range.endOffset)).join()"
)


@pytest.fixture
def stack(windowed_stack: Stack) -> Stack:
    """Real keys: Chromium needs a display for them."""
    return windowed_stack


def press(stack: Stack, page: Page, keys: str, number: str) -> None:
    """Press keys and wait until a number is in focus."""
    stack.browser.press_shortcut(keys)
    page.wait(f"{IN_FOCUS} === {json.dumps(number)}", what=f"{number!r} to be in focus")


def test_the_browser_has_given_the_suggested_keys_and_the_settings_page_shows_them(stack: Stack) -> None:
    """Chromium gives none that it uses itself."""
    commands = stack.browser.evaluate_in_background("chrome.commands.getAll()")
    given = {command["name"]: command["shortcut"] for command in commands}
    assert {name: given[name] for name in KEYS} == KEYS
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("!!document.querySelector('[data-command] kbd')", what="the keys")
    shown = page.evaluate("[...document.querySelectorAll('[data-command] kbd')].map(key => key.textContent)")
    assert len(shown) == len(KEYS)
    page.evaluate("document.querySelector('[data-part=change-shortcuts]').scrollIntoView()")
    tabs = stack.browser.evaluate_in_background(COUNT_TABS)
    page.click(*page.rect("[data-part=change-shortcuts]").centre)
    wait_until(
        lambda: stack.browser.evaluate_in_background(COUNT_TABS) > tabs,
        "the browser's own settings of the keys",
    )


@pytest.mark.usefixtures("one_click")
def test_keys_go_to_the_numbers_of_a_page_and_call_only_from_the_card(stack: Stack) -> None:
    page = stack.open("numbers.html")
    press(stack, page, NEXT, "+1 415 555 0100")
    press(stack, page, PREVIOUS, "+1 900 555 0121")  # the last one, out of view
    assert page.evaluate("scrollY") > 0
    press(stack, page, NEXT, "+1 415 555 0100")
    assert page.evaluate("scrollY") < 100
    assert page.evaluate("seen.mutations") == []
    stack.browser.press_shortcut(CALL)
    wait_for_card(page, "+1 415-555-0100")
    card(page).wait(f"root => root.activeElement.matches({CALL_BUTTON!r})", "the focus on the button to call")
    page.move(*page.rect_of_text("+1 415 555 0115").centre)  # the pointer comes to rest on another number
    wait_until_idle(page)  # no tooltip of that replaces the card
    assert stack.posts() == []  # also where one click calls
    wait_for_card(page, "+1 415-555-0100")
    wait_for_click_guard(page)
    page.press("Enter")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100"
    wait_for_card(page, post["call_id"])


def test_keys_call_the_selection_in_the_page_and_in_a_frame_or_open_the_popup(stack: Stack) -> None:
    page = stack.open("numbers.html")
    stack.browser.press_shortcut(CALL)  # nothing is selected
    popup = stack.browser.opened_popup()
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    assert not has_card(page)
    popup.close()
    page.wait("document.hasFocus()", what="the page to have the focus again")
    page.evaluate("(getSelection().selectAllChildren(document.querySelector('#plain')), true)")
    stack.browser.press_shortcut(CALL)
    wait_for_card(page, "+1 415-555-0100")
    page.press("Escape")
    page.evaluate(
        "new Promise(done => { const frame = document.createElement('iframe'); "
        " frame.onload = () => done(true);"
        " frame.srcdoc = '<p>Fax +1 415 555 0177, call +1 415 555 0188<p id=one>+1 415 555 0178';"
        " document.body.prepend(frame); })"
    )
    page.evaluate("(document.querySelector('iframe').contentWindow.focus(), true)")
    wait_until_idle(page)
    stack.browser.press_shortcut(CALL)  # nothing is selected in the frame
    stack.browser.opened_popup().close()
    assert not has_card(page)
    page.evaluate(
        "(() => { const { contentWindow: frame } = document.querySelector('iframe'); frame.focus();"
        " frame.getSelection().selectAllChildren(frame.document.querySelector('#one')); return true; })()"
    )
    stack.browser.press_shortcut(CALL)
    wait_for_card(page, "+1 415-555-0178")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550178"
