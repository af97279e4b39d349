"""The last calls in the popup: in words, by keyboard, and with results that outlive the popup."""

import pytest

from support.e2e_stack import Stack, looks_up_processes, sleeping_host
from support.popup_dial_field import CALLS, place_calls, type_over, wait_for_result
from support.popup_driver import (
    QUESTION,
    RESULT,
    confirm_question,
    open_with_calls,
    open_with_focus,
    opened_with_question,
    wait_until_settled,
)

# The numbers that are not shown as a whole beside the time of an older call.
CUT_NUMBERS = """(() => {
  for (const time of document.querySelectorAll('.calls time')) time.textContent = 'Dec 31, 2025, 12:05 PM';
  return [...document.querySelectorAll('.calls .number')]
    .filter(({ scrollWidth, clientWidth, clientHeight }) => scrollWidth > clientWidth || clientHeight > 30)
    .map(number => number.textContent);
})()"""
CALLER_ID = "document.querySelector('[data-part=caller-id]')"
MOST_TAB_STOPS = 2  # from the dial field to the last calls: the country is between them
UUID = r"/[0-9a-f]{8}-[0-9a-f]{4}-/"


def test_calls_are_listed_in_words_page_by_page_and_called_again(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    place_calls(popup, 32)
    popup.close()
    popup = open_with_calls(stack)
    popup.wait(f"{CALLS}.children.length === 10", what="the newest calls")
    assert not popup.evaluate(f"{UUID}.test({CALLS}.innerText)")
    assert "Placed" in popup.evaluate(f"{CALLS}.firstElementChild.innerText")
    assert popup.evaluate(CUT_NUMBERS) == []
    wait_until_settled(popup, "history")
    for _ in range(MOST_TAB_STOPS):
        popup.press("Tab")
        if popup.evaluate(f"{CALLS}.contains(document.activeElement)"):
            break
    else:
        pytest.fail("the last calls are further than that from the dial field")
    popup.evaluate("(document.querySelector('[data-part=dial]').focus(), true)")
    popup.press("ArrowDown")
    assert popup.evaluate("document.activeElement.title") == "Call +1 415-555-0131 again"
    popup.press("ArrowDown")
    popup.press("ArrowLeft")
    popup.press("Enter")
    popup.wait("!!document.querySelector('.copy-call-id')", what="more about the second call")
    popup.press("ArrowDown")
    popup.press("ArrowUp")
    popup.press("ArrowRight")
    wait_until_settled(popup, "history")
    popup.press("Enter")
    numbers = [post["body"]["phone_number"] for post in stack.wait_for_posts(33)]
    assert numbers[-1] == "14155550130"
    wait_for_result(popup, "success", "+1 415-555-0130")
    wait_for_result(popup, "success", "no phone rings")  # calls go to a simulated Voiso
    popup.evaluate("(document.querySelector('[data-part=history-more]').focus(), true)")
    popup.press("Enter")
    popup.wait(f"{CALLS}.children.length >= 30", what="earlier calls")
    assert popup.evaluate(f"{CALLS}.contains(document.activeElement)")
    type_over(popup, "+1 701 555 0170")  # busy
    popup.press("Enter")
    wait_for_result(popup, "success", "701-555-0170")
    popup.close()
    popup = open_with_calls(stack)
    popup.wait(f"{CALLS}.firstElementChild.innerText.includes('Busy')", what="how the call ended")
    assert len(stack.posts()) == 34, "that was not answered, and is not tried again"
    popup.close()


def test_result_is_shown_after_the_popup_was_closed_and_the_background_stopped(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type("+1 701 555 0162")  # answered late
    popup.press("Enter")
    popup.wait(f"{RESULT}.dataset.kind === 'waiting'", what="the call to be under way")
    stack.wait_for_posts(1)
    popup.close()
    popup = open_with_focus(stack)
    wait_for_result(popup, "success", stack.posts()[0]["call_id"])
    type_over(popup, "+1 701 555 0162")
    popup.press("Enter")
    stack.wait_for_posts(2)
    popup.close()
    stack.browser.stop_background()
    popup = open_with_focus(stack)
    popup.wait(f"['success', 'unknown'].includes({RESULT}.dataset.kind)", what="the outcome")
    popup.close()
    assert len(stack.posts()) == 2


@looks_up_processes
def test_what_has_to_be_confirmed_is_asked_again_after_the_popup_was_closed(stack: Stack) -> None:
    stack.browser.open("about:blank")
    popup = open_with_focus(stack)
    popup.type("+1 900 555 0121")
    with sleeping_host(stack):
        popup.press("Enter")
        popup.wait(f"{RESULT}.dataset.kind === 'waiting'", what="the call to be under way")
        popup.close()
    popup = opened_with_question(stack)
    assert "premium rate" in popup.evaluate(f"{QUESTION}.innerText")
    confirm_question(popup)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "19005550121"
    wait_for_result(popup, "success", post["call_id"])
    popup.close()


def test_caller_id_is_chosen_and_remembered(stack: Stack) -> None:
    settings = stack.launcher.parent / "config.toml"
    original = settings.read_text("utf-8")
    settings.write_text(f'caller_ids = ["442079460000", "14155550199"]\n{original}', "utf-8")
    try:
        stack.browser.open("about:blank")
        popup = open_with_focus(stack)
        popup.wait("!document.querySelector('[data-part=caller-id-line]').hidden", what="the caller IDs")
        popup.wait(f"{CALLER_ID}.textContent === '+44 20 7946 0000+1 415-555-0199'", what="their groups")
        popup.evaluate(f"({CALLER_ID}.focus(), true)")
        popup.press("ArrowDown")
        popup.wait(f"{CALLER_ID}.value === '14155550199'")
        popup.close()
        popup = open_with_focus(stack)
        popup.wait(f"{CALLER_ID}.value === '14155550199'")
        popup.type("+14155550160")
        popup.press("Enter")
        assert stack.wait_for_posts(1)[0]["body"]["caller_id"] == "14155550199"
        popup.close()
    finally:
        settings.write_text(original, "utf-8")
