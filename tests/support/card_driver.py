"""Finds, reads and presses the card over a page, as a person does."""

from support.browser.interface import Page
from support.browser.page_part import FrameDocument, NoPagePart, PageGone
from support.browser.pending_work import CARD_FRAME, CARD_HOST, wait_until_idle

CARD = CARD_HOST
OPEN_CARD = f"document.querySelector('{CARD}:popover-open')"  # a hidden one may wait for its calls
CALL_BUTTON = "button.primary"
# Longer than the card ignores clicks after it came or moved. No event reports the end of that time, so tests
# wait for so long before they press a button of the card. Only these other times are fixed in tests/e2e:
# those that a person lets pass (`Page.wait_ms`) as part of what is tested, and REST_MS in test_pointer.py,
# for which a page must not scroll to be at rest. A test which shows that something does not happen uses
# `wait_until_idle`.
CLICK_GUARD_MS = 700


def card(page: Page) -> FrameDocument:
    """Return the document of the card over a page; its `evaluate` passes the document."""
    return page.shadow(CARD).frame(CARD_FRAME)


def wait_for_card(page: Page, text: str) -> str:
    """Wait until the card is open, contains `text`, and its animation is over; return its whole text."""
    page.wait(f"!!{OPEN_CARD}", what=f"a card with {text!r}")
    shown = card(page)
    shown.wait(f"root => !!root.body?.textContent.includes({text!r})", f"the card to contain {text!r}")
    shown.wait("root => !root.querySelector('.card').getAnimations().length", "the card's animation to end")
    return shown.text


def wait_for_no_card(page: Page) -> None:
    """Wait until no card is open over the page."""
    page.wait(f"!{OPEN_CARD}", what="the card to go")


def close_card(page: Page) -> None:
    """Close the card, as it may be above the number that is pressed next."""
    page.press("Escape")
    wait_for_no_card(page)


def has_card(page: Page) -> bool:
    """Whether a card is open over the page now."""
    return bool(page.evaluate(f"!!{OPEN_CARD}"))


def offers_call(page: Page) -> bool:
    """Whether a card is open now that has a button to call."""
    return _card_is(page, f"root => !!root.querySelector({CALL_BUTTON!r})")


def shows(page: Page, text: str) -> bool:
    """Whether a card is open now that contains `text`."""
    return _card_is(page, f"root => !!root.body?.textContent.includes({text!r})")


def _card_is(page: Page, function: str) -> bool:
    try:
        return has_card(page) and bool(card(page).evaluate(function))
    except (NoPagePart, PageGone):
        return False  # it comes or goes


def wait_for_settled_card(page: Page) -> None:
    """Wait until the card has a button to call, and takes clicks."""
    wait_for_complete_card(page)
    wait_for_click_guard(page)


def wait_for_complete_card(page: Page) -> None:
    """Wait until the card has a button to call, and nothing is under way that would move it."""
    card(page).wait(f"root => !!root.querySelector({CALL_BUTTON!r})", "a button to call")
    wait_until_idle(page, horizon_ms=0)  # the host's details of a number can move the card


def wait_for_click_guard(page: Page) -> None:
    """Wait until the card takes clicks: it ignores those right after it came or moved."""
    page.wait_ms(CLICK_GUARD_MS)


def click_and_call(page: Page, text: str) -> None:
    """Click a number, for which the card opens, and press the card's button to call it."""
    page.click_text(text)
    press_call(page)


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
