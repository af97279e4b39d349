"""What a page sees of the extension and can do with it: an unchanged document, and no call by a script."""

import pytest

from support.browser.pending_work import wait_until_idle
from support.card_driver import (
    CALL_BUTTON,
    CARD,
    card,
    close_card,
    has_card,
    press_call,
    wait_for_card,
    wait_for_no_card,
    wait_for_settled_card,
)
from support.e2e_stack import Stack, click_settled, settle

pytestmark = pytest.mark.usefixtures("one_click")

# Whether the document is still as its source makes it.
UNCHANGED = """
(async () => {
  const source = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(source, 'text/html');
  const texts = document => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) all.push(walker.currentNode.data);
    return JSON.stringify(all);
  };
  const fields = document => [...document.querySelectorAll('textarea')];
  const values = document => JSON.stringify(fields(document).map(field => field.value));
  return {
    markup: fresh.documentElement.outerHTML === document.documentElement.outerHTML,
    texts: texts(fresh) === texts(document),
    values: values(fresh) === values(document),
  };
})()
"""
# A point of the text in the frame of moving.html, in CSS pixels from the frame's corner.
TEXT_IN_FRAME = """
(() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector('#frame').contentDocument.querySelector('p'));
  const { x, y, height } = range.getBoundingClientRect();
  return { x: x + 40, y: y + height / 2 };
})()
"""
ALL_UNCHANGED = {"markup": True, "texts": True, "values": True}


def test_marks_hand_cursor_and_card_leave_the_page_as_it_was(stack: Stack) -> None:
    page = stack.open("numbers.html")
    assert page.evaluate(UNCHANGED) == ALL_UNCHANGED
    assert page.evaluate("seen.mutations") == []
    assert page.evaluate("document.styleSheets.length + document.adoptedStyleSheets.length") == 1, (
        "its own style sheet alone"
    )
    page.move(*page.rect_of_text("+1 415 555 0100").centre)
    page.wait("!!document.querySelector('[data-voiso-call]')", what="the hand cursor")
    [post] = stack.call_settled(page, "+1 415 555 0100", 1)
    wait_for_card(page, post["call_id"])
    assert [error for error in page.console_errors() if "favicon" not in error] == []
    page.press("Escape")
    page.move(2, 2)
    page.wait(f"!document.querySelector({CARD!r}) && !document.querySelector('[data-voiso-call]')")
    assert page.evaluate(UNCHANGED) == ALL_UNCHANGED
    children = page.evaluate(
        "(parent => { const text = parent.firstChild; parent.removeChild(text); parent.append(text);"
        " return parent.childNodes.length; })(document.querySelector('#plain'))"
    )
    assert children == 1, "the page can still remove and insert its text nodes"


def test_page_script_cannot_place_a_call(stack: Stack) -> None:
    page = stack.open("numbers.html")
    x, y = page.rect_of_text("+1 415 555 0100").centre
    settle(page)
    page.evaluate(
        """(() => {
          const number = document.querySelector('#plain');
          const there = { clientX: AT_X, clientY: AT_Y, detail: 1 };
          const at = { bubbles: true, cancelable: true, composed: true, ...there };
          for (const type of ['pointermove', 'pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
            const Kind = type.startsWith('pointer') ? PointerEvent : MouseEvent;
            number.dispatchEvent(new Kind(type, at));
          }
          number.click();
          const link = document.querySelector('#tel a');
          link.addEventListener('click', event => event.preventDefault());
          link.click();
          link.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
          postMessage({ type: 'place_call', number: '+14155550100' }, '*');
          return true;
        })()""".replace("AT_X", str(x)).replace("AT_Y", str(y))
    )
    wait_until_idle(page)
    assert not has_card(page)
    page.click_text("Call the front desk")  # a link that does not show its number
    wait_for_settled_card(page)
    x, y = card(page).rect(CALL_BUTTON).centre
    reached = page.evaluate(
        f"""(() => {{
          const host = document.elementFromPoint({x}, {y});
          const there = {{ clientX: {x}, clientY: {y}, detail: 1 }};
          const at = {{ bubbles: true, cancelable: true, composed: true, ...there }};
          for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {{
            host.dispatchEvent(new MouseEvent(type, at));
          }}
          host.click();
          host.focus();
          host.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true, composed: true }}));
          return [host.matches({CARD!r}), host.shadowRoot];
        }})()"""
    )
    assert reached == [True, None], "the card is at that point, and its root is closed"
    wait_until_idle(page)
    assert stack.posts() == []
    press_call(page)
    # The press is the only call: the extension has handled and ignored all events before it.
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550116"


