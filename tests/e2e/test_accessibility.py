"""The popup, the options page and the card keep WCAG 2.2 AA in every state, in light and dark mode.

Chromium goes through all states (some stand in test_options.py and test_settings.py, where they are made
anyway): which elements a state has, their names and their colours come from our own HTML and style sheets. In
Firefox one state with much in it is checked of the popup, the options page and the card each: for what it
draws itself, fonts and form controls, and for how it scrolls and lays out.
"""

import pytest

from support import axe
from support.browser.interface import Page
from support.browser.page_part import FrameDocument
from support.card_driver import (
    card,
    click_and_call,
    press_call,
    wait_for_card,
    wait_for_click_guard,
    wait_for_settled_card,
)
from support.e2e_stack import Stack
from support.popup_dial_field import CHOICES, paste, press_in_result, type_over
from support.popup_driver import (
    NEWEST_CALL,
    RESULT,
    open_with_page_numbers,
    opened_with_question,
)

LONG_WAIT_S = 60  # of a call that is cancelled
BUTTON_COLOUR = "getComputedStyle(document.querySelector('.primary')).backgroundColor"


class Found:
    """The violations of all states that a test walks through: one run names them all."""

    def __init__(self) -> None:
        self.violations: list[str] = []

    def check(self, state: str, page: Page | FrameDocument) -> None:
        self.violations += [f"{state}: {violation}" for violation in axe.violations(page)]


def open_and_set_up(stack: Stack) -> Page:
    """Open the options page, and bring it into a state in which it shows much: results, faults, questions."""
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    page.evaluate("document.querySelector('[data-part=check-form]').requestSubmit()")
    page.wait("document.querySelectorAll('[data-part=checks] li').length === 8", what="the checks")
    page.evaluate("(document.querySelector('[data-part=agent-query]').value = 'a', true)")
    page.evaluate("document.querySelector('[data-part=agent-search]').requestSubmit()")
    page.wait("!!document.querySelector('[data-part=agents] button')", what="the agents")
    page.evaluate("(document.querySelector('[data-part=cluster]').value = 'https://voiso.example', true)")
    page.evaluate("document.querySelector('[data-part=account-form]').requestSubmit()")
    page.wait("document.querySelector('[data-part=cluster]').getAttribute('aria-invalid') === 'true'")
    stack.browser.evaluate_in_background("chrome.storage.sync.set({ 'site:crm.example': { region: 'AT' } })")
    page.wait("!!document.querySelector('[data-part=sites] button')", what="a remembered site")
    page.evaluate("(document.querySelector('#blocked-sites').value = 'no site', true)")
    page.evaluate("document.querySelector('#blocked-sites').dispatchEvent(new Event('change'))")
    page.evaluate("(document.querySelector('[data-part=reset]').click(), true)")
    return page


def open_offer_with_reasons(page: Page) -> None:
    """Open the card over a number of country.html, with the reasons for its country."""
    page.move(*page.rect_of_text("0171 5550123").centre)
    wait_for_card(page, "From this page")
    wait_for_settled_card(page)
    card(page).click(".footer .tertiary")


def place_call(popup: Page) -> None:
    """Place a call in the popup, and show what is known about each of the last calls."""
    type_over(popup, "+1 415 555 0160")
    popup.press("Enter")
    popup.wait(f"!!{RESULT}.querySelector('[data-part=call-id]')", what="the call ID")
    popup.wait(f"{NEWEST_CALL}?.dataset.state === 'placed'", what="the call in the list")
    popup.evaluate("document.querySelectorAll('.more-about').forEach(more => more.click())")


@pytest.mark.parametrize("shared_stack", ["firefox"], indirect=True)
def test_states_with_much_in_them(stack: Stack) -> None:
    found = Found()
    page = stack.open("country.html?lang=de-AT")
    open_offer_with_reasons(page)
    found.check("card", card(page))
    page.press("Escape")
    popup = open_with_page_numbers(stack)
    popup.evaluate("(document.querySelector('[data-part=site-details]').open = true)")
    place_call(popup)
    found.check("popup", popup)
    popup.close()
    found.check("options page", open_and_set_up(stack))
    assert found.violations == []


