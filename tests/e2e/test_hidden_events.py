"""A page that hides events from the extension makes no press or Enter count that was not meant."""

import pytest

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.e2e_stack import SETTLING_MS, Stack
from support.early_page import focus_link
from support.quick_press import SHOWN_AT, leave_and_come_back, press_quickly, tap

pytestmark = pytest.mark.usefixtures("one_click")

HIDE_KEYS = "['keydown', 'keypress', 'focusin'].forEach(type => hidden.add(type))"
# Ends with the focus on the link while the agent believes to be somewhere else.
FOCUS_LINK = "hidden.delete('keydown'); document.querySelector('#link').focus({ preventScroll: true });"
KEY_TRICKS = {
    "the focus moves back at Enter": (
        f"{HIDE_KEYS}; on.keydown = ({{ key }}) => {{ if (key === 'Enter') {{ {FOCUS_LINK} }} }}",
        "Tab",
    ),
    "the focus moves back before Enter": (
        f"{HIDE_KEYS}; on.keyup = ({{ target }}) => {{ if (target.value?.length === 4) {{ {FOCUS_LINK} }} }}",
        "Tab",
    ),
    "what is typed on the link is hidden": (
        "on.keydown = ({ key }) => { hidden[key === 'Enter' ? 'delete' : 'add']('keydown'); }",
        "",
    ),
}


@pytest.mark.parametrize("trick", list(KEY_TRICKS))
def test_enter_after_hidden_keys_does_not_dial(stack: Stack, trick: str) -> None:
    script, key = KEY_TRICKS[trick]
    page = stack.open("early.html")
    focus_link(page)
    page.evaluate(f"(() => {{ {script}; return true; }})()")
    if key:
        page.press(key)
        page.wait("document.activeElement.id === 'after'", what="the field to have the focus")
    page.type("note")
    page.press("Enter")
    wait_until_idle(page)
    assert stack.posts() == []


FRAME = """
const frame = document.createElement('iframe');
frame.srcdoc = "<input onkeyup='if (value.length === 4) parent.document.querySelector(`#link`).focus()'>";
document.querySelector('#after').replaceWith(frame);
return new Promise(done => { frame.onload = () => done(true); });
"""


@pytest.mark.parametrize("way", ["by key", "by a press"])
def test_enter_after_the_focus_came_back_from_a_frame_does_not_dial(stack: Stack, way: str) -> None:
    page = stack.open("early.html")
    page.evaluate(f"(() => {{ {FRAME} }})()")
    focus_link(page)
    if way == "by key":
        page.press("Tab")
        page.wait("document.activeElement.localName === 'iframe'", what="the frame to have the focus")
        if not page.evaluate("document.activeElement.contentDocument.activeElement.matches('input')"):
            page.press("Tab")
    else:
        frame = page.rect("iframe")
        page.click(frame.x + 40, frame.y + 20)
        page.wait("document.activeElement.localName === 'iframe'", what="the frame to have the focus")
    page.type("note")
    page.wait("document.activeElement.id === 'link'", what="the page to move the focus back")
    page.press("Enter")
    wait_until_idle(page)
    assert stack.posts() == []


ROOT = """
const host = document.body.appendChild(document.createElement('div'));
const root = host.attachShadow({ mode: 'closed' });
const hide = event => { if (hidden.has('focusin')) event.stopImmediatePropagation(); };
root.addEventListener('focusin', hide, true);
root.innerHTML = '<input> <a href="tel:+14155550403">+1 415 555 0403</a> <button>Save</button>';
const link = root.querySelector('a');
root.addEventListener('keyup', ({ key }) => { if (hidden.has('focusin') && key === 'Tab') link.focus(); });
window.focused = () => root.activeElement?.localName;
root.querySelector('input').focus();
return true;
"""


def test_enter_after_hidden_moves_in_a_shadow_root_does_not_dial(stack: Stack) -> None:
    page = stack.open("early.html")
    page.evaluate(f"(() => {{ {ROOT} }})()")
    wait_until_idle(page)
    page.press("Tab")
    page.wait("focused() === 'a'", what="the link to have the focus")
    page.wait_ms(SETTLING_MS)
    page.evaluate("(hidden.add('focusin'), true)")
    page.press("Tab")
    page.wait("focused() === 'a'", what="the page to move the focus back")
    page.wait_ms(SETTLING_MS)
    page.press("Enter")
    wait_until_idle(page)
    assert stack.posts() == []


@pytest.mark.parametrize("hides", [True, False], ids=["moves hidden", "moves seen"])
def test_number_swapped_as_the_pointer_arrives_is_not_dialled(stack: Stack, *, hides: bool) -> None:
    page = stack.open("early.html")
    page.move(600, 500)
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.evaluate(
        f"""(() => {{
          const moves = ['pointermove', 'pointerover', 'pointerout'];
          if ({str(hides).lower()}) moves.forEach(type => hidden.add(type));
          show('first-number');
          on.pointermove = ({{ clientX, clientY }}) => {{
            const {{ right, top, bottom }} = document.querySelector('#first-number').getBoundingClientRect();
            if (clientX < right && clientY > top && clientY < bottom) show('second-number');
          }};
          return true;
        }})()"""
    )
    page.wait_ms(3 * SETTLING_MS)
    centre_y = page.rect("#first-number").centre[1]
    for x in (400, 330, 270, 240):
        page.move(x, centre_y + x / 2 - 20)
        page.wait_ms(60)
    page.click(60, centre_y)
    wait_until_idle(page)
    assert stack.posts() == []


def test_second_tap_after_the_first_changed_the_number_is_not_dialled(stack: Stack) -> None:
    def tap_once() -> tuple[Page, Point]:
        page = stack.open("early.html")
        place = page.rect_of_text("+1 415 555 0409").centre
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.wait_ms(SETTLING_MS)
        page.evaluate(
            "(show('first-number'), on.pointerdown = () => {"
            " show('second-number'); window.shown ??= performance.now(); }, true)"
        )
        page.wait_ms(SETTLING_MS)
        page.tap(*place)
        page.wait("!!window.shown", what="the number to change")
        return page, place

    press_quickly(stack, tap_once, tap)
    assert stack.posts() == []


def test_tap_on_a_number_dials_at_once(stack: Stack) -> None:
    page = stack.open("early.html")
    place = page.rect_of_text("+1 415 555 0409").centre
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.wait_ms(SETTLING_MS)
    page.tap(*place)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550409"


def test_press_right_after_the_page_came_back_is_not_dialled_at_once(stack: Stack) -> None:
    def come_back() -> tuple[Page, Point]:
        page = stack.open("early.html")
        page.evaluate(f"(() => {{ {SHOWN_AT} }})(), true")
        place = page.rect_of_text("+1 415 555 0400").centre
        page.move(*place)
        wait_until_idle(page)
        leave_and_come_back(stack, page)
        return page, place

    press_quickly(stack, come_back)
    assert stack.posts() == []


def test_number_on_a_page_with_early_listeners_is_dialled_at_once(stack: Stack) -> None:
    page = stack.open("early.html")
    page.evaluate("(['pointermove', 'pointerdown', 'keydown'].forEach(type => hidden.add(type)), true)")
    stack.click_and_expect_one_call(page, "+1 415 555 0400")
