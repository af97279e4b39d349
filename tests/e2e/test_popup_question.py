"""Questions about a call that are asked in the popup, and the sites where one click calls."""

import pytest

from support.browser.interface import Page
from support.browser.pending_work import CARD_HOST, wait_until_idle
from support.e2e_stack import TYPING_PAUSE_MS, Stack
from support.popup_dial_field import press_in_result, type_over
from support.popup_driver import (
    OPEN_POPUPS,
    QUESTION,
    RESULT,
    open_with_site,
    opened_with_question,
    wait_until_settled,
)
from support.popup_question import OFFER, open_with_question, send_from_behind
from support.taken_over_page import allow_one_click, origin_of, send

CALL_OF_QUESTION = "document.querySelector('[data-part=question-call]')"
ALWAYS_REFUSED = "+1 701 555 0129"  # 429 each time
LONG_WAIT_S = 60  # longer than it takes to look at a call that waits
ONE_CLICK_SWITCH = "document.querySelector('[data-part=site-one-click]')"
SITES = "[...document.querySelectorAll('[data-part=one-click-list] bdi')].map(site => site.textContent)"
RAPID_CLICKS = 8
# A slow machine may need longer for the first click than presses do not count, and draw nothing meanwhile:
# that one comes in the middle of a move. The others follow at once.
MOVE_UNTIL_PRESSED = """
(() => {
  let isPressed = false;
  const press = () => { isPressed = true; dispatchEvent(new Event('scroll')); };
  addEventListener('pointerdown', press, { capture: true, once: true });
  const row = document.body.appendChild(document.createElement('div'));
  const move = () => {
    row.style.height = row.style.height ? '' : '1px';
    if (!isPressed) requestAnimationFrame(move);
  };
  move();
  return true;
})()
"""
# Until then the popup has noticed what was scrolled or has become higher.
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
ADMINISTRATOR = [("origins = [{origin!r}]", True), ("agents_may_allow = false", False)]
CARD_LOAD_TIMEOUT_MS = 2_500  # then the popup offers what was pressed
PREMIUM = {
    "type": "place_call",
    "request_id": "premium-question-1",
    "number": "+19005550121",
    "original_text": "+1 900 555 0121",
    "trigger": "click",
}


@pytest.fixture
def stack(obedient_stack: Stack) -> Stack:
    """The stack in which a page can send the messages of its content script."""
    return obedient_stack


def test_number_under_a_resting_pointer_opens_no_popup(stack: Stack) -> None:
    """The page does not let its card load. Who only rests the pointer there may be typing."""
    page = stack.open("numbers.html")
    page.evaluate(
        f"""void new MutationObserver(() => {{
          const card = document.querySelector({CARD_HOST!r});
          window.removed = (window.removed ?? 0) + Number(!!card);
          card?.remove();
        }}).observe(document.documentElement, {{ childList: true }})"""
    )
    # A click there belongs to the page, so the card opens for the pointer.
    page.evaluate("(document.querySelector('#plain').setAttribute('onclick', '0'), true)")
    page.move(*page.rect_of_text("+1 415 555 0100").centre)
    page.wait("window.removed > 0", what="the card to be removed")
    wait_until_idle(page, CARD_LOAD_TIMEOUT_MS + 500)
    assert stack.browser.evaluate_in_background(OPEN_POPUPS) == 0
    popup = open_with_site(stack)
    wait_until_idle(popup)
    assert popup.evaluate(f"{QUESTION}.hidden")
    popup.close()


def answer(popup: Page) -> None:
    """Press the button of the question that calls, when presses on it count."""
    popup.evaluate(f"({QUESTION}.scrollIntoView({{ block: 'center' }}), {TWO_FRAMES})")
    wait_until_settled(popup, "question")
    popup.click(*popup.rect("[data-part=question-call]").centre)


def test_question_opens_the_popup_and_is_asked_until_it_is_answered(stack: Stack) -> None:
    page = stack.open("premium.html")
    send(page, OFFER)
    opened_with_question(stack).close()  # it opened by itself
    popup = open_with_question(stack)
    assert popup.evaluate("document.activeElement.dataset.part") == "question-cancel"
    text = popup.evaluate(f"{QUESTION}.innerText")
    assert "+1 415-555-0100" in text, "as the host reads it"
    assert "United States" in text
    assert origin_of(stack) in text
    assert "your bank" not in text, "nothing that the page claims"
    popup.wait_ms(TYPING_PAUSE_MS)
    popup.press("Enter")
    popup.wait(f"{QUESTION}.hidden", what="the question to be cancelled")
    popup.close()
    popup = open_with_site(stack)
    assert popup.evaluate(f"{QUESTION}.hidden")
    popup.close()
    assert stack.posts() == []

    send(page, OFFER)
    opened_with_question(stack).close()
    tab = stack.browser.evaluate_in_background("chrome.tabs.query({ active: true }).then(tabs => tabs[0].id)")
    url = stack.browser.evaluate_in_background(f"chrome.runtime.getURL('popup.html?tab={tab}')")
    window = stack.browser.open(url)  # where no popup can be opened
    window.wait(f"!{QUESTION}.hidden", what="the question")
    window.wait("!document.querySelector('[data-part=onpage]').hidden", what="the numbers of the page")
    stack.retry_after.seconds = LONG_WAIT_S
    wait_until_settled(window, "question")
    window.click(*window.rect("[data-part=question] strong").centre)  # then keys may go elsewhere
    type_over(window, ALWAYS_REFUSED)
    window.press("Enter")
    window.wait(f"{CALL_OF_QUESTION}.disabled && !!{RESULT}.querySelector('button')", what="a call to wait")
    press_in_result(window, "cancel")
    window.wait(f"!{CALL_OF_QUESTION}.disabled", what="the question to be answered with Call again")
    answer(window)
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550100"


