"""The page notices nothing, and can do nothing: no change by finding, no call by script."""

import pytest

from .conftest import CALL, CARD, Stack, card, wait_for_card, wait_for_settled_card

# The document as its source makes it, beside the one that the extension has been at work on.
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
  const values = document => JSON.stringify([...document.querySelectorAll('textarea')].map(one => one.value));
  return {
    markup: fresh.documentElement.outerHTML === document.documentElement.outerHTML,
    texts: texts(fresh) === texts(document),
    values: values(fresh) === values(document),
  };
})()
"""
ALL_UNCHANGED = {"markup": True, "texts": True, "values": True}


def test_finding_numbers_changes_nothing_in_the_page(line: Stack) -> None:
    page = line.open("numbers.html")
    assert page.evaluate(UNCHANGED) == ALL_UNCHANGED
    assert page.evaluate("seen.mutations") == []
    assert page.evaluate("document.styleSheets.length + document.adoptedStyleSheets.length") == 1, "its own"


def test_what_frameworks_do_with_their_nodes_still_works(line: Stack) -> None:
    page = line.open("numbers.html")
    removed = page.evaluate(
        "(parent => { const text = parent.firstChild; parent.removeChild(text); parent.append(text);"
        " return parent.childNodes.length; })(document.querySelector('#plain'))"
    )
    assert removed == 1


def test_after_pointer_and_card_are_gone_the_page_is_as_it_was(line: Stack) -> None:
    page = line.open("numbers.html")
    page.move(*page.rect_of_text("+1 415 555 0100").centre)
    page.wait("!!document.querySelector('[data-voiso-call]')", what="the cursor to become a pointer")
    page.click_text("+1 415 555 0100")
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    page.press("Escape")
    page.move(2, 2)
    page.wait(f"!document.querySelector({CARD!r}) && !document.querySelector('[data-voiso-call]')")
    assert page.evaluate(UNCHANGED) == ALL_UNCHANGED


def test_a_page_cannot_place_a_call_by_script(line: Stack) -> None:
    page = line.open("numbers.html")
    x, y = page.rect_of_text("+1 415 555 0100").centre
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
    # A click by hand afterwards is the one and only call: everything before it was heard and ignored.
    page.click_text("+1 415 555 0103")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550103"
    wait_for_card(page, post["call_id"])
    assert len(line.posts()) == 1


def test_a_script_cannot_press_the_cards_button(line: Stack) -> None:
    page = line.open("answers.html")
    page.click_text("+1 900 555 0121")
    wait_for_settled_card(page)
    x, y = card(page).rect(CALL).centre
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
    assert reached == [True, None], "the card is what is there, and its root is closed"
    page.press("Escape")
    page.click_text("+1 415 555 0150")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550150"


def test_selecting_text_over_a_number_does_not_dial(line: Stack) -> None:
    page = line.open("numbers.html")
    number = page.rect_of_text("+1 415 555 0100")
    middle = number.y + number.height / 2
    page.drag((number.x + 2, middle), (number.x + number.width - 2, middle))
    assert "415 555" in page.evaluate("getSelection().toString()")
    page.click_text("+1 415 555 0103")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550103"


def test_a_number_that_nobody_sees_is_not_dialled(line: Stack) -> None:
    page = line.open("numbers.html")
    page.evaluate("document.querySelector('#covered').scrollIntoView({ block: 'center' }), true")
    page.click(*page.rect("#covered").centre)
    page.click_text("+1 415 555 0120")  # all but transparent
    page.click_text("+1 415 555 0103")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550103"


def test_a_link_laid_over_the_page_is_offered_and_not_dialled(line: Stack) -> None:
    page = line.open("traps.html")
    page.click(400, 400)  # what looks like an empty page
    wait_for_card(page, "+1 415")
    page.press("Escape")
    page.evaluate("(document.querySelector('#unseen').focus({ preventScroll: true }), true)")
    page.press("Enter")
    wait_for_card(page, "0153")
    page.press("Escape")
    page.click_text("+1 415 555 0154")
    wait_for_card(page, "0154")
    page.press("Escape")
    page.click(*page.rect("#icon").centre)
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550151", "an icon is seen"


@pytest.mark.parametrize("trap", ["#next", "#filtered", "#masked", "#filled", "#frame"])
def test_what_a_page_moves_or_hides_is_not_dialled(line: Stack, trap: str) -> None:
    page = line.open("moving.html")
    page.click(*page.rect(trap).centre)
    page.press("Escape")
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_a_number_that_has_changed_since_it_was_found_is_not_dialled(line: Stack) -> None:
    page = line.open("moving.html")
    x, y = page.rect_of_text("+1 415 555 0155").centre
    page.evaluate(
        "addEventListener('pointerdown', () => {"
        " document.querySelector('#swapped').firstChild.data = '+1 415 555 0158'; }, true)"
    )
    page.click(x, y)
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_enter_in_a_form_does_not_follow_the_link_around_its_button(line: Stack) -> None:
    page = line.open("moving.html")
    page.evaluate("(document.querySelector('form').onsubmit = () => false, true)")
    page.click(*page.rect("#field").centre)
    page.press("Enter")
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_enter_on_a_telephone_link_dials_it(line: Stack) -> None:
    page = line.open("numbers.html")
    page.evaluate("(document.querySelector('#tel a').focus(), true)")
    page.press("Enter")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550116"


def test_nothing_is_thrown_into_the_pages_console(line: Stack) -> None:
    page = line.open("numbers.html")
    page.click_text("+1 415 555 0100")
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    assert [error for error in page.console_errors() if "favicon" not in error] == []


def test_a_pages_heavy_handed_style_does_not_reach_the_card(line: Stack) -> None:
    page = line.open("hostile-style.html")
    page.click_text("+44 20 7946 0958")  # in a bar above everything the page has
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    seen = card(page).rect(".card")
    assert (seen.width, 60 < seen.height < 300) == (300, True)
    on_top = f"document.elementFromPoint({seen.centre[0]}, {seen.centre[1]}).matches({CARD!r})"
    assert page.evaluate(on_top), "nothing of the page lies above it"


def test_a_number_in_text_written_from_the_right_is_found_and_dialled(line: Stack) -> None:
    page = line.open("rtl.html")
    page.click_text("+44 20 7946 0958")
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == "442079460958"
    wait_for_card(page, post["call_id"])
