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
    wait_for_no_card,
)
from support.e2e_stack import MARKED, Stack
from support.popup_driver import DETECTION_SWITCH, open_with_site

IGNORED = "+1 415 555 0172"  # an order number in the form of a phone number
NATIONAL = "(415) 555-0170"
LONDON = "020 7946 0958"  # valid in GB, not in the default region
LISTED = "[...document.querySelectorAll('[data-part=onpage-list] > li')].map(row => row.textContent)"
MARKED_TEXTS = "[...CSS.highlights.get('voiso-call') ?? []].map(range => range.startContainer.data)"


def switch_detection(popup: Page, *, on: bool) -> None:
    """Switch detection on this site on or off in the popup, by keyboard."""
    assert popup.evaluate(f"{DETECTION_SWITCH}.checked") is not on
    popup.evaluate(f"({DETECTION_SWITCH}.focus(), true)")
    popup.press(" ")
    popup.wait(f"{DETECTION_SWITCH}.checked === {str(on).lower()}", what="the switch to change")


@pytest.mark.usefixtures("one_click")
def test_site_switch_applies_at_once_to_all_its_tabs_to_the_popup_and_to_later_pages(stack: Stack) -> None:
    other = stack.open("country.html?asks=yes")
    page = stack.open("country.html?asks=nothing")
    for tab in (page, other):
        assert tab.evaluate(MARKED) > 4, "it does not opt out"
    assert not any(LONDON in text for text in page.evaluate(MARKED_TEXTS)), "national in another region"

    popup = open_with_site(stack)
    popup.wait(f"{LISTED}.some(text => text.includes('555-0170'))", what="the numbers of the page")
    popup.evaluate("(document.querySelector('[data-part=onpage-more]').click(), true)")
    popup.wait(f"{LISTED}.some(text => text.includes('555-0174'))", what="the last of them")
    assert not popup.evaluate(f"{LISTED}.some(text => text.includes('0175'))"), "an uncertain number"
    switch_detection(popup, on=False)
    popup.wait(f"{LISTED}.length === 0", what="the list to be empty")
    popup.close()

    for tab in (other, page):
        tab.bring_to_front()
        tab.wait(f"!{MARKED}", what="the marks to go")
    hover(page, NATIONAL)
    wait_until_idle(page)
    assert page.evaluate(f"!!document.querySelector('[data-voiso-call], {CARD}')") is False
    page.click_text(NATIONAL)
    page.evaluate("addEventListener('click', event => { event.preventDefault(); window.linked = true; })")
    page.click_text("Call the front desk")
    page.wait("window.linked", what="the page to get the click on its link")
    wait_until_idle(page)
    assert stack.posts() == []
    elsewhere = stack.browser.open(stack.url.replace("127.0.0.1", "localhost") + "country.html")
    elsewhere.wait(f"{MARKED} > 0", what="another site to be read")
    later = stack.browser.open(stack.url + "country.html")
    wait_until_idle(later)
    assert not later.evaluate(MARKED)

    popup = open_with_site(stack)
    switch_detection(popup, on=True)
    popup.wait(f"{LISTED}.some(text => text.includes('555-0170'))", what="the numbers to come back")
    popup.close()
    for tab in (page, later, other):
        tab.bring_to_front()
        tab.wait(f"{MARKED} > 4", what="the marks to come back")
    click_and_call(other, NATIONAL)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550170"


def test_page_that_opts_out_has_only_its_links_marked(stack: Stack) -> None:
    page = stack.open("country.html?asks=no")
    assert page.evaluate(MARKED) == 1, "the link alone"
    page.click_text(NATIONAL)
    wait_until_idle(page)
    assert not has_card(page)
    assert stack.posts() == []
    click_and_call(page, "Call the front desk")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550174"
    popup = open_with_site(stack)
    assert not popup.evaluate("document.querySelector('[data-part=site-opts-out]').hidden")
    switch_detection(popup, on=True)
    wait_until_idle(popup)  # the setting is stored
    popup.close()
    page.wait(f"{MARKED} > 4", what="the numbers to be found anyway")
    click_and_call(page, NATIONAL)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550170"


def ignore(page: Page, marks: int) -> None:
    """Ignore one of the numbers of a page on its card; the page had some marks before."""
    open_offer(page, IGNORED)
    wait_for_click_guard(page)
    card(page).click(".footer .tertiary:last-child")
    wait_for_card(page, "Ignored on this site")
    page.wait(f"{MARKED} === {marks - 1}", what="its mark to go")


@pytest.mark.usefixtures("one_click")
def test_ignored_text_is_unmarked_until_it_is_restored_on_the_card_or_in_the_popup(stack: Stack) -> None:
    page = stack.open("country.html")
    marks = page.evaluate(MARKED)
    ignore(page, marks)
    wait_for_click_guard(page)
    card(page).click(".secondary")
    page.wait(f"{MARKED} === {marks}", what="the mark to come back")
    page.press("Escape")
    wait_for_no_card(page)

    ignore(page, marks)
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
    [post] = stack.call_settled(later, IGNORED, 1)
    assert post["body"]["phone_number"] == "14155550172"
