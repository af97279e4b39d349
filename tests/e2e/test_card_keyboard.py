"""A key that was meant for another place presses nothing on the card."""

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    CALL_BUTTON,
    CARD,
    card,
    hover,
    wait_for_card,
    wait_for_click_guard,
    wait_for_no_card,
    wait_for_settled_card,
)
from support.e2e_stack import TYPING_PAUSE_MS, Stack
from support.offered_number import (
    DIALLED,
    NUMBER,
    assert_press_counts,
    offer_number,
    open_offer_card,
    open_page,
)

# Ways to type into a field of the page and on into the card, with the keys that lead to its button.
FIELD = '<input id="field" style="position: fixed; left: 700px; top: 10px">'
FIELDS_OF_PAGE = {
    "before the card": (f"document.body.insertAdjacentHTML('afterbegin', `{FIELD}`); field.focus()", "Tab"),
    "after the card": (
        f"document.documentElement.insertAdjacentHTML('beforeend', `{FIELD}`); field.focus()",
        "Shift+Tab",
    ),
    "in a frame after the card": (
        "const frame = document.createElement('iframe'); document.documentElement.append(frame);"
        f" frame.contentDocument.body.innerHTML = `{FIELD.replace('700', '10')}`;"
        " frame.contentWindow.focus(); frame.contentDocument.querySelector('input').focus()",
        "Shift+Tab",
    ),
}
REMOVE_FIELDS = "document.querySelectorAll('#field, iframe').forEach(it => it.remove()), true"
MAX_TABS = 8
RECORD_FOCUS = "() => addEventListener('focus', () => { window.enteredAt = performance.now(); })"
STEADY_MS = 400  # longer than presses do not count after the card has changed
MAX_ENTERED_MS = 1500  # keys do not count for 2 s after the focus has come into the card
MAX_ATTEMPTS = 5


def test_focus_moved_by_the_page_does_not_call_by_keyboard(stack: Stack) -> None:
    page = open_offer_card(stack)
    page.evaluate(
        f"(window.focusing = setInterval(() => document.querySelector({CARD!r})?.focus(), 5), true)"
    )
    for key in ("Enter", " ", "Enter"):
        page.press(key)
    page.evaluate("(clearInterval(focusing), true)")
    wait_until_idle(page)
    assert stack.posts() == []
    assert_press_counts(stack, page)
    page.close()


def test_typing_in_the_card_calls_nobody(stack: Stack) -> None:
    page = open_offer_card(stack)
    shown = card(page)
    shown.evaluate("root => (root.querySelector('.close').focus(), true)")
    for text in ("4711", "Anna Maria"):
        page.press("Tab")
        page.type(text)
        page.press("Tab")  # to the next of the page's fields, as the agent believes
        page.press("Shift+Tab")
        wait_for_click_guard(page)
        page.press("Enter")
    wait_until_idle(page)
    assert stack.posts() == []
    page.wait_ms(TYPING_PAUSE_MS)  # then Tab tells that the agent uses the card by keyboard
    page.press("Shift+Tab")
    assert shown.evaluate(f"root => root.activeElement.matches({CALL_BUTTON!r})")
    wait_for_click_guard(page)
    page.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == DIALLED
    page.close()


def type_on_to_the_button(page: Page, script: str, key: str) -> float:
    """Type in the page, and on to the button of the card; return the ms since the focus came there."""
    offer_number(page)
    wait_for_click_guard(page)
    shown = card(page)
    shown.evaluate(RECORD_FOCUS)
    page.evaluate(f"(() => {{ {script}; return true; }})()")
    page.type("Anna")
    for _ in range(MAX_TABS):
        page.press(key)
        if shown.evaluate(f"root => root.hasFocus() && root.activeElement.matches({CALL_BUTTON!r})"):
            break
    else:
        pytest.fail(f"{script}: the button has not got the focus")
    page.wait_ms(STEADY_MS)
    return float(shown.evaluate("() => performance.now() - enteredAt"))


def leave(page: Page) -> None:
    """Close the card by the pointer: no key may be what keeps the next card's button from being pressed."""
    page.evaluate(REMOVE_FIELDS)
    page.click(900, 600)
    wait_for_no_card(page)


def test_typing_in_the_page_goes_on_in_the_card_and_calls_nobody(stack: Stack) -> None:
    page = open_page(stack)
    for calls, (place, (script, key)) in enumerate(FIELDS_OF_PAGE.items(), 1):
        for _ in range(MAX_ATTEMPTS):
            if type_on_to_the_button(page, script, key) < MAX_ENTERED_MS:
                break
            leave(page)
        else:
            pytest.fail(f"{place}: this machine is too slow to press in time")
        page.press("Enter")
        wait_until_idle(page)
        assert len(stack.posts()) == calls - 1, place
        page.wait_ms(TYPING_PAUSE_MS)
        page.press("Enter")
        post = stack.wait_for_posts(calls, place)[-1]
        assert post["body"]["phone_number"] == DIALLED
        wait_for_card(page, post["call_id"])
        leave(page)
    page.close()


def test_tab_does_not_lead_into_a_card_that_opened_under_the_resting_pointer(stack: Stack) -> None:
    page = stack.open("answers.html")
    page.evaluate(
        "(document.body.insertAdjacentHTML('beforeend', '<input id=first><p><input id=last>'), first.focus(),"
        " true)"
    )
    hover(page, NUMBER)
    card(page).wait("root => !!root.querySelector('.more, .primary')", "a card")
    for text in ("Jo", "Miller"):
        page.type(text)
        page.press("Tab")
    assert page.evaluate("[first.value, last.value]") == ["Jo", "Miller"]
    assert not page.evaluate(f"document.activeElement.matches({CARD!r})")
    wait_until_idle(page)
    assert stack.posts() == []
    page.close()


def test_card_closes_although_the_page_hides_events(stack: Stack) -> None:
    page = stack.open("early.html")
    for way in ("Escape", "a press elsewhere"):
        page.evaluate("(hidden.clear(), true)")
        page.click_text("+1 415 555 0400")
        wait_for_settled_card(page)
        page.evaluate("(before.focus(), hidden.add('keydown').add('pointerdown'), true)")
        if way == "Escape":
            page.press("Escape")
        else:
            page.click(600, 600)
        wait_for_no_card(page)
    page.close()
