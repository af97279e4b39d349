"""What tests do in the page early.html, whose scripts listen before others."""

from support.browser.interface import Page
from support.e2e_stack import SETTLING_MS


def focus_link(page: Page) -> None:
    """Move the focus to the link by key, long enough for Enter to count."""
    page.click(*page.rect("#before").centre)
    page.press("Tab")
    page.wait("document.activeElement.id === 'link'", what="the link to have the focus")
    page.wait_ms(SETTLING_MS)
