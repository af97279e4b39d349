"""A press counts only for a number that was there before, Enter only for a link that the agent focused."""

import re

import pytest

from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import has_card, wait_for_card, wait_for_no_card
from support.e2e_stack import PAGES, Stack

pytestmark = pytest.mark.usefixtures("one_click")

WAYS = re.findall(r"^      '?([\w ]+?)'?: \{ hide", (PAGES / "settled.html").read_text("utf-8"), re.MULTILINE)
SETTLE_MS = 350  # a number that appears counts as seen after so long
QUICK_ATTEMPTS = 2
MAX_ATTEMPTS = 5
PLACE = (60, 138)  # where the page puts the number


def focus_link_by_key(page: Page) -> None:
    """Move the focus with Tab from the field to the link after it."""
    page.click(*page.rect("#field").centre)
    page.press("Tab")
    page.wait("document.activeElement.id === 'link'", what="the link to have the focus")


@pytest.mark.parametrize("way", WAYS)
def test_number_that_appears_under_the_pointer_is_not_dialled(stack: Stack, way: str) -> None:
    page = stack.open("settled.html")
    quick = 0
    for _ in range(MAX_ATTEMPTS):
        earlier = stack.posts()
        page.evaluate(f"(rest({way!r}), scrollTo(0, 0), true)")
        page.move(300, 300)
        page.move(*PLACE)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.evaluate(f"(put({way!r}), true)")
        page.click(*PLACE)
        is_quick = page.evaluate("late") < SETTLE_MS
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.press("Escape")
        wait_for_no_card(page)
        if is_quick:  # else this machine was too slow, and the press may have dialled
            assert stack.posts() == earlier
            quick += 1
        if quick == QUICK_ATTEMPTS:
            return
    assert quick > 0


@pytest.mark.parametrize("way", WAYS)
def test_number_that_has_been_there_for_a_while_is_dialled(stack: Stack, way: str) -> None:
    page = stack.open("settled.html")
    page.evaluate(f"(rest({way!r}), true)")
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.evaluate(f"(put({way!r}), true)")
    page.move(300, 300)
    page.move(*PLACE)
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.click(*PLACE)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550401"


def test_click_right_after_a_move_on_a_settled_page_dials_at_once(stack: Stack) -> None:
    page = stack.open("settled.html")
    page.move(600, 600)
    page.click_text("+1 415 555 0400")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550400"


def test_enter_on_a_link_that_the_agent_focused_by_key_dials(stack: Stack) -> None:
    page = stack.open("settled.html")
    focus_link_by_key(page)
    page.wait_ms(SETTLE_MS)
    page.press("Enter")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550402"


HIDDEN_RINGS = {
    "none": "#link:focus { outline: none }",
    "around another element": (
        "#link:focus { outline: none } :has(#link:focus) #second { outline: 2px solid blue }"
    ),
    "of no width": "#link:focus { outline: 0 solid blue }",
    "far away": "#link:focus { outline-offset: 200px }",
    "in the colour of the background": "#link:focus { outline: 2px solid #fff }",
    "transparent": "#link:focus { outline-color: transparent }",
}


def focus_link_with_ring(page: Page, rule: str) -> None:
    """Focus the link by key, with a style for its focus, long enough for Enter to count."""
    page.evaluate(f"(document.head.insertAdjacentHTML('beforeend', `<style>{rule}</style>`), true)")
    focus_link_by_key(page)
    page.wait_ms(2 * SETTLE_MS)


def test_enter_on_a_link_with_a_focus_ring_of_the_page_dials(stack: Stack) -> None:
    page = stack.open("settled.html")
    focus_link_with_ring(page, "#link:focus { outline: 2px solid blue; outline-offset: 2px }")
    page.press("Enter")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550402"


@pytest.mark.parametrize("ring", list(HIDDEN_RINGS))
def test_enter_on_a_link_without_a_visible_focus_ring_does_not_dial(stack: Stack, ring: str) -> None:
    page = stack.open("settled.html")
    focus_link_with_ring(page, HIDDEN_RINGS[ring])
    page.press("Enter")
    wait_for_card(page, "0402")
    assert stack.posts() == []


