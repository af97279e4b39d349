"""Opens the toolbar popup and works its parts: the numbers on the page, the site, the history of calls."""

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.e2e_stack import Stack

PAGE_NUMBERS = "document.querySelector('[data-part=onpage-list]')"
# The last four digits of each number in the list of the page's numbers.
LISTED_LAST_DIGITS = (
    f"[...{PAGE_NUMBERS}.querySelectorAll('.number')]"
    ".map(number => number.textContent.replace(/\\D/g, '').slice(-4))"
)
RESULT = "document.querySelector('[data-part=result]')"
NEWEST_CALL = "document.querySelector('[data-part=history] > li')"
DETECTION_SWITCH = "document.querySelector('[data-part=site-detection]')"


QUESTION = "document.querySelector('[data-part=question]')"
OPEN_POPUPS = "chrome.runtime.getContexts({ contextTypes: ['POPUP'] }).then(popups => popups.length)"


def opened_with_question(stack: Stack) -> Page:
    """Wait until the extension has opened the popup by itself, with a question about a call."""
    popup = stack.browser.opened_popup()
    popup.wait(f"!{QUESTION}.hidden", what="the question")
    return popup


def confirm_question(popup: Page) -> None:
    """Press the button of the question that calls, when presses on it count and nothing will move it."""
    wait_until_idle(popup, horizon_ms=0)
    popup.wait(f"{QUESTION}.dataset.settled !== undefined", what="presses on the question to count")
    popup.click(*popup.rect("[data-part=question-call]").centre)
    popup.wait(f"{QUESTION}.hidden", what="the question to go")


def open_with_page_numbers(stack: Stack) -> Page:
    """Open the popup and wait until every part of it is filled, the page's numbers included."""
    popup = stack.browser.popup()
    popup.wait(
        "!!document.querySelector('[data-part=history] > li, [data-part=history-empty]:not([hidden])')"
    )
    popup.wait("document.querySelector('[data-part=host-state]').dataset.state !== 'loading'")
    popup.wait("!document.querySelector('[data-part=onpage]').hidden", what="the page to be listed")
    return popup


def wait_until_settled(popup: Page, part: str) -> None:
    """Wait until presses on a part count: not right after it has changed or moved."""
    popup.wait(
        f"document.querySelector('[data-part={part}]').dataset.settled !== undefined",
        what=f"presses on {part} to count",
    )


def wait_for_settled_list(popup: Page) -> None:
    """Wait until presses on the list of the page's numbers count, and nothing that loads will move it."""
    wait_until_idle(popup, horizon_ms=0)
    wait_until_settled(popup, "onpage-list")


def click_in_list(popup: Page, selector: str, *, count: int = 1) -> None:
    """Click something in the list of the page's numbers, when presses on the list count."""
    wait_for_settled_list(popup)
    popup.click(*popup.rect(f"[data-part=onpage-list] {selector}").centre, count=count)


def show_all_page_numbers(popup: Page) -> None:
    """Press the button that shows the rest of the page's numbers."""
    popup.evaluate(
        "document.querySelector('[data-part=onpage-more]').scrollIntoView({ block: 'center' }), true"
    )
    popup.click(*popup.rect("[data-part=onpage-more]").centre)


def open_with_site(stack: Stack) -> Page:
    """Open the popup with the settings of the site in front, and wait until presses on them count."""
    popup = stack.browser.popup()
    popup.wait("!document.querySelector('[data-part=site]').hidden", what="the site")
    popup.evaluate("(document.querySelector('[data-part=site-details]').open = true)")
    wait_until_settled(popup, "site")
    return popup


def open_with_calls(stack: Stack) -> Page:
    """Open the popup and wait until it lists calls."""
    popup = stack.browser.popup()
    popup.wait(f"{NEWEST_CALL}?.dataset.state", what="the popup to list calls")
    return popup


def open_with_focus(stack: Stack) -> Page:
    """Open the popup and wait until its dial field has the focus."""
    popup = stack.browser.popup()
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    return popup
