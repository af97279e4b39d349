"""The browser's own context menu: a selected number is called where one click calls, all else is offered."""

import pytest

from support.browser.interface import Page
from support.card_driver import close_card, press_call, wait_for_card
from support.e2e_stack import Stack

LINKS = {"By SIP": "14155550704", "Call to plainly": "14155550712"}  # of other schemes than tel:


@pytest.fixture
def stack(windowed_stack: Stack) -> Stack:
    """Firefox headless; Chromium, whose menu is a native window, on an X display of its own."""
    return windowed_stack


def call_selection(page: Page, text: str) -> None:
    """Select a text with the mouse and choose the menu's entry for it."""
    box = page.rect_of_text(text)
    middle = box.y + box.height / 2
    page.drag((box.x + 1, middle), (box.x + box.width - 1, middle))
    page.context_menu(*box.centre, f"Call “{text}”")


@pytest.mark.usefixtures("one_click")
def test_menu_calls_a_selected_number_where_one_click_calls_and_offers_all_else(stack: Stack) -> None:
    page = stack.open("country.html?lang=de-AT")
    page.context_menu(*page.rect_of_text("Call the front desk").centre, "Call this number")
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550174"
    wait_for_card(page, post["call_id"])
    close_card(page)

    call_selection(page, "+1 415 555 0171")
    [_, post] = stack.wait_for_posts(2)
    assert post["body"]["phone_number"] == "14155550171"
    wait_for_card(page, post["call_id"])
    close_card(page)
    call_selection(page, "0171 5550123")  # read in the region of the page
    press_call(page)
    [_, _, post] = stack.wait_for_posts(3)
    assert post["body"]["phone_number"] == "431715550123"
    wait_for_card(page, post["call_id"])
    close_card(page)

    page.evaluate("(getSelection().removeAllRanges(), true)")
    page.context_menu(900, 400, "Call a number from this page", entries_below=2)
    popup = stack.browser.opened_popup()
    popup.wait("!document.querySelector('[data-part=onpage]').hidden", what="the page's numbers")


def test_menu_offers_a_selected_number_and_links_on_other_sites(stack: Stack) -> None:
    page = stack.open("links.html")
    for calls, (text, digits) in enumerate(LINKS.items(), 1):
        page.context_menu(*page.rect_of_text(text).centre, "Call this number")
        press_call(page)
        post = stack.wait_for_posts(calls, text)[-1]
        assert post["body"]["phone_number"] == digits
        wait_for_card(page, post["call_id"])
        close_card(page)
    call_selection(page, "+1 415 555 0711")
    wait_for_card(page, "+1 415-555-0711")
    assert len(stack.posts()) == len(LINKS)
    press_call(page)
    assert stack.wait_for_posts(len(LINKS) + 1)[-1]["body"]["phone_number"] == "14155550711"
