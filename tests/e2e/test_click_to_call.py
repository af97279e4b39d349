"""From a click on a page to a call ID: exactly one request to Voiso, and the answer where the agent looks."""

import pytest

from support.card_driver import card, click_and_call, press_call, wait_for_card, wait_for_click_guard
from support.e2e_stack import MARKED, Stack, click_settled, settle
from support.popup_driver import (
    NEWEST_CALL,
    QUESTION,
    RESULT,
    confirm_question,
    open_with_calls,
    open_with_focus,
    opened_with_question,
)

pytestmark = pytest.mark.usefixtures("one_click")

FAILURES = {  # number: state in the history, advice, the one next step
    "+1 701 555 0141": ("refused", "API key", "Open the settings"),
    "+1 701 555 0125": ("refused", "Agent Panel", "Try again"),
    "+1 701 555 0150": ("unknown", "may be ringing", None),
    "+1 701 555 0163": ("unknown", "may be ringing", None),
}


def test_click_places_one_call_which_card_and_popup_show(stack: Stack) -> None:
    page = stack.open("numbers.html")
    click_settled(page, "+1 415 555 0100")
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


def test_number_is_dialled_under_a_strict_content_security_policy(stack: Stack) -> None:
    page = stack.open("strict.html")
    click_settled(page, "+1 415 555 0140")
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+1 415 5550101", "14155550101"),  # <b>+1</b> 415 <i>555</i><wbr>0101
        ("+1 415 555 0104", "14155550104"),
        ("+14155550106", "14155550106"),
    ],
)
def test_split_and_adjacent_numbers_are_dialled_as_displayed(stack: Stack, text: str, digits: str) -> None:
    page = stack.open("numbers.html")
    click_settled(page, text)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == digits


def test_number_that_touches_another_is_dialled_by_the_card(stack: Stack) -> None:
    page = stack.open("numbers.html")
    click_and_call(page, "+14155550108")  # of the two, a person might read another number
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550108"


def test_tel_link_is_dialled_and_not_followed(stack: Stack) -> None:
    page = stack.open("numbers.html")
    page.click_text("Call the front desk")
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550116"
    wait_for_card(page, post["call_id"])
    assert page.evaluate("location.hash") == ""


def test_double_click_places_one_call(stack: Stack) -> None:
    page = stack.open("numbers.html")
    number = page.rect_of_text("+1 415 555 0100").centre
    settle(page)
    page.click(*number, count=2)
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    assert len(stack.posts()) == 1


def test_number_in_a_clickable_element_leaves_the_click_to_the_page(stack: Stack) -> None:
    page = stack.open("numbers.html")
    for clicks, inside in enumerate(("link", "button", "row", "own-pointer"), 1):
        page.click_text(page.evaluate(f"document.querySelector('#{inside}').textContent"))
        page.wait(f"seen.clicks === {clicks}", what=f"the page to get its click in {inside}")
    stack.click_and_expect_one_call(page, "+1 415 555 0103")


@pytest.mark.parametrize(("inside", "digits"), [("link", "14155550112"), ("button", "14155550113")])
def test_number_in_a_clickable_element_is_offered_to_a_resting_pointer(
    stack: Stack, inside: str, digits: str
) -> None:
    page = stack.open("numbers.html")
    page.move(*page.rect(f"#{inside} > *").centre)
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == digits
    assert page.evaluate("seen.clicks") == 0


@pytest.mark.parametrize("number", list(FAILURES))
def test_failed_call_shows_advice_on_card_and_in_popup(stack: Stack, number: str) -> None:
    state, advice, step = FAILURES[number]
    page = stack.open("answers.html")
    click_settled(page, number)
    stack.wait_for_posts(1)
    text = wait_for_card(page, advice)
    assert [it for it in ("Open the settings", "Try again") if it in text] == ([step] if step else [])
    reasons = card(page).evaluate("root => root.querySelector('.reasons').textContent")
    assert reasons.startswith("The cause, for your administrator: ")  # not why the text is a number
    assert len(stack.posts()) == 1, "nothing is redialled automatically"
    if step == "Try again":
        wait_for_click_guard(page)
        card(page).click("button.secondary")
        stack.wait_for_posts(2)
        wait_for_card(page, advice)
    popup = open_with_calls(stack)
    assert popup.evaluate(f"{NEWEST_CALL}.dataset.state") == state
    popup.close()


def test_premium_number_is_dialled_after_confirmation_in_the_popup(stack: Stack) -> None:
    page = stack.open("answers.html")
    click_settled(page, "+1 900 555 0121")
    wait_for_card(page, "Confirm it in the Voiso window")
    popup = opened_with_question(stack)
    assert "premium rate" in popup.evaluate(f"{QUESTION}.innerText")
    assert stack.posts() == []
    confirm_question(popup)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "19005550121"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    popup.close()


def test_popup_dials_a_typed_number_by_keyboard_alone(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type("415 555 0160")
    popup.wait("document.body.innerText.includes('+1 415-555-0160')", what="the number to be parsed")
    popup.press("Enter")
    [post] = stack.wait_for_posts(1)
    popup.wait(
        f"{RESULT}.textContent.includes({post['call_id']!r})",
        what="the popup to show the call ID",
    )
    assert post["body"] == {"user_id": 1234, "phone_number": "14155550160"}
    popup.close()


def test_popup_confirms_and_copies_the_call_id_by_keyboard_alone(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type("+1 900 555 0121")
    popup.press("Enter")
    popup.wait("document.activeElement.matches('[data-part=cancel]')", what="the focus to be on Cancel")
    wait_for_click_guard(popup)
    popup.press("Tab")
    popup.press("Enter")
    [post] = stack.wait_for_posts(1)
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    assert popup.evaluate(f"document.activeElement === {RESULT}")
    popup.press("Tab")
    assert popup.evaluate("document.activeElement.dataset.part") == "copy"
    popup.close()


def test_stopped_background_starts_again_for_a_click(stack: Stack) -> None:
    page = stack.open("numbers.html")
    stack.browser.stop_background()
    click_settled(page, "+1 415 555 0100")
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])


def test_added_numbers_are_marked_and_removed_ones_unmarked(stack: Stack) -> None:
    page = stack.open("numbers.html")
    marks = page.evaluate(MARKED)
    page.evaluate("document.querySelector('#late').append('Now: +1 415 555 0170'), true")
    page.wait(f"{MARKED} === {marks + 1}", what="the new number to be marked")
    stack.click_and_expect_one_call(page, "+1 415 555 0170")
    page.evaluate("document.querySelector('#late').replaceChildren(), true")
    page.wait(f"{MARKED} === {marks}", what="the mark to go")
