"""Numbers in shadow roots are found and dialled as all others; the trees stay untouched."""

import json

import pytest

from support.browser import Page

from .conftest import ALL_MARKED, MARKED, Stack, wait_for_card

# Every text node of the page with `text` in it: the page knows its closed roots.
NODES = """
(text => {
  const found = [];
  const gather = root => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.includes(text)) found.push(node);
      const shadow = node.shadowRoot ?? Object.values(kept).find(one => one.host === node);
      if (shadow) gather(shadow);
      if (node.localName !== 'script') gather(node);
    }
  };
  gather(document.documentElement);
  return found;
})
"""


def centre(page: Page, text: str) -> tuple[float, float]:
    """Where the last letters of a text are, whatever root it is in."""
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


COUNT = 14  # numbers of the page, one of them hidden until something is pressed
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
    "link in closed": ("Call the front desk", "14155550212"),
    "link around a slot": ("Call the night desk", "14155550214"),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_number_in_a_shadow_root_is_dialled_once_and_the_page_sees_no_click(line: Stack, kind: str) -> None:
    text, digits = KINDS[kind]
    page = line.open("shadow.html")
    page.click(*centre(page, text))
    [post] = line.wait_for_posts(1)
    assert post["body"]["phone_number"] == digits
    wait_for_card(page, post["call_id"])
    assert page.evaluate("seen.clicks") == 0
    assert len(line.posts()) == 1


def test_every_number_is_marked_and_no_tree_is_changed(line: Stack) -> None:
    page = line.open("shadow.html")
    assert page.evaluate(MARKED) == COUNT
    assert page.evaluate("seen.mutations") == []
    assert page.evaluate(SHEETS) == 0
    markup = page.evaluate("document.querySelector('#open').getHTML({ serializableShadowRoots: true })")
    assert "<p>Open: <b>+1</b> 415 <i>555</i> 0200</p>" in markup


def sheet_reaches_roots(page: Page) -> bool:
    """Firefox 140 keeps content.css out of shadow roots, 153 lets it in: README says so."""
    version = page.evaluate("Number(/Firefox.(\\d+)/.exec(navigator.userAgent)?.[1] ?? 0)")
    return bool(version == 0 or version >= 153)


@pytest.mark.parametrize("text", ["+1 415 555 0201", "+1 415 555 0207"])
def test_a_mark_is_drawn_there(line: Stack, text: str) -> None:
    page = line.open("shadow.html")
    style = f"getComputedStyle({NODES}({text!r})[0].parentElement, '::highlight(voiso-call)')"
    is_drawn = page.evaluate(f"{style}.backgroundColor !== 'rgba(0, 0, 0, 0)'")
    assert is_drawn == sheet_reaches_roots(page)


@pytest.mark.parametrize("text", ["+1 415 555 0201", "+1 415 555 0204", "+1 415 555 0207"])
def test_the_cursor_tells_of_a_number_and_leaves_no_trace(line: Stack, text: str) -> None:
    page = line.open("shadow.html")
    page.move(*centre(page, text))
    cursor = (
        f"getComputedStyle({NODES}({text!r})[0].assignedSlot ?? {NODES}({text!r})[0].parentElement).cursor"
    )
    shown = f"{cursor} === 'pointer'" if sheet_reaches_roots(page) else "true"
    page.wait(f"{ATTRIBUTES} === 1 && {shown}", what="the cursor to become a pointer")
    page.move(2, 2)
    page.wait(f"{cursor} !== 'pointer'", what="the cursor to be the page's")
    assert page.evaluate(SHEETS) == 0
    assert page.evaluate(ATTRIBUTES) == 0
    changes = page.evaluate("seen.mutations")
    assert len(changes) == 2, "on and off, no more"
    assert all("data-voiso-call" in change for change in changes)


def test_scripted_events_in_a_root_dial_nothing(line: Stack) -> None:
    page = line.open("shadow.html")
    page.evaluate(
        f"""(() => {{
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
          return true;
        }})()"""
    )
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_what_a_page_moves_under_the_pointer_in_a_closed_root_is_not_dialled(line: Stack) -> None:
    page = line.open("shadow.html")
    page.click(*centre(page, "Next page, please"))
    assert page.evaluate("kept.moved.querySelector('#lure').style.display") == "", "the number is there now"
    page.press("Escape")
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_a_faint_number_in_a_root_is_offered_and_a_buttons_click_stays_its_own(line: Stack) -> None:
    page = line.open("shadow.html")
    page.click(*centre(page, "+1 415 555 0211"))
    wait_for_card(page, "0211")
    page.press("Escape")
    page.click(*centre(page, "+1 415 555 0213"))
    page.wait("seen.clicks === 1", what="the page to get its click")
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_enter_on_a_link_in_a_closed_root_dials_it(line: Stack) -> None:
    page = line.open("shadow.html")
    page.evaluate("(kept.link.querySelector('a').focus(), true)")
    page.press("Enter")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550212"


def test_enter_elsewhere_in_a_closed_root_does_not_follow_the_link_that_gets_the_focus(line: Stack) -> None:
    page = line.open("shadow.html")
    page.evaluate("(kept.link.querySelector('button').focus(), true)")
    page.press("Enter")
    assert page.evaluate("kept.link.activeElement.localName") == "a"
    page.press("Escape")
    page.click_text("+1 415 555 0150")
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550150"


def test_roots_and_numbers_that_come_later_are_found_and_those_that_go_are_forgotten(line: Stack) -> None:
    page = line.open("shadow.html")
    page.evaluate("define('late-line', 'closed', '<p>Late: +1 415 555 0220</p>'), true")
    page.wait(f"{MARKED} === {COUNT + 1}", what="the number of a late definition to be marked")
    page.evaluate("shadow(at('#late'), 'closed', '<p>+1 415 555 0221</p>'), at('#late').append('.'), true")
    page.wait(f"{MARKED} === {COUNT + 2}", what="the number of a late root to be marked")
    page.evaluate("kept.late.querySelector('p').textContent = '+1 415 555 0222, +1 415 555 0223', true")
    page.wait(f"{MARKED} === {COUNT + 3}", what="a change in the root to be followed")
    page.click(*centre(page, "+1 415 555 0223"))
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550223"
    page.evaluate("at('#late').remove(), at('late-line').remove(), true")
    page.wait(f"{MARKED} === {COUNT}", what="the marks to go")


def test_a_root_that_nothing_told_of_is_found_by_the_pointer(line: Stack) -> None:
    page = line.open("shadow.html")
    page.evaluate("shadow(at('#late'), 'closed', '<p>+1 415 555 0221</p>'), true")
    page.move(*centre(page, "+1 415 555 0221"))
    page.wait(f"{MARKED} === {COUNT + 1}", what="the number to be marked")
    page.click(*centre(page, "+1 415 555 0221"))
    assert line.wait_for_posts(1)[0]["body"]["phone_number"] == "14155550221"


def test_the_card_itself_is_not_read(line: Stack) -> None:
    page = line.open("shadow.html")
    page.click(*centre(page, "+1 415 555 0201"))
    [post] = line.wait_for_posts(1)
    wait_for_card(page, post["call_id"])
    page.evaluate("at('#late').append('+1 415 555 0224'), true")
    page.wait(f"{MARKED} > {COUNT}", what="the new number to be marked")
    assert page.evaluate(ALL_MARKED) == COUNT + 1, "it alone"
