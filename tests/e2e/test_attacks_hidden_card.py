"""A page hides, covers or shrinks the card while a press begins: nobody is called."""

import pytest

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    CALL_BUTTON,
    card,
    close_card,
    has_card,
    press_call,
    wait_for_click_guard,
    wait_for_settled_card,
)
from support.e2e_stack import Stack
from support.offered_number import assert_press_tries, offer_again_and_again, open_offer_card, open_page

# In each, `hide` hides the card, but lets every click through, and `show` shows it again.
POPOVER = (
    "const it = document.createElement('div'); it.popover = 'manual';"
    " it.style.cssText = 'inset: 0; width: 100vw; height: 100vh; margin: 0; max-width: none;"
    " max-height: none; pointer-events: none; background: #7c7';"
    " const show = () => it.hidePopover();"
)
HIDING = {
    "a filter of the root element": "const { style } = document.documentElement;"
    " const hide = () => { style.filter = 'opacity(0)'; }; const show = () => { style.filter = ''; };",
    "a popover in a closed root": POPOVER
    + " const host = document.createElement('div'); host.attachShadow({ mode: 'closed' }).append(it);"
    " const hide = () => { document.body.append(host); it.showPopover(); };",
}


def hide_card(page: Page, kind: str) -> Point:
    """Open the card of a number anew, and hide it; return where the button that calls is."""
    page.evaluate(f"(() => {{ {HIDING[kind]} Object.assign(window, {{ hide, showCard: show }}); }})(), true")
    if has_card(page):
        close_card(page)
    if "filter" in kind:  # from when the card is open, it has no effect
        page.evaluate("(hide(), true)")
    place = offer_again_and_again(page)
    page.move(*place)
    page.evaluate("(hide(), true)")
    wait_for_click_guard(page)  # so that it is not the guard which ignores the click
    return place


@pytest.mark.parametrize("kind", list(HIDING))
def test_press_on_a_hidden_card_calls_nobody(stack: Stack, kind: str) -> None:
    page = open_page(stack)
    page.click(*hide_card(page, kind))
    wait_until_idle(page)
    assert stack.posts() == [], "press"
    page.evaluate("(showCard(), true)")
    assert_press_tries(stack, page)
    tried = stack.posts()
    place = hide_card(page, kind)
    page.mouse_down(*place)
    page.evaluate("(showCard(), true)")
    wait_for_click_guard(page)
    page.mouse_up(*place)
    wait_until_idle(page)
    assert stack.posts() == tried, "press that is held until the card is shown"
    page.close()


def test_card_keeps_its_size_when_the_page_zooms(stack: Stack) -> None:
    page = open_offer_card(stack)
    width = card(page).rect(CALL_BUTTON).width
    page.evaluate("(document.documentElement.style.zoom = '0.2', true)")
    page.click(*card(page).rect(CALL_BUTTON).centre)  # the card is put right
    wait_for_settled_card(page)
    assert stack.posts() == []
    assert card(page).rect(CALL_BUTTON).width == pytest.approx(width, abs=2)
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"
    page.close()
