"""Where no numbers are marked: on a site or in a text by choice of the agent, on a page that opts out."""

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    CARD,
    card,
    click_and_call,
    has_card,
    hover,
    open_offer,
    wait_for_card,
    wait_for_click_guard,
)
from support.e2e_stack import MARKED, Stack
from support.popup_driver import DETECTION_SWITCH, open_with_site

IGNORED = "+1 415 555 0172"  # an order number in the form of a phone number
NATIONAL = "(415) 555-0170"
LONDON = "020 7946 0958"  # valid in GB, not in the default region
LISTED = "[...document.querySelectorAll('[data-part=onpage-list] > li')].map(row => row.textContent)"
MARKED_TEXTS = "[...CSS.highlights.get('voiso-call') ?? []].map(range => range.startContainer.data)"


def switch_detection(stack: Stack, *, on: bool) -> None:
    """Switch detection on this site on or off in the popup, by keyboard."""
    popup = open_with_site(stack)
    assert popup.evaluate(f"{DETECTION_SWITCH}.checked") is not on
    popup.evaluate(f"({DETECTION_SWITCH}.focus(), true)")
    popup.press(" ")
    popup.wait(f"{DETECTION_SWITCH}.checked === {str(on).lower()}", what="the switch to change")
    wait_until_idle(popup)  # the setting is stored
    popup.close()


@pytest.mark.usefixtures("one_click")
def test_site_switch_applies_to_all_its_tabs_at_once(stack: Stack) -> None:
    other = stack.open("country.html")
    page = stack.open("country.html")
    switch_detection(stack, on=False)
    for tab in (page, other):
        tab.bring_to_front()
        tab.wait(f"!{MARKED}", what="the marks to go")
    page.bring_to_front()
    hover(page, NATIONAL)
    wait_until_idle(page)
    assert page.evaluate(f"!!document.querySelector('[data-voiso-call], {CARD}')") is False
    page.click_text(NATIONAL)
    page.evaluate("addEventListener('click', event => { event.preventDefault(); window.linked = true; })")
    page.click_text("Call the front desk")
    page.wait("window.linked", what="the page to get the click on its link")
    assert stack.posts() == []
    switch_detection(stack, on=True)
    for tab in (page, other):
        tab.bring_to_front()
        tab.wait(f"{MARKED} > 4", what="the marks to come back")
    click_and_call(other, NATIONAL)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550170"
    for tab in (page, other):
        tab.close()


def test_popup_list_holds_certain_numbers_only(stack: Stack) -> None:
    page = stack.open("country.html")
    popup = open_with_site(stack)
    popup.wait(f"{LISTED}.some(text => text.includes('555-0170'))", what="the numbers of the page")
    popup.evaluate("(document.querySelector('[data-part=onpage-more]').click(), true)")
    popup.wait(f"{LISTED}.some(text => text.includes('555-0174'))", what="the last of them")
    assert not popup.evaluate(f"{LISTED}.some(text => text.includes('0175'))"), "an uncertain number"
    popup.evaluate(f"({DETECTION_SWITCH}.focus(), true)")
    popup.press(" ")
    popup.wait(f"{LISTED}.length === 0", what="the list to be empty")
    popup.press(" ")
    popup.wait(f"{LISTED}.some(text => text.includes('555-0170'))", what="the numbers to come back")
    popup.close()
    page.close()


def test_new_page_of_a_disabled_site_is_not_read(stack: Stack) -> None:
    page = stack.open("country.html")
    switch_detection(stack, on=False)
    page.close()
    later = stack.browser.open(stack.url + "country.html")
    wait_until_idle(later)
    assert not later.evaluate(MARKED)
    other = stack.browser.open(stack.url.replace("127.0.0.1", "localhost") + "country.html")
    other.wait(f"{MARKED} > 0", what="another site to be read")
    for tab in (later, other):
        tab.close()


def test_page_that_opts_out_has_only_its_links_marked(stack: Stack) -> None:
    page = stack.open("country.html?asks=no")
    assert page.evaluate(MARKED) == 1, "the link alone"
    page.click_text(NATIONAL)
    click_and_call(page, "Call the front desk")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550174"
    popup = open_with_site(stack)
    assert not popup.evaluate("document.querySelector('[data-part=site-opts-out]').hidden")
    popup.close()
    switch_detection(stack, on=True)
    page.wait(f"{MARKED} > 4", what="the numbers to be found anyway")
    click_and_call(page, NATIONAL)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550170"
    page.close()


@pytest.mark.parametrize("asks", ["yes", "nothing"])
def test_page_that_does_not_opt_out_is_read(stack: Stack, asks: str) -> None:
    page = stack.open(f"country.html?asks={asks}")
    assert page.evaluate(MARKED) > 4
    page.close()


def open_and_ignore(stack: Stack) -> tuple[Page, int]:
    """Open a page and ignore one of its numbers on the card; return the page and its first count of marks."""
    page = stack.open("country.html")
    marks: int = page.evaluate(MARKED)
    open_offer(page, IGNORED)
    wait_for_click_guard(page)
    card(page).click(".footer .tertiary:last-child")
    wait_for_card(page, "Ignored on this site")
    page.wait(f"{MARKED} === {marks - 1}", what="its mark to go")
    return page, marks


@pytest.mark.usefixtures("one_click")
def test_ignored_text_is_unmarked_until_it_is_restored(stack: Stack) -> None:
    page, marks = open_and_ignore(stack)
    page.press("Escape")
    page.click_text(IGNORED)
    hover(page, IGNORED)
    wait_until_idle(page)
    assert not has_card(page)
    page.close()
    later = stack.open("country.html")
    assert later.evaluate(MARKED) == marks - 1, "it is remembered"
    assert stack.posts() == []
    popup = open_with_site(stack)
    popup.evaluate("(document.querySelector('[data-part=site-ignored] summary').click(), true)")
    assert popup.evaluate("document.querySelector('[data-part=site-ignored] bdi').textContent") == IGNORED
    popup.evaluate("(document.querySelector('[data-part=site-ignored] button').focus(), true)")
    popup.press("Enter")
    popup.wait("document.querySelector('[data-part=site-ignored]').hidden", what="the list to be empty")
    popup.close()
    later.wait(f"{MARKED} === {marks}", what="the mark to come back")
    click_and_call(later, IGNORED)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550172"
    later.close()


def test_ignoring_is_undone_on_the_card(stack: Stack) -> None:
    page, marks = open_and_ignore(stack)
    wait_for_click_guard(page)
    card(page).click(".secondary")
    page.wait(f"{MARKED} === {marks}", what="the mark to come back")
    page.close()


def test_page_without_a_site_has_no_site_panel(stack: Stack) -> None:
    page = stack.browser.open("about:blank")
    popup = stack.browser.popup()
    wait_until_idle(popup)
    assert popup.evaluate("document.querySelector('[data-part=site]').hidden")
    popup.close()
    page.close()


def test_national_number_of_another_region_is_not_marked_by_default(stack: Stack) -> None:
    page = stack.open("country.html")
    assert not any(LONDON in text for text in page.evaluate(MARKED_TEXTS))
    page.close()
