"""Numbers in shadow roots are found and dialled like all others, and the trees stay unchanged."""

import json

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.card_driver import close_card, has_card, press_call, wait_for_card
from support.e2e_stack import MARKED, Stack, press_until_called, settle, wait_until_marked

pytestmark = pytest.mark.usefixtures("one_click")

# Every text node of the page that contains `text`; the page keeps its closed roots in `kept`.
NODES = """
(text => {
  const nodes = [];
  const gather = root => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.includes(text)) nodes.push(node);
      const shadow = node.shadowRoot ?? Object.values(kept).find(root => root.host === node);
      if (shadow) gather(shadow);
      if (node.localName !== 'script') gather(node);
    }
  };
  gather(document.documentElement);
  return nodes;
})
"""

# What a script can do to numbers and a link in roots.
SCRIPTED_EVENTS = f"""
(() => {{
  // Or Chromium asks in a dialog which program shall open the link.
  const prevented = event => event.preventDefault();
  addEventListener('click', prevented);
  for (const text of ['0207', '0201', '0204', 'Call the front desk']) {{
    const node = {NODES}(text)[0];
    const inner = node.assignedSlot ?? node.parentElement;
    const range = document.createRange();
    range.setStart(node, node.length - 6);
    range.setEnd(node, node.length - 2);
    const {{ x, y, width, height }} = range.getBoundingClientRect();
    const there = {{ clientX: x + width / 2, clientY: y + height / 2, detail: 1 }};
    const at = {{ bubbles: true, cancelable: true, composed: true, ...there }};
    for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {{
      const Kind = type.startsWith('pointer') ? PointerEvent : MouseEvent;
      inner.dispatchEvent(new Kind(type, at));
    }}
  }}
  removeEventListener('click', prevented);
  return true;
}})()
"""


def centre(page: Page, text: str) -> tuple[float, float]:
    """Scroll a text into view, whatever root it is in; return its middle."""
    x, y = page.evaluate(
        f"""(text => {{
          const node = {NODES}(text)[0];
          (node.parentElement ?? node.getRootNode().host).scrollIntoView({{ block: 'center' }});
          const range = document.createRange();
          const start = node.data.indexOf(text);
          range.setStart(node, start);
          range.setEnd(node, start + text.length);
          const {{ x, y, width, height }} = range.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }})({json.dumps(text)})"""
    )
    return x, y


MARKS = 14  # of the page; one number is hidden until something is pressed
ROOTS = """
(() => {
  const roots = [...document.querySelectorAll('*')].flatMap(host => host.shadowRoot ?? []);
  return [document, ...roots, ...Object.values(kept)];
})()
"""
SHEETS = f"{ROOTS}.reduce((sum, root) => sum + root.adoptedStyleSheets.length, 0)"
ATTRIBUTES = f"{ROOTS}.reduce((sum, root) => sum + root.querySelectorAll('[data-voiso-call]').length, 0)"

KINDS = {
    "open": ("0200", "14155550200"),
    "closed": ("+1 415 555 0201", "14155550201"),
    "open in closed": ("+1 415 555 0202", "14155550202"),
    "declarative": ("+1 415 555 0203", "14155550203"),
    "slotted text": ("+1 415 555 0204", "14155550204"),
    "slotted by name": ("+1 415 555 0205", "14155550205"),
    "slotted in closed": ("+1 415 555 0206", "14155550206"),
    "custom element": ("+1 415 555 0207", "14155550207"),
    "without an element": ("+1 415 555 0210", "14155550210"),
}
LINKS = {  # they do not show their number
    "in closed": ("Call the front desk", "14155550212"),
    "around a slot": ("Call the night desk", "14155550214"),
}


def sheet_reaches_roots(page: Page) -> bool:
    """Whether content.css applies in shadow roots: not in Firefox before 153, as README states."""
    version = page.evaluate("Number(/Firefox.(\\d+)/.exec(navigator.userAgent)?.[1] ?? 0)")
    return bool(version == 0 or version >= 153)


def test_numbers_are_marked_without_changing_any_tree(stack: Stack) -> None:
    page = stack.open("shadow.html")
    assert page.evaluate(MARKED) == MARKS
    assert page.evaluate("seen.mutations") == []
    assert page.evaluate(SHEETS) == 0
    markup = page.evaluate("document.querySelector('#open').getHTML({ serializableShadowRoots: true })")
    assert "<p>Open: <b>+1</b> 415 <i>555</i> 0200</p>" in markup
    for kind in ("closed", "custom element"):
        style = f"getComputedStyle({NODES}({KINDS[kind][0]!r})[0].parentElement, '::highlight(voiso-call)')"
        is_drawn = page.evaluate(f"{style}.backgroundColor !== 'rgba(0, 0, 0, 0)'")
        assert is_drawn == sheet_reaches_roots(page), kind


