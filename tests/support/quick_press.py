"""Presses so soon after a change that they must not count, also on a machine that is slow at times."""

from collections.abc import Callable

import pytest

from support.browser.interface import Page
from support.browser.page_part import Point
from support.browser.pending_work import wait_until_idle
from support.card_driver import wait_for_click_guard
from support.e2e_stack import Stack

QUICK_MS = 300  # less than the extension waits before a press counts
MAX_TRIES = 5
# Remembers when the tab was shown, in a listener that keeps the event from later ones.
SHOWN_AT = """
document.addEventListener('visibilitychange', event => {
  window.shown = performance.now();
  event.stopImmediatePropagation();
}, true);
"""


def click(page: Page, point: Point) -> None:
    """Press with the mouse."""
    page.click(*point)


def tap(page: Page, point: Point) -> None:
    """Press with a finger."""
    page.tap(*point)


def press_quickly(
    stack: Stack, prepare: Callable[[], tuple[Page, Point]], press: Callable[[Page, Point], None] = click
) -> Page:
    """Prepare a page and press it, until a press comes less than QUICK_MS after its `window.shown`.

    `prepare` returns the page and where to `press` it. Returns that page; `stack.posts` has the calls of the
    last try alone.
    """
    for _ in range(MAX_TRIES):
        stack.begin_test()
        page, point = prepare()
        press(page, point)
        is_quick = page.evaluate("performance.now() - shown") < QUICK_MS
        wait_until_idle(page)  # a press that was not quick may have called
        if is_quick:
            return page
    pytest.fail("this machine is too slow to click in time")


def leave_and_come_back(stack: Stack, page: Page) -> None:
    """Look at another tab for longer than presses are ignored after a change, and come back."""
    other = stack.browser.open(stack.url + "plain.html")
    page.wait("document.hidden", what="the tab to be hidden")
    wait_for_click_guard(other)
    other.close()
    page.bring_to_front()
    page.wait("!document.hidden", what="the tab to be shown")
