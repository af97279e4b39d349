"""The region in which a national number is read: the agent's choice, the page's, or the default region."""

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    card,
    click_and_call,
    close_card,
    has_card,
    hover,
    open_offer,
    press_call,
    wait_for_card,
)
from support.e2e_stack import MARKED, Stack, click_settled
from support.popup_driver import open_with_site

LONDON, LONDON_DIALLED = "020 7946 0958", "442079460958"
OF_DEFAULT_REGION, INTERNATIONAL = "(415) 555-0170", "+1 415 555 0171"
AMBIGUOUS = "0171 5550123"  # a mobile in Germany, a fixed line in Vienna
GERMAN, AUSTRIAN = "491715550123", "431715550123"
SELECT = "root.querySelector('select')"
# The range that is marked for it: a new one each time that it is read.
RANGE = (
    f"[...CSS.highlights.get('voiso-call')].find(range => range.startContainer.data.includes({AMBIGUOUS!r}))"
)
# Sets the country of the address that a page states, none if that is empty, and then the page's language.
STATE = """
(() => {
  document.querySelector('script[type="application/ld+json"]')?.remove();
  const address = { '@type': 'PostalAddress', addressCountry: %r };
  const script = Object.assign(document.createElement('script'), { type: 'application/ld+json' });
  script.textContent = JSON.stringify({ '@type': 'Organization', address });
  if (address.addressCountry) document.head.append(script);
  document.documentElement.lang = %r;
  return true;
})()
"""
MAX_ARROW_KEYS = 5
MAX_TYPINGS = 5  # a machine that is slow at times types a name in parts, which select something else each
TYPE_AHEAD_MS = 1500  # after which a list begins a new name
GERMANY_IS_CHOSEN = "document.querySelector('[data-part=site-region-source]').textContent.includes('Germany')"
SITE_REGION = "document.querySelector('[data-part=site-country]')"


def wait_for_settled_number(page: Page, digits: str) -> None:
    """Wait until the card shows a number, as the host has parsed it."""
    shown = "root.querySelector('#number')?.textContent"
    card(page).wait(
        f"root => {shown}?.replace(/\\D/g, '') === {digits!r} && /[ -]/.test({shown})", f"the number {digits}"
    )


def choose(page: Page, region: str) -> None:
    """Choose a region in the card's list by keyboard: by arrow keys where it is near, else by its name."""
    options, selected = card(page).evaluate(
        f"root => [[...{SELECT}.options].map(option => [option.value, option.text]), {SELECT}.selectedIndex]"
    )
    target = [value for value, _ in options].index(region)
    card(page).evaluate(f"root => ({SELECT}.focus(), true)")
    if abs(target - selected) > MAX_ARROW_KEYS:
        for _ in range(MAX_TYPINGS):
            page.type(options[target][1])
            if card(page).evaluate(f"root => {SELECT}.value === {region!r}"):
                break
            page.wait_ms(TYPE_AHEAD_MS)
    else:
        for _ in range(abs(target - selected)):
            page.press("ArrowDown" if target > selected else "ArrowUp")
    if region:
        card(page).wait(f"root => {SELECT}.value === {region!r}", f"{region} to be chosen")


def state(page: Page, language: str, country: str = "") -> None:
    """Have an open page state another language, and the country of an address; wait until it is read anew."""
    page.evaluate(STATE % (country, language))
    wait_until_idle(page)


def test_national_number_is_read_in_the_region_of_the_page(stack: Stack, subtests: pytest.Subtests) -> None:
    page = stack.open("country.html?lang=de-AT&address=DE")
    page.click_text(AMBIGUOUS)
    wait_for_settled_number(page, GERMAN)
    for language, country, text, dialled in (  # each with another language: a page is read anew for that
        ("en-GB", "", LONDON, LONDON_DIALLED),
        ("de-AT", "", AMBIGUOUS, AUSTRIAN),
        ("en-US", "", OF_DEFAULT_REGION, "14155550170"),
        ("de-AT", "Deutschland", AMBIGUOUS, GERMAN),
        ("en", "", OF_DEFAULT_REGION, "14155550170"),
    ):
        with subtests.test(f"{language} {country}"):
            close_card(page)
            state(page, language, country)
            page.click_text(text)
            wait_for_settled_number(page, dialled)


