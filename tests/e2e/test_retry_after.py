"""A call that Voiso refuses for now (429 with Retry-After): shown as waiting, retried, or cancelled."""

import pytest

from support.browser.cdp_page import ChromiumPage
from support.browser.interface import Page
from support.browser.page_part import FrameDocument
from support.browser.pending_work import CARD_FRAME, wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import (
    CALL_BUTTON,
    CARD,
    card,
    close_card,
    wait_for_card,
    wait_for_click_guard,
    wait_for_no_card,
)
from support.e2e_stack import Stack, press_until_called
from support.offered_number import REFUSED
from support.popup_dial_field import CALL, type_over
from support.popup_driver import RESULT, open_with_focus, wait_until_settled

pytestmark = pytest.mark.usefixtures("one_click")

PLACED_ON_RETRY = "+1 701 555 0127"  # 429, then placed
ALWAYS_REFUSED = "+1 701 555 0129"  # 429 each time
CANCELLED = "Cancelled. Nothing was dialled."
PLACED = "+1 415 555 0150"
CARD_IN_DIALOG = f"dialog:last-of-type > {CARD.rpartition(' ')[2]}"
SHOW_IN_DIALOG = """
(() => {
  const text = [...document.querySelectorAll('p')].find(it => it.textContent.includes(NUMBER));
  const dialog = document.createElement('dialog');
  dialog.style.cssText = 'padding-top: 300px';
  dialog.append(text);
  document.body.append(dialog);
  dialog.showModal();
  return true;
})()
"""
SHORT_WAIT_S = 1
WAIT_S = 5  # long enough for a look at the card and two clicks on a slow machine
LONG_WAIT_S = 60  # long enough to cancel a call on a slow machine


def horizon_ms(wait_s: int) -> int:
    """Return the horizon within which a call that waits would be sent again."""
    return (wait_s + 1) * 1000


def test_call_is_retried_after_the_wait_that_the_card_shows_and_at_most_twice(stack: Stack) -> None:
    page = stack.open("answers.html")
    stack.retry_after.seconds = SHORT_WAIT_S
    press_until_called(page, lambda: page.rect_of_text(ALWAYS_REFUSED).centre, lambda: bool(stack.posts()))
    wait_until_idle(page, horizon_ms(SHORT_WAIT_S))
    wait_for_card(page, "call again")
    assert [post["status"] for post in stack.posts()] == [429] * 3
    close_card(page)

    stack.retry_after.seconds = WAIT_S
    stack.call_settled(page, PLACED_ON_RETRY, 4)
    text = wait_for_card(page, "Calling again in")
    assert "too many requests" in text
    page.click_text(PLACED_ON_RETRY)  # a second click is not a second call
    page.click(700, 500)  # a click elsewhere does not cancel it
    wait_until_idle(page, horizon_ms=0)
    assert len(stack.posts()) == 4, "the call still waits"
    wait_until(lambda: len(stack.posts()) == 5, "the call to be sent again")
    first, second = stack.posts()[3:]
    assert (first["status"], second["status"]) == (429, 200)
    assert first["body"] == second["body"]
    wait_for_card(page, second["call_id"])
    wait_until_idle(page)
    assert len(stack.posts()) == 5


def wait_in_dialog(page: Page, number: str) -> FrameDocument:
    """Call a number in a modal dialog; return the document of its card, which waits to call again."""
    page.evaluate(SHOW_IN_DIALOG.replace("NUMBER", repr(number)))
    page.click_text(number)
    page.wait(f"!!document.querySelector({CARD_IN_DIALOG!r})", what="the card in the dialog")
    shown = page.shadow(CARD_IN_DIALOG).frame(CARD_FRAME)
    shown.wait("root => !!root.querySelector('.primary, .secondary')", "an offer, or the wait")
    if shown.evaluate(f"root => !!root.querySelector({CALL_BUTTON!r})"):  # the dialog has just come
        wait_until_idle(page, horizon_ms=0)
        wait_for_click_guard(page)
        shown.click(CALL_BUTTON)
    shown.wait("root => !!root.body?.textContent.includes('Calling again in')", "the wait")
    return shown


