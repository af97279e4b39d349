"""A page that shows hundreds of views, one after the other: removed views are garbage collected."""

from typing import Any

import pytest

from support.browser.cdp_page import ChromiumPage
from support.browser.interface import Page
from support.browser.marionette_page import FirefoxPage
from support.browser.polling import wait_until
from support.e2e_stack import MARKED, Stack

NUMBERS = 200  # in a view
FIRST_VIEWS = 100  # after them the memory is measured for the first time
MAX_KEPT = 3  # views that a browser may keep for its own reasons


def collect(page: Page) -> None:
    if isinstance(page, ChromiumPage):
        page.send("HeapProfiler.collectGarbage")
    elif isinstance(page, FirefoxPage):
        page.run("window.windowUtils.garbageCollect()", privileged=True)


def navigate(page: Page, views: int) -> None:
    """Show views until `views` were shown, and wait until the last one alone is in memory."""
    for shown in range(100, views + 1, 100):
        page.evaluate(f"navigate({shown})")
    page.wait(f"{MARKED} === {NUMBERS}", 30, "the last view's numbers, and no others, to be marked")

    def are_collected() -> bool:
        collect(page)
        return bool(page.evaluate(f"seen.gone >= {views - MAX_KEPT}"))

    wait_until(
        are_collected,
        "the earlier views to be garbage collected",
        30,
        lambda: f"{page.evaluate('seen.gone')} of {views} are",
    )


def counts(page: ChromiumPage) -> dict[str, Any]:
    page.send("Performance.enable")
    metrics = {metric["name"]: metric["value"] for metric in page.send("Performance.getMetrics")["metrics"]}
    return {name: metrics[name] for name in ("Nodes", "JSEventListeners", "JSHeapUsedSize")}


def test_removed_views_leave_no_nodes_or_marks_behind(stack: Stack, pytestconfig: pytest.Config) -> None:
    views: int = pytestconfig.getoption("--views")
    page = stack.open("spa.html")
    navigate(page, FIRST_VIEWS)
    if isinstance(page, ChromiumPage):
        first = counts(page)
        navigate(page, views)
        max_nodes = first["Nodes"] + MAX_KEPT * (2 * NUMBERS + 60)  # of a view, about

        max_heap = first["JSHeapUsedSize"] * 1.25

        def is_freed() -> bool:
            collect(page)
            now = counts(page)
            return bool(now["Nodes"] <= max_nodes and now["JSHeapUsedSize"] <= max_heap)

        # The browser frees what belonged to a view some time after it reports that it is gone; leaks stay.
        wait_until(
            is_freed,
            f"at most {max_nodes} nodes and {max_heap} bytes",
            30,
            lambda: f"{counts(page)} are left",
        )
        last = counts(page)
        assert last["JSEventListeners"] <= first["JSEventListeners"] + MAX_KEPT * 60
    else:
        navigate(page, views)
