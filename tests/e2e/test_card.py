"""What the card shows and asks before a call: preview, reasons, and the confirmation of a fax number."""

import pytest

from support.browser.cdp_page import ChromiumPage
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    card,
    click_and_call,
    close_card,
    hover,
    open_offer,
    press_call,
    wait_for_card,
    wait_for_click_guard,
    wait_for_no_card,
    wait_for_settled_card,
)
from support.e2e_stack import TYPING_PAUSE_MS, Stack, click_settled

INTERNATIONAL = "+1 415 555 0171"
FAX, FAX_DIALLED = "+1 415 555 0176", "14155550176"
PREVIEW_HORIZON_MS = 1000  # a preview comes within 0.9 s; the card of a placed call closes after 7 s


@pytest.mark.usefixtures("one_click")
def test_resting_pointer_previews_the_number_that_a_click_calls(stack: Stack) -> None:
    page = stack.open("country.html")
    hover(page, INTERNATIONAL)
    wait_for_card(page, "+1 415-555-0171")
    page.move(2, 2)
    wait_for_no_card(page)
    wait_until_idle(page)
    assert stack.posts() == []

    hover(page, "(415) 555-0170")
    text = wait_for_card(page, "+1 415-555-0170")
    assert "United States" in text
    assert "Call" not in text
    number = page.rect_of_text("(415) 555-0170")
    assert card(page).rect(".card").height < 60
    assert card(page).rect(".card").y >= number.y + number.height
    page.click(*number.centre)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550170"

    wait_for_card(page, post["call_id"])
    for other in (INTERNATIONAL, "(415) 555-0170"):  # the card of a call is not replaced by a preview
        hover(page, other)
        wait_until_idle(page, PREVIEW_HORIZON_MS)
        assert post["call_id"] in card(page).text
    page.close()


def test_card_explains_its_number_and_is_used_by_keyboard(stack: Stack) -> None:
    page = stack.open("country.html?lang=en-GB")
    open_offer(page, "020 7946 0958")
    button = "root.querySelector('.footer .tertiary')"
    assert card(page).evaluate(f"root => {button}.ariaExpanded") == "false"
    card(page).evaluate(f"root => ({button}.focus(), true)")
    page.wait_ms(TYPING_PAUSE_MS)
    page.press("Enter")
    text = wait_for_card(page, "valid number in United Kingdom")
    assert "page’s language" in text
    assert card(page).evaluate(f"root => {button}.ariaExpanded") == "true"
    wait_for_click_guard(page)  # the reasons have moved what is below them
    page.press("Enter")
    card(page).wait("root => root.querySelector('.reasons').hidden", "the reasons to be hidden")

    card(page).evaluate("root => (root.querySelector('.close').focus(), true)")
    focused = []
    for _ in range(4):
        page.press("Tab")
        focused.append(
            card(page).evaluate("root => root.activeElement.className || root.activeElement.localName")
        )
    assert focused == ["select", "primary", "tertiary", "tertiary"]
    unnamed = card(page).evaluate(
        "root => [...root.querySelectorAll('button, select')].filter(control =>"
        " !(control.getAttribute('aria-label') || control.innerText.trim()"
        " || control.labels?.[0]?.innerText)).length"
    )
    assert unnamed == 0
    page.press("Escape")
    wait_for_no_card(page)
    wait_until_idle(page)
    assert stack.posts() == []
    page.close()


def test_fax_is_called_once_and_only_after_confirmation(stack: Stack) -> None:
    page = stack.open("country.html")
    click_and_call(page, FAX)
    wait_for_card(page, "fax number")
    wait_for_click_guard(page)
    card(page).click(".secondary")
    wait_for_no_card(page)
    wait_until_idle(page)
    assert stack.posts() == [], "declined"

    click_and_call(page, FAX)
    wait_for_card(page, "fax number")
    wait_for_settled_card(page)
    if isinstance(page, ChromiumPage):  # Firefox's driver evaluates with privileges: its clicks are trusted
        card(page).evaluate("root => (root.querySelector('.primary').click(), true)")
        wait_until_idle(page)
        assert stack.posts() == [], "a scripted click does not confirm"
        assert "fax number" in card(page).text
    page.click_text(FAX)
    wait_until_idle(page)
    assert stack.posts() == [], "a second click on the number does not confirm"
    press_call(page)
    wait_for_card(page, "fax number")
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == FAX_DIALLED
    wait_until_idle(page)
    assert len(stack.posts()) == 1
    page.close()


@pytest.mark.usefixtures("one_click")
def test_fax_and_uncertain_number_are_offered_where_one_click_calls(stack: Stack) -> None:
    page = stack.open("country.html")
    page.click_text(FAX)
    wait_for_card(page, "+1 415-555-0176")
    wait_until_idle(page)
    assert stack.posts() == []
    press_call(page)
    wait_for_card(page, "fax number")
    wait_until_idle(page)
    assert stack.posts() == []
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == FAX_DIALLED
    wait_for_card(page, post["call_id"])
    close_card(page)

    uncertain = "4155550175"
    page.wait("CSS.highlights.get('voiso-call-uncertain')?.size === 1", what="a fainter mark")
    click_settled(page, uncertain)
    wait_for_settled_card(page)
    wait_until_idle(page)
    assert len(stack.posts()) == 1
    press_call(page)
    assert stack.wait_for_posts(2)[-1]["body"]["phone_number"] == f"1{uncertain}"
    page.close()
