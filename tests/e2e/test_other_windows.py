"""Other windows and frames of a site make no press count that was meant for something else."""

import pytest

from support.browser.cdp_page import ChromiumPage
from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import (
    CALL_BUTTON,
    card,
    close_card,
    wait_for_card,
    wait_for_click_guard,
    wait_for_settled_card,
)
from support.e2e_stack import SETTLING_MS, Stack, click_settled, wait_until_marked
from support.quick_press import press_quickly

pytestmark = pytest.mark.usefixtures("one_click")

# Hides events in listeners that a script of another window adds before the document of this one is made.
LISTEN_IN = """
const listenIn = other => {
  other.early = new Set();
  for (const type of ['pointermove', 'pointerover', 'pointerdown', 'beforetoggle', 'toggle'])
    other.addEventListener(type, event => other.early.has(type) && event.stopImmediatePropagation(), true);
};
"""
LISTEN_IN_OPENER = f"""
{LISTEN_IN}
let last = opener.document;
const {{ port1, port2 }} = new MessageChannel();
port1.onmessage = () => {{
  if (opener.document !== last) listenIn(opener);
  last = opener.document;
  port2.postMessage(0);
}};
port2.postMessage(0);
"""
OPENED = "the page opened it"
EARLY_WINDOWS = [OPENED, "the page opened it and cut itself off", "it was loaded again"]


def window_with_early_listeners(stack: Stack, way: str) -> Page:
    """Open early.html where a script of another window has listened before the extension."""
    opener = stack.open("early.html")

    def opened_by(script: str) -> Page:
        opener.evaluate(f"(document.querySelector('button').onclick = () => {{ {script} }}, true)")
        return stack.browser.page_opened_by(lambda: opener.click(*opener.rect("button").centre))

    if way == "it was loaded again":
        child = opened_by("open('empty.html')")
        child.wait("location.pathname === '/empty.html' && document.readyState === 'complete'")
        child.evaluate(f"(() => {{ {LISTEN_IN_OPENER}; return true; }})()")
        page = opener
        page.bring_to_front()
        page.evaluate("(location.search = '?again', true)")
        page.wait("location.search === '?again' && document.readyState === 'complete'")
    else:
        cut = "" if way == OPENED else "it.opener = null;"
        page = opened_by(f"{LISTEN_IN} const it = open('early.html'); listenIn(it); {cut}")
        page.bring_to_front()
        page.wait("location.pathname === '/early.html' && document.readyState === 'complete'")
    wait_until_marked(page)
    page.wait("!!window.early", what="the early listeners")
    return page


@pytest.mark.parametrize("way", EARLY_WINDOWS)
def test_press_after_moves_that_another_window_hides_does_not_dial(stack: Stack, way: str) -> None:
    page = window_with_early_listeners(stack, way)
    page.evaluate("(show('second-number'), true)")
    page.move(600, 500)
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.wait_ms(SETTLING_MS)
    page.evaluate("(['pointermove', 'pointerover'].forEach(type => early.add(type)), true)")
    page.evaluate("(show('first-number'), true)")
    place = page.rect("#first-number")
    page.move(60, place.centre[1])
    page.evaluate("(show('second-number'), true)")
    page.click(60, place.centre[1])
    wait_for_card(page, "0409")
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []


def test_press_in_a_tab_that_a_link_opened_dials_at_once(stack: Stack) -> None:
    opener = stack.open("early.html")
    opener.evaluate(
        "(document.body.insertAdjacentHTML('afterbegin', '<a href=early.html target=_blank>Open</a>'), true)"
    )
    page = stack.browser.page_opened_by(lambda: opener.click_text("Open"))
    page.bring_to_front()
    page.wait("location.pathname === '/early.html' && document.readyState === 'complete'")
    wait_until_marked(page)
    stack.click_and_expect_one_call(page, "+1 415 555 0400")


def test_press_in_a_window_that_a_script_opened_does_not_dial_at_once_nor_through_a_popover(
    stack: Stack,
) -> None:
    page = window_with_early_listeners(stack, OPENED)
    click_settled(page, "+1 415 555 0400")
    wait_for_card(page, "0400")
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []
    close_card(page)
    page.evaluate(
        """(() => {
          ['beforetoggle', 'toggle'].forEach(type => early.add(type));
          window.cover = document.body.appendChild(document.createElement('div'));
          cover.popover = 'manual';
          cover.style.cssText = 'inset: 0; width: 100vw; height: 100vh; max-width: none; max-height: none;'
            + ' margin: 0; border: 0; pointer-events: none; background: none';
          cover.showPopover();
          return true;
        })()"""
    )
    page.click_text("+1 415 555 0400")
    wait_for_settled_card(page)
    x, y = card(page).rect(CALL_BUTTON).centre
    page.evaluate("(cover.hidePopover(), cover.showPopover(), cover.style.background = 'white', true)")
    wait_for_click_guard(page)
    page.click(x, y)
    wait_until_idle(page, SHORT_HORIZON_MS)
    assert stack.posts() == []


