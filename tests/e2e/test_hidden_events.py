"""A page that hides events from the extension makes no press count that was not meant."""

import pytest

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import close_card, wait_for_card
from support.e2e_stack import SETTLING_MS, Stack, click_settled
from support.quick_press import SHOWN_AT, leave_and_come_back, press_quickly, tap

pytestmark = pytest.mark.usefixtures("one_click")


def test_number_swapped_as_the_pointer_arrives_is_not_dialled(stack: Stack) -> None:
    page = stack.open("early.html")
    for variant, hides in {"moves seen": "[]", "moves hidden": "moves"}.items():
        page.move(600, 500)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.evaluate(
            f"""(() => {{
              const moves = ['pointermove', 'pointerover', 'pointerout'];
              {hides}.forEach(type => hidden.add(type));
              show('first-number');
              on.pointermove = ({{ clientX, clientY }}) => {{
                const box = document.querySelector('#first-number').getBoundingClientRect();
                if (clientX < box.right && clientY > box.top && clientY < box.bottom) show('second-number');
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
        wait_until_idle(page, SHORT_HORIZON_MS)
        assert stack.posts() == [], variant
        close_card(page)


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


def test_tap_and_click_on_a_page_with_early_listeners_dial_at_once(stack: Stack) -> None:
    page = stack.open("early.html")
    place = page.rect_of_text("+1 415 555 0409").centre
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.wait_ms(SETTLING_MS)
    page.tap(*place)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550409"
    wait_for_card(page, post["call_id"])
    close_card(page)
    page.evaluate("(['pointermove', 'pointerdown'].forEach(type => hidden.add(type)), true)")
    click_settled(page, "+1 415 555 0400")
    assert stack.wait_for_posts(2)[-1]["body"]["phone_number"] == "14155550400"
