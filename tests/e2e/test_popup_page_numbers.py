"""The popup lists the numbers of the page in front, and calls one of them with one click."""

import pytest

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
# However the digits are in groups: the host may not have told them yet.
FOCUSED_LABEL = "document.activeElement.getAttribute('aria-label').replaceAll('-', ' ')"
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


def open_popup_over(stack: Stack, page: str, condition: str) -> Page:
    """Open a page and the popup over it, and wait until `condition` is true in the popup."""
    stack.browser.open(stack.url + page if ":" not in page else page)
    popup = open_with_page_numbers(stack)
    popup.wait(condition, what=f"{condition} over {page}")
    return popup


def test_visible_numbers_are_listed_once_in_page_order(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 9 numbers'")
    wait_until(lambda: popup.evaluate(ROWS) == LISTED[:3], "the groups of the first numbers")
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length === {len(LISTED)}")
    wait_until(lambda: popup.evaluate(ROWS) == LISTED, "the groups of all numbers")
    assert popup.evaluate(f"{PAGE_NUMBERS}.children[3].contains(document.activeElement)"), (
        "the first that was not shown"
    )
    popup.close()


def test_double_click_in_the_list_places_one_call(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    click_in_list(popup, ".dial", count=2)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550400"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    assert popup.evaluate(f"{PAGE_NUMBERS}.querySelector('.dial').disabled")
    popup.wait(f"{NEWEST_CALL}?.innerText.includes('415-555-0400')", what="the call in the history")
    popup.close()
    assert len(stack.posts()) == 1


def test_list_is_usable_by_keyboard_alone(stack: Stack) -> None:
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
    click_in_list(popup, ".dial")
    numbers = [post["body"]["phone_number"] for post in stack.wait_for_posts(2)]
    assert numbers == ["14155550401", "14155550400"], "the third Enter called nobody"
    popup.close()


def test_fax_has_no_call_button_but_fills_the_dial_field(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    assert not popup.evaluate(f"!!{PAGE_NUMBERS}.children[2].querySelector('.dial')")
    click_in_list(popup, "li:nth-child(3) .number")
    popup.wait("document.querySelector('[data-part=dial]').value === '+1 415-555-0402'", what="the number")
    assert popup.evaluate("document.activeElement.matches('[data-part=dial]')")
    popup.close()
    assert stack.posts() == []


def test_premium_number_in_the_list_needs_confirmation(stack: Stack) -> None:
    popup = open_popup_over(stack, "premium.html", f"{PAGE_NUMBERS}.children.length === 1")
    click_in_list(popup, ".dial")
    popup.wait("!!document.querySelector('[data-part=call-anyway]')", what="the question")
    wait_until_settled(popup, "result")
    popup.click(*popup.rect("[data-part=call-anyway]").centre)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550121"
    popup.close()


def test_empty_and_unreadable_pages_have_a_note(stack: Stack) -> None:
    for page, note in (
        ("plain.html", "No phone numbers found"),
        (
            "chrome://version" if stack.browser.name == "chromium" else "about:support",
            "cannot read this page",
        ),
    ):
        popup = open_popup_over(stack, page, f"{NOTE}.textContent.includes({note!r})")
        assert popup.evaluate(f"{PAGE_NUMBERS}.children.length") == 0
        popup.close()


def test_field_values_and_later_numbers_are_listed(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate("(field.value = '+1 415 555 0105', true)")
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the field's number")
    page.evaluate("document.getElementById('later').firstChild.data = '+1 415 555 0106', true")
    popup.wait(f"{PAGE_NUMBERS}.children.length === 2", what="the new number")
    popup.close()


def test_list_is_capped_at_500_numbers(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate(
        "document.body.append(...Array.from({ length: 5000 }, (_, n) => Object.assign("
        "document.createElement('p'), { textContent: `+1 415 55${5 + n % 5} ${1000 + n}` }))), true"
    )
    popup = open_with_page_numbers(stack)
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 500+ numbers'")
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 500")
    popup.close()


def test_page_numbers_port_accepts_only_the_popup(stack: Stack) -> None:
    stack.open("listing.html")
    outcome = stack.browser.evaluate_in_background(
        """(async () => {
          const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
          const port = chrome.tabs.connect(tab.id, { name: 'page_numbers' });
          return await new Promise(done => {
            port.onMessage.addListener(() => done('answered'));
            port.onDisconnect.addListener(() => done('refused'));
          });
        })()"""
    )
    assert outcome == "refused", "not even other pages of the extension are answered"


def test_focus_stays_on_its_number_when_the_list_changes(stack: Stack) -> None:
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate("(field.value = '+1 415 555 0105', true)")
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the field's number")
    popup.evaluate(f"({PAGE_NUMBERS}.querySelector('.dial').focus(), true)")
    page.evaluate("document.getElementById('later').firstChild.data = '+1 415 555 0106', true")
    popup.wait(f"{LISTED_LAST_DIGITS}.join() === '0106,0105'", what="the new number before the field's")
    assert popup.evaluate(FOCUSED_LABEL) == "Call +1 415 555 0105"
    page.evaluate("document.getElementById('later').firstChild.data = 'No number', true")
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the new number to go")
    wait_for_settled_list(popup)
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550105"
    popup.close()


def test_press_on_a_row_that_has_just_changed_calls_nobody(stack: Stack) -> None:
    """A page can replace its numbers as the agent presses: what the agent cannot have seen is not called."""
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate("(field.value = '+1 415 555 0105', true)")
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the field's number")
    wait_for_settled_list(popup)
    # As soon as the row is another one, the popup itself presses it: faster than any agent.
    popup.evaluate(
        f"""(new MutationObserver(() => {{
          window.pressed = (window.pressed ?? 0) + 1;
          {PAGE_NUMBERS}.querySelector('.dial')?.click();
          {PAGE_NUMBERS}.querySelector('.number')?.click();
        }}).observe({PAGE_NUMBERS}, {{ childList: true }}), true)"""
    )
    page.evaluate("(field.value = '+1 415 555 0106', field.dispatchEvent(new Event('input')), true)")
    page.evaluate("document.getElementById('later').firstChild.data = '+1 415 555 0107', true")
    popup.wait("window.pressed > 0", what="the row to be pressed as it came")
    popup.wait(f"{LISTED_LAST_DIGITS}.includes('0107')", what="the new number")
    wait_for_settled_list(popup)
    assert popup.evaluate("document.querySelector('[data-part=dial]').value") == ""
    assert stack.posts() == []
    click_in_list(popup, ".dial")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550107"
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


def test_press_on_a_row_that_has_just_moved_calls_nobody(stack: Stack) -> None:
    """The row above it becomes higher, the one below less high: the list has its height as before."""
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate(
        "(document.body.insertAdjacentHTML('beforeend',"
        " '<p id=high>+1 415 555 0401<p>+1 415 555 0402<p id=low>(415) 555-0403'), true)"
    )
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 3", what="the numbers")
    wait_for_settled_list(popup)
    # As soon as the second row has moved, the popup itself presses it: faster than any agent.
    popup.evaluate(
        f"""(new MutationObserver(() => {{
          window.pressed = (window.pressed ?? 0) + 1;
          const press = new MouseEvent('click', {{ bubbles: true, cancelable: true, detail: 1 }});
          {PAGE_NUMBERS}.querySelector('li:nth-child(2) .dial').dispatchEvent(press);
        }}).observe({PAGE_NUMBERS}, {{ childList: true }}), true)"""
    )
    page.evaluate("(high.textContent = '(415) 555-0401', low.textContent = '+1 415 555 0403', true)")
    popup.wait("window.pressed > 0", what="the row to be pressed as it moved")
    click_in_list(popup, "li:nth-child(3) .dial")
    numbers = [post["body"]["phone_number"] for post in stack.wait_for_posts(1)]
    popup.close()
    assert numbers == ["14155550403"]


@pytest.mark.parametrize("start", ["[data-part=onpage-more]", "[data-part=onpage-list] .number"])
def test_enter_that_is_held_down_calls_nobody(stack: Stack, start: str) -> None:
    """What it presses moves the focus, in the end to the dial field."""
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 9 numbers'")
    wait_for_settled_list(popup)
    popup.evaluate(f"(document.querySelector({start!r}).focus(), true)")
    popup.key_down("Enter")
    popup.wait("!document.activeElement.matches('[data-part=onpage-more]')", what="the focus to move")
    wait_for_settled_list(popup)
    for _ in range(3):
        popup.key_down("Enter", repeats=True)
    popup.key_up("Enter")
    wait_until_idle(popup)
    assert stack.posts() == []
    popup.close()