def test_presses_as_the_popup_opens_neither_call_nor_allow_one_click(stack: Stack) -> None:
    send_from_behind(stack, OFFER)
    popup = stack.browser.popup()
    popup.wait(
        f"(document.querySelector('[data-part=question-call]')?.click(), !{QUESTION}.hidden)",
        what="the question, pressed before",
    )
    popup.evaluate("(document.querySelector('[data-part=question-call]').click(), true)")
    wait_until_settled(popup, "question")
    assert popup.evaluate(f"{QUESTION}.hidden") is False
    assert stack.posts() == []

    popup.wait("!document.querySelector('[data-part=site]').hidden", what="the site")
    popup.evaluate("(document.querySelector('[data-part=site-details]').open = true)")
    places = [
        ("question", "[data-part=question-call]", f"{QUESTION}.hidden"),
        ("site", "[data-part=site-one-click]", "window.hasSwitched === true"),
    ]
    popup.evaluate(f"{ONE_CLICK_SWITCH}.addEventListener('change', () => {{ window.hasSwitched = true }})")
    for part, selector, has_counted in places:
        popup.evaluate(f"(document.querySelector({selector!r}).scrollIntoView({{ block: 'center' }}), true)")
        popup.evaluate(MOVE_UNTIL_PRESSED)
        popup.wait(
            f"document.querySelector('[data-part={part}]').dataset.settled === undefined",
            what="the popup to notice that it moves",
        )
        popup.click(*popup.rect(selector).centre, count=RAPID_CLICKS)
        assert popup.evaluate(has_counted) is False, selector
    assert stack.posts() == []

    answer(popup)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550100", "a press when all has settled counts"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    popup.close()


def test_switch_allows_one_click_but_no_costly_one_and_the_list_takes_it_back(stack: Stack) -> None:
    page = stack.open("premium.html")
    settings = {"type": "get_site_settings"}
    popup = open_with_site(stack)
    assert popup.evaluate(f"[{ONE_CLICK_SWITCH}.checked, {ONE_CLICK_SWITCH}.disabled]") == [False, False]
    popup.evaluate(f"({ONE_CLICK_SWITCH}.focus(), true)")
    popup.press(" ")
    popup.wait(f"{SITES}.includes({origin_of(stack)!r})", what="the site in the list")
    assert send(page, settings)["one_click"] is True
    popup.close()

    send(page, PREMIUM)
    popup = opened_with_question(stack)
    assert "premium rate" in popup.evaluate(f"{QUESTION}.innerText")
    assert stack.posts() == []
    answer(popup)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "19005550121"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the result, which gets the focus")

    popup.wait("!document.querySelector('[data-part=site]').hidden", what="the site")
    popup.evaluate("(document.querySelector('[data-part=one-click-sites] details').open = true)")
    popup.evaluate("(document.querySelector('[data-part=one-click-list] button').focus(), true)")
    popup.press("Enter")
    popup.wait(f"{SITES}.length === 0", what="the list to be empty")
    popup.wait(f"!{ONE_CLICK_SWITCH}.checked", what="the switch to be off")
    assert send(page, settings)["one_click"] is False
    popup.close()


def read_settings(popup: Page) -> None:
    """Let the host read its settings again."""
    popup.evaluate("chrome.runtime.sendMessage({ type: 'get_status' }).then(() => true)")


def test_administrator_decides_and_the_popup_says_so(stack: Stack) -> None:
    settings = stack.launcher.parent / "config.toml"
    original = settings.read_text("utf-8")
    page = stack.open("premium.html")
    popup = open_with_site(stack)
    try:
        for section, is_on in ADMINISTRATOR:
            allow_one_click(stack, {origin_of(stack): not is_on})
            line = section.format(origin=origin_of(stack))
            settings.write_text(f"{original}\n[one_click]\n{line}\n", "utf-8")
            read_settings(popup)
            popup.close()
            popup = open_with_site(stack)
            popup.wait(f"{ONE_CLICK_SWITCH}.disabled", what="the decision of the administrator")
            assert popup.evaluate(f"{ONE_CLICK_SWITCH}.checked") is is_on, line
            note = popup.evaluate("document.querySelector('[data-part=site-one-click-note]').textContent")
            assert note.startswith("Set by your administrator."), line
            assert send(page, {"type": "get_site_settings"})["one_click"] is is_on, line
    finally:
        settings.write_text(original, "utf-8")
        read_settings(popup)
        popup.close()
