"""Telephone links: every scheme is dialled from its address, and what is no number keeps its click."""

import pytest

from .conftest import Stack, wait_for_card
from .test_popup_page_numbers import LIST, open_popup, show_all

DIALLED = {
    "tel": "14155550700",
    "extension": "14155550701",
    "context": "14155550702",
    "callto": "14155550703",
    "callto-plain": "14155550712",
    "sip": "14155550704",
    "sips": "14155550705",
    "seen": "14155550706",
    "svg": "14155550707",
    "xlink": "14155550708",
}
NOT_OURS = ["person", "machine", "whatsapp", "short", "skype"]


@pytest.mark.parametrize("link", list(DIALLED))
def test_a_click_dials_what_the_address_says(line: Stack, link: str) -> None:
    page = line.open("links.html")
    text = page.evaluate(f"document.querySelector('#{link} a').textContent")
    page.click_text(text)
    [post] = line.wait_for_posts(1)
    assert post["body"] == {"user_id": 1234, "phone_number": DIALLED[link]}
    said = wait_for_card(page, post["call_id"])
    assert ("Extension 42" in said) == (link == "extension")
    assert page.evaluate("seen") == []


def test_links_that_call_nobody_are_left_to_the_page(line: Stack) -> None:
    page = line.open("links.html")
    for link in NOT_OURS:
        page.click_text(page.evaluate(f"document.querySelector('#{link} a').textContent"))
    assert page.evaluate("seen") == NOT_OURS
    page.click_text("+1 415 555 0711")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550711"


def test_the_popup_lists_the_addresses_of_links_and_of_areas_of_a_picture(line: Stack) -> None:
    line.open("links.html")
    popup = open_popup(line)
    show_all(popup)
    popup.wait(f"{LIST}.children.length > 10")
    rows = (
        f"[...{LIST}.querySelectorAll('.number')].map(one => one.textContent.replace(/\\D/g, '').slice(-4))"
    )
    expected = [*(digits[-4:] for digits in DIALLED.values()), "0710", "0711"]
    assert popup.evaluate(rows) == expected
    popup.close()