def test_call_from_a_dialog_is_shown_when_that_closes_and_leaves_the_page_usable_when_that_goes(
    stack: Stack,
) -> None:
    page = stack.open("answers.html")
    stack.retry_after.seconds = LONG_WAIT_S if isinstance(page, ChromiumPage) else WAIT_S
    shown = wait_in_dialog(page, ALWAYS_REFUSED)
    page.evaluate("(document.querySelector('dialog').close(), true)")
    if isinstance(page, ChromiumPage):
        wait_for_card(page, "Calling again in")
        close_card(page)
    else:  # would load the card anew if it moved it: it is hidden
        shown.wait("root => root.body.textContent.includes('call again')", "the wait to end")
        assert len(stack.posts()) == 1, "what cannot be seen is not sent again"
    stack.retry_after.seconds = LONG_WAIT_S
    wait_in_dialog(page, ALWAYS_REFUSED)
    page.evaluate("(document.querySelector('dialog:modal').remove(), true)")  # with the card, which waits
    page.click_text(PLACED)
    wait_for_card(page, "+1 415-555-0150")


def test_waiting_call_is_cancelled_by_escape_by_button_and_for_another_number(stack: Stack) -> None:
    stack.retry_after.seconds = LONG_WAIT_S
    page = stack.open("answers.html")
    for calls, means in enumerate(("Escape", "button"), 1):
        stack.call_settled(page, ALWAYS_REFUSED, calls)
        wait_for_card(page, "Calling again in")
        wait_for_click_guard(page)
        if means == "Escape":
            page.press("Escape")
        else:
            card(page).click("button.secondary")
            wait_for_card(page, CANCELLED)
            page.click(700, 500)
        wait_for_no_card(page)
        wait_until_idle(page, horizon_ms(LONG_WAIT_S))
        assert len(stack.posts()) == calls, means
    stack.call_settled(page, ALWAYS_REFUSED, 3)
    wait_for_card(page, "Calling again in")
    page.click_text(REFUSED)  # above the card
    wait_for_card(page, "The call to +1 701-555-0129 was cancelled.")


def test_popup_shows_the_wait_and_cancels_it_for_another_number_and_by_keyboard(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type(PLACED_ON_RETRY)
    popup.evaluate(
        "void new MutationObserver(() => {"
        f" window.isWaitShown ||= {RESULT}.textContent.includes('Calling again in');"
        f" }}).observe({RESULT}, {{ childList: true, subtree: true, characterData: true }})"
    )
    popup.press("Enter")
    wait_until(lambda: len(stack.posts()) == 2, "the call to be sent again")
    popup.wait(f"{RESULT}.dataset.kind === 'success'", what="the call ID")
    assert popup.evaluate("window.isWaitShown") is True
    popup.evaluate("(document.querySelector('input').select(), true)")
    stack.retry_after.seconds = LONG_WAIT_S
    popup.type(ALWAYS_REFUSED)
    popup.press("Enter")
    popup.wait(f"!!{RESULT}.querySelector('[data-part=cancel]')", what="the wait")
    wait_until_settled(popup, "history")
    popup.click(*popup.rect("[data-part=history] .number").centre)
    popup.wait(f"{RESULT}.innerText === {CANCELLED!r}", what="what became of the call that waited")
    popup.wait(f"!{CALL}.disabled", what="the call to the other number to be possible")
    wait_until_idle(popup, horizon_ms(LONG_WAIT_S))
    assert len(stack.posts()) == 3
    type_over(popup, ALWAYS_REFUSED)
    popup.press("Enter")
    popup.wait(f"!!{RESULT}.querySelector('[data-part=cancel]')", what="the wait")
    for _ in range(10):
        popup.press("Tab")
        if popup.evaluate("document.activeElement.matches('[data-part=cancel]')"):
            break
    else:
        pytest.fail("Cancel was not reached with Tab")
    wait_until_settled(popup, "result")
    popup.press("Enter")
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus again")
    wait_until_idle(popup, horizon_ms(LONG_WAIT_S))
    assert len(stack.posts()) == 4
    assert popup.evaluate(f"{RESULT}.innerText") == CANCELLED
    popup.close()
