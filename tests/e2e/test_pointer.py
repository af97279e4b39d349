"""Pointing at numbers that wrap, are rotated, zoomed or scrolled; with mouse and touch."""

import pytest

from support.browser.cdp_page import ChromiumPage
from support.browser.interface import Page
from support.browser.marionette_page import FirefoxPage
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import card, close_card, has_card, press_call, wait_for_card
from support.e2e_stack import Stack

REST_MS = 300  # a page that has not scrolled for so long is at rest
NO_COLOR = "rgba(0, 0, 0, 0)"
HAND_CURSOR = "!!document.querySelector('[data-voiso-call]')"
ELEMENTS = {
    "#narrow": "0601",
    "#vertical": "0602",
    "#turned": "0603",
    "#zoomed": "0604",
    "#arabic": "0605",
    "#scroller": "0606",
    "#columns": "0610",
    "#row": "0609",  # of a table, which has a listener
}
SCROLLERS = ("document.querySelector('#scroller')", "inner")


def line_centres(page: Page, selector: str) -> list[tuple[float, float]]:
    """Scroll an element into view; return the middle of each line of its number."""
    page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'center' }}), true")
    wait_until_idle(page, SHORT_HORIZON_MS)  # a number counts once it has been at its place for a moment
    return [(x, y) for x, y in page.evaluate(f"boxes(document.querySelector({selector!r}))")]


def wait_for_card_at(page: Page, y: float) -> None:
    wait_until(lambda: abs(card(page).rect(".card").y - y) < 1, f"the card to move with its number, to {y}")


def test_every_line_of_a_wrapped_number_is_clickable(stack: Stack) -> None:
    page = stack.open("pointing.html")
    for element, digits in ELEMENTS.items():
        points = line_centres(page, element)
        assert (len(points) > 1) == (element in ("#narrow", "#columns")), element
        for point in points:
            page.move(2, 2)
            page.wait(f"!({HAND_CURSOR})")
            page.move(*point)
            page.wait(HAND_CURSOR, what=f"the hand cursor at {point} of {element}")
        page.click(*points[-1])
        wait_for_card(page, f"555-{digits}")
        close_card(page)
    assert page.evaluate("seen.clicks") == []
    page.click(*line_centres(page, "#row")[0], modifiers=["Control"])
    assert "row itself" in page.evaluate("seen.clicks"), "with a modifier key the click is the page's"


def test_number_is_hit_only_where_it_is_seen_on_a_scrolled_page(stack: Stack) -> None:
    page = stack.open("pointing.html")
    [(x, y)] = line_centres(page, "#plain")
    page.move(x, y + 300)
    page.evaluate("scrollBy(0, -300), true")
    page.wait(HAND_CURSOR, what="the hand cursor")
    page.evaluate("scrollBy(0, 300), true")
    page.wait(f"!({HAND_CURSOR})", what="the page's cursor")

    page.evaluate("scrollTo(0, document.querySelector('#plain').offsetTop - 10), true")
    page.click(x, page.evaluate("boxes(document.querySelector('#plain'))[0][1]"))
    assert page.evaluate("seen.clicks") == ["header"], "it is below another element"
    page.evaluate("scrollTo(0, 0), true")
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.click(x, page.evaluate("boxes(document.querySelector('#plain'))[0][1]"))
    wait_for_card(page, "+1 415-555-0600")


def test_card_stands_beside_a_scrolled_or_zoomed_number(stack: Stack) -> None:
    page = stack.open("pointing.html")
    for scroller in SCROLLERS:
        page.evaluate(f"{scroller}.scrollIntoView({{ block: 'center' }}), true")
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.click(*page.evaluate(f"boxes({scroller})[0]"))
        wait_for_card(page, "+1 415-555-060")
        wait_until_idle(page, horizon_ms=0)  # the host's details of the number can move the card
        scrolled_y = card(page).rect(".card").y - 30
        page.evaluate(f"({scroller}.scrollTop = 30, true)")
        wait_for_card_at(page, scrolled_y)
        close_card(page)
    page.evaluate("document.querySelector('#frame').scrollIntoView({ block: 'center' }), true")
    page.evaluate("document.querySelector('#frame').contentWindow.scrollTo(0, 290), true")
    frame = page.rect("#frame")
    wait_until_idle(page, SHORT_HORIZON_MS)
    page.click(frame.x + 50, frame.y + 20)
    press_call(page)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550608"
    wait_for_card(page, post["call_id"])
    close_card(page)

    for zoom in (1.5, 0.7):
        page.evaluate(f"(document.documentElement.style.zoom = {zoom}, scrollTo(0, 0), true)")
        number = page.rect_of_text("+1 415 555 0600")
        page.move(*number.centre)
        wait_until_idle(page, SHORT_HORIZON_MS)
        page.click(*number.centre)
        wait_for_card(page, "+1 415-555-0600")
        box = page.rect_of_text("+1 415 555 0600")
        card_box = card(page).rect(".card")
        assert abs(card_box.x - box.x) < 2, zoom
        assert 0 < card_box.y - (box.y + box.height) < 16, zoom
        assert card_box.width == 300, "the zoom does not scale the card"
        close_card(page)


def emulate_medium(page: Page, medium: str) -> None:
    """Have the page laid out for `print`, or for the screen again with an empty name."""
    if isinstance(page, ChromiumPage):
        page.send("Emulation.setEmulatedMedia", media=medium)
    elif isinstance(page, FirefoxPage):
        context = "gBrowser.selectedBrowser.browsingContext"
        page.browser.ask_chrome(f"{context}.mediumOverride = {medium!r}")


def test_marks_are_not_printed(stack: Stack) -> None:
    page = stack.open("pointing.html")
    marks = ["voiso-call", "voiso-call-uncertain"]
    styles = [f"getComputedStyle(document.querySelector('#plain'), '::highlight({mark})')" for mark in marks]
    drawn = f"[{', '.join(styles)}].map(style => style.backgroundColor !== {NO_COLOR!r})"
    assert page.evaluate(drawn) == [True, True]
    emulate_medium(page, "print")
    page.wait(f"!{drawn}.includes(true)", what="the marks to go")
    emulate_medium(page, "")
    page.wait(f"!{drawn}.includes(false)", what="the marks to come back")


@pytest.mark.parametrize("shared_stack", ["chromium"], indirect=True)  # Firefox's driver has no touch
def test_tap_opens_the_card_and_swipe_does_not(stack: Stack) -> None:
    page = stack.open("pointing.html")
    assert isinstance(page, ChromiumPage)
    page.send("Emulation.setTouchEmulationEnabled", enabled=True)

    def touch(*points: tuple[float, float]) -> None:
        for index, (x, y) in enumerate(points):
            kind = "touchMove" if index else "touchStart"
            page.send("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y}])
        page.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    [(x, y)] = line_centres(page, "#arabic")
    touch((x, y), (x, y - 20), (x, y - 60))
    page.wait(
        "scrollY > 0 && new Promise(done => {"
        f" const previous = scrollY; setTimeout(() => done(scrollY === previous), {REST_MS}); }})",
        what="the page to be scrolled by the swipe, and to stop",
    )
    wait_until_idle(page)
    assert not has_card(page)
    [(x, y)] = line_centres(page, "#turned")
    touch((x, y))
    wait_for_card(page, "+1 415-555-0603")
    page.send("Emulation.setTouchEmulationEnabled", enabled=False)
    assert stack.posts() == []
