"""Pointing at numbers that wrap, turn, zoom and scroll; with mouse and finger."""

import pytest

from support.browser import Page
from support.browser.cdp_page import ChromiumPage
from support.browser.marionette_page import FirefoxPage

from .conftest import Stack, card, wait_for_card

NO_COLOR = "rgba(0, 0, 0, 0)"
HAND = "!!document.querySelector('[data-voiso-call]')"
PLACES = {
    "#narrow": "0601",
    "#vertical": "0602",
    "#turned": "0603",
    "#zoomed": "0604",
    "#arabic": "0605",
    "#scroller": "0606",
    "#columns": "0610",
}


def boxes(page: Page, selector: str) -> list[tuple[float, float]]:
    """The middle of each line of a place's number, scrolled into view."""
    page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'center' }}), true")
    return [(x, y) for x, y in page.evaluate(f"boxes(document.querySelector({selector!r}))")]


@pytest.mark.parametrize("place", list(PLACES))
def test_every_line_of_a_number_is_it(line: Stack, place: str) -> None:
    page = line.open("pointing.html")
    points = boxes(page, place)
    assert (len(points) > 1) == (place in ("#narrow", "#columns"))
    for point in points:
        page.move(2, 2)
        page.wait(f"!({HAND})")
        page.move(*point)
        page.wait(HAND, what=f"a hand at {point}")
    page.click(*points[-1])
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"].endswith(PLACES[place])
    wait_for_card(page, post["call_id"])
    assert page.evaluate("seen.clicks") == []


def test_text_below_something_else_is_not_hit(line: Stack) -> None:
    page = line.open("pointing.html")
    [(x, _)] = boxes(page, "#plain")
    page.evaluate("scrollTo(0, document.querySelector('#plain').offsetTop - 10), true")
    page.click(x, page.evaluate("boxes(document.querySelector('#plain'))[0][1]"))
    assert page.evaluate("seen.clicks") == ["header"]
    page.evaluate("scrollTo(0, 0), true")
    page.click(x, page.evaluate("boxes(document.querySelector('#plain'))[0][1]"))
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550600"


def test_what_scrolls_under_a_resting_pointer_is_seen(line: Stack) -> None:
    page = line.open("pointing.html")
    [(x, y)] = boxes(page, "#plain")
    page.move(x, y + 300)
    page.evaluate("scrollBy(0, -300), true")
    page.wait(HAND, what="the number that came under the pointer")
    page.evaluate("scrollBy(0, 300), true")
    page.wait(f"!({HAND})", what="the cursor to be the page's again")


@pytest.mark.parametrize("scroller", ["document.querySelector('#scroller')", "inner"])
def test_the_card_follows_a_number_in_what_scrolls(line: Stack, scroller: str) -> None:
    page = line.open("pointing.html")
    page.evaluate(f"{scroller}.scrollIntoView({{ block: 'center' }}), true")
    page.click(*page.evaluate(f"boxes({scroller})[0]"))
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    before = card(page).rect(".card").y
    page.evaluate(f"({scroller}.scrollTop = 30, true)")
    card(page).wait(
        f"root => Math.abs(root.querySelector('.card').getBoundingClientRect().y - {before - 30}) < 1",
        "the card to move with its number",
    )


@pytest.mark.parametrize("zoom", [1.5, 0.7])
def test_in_a_page_that_is_zoomed_by_its_style_the_card_stands_beside_its_number(
    line: Stack, zoom: float
) -> None:
    page = line.open("pointing.html")
    page.evaluate(f"(document.documentElement.style.zoom = {zoom}, true)")
    number = page.rect_of_text("+1 415 555 0600")
    page.click(*number.centre)
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    box = page.rect_of_text("+1 415 555 0600")
    seen = card(page).rect(".card")
    assert abs(seen.x - box.x) < 2
    assert 0 < seen.y - (box.y + box.height) < 16
    assert seen.width == 300, "of its own size"


def test_a_number_in_a_frame_that_is_scrolled_is_dialled(line: Stack) -> None:
    page = line.open("pointing.html")
    page.evaluate("document.querySelector('#frame').scrollIntoView({ block: 'center' }), true")
    page.evaluate("document.querySelector('#frame').contentWindow.scrollTo(0, 290), true")
    frame = page.rect("#frame")
    page.click(frame.x + 50, frame.y + 20)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550608"


def show_as(page: Page, medium: str) -> None:
    """Have the page laid out for paper, or for the screen again with an empty name."""
    if isinstance(page, ChromiumPage):
        page.send("Emulation.setEmulatedMedia", media=medium)
    elif isinstance(page, FirefoxPage):
        context = "gBrowser.selectedBrowser.browsingContext"
        page.browser.ask_chrome(f"{context}.mediumOverride = {medium!r}")


def test_no_mark_is_printed(line: Stack) -> None:
    page = line.open("pointing.html")
    marks = ["voiso-call", "voiso-call-faint"]
    styles = [f"getComputedStyle(document.querySelector('#plain'), '::highlight({mark})')" for mark in marks]
    drawn = f"[{', '.join(styles)}].map(style => style.backgroundColor !== {NO_COLOR!r})"
    assert page.evaluate(drawn) == [True, True]
    show_as(page, "print")
    page.wait(f"!{drawn}.includes(true)", what="the marks to go")
    show_as(page, "")
    page.wait(f"!{drawn}.includes(false)", what="the marks to be back")


def test_where_nothing_tells_that_the_page_listens_the_number_is_dialled_and_the_page_hears_no_click(
    line: Stack,
) -> None:
    page = line.open("pointing.html")
    page.click(*boxes(page, "#row")[0])
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    assert page.evaluate("seen.clicks") == []
    page.press("Escape")
    page.click(*boxes(page, "#row")[0], modifiers=["Control"])
    assert "row itself" in page.evaluate("seen.clicks"), "with a key held the click is the page's"


@pytest.mark.parametrize("shared_line", ["chromium"], indirect=True)  # Firefox's driver has no touch here
def test_a_tap_is_a_click_and_a_swipe_is_none(line: Stack) -> None:
    page = line.open("pointing.html")
    assert isinstance(page, ChromiumPage)
    page.send("Emulation.setTouchEmulationEnabled", enabled=True)

    def touch(*points: tuple[float, float]) -> None:
        for nth, (x, y) in enumerate(points):
            kind = "touchMove" if nth else "touchStart"
            page.send("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y}])
        page.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    [(x, y)] = boxes(page, "#arabic")
    touch((x, y), (x, y - 20), (x, y - 60))
    page.wait(
        "scrollY > 0 && new Promise(done => {"
        " const before = scrollY; setTimeout(() => done(scrollY === before), 300); })",
        what="the page to be scrolled by the finger, and to rest",
    )
    [(x, y)] = boxes(page, "#turned")
    touch((x, y))
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550603"
    wait_for_card(page, post["call_id"])
    page.send("Emulation.setTouchEmulationEnabled", enabled=False)
    assert len(line.posts()) == 1
