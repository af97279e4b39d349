"""From a click on a page to a call ID: exactly one request to Voiso, and the answer where the agent looks."""

import pytest

from support.browser import Page

from .conftest import MARKED, Stack, press_call, wait_for_card

NEWEST = "document.querySelector('[data-part=history] > li')"
BEHAVIOURS = {
    "+1 701 555 0141": ("refused", "API key"),
    "+1 701 555 0125": ("refused", "Agent Panel"),
    "+1 701 555 0150": ("unknown", "may be ringing"),
    "+1 701 555 0163": ("unknown", "may be ringing"),
}


def newest_call(line: Stack) -> Page:
    """Open the real popup and wait for its list of calls."""
    popup = line.browser.popup()
    popup.wait(f"{NEWEST}?.dataset.state", what="the popup to list calls")
    return popup


def test_a_click_on_a_number_is_one_call_whose_id_card_and_popup_show(line: Stack) -> None:
    page = line.open("numbers.html")
    page.click_text("+1 415 555 0100")
    [post] = line.wait_for_posts(1)
    assert (post["path"], post["status"]) == ("/api/v4/voice/calls", 200)
    assert post["body"] == {"user_id": 1234, "phone_number": "14155550100"}
    assert post["headers"]["content-type"] == "application/json"
    wait_for_card(page, post["call_id"])
    popup = newest_call(line)
    assert popup.evaluate(f"{NEWEST}.dataset.state") == "placed"
    assert popup.evaluate(f"{NEWEST}.querySelector('code').textContent.trim()") == post["call_id"]
    popup.close()
    assert page.evaluate("seen.clicks") == 0, "the page does not see a click that dials"
    assert len(line.posts()) == 1


def test_a_page_whose_policy_forbids_everything_changes_nothing(line: Stack) -> None:
    page = line.open("strict.html")
    page.click_text("+1 415 555 0140")
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+1 415 5550101", "14155550101"),  # <b>+1</b> 415 <i>555</i><wbr>0101
        ("+1 415 555 0104", "14155550104"),
        ("+14155550106", "14155550106"),
        ("+14155550108", "14155550108"),
    ],
)
def test_numbers_in_pieces_and_side_by_side_are_dialled_as_they_are_read(
    line: Stack, text: str, digits: str
) -> None:
    page = line.open("numbers.html")
    page.click_text(text)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == digits


def test_a_telephone_link_is_dialled(line: Stack) -> None:
    page = line.open("numbers.html")
    page.click_text("Call the front desk")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550116"
    wait_for_card(page, post["call_id"])
    assert page.evaluate("location.hash") == ""


def test_a_double_click_is_one_call(line: Stack) -> None:
    page = line.open("numbers.html")
    page.click(*page.rect_of_text("+1 415 555 0100").centre, count=2)
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    assert len(line.posts()) == 1


@pytest.mark.parametrize("inside", ["link", "button", "row", "own-pointer"])
def test_a_number_in_something_that_reacts_to_clicks_leaves_it_its_click(line: Stack, inside: str) -> None:
    page = line.open("numbers.html")
    page.click(*page.rect_of_text(page.evaluate(f"document.querySelector('#{inside}').textContent")).centre)
    page.wait("seen.clicks === 1", what="the page to get its click")
    page.click_text("+1 415 555 0103")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550103"


@pytest.mark.parametrize(("inside", "digits"), [("link", "14155550112"), ("button", "14155550113")])
def test_there_a_resting_pointer_gets_an_offer_to_call(line: Stack, inside: str, digits: str) -> None:
    page = line.open("numbers.html")
    page.move(*page.rect(f"#{inside} > *").centre)
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == digits
    assert page.evaluate("seen.clicks") == 0


@pytest.mark.parametrize("number", list(BEHAVIOURS))
def test_a_refusal_says_what_to_do_on_the_card_and_in_the_popup(line: Stack, number: str) -> None:
    state, advice = BEHAVIOURS[number]
    page = line.open("answers.html")
    page.click_text(number)
    line.wait_for_posts(1)
    wait_for_card(page, advice)
    popup = newest_call(line)
    assert popup.evaluate(f"{NEWEST}.dataset.state") == state
    popup.close()
    assert len(line.posts()) == 1, "nothing is dialled again by itself"


def test_a_number_that_costs_extra_is_dialled_after_a_second_click(line: Stack) -> None:
    page = line.open("answers.html")
    page.click_text("+1 900 555 0121")
    press_call(page)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550121"


def test_a_number_is_dialled_from_the_popup_by_keyboard_alone(line: Stack) -> None:
    line.browser.open("about:blank")
    popup = line.browser.popup()
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    popup.type("415 555 0160")
    popup.wait("document.body.innerText.includes('+1 415-555-0160')", what="the number to be read")
    popup.press("Enter")
    [post] = line.wait_for_posts(1)
    popup.wait(
        f"document.querySelector('[data-part=result]').textContent.includes({post['call_id']!r})",
        what="the popup to show the call ID",
    )
    assert post["body"] == {"user_id": 1234, "phone_number": "14155550160"}
    popup.close()


def test_a_service_worker_that_sleeps_wakes_for_the_click(line: Stack) -> None:
    page = line.open("numbers.html")
    line.browser.stop_background()
    page.click_text("+1 415 555 0100")
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])


def test_numbers_that_come_later_are_found_and_those_that_go_are_forgotten(line: Stack) -> None:
    page = line.open("numbers.html")
    before = page.evaluate(MARKED)
    page.evaluate("document.querySelector('#late').append('Now: +1 415 555 0170'), true")
    page.wait(f"{MARKED} === {before + 1}", what="the new number to be marked")
    page.click_text("+1 415 555 0170")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550170"
    page.evaluate("document.querySelector('#late').replaceChildren(), true")
    page.wait(f"{MARKED} === {before}", what="the mark to go")