@pytest.mark.usefixtures("one_click")
def test_number_of_the_default_region_is_called_at_once_and_of_a_guessed_one_offered(stack: Stack) -> None:
    page = stack.open("country.html?lang=en-GB")
    click_settled(page, LONDON)
    wait_for_settled_number(page, LONDON_DIALLED)
    wait_until_idle(page)
    assert stack.posts() == []
    close_card(page)
    state(page, "en-US")
    [post] = stack.call_settled(page, OF_DEFAULT_REGION, 1)
    assert post["body"]["phone_number"] == "14155550170"
    wait_for_card(page, post["call_id"])
    close_card(page)

    state(page, "de-AT")  # and a number that is read again during a press is offered
    point = page.rect_of_text(AMBIGUOUS).centre
    page.mouse_down(*point)
    page.evaluate(f"(window.previous = {RANGE}, true)")
    stack.browser.evaluate_in_background("chrome.storage.local.set({'site:127.0.0.1': {region: 'DE'}})")
    page.wait(f"{RANGE} && {RANGE} !== previous", what="the number to be read again")
    wait_until_idle(page)
    page.mouse_up(*point)
    wait_for_card(page, "Germany")
    assert len(stack.posts()) == 1
    press_call(page)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == GERMAN


def test_card_shows_the_region_that_the_page_suggests_and_checks_another(stack: Stack) -> None:
    page = stack.open("country.html?lang=en-GB")
    hover(page, INTERNATIONAL)
    page.move(2, 2)  # a pointer that passes opens no card
    wait_until_idle(page)
    assert not has_card(page)
    assert page.evaluate(MARKED) > 0
    open_offer(page, INTERNATIONAL)
    assert card(page).evaluate(f"root => {SELECT}") is None, "there is nothing to choose"
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550171"
    wait_for_card(page, post["call_id"])
    close_card(page)

    hover(page, LONDON)
    assert "United Kingdom" in wait_for_card(page, "page’s language")
    assert len(stack.posts()) == 1
    open_offer(page, LONDON)
    place = card(page).rect(".card").x
    choose(page, "AF")
    wait_for_card(page, "Not a valid phone number in Afghanistan")
    assert card(page).rect(".card").x == place, "the card stays beside the text"
    assert not card(page).evaluate("root => !!root.querySelector('.primary')")
    choose(page, "")
    wait_for_card(page, "page’s language")
    press_call(page)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == LONDON_DIALLED


def test_region_chosen_by_keyboard_applies_at_once_and_is_remembered(stack: Stack) -> None:
    other = stack.open("country.html?lang=de-AT")
    page = stack.open("country.html?lang=de-AT")
    popup = open_with_site(stack)
    popup.wait(f"{SITE_REGION}.value === 'AT'", what="the region")
    popup.evaluate(f"({SITE_REGION}.focus(), true)")
    for _ in range(MAX_TYPINGS):
        popup.type("Germany")
        wait_until_idle(popup, horizon_ms=0)  # the choice is stored
        if popup.evaluate(GERMANY_IS_CHOSEN):
            break
        popup.wait_ms(TYPE_AHEAD_MS)
    popup.wait(GERMANY_IS_CHOSEN, what="the choice")
    popup.close()
    hover(page, AMBIGUOUS)
    wait_for_card(page, "Germany")
    click_and_call(page, AMBIGUOUS)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == GERMAN
    page.close()

    later = stack.open("country.html?lang=de-AT")
    open_offer(later, AMBIGUOUS)
    wait_for_card(later, "+49")  # remembered for a page opened later
    choose(later, "AT")
    assert "You chose Austria" in wait_for_card(later, "+43")
    press_call(later)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == AUSTRIAN
    later.close()
    other.bring_to_front()
    other.click_text(AMBIGUOUS)
    wait_for_settled_number(other, AUSTRIAN)
    wait_for_card(other, "You chose Austria")  # applied to a page that was open
