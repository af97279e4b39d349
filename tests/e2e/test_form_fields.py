"""Numbers in form fields: a resting pointer gets an offer, the field keeps its click and its value."""

import pytest

from support.browser import Page

from .conftest import CARD, Stack, card, press_call, wait_for_card

OFFERED = {
    "#plain": "14155550300",
    "#tel": "14155550301",
    "#search": "14155550302",
    "#odd": "14155550303",
    "#readonly": "14155550304",
    "#disabled": "14155550305",
    "#inset": "14155550306",
    "#labelled": "14155550307",
    "#alone": "14155550308",
    "#host": "14155550311",
}
LEFT_ALONE = [
    *("#password", "#email", "#url", "#number", "#card", "#code", "#new", "#dots", "#button", "#select"),
    "#empty",
]
VALUES = "[...document.querySelectorAll('input, textarea')].every(one => one.value === one.defaultValue)"


def open_fields(line: Stack) -> Page:
    """The page, whose numbers nothing marks."""
    return line.browser.open(line.url + "fields.html")


def rest(page: Page, selector: str) -> None:
    """Bring the pointer to an element as a hand does, in more than one step."""
    page.move(2, 2)
    page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'nearest' }}), true")
    x, y = page.rect(selector).centre
    page.move(x - 4, y)
    page.wait("new Promise(done => setTimeout(done, 300, true))")  # the rest of the extension is loaded
    page.move(x, y)


@pytest.mark.parametrize("field", list(OFFERED))
def test_a_field_that_holds_a_number_offers_it(line: Stack, field: str) -> None:
    page = open_fields(line)
    rest(page, field)
    press_call(page)
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == OFFERED[field]
    wait_for_card(page, post["call_id"])
    assert page.evaluate(f"[seen.clicks, seen.focus, seen.mutations, {VALUES}]") == [0, 0, 0, True]


def test_the_field_keeps_its_click(line: Stack) -> None:
    page = open_fields(line)
    rest(page, "#plain")
    wait_for_card(page, "+1 415-555-0300")
    page.click(*page.rect("#plain").centre)
    assert page.evaluate("[seen.clicks, document.activeElement.id]") == [1, "plain"]
    page.press("Escape")
    page.evaluate("document.querySelector('#readonly').scrollIntoView({ block: 'nearest' }), true")
    rest(page, "#readonly")
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550304"


def test_in_a_text_the_number_under_the_pointer_is_offered(line: Stack) -> None:
    page = open_fields(line)
    page.evaluate("document.querySelector('#several').scrollIntoView({ block: 'nearest' }), true")
    box = page.rect("#several")
    for row, expected in ((0, "+1 415-555-0309"), (1, "+1 415-555-0310")):
        y = box.y + 14 + row * 26
        page.move(box.x + 110, y)
        page.wait("new Promise(done => setTimeout(done, 300, true))")
        page.move(box.x + 114, y)
        wait_for_card(page, expected)
    page.move(box.x + 114, box.y + 14 + 2 * 26)
    page.wait(f"!document.querySelector({CARD!r})", what="the offer to go where no number is")


def test_what_is_secret_or_no_text_is_not_read(line: Stack) -> None:
    page = open_fields(line)
    rest(page, "#plain")  # the page's side is there
    wait_for_card(page, "+1 415-555-0300")
    for field in LEFT_ALONE:
        page.move(2, 2)
        page.wait(f"!document.querySelector({CARD!r})")
        rest(page, field)
        page.wait("new Promise(done => setTimeout(done, 700, true))")
        assert not page.evaluate(f"!!document.querySelector({CARD!r})"), field


def test_a_field_that_is_typed_in_takes_its_offer_back(line: Stack) -> None:
    page = open_fields(line)
    page.click(*page.rect("#plain").centre)
    rest(page, "#plain")
    wait_for_card(page, "+1 415-555-0300")
    page.press("End")
    page.type("1")
    page.wait(f"!document.querySelector({CARD!r})", what="the offer to go")


def test_a_value_that_has_changed_since_the_offer_is_not_dialled(line: Stack) -> None:
    page = open_fields(line)
    rest(page, "#plain")
    wait_for_card(page, "+1 415-555-0300")
    page.evaluate("(document.querySelector('#plain').value = '+1 415 555 0399', true)")
    press_call(page)
    page.wait(f"!document.querySelector({CARD!r})", what="the card to go")
    rest(page, "#tel")
    press_call(page)
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550301"


def test_a_number_with_an_extension_shows_it(line: Stack) -> None:
    page = open_fields(line)
    rest(page, "#labelled")
    wait_for_card(page, "Extension 12")
    assert "+1 415-555-0307" in card(page).text
