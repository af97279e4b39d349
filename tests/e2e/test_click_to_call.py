"""From a click on a page to a call ID: exactly one request to Voiso, and the answer where the agent looks."""

import pytest

from support.card_driver import (
    card,
    click_and_call,
    close_card,
    press_call,
    wait_for_card,
    wait_for_click_guard,
)
from support.e2e_stack import MARKED, Stack, click_settled, settle
from support.popup_dial_field import type_over
from support.popup_driver import NEWEST_CALL, RESULT, open_with_calls, open_with_focus

pytestmark = pytest.mark.usefixtures("one_click")

# From the bottom of a page to its top: a card stands below its number, and those that it covers settle anew.
DISPLAYED = {  # in numbers.html: the number that is dialled
    "+14155550106": "14155550106",
    "+1 415 555 0104": "14155550104",
    "+1 415 5550101": "14155550101",  # <b>+1</b> 415 <i>555</i><wbr>0101
}
OFFERED = {"#link": "14155550112", "#button": "14155550113"}  # to a pointer that rests on it
FAILURES = {  # in answers.html: state in the history, advice, the one next step
    "+1 701 555 0163": ("unknown", "may be ringing", None),
    "+1 701 555 0150": ("unknown", "may be ringing", None),
    "+1 701 555 0125": ("refused", "Agent Panel", "Try again"),
    "+1 701 555 0141": ("refused", "API key", "Open the settings"),
}
CALLS = f"[...{NEWEST_CALL}.parentElement.children]"


def test_click_places_one_call_which_card_and_popup_show(stack: Stack) -> None:
    page = stack.open("numbers.html")
    click_settled(page, "+1 415 555 0100")  # the first click at rest calls, also on a slow machine
    [post] = stack.wait_for_posts(1)
    assert (post["path"], post["status"]) == ("/api/v4/voice/calls", 200)
    assert post["body"] == {"user_id": 1234, "phone_number": "14155550100"}
    assert post["headers"]["content-type"] == "application/json"
    wait_for_card(page, post["call_id"])
    popup = open_with_calls(stack)
    assert popup.evaluate(f"{NEWEST_CALL}.dataset.state") == "placed"
    assert "+1 415-555-0100" in popup.evaluate(f"{NEWEST_CALL}.innerText")
    popup.close()
    assert page.evaluate("seen.clicks") == 0, "a click that dials is hidden from the page"
    assert len(stack.posts()) == 1

    close_card(page)
    stack.browser.stop_background()  # it starts again for a click
    [_, post] = stack.call_settled(page, "+1 415 555 0100", 2)
    wait_for_card(page, post["call_id"])


def test_double_click_places_one_call_under_a_strict_content_security_policy(stack: Stack) -> None:
    page = stack.open("strict.html")
    number = page.rect_of_text("+1 415 555 0140").centre
    settle(page)
    page.click(*number, count=2)
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    assert len(stack.posts()) == 1


def test_numbers_are_dialled_as_displayed(stack: Stack) -> None:
    page = stack.open("numbers.html")
    for calls, (text, digits) in enumerate(DISPLAYED.items(), 1):
        post = stack.call_settled(page, text, calls)[-1]
        assert post["body"]["phone_number"] == digits
        wait_for_card(page, post["call_id"])
        close_card(page)
    click_and_call(page, "+14155550108")  # of two that touch, a person might read another number
    post = stack.wait_for_posts(4)[-1]
    assert post["body"]["phone_number"] == "14155550108"
    wait_for_card(page, post["call_id"])
    close_card(page)
    click_and_call(page, "Call the front desk")  # a link, which is not followed
    post = stack.wait_for_posts(5)[-1]
    assert post["body"]["phone_number"] == "14155550116"
    wait_for_card(page, post["call_id"])
    assert page.evaluate("location.hash") == ""
    close_card(page)

    marks = page.evaluate(MARKED)
    page.evaluate("document.querySelector('#late').append('Now: +1 415 555 0170'), true")
    page.wait(f"{MARKED} === {marks + 1}", what="the new number to be marked")
    assert stack.call_settled(page, "+1 415 555 0170", 6)[-1]["body"]["phone_number"] == "14155550170"
    page.evaluate("document.querySelector('#late').replaceChildren(), true")
    page.wait(f"{MARKED} === {marks}", what="the mark to go")


def test_number_in_a_clickable_element_leaves_the_click_to_the_page(stack: Stack) -> None:
    page = stack.open("numbers.html")
    for calls, (inside, digits) in enumerate(OFFERED.items(), 1):
        page.move(*page.rect(f"{inside} > *").centre)
        press_call(page)
        post = stack.wait_for_posts(calls, inside)[-1]
        assert post["body"]["phone_number"] == digits
        wait_for_card(page, post["call_id"])
        close_card(page)
    assert page.evaluate("seen.clicks") == 0
    for clicks, inside in enumerate(("link", "button", "row", "own-pointer"), 1):
        page.click_text(page.evaluate(f"document.querySelector('#{inside}').textContent"))
        page.wait(f"seen.clicks === {clicks}", what=f"the page to get its click in {inside}")
    assert stack.call_settled(page, "+1 415 555 0103", 3)[-1]["body"]["phone_number"] == "14155550103"


def test_failed_call_shows_advice_on_card_and_in_popup(stack: Stack) -> None:
    page = stack.open("answers.html")
    states: list[str] = []  # of the calls, the oldest first
    for number, (state, advice, step) in FAILURES.items():
        states.append(state)
        stack.call_settled(page, number, len(states))
        text = wait_for_card(page, advice)
        steps = [it for it in ("Open the settings", "Try again") if it in text]
        assert steps == ([step] if step else []), number
        reasons = card(page).evaluate("root => root.querySelector('.reasons').textContent")
        # Not why the text is a number.
        assert reasons.startswith("The cause, for your administrator: "), number
        assert len(stack.posts()) == len(states), "nothing is redialled automatically"
        if step == "Try again":
            wait_for_click_guard(page)
            card(page).click("button.secondary")
            states.append(state)
            stack.wait_for_posts(len(states), number)
            wait_for_card(page, advice)
        close_card(page)
    popup = open_with_calls(stack)
    newest = popup.evaluate(f"{CALLS}.slice(0, {len(states)}).map(call => call.dataset.state)")
    assert newest == states[::-1]
    popup.close()


def test_popup_dials_typed_numbers_by_keyboard_alone(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type("415 555 0160")
    popup.wait("document.body.innerText.includes('+1 415-555-0160')", what="the number to be parsed")
    popup.press("Enter")
    [post] = stack.wait_for_posts(1)
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    assert post["body"] == {"user_id": 1234, "phone_number": "14155550160"}

    type_over(popup, "+1 900 555 0121")
    popup.press("Enter")
    popup.wait("document.activeElement.matches('[data-part=cancel]')", what="the focus to be on Cancel")
    wait_for_click_guard(popup)
    assert len(stack.posts()) == 1
    popup.press("Tab")
    popup.press("Enter")
    [_, post] = stack.wait_for_posts(2)
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    assert popup.evaluate(f"document.activeElement === {RESULT}")
    popup.press("Tab")
    assert popup.evaluate("document.activeElement.dataset.part") == "copy"
    popup.close()
