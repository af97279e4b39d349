"""The popup lists the numbers of the page in front, and calls one of them with one click."""

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.browser.polling import wait_until
from support.e2e_stack import Stack
from support.popup_driver import (
    LISTED_LAST_DIGITS,
    NEWEST_CALL,
    PAGE_NUMBERS,
    RESULT,
    click_in_list,
    open_with_page_numbers,
    show_all_page_numbers,
    wait_for_settled_list,
    wait_until_settled,
)

NOTE = "document.querySelector('[data-part=onpage-note]')"
ROWS = f"[...{PAGE_NUMBERS}.children].map(row => row.innerText.replace(/\\s+/g, ' ').trim())"
# In the groups of the host; below those that the page writes without a country code.
LISTED = [
    "(415) 555-0400 +1 415-555-0400 · Sales",
    "+1 415-555-0401 Extension 7",
    "+1 415-555-0402 Fax",
    "+1 415-555-0403",
    "+1 415-555-0404 Front desk",
    "+1 415-555-0407",  # in a closed root
    "+44 20 7946 0406 Main",
    "+1 415-555-0405",  # in a frame
    "+1 415-555-0140 Reservations",  # in a frame of another site
]
DIAL_FIELD = "document.querySelector('[data-part=dial]').value"
FIELD_HAS_FOCUS = "document.activeElement.matches('[data-part=dial]')"
# However the digits are in groups: the host may not have told them yet.
FOCUSED_LABEL = "document.activeElement.getAttribute('aria-label').replaceAll('-', ' ')"
# Of a number that Enter puts into the field; nothing if something else has the focus, such as what calls it.
FOCUSED_NUMBER = (
    "(document.activeElement.matches('.number')"
    " ? document.activeElement.textContent.replace(/\\D/g, '').slice(-4) : '')"
)
FIRST_ARE_LISTED = f"{LISTED_LAST_DIGITS}.join() === '0400,0401,0402'"
# Texts and addresses that are read as another number than they dial, each with the last digits of its number.
DECEPTIVE = {
    "5550410": "Tel: +1 415 555 \u202e0410\u202c",
    "5550411": "<a href='tel:+14155550411'>+1 \u2067415 555\u2069 0411</a>",
    "5550412": "Tel: +1 415 \u200f555 0412",
    "5550413": "<a href='tel:+1%20415%20555%20%E2%80%AE0413%E2%80%AC'><img width=40 height=40 alt=''></a>",
    "1234567": f"<a href='tel:+49-30-{'-' * 80}1234567'><img width=40 height=40 alt=''></a>",
    "9460958": f"<a href='tel:+442079460958'>+44 20 7946{chr(0x2003) * 20}0958</a>",
}
# The digits of each number in the list that are drawn inside of its button, from left to right.
DRAWN_DIGITS = f"""
[...{PAGE_NUMBERS}.querySelectorAll('.number')].map(button => {{
  const text = button.firstChild;
  const range = document.createRange();
  const drawn = [...text.data].flatMap((char, index) => {{
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    const {{ left, right }} = range.getBoundingClientRect();
    return /[0-9]/.test(char) && right <= button.getBoundingClientRect().right ? [[left, char]] : [];
  }});
  return drawn.sort(([one], [other]) => one - other).map(([, char]) => char).join('');
}})
"""
READ_FROM_BACKGROUND = """(async () => {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  const port = chrome.tabs.connect(tab.id, { name: 'page_numbers' });
  return await new Promise(done => {
    port.onMessage.addListener(() => done('answered'));
    port.onDisconnect.addListener(() => done('refused'));
  });
})()"""


def open_popup_over(stack: Stack, page: str, condition: str) -> Page:
    """Open a page and the popup over it, and wait until `condition` is true in the popup."""
    stack.browser.open(stack.url + page if ":" not in page else page)
    popup = open_with_page_numbers(stack)
    popup.wait(condition, what=f"{condition} over {page}")
    return popup


def hold_enter(popup: Page, start: str) -> None:
    """Focus something, and hold Enter down, which presses that alone: it moves the focus."""
    focused = f"document.querySelector({start!r})"
    popup.evaluate(f"({focused}.focus(), true)")
    popup.key_down("Enter")
    popup.wait(f"document.activeElement !== {focused}", what=f"the focus to move from {start}")
    wait_for_settled_list(popup)
    for _ in range(3):
        popup.key_down("Enter", repeats=True)
    popup.key_up("Enter")
    wait_until_idle(popup)