def test_hand_cursor_in_a_shadow_root_leaves_no_trace(stack: Stack) -> None:
    page = stack.open("shadow.html")
    for kind in ("closed", "slotted text", "custom element"):
        node = f"{NODES}({KINDS[kind][0]!r})[0]"
        page.move(*centre(page, KINDS[kind][0]))
        cursor = f"getComputedStyle({node}.assignedSlot ?? {node}.parentElement).cursor"
        shown = f"{cursor} === 'pointer'" if sheet_reaches_roots(page) else "true"
        page.wait(f"{ATTRIBUTES} === 1 && {shown}", what=f"the hand cursor {kind}")
        page.move(2, 2)
        page.wait(f"{cursor} !== 'pointer'", what=f"the page's cursor {kind}")
        assert page.evaluate(SHEETS) == 0, kind
        assert page.evaluate(ATTRIBUTES) == 0, kind
        changes = page.evaluate("seen.mutations.splice(0)")
        assert len(changes) == 2, f"{kind}: set and removed, no more"
        assert all("data-voiso-call" in change for change in changes), kind


def call_at_rest(stack: Stack, page: Page, text: str, calls: int) -> None:
    """Click a number, in whatever root, so that it is called: the call with that number of this test."""
    press_until_called(page, lambda: centre(page, text), lambda: len(stack.posts()) >= calls, text)


def test_number_in_a_shadow_root_is_dialled_once(stack: Stack) -> None:
    page = stack.open("shadow.html")
    for calls, (kind, (text, digits)) in enumerate([*KINDS.items(), *LINKS.items()], 1):
        if kind in LINKS:
            page.click(*centre(page, text))
            press_call(page)
        else:
            call_at_rest(stack, page, text, calls)
        post = stack.wait_for_posts(calls, kind)[-1]
        assert post["body"]["phone_number"] == digits, kind
        wait_for_card(page, post["call_id"])
        close_card(page)
    assert page.evaluate("seen.clicks") == 0
    assert len(stack.posts()) == len([*KINDS, *LINKS])


def test_nothing_but_a_press_on_a_visible_number_in_a_shadow_root_dials(stack: Stack) -> None:
    page = stack.open("shadow.html")
    settle(page)
    page.evaluate(SCRIPTED_EVENTS)
    wait_until_idle(page)
    assert not has_card(page)

    page.click(*centre(page, "Next page, please"))
    lure = "kept.moved.querySelector('#lure')"
    assert page.evaluate(f"{lure}.style.display") == "", "the number is displayed now"
    page.press("Escape")

    page.evaluate("(kept.link.querySelector('button').focus(), true)")
    page.press("Enter")
    assert page.evaluate("kept.link.activeElement.localName") == "a"
    page.press("Escape")

    page.click(*centre(page, "+1 415 555 0211"))  # all but transparent
    wait_for_card(page, "0211")
    close_card(page)

    clicks = page.evaluate("seen.clicks")
    page.click(*centre(page, "+1 415 555 0213"))
    page.wait(f"seen.clicks === {clicks} + 1", what="the page to get the click on its button")
    stack.click_and_expect_one_call(page, "+1 415 555 0150")


def test_late_roots_and_numbers_are_marked_and_called_and_the_card_is_not_searched(stack: Stack) -> None:
    page = stack.open("shadow.html")
    page.evaluate("define('late-line', 'closed', '<p>Late: +1 415 555 0220</p>'), true")
    page.wait(f"{MARKED} === {MARKS + 1}", what="the number of a late definition to be marked")
    page.evaluate("shadow(at('#late'), 'closed', '<p>+1 415 555 0221</p>'), true")  # nothing announces it
    page.move(*centre(page, "+1 415 555 0221"))
    page.wait(f"{MARKED} === {MARKS + 2}", what="the number of a late root under the pointer to be marked")
    page.evaluate("shadow(at('#later'), 'closed', '<p>+1 415 555 0224</p>'), at('#later').append('.'), true")
    page.wait(f"{MARKED} === {MARKS + 3}", what="the number of a late root to be marked")
    page.evaluate("kept.late.querySelector('p').textContent = '+1 415 555 0222, +1 415 555 0223', true")
    page.wait(f"{MARKED} === {MARKS + 4}", what="a change in the root to be followed")
    call_at_rest(stack, page, "+1 415 555 0223", 1)
    [post] = stack.wait_for_posts(1)
    assert post["body"]["phone_number"] == "14155550223"
    wait_for_card(page, post["call_id"])
    page.evaluate("at('#later').append('+1 415 555 0225'), true")
    assert wait_until_marked(page) == MARKS + 5, "the new number alone, and none of the card"
    page.evaluate("at('#late').remove(), at('#later').remove(), at('late-line').remove(), true")
    page.wait(f"{MARKED} === {MARKS}", what="the marks to go")
