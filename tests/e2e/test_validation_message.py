"""The browser draws its message about an invalid field above the card: a press then calls nobody."""

import pytest

from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import CALL_BUTTON, card, wait_for_click_guard
from support.e2e_stack import Stack
from support.offered_number import (
    assert_press_counts,
    assert_press_tries,
    offer_again_and_again,
    offer_number,
    open_offer_card,
    open_page,
)

FIELD = """
  const field = document.createElement('input');
  field.style.cssText = 'position: fixed; left: 300px; top: 100px';
  const host = document.body.appendChild(document.createElement('div'));
  field.setCustomValidity('Call +1 415 555 9999');
"""
# How a page lets the browser show the message.
REPORTS = {
    "a field": "host.append(field); field.reportValidity();",
    "a form that is submitted": "const form = document.createElement('form'); host.append(form);"
    " form.append(field); form.requestSubmit();",
    "a field that is valid afterwards": "host.append(field); field.reportValidity();"
    " field.setCustomValidity('');",
    "a field that is gone afterwards": "host.append(field); field.reportValidity(); field.remove();",
    "a field that gives the focus away": "host.append(field); field.onfocus = () => field.blur();"
    " field.reportValidity();",
    "a field in a closed root": "host.attachShadow({ mode: 'closed' }).append(field);"
    " field.reportValidity();",
    "a field in a closed root that gives the focus away": "host.attachShadow({ mode: 'closed' })"
    ".append(field); field.onfocus = () => field.blur(); field.reportValidity();",
}
# How a page of Firefox keeps the message although the field has lost the focus, until the card takes it away.
KEPT = {
    "a field in a closed root that is removed later": "const root = host.attachShadow({ mode: 'closed' });"
    " root.append(field); field.reportValidity(); setTimeout(() => field.remove(), 100);",
    "a field that is moved out of a closed root later": "host.attachShadow({ mode: 'closed' }).append(field);"
    " field.reportValidity(); setTimeout(() => document.body.append(field), 100);",
}
STOP_EVENTS = "addEventListener('invalid', event => event.stopImmediatePropagation(), true);"


def test_press_through_a_validation_message_calls_nobody(stack: Stack, subtests: pytest.Subtests) -> None:
    page = open_page(stack, STOP_EVENTS)
    reports = REPORTS | (KEPT if stack.browser.name == "firefox" else {})  # Chromium takes these away itself
    for kind, script in reports.items():
        with subtests.test(kind):
            place = offer_again_and_again(page)
            earlier = stack.posts()
            withdraw = "window.withdraw = () => { host.remove(); field.remove(); };"
            page.evaluate(f"(() => {{ {FIELD} {script} {withdraw} return true; }})()")
            wait_for_click_guard(page)
            page.click(*place)
            wait_until_idle(page, SHORT_HORIZON_MS)
            assert stack.posts() == earlier
            assert_press_tries(stack, page)
        page.evaluate("(withdraw(), true)")
    page.close()


def test_message_that_the_page_does_not_let_go_calls_nobody(stack: Stack) -> None:
    if stack.browser.name != "firefox":
        pytest.skip("Chromium takes its message away itself")
    keep = "addEventListener('blur', event => event.stopImmediatePropagation(), true);"
    page = open_offer_card(stack, keep)
    x, y = card(page).rect(CALL_BUTTON).centre
    page.evaluate(f"(() => {{ {FIELD} {REPORTS['a field']} return true; }})()")
    for _ in range(2):
        wait_for_click_guard(page)
        page.click(x, y)
        wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []
    page.close()


def test_field_that_had_its_message_before_the_card_or_never_does_not_block_the_card(stack: Stack) -> None:
    page = open_offer_card(stack, f"{FIELD} {REPORTS['a field']} window.field = field;")
    assert_press_counts(stack, page)
    page.evaluate("(field.blur(), setInterval(() => field.checkValidity(), 100), true)")
    offer_number(page)
    assert_press_counts(stack, page, 2)
    page.close()
