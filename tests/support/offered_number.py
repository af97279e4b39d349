"""A number that the card of a test page offers, and the proof that its button calls it after an attack."""

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    card,
    close_card,
    has_card,
    press_call,
    wait_for_card,
    wait_for_click_guard,
    wait_for_complete_card,
)
from support.e2e_stack import Stack

NUMBER, DIALLED = "+1 415 555 0150", "14155550150"
REFUSED, DIALLED_REFUSED = "+1 701 555 0125", "17015550125"  # Voiso calls nobody: the agent is not available
CALL_OR_TRY_AGAIN = "button.primary, button.secondary"


def open_offer_card(stack: Stack, script: str = "") -> Page:
    """Open a page, run a script in it, and click a number, which the card then offers to call."""
    page = open_page(stack, script)
    offer_number(page)
    wait_for_click_guard(page)
    return page


def open_page(stack: Stack, script: str = "") -> Page:
    """Open the page with the number, and run a script in it."""
    page = stack.open("answers.html")
    page.evaluate(f"(() => {{ {script} }})(), true")
    return page


def offer_number(page: Page) -> None:
    """Close the card of an earlier attack, and click the number, which the card then offers to call.

    Clicks count in it after `wait_for_click_guard`.
    """
    if has_card(page):
        close_card(page)
    page.click_text(NUMBER)
    wait_for_complete_card(page)


def assert_press_counts(stack: Stack, page: Page, calls: int = 1) -> None:
    """Press the button of the card, opened again if the press elsewhere has closed it.

    It is the only call of the test, or the last one of so many.
    """
    if not has_card(page):
        page.click_text(NUMBER)
    press_call(page)
    post = stack.wait_for_posts(calls)[-1]
    assert post["body"]["phone_number"] == DIALLED
    wait_for_card(page, post["call_id"])  # before that, the number is not offered again


def offer_again_and_again(page: Page) -> Point:
    """Offer a number that Voiso refuses to call: the card stays and offers to try again; return where.

    So presses on one card can be attacked one after the other, each with the proof that the next one counts.
    """
    if not has_card(page) or not card(page).evaluate(f"root => !!root.querySelector({CALL_OR_TRY_AGAIN!r})"):
        if has_card(page):
            close_card(page)
        page.click_text(REFUSED)
    card(page).wait(f"root => !!root.querySelector({CALL_OR_TRY_AGAIN!r})", "a button that calls")
    wait_until_idle(page, horizon_ms=0)
    return card(page).rect(CALL_OR_TRY_AGAIN).centre


def assert_press_tries(stack: Stack, page: Page) -> None:
    """Press the button that calls: it is tried once more, and the card offers to try again."""
    calls = len(stack.posts()) + 1
    place = offer_again_and_again(page)
    wait_for_click_guard(page)
    page.click(*place)
    assert stack.wait_for_posts(calls)[-1]["body"]["phone_number"] == DIALLED_REFUSED
    card(page).wait("root => root.querySelector('.card').dataset.state === 'failed'", "the refusal")
