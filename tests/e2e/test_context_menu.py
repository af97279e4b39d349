"""The browser's own context menu: a selected number is called where one click calls, all else is offered."""

import pytest

from support.browser.interface import Page
from support.card_driver import press_call, wait_for_card
from support.e2e_stack import Stack


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
def test_menu_calls_a_selected_number_where_one_click_calls(stack: Stack) -> None:
    page = stack.open("numbers.html")
    call_selection(page, "+1 415 555 0100")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100"
    wait_for_card(page, post["call_id"])


def test_menu_offers_a_selected_number_on_other_sites(stack: Stack) -> None:
    page = stack.open("numbers.html")
    call_selection(page, "+1 415 555 0100")
    wait_for_card(page, "+1 415-555-0100")
    assert stack.posts() == []
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550100"


@pytest.mark.usefixtures("one_click")
def test_menu_reads_a_selection_in_the_region_of_the_page(stack: Stack) -> None:
    page = stack.open("country.html?lang=de-AT")
    call_selection(page, "0171 5550123")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "431715550123"


@pytest.mark.usefixtures("one_click")
def test_menu_offers_a_tel_link(stack: Stack) -> None:
    page = stack.open("numbers.html")
    page.context_menu(*page.rect_of_text("Call the front desk").centre, "Call this number")
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550116"
    wait_for_card(page, post["call_id"])


@pytest.mark.parametrize(("text", "digits"), [("By SIP", "14155550704"), ("Call to plainly", "14155550712")])
def test_menu_offers_links_of_other_schemes(stack: Stack, text: str, digits: str) -> None:
    page = stack.open("links.html")
    page.context_menu(*page.rect_of_text(text).centre, "Call this number")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == digits


def test_menu_of_a_page_opens_the_popup_with_its_numbers(stack: Stack) -> None:
    page = stack.open("numbers.html")
    page.context_menu(900, 400, "Call a number from this page", entries_below=2)
    popup = stack.browser.opened_popup()
    popup.wait("!document.querySelector('[data-part=onpage]').hidden", what="the page's numbers")
