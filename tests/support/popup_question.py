"""A question in the popup about a number that a page has offered."""

from collections.abc import Mapping

from support.browser.interface import Page
from support.browser.polling import wait_until
from support.e2e_stack import Stack
from support.popup_driver import QUESTION
from support.taken_over_page import send

HAS_BADGE = (
    "chrome.tabs.query({}).then(tabs => Promise.all(tabs.map(({ id }) => chrome.action.getBadgeText({ tabId:"
    " id })))).then(texts => texts.some(Boolean))"
)
OFFER = {
    "type": "offer_in_popup",
    "subject": {
        "number": "+14155550100",
        "original_text": "+1 415 555 0100",
        "trigger": "click",
        "explanations": ["It is your bank."],
    },
}


def send_from_behind(stack: Stack, message: Mapping[str, object], page: Page | None = None) -> Page:
    """Send a message from a page in the background, over which no popup opens, then show the page.

    Without a `page`, one is opened.
    """
    page = page or stack.open("premium.html")
    front = stack.browser.open(stack.url + "plain.html")
    send(page, message)
    wait_until(lambda: stack.browser.evaluate_in_background(HAS_BADGE), "the badge of the question")
    # The background script has asked for the tab in front by now: the browser answers one after the other.
    stack.browser.evaluate_in_background("chrome.tabs.query({}).then(tabs => tabs.length)")
    front.close()
    page.bring_to_front()
    return page


def open_with_question(stack: Stack) -> Page:
    popup = stack.browser.popup()
    popup.wait(f"!{QUESTION}.hidden", what="the question")
    return popup
