"""Finds, reads and presses the card over a page, as a person does."""

from support.browser.interface import Page, ShadowRootHandle
from support.browser.pending_work import wait_until_idle

CARD = "html > [popover]"  # the element that hosts the card's closed shadow root
CALL_BUTTON = "button.primary"
# Longer than the card ignores clicks after it came or moved. No event reports the end of that time, so tests
# wait for so long before they press a button of the card. Only these other times are fixed in tests/e2e:
# HIDDEN_MS in test_clickjacking.py is part of an attack, REST_MS in test_pointer.py is how long a page must
# not scroll to be at rest. A test which shows that something does not happen uses `wait_until_idle`.
CLICK_GUARD_MS = 450


def card(page: Page) -> ShadowRootHandle:
    """Return the card over a page."""
    return page.shadow(CARD)


def wait_for_card(page: Page, text: str) -> str:
    """Wait until the card contains `text` and its animation is over; return its whole text."""
    shown = card(page)
    shown.wait(f"root => root.textContent.includes({text!r})", f"the card to contain {text!r}")
    shown.wait("root => !root.querySelector('.card').getAnimations().length", "the card's animation to end")
    return shown.text


def wait_for_no_card(page: Page) -> None:
    """Wait until there is no card over the page."""
    page.wait(f"!document.querySelector({CARD!r})", what="the card to go")


def has_card(page: Page) -> bool:
    """Whether there is a card over the page now."""
    return bool(page.evaluate(f"!!document.querySelector({CARD!r})"))


def wait_for_settled_card(page: Page) -> None:
    """Wait until the card has a button to call, and takes clicks."""
    card(page).wait(f"root => !!root.querySelector({CALL_BUTTON!r})", "a button to call")
    wait_until_idle(page, horizon_ms=0)  # the host's details of a number can move the card
    wait_for_click_guard(page)


def wait_for_click_guard(page: Page) -> None:
    """Wait until the card takes clicks: it ignores those right after it came or moved."""
    page.wait(f"new Promise(done => setTimeout(done, {CLICK_GUARD_MS}, true))")


def press_call(page: Page) -> None:
    """Press the card's button to call, when the card takes clicks."""
    wait_for_settled_card(page)
    card(page).click(CALL_BUTTON)


def hover(page: Page, text: str) -> None:
    """Rest the pointer on a text."""
    page.move(*page.rect_of_text(text).centre)


def open_offer(page: Page, text: str) -> None:
    """Rest the pointer on a number until its card is there, and open the card's details."""
    hover(page, text)
    card(page).wait("root => !!root.querySelector('.more, .primary')", "a card")
    if not card(page).evaluate("root => !!root.querySelector('.primary')"):
        wait_for_click_guard(page)
        card(page).click(".more")
    card(page).wait("root => !!root.querySelector('.primary')", "an offer")
