"""Numbers in form fields: a resting pointer gets an offer; click and value stay with the field."""

from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import close_card, has_card, press_call, wait_for_card, wait_for_no_card
from support.e2e_stack import Stack

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
IGNORED = [
    *("#password", "#email", "#url", "#number", "#card", "#code", "#new", "#dots", "#button", "#select"),
    "#empty",
]
VALUES = (
    "[...document.querySelectorAll('input, textarea')].every(field => field.value === field.defaultValue)"
)


def open_fields(stack: Stack) -> Page:
    """Open the page; the numbers in its fields get no marks to wait for."""
    return stack.browser.open(stack.url + "fields.html")


def rest(page: Page, selector: str) -> None:
    """Move the pointer to an element in more than one step, as a hand does."""
    page.move(2, 2)
    page.evaluate("new Promise(requestAnimationFrame)")  # the extension sees that it has left
    page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'nearest' }}), true")
    x, y = page.rect(selector).centre
    page.move(x - 4, y)
    wait_until_idle(page, SHORT_HORIZON_MS)  # the content script is loaded
    page.move(x, y)


def test_number_in_a_field_is_offered_to_a_resting_pointer(stack: Stack) -> None:
    page = open_fields(stack)
    for calls, (field, number) in enumerate(OFFERED.items(), 1):
        rest(page, field)
        press_call(page)
        post = stack.wait_for_posts(calls, field)[-1]
        assert post["body"]["phone_number"] == number, field
        text = wait_for_card(page, post["call_id"])
        assert ("Extension 12" in text) == (field == "#labelled"), "as the host has read it"
        close_card(page)
    several = page.rect("#several")  # a textarea with a number in each of two lines
    for row, expected in ((0, "+1 415-555-0309"), (1, "+1 415-555-0310")):
        page.move(several.x + 114, several.y + 14 + row * 26)
        wait_for_card(page, expected)
    page.move(several.x + 114, several.y + 14 + 2 * 26)
    wait_for_no_card(page)
    assert page.evaluate(f"[seen.clicks, seen.focus, seen.mutations, {VALUES}]") == [0, 0, 0, True]


def test_secret_fields_are_not_read_and_others_keep_their_click_and_their_value(stack: Stack) -> None:
    page = open_fields(stack)
    rest(page, "#plain")  # loads the content script
    wait_for_card(page, "+1 415-555-0300")
    for field in IGNORED:
        page.move(2, 2)
        wait_for_no_card(page)
        rest(page, field)
        wait_until_idle(page)
        assert not has_card(page), field

    rest(page, "#plain")
    wait_for_card(page, "+1 415-555-0300")
    page.click(*page.rect("#plain").centre)
    assert page.evaluate("[seen.clicks, document.activeElement.id]") == [1, "plain"]
    close_card(page)
    rest(page, "#plain")
    wait_for_card(page, "+1 415-555-0300")
    page.press("End")
    page.type("1")  # closes the offer of the number that was there
    wait_for_no_card(page)
    page.press("Backspace")

    rest(page, "#tel")
    wait_for_card(page, "+1 415-555-0301")
    # A scan that ends later would look up the number under the pointer again, and offer 0399.
    wait_until_idle(page)
    page.evaluate("(document.querySelector('#tel').value = '+1 415 555 0399', true)")
    press_call(page)
    wait_for_no_card(page)
    wait_until_idle(page)
    assert stack.posts() == [], "the value was another one when the card was pressed"
    rest(page, "#readonly")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550304"