def test_press_as_a_window_moves_itself_under_the_pointer_is_not_dialled(stack: Stack) -> None:
    if stack.browser.name == "chromium":
        pytest.skip("without a display Chromium opens a tab, which cannot move")
    opener = stack.open("early.html")
    opener.evaluate(
        "(document.querySelector('button').onclick = () =>"
        " void open('early.html?own', '', 'popup,noopener,width=900,height=600'), true)"
    )
    page = stack.browser.page_opened_by(lambda: opener.click(*opener.rect("button").centre))
    page.wait("location.search === '?own' && document.readyState === 'complete'")
    page.bring_to_front()
    wait_until_marked(page)
    place = page.rect_of_text("+1 415 555 0400").centre
    page.move(*place)
    page.wait_ms(2 * SETTLING_MS)
    page.evaluate("(window.before = screenX, moveTo(screenX + 200, screenY + 100), true)")
    page.wait("screenX !== before", what="the window to move")
    try:
        page.click(*place)
        wait_for_card(page, "0400")
        wait_until_idle(page, SHORT_HORIZON_MS)
        assert stack.posts() == []
    finally:  # no tab can be opened in this window
        page.close()
        opener.bring_to_front()


# A frame over the whole page, which takes the pointer's moves and hides itself when the pointer has arrived.
COVER = """
const frame = document.createElement('iframe');
frame.style.cssText = 'position: fixed; inset: 0; width: 100vw; height: 100vh; border: 0; background: white';
const style = document.createElement('style');
document.head.append(style);
style.sheet.insertRule('iframe { visibility: hidden }');
window.cover = () => style.sheet.deleteRule(0);
window.hideFrame = () => style.sheet.insertRule('iframe { visibility: hidden }');
window.uncover = () => { hideFrame(); window.shown = performance.now(); };
frame.srcdoc = "<script>onpointermove = ({ clientX }) => { if (clientX < 100) parent.uncover(); }</script>";
"""
COVERED_IN = {
    "the page": "document.body.append(frame);",
    "a shadow root": (
        "const host = document.body.appendChild(document.createElement('div'));"
        "const root = host.attachShadow({ mode: 'open' });"
        "root.innerHTML = '<style>iframe { visibility: hidden }</style>'; style.remove();"
        "const { sheet } = root.querySelector('style'); root.append(frame);"
        "window.cover = () => sheet.deleteRule(0);"
        "window.hideFrame = () => sheet.insertRule('iframe { visibility: hidden }');"
    ),
    # In a large page, closed roots are found as the pointer reaches them.
    "a closed shadow root of a large page": (
        "for (let index = 0; index < 3200; index++) document.body.append(document.createElement('i'));"
        "const host = document.body.appendChild(document.createElement('div'));"
        "host.append(document.createElement('b'));"
        "const root = host.attachShadow({ mode: 'closed' });"
        "root.innerHTML = '<style>iframe { visibility: hidden }</style>'; style.remove();"
        "const { sheet } = root.querySelector('style'); root.append(frame);"
        "window.cover = () => sheet.deleteRule(0);"
        "window.hideFrame = () => sheet.insertRule('iframe { visibility: hidden }');"
    ),
}


@pytest.mark.parametrize("place", list(COVERED_IN))
def test_press_right_after_a_frame_over_the_number_went_is_not_dialled(stack: Stack, place: str) -> None:
    def go_through_the_frame() -> tuple[Page, Point]:
        page = stack.open("early.html")
        page.evaluate(
            f"new Promise(done => {{ {COVER} {COVERED_IN[place]} frame.onload = () => done(true); }})"
        )
        page.move(600, 500)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.wait_ms(SETTLING_MS)
        centre_y = page.rect_of_text("+1 415 555 0409").centre[1]
        page.evaluate("(cover(), true)")
        page.wait_ms(SETTLING_MS)
        for x in (400, 200, 60):
            page.move(x, centre_y)
        page.wait("!!window.shown", what="the frame to go")
        return page, (60, centre_y)

    press_quickly(stack, go_through_the_frame)
    assert stack.posts() == []


def test_second_press_after_a_window_closed_at_the_first_is_not_dialled(stack: Stack) -> None:
    if stack.browser.name == "chromium":
        pytest.skip("without a display every window of Chromium has the focus, whatever is in front of it")

    def press_in_front() -> tuple[Page, Point]:
        page = stack.open("early.html")
        place = page.rect_of_text("+1 415 555 0400").centre
        page.move(*place)
        wait_until_idle(page)
        page.evaluate(
            "(addEventListener('focus', () => { window.shown = performance.now(); }),"
            " document.querySelector('button').onclick = () => {"
            " const it = open('empty.html', '', 'popup,width=400,height=300');"
            " it.onload = () => { it.onpointerdown = () => it.close(); it.isLoaded = true; }; }, true)"
        )
        front = stack.browser.page_opened_by(lambda: page.click(*page.rect("button").centre))
        front.wait("!!window.isLoaded")
        front.wait_ms(SETTLING_MS)
        page.evaluate("(delete window.shown, true)")
        front.mouse_down(100, 100)
        page.wait("!!window.shown", what="the window below to get the focus back")
        return page, place

    press_quickly(stack, press_in_front)
    assert stack.posts() == []


def test_press_right_after_a_print_preview_is_not_dialled(stack: Stack) -> None:
    if stack.browser.name == "firefox":
        pytest.skip("its preview takes the focus from the page")

    def come_back() -> tuple[Page, Point]:
        page = stack.open("early.html")
        place = page.rect_of_text("+1 415 555 0400").centre
        page.move(*place)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.wait_ms(2 * SETTLING_MS)
        page.evaluate("(addEventListener('afterprint', () => { window.shown = performance.now(); }), true)")
        assert isinstance(page, ChromiumPage)
        page.send("Page.printToPDF")
        page.wait("!!window.shown", what="the preview to close")
        return page, place

    press_quickly(stack, come_back)
    assert stack.posts() == []
