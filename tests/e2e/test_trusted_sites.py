"""Where one click calls, and where it only opens the card: there the agent presses the button to call."""

import pytest

from support.browser.firefox_popup import EVENTS
from support.browser.interface import Page
from support.browser.marionette_frame import in_frame
from support.browser.marionette_page import FirefoxPage
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    card,
    click_and_call,
    close_card,
    has_card,
    press_call,
    wait_for_card,
    wait_for_click_guard,
    wait_for_no_card,
)
from support.e2e_stack import Stack, click_settled, press_until_called
from support.popup_driver import QUESTION, RESULT, confirm_question, opened_with_question

NUMBER, DIALLED = "+1 415 555 0800", "14155550800"
PREMIUM, PREMIUM_DIALLED = "+1 900 555 0121", "19005550121"
FRAMES = {  # the frame in trust-frames.html: its number on the card
    "#same-site": "+1 415-555-0820",
    "#other-site": "+1 415-555-0820",
    "#sandboxed": "+1 415-555-0821",
    "#unseen": "+1 415-555-0822",
}
IN_TEXT = (40, 10)  # a point of a frame's number, from the frame's corner, in CSS pixels
LINKS = {"#other": "+1 415-555-0812", "#named": "+1 415-555-0811"}  # the host refuses the first


def click_in_frame(page: Page, frame: str) -> None:
    """Click the number in a frame. WebDriver's events reach no frame of another process of Firefox."""
    box = page.rect(frame)
    if isinstance(page, FirefoxPage) and frame == "#other-site":
        index = list(FRAMES).index(frame)
        context = f"gBrowser.selectedBrowser.browsingContext.children[{index}]"
        steps = [
            f"events.synthesizeMouseAtPoint({IN_TEXT[0]}, {IN_TEXT[1]}, {{ type: {kind!r} }}, window);"
            for kind in ("mousemove", "mousedown", "mouseup")
        ]
        in_frame(page.browser, context, EVENTS + "".join(steps), "system")
    else:
        page.click(box.x + IN_TEXT[0], box.y + IN_TEXT[1])


def press_answer(page: Page, index: int) -> None:
    """Press Yes (0) or No (1) of the question that the card asks after a call."""
    card(page).wait("root => !!root.querySelector('.question button')", "the question")
    wait_until_idle(page, horizon_ms=0)
    wait_for_click_guard(page)
    card(page).click(f".question button:nth-child({index + 1})")


def test_click_opens_the_card_and_one_press_calls(stack: Stack) -> None:
    page = stack.open("trust.html")
    number = page.rect_of_text(NUMBER).centre
    page.evaluate("(window.presses = 0, addEventListener('pointerdown', () => { presses++ }, true), true)")
    page.double_click(*number, pause_ms=400)  # the card gets the focus in between, and loses it again
    page.wait("presses === 2", what="the second press")
    wait_until_idle(page)
    assert has_card(page)
    page.click(700, 500)  # the selected text would keep clicks from the card
    wait_for_no_card(page)

    page.click(*number, count=2)  # a double click, which selects text elsewhere
    wait_for_card(page, "+1 415-555-0800")
    wait_until_idle(page)
    assert stack.posts() == []
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == DIALLED
    assert post["call_id"] in wait_for_card(page, "one click")
    press_answer(page, 1)  # No: it is not asked again
    wait_until_idle(page)
    page.click(700, 500)
    wait_for_no_card(page)
    click_and_call(page, NUMBER)
    [_, post] = stack.wait_for_posts(2)
    text = wait_for_card(page, post["call_id"])
    assert not card(page).evaluate("root => !!root.querySelector('.question')"), text


def test_click_calls_at_once_where_the_agent_allows_it(stack: Stack) -> None:
    page = stack.open("trust.html")
    click_and_call(page, NUMBER)
    press_answer(page, 0)
    wait_for_card(page, "one click calls here")
    assert card(page).evaluate("root => root.activeElement.matches('.card')"), "the pressed button has gone"
    wait_until_idle(page)
    close_card(page)
    [_, post] = stack.call_settled(page, NUMBER, 2)
    assert post["body"]["phone_number"] == DIALLED
    text = wait_for_card(page, post["call_id"])
    assert "one click" not in text, "the agent has decided"
    close_card(page)
    link = page.rect("#same").centre  # it reads as its number
    press_until_called(page, lambda: link, lambda: len(stack.posts()) == 3)
    [_, _, post] = stack.posts()
    assert post["body"]["phone_number"] == "14155550810"
    wait_for_card(page, post["call_id"])
    close_card(page)
    click_settled(page, PREMIUM)  # one that may cost extra is asked about nevertheless
    wait_for_card(page, "Confirm it in the Click-to-Call window")
    popup = opened_with_question(stack)
    assert len(stack.posts()) == 3
    popup.close()


@pytest.mark.usefixtures("one_click")
def test_number_in_a_frame_is_offered_in_the_top_frame_and_never_called(stack: Stack) -> None:
    page = stack.open("trust-frames.html")
    for frame, number in FRAMES.items():
        click_in_frame(page, frame)
        wait_for_card(page, number)
        wait_until_idle(page)
        assert stack.posts() == [], frame
        if frame != list(FRAMES)[-1]:
            close_card(page)
    assert page.evaluate("seen.clicks") == 0, "the button below the frame was not clicked"
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550822"


@pytest.mark.usefixtures("one_click")
def test_link_that_reads_differently_is_offered_and_never_called_at_once(stack: Stack) -> None:
    page = stack.open("trust.html")
    for link, number in LINKS.items():
        page.click(*page.rect(link).centre)
        wait_for_card(page, number)
        wait_until_idle(page)
        assert stack.posts() == [], link
        if link != list(LINKS)[-1]:
            close_card(page)  # it is above the next link
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550811"
    wait_for_card(page, post["call_id"])
    close_card(page)
    click_settled(page, "17")  # "+1 415 555 0816/17": only the last digits are written
    wait_for_card(page, "+1 415-555-0817")
    wait_until_idle(page)
    assert len(stack.posts()) == 1
    press_call(page)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550817"


def test_costly_number_is_confirmed_in_the_popup_alone(stack: Stack) -> None:
    page = stack.open("answers.html")
    click_and_call(page, PREMIUM)
    popup = opened_with_question(stack)
    wait_for_card(page, "Confirm it in the Click-to-Call window")
    assert not card(page).evaluate("root => !!root.querySelector('.primary')"), "the card cannot confirm"
    text = popup.evaluate(f"{QUESTION}.innerText")
    assert "+1 900-555-0121" in text
    assert "premium rate" in text
    assert stack.url.rstrip("/") in text
    assert stack.posts() == []
    confirm_question(popup)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == PREMIUM_DIALLED
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    popup.close()
