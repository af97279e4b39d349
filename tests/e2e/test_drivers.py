"""What the tests rely on in the drivers of the browsers: parts of a page that come and go are reported so."""

import pytest

from support.browser.page_part import NoPagePart, PageGone
from support.browser.pending_work import wait_until_idle
from support.card_driver import CARD, card, hover, wait_for_card
from support.e2e_stack import Stack

NUMBER = "+1 415 555 0171"
# Removes and adds an element with a closed shadow root again and again; marks it in the end.
COMING_AND_GOING = """
(() => {
  const host = document.createElement('div');
  host.id = 'coming-and-going';
  host.attachShadow({ mode: 'closed' }).append('text');
  const timer = setInterval(() => (host.isConnected ? host.remove() : document.body.append(host)));
  setTimeout(() => {
    clearInterval(timer);
    document.body.append(host);
    host.setAttribute('data-done', '');
  }, 500);
  return true;
})()
"""
NEVER = "() => new Promise(() => {})"


def test_parts_of_a_page_that_come_and_go_are_waited_for_or_reported(stack: Stack) -> None:
    page = stack.open("country.html")
    shown = card(page)
    with pytest.raises(NoPagePart):
        shown.evaluate("() => true")
    page.evaluate(COMING_AND_GOING)
    page.shadow("#coming-and-going").wait("root => root.host.hasAttribute('data-done')", "the mark")

    hover(page, NUMBER)
    wait_for_card(page, "+1 415-555-0171")
    shown.evaluate("() => console.error('an error of the card')")
    assert "an error of the card" in page.console_errors()
    page.evaluate(f"void setTimeout(() => document.querySelector({CARD!r}).remove(), 20)")
    with pytest.raises((NoPagePart, PageGone)):
        shown.evaluate(NEVER)
    with pytest.raises(TimeoutError, match="waited"):
        shown.wait("() => true", "nothing", timeout=0.2)
    wait_until_idle(page)

    page.click_text(NUMBER)
    wait_for_card(page, "+1 415-555-0171")
    page.evaluate("void setTimeout(() => location.assign('about:blank'), 20)")
    with pytest.raises((NoPagePart, PageGone)):
        shown.evaluate(NEVER)
    page.wait("location.href === 'about:blank'")
