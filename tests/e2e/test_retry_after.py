"""A call that Voiso wants later: seen while it waits, placed when its time has come, given up by a key."""

import pytest

from support.browser import Page
from support.browser.polling import wait_until

from .conftest import CARD, Stack, card, wait_for_card

SOON = "+1 701 555 0127"  # 429 with a wait of 2 s, then placed
NEVER = "+1 701 555 0129"  # 429 each time
RESULT = "document.querySelector('[data-part=result]')"
LONGER_MS = 3500


def pause(page: Page) -> None:
    page.wait(f"new Promise(done => setTimeout(done, {LONGER_MS}, true))")


def test_it_is_placed_when_its_time_has_come_and_the_card_says_when(line: Stack) -> None:
    page = line.open("answers.html")
    page.click_text(SOON)
    said = wait_for_card(page, "Calling again in")
    assert "too many requests" in said
    page.click_text(SOON)  # a second click is not a second call
    page.click(700, 500)  # and one elsewhere gives nothing up
    wait_until(lambda: len(line.posts()) == 2, "the call to be sent again")
    first, second = line.posts()
    assert (first["status"], second["status"]) == (429, 200)
    assert first["body"] == second["body"]
    wait_for_card(page, second["call_id"])
    pause(page)
    assert len(line.posts()) == 2
    page.close()


def test_after_three_times_the_agent_decides(line: Stack) -> None:
    page = line.open("answers.html")
    page.click_text(NEVER)
    wait_for_card(page, "call again")
    pause(page)
    assert [post["status"] for post in line.posts()] == [429] * 3
    page.close()


@pytest.mark.parametrize("how", ["Escape", "button"])
def test_a_call_that_waits_is_given_up_by_key_and_by_button(line: Stack, how: str) -> None:
    page = line.open("answers.html")
    page.click_text(NEVER)
    wait_for_card(page, "Calling again in")
    page.wait("new Promise(done => setTimeout(done, 500, true))")
    if how == "Escape":
        page.press("Escape")
    else:
        card(page).click("button.other")
    page.wait(f"!document.querySelector({CARD!r})", what="the card to go")
    pause(page)
    assert len(line.posts()) == 1
    page.close()


def test_in_the_popup_it_waits_in_sight_and_is_given_up_by_keyboard(line: Stack) -> None:
    line.browser.open("about:blank")
    popup = line.browser.popup()
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    popup.type(SOON)
    popup.press("Enter")
    popup.wait(f"{RESULT}.textContent.includes('Calling again in')", what="the wait")
    wait_until(lambda: len(line.posts()) == 2, "the call to be sent again")
    popup.wait(f"{RESULT}.dataset.kind === 'placed'", what="the call ID")
    popup.evaluate("(document.querySelector('input').select(), true)")
    popup.type(NEVER)
    popup.press("Enter")
    popup.wait(f"{RESULT}.dataset.kind === 'waiting'", what="the wait")
    for _ in range(10):
        popup.press("Tab")
        if popup.evaluate("document.activeElement.matches('[data-part=cancel]')"):
            break
    popup.press("Enter")
    popup.wait("document.activeElement?.matches('input')", what="the focus to go back")
    pause(popup)
    assert len(line.posts()) == 3
    assert popup.evaluate(f"{RESULT}.hidden") is True
    popup.close()