FOCUS_TRICKS = {
    "by a script": ("document.querySelector('#link').focus()", ""),
    "by a script after a key": (
        "document.querySelector('#field').addEventListener('keydown', () =>"
        " document.querySelector('#link').focus())",
        "a",
    ),
    "by a script in place of Tab": (
        "document.querySelector('#field').addEventListener('keydown', event => {"
        " event.preventDefault(); document.querySelector('#link').focus(); })",
        "Tab",
    ),
    "by a script after an arrow key": (
        "document.querySelector('#field').addEventListener('keydown', () => setTimeout(() =>"
        " document.querySelector('#link').focus(), 0))",
        "ArrowDown",
    ),
    "by a script while typing": (
        "document.querySelector('#field').addEventListener('input', () =>"
        " document.querySelector('#link').focus())",
        "1",
    ),
    "by a script after Tab": (
        "document.querySelector('#link').addEventListener('focus', () => setTimeout(() =>"
        " document.querySelector('#second').focus(), 100))",
        "Tab",
    ),
    "by autofocus of a dialog": (
        "const it = document.createElement('dialog'); it.append(document.querySelector('#link'));"
        " document.body.append(it); setTimeout(() => it.showModal(), 60)",
        "",
    ),
}


@pytest.mark.parametrize("trick", list(FOCUS_TRICKS))
def test_enter_on_a_link_that_a_script_focused_does_not_dial(stack: Stack, trick: str) -> None:
    script, key = FOCUS_TRICKS[trick]
    page = stack.open("settled.html")
    page.click(*page.rect("#field").centre)
    page.evaluate(f"({{ run() {{ {script} }} }}.run(), true)")
    if key:
        page.press(key)
    page.wait("['link', 'second'].includes(document.activeElement.id)", what="the script to move the focus")
    page.wait_ms(2 * SETTLE_MS)
    assert page.evaluate("document.activeElement.localName") == "a"
    page.press("Enter")
    wait_until_idle(page)
    assert stack.posts() == []


def test_typing_on_a_focused_link_and_enter_do_not_dial(stack: Stack) -> None:
    page = stack.open("settled.html")
    focus_link_by_key(page)
    page.type("note")
    page.wait_ms(SETTLE_MS)
    page.press("Enter")
    wait_for_card(page, "0402")
    assert stack.posts() == []


def test_enter_right_after_the_focus_came_does_not_dial(stack: Stack) -> None:
    page = stack.open("settled.html")
    page.evaluate("(addEventListener('focusin', () => { window.putAt = performance.now(); }), true)")
    page.evaluate("(addEventListener('keydown', () => { late = performance.now() - putAt; }, true), true)")
    focus_link_by_key(page)
    page.press("Enter")
    page.wait(f"late >= {SETTLE_MS} || !!document.querySelector('html > [popover]')", what="the card")
    wait_until_idle(page)
    assert stack.posts() == [] or page.evaluate("late") >= SETTLE_MS
    assert has_card(page)


LINK_CHANGE = "(it => { it.href = 'tel:+14155550477'; it.textContent = '+1 415 555 0477'; })"
LINK_CHANGES = {
    "text and address on the keydown": f"addEventListener('keydown', () => {LINK_CHANGE}(link), true)",
    "text and address shortly before": f"{LINK_CHANGE}(link)",
    "address on the keydown": "addEventListener('keydown', () => { link.href = 'tel:+14155550477'; }, true)",
    "parts on the keydown": (
        "link.innerHTML = '<i>+1 415 555 0402</i><b hidden>+1 415 555 0477</b>';"
        " addEventListener('keydown', () => { link.href = 'tel:+14155550477'; link.firstChild.hidden = true;"
        " link.lastChild.hidden = false; }, true)"
    ),
}


@pytest.mark.parametrize("change", list(LINK_CHANGES))
def test_enter_on_a_link_that_has_just_changed_does_not_dial(stack: Stack, change: str) -> None:
    page = stack.open("settled.html")
    focus_link_by_key(page)
    page.wait_ms(2 * SETTLE_MS)
    script = f"{{ run(link) {{ {LINK_CHANGES[change]} }} }}"
    page.evaluate(f"(({script}).run(document.querySelector('#link')), true)")
    page.press("Enter")
    wait_for_card(page, "0477")
    assert stack.posts() == []
