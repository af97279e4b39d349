"""The popup lists the numbers of the page in front, and calls one of them with one click."""

from support.browser.interface import Page
from support.e2e_stack import Stack
from support.popup_driver import (
    LISTED_LAST_DIGITS,
    NEWEST_CALL,
    PAGE_NUMBERS,
    RESULT,
    click_in_list,
    open_with_page_numbers,
    show_all_page_numbers,
    wait_until_settled,
)

NOTE = "document.querySelector('[data-part=onpage-note]')"
ROWS = f"[...{PAGE_NUMBERS}.children].map(row => row.innerText.replace(/\\s+/g, ' ').trim())"
LISTED = [
    "(415) 555-0400 +14155550400",
    "+1 415 555 0401 Extension 7",
    "+1 415 555 0402 Fax",
    "+14155550403",
    "+14155550404",
    "+1 415 555 0407",  # in a closed root
    "+44 20 7946 0406",
    "+1 415 555 0405",  # in a frame
    "+1 415 555 0140",  # in a frame of another site
]
# The frames of a page send their numbers one after the other: a list of five may not be the last one.
FIRST_ARE_LISTED = f"{LISTED_LAST_DIGITS}.join() === '0400,0401,0402,0403,0404'"


def open_popup_over(stack: Stack, page: str, condition: str) -> Page:
    """Open a page and the popup over it, and wait until `condition` is true in the popup."""
    stack.browser.open(stack.url + page if ":" not in page else page)
    popup = open_with_page_numbers(stack)
    popup.wait(condition, what=f"{condition} over {page}")
    return popup


def test_visible_numbers_are_listed_once_in_page_order(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 9'")
    assert popup.evaluate(ROWS) == LISTED[:5]
    show_all_page_numbers(popup)
    popup.wait(f"{PAGE_NUMBERS}.children.length === {len(LISTED)}")
    assert popup.evaluate(ROWS) == LISTED
    assert popup.evaluate(f"{PAGE_NUMBERS}.children[5].contains(document.activeElement)"), (
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
    popup.wait(f"{NEWEST_CALL}.innerText.includes('415-555-0400')", what="the call in the history")
    popup.close()
    assert len(stack.posts()) == 1


def test_list_is_usable_by_keyboard_alone(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    for _ in range(4):  # the first number, its button, the second number, its button
        popup.press("Tab")
    assert popup.evaluate("document.activeElement.getAttribute('aria-label')") == "Call +1 415 555 0401"
    wait_until_settled(popup, "onpage-list")
    popup.press("Enter")
    popup.press("Enter")
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550401"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    popup.press("Enter")
    click_in_list(popup, ".dial")
    numbers = [post["body"]["phone_number"] for post in stack.wait_for_posts(2)]
    assert numbers == ["14155550401", "14155550400"], "the third Enter called nobody"
    popup.close()


def test_fax_has_no_call_button_but_fills_the_dial_field(stack: Stack) -> None:
    popup = open_popup_over(stack, "listing.html", FIRST_ARE_LISTED)
    assert not popup.evaluate(f"!!{PAGE_NUMBERS}.children[2].querySelector('.dial')")
    click_in_list(popup, "li:nth-child(3) .number")
    assert popup.evaluate("document.querySelector('[data-part=dial]').value") == "+14155550402"
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
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 500+'")
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
    assert popup.evaluate("document.activeElement.getAttribute('aria-label')") == "Call +1 415 555 0105"
    page.evaluate("document.getElementById('later').firstChild.data = 'No number', true")
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the new number to go")
    wait_until_settled(popup, "onpage-list")
    popup.press("Enter")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550105"
    popup.close()


def test_press_on_a_row_that_has_just_changed_calls_nobody(stack: Stack) -> None:
    """A page can replace its numbers as the agent presses: what the agent cannot have seen is not called."""
    page = stack.browser.open(stack.url + "plain.html")
    page.evaluate("(field.value = '+1 415 555 0105', true)")
    popup = open_with_page_numbers(stack)
    popup.wait(f"{PAGE_NUMBERS}.children.length === 1", what="the field's number")
    wait_until_settled(popup, "onpage-list")
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
    wait_until_settled(popup, "onpage-list")
    assert popup.evaluate("document.querySelector('[data-part=dial]').value") == ""
    assert stack.posts() == []
    click_in_list(popup, ".dial")
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550107"
    popup.close()
