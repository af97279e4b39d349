"""The card in pages of all kinds: they learn nothing of it, and where it cannot load the popup asks."""

from urllib.parse import urlencode

from support.browser.cdp_page import ChromiumPage
from support.browser.interface import Page
from support.browser.marionette_page import FirefoxPage
from support.browser.pending_work import CARD_FRAME, wait_until_idle
from support.browser.polling import wait_until
from support.card_driver import (
    CARD,
    card,
    click_and_call,
    has_card,
    press_call,
    wait_for_card,
    wait_for_click_guard,
    wait_for_no_card,
    wait_for_settled_card,
)
from support.e2e_stack import MARKED, Stack, wait_until_marked
from support.offered_number import DIALLED, NUMBER, open_offer_card
from support.popup_driver import OPEN_POPUPS, QUESTION, confirm_question, opened_with_question

MAX_PRESSES = (
    12  # the popup asks after three that were refused; those right after the card was raised do not count
)
ON_CARD = "Not a phone number"  # a text of the card alone
# What a page can find of the frames, texts and requests in its tab.
FOUND_BY_THE_PAGE = f"""
(() => {{
  const host = document.querySelector({CARD!r});
  const centre = host.getBoundingClientRect();
  return {{
    frames: window.length,
    named: [...Array(20).keys()].filter(index => window[index] !== undefined).length,
    iframes: document.querySelectorAll('iframe').length,
    root: host.shadowRoot,
    children: host.childNodes.length,
    attributes: host.getAttributeNames()
      .filter(name => !['popover', 'style', 'data-voiso-card'].includes(name)),
    text: window.find({ON_CARD!r}),
    innerText: document.documentElement.innerText.includes({ON_CARD!r}),
    entries: performance.getEntries().filter(({{ name }}) => /extension|card/.test(name)).length,
    messages: window.messages,
    active: document.activeElement === host || document.activeElement === document.body,
  }};
}})()
"""
# From the next release of the button on, the page leaves a card hardly any time to load until the
# pointer has been away for longer than a card waits for it.
BUSY_PAGE = """
(() => {
  window.isFree = false;
  window.addEventListener('mouseup', () => {
    const end = performance.now() + 1200;
    const work = () => {
      const pause = performance.now() + 300;
      while (performance.now() < pause);
      if (performance.now() < end) setTimeout(work, 10);
      else window.isFree = true;
    };
    setTimeout(work, 10);
  }, { once: true, capture: true });
  return true;
})()
"""
# The kinds of elements that are above all others: their names, and how `it` becomes one.
TOP_ELEMENTS = {"modal": ("dialog", "it.showModal()"), "fullscreen": ("div", "it.requestFullscreen()")}
NOTHING: dict[str, object] = {
    "frames": 0,
    "named": 0,
    "iframes": 0,
    "root": None,
    "children": 0,
    "attributes": [],
    "text": False,
    "innerText": False,
    "entries": 0,
    "messages": 0,
    "active": True,
}


def open_with_headers(stack: Stack, *headers: str) -> Page:
    """Open a page that is served with more headers."""
    query = urlencode([("header", header) for header in headers])
    opened = stack.browser.open(f"{stack.url}answers.html?{query}")
    wait_until_marked(opened)
    return opened


def test_page_finds_nothing_of_the_card(stack: Stack) -> None:
    page = stack.open("answers.html")
    page.evaluate("window.messages = 0, addEventListener('message', () => messages++), true")
    page.click_text(NUMBER)
    wait_for_card(page, ON_CARD)
    wait_until_idle(page)
    assert page.evaluate(FOUND_BY_THE_PAGE) == NOTHING
    press_call(page)
    [post] = stack.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    assert page.evaluate(FOUND_BY_THE_PAGE) == NOTHING
    assert page.evaluate(f"window.find({post['call_id']!r})") is False
    page.close()


# All that a page can forbid at once, and the other way to embed no document of another origin.
POLICIES = (
    (
        "Cross-Origin-Embedder-Policy: require-corp",
        "Content-Security-Policy: default-src 'none'; frame-src 'none'; script-src 'unsafe-inline'",
        "Permissions-Policy: clipboard-write=()",
    ),
    ("Cross-Origin-Embedder-Policy: credentialless",),
)


def test_card_is_shown_and_calls_under_a_policy_of_the_page(stack: Stack) -> None:
    for calls, headers in enumerate(POLICIES, 1):
        page = open_with_headers(stack, *headers)
        click_and_call(page, NUMBER)
        post = stack.wait_for_posts(calls, str(headers))[-1]
        assert post["body"]["phone_number"] == DIALLED
        wait_for_card(page, post["call_id"])
        page.close()


def assert_asked_in_popup(stack: Stack, page: Page) -> None:
    """Assert that the popup asks about the number instead of the card, and call it there."""
    popup = opened_with_question(stack)
    assert "+1 415-555-0150" in popup.evaluate(f"{QUESTION}.innerText")
    assert not has_card(page)
    assert stack.posts() == []
    confirm_question(popup)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == DIALLED
    popup.close()


