"""A number that the card of a test page offers, and the proof that its button calls it after an attack."""

from support.browser.interface import Page
from support.card_driver import has_card, press_call, wait_for_settled_card
from support.e2e_stack import Stack

NUMBER, DIALLED = "+1 415 555 0150", "14155550150"


def open_offer_card(stack: Stack, script: str = "") -> Page:
    """Open a page, run a script in it, and click a number, which the card then offers to call."""
    page = stack.open("answers.html")
    page.evaluate(f"(() => {{ {script} }})(), true")
    page.click_text(NUMBER)
    wait_for_settled_card(page)
    return page


def assert_press_counts(stack: Stack, page: Page) -> None:
    """Press the button of the card, opened again if the press elsewhere has closed it: the only call."""
    if not has_card(page):
        page.click_text(NUMBER)
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == DIALLED