def test_enter_that_is_held_down_shows_and_fills_in_numbers_and_calls_nobody(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 9 numbers'")
    wait_until(lambda: popup.evaluate(ROWS) == LISTED[:3], "the groups of the first numbers")
    wait_for_settled_list(popup)

    hold_enter(popup, "[data-part=onpage-more]")
    wait_until(lambda: popup.evaluate(ROWS) == LISTED, "the groups of all numbers")
    assert popup.evaluate(f"{PAGE_NUMBERS}.children[3].contains(document.activeElement)"), (
        "the first that was not shown"
    )
    assert popup.evaluate(DIAL_FIELD) == "", "nor filled in"
    hold_enter(popup, "[data-part=onpage-list] .number")
    assert popup.evaluate(FIELD_HAS_FOCUS)
    assert popup.evaluate(DIAL_FIELD) == "+1 415-555-0400"
    assert stack.posts() == []

    assert not popup.evaluate(f"!!{PAGE_NUMBERS}.children[2].querySelector('.dial')"), "for a fax number"
    click_in_list(popup, "li:nth-child(3) .number")
    popup.wait(f"{DIAL_FIELD} === '+1 415-555-0402'", what="the fax number in the field")
    assert popup.evaluate(FIELD_HAS_FOCUS)
    popup.close()
    assert stack.posts() == []
    assert stack.browser.evaluate_in_background(READ_FROM_BACKGROUND) == "refused", (
        "only the popup is answered, not even other pages of the extension"
    )


def test_number_of_the_list_is_called_once_by_keyboard_and_by_double_click(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    popup.press("ArrowDown")
    popup.press("ArrowDown")
    assert popup.evaluate(FOCUSED_LABEL) == "Call +1 415 555 0401"
    wait_for_settled_list(popup)
    popup.press("Enter")
    popup.press("Enter")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550401"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    popup.wait(f"document.activeElement === {RESULT}", what="the result to have the focus")
    popup.press("Enter")

    click_in_list(popup, ".dial", count=2)
    [_, post] = stack.wait_for_posts(2)
    assert post["body"]["phone_number"] == "14155550400", "the third Enter called nobody"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    assert popup.evaluate(f"{PAGE_NUMBERS}.querySelector('.dial').disabled")
    popup.wait(f"{NEWEST_CALL}?.innerText.includes('415-555-0400')", what="the call in the history")
    popup.close()
    assert len(stack.posts()) == 2


def test_premium_number_needs_confirmation_and_a_long_list_is_capped(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "premium.html")
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the premium number")
    click_in_list(popup, ".dial")
    popup.wait("!!document.querySelector('[data-part=call-anyway]')", what="the question")
    wait_until_settled(popup, "result")
    assert stack.posts() == []
    popup.click(*popup.rect("[data-part=call-anyway]").centre)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550121"

    page.evaluate(
        "document.body.append(...Array.from({ length: 5000 }, (_, n) => Object.assign("
        "document.createElement('p'), { textContent: `+1 415 55${5 + n % 5} ${1000 + n}` }))), true"
    )
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 500+ numbers'")
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 500")
    popup.close()


def test_list_follows_the_page_and_the_focus_stays_on_its_number(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "plain.html")
    popup = open_with_page_numbers(stack)
    popup.wait(f"{NOTE}.textContent.includes('No phone numbers found')", what="the note")
    assert popup.evaluate(f"{PAGE_NUMBERS}.children.length") == 0
    page.evaluate("(field.value = '+1 415 555 0105', true)")
    show_later = "(document.getElementById('later').firstChild.data = {!r}, true)".format
    for shown, listed in (
        ("+1 415 555 0106", "0106,0105"),
        ("No number", "0105"),
        ("+1 415 555 0107", "0107,0105"),
    ):
        page.evaluate(show_later(shown))
        popup.wait(f"{LISTED_LAST_DIGITS}.join() === {listed!r}", what="the field's number below the new one")
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    popup.press("ArrowDown")
    assert popup.evaluate(FOCUSED_LABEL) == "Call +1 415 555 0107", "the first, though it came last"

    popup.press("ArrowDown")
    page.evaluate(show_later("No number"))
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the new number to go")
    assert popup.evaluate(FOCUSED_LABEL) == "Call +1 415 555 0105"
    page.evaluate(show_later("+1 415 555 0108"))
    popup.wait(f"{LISTED_LAST_DIGITS}.join() === '0108,0105'", what="a number before the field's")
    assert popup.evaluate(FOCUSED_LABEL) == "Call +1 415 555 0105"

    press_as_the_list_changes(popup, "document.activeElement.click();")  # an Enter that is under way
    page.evaluate("(field.value = '', true)")
    page.evaluate(show_later("+1 415 555 0114"))
    popup.wait(f"{LISTED_LAST_DIGITS}.join() === '0114'", what="the number with the focus to go")
    assert popup.evaluate(FOCUSED_NUMBER) == "0114"
    page.evaluate(show_later("No number"))
    popup.wait(f"!{NOTE}.hidden", what="all numbers to go")
    assert popup.evaluate(f"document.activeElement === {NOTE}")
    page.evaluate(
        "(document.body.insertAdjacentHTML('beforeend',"
        " [...'123'].map(digit => `<p>+1 415 555 011${digit}`).join('')), true)"
    )
    page.evaluate(show_later("+1 415 555 0110"))
    popup.wait(f"{PAGE_NUMBERS}.children.length === 4", what="other numbers")
    assert popup.evaluate(DIAL_FIELD) == "", "an Enter that was under way has pressed nothing"
    popup.press("End")
    assert popup.evaluate(FOCUSED_NUMBER) == "0113"
    page.evaluate("(document.body.insertAdjacentHTML('afterbegin', '<p>+1 415 555 0109'), true)")
    popup.wait(f"{PAGE_NUMBERS}.children.length === 5", what="the list not to hide what has the focus")
    assert popup.evaluate(FOCUSED_NUMBER) == "0113"
    wait_for_settled_list(popup)
    popup.press("ArrowRight")
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550113"
    popup.close()


def test_page_of_the_browser_has_a_note_and_no_settings_of_a_site(stack: Stack) -> None:
    page = "chrome://version" if stack.browser.name == "chromium" else "about:support"
    popup = open_popup_over(stack, page, f"{NOTE}.textContent.includes('cannot read this page')")
    assert popup.evaluate(f"{PAGE_NUMBERS}.children.length") == 0
    wait_until_idle(popup)
    assert popup.evaluate("document.querySelector('[data-part=site]').hidden")
    popup.close()


def press_as_the_list_changes(popup: Page, press: str) -> None:
    """Let the popup itself press something whenever the rows of the list change: faster than any agent."""
    popup.evaluate(
        f"""(() => {{
          window.pressing?.disconnect();
          window.pressed = 0;
          window.pressing = new MutationObserver(() => {{ window.pressed++; {press} }});
          window.pressing.observe({PAGE_NUMBERS}, {{ childList: true }});
          return true;
        }})()"""
    )


def test_press_on_a_row_that_has_just_moved_or_changed_calls_nobody(stack: Stack) -> None:
    """A page can replace its numbers as the agent presses: what the agent cannot have seen is not called."""
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate(
        "(document.body.insertAdjacentHTML('beforeend',"
        " '<p id=high>+1 415 555 0401<p id=middle>+1 415 555 0402<p id=low>(415) 555-0403'), true)"
    )
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 3", what="the numbers")
    wait_for_settled_list(popup)

    # The row above the second becomes higher, the one below less high: the list has its height as before.
    press_as_the_list_changes(
        popup,
        f"""{PAGE_NUMBERS}.querySelector('li:nth-child(2) .dial')
          .dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, detail: 1 }}));""",
    )
    page.evaluate("(high.textContent = '(415) 555-0401', low.textContent = '+1 415 555 0403', true)")
    popup.wait("window.pressed > 0", what="the row to be pressed as it moved")
    click_in_list(popup, "li:nth-child(3) .dial")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550403"
    popup.wait(f"{RESULT}.dataset.kind === 'success'", what="the result, which moves the list")
    wait_for_settled_list(popup)

    press_as_the_list_changes(
        popup,
        f"{PAGE_NUMBERS}.querySelector('.dial')?.click(); {PAGE_NUMBERS}.querySelector('.number')?.click();",
    )
    page.evaluate(
        "(high.textContent = '', middle.textContent = '+1 415 555 0406', low.textContent = '', true)"
    )
    popup.wait(f"{LISTED_LAST_DIGITS}.join() === '0406'", what="another number alone")
    page.evaluate("(field.value = '+1 415 555 0407', field.dispatchEvent(new Event('input')), true)")
    page.evaluate("(high.textContent = '+1 415 555 0408', true)")
    popup.wait(f"{LISTED_LAST_DIGITS}.join() === '0407,0408,0406'", what="new numbers above it")
    assert popup.evaluate("window.pressed") > 1, "as each of them came"
    wait_for_settled_list(popup)
    assert popup.evaluate(DIAL_FIELD) == ""
    assert len(stack.posts()) == 1
    click_in_list(popup, ".dial")
    assert stack.wait_for_posts(2)[1]["body"]["phone_number"] == "14155550407"
    popup.close()


def test_text_that_is_read_as_another_number_is_not_shown(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "plain.html")
    html = "".join(f"<p>{html}</p>" for html in DECEPTIVE.values())
    page.evaluate(f"(document.body.insertAdjacentHTML('beforeend', {html!r}), true)")
    popup = open_with_page_numbers(stack)
    popup.wait("!document.querySelector('[data-part=onpage-more]').hidden", what="the numbers")
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length === {len(DECEPTIVE)}", what="all numbers")
    assert [digits[-7:] for digits in popup.evaluate(DRAWN_DIGITS)] == list(DECEPTIVE)
    popup.close()
