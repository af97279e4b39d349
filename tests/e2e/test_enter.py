"""Enter on a telephone link opens the card, also where one click calls: a page can move the focus unseen."""

import pytest

from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import CALL_BUTTON, card, close_card, wait_for_card, wait_for_settled_card
from support.e2e_stack import SETTLING_MS, TYPING_PAUSE_MS, Stack

pytestmark = pytest.mark.usefixtures("one_click")

MAX_TABS = 4  # to the button to call
# The script that moves the focus, the key that moves it on to the link, and the link's number.
IN_SHADOW_ROOT = """
const host = document.createElement('div');
document.forms[0].after(host);
const root = host.attachShadow({ mode: 'closed' });
root.innerHTML = '<a href="tel:+14155550403">Call the front desk</a>';
root.querySelector('a').focus();
"""
FOCUS_WAYS = {
    "by Tab": ("before.focus()", "Tab", "14155550402"),
    "by a script": ("before.focus(); link.focus()", "", "14155550402"),
    "in a shadow root": (IN_SHADOW_ROOT, "", "14155550403"),
}


def test_enter_on_a_focused_link_opens_the_card_whose_button_calls(stack: Stack) -> None:
    page = stack.open("early.html")
    for calls, (way, (script, key, number)) in enumerate(FOCUS_WAYS.items()):
        page.evaluate(f"(() => {{ {script}; return true; }})()")
        if key:
            page.press(key)
            page.wait("document.activeElement.id === 'link'", what="the link to have the focus")
        page.wait_ms(2 * SETTLING_MS)  # the link has been seen with the focus
        page.press("Enter")
        wait_for_card(page, number[-4:])
        wait_until_idle(page, SHORT_HORIZON_MS)
        assert len(stack.posts()) == calls, way
        shown = card(page)
        shown.wait("root => root.hasFocus()", "the card to have the focus")
        wait_for_settled_card(page)
        page.wait_ms(TYPING_PAUSE_MS)  # somebody who types in the page may have pressed Enter
        for _ in range(MAX_TABS):
            if shown.evaluate(f"root => !!root.activeElement?.matches({CALL_BUTTON!r})"):
                break
            page.press("Tab")
        page.press("Enter")
        post = stack.wait_for_posts(calls + 1, way)[-1]
        assert post["body"]["phone_number"] == number, way
        wait_for_card(page, post["call_id"])
        close_card(page)
