"""The popup lists the numbers on the page in front, and calls one of them by one click."""

from support.browser import Page

from .conftest import Stack

LIST = "document.querySelector('[data-part=onpage-list]')"
NOTE = "document.querySelector('[data-part=onpage-note]')"
ROWS = f"[...{LIST}.children].map(row => row.innerText.replace(/\\s+/g, ' ').trim())"
RESULT = "document.querySelector('[data-part=result]')"
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


def popup_over(line: Stack, page: str, wanted: str) -> Page:
    """The popup over a page, when what is wanted is true of it."""
    line.browser.open(line.url + page if ":" not in page else page)
    popup = open_popup(line)
    popup.wait(wanted, what=f"the popup to say so of {page}")
    return popup


def open_popup(line: Stack) -> Page:
    """The popup, when nothing in it moves any more."""
    popup = line.browser.popup()
    popup.wait(
        "!!document.querySelector('[data-part=history] > li, [data-part=history-empty]:not([hidden])')"
    )
    popup.wait("document.querySelector('[data-part=host-state]').dataset.state !== 'loading'")
    popup.wait("!document.querySelector('[data-part=onpage]').hidden", what="the page to be listed")
    return popup


def show_all(popup: Page) -> None:
    """Press the button that shows the rest."""
    popup.evaluate(
        "document.querySelector('[data-part=onpage-more]').scrollIntoView({ block: 'center' }), true"
    )
    popup.click(*popup.rect("[data-part=onpage-more]").centre)


def test_every_number_to_be_seen_is_listed_once_in_its_order(line: Stack) -> None:
    more = "document.querySelector('[data-part=onpage-more]').textContent === 'Show all 9'"
    popup = popup_over(line, "listing.html", more)
    assert popup.evaluate(ROWS) == LISTED[:5]
    show_all(popup)
    popup.wait(f"{LIST}.children.length === {len(LISTED)}")
    assert popup.evaluate(ROWS) == LISTED
    assert popup.evaluate(f"{LIST}.children[5].contains(document.activeElement)"), "the first that was hidden"
    popup.close()


def test_one_click_calls_and_a_second_one_does_not(line: Stack) -> None:
    popup = popup_over(line, "listing.html", f"{LIST}.children.length === 5")
    popup.click(*popup.rect("[data-part=onpage-list] .dial").centre, count=2)
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550400"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    assert popup.evaluate(f"{LIST}.querySelector('.dial').disabled")
    newest = "document.querySelector('[data-part=history] > li')"
    popup.wait(f"{newest}.innerText.includes('415-555-0400')", what="the history to have it")
    popup.close()
    assert len(line.posts()) == 1


def test_a_number_is_called_by_keyboard_alone(line: Stack) -> None:
    popup = popup_over(line, "listing.html", f"{LIST}.children.length === 5")
    popup.wait("document.activeElement?.matches('input')", what="the dial field to have the focus")
    for _ in range(4):  # the first number, its button, the second number, its button
        popup.press("Tab")
    assert popup.evaluate("document.activeElement.getAttribute('aria-label')") == "Call +1 415 555 0401"
    popup.press("Enter")
    popup.press("Enter")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550401"
    popup.wait(f"{RESULT}.textContent.includes({post['call_id']!r})", what="the call ID")
    popup.press("Enter")
    popup.click(*popup.rect("[data-part=onpage-list] .dial").centre)
    numbers = [post["body"]["phone_number"] for post in line.wait_for_posts(2)]
    assert numbers == ["14155550401", "14155550400"], "the third Enter called nobody"
    popup.close()


def test_a_fax_is_called_from_the_field_alone(line: Stack) -> None:
    popup = popup_over(line, "listing.html", f"{LIST}.children.length === 5")
    assert not popup.evaluate(f"!!{LIST}.children[2].querySelector('.dial')")
    popup.click(*popup.rect("[data-part=onpage-list] li:nth-child(3) .number").centre)
    assert popup.evaluate("document.querySelector('[data-part=dial]').value") == "+14155550402"
    assert popup.evaluate("document.activeElement.matches('[data-part=dial]')")
    popup.close()
    assert line.posts() == []


def test_what_costs_extra_is_asked_first(line: Stack) -> None:
    popup = popup_over(line, "premium.html", f"{LIST}.children.length === 1")
    popup.click(*popup.rect("[data-part=onpage-list] .dial").centre)
    popup.wait("!!document.querySelector('[data-part=call-anyway]')", what="the question")
    popup.click(*popup.rect("[data-part=call-anyway]").centre)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "19005550121"
    popup.close()


def test_where_no_number_is_or_no_script_runs_it_is_said(line: Stack) -> None:
    for page, sentence in (
        ("plain.html", "No phone numbers found"),
        ("chrome://version" if line.browser.name == "chromium" else "about:support", "cannot read this page"),
    ):
        popup = popup_over(line, page, f"{NOTE}.textContent.includes({sentence!r})")
        assert popup.evaluate(f"{LIST}.children.length") == 0
        popup.close()


def test_a_field_alone_is_enough_and_what_comes_later_is_listed(line: Stack) -> None:
    page = line.browser.open(line.url + "plain.html")
    page.evaluate("(field.value = '+1 415 555 0105', true)")
    popup = open_popup(line)
    popup.wait(f"{LIST}.children.length === 1", what="the field's number")
    page.evaluate("document.getElementById('later').firstChild.data = '+1 415 555 0106', true")
    popup.wait(f"{LIST}.children.length === 2", what="the new number")
    popup.close()


def test_of_very_many_numbers_the_first_are_listed(line: Stack) -> None:
    page = line.browser.open(line.url + "plain.html")
    page.evaluate(
        "document.body.append(...Array.from({ length: 5000 }, (_, n) => Object.assign("
        "document.createElement('p'), { textContent: `+1 415 55${5 + n % 5} ${1000 + n}` }))), true"
    )
    popup = open_popup(line)
    popup.wait("document.querySelector('[data-part=onpage-more]').textContent === 'Show all 500+'")
    show_all(popup)
    popup.wait(f"{LIST}.children.length === 500")
    popup.close()


def test_nobody_but_the_popup_is_told(line: Stack) -> None:
    line.open("listing.html")
    told = line.browser.evaluate_in_background(
        """(async () => {
          const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
          const port = chrome.tabs.connect(tab.id, { name: 'page_numbers' });
          return await new Promise(done => {
            port.onMessage.addListener(() => done('told'));
            port.onDisconnect.addListener(() => done('refused'));
          });
        })()"""
    )
    assert told == "refused", "not even another page of our own"
