"""A press counts only for a number that was there before."""

import re

import pytest

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import close_card, wait_for_card
from support.e2e_stack import PAGES, SETTLING_MS, Stack
from support.quick_press import press_quickly

pytestmark = pytest.mark.usefixtures("one_click")

WAYS = re.findall(r"^      '?([\w ]+?)'?: \{ hide", (PAGES / "settled.html").read_text("utf-8"), re.MULTILINE)
SETTLE_MS = 350  # a number that appears counts as seen after so long
MAX_ATTEMPTS = 5
PLACE, NUMBER = (60, 138), "14155550401"  # which the page puts there


def rest(page: Page, way: str) -> None:
    """Hide the number at its place, in one of the ways, and wait until that was noticed."""
    page.evaluate(f"(rest({way!r}), true)")
    page.move(300, 300)
    page.move(*PLACE)
    wait_until_idle(page, SHORT_HORIZON_MS)


def press_as_it_appears(stack: Stack, page: Page, way: str) -> list[str]:
    """Show the number under the pointer, press in time, and return what that calls."""
    for _ in range(MAX_ATTEMPTS):
        earlier = len(stack.posts())
        rest(page, way)
        page.evaluate(f"(put({way!r}), true)")
        page.click(*PLACE)
        is_quick = page.evaluate("late") < SETTLE_MS
        wait_until_idle(page, SHORT_HORIZON_MS)
        close_card(page)
        if is_quick:  # else this machine was too slow, and the press may have dialled
            return dialled_since(stack, earlier)
    pytest.fail("this machine is too slow to press in time")


def press_as_it_stays(stack: Stack, page: Page) -> list[str]:
    """Press the number, which is at its place, after a while, and return what that calls."""
    earlier = len(stack.posts())
    page.move(300, 300)
    page.move(*PLACE)
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.wait_ms(SETTLING_MS)
    page.click(*PLACE)
    wait_until_idle(page, SHORT_HORIZON_MS)
    close_card(page)
    return dialled_since(stack, earlier)


def dialled_since(stack: Stack, earlier: int) -> list[str]:
    return [post["body"]["phone_number"] for post in stack.posts()[earlier:]]


def test_number_that_appears_under_the_pointer_is_not_dialled_at_once(
    stack: Stack, subtests: pytest.Subtests
) -> None:
    page = stack.open("settled.html")
    with subtests.test("a settled page, right after a move"):
        page.wait_ms(SETTLING_MS)
        page.move(600, 600)
        page.click_text("+1 415 555 0400")
        [post] = stack.wait_for_posts(1)
        assert post["body"]["phone_number"] == "14155550400"
        wait_for_card(page, post["call_id"])
        close_card(page)
    for way in WAYS:
        with subtests.test(way):
            assert press_as_it_appears(stack, page, way) == []
            assert press_as_it_stays(stack, page) == [NUMBER]


# Links with large boxes over the place of the number, each with its text elsewhere.
LINKS_OVER_THE_NUMBER = """
for (let index = 0; index < 8; index++) {
  const link = document.createElement('a');
  link.href = `tel:+1415555082${index}`;
  link.style.cssText = 'position: absolute; left: 0; top: 0; width: 780px; height: 560px'
    + '; pointer-events: none';
  const place = `position: absolute; left: 500px; top: ${20 + index * 40}px; white-space: nowrap`;
  link.innerHTML = `<span style="${place}">+1 415 555 082${index}</span>`;
  document.body.append(link);
}
"""
SWAP_PLACE = (60, 152)


def test_number_that_other_links_keep_out_of_the_samples_is_not_dialled(stack: Stack) -> None:
    def swap() -> tuple[Page, Point]:
        page = stack.open("swap.html")
        page.evaluate(f"(() => {{ {LINKS_OVER_THE_NUMBER} }})(), true")
        page.move(450, 500)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.wait_ms(2 * SETTLING_MS)
        page.evaluate("(show('play'), true)")
        for x, y in ((300, 350), (200, 250), (120, 200), (62, 152), SWAP_PLACE):
            page.move(x, y)
            page.wait_ms(120)
        page.wait_ms(SETTLING_MS)
        page.evaluate("(show('number'), window.shown = performance.now(), true)")
        return page, SWAP_PLACE

    press_quickly(stack, swap)
    assert stack.posts() == []


# Images of the page as it was, until the pointer is at the place of the number.
TRANSITION = """
document.head.insertAdjacentHTML('beforeend', `<style>
  ::view-transition { pointer-events: none }
  ::view-transition-new(root) { display: none }
  ::view-transition-old(root) { animation: none; opacity: 1 }
  ::view-transition-group(root) { animation-duration: 600s }</style>`);
const transition = document.startViewTransition(() => {
  show('number');
  document.querySelector('#number').innerHTML += ' ';
});
addEventListener('pointermove', ({ clientX }) => {
  if (clientX > 62) return;
  transition.skipTransition();
  window.shown = performance.now();
});
await transition.ready;
"""
# The number is drawn by then, at a time that the extension does not know.
NEXT_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def test_number_that_a_view_transition_uncovers_as_the_pointer_comes_is_not_dialled(stack: Stack) -> None:
    def arrive() -> tuple[Page, Point]:
        page = stack.open("swap.html")
        page.evaluate("(show('play'), true)")
        page.move(450, 500)
        page.wait_ms(SETTLING_MS)
        page.evaluate(f"(async () => {{ {TRANSITION} return true; }})()")
        page.wait_ms(2 * SETTLING_MS)
        for x, y in ((300, 350), (200, 250), (120, 200), (80, 170)):
            page.move(x, y)
            page.wait_ms(100)
        page.move(*SWAP_PLACE)
        page.evaluate(NEXT_FRAMES)
        return page, SWAP_PLACE

    press_quickly(stack, arrive)
    assert stack.posts() == []


def test_press_below_the_notice_of_the_full_screen_is_not_dialled_at_once(stack: Stack) -> None:
    page = stack.open("swap.html")
    page.evaluate("(onclick = () => document.documentElement.requestFullscreen(), true)")
    page.click(450, 500)  # a page may not do so without a press
    page.wait("!!document.fullscreenElement", what="the full screen")
    try:
        page.move(*SWAP_PLACE)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.wait_ms(SETTLING_MS)
        page.click(*SWAP_PLACE)
        wait_for_card(page, "0409")
        wait_until_idle(page, SHORT_HORIZON_MS)
        assert stack.posts() == []
    finally:
        page.evaluate("document.exitFullscreen().then(() => true)")


def test_press_where_the_page_hides_the_pointer_is_not_dialled(stack: Stack) -> None:
    page = stack.open("swap.html")
    page.evaluate(
        """(() => {
          document.head.insertAdjacentHTML('beforeend', '<style>* { cursor: none !important }</style>');
          const mark = 'data-voiso-call';
          const removeMark = () => document.querySelector(`[${mark}]`)?.removeAttribute(mark);
          new MutationObserver(removeMark).observe(document, { subtree: true, attributes: true });
          return true;
        })()"""
    )
    page.move(450, 500)
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.wait_ms(SETTLING_MS)
    page.move(*SWAP_PLACE)
    page.wait_ms(SETTLING_MS)
    page.click(*SWAP_PLACE)
    wait_for_card(page, "0409")
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []
