"""What the card says and asks before a call: a glimpse, reasons, a question for a fax; one call each."""

import pytest

from .conftest import (
    CARD,
    Stack,
    card,
    press_call,
    wait_for_card,
    wait_for_click_guard,
    wait_for_settled_card,
)
from .test_region import begin_anew, hover, open_offer

__all__ = ["begin_anew"]  # for every test here too

WHOLE = "+1 415 555 0171"
FAX, FAX_DIALLED = "+1 415 555 0176", "14155550176"


def test_a_pointer_that_rests_sees_whom_a_click_would_call(line: Stack) -> None:
    page = line.open("country.html")
    hover(page, "(415) 555-0170")
    said = wait_for_card(page, "+1 415-555-0170")
    assert "United States" in said
    assert "Call" not in said
    number = page.rect_of_text("(415) 555-0170")
    assert card(page).rect(".card").height < 60
    assert card(page).rect(".card").y >= number.y + number.height
    page.click(*number.centre)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550170"
    page.close()


def test_a_glimpse_goes_with_the_pointer(line: Stack) -> None:
    page = line.open("country.html")
    hover(page, WHOLE)
    wait_for_card(page, "+1 415-555-0171")
    page.move(2, 2)
    page.wait(f"!document.querySelector({CARD!r})", what="the card to go")
    assert line.posts() == []
    page.close()


def test_a_card_that_tells_of_a_call_is_not_replaced_by_a_glimpse(line: Stack) -> None:
    page = line.open("country.html")
    page.click_text(WHOLE)
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    page.wait("new Promise(done => setTimeout(done, 1300, true))")
    assert post["call_id"] in card(page).text
    page.close()


def test_the_card_says_why_this_is_a_number(line: Stack) -> None:
    page = line.open("country.html?lang=en-GB")
    open_offer(page, "020 7946 0958")
    wait_for_click_guard(page)
    button = "root.querySelector('.aside .quiet')"
    assert card(page).evaluate(f"root => {button}.ariaExpanded") == "false"
    card(page).evaluate(f"root => ({button}.focus(), true)")
    page.press("Enter")
    said = wait_for_card(page, "valid number in United Kingdom")
    assert "page’s language" in said
    assert card(page).evaluate(f"root => {button}.ariaExpanded") == "true"
    page.press("Enter")
    card(page).wait("root => root.querySelector('.reasons').hidden", "the reasons to go")
    page.close()


def test_a_fax_is_called_after_a_yes_and_once(line: Stack) -> None:
    page = line.open("country.html")
    page.click_text(FAX)
    wait_for_card(page, "fax")
    wait_for_click_guard(page)
    assert line.posts() == []
    page.click_text(FAX)
    wait_for_card(page, "fax")
    assert line.posts() == [], "a second click on the number is no yes"
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == FAX_DIALLED
    wait_for_click_guard(page)
    assert len(line.posts()) == 1
    page.close()


def test_a_fax_that_is_offered_is_asked_about_too(line: Stack) -> None:
    page = line.open("country.html")
    open_offer(page, FAX)
    press_call(page)
    wait_for_card(page, "fax number")
    assert line.posts() == []
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == FAX_DIALLED
    page.close()


def test_a_no_to_a_fax_calls_nobody(line: Stack) -> None:
    page = line.open("country.html")
    page.click_text(FAX)
    wait_for_card(page, "fax number")
    wait_for_click_guard(page)
    card(page).click(".other")
    page.wait(f"!document.querySelector({CARD!r})", what="the card to go")
    assert line.posts() == []
    page.close()


def test_everything_on_the_card_is_reached_by_tab_and_named(line: Stack) -> None:
    page = line.open("country.html?lang=en-GB")
    open_offer(page, "020 7946 0958")
    card(page).evaluate("root => (root.querySelector('.close').focus(), true)")
    reached = []
    for _ in range(4):
        page.press("Tab")
        reached.append(
            card(page).evaluate("root => root.activeElement.className || root.activeElement.localName")
        )
    assert reached == ["select", "main", "quiet", "quiet"]
    unnamed = card(page).evaluate(
        "root => [...root.querySelectorAll('button, select')].filter(each =>"
        " !(each.getAttribute('aria-label') || each.innerText.trim() || each.labels?.[0]?.innerText)).length"
    )
    assert unnamed == 0
    page.press("Escape")
    page.wait(f"!document.querySelector({CARD!r})", what="the card to go")
    page.close()
    assert line.posts() == []


@pytest.mark.parametrize(
    "shared_line", ["chromium"], indirect=True
)  # what drives Firefox clicks as a person does
def test_no_click_but_a_persons_says_yes(line: Stack) -> None:
    page = line.open("country.html")
    page.click_text(FAX)
    wait_for_settled_card(page)
    card(page).evaluate("root => (root.querySelector('.main').click(), true)")
    wait_for_click_guard(page)
    assert line.posts() == []
    assert "fax" in card(page).text
    page.close()


def test_what_may_be_no_number_is_marked_fainter_and_offered_when_clicked(line: Stack) -> None:
    page = line.open("country.html")
    text = "4155550175"
    page.wait("CSS.highlights.get('voiso-call-faint')?.size === 1", what="a faint mark")
    page.click_text(text)
    wait_for_settled_card(page)
    assert line.posts() == []
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550175"
    page.close()
