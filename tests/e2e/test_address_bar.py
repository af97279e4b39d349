"""The keyword of the address bar calls a number, in the browser's own address bar."""

import pytest

from support.card_driver import wait_for_card
from support.e2e_stack import Stack
from support.popup_driver import confirm_question, opened_with_question


@pytest.fixture
def stack(windowed_stack: Stack) -> Stack:
    """A real address bar: Chromium needs a display for it."""
    return windowed_stack


def test_a_number_after_the_keyword_is_called_or_asked_about(stack: Stack) -> None:
    page = stack.open("numbers.html")
    stack.browser.enter_address("voiso (415) 555-0190", "Call +1 415-555-0190 · United States")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550190"
    wait_for_card(page, post["call_id"])

    stack.browser.enter_address("voiso +1 900 555 0191", "+1 900-555-0191")
    popup = opened_with_question(stack)  # it may cost extra
    assert len(stack.posts()) == 1
    confirm_question(popup)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == "19005550191"