@pytest.mark.parametrize("shared_stack", [axe.THOROUGH], indirect=True)
def test_popup(stack: Stack) -> None:
    found = Found()
    stack.open("listing.html")
    popup = open_with_page_numbers(stack)
    found.check("page's numbers", popup)
    type_over(popup, "+1 701 555 0141")
    popup.wait("!document.querySelector('[data-part=call]').disabled", what="Call to be possible")
    popup.press("Enter")
    popup.wait(f"!{RESULT}.hidden && {RESULT}.innerText.includes('API key')", what="a failure")
    popup.wait(f"{NEWEST_CALL}?.dataset.state === 'refused'", what="the call in the list")
    found.check("failure", popup)
    stack.retry_after.seconds = LONG_WAIT_S
    type_over(popup, "+1 701 555 0129")
    popup.press("Enter")
    popup.wait(f"!!{RESULT}.querySelector('.countdown')", what="the wait")
    found.check("waiting", popup)
    press_in_result(popup, "cancel")
    popup.wait(f"{RESULT}.innerText.includes('Cancelled')", what="that it is cancelled")
    found.check("cancelled", popup)
    place_call(popup)
    popup.evaluate("(document.querySelector('[data-part=site-details]').open = true)")
    found.check("placed, with more about each call and the settings of the site", popup)
    paste(popup, "+1 415 555 0150 or +1 415 555 0160")
    popup.wait(f"{CHOICES}.children.length === 2", what="both numbers")
    found.check("several numbers", popup)
    assert found.violations == []


@pytest.mark.parametrize("shared_stack", [axe.THOROUGH], indirect=True)
def test_options_page(stack: Stack) -> None:
    found = Found()
    found.check("set up", open_and_set_up(stack))
    assert found.violations == []


@pytest.mark.parametrize("shared_stack", [axe.THOROUGH], indirect=True)
def test_card_and_question(stack: Stack) -> None:
    found = Found()
    page = stack.open("country.html?lang=de-AT")
    page.move(*page.rect_of_text("+1 415 555 0171").centre)
    wait_for_card(page, "United States")
    found.check("tooltip", card(page))
    open_offer_with_reasons(page)
    found.check("offer, with the reasons", card(page))
    wait_for_settled_card(page)
    card(page).click(".footer .tertiary:last-child")
    wait_for_card(page, "Ignored on this site")
    found.check("ignored", card(page))
    page.press("Escape")
    click_and_call(page, "+1 415 555 0176")
    wait_for_card(page, "fax number")
    found.check("confirm", card(page))
    page.close()
    page = stack.open("answers.html")
    stack.retry_after.seconds = LONG_WAIT_S
    for number, text in (
        ("+1 415 555 0150", "Call ID"),
        ("+1 701 555 0141", "API key"),
        ("+1 701 555 0150", "may be ringing"),
        ("+1 701 555 0129", "again in"),
    ):
        click_and_call(page, number)
        wait_for_card(page, text)
        found.check(text, card(page))
        wait_for_click_guard(page)
        if text == "again in":
            card(page).click("button.secondary")
            wait_for_card(page, "Cancelled")
            found.check("cancelled", card(page))
        page.press("Escape")
    page.click_text("+1 900 555 0121")
    wait_for_settled_card(page)
    blue = card(page).evaluate(f"root => {BUTTON_COLOUR.replace('document.', 'root.')}")
    press_call(page)
    wait_for_card(page, "Click-to-Call window")
    found.check("asked elsewhere", card(page))
    popup = opened_with_question(stack)
    found.check("question", popup)
    popup.evaluate("(document.querySelector('.primary').disabled = false, true)")
    popup.wait(f"{BUTTON_COLOUR} === {blue!r}", what="the colour of the card's button")
    assert found.violations == []
