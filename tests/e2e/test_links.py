"""Links: telephone links of every scheme are dialled from their address, all others keep their click."""

import pytest

from support.card_driver import card, click_and_call, close_card, wait_for_card
from support.e2e_stack import Stack
from support.popup_driver import (
    LISTED_LAST_DIGITS,
    PAGE_NUMBERS,
    open_with_page_numbers,
    show_all_page_numbers,
)

DIALLED = {
    "tel": "14155550700",
    "extension": "14155550701",
    "context": "14155550702",
    "callto": "14155550703",
    "callto-plain": "14155550712",
    "sip": "14155550704",
    "sips": "14155550705",
    "no-code": "14155550713",  # its address lacks the country code, which would make it another number
    "seen": "14155550706",
    "svg": "14155550707",
    "xlink": "14155550708",
}
OTHER_LINKS = ["person", "machine", "whatsapp", "short", "skype"]


def test_phone_links_of_every_kind_are_offered_called_and_listed(stack: Stack) -> None:
    page = stack.open("links.html")
    for calls, (link, number) in enumerate(DIALLED.items(), 1):
        click_and_call(page, page.evaluate(f"document.querySelector('#{link} a').textContent"))
        post = stack.wait_for_posts(calls, link)[-1]
        assert post["body"] == {"user_id": 1234, "phone_number": number}, link
        text = wait_for_card(page, post["call_id"])
        assert ("Extension 42" in text) == (link == "extension"), link
        close_card(page)
    assert page.evaluate("seen") == []

    popup = open_with_page_numbers(stack)
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length > 10")
    certain = [digits for link, digits in DIALLED.items() if link != "no-code"]
    expected = [*(digits[-4:] for digits in certain), "0710", "0711"]  # and those of an image map and a text
    assert popup.evaluate(LISTED_LAST_DIGITS) == expected
    popup.close()


def test_pin_of_a_conference_is_shown_with_a_button_to_copy_it(stack: Stack) -> None:
    page = stack.open("conference.html")
    conferences = {"Join by phone": "14155550714", "+14155550715,,81234567890#": "14155550715"}
    for calls, (text, dialled) in enumerate(conferences.items(), 1):
        click_and_call(page, text)
        post = stack.wait_for_posts(calls, text)[-1]
        assert post["body"]["phone_number"] == dialled
        shown = wait_for_card(page, post["call_id"])
        assert "Extension or PIN" in shown, text
        assert "81234567890" in shown, text
        codes = (
            "root => [...root.querySelectorAll('.receipt')].map(it => it.querySelector('code').textContent)"
        )
        assert card(page).evaluate(codes) == ["81234567890", post["call_id"]], text
        assert card(page).evaluate("root => root.querySelectorAll('.receipt > .copy').length") == 2, text
        close_card(page)


@pytest.mark.usefixtures("one_click")
def test_other_links_keep_their_click(stack: Stack) -> None:
    page = stack.open("links.html")
    for link in OTHER_LINKS:
        page.click_text(page.evaluate(f"document.querySelector('#{link} a').textContent"))
    assert page.evaluate("seen") == OTHER_LINKS
    stack.click_and_expect_one_call(page, "+1 415 555 0711")