def test_number_of_a_sandboxed_page_is_offered_in_the_popup(stack: Stack) -> None:
    page = open_with_headers(stack, "Content-Security-Policy: sandbox allow-scripts")
    page.click_text(NUMBER)
    assert_asked_in_popup(stack, page)
    page.close()


def test_number_is_offered_in_the_popup_if_the_page_removes_the_card(stack: Stack) -> None:
    page = stack.open("answers.html")
    page.evaluate(
        f"void new MutationObserver(() => document.querySelector({CARD!r})?.remove())"
        ".observe(document.documentElement, { childList: true })"
    )
    page.click_text(NUMBER)
    assert_asked_in_popup(stack, page)
    page.close()


def test_page_that_covers_the_card_again_and_again_leads_to_the_popup(stack: Stack) -> None:
    page = open_offer_card(stack)
    x, y = card(page).rect("button.primary").centre
    page.evaluate(
        """(() => {
          const stopped = event => event.stopImmediatePropagation();
          for (const type of ['beforetoggle', 'toggle']) addEventListener(type, stopped, true);
          const it = document.createElement('div');
          it.popover = 'manual';
          it.style.cssText = 'inset: 0; pointer-events: none; background: white; width: 100vw; height: 100vh';
          document.body.append(it);
          window.covering = setInterval(() => { it.hidePopover(); it.showPopover(); }, 10);
          return true;
        })()"""
    )
    for _ in range(MAX_PRESSES):
        wait_for_click_guard(page)
        if stack.browser.evaluate_in_background(OPEN_POPUPS):
            break
        page.click(x, y)
    page.evaluate("(clearInterval(covering), true)")
    popup = opened_with_question(stack)
    assert "+1 415-555-0150" in popup.evaluate(f"{QUESTION}.innerText")
    assert stack.posts() == []
    confirm_question(popup)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == DIALLED
    popup.close()
    page.close()


def test_number_in_a_modal_or_fullscreen_element_is_offered_and_called(stack: Stack) -> None:
    page = stack.open("answers.html")
    marks = page.evaluate(MARKED)
    for calls, (kind, (name, show)) in enumerate(TOP_ELEMENTS.items(), 1):
        page.evaluate(
            f"void addEventListener('keydown', () => {{ const it = document.createElement('{name}');"
            f" it.textContent = 'Office: +1 415 555 0152'; it.style.cssText = 'background: white;"
            f" padding-top: 300px';"
            f" document.body.append(it); {show}; }}, {{ once: true }})"
        )
        page.press("a")  # only a key or a click of the agent lets a page fill the screen
        page.wait("!!document.querySelector(':modal, :fullscreen')", what=f"the {kind} element on top")
        page.wait(f"{MARKED} === {marks + 1}", what="its number to be marked")
        page.click_text("+1 415 555 0152")
        shown = page.shadow(f"{name} > {CARD.rpartition(' ')[2]}").frame(CARD_FRAME)
        shown.wait("root => !!root.querySelector('.primary')", "an offer")
        wait_for_click_guard(page)
        shown.click(".primary")
        post = stack.wait_for_posts(calls, kind)[-1]
        assert post["body"]["phone_number"] == "14155550152"
        is_called = f"root => root.body.textContent.includes({post['call_id']!r})"
        shown.wait(is_called, "the call ID")  # before that, the number is not offered again
        page.evaluate("document.fullscreenElement && document.exitFullscreen().then(() => true)")
        page.evaluate(f"document.querySelector('{name}').remove(), true")
        page.wait(f"{MARKED} === {marks}", what="the mark to go")
    page.close()


def test_card_stays_in_a_smaller_window_and_gives_the_focus_back_to_its_link(stack: Stack) -> None:
    page = stack.open("numbers.html")
    assert isinstance(page, ChromiumPage | FirefoxPage)
    page.evaluate("document.body.style.cssText = 'max-width: none; text-align: end', true")
    page.evaluate("(document.querySelector('#tel a').focus(), true)")
    page.press("Enter")
    wait_for_card(page, "+1 415-555-0116")
    card(page).wait("root => root.hasFocus()", "the card to have the focus")
    right = card(page).rect(".card").x + card(page).rect(".card").width
    page.resize(700, 500)

    def is_inside() -> bool:
        box = card(page).rect(".card")
        return 0 < box.x < box.x + box.width < 700

    assert right > 700
    wait_until(is_inside, "the card to be inside the window", instead=lambda: str(card(page).rect(".card")))
    page.press("Escape")
    wait_for_no_card(page)
    assert page.evaluate("document.activeElement.textContent") == "Call the front desk"
    page.resize(1280, 800)
    page.close()


def test_offer_that_a_slow_page_loads_late_is_kept(stack: Stack) -> None:
    """The pointer leaves the number before the card has loaded."""
    page = stack.open("numbers.html")
    page.evaluate(BUSY_PAGE)
    page.click_text("+1 415 555 0100")
    page.move(900, 500)
    page.wait("isFree", what="the page to have time again")
    wait_for_settled_card(page)
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550100"
