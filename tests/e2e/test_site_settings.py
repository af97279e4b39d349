"""What the agent or the page wants left alone is left alone: a site, a page, one text."""

import pytest

from support.browser import Page

from .conftest import CARD, MARKED, Stack, card, wait_for_card
from .test_region import LONDON, begin_anew, hover, open_offer

__all__ = ["begin_anew"]  # for every test here too

ORDER = "+1 415 555 0172"
HERE = "(415) 555-0170"
FINDS = "document.querySelector('[data-part=site-detection]')"
LISTED = "[...document.querySelectorAll('[data-part=onpage-list] > li')].map(each => each.textContent)"
MARKED_TEXTS = "[...CSS.highlights.get('voiso-call') ?? []].map(each => each.startContainer.data)"


def open_popup(line: Stack) -> Page:
    """The popup with what it says of the site in front."""
    popup = line.browser.popup()
    popup.wait("!document.querySelector('[data-part=site]').hidden", what="the site")
    return popup


def turn(line: Stack, *, on: bool) -> None:
    """Turn finding on or off with the switch in the popup, by keyboard."""
    popup = open_popup(line)
    assert popup.evaluate(f"{FINDS}.checked") is not on
    popup.evaluate(f"({FINDS}.focus(), true)")
    popup.press(" ")
    popup.wait(f"{FINDS}.checked === {str(on).lower()}", what="the switch to turn")
    popup.wait("new Promise(done => setTimeout(done, 300, true))")
    popup.close()


def wait(page: Page) -> None:
    """Wait as long as reading or a rest of the pointer takes."""
    page.wait("new Promise(done => setTimeout(done, 1500, true))")


def test_a_site_is_turned_off_and_on_in_all_its_tabs_at_once(line: Stack) -> None:
    other = line.open("country.html")
    page = line.open("country.html")
    turn(line, on=False)
    for each in (page, other):
        each.bring_to_front()
        each.wait(f"!{MARKED}", what="the marks to go")
    page.bring_to_front()
    hover(page, HERE)
    wait(page)
    assert page.evaluate(f"!!document.querySelector('[data-voiso-call], {CARD}')") is False
    page.click_text(HERE)
    page.evaluate("addEventListener('click', event => { event.preventDefault(); window.linked = true; })")
    page.click_text("Call the front desk")
    page.wait("window.linked", what="the page to have its link back")
    assert line.posts() == []
    turn(line, on=True)
    for each in (page, other):
        each.bring_to_front()
        each.wait(f"{MARKED} > 4", what="the marks to come back")
    other.click_text(HERE)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550170"
    for each in (page, other):
        each.close()


def test_the_popups_list_holds_what_may_be_called_and_no_more(line: Stack) -> None:
    page = line.open("country.html")
    popup = open_popup(line)
    popup.wait(f"{LISTED}.some(text => text.includes('555-0170'))", what="the numbers of the page")
    popup.evaluate("(document.querySelector('[data-part=onpage-more]').click(), true)")
    popup.wait(f"{LISTED}.some(text => text.includes('5550174'))", what="the last of them")
    assert not popup.evaluate(f"{LISTED}.some(text => text.includes('4155550175'))"), "it may be no number"
    popup.evaluate(f"({FINDS}.focus(), true)")
    popup.press(" ")
    popup.wait(f"{LISTED}.length === 0", what="the list to be empty")
    popup.press(" ")
    popup.wait(f"{LISTED}.some(text => text.includes('555-0170'))", what="the numbers to come back")
    popup.close()
    page.close()


def test_a_page_of_a_site_that_is_off_is_not_read(line: Stack) -> None:
    page = line.open("country.html")
    turn(line, on=False)
    page.close()
    later = line.browser.open(line.url + "country.html")
    wait(later)
    assert not later.evaluate(MARKED)
    other = line.browser.open(line.url.replace("127.0.0.1", "localhost") + "country.html")
    other.wait(f"{MARKED} > 0", what="another site to be as it was")
    for each in (later, other):
        each.close()


def test_a_page_that_asks_for_nothing_keeps_its_text_but_not_its_links(line: Stack) -> None:
    page = line.open("country.html?asks=no")
    assert page.evaluate(MARKED) == 1, "the link alone"
    page.click_text(HERE)
    page.click_text("Call the front desk")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550174"
    popup = open_popup(line)
    assert not popup.evaluate("document.querySelector('[data-part=site-opts-out]').hidden")
    popup.close()
    turn(line, on=True)
    page.wait(f"{MARKED} > 4", what="the numbers to be found anyway")
    page.click_text(HERE)
    assert line.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550170"
    page.close()


@pytest.mark.parametrize("asks", ["yes", "nothing"])
def test_a_page_that_asks_for_something_else_is_read(line: Stack, asks: str) -> None:
    page = line.open(f"country.html?asks={asks}")
    assert page.evaluate(MARKED) > 4
    page.close()


def test_what_is_no_number_is_left_alone_until_it_is_brought_back(line: Stack) -> None:
    page = line.open("country.html")
    before = page.evaluate(MARKED)
    open_offer(page, ORDER)
    page.wait("new Promise(done => setTimeout(done, 500, true))")
    card(page).click(".aside .quiet:last-child")
    wait_for_card(page, "Ignored on this site")
    page.wait(f"{MARKED} === {before - 1}", what="its mark to go")
    page.press("Escape")
    page.click_text(ORDER)
    hover(page, ORDER)
    wait(page)
    assert page.evaluate(f"!!document.querySelector({CARD!r})") is False
    page.close()
    later = line.open("country.html")
    assert later.evaluate(MARKED) == before - 1, "it is remembered"
    assert line.posts() == []
    popup = open_popup(line)
    popup.evaluate("(document.querySelector('[data-part=site-ignored] summary').click(), true)")
    assert popup.evaluate("document.querySelector('[data-part=site-ignored] bdi').textContent") == ORDER
    popup.evaluate("(document.querySelector('[data-part=site-ignored] button').focus(), true)")
    popup.press("Enter")
    popup.wait("document.querySelector('[data-part=site-ignored]').hidden", what="the list to be empty")
    popup.close()
    later.wait(f"{MARKED} === {before}", what="the mark to come back")
    later.click_text(ORDER)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550172"
    later.close()


def test_a_slip_is_undone_on_the_card(line: Stack) -> None:
    page = line.open("country.html")
    before = page.evaluate(MARKED)
    open_offer(page, ORDER)
    page.wait("new Promise(done => setTimeout(done, 500, true))")
    card(page).click(".aside .quiet:last-child")
    page.wait(f"{MARKED} === {before - 1}", what="its mark to go")
    page.wait("new Promise(done => setTimeout(done, 500, true))")
    card(page).click(".other")
    page.wait(f"{MARKED} === {before}", what="the mark to come back")
    page.close()


def test_a_page_without_a_site_has_no_lines_in_the_popup(line: Stack) -> None:
    page = line.browser.open("about:blank")
    popup = line.browser.popup()
    popup.wait("document.querySelector('[data-part=history]').children.length > 0", what="the popup")
    assert popup.evaluate("document.querySelector('[data-part=site]').hidden")
    popup.close()
    page.close()


def test_a_number_of_another_country_is_not_found_where_nobody_says_it(line: Stack) -> None:
    page = line.open("country.html")
    assert not any(LONDON in text for text in page.evaluate(MARKED_TEXTS))
    page.close()
