"""Sample pages of many kinds: exactly their numbers are marked, and a click on one calls it."""

import pytest

from support.card_driver import click_and_call, wait_for_card, wait_for_no_card
from support.e2e_stack import SAMPLE_PAGES, Stack, wait_until_marked

HTML = "document.documentElement"


@pytest.mark.parametrize("name", SAMPLE_PAGES)
def test_sample_page_is_marked_as_expected_and_its_number_called(stack: Stack, name: str) -> None:
    page = stack.open(f"varied/{name}")
    page.evaluate(f"(window.markup = {HTML}.outerHTML, true)")
    marks = page.evaluate(f"{HTML}.dataset.marks")
    if marks is not None:  # of the long list only those near the viewport are marked
        assert wait_until_marked(page) == int(marks)
    called = page.evaluate(f"{HTML}.dataset.call")
    click_and_call(page, called)
    wait_for_card(page, "ID")
    [post] = stack.wait_for_posts(1)
    digits = "".join(filter(str.isdecimal, called)).removeprefix("0")
    assert post["body"]["phone_number"].endswith(digits)
    page.press("Escape")
    wait_for_no_card(page)
    page.move(1, 1)
    page.wait("!document.querySelector('[data-voiso-call]')", what="the hand cursor to go")
    if not page.evaluate(f"{HTML}.outerHTML === markup"):  # the long list is slow to send
        assert page.evaluate(f"{HTML}.outerHTML") == page.evaluate("markup")
    assert [error for error in page.console_errors() if "favicon" not in error] == []