def test_selected_covered_or_transparent_number_is_not_dialled(stack: Stack) -> None:
    page = stack.open("numbers.html")
    number = page.rect_of_text("+1 415 555 0100")
    middle = number.y + number.height / 2
    settle(page)
    page.drag((number.x + 2, middle), (number.x + number.width - 2, middle))
    assert "415 555" in page.evaluate("getSelection().toString()")
    page.evaluate("document.querySelector('#covered').scrollIntoView({ block: 'center' }), true")
    settle(page)
    page.click(*page.rect("#covered").centre)
    click_settled(page, "+1 415 555 0120")  # all but transparent
    page.press("Escape")
    wait_for_no_card(page)
    page.rect_of_text("+1 415 555 0103")  # scrolls to it
    wait_until_idle(page)
    stack.click_and_expect_one_call(page, "+1 415 555 0103")


def test_invisible_link_is_offered_and_not_dialled(stack: Stack) -> None:
    page = stack.open("traps.html")
    settle(page)
    page.click(400, 400)  # the page looks empty there
    wait_for_card(page, "+1 415")
    page.press("Escape")
    page.evaluate("(document.querySelector('#unseen').focus({ preventScroll: true }), true)")
    page.press("Enter")
    wait_for_card(page, "0153")
    page.press("Escape")
    click_settled(page, "+1 415 555 0154")
    wait_for_card(page, "0154")
    wait_until_idle(page)
    assert stack.posts() == []
    close_card(page)
    settle(page)
    page.click(*page.rect("#icon").centre)
    wait_for_card(page, "0151")  # an icon does not show which number it calls
    press_call(page)
    assert stack.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550151"


def test_moved_hidden_or_changed_number_is_not_dialled(stack: Stack) -> None:
    page = stack.open("moving.html")
    for trap in ("#next", "#filtered", "#masked", "#filled", "#frame"):
        if trap == "#frame":
            frame, text = page.rect(trap), page.evaluate(TEXT_IN_FRAME)
            settle(page)
            page.click(frame.x + text["x"], frame.y + text["y"])
        else:
            click_settled(page, page.evaluate(f"document.querySelector({trap!r}).textContent"))
        wait_until_idle(page)
        if trap != "#next":  # what moved under the pointer was not clicked, but may get a preview
            assert has_card(page), f"{trap}: a hidden number is offered"
        assert stack.posts() == [], trap
        close_card(page)

    page.evaluate("(document.querySelector('form').onsubmit = () => false, true)")
    page.click(*page.rect("#field").centre)
    page.press("Enter")  # the browser clicks the button, which is in a link
    page.press("Escape")

    x, y = page.rect_of_text("+1 415 555 0155").centre
    settle(page)  # a press right after the pointer came from a frame would not be called at once anyway
    page.evaluate(
        "addEventListener('pointerdown', () => {"
        " document.querySelector('#swapped').firstChild.data = '+1 415 555 0158'; }, true)"
    )
    page.click(x, y)
    page.press("Escape")
    stack.click_and_expect_one_call(page, "+1 415 555 0150")


def test_page_styles_do_not_reach_the_card(stack: Stack) -> None:
    page = stack.open("hostile-style.html")
    # In a bar above everything that the page has.
    [post] = stack.call_settled(page, "+44 20 7946 0958", 1)
    wait_for_card(page, post["call_id"])
    box = card(page).rect(".card")
    assert (box.width, 60 < box.height < 300) == (300, True)
    on_top = f"document.elementFromPoint({box.centre[0]}, {box.centre[1]}).matches({CARD!r})"
    assert page.evaluate(on_top), "nothing of the page is above the card"
