"""In which country a number without its code is read: by the agent's word, the page's, the usual one."""

import pytest

from support.browser import Page
from support.browser.polling import wait_until

from .conftest import CARD, MARKED, Stack, card, forget_sites, press_call, wait_for_card

LONDON, LONDON_DIALLED = "020 7946 0958", "442079460958"
BOTH = "0171 5550123"  # a mobile in Germany, a fixed line in Vienna
GERMAN, AUSTRIAN = "491715550123", "431715550123"
STORED = "chrome.storage.local.get()"
SELECT = "root.querySelector('select')"


@pytest.fixture(autouse=True)
def begin_anew(line: Stack) -> None:
    """Every test begins without a word of the agent's, and with their usual country."""
    wait_until(
        lambda: line.browser.evaluate_in_background(f"{STORED}.then(all => all.default_region)"),
        "the usual country",
    )
    forget_sites(line)


def hover(page: Page, text: str) -> None:
    """Rest the pointer on a text."""
    page.move(*page.rect_of_text(text).centre)


def open_offer(page: Page, text: str) -> None:
    """Rest on a number until its card is there whole."""
    hover(page, text)
    card(page).wait("root => !!root.querySelector('.more, .main')", "a card")
    if not card(page).evaluate("root => !!root.querySelector('.main')"):
        page.wait("new Promise(done => setTimeout(done, 500, true))")
        card(page).click(".more")
    card(page).wait("root => !!root.querySelector('.main')", "an offer")


def choose(page: Page, region: str) -> None:
    """Choose a country with the keyboard alone, as who knows its place in the list."""
    at = card(page).evaluate(f"root => [...{SELECT}.options].findIndex(each => each.value === {region!r})")
    now = card(page).evaluate(f"root => {SELECT}.selectedIndex")
    card(page).evaluate(f"root => ({SELECT}.focus(), true)")
    for _ in range(abs(at - now)):
        page.press("ArrowDown" if at > now else "ArrowUp")
    if region:
        card(page).wait(f"root => {SELECT}.value === {region!r}", f"{region} to be chosen")


@pytest.mark.parametrize(
    ("says", "text", "dialled"),
    [
        ("lang=en-GB", LONDON, LONDON_DIALLED),
        ("lang=de-AT", BOTH, AUSTRIAN),
        ("lang=de-AT&address=DE", BOTH, GERMAN),
        ("lang=de-AT&address=Deutschland", BOTH, GERMAN),
        ("lang=en-US", "(415) 555-0170", "14155550170"),
        ("lang=en", "(415) 555-0170", "14155550170"),  # the agent's usual country
    ],
)
def test_a_number_is_read_where_its_page_is_at_home(line: Stack, says: str, text: str, dialled: str) -> None:
    page = line.open(f"country.html?{says}")
    page.click_text(text)
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == dialled
    wait_for_card(page, post["call_id"])
    page.close()


def test_a_number_that_says_its_country_is_read_as_it_says(line: Stack) -> None:
    page = line.open("country.html?lang=de-AT")
    open_offer(page, "+1 415 555 0171")
    assert card(page).evaluate(f"root => {SELECT}") is None, "there is nothing to choose"
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550171"
    page.close()


def test_the_card_says_the_country_before_the_call_where_the_page_alone_says_it(line: Stack) -> None:
    page = line.open("country.html?lang=en-GB")
    hover(page, LONDON)
    said = wait_for_card(page, "page’s language")
    assert "United Kingdom" in said
    assert line.posts() == []
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == LONDON_DIALLED
    page.close()


def test_another_country_is_chosen_by_keyboard_holds_at_once_and_is_remembered(line: Stack) -> None:
    other = line.open("country.html?lang=de-AT")
    page = line.open("country.html?lang=de-AT")
    open_offer(page, BOTH)
    wait_for_card(page, "+43")
    choose(page, "DE")
    assert "You chose Germany" in wait_for_card(page, "+49")
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == GERMAN
    page.close()
    other.bring_to_front()
    other.click_text(BOTH)
    assert line.wait_for_posts(2)[1]["body"]["phone_number"] == GERMAN, "an open page heard of it"
    other.close()
    later = line.open("country.html?lang=de-AT")
    later.click_text(BOTH)
    assert line.wait_for_posts(3)[2]["body"]["phone_number"] == GERMAN, "a page opened later knows it"
    later.close()


def test_where_the_text_is_no_number_there_the_card_says_so_and_calls_nobody(line: Stack) -> None:
    page = line.open("country.html?lang=en-GB")
    open_offer(page, LONDON)
    choose(page, "US")
    wait_for_card(page, "Not a valid phone number in United States")
    assert not card(page).evaluate("root => !!root.querySelector('.main')")
    choose(page, "")
    wait_for_card(page, "page’s language")
    page.close()
    assert line.posts() == []


def test_a_page_that_changes_its_language_is_read_anew(line: Stack) -> None:
    page = line.open("country.html?lang=de-AT")
    page.evaluate("void (document.documentElement.lang = 'en-GB')")
    page.wait(
        f"[...CSS.highlights.get('voiso-call')].some(range => range.startContainer.data.includes({LONDON!r}))"
    )
    page.click_text(LONDON)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == LONDON_DIALLED
    page.close()


def test_the_popup_says_the_country_and_changes_it_by_keyboard(line: Stack) -> None:
    page = line.open("country.html?lang=de-AT")
    popup = line.browser.popup()
    popup.wait("document.querySelector('[data-part=site-country]').value === 'AT'", what="the country")
    popup.evaluate("(document.querySelector('[data-part=site-country]').focus(), true)")
    at, now = popup.evaluate(
        "(({options, selectedIndex}) => [[...options].findIndex(({value}) => value === 'DE'), selectedIndex])"
        "(document.querySelector('[data-part=site-country]'))"
    )
    for _ in range(abs(at - now)):
        popup.press("ArrowDown" if at > now else "ArrowUp")
    popup.wait(
        "document.querySelector('[data-part=site-region-source]').textContent.includes('Germany')",
        what="the choice",
    )
    popup.close()
    hover(page, BOTH)
    wait_for_card(page, "Germany")
    page.click_text(BOTH)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == GERMAN
    page.close()


def test_a_number_that_is_read_anew_while_it_is_pressed_is_offered_not_dialled(line: Stack) -> None:
    page = line.open("country.html?lang=de-AT")
    at = page.rect_of_text(BOTH).centre
    page.mouse_down(*at)
    line.browser.evaluate_in_background("chrome.storage.local.set({'site:127.0.0.1': {region: 'DE'}})")
    page.wait("new Promise(done => setTimeout(done, 1000, true))")
    page.mouse_up(*at)
    wait_for_card(page, "Germany")
    assert line.posts() == []
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == GERMAN
    page.close()


def test_without_rest_no_card_is_there(line: Stack) -> None:
    page = line.open("country.html?lang=de-AT")
    hover(page, "+1 415 555 0171")
    page.move(2, 2)
    page.wait("new Promise(done => setTimeout(done, 1200, true))")
    assert page.evaluate(f"!!document.querySelector({CARD!r})") is False
    assert page.evaluate(MARKED) > 0
    page.close()
