"""A page that shows a thousand views one after the other: what is gone is let go, what is there is marked."""

from typing import Any

from support.browser import Page
from support.browser.cdp_page import ChromiumPage
from support.browser.marionette_page import FirefoxPage
from support.browser.polling import wait_until

from .conftest import MARKED, Stack

NUMBERS = 200  # in a view
KEPT = 3  # views that a browser may hold for its own reasons


def collect(page: Page) -> None:
    if isinstance(page, ChromiumPage):
        page.send("HeapProfiler.collectGarbage")
    elif isinstance(page, FirefoxPage):
        page.run("window.windowUtils.garbageCollect()", privileged=True)


def navigate(page: Page, views: int) -> None:
    """Show so many views in all, and wait until the last one is all that is left."""
    for reached in range(100, views + 1, 100):
        page.evaluate(f"navigate({reached})")
    page.wait(f"{MARKED} === {NUMBERS}", 30, "the last view's numbers, and no others, to be marked")

    def is_gone() -> bool:
        collect(page)
        return bool(page.evaluate(f"seen.gone >= {views - KEPT}"))

    wait_until(
        is_gone, "the views before to be let go", 30, lambda: f"{page.evaluate('seen.gone')} of {views} are"
    )


def counts(page: ChromiumPage) -> dict[str, Any]:
    page.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in page.send("Performance.getMetrics")["metrics"]}
    return {name: metrics[name] for name in ("Nodes", "JSEventListeners", "JSHeapUsedSize")}


def test_a_thousand_views_leave_nothing_behind(line: Stack) -> None:
    page = line.open("spa.html")
    navigate(page, 100)
    if isinstance(page, ChromiumPage):
        before = counts(page)
        navigate(page, 1_000)
        after = counts(page)
        view = 2 * NUMBERS + 60  # its nodes, about
        assert after["Nodes"] - before["Nodes"] <= KEPT * view
        assert after["JSEventListeners"] <= before["JSEventListeners"] + KEPT * 60
        assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] * 1.25
    else:
        navigate(page, 1_000)
